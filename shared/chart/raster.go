package chart

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"strconv"
	"strings"

	"golang.org/x/image/vector"
)

type point struct{ x, y float64 }

// A line is a run of straight pieces.
type line struct {
	points []point
	closed bool
}

func (l line) moved(m matrix) line {
	out := line{make([]point, len(l.points)), l.closed}
	for i, p := range l.points {
		out.points[i] = m.apply(p)
	}
	return out
}

// A matrix maps x, y to ax+cy+e, bx+dy+f.
type matrix struct{ a, b, c, d, e, f float64 }

func (m matrix) apply(p point) point { return point{m.a*p.x + m.c*p.y + m.e, m.b*p.x + m.d*p.y + m.f} }

// within is m after n.
func (m matrix) within(n matrix) matrix {
	return matrix{m.a*n.a + m.c*n.b, m.b*n.a + m.d*n.b, m.a*n.c + m.c*n.d, m.b*n.c + m.d*n.d, m.a*n.e + m.c*n.f + m.e, m.b*n.e + m.d*n.f + m.f}
}

func (m matrix) moved(x, y float64) matrix { return m.within(matrix{1, 0, 0, 1, x, y}) }

// scale is how much m enlarges lengths.
func (m matrix) scale() float64 { return math.Sqrt(math.Abs(m.a*m.d - m.b*m.c)) }

// then is m after the transforms of an attribute: translate and rotate.
func (m matrix) then(attr string) matrix {
	for t := range strings.SplitSeq(attr, ")") {
		name, args, _ := strings.Cut(strings.TrimSpace(t), "(")
		v := append(numbers(args), 0, 0)
		switch name {
		case "translate":
			m = m.moved(v[0], v[1])
		case "rotate":
			sin, cos := math.Sincos(v[0] * math.Pi / 180)
			m = m.within(matrix{cos, sin, -sin, cos, 0, 0})
		}
	}
	return m
}

// circle is drawn with so many corners that none shows at four times its size.
func circle(c point, radius float64) line {
	const corners = 48
	out := line{closed: true}
	for i := range corners {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / corners)
		out.points = append(out.points, point{c.x + radius*cos, c.y + radius*sin})
	}
	return out
}

// pathLines reads path data of the commands that this package writes: M, L, H,
// V and Z, all absolute.
func pathLines(d string) ([]line, error) {
	var out []line
	var at point
	for len(d) > 0 {
		command := d[0]
		end := strings.IndexAny(d[1:], "MLHVZ") + 1
		if end == 0 {
			end = len(d)
		}
		v, err := coordinates(d[1:end])
		if err != nil {
			return nil, err
		}
		d = d[end:]
		last := len(out) - 1
		if command == 'Z' && last >= 0 {
			out[last].closed = true
			continue
		}
		for i := 0; i < len(v); i++ {
			switch {
			case command == 'H':
				at.x = v[i]
			case command == 'V':
				at.y = v[i]
			case (command == 'M' || command == 'L') && i+1 < len(v):
				at = point{v[i], v[i+1]}
				i++
			default:
				return nil, fmt.Errorf("path data %q is not known", string(command)+d)
			}
			if command == 'M' {
				out = append(out, line{})
				last = len(out) - 1
			}
			if last < 0 {
				return nil, fmt.Errorf("path data begins with %q", string(command))
			}
			out[last].points = append(out[last].points, at)
		}
	}
	return out, nil
}

// coordinates reads numbers that are parted by spaces or by a minus sign.
func coordinates(s string) ([]float64, error) {
	var out []float64
	for _, f := range strings.Fields(strings.ReplaceAll(s, "-", " -")) {
		v, err := strconv.ParseFloat(f, 64)
		if err != nil {
			return nil, fmt.Errorf("path data: %w", err)
		}
		out = append(out, v)
	}
	return out, nil
}

func scaled(xs []float64, by float64) []float64 {
	out := make([]float64, len(xs))
	for i, x := range xs {
		out[i] = x * by
	}
	return out
}

// stroked returns the outlines of lines drawn with a pen of a width: a
// rectangle for each piece, and a circle where two meet. All turn the same
// way, so that they add up where they overlap.
func stroked(lines []line, width float64, dash []float64) []line {
	var out []line
	for _, l := range lines {
		points := l.points
		if l.closed && len(points) > 0 {
			points = append(append([]point{}, points...), points[0])
		}
		for _, run := range dashed(points, dash) {
			for i := 1; i < len(run); i++ {
				a, b := run[i-1], run[i]
				length := math.Hypot(b.x-a.x, b.y-a.y)
				if length == 0 {
					continue
				}
				nx, ny := (b.y-a.y)/length*width/2, (a.x-b.x)/length*width/2
				out = append(out, line{points: []point{{a.x + nx, a.y + ny}, {b.x + nx, b.y + ny}, {b.x - nx, b.y - ny}, {a.x - nx, a.y - ny}}, closed: true})
				if i < len(run)-1 || l.closed && len(dash) == 0 {
					out = append(out, circle(b, width/2))
				}
			}
		}
	}
	return out
}

// dashed cuts a line into the runs that a pattern of strokes and gaps leaves.
func dashed(points []point, dash []float64) [][]point {
	total := 0.0
	for _, d := range dash {
		total += d
	}
	if len(points) < 2 || total <= 0 {
		return [][]point{points}
	}
	var out [][]point
	i, left, run := 0, dash[0], []point{points[0]}
	for k := 1; k < len(points); k++ {
		a, b := points[k-1], points[k]
		length := math.Hypot(b.x-a.x, b.y-a.y)
		for done := 0.0; length-done > 0; {
			if length-done < left {
				left -= length - done
				if i%2 == 0 {
					run = append(run, b)
				}
				break
			}
			done += left
			p := point{a.x + (b.x-a.x)*done/length, a.y + (b.y-a.y)*done/length}
			if i%2 == 0 {
				out, run = append(out, append(run, p)), nil
			} else {
				run = []point{p}
			}
			i++
			left = dash[i%len(dash)]
		}
	}
	if i%2 == 0 && len(run) > 1 {
		out = append(out, run)
	}
	return out
}

// cover paints what lies within lines.
func (r *raster) cover(lines []line, c color.RGBA, clip image.Rectangle) {
	lo, hi := point{math.Inf(1), math.Inf(1)}, point{math.Inf(-1), math.Inf(-1)}
	for _, l := range lines {
		for _, p := range l.points {
			lo, hi = point{min(lo.x, p.x), min(lo.y, p.y)}, point{max(hi.x, p.x), max(hi.y, p.y)}
		}
	}
	if !finite(lo.x) || !finite(hi.x) || !finite(lo.y) || !finite(hi.y) {
		return
	}
	box := image.Rect(int(math.Floor(lo.x)), int(math.Floor(lo.y)), int(math.Ceil(hi.x))+1, int(math.Ceil(hi.y))+1).Intersect(clip)
	if box.Empty() {
		return
	}
	z := vector.NewRasterizer(box.Dx(), box.Dy())
	at := func(p point) (float32, float32) {
		return float32(p.x - float64(box.Min.X)), float32(p.y - float64(box.Min.Y))
	}
	for _, l := range lines {
		if len(l.points) < 2 {
			continue
		}
		z.MoveTo(at(l.points[0]))
		for _, p := range l.points[1:] {
			z.LineTo(at(p))
		}
		z.ClosePath()
	}
	z.Draw(r.img, box, image.NewUniform(c), image.Point{})
}
