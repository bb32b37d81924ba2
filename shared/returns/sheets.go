package returns

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// writeCover writes the Cover. Headings stand in row 1 on every sheet.
func writeCover(s *sheetWriter, r *Return, name string) {
	s.widths(26, 44, 70)
	for i, h := range []string{headItem, headAnswer, headGuide} {
		s.put(i+1, 1, h, s.look.head)
	}
	row := 2
	add := func(item string, answer any, style int, help string, choices []string) {
		s.put(1, row, item, s.look.label)
		s.put(2, row, answer, style)
		s.put(3, row, help, s.look.guide)
		s.do(s.f.SetRowHeight(s.sheet, row, max(20, height(help, 84))))
		if choices != nil {
			s.list(s.name(2, row), choices, "Choose from the list.")
		}
		row++
	}
	origin := originOwn
	if r.Demonstration {
		origin = originMadeUp
	}
	role := r.PreparedByRole
	if role == "" {
		role = roles()[0]
	}
	code, err := strconv.Atoi(r.Area)
	s.do(err)
	add(itemCode, code, s.look.fixed, "The three-digit number of your local authority.", nil)
	add(itemName, orNil(name), s.look.fixed, "Shown so that you can see that the number is right. It is not read.", nil)
	add(itemStart, r.Period.Start().Time(), s.look.fixedDate, "First day of the period.", nil)
	add(itemEnd, r.Period.End().Time(), s.look.fixedDate, "Last day of the period. The return can be sent from the next day on.", nil)
	add(itemVersion, r.TemplateVersion, s.look.fixed, "Leave this as it is.", nil)
	add(itemRole, role, s.look.answer, "Who filled this in: a role, never a name.", roles())
	add(itemMade, madeFromText(r.MadeFrom), s.look.fixed, "Written by the tool that counts a list; otherwise \"typed\".", nil)
	add(itemOrigin, origin, s.look.answer, "Figures made up to try this out are marked so wherever they are shown.", []string{originOwn, originMadeUp})
	add(itemIssues, orNil(r.KnownIssues), s.look.note, fmt.Sprintf("Anything that readers of the figures should know, in at most %d characters. Nothing about one child or family.", maxIssues), nil)
	for _, b := range Breakdowns() {
		if b.Kind != Own {
			add(itemGives+b.Name, given, s.look.answer, "Choose \"not available\" if you can never split by "+strings.ToLower(b.Title)+"; then leave those rows blank.", []string{given, notGiven})
		}
	}
	s.finish(1, 3)
}

// madeFromText is the Cover's way of writing how the counts came about. Only
// what a tool of this name wrote is anything but typed.
func madeFromText(m MadeFrom) string {
	if m.Tool == "" {
		return madeTyped
	}
	text := m.Tool
	if m.List != "" {
		text += "; list SHA-256 " + m.List
	}
	if m.Date != "" {
		text += "; " + m.Date
	}
	return text
}

func orNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// writeLong writes a sheet with one row a figure.
func writeLong(s *sheetWriter, r *Return, have map[Key]Count) {
	s.widths(26, 17, 28, 12, 36, 62)
	for i, h := range []string{headMeasure, headBreakdown, headValue, headCount, headNote, headGuide} {
		s.put(i+1, 1, h, s.look.head)
	}
	row := 1
	first := map[string]int{} // row of each measure's total
	for _, k := range Asked(s.sheet) {
		row++
		m, _ := FindMeasure(k.Measure)
		label, count, guide := s.look.label, s.look.count, s.look.guide
		words := m.Title + ": " + k.Category
		if k.Breakdown == Total {
			label, count, guide = s.look.labelTotal, s.look.countTotal, s.look.guideTotal
			words = m.Title + ", in all"
			first[k.Measure] = row
		} else if b, _ := FindBreakdown(k.Breakdown); b.Name != "agency" && b.Name != "need" {
			words = m.Title + ", " + strings.ToLower(b.Title) + ": " + k.Category
		}
		s.put(1, row, k.Measure, label)
		s.put(2, row, k.Breakdown, label)
		s.put(3, row, k.Category, label)
		c, ok := have[k]
		s.put(4, row, countValue(c, ok), count)
		s.put(5, row, orNil(c.Note), s.look.note)
		s.put(6, row, words, guide)
	}
	last := row
	for _, c := range r.Counts {
		if c.Sheet == s.sheet && c.Breakdown == "locality" {
			row++
			s.local(row, c.Measure, c.Breakdown, c.Category, countValue(c, true), orNil(c.Note))
		}
	}
	locals := localMeasures(s.sheet)
	if len(locals) > 0 {
		for range localityRows {
			row++
			s.local(row, nil, nil, nil, nil, nil)
		}
		if len(strings.Join(locals, ",")) < 255 {
			s.list(fmt.Sprintf("A%d:A%d", last+1, row), locals, "For a locality: choose the measure, or leave the row blank.")
		}
		s.list(fmt.Sprintf("B%d:B%d", last+1, row), []string{"locality"}, "Choose locality, or leave the row blank.")
	}
	for _, m := range Measures(s.sheet) {
		end := last
		for _, from := range first {
			if from > first[m.Name] && from-1 < end {
				end = from - 1
			}
		}
		s.whole("D", first[m.Name], end, m)
	}
	if row > last {
		s.whole("D", last+1, row, Measure{Title: "Localities", Counts: "Your own localities, if you have them."})
	}
	s.do(s.f.SetConditionalFormat(s.sheet, fmt.Sprintf("D2:D%d", last), []excelize.ConditionalFormatOptions{
		{Type: "formula", Criteria: "ISBLANK(D2)", Format: &s.look.blank},
	}))
	s.finish(1, 6)
}

