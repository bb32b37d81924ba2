package chart

import (
	"math"
	"strings"
)

// A Step is one period of a Trend. HasValue false leaves a gap in the line and
// prints Symbol there.
type Step struct {
	Label        string // under the axis
	Words        string // the figure in words, after the label
	Value        float64
	HasValue     bool
	Lower, Upper float64 // interval; not finite: none
	Symbol       string  // "[c]"
	England      float64
	HasEngland   bool
}

// A Trend is a line over periods with its interval band and England's line.
type Trend struct {
	ID, Title, Desc string
	YLabel, YUnit   string
	Name            string // of the area, at the end of its line
	Steps           []Step // oldest first
	Max             float64

	inset float64 // per cent left free at both ends of the plot
}

// edgeRoom keeps the first and last marker off the axis and the names, in per
// cent of the plot.
const edgeRoom = 2.5

func (t Trend) scale() scale {
	lo, hi := math.Inf(1), math.Inf(-1)
	cover := func(v float64, ok bool) {
		if ok && finite(v) {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	for _, s := range t.Steps {
		cover(s.Value, s.HasValue)
		cover(s.Lower, s.HasValue)
		cover(s.Upper, s.HasValue)
		cover(s.England, s.HasEngland)
	}
	if lo > hi {
		lo, hi = 0, 1
	}
	if lo > 0 && lo < 0.6*hi {
		lo = 0
	}
	s := newScale(max(lo, 0), hi, 4)
	if t.Max > 0 && s.hi > t.Max && hi <= t.Max {
		s.hi = t.Max
		for len(s.ticks) > 0 && s.ticks[len(s.ticks)-1] > t.Max {
			s.ticks = s.ticks[:len(s.ticks)-1]
		}
	}
	return s
}

// lines returns the unbroken runs of the area's line, its band edges and
// England's line, in per cent.
func (t Trend) lines(ys scale) (runs, uppers, lowers, england [][]xy) {
	x := func(i int) float64 { return t.x(i) }
	var run, up, low, eng []xy
	flush := func() {
		if len(run) > 0 {
			runs, uppers, lowers = append(runs, run), append(uppers, up), append(lowers, low)
		}
		run, up, low = nil, nil, nil
	}
	for i, s := range t.Steps {
		if s.HasValue && finite(s.Value) {
			run = append(run, xy{x(i), 100 - ys.at(s.Value)})
			if finite(s.Lower) && finite(s.Upper) {
				up = append(up, xy{x(i), 100 - ys.at(s.Upper)})
				low = append(low, xy{x(i), 100 - ys.at(s.Lower)})
			}
		} else {
			flush()
		}
		if s.HasEngland && finite(s.England) {
			eng = append(eng, xy{x(i), 100 - ys.at(s.England)})
		} else if len(eng) > 0 {
			england, eng = append(england, eng), nil
		}
	}
	flush()
	if len(eng) > 0 {
		england = append(england, eng)
	}
	return runs, uppers, lowers, england
}

func (t Trend) x(i int) float64 {
	if len(t.Steps) < 2 {
		return 50
	}
	return t.inset + float64(i)/float64(len(t.Steps)-1)*(100-2*t.inset)
}

// SVG returns the trend chart with axes and a point for each period.
func (t Trend) SVG() string {
	var c canvas
	t.draw(&c)
	return c.String()
}

func (t Trend) draw(c *canvas) {
	t.inset = edgeRoom
	ys := t.scale()
	c.open("chart--trend", t.ID, t.Title, t.Desc)
	c.valueAxis(ys, t.YLabel, t.YUnit)
	runs, uppers, lowers, england := t.lines(ys)
	c.stretch()
	for i := range runs {
		c.band(pale, uppers[i], lowers[i])
	}
	for _, e := range england {
		c.curve("chart-england", grey, 1.75, "6 4", e)
	}
	for _, r := range runs {
		c.curve("chart-area", ink, 2.25, "", r)
	}
	c.stretched()
	t.labels(c, ys)
	c.plotDone()
	for i, s := range t.Steps {
		if s.HasValue && finite(s.Value) {
			c.link("", join(s.Label, s.Words))
			c.disc(xy{t.x(i), 100 - ys.at(s.Value)}, 4, ink, "", 0)
			c.linkDone("")
		} else if s.Symbol != "" {
			c.text("chart-small chart-halo", "middle", t.x(i), 100, 0, -6, s.Symbol)
		}
	}
	c.close()
}

// labels names the periods and the ends of the two lines. About five periods
// are named on a wide page, the first and last on a narrow one.
func (t Trend) labels(c *canvas, ys scale) {
	if len(t.Steps) == 0 {
		c.text("chart-none", "middle", 50, 50, 0, 0, "There is no figure to show")
		return
	}
	last := len(t.Steps) - 1
	every := max(1, int(math.Ceil(float64(last)/5)))
	for i, s := range t.Steps {
		back := last - i // count from the newest, which is always named
		switch {
		case i == 0 || back == 0:
			c.text("chart-tick", "middle", t.x(i), 100, 0, 22, s.Label)
		case back%every == 0 && i >= every:
			c.text("chart-tick chart-wide", "middle", t.x(i), 100, 0, 22, s.Label)
		}
	}
	var px []float64
	var words []string
	end := func(v func(Step) (float64, bool), name string) {
		for i := last; i >= 0; i-- {
			if f, ok := v(t.Steps[i]); ok && finite(f) {
				px, words = append(px, (100-ys.at(f))/100*trendHeight), append(words, name)
				return
			}
		}
	}
	end(func(s Step) (float64, bool) { return s.Value, s.HasValue }, t.Name)
	end(func(s Step) (float64, bool) { return s.England, s.HasEngland }, "England")
	for i, y := range spread(px, 17, trendHeight) {
		class := "chart-small"
		if words[i] == t.Name {
			class += " chart-bold"
		}
		c.text(class, "start", 100, y/trendHeight*100, 8, 5, words[i])
	}
}

// trendHeight is the height of the plot in pixels, less its margins.
const trendHeight = 248.0

// Spark returns the trend as a small drawing without axes, for a table cell:
// 132 by 40 pixels. The table says the first and last figures in words.
func (t Trend) Spark() string {
	ys := t.scale()
	var c canvas
	c.f(`<svg class="chart chart--spark" role="img" aria-labelledby="%[1]s-title" xmlns="http://www.w3.org/2000/svg" width="132" height="40" fill="none" focusable="false">`, esc(t.ID))
	c.f(`<title id="%s-title">%s</title>`, esc(t.ID), esc(strings.TrimSpace(t.Title+". "+t.Desc)))
	runs, uppers, lowers, england := t.lines(ys)
	c.stretch()
	for i := range runs {
		c.band(pale, uppers[i], lowers[i])
	}
	for _, e := range england {
		c.curve("chart-england", grey, 1.25, "3 3", e)
	}
	for _, r := range runs {
		c.curve("chart-area", ink, 2, "", r)
	}
	c.f(`</svg>`)
	for _, r := range runs {
		p := r[len(r)-1]
		if len(r) == 1 || p.x == 100 {
			c.disc(p, 3, ink, "", 0)
		}
	}
	c.f(`</svg>`)
	return c.String()
}
