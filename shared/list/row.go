package list

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/period"
	"earlyhelp/shared/workbook"
)

// A filled is the set of columns, by index, that hold something on a row.
type filled uint64

func (f filled) has(column int) bool { return f&(1<<column) != 0 }

// Indexes of the columns that checks across cells name.
var (
	colRef        = columnNamed("event_ref")
	colStart      = columnNamed("start_date")
	colEnd        = columnNamed("end_date")
	colBirthYear  = columnNamed("birth_year")
	colSex        = columnNamed("sex")
	colEthnicity  = columnNamed("ethnic_group")
	colNeed       = [3]int{columnNamed("need_1"), columnNamed("need_2"), columnNamed("need_3")}
	colEndReason  = columnNamed("end_reason")
	laterDates    = []int{columnNamed("outcome_told_date"), columnNamed("first_help_date"), columnNamed("plan_date"), columnNamed("last_review_date")}
	sharedChoices = newChoices()
)

// readEvent reads one row and reports what is wrong on it alone.
func (r *reader) readEvent(row workbook.Row) {
	e := Event{Row: row.Number}
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
		if message := r.readCell(&e, column, c, text); message != "" {
			bad |= 1 << column
			r.stop(r.ref(row.Number, c.Col), ruleOf(c, text), shown(column, text), "%s", message)
		}
	}
	if got == 0 {
		return
	}
	r.requireCells(&e, got)
	r.checkEvent(&e, got, got&^bad)
	r.list.Events = append(r.list.Events, e)
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
// one child, and what stands in place of a year may be a date of birth.
func shown(column int, text string) string {
	switch columns[column].Type {
	case Key:
		return ""
	case Year:
		if _, ok := digits(text, 4); !ok {
			return ""
		}
	}
	return text
}

// readCell stores one cell in e and returns what is wrong with it, "" when
// nothing is.
func (r *reader) readCell(e *Event, column int, c *workbook.Cell, text string) string {
	col := &columns[column]
	switch {
	case isFormulaError(c, text):
		return fmt.Sprintf("The formula in this cell ends in the error %s: correct it, or type the value of %s.", shorten(text), col.Name)
	case c.Kind == workbook.Uncalculated:
		return fmt.Sprintf("The formula in this cell has no stored result: open the file in Excel and save it, or type the value of %s.", col.Name)
	}
	switch col.Type {
	case Choice:
		value, ok := sharedChoices[column].find(text)
		if !ok {
			if r.full() {
				return unread // looking for the slip is the dearest thing here
			}
			return sharedChoices[column].advise(col, text)
		}
		*col.text(e) = value
	case Day:
		d, ok := dateOf(*c, r.date1904)
		if !ok {
			return fmt.Sprintf("%s is not a day: %s.", col.Name, dateAdvice)
		}
		*col.date(e) = d
	case Year:
		n, ok := wholeNumber(text)
		if !ok || n < 1000 || n > 9999 {
			return "birth_year must be a year of four digits, such as 2015: type the year alone, never a date of birth."
		}
		e.BirthYear = n
	case Number:
		n, err := strconv.ParseFloat(text, 64)
		if err != nil || !(n >= 0 && n <= 100) {
			return fmt.Sprintf("%s must be a number from 0 to 100.", col.Name)
		}
		*col.score(e) = Score{N: n, Known: true}
	case Code:
		if !isRef(text) {
			return fmt.Sprintf("event_ref must be up to %d letters or digits, without spaces or signs.", maxRef)
		}
		*col.text(e) = text
	case Key, Text:
		if n := len([]rune(text)); n > maxKey {
			return fmt.Sprintf("%s has %d characters, and %d is the most: shorten it.", col.Name, n, maxKey)
		}
		*col.text(e) = text
	}
	return ""
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

// requireCells reports the blank cells that this type of event needs. A
// column that is missing altogether was reported with the headings.
func (r *reader) requireCells(e *Event, got filled) {
	for i := range columns {
		col := &columns[i]
		if got.has(i) || r.heads.at[i] == 0 || col.Need == Optional || col.Need == OnReferrals && e.Type != Referral {
			continue
		}
		message := col.Name + " is blank: "
		switch {
		case col.Type == Choice:
			message += "choose " + sharedChoices[i].wanted(col) + "."
		case col.Type == Day:
			message += dateAdvice + "."
		default:
			message += lowerFirst(col.Rule)
		}
		r.stop(r.ref(e.Row, r.heads.at[i]), "V03", "", "%s", message)
	}
}

func lowerFirst(s string) string { return strings.ToLower(s[:1]) + s[1:] }

// checkEvent checks the cells of one row against each other and the period.
// got holds the cells that are filled in, good those that could be read.
func (r *reader) checkEvent(e *Event, got, good filled) {
	at := func(column int) cell.Ref { return r.ref(e.Row, r.heads.at[column]) }
	p := r.list.Period
	if good.has(colStart) && !p.IsZero() {
		if first := lookBackStart(p); e.Start.Before(first) || e.Start.After(p.End()) {
			r.stop(at(colStart), "V03", e.Start.String(), "start_date is outside the period and the 12 months before it: it must be from %s to %s. Correct it, or take the row out.", first.Words(), p.End().Words())
		}
	}
	if good.has(colEnd) {
		if last := p.End().AddDays(endGrace); !p.IsZero() && e.End.After(last) {
			r.stop(at(colEnd), "V03", e.End.String(), "end_date is more than %d days after the period ends: it must be %s or before. Leave it blank if the event was still open.", endGrace, last.Words())
		}
		if good.has(colStart) && e.End.Before(e.Start) {
			r.stop(at(colEnd), "V06", e.End.String(), "end_date is before start_date, %s: correct one of the two.", e.Start.Words())
		}
		if !got.has(colEndReason) && r.heads.at[colEndReason] != 0 {
			r.stop(at(colEndReason), "V06", "", "end_reason is blank although end_date is filled in: choose %s.", sharedChoices[colEndReason].wanted(&columns[colEndReason]))
		}
	}
	for _, column := range laterDates {
		if d := *columns[column].date(e); good.has(column) && good.has(colStart) && d.Before(e.Start) {
			r.stop(at(column), "V06", d.String(), "%s is before start_date, %s: correct one of the two.", columns[column].Name, e.Start.Words())
		}
	}
	if good.has(colBirthYear) && good.has(colStart) {
		r.checkAge(e, at(colBirthYear))
	}
	for i, later := range e.Need {
		for _, earlier := range e.Need[:i] {
			if later != "" && later == earlier {
				r.stop(at(colNeed[i]), "V03", later, "%s repeats a need of this row: choose another, or leave it blank.", columns[colNeed[i]].Name)
				break
			}
		}
	}
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
	youngest, oldest := e.Start.AddMonths(9).Year, e.Start.Year-maxAge-1
	if e.BirthYear < oldest || e.BirthYear > youngest {
		r.stop(at, "V03", strconv.Itoa(e.BirthYear), "With birth_year %d the child was not aged 0 to 17 on %s: it must be from %d to %d. Correct it, or start_date.", e.BirthYear, e.Start.Words(), oldest, youngest)
	}
}
