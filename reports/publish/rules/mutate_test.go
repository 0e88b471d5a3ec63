package rules_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"despatch/reports"
	"despatch/reports/publish/rules"
)

// A mutation breaks one rule on purpose in a copy of finished files: the proof that its check bites.
type mutation struct {
	rule string
	what string // what is done, as docs/accessibility.md says it
	base string // which side is broken: see bases
	edit func(s *rules.Side) error
}

var errSame = errors.New("nothing was changed")

// copied is a side of which files and figures can be changed.
func copied(s *rules.Side) *rules.Side {
	m := *s.Manifest
	m.Files, m.Figures = slices.Clone(m.Files), slices.Clone(m.Figures)
	for i := range m.Figures {
		m.Figures[i].Places = slices.Clone(m.Figures[i].Places)
	}
	return &rules.Side{Manifest: &m, Files: slices.Clone(s.Files)}
}

// replaced replaces the first match of a pattern; $1 is a group of it.
func replaced(data []byte, pattern, by string) ([]byte, error) {
	re := regexp.MustCompile(pattern)
	m := re.FindSubmatchIndex(data)
	if m == nil {
		return nil, fmt.Errorf("no match of %s", pattern)
	}
	out := slices.Concat(data[:m[0]], re.Expand(nil, []byte(by), data, m), data[m[1]:])
	if bytes.Equal(out, data) {
		return nil, errSame
	}
	return out, nil
}

// inFile changes a file whose name ends so.
func inFile(ending, pattern, by string) func(*rules.Side) error {
	return func(s *rules.Side) error {
		for i, f := range s.Files {
			if strings.HasSuffix(f.Name, ending) {
				data, err := replaced(f.Data, pattern, by)
				s.Files[i].Data = data
				return err
			}
		}
		return fmt.Errorf("no file ends in %s", ending)
	}
}

// inPart changes a part of an archive.
func inPart(ending, part, pattern, by string) func(*rules.Side) error {
	return func(s *rules.Side) error {
		for i, f := range s.Files {
			if !strings.HasSuffix(f.Name, ending) {
				continue
			}
			parts, order, err := unpacked(f.Data)
			if err != nil {
				return err
			}
			if _, ok := parts[part]; !ok {
				return fmt.Errorf("no part %s", part)
			}
			if parts[part], err = replaced(parts[part], pattern, by); err != nil {
				return fmt.Errorf("%s: %w", part, err)
			}
			s.Files[i].Data, err = packed(parts, order)
			return err
		}
		return fmt.Errorf("no file ends in %s", ending)
	}
}

// addPart puts a part more into an archive.
func addPart(ending, part, text string) func(*rules.Side) error {
	return func(s *rules.Side) error {
		for i, f := range s.Files {
			if strings.HasSuffix(f.Name, ending) {
				parts, order, err := unpacked(f.Data)
				if err != nil {
					return err
				}
				parts[part] = []byte(text)
				s.Files[i].Data, err = packed(parts, append(order, part))
				return err
			}
		}
		return errSame
	}
}

func unpacked(data []byte) (map[string][]byte, []string, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, nil, err
	}
	parts := map[string][]byte{}
	var order []string
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			return nil, nil, err
		}
		b, err := io.ReadAll(r)
		if err != nil {
			return nil, nil, err
		}
		parts[f.Name] = b
		order = append(order, f.Name)
	}
	return parts, order, nil
}

func packed(parts map[string][]byte, order []string) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range order {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(parts[name]); err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return b.Bytes(), err
}

// onSheet changes the XML of a worksheet of the XLSX, by the sheet's name.
func onSheet(name, pattern, by string) func(*rules.Side) error {
	return func(s *rules.Side) error {
		part, err := sheetPart(s, name)
		if err != nil {
			return err
		}
		return inPart(".xlsx", part, pattern, by)(s)
	}
}

