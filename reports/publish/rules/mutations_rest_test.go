package rules_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"despatch/reports"
	"despatch/reports/publish/rules"
)

const (
	progress = "charts/progress.svg"
	quarters = "charts/quarters.svg"
	offences = "charts/offence.svg"
	home     = "index.html"
	press    = "press.html"
	page     = "brief.html"
)

var chartMutations = []mutation{
	{"C01", "bars with round corners", "", inFile(progress, `<rect x="243.7"`, `<rect rx="4" x="243.7"`)},
	{"C02", "a gridline among bars with values", "", inFile(progress, `<line `, `<line x1="300" y1="148" x2="300" y2="282" stroke="#D9D9D9"/><line `)},
	{"C03", "a title of 12 px", "", inFile(progress, `font-size="20"`, `font-size="12"`)},
	{"C03", "a text cut off at the edge", "", inFile(progress, `(<text x=")20(" y="\d+" fill="#505A5F">Progress)`, `${1}400$2`)},
	{"C04", "a drawing without description", "", inFile(quarters, `(?s)<desc id="c.desc">.*?</desc>`, `<desc id="c.desc"></desc>`)},
	{"C04", "a chart without a sentence", "", inFile(home, `class="?said"?`, `class=untold`)},
	{"C05", "an alternative text that does not say what it is", "", inFile(quarters, `Line chart of`, `Line of`)},
	{"C06", "a chart without subtitle", "", inFile(home, `class="?subtitle"?`, `class=below`)},
	{"C07", "a chart without source", "", inFile(home, `(class="?source"?>)Source: `, `${1}From: `)},
	{"C08", "an image in a drawing", "", inFile(progress, `<line `, `<image href="data:,"/><line `)},
	{"C09", "a bar longer than its value", "", both(inFile(progress, `width="110"`, `width="150"`), inFile(progress, `x="362"`, `x="402"`))},
	{"C09", "a line chart whose axis does not name nought", "", inFile(quarters, `>0</text>`, `>1</text>`)},
	{"C09", "the bars of one panel on a scale of their own", "gallery", shrunk},
	{"C09", "the line of one panel on a scale of its own", "gallery", lifted("charts/forces.svg")},
	{"C09", "a row of panels whose axis does not name nought", "gallery", inFile("charts/forces.svg", `>0</text>`, `>1</text>`)},
	{"C10", "bars neither in order of size nor in that of their table", "", inManifest(func(m *reports.Manifest) {
		first, last := -1, -1
		for i, f := range m.Figures {
			switch f.ID {
			case "progress/since_august/due":
				first = i
			case "progress/since_august/deported":
				last = i
			}
		}
		m.Figures[first], m.Figures[last] = m.Figures[last], m.Figures[first]
	})},
	{"C10", "a named bar drawn below a shorter one", "", swapped},
	{"C11", "bars thinner than the gaps", "", eachRect(progress, func(_ int, x, y, w, h float64) string { return rect(x, y+7, w, h-14, "") })},
	{"C12", "a bar thicker than the others", "", eachRect(progress, func(i int, x, y, w, h float64) string {
		if i == 0 {
			return rect(x, y-3, w, h+6, "")
		}
		return rect(x, y, w, h, "")
	})},
	{"C13", "seven colours", "", eachRect(offences, func(i int, x, y, w, h float64) string {
		return rect(x, y, w, h, []string{"#12436D", "#801650", "#3D3D3D", "#0B0C0C", "#2073BC", "#326405", "#B30000"}[i%7])
	})},
	{"C14", "two lines of one dash", "gallery", inFile("charts/regions.svg", ` stroke-dasharray="9 5"`, ``)},
	{"C14", "a panel without the value at its line's end", "gallery", inFile("charts/forces.svg", `(<text id="c\.[0-9]+" x="[0-9]+" y="[0-9]+"[^>]*>)297`, `${1}`)},
	{"C14", "panels without names", "gallery", func(s *rules.Side) error {
		for _, name := range []string{"Road", "Rail", "Sea", "Air"} {
			if err := inFile("charts/panels.svg", `<text [^>]*>`+name+`</text>`, ``)(s); err != nil {
				return err
			}
		}
		return nil
	}},
	{"C15", "a pale line", "", inFile(quarters, `(<polyline [^>]*stroke=")#12436D`, `${1}#BFBFBF`)},
	{"C16", "a circle", "", inFile(progress, `<line `, `<circle r="4"/><line `)},
	{"C17", "stacks of years", "gallery", years("charts/stacked.svg")},
	{"C18", "a key's colour exchanged", "gallery", inFile("charts/stacked.svg", `(width="16" height="16" fill=")#[0-9A-F]{6}`, `${1}#3D3D3D`)},
	{"C19", "a number of the axis without a comma", "", inFile(quarters, `>100</text>`, `>1000</text>`)},
	{"C20", "a value without its bar", "", inFile(progress, `<rect x="243.7" y="254"[^>]*/>`, ``)},
	{"C20", "a line drawn on over a break in its series", "gallery", inFile("charts/waits.svg", `(<polyline points="[^"]*)"`, `${1} 600,300"`)},
	{"C20", "a break that the description does not tell of", "gallery", everywhere("charts/waits.svg", "breaks at", "goes on at")},
	{"C21", "stages that are not said to hold each other", "", inFile(progress, `Each bar includes`, `Each bar is beside`)},
	{"C22", "another number in a drawing", "", inFile(progress, `>288</text>`, `>289</text>`)},
	{"C22", "another number in the copy a native chart keeps", "", inPart(xlsx, "xl/charts/chart1.xml", `<v>83</v>`, `<v>84</v>`)},
	{"C22", "another number in an interactive layer", "", inFile(home, `"text":\[\["0","2"`, `"text":[["0","3"`)},
}

