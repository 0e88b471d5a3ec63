package chart

import (
	"math"
	"strconv"
	"strings"

	"despatch/reports"
)

// ticks are the numbers of a value axis: about five round steps from at or below
// lo to at or above hi. Whole where the figures are.
func ticks(lo, hi float64, whole bool) []float64 {
	if hi <= lo {
		hi = lo + 1
	}
	raw := (hi - lo) / 4
	ten := math.Pow(10, math.Floor(math.Log10(raw)))
	step := 10 * ten
	for _, k := range []float64{1, 2, 5} {
		if k*ten >= raw*0.999 {
			step = k * ten
			break
		}
	}
	if whole {
		step = max(step, 1)
	}
	var out []float64
	for i := math.Floor(lo/step + 1e-9); ; i++ {
		out = append(out, i*step)
		if i*step >= hi-step*1e-9 {
			return out
		}
	}
}

// tickText is a number of the axis as it is printed, with commas and per cent (C19).
func tickText(v, step float64, unit reports.Unit) string {
	dp := 0
	for s := step; dp < 6 && math.Abs(s-math.Round(s)) > 1e-9; s *= 10 {
		dp++
	}
	s := strconv.FormatFloat(math.Abs(v), 'f', dp, 64)
	whole, frac, _ := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if frac != "" {
		whole += "." + frac
	}
	if v < 0 {
		whole = "−" + whole
	}
	if unit == reports.Pct {
		whole += "%"
	}
	return whole
}

// A mark is one label of the period axis.
type mark struct {
	index int
	x     float64 // middle
	lines []string
	w     float64
}

// thinned chooses which categories the axis names, so that no label touches the
// next: every k-th, k being what suits the period (quarters go by the year,
// months by the quarter or year), and the last where there is room.
func (p *pen) thinned(c *reports.Chart, at func(int) float64) (marks []mark, every int) {
	n := len(c.Cats)
	const apart = 14.0
	lines := 2
	if p.w < 480 {
		lines = 3
	}
	for _, k := range steps(c.Cats) {
		if k >= n && n > 1 {
			break
		}
		room := p.w
		if n > k {
			room = at(k) - at(0) - apart
		}
		// A label set narrower takes more lines but stays clear of a neighbour that was moved inward.
		for _, room := range []float64{room, 0.75 * room, 0.6 * room} {
			if marks, ok := p.every(c, at, k, room, lines); ok {
				if last := p.mark(c, at, n-1, room); (n-1)%k != 0 && aside(marks[len(marks)-1], last, apart) {
					marks = append(marks, last)
				}
				return marks, k
			}
		}
	}
	if n == 1 {
		return []mark{p.mark(c, at, 0, p.w)}, 1
	}
	return p.outermost(c, at), n - 1
}

// outermost names only the two ends of an axis: each has the room up to the middle between them.
func (p *pen) outermost(c *reports.Chart, at func(int) float64) []mark {
	n := len(c.Cats)
	const apart = 14.0
	middle := (at(0) + at(n-1)) / 2
	first := p.mark(c, at, 0, room(at(0), middle-apart/2))
	last := p.mark(c, at, n-1, room(p.w-at(n-1), p.w-middle-apart/2))
	return []mark{first, last}
}

// room is how wide a label over x may be that must end before limit, and is
// moved inward where it would begin before 0.
func room(x, limit float64) float64 {
	if w := 2 * (limit - x); w <= 2*x {
		return max(w, 1)
	}
	return limit
}

// LabelEvery is how many categories apart the labels of a line chart stand at a
// width, for a renderer that sets its own axis.
func LabelEvery(c *reports.Chart, width float64, m *Metrics) int {
	n := len(c.Cats)
	if n < 2 {
		return 1
	}
	const sides = 60.0
	_, every := (&pen{m: m, w: width}).thinned(c, func(i int) float64 {
		return sides + (width-2*sides)*float64(i)/float64(n-1)
	})
	return every
}

func aside(a, b mark, apart float64) bool { return a.x+a.w/2+apart <= b.x-b.w/2 }

// every labels each k-th category; false where one would need to break a word,
// take more than so many lines, or touch its neighbour.
func (p *pen) every(c *reports.Chart, at func(int) float64, k int, room float64, lines int) ([]mark, bool) {
	var marks []mark
	for i := 0; i < len(c.Cats); i += k {
		if p.m.breaks(Label(c.Cats[i]), false, room) {
			return nil, false
		}
		m := p.mark(c, at, i, room)
		if len(m.lines) > lines || len(marks) > 0 && !aside(marks[len(marks)-1], m, 10) {
			return nil, false
		}
		marks = append(marks, m)
	}
	return marks, true
}

// mark is the label of category i, moved inward where it would leave the drawing.
func (p *pen) mark(c *reports.Chart, at func(int) float64, i int, room float64) mark {
	lines := p.m.Wrap(Label(c.Cats[i]), size, false, room)
	w := p.m.widest(lines)
	return mark{index: i, x: min(max(at(i), w/2), p.w-w/2), lines: lines, w: w}
}

// steps are the spacings of labels worth trying on an axis, least first.
func steps(cats []reports.Head) []int {
	code := cats[0].Code
	switch {
	case strings.Contains(code, "-q"): // quarters: 2006-q1
		return []int{1, 4, 8, 12, 20, 40, 80}
	case len(code) == 7 && code[4] == '-': // months: 2006-04
		return []int{1, 3, 6, 12, 24, 36, 60, 120, 240}
	}
	return []int{1, 2, 3, 4, 5, 10, 20, 25, 50, 100, 200, 500}
}
