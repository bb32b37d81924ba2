package injection

import (
	"fmt"
	"slices"
	"time"

	"earlyhelp/shared/cell"
)

// A kind says how a value is stored in a workbook.
type kind byte

const (
	blank     kind = iota // a cell with a style and nothing in it
	text                  // a shared, inline or rich text
	number                // num
	day                   // num is a serial number of the 1900 system, shown as a date
	boolean               // num is 0 or 1
	fault                 // an error such as #REF!
	formula               // text is a formula whose result is not stored
	reckoned              // num is the stored result of a formula
	percent               // num shown as a percentage
	shownText             // a number as text: num was typed as text
)

// A box is one cell of a grid. It keeps its identity while the rows and
// columns around it move.
type box struct {
	kind kind
	text string
	num  float64
}

// A grid is one sheet: rows of boxes, nil where there is none. Row i of the
// grid is row i+1 of the sheet.
type grid struct {
	name   string
	rows   [][]*box
	merged []string // ranges
	hidden []*box   // whose rows are hidden
	state  string   // hidden or veryHidden
}

// A book is a workbook in the making.
type book []*grid

func (b book) sheet(name string) *grid {
	i := slices.IndexFunc(b, func(g *grid) bool { return g.name == name })
	if i < 0 {
		panic("no sheet " + name)
	}
	return b[i]
}

// clone copies a book, and maps the boxes of the old to those of the new.
func (b book) clone() (book, map[*box]*box) {
	same := map[*box]*box{}
	out := make(book, len(b))
	for i, g := range b {
		n := &grid{name: g.name, rows: make([][]*box, len(g.rows)), merged: slices.Clone(g.merged), state: g.state}
		for r, row := range g.rows {
			n.rows[r] = make([]*box, len(row))
			for c, old := range row {
				if old != nil {
					fresh := *old
					n.rows[r][c], same[old] = &fresh, &fresh
				}
			}
		}
		out[i] = n
	}
	return out, same
}

// ref finds where a box stands now.
func (b book) ref(want *box) cell.Ref {
	for _, g := range b {
		for r, row := range g.rows {
			for c, have := range row {
				if have == want {
					return cell.Ref{Sheet: g.name, Row: r + 1, Col: c + 1}
				}
			}
		}
	}
	panic("the box is in no sheet")
}

// at returns the box under a heading in a row, made if there is none.
func (g *grid) at(row, col int) *box {
	for len(g.rows) <= row {
		g.rows = append(g.rows, nil)
	}
	for len(g.rows[row]) <= col {
		g.rows[row] = append(g.rows[row], nil)
	}
	if g.rows[row][col] == nil {
		g.rows[row][col] = &box{}
	}
	return g.rows[row][col]
}

// column returns the place of a heading in a row, or -1.
func (g *grid) column(row int, heading string) int {
	return slices.IndexFunc(g.rows[row], func(b *box) bool { return b != nil && b.kind == text && b.text == heading })
}

// head returns the first row at or after from in which all headings stand.
func (g *grid) head(from int, headings ...string) int {
	for r := from; r < len(g.rows); r++ {
		if !slices.ContainsFunc(headings, func(h string) bool { return g.column(r, h) < 0 }) {
			return r
		}
	}
	panic(fmt.Sprintf("%s has no headings %v", g.name, headings))
}

// insertRows puts n rows without anything before row at.
func (g *grid) insertRows(at, n int) { g.rows = slices.Insert(g.rows, at, make([][]*box, n)...) }

func words(s string) *box     { return &box{kind: text, text: s} }
func count(n float64) *box    { return &box{kind: number, num: n} }
func date(t time.Time) *box   { return &box{kind: day, num: serial(t)} }
func (b *box) become(n *box)  { *b = *n }
func (b *box) isNumber() bool { return b.kind == number || b.kind == reckoned || b.kind == shownText }

// origin is day 0 of the 1900 system, as it counts from March 1900 on.
var origin = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)

// serial is the number of a day in the 1900 system.
func serial(t time.Time) float64 {
	return t.Sub(origin).Hours() / 24
}
