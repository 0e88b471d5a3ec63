package ingest

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"despatch/reports"
	"despatch/reports/hidden"
)

func TestAsFound(t *testing.T) {
	tr := newTrial("a\nBurglary\nburglary \nBURGLARY\nburglary \nTheft\nOther\n\n  \nTheft\nZ\u00a0 x\n")
	a := tr.column("a", nil)
	tr.dim("name", a, nil)
	tr.dim("size", a, func(d *reports.Dimension) { d.Order = "size" })
	g := tr.read(t)
	if got, want := g.order(0)+"; "+g.order(1), "burglary|Theft|Z x|Other; burglary|Theft|Z x|Other"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if g.fate() != "CCCCCCCCCC" {
		t.Errorf("in one column an empty line is a record: %s", g.fate())
	}
	if c := g.Codings[0].Categories; c[0].Label != "Not known" || c[1].Code != "burglary" || c[3].Kind != reports.Other || c[4].Code != "z-x" {
		t.Errorf("%+v", c)
	}
	if f, ok := g.finding("D029"); !ok || f.Severity != reports.Warning || !strings.Contains(f.Msg, "1 value, in 4 records") {
		t.Errorf("%v", g.Findings)
	}
}

// TestLabelTie holds that of equally common spellings the first by code point is shown.
func TestLabelTie(t *testing.T) {
	tr := newTrial("a\nfraud\nFraud\nFRAUD\n")
	tr.dim("a", tr.column("a", nil), nil)
	if g := tr.read(t); g.order(0) != "FRAUD" {
		t.Error(g.order(0))
	}
}

func TestCodesNeedAList(t *testing.T) {
	for csv, want := range map[string]string{
		"x y\nx-y\n": "D030", "+\na\n": "D030", "Total\na\n": "D030 D031", "Unknown\na\n": "D030", "all\na\n": "D030 D031", "Largest-2\na\n": "D030", "Allocated\na\n": "",
	} {
		tr := newTrial("place\n" + csv)
		tr.dim("a", tr.column("place", nil), nil)
		if g := tr.read(t); !sameIDs(g.foundIDs(), want) {
			t.Errorf("%q: %v, want %s", csv, g.Findings, want)
		}
	}
	// A value that stands only in records left out takes no part.
	tr := newTrial("a,b\nTotal,1\nx,2\nTotal,1\n")
	tr.dim("a", tr.column("a", nil), nil)
	tr.ext.Exclude = []reports.Exclusion{{Reason: "r", Where: reports.Where{{Column: tr.column("b", nil), Values: []string{"1"}}}}}
	if g := tr.read(t); g.foundIDs() != "" || g.order(0) != "x" {
		t.Errorf("%s %v", g.order(0), g.Findings)
	}
}

func TestCoded(t *testing.T) {
	tr := newTrial("a,b\nBurglary,1\n burglary  dwelling,1\nmurder,1\nArson,1\n,1\nArson,1\n")
	a := tr.column("a", nil)
	set := func(d *reports.Dimension) {
		d.Kind = reports.Coded
		d.Categories = append(d.Categories, reports.Category{Code: "burglary", Label: "Burglary"}, reports.Category{Code: "murder", Label: "Murder"}, reports.Category{Code: "none", Label: "None"})
		d.Raw = map[string]reports.Code{"burglary": 1, "burglary dwelling": 1, "murder": 2, "": 3}
	}
	tr.dim("offence", a, set)
	g := tr.read(t)
	if got, want := fmt.Sprint(g.codes[0]), "[1 1 2 0 3 0]"; got != want || g.order(0) != "Burglary|Murder|None" {
		t.Errorf("%s %s, want %s", got, g.order(0), want)
	}
	if fmt.Sprint(g.Unmatched) != "[{offence Arson 2 }]" || g.foundIDs() != "D033" || strings.Contains(fmt.Sprint(g.Findings), "Arson") {
		t.Errorf("%v %v", g.Unmatched, g.Findings)
	}
}

