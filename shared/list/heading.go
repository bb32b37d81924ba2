package list

import (
	"cmp"
	"fmt"
	"strings"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/workbook"
)

// headings says where each column of a table stands in a file.
type headings struct {
	row    int
	at     []int // by index of the table's columns: 1-based column of the sheet, 0 when absent
	column []int // by column of the sheet: index of the table's columns, -1 for any other
}

// enoughHeadings is how many known headings make a row the row of headings.
// Three do not occur together by chance in a title or a data row.
const enoughHeadings = 3

// enoughMapped is the same under a mapping, in which the officer has said what
// the headings are.
const enoughMapped = 2

// findHeadings reads a row as the row of headings, by name whatever the order
// and case. It reports false when it is not one.
func (n *naming) findHeadings(row workbook.Row) (headings, bool) {
	h := headings{row: row.Number, at: make([]int, len(n.table.columns))}
	known := 0
	for _, c := range row.Cells {
		if c.Col > mostColumns {
			break
		}
		for len(h.column) <= c.Col {
			h.column = append(h.column, -1)
		}
		if i := n.named(c.Text); i >= 0 && h.at[i] == 0 {
			h.column[c.Col], h.at[i] = i, c.Col
			known++
		}
	}
	if n.mapping != nil {
		return h, known >= enoughMapped
	}
	return h, known >= enoughHeadings
}

// reportHeadings reports headings that are missing, stand twice or are not
// asked for. A missing heading is reported at the cell of a heading that looks
// like a slip of it, else at the row of headings.
func (r *reader) reportHeadings(row workbook.Row) {
	missing := r.missing()
	called := make([]string, len(missing)) // what each should be called
	for i, column := range missing {
		called[i] = cmp.Or(r.names.heading(column), r.table.columns[column].Name)
	}
	slips := map[string]cell.Ref{}
	var extra []string
	for _, c := range row.Cells {
		i := r.names.named(c.Text)
		switch {
		case c.Col <= mostColumns && r.heads.column[c.Col] >= 0:
		case i >= 0:
			r.stop(r.ref(row.Number, c.Col), "V02", "A heading stands twice", c.Text, "The heading %s stands twice, in columns %s and %s: take one out.",
				r.names.heading(i), cell.ColumnName(r.heads.at[i]), cell.ColumnName(c.Col))
		default:
			if slip := near(c.Text, called); slip != "" {
				slips[slip] = r.ref(row.Number, c.Col)
				continue
			}
			extra = append(extra, fmt.Sprintf("%s (column %s)", shorten(tidy(c.Text)), cell.ColumnName(c.Col)))
		}
	}
	for i, column := range missing {
		r.reportMissing(column, called[i], row.Number, slips)
	}
	if len(extra) > 0 {
		r.add(cell.Ref{Sheet: r.sheet, Row: row.Number}, "V02", cell.Note, "Columns that the list does not ask for", "",
			fmt.Sprintf("Columns that the list does not ask for are passed over and never copied anywhere: %s.", strings.Join(extra, ", ")))
	}
}

// reportMissing reports a column that no heading stands for.
func (r *reader) reportMissing(column int, called string, row int, slips map[string]cell.Ref) {
	at, ours := cell.Ref{Sheet: r.sheet, Row: row}, r.table.columns[column].Name
	slip, slipped := slips[called]
	switch {
	case slipped:
		r.stop(slip, "V02", "A heading is not known", "", "The heading %s is missing, and this one is not known: if it is the same, call it %s.", called, called)
	case r.names.mapped(column):
		r.stop(at, "V02", "A heading is missing", called, "The mapping says that %s stands under the heading %q, and there is no such heading: correct the mapping, or the heading.", ours, called)
	case r.names.mapping != nil:
		r.stop(at, "V02", "A needed column is not mapped", ours, "The list needs %s, and the mapping does not say which of your columns it is: add it to the mapping.", ours)
	default:
		r.stop(at, "V02", "A heading is missing", ours, "The heading %s is missing from the row of headings: add the column, even if its cells stay blank.", ours)
	}
}

// missing returns the columns that a file should have and does not.
func (r *reader) missing() (columns []int) {
	for i, at := range r.heads.at {
		if at == 0 && r.names.wanted(i) {
			columns = append(columns, i)
		}
	}
	return columns
}
