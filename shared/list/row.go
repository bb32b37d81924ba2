package list

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/period"
	"earlyhelp/shared/workbook"
)

// A filled is a set of columns of a table, by index.
type filled uint64

func (f filled) has(column int) bool { return f&(1<<column) != 0 }

// all returns every column of a table.
func all(t *table) filled { return 1<<len(t.columns) - 1 }

// Indexes of the columns that checks across cells name.
var (
	colChild     = records.must("child_key")
	colRef       = records.must("event_ref")
	colStart     = records.must("start_date")
	colEnd       = records.must("end_date")
	colBirthYear = records.must("birth_year")
	colSex       = records.must("sex")
	colEthnicity = records.must("ethnic_group")
	colLocality  = records.must("locality")
	colNeed      = [3]int{records.must("need_1"), records.must("need_2"), records.must("need_3")}
	colEndReason = records.must("end_reason")
	colFollowUp  = records.must("follow_up")
	laterDates   = []int{records.must("outcome_told_date"), records.must("first_help_date"), records.must("plan_date"), records.must("last_review_date")}

	colAuditRef = caseAudit.must("audit_ref")
	colMethod   = caseAudit.must("sample_method")
)

// readRow reads one row and reports what is wrong on it alone.
func (r *reader) readRow(row workbook.Row) {
	r.record = record{}
	var got, bad filled
	for i := range row.Cells {
		c := &row.Cells[i]
		if c.Col >= len(r.heads.column) || r.heads.column[c.Col] < 0 {
			continue
		}
		column := r.heads.column[c.Col]
		text := tidy(c.Text)
		if text == "" && c.Kind == workbook.Text {
			continue
		}
		got |= 1 << column
		if group, message := r.readCell(column, c, text); message != "" {
			bad |= 1 << column
			r.stop(r.ref(row.Number, c.Col), ruleOf(c, text), group, r.shown(column, text), "%s", message)
		}
	}
	if got == 0 {
		return
	}
	for i := range r.names.always {
		f := &r.names.always[i]
		r.readCell(f.column, &f.cell, f.cell.Text) // the mapping was held to the list
		got |= 1 << f.column
	}
	r.requireCells(row.Number, got, bad)
	if r.table == &caseAudit {
		r.record.audit.Row = int32(row.Number)
		r.tally.audit(&r.record, got)
		r.list.Audits = append(r.list.Audits, r.record.audit)
		return
	}
	e := &r.record.event
	e.Row = int32(row.Number)
	r.checkEvent(e, got, got&^bad)
	r.tally.event(&r.record, got)
	r.list.Events = append(r.list.Events, *e)
}

// ruleOf returns the check that a cell which cannot be read breaks.
func ruleOf(c *workbook.Cell, text string) string {
	if isFormulaError(c, text) || c.Kind == workbook.Uncalculated {
		return "V16"
	}
	return "V03"
}

// isFormulaError reports whether a cell holds an error value, or its text: an
// export, and a paste of values, write errors as they look.
func isFormulaError(c *workbook.Cell, text string) bool {
	return c.Kind == workbook.Error || strings.HasPrefix(text, "#") && formulaErrors[text]
}

// formulaErrors are the error values of Excel (ECMA-376 part 1, 18.18.11, and
// those added since).
var formulaErrors = map[string]bool{
	"#NULL!": true, "#DIV/0!": true, "#VALUE!": true, "#REF!": true, "#NAME?": true, "#NUM!": true,
	"#N/A": true, "#SPILL!": true, "#CALC!": true, "#GETTING_DATA": true, "#FIELD!": true, "#BLOCKED!": true,
}

// shown returns the part of a bad value that may be repeated. Keys are about
// one child, what stands in place of a year may be a date of birth, and a text
// of the area's own may be about anybody.
func (r *reader) shown(column int, text string) string {
	switch c := r.table.columns[column]; c.Type {
	case Key:
		return ""
	case Text:
		if c.most > 0 {
			return ""
		}
	case Year:
		if _, ok := digits(text, 4); !ok {
			return ""
		}
	}
	return text
}

