package rules

import (
	"math"
	"slices"
	"strings"

	"despatch/reports"
)

// c10: bars in order of size, or in that of their table.
func c10(c *call, g *graphic) {
	if g.lines || g.stacked || len(g.swatches) > 0 {
		return
	}
	bars, _ := g.bars()
	slices.SortStableFunc(bars, func(a, b bar) int { return sign(a.label.y - b.label.y) })
	if !strings.Contains(g.desc, "order of size") && !strings.Contains(g.desc, "longest bar") {
		c.tableOrder(g, bars)
		return
	}
	cats := g.cats()
	end := len(bars) // of those in order of size
	for i := 1; i < len(bars); i++ {
		if bars[i].value > bars[i-1].value && isNumber(bars[i].label.text) {
			end = i
			break
		}
	}
	for i, b := range bars {
		name, f := g.category(cats, b.label), g.figures[b.label.id]
		if i >= end && !nameless(name, f) {
			c.bad(g.file.Name, "%s: the bar of %s stands below a shorter one", g.place(b.label), short(b.label.text))
			return
		}
		if i > 0 && codeless(g.figures[bars[i-1].label.id]) && !nameless(name, f) {
			c.bad(g.file.Name, "%s: a bar with a name stands below one without", g.place(b.label))
			return
		}
	}
}

// isNumber says whether a printed text is a number.
func isNumber(s string) bool { return bareNumber().MatchString(bare(strings.TrimSuffix(s, "%"))) }

func sign(f float64) int {
	switch {
	case f < 0:
		return -1
	case f > 0:
		return 1
	}
	return 0
}

// tableOrder: figures stand in the order in which their table has them.
func (c *call) tableOrder(g *graphic, bars []bar) {
	at := -1
	for _, b := range bars {
		f := g.figures[b.label.id]
		if f == nil {
			continue
		}
		i := c.index[f.ID]
		if i < at {
			c.bad(g.file.Name, "%s: the bar of %s is neither in order of size nor in that of its table", g.place(b.label), short(b.label.text))
			return
		}
		at = i
	}
}

// category is the name of a bar: the text at its height, or above it.
func (g *graphic) category(cats []*letters, l *letters) string {
	best, name := math.Inf(1), ""
	for _, k := range cats {
		if d := math.Abs(k.y - l.y); d < best && (k.anchor == "end" || k.y < l.y) {
			best, name = d, k.text
		}
	}
	return name
}

var noName = pattern(`(?i)\bother\b|not known|not stated|not recorded|unknown|the rest|^rest\b|all others|arall|anhysbys`)

// nameless says whether a bar has no name of its own and so comes last.
func nameless(name string, f *reports.ManifestFigure) bool {
	return noName().MatchString(name) || codeless(f)
}

// codeless says the same by the code of its row or column.
func codeless(f *reports.ManifestFigure) bool {
	if f == nil {
		return false
	}
	for _, p := range strings.Split(f.ID, "/")[1:] {
		if code := p[strings.LastIndexByte(p, '.')+1:]; code == "unknown" || code == "rest" || code == "other" {
			return true
		}
	}
	return false
}

// codes are the row and column codes of the figures of a drawing's values.
func (g *graphic) codes() (rows, cols map[string]bool) {
	rows, cols = map[string]bool{}, map[string]bool{}
	for _, l := range g.labels() {
		if f := g.figures[l.id]; f != nil && f.Formula == "" {
			if parts := strings.Split(f.ID, "/"); len(parts) > 2 {
				rows[parts[1]], cols[parts[2]] = true, true
			}
		}
	}
	return rows, cols
}

func isTotal(code string) bool { return code == "total" || strings.HasSuffix(code, ".total") }

func c17(c *call, g *graphic) {
	if g.lines {
		return
	}
	rows, cols := g.codes()
	for _, codes := range []map[string]bool{rows, cols} {
		whole, parts := "", 0
		for _, code := range sorted(codes) {
			if isTotal(code) {
				whole = code
			} else {
				parts++
			}
		}
		if whole != "" && parts > 0 {
			c.advise(g.file.Name, "%s: a bar of the total stands among its parts", g.place(nil))
		}
	}
	if len(g.swatches) < 2 {
		return
	}
	times, cats := 0, g.cats()
	for _, k := range cats {
		if aboutTime().MatchString(k.text) {
			times++
		}
	}
	if times > 1 && times*2 > len(cats)-len(g.swatches) {
		c.advise(g.file.Name, "%s: periods are drawn as clusters or stacks of bars", g.place(nil))
	}
}

