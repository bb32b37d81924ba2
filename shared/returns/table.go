package returns

import (
	"slices"
	"strings"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/workbook"
)

// A table is a sheet as read: its headings and the rows below them.
type table struct {
	sheet string         // the sheet's name as it stands in the file
	head  int            // row of the headings
	cols  map[string]int // column of each heading
	rows  []workbook.Row
}

// ref is the address of a column's cell in a row.
func (t *table) ref(row int, heading string) cell.Ref {
	return cell.Ref{Sheet: t.sheet, Row: row, Col: t.cols[heading]}
}

// at returns the cell under a heading, and whether there is something in it.
func (t *table) at(row workbook.Row, heading string) (workbook.Cell, bool) {
	col := t.cols[heading]
	i, ok := slices.BinarySearchFunc(row.Cells, col, func(c workbook.Cell, col int) int { return c.Col - col })
	if !ok {
		return workbook.Cell{Col: col}, false
	}
	c := row.Cells[i]
	return c, !isBlank(c)
}

// isBlank reports whether a cell shows nothing: spaces, or a formula that
// gives an empty text.
func isBlank(c workbook.Cell) bool {
	return c.Kind == workbook.Text && tidy(c.Text) == ""
}

// word is the text under a heading, spaces trimmed.
func (t *table) word(row workbook.Row, heading string) string {
	c, _ := t.at(row, heading)
	return tidy(c.Text)
}

// tidy removes the spaces around a text, and makes those within it single
// ordinary ones: what is pasted from web pages holds others.
func tidy(s string) string { return strings.Join(strings.Fields(s), " ") }

// norm makes names comparable: case, and the difference between a space, a
// hyphen and an underscore, do not count.
func norm(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return r == ' ' || r == '_' || r == '-' || r == '\u00a0' || r == '\t' || r == '\n'
	}), "_")
}

// headRows is how far down the headings of a sheet are looked for: somebody
// may have put a title above them.
const headRows = 20

// maxRows is more rows than a sheet of a return has: the 166 of the longest, and
// one a locality for each of its measures leave room to spare. A list is told
// by the privacy screen, which does not keep rows.
const maxRows = 5000

// readTable finds the headings of a sheet and reads the rows below. needed
// must all be there, known may be. It returns nil when the sheet cannot be
// read; the reason is then among the problems.
func (r *reader) readTable(sheet string, needed, known []string) *table {
	t := &table{sheet: sheet}
	var best workbook.Row // the row with most of the headings
	most := 0
	for row, err := range r.book.Rows(sheet) {
		if err != nil {
			r.unreadable(err)
			return nil
		}
		if len(t.rows) == maxRows {
			r.stop(cell.Ref{Sheet: sheet, Row: row.Number}, "V01", "", "This sheet has more than %d rows with something in them, as no return does. Delete the rows from here on.", maxRows)
			return nil
		}
		row.Cells = slices.Clone(row.Cells)
		if t.head == 0 && row.Number <= headRows {
			n := 0
			for _, h := range needed {
				if slices.ContainsFunc(row.Cells, func(c workbook.Cell) bool { return c.Kind == workbook.Text && norm(c.Text) == h }) {
					n++
				}
			}
			if n > most {
				most, best = n, row
			}
			if n == len(needed) {
				t.head = row.Number
				continue
			}
		}
		t.rows = append(t.rows, row)
	}
	if most*2 <= len(needed) && most < len(needed) {
		r.stop(cell.Ref{Sheet: sheet}, "V02", "",
			"The sheet %s has no row of headings. Its first row must read %s: copy it from a new template.", sheet, quoted(needed))
		return nil
	}
	if !r.headings(t, best, needed, known) {
		return nil
	}
	t.head = best.Number
	t.rows = slices.DeleteFunc(t.rows, func(row workbook.Row) bool { return row.Number <= t.head })
	return t
}

// headings takes down the columns of a row of headings and reports whether
// all that are needed are there, once each.
func (r *reader) headings(t *table, row workbook.Row, needed, known []string) bool {
	t.cols = map[string]int{}
	var extra []workbook.Cell
	ok := true
	for _, c := range row.Cells {
		h := norm(c.Text)
		ref := cell.Ref{Sheet: t.sheet, Row: row.Number, Col: c.Col}
		switch {
		case isBlank(c):
		case !slices.Contains(needed, h) && !slices.Contains(known, h):
			extra = append(extra, c)
		case t.cols[h] != 0:
			r.stop(ref, "V02", h, "The heading %q stands twice on this sheet. Delete one of the two columns.", h)
			ok = false
		default:
			t.cols[h] = c.Col
		}
	}
	var missing []string
	for _, h := range needed {
		if t.cols[h] == 0 {
			missing = append(missing, h)
		}
	}
	if len(missing) > 0 {
		ref := cell.Ref{Sheet: t.sheet, Row: row.Number}
		if len(extra) == 1 && len(missing) == 1 {
			ref.Col = extra[0].Col // most likely the heading that was changed
			r.stop(ref, "V02", "", "The heading %q is missing. If this column is it, type %s here.", missing[0], missing[0])
		} else {
			r.stop(ref, "V02", "", "These headings are missing: %s. Type them in this row, each above its column, or copy the row from a new template.", quoted(missing))
		}
		return false
	}
	for _, c := range extra {
		r.note(cell.Ref{Sheet: t.sheet, Row: row.Number, Col: c.Col}, "V02",
			"This column is not part of the return and was not read. Nothing needs doing unless you expected it to be.")
	}
	return ok
}

// quoted writes a list of words for a sentence.
func quoted(words []string) string { return strings.Join(words, ", ") }
