package zip

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
)

func pack(t *testing.T, patch func(string) Patch, names ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := New(&out, patch)
	for _, n := range names {
		p, err := w.Create(n)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(p, strings.Repeat("text of "+n+"\n", 50)); err != nil {
			t.Fatal(err)
		}
	}
	if out.Len() > 0 {
		t.Error("something is written before Close")
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestOrderDoesNotMatter(t *testing.T) {
	a := pack(t, nil, "xl/b.xml", "_rels/.rels", "xl/a.xml", "[Content_Types].xml", "mimetype")
	b := pack(t, nil, "mimetype", "xl/a.xml", "[Content_Types].xml", "xl/b.xml", "_rels/.rels")
	if !bytes.Equal(a, b) {
		t.Error("the order of the parts shows in the bytes")
	}
	z, err := zip.NewReader(bytes.NewReader(a), int64(len(a)))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range z.File {
		names = append(names, f.Name)
		if got := f.Modified.Format("2006-01-02 15:04"); got != "1980-01-01 00:00" {
			t.Errorf("%s is dated %s", f.Name, got)
		}
		if f.Flags&8 != 0 || len(f.Extra) > 0 {
			t.Errorf("%s has a data descriptor or an extra field", f.Name)
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil || !strings.HasPrefix(string(text), "text of "+f.Name) {
			t.Errorf("%s reads %.20q, %v", f.Name, text, err)
		}
	}
	if got, want := strings.Join(names, " "), "mimetype [Content_Types].xml _rels/.rels xl/a.xml xl/b.xml"; got != want {
		t.Errorf("order %s, want %s", got, want)
	}
	if z.File[0].Method != zip.Store || !bytes.HasPrefix(a[30:], []byte("mimetypetext of mimetype")) {
		t.Error("mimetype is not stored at the start")
	}
}

func TestPatch(t *testing.T) {
	patch := func(name string) Patch {
		if name != "xl/a.xml" {
			return nil
		}
		return func(_ string, b []byte) ([]byte, error) {
			return bytes.ReplaceAll(b, []byte("text"), []byte("word")), nil
		}
	}
	data := pack(t, patch, "xl/a.xml", "xl/b.xml")
	z, _ := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	for i, want := range []string{"word of xl/a.xml", "text of xl/b.xml"} {
		r, _ := z.File[i].Open()
		if b, _ := io.ReadAll(r); !strings.HasPrefix(string(b), want) {
			t.Errorf("part %d reads %.20q", i, b)
		}
	}
}

func TestErrors(t *testing.T) {
	no := errors.New("pattern not found")
	w := New(io.Discard, func(string) Patch { return func(string, []byte) ([]byte, error) { return nil, no } })
	if _, err := w.Create("a"); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); !errors.Is(err, no) || !strings.Contains(err.Error(), "part a") {
		t.Errorf("a patch that fails gives %v", err)
	}
	w = New(io.Discard, nil)
	_, _ = w.Create("a")
	if _, err := w.Create("a"); err == nil {
		t.Error("one name twice is taken")
	}
	if err := New(failing{}, nil).Close(); err == nil {
		t.Error("a full disk is not told")
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("full") }

func TestAddFS(t *testing.T) {
	var out bytes.Buffer
	w := New(&out, nil)
	if err := w.AddFS(fstest.MapFS{"a/b.xml": {Data: []byte("x")}}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil || len(z.File) != 1 || z.File[0].Name != "a/b.xml" {
		t.Errorf("%v, %v", z, err)
	}
}

// A part of many blocks is the same bytes on one processor and on many, and any
// program reads it.
func TestLongPart(t *testing.T) {
	var text strings.Builder
	for i := 0; text.Len() < 3*blockSize+17; i++ {
		fmt.Fprintf(&text, `<c r="A%d"><v>%d</v></c>`, i, i*i)
	}
	pack := func(n int) []byte {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(n))
		var out bytes.Buffer
		w := New(&out, nil)
		p, err := w.Create("sheet.xml")
		if err != nil {
			t.Fatal(err)
		}
		for rest := text.String(); rest != ""; { // as excelize hands it over
			n := min(len(rest), 32<<10)
			if _, err := io.WriteString(p, rest[:n]); err != nil {
				t.Fatal(err)
			}
			rest = rest[n:]
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	one := pack(1)
	if !bytes.Equal(one, pack(8)) {
		t.Error("the number of processors shows in the bytes")
	}
	z, err := zip.NewReader(bytes.NewReader(one), int64(len(one)))
	if err != nil {
		t.Fatal(err)
	}
	r, err := z.File[0].Open()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(r); err != nil || string(got) != text.String() {
		t.Errorf("%d bytes read back of %d, %v", len(got), text.Len(), err)
	}
}