// readCell stores one cell in the record and returns what is wrong with it: a
// headline and a message, "" when nothing is.
func (r *reader) readCell(column int, c *workbook.Cell, text string) (group, message string) {
	col := &r.table.columns[column]
	switch {
	case isFormulaError(c, text):
		return "A formula ends in an error", fmt.Sprintf("The formula in this cell ends in the error %s: correct it, or type the value of %s.", shorten(text), col.Name)
	case c.Kind == workbook.Uncalculated:
		return "A formula has no stored result", fmt.Sprintf("The formula in this cell has no stored result: open the file in Excel and save it, or type the value of %s.", col.Name)
	}
	switch col.Type {
	case Choice:
		choice := &r.names.choices[column]
		value, ok := choice.find(text)
		if !ok {
			if r.full() {
				return unread, unread // looking for the slip is the dearest thing here
			}
			return "A value is not in its list", choice.advise(col, text)
		}
		*col.word(&r.record) = value
	case Day:
		d, ok := dateOf(*c, r.date1904)
		if !ok {
			return "A date cannot be read", fmt.Sprintf("%s is not a day: %s.", col.Name, dateAdvice)
		}
		*col.date(&r.record) = dateAt(d)
	case Year:
		n, ok := wholeNumber(text)
		if (!ok || n > 9999 || c.Kind == workbook.DateKind) && r.names.mapped(column) {
			// The mapping says which column holds it: that of the date of birth
			// does as well, and its year alone is taken.
			var d period.Date
			if d, ok = dateOf(*c, r.date1904); ok {
				n = d.Year
			}
		}
		if !ok || n < 1000 || n > 9999 {
			return "A year of birth cannot be read", "birth_year must be a year of four digits, such as 2015: type the year alone, never a date of birth."
		}
		r.record.event.BirthYear = int16(n)
	case Number:
		n, err := strconv.ParseFloat(text, 64)
		if err != nil || !(n >= 0 && n <= 100) {
			return "A score is not from 0 to 100", fmt.Sprintf("%s must be a number from 0 to 100.", col.Name)
		}
		*col.score(&r.record) = Score(math.Round(100*n)) + 1
	case Code:
		if !isRef(text) {
			return "A reference cannot be taken", fmt.Sprintf("%s must be up to %d letters or digits, without spaces or signs.", col.Name, maxRef)
		}
		*col.text(&r.record) = strings.Clone(text) // text may be a piece of a whole row
	case Key, Text:
		most := max(maxKey, col.most)
		if n := utf8.RuneCountInString(text); n > most {
			return "A text is too long", fmt.Sprintf("%s has %d characters, and %d is the most: shorten it.", col.Name, n, most)
		}
		r.number(col, text)
	}
	return "", ""
}

// number stores the number of a key or place. What is for the area's own use
// is not kept.
func (r *reader) number(col *Column, text string) {
	switch {
	case col.count == nil:
	case col.Name == "child_key":
		*col.count(&r.record) = r.children.of(text)
	case col.Name == "family_key":
		*col.count(&r.record) = r.families.of(text)
	default:
		*col.count(&r.record) = r.place(text)
	}
}

// place returns the number of a locality, whatever its case and spacing. Of
// several spellings the first of the alphabet is shown.
func (r *reader) place(text string) int32 {
	if i, ok := r.spelt[text]; ok {
		return i
	}
	i := r.places.of(fold(text))
	if r.spelt == nil {
		r.spelt = map[string]int32{}
	}
	text = strings.Clone(text)
	r.spelt[text] = i
	if int(i) > len(r.list.Localities) {
		r.list.Localities = append(r.list.Localities, text)
	} else if text < r.list.Localities[i-1] {
		r.list.Localities[i-1] = text
	}
	return i
}

