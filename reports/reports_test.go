package reports

import (
	"testing"
	"time"
)

func TestCellText(t *testing.T) {
	for _, c := range []struct {
		cell       Cell
		text, bare string
	}{
		{MakeNumber(0, 0), "0", "0"},
		{MakeNumber(999, 0), "999", "999"},
		{MakeNumber(1023, 0), "1,023", "1023"},
		{MakeNumber(1234567, 0), "1,234,567", "1234567"},
		{MakeNumber(-6, 0), "−6", "-6"},
		{MakeNumber(-1234, 0), "−1,234", "-1234"},
		{MakeNumber(288, 1), "28.8", "28.8"},
		{MakeNumber(5, 2), "0.05", "0.05"},
		{MakeNumber(-5, 1), "−0.5", "-0.5"},
		{MakeNumber(12345678, 1), "1,234,567.8", "1234567.8"},
		{MakeSymbol(Confidential), "[c]", "[c]"},
		{Cell{}, "unset", "unset"},
	} {
		if got := c.cell.String(); got != c.text {
			t.Errorf("String: got %q, want %q", got, c.text)
		}
		if got := c.cell.Bare(); got != c.bare {
			t.Errorf("Bare: got %q, want %q", got, c.bare)
		}
		if c.cell.IsNumber() && Bare(c.text) != c.bare {
			t.Errorf("Bare(%q) = %q, want %q", c.text, Bare(c.text), c.bare)
		}
	}
	if Bare("fourteen, all told") != "fourteen, all told" {
		t.Error("Bare changed words")
	}
}

func TestCellCompare(t *testing.T) {
	if o, ok := MakeNumber(10, 1).Compare(MakeNumber(1, 0)); !ok || o != 0 {
		t.Error("1.0 and 1 differ")
	}
	if o, _ := MakeNumber(99, 1).Compare(MakeNumber(10, 0)); o != -1 {
		t.Error("9.9 is not below 10")
	}
	if _, ok := MakeSymbol(Confidential).Compare(MakeNumber(1, 0)); ok {
		t.Error("a withheld cell was compared")
	}
}

func TestFigureText(t *testing.T) {
	for want, f := range map[string]Figure{
		"34.7%":                {Cell: MakeNumber(347, 1), Unit: Pct},
		"1 percentage point":   {Cell: MakeNumber(1, 0), Unit: Points},
		"−3 percentage points": {Cell: MakeNumber(-3, 0), Unit: Points},
		"[c]":                  {Cell: MakeSymbol(Confidential), Unit: Pct},
	} {
		if got := f.Text(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestDays(t *testing.T) {
	d, err := ParseDay("2006-04-26")
	if err != nil || d != DayOf(2006, time.April, 26) {
		t.Fatal(d, err)
	}
	if d.String() != "26 April 2006" || d.ISO() != "2006-04-26" {
		t.Error(d.String(), d.ISO())
	}
	for _, s := range []string{"2006-02-30", "2006-4-26", "26/04/2006", "", "2006-04-26T00:00"} {
		if _, err := ParseDay(s); err == nil {
			t.Errorf("%q was taken for a date", s)
		}
	}
	if got := DayOf(2006, time.March, 31).AddMonths(-1).ISO(); got != "2006-02-28" {
		t.Error("a month before 31 March:", got)
	}
	if NoDay.String() != "" || DayOf(1899, time.March, 12).String() != "12 March 1899" {
		t.Error("days outside what a workbook holds")
	}
	if got := Clock(time.Date(2006, 4, 26, 12, 30, 0, 0, time.UTC)); got != "12:30pm" {
		t.Error(got)
	}
}

func TestReservedCode(t *testing.T) {
	for code, want := range map[string]bool{"total": true, "rest": true, "unknown": true, "largest": true, "largest-2": true,
		"latest-12": true, "total-2": false, "murder": false, "first-": false, "firsts": false, "first-aid": false} {
		if ReservedCode(code) != want {
			t.Errorf("ReservedCode(%q) = %v", code, !want)
		}
	}
}

func TestContrast(t *testing.T) {
	// The ratios of guidance.md's palette on white.
	for c, want := range map[Colour]float64{"#12436D": 10.25, "#28A197": 3.17, "#801650": 9.77, "#F46A25": 3.03, "#6BACE6": 2.42} {
		if got := Contrast(c, "#FFFFFF"); got < want-0.01 || got > want+0.01 {
			t.Errorf("%s on white: %.2f, want %.2f", c, got, want)
		}
	}
	if _, _, _, err := Colour("blue").RGB(); err == nil {
		t.Error("a colour's name was taken for six digits")
	}
}

func TestExprText(t *testing.T) {
	a := &Expr{Ref: &Ref{Table: "progress", Row: "all", Column: "due"}}
	b := &Expr{Ref: &Ref{Own: "failed", Earlier: "nov-2005"}}
	e := &Expr{Op: OpPercent, A: &Expr{Op: OpPlus, A: a, B: b}, B: a}
	if got := e.String(); got != "percent progress/all/due plus failed@nov-2005 of progress/all/due" {
		t.Error(got)
	}
	if len(e.Refs()) != 3 {
		t.Error(len(e.Refs()))
	}
}

func TestAccountBalances(t *testing.T) {
	a := Account{Read: 10, Counted: 6, Superseded: 1, Excluded: 2, Quarantined: 1, Reasons: []Reason{{N: 2}, {N: 1}}}
	if !a.Balances() {
		t.Error("a sound account does not balance")
	}
	a.Superseded = 0
	if a.Balances() {
		t.Error("a lost record went unseen")
	}
}
