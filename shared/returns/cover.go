package returns

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/period"
	"earlyhelp/shared/workbook"
)

// An answer is the cell in which a Cover item is answered.
type answer struct {
	ref  cell.Ref
	cell workbook.Cell
	ok   bool // not blank
}

// readCover reads the Cover and reports whether the template is one whose
// other sheets can be read.
func (r *reader) readCover(sheet string) bool {
	t := r.readTables(sheet, []want{{needed: []string{headItem, headAnswer}, known: []string{headGuide}}})[0]
	if t == nil {
		return true
	}
	answers := map[string]answer{}
	for _, row := range t.rows {
		item := norm(t.word(row, headItem))
		if item == "" {
			continue
		}
		if _, twice := answers[item]; twice {
			r.stop(t.ref(row.Number, headItem), "V07", groupTwice, "", "%s stands twice on the Cover. Send one return a file: delete the second.", item)
			continue
		}
		c, ok := t.at(row, headAnswer)
		answers[item] = answer{t.ref(row.Number, headAnswer), c, ok}
	}
	if !r.readVersion(sheet, answers) {
		return false
	}
	dfe, codeAt, codeOK := r.readArea(sheet, answers)
	p, periodAt, periodOK := r.readPeriod(sheet, answers)
	if codeOK && periodOK {
		if ok, reason := r.o.Register.InBeing(dfe, p); !ok {
			r.stop(codeAt, "V03", groupAnswer, dfe, "%s", reason)
		}
	}
	if periodOK {
		r.checkPeriod(p, periodAt)
	}
	r.out.Area, r.out.Period = dfe, p
	r.res.Area, r.res.Period = dfe, p
	r.readRole(answers)
	r.readOrigin(answers)
	r.readMadeFrom(answers)
	r.readIssues(answers)
	r.readGiven(answers)
	return true
}

// coverWords names an item of the Cover for a person.
func coverWords(item string) string {
	switch item {
	case itemCode:
		return "The number of the local authority"
	case itemStart:
		return "The first day of the period"
	case itemEnd:
		return "The last day of the period"
	case itemVersion:
		return "The version of the template"
	}
	return item
}

// need returns the answer to an item that must be there and filled in.
func (r *reader) need(sheet string, answers map[string]answer, item, what string) (answer, bool) {
	a, there := answers[item]
	switch {
	case !there:
		r.stop(cell.Ref{Sheet: sheet}, "V02", groupRows, "", "The Cover has no row for %s. Copy the row %s from a new template.", midSentence(coverWords(item)), item)
	case !a.ok:
		r.stop(a.ref, "V03", groupBlank, "", "%s is blank. %s", coverWords(item), what)
	default:
		return a, true
	}
	return a, false
}

var versionText = regexp.MustCompile(`^(\d{4})\.(\d{1,3})$`)

// readVersion settles whether this program reads the workbook's template.
func (r *reader) readVersion(sheet string, answers map[string]answer) bool {
	a, ok := r.need(sheet, answers, itemVersion, "Download a new template for your area and period and copy your figures into it.")
	if !ok {
		return true // the other problems are still worth naming
	}
	if f := stored(a.cell); f != nil {
		r.fault(a.ref, a.cell, f)
		return true
	}
	text := tidy(a.cell.Text)
	r.out.TemplateVersion, r.versionAt = text, a.ref
	switch {
	case text == TemplateVersion:
		return true
	case text == FirstVersion:
		r.first = true
		return true
	case !versionText.MatchString(text):
		r.stop(a.ref, "V02", groupVersion, shown(a.cell), "This template version is not known. Type %s if you only changed this cell; otherwise download a new template and copy your figures into it.", TemplateVersion)
		return true
	case versionLess(text, TemplateVersion):
		r.stop(a.ref, "V02", groupVersion, text, "This is an older template (%s). Download the current one (%s) from the returns page, or write it with earlyhelp template, and copy your figures into it.", text, TemplateVersion)
	default:
		r.stop(a.ref, "V02", groupVersion, text, "This template (%s) is newer than this program, which reads %s. Use the newest program, or the website.", text, TemplateVersion)
	}
	return false
}

