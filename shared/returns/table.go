package returns

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

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
	i, ok := columnOf(row, col)
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
// ordinary ones: what is pasted from web pages holds others, some of no width.
func tidy(s string) string {
	if isTidy(s) {
		return s
	}
	return strings.Join(strings.Fields(invisible.Replace(s)), " ")
}

// invisible removes characters that show nothing: soft hyphens, joiners and
// marks of direction.
var invisible = strings.NewReplacer("\u00ad", "", "\u200b", "", "\u200c", "", "\u200d", "", "\u200e", "", "\u200f", "", "\u2060", "", "\ufeff", "")

// isTidy reports whether tidy would leave a text as it is.
func isTidy(s string) bool {
	for i := range len(s) {
		if c := s[i]; c >= utf8.RuneSelf || c < ' ' || c == ' ' && (i == 0 || i == len(s)-1 || s[i-1] == ' ') {
			return false
		}
	}
	return true
}

// norm makes names comparable: case, and the difference between a space, a
// hyphen, a dash and an underscore, do not count.
func norm(s string) string {
	if isNorm(s) {
		return s
	}
	return strings.Join(strings.FieldsFunc(strings.ToLower(invisible.Replace(s)), func(r rune) bool {
		return r == '_' || r == '-' || r >= '\u2010' && r <= '\u2015' || r == '\u2212' || unicode.IsSpace(r)
	}), "_")
}

// isNorm reports whether norm would leave a text as it is, as it does with most
// names in most workbooks.
func isNorm(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && (c != '_' || i == 0 || i == len(s)-1 || s[i-1] == '_') {
			return false
		}
	}
	return true
}

// maxRows is more rows than a sheet of a return has: the 351 of the longest, and
// one a locality for each of its measures leave room to spare. A list is told
// by the privacy screen, which does not keep rows.
const maxRows = 5000

// A want is a table that a sheet should hold: the headings that must all be
// there, those among them whose columns name a row, those that may be there,
// and the first labels of its rows.
type want struct {
	needed, heads, known []string
	labels               func(label string) bool
}

// readTables finds the tables of a sheet by their headings, wherever they
// stand and in whatever order, and reads the rows below each. A table that
// cannot be read is nil; the reason is then among the problems.
func (r *reader) readTables(sheet string, wants []want) []*table {
	tables := make([]*table, len(wants))
	whole, err := r.book.Whole(sheet, maxRows)
	if err != nil {
		r.unreadable(err)
		return tables
	}
	if whole.More > 0 {
		r.stop(cell.Ref{Sheet: sheet, Row: whole.More}, "V01", groupTooMuch, "", "This sheet has more than %d rows with something in them, as no return does. Delete the rows from here on.", maxRows)
		return tables
	}
	rows := whole.Rows
	heads := findHeadings(rows, wants)
	if !slices.ContainsFunc(heads, func(h int) bool { return h >= 0 }) {
		var needed []string
		for _, w := range wants {
			needed = append(needed, quoted(w.needed))
		}
		r.stop(cell.Ref{Sheet: sheet}, "V02", groupHeadings, "",
			"The sheet %s has no row of headings. It must read %s: copy it from a new template.", sheet, strings.Join(needed, "; and for the table below it "))
		return tables
	}
	for i, w := range wants {
		if heads[i] < 0 {
			r.stop(cell.Ref{Sheet: sheet}, "V02", groupHeadings, "",
				"The table with the headings %s is missing. Copy it from a new template, headings included, below the other table.", quoted(w.needed))
			continue
		}
		t := &table{sheet: sheet, head: rows[heads[i]].Number}
		if !r.headings(t, rows[heads[i]], w.needed, w.known) {
			continue
		}
		end := len(rows) // the rows of a table end where the next one's headings begin
		for _, h := range heads {
			if h > heads[i] && h < end {
				end = h
			}
		}
		t.rows = rows[heads[i]+1 : end]
		if end < len(rows) {
			t.rows = withoutTitle(t, w.labels)
		}
		t.merge(whole.Merged, w.heads)
		tables[i] = t
	}
	return tables
}

