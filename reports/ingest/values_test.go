package ingest

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"despatch/reports"

	"pgregory.net/rapid"
)

func TestDates(t *testing.T) {
	for _, c := range []struct{ layout, text, want string }{
		{"YYYY-MM-DD", "2005-02-03", "2005-02-03"}, {"YYYY-MM-DD", "2005-2-3", ""}, {"YYYY-MM-DD", " 2005-02-03", ""}, {"YYYY-MM-DD", "2005-02-30", ""},
		{"YYYY-MM-DD", "2004-02-29", "2004-02-29"}, {"YYYY-MM-DD", "1900-02-29", ""}, {"YYYY-MM-DD", "2000-02-29", "2000-02-29"}, {"YYYY-MM-DD", "2005/02/03", ""},
		{"YYYY-MM-DD", "2005-02-03 ", ""}, {"YYYY-MM-DD", "2005-13-01", ""}, {"YYYY-MM-DD", "2005-00-01", ""}, {"YYYY-MM-DD", "0001-01-01", "0001-01-01"},
		{"YYYY-MM-DD", "9999-12-31", "9999-12-31"}, {"YYYY-MM-DD", "20050203", ""}, {"YYYY-MM-DD", "epoch", ""},
		{"DD/MM/YYYY", "03/02/2005", "2005-02-03"}, {"DD/MM/YYYY", "3/2/2005", ""}, {"D/M/YYYY", "3/2/2005", "2005-02-03"}, {"D/M/YYYY", "13/12/2005", "2005-12-13"},
		{"D/M/YYYY", "03/2/2005", ""}, {"DD/MM/YYYY", "31/04/2005", ""}, {"YYYY-MM", "2005-02", "2005-02-01"}, {"YYYY", "2005", "2005-01-01"}, {"YYYY", "05", ""},
		{"YYYY-MM-DD HH:mm:ss", "2005-02-03 23:59:59", "2005-02-03"}, {"YYYY-MM-DD HH:mm:ss", "2005-02-03 24:00:00", ""}, {"YYYY-MM-DD HH:mm:ss", "2005-02-03", ""},
		{"rfc3339", "2005-02-03T00:30:00+01:00", "2005-02-03"}, {"rfc3339", "2005-02-03T00:30:00Z", "2005-02-03"}, {"rfc3339", "2005-02-03T00:30:00", ""},
		{"rfc3339", "2005-02-03T00:30:00.25Z", "2005-02-03"}, {"rfc3339", "2005-02-03T00:30:00.Z", ""}, {"rfc3339", "2005-02-03t00:30:00Z", ""}, {"rfc3339", "2005-02-03T00:30:00+0100", ""},
	} {
		l := parseLayout(c.layout)
		m, ok := l.read([]byte(c.text))
		got := ""
		if ok {
			got = reports.Day(m.day).ISO()
		}
		if got != c.want {
			t.Errorf("%s as %s: %q, want %q", c.text, c.layout, got, c.want)
		}
	}
	for text, want := range map[string]int64{"2005-02-03T00:30:00Z": 1107390600, "2005-02-03T01:30:00+01:00": 1107390600, "2005-02-02T22:30:00-02:00": 1107390600} {
		l := parseLayout("rfc3339")
		if m, _ := l.read([]byte(text)); m.secs != want {
			t.Errorf("%s: %d seconds, want %d", text, m.secs, want)
		}
	}
}

// TestCalendar holds day numbers against the standard library's.
func TestCalendar(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := time.Date(rapid.IntRange(0, 9999).Draw(t, "year"), 1, rapid.IntRange(1, 366).Draw(t, "day"), 0, 0, 0, 0, time.UTC)
		if day.Year() > 9999 {
			return
		}
		for layout, std := range map[string]string{"YYYY-MM-DD": "2006-01-02", "D/M/YYYY": "2/1/2006"} {
			l := parseLayout(layout)
			m, ok := l.read([]byte(day.Format(std)))
			if !ok || int64(m.day)*86400 != day.Unix() || m.secs != day.Unix() || int(m.months) != day.Year()*12+int(day.Month())-1 {
				t.Fatalf("%s: %+v", day.Format(std), m)
			}
		}
	})
}

func TestNumbers(t *testing.T) {
	for text, want := range map[string]string{"0": "0", "-5": "-5", "007": "7", "": "", "-": "", "1e2": "", "12.6": "", "1_2": "", "1,000": "", " 1": "", "+1": "", "1234567890123456789": ""} {
		n, ok := number([]byte(text))
		if got := fmt.Sprint(n); ok && got != want || ok != (want != "") {
			t.Errorf("%q: %d %v, want %q", text, n, ok, want)
		}
	}
}

