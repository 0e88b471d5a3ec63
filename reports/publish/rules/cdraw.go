package rules

import (
	"math"
	"slices"
	"strings"
)

func c01(c *call, g *graphic) {
	for _, f := range g.foreign {
		if f != "image" && f != "foreignObject" && f != "circle" && f != "ellipse" && f != "path" && f != "a turned text" {
			c.bad(g.file.Name, "%s: holds %s", g.place(nil), f)
		}
	}
}

func c02(c *call, g *graphic) {
	across, dark := 0, 0
	for _, s := range g.strokes {
		if s.run || len(s.points) != 2 || contrast(s.colour, "#FFFFFF") == 1 {
			continue
		}
		long := math.Abs(s.points[1][0]-s.points[0][0]) > g.w/2
		switch {
		case !g.lines:
			across++
		case long && contrast(s.colour, "#FFFFFF") > 2:
			dark++
			across++
		case long:
			across++
		}
	}
	switch {
	case !g.lines && across > 1:
		c.bad(g.file.Name, "%s: has %d lines beside its bars' base, and its values are written at the bars", g.place(nil), across-1)
	case across > 11:
		c.bad(g.file.Name, "%s: has %d gridlines", g.place(nil), across-1)
	case dark > 1:
		c.bad(g.file.Name, "%s: %d gridlines are dark", g.place(nil), dark-1)
	}
}

func c03(c *call, g *graphic) {
	for _, f := range g.foreign {
		if f == "a turned text" {
			c.bad(g.file.Name, "%s: holds %s", g.place(nil), f)
		}
	}
	for i := range g.texts {
		l := &g.texts[i]
		w := width(l.text, l.size, l.bold)
		from := l.x
		switch l.anchor {
		case "middle":
			from -= w / 2
		case "end":
			from -= w
		}
		behind := "#FFFFFF"
		for _, r := range g.rects {
			if mid := from + w/2; mid > r.x && mid < r.x+r.w && l.y > r.y && l.y-l.size/2 < r.y+r.h && from >= r.x-1 {
				behind = r.fill
			}
		}
		switch {
		case l.size < 16:
			c.bad(g.file.Name, "%s: the text %s has %.4g px", g.place(l), short(l.text), l.size)
		case contrast(l.fill, behind) < 4.5:
			c.bad(g.file.Name, "%s: the text %s is %s on %s, a contrast of %.2f", g.place(l), short(l.text), l.fill, behind, contrast(l.fill, behind))
		case from < -1.5 || from+w > g.w+1.5 || l.y > g.h+1 || l.y < l.size/2:
			c.bad(g.file.Name, "%s: the text %s is cut off", g.place(l), short(l.text))
		}
	}
}

// kinds are how an alternative text begins (C05).
var kinds = []string{"Bar chart", "Line chart", "Stacked bar chart", "Grouped bar chart", "Small multiples", "Chart", "Clustered bar chart", "Siart"}

func c05(c *call, g *graphic) {
	switch {
	case runes(g.title) > 250:
		c.bad(g.file.Name, "%s: the alternative text has %d characters", g.place(nil), runes(g.title))
	case g.title == "":
		return // C04 says so
	case !slices.ContainsFunc(kinds, func(k string) bool { return strings.HasPrefix(g.title, k) }):
		c.bad(g.file.Name, "%s: the alternative text %s does not begin with the kind of chart", g.place(nil), short(g.title))
	default:
		n := 0
		for word := range strings.FieldsSeq(g.title) {
			if bareNumber().MatchString(bare(strings.Trim(word, ".,;:()%"))) && !year().MatchString(word) {
				n++
			}
		}
		if n > 6 {
			c.bad(g.file.Name, "%s: the alternative text names %d values; they are in the table", g.place(nil), n)
		}
	}
}