// onTable changes the XML of a worksheet's table object.
func onTable(name, pattern, by string) func(*rules.Side) error {
	return func(s *rules.Side) error {
		part, err := sheetPart(s, name)
		if err != nil {
			return err
		}
		parts, err := partsOf(s, ".xlsx")
		if err != nil {
			return err
		}
		rels := string(parts["xl/worksheets/_rels/"+strings.TrimPrefix(part, "xl/worksheets/")+".rels"])
		m := regexp.MustCompile(`\.\./(tables/[^"]+)`).FindStringSubmatch(rels)
		if m == nil {
			return errors.New("the sheet has no table")
		}
		return inPart(".xlsx", "xl/"+m[1], pattern, by)(s)
	}
}

func partsOf(s *rules.Side, ending string) (map[string][]byte, error) {
	for _, f := range s.Files {
		if strings.HasSuffix(f.Name, ending) {
			parts, _, err := unpacked(f.Data)
			return parts, err
		}
	}
	return nil, fmt.Errorf("no file ends in %s", ending)
}

func sheetPart(s *rules.Side, name string) (string, error) {
	parts, err := partsOf(s, ".xlsx")
	if err != nil {
		return "", err
	}
	id := regexp.MustCompile(`name="` + name + `"[^>]*r:id="([^"]+)"`).FindSubmatch(parts["xl/workbook.xml"])
	if id == nil {
		return "", fmt.Errorf("no sheet %s", name)
	}
	for _, pattern := range []string{`Id="` + string(id[1]) + `" Target="([^"]+)"`, `Target="([^"]+)"[^>]*Id="` + string(id[1]) + `"`} {
		if m := regexp.MustCompile(pattern).FindSubmatch(parts["xl/_rels/workbook.xml.rels"]); m != nil {
			return "xl/" + strings.TrimPrefix(string(m[1]), "/xl/"), nil
		}
	}
	return "", fmt.Errorf("no part for sheet %s", name)
}

// onODS changes the content of the ODS.
func onODS(pattern, by string) func(*rules.Side) error {
	return inPart(".ods", "content.xml", pattern, by)
}

// inManifest changes the manifest.
func inManifest(f func(m *reports.Manifest)) func(*rules.Side) error {
	return func(s *rules.Side) error {
		f(s.Manifest)
		return nil
	}
}

// without takes the files away that end so.
func without(ending string) func(*rules.Side) error {
	return func(s *rules.Side) error {
		n := len(s.Files)
		s.Files = slices.DeleteFunc(s.Files, func(f rules.File) bool { return strings.HasSuffix(f.Name, ending) })
		if len(s.Files) == n {
			return errSame
		}
		return nil
	}
}

// renamed gives a file another name.
func renamed(ending, name string) func(*rules.Side) error {
	return func(s *rules.Side) error {
		for i, f := range s.Files {
			if strings.HasSuffix(f.Name, ending) {
				s.Files[i].Name = name
				return nil
			}
		}
		return errSame
	}
}

// everywhere replaces a text in a file wherever it stands.
func everywhere(ending, old, by string) func(*rules.Side) error {
	return func(s *rules.Side) error {
		for i, f := range s.Files {
			if strings.HasSuffix(f.Name, ending) {
				s.Files[i].Data = bytes.ReplaceAll(f.Data, []byte(old), []byte(by))
				if bytes.Equal(s.Files[i].Data, f.Data) {
					return errSame
				}
				return nil
			}
		}
		return fmt.Errorf("no file ends in %s", ending)
	}
}

