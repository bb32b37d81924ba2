package list

import (
	"slices"

	"earlyhelp/shared/workbook"
)

// A naming is how a file calls the columns and values of a table: as the
// template does, or as a mapping says.
type naming struct {
	table   *table
	mapping *Mapped        // nil for the template's names
	index   map[string]int // of a column by its folded heading
	choices []choices
	always  []fixed
}

// A fixed value stands for a column on every row.
type fixed struct {
	column int
	cell   workbook.Cell
}

// newNaming returns how a table is called; mapping may be nil.
func newNaming(t *table, mapping *Mapped) *naming {
	n := &naming{table: t, mapping: mapping, index: t.index, choices: recordChoices}
	if t == &caseAudit {
		n.choices = auditChoices
	}
	if mapping == nil {
		return n
	}
	n.index = map[string]int{}
	for i, c := range t.columns {
		if _, always := mapping.Always[c.Name]; always {
			continue
		}
		if heading := n.heading(i); heading != "" {
			n.index[fold(heading)] = i
		}
	}
	n.choices = slices.Clone(n.choices)
	for i, c := range t.columns {
		if v, ok := mapping.Always[c.Name]; ok {
			n.always = append(n.always, fixed{i, workbook.Cell{Text: v, Kind: workbook.Text}})
		}
		if words := mapping.Values[c.Name]; len(words) > 0 {
			n.choices[i] = n.choices[i].with(words)
		}
	}
	return n
}

// named returns the index of the column with a heading, -1 for none.
func (n *naming) named(heading string) int {
	if i, ok := n.index[fold(heading)]; ok {
		return i
	}
	return -1
}

// heading returns what the file calls a column.
func (n *naming) heading(i int) string {
	name := n.table.columns[i].Name
	if n.mapping != nil {
		if theirs, ok := n.mapping.Columns[name]; ok {
			return theirs
		}
	}
	return name
}

// mapped reports whether the mapping gives a column a heading of its own.
func (n *naming) mapped(i int) bool {
	return n.mapping != nil && n.mapping.Columns[n.table.columns[i].Name] != ""
}

// wanted reports whether a file must have a column. Under a mapping an
// optional column that it does not name may be absent.
func (n *naming) wanted(i int) bool {
	c := n.table.columns[i]
	if n.mapping == nil || n.mapped(i) {
		return true
	}
	if _, always := n.mapping.Always[c.Name]; always {
		return false
	}
	return c.Need == Always || c.Need == OnReferrals && n.mapping.Always["event_type"] != EarlyHelp
}

// stands reports whether a value stands for a column on every row.
func (n *naming) stands(i int) bool {
	return slices.ContainsFunc(n.always, func(f fixed) bool { return f.column == i })
}
