package chart

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/png"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// PNG returns a chart as a picture of pixels: what File gives, scale times as
// large (2 is 1920 pixels wide, enough for print), lettered in the Go fonts.
// Title and description go with it as the texts "Title" and "Description" of
// the file. The same chart gives the same bytes. It takes some tens of
// milliseconds.
//
// It draws the markup of File and nothing else: that markup is ours, so only
// the elements that this package writes are known, and any other is an error.
func PNG(c Chart, scale float64, notes ...string) ([]byte, error) {
	if !finite(scale) || scale <= 0 || scale > 4 {
		return nil, fmt.Errorf("draw chart: a scale of %g is not one from 0 to 4", scale)
	}
	img, err := pixels(File(c, notes...), scale)
	if err != nil {
		return nil, fmt.Errorf("draw chart: %w", err)
	}
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		return nil, fmt.Errorf("draw chart: %w", err)
	}
	p := c.picture()
	return withTexts(out.Bytes(), [2]string{"Title", p.title}, [2]string{"Description", p.desc}), nil
}

// pixels draws what File wrote.
func pixels(svg []byte, scale float64) (*image.RGBA, error) {
	root, err := parseSVG(svg)
	if err != nil {
		return nil, err
	}
	w, h := root.float("width"), root.float("height")
	r := &raster{img: image.NewRGBA(image.Rect(0, 0, int(w*scale+0.5), int(h*scale+0.5))), size: [2]float64{w, h}, ids: map[string]*node{}}
	if r.faces, err = loadFaces(); err != nil {
		return nil, err
	}
	r.learn(root)
	return r.img, r.children(root, state{to: matrix{scale, 0, 0, scale, 0, 0}, fill: "none", stroke: "none", width: 1, size: 14, clip: r.img.Bounds()})
}

// withTexts adds texts to a PNG, behind its first chunk (PNG specification,
// third edition, 11.3.3.4: iTXt, not compressed).
func withTexts(body []byte, texts ...[2]string) []byte {
	const head = 8 + 25 // signature and IHDR
	out := bytes.Clone(body[:head])
	for _, t := range texts {
		if t[1] == "" {
			continue
		}
		data := []byte("iTXt" + t[0] + "\x00\x00\x00en-GB\x00\x00" + t[1])
		out = binary.BigEndian.AppendUint32(out, uint32(len(data)-4))
		out = append(out, data...)
		out = binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(data))
	}
	return append(out, body[head:]...)
}

// A node is an element, or a run of text where name is "".
type node struct {
	name string
	attr map[string]string
	text string
	kids []*node
}

// float returns a number among the attributes, 0 for none.
func (n *node) float(name string) float64 {
	v, err := strconv.ParseFloat(n.attr[name], 64)
	if err != nil {
		return 0
	}
	return v
}

// of is a length that may be a share of whole.
func (n *node) of(name string, whole float64) float64 {
	if s, ok := strings.CutSuffix(n.attr[name], "%"); ok {
		v, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return 0
		}
		return v / 100 * whole
	}
	return n.float(name)
}

func parseSVG(body []byte) (*node, error) {
	d := xml.NewDecoder(bytes.NewReader(body))
	top := &node{}
	open := []*node{top}
	for {
		t, err := d.Token()
		switch {
		case errors.Is(err, io.EOF) && len(top.kids) == 1:
			return top.kids[0], nil
		case err != nil:
			return nil, err
		}
		in := open[len(open)-1]
		switch t := t.(type) {
		case xml.StartElement:
			n := &node{name: t.Name.Local, attr: map[string]string{}}
			for _, a := range t.Attr {
				n.attr[a.Name.Local] = a.Value
			}
			in.kids = append(in.kids, n)
			open = append(open, n)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if in != top {
				in.kids = append(in.kids, &node{text: string(t)})
			}
		}
	}
}

// A state is what an element takes over from those around it.
type state struct {
	to           matrix
	fill, stroke string
	width        float64
	dash         []float64
	size         float64 // of text
	bold, halo   bool
	clip         image.Rectangle
}

// A raster draws nodes.
type raster struct {
	img     *image.RGBA
	size    [2]float64
	ids     map[string]*node
	classes map[string]map[string]string // declarations of the style sheet
	faces   faces
}

var ruleText = regexp.MustCompile(`\.([a-z0-9-]+)\{([^}]*)\}`)

