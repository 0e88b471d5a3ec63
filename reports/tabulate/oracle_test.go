package tabulate_test

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	_ "modernc.org/sqlite"

	"despatch/reports"
	"despatch/reports/protect"
	"despatch/reports/tabulate"
)

// TestOracle holds every figure of random extracts against SQL that shares no code
// with the counting: ladders in both views, the as-at date, the newest record of a
// case, overlapping cohorts, sub-totals, percentages, sums, medians, means, distinct
// values. Each extract is counted as it comes, shuffled, as at another date, and with
// cases recorded again; each time from blocks in random order, and once more from a
// CSV file with a release file, through the rooms that read them.
func TestOracle(t *testing.T) {
	db := open(t)
	for seed := range uint64(12) {
		r := rand.New(rand.NewPCG(seed, 2006))
		records := draw(r, 20+r.IntN(120))
		asAt := day(2006, 4, 26)
		for _, try := range []struct {
			name    string
			records []record
			asAt    reports.Day
		}{
			{"as it comes", records, asAt},
			{"shuffled", shuffled(r, records), asAt},
			{"as at another date", records, asAt - reports.Day(r.IntN(50))},
			{"recorded again", again(r, records), asAt},
		} {
			keyed, drop := r.IntN(4) > 0, r.IntN(3) == 0
			w := oracleWorld(try.asAt, try.records, keyed, drop, r.IntN(3))
			t.Run(fmt.Sprintf("%d %s", seed, try.name), func(t *testing.T) {
				fill(t, db, w, keyed, drop)
				store, account := w.count(t, r)
				w.compare(t, db, store, account)
				if keyed {
					store, account = w.read(t, drop)
					w.compare(t, db, store, account)
				}
			})
		}
	}
}

// oracleWorld is a release with a table of each kind.
func oracleWorld(asAt reports.Day, records []record, keyed, drop bool, decimals int) *world {
	w := newWorld(asAt, records)
	w.rel.Decimals = decimals
	if !keyed {
		w.ext.Key = nil
	}
	if drop {
		w.ext.IfNewestBroken = "drop"
	}
	all := w.rel.Cohorts[:1]
	w.table("progress", []string{"cohort"}, []string{"consideration"}, reports.Reached, "cases", "people")
	w.table("stage", []string{"cohort"}, []string{"consideration"}, reports.Furthest, "cases")
	w.table("offence", []string{"severity", "offence"}, []string{"consideration"}, reports.Furthest, "cases", "percent-row").Cohorts = all
	w.table("quarters", []string{"quarter"}, nil, "", "cases", "percent-total").Cohorts = all
	w.table("waits", []string{"severity"}, nil, "", "wait", "mean").Cohorts = all
	w.table("homes", []string{"region"}, []string{"sex"}, "", "homes")
	w.table("people", []string{"region"}, []string{"sex"}, "", "people", "percent-column")
	return w
}

// draw makes random records; dates rise along the ladder.
func draw(r *rand.Rand, n int) []record {
	pick := func(from ...string) string { return from[r.IntN(len(from))] }
	var out []record
	for range n {
		x := record{id: fmt.Sprint(r.IntN(n)), recorded: day(2006, 3, 1) + reports.Day(r.IntN(70)), broken: r.IntN(15) == 0,
			region: pick("north", "south", "east", "west", "", "isle"), sex: pick("female", "male", "male", ""),
			offence: pick("murder", "rape", "assault", "theft", "other", "other", ""), people: int64(r.IntN(9)), home: pick("a", "b", "c", "d", "e", ""),
			released: reports.NoDay, started: reports.NoDay, completed: reports.NoDay, deported: reports.NoDay}
		at := day(2003, 10, 1) + reports.Day(r.IntN(1000))
		for _, date := range []*reports.Day{&x.released, &x.started, &x.completed, &x.deported} {
			if r.IntN(7) == 0 {
				break
			}
			*date = at
			at += reports.Day(r.IntN(200))
		}
		out = append(out, x)
	}
	return out
}

func shuffled(r *rand.Rand, records []record) []record {
	out := slices.Clone(records)
	r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// again records some of the cases again, some exactly as they were.
func again(r *rand.Rand, records []record) []record {
	out := slices.Clone(records)
	for _, x := range records {
		switch r.IntN(4) {
		case 0:
			out = append(out, x)
		case 1:
			x.recorded += reports.Day(r.IntN(40))
			if x.completed != reports.NoDay {
				x.deported = x.completed + reports.Day(r.IntN(300))
			}
			out = append(out, x)
		}
	}
	return out
}

// count counts a world, its blocks of random sizes in random order.
func (w *world) count(t *testing.T, r *rand.Rand) (*reports.Store, *reports.Account) {
	t.Helper()
	places := r.Perm(len(w.records))
	c := tabulate.New(w.rel, w.ext, tabulate.Options{})
	for len(places) > 0 {
		n := min(len(places), 1+r.IntN(50))
		c.Add(w.block(places[:n]))
		places = places[n:]
	}
	account := w.account()
	tally, findings, _ := c.Tally(w.codings, account)
	counts, gaps, more := tabulate.Counts(w.rel, []*reports.Tally{tally})
	store, last := protect.Apply(w.rel, counts, []*reports.Account{account}, gaps, nil)
	for _, f := range slices.Concat(findings, more, last) {
		if f.Severity == reports.Error {
			t.Error(f)
		}
	}
	return store, account
}

// compare looks every figure up in the oracle's answers, and the other way round.
func (w *world) compare(t *testing.T, db *sql.DB, store *reports.Store, account *reports.Account) {
	t.Helper()
	said := ask(t, db, w)
	some := said["quarters/total/total"] != "0"
	for _, f := range store.Figures {
		if f.Table == "reasons" || f.Table == "not_known" {
			continue
		}
		want, ok := said[f.ID]
		if f.Table == "column_quality" && !ok {
			continue // the oracle knows of three columns how much is filled
		}
		if !ok {
			want = nothing(f, w.rel.Decimals, some)
		}
		if got := f.Cell.Bare(); got != want {
			t.Errorf("%s: counted %s, SQL says %s", f.ID, got, want)
		}
		delete(said, f.ID)
	}
	read := len(account.Quality) > 0 // from a file: blocks made without one know no columns
	for id, value := range said {
		if value != "0" && (read || !strings.HasPrefix(id, "column_quality/")) {
			t.Errorf("%s: SQL says %s, and there is no such figure", id, value)
		}
	}
	if !account.Balances() {
		t.Errorf("the account does not balance: %+v", account)
	}
}

// nothing is what a figure shows that no record is behind: 0, or [z] where there is
// nothing to take a median of or a share of: a row of the code list nobody is in.
func nothing(f *reports.Figure, decimals int, any bool) string {
	switch {
	case f.Unit == reports.DaysU, f.Unit == reports.Pct && (!any || f.Table != "quarters"):
		return "[z]"
	case f.Unit == reports.Pct && decimals > 0:
		return "0." + strings.Repeat("0", decimals)
	}
	return "0"
}
