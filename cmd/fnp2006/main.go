// Command fnp2006 writes the synthetic extract of the 2006 example: 1,023 cases
// whose build gives exactly the figures stated on 26 April 2006, with the dirt
// of a real extract around them. No record is about a person.
//
//	go run ./cmd/fnp2006 > data/fnp-2006/cases.csv
//
// The same program makes the same bytes: its random numbers are its own.
package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"time"
)

func main() {
	w := bufio.NewWriter(os.Stdout)
	if err := write(w); err == nil {
		if err = w.Flush(); err == nil {
			return
		}
	}
	fmt.Fprintln(os.Stderr, "fnp2006: the extract could not be written")
	os.Exit(74)
}

// seed starts the random numbers: the day of the statement.
const seed = 20060426

// random is SplitMix64 (Steele, Lea and Flood, 2014): small, and the same in every Go release.
type random uint64

func (r *random) next() uint64 {
	*r += 0x9e3779b97f4a7c15
	z := uint64(*r)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below is a number from 0 to n-1; the bias of the remainder is of no account here.
func (r *random) below(n int) int { return int(r.next() % uint64(n)) }

func (r *random) shuffle(n int, swap func(i, j int)) {
	for i := n - 1; i > 0; i-- {
		swap(i, r.below(i+1))
	}
}

// A stage is how far a case has come.
type stage int

const (
	due stage = iota
	started
	completed
	deported
)

// What was stated on 26 April 2006, as furthest stages: of 1,023 released, 355
// started, 107 completed, 20 deported; since August of 288, 83, 53 and 14.
var (
	stagesSinceAugust = [...]int{due: 288 - 83, started: 83 - 53, completed: 53 - 14, deported: 14}
	stagesBefore      = [...]int{due: 735 - 272, started: 272 - 54, completed: 54 - 6, deported: 6}
)

// offences are the numbers stated in April 2006, which name 253 of 1,023, and the
// two that were not: "more than 100" not known is 120 here, and the rest is other.
// Spellings stand in for those of a real system; the code list knows all but the last line's.
var offences = []struct {
	n         int
	spellings []string
}{
	{3, []string{"Murder"}},
	{2, []string{"Manslaughter"}},
	{9, []string{"Rape", "RAPE"}},
	{5, []string{"Sexual offence against child"}},
	{7, []string{"Sexual offence - other", "Other sexual offence"}},
	{57, []string{"Violence against the person", "Violence", "violence against the person", "Voilence"}},
	{54, []string{"Assault", "Common assault", "ASSAULT", "Asault"}},
	{27, []string{"Indecent assault"}},
	{41, []string{"Burglary", "burglary", "Burglery", "Burglary "}},
	{20, []string{"Drug importation", "Drug smuggling"}},
	{28, []string{"Immigration offence", "Immigration Act offence"}},
	{650, []string{"Other", "Other offence", "Theft", "Fraud", "Deception", "Handling stolen goods", "Motoring"}},
	{103, []string{"", "", "", "Not known", "N/K"}},
	{17, []string{"see paper file", "as per PNC", "offence code 999"}},
}

// A record is one row of the extract.
type record struct {
	id, name, offence                      string
	released, started, completed, deported time.Time
	recorded                               time.Time
	broken                                 string // replaces started_on: a date that is none
	slashed                                bool   // released_on as the second office writes it
}

func date(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

var (
	asAt   = date(2006, 4, 26)
	first  = date(1999, 2, 1)
	august = date(2005, 8, 1)
	april  = date(2006, 4, 1)
)

// between is a day from a up to, not including, b, the later ones likelier as pull grows.
func (r *random) between(a, b time.Time, pull int) time.Time {
	days := int(b.Sub(a).Hours() / 24)
	n := 0
	for range pull {
		n = max(n, r.below(days))
	}
	return a.AddDate(0, 0, n)
}

// cases makes the 1,023 sound records.
func cases(r *random) []record {
	var list []record
	add := func(n int, s stage, from, to time.Time, pull int) {
		for range n {
			list = append(list, r.progress(record{released: r.between(from, to, pull)}, s))
		}
	}
	for s := range stagesBefore {
		add(stagesBefore[s], stage(s), first, august, 2)
		add(stagesSinceAugust[s], stage(s), august, april, 1)
	}
	var names []string
	for _, o := range offences {
		for i := range o.n {
			// The first spelling is the common one.
			k := 0
			if i%3 == 0 {
				k = r.below(len(o.spellings))
			}
			names = append(names, o.spellings[k])
		}
	}
	r.shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	r.shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	for i := range list {
		list[i].id, list[i].name, list[i].offence = caseID(i+1), caseName(i+1), names[i]
		list[i].slashed = i%11 == 4
	}
	return list
}

func caseID(n int) string   { return fmt.Sprintf("SYN-%05d", n) }
func caseName(n int) string { return fmt.Sprintf("Synthetic Person %05d", n) }

// progress gives the record the dates of the stages it has passed, all on or
// before the day of the statement, and the day it was recorded.
func (r *random) progress(c record, s stage) record {
	last := c.released
	step := func(reached bool, to *time.Time) {
		if reached {
			left := int(asAt.Sub(last).Hours()/24) - 2
			last = last.AddDate(0, 0, 1+min(r.below(max(left, 1)), 20+r.below(400)))
			*to = last
		}
	}
	step(s >= started, &c.started)
	step(s >= completed, &c.completed)
	step(s >= deported, &c.deported)
	c.recorded = r.between(last, asAt.AddDate(0, 0, 1), 3)
	return c
}

// dirt is what a real extract brings along: none of it may move a figure.
func dirt(r *random, list []record) []record {
	var out []record
	for i, c := range list {
		switch {
		case i%17 == 3: // an earlier record of the case, before its newest stage
			old := c
			old.started, old.completed, old.deported = time.Time{}, time.Time{}, time.Time{}
			old.recorded = c.recorded.AddDate(0, 0, -1-r.below(200))
			out = append(out, old)
		case i%61 == 7: // the same record sent twice
			out = append(out, c)
		case i%93 == 11: // a date that is not in the calendar, in an earlier record
			bad := c
			bad.recorded = c.recorded.AddDate(0, 0, -30)
			bad.broken = [...]string{"2006-02-30", "31/04/2005", "0000-00-00", "tbc"}[r.below(4)]
			out = append(out, bad)
		case i%103 == 13: // started before release, in an earlier record
			bad := c
			bad.recorded = c.recorded.AddDate(0, 0, -30)
			bad.started = c.released.AddDate(-1, 0, 0)
			out = append(out, bad)
		}
		if c.deported.IsZero() && !c.completed.IsZero() && i%5 == 2 { // known only after the statement
			later := c
			later.deported, later.recorded = asAt, asAt.AddDate(0, 0, 1+r.below(9))
			out = append(out, later)
		}
	}
	n := len(list)
	for range 6 { // released in April: outside what the statement is about
		n++
		c := r.progress(record{id: caseID(n), name: caseName(n), offence: "Theft", released: april.AddDate(0, 0, r.below(15))}, due)
		out = append(out, c)
	}
	for _, y := range []int{1899, 2060, 2061} { // years that cannot be
		n++
		out = append(out, record{id: caseID(n), name: caseName(n), offence: "Other", released: date(y, 12, 30), recorded: asAt.AddDate(0, 0, -3)})
	}
	return out
}

func write(w io.Writer) error {
	r := random(seed)
	list := cases(&r)
	list = append(list, dirt(&r, list)...)
	// An extract comes in the order the system keeps it, not by case.
	r.shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	if _, err := fmt.Fprintln(w, "case_id,name,offence,released_on,started_on,completed_on,deported_on,recorded_on"); err != nil {
		return err
	}
	for _, c := range list {
		start := iso(c.started)
		if c.broken != "" {
			start = c.broken
		}
		out := iso(c.released)
		if c.slashed {
			out = c.released.Format("02/01/2006")
		}
		if _, err := fmt.Fprintf(w, "%s,%s,%s,%s,%s,%s,%s,%s\n", c.id, c.name, c.offence, out, start,
			iso(c.completed), iso(c.deported), iso(c.recorded)); err != nil {
			return err
		}
	}
	return nil
}

func iso(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("2006-01-02")
}
