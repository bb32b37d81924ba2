package pages

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/marked"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
	"earlyhelp/shared/revision"
)

// parts are the parts of the catalogue, by the first letter of an indicator.
var parts = []struct{ letter, title string }{
	{"A", "Reach and identification"}, {"B", "Assessment"}, {"C", "Plans, review and outcomes"}, {"D", "Management oversight and audit"},
	{"E", "Referrals and thresholds"}, {"F", "Step up and step down"}, {"G", "Workforce"}, {"H", "Partnership, information sharing and the local offer"},
}

// figureTables shows what a return says of each indicator, a table for each
// part of the catalogue, beside what the return of the period before said, if
// there is one; and which indicators could not be worked out, and why.
func (h *Handler) figureTables(ret, last *returns.Return) (counted []govuk.Table, missing govuk.Table) {
	cat := indicator.All()
	before := map[string]benchmark.Figure{}
	if last != nil {
		for _, f := range benchmark.Figures(last, cat, h.areas) {
			if f.Breakdown == indicator.Total {
				before[f.Indicator] = f
			}
		}
	}
	head := []govuk.Cell{{Text: "Indicator"}, {Text: "Value", Numeric: true}, {Text: "Count", Numeric: true}, {Text: "Out of", Numeric: true}}
	if last != nil {
		head = append(head, govuk.Cell{Text: last.Period.Words(), Numeric: true})
	}
	head = append(head, govuk.Cell{Text: "From cells"})
	missing = govuk.Table{Caption: "What could not be worked out", HideCaption: true, RowHeaders: true, Stack: true, Head: []govuk.Cell{{Text: "Indicator"}, {Text: "Why"}}}
	at := map[string]int{}
	for _, p := range parts {
		at[p.letter] = len(counted)
		counted = append(counted, govuk.Table{Caption: p.letter + ". " + p.title, CaptionSize: "s", RowHeaders: true, Stack: true, Class: "eh-figures", Head: head})
	}
	for _, f := range benchmark.Figures(ret, cat, h.areas) {
		if f.Breakdown != indicator.Total {
			continue
		}
		def, _ := cat.Find(f.Indicator)
		title := f.Indicator + " " + def.Title
		if !f.Value.OK {
			reason := f.Reason
			if reason == "" {
				reason = "There is no figure: [" + string(f.Symbol) + "]."
			}
			missing.Rows = append(missing.Rows, []govuk.Cell{{Text: title}, {Text: reason}})
			continue
		}
		row := []govuk.Cell{{Text: title}, {Text: valueWords(f), Numeric: true, Class: "eh-nowrap eh-value-now"},
			{Text: numberWords(f.Numerator), Numeric: true}, {Text: numberWords(f.Denominator), Numeric: true}}
		if f.Unit == indicator.YesNo { // a fact is not counted
			row[2].Text, row[3].Text = "–", "–"
		}
		if last != nil {
			was := govuk.Cell{Text: "–", Numeric: true}
			if b, ok := before[f.Indicator]; ok && b.Value.OK {
				was.Text, was.Class = valueWords(b), "eh-nowrap"
			}
			row = append(row, was)
		}
		row = append(row, govuk.Cell{Text: cellsWords(f.Cells), Class: "eh-cellref"})
		i := at[f.Indicator[:1]]
		counted[i].Rows = append(counted[i].Rows, row)
	}
	full := counted[:0]
	for _, t := range counted {
		if len(t.Rows) > 0 {
			full = append(full, t)
		}
	}
	return full, missing
}

// shownCells is how many cells or ranges a figure names before it counts the
// rest.
const shownCells = 4

// cellsWords names cells, each sheet and cell once, those that follow each
// other as a range: Referrals!C12, C8; Survey!D30 to D36.
func cellsWords(refs []cell.Ref) string {
	var words []string
	sheet := ""
	seen := map[cell.Ref]bool{}
	for i := 0; i < len(refs); {
		first, last := refs[i], refs[i]
		for i++; i < len(refs) && follows(last, refs[i]); i++ {
			last = refs[i]
		}
		if first == last && seen[first] {
			continue
		}
		seen[first] = true
		text := first.String()
		if first.Sheet == sheet {
			text = strings.TrimPrefix(text, sheet+"!")
		}
		if first != last {
			text += " to " + marked.Place(last)
		}
		sheet = first.Sheet
		words = append(words, text)
	}
	more := ""
	if len(words) > shownCells {
		more = fmt.Sprintf(" and %d more", len(words)-shownCells+1)
		words = words[:shownCells-1]
	}
	return strings.Join(words, ", ") + more
}

// follows reports whether b is the cell below or to the right of a.
func follows(a, b cell.Ref) bool {
	return a.Sheet == b.Sheet && a.Row > 0 && (a.Col == b.Col && b.Row == a.Row+1 || a.Row == b.Row && b.Col == a.Col+1)
}

func numberWords(n benchmark.Number) string {
	if !n.OK {
		return "–"
	}
	return floatWords(n.Value)
}

