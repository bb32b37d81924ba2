package marked

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/period"
	"earlyhelp/shared/privacy"
	"earlyhelp/shared/returns"
	"earlyhelp/shared/workbook"
)

// The bounds of a copied sheet. A return has at most 5,000 rows a sheet, texts
// of at most 1,000 characters on the Cover and 200 elsewhere, and headings of
// one to four words.
const (
	maxRows  = 5000
	maxText  = 1000
	maxHead  = 60
	headRows = 20 // how far down the first row of headings is looked for
)

// A column is what a heading makes of the cells below it.
type column int

const (
	unknown column = iota
	words          // names, notes, answers, links, dates
	figures        // counts: numbers and symbols
)

// wordHeads are the headings above words. The headings above figures are
// "count", those of the Survey, and the measures themselves.
var wordHeads = []string{"measure", "breakdown_type", "breakdown_value", "note", "what_to_enter", "agency", "item", "answer",
	"fact", "date", "evidence_link", "setting_type", "service_category", "question"}

var figureHeads = []string{"count", "responses", "agree", "unsure"}

// headings is what each heading that the template knows makes of its column.
var headings = sync.OnceValue(func() map[string]column {
	m := map[string]column{}
	for _, h := range wordHeads {
		m[h] = words
	}
	for _, h := range figureHeads {
		m[h] = figures
	}
	for _, x := range returns.Measures("") {
		if m[norm(x.Name)] == unknown {
			m[norm(x.Name)] = figures
		}
	}
	return m
})

// titles are what measures are in plain words, which the template writes below
// their names.
var titles = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for _, x := range returns.Measures("") {
		m[x.Title] = true
	}
	return m
})

// A copier copies one sheet.
type copier struct {
	out   *sheet
	marks []*mark // what is still to be marked, from the top
	known map[string]column
	cols  map[int]column  // under the headings met last
	given map[string]bool // what the template itself writes below headings of figures
	long  bool            // one row a figure: names of measures are no headings here
	cover bool
	found int // rows of headings met
	clean map[string]cleaned
	norms map[string]string // what norm answers
}

func (c *copier) norm(text string) string {
	n, ok := c.norms[text]
	if !ok {
		n = norm(text)
		c.norms[text] = n
	}
	return n
}

// cleaned is what clean answers about a text: most of a return are alike.
type cleaned struct {
	text string
	ok   bool
}

// copySheet copies what may be copied of a sheet, with its marks.
func copySheet(book *workbook.Book, name string, marks []*mark) (*sheet, error) {
	c := &copier{out: &sheet{name: name}, marks: marks, known: headings(), given: titles(), cols: map[int]column{}, clean: map[string]cleaned{}, norms: map[string]string{}, cover: norm(name) == norm(returns.Cover)}
	for _, m := range marks {
		switch {
		case m.severity == cell.Stop:
			c.out.tab = redEdge
		case m.severity == cell.Explain && c.out.tab == "":
			c.out.tab = amberEdge
		}
	}
	n := 0
	for row, err := range book.Rows(name) {
		if err != nil {
			return nil, err
		}
		if n++; n > maxRows {
			break
		}
		c.copyRow(row)
	}
	c.marksBefore(1 << 30)
	return c.out, nil
}

// marksBefore writes the rows that hold nothing but marks.
func (c *copier) marksBefore(row int) {
	for len(c.marks) > 0 && c.marks[0].ref.Row < row {
		at := c.marks[0].ref.Row
		c.out.start(at, 0)
		for len(c.marks) > 0 && c.marks[0].ref.Row == at {
			c.blank(c.marks[0])
			c.marks = c.marks[1:]
		}
	}
}

// blank marks a cell that holds nothing, or nothing that is copied but what
// the check itself showed of it.
func (c *copier) blank(m *mark) {
	m.put(c.out)
	c.widen(m.ref.Col, 8)
	if i := slices.IndexFunc(m.problems, func(p cell.Problem) bool { return p.Value != "" && p.Ref.Col > 0 }); i >= 0 {
		if v, ok := clean(m.problems[i].Value, maxText); ok {
			c.out.text(m.ref.Col, v, styleOf(lookText, m.severity))
			return
		}
	}
	c.out.blank(m.ref.Col, styleOf(lookText, m.severity))
}

// copyRow copies a row and marks its cells.
func (c *copier) copyRow(row workbook.Row) {
	c.marksBefore(row.Number)
	head := c.isHead(row)
	var out []func()
	marks := map[int]*mark{}
	for len(c.marks) > 0 && c.marks[0].ref.Row == row.Number {
		marks[c.marks[0].ref.Col] = c.marks[0]
		c.marks = c.marks[1:]
	}
	item := ""
	tall := 0.0 // of a row whose longest text takes more than a line
	last := 0
	emptyTo := func(col int) { // marks on cells that hold nothing
		for at := last + 1; at < col && len(marks) > 0; at++ {
			if m := marks[at]; m != nil {
				delete(marks, at)
				out = append(out, func() { c.blank(m) })
			}
		}
		last = col
	}
	for _, x := range row.Cells {
		emptyTo(x.Col)
		if c.cover && c.cols[x.Col] == words && item == "" {
			item = c.norm(x.Text)
		}
		m := marks[x.Col]
		delete(marks, x.Col)
		text, num, l, ok := c.value(x, head, item)
		if !ok {
			if m != nil {
				out = append(out, func() { c.blank(m) })
			}
			continue
		}
		if n := lines(text, maxWidth-4); n > 1 {
			tall = max(tall, height(n))
		}
		out = append(out, func() { c.write(x.Col, text, num, l, m) })
	}
	emptyTo(1 << 15)
	if len(out) == 0 {
		return
	}
	c.out.start(row.Number, tall)
	for _, f := range out {
		f()
	}
}