// c18: a name in the keys of drawings, and in interactive layers, has one colour.
func c18(c *call) {
	type use struct{ colour, at string }
	seen := map[string]use{}
	tell := func(file, at, name, colour string) {
		name = strings.ToLower(name)
		if u, ok := seen[name]; ok && !strings.EqualFold(u.colour, colour) {
			c.advise(file, "%s: %s is %s, and %s in %s", at, short(name), colour, u.colour, u.at)
			return
		}
		seen[name] = use{colour, file + " " + at}
	}
	for _, g := range c.drawn {
		for _, s := range g.swatches {
			for _, l := range g.texts {
				if l.x > s.x+16 && l.x < s.x+44 && math.Abs(l.y-s.y-13.6) < 3 {
					tell(g.file.Name, g.place(nil), l.text, s.fill)
				}
			}
		}
	}
	for _, o := range c.options() {
		if len(o.Series) < 2 {
			continue
		}
		for i, name := range o.Series {
			if i < len(o.Option.Color) {
				tell(o.page.file.Name, "#"+o.id, name, o.Option.Color[i])
			}
		}
	}
}

func c19(c *call, g *graphic) {
	for i := range g.texts {
		l := &g.texts[i]
		tick := g.lines && l.anchor == "end" && l.id == ""
		f := g.figures[l.id]
		digits := strings.TrimSuffix(strings.ReplaceAll(l.text, "−", ""), "%")
		whole, _, _ := strings.Cut(digits, ".")
		if (tick || f != nil) && len(whole) > 3 && strings.Trim(whole, "0123456789") == "" && !year().MatchString(l.text) {
			c.bad(g.file.Name, "%s: the number %s has no commas", g.place(l), short(l.text))
		}
	}
	for _, l := range g.labels() {
		if f := g.figures[l.id]; f != nil && f.Unit == reports.Pct && bareNumber().MatchString(bare(l.text)) {
			c.bad(g.file.Name, "%s: the value %s is per cent and has no sign", g.place(l), short(l.text))
		}
	}
}

func c20(c *call, g *graphic) {
	if g.lines {
		unbroken(c, g)
		return
	}
	bars, loose := g.bars()
	if !g.stacked {
		most, long := 0.0, 0.0
		for _, b := range bars {
			most, long = max(most, math.Abs(b.value)), max(long, b.w)
		}
		for _, b := range bars {
			f := g.figures[b.label.id]
			switch {
			case f != nil && symbolForm().MatchString(f.Value) && (b.w > 0 || b.label.text != f.Value):
				c.bad(g.file.Name, "%s: the figure is %s and is drawn as %s", g.place(b.label), f.Value, short(b.label.text))
			case b.value != 0 && b.w == 0 && most > 0 && math.Abs(b.value)/most*long > 0.3:
				c.bad(g.file.Name, "%s: the value %s has no bar", g.place(b.label), short(b.label.text))
			case b.value == 0 && b.w > 0:
				c.bad(g.file.Name, "%s: %s has a bar", g.place(b.label), short(b.label.text))
			}
		}
		for _, r := range loose {
			if r.w > 0.3 {
				c.bad(g.file.Name, "%s: a bar has no value", g.place(nil))
			}
		}
	}
}

// unbroken: no line runs on over the mark of a break in its series, and the
// description says where it breaks.
func unbroken(c *call, g *graphic) {
	top, _ := g.body()
	for i := range g.texts {
		l := &g.texts[i]
		if l.text != "[b]" || l.anchor != "middle" || l.y > top+1 { // a mark stands above its line
			continue
		}
		if !strings.Contains(g.desc, "breaks at") {
			c.bad(g.file.Name, "%s: its series breaks, and the description does not say where", g.place(nil))
			return
		}
		for _, s := range g.strokes {
			if s.run && s.points[0][0] < l.x && s.points[len(s.points)-1][0] > l.x {
				c.bad(g.file.Name, "%s: a line runs on over a break in the series", g.place(nil))
			}
		}
	}
}

func c21(c *call, g *graphic) {
	reached, figures := 0, 0
	stages := map[string]bool{}
	for _, l := range g.labels() {
		if f := g.figures[l.id]; f != nil {
			figures++
			if i := strings.Index(f.Rule, `stage "`); i >= 0 && strings.Contains(f.Rule[i:], `" reached`) {
				reached++
				stages[f.Rule[i:]] = true
			}
		}
	}
	if g.lines || reached == 0 || len(stages) < 2 {
		return
	}
	if g.stacked {
		c.bad(g.file.Name, "%s: stages that hold each other are stacked", g.place(nil))
	}
	if !strings.Contains(g.desc, "includes") {
		c.bad(g.file.Name, "%s: does not say that each stage includes the later ones", g.place(nil))
	}
	if len(g.swatches) > 0 || g.stacked || reached != figures {
		return
	}
	bars, _ := g.bars()
	for i := 1; i < len(bars); i++ {
		if bars[i].value > bars[i-1].value {
			c.bad(g.file.Name, "%s: the later stage, %s, is more than the one before", g.place(bars[i].label), short(bars[i].label.text))
		}
	}
}