// edited changes a drawing's elements of one kind, number by number.
func edited(ending, pattern string, change func(m [][]byte) string) func(*rules.Side) error {
	re := regexp.MustCompile(pattern)
	return func(s *rules.Side) error {
		for i, f := range s.Files {
			if !strings.HasSuffix(f.Name, ending) {
				continue
			}
			s.Files[i].Data = re.ReplaceAllFunc(f.Data, func(b []byte) []byte { return []byte(change(re.FindSubmatch(b))) })
			if string(s.Files[i].Data) != string(f.Data) {
				return nil
			}
		}
		return errSame
	}
}

func parsed(b []byte) float64 {
	f, _ := strconv.ParseFloat(string(b), 64)
	return f
}

// shrunk makes the bars in the panels at the right a fifth shorter, with the values at their ends.
func shrunk(s *rules.Side) error {
	const base = 400.3
	return both(
		edited("charts/panels.svg", `(<rect x="400.3"[^>]* width=")([0-9.]+)`, func(m [][]byte) string {
			return fmt.Sprintf("%s%.1f", m[1], parsed(m[2])*0.8)
		}),
		edited("charts/panels.svg", `(<text id="[^"]*" x=")([0-9.]+)`, func(m [][]byte) string {
			if x := parsed(m[2]); x > base {
				return fmt.Sprintf("%s%.1f", m[1], base+8+(x-base-8)*0.8)
			}
			return string(m[0])
		}))(s)
}

// lifted draws the mark at the end of a drawing's first line higher than its value is.
func lifted(ending string) func(*rules.Side) error {
	n := 0
	return edited(ending, `<polygon points="([0-9.]+),([0-9.]+) ([0-9.]+),([0-9.]+) ([0-9.]+),([0-9.]+) ([0-9.]+),([0-9.]+)"`, func(m [][]byte) string {
		if n++; n > 1 {
			return string(m[0])
		}
		for i := 2; i < len(m); i += 2 {
			m[i] = fmt.Appendf(nil, "%.1f", parsed(m[i])-12)
		}
		return fmt.Sprintf(`<polygon points="%s,%s %s,%s %s,%s %s,%s"`, m[1], m[2], m[3], m[4], m[5], m[6], m[7], m[8])
	})
}

// swapped exchanges the first two bars of a drawing with their values, and leaves the names.
func swapped(s *rules.Side) error {
	for i, f := range s.Files {
		if !strings.HasSuffix(f.Name, offences) {
			continue
		}
		bars, values := oneRect.FindAllSubmatchIndex(f.Data, 2), oneValue.FindAllSubmatchIndex(f.Data, -1)
		values = values[max(0, len(values)-len(oneRect.FindAllIndex(f.Data, -1))):] // those of the title come before
		if len(bars) < 2 || len(values) < 2 {
			return fmt.Errorf("no two bars")
		}
		out := append([]byte(nil), f.Data...)
		var at [][]int // where the heights of the two bars and of the two values stand
		for _, m := range append(bars, values[:2]...) {
			at = append(at, m[2:4])
		}
		for k := 0; k < 4; k += 2 {
			a, b := string(f.Data[at[k][0]:at[k][1]]), string(f.Data[at[k+1][0]:at[k+1][1]])
			if len(a) != len(b) {
				return fmt.Errorf("%s and %s are not of one length", a, b)
			}
			copy(out[at[k][0]:], b)
			copy(out[at[k+1][0]:], a)
		}
		s.Files[i].Data = out
		return nil
	}
	return errSame
}

