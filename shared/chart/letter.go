package chart

import (
	"fmt"
	"strings"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// faces are the fonts of pictures: the Go fonts (Bigelow & Holmes, 2016, BSD
// licence), whose letters are within 2% as wide as those of Arial, for which
// the charts leave room.
type faces struct{ regular, bold *sfnt.Font }

var loadFaces = sync.OnceValues(func() (f faces, err error) {
	if f.regular, err = sfnt.Parse(goregular.TTF); err == nil {
		f.bold, err = sfnt.Parse(gobold.TTF)
	}
	if err != nil {
		return f, fmt.Errorf("read font: %w", err)
	}
	return f, nil
})

// A run is text in one weight.
type run struct {
	text string
	bold bool
}

// text writes a label: its own words and those of the tspans in it.
func (r *raster) text(n *node, s state) error {
	var runs []run
	for _, k := range n.kids {
		switch k.name {
		case "":
			runs = append(runs, run{k.text, s.bold})
		case "tspan":
			in := r.enter(k, s)
			for _, kk := range k.kids {
				runs = append(runs, run{kk.text, in.bold})
			}
		default:
			return fmt.Errorf("the element %q in a text is not known", k.name)
		}
	}
	var lines []line
	x := 0.0
	for _, run := range runs {
		f := r.faces.regular
		if run.bold {
			f = r.faces.bold
		}
		more, width, err := outlines(f, run.text, s.size, x)
		if err != nil {
			return err
		}
		lines, x = append(lines, more...), x+width
	}
	dx := n.float("x") + n.float("dx")
	switch n.attr["text-anchor"] {
	case "middle":
		dx -= x / 2
	case "end":
		dx -= x
	}
	s.to = s.to.moved(dx, n.float("y")+n.float("dy"))
	if s.halo {
		halo := s
		halo.fill, halo.stroke, halo.width, halo.dash = "#ffffff", "#ffffff", 3, nil
		r.paint(append([]line{}, lines...), halo)
	}
	s.stroke = "none"
	r.paint(lines, s)
	return nil
}

// outlines returns the lines of a text that begins at x on the base line, and
// its width, in units in which its size is size.
func outlines(f *sfnt.Font, text string, size, x float64) (lines []line, width float64, err error) {
	const em = 1024 // glyphs are read at this size, finer than any picture
	per := size / em / 64
	var buf sfnt.Buffer
	for _, c := range strings.Map(breakless, text) {
		i, err := f.GlyphIndex(&buf, c)
		if err != nil {
			return nil, 0, fmt.Errorf("letter %q: %w", c, err)
		}
		segments, err := f.LoadGlyph(&buf, i, fixed.I(em), nil)
		if err != nil {
			return nil, 0, fmt.Errorf("letter %q: %w", c, err)
		}
		at := func(p fixed.Point26_6) point { return point{x + width + float64(p.X)*per, float64(p.Y) * per} }
		lines = append(lines, glyph(segments, at)...)
		advance, err := f.GlyphAdvance(&buf, i, fixed.I(em), font.HintingNone)
		if err != nil {
			return nil, 0, fmt.Errorf("letter %q: %w", c, err)
		}
		width += float64(advance) * per
	}
	return lines, width, nil
}

// breakless makes every space an ordinary one.
func breakless(r rune) rune {
	if r == '\u00a0' || r == '\n' || r == '\t' {
		return ' '
	}
	return r
}

// glyph flattens the outline of a letter.
func glyph(segments sfnt.Segments, at func(fixed.Point26_6) point) []line {
	const pieces = 6 // of a curve: a letter has many short ones
	var out []line
	for _, s := range segments {
		last := len(out) - 1
		if s.Op == sfnt.SegmentOpMoveTo {
			out = append(out, line{points: []point{at(s.Args[0])}, closed: true})
			continue
		}
		from := out[last].points[len(out[last].points)-1]
		switch s.Op {
		case sfnt.SegmentOpLineTo:
			out[last].points = append(out[last].points, at(s.Args[0]))
		case sfnt.SegmentOpQuadTo:
			b, c := at(s.Args[0]), at(s.Args[1])
			for i := 1; i <= pieces; i++ {
				t := float64(i) / pieces
				u := 1 - t
				out[last].points = append(out[last].points, point{u*u*from.x + 2*u*t*b.x + t*t*c.x, u*u*from.y + 2*u*t*b.y + t*t*c.y})
			}
		case sfnt.SegmentOpCubeTo:
			b, c, d := at(s.Args[0]), at(s.Args[1]), at(s.Args[2])
			for i := 1; i <= pieces; i++ {
				t := float64(i) / pieces
				u := 1 - t
				out[last].points = append(out[last].points, point{
					u*u*u*from.x + 3*u*u*t*b.x + 3*u*t*t*c.x + t*t*t*d.x,
					u*u*u*from.y + 3*u*u*t*b.y + 3*u*t*t*c.y + t*t*t*d.y})
			}
		}
	}
	return out
}
