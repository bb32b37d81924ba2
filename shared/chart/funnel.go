package chart

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// A Point is one area of a funnel plot.
type Point struct {
	Name     string
	Href     string  // where the point leads; "" makes it no link
	Title    string  // the figures in words, after the name
	X        float64 // denominator
	Y        float64 // value, in the indicator's unit
	Outlier  Outlier
	Emphasis Emphasis
}

// A Limit is the control limits at one denominator, in the unit of Y.
type Limit struct {
	X                                    float64
	Lower998, Lower95, Upper95, Upper998 float64
}

// A Reference is a dated mark from elsewhere, drawn dotted: never a target. Its
// interval is a bracket at the left edge; where Upper is not above Lower there
// is none.
type Reference struct {
	Value        float64
	Lower, Upper float64
	Label        string
}

// A Funnel is a funnel plot: value against denominator, with the limits
// within which chance alone would leave most areas.
type Funnel struct {
	ID     string // begins every id in the markup; letters and digits
	Title  string
	Desc   string
	XLabel string // what the denominator counts
	YLabel string
	YUnit  string // printed after the top tick, such as "%"
	Points []Point
	Limits []Limit // by rising X; empty draws none
	// Centre is the line of England; drawn where HasCentre.
	Centre      float64
	HasCentre   bool
	CentreLabel string
	References  []Reference
	Note        string  // under the chart in a file: how the limits were made
	Max         float64 // the value cannot pass this (100 for percentages); 0 means no bound
}

// funnelHeight is the height of the plot on a wide page, in pixels, less its
// margins. chart.css holds the same number.
const funnelHeight = 420.0

// maxLabels is how many points outside the 99.8% limits are named on the
// chart at most; the table names all. Beyond it labels hide the points.
const maxLabels = 14

// SVG returns the funnel plot. With no points it says so on the chart.
func (f Funnel) SVG() string {
	var c canvas
	f.draw(&c)
	return c.String()
}

func (f Funnel) draw(c *canvas) {
	points := slices.DeleteFunc(slices.Clone(f.Points), func(p Point) bool { return !finite(p.X) || !finite(p.Y) || p.X < 0 })
	xs, ys := f.scales(points)
	at := func(x, y float64) xy { return xy{xs.at(x), 100 - ys.at(y)} }

	c.open("chart--funnel", f.ID, f.Title, f.Desc)
	c.defineShapes(f.ID)
	c.axes(xs, ys, f.XLabel, f.YLabel, f.YUnit)
	c.f(`<g class="chart-limits">`)
	c.stretch()
	f.limits(c, at)
	c.stretched()
	if f.HasCentre && finite(f.Centre) && ys.inside(f.Centre) {
		y := 100 - ys.at(f.Centre)
		c.line("chart-england", ink, 2, "", 0, y, 100, y)
	}
	for _, r := range f.References {
		if !finite(r.Value) || !ys.inside(r.Value) {
			continue
		}
		y := 100 - ys.at(r.Value)
		l := lineStyles["mark"]
		c.line("chart-mark", l.stroke, l.width, l.dash, 0, y, 100, y)
		if finite(r.Lower) && finite(r.Upper) && r.Upper > r.Lower {
			top, end := 100-ys.at(min(r.Upper, ys.hi)), 100-ys.at(max(r.Lower, ys.lo))
			c.line("chart-mark", l.stroke, 2, "", 0.4, top, 0.4, end)
			c.line("chart-mark", l.stroke, 2, "", 0.1, top, 0.7, top)
			c.line("chart-mark", l.stroke, 2, "", 0.1, end, 0.7, end)
		}
		c.text("chart-small chart-halo", "start", 0, y, 10, -5, r.Label)
	}
	c.f(`</g>`)
	f.ends(c, ys)
	if len(points) == 0 {
		c.text("chart-none", "middle", 50, 50, 0, 0, "No area has a figure to show")
	}
	c.plotDone()
	f.points(c, points, at)
	c.close()
}

