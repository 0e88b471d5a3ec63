package pdf

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
	"time"

	"despatch/reports"
)

// meta is what the file says of itself: one value from which Info, XMP and the
// catalog are written, since PDF/A compares them.
type meta struct {
	title, author, subject, keywords, lang string
	date                                   time.Time
}

// producer is the same for every release: a version would change every file's bytes.
const producer = "despatch"

// about is the document's meta. The date is the release's, never the clock's.
func about(d *reports.Document) meta {
	m := d.Meta
	subject := m.Status.Text()
	if m.State != "" {
		subject += ", " + string(m.State)
	}
	if m.AsAt != reports.NoDay {
		subject += ", as at " + m.AsAt.String()
	}
	if m.Notice != "" {
		subject += ". " + m.Notice
	}
	lang := m.Lang
	if lang == "" {
		lang = "en-GB"
	}
	date := m.Published
	if date.IsZero() {
		date = m.AsAt.Time()
	}
	return meta{title: clean(d.Title), author: clean(m.Organisation), subject: clean(subject),
		keywords: clean(strings.Join(m.Keywords, ", ")), lang: lang, date: date}
}

// info is the Info dictionary.
func (m meta) info() string {
	var b strings.Builder
	b.WriteString("<<")
	for _, e := range [][2]string{{"Title", m.title}, {"Author", m.author}, {"Subject", m.subject},
		{"Keywords", m.keywords}, {"Creator", producer}, {"Producer", producer}} {
		if e[1] != "" {
			fmt.Fprintf(&b, "/%s %s ", e[0], textString(e[1]))
		}
	}
	_, offset := m.date.Zone()
	zone := fmt.Sprintf("%+03d'%02d'", offset/3600, abs(offset%3600)/60)
	for _, e := range []string{"CreationDate", "ModDate"} {
		fmt.Fprintf(&b, "/%s (D:%s%s) ", e, m.date.Format("20060102150405"), zone)
	}
	b.WriteString(">>")
	return b.String()
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

// xmp is the metadata packet, with both claims.
func (m meta) xmp() []byte {
	date := m.date.Format("2006-01-02T15:04:05-07:00")
	var b bytes.Buffer
	b.WriteString("<?xpacket begin=\"\ufeff\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n")
	b.WriteString(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` + "\n")
	b.WriteString(`<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">` + "\n")
	b.WriteString("<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>\n")
	fmt.Fprintf(&b, "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">%s</rdf:li></rdf:Alt></dc:title>\n", escaped(m.title))
	if m.author != "" {
		fmt.Fprintf(&b, "<dc:creator><rdf:Seq><rdf:li>%s</rdf:li></rdf:Seq></dc:creator>\n", escaped(m.author))
	}
	if m.subject != "" {
		fmt.Fprintf(&b, "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">%s</rdf:li></rdf:Alt></dc:description>\n", escaped(m.subject))
	}
	fmt.Fprintf(&b, "<dc:language><rdf:Bag><rdf:li>%s</rdf:li></rdf:Bag></dc:language>\n", escaped(m.lang))
	if m.keywords != "" {
		fmt.Fprintf(&b, "<pdf:Keywords>%s</pdf:Keywords>", escaped(m.keywords))
	}
	fmt.Fprintf(&b, "<pdf:Producer>%s</pdf:Producer><xmp:CreatorTool>%s</xmp:CreatorTool><xmp:CreateDate>%s</xmp:CreateDate><xmp:ModifyDate>%s</xmp:ModifyDate>\n",
		producer, producer, date, date)
	b.WriteString("</rdf:Description>\n" + extension + "</rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>")
	return b.Bytes()
}

// extension declares pdfuaid, which PDF/A-2 does not know by itself.
const extension = `<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema><pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>Part of ISO 14289 to which the file conforms</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
`

func escaped(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s)) // writing to a Buffer does not fail
	return b.String()
}

var inBrackets = strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`)

// textString is s as a PDF text string: in brackets where it is ASCII.
func textString(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] > '~' {
			return hexText(s)
		}
	}
	return "(" + inBrackets.Replace(s) + ")"
}