// wholeNumber reads 2015, also where a program stored it as 2015.0.
func wholeNumber(s string) (int, bool) {
	if n, ok := digits(s, 9); ok {
		return n, true
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || f != math.Trunc(f) || math.Abs(f) > 1e9 {
		return 0, false
	}
	return int(f), true
}

// isRef reports whether s is up to 20 letters or digits.
func isRef(s string) bool {
	for _, c := range []byte(s) {
		if (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') {
			return false
		}
	}
	return s != "" && len(s) <= maxRef
}

// dateOf reads the day in a cell of a workbook or a CSV file.
func dateOf(c workbook.Cell, date1904 bool) (period.Date, bool) {
	switch c.Kind {
	case workbook.DateKind:
		return c.Date, !c.Date.IsZero()
	case workbook.Number:
		return workbook.Date(c.Num, date1904)
	case workbook.Text:
		return parseDate(tidy(c.Text), date1904)
	}
	return period.Date{}, false
}

// requireCells reports the blank cells that the row needs. A column that is
// missing altogether was reported with the headings; where the type of event
// could not be read, nothing is known of what it needs.
func (r *reader) requireCells(row int, got, bad filled) {
	for i := range r.table.columns {
		col := &r.table.columns[i]
		if got.has(i) || r.heads.at[i] == 0 || col.Need == Optional || col.Need == OnReferrals && r.record.event.Type != wordReferral {
			continue
		}
		message := col.Name + " is blank: "
		switch {
		case col.Type == Choice:
			message += "choose " + r.names.choices[i].wanted(col) + "."
		case col.Type == Day:
			message += dateAdvice + "."
		default:
			message += lowerFirst(col.Rule)
		}
		r.stop(r.ref(row, r.heads.at[i]), "V03", "A needed cell is blank", "", "%s", message)
	}
}

func lowerFirst(s string) string { return strings.ToLower(s[:1]) + s[1:] }

// checkEvent checks the cells of one row against each other and the period.
// got holds the cells that are filled in, good those that could be read.
func (r *reader) checkEvent(e *Event, got, good filled) {
	at := func(column int) cell.Ref { return r.ref(int(e.Row), r.heads.at[column]) }
	p := r.list.Period
	if good.has(colStart) && !p.IsZero() {
		if !r.span().has(e.Start) {
			good &^= 1 << colStart // nothing else is held against a day that is wrong
			r.stop(at(colStart), "V03", "A start date is outside the period", e.Start.String(), "start_date is outside the period and the 12 months before it: it must be from %s to %s. Correct it, or take the row out.", lookBackStart(p).Words(), p.End().Words())
		}
	}
	if good.has(colEnd) {
		if last := r.lastEnd(); !p.IsZero() && e.End > last {
			r.stop(at(colEnd), "V03", "An end date is too late", e.End.String(), "end_date is more than %d days after the period ends: it must be %s or before. Leave it blank if the event was still open.", endGrace, last.Words())
		}
		if good.has(colStart) && e.End < e.Start {
			r.stop(at(colEnd), "V06", "A date is before the start", e.End.String(), "end_date is before start_date, %s: correct one of the two.", e.Start.Words())
		}
		if !got.has(colEndReason) && r.heads.at[colEndReason] != 0 {
			r.stop(at(colEndReason), "V06", "An event ended for no reason", "", "end_reason is blank although end_date is filled in: choose %s.", r.names.choices[colEndReason].wanted(&columns[colEndReason]))
		}
	}
	for _, column := range laterDates {
		if d := *columns[column].date(&r.record); good.has(column) && good.has(colStart) && d < e.Start {
			r.stop(at(column), "V06", "A date is before the start", d.String(), "%s is before start_date, %s: correct one of the two.", columns[column].Name, e.Start.Words())
		}
	}
	if good.has(colBirthYear) && good.has(colStart) {
		r.checkAge(e, at(colBirthYear))
	}
	for i, later := range e.Need {
		for _, earlier := range e.Need[:i] {
			if later != 0 && later == earlier {
				r.stop(at(colNeed[i]), "V03", "A need repeats", later.String(), "%s repeats a need of this row: choose another, or leave it blank.", columns[colNeed[i]].Name)
				break
			}
		}
	}
}

// span returns the days that start_date may lie in.
func (r *reader) span() span {
	if r.within.last == 0 {
		r.within = span{dateAt(lookBackStart(r.list.Period)), dateAt(r.list.Period.End())}
		r.latest = r.within.last.addDays(endGrace)
	}
	return r.within
}

// lastEnd returns the latest day that end_date may be.
func (r *reader) lastEnd() Date {
	if r.list.Period.IsZero() {
		return 0
	}
	r.span()
	return r.latest
}

// endGrace is how many days after the period an event may end, by the rules of
// template 2026.1: lists are written some weeks after the quarter.
const endGrace = 31

// lookBackStart returns the first day that the list of a period may hold: 12
// months before the period, for re-referrals.
func lookBackStart(p period.Period) period.Date { return p.Start().AddMonths(-12) }

// checkAge refuses years of birth with which the child cannot have been 0 to
// 17, or unborn, when the event started. With the year alone, a child whose
// eighteenth birthday falls later in that year is still 17; an unborn child
// may be expected up to nine months ahead.
func (r *reader) checkAge(e *Event, at cell.Ref) {
	born, oldest := int(e.BirthYear), e.Start.Year()-maxAge-1
	if born >= oldest && born <= e.Start.Year() {
		return
	}
	if youngest := e.Start.addMonths(9).Year(); born < oldest || born > youngest {
		r.stop(at, "V03", "A child was not aged 0 to 17", strconv.Itoa(born), "With birth_year %d the child was not aged 0 to 17 on %s: it must be from %d to %d. Correct it, or start_date.", born, e.Start.Words(), oldest, youngest)
	}
}
