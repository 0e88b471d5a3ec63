package rules

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// charts are the figures of pages that are charts.
func (c *call) charts(f func(p *page, n *html.Node)) {
	for _, p := range c.pages {
		for _, n := range p.tags["figure"] {
			f(p, n)
		}
	}
}

// in is the first element of n with a class, nil for none.
func in(n *html.Node, class string) *html.Node {
	for k := range n.Descendants() {
		if k.Type == html.ElementNode && hasClass(k, class) {
			return k
		}
	}
	return nil
}

// c04: a title and description in the drawing, a sentence, and a table with the values.
func c04(c *call) {
	for _, g := range c.drawn {
		if g.title == "" {
			c.bad(g.file.Name, "%s: has no text alternative", g.place(nil))
		}
		if g.desc == "" {
			c.bad(g.file.Name, "%s: has no description", g.place(nil))
		}
	}
	c.charts(func(p *page, n *html.Node) {
		if text(in(n, "said")) == "" {
			c.bad(p.file.Name, "%s: no sentence below the drawing describes it", where(n))
		}
		for _, g := range c.drawn {
			if g.figure == n {
				c.tabled(p, g)
			}
		}
	})
}

// tabled: the values of a drawing are in a table of its page.
func (c *call) tabled(p *page, g *graphic) {
	have := map[string]bool{}
	home := ""
	for _, l := range g.labels() {
		f := g.figures[l.id]
		if f == nil {
			continue // C22 says so
		}
		if t := "table/" + strings.SplitN(f.ID, "/", 2)[0]; t != home {
			home = t
			box := p.ids[home]
			if box == nil {
				c.bad(p.file.Name, "%s: its table is not in the page", where(g.figure))
				return
			}
			for _, t := range p.tables {
				if tableOf(t.node) == home {
					for _, v := range t.cells {
						have[bare(strings.TrimSuffix(v, "%"))] = true
					}
				}
			}
		}
		if v := bare(strings.TrimSuffix(l.text, "%")); !have[v] {
			c.bad(p.file.Name, "%s: the value %s is not in its table", g.place(l), short(l.text))
		}
	}
}

func c06(c *call) {
	c.charts(func(p *page, n *html.Node) {
		heading := p.ids[value(n, "aria-labelledby")]
		if heading == nil || len(heading.Data) != 2 || heading.Data[0] != 'h' || within(heading, "svg") {
			c.bad(p.file.Name, "%s: its title is no heading outside the drawing", where(n))
			return
		}
		title := text(heading)
		number, message, ok := strings.Cut(title, ": ")
		switch {
		case !ok || !strings.HasPrefix(number, "Chart ") && !strings.HasPrefix(number, "Figure "):
			c.bad(p.file.Name, "%s: the title %s does not begin with “Chart n:”", where(n), short(title))
		case len(strings.Fields(message)) > 15:
			c.bad(p.file.Name, "%s: the title has %d words", where(n), len(strings.Fields(message)))
		case text(in(n, "subtitle")) == "":
			c.bad(p.file.Name, "%s: no subtitle gives measure, place and period", where(n))
		}
		for _, g := range c.drawn {
			for i := range g.texts {
				if g.figure == n && strings.HasPrefix(g.texts[i].text, number+":") {
					c.bad(p.file.Name, "%s: the drawing repeats the title", g.place(nil))
				}
			}
		}
	})
	for _, g := range c.drawn {
		if g.page != nil {
			continue
		}
		said := false
		for i := range g.texts {
			said = said || strings.HasPrefix(g.texts[i].text, "Chart ") && g.texts[i].bold
		}
		if !said {
			c.bad(g.file.Name, "%s: a drawing that stands alone has no title", g.place(nil))
		}
	}
}

func c07(c *call) {
	data := map[string]bool{} // documents with data of their own
	for _, f := range c.side.Files {
		if f.Format == "csv" {
			data[f.Document] = true
		}
	}
	c.charts(func(p *page, n *html.Node) {
		if !strings.HasPrefix(text(in(n, "source")), "Source: ") {
			c.bad(p.file.Name, "%s: gives no source", where(n))
		}
		if !data[p.file.Document] {
			return
		}
		offered := false
		for k := range n.Descendants() {
			if k.Type == html.ElementNode && k.Data == "a" && strings.HasSuffix(value(k, "href"), ".csv") {
				offered = offered || fileOffer().MatchString(text(k))
			}
		}
		if !offered {
			c.bad(p.file.Name, "%s: has no link to its data with type and size", where(n))
		}
	})
	for _, g := range c.drawn {
		if g.page != nil {
			continue
		}
		said := false
		for i := range g.texts {
			said = said || strings.HasPrefix(g.texts[i].text, "Source: ")
		}
		if !said {
			c.bad(g.file.Name, "%s: a drawing that stands alone gives no source", g.place(nil))
		}
	}
}

func c08(c *call) {
	for _, g := range c.drawn {
		for _, f := range g.foreign {
			if f == "image" || f == "foreignObject" || f == "path" {
				c.bad(g.file.Name, "%s: holds an element %s, in place of text or marks", g.place(nil), f)
			}
		}
		if len(g.texts) == 0 {
			c.bad(g.file.Name, "%s: holds no text", g.place(nil))
		}
	}
	for _, p := range c.pages {
		for _, n := range p.tags["img"] {
			c.bad(p.file.Name, "%s: shows a picture", where(n))
		}
	}
}