func c09(c *call, g *graphic) {
	switch {
	case g.multiples:
		c.oneScale(g)
	case g.lines:
		for i := range g.texts {
			if l := &g.texts[i]; l.anchor == "end" && (l.text == "0" || l.text == "0%") {
				return
			}
		}
		c.bad(g.file.Name, "%s: no number of the axis is 0, and no break is marked", g.place(nil))
	case g.stacked:
		segments(c, g)
	default:
		basedAtZero(c, []*graphic{g})
	}
}

// basedAtZero: the bars of each part share a base, and all lengths are as their values.
func basedAtZero(c *call, parts []*graphic) {
	most, scale := 0.0, 0.0
	for _, g := range parts {
		bars, _ := g.bars()
		for _, b := range bars {
			if b.w > 0 && math.Abs(b.value) > most {
				most, scale = math.Abs(b.value), b.w/math.Abs(b.value)
			}
		}
	}
	for _, g := range parts {
		proportional(c, g, scale)
	}
}

// proportional: the bars of a drawing or panel begin at one base and are as long as a scale says.
func proportional(c *call, g *graphic, scale float64) {
	bars, _ := g.bars()
	base := math.NaN()
	for _, b := range bars {
		if b.w == 0 || b.value == 0 {
			continue
		}
		at := b.x
		if b.value < 0 {
			at += b.w
		}
		if math.IsNaN(base) {
			base = at
		}
		switch {
		case math.Abs(at-base) > 0.3:
			c.bad(g.file.Name, "%s: the bar of %s does not begin where the others do", g.place(b.label), short(b.label.text))
		case math.Abs(b.w-scale*math.Abs(b.value)) > 0.3:
			c.bad(g.file.Name, "%s: the bar of %s is %.1f long, and %.1f would be in proportion", g.place(b.label), short(b.label.text), b.w, scale*math.Abs(b.value))
		}
	}
}

// segments of stacked bars: each row begins at one base, and a segment with its
// value in it is as long as that.
func segments(c *call, g *graphic) {
	base := math.Inf(1)
	for _, r := range g.rects {
		base = min(base, r.x)
	}
	rows := map[float64]float64{}
	for _, r := range g.rects {
		if from, ok := rows[r.y]; !ok || r.x < from {
			rows[r.y] = r.x
		}
	}
	for y, from := range rows {
		if from > base+0.3 {
			c.bad(g.file.Name, "%s: the bar at %.1f does not begin where the others do", g.place(nil), y)
		}
	}
	scale, most := 0.0, 0.0
	inside := func(f func(*letters, block)) {
		for _, l := range g.labels() {
			for _, r := range g.rects {
				if l.anchor == "middle" && math.Abs(l.x-(r.x+r.w/2)) < 1.6 && l.y > r.y && l.y < r.y+r.h {
					f(l, r)
				}
			}
		}
	}
	inside(func(l *letters, r block) {
		if v := plain(l.text); v > most {
			most, scale = v, r.w/v
		}
	})
	inside(func(l *letters, r block) {
		if v := plain(l.text); math.Abs(r.w-v*scale) > 0.5 {
			c.bad(g.file.Name, "%s: the part of %s is %.1f long, and %.1f would be in proportion", g.place(l), short(l.text), r.w, v*scale)
		}
	})
}

// heights are the bars' rows from the top: where each begins, and its height.
func (g *graphic) heights() []block {
	out := slices.Clone(g.rects)
	slices.SortFunc(out, func(a, b block) int {
		if a.y < b.y {
			return -1
		}
		return 1
	})
	return out
}

func c11(c *call, g *graphic) {
	if g.lines || g.narrow {
		return
	}
	rows := g.heights()
	clusters := 0
	for i, r := range rows {
		if i == 0 || r.y > rows[i-1].y+rows[i-1].h+4 {
			clusters++
		}
	}
	beside := 0
	for _, l := range g.cats() {
		if l.anchor == "end" {
			beside++
		}
	}
	if beside != clusters {
		return // labels of several lines stand in the gaps
	}
	for i := 1; i < len(rows); i++ {
		under := rows[i-1].y + rows[i-1].h
		if gap := rows[i].y - under; gap >= rows[i].h && !g.writtenIn(under+4, rows[i].y) {
			c.bad(g.file.Name, "%s: a gap of %.1f stands between bars of %.1f", g.place(nil), gap, rows[i].h)
			return
		}
	}
}