// scales returns the axes. The vertical one covers every point and the limits
// where points are, not the flare at denominators smaller than any area's.
func (f Funnel) scales(points []Point) (x, y scale) {
	lo, hi, maxX, minX := math.Inf(1), math.Inf(-1), 0.0, math.Inf(1)
	cover := func(v float64) {
		if finite(v) {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	sizes := make([]float64, 0, len(points))
	for _, p := range points {
		cover(p.Y)
		maxX = max(maxX, p.X)
		sizes = append(sizes, p.X)
	}
	if len(sizes) > 0 {
		// The smallest twentieth is left to the flare.
		slices.Sort(sizes)
		minX = sizes[len(sizes)/20]
	}
	if f.HasCentre {
		cover(f.Centre)
	}
	for _, r := range f.References {
		cover(r.Value)
	}
	spread := hi - lo
	for _, l := range f.Limits {
		if l.X < minX {
			continue
		}
		// A limit may widen the axis by half at each end, so that one tiny
		// area cannot flatten the rest.
		if finite(l.Upper998) {
			hi = max(hi, min(l.Upper998, hi+spread/2))
		}
		if finite(l.Lower998) {
			lo = min(lo, max(l.Lower998, lo-spread/2))
		}
		break
	}
	if lo > hi {
		lo, hi = 0, 1
	}
	if lo > 0 && lo < 0.4*hi {
		lo = 0
	}
	lo = max(lo, 0)
	y = roomFor(lo, hi, 6)
	if f.Max > 0 && y.hi > f.Max && hi <= f.Max {
		y.hi = f.Max
		y.ticks = slices.DeleteFunc(y.ticks, func(t float64) bool { return t > f.Max })
	}
	if maxX == 0 {
		maxX = 1
	}
	return rootTo(maxX), y
}

// axes writes frame, ticks and axis words.
func (c *canvas) axes(xs, ys scale, xLabel, yLabel, yUnit string) {
	places := ys.places()
	for i, t := range ys.ticks {
		y := 100 - ys.at(t)
		c.line("chart-grid", ruling, 1, "", 0, y, 100, y)
		label := Number(t, places)
		if i == len(ys.ticks)-1 {
			label += yUnit
		}
		c.text("chart-tick", "end", 0, y, -8, 5, label)
	}
	c.line("chart-axis", ink, 1.5, "", 0, 100, 100, 100)
	for i, t := range xs.ticks {
		x := xs.at(t)
		c.post(xy{x, 100}, 0, 6, ink, 1.5)
		class := "chart-tick"
		if i%2 == 1 {
			class += " chart-wide" // every other one where there is little room
		}
		c.text(class, "middle", x, 100, 0, 22, Number(t, xs.places()))
	}
	c.text("chart-label", "start", 0, 0, -48, -16, yLabel)
	c.text("chart-label", "middle", 50, 100, 0, 44, xLabel)
}

// limits writes the bands and their edges inside a stretched drawing.
func (f Funnel) limits(c *canvas, at func(x, y float64) xy) {
	if len(f.Limits) < 2 {
		return
	}
	var l998, l95, u95, u998 []xy
	for _, l := range f.Limits {
		if !finite(l.X) || !finite(l.Lower998) || !finite(l.Lower95) || !finite(l.Upper95) || !finite(l.Upper998) {
			continue
		}
		l998, l95 = append(l998, at(l.X, l.Lower998)), append(l95, at(l.X, l.Lower95))
		u95, u998 = append(u95, at(l.X, l.Upper95)), append(u998, at(l.X, l.Upper998))
	}
	c.band(paler, u998, l998)
	c.band(pale, u95, l95)
	s := lineStyles["998"]
	c.curve("chart-998", s.stroke, s.width, s.dash, u998)
	c.curve("chart-998", s.stroke, s.width, s.dash, l998)
	s = lineStyles["95"]
	c.curve("chart-95", s.stroke, s.width, s.dash, u95)
	c.curve("chart-95", s.stroke, s.width, s.dash, l95)
}

// ends names the lines at the right edge, moved apart where they meet.
func (f Funnel) ends(c *canvas, ys scale) {
	var values []float64
	var words []string
	add := func(v float64, s string) {
		if finite(v) && ys.inside(v) {
			values, words = append(values, v), append(words, s)
		}
	}
	if n := len(f.Limits); n >= 2 {
		l := f.Limits[n-1]
		add(l.Upper998, "99.8%")
		add(l.Upper95, "95%")
		add(l.Lower95, "95%")
		add(l.Lower998, "99.8%")
	}
	if f.HasCentre {
		add(f.Centre, f.CentreLabel)
	}
	px := make([]float64, len(values))
	for i, v := range values {
		px[i] = (100 - ys.at(v)) / 100 * funnelHeight
	}
	for i, y := range spread(px, 16, funnelHeight) {
		class := "chart-small"
		if words[i] == f.CentreLabel {
			class += " chart-bold"
		}
		c.text(class, "start", 100, y/funnelHeight*100, 6, 4, words[i])
	}
}

// points writes the links: plain ones first, the reader's own area on top.
func (f Funnel) points(c *canvas, points []Point, at func(x, y float64) xy) {
	slices.SortStableFunc(points, func(a, b Point) int {
		return cmp.Or(cmp.Compare(a.Emphasis, b.Emphasis), cmp.Compare(a.Name, b.Name))
	})
	markers := make([]xy, len(points))
	for i, p := range points {
		markers[i] = at(p.X, p.Y)
	}
	for i, p := range points {
		c.link(p.Href, join(p.Name, p.Title))
		c.mark(f.ID, p.Outlier, p.Emphasis, markers[i])
		c.linkDone(p.Href)
	}
	c.f(`<g class="chart-names" aria-hidden="true" pointer-events="none">`)
	for _, l := range place(f.wanted(points, markers), markers, funnelHeight) {
		class := "chart-name chart-halo"
		if l.bold {
			class += " chart-bold"
		}
		if l.wideOnly {
			class += " chart-wide"
		}
		c.text(class, l.anchor, l.at.x, l.at.y, l.dx, l.dy, l.text)
	}
	c.f(`</g>`)
}

// wanted lists the labels in order of need: the reader's own area, then what
// lies furthest outside the 99.8% limits, then its peers.
func (f Funnel) wanted(points []Point, markers []xy) []wanted {
	idx := make([]int, len(points))
	for i := range idx {
		idx[i] = i
	}
	rank := func(p Point) int {
		switch {
		case p.Emphasis == Own:
			return 0
		case p.Outlier == High998 || p.Outlier == Low998:
			return 1
		case p.Emphasis == Peer:
			return 2
		}
		return 3
	}
	far := func(p Point) float64 {
		if !f.HasCentre {
			return 0
		}
		return -math.Abs(p.Y-f.Centre) * math.Sqrt(max(p.X, 0))
	}
	slices.SortStableFunc(idx, func(a, b int) int {
		return cmp.Or(cmp.Compare(rank(points[a]), rank(points[b])), cmp.Compare(far(points[a]), far(points[b])))
	})
	var out []wanted
	for _, i := range idx {
		p := points[i]
		if rank(p) == 3 || len(out) >= maxLabels && p.Emphasis != Own {
			break
		}
		out = append(out, wanted{markers[i], p.Name, p.Emphasis == Own, p.Emphasis == Own})
	}
	return out
}

func join(name, rest string) string {
	if rest == "" {
		return name
	}
	return fmt.Sprintf("%s: %s", name, rest)
}