// TestFates sets one record of three against each rule in turn.
func TestFates(t *testing.T) {
	number := func(c *reports.Column) { c.Number, c.Lo, c.Hi, c.HasLo, c.HasHi = true, 0, 120, true, true }
	for _, c := range []struct {
		name, csv string
		set       func(*trial)
		fate      string
		reasons   string
		found     string
	}{
		{"too few", "a\nx,1\nx\n", nil, "Q", "shape=1", "D020"},
		{"number", "a,n\nx,1\nx,one\nx,2\n", func(t *trial) { t.column("n", number) }, "CQC", "bad-number=1", "D022"},
		{"number range", "a,n\nx,1\nx,121\nx,-1\n", func(t *trial) { t.column("n", number) }, "CQQ", "out-of-range=2", "D023 D023"},
		{"number kept", "a,n\nx,1\nx,121\nx,one\n", func(t *trial) { t.column("n", number).Otherwise = reports.KeepIt }, "CCQ", "bad-number=1", "D036 D022"},
		{"number blank", "a,n\nx,1\nx,121\nx,one\n", func(t *trial) { t.column("n", number).Otherwise = reports.BlankIt }, "CCC", "", "D036 D036"},
		{"negative weight", "a,n\nx,1\nx,-2\n", func(t *trial) {
			t.ext.Sums = []*reports.Measure{{Kind: reports.Sum, Of: []*reports.Column{t.column("n", nil)}}}
		}, "CQ", "out-of-range=1", "D023"},
		{"blank weight", "a,n\nx,1\nx,\n", func(t *trial) {
			t.ext.Sums = []*reports.Measure{{Kind: reports.Sum, Of: []*reports.Column{t.column("n", nil)}}}
		}, "CC", "", "D038"},
		{"weight too large", "a,n\nx,1\n" + strings.Repeat("x,999999999999999999\n", 10), func(t *trial) {
			t.ext.Sums = []*reports.Measure{{Kind: reports.Sum, Of: []*reports.Column{t.column("n", nil)}}}
		}, strings.Repeat("C", 11), "", "D040"},
		{"date range", "a,d\nx,2006-01-01\nx,2060-01-01\n", func(t *trial) {
			c := t.date("d")
			c.Hi, c.HasHi = int64(t.rel.AsAt), true
		}, "CQ", "out-of-range=1", "D023"},
		{"coarse range", "a,d\nx,2006-04\nx,2006-05\nx,1999-02\n", func(t *trial) {
			c := t.date("d", "YYYY-MM")
			c.Lo, c.Hi, c.HasLo, c.HasHi = int64(day("1999-02-15")), int64(t.rel.AsAt), true, true
		}, "CQC", "out-of-range=1", "D023"},
		{"two layouts", "a,d\nx,2006-04-01\nx,01/04/2006\nx,4/1/06\n", func(t *trial) { t.date("d", "YYYY-MM-DD", "DD/MM/YYYY") }, "CCQ", "bad-date=1", "D021"},
		{"order", "a,d,e\nx,2006-01-02,2006-01-01\nx,2006-01-02,2006-01-02\nx,,2006-01-01\n", func(t *trial) {
			d := t.date("d")
			t.date("e").After = d
		}, "QCC", "order=1", "D024"},
		{"order of columns no table asks for", "a,d,e\nx,2006-01-02,2006-01-01\nx,,2006-01-02\n", func(t *trial) {
			d := t.date("d")
			t.date("e").After = d
			t.date("not in this extract")
			t.ext.Columns = t.ext.Columns[:1]
		}, "QC", "order=1", "D024"},
		{"order, coarse", "a,d,e\nx,2006-01-20,2006-01\nx,2006-01-20,2005-12\n", func(t *trial) {
			d := t.date("d")
			t.date("e", "YYYY-MM").After = d
		}, "CQ", "order=1", "D024"},
		{"further blanks", "a,d\nx,1900-01-01\nx,n/a\nx,none\n", func(t *trial) { t.date("d").Blank = []string{"1900-01-01", "n/a"} }, "CCQ", "bad-date=1", "D021"},
		{"a part of the id blank", "a,b\n1,2\n1,\n", func(t *trial) { t.ext.Key = []*reports.Column{t.ext.Columns[0], t.column("b", nil)} }, "CQ", "blank-id=1", "D025"},
		{"not known", "a,b\n1,x\n1,\n1, \n", func(t *trial) { t.dim("b", t.column("b", nil), func(d *reports.Dimension) { d.HasUnknown = false }) }, "CQQ", "not-known=2", "D026 D026"},
		{"unmapped", "a,b\n1,X\n1,y\n", func(t *trial) {
			t.dim("b", t.column("b", nil), func(d *reports.Dimension) {
				d.HasUnknown, d.Kind, d.Raw = false, reports.Coded, map[string]reports.Code{"x": 0}
			})
		}, "QQ", "not-known=2", "D026 D026 D033 D017"},
		{"recorded later, broken too", "a,r,n\n1,2006-04-26 23:59:59,1\n1,2006-04-27 00:00:00,one\n", func(t *trial) {
			t.ext.Recorded = t.date("r", "YYYY-MM-DD HH:mm:ss")
			t.column("n", number)
		}, "CE", "recorded-later=1", ""},
		{"no recorded date", "a,r\n1,\n1,1960-01-01\n", func(t *trial) { t.ext.Recorded = t.date("r") }, "CC", "", "D038"},
		{"where before values", "a,n\nx,1\ny,one\n", func(t *trial) {
			t.column("n", number)
			t.ext.Where = reports.Where{{Column: t.ext.Columns[0], Values: []string{"x"}}}
		}, "CE", "where=1", ""},
		{"excluded under a reason", "a,b\nx,1\nx, Health  AUTHORITY\n", func(t *trial) {
			t.ext.Exclude = []reports.Exclusion{{Reason: "Homes", Where: reports.Where{{Column: t.column("b", nil), Values: []string{"health authority"}}}}}
		}, "CE", "excluded:Homes=1", ""},
		{"total rows", "a,n\nx,1\ny,2\nTotal,3\n", func(t *trial) {
			t.ext.Sums = []*reports.Measure{{Kind: reports.Sum, Of: []*reports.Column{t.column("n", nil)}}}
			t.dim("a", t.ext.Columns[0], func(d *reports.Dimension) { d.Totals = []string{"total"} })
		}, "CCE", "total-row=1", ""},
		{"total rows that do not agree", "a,n\nx,1\ny,2\nTotal,4\n", func(t *trial) {
			t.ext.Sums = []*reports.Measure{{Kind: reports.Sum, Of: []*reports.Column{t.column("n", nil)}}}
			t.dim("a", t.ext.Columns[0], func(d *reports.Dimension) { d.Totals = []string{"total"} })
		}, "CCE", "total-row=1", "D032"},
		{"the trap", "a,n\nx,1\ny,2\nTotal,3\n", func(t *trial) {
			t.ext.Sums = []*reports.Measure{{Kind: reports.Sum, Of: []*reports.Column{t.column("n", nil)}}}
			t.dim("a", t.ext.Columns[0], nil)
		}, "CCC", "", "D030 D031"},
		{"the trap, coded", "a,n\nx,1\nOverall,3\n", func(t *trial) {
			t.ext.Sums = []*reports.Measure{{Kind: reports.Sum, Of: []*reports.Column{t.column("n", nil)}}}
			t.dim("a", t.ext.Columns[0], func(d *reports.Dimension) {
				d.Kind, d.Raw = reports.Coded, map[string]reports.Code{"x": 1}
				d.Categories = append(d.Categories, reports.Category{Code: "x", Label: "X"})
			})
		}, "CC", "", "D031 D033"},
		{"a count by its name", "a,Number of people\nx,1\ny,2\n", nil, "CC", "", "D035"},
		{"no count by its name", "a,Number of people\nx,1\ny,1.5\n", nil, "CC", "", ""},
		{"empty lines", "a,n\n\nx,1\n\n", nil, "C", "", "D041"},
		{"mixed line ends", "a,n\r\nx,1\nx,2\r\n", nil, "CC", "", "D019"},
		{"NUL", "a,n\nx,1\nx,\x00\n", nil, "CQ", "nul=1", "D020"},
		{"lone CR", "a,n\nx,1\nx,1\r2\n", nil, "CQ", "line-end=1", "D020"},
		{"open quote", "a,n\nx,1\nx,\"1\n", nil, "CQ", "quote=1", "D020"},
	} {
		t.Run(c.name, func(t *testing.T) {
			tr := newTrial(c.csv)
			tr.ext.Limit = 1_000_000 // what each record becomes, whatever share of them is broken
			tr.column("a", nil)
			if c.set != nil {
				c.set(tr)
			}
			if c.name == "too few" {
				tr.fs["cases.csv"].Data = []byte("a,b\nx\n")
				c.found += " D017"
			}
			g := tr.read(t)
			if g.fate() != c.fate || g.reasonIDs() != c.reasons || !sameIDs(g.foundIDs(), c.found) {
				t.Errorf("%s, %s, %s; want %s, %s, %s: %v", g.fate(), g.reasonIDs(), g.foundIDs(), c.fate, c.reasons, c.found, g.Findings)
			}
			if int64(len(g.Broken)) != g.Account.Quarantined {
				t.Errorf("%d in quarantine, %d counted", len(g.Broken), g.Account.Quarantined)
			}
		})
	}
}