// writtenIn says whether a text stands between two heights: values that found no
// room in their bar stand below it.
func (g *graphic) writtenIn(from, to float64) bool {
	return slices.ContainsFunc(g.texts, func(l letters) bool { return l.anchor != "end" && l.y > from && l.y < to })
}

func c12(c *call, g *graphic) {
	if g.lines {
		return
	}
	for i, r := range g.rects {
		if i > 0 && math.Abs(r.h-g.rects[0].h) > 0.3 {
			c.bad(g.file.Name, "%s: bars are of different heights, %.1f and %.1f", g.place(nil), g.rects[0].h, r.h)
			return
		}
	}
	if !g.narrow {
		return
	}
	for _, l := range g.cats() {
		if l.anchor == "end" {
			c.bad(g.file.Name, "%s: the label %s stands beside its bar", g.place(nil), short(l.text))
		}
	}
}

// colours are those of bars, or of lines.
func (g *graphic) colours() []string {
	var out []string
	add := func(s string) {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	for _, r := range g.rects {
		add(r.fill)
	}
	for _, s := range g.strokes {
		if s.run {
			add(s.colour)
		}
	}
	return out
}

func c13(c *call, g *graphic) {
	if n := len(g.colours()); n > 6 {
		c.bad(g.file.Name, "%s: has %d series", g.place(nil), n)
	}
}

func c14(c *call, g *graphic) {
	if g.multiples && len(g.panels) == 0 {
		c.bad(g.file.Name, "%s: its panels have no names", g.place(nil))
	}
	for _, p := range g.parts() {
		ended(c, p)
	}
}

// ended: the lines of a drawing or panel differ by dash and have a value at their end.
func ended(c *call, g *graphic) {
	if !g.lines {
		return
	}
	dash := map[string]string{}
	for _, s := range g.strokes {
		if !s.run {
			continue
		}
		if other, twice := dash[s.dash]; twice && other != s.colour {
			c.bad(g.file.Name, "%s: two lines have the same dash", g.place(nil))
		}
		dash[s.dash] = s.colour
	}
	_, right := g.plot()
	ends := 0
	for _, l := range g.labels() {
		if l.x > right && l.text != "" {
			ends++
		}
	}
	if n := len(g.colours()); ends < n {
		c.bad(g.file.Name, "%s: %d of %d lines have no value at their end", g.place(nil), n-ends, n)
	}
}

// plot is how far lines reach.
func (g *graphic) plot() (left, right float64) {
	left = g.w
	for _, s := range g.strokes {
		if s.run {
			for _, p := range s.points {
				left, right = min(left, p[0]), max(right, p[0])
			}
		}
	}
	return left, right
}

func c15(c *call, g *graphic) {
	for _, colour := range g.colours() {
		if r := contrast(colour, "#FFFFFF"); r < 3 {
			c.bad(g.file.Name, "%s: the colour %s has a contrast of %.2f on white", g.place(nil), colour, r)
		}
	}
	white := map[float64]bool{}
	for _, s := range g.strokes {
		if len(s.points) == 2 && contrast(s.colour, "#FFFFFF") == 1 && s.points[0][0] == s.points[1][0] {
			white[s.points[0][0]] = true
		}
	}
	for _, a := range g.rects {
		for _, b := range g.rects {
			if a.y == b.y && math.Abs(a.x+a.w-b.x) < 0.2 && a.fill != b.fill && contrast(a.fill, b.fill) < 3 && !near(white, b.x) {
				c.bad(g.file.Name, "%s: %s and %s touch, with a contrast of %.2f and nothing between", g.place(nil), a.fill, b.fill, contrast(a.fill, b.fill))
			}
		}
	}
}

func near(at map[float64]bool, x float64) bool {
	for v := range at {
		if math.Abs(v-x) < 0.8 {
			return true
		}
	}
	return false
}