// eachRect changes the rectangles of a drawing, those of its ground and key apart.
func eachRect(ending string, f func(i int, x, y, w, h float64) string) func(*rules.Side) error {
	re := regexp.MustCompile(`<rect x="([0-9.]+)"(?: y="([0-9.]+)")? width="([0-9.]+)" height="([0-9.]+)"( fill="[^"]*")?/>`)
	return func(s *rules.Side) error {
		for i, file := range s.Files {
			if !strings.HasSuffix(file.Name, ending) {
				continue
			}
			n := 0
			out := re.ReplaceAllFunc(file.Data, func(b []byte) []byte {
				m := re.FindSubmatch(b)
				var v [4]float64
				for k := range v {
					v[k], _ = strconv.ParseFloat(string(m[k+1]), 64)
				}
				if v[2] == 16 && v[3] == 16 {
					return b
				}
				n++
				return []byte(f(n-1, v[0], v[1], v[2], v[3]))
			})
			s.Files[i].Data = out
			if n == 0 || bytes.Equal(out, file.Data) {
				return errSame
			}
			return nil
		}
		return fmt.Errorf("no file ends in %s", ending)
	}
}

// restyled changes a page's style and the hash by which its policy knows it.
func restyled(ending, pattern, by string) func(*rules.Side) error {
	return func(s *rules.Side) error {
		for i, f := range s.Files {
			if !strings.HasSuffix(f.Name, ending) {
				continue
			}
			m := regexp.MustCompile(`(?s)<style>(.*?)</style>`).FindSubmatch(f.Data)
			if m == nil {
				return errors.New("no style")
			}
			style, err := replaced(m[1], pattern, by)
			if err != nil {
				return err
			}
			data := bytes.Replace(f.Data, m[1], style, 1)
			for _, plus := range []string{"+", "&#43;"} {
				data = bytes.Replace(data, []byte(strings.ReplaceAll(hashOf(m[1]), "+", plus)), []byte(hashOf(style)), 1)
			}
			s.Files[i].Data = data
			return nil
		}
		return fmt.Errorf("no file ends in %s", ending)
	}
}

func hashOf(b []byte) string {
	h := sha256.Sum256(b)
	return base64.StdEncoding.EncodeToString(h[:])
}

// both makes one edit of several.
func both(edits ...func(*rules.Side) error) func(*rules.Side) error {
	return func(s *rules.Side) error {
		for _, e := range edits {
			if err := e(s); err != nil {
				return err
			}
		}
		return nil
	}
}

// Each rule with a check is broken on purpose, and its own id is what is found; each
// without one has its reason.
func TestMutations(t *testing.T) {
	tried := map[string]bool{}
	whole := map[string]map[string]string{} // what is found of each base before it is broken
	for _, m := range mutations {
		if tried[m.rule] = true; whole[m.base] == nil {
			whole[m.base] = map[string]string{}
			for _, f := range rules.Check(base(t, m.base)) {
				whole[m.base][f.ID] = f.String()
			}
		}
		t.Run(m.rule+" "+m.what, func(t *testing.T) {
			t.Parallel()
			s := base(t, m.base)
			before := whole[m.base]
			if f, is := before[m.rule]; is {
				t.Fatalf("before it is broken: %s", f)
			}
			if err := m.edit(s); err != nil {
				t.Fatal(err)
			}
			found := rules.Check(s)
			ids := map[string]string{}
			for _, f := range found {
				if ids[f.ID] == "" {
					ids[f.ID] = f.String()
				}
				if f.ID == m.rule && (f.File == "" || len(f.Hints) == 0) {
					t.Errorf("without file or hint: %s", f)
				}
			}
			if ids[m.rule] == "" {
				t.Errorf("is not seen; found %v", ids)
			}
			for id, f := range ids {
				if _, was := before[id]; id != m.rule && !was {
					t.Errorf("is also seen as %s", f)
				}
			}
		})
	}
	for _, r := range rules.Guide() {
		switch {
		case r.Checked && !tried[r.ID]:
			t.Errorf("%s has a check and no mutation", r.ID)
		case !r.Checked && r.Why == "" && r.Eye == "":
			t.Errorf("%s has neither a check nor a reason", r.ID)
		case !r.Checked && tried[r.ID]:
			t.Errorf("%s has a mutation and no check", r.ID)
		}
	}
}