func sameIDs(a, b string) bool {
	count := map[string]int{}
	for _, id := range strings.Fields(a) {
		count[id]++
	}
	for _, id := range strings.Fields(b) {
		count[id]--
	}
	for _, n := range count {
		if n != 0 {
			return false
		}
	}
	return true
}

func TestLadders(t *testing.T) {
	const csv = "a,b,c,status\n2005-01-01,2005-02-01,2005-03-01,Done\n2005-01-01,,,Open\n2005-01-01,,2005-03-01,Open\n,,,\n2005-01-01,2006-05-01,,Open\n"
	for skipped, want := range map[string]struct{ fate, codes, found string }{
		"":           {"CCCCC", "[3 1 3 0 1]", "D027"},
		"passed":     {"CCCCC", "[3 1 3 0 1]", ""},
		"quarantine": {"CCQCC", "[3 1 0 0 1]", "D028"},
	} {
		tr := newTrial(csv)
		a, b, c := tr.date("a"), tr.date("b"), tr.date("c")
		tr.ext.Ladders = []*reports.Ladder{{ID: "l", Stages: []*reports.Stage{{ID: "due", Label: "Due", Date: a}, {ID: "started", Date: b, Skipped: skipped}, {ID: "done", Date: c}}}}
		g := tr.read(t)
		if g.fate() != want.fate || fmt.Sprint(g.codes[0]) != want.codes || g.foundIDs() != want.found {
			t.Errorf("skipped %q: %s %v %s, want %v", skipped, g.fate(), g.codes[0], g.foundIDs(), want)
		}
		if f, ok := g.finding("D027"); ok && (f.Count != 1 || !strings.Contains(f.Msg, "line 4 of cases.csv")) {
			t.Errorf("%v", f)
		}
		if o := g.Codings[0]; o.Ladder == nil || o.Categories[1].Label != "Due" || len(o.Order) != 3 {
			t.Errorf("coding %+v", o)
		}
	}
	tr := newTrial(csv)
	status := tr.column("status", nil)
	tr.ext.Ladders = []*reports.Ladder{{ID: "s", Stages: []*reports.Stage{{ID: "open", Where: reports.Where{{Column: status, Values: []string{"open", "done"}}}}, {ID: "done", Where: reports.Where{{Column: status, Values: []string{"done"}}}}}}}
	if g := tr.read(t); fmt.Sprint(g.codes[0]) != "[2 1 1 0 1]" {
		t.Errorf("by status: %v", g.codes[0])
	}
}

