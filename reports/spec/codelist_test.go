package spec

import (
	"slices"
	"strings"
	"testing"

	"despatch/reports"
)

// codes puts another code list in the base release.
func codes(t *testing.T, csv string, o Options) (*reports.Release, []reports.Finding) {
	t.Helper()
	f := folder()
	f["offence.csv"].Data = []byte(csv)
	return load(t, f, o)
}

const head = "raw,code,label,severity,from,until\nMurder,murder,Murder,Most serious,,\nRape,rape,Rape,Most serious,,\n"

var faultsOfACodeList = []struct {
	name, csv, id string
	line          int
}{
	{"no head", "value,name\na,b\n", "S030", 1},
	{"empty", "", "S030", 0},
	{"no rows", "raw,code,label,severity\n", "S030", 1},
	{"column twice", "raw,code,label,label\na,a,A,A\n", "S030", 1},
	{"fields", head + "Theft,theft\n", "S030", 4},
	{"open quote", head + "\"Theft,theft,Theft,Other,,\n", "S030", 4},
	{"none in force", "raw,code,label,severity,from,until\nMurder,murder,Murder,A,2007-01-01,\n", "S030", 24},
	{"no code", head + "Theft,,Theft,Other,,\n", "S031", 4},
	{"code of capitals", head + "Theft,Theft,Theft,Other,,\n", "S031", 4},
	{"reserved", head + "All,total,All,Other,,\n", "S031", 4},
	{"no label", head + "Theft,theft,,Other,,\n", "S031", 4},
	{"group without a code", head + "Theft,theft,Theft,???,,\n", "S031", 4},
	{"two labels", head + "Killing,murder,Killing,,,\n", "S032", 4},
	{"two codes", head + "murder ,killing,Killing,Other,,\n", "S033", 4},
	{"twice", head + "MURDER,murder,,,,\n", "S034", 4},
	{"days overlap", head + "Theft,theft,Theft,Other,,2006-05-15\nTheft,theft,,More serious,2006-05-01,\n", "S035", 5},
	{"no day", head + "Theft,theft,Theft,Other,2006-05-15,2006-05-15\n", "S035", 4},
	{"bad day", head + "Theft,theft,Theft,Other,15 May 2006,\n", "S035", 4},
	{"no group", head + "Theft,theft,Theft,,,\n", "S036", 4},
	{"two groups", head + "Killing,murder,,Other,,\n", "S037", 4},
	{"one label", head + "Killing,killing,MURDER,Other,,\n", "S038", 4},
	{"spellings of a group", head + "Theft,theft,Theft,most SERIOUS,,\n", "S038", 4},
	{"bytes", head + "Th\xe9ft,theft,Theft,Other,,\n", "S015", 4},
}

func TestFaultsOfACodeList(t *testing.T) {
	for _, c := range faultsOfACodeList {
		t.Run(c.name, func(t *testing.T) {
			_, findings := codes(t, c.csv, Options{Folder: "data/x"})
			for _, x := range findings {
				if x.ID == c.id && x.Line == c.line {
					for _, value := range []string{"Murder", "Theft", "Killing"} {
						if strings.Contains(x.String(), value) || c.line < 20 && x.Excerpt != "" {
							t.Errorf("the finding quotes the code list: %s", x)
						}
					}
					return
				}
			}
			t.Errorf("no finding %s at line %d; found %v", c.id, c.line, findings)
		})
	}
}

func TestCodeListIsReadAsAtItsDay(t *testing.T) {
	for asAt, want := range map[string]string{"2006-05-14": "other-offences", "2006-05-15": "more-serious"} {
		rel := good(t, folder(), Options{AsAt: asAt, Published: "2006-06-01T09:30:00Z"})
		severity := rel.Dimensions[1]
		if got := severity.Categories[severity.Raw["robbery"]].Code; got != want {
			t.Errorf("as at %s robbery counts as %s", asAt, got)
		}
	}
}

