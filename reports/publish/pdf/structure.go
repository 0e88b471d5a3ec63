package pdf

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
)

// structure adds the structure tree, the parent tree and the tree of ids, and
// returns the root's number.
func (r *rewriter) structure() int {
	root := r.add("")
	all := make([]*Elem, 0, len(r.doc.pages)*64)
	var number func(e *Elem)
	number = func(e *Elem) {
		e.number = r.add("")
		all = append(all, e)
		for _, k := range e.Kids {
			if k.Elem != nil {
				number(k.Elem)
			}
		}
	}
	number(r.doc.root)
	r.doc.root.parent = root
	ids := map[string]int{}
	for _, e := range all {
		for _, k := range e.Kids {
			if k.Elem != nil {
				k.Elem.parent = e.number
			}
		}
		if e.ID != "" {
			ids[e.ID] = e.number
		}
	}
	for _, e := range all {
		r.tmp = r.element(r.tmp[:0], e)
		r.objs[e.number-1] = string(r.tmp)
	}
	nums := append(r.tmp[:0], "<</Nums ["...)
	for i, p := range r.doc.pages {
		nums = append(strconv.AppendInt(nums, int64(i), 10), " ["...)
		for j, e := range p.mcids {
			if j > 0 {
				nums = append(nums, ' ')
			}
			nums = appendRef(nums, e.number)
		}
		nums = append(nums, "]\n"...)
	}
	for i, l := range r.doc.links {
		nums = append(strconv.AppendInt(nums, int64(len(r.doc.pages)+i), 10), ' ')
		nums = append(appendRef(nums, l.elem.number), '\n')
	}
	r.tmp = append(nums, "]>>"...)
	parents := r.add(string(r.tmp))
	more := ""
	if len(ids) > 0 {
		names := make([]string, 0, len(ids))
		for id := range ids {
			names = append(names, id)
		}
		slices.Sort(names)
		var b strings.Builder
		for _, id := range names {
			b.WriteString(byteString(id) + " " + ref(ids[id]) + "\n")
		}
		more = " /IDTree " + ref(r.add("<</Limits ["+byteString(names[0])+" "+byteString(names[len(names)-1])+"] /Names ["+b.String()+"]>>"))
	}
	if more != "" { // the root of a name tree has no limits
		leaf := len(r.objs)
		more = " /IDTree " + ref(r.add("<</Kids ["+ref(leaf)+"]>>"))
	}
	r.objs[root-1] = fmt.Sprintf("<</Type /StructTreeRoot /K [%s] /ParentTree %s /ParentTreeNextKey %d%s>>",
		ref(r.doc.root.number), ref(parents), len(r.doc.pages)+len(r.doc.links), more)
	return root
}

// byteString is an id, which is ASCII, as a byte string: ids compare by their bytes.
func byteString(s string) string { return textString(s) }

// element appends one structure element. Its page is that of its first marked
// content; kids elsewhere name theirs.
func (r *rewriter) element(b []byte, e *Elem) []byte {
	b = append(append(b, "<</Type /StructElem /S /"...), e.Role...)
	b = appendRef(append(b, " /P "...), e.parent)
	pg := -1
	for _, k := range e.Kids {
		if k.Elem == nil && k.Link == nil {
			pg = k.Page
			break
		}
	}
	if pg >= 0 {
		b = appendRef(append(b, " /Pg "...), r.pages[pg])
	}
	if e.Alt != "" {
		b = append(append(b, " /Alt "...), textString(clean(e.Alt))...)
	}
	if e.Lang != "" {
		b = append(append(b, " /Lang "...), textString(e.Lang)...)
	}
	if e.ID != "" {
		b = append(append(b, " /ID "...), byteString(e.ID)...)
	}
	if a := attributes(e); a != "" {
		b = append(append(b, " /A "...), a...)
	}
	if len(e.Kids) > 0 {
		b = append(b, " /K ["...)
		for i, k := range e.Kids {
			if i > 0 {
				b = append(b, ' ')
			}
			switch {
			case k.Elem != nil:
				b = appendRef(b, k.Elem.number)
			case k.Link != nil:
				b = appendRef(append(b, "<</Type /OBJR /Obj "...), k.Link.number)
				b = append(appendRef(append(b, " /Pg "...), r.pages[k.Link.page]), ">>"...)
			case k.Page == pg:
				b = strconv.AppendInt(b, int64(k.MCID), 10)
			default:
				b = appendRef(append(b, "<</Type /MCR /Pg "...), r.pages[k.Page])
				b = append(strconv.AppendInt(append(b, " /MCID "...), int64(k.MCID), 10), ">>"...)
			}
		}
		b = append(b, ']')
	}
	return append(b, ">>"...)
}

func attributes(e *Elem) string {
	switch {
	case e.Role == "Figure":
		return fmt.Sprintf("<</O /Layout /Placement /Block /BBox [%.2f %.2f %.2f %.2f]>>", e.BBox[0], e.BBox[1], e.BBox[2], e.BBox[3])
	case e.Numbering != "":
		return "<</O /List /ListNumbering /" + e.Numbering + ">>"
	case e.Scope == "" && len(e.Headers) == 0:
		return ""
	case len(e.Headers) == 0 && e.Scope == "Row":
		return "<</O /Table /Scope /Row>>"
	}
	a := "<</O /Table"
	if e.Scope != "" {
		a += " /Scope /" + e.Scope
	}
	if len(e.Headers) > 0 {
		a += " /Headers ["
		for i, h := range e.Headers {
			if i > 0 {
				a += " "
			}
			a += byteString(h)
		}
		a += "]"
	}
	return a + ">>"
}

