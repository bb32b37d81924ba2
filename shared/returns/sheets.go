package returns

import (
	"fmt"
	"strconv"
	"time"
)

// A coverLine is one item of the Cover.
type coverLine struct {
	item    string
	answer  string
	number  float64 // in place of answer: the area's number, and days
	kind    answerKind
	help    string
	choices []string
}

type answerKind uint8

const (
	fixedText answerKind = iota
	fixedNumber
	fixedDay
	chosen
	ownText
)

// coverLines are the items of the Cover, in their order from row 2 on.
func coverLines(r *Return, name string) []coverLine {
	origin := originOwn
	if r.Demonstration {
		origin = originMadeUp
	}
	code, _ := strconv.Atoi(r.Area) // a number of three digits: the register has no other
	lines := []coverLine{
		{item: itemCode, number: float64(code), kind: fixedNumber, help: "The three-digit number of your local authority."},
		{item: itemName, answer: name, help: "Shown so that you can see that the number is right. It is not read."},
		{item: itemStart, kind: fixedDay, help: "First day of the period."},
		{item: itemEnd, kind: fixedDay, help: "Last day of the period. The return can be sent from the next day on."},
		{item: itemVersion, answer: TemplateVersion, help: "Leave this as it is."},
		{item: itemRole, answer: r.PreparedByRole, kind: chosen, help: "Who filled this in: a role, never a name.", choices: roles()},
		{item: itemMade, answer: madeFromText(r.MadeFrom), help: "Written by the tool that counts a list; otherwise \"typed\"."},
		{item: itemOrigin, answer: origin, kind: chosen, help: "Figures made up to try this out are marked so wherever they are shown.", choices: []string{originOwn, originMadeUp}},
		{item: itemIssues, answer: r.KnownIssues, kind: ownText, help: fmt.Sprintf("Anything that readers of the figures should know, in at most %d characters. Nothing about one child or family.", maxIssues)},
	}
	if !r.Period.IsZero() {
		lines[2].number, lines[3].number = serial(r.Period.Start().Time()), serial(r.Period.End().Time())
	}
	for _, name := range coverBreakdowns() {
		lines = append(lines, coverLine{item: itemGives + name, answer: given, kind: chosen, choices: []string{given, notGiven},
			help: "Choose \"not available\" if you can never split by " + splitTitle(name) + "; then leave those rows blank."})
	}
	for _, sheet := range countSheets() {
		lines = append(lines, coverLine{item: itemSheet + sheet, answer: given, kind: chosen, choices: []string{given, notGiven},
			help: "Choose \"not available\" if you have nothing for the sheet " + sheet + "; then leave it blank."})
	}
	return lines
}

// serial is the number of a day in a workbook's 1900 date system.
func serial(t time.Time) float64 {
	return t.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Hours() / 24
}

