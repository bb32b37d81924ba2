package chart

import "math"

// A Cause is what a control chart marks about a point: why it is more than the
// usual variation of its series.
type Cause int

// The causes, by the usual four rules. Common is none of them.
const (
	Common   Cause = iota
	Beyond         // beyond a limit
	RunAbove       // one of a run above the mean
	RunBelow       // one of a run below the mean
	Rising         // one of a steady rise
	Falling        // one of a steady fall
	NearEdge       // two of three close to a limit
)

// Words returns what a cause is, for keys and tables.
func (c Cause) Words() string {
	switch c {
	case Beyond:
		return "beyond a limit"
	case RunAbove:
		return "one of a long run above the mean"
	case RunBelow:
		return "one of a long run below the mean"
	case Rising:
		return "one of a steady rise"
	case Falling:
		return "one of a steady fall"
	case NearEdge:
		return "two of three close to a limit"
	}
	return "usual variation"
}

func (c Cause) shape() string {
	switch c {
	case Beyond:
		return "x"
	case RunAbove:
		return "u"
	case RunBelow:
		return "d"
	case Rising:
		return "r"
	case Falling:
		return "l"
	case NearEdge:
		return "s"
	}
	return "o"
}

// paint returns the fill, stroke and stroke width of a point: the usual ones
// small and dark, the others light with a dark edge, so that they stand out in
// grey too.
func (c Cause) paint() (fill, stroke string, width float64) {
	if c == Common {
		return ink, ink, 0
	}
	return gold, ink, 1.75
}

// CauseKey returns a small drawing of a cause's mark for a legend in the page.
func CauseKey(c Cause) string {
	return `<svg class="chart-key" aria-hidden="true" focusable="false" width="26" height="26" viewBox="-13 -13 26 26">` + causeMark(c) + `</svg>`
}

func causeMark(c Cause) string {
	fill, stroke, width := c.paint()
	return `<g fill="` + fill + `" stroke="` + stroke + `" stroke-width="` + num(width) + `">` + shapes[c.shape()] + `</g>`
}

// A ControlStep is one period of a Control chart: a Step with the limits that
// hold there and what is marked about it. A step without limits (HasLimits
// false) has none drawn.
type ControlStep struct {
	Step
	Mean, LowerLimit, UpperLimit float64
	HasLimits                    bool
	Cause                        Cause
}

// A Rebase is where new limits begin, before the step At, and why.
type Rebase struct {
	At     int
	Reason string // a few words, printed at the line
}

// A Control is a control chart (XmR): a series in time with its mean and the
// limits within which its usual variation keeps it.
type Control struct {
	ID, Title, Desc string
	YLabel, YUnit   string
	Name            string // of the area, at the end of its line
	Steps           []ControlStep
	Rebases         []Rebase
	Max             float64
}

// trend is the chart's series without limits.
func (t Control) trend() Trend {
	out := Trend{ID: t.ID, Title: t.Title, Desc: t.Desc, YLabel: t.YLabel, YUnit: t.YUnit, Name: t.Name, Max: t.Max, inset: edgeRoom}
	for _, s := range t.Steps {
		s.Lower, s.Upper = math.NaN(), math.NaN() // the limits take the place of intervals
		out.Steps = append(out.Steps, s.Step)
	}
	return out
}

// scale covers the limits as well as the values.
func (t Control) scale() scale {
	all := t.trend()
	for _, s := range t.Steps {
		if s.HasLimits {
			all.Steps = append(all.Steps, Step{HasValue: true, Value: max(s.LowerLimit, 0), Lower: math.NaN(), Upper: math.NaN()}, Step{HasValue: true, Value: s.UpperLimit, Lower: math.NaN(), Upper: math.NaN()})
		}
	}
	return all.scale()
}

// SVG returns the control chart with axes and a point for each period.
func (t Control) SVG() string {
	var c canvas
	t.draw(&c)
	return c.String()
}