func (c *copier) write(col int, text string, num float64, l look, m *mark) {
	var s cell.Severity
	if m != nil {
		s = m.severity
		m.put(c.out)
	}
	if l == lookNumber || l == lookDate || l == lookPercent {
		c.out.number(col, num, styleOf(l, s))
		c.widen(col, 11)
		return
	}
	c.out.text(col, text, styleOf(l, s))
	c.widen(col, float64(utf8.RuneCountInString(text)))
}

// maxWidth is the widest that a column is made, in characters.
const maxWidth = 60

// widen makes a column wide enough for so many characters, within reason.
func (c *copier) widen(col int, n float64) {
	for len(c.out.widths) < col {
		c.out.widths = append(c.out.widths, 0)
	}
	c.out.widths[col-1] = max(c.out.widths[col-1], 9, min(n+3, maxWidth))
}

// isHead reports whether a row is one of headings, and takes down what its
// columns are. The first must be near the top and have two headings; a later
// one, above the second table of a sheet, three, for in a sheet of figures
// two of a row's words may be the same as headings.
func (c *copier) isHead(row workbook.Row) bool {
	cols := map[int]column{}
	texts := 0
	for _, x := range row.Cells {
		if x.Kind != workbook.Text || strings.TrimSpace(x.Text) == "" {
			continue
		}
		texts++
		h := c.norm(x.Text)
		k := c.known[h]
		if c.long && !slices.Contains(wordHeads, h) && !slices.Contains(figureHeads, h) {
			k = unknown
		}
		if k != unknown {
			cols[x.Col] = k
		}
	}
	need := 2
	if c.found > 0 {
		need = 3
	}
	if len(cols) < need || len(cols)*2 < texts || c.found == 0 && row.Number > headRows {
		return false
	}
	if c.found == 0 {
		c.long = slices.ContainsFunc(row.Cells, func(x workbook.Cell) bool {
			return norm(x.Text) == "measure" || norm(x.Text) == "breakdown_type"
		})
		if row.Number <= 3 {
			c.out.frozen = row.Number
		}
	}
	c.found++
	c.cols = cols
	// A heading that was changed is a problem that says so. The figures below
	// it are the return's, so they are shown; the words are not.
	for _, m := range c.marks {
		if m.ref.Row == row.Number && cols[m.ref.Col] == unknown && m.severity == cell.Stop {
			cols[m.ref.Col] = figures
		}
	}
	return true
}

// symbol matches what stands in place of a figure.
var symbol = regexp.MustCompile(`^\[[a-z]{1,3}\]$`)

// coverItem matches the items of the Cover.
var coverItem = regexp.MustCompile(`^(partnership|period|template|prepared|made|data|known|breakdown|sheet)_[a-z_]{1,40}$`)

// value is what is copied of a cell; ok is false for nothing.
func (c *copier) value(x workbook.Cell, head bool, item string) (text string, num float64, l look, ok bool) {
	if x.Hidden {
		return "", 0, 0, false
	}
	if head {
		text, ok = clean(x.Text, maxHead)
		return text, 0, lookHead, ok && x.Kind == workbook.Text
	}
	k := c.cols[x.Col]
	if k == unknown || c.cover && !coverItem.MatchString(item) {
		return "", 0, 0, false
	}
	switch x.Kind {
	case workbook.DateKind:
		if x.Date.IsZero() {
			return "", 0, 0, false
		}
		return "", serial(x.Date), lookDate, true
	case workbook.Number:
		if _, personal := privacy.Number(x.Num); personal {
			return "", 0, 0, false
		}
		if x.Format == workbook.PercentFormat {
			return "", x.Num, lookPercent, true
		}
		return "", x.Num, lookNumber, true
	case workbook.Bool:
		return map[bool]string{false: "FALSE", true: "TRUE"}[x.Num != 0], 0, lookText, true
	case workbook.Error:
		if !strings.HasPrefix(x.Text, "#") || len(x.Text) > 16 {
			return "", 0, 0, false
		}
		return x.Text, 0, lookText, true
	case workbook.Text:
		if k == figures && !c.given[strings.TrimSpace(x.Text)] && !symbol.MatchString(strings.ToLower(strings.TrimSpace(x.Text))) && !isNumeral(x.Text) {
			return "", 0, 0, false
		}
		known, seen := c.clean[x.Text]
		if !seen {
			known.text, known.ok = clean(x.Text, maxText)
			c.clean[x.Text] = known
		}
		return known.text, 0, lookText, known.ok
	}
	return "", 0, 0, false
}

// isNumeral reports whether a text is a number kept as text: "1,204".
func isNumeral(s string) bool {
	s = strings.TrimSpace(s)
	return s != "" && len(s) <= 12 && strings.Trim(s, "0123456789.,- ") == ""
}

// clean returns a text that the privacy screen lets through, shortened.
func clean(s string, most int) (string, bool) {
	s = strings.TrimSpace(s)
	if s == "" {
		return "", false
	}
	if _, personal := privacy.Text(s); personal {
		return "", false
	}
	return cut(s, most), true
}

// serial is the number of a day in the 1900 date system, which counts a 29
// February 1900 that there was not.
func serial(d period.Date) float64 {
	days := d.Time().Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Hours() / 24
	if days < 61 {
		days--
	}
	return days
}
