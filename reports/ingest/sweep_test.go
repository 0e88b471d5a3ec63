package ingest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"despatch/reports"
)

// sorts are lines of the small extract of every sort there is; %d is a number of their own.
var sorts = []string{
	"%d,Burglary,2005-08-01,2005-09-01,2006-01-05,2006-01-06",
	"%d,burglary,2005-07-31,,,2006-01-06",
	"%d,\"Theft, other\",2005-08-01,,,2006-01-06",
	"\"%d\",\"Theft\",\"2005-08-01\",\"\",\"\",\"2006-01-06\"",
	"%d,\"The \"\"big\"\" one\",2005-08-01,,,2006-01-06",
	"%d,\"Two\nlines\",2005-08-01,,,2006-01-06",
	"%d,\"Two\r\nlines\",2005-08-01,,,\"2006-01-06\"",
	"%d,Bro\"ken,2005-08-01,,,2006-01-06",
	"%d,\"Broken\" too,2005-08-01,,,2006-01-06",
	"%d,\"Broken\"x,2005-08-01,,,2006-01-06",
	"%d,\"Doubled\"\",2005-08-01\",2005-08-01,,,2006-01-06",
	"%d,\"Never closed,2005-08-01,,,2006-01-06",
	"%d,Too few,2005-08-01",
	"%d,Too many,2005-08-01,,,2006-01-06,,",
	"%d,\"Too many\",\"2005-08-01\",,,2006-01-06,\"\"",
	"%d,A lone\rreturn,2005-08-01,,,2006-01-06",
	"%d,A NUL\x00,2005-08-01,,,2006-01-06",
	"%d,Érable,1899-12-31,,,2006-01-06",
	"%d,,2005-02-30,,,2006-01-06",
	"%d, ,2101-01-01,2005-1-1,0000-00-00,2006-13-06",
	"%d,Late,2005-08-01,2005-07-01,,2006-05-01",
	",,,,,",
	"", " ", "\"\"", ",", "\"", "\"\n\"",
}

// Lines of every sort in any order are read as the plain reader reads them, whatever ends
// them and however many there are of each.
func TestSwept(t *testing.T) {
	for seed := range uint64(60) {
		rnd := rand.New(rand.NewPCG(seed, 1))
		tr := smallTrial()
		tr.size, tr.ext.Limit, tr.ext.LimitSaid = 500, 1_000_000, true
		head, _, _ := strings.Cut(small, "\n")
		var b strings.Builder
		ends := []string{"\n", "\r\n"}
		end := func() string { return ends[min(int(seed%3), 1)] }
		if seed%3 == 2 { // both
			end = func() string { return ends[rnd.IntN(2)] }
		}
		b.WriteString(head + end())
		for i := range 300 {
			sort := sorts[rnd.IntN(min(len(sorts), 4+int(seed)))]
			if seed > 30 && rnd.IntN(8) > 0 {
				sort = sorts[rnd.IntN(4)]
			}
			b.WriteString(strings.ReplaceAll(sort, "%d", fmt.Sprint(i)) + end())
		}
		tr.fs["cases.csv"].Data = []byte(strings.TrimSuffix(b.String(), "\n"))
		if g := tr.read(t); g.Account.Read == 0 && !reports.Errors(g.Findings) {
			t.Errorf("seed %d: nothing read", seed)
		}
		if t.Failed() {
			t.Fatalf("seed %d:\n%q", seed, b.String())
		}
	}
}

// Quoted lines go the quick way too: what is set aside must not be a matter of quotes.
func TestSweptWhole(t *testing.T) {
	s := &scanner{want: 3, sep: ',', eights: ',' * ones, max: usual}
	text := []byte("a,b,c\r\n\"d\",\"e,f\",\"g\"\r\n,,\nlast,one,\"\"\n")
	s.begin(text, len(text), 2)
	to := newSheaf(10)
	to.begin(text, 3, nil)
	s.sweep(&to, 10)
	var got []string
	for at := range to.n * 3 {
		got = append(got, string(to.of(at)))
	}
	if want := []string{"a", "b", "c", "d", "e,f", "g", "", "", "", "last", "one", ""}; fmt.Sprint(got) != fmt.Sprint(want) || s.pos != len(text) || s.line != 6 {
		t.Errorf("%q, want %q, and at %d of %d, line %d", got, want, s.pos, len(text), s.line)
	}
}
