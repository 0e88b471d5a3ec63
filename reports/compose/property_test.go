package compose

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"despatch/reports"
	"despatch/templates"
)

// TestOneFigureOneValue holds law 1 over the words despatch starts from: whatever
// the figures come to, a span that shows one shows its number, or words without any.
func TestOneFigureOneValue(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		rel, store := example()
		for _, f := range store.Figures {
			if f.Formula != "" {
				continue
			}
			switch rapid.IntRange(0, 9).Draw(rt, f.ID) {
			case 0:
				f.Cell = reports.MakeSymbol(rapid.SampledFrom([]reports.Symbol{reports.NotApplicable, reports.Low, reports.Confidential}).Draw(rt, "symbol"))
			case 1:
				f.Cell = reports.MakeNumber(int64(rapid.IntRange(0, 2).Draw(rt, "few")), 0)
			default:
				f.Cell = reports.MakeNumber(int64(rapid.IntRange(0, 1200000).Draw(rt, "many")), 0)
			}
		}
		for _, id := range []string{"release", "brief", "press", "accessibility"} {
			text, _ := templates.Words(id)
			rel.Documents = append(rel.Documents, doc(id, text+"\n\n{key_figures progress/all/due, offence/total/total}\n"))
		}
		s, _ := Parse(rel)
		fillStore(store, s.Exprs())
		docs, _ := s.Documents(store)
		for _, d := range docs {
			eachSpans(d.Blocks, func(spans []reports.Span) {
				for _, sp := range spans {
					if sp.Figure == nil {
						continue
					}
					digits := strings.TrimPrefix(sp.Figure.Cell.String(), "−")
					if strings.ContainsAny(sp.Text, "0123456789") && !strings.Contains(sp.Text, digits) {
						rt.Fatalf("%s shows %q for %s", d.ID, sp.Text, digits)
					}
					if !sp.Figure.Cell.IsNumber() && strings.ContainsAny(sp.Text, "0123456789") {
						rt.Fatalf("%s shows %q for a symbol", d.ID, sp.Text)
					}
				}
			})
		}
	})
}

func TestNumberWords(t *testing.T) {
	for n, want := range map[int64]string{0: "nought", 1: "one", 14: "fourteen", 20: "twenty", 53: "fifty-three", 100: "one hundred", 288: "two hundred and eighty-eight", 900: "nine hundred", -6: "minus six"} {
		if got := words(n); got != want {
			t.Errorf("%d is %q, not %q", n, got, want)
		}
	}
	for n, want := range map[int64]string{1: "first", 9: "ninth", 10: "10th", 11: "11th", 21: "21st", 112: "112th", 1003: "1,003rd", 42: "42nd"} {
		if got := ordinal(&reports.Figure{Cell: reports.MakeNumber(n, 0)}); got != want {
			t.Errorf("%d is %q, not %q", n, got, want)
		}
	}
	if got := inWords(&reports.Figure{Cell: reports.MakeNumber(347, 1), Unit: reports.Pct}); got != "34.7%" {
		t.Error(got)
	}
}

func TestLower(t *testing.T) {
	for in, want := range map[string]string{"Foreign national prisoners": "foreign national prisoners", "UK region": "UK region", "DNA": "DNA", "Home Office cases": "Home Office cases", "A case": "a case", "": ""} {
		if got := lower(in); got != want {
			t.Errorf("%q became %q", in, got)
		}
	}
}

func TestDidYouMean(t *testing.T) {
	if got := didYouMean("strated", []string{"due", "started"}); got != `did you mean "started"?` {
		t.Error(got)
	}
	if got := didYouMean("x", []string{"started"}); got != "" {
		t.Error(got)
	}
}
