package chart

import "math"

// A Hex is one area of a hexagon map, at axial coordinates Q (across) and R
// (up: rows of the published layouts rise to the north).
type Hex struct {
	Name, Title, Href string
	Q, R              int
	Level             int // 0 no figure, 1 lowest to 4 highest quarter, 5 plain
	Emphasis          Emphasis
}

// A HexMap places every area as a hexagon of the same size, so that a small
// city counts as much as a county. Odd rows are moved half a hexagon right
// ("odd-r" layout, as Open Innovations' hexjson has it).
type HexMap struct {
	ID, Title, Desc string
	Hexes           []Hex
}

// hexFills go from light to dark, so that they also print; no figure is a
// white hexagon.
var hexFills = [6]string{"#ffffff", "#dcebf7", "#9dc3e6", "#4d8fcb", "#144e81", "#5694ca"}

// SVG returns the map. It scales as a whole, holding no words.
func (m HexMap) SVG() string {
	const r = 10.0
	w := math.Sqrt(3) * r
	type spot struct{ x, y float64 }
	spots := make([]spot, len(m.Hexes))
	minX, maxX, minY, maxY := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for i, h := range m.Hexes {
		x := w * float64(h.Q)
		if h.R&1 == 1 {
			x += w / 2
		}
		spots[i] = spot{x, -1.5 * r * float64(h.R)}
		minX, maxX = min(minX, x), max(maxX, x)
		minY, maxY = min(minY, spots[i].y), max(maxY, spots[i].y)
	}
	if len(m.Hexes) == 0 {
		minX, maxX, minY, maxY = 0, 0, 0, 0
	}
	var c canvas
	c.f(`<svg class="chart chart--map" role="group" aria-labelledby="%[1]s-title" aria-describedby="%[1]s-desc" xmlns="http://www.w3.org/2000/svg" viewBox="%[2]s %[3]s %[4]s %[5]s" focusable="false">`,
		esc(m.ID), num(minX-w), num(minY-1.2*r), num(maxX-minX+2*w), num(maxY-minY+2.4*r))
	c.f(`<title id="%s-title">%s</title>`, esc(m.ID), esc(m.Title))
	c.f(`<desc id="%s-desc">%s</desc>`, esc(m.ID), esc(m.Desc))
	for i, h := range m.Hexes {
		stroke, width := "#ffffff", 1.2
		if h.Level == 0 {
			stroke = grey
		}
		switch h.Emphasis {
		case Own:
			stroke, width = ink, 3
		case Peer:
			stroke, width = ink, 1.8
		}
		c.f(`<a href="%s"><title>%s</title><path transform="translate(%s %s)" d="%s" fill="%s" stroke="%s" stroke-width="%s"/></a>`,
			esc(h.Href), esc(join(h.Name, h.Title)), num(spots[i].x), num(spots[i].y), hexPath(r), hexFills[min(max(h.Level, 0), 5)], stroke, num(width))
	}
	c.f(`</svg>`)
	return c.String()
}

func hexPath(r float64) string {
	w := math.Sqrt(3) * r / 2
	return "M0 " + num(-r) + "L" + num(w) + " " + num(-r/2) + "V" + num(r/2) + "L0 " + num(r) + "L" + num(-w) + " " + num(r/2) + "V" + num(-r/2) + "Z"
}
