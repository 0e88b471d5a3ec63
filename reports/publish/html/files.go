package html

import (
	"fmt"
	"net/url"
	"strings"

	"despatch/reports"
)

// Size is a number of bytes as a reader of links wants it: "1 KB", "1.2 MB".
func Size(n int64) string {
	switch {
	case n <= 0:
		return ""
	case n < 1_000_000:
		return fmt.Sprintf("%d KB", (n+999)/1000)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}

// link is a download with its type and size in the words (H09).
func link(words string, d reports.Download) reports.Link {
	in := d.Kind
	if s := Size(d.Bytes); s != "" {
		in += ", " + s
	}
	return reports.Link{Text: words + " (" + in + ")", URL: address(d.File)}
}

// address is a file of the pack as a link beside the page.
func address(file string) string {
	parts := strings.Split(file, "/")
	for i, p := range parts {
		parts[i] = url.PathEscape(p)
	}
	return strings.Join(parts, "/")
}

// whole lists the downloads that hold the whole release.
func whole(d *reports.Document) []reports.Link {
	var out []reports.Link
	for _, x := range d.Downloads {
		if x.Table != "" || x.Chart != "" || x.File == Name(d) {
			continue
		}
		out = append(out, link(fileWords(x.Kind), x))
	}
	return out
}

func fileWords(kind string) string {
	switch strings.ToUpper(kind) {
	case "XLSX", "ODS":
		return "All tables as a workbook"
	case "PDF":
		return "This release to print"
	case "HTML":
		return "Press notice"
	case "JSON":
		return "Manifest of the pack"
	}
	return "This release"
}

// downloads writes the files that hold one table or chart.
func (w *writer) downloads(links []reports.Link) {
	if len(links) == 0 {
		return
	}
	w.put(`<ul class=downloads>` + "\n")
	for _, l := range links {
		w.put("<li><a", attr("href", l.URL), ">")
		w.text(l.Text)
		w.put("</a></li>\n")
	}
	w.put("</ul>\n")
}

// ofTable lists the data of a table: the same words for the same file, wherever it is offered.
func (w *writer) ofTable(t *reports.Table) []reports.Link {
	var out []reports.Link
	for _, x := range w.doc.Downloads {
		if x.Table == t.ID {
			out = append(out, link(fmt.Sprintf("Download the data for Table %d", t.Number), x))
		}
	}
	return out
}

// ofChart lists the data of a chart's table and the chart itself.
func (w *writer) ofChart(c *reports.Chart) []reports.Link {
	out := w.ofTable(c.Table)
	for _, x := range w.doc.Downloads {
		if x.Chart != c.ID {
			continue
		}
		words := "Download Chart %d"
		if x.Kind == "TXT" {
			words = "Chart %d in words"
		}
		out = append(out, link(fmt.Sprintf(words, c.Number), x))
	}
	return out
}
