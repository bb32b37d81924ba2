package chart

import "strconv"

// A Multiples is several short series side by side, all to one scale, so that
// their heights can be compared.
type Multiples struct {
	ID, Title, Desc string
	YLabel, YUnit   string
	Panels          []Trend
	Max             float64
}

// SVGs returns the panels, each a drawing of its own for a page to lay out in
// a grid: the series with its band, England as a dashed line, the value axis
// with its two ends, and the first and last period.
func (m Multiples) SVGs() []string {
	ys := m.scale()
	out := make([]string, len(m.Panels))
	for i, t := range m.Panels {
		t.ID = m.ID + "-" + strconv.Itoa(i)
		var c canvas
		t.panel(&c, ys, m.YUnit)
		out[i] = c.String()
	}
	return out
}

func (m Multiples) scale() scale {
	all := Trend{Max: m.Max}
	for _, p := range m.Panels {
		all.Steps = append(all.Steps, p.Steps...)
	}
	s := all.scale()
	if fine := newScale(s.lo, all.most(), 5); fine.hi < s.hi {
		return fine
	}
	return s
}

// most is the largest value or end of an interval.
func (t Trend) most() float64 {
	most := 0.0
	for _, s := range t.Steps {
		for _, v := range []float64{s.Value, s.Upper} {
			if s.HasValue && finite(v) {
				most = max(most, v)
			}
		}
		if s.HasEngland && finite(s.England) {
			most = max(most, s.England)
		}
	}
	return most
}

func (t Trend) panel(c *canvas, ys scale, unit string) {
	c.open("chart--panel", t.ID, t.Title, t.Desc)
	places := ys.places()
	c.line("chart-axis", ruling, 1, "", 0, 0, 100, 0)
	c.text("chart-tick", "end", 0, 0, -6, 5, Number(ys.hi, places)+unit)
	c.text("chart-tick", "end", 0, 100, -6, 5, Number(ys.lo, places))
	c.line("chart-axis", ink, 1.25, "", 0, 100, 100, 100)
	runs, uppers, lowers, england := t.lines(ys)
	c.stretch()
	for i := range runs {
		c.band(pale, uppers[i], lowers[i])
	}
	for _, e := range england {
		c.curve("chart-england", grey, 1.5, "4 3", e)
	}
	for _, r := range runs {
		c.curve("chart-area", ink, 2, "", r)
	}
	c.stretched()
	for _, r := range runs {
		if p := r[len(r)-1]; len(r) == 1 || p.x == 100 {
			c.disc(p, 3.5, ink, "", 0)
		}
	}
	if n := len(t.Steps); n > 0 {
		c.text("chart-tick", "start", 0, 100, 0, 20, t.Steps[0].Label)
		if n > 1 {
			c.text("chart-tick", "end", 100, 100, 0, 20, t.Steps[n-1].Label)
		}
	} else {
		c.text("chart-small", "middle", 50, 50, 0, 5, "No figure")
	}
	c.plotDone()
	c.close()
}
