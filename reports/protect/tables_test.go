package protect_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"despatch/reports"
)

var update = flag.Bool("update", false, "write testdata anew")

// TestTables holds every table of the made-up release against a page a person can read.
func TestTables(t *testing.T) {
	store, findings := build(t, whole).apply()
	if len(findings) != 1 || findings[0].ID != "P017" {
		t.Fatal(findings)
	}
	var b strings.Builder
	for _, table := range store.Tables {
		dump(&b, table)
	}
	const golden = "testdata/tables.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got := b.String(); got != string(want) {
		os.WriteFile(golden+".got", []byte(got), 0o644)
		t.Errorf("the tables differ from %s: see %s.got", golden, golden)
	}
}

func dump(b *strings.Builder, t *reports.Table) {
	fmt.Fprintf(b, "Table %d: %s\n%s\n", t.Number, t.Title, t.Subtitle)
	for _, r := range t.Remarks {
		fmt.Fprintln(b, r)
	}
	fmt.Fprintf(b, "Source: %s; reached %v natural %v time %v colTime %v auto %v\n", t.Source, t.Reached, t.Natural, t.Time, t.ColTime, t.Auto)
	fmt.Fprint(b, strings.Join(t.Corner, " | "))
	for _, c := range t.Cols {
		fmt.Fprintf(b, " | %s", c.Text())
	}
	fmt.Fprintln(b)
	for i, row := range t.Cells {
		fmt.Fprint(b, strings.Join(t.Rows[i].Labels, " | "))
		for _, f := range row {
			fmt.Fprintf(b, " | %s", f.Cell)
		}
		fmt.Fprintln(b)
	}
	for _, row := range t.Cells {
		f := row[0]
		fmt.Fprintf(b, "\t%s: %s; %s\n", f.ID, f.Label, f.Rule)
	}
	fmt.Fprintln(b)
}

// TestStore: every figure is kept once, no cell is missing or unset, and each row
// has a label for every corner.
func TestStore(t *testing.T) {
	store, _ := build(t, whole).apply(derive("plus", ref("quarters", "2005-q1"), ref("quarters", "2005-q2")))
	kept := map[*reports.Figure]bool{}
	ids := map[string]bool{}
	for _, f := range store.Figures {
		if ids[f.ID] || !f.Cell.IsSet() {
			t.Errorf("%s is kept twice or unset", f.ID)
		}
		ids[f.ID], kept[f] = true, true
	}
	for _, table := range store.Tables {
		if len(table.Cells) != len(table.Rows) || table.Number == 0 {
			t.Errorf("table %s: number %d, %d rows of %d", table.ID, table.Number, len(table.Cells), len(table.Rows))
		}
		heads := map[string]bool{}
		for _, c := range table.Cols {
			if heads[c.Text()] || c.Text() == "" {
				t.Errorf("table %s: the head %q is empty or used twice", table.ID, c.Text())
			}
			heads[c.Text()] = true
		}
		for i, row := range table.Cells {
			if len(table.Rows[i].Labels) != len(table.Corner) || len(row) != len(table.Cols) {
				t.Errorf("table %s, row %s: %d labels, %d cells", table.ID, table.Rows[i].Code, len(table.Rows[i].Labels), len(row))
			}
			for _, f := range row {
				if f == nil || !kept[f] {
					t.Errorf("table %s, row %s: a cell is not in the store", table.ID, table.Rows[i].Code)
				}
			}
		}
	}
}