// merge repeats a name that stands in a cell merged over several rows in each
// of them. Counts are not repeated: nobody could tell whose they are.
func (t *table) merge(merged []workbook.Merge, heads []string) {
	left := len(heads) * len(t.rows) // no range lies over another, save in a file made to keep us busy
	for _, m := range merged {
		if m.Row <= t.head || m.LastRow == m.Row {
			continue
		}
		for _, h := range heads {
			col := t.cols[h]
			if col < m.Col || col > m.LastCol {
				continue
			}
			from, there := slices.BinarySearchFunc(t.rows, m.Row, func(row workbook.Row, n int) int { return row.Number - n })
			if !there {
				continue
			}
			i, ok := columnOf(t.rows[from], m.Col)
			if !ok {
				continue
			}
			name := t.rows[from].Cells[i]
			name.Col = col
			for j := from; j < len(t.rows) && t.rows[j].Number <= m.LastRow; j++ {
				if left--; left < 0 {
					return
				}
				if at, ok := columnOf(t.rows[j], col); !ok {
					t.rows[j].Cells = slices.Insert(slices.Clone(t.rows[j].Cells), at, name)
				}
			}
		}
	}
}

// columnOf returns where in a row's cells that of a column stands, or would.
func columnOf(row workbook.Row, col int) (int, bool) {
	return slices.BinarySearchFunc(row.Cells, col, func(c workbook.Cell, col int) int { return c.Col - col })
}

// withoutTitle leaves out the title of the table below: text alone in a row.
func withoutTitle(t *table, isLabel func(string) bool) []workbook.Row {
	rows := t.rows
	for len(rows) > 0 {
		var filled []workbook.Cell
		for _, c := range rows[len(rows)-1].Cells {
			if !isBlank(c) {
				filled = append(filled, c)
			}
		}
		if len(filled) > 1 || len(filled) == 1 && (filled[0].Kind != workbook.Text || isLabel(filled[0].Text)) {
			break
		}
		rows = rows[:len(rows)-1]
	}
	return rows
}

// findHeadings returns for each table the row that holds most of its headings,
// -1 where none holds more than half. A row heads one table.
func findHeadings(rows []workbook.Row, wants []want) []int {
	n := make([][]int, len(wants)) // matches, by table and row
	best := make([]int, len(wants))
	for i := range n {
		n[i] = make([]int, len(rows))
		best[i] = -1
	}
	for j, row := range rows {
		all := true
		words := map[string]bool{}
		for _, c := range row.Cells {
			if c.Kind == workbook.Text && len(c.Text) < 64 {
				words[norm(c.Text)] = true
			}
		}
		for i, w := range wants {
			for _, h := range w.needed {
				if words[h] {
					n[i][j]++
				}
			}
			if n[i][j] == len(w.needed) && best[i] < 0 {
				best[i] = j
			}
			all = all && best[i] >= 0
		}
		if all {
			break // every table's headings are there in full
		}
	}
	heads := make([]int, len(wants))
	taken := map[int]bool{}
	for i := range heads {
		heads[i] = -1
	}
	for range wants {
		table, at, most := -1, -1, 0.5
		for i, w := range wants {
			if heads[i] >= 0 {
				continue
			}
			for j, m := range n[i] {
				if share := float64(m) / float64(len(w.needed)); share > most && !taken[j] {
					table, at, most = i, j, share
				}
			}
		}
		if table >= 0 {
			heads[table], taken[at] = at, true
		}
	}
	return heads
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
			r.stop(ref, "V02", groupHeadings, h, "The heading %q stands twice in this table. Delete one of the two columns.", h)
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
		r.missingHeadings(cell.Ref{Sheet: t.sheet, Row: row.Number}, missing, extra)
		return false
	}
	for _, c := range extra {
		r.note(cell.Ref{Sheet: t.sheet, Row: row.Number, Col: c.Col}, "V02", groupExtra,
			"This column is not part of the return and was not read. Nothing needs doing unless you expected it to be.")
	}
	return ok
}

// missingHeadings reports headings that are not there: each at the cell that is
// most likely it, misspelt or changed, and the rest at the row.
func (r *reader) missingHeadings(ref cell.Ref, missing []string, extra []workbook.Cell) {
	var gone []string
	for _, h := range missing {
		i := slices.IndexFunc(extra, func(c workbook.Cell) bool { return Nearest(norm(c.Text), []string{h}) == 0 })
		if len(extra) == 1 && len(missing) == 1 {
			i = 0
		}
		if i < 0 {
			gone = append(gone, h)
			continue
		}
		at := ref
		at.Col = extra[i].Col
		r.stop(at, "V02", groupHeadings, "", "The heading %q is missing. If this column is it, type %s here.", h, h)
	}
	if len(gone) > 0 {
		r.stop(ref, "V02", groupHeadings, "", "These headings are missing: %s. Type them in this row, each above its column, or copy the row from a new template.", quoted(gone))
	}
}
