package list

import (
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
	return h, known >= min(enoughHeadings, n.expected())
}

// reportHeadings reports headings that are missing, stand twice or are not
// asked for. A missing heading is reported at the cell of a heading that looks
// like a slip of it, else at the row of headings.
func (r *reader) reportHeadings(row workbook.Row) {
	slips := map[int]cell.Ref{}
	var extra []string
	missing := r.missing()
	for _, c := range row.Cells {
		i := r.names.named(c.Text)
		switch {
		case c.Col <= mostColumns && r.heads.column[c.Col] >= 0:
		case i >= 0:
			r.stop(r.ref(row.Number, c.Col), "V02", "A heading stands twice", c.Text, "The heading %s stands twice, in columns %s and %s: take one out.",
				r.names.heading(i), cell.ColumnName(r.heads.at[i]), cell.ColumnName(c.Col))
		default:
			if slip := near(c.Text, missing); slip != "" {
				slips[r.names.named(slip)] = r.ref(row.Number, c.Col)
				continue
			}
			extra = append(extra, fmt.Sprintf("%s (column %s)", shorten(tidy(c.Text)), cell.ColumnName(c.Col)))
		}
	}
	for _, name := range missing {
		i := r.names.named(name)
		if ref, ok := slips[i]; ok {
			r.stop(ref, "V02", "A heading is not known", "", "The heading %s is missing, and this one is not known: if it is the same, call it %s.", name, name)
			continue
		}
		at := cell.Ref{Sheet: r.sheet, Row: row.Number}
		switch ours := r.table.columns[i].Name; {
		case r.names.mapped(i):
			r.stop(at, "V02", "A heading is missing", name, "The mapping says that %s stands under the heading %q, and there is no such heading: correct the mapping, or the heading.", ours, name)
		case r.names.mapping != nil:
			r.stop(at, "V02", "A needed column is not mapped", name, "The list needs %s, and the mapping does not say which of your columns it is: add it to the mapping.", ours)
		default:
			r.stop(at, "V02", "A heading is missing", name, "The heading %s is missing from the row of headings: add the column, even if its cells stay blank.", name)
		}
	}
	if len(extra) > 0 {
		r.add(cell.Ref{Sheet: r.sheet, Row: row.Number}, "V02", cell.Note, "Columns that the list does not ask for", "",
			fmt.Sprintf("Columns that the list does not ask for are passed over and never copied anywhere: %s.", strings.Join(extra, ", ")))
	}
}

// missing returns the headings of the columns that a file should have and
// does not.
func (r *reader) missing() []string {
	var names []string
	for i, at := range r.heads.at {
		if at == 0 && r.names.wanted(i) {
			names = append(names, r.names.heading(i))
		}
	}
	return names
}
