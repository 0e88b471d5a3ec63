package pack

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"despatch/reports"
)

func TestTamperedManifest(t *testing.T) {
	figure := func(m *reports.Manifest, id string) *reports.ManifestFigure {
		for i := range m.Figures {
			if m.Figures[i].ID == id {
				return &m.Figures[i]
			}
		}
		t.Fatal("no figure", id)
		return nil
	}
	const id = "progress/since_august/deported"
	for _, c := range []struct {
		name, want string
		change     func(m *reports.Manifest)
	}{
		{"another value", `manifest.json: table "Progress of consideration", row "Released August 2005 to March 2006", column "Deported": says 15, and every file reads 14`,
			func(m *reports.Manifest) { figure(m, id).Value = "15" }},
		{"a figure taken out", `tables/progress.csv: holds figure "` + id + `"`, func(m *reports.Manifest) {
			for i := range m.Figures {
				if m.Figures[i].ID == id {
					m.Figures = append(m.Figures[:i], m.Figures[i+1:]...)
					return
				}
			}
		}},
		{"its place in the workbook taken out", `.xlsx: table "Progress of consideration"`, func(m *reports.Manifest) {
			f := figure(m, id)
			for i := 0; i < len(f.Places); i++ {
				if strings.HasSuffix(f.Places[i].File, ".xlsx") {
					f.Places = append(f.Places[:i], f.Places[i+1:]...)
					i--
				}
			}
		}},
		{"a place turned to another row of the same value", `tables/progress.csv: holds figure "progress/all/due"`, func(m *reports.Manifest) {
			f := figure(m, "progress/all/due")
			for i := range f.Places {
				if f.Places[i].File == "tables/progress.csv" {
					f.Places = append(f.Places[:i], f.Places[i+1:]...)
					return
				}
			}
		}},
		{"an account that does not add up", "does not add up", func(m *reports.Manifest) { m.Account[0].Read++ }},
		{"an account that is not its figures", `figure "account/cases/`, func(m *reports.Manifest) { m.Account[0].Counted--; m.Account[0].Excluded++ }},
		{"a file outside the pack", "names a file outside the pack", func(m *reports.Manifest) { m.Files[0].Name = "../" + m.Files[0].Name }},
	} {
		t.Run(c.name, func(t *testing.T) {
			folder, _ := copyOfExample(t)
			m, _, err := readManifest(folder, manifestFile)
			if err != nil {
				t.Fatal(err)
			}
			c.change(m)
			data, err := json.Marshal(m)
			if err == nil {
				err = os.WriteFile(filepath.Join(folder, manifestFile), data, 0o644)
			}
			if err != nil {
				t.Fatal(err)
			}
			_, found, err := Verify(folder)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range found {
				if strings.Contains(f.Msg, c.want) {
					return
				}
			}
			t.Errorf("want %q in %v", c.want, found)
		})
	}
}

func TestVerifyFiles(t *testing.T) {
	folder, _ := copyOfExample(t)
	if _, found, err := Verify(folder); err != nil || len(found) > 0 {
		t.Fatalf("a sound pack: %v %v", found, err)
	}
	csv := filepath.Join(folder, "tables", "progress.csv")
	data, err := os.ReadFile(csv)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		want string
		do   func() error
	}{
		{"O080", func() error { return os.WriteFile(csv, append(data, '\n'), 0o644) }},
		{"O081", func() error { return os.Remove(csv) }},
		{"O081 O081", func() error { return os.WriteFile(filepath.Join(folder, "notes.docx"), nil, 0o644) }},
	} {
		if err := c.do(); err != nil {
			t.Fatal(err)
		}
		_, found, err := Verify(folder)
		if err != nil || ids(found) != c.want {
			t.Errorf("want %s: %v %v", c.want, found, err)
		}
	}
}

