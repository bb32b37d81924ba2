package chart

import (
	"fmt"
	"html"
	"math"
	"strconv"
	"strings"
)

// canvas collects markup. The zero canvas is ready.
type canvas struct{ strings.Builder }

// f writes formatted markup and a line end. Text arguments must have gone
// through esc.
func (c *canvas) f(format string, args ...any) {
	fmt.Fprintf(c, format, args...)
	c.WriteByte('\n')
}

// esc makes text safe inside an element or a quoted attribute.
func esc(s string) string { return html.EscapeString(s) }

// num writes a coordinate with at most two decimals and no trailing zeros.
func num(v float64) string {
	if !finite(v) {
		v = 0
	}
	v = math.Round(v*100) / 100
	if v == 0 {
		v = 0 // not -0
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// open starts a chart: an outer group named by title and described by desc,
// and within it the picture, which canvas.picture closes.
func (c *canvas) open(class, id, title, desc string) {
	c.f(`<svg class="chart %s" role="group" aria-labelledby="%[2]s-title" xmlns="http://www.w3.org/2000/svg" width="100%%" height="100%%" font-size="14" fill="none" focusable="false">`, class, esc(id))
	c.f(`<g role="img" aria-labelledby="%[1]s-title" aria-describedby="%[1]s-desc">`, esc(id))
	c.f(`<title id="%s-title">%s</title>`, esc(id), esc(title))
	c.f(`<desc id="%s-desc">%s</desc>`, esc(id), esc(desc))
}

// text writes a label at per cent places with pixel offsets.
func (c *canvas) text(class, anchor string, x, y, dx, dy float64, s string) {
	c.f(`<text class="%s" text-anchor="%s" x="%s%%" y="%s%%" dx="%s" dy="%s" fill="#0b0c0c">%s</text>`,
		class, anchor, num(x), num(y), num(dx), num(dy), esc(s))
}

// line writes a straight line between per cent places.
func (c *canvas) line(class, stroke string, width float64, dash string, x1, y1, x2, y2 float64) {
	d := ""
	if dash != "" {
		d = ` stroke-dasharray="` + dash + `"`
	}
	c.f(`<line class="%s" x1="%s%%" y1="%s%%" x2="%s%%" y2="%s%%" stroke="%s" stroke-width="%s"%s/>`,
		class, num(x1), num(y1), num(x2), num(y2), stroke, num(width), d)
}

// stretch opens an inner drawing of 1000 by 1000 units that fills the plot
// whatever its shape, for curves. What leaves the plot is cut off.
func (c *canvas) stretch() {
	c.f(`<svg x="0" y="0" width="100%%" height="100%%" viewBox="0 0 1000 1000" preserveAspectRatio="none" overflow="hidden">`)
}

// An xy is a point in per cent of the plot, y counted from the top.
type xy struct{ x, y float64 }

// pathOf returns path data in the units of stretch.
func pathOf(points []xy) string {
	var b strings.Builder
	for i, p := range points {
		b.WriteByte("ML"[min(i, 1)])
		b.WriteString(num(p.x * 10))
		b.WriteByte(' ')
		b.WriteString(num(p.y * 10))
	}
	return b.String()
}

// curve writes an open line through points; fewer than two write nothing.
func (c *canvas) curve(class, stroke string, width float64, dash string, points []xy) {
	if len(points) < 2 {
		return
	}
	d := ""
	if dash != "" {
		d = ` stroke-dasharray="` + dash + `"`
	}
	c.f(`<path class="%s" d="%s" stroke="%s" stroke-width="%s" vector-effect="non-scaling-stroke"%s/>`,
		class, pathOf(points), stroke, num(width), d)
}

// band writes the filled area between two lines of the same length.
func (c *canvas) band(fill string, upper, lower []xy) {
	if len(upper) < 2 || len(upper) != len(lower) {
		return
	}
	ring := append([]xy{}, upper...)
	for i := len(lower) - 1; i >= 0; i-- {
		ring = append(ring, lower[i])
	}
	c.f(`<path d="%sZ" fill="%s"/>`, pathOf(ring), fill)
}

// The colours. All reach 4.5 to 1 on white except the two light ones, which
// only ever sit behind a line that does.
const (
	ink    = "#0b0c0c"
	grey   = "#505a5f"
	blue   = "#1d70b8"
	pale   = "#d8e6f3" // the inner band
	paler  = "#eef4fa" // the outer band
	ruling = "#dfe1e2"
)
