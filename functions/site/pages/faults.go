package pages

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/marked"
)

// Faults is everything that the checks found, for reading: by how serious it
// is, then by sheet, then by kind of mistake, each cell named.
type Faults struct {
	Jumps  govuk.Table // a row a sheet, with links; shown where there are two or more
	HasMap bool
	Levels []FaultLevel

	// Of what has to be put right: kinds of mistake, and sheets that have any.
	kinds, sheets int
}

// A FaultLevel is the faults of one severity.
type FaultLevel struct {
	ID     string
	Class  string // stop, explain or note
	Title  string
	About  string
	Sheets []FaultSheet
	count  int
}

// A FaultSheet is the faults of one severity on one sheet.
type FaultSheet struct {
	ID     string
	Title  string
	Groups []FaultGroup
}

// A FaultGroup is one kind of mistake with every cell that has it.
type FaultGroup struct {
	Headline string
	Where    string // "3 cells: D12 to D14"
	Message  string // what to do; of the first cell, for example, where it is not the same for every one
	Rule     string
	Open     bool   // few enough to be shown without opening
	Each     string // the summary that opens the table
	Caption  string
	Cells    []FaultCell
	Values   bool // some cells hold something to show
	Messages bool // what to do differs from cell to cell
	Hidden   int  // cells that the table has no room for
}

// A FaultCell is one cell of a FaultGroup, as a row of its table.
type FaultCell struct{ Place, Value, Message string }

// The bounds of a page. 1,300 faults, as of a return that was sent empty, are
// 250 kB; past these the page sends people to the workbook and the CSV.
const (
	maxGroupRows = 400
	maxFaultRows = 2000
	openRows     = 3
	maxRanges    = 240 // characters of cell ranges beside a headline
)

// levels are the three severities in words. What is to be explained of a
// return that was not accepted is not asked yet.
var levels = []FaultLevel{
	{ID: "put-right", Class: "stop", Title: "Put right", About: "The return is not accepted until these are put right in your workbook."},
	{ID: "to-explain", Class: "explain", Title: "Explain", About: "These may be right. Once the return is accepted you are asked to say why, here on the site. Correct them now if they are wrong."},
	{ID: "to-know", Class: "note", Title: "To know", About: "Nothing needs doing about these."},
}

func levelOf(s cell.Severity) int {
	switch s {
	case cell.Stop:
		return 0
	case cell.Explain:
		return 1
	}
	return 2
}

// refOf reads a place as it was kept.
func refOf(s string) cell.Ref {
	if ref, err := cell.Parse(s); err == nil && ref.Sheet != "" {
		return ref
	}
	if s == "file" {
		return cell.Ref{}
	}
	sheet, rows, ok := strings.Cut(s, "!")
	ref := cell.Ref{Sheet: sheet}
	if ok { // a whole row: Referrals!12:12
		_, _ = fmt.Sscanf(rows, "%d:", &ref.Row)
	}
	return ref
}

// problemsOf returns problems as the checks made them.
func problemsOf(kept []ledger.Problem) []cell.Problem {
	out := make([]cell.Problem, len(kept))
	for i, p := range kept {
		out[i] = cell.Problem{Ref: refOf(p.Ref), Rule: p.Rule, Severity: p.Severity, Message: p.Message, Value: p.Value, Group: p.Group}
	}
	return out
}

func sheetTitle(sheet string) string {
	if sheet == "" {
		return "The file"
	}
	return "Sheet " + sheet
}

func newFaults(problems []ledger.Problem) Faults {
	var f Faults
	var sheets []string
	counts := map[string]*[3]int{}
	ids := map[string]*[3]string{}
	kinds := map[string]bool{}
	rows := 0
	all := slices.Clone(levels)
	for _, g := range marked.Groups(problemsOf(problems)) {
		if g.Severity == cell.Stop {
			kinds[g.Rule+g.Headline] = true
		}
		if counts[g.Sheet] == nil {
			counts[g.Sheet], ids[g.Sheet] = &[3]int{}, &[3]string{}
			sheets = append(sheets, g.Sheet)
		}
		at := levelOf(g.Severity)
		l := &all[at]
		l.count += len(g.Problems)
		counts[g.Sheet][at] += len(g.Problems)
		if n := len(l.Sheets); n == 0 || l.Sheets[n-1].Title != sheetTitle(g.Sheet) {
			id := fmt.Sprintf("%s-%d", l.ID, slices.Index(sheets, g.Sheet)+1)
			ids[g.Sheet][at] = id
			l.Sheets = append(l.Sheets, FaultSheet{ID: id, Title: sheetTitle(g.Sheet)})
		}
		sheet := &l.Sheets[len(l.Sheets)-1]
		room := min(maxGroupRows, maxFaultRows-rows)
		group := newFaultGroup(g, room)
		rows += len(group.Cells)
		sheet.Groups = append(sheet.Groups, group)
	}
	for _, l := range all {
		if l.count > 0 {
			l.Title = fmt.Sprintf("%s: %s", l.Title, oneOrMany(l.count, "one thing", "%s things"))
			f.Levels = append(f.Levels, l)
		}
	}
	f.kinds, f.sheets = len(kinds), len(all[0].Sheets)
	f.HasMap = len(sheets) > 1
	f.Jumps = jumpTable(sheets, counts, ids)
	return f
}

