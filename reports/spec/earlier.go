package spec

import (
	"encoding/json"
	"strconv"
	"strings"

	"despatch/reports"
)

// earlier resolves what has been said before: stated figures, or the manifest of a pack.
func (r *resolver) earlier() {
	for _, e := range r.file.Earlier {
		r.id(e.ID, "earlier statement")
		v := &e.Val
		x := &reports.Earlier{ID: e.ID.S, Title: v.Title.S, AsAt: r.day(v.AsAt, "as_at"), Pos: e.ID.Pos}
		switch {
		case v.From.Set && len(v.Figures) > 0:
			r.add(e.ID.Pos, "S027", "earlier statement %q has a manifest and figures of its own: one or the other", x.ID)
		case v.From.Set:
			r.manifest(x, v.From)
		case !v.Title.Set:
			r.add(e.ID.Pos, "S007", "earlier statement %q has no title", x.ID)
		case len(v.Figures) == 0:
			r.add(e.ID.Pos, "S007", "earlier statement %q has no figures", x.ID)
		}
		for _, f := range v.Figures {
			if s, ok := r.stated(f); ok {
				x.Figures = append(x.Figures, s)
			}
		}
		r.rel.Earlier = append(r.rel.Earlier, x)
	}
}

func (r *resolver) stated(e entry[statedV1]) (reports.Stated, bool) {
	s := reports.Stated{ID: e.ID.S, Label: e.Val.Label.S, Pos: e.ID.Pos}
	if strings.Contains(s.ID, "/") {
		if !r.places(e.ID) {
			return s, false
		}
	} else {
		if !r.id(e.ID, "stated figure") {
			return s, false
		}
		if !e.Val.Label.Set {
			r.add(e.ID.Pos, "S007", "the stated figure %q has no label to say what it counted", s.ID)
		}
	}
	if !e.Val.Value.Set {
		return s, false
	}
	if !value(&s, e.Val.Value.S) {
		r.hint(e.Val.Value.Pos, "S060", "write 1023, -6, 34.7, 34.7% or \"[c]\"", "the value of the stated figure %q is not a number without separators", s.ID)
		return s, false
	}
	return s, true
}

// value reads a number as stated: digits, one point, a percent sign; or a symbol.
func value(s *reports.Stated, text string) bool {
	switch sym := reports.Symbol(text); sym {
	case reports.Confidential, reports.NotAvailable, reports.NotApplicable, reports.Low:
		s.Symbol = sym
		return true
	}
	if rest, ok := strings.CutSuffix(text, "%"); ok {
		text, s.Unit = strings.TrimSpace(rest), reports.Pct
	}
	whole, frac, point := strings.Cut(strings.Replace(text, "−", "-", 1), ".")
	if point && frac == "" || len(frac) > 6 || strings.Trim(frac, "0123456789") != "" || strings.HasPrefix(whole, "+") {
		return false
	}
	digits := strings.TrimPrefix(whole, "-")
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return false
	}
	n, err := strconv.ParseInt(whole+frac, 10, 64)
	s.N, s.DP = n, uint8(len(frac))
	return err == nil
}

// manifest takes the figures of an earlier pack. A pack written by another version may lack
// what this one writes; its figures are figures all the same.
func (r *resolver) manifest(x *reports.Earlier, from text) {
	content, _, ok := r.read(from, "the manifest", 64<<20)
	if !ok {
		return
	}
	var m reports.Manifest
	if err := json.Unmarshal(content, &m); err != nil || len(m.Figures) == 0 {
		r.add(from.Pos, "S060", "this is not the manifest of a pack")
		return
	}
	if x.Title == "" {
		x.Title = m.Release.Title
	}
	if d, err := reports.ParseDay(m.Release.AsAt); err == nil && x.AsAt == reports.NoDay {
		x.AsAt = d
	}
	for _, f := range m.Figures {
		if !stands(f) {
			continue
		}
		s := reports.Stated{ID: f.ID, Label: strings.Join(labels(f.Table, f.Row, f.Column), ": "), Unit: f.Unit, Pos: from.Pos}
		if !value(&s, f.Value) {
			r.add(from.Pos, "S060", "a figure of the manifest has a value that is no number and no symbol")
			return
		}
		s.Unit = f.Unit
		x.Figures = append(x.Figures, s)
	}
}

// stands says whether a figure of an earlier pack is a cell of its tables. What its words
// worked out, and what it repeated from statements before it, are no statements of its own.
func stands(f reports.ManifestFigure) bool {
	return f.Formula == "" && !strings.ContainsAny(f.ID, " @") && !strings.HasPrefix(f.ID, "earlier/")
}

func labels(parts ...string) []string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return out
}
