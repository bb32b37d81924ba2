package chart

// An Outlier says where a point lies against the limits.
type Outlier string

// The places. Inside is within the 95% limits.
const (
	Inside  Outlier = "none"
	High95  Outlier = "high95"
	Low95   Outlier = "low95"
	High998 Outlier = "high998"
	Low998  Outlier = "low998"
)

// An Emphasis says how a point stands out.
type Emphasis int

// The emphases. Own is the area a reader came for, Peer one of its group.
const (
	Plain Emphasis = iota
	Peer
	Own
)

// shapes are drawn around 0,0 and referred to by every point. The areas of
// the shapes are alike, so that none weighs more than it should; the 99.8%
// diamond is the largest.
var shapes = map[string]string{
	"o": `<circle r="4.5"/>`,
	"u": `<path d="M0-6.5L6 4.5H-6Z"/>`,
	"d": `<path d="M0 6.5L6-4.5H-6Z"/>`,
	"x": `<path d="M0-7.5L7.5 0L0 7.5L-7.5 0Z"/>`,
	"r": `<path d="M-6-3L6-3L6 3L-6 3Z" transform="rotate(-45)"/>`,
	"l": `<path d="M-6-3L6-3L6 3L-6 3Z" transform="rotate(45)"/>`,
	"s": `<path d="M-5-5H5V5H-5Z"/>`,
}

func (o Outlier) shape() string {
	switch o {
	case High95:
		return "u"
	case Low95:
		return "d"
	case High998, Low998:
		return "x"
	}
	return "o"
}

// Words returns where the point lies, for titles and tables.
func (o Outlier) Words() string {
	switch o {
	case High95:
		return "above the 95% limits"
	case Low95:
		return "below the 95% limits"
	case High998:
		return "above the 99.8% limits"
	case Low998:
		return "below the 99.8% limits"
	}
	return "within the 95% limits"
}

// paint returns the fill and stroke of a point.
func (e Emphasis) paint() (fill, stroke string, width float64) {
	switch e {
	case Own:
		return ink, ink, 1.5
	case Peer:
		return blue, blue, 1.5
	}
	return "#ffffff", grey, 1.25
}

// shapeOrder is the order of shapes in markup.
var shapeOrder = []string{"o", "u", "d", "x", "r", "l", "s"}

// defineShapes writes the shapes under ids that begin with the chart's.
func (c *canvas) defineShapes(id string) {
	c.f(`<defs>`)
	for _, k := range shapeOrder {
		c.f(`<g id="%s-%s">%s</g>`, esc(id), k, shapes[k])
	}
	c.f(`</defs>`)
}

// mark writes one marker at a per cent place.
func (c *canvas) mark(id string, o Outlier, e Emphasis, at xy) {
	fill, stroke, width := e.paint()
	if e == Own {
		c.disc(at, 11, gold, ink, 2)
	}
	c.shape(id, o.shape(), at, fill, stroke, width)
}

// shape writes one of shapes at a place.
func (c *canvas) shape(id, key string, at xy, fill, stroke string, width float64) {
	c.f(`<use href="#%s-%s" x="%s" y="%s" fill="%s" stroke="%s" stroke-width="%s"/>`,
		esc(id), key, c.x(at.x), c.y(at.y), fill, stroke, num(width))
}

// Key returns a small drawing of one marker for a legend in the page; it is
// hidden from screen readers, the words beside it say the same.
func Key(o Outlier, e Emphasis) string {
	return `<svg class="chart-key" aria-hidden="true" focusable="false" width="26" height="26" viewBox="-13 -13 26 26">` + markOf(o, e) + `</svg>`
}

// markOf draws a marker around 0,0.
func markOf(o Outlier, e Emphasis) string {
	fill, stroke, width := e.paint()
	ring := ""
	if e == Own {
		ring = `<circle r="11" stroke="` + ink + `" stroke-width="2" fill="` + gold + `"/>`
	}
	return ring + `<g fill="` + fill + `" stroke="` + stroke + `" stroke-width="` + num(width) + `">` + shapes[o.shape()] + `</g>`
}

// LineKey returns a small drawing of one line of the funnel for a legend:
// "england", "95", "998" or "mark"; of a series, "mean", "beside" (England on a
// control chart) or "along" (England on a trend).
func LineKey(kind string) string {
	l := lineStyles[kind]
	dash := ""
	if l.dash != "" {
		dash = ` stroke-dasharray="` + l.dash + `"`
	}
	return `<svg class="chart-key" aria-hidden="true" focusable="false" width="40" height="26" viewBox="0 0 40 26"><path d="M2 13H38" stroke="` +
		l.stroke + `" stroke-width="` + num(l.width) + `"` + dash + `/></svg>`
}

type lineStyle struct {
	stroke string
	width  float64
	dash   string
}

var lineStyles = map[string]lineStyle{
	"england": {ink, 2, ""},
	"95":      {blue, 1.5, "6 4"},
	"998":     {blue, 1.75, ""},
	"mark":    {grey, 1.5, "2 4"},
	"mean":    {blue, 1.5, ""},
	"beside":  {grey, 1.75, "2 4"},
	"along":   {grey, 1.75, "6 4"},
}

// BandKey returns a small drawing of an interval's band for a legend.
func BandKey() string {
	return `<svg class="chart-key" aria-hidden="true" focusable="false" width="40" height="26" viewBox="0 0 40 26"><path d="M2 6H38V20H2Z" fill="` + pale + `"/></svg>`
}
