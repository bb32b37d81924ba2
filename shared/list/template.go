package list

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"earlyhelp/shared/area"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/period"
)

// templateRows is how many rows below the headings have drop-down lists and
// may be typed into. A county's quarter with its look-back has about 30,000
// referrals (Hampshire had 40,570 in 2024-25); rows below are read all the
// same.
const templateRows = 50_000

// templateAudits is the same of CaseAudit: an area audits some hundreds of cases
// a year.
const templateAudits = 5_000

// WriteTemplate writes the list to fill in for an area and a period: guidance,
// a Cover that says whose list it is, the sheets Records and CaseAudit with
// locked headings, drop-down lists and date formats, and the codes that go into
// them. The sheets
// are protected without a password. An error is one of w or of the writer;
// whether the area was in being is for the caller to ask.
func WriteTemplate(w io.Writer, a area.Area, p period.Period) error {
	t, err := newTemplate(a, p)
	if err != nil {
		return fmt.Errorf("write list template %s %s: %w", a.DFE, p, err)
	}
	defer t.file.Close()
	for _, sheet := range []func() error{
		t.guidance, t.cover,
		func() error { return t.rows(&records, templateRows, 5) },
		func() error { return t.rows(&caseAudit, templateAudits, 1) },
		t.codes,
	} {
		if err := sheet(); err != nil {
			return fmt.Errorf("write list template %s %s: %w", a.DFE, p, err)
		}
	}
	t.file.SetActiveSheet(2) // Records, where the work is
	if _, err := t.file.WriteTo(w); err != nil {
		return fmt.Errorf("write list template %s %s: %w", a.DFE, p, err)
	}
	return nil
}

type template struct {
	file   *excelize.File
	area   area.Area
	period period.Period
	styles
}

func newTemplate(a area.Area, p period.Period) (*template, error) {
	t := &template{file: excelize.NewFile(), area: a, period: p}
	if err := t.file.SetSheetName("Sheet1", guidanceSheet); err != nil {
		return nil, err
	}
	for _, name := range []string{CoverSheet, RecordsSheet, CaseAuditSheet, codesSheet} {
		if _, err := t.file.NewSheet(name); err != nil {
			return nil, err
		}
	}
	err := t.file.SetDocProps(&excelize.DocProperties{
		Title: "Early help list", Subject: a.Name + ", " + p.Words(), Creator: "earlyhelp", LastModifiedBy: "earlyhelp",
		Created: "2026-01-01T00:00:00Z", Modified: "2026-01-01T00:00:00Z",
	})
	if err != nil {
		return nil, err
	}
	t.styles, err = newStyles(t.file)
	return t, err
}

// protection locks headings and labels against slips, not against anybody:
// there is no password, and rows may still be sorted, filtered and removed.
func protection() *excelize.SheetProtectionOptions {
	return &excelize.SheetProtectionOptions{
		SelectLockedCells: true, SelectUnlockedCells: true,
		FormatCells: true, FormatColumns: true, FormatRows: true,
		InsertRows: true, DeleteRows: true, Sort: true, AutoFilter: true,
	}
}

func (t *template) guidance() error {
	lines := []struct {
		style int
		text  string
	}{
		{t.title, "Early help list: " + t.area.Name + ", " + t.period.Words()},
		{t.warning, "This list stays with you. It has a row about a child in it, so it must never be sent: not to the platform, not by email."},
		{t.heading, "What to do"},
		{t.body, "1. On the sheet Records, type or paste one row for each referral and for each early help episode."},
		{t.body, fmt.Sprintf("2. List every event that starts from %s to %s. Rows before %s are the look-back: referrals there show who was referred before.", lookBackStart(t.period).Words(), t.period.End().Words(), t.period.Start().Words())},
		{t.body, "3. List every early help episode that was open on at least one day of the period, within those dates. Leave end_date blank while it is open."},
		{t.body, "4. On the sheet CaseAudit, type one row for each case audited in the period. Leave it empty if you audited none."},
		{t.body, "5. Check it: earlyhelp check THIS-FILE.xlsx. Each mistake is named with its cell."},
		{t.body, "6. Turn it into counts: earlyhelp aggregate THIS-FILE.xlsx -out RETURN.xlsx. The return holds counts only, and is what you send."},
		{t.heading, "How to fill in a column"},
		{t.body, "Dates are days: 30/04/2026 or 2026-04-30. Keys and references are your own; use no names. A postcode, an address or a date of birth belongs in no column."},
		{t.body, "Dark blue headings are needed on every row, mid-blue ones on referrals. Of the others, fill in what you have. A blank yes-or-no cell counts as not recorded."},
		{t.body, "You may move columns. Columns of your own are passed over and copied nowhere."},
		{t.heading, "The columns"},
	}
	row := 1
	for _, l := range lines {
		if err := t.line(guidanceSheet, row, l.style, l.text); err != nil {
			return err
		}
		row++
	}
	for _, about := range []*table{&records, &caseAudit} {
		for i, head := range []string{"Column of " + about.sheet, "On", "Must be filled in", "What to type"} {
			if err := t.put(guidanceSheet, row, i+1, t.tableHead, head); err != nil {
				return err
			}
		}
		for _, c := range about.columns {
			row++
			on := map[string]string{"": "both", Referral: "referrals", EarlyHelp: "early help"}[c.For]
			if about == &caseAudit {
				on = "audits"
			}
			must := map[Need]string{Always: "yes", OnReferrals: "on referrals", Optional: ""}[c.Need]
			for i, v := range []string{c.Name, on, must, c.Rule} {
				if err := t.put(guidanceSheet, row, i+1, t.tableCell, v); err != nil {
					return err
				}
			}
		}
		row += 2
	}
	if err := t.widths(guidanceSheet, 28, 14, 18, 100); err != nil {
		return err
	}
	return t.finish(guidanceSheet, 0)
}