func (t Control) draw(c *canvas) {
	ys, series := t.scale(), t.trend()
	c.open("chart--trend", t.ID, t.Title, t.Desc)
	c.defineShapes(t.ID)
	c.valueAxis(ys, t.YLabel, t.YUnit)
	runs, _, _, england := series.lines(ys)
	c.stretch()
	for _, p := range t.phases() {
		t.phase(c, ys, p)
	}
	for _, e := range england {
		c.curve("chart-england", grey, 1.75, "2 4", e)
	}
	for _, r := range runs {
		c.curve("chart-area", ink, 2.25, "", r)
	}
	c.stretched()
	for i, r := range t.Rebases {
		if r.At < 1 || r.At >= len(t.Steps) {
			continue
		}
		x := (series.x(r.At) + series.x(r.At-1)) / 2
		c.line("chart-rebase", ink, 1.5, "1 3", x, 0, x, 100)
		anchor, dx := "start", 5.0
		if x > 60 {
			anchor, dx = "end", -5.0
		}
		c.text("chart-small chart-halo", anchor, x, 0, dx, 12+17*float64(i), "New limits: "+r.Reason)
	}
	series.labels(c, ys)
	c.plotDone()
	for i, s := range t.Steps {
		at := xy{series.x(i), 100 - ys.at(s.Value)}
		switch {
		case s.HasValue && finite(s.Value):
			words := join(s.Label, s.Words)
			if s.Cause != Common {
				words += ", " + s.Cause.Words()
			}
			c.link("", words)
			if s.Cause == Common {
				c.disc(at, 4, ink, "", 0)
			} else {
				fill, stroke, width := s.Cause.paint()
				c.shape(t.ID, s.Cause.shape(), at, fill, stroke, width)
			}
			c.linkDone("")
		case s.Symbol != "":
			c.text("chart-small chart-halo", "middle", series.x(i), 100, 0, -6, s.Symbol)
		}
	}
	c.close()
}

// phases returns the runs of steps that share limits, as first and last index.
func (t Control) phases() [][2]int {
	var out [][2]int
	for i, s := range t.Steps {
		if !s.HasLimits || !finite(s.Mean) || !finite(s.LowerLimit) || !finite(s.UpperLimit) {
			continue
		}
		if n := len(out); n > 0 && out[n-1][1] == i-1 {
			before := t.Steps[i-1]
			if before.Mean == s.Mean && before.LowerLimit == s.LowerLimit && before.UpperLimit == s.UpperLimit {
				out[n-1][1] = i
				continue
			}
		}
		out = append(out, [2]int{i, i})
	}
	return out
}

// phase writes the mean and limits of a run of steps, from half a step before
// its first to half a step after its last.
func (t Control) phase(c *canvas, ys scale, p [2]int) {
	half := 50.0
	if n := len(t.Steps); n > 1 {
		half = 50 / float64(n-1)
	}
	series := t.trend()
	s, x0, x1 := t.Steps[p[0]], max(series.x(p[0])-half, 0), min(series.x(p[1])+half, 100)
	level := func(v float64) []xy { return []xy{{x0, 100 - ys.at(v)}, {x1, 100 - ys.at(v)}} }
	lower := max(s.LowerLimit, ys.lo)
	c.band(paler, level(s.UpperLimit), level(lower))
	limit := lineStyles["95"]
	c.curve("chart-limit", limit.stroke, limit.width, limit.dash, level(s.UpperLimit))
	if s.LowerLimit >= ys.lo {
		c.curve("chart-limit", limit.stroke, limit.width, limit.dash, level(s.LowerLimit))
	}
	c.curve("chart-mean", blue, 1.5, "", level(s.Mean))
}

// valueAxis writes the value axis and the line under the plot.
func (c *canvas) valueAxis(ys scale, label, unit string) {
	places := ys.places()
	for i, tick := range ys.ticks {
		y := 100 - ys.at(tick)
		c.line("chart-grid", ruling, 1, "", 0, y, 100, y)
		text := Number(tick, places)
		if i == len(ys.ticks)-1 {
			text += unit
		}
		c.text("chart-tick", "end", 0, y, -8, 5, text)
	}
	c.text("chart-label", "start", 0, 0, -48, -16, label)
	c.line("chart-axis", ink, 1.5, "", 0, 100, 100, 100)
}

// Causes returns the causes marked on the chart, each once, in their order.
func (t Control) Causes() []Cause {
	var out []Cause
	for k := Beyond; k <= NearEdge; k++ {
		for _, s := range t.Steps {
			if s.Cause == k && s.HasValue {
				out = append(out, k)
				break
			}
		}
	}
	return out
}

func (t Control) picture() picture {
	limit := lineStyles["95"]
	keys := []key{{`<path d="M-18 0H18" stroke="` + ink + `" stroke-width="2.25"/>`, t.Name}, {`<path d="M-18 0H18" stroke="` + grey + `" stroke-width="1.75" stroke-dasharray="2 4"/>`, "England"}}
	if len(t.phases()) > 0 {
		keys = append(keys, key{`<path d="M-18 0H18" stroke="` + blue + `" stroke-width="1.5"/>`, "mean"}, key{`<path d="M-18 0H18" stroke="` + limit.stroke + `" stroke-width="` + num(limit.width) + `" stroke-dasharray="` + limit.dash + `"/>`, "control limits"})
	}
	for _, k := range t.Causes() {
		keys = append(keys, key{causeMark(k), k.Words()})
	}
	return picture{id: t.ID, title: t.Title, desc: t.Desc, height: trendHeight, left: 48, top: 44, right: 90, bottom: 64, draw: t.draw, keys: keys}
}
