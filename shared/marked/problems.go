package marked

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/privacy"
)

// maxListed is how many problems the first sheet lists one by one.
const maxListed = 20_000

// The columns of the Problems sheet.
const (
	colNumber = iota + 1
	colSeverity
	colSheet
	colCell
	colValue
	colMessage
	colRule
)

// listProblems writes the first sheet, and returns in which of its rows each
// place is told of. names are the sheets that are copied behind it.
func listProblems(problems []cell.Problem, names []string) (*sheet, map[cell.Ref]int) {
	s := &sheet{name: problemsSheet, widths: []float64{7, 14, 14, 12, 24, 86, 8}}
	if slices.ContainsFunc(problems, func(p cell.Problem) bool { return p.Severity == cell.Stop }) {
		s.tab = redEdge
	}
	l := &lister{s: s, names: names, rows: map[cell.Ref]int{}}
	l.say(styleTitle, 26, "What the checks found")
	l.say(styleLead, 20, summary(problems))
	l.say(styleWords, 32, "Correct these here or in your own workbook, and send that. When this copy is read, this sheet and the comments of the checks are left out; comments of your own would be refused.")
	l.say(styleWords, 18, "Choose a cell in the list below to jump to it; choose a marked cell to come back here. Each marked cell has a comment that says what to do.")
	l.key()
	groups := Groups(problems)
	l.jumps(groups)
	l.heads()
	for _, g := range groups {
		l.group(g)
	}
	return s, l.rows
}

// summary is the outcome in a sentence.
func summary(problems []cell.Problem) string {
	var n [3]int
	for _, p := range problems {
		n[severityOrder(p.Severity)]++
	}
	var parts []string
	for i, what := range []string{"to put right before the return can be accepted", "to explain", "to know"} {
		if n[i] == 1 {
			parts = append(parts, "one thing "+what)
		} else if n[i] > 1 {
			parts = append(parts, thousands(n[i])+" things "+what)
		}
	}
	if len(parts) == 0 {
		return "Nothing was found to be wrong."
	}
	if len(parts) > 1 {
		parts = append(parts[:len(parts)-2], parts[len(parts)-2]+" and "+parts[len(parts)-1])
	}
	t := strings.Join(parts, ", ") + "."
	return strings.ToUpper(t[:1]) + t[1:]
}

// thousands writes a count with commas.
func thousands(n int) string {
	t := strconv.Itoa(n)
	for i := len(t) - 3; i > 0; i -= 3 {
		t = t[:i] + "," + t[i:]
	}
	return t
}

// A lister writes the Problems sheet from the top.
type lister struct {
	s      *sheet
	names  []string
	rows   map[cell.Ref]int
	row    int
	number int
}

func (l *lister) next(height float64) {
	l.row++
	l.s.start(l.row, height)
}

// say writes a line across the sheet.
func (l *lister) say(st style, height float64, text string) {
	l.next(height)
	l.s.text(colNumber, text, st)
	l.s.merge(colNumber, colRule)
}

// key shows the three marks and what each means.
func (l *lister) key() {
	l.next(6)
	for _, k := range []struct {
		st    style
		s     cell.Severity
		means string
	}{
		{styleKeyStop, cell.Stop, "Thick border. The return is not accepted until this is put right."},
		{styleKeyExplain, cell.Explain, "Dashed border. The return can be accepted; say why on the site, or correct it."},
		{styleKeyNote, cell.Note, "Double border. Nothing needs doing."},
	} {
		l.next(20)
		l.s.text(colSeverity, Words(k.s), k.st)
		l.s.text(colSheet, k.means, styleWords)
		l.s.merge(colSheet, colRule)
	}
	l.next(6)
}

