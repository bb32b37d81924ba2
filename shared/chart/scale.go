package chart

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// A scale maps values from lo to hi onto 0 to 100 per cent. hi > lo always.
type scale struct {
	lo, hi float64
	ticks  []float64
	root   bool // by square root; lo is then 0
}

// roomFor returns newScale of lo to hi with room past the last value, so that a
// marker does not sit on the edge.
func roomFor(lo, hi float64, n int) scale {
	s := newScale(lo, hi, n)
	room := (s.hi - s.lo) * 0.03
	if hi > s.hi-room {
		s = newScale(lo, hi+room, n)
	}
	if lo > 0 && lo < s.lo+room && s.lo > 0 {
		s = newScale(max(0, lo-room), hi+room, n)
	}
	return s
}

// rootTo returns a scale by square root from 0 to a little past hi, with round
// ticks that keep apart: for denominators, whose error falls with their root
// and of which most areas have few and a handful very many.
func rootTo(hi float64) scale {
	s := scale{hi: hi * 1.04, root: true}
	if !(hi > 0) || !finite(hi) {
		s.hi = 1.04
	}
	const apart = 11 // per cent: room for 20,000 and its neighbour on a wide page
	coarse := newScale(0, s.hi, 4)
	s.ticks = []float64{0}
	var fine []float64
	for base := math.Pow(10, math.Floor(math.Log10(s.hi))-2); base <= s.hi; base *= 10 {
		fine = append(fine, base, 2*base, 5*base)
	}
	for _, set := range [][]float64{coarse.ticks, fine} {
		for i := len(set) - 1; i >= 0; i-- {
			v := set[i]
			if v > s.hi || slices.ContainsFunc(s.ticks, func(t float64) bool { return math.Abs(s.at(t)-s.at(v)) < apart }) {
				continue
			}
			s.ticks = append(s.ticks, v)
		}
	}
	slices.Sort(s.ticks)
	return s
}

// newScale returns a scale that covers lo to hi and ends on round ticks, about
// n of them. A range of no width is widened.
func newScale(lo, hi float64, n int) scale {
	if !finite(lo) || !finite(hi) || lo > hi {
		lo, hi = 0, 1
	}
	if hi-lo < 1e-9*max(1, math.Abs(hi)) {
		pad := max(1, math.Abs(hi)*0.1)
		lo, hi = lo-pad, hi+pad
		if lo < 0 && hi-pad >= 0 {
			lo = 0
		}
	}
	step := niceStep((hi - lo) / float64(max(1, n)))
	first := math.Floor(lo/step+1e-9) * step
	last := math.Ceil(hi/step-1e-9) * step
	s := scale{lo: first, hi: last}
	for i := 0; ; i++ {
		v := first + float64(i)*step
		if v > last+step/2 {
			break
		}
		if math.Abs(v) < step*1e-9 {
			v = 0
		}
		s.ticks = append(s.ticks, v)
	}
	return s
}

// niceStep returns the smallest of 1, 2, 2.5 or 5 times a power of ten that is
// at least raw.
func niceStep(raw float64) float64 {
	if raw <= 0 || !finite(raw) {
		return 1
	}
	base := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, m := range []float64{1, 2, 2.5, 5, 10} {
		if m*base >= raw*(1-1e-9) {
			return m * base
		}
	}
	return 10 * base
}

// at returns where v lies, in per cent from the low end. Values outside the
// scale lie outside 0 to 100.
func (s scale) at(v float64) float64 {
	if s.root {
		return math.Sqrt(max(v, 0)/s.hi) * 100
	}
	return (v - s.lo) / (s.hi - s.lo) * 100
}

// inside reports whether v lies on the scale.
func (s scale) inside(v float64) bool { return v >= s.lo && v <= s.hi }

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// places returns how many decimal places tell the ticks of s apart, at most 3.
func (s scale) places() int {
	if len(s.ticks) < 2 {
		return 0
	}
	step := s.ticks[1] - s.ticks[0]
	if s.root {
		step = min(step, s.ticks[len(s.ticks)-1]-s.ticks[len(s.ticks)-2])
	}
	for p := range 3 {
		if scaled := step * math.Pow10(p); math.Abs(scaled-math.Round(scaled)) < 1e-6*scaled {
			return p
		}
	}
	return 3
}

// Number writes v with thousands separators and the given number of decimal
// places: 12,345.6. A value that is not finite is written as "no value".
func Number(v float64, places int) string {
	if !finite(v) {
		return "no value"
	}
	s := strconv.FormatFloat(math.Abs(v), 'f', places, 64)
	whole, frac, _ := strings.Cut(s, ".")
	var b strings.Builder
	if v < 0 && strings.Trim(s, "0.") != "" {
		b.WriteString("\u2212") // minus sign
	}
	for i, r := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(r)
	}
	if frac != "" {
		b.WriteByte('.')
		b.WriteString(frac)
	}
	return b.String()
}