func (t *template) cover() error {
	f := t.file
	if err := t.line(CoverSheet, 1, t.title, "Whose list this is"); err != nil {
		return err
	}
	rows := []struct {
		label string
		value any
		style int
		help  string
	}{
		{labelVersion, TemplateVersion, t.fixed, "Leave as it is."},
		{labelArea, t.area.DFE, t.fixed, t.area.Name + ". Leave as it is; for another area write another template."},
		{labelStart, t.period.Start().Time(), t.fixedDate, "First day of " + t.period.Words() + "."},
		{labelEnd, t.period.End().Time(), t.fixedDate, "Last day of " + t.period.Words() + "."},
	}
	for i, r := range rows {
		if err := t.put(CoverSheet, i+3, 1, t.label, r.label); err != nil {
			return err
		}
		if err := t.put(CoverSheet, i+3, 2, r.style, r.value); err != nil {
			return err
		}
		if err := t.put(CoverSheet, i+3, 3, t.help, r.help); err != nil {
			return err
		}
	}
	if err := t.line(CoverSheet, len(rows)+4, t.warning, "This list stays with you and must never be sent."); err != nil {
		return err
	}
	if err := t.widths(CoverSheet, 26, 18, 70); err != nil {
		return err
	}
	if err := f.SetRowHeight(CoverSheet, 1, 30); err != nil {
		return err
	}
	return t.finish(CoverSheet, 0)
}

// rows writes a sheet with one row for each thing counted: headings, and so many
// rows to type into. The first columns stay in sight.
func (t *template) rows(about *table, rows, frozen int) error {
	f := t.file
	for i := range about.columns {
		c := &about.columns[i]
		name := cell.ColumnName(i + 1)
		body := t.cell
		switch c.Type {
		case Day:
			body = t.dateCell
		case Key, Code, Text:
			body = t.textCell
		}
		if err := f.SetColStyle(about.sheet, name, body); err != nil {
			return err
		}
		if err := f.SetColWidth(about.sheet, name, name, float64(min(max(13, len(c.Name)+4), 60))); err != nil {
			return err
		}
		head := t.headOptional
		switch c.Need {
		case Always:
			head = t.headAlways
		case OnReferrals:
			head = t.headReferrals
		}
		if err := t.put(about.sheet, 1, i+1, head, c.Name); err != nil {
			return err
		}
		if err := t.validate(about, i, rows); err != nil {
			return err
		}
	}
	if err := f.SetRowHeight(about.sheet, 1, 32); err != nil {
		return err
	}
	last := cell.ColumnName(len(about.columns))
	if err := f.AutoFilter(about.sheet, fmt.Sprintf("A1:%s%d", last, rows+1), nil); err != nil {
		return err
	}
	if err := f.SetPanes(about.sheet, &excelize.Panes{
		Freeze: true, XSplit: frozen, YSplit: 1, TopLeftCell: cell.ColumnName(frozen+1) + "2", ActivePane: "bottomRight",
		Selection: []excelize.Selection{{SQRef: "A2", ActiveCell: "A2", Pane: "bottomRight"}},
	}); err != nil {
		return err
	}
	return t.finish(about.sheet, 1)
}