func c16(c *call) {
	for _, g := range c.drawn {
		for _, f := range g.foreign {
			if f == "circle" || f == "ellipse" {
				c.bad(g.file.Name, "%s: holds an element %s, as pies do", g.place(nil), f)
			}
		}
		if !g.lines {
			continue
		}
		left, right := g.plot()
		for i := range g.texts {
			l := &g.texts[i]
			if l.id == "" && l.anchor != "middle" && !l.bold && l.x >= right && left < right && bareNumber().MatchString(bare(strings.TrimSuffix(l.text, "%"))) {
				c.bad(g.file.Name, "%s: the number %s of an axis stands at the right", g.place(nil), short(l.text))
			}
		}
	}
	for _, o := range c.options() {
		for _, s := range o.Option.Series {
			if s.Type != "bar" && s.Type != "line" {
				c.bad(o.page.file.Name, "#%s: the interactive layer draws a %s", o.id, s.Type)
			}
		}
	}
	for _, b := range c.books {
		for _, s := range b.sheets {
			for i, d := range s.drawn {
				for _, kind := range []string{"pieChart", "doughnutChart", "radarChart", "ofPieChart", "bar3DChart", "line3DChart", "pie3DChart"} {
					if d.chart.has(kind) {
						c.bad(b.file.Name, "%s, chart %d: is a %s", s.name, i+1, kind)
					}
				}
				if n := axes(d.chart); n > 2 {
					c.bad(b.file.Name, "%s, chart %d: has %d axes", s.name, i+1, n)
				}
			}
		}
	}
}

func axes(n *node) int {
	count := 0
	if area := n.path("chart", "plotArea"); area != nil {
		for _, k := range area.kids {
			if strings.HasSuffix(k.name, "Ax") {
				count++
			}
		}
	}
	return count
}

// An option is what an interactive layer of a page draws.
type option struct {
	page   *page
	id     string
	Option struct {
		Color  []string `json:"color"`
		Series []struct {
			Type string     `json:"type"`
			Data []*float64 `json:"data"`
		} `json:"series"`
	} `json:"option"`
	Cats   []string `json:"cats"`
	Series []string `json:"series"`
	Views  []struct {
		Label  string       `json:"label"`
		Text   [][]string   `json:"text"`
		Values [][]*float64 `json:"values"`
	} `json:"views"`
	err error
}

// options reads the interactive layers of the pages.
func (c *call) options() []*option {
	var out []*option
	for _, p := range c.pages {
		for _, n := range p.tags["script"] {
			if value(n, "type") != "application/json" {
				continue
			}
			o := &option{page: p, id: value(n, "id")}
			o.err = json.Unmarshal([]byte(words(n)), o)
			out = append(out, o)
		}
	}
	return out
}

// c22: drawings, layers and native charts show the figures of the manifest.
func c22(c *call) {
	for _, g := range c.drawn {
		for i := range g.texts {
			l := &g.texts[i]
			if l.id == "" {
				continue
			}
			f := g.figures[l.id]
			switch {
			case f == nil:
				c.bad(g.file.Name, "%s: the number %s is no figure of the manifest", g.place(l), short(l.text))
			case bareNumber().MatchString(bare(strings.TrimSuffix(l.text, "%"))) && bare(strings.TrimSuffix(l.text, "%")) != f.Value:
				c.bad(g.file.Name, "%s: reads %s, and the figure %s is %s", g.place(l), short(l.text), f.ID, f.Value)
			}
		}
	}
	for _, o := range c.options() {
		c.layer(o)
	}
	for _, b := range c.books {
		for _, s := range b.sheets {
			for i, d := range s.drawn {
				if d.chart != nil {
					c.native(b, s, i+1, d.chart)
				}
			}
		}
	}
}

func (c *call) layer(o *option) {
	if o.err != nil {
		c.bad(o.page.file.Name, "#%s: the interactive layer's data cannot be read", o.id)
		return
	}
	placed := c.placed[o.page.file.Name]
	for v, view := range o.Views {
		for s, row := range view.Text {
			for i, shown := range row {
				at := fmt.Sprintf("%s:views/%d/text/%d/%d", o.id, v, s, i)
				f := placed[at]
				if f == nil || bare(strings.TrimSuffix(shown, "%")) != f.Value {
					c.bad(o.page.file.Name, "%s: reads %s, which is not the figure of the manifest", at, short(shown))
				}
				drawn := (*float64)(nil)
				switch {
				case v == 0 && s < len(o.Option.Series) && i < len(o.Option.Series[s].Data):
					drawn = o.Option.Series[s].Data[i]
				case v > 0 && s < len(view.Values) && i < len(view.Values[s]):
					drawn = view.Values[s][i]
				}
				if number := bare(strings.TrimSuffix(shown, "%")); bareNumber().MatchString(number) != (drawn != nil) || drawn != nil && *drawn != plain(shown) {
					c.bad(o.page.file.Name, "%s: reads %s and is drawn otherwise", at, short(shown))
				}
			}
		}
	}
}

// native holds what a workbook's chart has stored against the cells it names.
func (c *call) native(b *book, s *sheet, n int, chart *node) {
	for _, kind := range []string{"numRef", "strRef"} {
		chart.each(kind, func(ref *node) {
			name, cells, ok := strings.Cut(strings.NewReplacer("'", "", "$", "").Replace(ref.child("f").all()), "!")
			from := b.sheet(name)
			if !ok || from == nil {
				c.bad(b.file.Name, "%s, chart %d: draws from %s, which is no range", s.name, n, short(name))
				return
			}
			r1, c1, r2, _ := parseRange(cells)
			ref.each("pt", func(pt *node) {
				i, _ := strconv.Atoi(pt.attr("idx"))
				r, col := r1+i, c1
				if r1 == r2 {
					r, col = r1, c1+i
				}
				if got, want := squeeze(pt.child("v").all()), squeeze(from.text(r, col)); got != want && !sameNumber(got, want) {
					c.bad(b.file.Name, "%s, chart %d: shows %s, and %s holds %s", s.name, n, short(got), from.place(r, col), short(want))
				}
			})
		})
	}
}
