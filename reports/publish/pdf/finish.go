package pdf

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// finish turns gofpdf's file into the tagged one: right fonts, structure tree,
// links, bookmarks, metadata. It refuses, by name, anything in gofpdf's bytes
// that does not look as expected: that library is frozen, so a difference is a fault.
// Classic leaves every object in the open with a plain cross-reference table, and
// plain leaves the pages uncompressed: both are for tests that spoil a file.
func finish(raw []byte, d *Doc, m meta, classic, plain bool) ([]byte, error) {
	if err := d.root.sound(); err != nil {
		return nil, err
	}
	r := &rewriter{doc: d}
	if err := r.cut(raw); err != nil {
		return nil, err
	}
	if err := r.mendFonts(); err != nil {
		return nil, err
	}
	for _, l := range d.links {
		l.number = r.add("")
	}
	tree := r.structure()
	if err := r.mendPages(!plain); err != nil {
		return nil, err
	}
	for i, l := range d.links {
		if err := r.annotation(l, len(d.pages)+i); err != nil {
			return nil, err
		}
	}
	catalog := r.catalog(m, tree)
	info := r.add(m.info())
	if classic {
		return r.classic(catalog, info), nil
	}
	return r.packed(catalog, info), nil
}

// A rewriter holds the objects of the file, number i+1 at i, without "obj" and "endobj".
type rewriter struct {
	doc   *Doc
	objs  []string
	pages []int // their objects' numbers
	tmp   []byte
}

func (r *rewriter) add(body string) int {
	r.objs = append(r.objs, body)
	return len(r.objs)
}

// stream adds a stream object. One is compressed unless said otherwise.
func (r *rewriter) stream(dict string, data []byte, compress bool) int {
	if compress {
		data = deflate(data)
		dict += "/Filter /FlateDecode "
	}
	return r.add(fmt.Sprintf("<<%s/Length %d>>\nstream\n%s\nendstream", dict, len(data), data))
}

// cut takes gofpdf's file apart by its cross-reference table and drops its Info
// and Catalog, the last two.
func (r *rewriter) cut(raw []byte) error {
	bad := func(what string) error { return fmt.Errorf("the drawing library's file is not as expected: %s", what) }
	if !bytes.HasPrefix(raw, []byte("%PDF-1.3\n")) {
		return bad("header")
	}
	i := bytes.LastIndex(raw, []byte("startxref\n"))
	if i < 0 {
		return bad("no startxref")
	}
	line, _, _ := bytes.Cut(raw[i+len("startxref\n"):], []byte("\n"))
	at, err := strconv.Atoi(string(line))
	if err != nil || at < 0 || at > i {
		return bad("startxref")
	}
	lines := strings.Split(string(raw[at:i]), "\n")
	if len(lines) < 5 || lines[0] != "xref" || !strings.HasPrefix(lines[1], "0 ") {
		return bad("cross-reference table")
	}
	n, err := strconv.Atoi(lines[1][2:])
	if err != nil || n < 5 || len(lines) < n+2 {
		return bad("cross-reference table")
	}
	type object struct{ number, offset int }
	var objects []object
	for j := 1; j < n; j++ {
		o, err := strconv.Atoi(strings.TrimSuffix(lines[2+j], " 00000 n "))
		if err != nil || o <= 0 || o >= at {
			return bad("offset of object " + strconv.Itoa(j))
		}
		objects = append(objects, object{j, o})
	}
	slices.SortFunc(objects, func(a, b object) int { return a.offset - b.offset })
	r.objs = make([]string, n-1)
	for j, o := range objects {
		end := at
		if j+1 < len(objects) {
			end = objects[j+1].offset
		}
		body, ok := strings.CutPrefix(string(raw[o.offset:end]), strconv.Itoa(o.number)+" 0 obj\n")
		body, ok2 := strings.CutSuffix(body, "\nendobj\n")
		if !ok || !ok2 {
			return bad("object " + strconv.Itoa(o.number))
		}
		r.objs[o.number-1] = body
		if strings.HasPrefix(body, "<</Type /Page\n") {
			r.pages = append(r.pages, o.number)
		}
	}
	if !strings.Contains(r.objs[n-2], "/Type /Catalog") || !strings.Contains(r.objs[n-3], "/CreationDate") {
		return bad("catalog")
	}
	r.objs = r.objs[:n-3]
	if len(r.pages) != len(r.doc.pages) {
		return bad("number of pages")
	}
	return nil
}

// mendPages gives each page its place in the structure, tab order and links, and
// compresses what is drawn on it.
func (r *rewriter) mendPages(compress bool) error {
	refs := make([][]string, len(r.pages))
	for _, l := range r.doc.links {
		refs[l.page] = append(refs[l.page], ref(l.number))
	}
	for i, n := range r.pages {
		head, tail, ok := strings.Cut(r.objs[n-1], "/Contents ")
		if !ok || strings.Contains(head, "/Annots") {
			return errors.New("the drawing library's file is not as expected: page")
		}
		add := fmt.Sprintf("/StructParents %d\n/Tabs /S\n", i)
		if refs[i] != nil {
			add += "/Annots [" + strings.Join(refs[i], " ") + "]\n"
		}
		r.objs[n-1] = head + add + "/Contents " + tail
	}
	if !compress {
		return nil
	}
	errs := make([]error, len(r.pages))
	sideBySide(len(r.pages), func(i int, z *compressor) { errs[i] = r.compress(z, r.pages[i]+1) })
	return errors.Join(errs...)
}