func versionLess(a, b string) bool {
	part := func(s string) (year, n string) {
		m := versionText.FindStringSubmatch(s)
		return m[1], fmt.Sprintf("%03s", m[2])
	}
	ay, an := part(a)
	by, bn := part(b)
	return ay+an < by+bn
}

func (r *reader) readArea(sheet string, answers map[string]answer) (dfe string, at cell.Ref, ok bool) {
	a, ok := r.need(sheet, answers, itemCode, "Type the three-digit number of your local authority.")
	if !ok {
		return "", a.ref, false
	}
	if f := stored(a.cell); f != nil {
		r.fault(a.ref, a.cell, f)
		return "", a.ref, false
	}
	text := strings.ToUpper(tidy(a.cell.Text))
	if a.cell.Kind == workbook.Number {
		text = number(a.cell.Num) // however the program wrote it
	}
	ar, found := r.o.Register.Find(text)
	if !found {
		r.stop(a.ref, "V03", groupAnswer, shown(a.cell), "No area has this number. Type the three-digit number of your local authority, such as 383.")
		return "", a.ref, false
	}
	if r.o.Area != "" && ar.DFE != r.o.Area {
		mine := r.o.Area
		if m, ok := r.o.Register.Find(r.o.Area); ok {
			mine = m.Label()
		}
		r.stop(a.ref, "V03", groupAnswer, ar.DFE, "This return is for %s, and you are sending for %s. Send the workbook of your own area.", ar.Label(), mine)
		return ar.DFE, a.ref, false
	}
	return ar.DFE, a.ref, true
}

// readPeriod reads the two days and returns the period between them.
func (r *reader) readPeriod(sheet string, answers map[string]answer) (p period.Period, at cell.Ref, ok bool) {
	const what = "Type the day, such as 01/04/2026."
	from, ok1 := r.need(sheet, answers, itemStart, what)
	to, ok2 := r.need(sheet, answers, itemEnd, what)
	if !ok1 || !ok2 {
		return p, to.ref, false
	}
	start, f1 := parseDay(from.cell)
	if f1 != nil {
		r.fault(from.ref, from.cell, f1)
	}
	end, f2 := parseDay(to.cell)
	if f2 != nil {
		r.fault(to.ref, to.cell, f2)
	}
	if f1 != nil || f2 != nil {
		return p, to.ref, false
	}
	if p, ok = period.Between(start, end); ok {
		return p, to.ref, true
	}
	startsOne := slices.ContainsFunc(periodsNear(start), func(p period.Period) bool { return p.Start() == start })
	endsOne := slices.ContainsFunc(periodsNear(end), func(p period.Period) bool { return p.End() == end })
	switch {
	case end.Before(start):
		r.stop(to.ref, "V06", groupAnswer, end.String(), "The period ends before it starts. Correct this day, or the first one.")
	case startsOne:
		r.stop(to.ref, "V03", groupAnswer, end.String(), "No reporting period that starts on %s ends on this day. %s", start.Words(), endsOf(start))
	case endsOne:
		r.stop(from.ref, "V03", groupAnswer, start.String(), "No reporting period that ends on %s starts on this day. Type the first day of a quarter (such as 01/04/2026) or of a financial year.", end.Words())
	default:
		r.stop(from.ref, "V03", groupAnswer, start.String(), "%s to %s is not a reporting period. Type the first and last day of a quarter (such as 01/04/2026 and 30/06/2026) or of a financial year.", start.Words(), end.Words())
	}
	return period.Period{}, to.ref, false
}

// periodsNear returns the quarter and the financial year around a day.
func periodsNear(d period.Date) []period.Period {
	year := d.Year
	if d.Month < 4 {
		year--
	}
	return []period.Period{period.NewQuarter(d.Year, int(d.Month+2)/3), period.NewFinancialYear(year)}
}

// endsOf says what could be typed as the last day of a period from start.
func endsOf(start period.Date) string {
	var ends []string
	for _, p := range periodsNear(start) {
		if p.Start() == start {
			ends = append(ends, fmt.Sprintf("%02d/%02d/%d", p.End().Day, p.End().Month, p.End().Year))
		}
	}
	return "Type " + strings.Join(ends, " or ") + "."
}