func TestBandsAndDays(t *testing.T) {
	tr := newTrial("age,from,to\n17,2006-01-01,2006-01-08\n18,2006-01-01,2006-05-01\n,,2006-01-01\n-1,2006-02-01,2006-01-01\n")
	age := tr.column("age", func(c *reports.Column) { c.Number = true })
	from, to := tr.date("from"), tr.date("to")
	bands := func(b ...reports.Band) func(*reports.Dimension) {
		return func(d *reports.Dimension) {
			d.Kind, d.Bands = reports.Banded, b
			for _, x := range b {
				d.Categories = append(d.Categories, reports.Category{Code: strconv.FormatInt(x.Lo, 10)})
			}
		}
	}
	tr.dim("age", age, bands(reports.Band{Lo: 0, Hi: 17}, reports.Band{Lo: 18, Hi: math.MaxInt64}))
	d := tr.dim("wait", from, bands(reports.Band{Lo: 0, Hi: 7}, reports.Band{Lo: 8, Hi: 1000}))
	d.Column2 = to
	tr.ext.Days = []*reports.Measure{{Kind: reports.Mean, From: from, To: to}}
	tr.ext.Distinct = []*reports.Measure{{Kind: reports.Distinct, Of: []*reports.Column{age}}}
	g := tr.read(t)
	if got, want := fmt.Sprint(g.codes, g.days[0]), fmt.Sprint([][]int{{1, 2, 0, 0}, {1, 0, 0, 0}}, []int32{7, reports.NoDays, reports.NoDays, -31}); got != want {
		t.Errorf("%s, want %s (a date after the as-at date does not exist yet)", got, want)
	}
	if v := g.values[0]; v[2] != (reports.ID{}) || v[0] == v[1] || v[0] == (reports.ID{}) {
		t.Errorf("%v", v)
	}
}

func TestPeriods(t *testing.T) {
	for period, want := range map[string]string{
		"month": "April 2005|March 2006|April 2006", "quarter": "April to June 2005|January to March 2006|April to June 2006",
		"year": "2005|2006", "financial-year": "April 2005 to March 2006|April 2006 to March 2007",
	} {
		tr := newTrial("a\n2006-04-01\n2006-03-31\n2005-04-01\n2006-04-26\n")
		tr.dim("p", tr.date("a"), func(d *reports.Dimension) { d.Kind, d.Period = reports.Period, period })
		g := tr.read(t)
		if g.order(0) != want {
			t.Errorf("%s: %s, want %s", period, g.order(0), want)
		}
		if c := g.Codings[0].Categories[1]; c.Start > day("2006-04-01") || c.End < day("2006-04-01") || c.Number == 0 {
			t.Errorf("%s: %+v", period, c)
		}
	}
}

func TestTemplate(t *testing.T) {
	tr := newTrial("y,m,d\n2006,4,1\n2006,13,1\n,,\n2006,,1\n")
	c := tr.column("when", func(c *reports.Column) { c.Named, c.Template, c.Layouts = nil, "{y}-{m}-{d}", []string{"YYYY-M-D"} })
	tr.dim("p", c, func(d *reports.Dimension) { d.Kind, d.Period = reports.Period, "month" })
	g := tr.read(t)
	if g.fate() != "CQCQ" || g.labels(0)[0] != "April 2006" || g.labels(0)[1] != "Not known" {
		t.Errorf("%s %v %v", g.fate(), g.labels(0), g.Findings)
	}
	if p := g.Profile[len(g.Profile)-1]; p.Column != "when" || p.Dates.Valid != 1 || p.Dates.Bad != 2 {
		t.Errorf("%+v", p)
	}
}

