package rules

import (
	"bytes"
	"compress/zlib"
	"io"
	"strconv"
	"strings"

	"despatch/reports"
	"despatch/reports/publish/pdf/pdfcheck"
)

// A tagged is one PDF: what its checker found, and its structure as an outline.
type tagged struct {
	file  File
	found []reports.Finding
	root  *tag
	pages int
	all   string // every word of the structure
}

// A tag is an element of the structure.
type tag struct {
	role  string
	attrs map[string]string
	kids  []*tag
	parts []string // texts and elements in reading order are joined by text()
	page  int
}

func readPDF(f File) (*tagged, error) {
	p, err := pdfcheck.Read(f.Data)
	if err != nil {
		return nil, err
	}
	t := &tagged{file: f, found: p.Check(), pages: p.Pages(), root: &tag{}}
	t.outline(p.Tree())
	t.all = t.root.text()
	return t, nil
}

var attribution = pattern(`(\w+)=("(?:[^"\\]|\\.)*")`)

// outline reads the structure: two spaces a level, a role with its attributes, or
// a page and the text on it.
func (t *tagged) outline(s string) {
	open := []*tag{t.root}
	for line := range strings.Lines(s) {
		rest := strings.TrimLeft(line, " ")
		deep := (len(line) - len(rest)) / 2
		rest = strings.TrimRight(rest, "\n")
		if deep+1 > len(open) || rest == "" {
			continue
		}
		open = open[:deep+1]
		top := open[deep]
		switch {
		case strings.HasPrefix(rest, "→"):
		case rest[0] == 'p' && len(rest) > 1 && rest[1] >= '0' && rest[1] <= '9':
			page, quoted, _ := strings.Cut(rest, " ")
			words, err := strconv.Unquote(quoted)
			if err != nil {
				words = quoted
			}
			n, _ := strconv.Atoi(page[1:])
			top.kids = append(top.kids, &tag{parts: []string{words}, page: n})
		default:
			role, _, _ := strings.Cut(rest, " ")
			k := &tag{role: role, attrs: map[string]string{}}
			for _, m := range attribution().FindAllStringSubmatch(rest, -1) {
				k.attrs[m[1]], _ = strconv.Unquote(m[2])
			}
			top.kids = append(top.kids, k)
			open = append(open, k)
		}
	}
}

// text is all that an element says.
func (n *tag) text() string {
	var b strings.Builder
	n.walk(func(k *tag) {
		for _, s := range k.parts {
			b.WriteString(s)
		}
		if k.role == "P" || k.role == "TD" || k.role == "TH" || k.role == "LI" || strings.HasPrefix(k.role, "H") {
			b.WriteByte(' ')
		}
	})
	return squeeze(b.String())
}

func (n *tag) walk(f func(*tag)) {
	f(n)
	for _, k := range n.kids {
		k.walk(f)
	}
}

// has says whether an element of a role is directly in n.
func (n *tag) has(role string) bool {
	for _, k := range n.kids {
		if k.role == role {
			return true
		}
	}
	return false
}

// firstPage is the page an element begins on.
func (n *tag) firstPage() int {
	page := 0
	n.walk(func(k *tag) {
		if page == 0 {
			page = k.page
		}
	})
	return page
}

// ruleOf says which rule a finding of the checker is about: the first whose words
// are in the message, else the one without words.
func ruleOf(f reports.Finding) string {
	for _, m := range mapped {
		if m.id == f.ID && strings.Contains(f.Msg, m.says) {
			return m.rule
		}
	}
	return "P11"
}

var mapped = []struct{ id, says, rule string }{
	{"O055", "DisplayDocTitle", "P01"}, {"O055", "Lang", "P02"}, {"O055", "MarkInfo", "P03"}, {"O055", "bookmark", "P04"}, {"O055", "", "P11"},
	{"O056", "Title", "P01"}, {"O056", "no title", "P01"}, {"O056", "", "P11"},
	{"O057", "", "P08"}, {"O058", "", "P03"}, {"O059", "", "P08"}, {"O060", "", "P09"},
	{"O061", " L", "P07"}, {"O061", "LI", "P07"}, {"O061", "Lbl", "P07"}, {"O061", "", "P06"},
	{"O062", "", "P06"}, {"O063", "", "P04"}, {"O064", "", "P05"}, {"O065", "head", "P06"}, {"O065", "", "P07"},
	{"O066", "", "P10"}, {"O067", "", "P12"}, {"O068", "", "P08"}, {"O069", "", "P11"},
}

// fonts are the names of the fonts of a file, as far as its object streams are read.
func fonts(data []byte) []string {
	seen := map[string]bool{}
	add := func(b []byte) {
		for _, m := range baseFont().FindAllSubmatch(b, -1) {
			seen[string(m[1])] = true
		}
	}
	add(data)
	for rest := data; ; {
		i := bytes.Index(rest, []byte("/ObjStm"))
		if i < 0 {
			break
		}
		rest = rest[i:]
		j := bytes.Index(rest, []byte("stream"))
		if j < 0 {
			break
		}
		rest = rest[j+len("stream"):]
		if z, err := zlib.NewReader(bytes.NewReader(bytes.TrimLeft(rest, "\r\n"))); err == nil {
			b, _ := io.ReadAll(io.LimitReader(z, 64<<20)) // a stream ends where it ends: what follows is not its own
			add(b)
		}
	}
	return sorted(seen)
}

var baseFont = pattern(`/BaseFont\s*/([^\s/<>\[\]()]+)`)
