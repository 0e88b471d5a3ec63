package main

import (
	_ "embed"
	"encoding/csv"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/gocarina/gocsv"
)

//go:embed release/offence.csv
var offences string

// codeList is the code of each spelling of an offence.
func codeList() (map[string]string, error) {
	rows, err := csv.NewReader(strings.NewReader(offences)).ReadAll()
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, row := range rows[1:] {
		out[row[0]] = row[1]
	}
	return out, nil
}

// A job is the job as one writes it in Go without more ado: a map by case.
type job struct {
	result
	codes  map[string]string
	newest map[string]kept
}

type kept struct {
	recorded int32
	inside   bool
	cell     cell
}

func newJob() (*job, error) {
	codes, err := codeList()
	return &job{codes: codes, newest: map[string]kept{}}, err
}

// days of the release.
var asAt, first, oldest, from, until = dayOf(2006, 4, 26), dayOf(2000, 1, 1), dayOf(1990, 1, 1), dayOf(1999, 2, 1), dayOf(2006, 3, 31)

var regions = map[string]string{"NE": "ne", "NW": "nw", "YH": "yh", "EM": "em", "WM": "wm", "EE": "ee", "LO": "lo", "SE": "se", "SW": "sw", "WA": "wa"}

// record judges one record, in the order of release.yaml. Texts are only lent where lent is set.
func (j *job) record(id, released, started, completed, deported, offence, region, site, sex, age, sentence, recorded string, lent bool) {
	j.Read++
	r, rok := dateOf(recorded)
	a, aok := dateOf(released)
	b, bok := dateOf(started)
	c, cok := dateOf(completed)
	d, dok := dateOf(deported)
	if rok && r > asAt || site == "Z99" || sex != "F" && sex != "M" && sex != "X" {
		j.Excluded++
		return
	}
	code, known := regions[region]
	e, eok := numberOf(age)
	f, fok := numberOf(sentence)
	if blank(id) || !rok && !blank(recorded) || rok && r < first ||
		!aok && !blank(released) || aok && (a < oldest || a > asAt) ||
		!bok && !blank(started) || bok && aok && b < a ||
		!cok && !blank(completed) || cok && bok && c < b ||
		!dok && !blank(deported) || dok && cok && d < c ||
		!eok && !blank(age) || eok && (e < 10 || e > 110) ||
		!fok && !blank(sentence) || fok && (f < 1 || f > 9999) || !known {
		j.Quarantined++
		return
	}
	k := kept{recorded: -1 << 31, inside: aok && a >= from && a <= until, cell: cell{code, "unknown", "due"}}
	if rok {
		k.recorded = r
	}
	if o, ok := j.codes[offence]; ok {
		k.cell.offence = o
	}
	switch {
	case dok && d <= asAt:
		k.cell.stage = "deported"
	case cok && c <= asAt:
		k.cell.stage = "completed"
	case bok && b <= asAt:
		k.cell.stage = "started"
	}
	old, again := j.newest[id]
	if again {
		j.Superseded++
		if k.recorded < old.recorded {
			return
		}
	}
	if lent && !again {
		id = strings.Clone(id)
	}
	j.newest[id] = k
}

func (j *job) done() *result {
	cells := map[cell]int64{}
	for _, k := range j.newest {
		if k.inside {
			cells[k.cell]++
			j.Counted++
		} else {
			j.Excluded++
		}
	}
	j.Cells = hashOf(cells)
	return &j.result
}

func blank(s string) bool { return s == "" || strings.TrimSpace(s) == "" }

func numberOf(s string) (int64, bool) {
	if s == "" || s[0] == '+' {
		return 0, false
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil
}

// dateOf reads YYYY-MM-DD by hand: package time takes several times as long.
func dateOf(s string) (int32, bool) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return 0, false
	}
	y, ok1 := digits(s[:4])
	m, ok2 := digits(s[5:7])
	d, ok3 := digits(s[8:])
	if !ok1 || !ok2 || !ok3 || m < 1 || m > 12 || d < 1 || d > daysIn(y, m) {
		return 0, false
	}
	return dayOf(y, m, d), true
}

func digits(s string) (n int, ok bool) {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}

func daysIn(y, m int) int {
	switch m {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if y%4 == 0 && (y%100 != 0 || y%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// dayOf numbers days so that later ones are larger: all that is asked of it.
func dayOf(y, m, d int) int32 { return int32((y*12+m)*31 + d) }

func encodingCSV(file string) (*result, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	j, err := newJob()
	if err != nil {
		return nil, err
	}
	r := csv.NewReader(f)
	r.ReuseRecord = true
	if _, err := r.Read(); err != nil {
		return nil, err
	}
	for {
		v, err := r.Read()
		if err == io.EOF {
			return j.done(), nil
		}
		if err != nil {
			return nil, err
		}
		j.record(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9], v[10], v[11], true)
	}
}

// A row is a record as gocsv fills it.
type row struct {
	CaseID       string `csv:"case_id"`
	ReleasedOn   string `csv:"released_on"`
	StartedOn    string `csv:"started_on"`
	CompletedOn  string `csv:"completed_on"`
	DeportedOn   string `csv:"deported_on"`
	Offence      string `csv:"offence"`
	Region       string `csv:"region"`
	Site         string `csv:"site"`
	Sex          string `csv:"sex"`
	Age          string `csv:"age"`
	SentenceDays string `csv:"sentence_days"`
	RecordedOn   string `csv:"recorded_on"`
}

func gocsvJob(file string) (*result, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	j, err := newJob()
	if err != nil {
		return nil, err
	}
	rows := make(chan row, 1024)
	ended := make(chan error, 1)
	go func() { ended <- gocsv.UnmarshalToChan(f, rows) }()
	for v := range rows {
		j.record(v.CaseID, v.ReleasedOn, v.StartedOn, v.CompletedOn, v.DeportedOn, v.Offence, v.Region, v.Site, v.Sex, v.Age, v.SentenceDays, v.RecordedOn, true)
	}
	return j.done(), <-ended
}