// validate puts the drop-down list or the range of a column on its cells, with
// the column's rule as the prompt.
func (t *template) validate(about *table, i, rows int) error {
	c := &about.columns[i]
	name := cell.ColumnName(i + 1)
	v := excelize.NewDataValidation(true)
	v.SetSqref(fmt.Sprintf("%s2:%s%d", name, name, rows+1))
	v.SetInput(c.Name, c.Rule)
	var err error
	message := c.Rule
	switch c.Type {
	case Choice:
		first := codeRow(c.Values)
		v.SetSqrefDropList(fmt.Sprintf("%s!$B$%d:$B$%d", codesSheet, first, first+len(c.Values)-1))
		message = "Choose a value of the list."
	case Day:
		first := period.NewDate(2000, 1, 1)
		last := t.period.End().AddDays(endGrace)
		switch c.Name {
		case "start_date":
			first, last = lookBackStart(t.period), t.period.End()
		case "end_date":
			first = lookBackStart(t.period)
		default:
			last = last.AddMonths(12) // plans may lie ahead
		}
		err = v.SetRange(serial(first), serial(last), excelize.DataValidationTypeDate, excelize.DataValidationOperatorBetween)
		message = fmt.Sprintf("Type a day from %s to %s.", first.Words(), last.Words())
	case Year:
		oldest, youngest := lookBackStart(t.period).Year-maxAge-1, t.period.End().AddMonths(9).Year
		err = v.SetRange(oldest, youngest, excelize.DataValidationTypeWhole, excelize.DataValidationOperatorBetween)
		message = fmt.Sprintf("Type a year from %d to %d.", oldest, youngest)
	case Number:
		err = v.SetRange(0, 100, excelize.DataValidationTypeDecimal, excelize.DataValidationOperatorBetween)
		message = "Type a number from 0 to 100."
	case Code:
		err = v.SetRange(1, maxRef, excelize.DataValidationTypeTextLength, excelize.DataValidationOperatorBetween)
	default:
		err = v.SetRange(1, max(maxKey, c.most), excelize.DataValidationTypeTextLength, excelize.DataValidationOperatorBetween)
	}
	if err != nil {
		return err
	}
	v.SetError(excelize.DataValidationErrorStyleStop, c.Name, message)
	return t.file.AddDataValidation(about.sheet, v)
}

// serial returns the Excel serial of a day in the 1900 system.
func serial(d period.Date) int { return period.NewDate(1899, 12, 30).DaysUntil(d) }

// codeHead is the row of headings of the sheet Codes.
const codeHead = 3

// A codeList is one list of values and the columns that take it.
type codeList struct {
	names  []string
	values []Value
}

// codeLists returns the lists that columns take, each once, in the order of the
// template.
func codeLists() (lists []codeList) {
	for _, about := range []*table{&records, &caseAudit} {
		for _, c := range about.columns {
			if c.Type != Choice {
				continue
			}
			at := slices.IndexFunc(lists, func(l codeList) bool { return sameValues(l.values, c.Values) })
			if at < 0 {
				at = len(lists)
				lists = append(lists, codeList{values: c.Values})
			}
			lists[at].names = append(lists[at].names, c.Name)
		}
	}
	return lists
}

func sameValues(a, b []Value) bool {
	return len(a) > 0 && len(b) > 0 && &a[0] == &b[0]
}

// codeRow returns the row of the sheet Codes where a list begins: each stands
// there once, below the one before.
func codeRow(values []Value) int {
	row := codeHead + 1
	for _, l := range codeLists() {
		if sameValues(l.values, values) {
			break
		}
		row += len(l.values)
	}
	return row
}

// codes writes the lists, one below the other, with what the values mean.
func (t *template) codes() error {
	if err := t.line(codesSheet, 1, t.title, "The lists"); err != nil {
		return err
	}
	for i, head := range []string{"Columns", "What to type", "What it means"} {
		if err := t.put(codesSheet, codeHead, i+1, t.tableHead, head); err != nil {
			return err
		}
	}
	row := codeHead + 1
	for _, l := range codeLists() {
		names := strings.Join(l.names, ", ")
		// The names of many columns need more than one line beside the values.
		high := max(15, 15*float64(1+len(names)/48)/float64(len(l.values)))
		if len(l.names) > 2 {
			if err := t.file.MergeCell(codesSheet, "A"+strconv.Itoa(row), "A"+strconv.Itoa(row+len(l.values)-1)); err != nil {
				return err
			}
		}
		for j, v := range l.values {
			for col, text := range []string{names, v.Code, v.Words} {
				style := t.tableCell
				if j == 0 {
					style = t.tableTop
				}
				if err := t.put(codesSheet, row, col+1, style, text); err != nil {
					return err
				}
			}
			if len(l.names) > 2 {
				if err := t.file.SetRowHeight(codesSheet, row, high); err != nil {
					return err
				}
			}
			names = "" // named beside the first value
			row++
		}
	}
	if err := t.widths(codesSheet, 50, 28, 70); err != nil {
		return err
	}
	return t.finish(codesSheet, codeHead)
}
