package review

import (
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/ledongthuc/pdf"
)

// A line is a run of text on one baseline, in points from the bottom left of
// the page.
type line struct {
	Text      string
	X, Y, End float64
	Size      float64 // of the letters
}

// readPage runs the page's drawing program in its own order, which is the
// reading order in what word processors write, and starts a line where the
// baseline changes. Gaps along a baseline, whether moved over or written as
// kerning, become spaces. It also reports whether a picture is drawn. What
// producers mark as an artifact (running headers, page numbers) is left out.
func readPage(p pdf.Page) (lines []line, images bool, err error) {
	d := drawing{fonts: map[string]*face{}, ctm: identity, scale: 1}
	defer func() {
		if e := recover(); e != nil {
			err = fmt.Errorf("page: %v", e)
		}
		d.flush()
		lines, images = d.lines, d.images
	}()
	contents := p.V.Key("Contents")
	if contents.IsNull() {
		return nil, hasPicture(p), nil
	}
	for _, name := range p.Fonts() {
		f := p.Font(name)
		d.fonts[name] = newFace(&f)
	}
	d.images = hasPicture(p)
	pdf.Interpret(contents, d.do)
	return
}

func hasPicture(p pdf.Page) bool {
	objects := p.Resources().Key("XObject")
	for _, name := range objects.Keys() {
		if kind := objects.Key(name).Key("Subtype").Name(); kind == "Image" || kind == "Form" {
			return true
		}
	}
	return false
}

// A matrix is the six numbers of a PDF transformation: x' = ax + cy + e,
// y' = bx + dy + f (ISO 32000-1, 8.3.3).
type matrix struct{ a, b, c, d, e, f float64 }

var identity = matrix{a: 1, d: 1}

// then applies m first and n to its result.
func (m matrix) then(n matrix) matrix {
	return matrix{
		m.a*n.a + m.b*n.c, m.a*n.b + m.b*n.d,
		m.c*n.a + m.d*n.c, m.c*n.b + m.d*n.d,
		m.e*n.a + m.f*n.c + n.e, m.e*n.b + m.f*n.d + n.f,
	}
}

// A drawing is the state of a page's drawing program that matters to text.
type drawing struct {
	fonts  map[string]*face
	font   *face
	size   float64
	scale  float64 // horizontal, 1 is 100%
	tc, tw float64 // character and word spacing
	lead   float64
	tm     matrix
	tlm    matrix
	ctm    matrix
	saved  []matrix
	marks  []bool // marked content in force: is it an artifact
	cur    line
	b      strings.Builder
	open   bool
	lines  []line
	images bool
}

// do carries out one operator. Operands of the wrong number or kind make it
// do nothing: what other readers do with broken files.
func (d *drawing) do(stk *pdf.Stack, op string) {
	n := stk.Len()
	args := make([]pdf.Value, n)
	for i := n - 1; i >= 0; i-- {
		args[i] = stk.Pop()
	}
	num := func(i int) float64 {
		if i < n {
			return args[i].Float64()
		}
		return 0
	}
	six := func() (m matrix, ok bool) {
		return matrix{num(0), num(1), num(2), num(3), num(4), num(5)}, n == 6
	}
	switch op {
	case "q":
		if len(d.saved) < 1000 {
			d.saved = append(d.saved, d.ctm)
		}
	case "Q":
		if k := len(d.saved); k > 0 {
			d.ctm, d.saved = d.saved[k-1], d.saved[:k-1]
		}
	case "cm":
		if m, ok := six(); ok {
			d.ctm = m.then(d.ctm)
		}
	case "BMC", "BDC":
		artifact := n > 0 && args[0].Name() == "Artifact"
		if len(d.marks) < 1000 {
			d.marks = append(d.marks, artifact)
		}
	case "EMC":
		if k := len(d.marks); k > 0 {
			d.marks = d.marks[:k-1]
		}
	case "BI":
		d.images = true
	case "BT":
		d.tm, d.tlm = identity, identity
	case "Tf":
		if n == 2 {
			d.font, d.size = d.fonts[args[0].Name()], num(1)
		}
	case "Tc":
		d.tc = num(0)
	case "Tw":
		d.tw = num(0)
	case "Tz":
		d.scale = num(0) / 100
	case "TL":
		d.lead = num(0)
	case "Tm":
		if m, ok := six(); ok {
			d.tm, d.tlm = m, m
		}
	case "Td":
		d.move(num(0), num(1))
	case "TD":
		d.lead = -num(1)
		d.move(num(0), num(1))
	case "T*":
		d.move(0, -d.lead)
	case "'":
		d.move(0, -d.lead)
		if n == 1 {
			d.show(args[0].RawString())
		}
	case `"`:
		d.move(0, -d.lead)
		if n == 3 {
			d.tw, d.tc = num(0), num(1)
			d.show(args[2].RawString())
		}
	case "Tj":
		if n == 1 {
			d.show(args[0].RawString())
		}
	case "TJ":
		if n != 1 {
			return
		}
		for i := range args[0].Len() {
			switch x := args[0].Index(i); x.Kind() {
			case pdf.String:
				d.show(x.RawString())
			case pdf.Integer, pdf.Real:
				d.tm = matrix{1, 0, 0, 1, -x.Float64() / 1000 * d.size * d.scale, 0}.then(d.tm)
			}
		}
	}
}

