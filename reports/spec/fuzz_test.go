package spec

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

// FuzzSpec: whatever the release file says, nothing panics, and no finding holds what stands in a file of records.
func FuzzSpec(f *testing.F) {
	f.Add(base)
	f.Add(strings.Replace(base, "codes: offence.csv, unknown", "codes: cases.csv, unknown", 1))
	f.Add(strings.Replace(base, "words: release.md", "words: cases.csv", 1))
	f.Add(strings.Replace(base, "from: earlier/manifest.json", "from: cases.csv", 1))
	f.Add("version: 1\ntheme: cases.csv\n")
	f.Add("version: 1\n<<: *a\nx: &a [1, {a: b}]\n")
	for _, c := range faultsOfTheFile {
		f.Add(strings.Replace(base, c.old, c.new, 1))
	}
	if text, err := os.ReadFile("../../data/examples/social-care-inspections/release.yaml"); err == nil {
		f.Add(string(text))
	}
	f.Fuzz(func(t *testing.T, text string) {
		fsys := folder()
		fsys["release.yaml"] = &fstest.MapFile{Data: []byte(text)}
		fsys["cases.csv"] = &fstest.MapFile{Data: []byte("raw,code,label,offence\n" + secret + "," + secret + "," + secret + ",x\n" + secret + ",zebedee-quill,,\n")}
		rel, findings, err := Load(fsys, "release.yaml", Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range findings {
			if strings.Contains(text, secret) {
				break // the release file itself tells
			}
			for _, s := range append(x.Hints, x.Msg, x.Excerpt, x.File) {
				if strings.Contains(strings.ToLower(s), "zebedee") {
					t.Errorf("a finding quotes a record: %s %v %s", x, x.Hints, x.Excerpt)
				}
			}
			if x.File == "" || strings.Contains(x.String(), "%!") {
				t.Errorf("%s", x)
			}
		}
		if rel != nil {
			_ = Effective(rel)
		}
	})
}

// FuzzCodeList: whatever a code list holds, nothing panics and nothing of it is quoted.
func FuzzCodeList(f *testing.F) {
	f.Add(baseCodes)
	f.Add("raw,code,label,severity\n\"" + secret + ",a,b,c\n")
	f.Add("code,label\n" + secret + "," + secret + "\n")
	f.Fuzz(func(t *testing.T, text string) {
		fsys := folder()
		fsys["offence.csv"] = &fstest.MapFile{Data: []byte(text)}
		rel, findings, err := Load(fsys, "release.yaml", Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range findings {
			if strings.Contains(x.String()+x.Excerpt+strings.Join(x.Hints, ""), "Zebedee") {
				t.Errorf("a finding quotes the code list: %s", x)
			}
		}
		if rel != nil {
			_ = Effective(rel)
		}
	})
}
