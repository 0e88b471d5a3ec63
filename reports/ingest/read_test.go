package ingest

import (
	"fmt"
	"testing"

	"despatch/reports"
)

const small = `case_id,offence,released_on,started_on,deported_on,recorded_on
1,Burglary,2005-08-01,2005-09-01,2006-01-05,2006-01-06
2,burglary,2005-07-31,,,2006-01-06
3,,2006-02-01,2006-03-01,,2006-03-02
4,Murder,2006-02-30,,,2006-03-02
5,Murder,2006-03-01,2006-02-01,,2006-03-02
6,Murder,2006-03-01,,,2006-05-01
,Murder,2006-03-01,,,2006-03-02
8,Murder,2006-03-01,,,2006-03-02,extra
`

func smallTrial() *trial {
	t := newTrial(small)
	id := t.column("case_id", nil)
	offence := t.column("offence", nil)
	released := t.date("released_on")
	started, deported := t.date("started_on"), t.date("deported_on")
	started.After = released
	recorded := t.date("recorded_on")
	t.ext.Key, t.ext.Recorded = []*reports.Column{id}, recorded
	t.dim("offence", offence, nil)
	t.dim("quarter", released, func(d *reports.Dimension) { d.Kind, d.Period = reports.Period, "quarter" })
	t.ext.Ladders = []*reports.Ladder{{ID: "consideration", Stages: []*reports.Stage{
		{ID: "due", Date: released}, {ID: "started", Date: started}, {ID: "deported", Date: deported}}}}
	t.cohort("all", reports.Where{{Column: released, Ranged: true, Lo: openLo, Hi: openHi}})
	t.cohort("since_august", reports.Where{{Column: released, Ranged: true, Lo: int64(day("2005-08-01")), Hi: int64(day("2006-03-31"))}})
	t.ext.Days = []*reports.Measure{{ID: "wait", Kind: reports.Median, From: released, To: started}}
	return t
}

func TestRead(t *testing.T) {
	g := smallTrial().read(t)
	if got, want := g.fate(), "CCCQQEQQ"; got != want {
		t.Errorf("fates %s, want %s: %v", got, want, g.Findings)
	}
	if got, want := g.reasonIDs(), "recorded-later=1 blank-id=1 order=1 bad-date=1 shape=1"; got != want {
		t.Errorf("reasons %s, want %s", got, want)
	}
	if got, want := fmt.Sprint(g.labels(0), g.labels(1), g.codes[2][:3]), "[Burglary Burglary Not known] [July to September 2005 July to September 2005 January to March 2006] [3 1 2]"; got != want {
		t.Errorf("codes %s, want %s", got, want)
	}
	if got, want := fmt.Sprint(g.cohorts[:3], g.days[0][:3]), fmt.Sprint([]uint64{3, 1, 3}, []int32{31, reports.NoDays, 28}); got != want {
		t.Errorf("cohorts and days %s, want %s", got, want)
	}
	if got, want := g.foundIDs(), "D029 D021 D024 D025 D020"; got != want {
		t.Errorf("findings %s, want %s", got, want)
	}
	for id, want := range map[string]string{
		"D020": `cases.csv:9: warning D020: too many fields: 7 where the header has 6; the record is set aside`,
		"D021": `cases.csv:5:10: warning D021: column "released_on": not a date written YYYY-MM-DD; the record is set aside`,
		"D024": `cases.csv:6:21: warning D024: column "started_on": a date before that of column "released_on"; the record is set aside`,
		"D025": `cases.csv:8:1: warning D025: column "case_id": no identifier; the record is set aside`,
	} {
		if f, _ := g.finding(id); f.String() != want {
			t.Errorf("%s\nwant %s", f, want)
		}
	}
	if f, _ := g.finding("D021"); f.Line != 5 || f.Col != 10 {
		t.Errorf("place %d:%d, want 5:10", f.Line, f.Col)
	}
}

// TestDamaged cuts the file at every byte, and puts a stray byte at every place: each
// record read keeps one fate, and a record that is counted is one of the clean file,
// unless the damage lies in it.
func TestDamaged(t *testing.T) {
	clean := map[reports.ID]bool{}
	for _, row := range smallTrial().read(t).rows {
		clean[row] = true
	}
	head := len("case_id,offence,released_on,started_on,deported_on,recorded_on\n")
	try := func(csv string) {
		tr := smallTrial()
		tr.fs["cases.csv"].Data = []byte(csv)
		g := tr.read(t)
		if reports.Errors(g.Findings) {
			return
		}
		strange := 0
		for i, f := range g.fates {
			if f == reports.Counted && !clean[g.rows[i]] {
				strange++
			}
		}
		if strange > 1 {
			t.Errorf("%d records are counted that are not in the clean file: %q", strange, csv)
		}
	}
	for i := head; i <= len(small); i++ {
		try(small[:i])
		for _, stray := range []string{`"`, ",", "\r", "\x00", "x", ";"} {
			try(small[:i] + stray + small[i:])
		}
	}
	for i := range head {
		tr := smallTrial()
		tr.fs["cases.csv"].Data = []byte(small[:i] + `"` + small[i:])
		if g := tr.read(t); !reports.Errors(g.Findings) {
			t.Errorf("a stray quotation mark at byte %d of the header is not refused", i)
		}
	}
}