func TestVerifyBriefing(t *testing.T) {
	folder, _ := copyOfExample(t)
	reseal(t, folder, func(m *reports.Manifest) { m.Despatch = "another" })
	bm, _, err := readManifest(folder+".briefing", manifestFile)
	if err != nil {
		t.Fatal(err)
	}
	bm.Pack, bm.Figures[0].Value = "0000", "7"
	data, err := encode(bm)
	if err == nil {
		err = os.WriteFile(filepath.Join(folder+".briefing", manifestFile), data, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	_, found, err := Verify(folder)
	if got := ids(found); err != nil || strings.Count(got, "O083") != 2 || !strings.Contains(got, "O082") {
		t.Errorf("%v %v", found, err)
	}
}

func TestAgainst(t *testing.T) {
	folder, _ := copyOfExample(t)
	rel, found := example(t)
	o := Options{Version: "test", Findings: found, Effective: []byte("version: 1\n"), disk: quickDisk{}}
	if _, fs, err := Against(t.Context(), folder, rel, o); err != nil || len(fs) > 0 {
		t.Fatalf("%v %v", fs, err)
	}
	if err := os.WriteFile(filepath.Join(folder, "tables", "extra.csv"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	o.Version = "next"
	_, fs, err := Against(t.Context(), folder, rel, o)
	if err != nil || ids(fs) != "O084 O084 O084" { // two manifests and a file too many
		t.Fatalf("%v %v", fs, err)
	}
}

func TestDiff(t *testing.T) {
	a := &reports.Manifest{Figures: []reports.ManifestFigure{{ID: "a", Value: "1"}, {ID: "b", Value: "2"}, {ID: "d", Value: "4"}}}
	b := &reports.Manifest{Figures: []reports.ManifestFigure{{ID: "a", Value: "1"}, {ID: "b", Value: "3", Table: "T"}, {ID: "c", Value: "[c]"}}}
	want := `[{"kind":"changed","figure":"b","table":"T","old":"2","new":"3"},{"kind":"added","figure":"c","new":"[c]"},{"kind":"removed","figure":"d","old":"4"}]`
	if got := mustJSON(t, diff(a, b)); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	if len(diff(a, a)) > 0 {
		t.Error("a pack differs from itself")
	}
}

// TestMovedPlace: a figure changed in the data, and its place turned to a row where the old value stands.
func TestMovedPlace(t *testing.T) {
	folder, _ := copyOfExample(t)
	file := filepath.Join(folder, "tables", "progress.csv")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(strings.Replace(string(data), ",14,", ",15,", 1), ",53,", ",14,", 1)
	if err := os.WriteFile(file, []byte(changed), 0o644); err != nil {
		t.Fatal(err)
	}
	reseal(t, folder, func(m *reports.Manifest) {
		var deported, completed *reports.ManifestPlace
		for i := range m.Figures {
			for k := range m.Figures[i].Places {
				p := &m.Figures[i].Places[k]
				switch {
				case p.File == "tables/progress.csv" && m.Figures[i].ID == "progress/since_august/deported":
					deported = p
				case p.File == "tables/progress.csv" && m.Figures[i].ID == "progress/since_august/completed":
					completed = p
				}
			}
		}
		deported.At = completed.At
	})
	_, found, err := Verify(folder)
	if err != nil || !strings.Contains(mustJSON(t, found), `column \"Deported\": holds 15, the manifest says 14`) {
		t.Errorf("%v %v", found, err)
	}
}

// FuzzManifest: no bytes in the place of a manifest make verify or diff panic.
func FuzzManifest(f *testing.F) {
	f.Add([]byte(`{"format":1,"files":[{"name":"a.csv","format":"csv"}],"figures":[{"id":"a/b/c","value":"1","table":"A","places":[{"file":"a.csv","at":"2:value"}]}]}`))
	f.Add([]byte(`{"format":1,"side":"published","account":[{"extract":"x","read":1}]}`))
	f.Add([]byte(`[]`))
	folder := f.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "a.csv"), []byte("value,symbol,figure\r\n1,,a/b/c\r\n"), 0o644); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(filepath.Join(folder, manifestFile), data, 0o644); err != nil {
			t.Fatal(err)
		}
		if _, _, err := Verify(folder); IsFault(err) {
			t.Error(err)
		}
		_, _ = Diff(folder, folder)
	})
}