// jumps says how many problems each sheet has, with a link to the first. The
// rows of the groups are known from how many lines come before them: one for
// each sheet, a gap, and the headings.
func (l *lister) jumps(groups []Group) {
	type tally struct {
		sheet string
		n     [3]int
		first int // row of its first group
	}
	var sheets []*tally
	row := 0
	for _, g := range groups {
		i := slices.IndexFunc(sheets, func(t *tally) bool { return t.sheet == g.Sheet })
		if i < 0 {
			i = len(sheets)
			sheets = append(sheets, &tally{sheet: g.Sheet, first: row})
		}
		sheets[i].n[severityOrder(g.Severity)] += len(g.Problems)
		row += 1 + len(g.Problems)
	}
	base := l.row + len(sheets) + 3 // the row of the first group
	for _, t := range sheets {
		l.next(18)
		name := "The file"
		if t.sheet != "" {
			name = "Sheet " + t.sheet
		}
		var counts []string
		for i, s := range []cell.Severity{cell.Stop, cell.Explain, cell.Note} {
			if t.n[i] > 0 {
				counts = append(counts, fmt.Sprintf("%d %s", t.n[i], strings.ToLower(Words(s))))
			}
		}
		l.s.text(colSeverity, name, styleLink)
		l.s.blank(colSheet, styleLink)
		l.s.merge(colSeverity, colSheet)
		if at := base + t.first; at < base+maxListed {
			l.s.link(colSeverity, problemsSheet, "A"+strconv.Itoa(at), "Go to "+name)
		}
		l.s.text(colCell, strings.Join(counts, ", "), styleWords)
		l.s.merge(colCell, colRule)
	}
	l.next(6)
}

func (l *lister) heads() {
	l.next(20)
	for i, h := range privacy.CheckHeadings() {
		l.s.text(i+1, h, styleHead)
	}
}

// group writes a kind of mistake and every cell that has it.
func (l *lister) group(g Group) {
	if l.number >= maxListed {
		return
	}
	st := []style{styleGroupStop, styleGroupExplain, styleGroupNote}[severityOrder(g.Severity)]
	where := "The file"
	if g.Sheet != "" {
		where = "Sheet " + g.Sheet
	}
	text := fmt.Sprintf("%s, %s: %s. %s: %s", Words(g.Severity), lowerFirst(where), g.Headline, places(g), cut(g.Cells(), 300))
	l.next(height(lines(text, 150)))
	l.s.text(colNumber, text, st)
	for col := colSeverity; col <= colRule; col++ {
		l.s.blank(col, st)
	}
	l.s.merge(colNumber, colRule)
	for _, p := range g.Problems {
		if l.number++; l.number > maxListed {
			l.say(styleWords, 32, "There are more problems than are listed here. Put these right first and check again.")
			return
		}
		l.item(p)
	}
}

func lowerFirst(s string) string { return strings.ToLower(s[:1]) + s[1:] }

// places says how many cells, or what else, have a mistake.
func places(g Group) string {
	n := 0
	for _, p := range g.Problems {
		if p.Ref.Row > 0 && p.Ref.Col > 0 {
			n++
		}
	}
	switch {
	case n != len(g.Problems):
		return "Where"
	case n == 1:
		return "1 cell"
	}
	return fmt.Sprintf("%d cells", n)
}

func (l *lister) item(p cell.Problem) {
	value, message := cut(p.Value, 120), cut(p.Message, maxText)
	l.next(height(max(lines(value, 24), lines(message, 100))))
	if _, told := l.rows[p.Ref]; !told {
		l.rows[p.Ref] = l.row
	}
	l.s.number(colNumber, float64(l.number), styleItemRight)
	l.s.text(colSeverity, Words(p.Severity), styleItem)
	l.s.text(colSheet, p.Ref.Sheet, styleItem)
	place, i := Place(p.Ref), slices.IndexFunc(l.names, func(n string) bool { return strings.EqualFold(n, p.Ref.Sheet) })
	if i >= 0 {
		l.s.text(colCell, place, styleLink)
		l.s.link(colCell, l.names[i], address(cell.Ref{Row: max(1, p.Ref.Row), Col: max(1, p.Ref.Col)}), "Go to "+p.Ref.String())
	} else {
		l.s.text(colCell, place, styleItem)
	}
	l.s.text(colValue, value, styleItem)
	l.s.text(colMessage, message, styleItem)
	l.s.text(colRule, p.Rule, styleItem)
}
