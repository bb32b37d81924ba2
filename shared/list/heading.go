package list

import (
	"fmt"
	"strings"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/workbook"
)

// headings says where each column stands in a file.
type headings struct {
	row    int
	at     []int // by index in columns: 1-based column of the sheet, 0 when absent
	column []int // by column of the sheet: index in columns, -1 for any other
}

// enoughHeadings is how many known headings make a row the row of headings.
// Three do not occur together by chance in a title or a data row.
const enoughHeadings = 3

// findHeadings reads a row as the row of headings, by name whatever the order
// and case. It reports false when it is not one.
func findHeadings(row workbook.Row) (headings, bool) {
	h := headings{row: row.Number, at: make([]int, len(columns))}
	known := 0
	for _, c := range row.Cells {
		if c.Col > mostColumns {
			break
		}
		for len(h.column) <= c.Col {
			h.column = append(h.column, -1)
		}
		if i := columnNamed(c.Text); i >= 0 && h.at[i] == 0 {
			h.column[c.Col], h.at[i] = i, c.Col
			known++
		}
	}
	return h, known >= enoughHeadings
}

// columnNamed returns the index of the column with a heading, -1 for none.
func columnNamed(heading string) int {
	if i, ok := columnIndex[fold(heading)]; ok {
		return i
	}
	return -1
}

// columnIndex finds a column by its folded name.
var columnIndex = func() map[string]int {
	index := map[string]int{}
	for i, c := range columns {
		index[fold(c.Name)] = i
	}
	return index
}()

// reportHeadings reports headings that are missing, stand twice or are not
// asked for. A missing heading is reported at the cell of a heading that looks
// like a slip of it, else at the row of headings.
func (r *reader) reportHeadings(row workbook.Row) {
	slips := map[int]cell.Ref{}
	var extra []string
	for _, c := range row.Cells {
		i := columnNamed(c.Text)
		switch {
		case c.Col <= mostColumns && r.heads.column[c.Col] >= 0:
		case i >= 0:
			r.stop(r.ref(row.Number, c.Col), "V02", c.Text, "The heading %s stands twice, in columns %s and %s: take one out.",
				columns[i].Name, cell.ColumnName(r.heads.at[i]), cell.ColumnName(c.Col))
		default:
			if slip := near(c.Text, r.missing()); slip != "" {
				slips[columnNamed(slip)] = r.ref(row.Number, c.Col)
				continue
			}
			extra = append(extra, fmt.Sprintf("%s (column %s)", shorten(tidy(c.Text)), cell.ColumnName(c.Col)))
		}
	}
	for _, name := range r.missing() {
		i := columnNamed(name)
		if ref, ok := slips[i]; ok {
			r.stop(ref, "V02", "", "The heading %s is missing, and this one is not known: if it is the same, call it %s.", name, name)
			continue
		}
		r.stop(cell.Ref{Sheet: r.sheet, Row: row.Number}, "V02", name, "The heading %s is missing from the row of headings: add the column, even if its cells stay blank.", name)
	}
	if len(extra) > 0 {
		r.add(cell.Ref{Sheet: r.sheet, Row: row.Number}, "V02", cell.Note, "",
			fmt.Sprintf("Columns that the list does not ask for are passed over and never copied anywhere: %s.", strings.Join(extra, ", ")))
	}
}

// missing returns the names of the columns that have no heading.
func (r *reader) missing() []string {
	var names []string
	for i, at := range r.heads.at {
		if at == 0 {
			names = append(names, columns[i].Name)
		}
	}
	return names
}