var (
	oneRect  = regexp.MustCompile(`<rect x="[0-9.]+" y="([0-9.]+)" width="[0-9.]+" height="24"/>`)
	oneValue = regexp.MustCompile(`<text id="c\.[0-9]+" x="[0-9.]+" y="([0-9.]+)">[0-9,]+</text>`)
	beside   = regexp.MustCompile(`(<text [^>]*text-anchor="end"[^>]*>)[^<]*</text>`)
)

func rect(x, y, w, h float64, fill string) string {
	if fill != "" {
		fill = ` fill="` + fill + `"`
	}
	return fmt.Sprintf(`<rect x="%g" y="%g" width="%g" height="%g"%s/>`, x, y, w, h, fill)
}

// years makes every label beside the bars of a drawing a year.
func years(ending string) func(*rules.Side) error {
	return func(s *rules.Side) error {
		for i, f := range s.Files {
			if !strings.HasSuffix(f.Name, ending) {
				continue
			}
			n := 2000
			s.Files[i].Data = beside.ReplaceAllFunc(f.Data, func(b []byte) []byte {
				n++
				return beside.ReplaceAll(b, fmt.Appendf(nil, "${1}%d</text>", n))
			})
			if n > 2001 {
				return nil
			}
		}
		return errSame
	}
}

const lead = `(<p class="?lead"?>)`

var pageMutations = []mutation{
	{"H01", "a style sheet from elsewhere", "", inFile(press, `</title>`, `</title><link rel="stylesheet" href="https://example.org/a.css">`)},
	{"H02", "a line of details without as at", "", inFile(home, `As at 26 April 2006`, `Of 26 April 2006`)},
	{"H03", "a page without language", "", inFile(press, `<html lang="?en-GB"?>`, `<html>`)},
	{"H03", "two titles of the first level", "", inFile(press, lead, `<h1>Again</h1>$1`)},
	{"H04", "a head without scope", "", inFile(press, `<th scope="?col"?`, `<th`)},
	{"H05", "a drawing that is no image", "", inFile(press, ` role="?img"?`, ``)},
	{"H06", "a faint second colour", "", restyled(press, `--secondary:#505A5F`, `--secondary:#909A9F`)},
	{"H07", "a page 600 px wide", "", restyled(press, `body\{`, `body{min-width:600px;`)},
	{"H08", "the mark of focus taken away", "", restyled(press, `\.skip\{`, "a:focus{outline:none}\n.skip{")},
	{"H09", "a download without type and size", "", inFile(home, ` \(XLSX, [^)]*\)`, ``)},
	{"H09", "a link to a page that is not in the pack", "", inFile(home, `href="?accessibility\.html"?`, `href="gone.html"`)},
	{"H09", "a link to nowhere in the page", "", inFile(home, `href="?#table/stage"?`, `href="#table/gone"`)},
	{"H10", "a name that leads to nothing", "", inFile(home, `aria-controls="?[^ ">]+"?`, `aria-controls=gone`)},
	{"H11", "a policy that lets files of its own site in", "", inFile(press, `default-src [^;]*;`, `default-src 'self';`)},
	{"H11", "a style the policy does not know", "", inFile(press, `(<style>)`, `$1 `)},
	{"H12", "an element a label brought in", "", inFile(press, lead, `$1<marquee>x</marquee>`)},
	{"H13", "a class of GOV.UK", "", inFile(press, `class="?masthead"?`, `class="masthead govuk-header"`)},
	{"H14", "a cell without its figure", "", inFile(press, `<td id="?progress/all/due"?>`, `<td>`)},
	{"H14", "another number in a cell", "", inFile(home, `(<td id="?stage/all/due"?>)668`, `${1}669`)},
}

