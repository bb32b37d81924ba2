package list

// A table is one sheet of a list with a row for each thing counted.
type table struct {
	sheet   string
	columns []Column
	index   map[string]int // of a column by its folded name
	what    string         // what a row is about, in plain words
}

// A record is one row as it is read; a row of Records fills the event, one of
// CaseAudit the audit.
type record struct {
	event Event
	audit Audit
}

var (
	records   = newTable(RecordsSheet, "each referral and early help episode", columns)
	caseAudit = newTable(CaseAuditSheet, "each audited case", auditColumns)
)

func newTable(sheet, what string, columns []Column) table {
	t := table{sheet: sheet, what: what, columns: columns, index: map[string]int{}}
	for i, c := range columns {
		t.index[fold(c.Name)] = i
	}
	return t
}

// named returns the index of the column with a heading, -1 for none.
func (t *table) named(heading string) int {
	if i, ok := t.index[fold(heading)]; ok {
		return i
	}
	return -1
}

// must returns the index of a column that the table has.
func (t *table) must(name string) int {
	i := t.named(name)
	if i < 0 {
		panic("the sheet " + t.sheet + " has no column " + name)
	}
	return i
}