// fillCover writes the Cover. Headings stand in row 1 on every sheet.
func fillCover(w *rowWriter, k *look, r *Return, name string) {
	w.begin(1, 24)
	for i, h := range []string{headItem, headAnswer, headGuide} {
		w.text(i+1, k.head, h)
	}
	w.end()
	for i, l := range coverLines(r, name) {
		w.begin(i+2, max(20, height(l.help, 92), height(l.answer, 48)))
		w.text(1, k.label, l.item)
		switch l.kind {
		case fixedNumber:
			w.number(2, k.fixed, l.number)
		case fixedDay:
			w.number(2, k.fixedDate, l.number)
		case chosen:
			w.text(2, k.answer, l.answer)
		case ownText:
			w.own(2, k.note, l.answer)
		default:
			if l.item == itemName || l.item == itemMade {
				w.own(2, k.fixed, l.answer)
			} else {
				w.text(2, k.fixed, l.answer)
			}
		}
		w.text(3, k.guide, l.help)
		w.end()
	}
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

// fillCounts writes a sheet that holds counts.
func fillCounts(w *rowWriter, k *look, sheet string, r *Return, have map[Key]Count) {
	for i, b := range blocks(sheet) {
		if i > 0 {
			w.begin(b.top-1, 26)
			w.text(1, k.heading, b.title)
			w.end()
		}
		fillHead(w, k, b)
		for j, row := range b.rows {
			if b.facts {
				fillFact(w, k, b, j, r)
			} else {
				fillRow(w, k, b, b.first(j), row, have)
			}
		}
		if b.own() {
			fillLocalities(w, k, b, r, have)
		}
	}
}

func fillHead(w *rowWriter, k *look, b *block) {
	tall := 24.0
	if b.words {
		tall = 34
	}
	w.begin(b.top, tall)
	style := k.head
	if b.words {
		style = k.headSmall
	}
	for i, h := range b.headings() {
		w.text(i+1, style, h)
	}
	w.end()
	if !b.words {
		return
	}
	longest := ""
	for _, key := range b.rows[0].keys {
		if m, _ := FindMeasure(key.Measure); len(m.Title) > len(longest) {
			longest = m.Title
		}
	}
	w.begin(b.top+1, height(longest, 20))
	for i := range b.heads {
		text := ""
		if i == 0 {
			text = headGuide
		}
		w.text(i+1, k.guide, text)
	}
	for i, key := range b.rows[0].keys {
		m, _ := FindMeasure(key.Measure)
		w.text(len(b.heads)+1+i, k.guide, m.Title)
	}
	w.end()
}

// fillRow writes a row of counts.
func fillRow(w *rowWriter, k *look, b *block, at int, row blockRow, have map[Key]Count) {
	label, count, guide := k.label, k.count, k.guide
	if row.total {
		label, count, guide = k.labelTotal, k.countTotal, k.guideTotal
	}
	w.begin(at, max(20, height(row.words, 76)))
	for i, l := range row.labels {
		w.text(i+1, label, l)
	}
	note := ""
	for i, key := range row.keys {
		c, ok := have[key]
		style := count
		if ok && c.N != float64(int64(c.N)) {
			style = k.countDecimal
		}
		w.count(len(b.heads)+1+i, style, c, ok)
		if note == "" {
			note = c.Note
		}
	}
	if note != "" || !w.bare {
		w.own(len(b.heads)+len(row.keys)+1, k.note, note)
	}
	if b.guide && !w.bare {
		w.text(len(b.heads)+len(row.keys)+2, guide, row.words)
	}
	w.end()
}

// fillFact writes a row of the table of facts.
func fillFact(w *rowWriter, k *look, b *block, i int, r *Return) {
	row := b.rows[i]
	var f Fact
	for _, given := range r.Facts {
		if given.Name == row.labels[0] {
			f = given
		}
	}
	w.begin(b.first(i), max(20, height(row.words, 72)))
	w.text(1, k.label, row.labels[0])
	w.text(2, k.answer, string(f.Answer))
	if f.Date.IsZero() {
		w.blank(3, k.date)
	} else {
		w.number(3, k.date, serial(f.Date.Time()))
	}
	w.own(4, k.note, f.Link)
	w.own(5, k.note, f.Note)
	w.text(6, k.guide, row.words)
	w.end()
}

// fillLocalities writes the rows for the area's own localities, those that
// there are and blank ones.
func fillLocalities(w *rowWriter, k *look, b *block, r *Return, have map[Key]Count) {
	at := b.first(len(b.rows))
	firsts := map[string]blockRow{} // by first measure
	for _, row := range b.rows {
		if _, ok := firsts[row.keys[0].Measure]; !ok {
			firsts[row.keys[0].Measure] = row
		}
	}
	col := len(b.heads) + 1
	done := map[[2]string]bool{}
	for _, c := range r.Counts {
		if c.Breakdown != locality {
			continue
		}
		var row blockRow
		found := false
		for _, first := range firsts {
			for _, key := range first.keys {
				if key.Measure == c.Measure {
					row, found = first, true
				}
			}
		}
		id := [2]string{row.keyMeasure(), c.Category}
		if !found || done[id] {
			continue
		}
		done[id] = true
		w.begin(at, 20)
		w.text(1, k.own, row.labels[0])
		w.text(2, k.own, locality)
		w.own(3, k.own, c.Category)
		note := ""
		for i, key := range row.keys {
			own, ok := have[Key{key.Measure, locality, c.Category}]
			w.count(col+i, k.count, own, ok)
			if note == "" {
				note = own.Note
			}
		}
		w.own(col+len(row.keys), k.note, note)
		w.blank(col+len(row.keys)+1, k.guide)
		w.end()
		at++
	}
	if w.bare {
		return
	}
	for range localityRows {
		w.begin(at, 20)
		for i := 1; i <= 3; i++ {
			w.blank(i, k.own)
		}
		for i := range b.cols {
			w.blank(col+i, k.count)
		}
		w.blank(col+len(b.cols), k.note)
		w.blank(col+len(b.cols)+1, k.guide)
		w.end()
		at++
	}
}

// keyMeasure is the first measure of a row, "" where there is none.
func (r blockRow) keyMeasure() string {
	if len(r.keys) == 0 {
		return ""
	}
	return r.keys[0].Measure
}

// height is the height in points of a text in lines of so many characters.
func height(text string, chars int) float64 { return 6 + 14*float64(1+len(text)/chars) }