var pdfMutations = []mutation{
	{"P01", "the title not shown in the window's bar", "", inPDF(".pdf", `/DisplayDocTitle true`, `/DisplayDocTitle false`)},
	{"P02", "no language", "", inPDF(".pdf", `/Lang \(en-GB\)`, `/Lanx (en-GB)`)},
	{"P03", "a rectangle drawn outside every tag", "", inPDF(".pdf", `(?s)\A(.*EMC\s*)\z`, "${1}\n10 10 20 20 re f\n")},
	{"P04", "a bookmark with another name", "", inPDF(".pdf", `/Title \(Main points\)`, `/Title (Main pointz)`)},
	{"P05", "a drawing without Alt", "", inPDF(".pdf", `/Alt `, `/Alx `)},
	{"P06", "one head without scope", "", inPDF(".pdf", `/Scope /`, `/Scopx /`)},
	{"P07", "an id twice", "", inPDF(".pdf", `/ID \(note-started\)`, `/ID (note-due)`)},
	{"P08", "the tab order of a page by rows", "", inPDF(".pdf", `/Tabs /S`, `/Tabs /R`)},
	{"P08", "a heading with another name", "", inPDF(".pdf", `/H2 <<`, `/P <<`)},
	{"P09", "a link that does not say where it goes", "", inPDF(".pdf", `/Contents \(Go`, `/Contentx (Go`)},
	{"P10", "a font that is not embedded", "", inPDF(".pdf", `/FontFile2`, `/FontFilx2`)},
	{"P11", "the claim of PDF/UA taken away", "", inPDF(".pdf", `<pdfuaid:part>1</pdfuaid:part>`, ``)},
	{"P11", "half a file", "", halved(".pdf")},
	{"P12", "text of 10 point", "", inPDF(".pdf", ` 12.00 Tf`, ` 10.00 Tf`)},
	{"P13", "a sentence of forty words", "", inFile(press, lead, `${1}`+strings.Repeat("word ", 39)+`end. `)},
}

// halved keeps the first half of a file.
func halved(ending string) func(*rules.Side) error {
	return func(s *rules.Side) error {
		for i, f := range s.Files {
			if strings.HasSuffix(f.Name, ending) {
				s.Files[i].Data = f.Data[:len(f.Data)/2]
				return nil
			}
		}
		return errSame
	}
}

var releaseMutations = []mutation{
	{"R01", "a press notice without its state", "", everywhere(press, "rovisional", "resent")},
	{"R02", "a brief without its hour", "brief", everywhere(page, "12:30pm", "noon")},
	{"R04", "a person in the list of pre-release access", "", inFile(press, `(<footer)`, `<section><h2>Pre-release access</h2><p>Mr Smith</p></section>$1`)},
	{"R05", "a press notice without contact in its footer", "", inFile(press, `<dt>Contact`, `<dt>Persons`)},
	{"R06", "a brief without source", "brief", everywhere(page, "Source", "Origin")},
	{"R07", "a quotation in the release", "", inFile(home, `(<div class="?content"?>)`, `$1<blockquote><p>Well done.</p></blockquote>`)},
	{"R08", "a revision that does not say what was said before", "revised", both(everywhere("tables/earlier.csv", "@", "~"), inManifest(func(m *reports.Manifest) {
		for i := range m.Figures {
			f := &m.Figures[i]
			f.ID, f.Formula = strings.ReplaceAll(f.ID, "@", "~"), strings.ReplaceAll(f.Formula, "@", "~")
		}
	}))},
	{"R13", "a figure in a press notice made from one that is nowhere", "", inManifest(func(m *reports.Manifest) {
		f := made("percent gone/a/x of gone/b/x", "5", "percent gone/a/x of gone/b/x")
		f.Places = []reports.ManifestPlace{{File: press, At: "#gone"}}
		m.Figures = append(m.Figures, f)
	})},
	{"R14", "no disclosure policy", "", inManifest(func(m *reports.Manifest) { m.Disclosure = "" })},
	{"R14", "a page that does not name the policy", "", inFile(home, `<dt>Disclosure control`, `<dt>Control`)},
	{"R15", "no link to the PDF", "", inFile(home, `<a href="?[^">]*\.pdf"?>[^<]*</a>`, ``)},
	{"M03", "a total without what is not known", "", inManifest(func(m *reports.Manifest) {
		m.Figures = append(m.Figures, made("made/a/x", "5", ""), made("made/unknown/x", "2", ""), made("made/total/x", "5", ""))
	})},
	{"M09", "a brief without what has changed", "brief", both(without("brief.pdf"), inFile(page, `What has changed`, `What is new`))},
	{"M10", "a press notice without embargo", "", inFile(press, `Embargoed: not for publication or broadcast before`, `Issued at`)},
	{"M11", "a page's table of stages that does not say they hold each other", "", inFile(home, `Each stage includes( the cases that went on to later stages: )`, `Each stage has$1`)},
	{"M12", "a note that reads otherwise on a page", "", inFile(press, `A caseworker has opened the case`, `A caseworker has seen the case`)},
}
