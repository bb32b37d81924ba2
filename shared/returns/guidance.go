package returns

import (
	"fmt"
	"strings"
)

// writeGuidance writes the first sheet: what to do, in the order of doing it.
func writeGuidance(s *sheetWriter, r *Return, name string) {
	s.widths(5, 36, 74)
	row := 1
	line := func(style int, height float64, values ...string) {
		for i, v := range values {
			if v != "" {
				s.put(i+1, row, v, style)
			}
		}
		s.do(s.f.SetRowHeight(s.sheet, row, height))
		row++
	}
	// wide writes a text over columns B and C.
	wide := func(number, text string) {
		s.do(s.f.MergeCell(s.sheet, s.name(2, row), s.name(3, row)))
		if number != "" {
			s.put(1, row, number, s.look.number)
		}
		s.put(2, row, text, s.look.text)
		s.do(s.f.SetRowHeight(s.sheet, row, height(text, 125)))
		row++
	}
	section := func(title string) {
		row++
		for col := 1; col <= 3; col++ {
			s.put(col, row, nil, s.look.section)
		}
		s.do(s.f.MergeCell(s.sheet, s.name(1, row), s.name(3, row)))
		line(s.look.section, 22, title)
	}

	s.do(s.f.MergeCell(s.sheet, "A1", "C1"))
	line(s.look.title, 30, "Early help return")
	s.do(s.f.MergeCell(s.sheet, "A2", "C2"))
	line(s.look.lead, 20, title(r, name))
	s.do(s.f.MergeCell(s.sheet, "A3", "C3"))
	line(s.look.text, 32, "This workbook takes counts only. Never put anything about one child or family into it: no names, no numbers that belong to a person, no list of cases. A workbook that holds any is refused and deleted.")

	section("What to do")
	for i, text := range steps() {
		wide(fmt.Sprint(i+1), text)
	}
	section("What to type where there is no number")
	for _, p := range symbols() {
		s.put(2, row, p[0], s.look.text)
		s.put(3, row, p[1], s.look.text)
		s.do(s.f.SetRowHeight(s.sheet, row, height(p[1], 92)))
		row++
	}
	section("What counts")
	for _, m := range Measures("") {
		s.put(2, row, m.Title+" ("+m.Name+")", s.look.text)
		s.put(3, row, m.Counts, s.look.text)
		s.do(s.f.SetRowHeight(s.sheet, row, max(height(m.Counts, 92), height(m.Title+" ("+m.Name+")", 40))))
		row++
	}
	section("What the breakdowns are")
	for _, b := range Breakdowns() {
		s.put(2, row, b.Title+" ("+b.Name+")", s.look.text)
		text := breakdownHelp(b)
		s.put(3, row, text, s.look.text)
		s.do(s.f.SetRowHeight(s.sheet, row, height(text, 92)))
		row++
	}
	s.finish(0, 3)
}

// height is the height in points of a text in lines of so many characters.
func height(text string, chars int) float64 { return 6 + 14*float64(1+len(text)/chars) }

func title(r *Return, name string) string {
	t := r.Period.Words()
	if name != "" {
		t = name + " (" + r.Area + "), " + t
	} else {
		t = "Area " + r.Area + ", " + t
	}
	if r.Demonstration {
		t += ". Made up for demonstration."
	}
	return t
}

func steps() []string {
	return []string{
		"Cover: check that the area and the period are yours. Choose your role (not your name). Say there which breakdowns you cannot give.",
		"EarlyHelp and Referrals: type a count into every yellow cell. The cell turns white. Column F says what each row asks for.",
		"Type 0 where there were none. A blank is not taken as 0, since nobody could tell it from a figure that was forgotten.",
		"Localities: choose a measure in the rows below the last count, choose locality, and type the locality's name and count. Leave these rows blank if you have none.",
		"Workforce: for each agency, type the staff who need early help training and how many of them were trained.",
		"Check the workbook before you send it, with the command line tool or on the website: every mistake is named by its cell, all at once.",
		"Save it as an Excel Workbook (.xlsx), without a password, and send it.",
	}
}

func symbols() [][2]string {
	return [][2]string{
		{"0", "There were none. Zero must be typed."},
		{"[x]", "Not available: you cannot give this figure. If you cannot split a measure at all, type [x] into the first row of that breakdown and leave the rest of it blank. If you can never give a breakdown, choose \"not available\" for it on the Cover and leave it blank everywhere."},
		{"[z]", "Not applicable: there is no such thing in your area, for example an agency that takes no part."},
		{"Small numbers", "Type the exact number, also 1 to 5. They are hidden before anything is published."},
	}
}

func breakdownHelp(b Breakdown) string {
	switch b.Kind {
	case Parts:
		return "Adds up to the total: " + strings.Join(b.Categories, ", ") + "."
	case Overlapping:
		return "A child may have several, so these need not add up: " + strings.Join(b.Categories, ", ") + "."
	}
	return "Your own list, of places with at least 500 children each. They need not add up to the total."
}
