package csv

import (
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"despatch/reports/publish/formattest"
)

func TestFormat(t *testing.T) { formattest.Run(t, Format) }

func TestTidy(t *testing.T) {
	files, w := formattest.Write(t, Format, formattest.Fixture())
	text := map[string]string{}
	for _, f := range files {
		text[f.Name] = string(f.Data)
	}
	const progress = "cohort,cohort_code,column,column_code,measure,unit,value,symbol,figure\r\n" +
		"Released February 1999 to March 2006,all,Should have been considered,due,Number,number,1023,,progress/all/due\r\n"
	if got := text["tables/progress.csv"]; !strings.HasPrefix(got, progress) {
		t.Errorf("progress.csv begins\n%.300s", got)
	}
	offence := text["tables/offence.csv"]
	for _, want := range []string{
		"Most serious,most-serious,Rape,rape,Not started,not-started,Number,number,,[c],offence/most-serious.rape/not-started\r\n",
		`Other offences,other-offences,"'=1+1 </script> & ""quoted"" __f__x`,
		"All,total,All,total,All,total,Number,number,1023,,offence/total/total\r\n",
		"Offence not known,unknown,Offence not known,unknown,",
	} {
		if !strings.Contains(offence, want) {
			t.Errorf("offence.csv lacks %s", want)
		}
	}
	if got := text["tables/quarters.csv"]; !strings.Contains(got, "All,total,Per cent of all,per cent,100.0,,quarters/total/total/percent-total") ||
		strings.Contains(got, "column_code") {
		t.Errorf("quarters.csv is\n%s", got)
	}
	if len(w.Findings) != 1 || w.Findings[0].ID != "O040" || !strings.Contains(w.Findings[0].Msg, "3 places") {
		t.Errorf("findings %v", w.Findings)
	}
}

func TestMetadata(t *testing.T) {
	files, _ := formattest.Write(t, Format, formattest.Fixture())
	for i := 0; i < len(files); i += 2 {
		records, err := csv.NewReader(strings.NewReader(string(files[i].Data))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		var m struct {
			URL      string `json:"url"`
			Title    string `json:"dc:title"`
			Modified struct {
				Value string `json:"@value"`
			} `json:"dc:modified"`
			Schema struct {
				Columns []struct{ Name, Titles, Datatype string }
				Key     string `json:"primaryKey"`
			} `json:"tableSchema"`
		}
		if err := json.Unmarshal(files[i+1].Data, &m); err != nil {
			t.Fatal(err)
		}
		if files[i].Name != "tables/"+m.URL || files[i+1].Name != files[i].Name+"-metadata.json" || m.Title == "" || m.Modified.Value != "2006-04-26" {
			t.Errorf("%s is described as %+v", files[i].Name, m)
		}
		keys := map[string]bool{}
		for j, c := range m.Schema.Columns {
			if records[0][j] != c.Titles || c.Name != c.Titles {
				t.Errorf("%s: column %q is described as %q", m.URL, records[0][j], c.Titles)
			}
			for _, r := range records[1:] {
				if c.Name == m.Schema.Key {
					if keys[r[j]] {
						t.Errorf("%s: key %s twice", m.URL, r[j])
					}
					keys[r[j]] = true
				}
				if c.Datatype == "integer" && strings.ContainsAny(r[j], ".,[]") {
					t.Errorf("%s: %q is no integer", m.URL, r[j])
				}
			}
		}
		if len(keys) != len(records)-1 {
			t.Errorf("%s has %d keys for %d records", m.URL, len(keys), len(records)-1)
		}
	}
}

func TestColumnNames(t *testing.T) {
	d := formattest.Fixture()
	d.Tables[1].Corner = []string{"Value", "שלום"}
	s := schema(d.Tables[1])
	var names []string
	for _, c := range s.columns {
		names = append(names, c.name)
	}
	if got, want := strings.Join(names, " "), "value_2 value_2_code row row_code column column_code measure unit value symbol figure"; got != want {
		t.Errorf("columns %s, want %s", got, want)
	}
}

// A value put back beside its symbol is not read as the symbol.
func TestValueBesideSymbol(t *testing.T) {
	r, err := open(strings.NewReader("value,symbol\r\n7919,[c]\r\n"), 24)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := r.At("2:symbol"); err == nil {
		t.Errorf("reads %q", got)
	}
}