// learn takes down what is referred to: elements with an id, and classes.
func (r *raster) learn(n *node) {
	if id := n.attr["id"]; id != "" {
		r.ids["#"+id] = n
	}
	if n.name == "style" && len(n.kids) > 0 {
		r.classes = map[string]map[string]string{}
		for _, m := range ruleText.FindAllStringSubmatch(n.kids[0].text, -1) {
			d := map[string]string{}
			for decl := range strings.SplitSeq(m[2], ";") {
				if name, value, ok := strings.Cut(decl, ":"); ok {
					d[name] = value
				}
			}
			r.classes[m[1]] = d
		}
	}
	for _, k := range n.kids {
		r.learn(k)
	}
}

// enter returns the state within n.
func (r *raster) enter(n *node, s state) state {
	for _, class := range strings.Fields(n.attr["class"]) {
		d := r.classes[class]
		if v, err := strconv.ParseFloat(strings.TrimSuffix(d["font-size"], "px"), 64); err == nil {
			s.size = v
		}
		s.bold = s.bold || d["font-weight"] == "700"
		s.halo = s.halo || d["paint-order"] == "stroke"
	}
	if v, ok := n.attr["fill"]; ok {
		s.fill = v
	}
	if v, ok := n.attr["stroke"]; ok {
		s.stroke = v
	}
	if _, ok := n.attr["stroke-width"]; ok {
		s.width = n.float("stroke-width")
	}
	if v, ok := n.attr["stroke-dasharray"]; ok {
		s.dash = numbers(v)
	}
	if v, ok := n.attr["transform"]; ok {
		s.to = s.to.then(v)
	}
	if v, ok := n.attr["clip-path"]; ok {
		if c := r.ids[strings.TrimSuffix(strings.TrimPrefix(v, "url("), ")")]; c != nil && len(c.kids) > 0 {
			q := c.kids[0]
			a, b := s.to.apply(point{q.float("x"), q.float("y")}), s.to.apply(point{q.float("x") + q.float("width"), q.float("y") + q.float("height")})
			s.clip = s.clip.Intersect(image.Rect(int(a.x), int(a.y), int(b.x+1), int(b.y+1)))
		}
	}
	return s
}

func (r *raster) children(n *node, s state) error {
	for _, k := range n.kids {
		if err := r.node(k, s); err != nil {
			return err
		}
	}
	return nil
}

func (r *raster) node(n *node, s state) error {
	switch n.name {
	case "", "title", "desc", "style", "defs", "clipPath":
		return nil
	}
	s = r.enter(n, s)
	switch n.name {
	case "g":
		return r.children(n, s)
	case "use":
		to, ok := r.ids[n.attr["href"]]
		if !ok {
			return fmt.Errorf("there is no %q to use", n.attr["href"])
		}
		s.to = s.to.moved(n.float("x"), n.float("y"))
		return r.node(to, s)
	case "text":
		return r.text(n, s)
	}
	p, err := r.outline(n)
	if err != nil {
		return err
	}
	r.paint(p, s)
	return nil
}

// outline returns the lines of a shape.
func (r *raster) outline(n *node) ([]line, error) {
	switch n.name {
	case "rect":
		x, y, w, h := n.float("x"), n.float("y"), n.of("width", r.size[0]), n.of("height", r.size[1])
		return []line{{points: []point{{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}}, closed: true}}, nil
	case "circle":
		return []line{circle(point{n.float("cx"), n.float("cy")}, n.float("r"))}, nil
	case "line":
		return []line{{points: []point{{n.float("x1"), n.float("y1")}, {n.float("x2"), n.float("y2")}}}}, nil
	case "path":
		return pathLines(n.attr["d"])
	}
	return nil, fmt.Errorf("the element %q is not known", n.name)
}

// paint fills lines and then strokes them.
func (r *raster) paint(lines []line, s state) {
	for i := range lines {
		lines[i] = lines[i].moved(s.to)
	}
	if c, ok := colourOf(s.fill); ok {
		r.cover(lines, c, s.clip)
	}
	if c, ok := colourOf(s.stroke); ok && s.width > 0 {
		r.cover(stroked(lines, s.width*s.to.scale(), scaled(s.dash, s.to.scale())), c, s.clip)
	}
}

// colourOf reads #rgb or #rrggbb; ok is false for none.
func colourOf(s string) (c color.RGBA, ok bool) {
	s, ok = strings.CutPrefix(s, "#")
	if len(s) == 3 {
		s = string([]byte{s[0], s[0], s[1], s[1], s[2], s[2]})
	}
	v, err := strconv.ParseUint(s, 16, 32)
	if !ok || err != nil || len(s) != 6 {
		return c, false
	}
	return color.RGBA{uint8(v >> 16), uint8(v >> 8), uint8(v), 255}, true
}

// numbers reads the numbers of a list.
func numbers(s string) []float64 {
	var out []float64
	for _, f := range strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ',' }) {
		if v, err := strconv.ParseFloat(f, 64); err == nil {
			out = append(out, v)
		}
	}
	return out
}
