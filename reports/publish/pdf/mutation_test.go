package pdf

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"despatch/reports"
	"despatch/reports/publish/formattest"
	"despatch/reports/publish/pdf/pdfcheck"
)

// A mutation spoils one thing in a finished file, in the open and without
// changing its length, and must be found by the rule for it: the proof that the
// checker bites. veraPDF catches 1 to 12 of pdf.md §9 and lets 13 pass.
type mutation struct {
	name    string
	spoil   func(b []byte) []byte
	id, msg string
}

// once replaces the n-th occurrence of a by b, which is as long.
func once(n int, a, b string) func([]byte) []byte {
	return func(data []byte) []byte {
		at := 0
		for range n {
			i := bytes.Index(data[at:], []byte(a))
			if i < 0 {
				return nil
			}
			at += i + 1
		}
		out := bytes.Clone(data)
		copy(out[at-1:], b)
		return out
	}
}

func every(a, b string) func([]byte) []byte {
	return func(data []byte) []byte {
		if !bytes.Contains(data, []byte(a)) {
			return nil
		}
		return bytes.ReplaceAll(data, []byte(a), []byte(b))
	}
}

// swap exchanges two pieces of equal length that a pattern's groups 1 and 2 find.
func swap(pattern string) func([]byte) []byte {
	re := regexp.MustCompile(pattern)
	return func(data []byte) []byte {
		m := re.FindSubmatchIndex(data)
		if m == nil || m[3]-m[2] != m[5]-m[4] {
			return nil
		}
		out := bytes.Clone(data)
		copy(out[m[2]:], data[m[4]:m[5]])
		copy(out[m[4]:], data[m[2]:m[3]])
		return out
	}
}

var mutations = []mutation{
	{"1 a drawing without Alt", once(1, "/Alt ", "/Alx "), "O064", "text alternative"},
	{"2 no language", once(1, "/Lang (en-GB)", "/Lanx (en-GB)"), "O055", "language"},
	{"3 not said to be tagged", once(1, "/MarkInfo", "/MarkInfx"), "O055", "tagged"},
	{"4 title not shown", once(1, "/DisplayDocTitle true", "/DisplayDocTitle null"), "O055", "window"},
	{"5 pdfuaid under a prefix of its own", every("pdfuaid:part", "pdfxaid:part"), "O056", "pdfua"},
	{"6 a link that does not say where it goes", once(1, "/Contents (Go", "/Contentx (Go"), "O060", "Contents"},
	{"7 a link outside the structure", once(1, "/StructParent 4 ", "/StructParenx 4 "), "O060", "StructParent"},
	{"8 pages outside the structure", every("/StructParents ", "/StructParentx "), "O057", "StructParents"},
	{"9 tab order by rows", once(1, "/Tabs /S", "/Tabs /R"), "O057", "Tabs"},
	{"10 H3 after H1", func(b []byte) []byte {
		return every("/H2 <</MCID", "/H3 <</MCID")(every("/S /H2 ", "/S /H3 ")(b))
	}, "O063", "level 3 follows one of level 1"},
	{"11 a row in a list", once(1, "/S /LI ", "/S /TR "), "O061", "a TR stands in a L"},
	{"12 no head has a scope", every("/Scope /", "/Scopx /"), "O062", "neither Scope nor Headers"},
	{"13 one head has no scope", once(9, "/Scope /", "/Scopx /"), "O062", "neither Scope nor Headers"},

	{"two marked contents exchanged", swap(`(?s)/TD <</MCID (\d\d)>> BDC.{1,200}?/TD <</MCID (\d\d)>> BDC`), "O068", "table"},
	{"an entry of the parent tree moved", swap(`/Nums \[0 \[(\d+) 0 R (\d+) 0 R`), "O059", "another element"},
	{"a mark outside marked content", once(3, "EMC\n", "EMx\n"), "O058", "within marked content"},
	{"an artifact not closed", func(b []byte) []byte {
		i := bytes.Index(b, []byte("/Artifact <<"))
		j := i + bytes.Index(b[i:], []byte(" BDC"))
		out := bytes.Clone(b)
		copy(out[i:j+4], strings.Repeat(" ", j+4-i))
		return out
	}, "O058", "outside marked content"},
	{"one digit of a figure", once(2, "(\x008\x003) Tj", "(\x008\x004) Tj"), "O068", "row"},
	{"the claim taken away", func(b []byte) []byte {
		return every("<pdfuaid:part>1</pdfuaid:part>", strings.Repeat(" ", 30))(b)
	}, "O056", "claim"},
	{"another title in the metadata", once(1, "26 April 2006) /Author", "27 April 2006) /Author"), "O056", "Title"},
	{"another date in the metadata", once(1, "<xmp:CreateDate>2006", "<xmp:CreateDate>2007"), "O056", "CreationDate"},
	{"an id twice", every("/ID (note-unknown)", "/ID (note-started)"), "O065", "two elements"},
	{"a note without an id", once(1, "/ID (note-started)", "/Ix (note-started)"), "O065", "no id"},
	{"a drawing beyond its page", once(1, "/BBox [56.00", "/BBox [-6.00"), "O064", "BBox"},
	{"a cell that is a list's point", once(1, "/S /TD ", "/S /LI "), "O061", "stands in a TR"},
	{"a bookmark less", once(1, "/Title (Main points)", "/Title (Main pointx)"), "O055", "bookmark"},
	{"no colour profile", once(1, "/OutputIntents [", "/OutputIntenx [ "), "O055", "colour"},
	{"the font not embedded", once(1, "/FontFile2", "/FontFilx2"), "O066", "embedded"},
	{"a width that is wrong", once(1, " 32 32 278 ", " 32 32 478 "), "O066", "wide"},
	{"pale text", once(1, "0.314 0.353 0.373 rg BT", "0.714 0.753 0.773 rg BT"), "O067", "contrast"},
	{"a pale bar", every("0.071 0.263 0.427 rg", "0.871 0.863 0.827 rg"), "O067", "drawing"},
	{"small text", once(1, " 12.00 Tf", " 10.00 Tf"), "O067", "points"},
	{"a link leading nowhere", once(1, "/Dest [", "/Desx ["), "O060", "nowhere"},
	{"an object moved", swap(`\n(\d{10}) 00000 n \n(\d{10}) 00000 n \n`), "O069", "cannot be read"},
}

