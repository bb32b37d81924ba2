package chart

import (
	"fmt"
	"html"
	"math"
	"strconv"
	"strings"
)

// canvas collects the markup of a chart. Places are in per cent of the plot,
// y counted from the top; on a fixed canvas they become pixels of a picture,
// and links are left out. The zero canvas is ready and fluid.
type canvas struct {
	strings.Builder
	id    string
	fixed *plot // nil: fluid
}

// A plot is where the plot of a fixed picture lies in it, in pixels.
type plot struct{ left, top, width, height float64 }

// x writes a horizontal place.
func (c *canvas) x(p float64) string {
	if c.fixed == nil {
		return num(p) + "%"
	}
	return num(c.fixed.left + p/100*c.fixed.width)
}

// y writes a vertical place.
func (c *canvas) y(p float64) string {
	if c.fixed == nil {
		return num(p) + "%"
	}
	return num(c.fixed.top + p/100*c.fixed.height)
}

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
// and within it the picture, which canvas.plotDone closes.
func (c *canvas) open(class, id, title, desc string) {
	c.id = id
	if c.fixed == nil {
		c.f(`<svg class="chart %s" role="group" aria-labelledby="%[2]s-title" xmlns="http://www.w3.org/2000/svg" width="100%%" height="100%%" font-size="14" fill="none" focusable="false">`, class, esc(id))
		c.f(`<g role="img" aria-labelledby="%[1]s-title" aria-describedby="%[1]s-desc">`, esc(id))
		c.f(`<title id="%s-title">%s</title>`, esc(id), esc(title))
		c.f(`<desc id="%s-desc">%s</desc>`, esc(id), esc(desc))
		return
	}
	c.f(`<g>`) // the file names itself
}

// plotDone closes the picture, and begins what stands beside it: the points.
func (c *canvas) plotDone() { c.f(`</g><g class="chart-points">`) }

// close ends the chart.
func (c *canvas) close() {
	if c.fixed == nil {
		c.f(`</g></svg>`)
		return
	}
	c.f(`</g>`)
}

// link opens a group with a title that is a link where href is set.
func (c *canvas) link(href, title string) {
	if href != "" && c.fixed == nil {
		c.f(`<a href="%s"><title>%s</title>`, esc(href), esc(title))
		return
	}
	c.f(`<g><title>%s</title>`, esc(title))
}

// linkDone closes what link opened.
func (c *canvas) linkDone(href string) {
	if href != "" && c.fixed == nil {
		c.f(`</a>`)
		return
	}
	c.f(`</g>`)
}

// text writes a label at per cent places with pixel offsets.
func (c *canvas) text(class, anchor string, x, y, dx, dy float64, s string) {
	c.f(`<text class="%s" text-anchor="%s" x="%s" y="%s" dx="%s" dy="%s" fill="#0b0c0c">%s</text>`,
		class, anchor, c.x(x), c.y(y), num(dx), num(dy), esc(s))
}

// line writes a straight line between per cent places.
func (c *canvas) line(class, stroke string, width float64, dash string, x1, y1, x2, y2 float64) {
	d := ""
	if dash != "" {
		d = ` stroke-dasharray="` + dash + `"`
	}
	c.f(`<line class="%s" x1="%s" y1="%s" x2="%s" y2="%s" stroke="%s" stroke-width="%s"%s/>`,
		class, c.x(x1), c.y(y1), c.x(x2), c.y(y2), stroke, num(width), d)
}

// post writes a short upright stroke at a place, from up pixels above it to
// down pixels below.
func (c *canvas) post(at xy, up, down float64, stroke string, width float64) {
	if c.fixed == nil {
		c.f(`<svg x="%s" y="%s" overflow="visible"><path d="M0 %sV%s" stroke="%s" stroke-width="%s"/></svg>`, c.x(at.x), c.y(at.y), num(-up), num(down), stroke, num(width))
		return
	}
	c.f(`<path transform="translate(%s %s)" d="M0 %sV%s" stroke="%s" stroke-width="%s"/>`, c.x(at.x), c.y(at.y), num(-up), num(down), stroke, num(width))
}

// disc writes a circle of r pixels.
func (c *canvas) disc(at xy, r float64, fill, stroke string, width float64) {
	if stroke != "" {
		stroke = ` stroke="` + stroke + `" stroke-width="` + num(width) + `"`
	}
	c.f(`<circle cx="%s" cy="%s" r="%s" fill="%s"%s/>`, c.x(at.x), c.y(at.y), num(r), fill, stroke)
}

// stretch opens an inner drawing that fills the plot whatever its shape, for
// curves. What leaves the plot is cut off. stretched closes it.
func (c *canvas) stretch() {
	if c.fixed == nil {
		c.f(`<svg x="0" y="0" width="100%%" height="100%%" viewBox="0 0 1000 1000" preserveAspectRatio="none" overflow="hidden">`)
		return
	}
	p := c.fixed
	c.f(`<clipPath id="%[1]s-clip"><rect x="%[2]s" y="%[3]s" width="%[4]s" height="%[5]s"/></clipPath><g clip-path="url(#%[1]s-clip)">`, esc(c.id), num(p.left), num(p.top), num(p.width), num(p.height))
}

func (c *canvas) stretched() {
	if c.fixed == nil {
		c.f(`</svg>`)
		return
	}
	c.f(`</g>`)
}

// An xy is a point in per cent of the plot, y counted from the top.
type xy struct{ x, y float64 }

// pathOf returns path data within stretch.
func (c *canvas) pathOf(points []xy) string {
	var b strings.Builder
	for i, p := range points {
		x, y := p.x*10, p.y*10
		if c.fixed != nil {
			x, y = c.fixed.left+p.x/100*c.fixed.width, c.fixed.top+p.y/100*c.fixed.height
		}
		b.WriteByte("ML"[min(i, 1)])
		b.WriteString(num(x))
		b.WriteByte(' ')
		b.WriteString(num(y))
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
		class, c.pathOf(points), stroke, num(width), d)
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
	c.f(`<path d="%sZ" fill="%s"/>`, c.pathOf(ring), fill)
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
	gold   = "#ffdd00" // always edged in ink
)