// floatWords writes a number with commas in its thousands.
func floatWords(v float64) string {
	whole, part, _ := strings.Cut(strconv.FormatFloat(math.Abs(v), 'f', -1, 64), ".")
	i, err := strconv.Atoi(whole)
	if err != nil {
		return strconv.FormatFloat(v, 'g', 6, 64)
	}
	text := govuk.Number(i)
	if part != "" {
		text += "." + part
	}
	if v < 0 {
		return "−" + text
	}
	return text
}

func valueWords(f benchmark.Figure) string {
	v := strconv.FormatFloat(f.Value.Value, 'f', 1, 64)
	switch f.Unit {
	case indicator.Percent:
		return v + "%"
	case indicator.Rate:
		return v + " per 10,000"
	case indicator.YesNo:
		if f.Value.Value > 0 {
			return "Yes"
		}
		return "No"
	}
	return v
}

// A SheetCounts is the totals of one sheet, as they were sent.
type SheetCounts struct {
	Title string
	Table govuk.Table
}

// sheetCounts lists every figure of a return that is not a part of another,
// sheet by sheet, beside that of the period before if there is one. The parts
// are in the workbook.
func sheetCounts(ret, last *returns.Return) []SheetCounts {
	was := map[returns.Key]returns.Count{}
	var before period.Period
	if last != nil {
		was, before = last.Index(), last.Period
	}
	var all []SheetCounts
	for _, sheet := range returns.Sheets() {
		t := govuk.Table{Caption: "Totals on the sheet " + sheet, HideCaption: true, RowHeaders: true, Stack: true,
			Head: []govuk.Cell{{Text: "What was counted"}, {Text: "Number", Numeric: true}}}
		if last != nil {
			t.Head = append(t.Head, govuk.Cell{Text: before.Words(), Numeric: true}, govuk.Cell{Text: "Change", Numeric: true})
		}
		t.Head = append(t.Head, govuk.Cell{Text: "Cell"})
		for _, c := range ret.Counts {
			if c.Sheet != sheet || c.Breakdown != returns.Total {
				continue
			}
			if m, ok := returns.FindMeasure(c.Measure); ok && m.Made {
				continue
			}
			row := []govuk.Cell{{Text: revision.Words(c.Key())}, {Text: countWords(c), Numeric: true, Class: "eh-value-now"}}
			if last != nil {
				old, ok := was[c.Key()]
				row = append(row, wasCell(old, ok), changeCell(old, c, ok))
			}
			where := "its rows added up"
			if c.Ref.Row > 0 {
				where = c.Ref.String()
			}
			t.Rows = append(t.Rows, append(row, govuk.Cell{Text: where, Class: "eh-cellref"}))
		}
		if sheet == returns.Partnership {
			t.Rows = append(t.Rows, factRows(ret, last)...)
		}
		if len(t.Rows) > 0 {
			all = append(all, SheetCounts{fmt.Sprintf("Sheet %s: %s", sheet, oneOrMany(len(t.Rows), "one figure", "%s figures")), t})
		}
	}
	return all
}

func countWords(c returns.Count) string {
	if c.State != returns.Known {
		return revision.Shown(c)
	}
	return floatWords(c.N)
}

func wasCell(old returns.Count, ok bool) govuk.Cell {
	if !ok {
		return govuk.Cell{Text: "–", Numeric: true}
	}
	return govuk.Cell{Text: countWords(old), Numeric: true}
}

func changeCell(old, now returns.Count, ok bool) govuk.Cell {
	if !ok || old.State != returns.Known || now.State != returns.Known {
		return govuk.Cell{Text: "–", Numeric: true}
	}
	return govuk.Cell{Text: signed(now.N - old.N), Numeric: true, Class: "eh-nowrap"}
}

// signed writes a difference: +12, −3, 0.
func signed(d float64) string {
	d = math.Round(d*1000) / 1000 // of decimals typed, not of how they are kept
	if d > 0 {
		return "+" + floatWords(d)
	}
	return floatWords(d)
}

// factRows are the facts of the Partnership sheet.
func factRows(ret, last *returns.Return) [][]govuk.Cell {
	titles := map[string]string{}
	for _, f := range returns.Facts() {
		titles[f.Name] = f.Title
	}
	was := map[string]string{}
	if last != nil {
		for _, f := range last.Facts {
			was[f.Name] = string(f.Answer)
		}
	}
	var rows [][]govuk.Cell
	for _, f := range ret.Facts {
		title, ok := titles[f.Name]
		if !ok {
			title = f.Name
		}
		answer := string(f.Answer)
		if !f.Date.IsZero() {
			answer += ", " + f.Date.Words()
		}
		row := []govuk.Cell{{Text: title}, {Text: answer, Numeric: true, Class: "eh-value-now"}}
		if last != nil {
			old := was[f.Name]
			change := "–"
			if old != "" && old != string(f.Answer) {
				change = "changed"
			}
			if old == "" {
				old = "–"
			}
			row = append(row, govuk.Cell{Text: old, Numeric: true}, govuk.Cell{Text: change, Numeric: true})
		}
		rows = append(rows, append(row, govuk.Cell{Text: f.Ref.String(), Class: "eh-cellref"}))
	}
	return rows
}
