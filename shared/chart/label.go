package chart

import (
	"math"
	"slices"
)

// The widths, in pixels, at which label places are tried: the plot on a
// telephone of 375 pixels and on a wide page, without their margins.
const (
	narrowPlot = 235.0
	widePlot   = 740.0
)

// A wanted label: text for the point at, tried in the order given.
type wanted struct {
	at     xy
	text   string
	bold   bool
	always bool // shown even where it must lie over another
}

// A placed label: where its text begins and at which widths it is shown.
type placed struct {
	wanted
	anchor   string
	dx, dy   float64
	wideOnly bool
}

type box struct{ x0, y0, x1, y1 float64 }

func (a box) hits(b box) bool {
	return a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1
}

// spots are the places tried around a marker, best first.
var spots = []struct {
	anchor string
	dx, dy float64
}{
	{"start", 11, 5}, {"end", -11, 5}, {"middle", 0, -13}, {"middle", 0, 23},
	{"start", 9, -9}, {"end", -9, -9}, {"start", 9, 19}, {"end", -9, 19},
}

// place finds room for labels among markers (in per cent) in a plot of the
// given height in pixels. A label that only has room on a wide page is marked
// so; one that has none is left out, unless always is set.
func place(labels []wanted, markers []xy, height float64) []placed {
	const size = 14.0
	var out []placed
	var wide, narrow []box // labels already placed
	for _, l := range labels {
		textBox := func(spot int, plot float64) box {
			s := spots[spot]
			// Arial runs at about 0.53 of its size a letter, bold 0.58.
			per := 0.54
			if l.bold {
				per = 0.59
			}
			w := float64(len([]rune(l.text))) * size * per
			x, y := l.at.x/100*plot+s.dx, l.at.y/100*height+s.dy
			switch s.anchor {
			case "end":
				x -= w
			case "middle":
				x -= w / 2
			}
			return box{x, y - size*0.8, x + w, y + size*0.25}
		}
		// covers counts the markers under b, and is -1 when b leaves the
		// plot or meets another label.
		covers := func(b box, plot float64, taken []box) int {
			if b.x0 < 0 || b.x1 > plot || b.y0 < -4 || b.y1 > height {
				return -1
			}
			if slices.ContainsFunc(taken, b.hits) {
				return -1
			}
			n := 0
			for _, m := range markers {
				x, y := m.x/100*plot, m.y/100*height
				if m != l.at && b.hits(box{x - 5, y - 5, x + 5, y + 5}) {
					n++
				}
			}
			return n
		}
		best, bestCost, bestWide := -1, math.MaxInt, false
		for i := range spots {
			cw := covers(textBox(i, widePlot), widePlot, wide)
			if cw < 0 {
				continue
			}
			cost, wideOnly := cw*4+i/4, false
			if cn := covers(textBox(i, narrowPlot), narrowPlot, narrow); cn < 0 || cn > 2 {
				cost, wideOnly = cost+6, true
			}
			if cost < bestCost {
				best, bestCost, bestWide = i, cost, wideOnly
			}
		}
		switch {
		case best < 0 && l.always:
			best, bestWide = 0, false
			if l.at.x > 50 {
				best = 1
			}
		case best < 0, bestCost > 14 && !l.always:
			continue
		}
		if l.always {
			bestWide = false
		}
		wide = append(wide, textBox(best, widePlot))
		if !bestWide {
			narrow = append(narrow, textBox(best, narrowPlot))
		}
		s := spots[best]
		out = append(out, placed{l, s.anchor, s.dx, s.dy, bestWide})
	}
	return out
}

// spread moves places (in pixels) apart until each is at least gap from the
// next, keeping their order and staying as near as it can. It returns the
// new places in the order given.
func spread(ys []float64, gap, height float64) []float64 {
	idx := make([]int, len(ys))
	for i := range idx {
		idx[i] = i
	}
	slices.SortStableFunc(idx, func(a, b int) int {
		switch {
		case ys[a] < ys[b]:
			return -1
		case ys[a] > ys[b]:
			return 1
		}
		return 0
	})
	out := make([]float64, len(ys))
	for k, i := range idx {
		out[i] = ys[i]
		if k > 0 {
			out[i] = max(out[i], out[idx[k-1]]+gap)
		}
	}
	limit := height
	for k := len(idx) - 1; k >= 0; k-- {
		i := idx[k]
		out[i] = min(out[i], limit)
		limit = out[i] - gap
	}
	return out
}
