package list

import (
	"strconv"

	"earlyhelp/shared/area"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/period"
	"earlyhelp/shared/workbook"
)

// TemplateVersion is the version of the list template that this package
// writes. A list of version "1", which had no sheet CaseAudit, is read as well.
const TemplateVersion = "2"

// The labels of the Cover sheet of a list.
const (
	labelVersion = "list_template_version"
	labelArea    = "partnership_code"
	labelStart   = "period_start"
	labelEnd     = "period_end"
)

// Names of the sheets of a list.
const (
	RecordsSheet   = "Records"
	CaseAuditSheet = "CaseAudit"
	CoverSheet     = "Cover"
	guidanceSheet  = "Guidance"
	codesSheet     = "Codes"
)

// returnSheets are sheets that only a return has.
var returnSheets = []string{"EarlyHelp", "Referrals", "Workforce", "Audit", "Partnership", "InfoSharing", "LocalOffer", "Survey"}

// Is reports whether a workbook is a list and not a return: it has the sheet
// Records or CaseAudit, or a Cover that says so, and none of a return's
// sheets. A return into which rows about children were copied is still a
// return, for the privacy screen to refuse.
func Is(b *workbook.Book) bool {
	for _, name := range returnSheets {
		if _, ok := findSheet(b, name); ok {
			return false
		}
	}
	for _, name := range []string{RecordsSheet, CaseAuditSheet} {
		if _, ok := findSheet(b, name); ok {
			return true
		}
	}
	if name, ok := findSheet(b, CoverSheet); ok {
		for row, err := range b.Rows(name) {
			if err == nil && len(row.Cells) > 0 && fold(row.Cells[0].Text) == fold(labelVersion) {
				return true
			}
		}
	}
	return false
}

// IsMapped reports whether a workbook is a list, as Is does, or an extract that
// a mapping fits: it has a sheet that the mapping names, or it has one sheet
// only. m may be nil.
func IsMapped(b *workbook.Book, m *Mapping) bool {
	if Is(b) {
		return true
	}
	for _, t := range []*table{&records, &caseAudit} {
		if m.of(t) != nil {
			if _, ok := sheetOf(b, t, m); ok {
				return true
			}
		}
	}
	return false
}

// sheetOf returns the sheet that holds a table: the one that the mapping
// names, the one of the template's name, or under a mapping of Records that
// names none the only sheet there is.
func sheetOf(b *workbook.Book, t *table, m *Mapping) (string, bool) {
	theirs := m.of(t)
	if theirs != nil && theirs.Sheet != "" {
		return findSheet(b, theirs.Sheet)
	}
	if name, ok := findSheet(b, t.sheet); ok {
		return name, true
	}
	if sheets := b.Sheets(); theirs != nil && t == &records && len(sheets) == 1 {
		return sheets[0].Name, true
	}
	return "", false
}

// findSheet returns the sheet of a name, whatever its case.
func findSheet(b *workbook.Book, name string) (string, bool) {
	for _, s := range b.Sheets() {
		if fold(s.Name) == fold(name) {
			return s.Name, true
		}
	}
	return "", false
}

// A cover is what a Cover sheet says, with the cell of each value.
type cover struct {
	sheet  string
	labels map[string]cell.Ref // label, folded, to the cell of its value
	values map[string]workbook.Cell
}

// readCover reads the labels in the first column and the values beside them.
func readCover(b *workbook.Book) (c cover, err error) {
	c = cover{labels: map[string]cell.Ref{}, values: map[string]workbook.Cell{}}
	name, ok := findSheet(b, CoverSheet)
	if !ok {
		return c, nil
	}
	c.sheet = name
	for row, err := range b.Rows(name) {
		if err != nil {
			return c, err
		}
		label := fold(row.Cells[0].Text)
		col := row.Cells[0].Col + 1
		c.labels[label] = cell.Ref{Sheet: name, Row: row.Number, Col: col}
		if len(row.Cells) > 1 && row.Cells[1].Col == col {
			c.values[label] = row.Cells[1]
		}
	}
	return c, nil
}