// jumpTable leads to the faults of each sheet.
func jumpTable(sheets []string, counts map[string]*[3]int, ids map[string]*[3]string) govuk.Table {
	t := govuk.Table{Caption: "Where they are", RowHeaders: true, Head: []govuk.Cell{{Text: "Sheet"}}, Class: "eh-jumps"}
	var shown []int
	for i, l := range levels {
		if slices.ContainsFunc(sheets, func(s string) bool { return counts[s][i] > 0 }) {
			shown = append(shown, i)
			t.Head = append(t.Head, govuk.Cell{Text: l.Title, Numeric: true})
		}
	}
	for _, s := range sheets {
		row := []govuk.Cell{{Text: cmp.Or(s, "The file")}}
		for _, i := range shown {
			c := govuk.Cell{Text: "–", Numeric: true}
			if n := counts[s][i]; n > 0 {
				c = govuk.Cell{Text: govuk.Number(n), Href: "#" + ids[s][i], Hidden: strings.ToLower(levels[i].Title) + ", " + sheetTitle(s), Numeric: true}
			}
			row = append(row, c)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func newFaultGroup(g marked.Group, room int) FaultGroup {
	out := FaultGroup{Headline: g.Headline, Rule: g.Rule}
	same, values := true, false
	for _, p := range g.Problems {
		same = same && p.Message == g.Problems[0].Message
		values = values || p.Value != ""
	}
	n := len(g.Problems)
	cells := shortened(g.Cells())
	switch {
	case n == 1 && g.Sheet == "":
		out.Where = "The whole file"
	case n == 1:
		out.Where = upper(cells)
	default:
		out.Where = govuk.Number(n) + " cells: " + cells
	}
	switch {
	case same:
		out.Message = g.Problems[0].Message
	case n > openRows:
		out.Message = "For example, " + marked.Place(g.Problems[0].Ref) + ": " + g.Problems[0].Message
	}
	if same && !values {
		return out // the headline, the cells and the message say all there is
	}
	out.Open = n <= openRows
	out.Each = "Each of the " + govuk.Number(n) + " cells"
	out.Caption = g.Headline + ", " + sheetTitle(g.Sheet)
	out.Values, out.Messages = values, !same
	for i, p := range g.Problems {
		if i >= max(room, 0) {
			out.Hidden = n - i
			break
		}
		c := FaultCell{Place: marked.Place(p.Ref)}
		if values {
			c.Value = cmp.Or(p.Value, "–")
		}
		if !same {
			c.Message = p.Message
		}
		out.Cells = append(out.Cells, c)
	}
	return out
}

// shortened cuts a list of ranges where one ends.
func shortened(ranges string) string {
	if len(ranges) <= maxRanges {
		return ranges
	}
	cut := strings.LastIndex(ranges[:maxRanges], ",")
	return ranges[:cut] + fmt.Sprintf(" and %d more places", strings.Count(ranges[cut:], ","))
}

// Count is how many faults there are.
func (f Faults) Count() int {
	n := 0
	for _, l := range f.Levels {
		n += l.count
	}
	return n
}

// lead says in a sentence or two what stands in the way of a return.
func (f Faults) lead() string {
	stops := 0
	for _, l := range f.Levels {
		if l.Class == "stop" {
			stops = l.count
		}
	}
	if stops == 1 {
		return "One thing has to be put right. Correct it in your workbook, then send that again."
	}
	text := govuk.Number(stops) + " things have to be put right"
	if f.kinds < stops {
		text += fmt.Sprintf(": %s of mistake", oneOrMany(f.kinds, "one kind", "%s kinds"))
		if f.sheets > 1 {
			text += fmt.Sprintf(" on %d sheets", f.sheets)
		}
	}
	return text + ". All are listed here. Correct them in your workbook, then send it again."
}