// compress compresses a page's content, the object after the page.
func (r *rewriter) compress(z *compressor, n int) error {
	head, body, ok := strings.Cut(r.objs[n-1], ">>\nstream\n")
	body, ok2 := strings.CutSuffix(body, "\nendstream")
	if !ok || !ok2 || head != "<</Length "+strconv.Itoa(len(body)) {
		return errors.New("the drawing library's file is not as expected: content of a page")
	}
	z.writeString(body)
	r.objs[n-1] = z.object("")
	return nil
}

func (r *rewriter) annotation(l *link, parent int) error {
	to := ""
	if l.url != "" {
		to = "/A <</S /URI /URI " + textString(uri(l.url)) + ">>"
	} else {
		s, ok := r.doc.spots[l.dest]
		if !ok {
			return fmt.Errorf("a link leads to %q, which is nowhere", l.dest)
		}
		to = "/Dest " + r.dest(s)
	}
	r.objs[l.number-1] = fmt.Sprintf("<</Type /Annot /Subtype /Link /Rect [%.2f %.2f %.2f %.2f] /Border [0 0 0] /F 4 /Contents %s /StructParent %d /P %s %s>>",
		l.rect[0], l.rect[1], l.rect[2], l.rect[3], textString(clean(l.contents)), parent, ref(r.pages[l.page]), to)
	return nil
}

func (r *rewriter) dest(s spot) string {
	return fmt.Sprintf("[%s /XYZ 0 %.2f null]", ref(r.pages[s.page]), s.top)
}

func ref(n int) string { return strconv.Itoa(n) + " 0 R" }

func appendRef(b []byte, n int) []byte {
	return append(strconv.AppendInt(b, int64(n), 10), " 0 R"...)
}

// uri is a web address as ASCII.
func uri(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] <= ' ' || s[i] >= 0x7f {
			fmt.Fprintf(&b, "%%%02X", s[i])
		} else {
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// catalog adds metadata, colour profile, bookmarks and the catalog.
func (r *rewriter) catalog(m meta, tree int) int {
	xmp := r.stream("/Type /Metadata /Subtype /XML ", m.xmp(), false)
	icc := r.stream("/N 3 ", profile(), true)
	intent := r.add("<</Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB) /Info (sRGB IEC61966-2.1) /DestOutputProfile " + ref(icc) + ">>")
	more := ""
	if o := r.outlines(); o > 0 {
		more = "/Outlines " + ref(o) + " /PageMode /UseOutlines "
	}
	return r.add(fmt.Sprintf("<</Type /Catalog /Pages 1 0 R /Lang %s /MarkInfo <</Marked true>> /ViewerPreferences <</DisplayDocTitle true>> "+
		"/Metadata %s /OutputIntents [%s] /StructTreeRoot %s %s/PageLabels <</Nums [0 <</S /D>>]>>>>",
		textString(m.lang), ref(xmp), ref(intent), ref(tree), more))
}

// outlines adds the bookmarks and returns their root, 0 without any.
func (r *rewriter) outlines() int {
	marks := r.doc.outlines
	if len(marks) == 0 {
		return 0
	}
	root := r.add("")
	first := len(r.objs) + 1
	for range marks {
		r.add("")
	}
	kids := map[int][]int{} // of mark i, or -1
	var open []int
	parents := make([]int, len(marks))
	for i, o := range marks {
		for len(open) > 0 && marks[open[len(open)-1]].level >= o.level {
			open = open[:len(open)-1]
		}
		parents[i] = -1
		if len(open) > 0 {
			parents[i] = open[len(open)-1]
		}
		kids[parents[i]] = append(kids[parents[i]], i)
		open = append(open, i)
	}
	// Only the first two levels start open: a long release stays readable.
	shown := make([]int, len(marks))
	for i := len(marks) - 1; i >= 0; i-- {
		for _, k := range kids[i] {
			shown[i] += 1
			if marks[k].level <= 2 && shown[k] > 0 {
				shown[i] += shown[k]
			}
		}
	}
	total := len(kids[-1])
	for _, k := range kids[-1] {
		total += shown[k]
	}
	span := func(k []int) string {
		return fmt.Sprintf("/First %s /Last %s ", ref(first+k[0]), ref(first+k[len(k)-1]))
	}
	for i, o := range marks {
		s := "<</Title " + textString(clean(o.title)) + " /Dest " + r.dest(o.spot) + " "
		siblings := kids[parents[i]]
		at := slices.Index(siblings, i)
		if at > 0 {
			s += "/Prev " + ref(first+siblings[at-1]) + " "
		}
		if at < len(siblings)-1 {
			s += "/Next " + ref(first+siblings[at+1]) + " "
		}
		if k := kids[i]; len(k) > 0 {
			count := shown[i]
			if o.level > 1 {
				count = -count
			}
			s += span(k) + "/Count " + strconv.Itoa(count) + " "
		}
		parent := root
		if parents[i] >= 0 {
			parent = first + parents[i]
		}
		r.objs[first+i-1] = s + "/Parent " + ref(parent) + ">>"
	}
	r.objs[root-1] = "<</Type /Outlines " + span(kids[-1]) + "/Count " + strconv.Itoa(total) + ">>"
	return root
}

// id is the file's id: a hash of the bytes so far.
func id(b []byte) string {
	h := sha256.Sum256(b)
	return fmt.Sprintf("/ID [<%X> <%X>]", h[:16], h[:16])
}

const header = "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"

// classic writes every object in the open.
func (r *rewriter) classic(catalog, info int) []byte {
	var b bytes.Buffer
	b.WriteString(header)
	offsets := make([]int, len(r.objs))
	for i, o := range r.objs {
		offsets[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	trailer := id(b.Bytes())
	at := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(r.objs)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d /Root %s /Info %s %s>>\nstartxref\n%d\n%%%%EOF\n",
		len(r.objs)+1, ref(catalog), ref(info), trailer, at)
	return b.Bytes()
}
