package injection

import (
	"fmt"
	"slices"

	"earlyhelp/shared/cell"
)

// A layout says what may be done to a sheet without changing what it says.
type layout struct {
	sheet string
	cols  int  // columns that belong to it
	extra bool // may take columns of the area's own
}

// rearrange lays a book out as people and programs do: sheets in another
// order, a title above the headings, rows left blank, columns moved, columns
// of one's own, cells merged where nothing is read.
func (b book) rearrange(d dice, ls []layout) {
	for _, l := range ls {
		g := b.sheet(l.sheet)
		if once(d, 2) {
			g.moveColumns(d, l.cols)
		}
		if l.extra && once(d, 3) {
			g.ownColumn(d)
		}
		for range d.n(6) {
			g.insertRows(in(d, 1, len(g.rows)), in(d, 1, 3)) // never above the headings
		}
		if once(d, 3) {
			g.title(in(d, 1, 3))
		}
		if once(d, 3) {
			n := len(g.rows) + in(d, 2, 4)
			g.at(n, 1)
			g.merged = append(g.merged, fmt.Sprintf("B%d:D%d", n+1, n+1))
		}
	}
	if once(d, 2) {
		order := shuffled(d, len(b))
		old := slices.Clone(b)
		for i, j := range order {
			b[i] = old[j]
		}
	}
}

// moveColumns puts the first n columns in another order.
func (g *grid) moveColumns(d dice, n int) {
	order := shuffled(d, n)
	for r, row := range g.rows {
		if len(row) == 0 {
			continue
		}
		for len(row) < n {
			row = append(row, nil)
		}
		moved := slices.Clone(row)
		for i, j := range order {
			moved[j] = row[i]
		}
		g.rows[r] = moved
	}
}

// ownColumn adds a column that no template has.
func (g *grid) ownColumn(d dice) {
	width := 0
	for _, row := range g.rows {
		width = max(width, len(row))
	}
	g.at(0, width).become(words(one(d, []string{"our team", "checked", "system code", "Unnamed: 36"})))
	for r := 1; r < len(g.rows); r++ {
		if len(g.rows[r]) > 0 && once(d, 2) {
			g.at(r, width).become(words(one(d, []string{"north", "south", "x", "2", "see above"})))
		}
	}
}

// title puts n rows above the headings, the first with a title over merged
// cells.
func (g *grid) title(n int) {
	for i, m := range g.merged {
		g.merged[i] = moved(m, n)
	}
	g.insertRows(0, n)
	g.at(0, 0).become(words("Early help"))
	g.merged = append(g.merged, "A1:C1")
}

// moved is a range so many rows further down.
func moved(area string, n int) string {
	var from, to string
	for i := range area {
		if area[i] == ':' {
			from, to = area[:i], area[i+1:]
		}
	}
	down := func(at string) string {
		ref, err := cell.Parse(at)
		if err != nil {
			panic(err)
		}
		return fmt.Sprintf("%s%d", cell.ColumnName(ref.Col), ref.Row+n)
	}
	return down(from) + ":" + down(to)
}

// anyDialect draws how the book is written.
func anyDialect(d dice) dialect {
	return dialect{
		shared: once(d, 2), rich: once(d, 3), since04: once(d, 4), prefix: once(d, 4), noRefs: once(d, 5),
		stored: once(d, 4), sparse: once(d, 2), crlf: once(d, 4), dayText: once(d, 4),
	}
}

// loosen stores some numbers as texts, or as results of formulas.
func (b book) loosen(d dice, sheets ...string) {
	for _, name := range sheets {
		for _, row := range b.sheet(name).rows {
			for _, x := range row {
				if x == nil || x.kind != number || !once(d, 40) {
					continue
				}
				if once(d, 2) {
					x.kind = shownText
				} else {
					x.kind, x.text = reckoned, "SUM(1,2)"
				}
			}
		}
	}
}
