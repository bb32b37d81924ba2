package chart

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// A Chart is one of this package's charts: SVG is its markup for a page, File
// a picture that stands alone.
type Chart interface {
	SVG() string
	picture() picture
}

// A picture says how a chart is drawn at one size, outside a page.
type picture struct {
	id, title, desc          string
	height                   float64 // of the plot
	left, top, right, bottom float64 // margins, for the words of the axes
	draw                     func(*canvas)
	keys                     []key
	note                     string
}

// A key explains one mark: a drawing of it around 0,0 and its words.
type key struct {
	mark  string
	words string
}

// pictureWidth is the width of a picture in pixels: of a slide's half or of
// the text of a page on paper at 150 dots an inch.
const pictureWidth = 960.0

// fileStyle is what chart.css says that a picture needs, for programs that
// know no page. Every size is in pixels.
const fileStyle = `text{font-family:arial,"Helvetica Neue",helvetica,"Liberation Sans","DejaVu Sans",sans-serif;font-size:14px}` +
	`.chart-label{font-size:15px;font-weight:700}.chart-bold{font-weight:700}.chart-none{font-size:19px}.chart-title{font-size:22px;font-weight:700}.chart-lead{font-size:15px}.chart-note{font-size:13px}` +
	`.chart-halo{paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-linejoin:round}`

// File returns a chart as an SVG file that stands alone: 960 pixels wide on
// white, with its title, its sentence, its key and the notes given (source,
// version, that figures are made up) within the picture. It needs no style
// sheet, runs no script, and leads nowhere.
func File(c Chart, notes ...string) []byte {
	p := c.picture()
	if p.note != "" {
		notes = append([]string{p.note}, notes...)
	}
	const edge = 24.0
	var head canvas
	y := edge + 12
	for _, line := range wrap(p.title, pictureWidth-2*edge, 22*0.57) {
		head.f(`<text class="chart-title" x="%s" y="%s" fill="%s">%s</text>`, num(edge), num(y), ink, esc(line))
		y += 28
	}
	for _, line := range wrap(p.desc, pictureWidth-2*edge, 15*0.5) {
		head.f(`<text class="chart-lead" x="%s" y="%s" fill="%s">%s</text>`, num(edge), num(y), grey, esc(line))
		y += 20
	}
	body := canvas{id: p.id, fixed: &plot{left: edge + p.left, top: y + p.top, width: pictureWidth - 2*edge - p.left - p.right, height: p.height}}
	p.draw(&body)
	y += p.top + p.height + p.bottom
	var foot canvas
	y = foot.keys(p.keys, edge, y)
	for _, note := range notes {
		for _, line := range wrap(note, pictureWidth-2*edge, 13*0.5) {
			foot.f(`<text class="chart-note" x="%s" y="%s" fill="%s">%s</text>`, num(edge), num(y), ink, esc(line))
			y += 18
		}
	}
	height := y + edge - 12
	var out strings.Builder
	fmt.Fprintf(&out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-labelledby=\"%[1]s-title\" aria-describedby=\"%[1]s-desc\" width=\"%[2]s\" height=\"%[3]s\" viewBox=\"0 0 %[2]s %[3]s\" font-size=\"14\" fill=\"none\">\n", esc(p.id), num(pictureWidth), num(height))
	fmt.Fprintf(&out, "<title id=\"%[1]s-title\">%[2]s</title>\n<desc id=\"%[1]s-desc\">%[3]s</desc>\n<style>%[4]s</style>\n<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>\n", esc(p.id), esc(p.title), esc(p.desc), fileStyle)
	out.WriteString(head.String())
	out.WriteString(body.String())
	out.WriteString(foot.String())
	out.WriteString("</svg>\n")
	return []byte(out.String())
}

// keys writes the key in rows and returns where what follows begins.
func (c *canvas) keys(ks []key, edge, y float64) float64 {
	if len(ks) == 0 {
		return y
	}
	x := edge
	for _, k := range ks {
		width := 44 + 14*0.54*float64(utf8.RuneCountInString(k.words))
		if x > edge && x+width > pictureWidth-edge {
			x, y = edge, y+26
		}
		c.f(`<g transform="translate(%s %s)">%s</g>`, num(x+18), num(y-5), k.mark)
		c.f(`<text x="%s" y="%s" fill="%s">%s</text>`, num(x+42), num(y), ink, esc(k.words))
		x += width + 14
	}
	return y + 30
}

// wrap parts text into lines of at most the width, where a letter takes per
// pixels on average. A word longer than a line has one to itself.
func wrap(text string, width, per float64) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && per*float64(utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word)) > width {
			lines, line = append(lines, line), ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// pointKeys are the keys of the shapes of areas.
func pointKeys(own, peers bool) []key {
	var out []key
	if own {
		out = append(out, key{markOf(Inside, Own), "the area picked out"})
	}
	if peers {
		out = append(out, key{markOf(Inside, Peer), "its peers (filled)"})
	}
	return append(out, key{markOf(Inside, Plain), "within the 95% limits"}, key{markOf(High95, Plain), "above them"}, key{markOf(Low95, Plain), "below them"}, key{markOf(High998, Plain), "beyond the 99.8% limits"})
}

// lineMark draws a line of the funnel for a key.
func lineMark(kind string) string {
	l := lineStyles[kind]
	dash := ""
	if l.dash != "" {
		dash = ` stroke-dasharray="` + l.dash + `"`
	}
	return `<path d="M-18 0H18" stroke="` + l.stroke + `" stroke-width="` + num(l.width) + `"` + dash + `/>`
}

func (f Funnel) picture() picture {
	own, peers := false, false
	for _, p := range f.Points {
		own, peers = own || p.Emphasis == Own, peers || p.Emphasis == Peer
	}
	keys := append(pointKeys(own, peers), key{lineMark("england"), f.CentreLabel}, key{lineMark("95"), "95% limits"}, key{lineMark("998"), "99.8% limits"})
	return picture{id: f.ID, title: f.Title, desc: f.Desc, height: funnelHeight, left: 48, top: 44, right: 66, bottom: 84, draw: f.draw, keys: keys, note: f.Note}
}

func (d Dots) picture() picture {
	return picture{id: d.ID, title: d.Title, desc: d.Desc, height: d.height(), left: 16, top: 16, right: 16, bottom: 84, draw: d.draw}
}

func (t Trend) picture() picture {
	return picture{id: t.ID, title: t.Title, desc: t.Desc, height: trendHeight, left: 48, top: 44, right: 90, bottom: 64, draw: t.draw,
		keys: []key{{`<path d="M-18 0H18" stroke="` + ink + `" stroke-width="2.25"/>`, t.Name}, {`<path d="M-18 0H18" stroke="` + grey + `" stroke-width="1.75" stroke-dasharray="6 4"/>`, "England"}, {`<rect x="-18" y="-7" width="36" height="14" fill="` + pale + `"/>`, "95% interval"}}}
}