func TestConditions(t *testing.T) {
	const csv = "place,when,n\nLeeds,2006-01-01,5\n York ,2006-03-31,50\n,2006-04-30,\nLEEDS,2005-12-31,7\n"
	for name, c := range map[string]struct {
		clause func(place, when, n *reports.Column, dim *reports.Dimension) reports.Clause
		want   string
	}{
		"value": {func(p, _, _ *reports.Column, _ *reports.Dimension) reports.Clause {
			return reports.Clause{Column: p, Values: []string{"leeds"}}
		}, "[1 0 0 1]"},
		"not": {func(p, _, _ *reports.Column, _ *reports.Dimension) reports.Clause {
			return reports.Clause{Column: p, Values: []string{"leeds"}, Not: true}
		}, "[0 1 1 0]"},
		"blank": {func(p, _, _ *reports.Column, _ *reports.Dimension) reports.Clause {
			return reports.Clause{Column: p, Values: []string{""}}
		}, "[0 0 1 0]"},
		"list": {func(p, _, _ *reports.Column, _ *reports.Dimension) reports.Clause {
			return reports.Clause{Column: p, Values: []string{"york", ""}}
		}, "[0 1 1 0]"},
		"dates": {func(_, w, _ *reports.Column, _ *reports.Dimension) reports.Clause {
			return reports.Clause{Column: w, Ranged: true, Lo: int64(day("2006-01-01")), Hi: openHi}
		}, "[1 1 1 0]"},
		"numbers": {func(_, _, n *reports.Column, _ *reports.Dimension) reports.Clause {
			return reports.Clause{Column: n, Ranged: true, Lo: 6, Hi: 50}
		}, "[0 1 0 1]"},
		"latest": {func(_, w, _ *reports.Column, _ *reports.Dimension) reports.Clause {
			return reports.Clause{Column: w, Latest: true}
		}, "[0 1 0 0]"},
		"code": {func(_, _, _ *reports.Column, d *reports.Dimension) reports.Clause {
			return reports.Clause{Dim: d, Values: []string{"leeds"}}
		}, "[1 0 0 1]"},
		"no code": {func(_, _, _ *reports.Column, d *reports.Dimension) reports.Clause {
			return reports.Clause{Dim: d, Values: []string{""}}
		}, "[0 0 1 0]"},
		"not code": {func(_, _, _ *reports.Column, d *reports.Dimension) reports.Clause {
			return reports.Clause{Dim: d, Values: []string{"york"}, Not: true}
		}, "[1 0 1 1]"},
	} {
		tr := newTrial(csv)
		p, w, n := tr.column("place", nil), tr.date("when"), tr.column("n", nil)
		// A dimension only a cohort asks for is not handed on.
		d := &reports.Dimension{ID: "place", Column: p, HasUnknown: true}
		tr.cohort("c", reports.Where{c.clause(p, w, n, d)})
		if g := tr.read(t); fmt.Sprint(g.cohorts) != c.want || len(g.Codings) != 0 {
			t.Errorf("%s: %v, want %s: %v", name, g.cohorts, c.want, g.Findings)
		}
	}
	tr := newTrial(csv)
	w := tr.date("when")
	tr.ext.Where = reports.Where{{Column: w, Latest: true}}
	if g := tr.read(t); g.fate() != "ECEE" {
		t.Errorf("latest of the extract: %s", g.fate())
	}
}