// local writes a row for one of the area's own localities.
func (s *sheetWriter) local(row int, values ...any) {
	for i, v := range values {
		style := s.look.own
		if i == 3 {
			style = s.look.count
		}
		s.put(i+1, row, v, style)
	}
}

// writeAgencies writes the Workforce sheet: one row an agency.
func writeAgencies(s *sheetWriter, have map[Key]Count) {
	ms := Measures(s.sheet)
	s.widths(20, 30, 18, 28)
	s.put(1, 1, headAgency, s.look.head)
	agencies := Agencies()
	for i, m := range ms {
		s.put(i+2, 1, m.Name, s.look.head)
		for j, a := range agencies {
			c, ok := have[Key{m.Name, "agency", a}]
			s.put(i+2, j+2, countValue(c, ok), s.look.count)
		}
		col, err := excelize.ColumnNumberToName(i + 2)
		s.do(err)
		s.whole(col, 2, len(agencies)+1, m)
	}
	for j, a := range agencies {
		s.put(1, j+2, a, s.look.label)
		s.do(s.f.SetRowHeight(s.sheet, j+2, 20))
	}
	end := s.name(len(ms)+1, len(agencies)+1)
	s.do(s.f.SetConditionalFormat(s.sheet, "B2:"+end, []excelize.ConditionalFormatOptions{
		{Type: "formula", Criteria: "ISBLANK(B2)", Format: &s.look.blank},
	}))
	s.finish(1, 1+len(ms))
}

// countValue is what stands in the cell of a count.
func countValue(c Count, ok bool) any {
	switch {
	case !ok:
		return nil
	case c.State != Known:
		return "[" + string(c.State) + "]"
	case c.N == float64(int(c.N)):
		return int(c.N)
	}
	return c.N
}

// list offers choices in a range. Excel takes at most 255 characters of them.
func (s *sheetWriter) list(cells string, choices []string, prompt string) {
	v := excelize.NewDataValidation(true)
	v.Sqref = cells
	s.do(v.SetDropList(choices))
	v.SetInput("", prompt)
	v.SetError(excelize.DataValidationErrorStyleStop, "Not in the list", "Choose one of the answers in the list.")
	s.do(s.f.AddDataValidation(s.sheet, v))
}

// whole lets only counts and symbols into a column's cells and shows what
// counts when one is chosen.
func (s *sheetWriter) whole(col string, from, to int, m Measure) {
	first := fmt.Sprintf("%s%d", col, from)
	v := excelize.NewDataValidation(true)
	v.Sqref = fmt.Sprintf("%s:%s%d", first, col, to)
	v.Type = "custom"
	v.Formula1 = fmt.Sprintf(`IF(ISNUMBER(%[1]s),AND(%[1]s>=0,%[1]s=INT(%[1]s)),OR(%[1]s="[x]",%[1]s="[z]"))`, first)
	v.SetInput(short(m.Title, 32), short(m.Counts, 255))
	v.SetError(excelize.DataValidationErrorStyleStop, "Not a count", "Type a whole number, 0 for none, [x] for not available or [z] for not applicable.")
	s.do(s.f.AddDataValidation(s.sheet, v))
}

// short cuts text to so many characters.
func short(text string, most int) string {
	if r := []rune(text); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return text
}
