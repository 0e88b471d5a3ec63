package spec

import (
	"reflect"
	"strconv"

	"despatch/reports"
)

const white reports.Colour = "#FFFFFF"

// themeOf decodes a theme and measures its contrasts (WCAG 2.2, 1.4.3, 1.4.6 and 1.4.11).
func (r *resolver) themeOf(name string, content []byte) *reports.Theme {
	root := r.parse(name, content)
	if root == nil {
		return nil
	}
	var v themeV1
	before := len(r.list)
	decoder{r.faults}.into(root, reflect.ValueOf(&v).Elem(), "the theme")
	t := &reports.Theme{Name: v.Name.S}
	if t.Name == "" {
		t.Name = r.file.Release.Organisation.S
	}
	for _, c := range []struct {
		what string
		as   text
		to   *reports.Colour
		need float64
	}{
		{"accent", v.Accent, &t.Accent, 4.5}, {"text", v.Text, &t.Text, 7},
		{"secondary", v.Secondary, &t.Secondary, 4.5}, {"link", v.Link, &t.Link, 4.5},
	} {
		if *c.to = r.colour(c.as); *c.to != "" {
			r.contrast(c.as.Pos, c.what, *c.to, "white", white, c.need)
		}
	}
	for i, p := range v.Palette.Each {
		c := r.colour(p)
		if c == "" {
			continue
		}
		r.contrast(p.Pos, "palette colour "+ordinal(i), c, "white", white, 3)
		if n := len(t.Palette); n > 0 {
			r.contrast(p.Pos, "palette colour "+ordinal(i), c, "the colour before it", t.Palette[n-1], 3)
		}
		t.Palette = append(t.Palette, c)
	}
	if v.Palette.Set && len(v.Palette.Each) < 4 {
		r.add(v.Palette.Pos, "S055", "the palette has %d colours: charts need at least 4", len(v.Palette.Each))
	}
	if len(r.list) > before {
		return nil
	}
	return t
}

func ordinal(i int) string {
	return strconv.Itoa(i + 1)
}

func (r *resolver) colour(t text) reports.Colour {
	if !t.Set {
		return ""
	}
	c := reports.Colour(t.S)
	for i, d := range t.S {
		if i > 0 && !(d >= '0' && d <= '9' || d >= 'a' && d <= 'f' || d >= 'A' && d <= 'F') {
			c = "x"
		}
	}
	if _, _, _, err := c.RGB(); err != nil {
		r.hint(t.Pos, "S009", `put it in double quotes, since # begins a remark: "#12436D"`, "a colour is written #RRGGBB")
		return ""
	}
	return c
}

func (r *resolver) contrast(at reports.Pos, a string, ac reports.Colour, b string, bc reports.Colour, need float64) {
	if ratio := reports.Contrast(ac, bc); ratio < need {
		r.add(at, "S055", "the contrast of %s (%s) with %s (%s) is %.2f:1, and at least %g:1 is needed", a, ac, b, bc, ratio, need)
	}
}