func TestNear(t *testing.T) {
	tr := newTrial("a\nBurglary\nBurglary\nBurglarly\nZone 1\nZone 2\nCat\nCab\nRobbery\n")
	tr.dim("a", tr.column("a", nil), nil)
	g := tr.read(t)
	if fmt.Sprint(g.Unmatched) != "[{a Burglarly 1 Burglary}]" || g.foundIDs() != "D034" {
		t.Errorf("%v %v", g.Unmatched, g.Findings)
	}
	for _, c := range []struct {
		a, b string
		want bool
	}{{"theft", "thefts", true}, {"theft", "heft", true}, {"theft", "thaft", true}, {"theft", "theft", false}, {"theft", "thefxx", false}, {"theft", "htfet", false}} {
		if oneLetter([]rune(c.a), []rune(c.b)) != c.want || oneLetter([]rune(c.b), []rune(c.a)) != c.want {
			t.Errorf("%s, %s: want %v", c.a, c.b, c.want)
		}
	}
}

func TestTooManyValues(t *testing.T) {
	var b strings.Builder
	b.WriteString("a\n")
	for i := range manyCodes + 10 {
		fmt.Fprintf(&b, "person x%dx\n", i)
	}
	tr := newTrial(b.String())
	tr.size = blockLen
	a := tr.column("a", nil)
	tr.dim("a", a, nil)
	tr.dim("b", a, func(d *reports.Dimension) {
		d.Kind, d.Categories = reports.Coded, append(d.Categories, reports.Category{Code: "last", Label: "Last"})
		d.Raw = map[string]reports.Code{fmt.Sprintf("person x%dx", manyCodes+9): 1}
	})
	g := tr.readAs(t, settings{2, tr.size, sheafLen, usual})
	if !sameIDs(g.foundIDs(), "D039 D033") || len(g.Unmatched) != 0 {
		t.Errorf("%v", g.Findings)
	}
	if f, _ := g.finding("D033"); !strings.Contains(f.Msg, fmt.Sprint("in ", manyCodes+9, " records")) {
		t.Errorf("%v", f)
	}
	if last := g.codes[1][len(g.codes[1])-1]; last != 1 {
		t.Errorf("a code list longer than what is kept is not followed: code %d", last)
	}
}

func TestProfile(t *testing.T) {
	tr := newTrial("a,b,d,,b,n\n1,x,2006-01-01,,,5\n1,,2060-01-01,,, 7\n2,x,nonsense,,,\n,x,2005-01-01,,,3\n1,x,,,q,3\n")
	a := tr.column("a", func(c *reports.Column) { c.Repeats = true })
	tr.date("d").Otherwise = reports.KeepIt
	d := tr.ext.Columns[1]
	d.Hi, d.HasHi = int64(tr.rel.AsAt), true
	n := tr.column("n", func(c *reports.Column) { c.Number = true })
	tr.ext.Key = []*reports.Column{a, n}
	g := tr.read(t)
	want := map[string]string{
		"a": "4 1 2 1 3", "b (column 2)": "4 1 0 0 0", "d": "4 1 0 0 0", "column 4 (no name)": "0 5 0 0 0", "b (column 5)": "1 4 0 0 0", "n": "4 1 0 0 0",
	}
	if len(g.Profile) != len(want) {
		t.Errorf("%d columns, want %d", len(g.Profile), len(want))
	}
	for _, p := range g.Profile {
		if got := fmt.Sprint(p.Filled, p.Blank, p.Distinct, p.Repeated, p.Repeats); got != want[p.Column] {
			t.Errorf("%s: %s, want %s", p.Column, got, want[p.Column])
		}
	}
	if p := g.Profile[2].Dates; p.Valid != 3 || p.Bad != 1 || p.Out != 1 || p.Min != "2005-01-01" || p.Max != "2060-01-01" || p.ByYear["2006"] != 1 {
		t.Errorf("%+v", p)
	}
	if p := g.Profile[5].Numbers; p.Valid != 3 || p.Bad != 1 || p.Sum != 11 {
		t.Errorf("%+v", p)
	}
}