func TestMutations(t *testing.T) {
	d := formattest.Fixture()
	sound := finished(t, d, true, true)
	for _, x := range both(t, sound, d) {
		t.Fatal(x)
	}
	for _, m := range mutations {
		t.Run(m.name, func(t *testing.T) {
			b := m.spoil(sound)
			if b == nil || bytes.Equal(b, sound) {
				t.Fatal("there is nothing to spoil")
			}
			f, err := pdfcheck.Read(b)
			if err != nil {
				if m.id == "O069" {
					return
				}
				t.Fatal(err)
			}
			var all []string
			for _, x := range append(f.Check(), f.Against(d)...) {
				if x.ID == m.id && strings.Contains(x.Msg, m.msg) {
					return
				}
				all = append(all, x.String())
			}
			t.Errorf("not found; instead:\n%s", strings.Join(all, "\n"))
		})
	}
}

func both(t testing.TB, b []byte, d *reports.Document) []reports.Finding {
	t.Helper()
	f, err := pdfcheck.Read(b)
	if err != nil {
		t.Fatal(err)
	}
	return append(f.Check(), f.Against(d)...)
}

// TestDroppedRune takes a rune out of a ToUnicode map, which is compressed, and
// puts the shorter stream in its place.
func TestDroppedRune(t *testing.T) {
	d := formattest.Fixture()
	sound := finished(t, d, true, true)
	re := regexp.MustCompile(`<</Filter /FlateDecode /Length (\d+)>>\nstream\n`)
	for _, m := range re.FindAllSubmatchIndex(sound, -1) {
		var n int
		fmt.Sscan(string(sound[m[2]:m[3]]), &n)
		z, err := zlib.NewReader(bytes.NewReader(sound[m[1] : m[1]+n]))
		if err != nil {
			t.Fatal(err)
		}
		cmap, _ := io.ReadAll(z)
		cut := deflate(bytes.Replace(cmap, []byte("<0041> <0041>\n"), nil, 1))
		if len(cut) > n || !bytes.Contains(cmap, []byte("<0041>")) {
			t.Fatal("the map is not as expected")
		}
		b := bytes.Clone(sound)
		copy(b[m[1]:m[1]+n], append(cut, make([]byte, n-len(cut))...))
		for _, x := range both(t, b, d) {
			if x.ID == "O066" && strings.Contains(x.Msg, "0041") {
				return
			}
		}
		t.Fatal("a code without a character was not found")
	}
	t.Fatal("no map was found")
}

// TestFigureChanged changes one digit of a figure wherever it stands, one place
// at a time: a drawing's label, its text alternative, words, a key figure, a cell.
// Each time a place must read otherwise.
func TestFigureChanged(t *testing.T) {
	d := formattest.Fixture()
	sound := finished(t, d, true, true)
	places := compose(d).places
	before := readAll(t, sound, places)
	changed := 0
	for _, m := range []struct{ a, b string }{{"2\x008\x008) Tj", "2\x008\x009) Tj"}, {"of 288 cases due", "of 289 cases due"}, {"\x008\x003) Tj", "\x008\x004) Tj"}} {
		for n := 1; ; n++ {
			b := once(n, m.a, m.b)(sound)
			if b == nil {
				break
			}
			after, diff := readAll(t, b, places), 0
			for i := range places {
				if before[i] != after[i] {
					diff++
				}
			}
			if diff == 0 {
				t.Errorf("%q changed at its place %d, and every figure reads as before", m.a, n)
			}
			changed++
		}
	}
	if changed < 7 {
		t.Errorf("only %d places were changed", changed)
	}
}

func readAll(t *testing.T, b []byte, places []reports.Place) []string {
	t.Helper()
	f, err := pdfcheck.Read(b)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, p := range places {
		s, err := f.At(p.At)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, s)
	}
	return out
}