func TestCodeListMeaning(t *testing.T) {
	rel := good(t, folder(), Options{})
	offence, severity := rel.Dimensions[0], rel.Dimensions[1]
	var got []string
	for _, c := range offence.Categories {
		got = append(got, c.Code)
	}
	if s := strings.Join(got, " "); s != "unknown murder rape robbery other" {
		t.Errorf("codes are %s", s)
	}
	if u := offence.Categories[0]; u.Label != "Offence not known" || u.Kind != reports.NotKnown || !offence.HasUnknown {
		t.Errorf("what is not known: %+v", u)
	}
	if severity.HasUnknown || severity.Categories[0].Label != "Not known" {
		t.Error("severity was given a line for what is not known")
	}
	if offence.Categories[4].Kind != reports.Other {
		t.Error("other is not Other")
	}
	for raw, code := range map[string]string{"murder": "murder", "mugging": "robbery", "": "unknown"} {
		c, ok := offence.Raw[raw]
		if !ok || offence.Categories[c].Code != code {
			t.Errorf("%q is %v", raw, offence.Categories[c].Code)
		}
	}
	if _, ok := offence.Raw["rape "]; ok {
		t.Error("values are not folded")
	}
	for i, want := range []string{"unknown", "most-serious", "most-serious", "other-offences", "other-offences"} {
		if p := severity.Categories[offence.Parents["severity"][i]].Code; p != want {
			t.Errorf("%s lies in %s", offence.Categories[i].Code, p)
		}
	}
	if severity.Parents != nil {
		t.Error("a group lies in its own code")
	}
}

func TestCodeListWithoutRawAnswersToLabelsAndCodes(t *testing.T) {
	rel, findings := codes(t, "code,label,severity\n029,Baltimore,Most serious\n031,Los Angeles,Most serious\nrape,Rape,Most serious\nmurder,Murder,Most serious\n", Options{})
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	d := rel.Dimensions[0]
	for _, raw := range []string{"031", "los angeles"} {
		if d.Categories[d.Raw[raw]].Label != "Los Angeles" {
			t.Errorf("%q is not found", raw)
		}
	}
	if d.Categories[1].Code != "029" {
		t.Error("a code lost its nought")
	}
}

func TestInlineCodesAndBands(t *testing.T) {
	rel := good(t, folder(), Options{})
	sex, age, wait := rel.Dimensions[3], rel.Dimensions[4], rel.Dimensions[5]
	if len(sex.Categories) != 4 || sex.Categories[sex.Raw["not known"]].Code != "not-known" || sex.Totals[0] != "all" {
		t.Errorf("%+v", sex)
	}
	var bands []string
	for _, c := range age.Categories[1:] {
		bands = append(bands, c.Code+"="+c.Label)
	}
	if s := strings.Join(bands, "; "); s != "up-to-17=17 or less; 18-24=18 to 24; 25-up=25 and over" {
		t.Error(s)
	}
	if age.Bands[0].Lo != noLo || age.Bands[2].Hi != noHi || !age.Column.Number {
		t.Errorf("%+v", age.Bands)
	}
	if wait.Column.Name != "released_on" || wait.Column2.Name != "started_on" || wait.Kind != reports.Banded {
		t.Errorf("%+v", wait)
	}
}

// TestUnknownInAGroup: the code list groups its rows of code unknown, and values it does not list are in no group:
// shown within one another, those would be lost.
func TestUnknownInAGroup(t *testing.T) {
	list := head + ",unknown,,Most serious,,\n"
	f := with(t, "by: severity}", "by: severity, unknown: \"No severity\"}")
	f["offence.csv"].Data = []byte(list)
	_, findings := load(t, f, Options{})
	if !slices.ContainsFunc(findings, func(x reports.Finding) bool { return x.ID == "S037" && strings.Contains(x.Msg, `table "offence"`) }) {
		t.Error(findings)
	}
	f["release.yaml"].Data = []byte(strings.Replace(string(f["release.yaml"].Data), "rows: [severity, offence]", "rows: [town, offence]", 1))
	_, findings = load(t, f, Options{})
	if slices.ContainsFunc(findings, func(x reports.Finding) bool { return x.ID == "S037" }) {
		t.Error(findings)
	}
}