func TestPrivate(t *testing.T) {
	tr := newTrial("a,name,n2\nx, Jane Roe ,1234567\nx,Jane Roe,1\nx,Al,\n")
	tr.column("a", nil)
	tr.rel.Private = []string{"name", "elsewhere", "nmae", "number"}
	tr.rel.Columns = append(tr.rel.Columns, &reports.Column{Name: "number", Named: []string{"n2"}, Private: true})
	g := tr.read(t)
	if got := fmt.Sprintf("%+v", g.Private.Columns); got != "[{Name:name Unkept:0 Absent:false Near:[]} {Name:n2 Unkept:0 Absent:false Near:[]} {Name:elsewhere Unkept:0 Absent:true Near:[]} {Name:nmae Unkept:0 Absent:true Near:[name]}]" {
		t.Error(got)
	}
	h := hidden.NewHunt([]hidden.Found{g.Private}, func(string) bool { return false })
	for text, want := range map[string]string{"by Jane Roe": "[name]", "1234567 and Jane Roe": "[n2 name]", "Al, 1": "[]"} {
		if got := fmt.Sprint(h.In([]byte(text))); got != want {
			t.Errorf("%q: %s", text, got)
		}
	}
}

// TestFindingsCapped holds that the first twenty of a kind are placed and the rest are one with a count.
func TestFindingsCapped(t *testing.T) {
	tr := newTrial("a,d\n" + strings.Repeat("x,2006-01-01\n", 2000) + strings.Repeat("x,nope\n", 50))
	tr.date("d")
	tr.size = 100
	g := tr.read(t)
	if len(g.Findings) != listed+1 || len(g.Broken) != 50 {
		t.Fatalf("%d findings, %d in quarantine", len(g.Findings), len(g.Broken))
	}
	var rest int64
	for _, f := range g.Findings {
		rest += f.Count
	}
	if rest != 50-listed || g.Findings[1].Line != 2002 || g.Findings[1].Col != 3 || reports.Errors(g.Findings) {
		t.Errorf("%v", g.Findings)
	}
	if b := g.Broken[0]; b != (reports.Broken{File: "cases.csv", First: 2002, Last: 2002, Column: "d", Reason: "bad-date", Value: "nope"}) {
		t.Errorf("%+v", b)
	}
}

// TestBlocks holds that the size of a block changes nothing.
func TestBlocks(t *testing.T) {
	one := smallTrial()
	one.size = 1
	a := one.read(t)
	for size := 2; size < 12; size++ {
		tr := smallTrial()
		tr.size = size
		b := tr.read(t)
		if fmt.Sprint(a.lines, a.fates, a.reasons, a.codes, a.cohorts, a.days, a.ids, a.rows, a.recorded, a.ordinals) != fmt.Sprint(b.lines, b.fates, b.reasons, b.codes, b.cohorts, b.days, b.ids, b.rows, b.recorded, b.ordinals) {
			t.Errorf("blocks of %d differ", size)
		}
	}
}

// TestAllocations holds that a record costs no memory of its own: ten times the
// records, the same distinct values, no more allocations.
func TestAllocations(t *testing.T) {
	count := func(n int) float64 {
		tr := newTrial("id,a,d\n" + strings.Repeat("17,\"x, y\",2006-01-01\n18,z,2006-01-02\n", n/2))
		tr.size = 1000
		tr.ext.Key = []*reports.Column{tr.column("id", nil)}
		tr.dim("a", tr.column("a", nil), nil)
		tr.date("d")
		return testing.AllocsPerRun(3, func() {
			if _, err := read(t.Context(), tr.rel, tr.ext, func(*reports.Cases) error { return nil }, settings{1, tr.size, sheafLen, usual}); err != nil {
				t.Fatal(err)
			}
		})
	}
	if few, many := count(2000), count(20000); many > few+20 {
		t.Errorf("%v allocations for 2,000 records, %v for 20,000", few, many)
	}
}
