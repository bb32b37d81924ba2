package chart

import (
	"math"
	"strings"
)

// A Row is one area of a Dots chart. A row without a figure (HasValue false)
// shows Value's words, such as "[c] confidential", and no mark.
type Row struct {
	Name          string
	Href          string
	Words         string // the figure in words
	Interval      string // the interval in words; left out of the drawing where there is little room
	Value         float64
	Lower, Upper  float64 // of the interval; not finite or equal: none drawn
	HasValue      bool
	Outlier       Outlier
	Emphasis      Emphasis
	AverageOfMany bool // England, a region or the peers: drawn as a bar across
}

// Dots is a dot plot of areas in the order given, each with its interval: the
// caterpillar plot of an area and its peers.
type Dots struct {
	ID, Title, Desc string
	XLabel, XUnit   string
	Rows            []Row
	Centre          float64 // a line down the chart, at England
	HasCentre       bool
	CentreLabel     string
	Max             float64 // the value cannot pass this; 0 means no bound
}

// The pixels of a row, and of the margins that chart.css gives the chart.
const (
	rowHeight  = 46.0
	dotsMargin = 8 + 52
)

// SVG returns the dot plot. Its height follows the number of rows.
func (d Dots) SVG() string {
	var c canvas
	d.draw(&c)
	// The height is an attribute of the outer element, not style, so that a
	// page's security policy need not allow inline styles.
	return replaceHeight(c.String(), d.height()+dotsMargin)
}

func (d Dots) height() float64 { return float64(max(1, len(d.Rows))) * rowHeight }

// scale covers the figures, their intervals and England's.
func (d Dots) scale() scale {
	lo, hi := math.Inf(1), math.Inf(-1)
	cover := func(v float64) {
		if finite(v) {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	for _, r := range d.Rows {
		if r.HasValue {
			cover(r.Value)
			cover(r.Lower)
			cover(r.Upper)
		}
	}
	if d.HasCentre {
		cover(d.Centre)
	}
	if lo > hi {
		lo, hi = 0, 1
	}
	if lo > 0 && lo < 0.5*hi {
		lo = 0
	}
	xs := newScale(max(lo, 0), hi, 4)
	if d.Max > 0 && xs.hi > d.Max && hi <= d.Max {
		xs.hi = d.Max
		for len(xs.ticks) > 0 && xs.ticks[len(xs.ticks)-1] > d.Max {
			xs.ticks = xs.ticks[:len(xs.ticks)-1]
		}
	}
	return xs
}

func (d Dots) draw(c *canvas) {
	xs := d.scale()
	height := d.height()
	c.open("chart--dots", d.ID, d.Title, d.Desc)
	c.defineShapes(d.ID)
	for i, t := range xs.ticks {
		x := xs.at(t)
		c.line("chart-grid", ruling, 1, "", x, 0, x, 100)
		label := Number(t, xs.places())
		if i == len(xs.ticks)-1 {
			label += d.XUnit
		}
		c.text("chart-tick", "middle", x, 100, 0, 20, label)
	}
	if d.HasCentre && finite(d.Centre) && xs.inside(d.Centre) {
		x := xs.at(d.Centre)
		c.line("chart-england", ink, 2, "", x, 0, x, 100)
		anchor := "middle"
		switch {
		case x < 15:
			anchor = "start"
		case x > 85:
			anchor = "end"
		}
		c.text("chart-small chart-bold", anchor, x, 100, 0, 42, d.CentreLabel)
	}
	if d.XLabel != "" && !d.HasCentre {
		c.text("chart-label", "middle", 50, 100, 0, 42, d.XLabel)
	}
	if len(d.Rows) == 0 {
		c.text("chart-none", "middle", 50, 50, 0, 5, "No area has a figure to show")
	}
	c.plotDone()
	for i, r := range d.Rows {
		c.row(d.ID, r, xs, (float64(i)*rowHeight+16)/height*100, (float64(i)*rowHeight+31)/height*100)
	}
	c.close()
}

// row writes the name above its interval.
func (c *canvas) row(id string, r Row, xs scale, textY, y float64) {
	words := join(r.Name, r.Words)
	full := words
	if r.Interval != "" {
		full += " (" + r.Interval + ")"
	}
	c.link(r.Href, full)
	class := "chart-name chart-halo"
	if r.Emphasis == Own || r.AverageOfMany {
		class += " chart-bold"
	}
	more := ""
	if r.Interval != "" {
		more = `<tspan class="chart-wide"> (` + esc(r.Interval) + `)</tspan>`
	}
	c.f(`<text class="%s" text-anchor="start" x="%s" y="%s" fill="%s">%s%s</text>`, class, c.x(0), c.y(textY), ink, esc(words), more)
	if r.HasValue && finite(r.Value) {
		x := xs.at(r.Value)
		if finite(r.Lower) && finite(r.Upper) && r.Upper > r.Lower {
			c.line("chart-interval", ink, 2, "", xs.at(max(r.Lower, xs.lo)), y, xs.at(min(r.Upper, xs.hi)), y)
		}
		if r.AverageOfMany {
			c.post(xy{x, y}, 8, 8, ink, 5)
		} else {
			c.mark(id, r.Outlier, r.Emphasis, xy{x, y})
		}
	}
	c.linkDone(r.Href)
}

func replaceHeight(svg string, px float64) string {
	return strings.Replace(svg, `height="100%"`, `height="`+num(px)+`"`, 1)
}
