package ingest

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"despatch/reports"
)

// TestQuality holds what is told of each column against records of which every one was
// counted by hand; a record of broken shape is in none of it, a private column neither.
func TestQuality(t *testing.T) {
	tr := newTrial(strings.Join([]string{"id,kind,seen,closed,age,town,name",
		"1,Fire,2020-01-01,2020-02-01,30,Reading,Ann",
		"2,fire,2020-01-02,,31,reading,Bob",         // other spellings of kind and town
		"3, Fire ,2020-01-03,2020-01-02,x,Readng",   // too few fields
		"4,FIRE,2020-01-04,2020-01-02,32,Readng,Cy", // closed before seen; a town one letter away
		"5,Flod,2020-13-01,,33,Oxford,Di",           // in no code list; no date
		"6,,1999-01-01,,n/k,Oxford,Ed",              // blank; out of range; said not to be known
		"7,Flood,2020-01-07,,200,,Flo",              // out of range; blank
		"8,Flood,2020-01-08,,1.5,Oxford,Gus",        // no whole number
		"9,Fire,2020-01-09,2020-01-10,40,Oxford,Hal", ""}, "\n"))
	blank := func(c *reports.Column) { c.Otherwise = reports.BlankIt }
	tr.column("id", nil)
	kind := tr.column("kind", nil)
	seen, closed := tr.date("seen"), tr.date("closed")
	blank(seen)
	blank(closed)
	seen.HasLo, seen.Lo, closed.After = true, int64(day("2000-01-01")), seen
	tr.column("age", func(c *reports.Column) {
		blank(c)
		c.Number, c.HasLo, c.Lo, c.HasHi, c.Hi, c.Blank = true, true, 0, true, 120, []string{"n/k"}
	})
	tr.rel.Private = []string{"id", "name"}
	tr.dim("kind", kind, func(d *reports.Dimension) {
		d.Kind, d.HasUnknown = reports.Coded, true
		d.Categories = []reports.Category{{Code: "unknown", Kind: reports.NotKnown}, {Code: "fire", Label: "Fire"}, {Code: "flood", Label: "Flood"}}
		d.Raw = map[string]reports.Code{"fire": 1, "flood": 2}
	})
	tr.dim("town", tr.column("town", nil), func(d *reports.Dimension) { d.HasUnknown = true })
	g := tr.read(t)
	var got []string
	for _, q := range g.Account.Quality {
		got = append(got, fmt.Sprint(q.Column, " ", q.Filled, " ", q.NotKnown, " ", q.Unread, " ", q.Out, " ", q.Early, " ", q.Unmatched, " ", q.Folded, " ", q.Near))
	}
	const no = reports.NoCount
	want := []string{
		fmt.Sprint("kind 7 1 ", no, " ", no, " ", no, " 1 2 ", no),
		fmt.Sprint("seen 8 0 1 1 ", no, " ", no, " ", no, " ", no),
		fmt.Sprint("closed 3 5 0 0 1 ", no, " ", no, " ", no),
		fmt.Sprint("age 7 1 1 1 ", no, " ", no, " ", no, " ", no),
		fmt.Sprint("town 7 1 ", no, " ", no, " ", no, " ", no, " 1 1"),
	}
	if a, b := strings.Join(got, "\n"), strings.Join(want, "\n"); a != b {
		t.Errorf("got\n%s\nwant\n%s\n%v", a, b, g.Findings)
	}
}

// TestLongValueIsText: of a long value the quarantine keeps the beginning, and no half letter.
func TestLongValueIsText(t *testing.T) {
	tr := newTrial("id,seen\n1,x" + strings.Repeat("é", 600) + "\n2,2020-01-01\n3,2020-01-02\n")
	tr.column("id", nil)
	tr.date("seen")
	g := tr.read(t)
	if len(g.Broken) != 1 || !utf8.ValidString(g.Broken[0].Value) || len(g.Broken[0].Value) != 999 {
		t.Errorf("%d set aside: %v", len(g.Broken), g.Broken)
	}
}
