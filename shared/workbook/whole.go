package workbook

import (
	"io"
	"slices"
	"strings"
)

// A Merge is a range of cells shown as one: its first cell holds what is
// shown. Rows and columns are 1-based.
type Merge struct {
	Row, Col         int
	LastRow, LastCol int
}

// A Whole is a sheet read to its end.
type Whole struct {
	Rows   []Row // from top to bottom, blank ones left out; not overwritten
	Merged []Merge
	More   int // number of the first row that was not read, since there are too many; 0 when all were
}

// mostMerges is how many merged ranges of a sheet are taken down: a return has
// some 200, and each costs memory.
const mostMerges = 20_000

// Whole reads a sheet of at most so many rows, with its merged ranges, into
// memory. Of a longer one it reads no further, and gives no merged ranges. The
// error is a *RefusedError, as of Rows.
func (b *Book) Whole(sheet string, most int) (Whole, error) {
	var w Whole
	i := slices.IndexFunc(b.sheets, func(s Sheet) bool { return strings.EqualFold(s.Name, sheet) })
	if i < 0 {
		return w, refuse(Damaged, "The workbook has no sheet named %q.", short(sheet))
	}
	sh := b.sheets[i]
	if !sh.Grid {
		return w, nil
	}
	rc, err := b.Part(sh.Part)
	if err != nil {
		return w, err
	}
	defer rc.Close()
	r := sheetReader{book: b, sheet: sh.Name, s: newScanner(rc)}
	var cells []Cell // rows are cut from it, a few hundred at a time
	for {
		row, err := r.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return w, r.explain(err)
		}
		if len(w.Rows) == most {
			w.More = row.Number
			return w, nil
		}
		if cap(cells)-len(cells) < len(row.Cells) {
			cells = make([]Cell, 0, max(1024, len(row.Cells)))
		}
		from := len(cells)
		cells = append(cells, row.Cells...)
		row.Cells = cells[from:len(cells):len(cells)]
		w.Rows = append(w.Rows, row)
	}
	w.Merged = r.merges()
	return w, nil
}

// merges reads what follows the rows. What is not well-formed there ends it:
// the rows are what counts.
func (r *sheetReader) merges() []Merge {
	var merged []Merge
	for len(merged) < mostMerges {
		kind, err := r.s.next()
		if err != nil {
			return merged
		}
		if kind != startTag || string(r.s.name) != "mergeCell" {
			continue
		}
		first, last, ok := strings.Cut(r.s.attr("ref"), ":")
		if !ok {
			continue
		}
		col, row, ok1 := parseRef([]byte(first))
		lastCol, lastRow, ok2 := parseRef([]byte(last))
		if ok1 && ok2 && lastCol >= col && lastRow >= row {
			merged = append(merged, Merge{row, col, lastRow, lastCol})
		}
	}
	return merged
}