// at returns the cell of a label's value, or the sheet where it has none.
func (c *cover) at(label string) cell.Ref {
	if ref, ok := c.labels[fold(label)]; ok {
		return ref
	}
	return cell.Ref{Sheet: CoverSheet}
}

// whose settles the area and the period of the list: what the caller says, what
// the Cover says, and a problem where they differ or where neither says.
func (r *reader) whose(b *workbook.Book) error {
	c, err := readCover(b)
	if err != nil {
		return err
	}
	if v, ok := c.values[fold(labelVersion)]; ok {
		if got := tidy(v.Text); got != TemplateVersion && got != "1" {
			r.stop(c.at(labelVersion), "V02", "The template version is not known", got, "This list was made with template version %s, and version %s is read. Write a new one with earlyhelp template -kind list and copy the rows into it.", shorten(got), TemplateVersion)
		}
	}
	r.coverArea(&c)
	r.coverPeriod(&c, b.Date1904)
	return nil
}

func (r *reader) coverArea(c *cover) {
	v, ok := c.values[fold(labelArea)]
	if !ok {
		if r.list.Area == "" {
			r.stop(c.at(labelArea), "V02", "The list does not say whose it is", "", "The sheet Cover does not say whose list this is: type the three-digit local authority number beside %s, or give it with -area.", labelArea)
		}
		return
	}
	code := tidy(v.Text)
	found, ok := r.find(code)
	switch {
	case !ok:
		r.stop(c.at(labelArea), "V03", "The area is not known", code, "There is no local authority %s: type the three-digit number that the Department for Education gives yours, such as 383.", shorten(code))
	case r.list.Area != "" && r.list.Area != found:
		r.stop(c.at(labelArea), "V03", "The list is of another area or period", code, "The Cover says local authority %s, and -area says %s: correct the one that is wrong.", found, r.list.Area)
	default:
		r.list.Area = found
	}
}

// find looks an area code up; without a register every three-digit number is
// taken at its word.
func (r *reader) find(code string) (dfe string, ok bool) {
	if r.register == nil {
		_, ok := digits(code, 3)
		return code, ok && len(code) == 3
	}
	// A number cell of 383 may be stored as 383.0.
	if n, ok := wholeNumber(code); ok {
		code = strconv.Itoa(n)
	}
	a, ok := r.register.Find(code)
	return a.DFE, ok
}

func (r *reader) coverPeriod(c *cover, date1904 bool) {
	var days [2]period.Date
	for i, label := range []string{labelStart, labelEnd} {
		v, ok := c.values[fold(label)]
		if !ok {
			if r.list.Period.IsZero() {
				r.stop(c.at(label), "V02", "The list does not say which period it is for", "", "The sheet Cover does not say which period this list is for: type the first and the last day beside %s and %s, or give it with -period.", labelStart, labelEnd)
			}
			return
		}
		if days[i], ok = dateOf(v, date1904); !ok {
			r.stop(c.at(label), "V03", "A date cannot be read", v.Text, "%s is not a date: %s.", label, dateAdvice)
			return
		}
	}
	p, ok := period.Between(days[0], days[1])
	switch {
	case !ok:
		r.stop(c.at(labelEnd), "V03", "The dates are not those of a period", days[1].String(), "%s to %s is not a reporting period: type the first and last day of a quarter or of a financial year.", days[0].Words(), days[1].Words())
	case !r.list.Period.IsZero() && r.list.Period != p:
		r.stop(c.at(labelStart), "V03", "The list is of another area or period", days[0].String(), "The Cover says %s, and -period says %s: correct the one that is wrong.", p.Words(), r.list.Period.Words())
	default:
		r.list.Period = p
	}
}

// checkBeing checks that the area was in being for the period.
func (r *reader) checkBeing(reg *area.Register) {
	if reg == nil || r.list.Area == "" || r.list.Period.IsZero() {
		return
	}
	if ok, reason := reg.InBeing(r.list.Area, r.list.Period); !ok {
		ref := cell.Ref{}
		if r.book != nil {
			ref = cell.Ref{Sheet: CoverSheet}
			if c, err := readCover(r.book); err == nil {
				ref = c.at(labelArea)
			}
		}
		r.stop(ref, "V03", "The area was not in being", r.list.Area, "%s", reason)
	}
}