// mendFonts gives each font what gofpdf leaves wrong: a name with a subset tag,
// the character collection Identity-H belongs to, and a ToUnicode map of the
// runes it shows. It expects gofpdf's six objects a font, in its order.
func (r *rewriter) mendFonts() error {
	found := 0
	for i := 0; i < len(r.objs); i++ {
		if !strings.HasPrefix(r.objs[i], "<</Type /Font\n/Subtype /Type0\n") {
			continue
		}
		face := -1
		for j, style := range faceStyle {
			if strings.Contains(r.objs[i], "/BaseFont /utf8"+family+style+"\n") {
				face = j
			}
		}
		if face < 0 || i+5 >= len(r.objs) || !strings.Contains(r.objs[i+3], "/Ordering (UCS)") {
			return fmt.Errorf("the drawing library's file is not as expected: font")
		}
		f := r.doc.faces[face]
		used := f.shown()
		old, name := "/utf8"+family+faceStyle[face], "/"+subsetTag(f.name(), used)+"+"+f.name()
		for j, key := range map[int]string{0: "/BaseFont ", 1: "/BaseFont ", 4: "/FontName "} {
			if strings.Count(r.objs[i+j], key+old+"\n") != 1 {
				return fmt.Errorf("the drawing library's file is not as expected: name of a font")
			}
			r.objs[i+j] = strings.Replace(r.objs[i+j], key+old+"\n", key+name+"\n", 1)
		}
		r.objs[i+3] = strings.Replace(r.objs[i+3], "(UCS)", "(Identity)", 1)
		cmap := deflate(toUnicode(used))
		r.objs[i+2] = fmt.Sprintf("<</Filter /FlateDecode /Length %d>>\nstream\n%s\nendstream", len(cmap), cmap)
		found++
	}
	if found != len(faceStyle) {
		return fmt.Errorf("the drawing library's file is not as expected: %d fonts", found)
	}
	return nil
}

// subsetTag is six capitals that stand for the runes of a subset.
func subsetTag(name string, used []rune) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(name + string(used)))
	n := h.Sum64()
	tag := make([]byte, 6)
	for i := range tag {
		tag[i] = 'A' + byte(n%26)
		n /= 26
	}
	return string(tag)
}

// toUnicode maps each used code to itself: gofpdf's codes are the runes.
func toUnicode(used []rune) []byte {
	var b bytes.Buffer
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	for part := range slices.Chunk(used, 100) {
		fmt.Fprintf(&b, "%d beginbfchar\n", len(part))
		for _, c := range part {
			fmt.Fprintf(&b, "<%04X> <%04X>\n", c, c)
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend")
	return b.Bytes()
}

// perStream is how many objects go into one object stream.
const perStream = 200

// packed writes what is no stream into object streams, with a cross-reference stream:
// a quarter of the size of a long table.
func (r *rewriter) packed(catalog, info int) []byte {
	type entry struct {
		kind byte // 1: offset in the file, 2: place in stream
		a    uint32
		b    uint16
	}
	entries := make([]entry, len(r.objs))
	var inside []int
	for i, o := range r.objs {
		if !strings.HasSuffix(o, "endstream") {
			inside = append(inside, i)
		}
	}
	parts := slices.Collect(slices.Chunk(inside, perStream))
	first := len(r.objs)
	for k, part := range parts {
		for j, i := range part {
			entries[i] = entry{2, uint32(first + k + 1), uint16(j)}
		}
		r.add("")
		entries = append(entries, entry{})
	}
	sideBySide(len(parts), func(k int, z *compressor) { r.objs[first+k] = r.objectStream(z, parts[k]) })
	var b bytes.Buffer
	b.WriteString(header)
	for i, o := range r.objs {
		if entries[i].kind == 2 {
			continue
		}
		entries[i] = entry{1, uint32(b.Len()), 0}
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	at := b.Len()
	entries = append(entries, entry{1, uint32(at), 0})
	table := append(make([]byte, 0, 7*len(entries)+7), 0, 0, 0, 0, 0, 0xff, 0xff)
	for _, e := range entries {
		table = append(table, e.kind)
		table = binary.BigEndian.AppendUint32(table, e.a)
		table = binary.BigEndian.AppendUint16(table, e.b)
	}
	trailer := id(b.Bytes())
	data := deflate(table)
	fmt.Fprintf(&b, "%d 0 obj\n<</Type /XRef /Size %d /W [1 4 2] /Root %s /Info %s %s /Filter /FlateDecode /Length %d>>\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n",
		len(entries), len(entries)+1, ref(catalog), ref(info), trailer, len(data), data, at)
	return b.Bytes()
}

// objectStream is a stream of the objects numbered part, from 0.
func (r *rewriter) objectStream(z *compressor, part []int) string {
	head, at := z.tmp[:0], 0
	for _, i := range part {
		head = append(strconv.AppendInt(head, int64(i+1), 10), ' ')
		head = append(strconv.AppendInt(head, int64(at), 10), ' ')
		at += len(r.objs[i]) + 1
	}
	z.tmp = head
	z.write(head)
	for _, i := range part {
		z.writeString(r.objs[i])
		z.writeString("\n")
	}
	return z.object(fmt.Sprintf("/Type /ObjStm /N %d /First %d ", len(part), len(head)))
}
