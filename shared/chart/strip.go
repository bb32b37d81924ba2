package chart

import "strings"

// A Strip is one row of a spine chart: where an area's figure lies between
// the limits of its funnel, each row to its own scale, so that the limits of
// every indicator fall in the same places and one look goes down the page.
// Places are measured with England at 0, the 95% limits at ±Inner and the
// 99.8% limits at ±1; LimitPlace works them out.
type Strip struct {
	ID, Title    string
	At           float64
	Lower, Upper float64 // of the figure's own 95% interval, by the same measure; not finite: none drawn
	Outlier      Outlier
}

// Inner is where the 95% limits stand on a strip: 1.960 of 3.090 standard
// errors, the two normal quantiles.
const Inner = 1.959964 / 3.090232

// stripEnd is the place at the ends of a strip; what lies further is drawn at
// the end as an arrow's head would point.
const stripEnd = 1.6

// stripUnit is how many pixels the place 1 is from the middle.
const stripUnit = 50.0

// LimitPlace returns where a value stands on a strip, between England's value
// (centre) and the limits. Within the 95% limits, between the two pairs and
// beyond, places run evenly; a side whose limits do not part from the centre
// has the place 0 or an end. It is never NaN for finite numbers.
func LimitPlace(v, centre float64, l Limit) float64 {
	sign, d95, d998 := 1.0, l.Upper95-centre, l.Upper998-centre
	if v < centre {
		sign, d95, d998 = -1, centre-l.Lower95, centre-l.Lower998
	}
	d := sign * (v - centre)
	switch {
	case !finite(d) || d == 0:
		return 0
	case d <= d95 && d95 > 0:
		return sign * Inner * d / d95
	case d <= d998 && d998 > d95:
		return sign * (Inner + (1-Inner)*(d-d95)/(d998-d95))
	case d998 > 0:
		return sign * min(d/d998, stripEnd)
	}
	return sign * stripEnd
}

// SVG returns the strip: 168 by 26 pixels, for a table cell whose row says the
// same in words.
func (s Strip) SVG() string {
	var c canvas
	c.id = s.ID
	c.f(`<svg class="chart chart--strip" role="img" aria-labelledby="%[1]s-title" xmlns="http://www.w3.org/2000/svg" width="168" height="26" viewBox="-84 -13 168 26" fill="none" focusable="false">`, esc(s.ID))
	c.f(`<title id="%s-title">%s</title>`, esc(s.ID), esc(s.Title))
	px := func(v float64) string { return num(max(-stripEnd, min(stripEnd, v)) * stripUnit) }
	c.f(`<path d="M%s-9H%sV9H%sZ" fill="%s"/><path d="M%s-9H%sV9H%sZ" fill="%s"/>`, px(-1), px(1), px(-1), paler, px(-Inner), px(Inner), px(-Inner), pale)
	c.f(`<path d="M%s-9V9M%s-9V9" stroke="%s" stroke-width="1.25"/><path d="M0-11V11" stroke="%s" stroke-width="1.5"/>`, px(-1), px(1), blue, ink)
	if finite(s.Lower) && finite(s.Upper) && s.Upper > s.Lower {
		c.f(`<path d="M%s 0H%s" stroke="%s" stroke-width="2"/>`, px(s.Lower), px(s.Upper), ink)
	}
	at := s.At
	if !finite(at) {
		at = 0
	}
	fill := ink
	if s.Outlier == High998 || s.Outlier == Low998 {
		fill = gold
	}
	c.f(`<g transform="translate(%s 0)" fill="%s" stroke="%s" stroke-width="1.5">%s</g></svg>`, px(at), fill, ink, shapes[s.Outlier.shape()])
	return strings.ReplaceAll(c.String(), "\n", "")
}