// checkPeriod holds a period to the calendar, to what is open, and to what
// the sender said.
func (r *reader) checkPeriod(p period.Period, at cell.Ref) {
	switch {
	case !r.o.Period.IsZero() && p != r.o.Period:
		r.stop(at, "V03", groupAnswer, "", "This return is for %s, and you are sending it for %s. Choose the period again, or send the other workbook.", p.Words(), r.o.Period.Words())
	case !r.o.Today.IsZero() && !p.End().Before(r.o.Today):
		r.stop(at, "V03", groupAnswer, p.End().String(), "This period has not ended. Send the return on %s or later.", p.End().AddDays(1).Words())
	case r.o.Open != nil && !r.o.Open(p):
		r.stop(at, "V03", groupAnswer, p.End().String(), "Returns for %s are not being collected now. Check the period; if it is right, ask the national team to open it.", p.Words())
	}
}

// choice reads an answer that must be one of a list. A blank gives def.
func (r *reader) choice(a answer, def string, choices ...string) string {
	if !a.ok {
		return def
	}
	i := slices.IndexFunc(choices, func(c string) bool { return norm(c) == norm(a.cell.Text) })
	if i < 0 {
		r.stop(a.ref, "V03", groupAnswer, shown(a.cell), "This is not in the list. Type one of: %s.", quoted(choices))
		return def
	}
	return choices[i]
}

func (r *reader) readRole(answers map[string]answer) {
	a, there := answers[itemRole]
	if there && !a.ok {
		r.note(a.ref, "V03", groupAnswer, "The role is blank. Choose one from the list, so that questions reach the right desk.")
	}
	told := len(r.res.Problems)
	r.out.PreparedByRole = r.choice(a, "", roles()...)
	for i := range r.res.Problems[told:] {
		r.res.Problems[told+i].Value = "" // what stands in place of a role is most likely a name
	}
}

func (r *reader) readOrigin(answers map[string]answer) {
	r.out.Demonstration = r.choice(answers[itemOrigin], originOwn, originOwn, originMadeUp) == originMadeUp
}

var madeText = regexp.MustCompile(`^(earlyhelp[\w .()+-]{0,40})(?:; list SHA-256 ([0-9a-f]{64}))?(?:; (\d{4}-\d\d-\d\d))?$`)

func (r *reader) readMadeFrom(answers map[string]answer) {
	a := answers[itemMade]
	text := tidy(a.cell.Text)
	if !a.ok || norm(text) == madeTyped {
		return
	}
	m := madeText.FindStringSubmatch(text)
	if m == nil {
		r.stop(a.ref, "V03", groupAnswer, "", "This is written by the tool that counts a list. Type %s if you typed the figures yourself.", madeTyped)
		return
	}
	r.out.MadeFrom = MadeFrom{Tool: m[1], List: m[2], Date: m[3]}
}

func (r *reader) readIssues(answers map[string]answer) {
	if a := answers[itemIssues]; a.ok {
		text := strings.ToValidUTF8(strings.TrimSpace(a.cell.Text), "\ufffd")
		if f := stored(a.cell); f != nil {
			r.stop(a.ref, f.rule, f.group, "", "This cell holds an error. Type the text itself, or clear the cell.")
		} else if n := utf8.RuneCountInString(text); n > maxIssues {
			r.stop(a.ref, "V03", groupText, "", "The known issues have %d characters. Shorten them to at most %d.", n, maxIssues)
		} else {
			r.out.KnownIssues = text
		}
	}
}

// readGiven takes down the breakdowns and sheets that the area cannot give at
// all.
func (r *reader) readGiven(answers map[string]answer) {
	for _, name := range coverBreakdowns() {
		if r.choice(answers[itemGives+name], given, given, notGiven) == notGiven {
			r.withheld[name] = true
		}
	}
	for _, sheet := range countSheets() {
		if r.choice(answers[norm(itemSheet+sheet)], given, given, notGiven) == notGiven {
			r.withheld[itemSheet+sheet] = true
		}
	}
}

// coverBreakdowns are the breakdowns that the Cover can say are not given:
// those in which a measure is split that has a total of its own.
func coverBreakdowns() []string {
	var names []string
	for _, b := range Breakdowns() {
		if b.Kind != Own && slices.ContainsFunc(Measures(""), func(m Measure) bool { return !rowSheet(m) && slices.Contains(m.Breakdowns, b.Name) }) {
			names = append(names, b.Name)
		}
	}
	return names
}
