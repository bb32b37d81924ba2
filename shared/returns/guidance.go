package returns

import (
	"fmt"
	"slices"
	"strings"
	"sync"
)

// A lineKind says how a line of the guidance looks.
type lineKind uint8

const (
	titleLine   lineKind = iota
	leadLine             // area and period
	introLine            // a paragraph over all columns
	sectionLine          // the title of a section
	stepLine             // a number and a paragraph
	wideLine             // a paragraph
	pairLine             // a term and its explanation
)

// A guideLine is one line of the guidance sheet.
type guideLine struct {
	kind   lineKind
	row    int
	number string // of a step
	term   string
	text   string
}

// guidance is the first sheet: what to do, in the order of doing it, and then
// what everything means.
var guidance = sync.OnceValue(func() []guideLine {
	var lines []guideLine
	row := 0
	add := func(l guideLine) {
		row++
		l.row = row
		lines = append(lines, l)
	}
	section := func(title string) {
		row++
		add(guideLine{kind: sectionLine, text: title})
	}
	pair := func(term, text string) { add(guideLine{kind: pairLine, term: term, text: text}) }
	add(guideLine{kind: titleLine, text: "Early help return"})
	add(guideLine{kind: leadLine})
	add(guideLine{kind: introLine, text: "This workbook takes counts only. Never put anything about one child or family into it: no names, no numbers that belong to a person, no list of cases. A workbook that holds any is refused and deleted."})
	section("What to do")
	for i, text := range steps() {
		add(guideLine{kind: stepLine, number: fmt.Sprint(i + 1), text: text})
	}
	section("What to type where there is no number")
	for _, p := range symbols() {
		pair(p[0], p[1])
	}
	section("The sheets")
	for _, sheet := range Sheets() {
		pair(sheet, sheetHelp(sheet))
	}
	for _, sheet := range countSheets() {
		section("What counts on the sheet " + sheet)
		for _, m := range Measures(sheet) {
			pair(m.Title+" ("+m.Name+")", m.Counts)
		}
	}
	section("What the Partnership sheet asks")
	for _, f := range Facts() {
		pair(f.Title+" ("+f.Name+")", f.Asks)
	}
	section("The questions of the Survey sheet")
	for _, q := range Questions() {
		who := "Put to professionals: “"
		if q.Families {
			who = "Put to families: “"
		}
		pair(q.Title+" ("+q.Name+")", who+q.Asks+"” agree counts whoever "+q.Agree+", unsure whoever "+q.Unsure+".")
	}
	section("What the breakdowns are")
	for _, b := range Breakdowns() {
		if slices.ContainsFunc(Measures(""), func(m Measure) bool { return slices.Contains(m.Breakdowns, b.Name) }) {
			pair(b.Title+" ("+b.Name+")", breakdownHelp(b))
		}
	}
	for _, sheet := range countSheets() {
		if names := localNames(sheet); len(names) > 0 {
			section("Measures of " + sheet + " that you may give by locality")
			for _, name := range names {
				m, _ := FindMeasure(name)
				pair(name, m.Title)
			}
		}
	}
	return lines
})

// localNames returns the measures of a long sheet that may be given by
// locality.
func localNames(sheet string) []string {
	var names []string
	for _, b := range blocks(sheet) {
		if len(b.cols) == 1 && !b.facts {
			names = append(names, b.ownMeasures()...)
		}
	}
	return names
}

// localList returns the rows of the guidance that list the measures of a sheet
// that may be given by locality: too many names for a list within a cell.
func localList(sheet string) (from, to int, ok bool) {
	names := localNames(sheet)
	for i, l := range guidance() {
		if l.kind == sectionLine && l.text == "Measures of "+sheet+" that you may give by locality" {
			return guidance()[i+1].row, guidance()[i+len(names)].row, true
		}
	}
	return 0, 0, false
}

// fillGuidance writes the first sheet.
func fillGuidance(w *rowWriter, k *look, r *Return, name string) {
	for _, l := range guidance() {
		if w.bare && l.kind != titleLine && l.kind != leadLine {
			break
		}
		switch l.kind {
		case titleLine:
			w.begin(l.row, 30)
			w.text(1, k.title, l.text)
		case leadLine:
			w.begin(l.row, 20)
			w.own(1, k.lead, about(r, name))
		case introLine:
			w.begin(l.row, 34)
			w.text(1, k.text, l.text)
		case sectionLine:
			w.begin(l.row, 22)
			w.text(1, k.section, l.text)
			w.blank(2, k.section)
			w.blank(3, k.section)
		case stepLine, wideLine:
			w.begin(l.row, height(l.text, 125))
			w.text(1, k.number, l.number)
			w.text(2, k.text, l.text)
		case pairLine:
			w.begin(l.row, max(height(l.text, 96), height(l.term, 46)))
			w.text(2, k.text, l.term)
			w.text(3, k.text, l.text)
		}
		w.end()
	}
}

// about says whose return for which period this is.
func about(r *Return, name string) string {
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
		"Cover: check that the area and the period are yours. Choose your role (not your name). Say there which breakdowns and which sheets you cannot give at all.",
		"EarlyHelp, Referrals and Audit: type a count into every yellow cell. The cell turns white. Column F says what each row asks for. If you keep a list of referrals and episodes, the tool that counts it fills these sheets in: the list stays with you.",
		"Type 0 where there were none. A blank is not taken as 0, since nobody could tell it from a figure that was forgotten.",
		"Localities: in the rows below the last count, choose a measure, choose locality, and type the locality's name and count. Leave these rows blank if you have none.",
		"Workforce, Partnership, InfoSharing, LocalOffer and Survey: one row for each agency, type of setting, service category or question. The row below the headings says what each column counts.",
		"Check the workbook before you send it, with the command line tool or on the website: every mistake is named by its cell, all at once.",
		"Save it as an Excel Workbook (.xlsx), without a password, and send it.",
	}
}

func symbols() [][2]string {
	return [][2]string{
		{"0", "There were none. Zero must be typed."},
		{"[x]", "Not available: you cannot give this figure. Where a total is [x], leave its breakdowns blank. If you can give the total and not split it, type [x] into the first row of that breakdown and leave the rest of it blank. If you can never give a breakdown, or have nothing for a whole sheet, choose \"not available\" for it on the Cover and leave it blank everywhere."},
		{"[z]", "Not applicable: there is no such thing in your area, for example an agency that takes no part. Where a total is [z], leave its breakdowns blank."},
		{"Small numbers", "Type the exact number, also 1 to 5. They are hidden before anything is published."},
		{"Decimals", "Only for practitioners in whole-time equivalents (wte), such as 12.5. Everything else is a whole number."},
	}
}

// sheetHelp says what a sheet asks for.
func sheetHelp(sheet string) string {
	switch sheet {
	case Cover:
		return "Whose return this is, for which period, and what you cannot give."
	case EarlyHelp:
		return "Children and episodes of early help: who is reached, how soon, what is recorded, and how episodes end."
	case Referrals:
		return "Referrals to children's social care: who sends them, what comes of them, and who is referred again."
	case Audit:
		return "What audits of randomly chosen early help cases found. Counts of cases, nothing about any one of them."
	case Workforce:
		return "Staff, training, supervision and cases, one row an agency."
	case Partnership:
		return "What the partnership has done, with its date, and who came to its meetings."
	case InfoSharing:
		return "Schools and early years settings signed up to Operation Encompass, and partners who use the shared records."
	case LocalOffer:
		return "Services in the published local offer, by the need that they help with and the age they are for."
	}
	return "Answers of professionals and families to a few questions. Counts only, no answers in words."
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