func TestFiles(t *testing.T) {
	tr := newTrial("")
	delete(tr.fs, "cases.csv")
	tr.ext.From = "in/{m:YYYY-MM}-{force}.csv"
	for name, data := range map[string]string{
		"in/2006-02-york.csv": "a,b\nx,1\ny,2\n", "in/2006-01-leeds.csv": "b,a\n3,z\n", "in/2006-1-hull.csv": "a,b\n", "in/readme.txt": "", "in/deep/2006-01-x.csv": "a,b\n",
	} {
		tr.fs[name] = &fstest.MapFile{Data: []byte(data)}
	}
	a := tr.column("a", nil)
	m, force := tr.date("m", "YYYY-MM"), tr.column("force", nil)
	tr.dim("a", a, nil)
	tr.dim("force", force, nil)
	tr.dim("month", m, func(d *reports.Dimension) { d.Kind, d.Period = reports.Period, "month" })
	g := tr.read(t)
	if got := fmt.Sprint(g.labels(0), g.labels(1), g.labels(2), g.lines); got != "[z x y] [leeds york york] [January 2006 February 2006 February 2006] [2 2 3]" {
		t.Errorf("%s: %v", got, g.Findings)
	}
	if p := g.Account.Parts; len(p) != 2 || p[0].File != "2006-01-leeds.csv" || p[1].Lines != 3 || p[1].Records != 2 || p[1].Bytes != 12 || len(p[1].SHA256) != 64 {
		t.Errorf("%+v", p)
	}
	if len(g.Profile) != 2 {
		t.Errorf("columns from file names are in the profile: %+v", g.Profile)
	}
	tr.fs["in/2006-03-york.csv"] = &fstest.MapFile{Data: []byte("a,b\n")}
	tr.fs["in/2006-04-york.csv"] = &fstest.MapFile{Data: []byte("a,b\n")}
	if again := tr.read(t); len(again.Account.Parts) != 4 || len(again.Findings) != 0 {
		t.Errorf("two months without a record are not the same file twice: %v", again.Findings)
	}
	var rows []reports.ID
	rows = append(rows, g.rows...)
	plain := newTrial("b,a\n3,z\n1,x\n2,y\n")
	plain.column("a", nil)
	if got := plain.read(t).rows; fmt.Sprint(got) != fmt.Sprint(rows) {
		t.Error("a record is not the same record where columns stand in another order")
	}
}

func TestRowIsContent(t *testing.T) {
	tr := newTrial("a,b\nx,1\n\"x\",\"1\"\n\"x,1\",\nx,\"1\"\n\"x\"\"\",1\n\"x\n\",1\n")
	tr.column("a", nil)
	g := tr.read(t)
	seen := map[reports.ID]int{}
	for _, r := range g.rows {
		seen[r]++
	}
	if len(g.rows) != 6 || len(seen) != 4 || seen[g.rows[0]] != 3 {
		t.Errorf("%v", g.rows)
	}
}