func (d *drawing) move(x, y float64) {
	d.tlm = matrix{1, 0, 0, 1, x, y}.then(d.tlm)
	d.tm = d.tlm
}

// show draws a string at the current point. A word space is about a quarter
// of the letters' size and kerning under a twentieth, so a gap of 0.15 parts
// words; a baseline further off than 0.4 is another line, nearer is a raised
// or lowered note.
func (d *drawing) show(raw string) {
	for _, artifact := range d.marks {
		if artifact {
			return
		}
	}
	text, width := d.font.text(raw), d.font.advance(raw, d.size, d.tc, d.tw)
	at := d.tm.then(d.ctm)
	d.tm = matrix{1, 0, 0, 1, width * d.scale, 0}.then(d.tm)
	end := d.tm.then(d.ctm)
	size := math.Abs(d.size) * math.Hypot(at.c, at.d)
	if text == "" || size == 0 {
		return
	}
	if d.open && (math.Abs(at.f-d.cur.Y) > 0.4*max(size, d.cur.Size) || at.e < d.cur.X-size) {
		d.flush()
	}
	switch {
	case !d.open:
		d.cur, d.open = line{X: at.e, Y: at.f, Size: size}, true
	case at.e-d.cur.End > 0.15*size:
		d.b.WriteByte(' ')
	}
	d.cur.Size = max(d.cur.Size, size)
	d.cur.End = end.e
	d.b.WriteString(text)
}

func (d *drawing) flush() {
	if !d.open {
		return
	}
	raw := strings.TrimSpace(d.b.String())
	if strings.HasSuffix(raw, "\u00ad") {
		raw += "‐" // a soft hyphen that shows: see vocabulary.join
	}
	d.cur.Text = tidy(raw)
	if d.cur.Text != "" {
		d.lines = append(d.lines, d.cur)
	}
	d.b.Reset()
	d.open = false
}

// A face is a font as far as reading it goes.
type face struct {
	encoding pdf.TextEncoding
	plain    bool // the reader knows no encoding: bytes as they are
	wide     bool // two bytes a sign
	widths   map[int]float64
	missing  float64
}

func newFace(f *pdf.Font) *face {
	c := &face{encoding: f.Encoder(), widths: map[int]float64{}, missing: 500}
	c.plain = c.encoding.Decode("\xff") == "\xff"
	if f.V.Key("Subtype").Name() == "Type0" {
		c.wide, c.missing = true, 1000
		inner := f.V.Key("DescendantFonts").Index(0)
		if w := inner.Key("DW"); !w.IsNull() {
			c.missing = w.Float64()
		}
		c.readWide(inner.Key("W"))
		return c
	}
	first := f.FirstChar()
	for i, w := range f.Widths() {
		c.widths[first+i] = w
	}
	return c
}

// readWide reads the /W array: "c [w1 w2 ...]" or "first last w" (ISO
// 32000-1, 9.7.4.3).
func (c *face) readWide(w pdf.Value) {
	for i := 0; i+1 < w.Len(); {
		first := int(w.Index(i).Int64())
		if list := w.Index(i + 1); list.Kind() == pdf.Array {
			for j := range list.Len() {
				c.widths[first+j] = list.Index(j).Float64()
			}
			i += 2
			continue
		}
		last := min(int(w.Index(i+1).Int64()), 0xffff)
		for code := max(first, 0); code <= last; code++ {
			c.widths[code] = w.Index(i + 2).Float64()
		}
		i += 3
	}
}

// text decodes the bytes of a string. A nil face is a font the page does not
// have.
func (c *face) text(raw string) string {
	if c != nil && !c.plain {
		if s := c.encoding.Decode(raw); utf8.ValidString(s) {
			return s
		}
	}
	var b strings.Builder
	for i := range len(raw) {
		b.WriteRune(windows1252(rune(raw[i])))
	}
	return b.String()
}

// advance is how far a string moves the point, before horizontal scaling.
func (c *face) advance(raw string, size, tc, tw float64) float64 {
	step := 1
	if c != nil && c.wide {
		step = 2
	}
	total := 0.0
	for i := 0; i+step <= len(raw); i += step {
		code := int(raw[i])
		if step == 2 {
			code = code<<8 | int(raw[i+1])
		}
		w := 500.0 // half the size: about the mean of a Latin font
		if c != nil {
			w = c.missing
			if known, ok := c.widths[code]; ok {
				w = known
			}
		}
		total += w/1000*size + tc
		if step == 1 && code == ' ' {
			total += tw
		}
	}
	return total
}
