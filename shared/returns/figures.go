package returns

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/workbook"
)

// A group is a breakdown of one measure: what may be left blank together.
type group struct{ measure, breakdown string }

// figures gathers the counts of a return and what is amiss among them.
type figures struct {
	*reader
	counts []Count
	facts  []Fact
	index  map[Key]Count
	late   bool // counts were kept out of order
}

func newFigures(r *reader) *figures { return &figures{reader: r, index: map[Key]Count{}} }

func (f *figures) keep(c Count) {
	f.counts = append(f.counts, c)
	f.index[c.Key()] = c
}

// make adds the counts of a sheet that no cell holds.
func (f *figures) make(sheet, name string) {
	if name == "" {
		name = sheet
	}
	f.counts = append(f.counts, made(sheet, f.index, f.facts, cell.Ref{Sheet: name})...)
}

// readSheet reads the tables of a sheet that holds counts.
func (f *figures) readSheet(sheet, name string, asks []*block) {
	wants := make([]want, len(asks))
	for i, b := range asks {
		wants[i] = want{
			needed: slices.Concat(b.heads, b.cols), heads: b.heads, known: []string{headNote, headGuide},
			labels: func(label string) bool {
				return slices.ContainsFunc(b.rows, func(r blockRow) bool { return norm(r.labels[0]) == norm(label) })
			},
		}
	}
	for i, t := range f.readTables(name, wants) {
		if t == nil {
			continue
		}
		p := &pass{figures: f, sheet: sheet, t: t, b: asks[i], seen: map[int]int{}, own: map[string]int{}}
		p.read()
	}
}

// readNothing takes a sheet that the Cover says is not available, and that is
// not there, as not available throughout.
func (f *figures) readNothing(sheet string, asks []*block) {
	for _, b := range asks {
		p := &pass{figures: f, sheet: sheet, t: &table{sheet: sheet}, b: b, seen: map[int]int{}, own: map[string]int{}}
		p.read()
	}
}

// A pass is the reading of one table.
type pass struct {
	*figures
	sheet string // of the return
	t     *table
	b     *block
	lines []line
	seen  map[int]int    // row of the block, to its row in the file
	own   map[string]int // localities likewise, by their names
	loose []*stray
	state map[group]State // what a blank of a group stands for
}

// A line is a row whose names were understood.
type line struct {
	at   int // row of the block; after all of them for a locality
	keys []Key
	row  workbook.Row
	note string
}

// A stray is a row whose names could not all be read. One row that seems to
// be missing may be it, and is then not reported as well.
type stray struct{ meant [][]string } // labels, "" for one that is not known

func (p *pass) read() {
	for _, row := range p.t.rows {
		p.readRow(row)
	}
	slices.SortStableFunc(p.lines, func(a, b line) int { return a.at - b.at })
	if p.b.facts {
		p.readFacts()
	} else {
		p.blanks()
		for _, l := range p.lines {
			p.readCounts(l)
		}
	}
	p.missing()
}

// readRow takes down a row, unless it is blank or a name in it is wrong, which
// is reported.
func (p *pass) readRow(row workbook.Row) {
	labels := make([]string, len(p.b.heads))
	blank := true
	for i, h := range p.b.heads {
		labels[i] = p.label(row, h)
		blank = blank && labels[i] == ""
	}
	counted := slices.ContainsFunc(p.b.cols, func(h string) bool {
		_, there := p.t.at(row, h)
		return there
	})
	switch {
	case norm(labels[0]) == headGuide:
		return // the row that explains the columns
	case blank && counted:
		p.stop(p.t.ref(row.Number, p.b.heads[0]), "V03", groupNameless, "", "This row has a count and does not say of what. Fill in %s, or clear the row.", quoted(p.b.heads))
		p.loose = append(p.loose, &stray{[][]string{labels}})
		return
	case blank:
		return
	case !counted && len(labels) == 3 && labels[2] == "" && (labels[1] == "" || norm(labels[1]) == locality) && p.b.own():
		return // a row for a locality, not used
	}
	at, ok := p.find(labels)
	if !ok {
		if l, ok := p.findOwn(row, labels); ok {
			p.addLine(l, labels)
		}
		return
	}
	p.addLine(line{at: at, keys: p.b.rows[at].keys, row: row}, p.b.rows[at].labels)
}

// label is the name of a row under a heading. A spreadsheet that is told 5-9
// takes it for a day, in one order or the other.
func (p *pass) label(row workbook.Row, head string) string {
	c, _ := p.t.at(row, head)
	if c.Kind == workbook.DateKind && !c.Date.IsZero() {
		day, month := c.Date.Day, int(c.Date.Month)
		for _, text := range []string{fmt.Sprintf("%d-%d", day, month), fmt.Sprintf("%d-%d", month, day)} {
			if slices.ContainsFunc(p.b.rows, func(r blockRow) bool { return slices.Contains(r.labels, text) }) {
				return text
			}
		}
	}
	return tidy(c.Text)
}

// find looks the labels of a row up.
func (p *pass) find(labels []string) (at int, ok bool) {
	if at, ok = p.b.index[join(labels...)]; ok {
		return at, true
	}
	n := len(labels)
	if n > 1 && norm(labels[n-2]) == Total {
		if last := norm(labels[n-1]); last == "" || last == Total || last == All {
			labels = append(slices.Clone(labels[:n-1]), All)
		}
	}
	at, ok = p.b.index[norms(labels...)]
	return at, ok
}

// findOwn understands a row for a locality, and reports the first name of any
// other row that is not in its list.
func (p *pass) findOwn(row workbook.Row, labels []string) (line, bool) {
	rows := p.b.rows
	for i, head := range p.b.heads {
		var list []string
		for _, r := range rows {
			list = append(list, r.labels[i])
		}
		list = distinct(list)
		local := i == 1 && slices.Contains(p.b.ownMeasures(), rows[0].labels[0])
		if local && norm(labels[1]) == locality {
			return p.local(row, labels, rows[0])
		}
		rows = slices.DeleteFunc(slices.Clone(rows), func(r blockRow) bool { return norm(r.labels[i]) != norm(labels[i]) })
		if len(rows) == 0 {
			if local {
				list = append(list, locality)
			}
			p.badName(row, head, list)
			meant := slices.Clone(labels)
			meant[i] = ""
			p.loose = append(p.loose, &stray{[][]string{meant}})
			break
		}
	}
	return line{}, false
}

// local understands a row for a locality. like is a row of the same measures.
func (p *pass) local(row workbook.Row, labels []string, like blockRow) (line, bool) {
	if labels[2] == "" {
		p.stop(p.t.ref(row.Number, headValue), "V03", groupNameless, "", "Type the name of the locality, or clear the row.")
		return line{}, false
	}
	l := line{at: len(p.b.rows), row: row}
	for _, k := range like.keys {
		l.keys = append(l.keys, Key{k.Measure, locality, labels[2]})
	}
	return l, true
}

// addLine takes a row down unless it stands there already.
func (p *pass) addLine(l line, labels []string) {
	earlier, twice := p.seen[l.at], false
	if l.at < len(p.b.rows) {
		_, twice = p.seen[l.at]
		if !twice {
			p.seen[l.at] = l.row.Number
		}
	} else {
		name := norms(labels...)
		earlier, twice = p.own[name]
		if !twice {
			p.own[name] = l.row.Number
		}
	}
	if !twice {
		p.lines = append(p.lines, l)
		return
	}
	col := p.b.cols[0]
	if len(p.b.cols) > 1 {
		col = p.b.heads[len(p.b.heads)-1]
	}
	p.stop(p.t.ref(l.row.Number, col), "V07", groupTwice, "", "This row stands in row %d already. Correct the names of one of the two rows, or delete it.", earlier)
	// One of its names may be wrong: it may be a row that is missing.
	s := &stray{}
	for i := range labels {
		meant := slices.Clone(labels)
		meant[i] = ""
		s.meant = append(s.meant, meant)
	}
	p.loose = append(p.loose, s)
}

// badName reports a name that is not in its list.
func (p *pass) badName(row workbook.Row, heading string, list []string) {
	c, there := p.t.at(row, heading)
	ref := p.t.ref(row.Number, heading)
	switch v := stored(c); {
	case !there:
		p.stop(ref, "V03", groupWord, "", "%s is blank. Type one of: %s.", heading, listed(list))
	case v != nil:
		p.stop(ref, v.rule, v.group, shown(c), "This cell must hold a word of the list for %s, and holds an error or a formula without a result. Type one of: %s.", heading, listed(list))
	default:
		p.stop(ref, "V03", groupWord, shown(c), "This is not in the list for %s. Type one of: %s.", heading, listed(list))
	}
}

// blanks settles what a blank stands for: for nothing, unless the Cover says
// that the sheet or the breakdown is not available, or the total is [x] or
// [z], or the first row of the breakdown is [x] and the others are blank.
func (p *pass) blanks() {
	p.state = map[group]State{}
	filled := map[group]int{}
	first := map[group]Key{}
	for _, r := range p.b.rows {
		for _, k := range r.keys {
			if g := (group{k.Measure, k.Breakdown}); first[g] == (Key{}) {
				first[g] = k
			}
		}
	}
	omitted := map[group]bool{}
	totals := map[string]State{}
	for _, l := range p.lines {
		for i, k := range l.keys {
			c, there := p.cellOf(l, i)
			if !there {
				continue
			}
			g := group{k.Measure, k.Breakdown}
			filled[g]++
			_, state, wrong := parseCount(c, true)
			if wrong != nil {
				continue
			}
			if k.Breakdown == Total {
				totals[k.Measure] = state
			} else if k == first[g] && state == NotAvailable {
				omitted[g] = true
			}
		}
	}
	set := func(g group) {
		m, _ := FindMeasure(g.measure)
		switch total := totals[g.measure]; {
		case p.withheld[itemSheet+p.sheet], p.withheld[g.breakdown] && !rowSheet(m), omitted[g] && filled[g] == 1:
			p.state[g] = NotAvailable
		case g.breakdown != Total && total != Known:
			p.state[g] = total
		}
	}
	for g := range first {
		set(g)
		set(group{g.measure, locality})
	}
}

func (p *pass) cellOf(l line, col int) (workbook.Cell, bool) { return p.t.at(l.row, p.b.cols[col]) }

// readCounts reads the counts and the note of one row. The note is kept with
// the first of them.
func (p *pass) readCounts(l line) {
	note := p.readNote(l.row)
	for i, k := range l.keys {
		ref := p.t.ref(l.row.Number, p.b.cols[i])
		c := Count{Sheet: p.sheet, Measure: k.Measure, Breakdown: k.Breakdown, Category: k.Category, Ref: ref}
		at, there := p.cellOf(l, i)
		if there {
			m, _ := FindMeasure(k.Measure)
			n, state, wrong := parseCount(at, m.Decimals)
			if wrong != nil {
				p.stop(ref, wrong.rule, wrong.group, shown(at), "%s: %s", InWords(k), wrong.of(m))
				continue
			}
			c.N, c.State = n, state
		} else if state, ok := p.state[group{k.Measure, k.Breakdown}]; ok {
			c.State = state
		} else {
			p.stop(ref, "V03", groupMissing, "", "%s", p.blankMessage(k))
			continue
		}
		c.Note, note = note, ""
		p.keep(c)
	}
}

// blankMessage says what is missing, and the easy way out of a breakdown.
func (p *pass) blankMessage(k Key) string {
	b, ok := FindBreakdown(k.Breakdown)
	m, _ := FindMeasure(k.Measure)
	switch {
	case k.Breakdown == Total || !ok:
		return InWords(k) + " is missing. Type how many, 0 for none, or [x] if you cannot give it."
	case b.Kind == Own:
		return InWords(k) + ", is missing. Type how many, or clear the row."
	case rowSheet(m):
		return InWords(k) + ", is missing. Type how many, 0 for none, [x] if you cannot give it, or [z] if it does not apply."
	}
	return InWords(k) + ", is missing. Type how many, or 0 for none. If you cannot split this by " + splitTitle(b.Name) +
		", type [x] at “" + b.Categories[0] + "” and leave the rest of the split blank."
}

// readNote reads the note of a row: "" where there is none that can be kept.
func (p *pass) readNote(row workbook.Row) string {
	if p.t.cols[headNote] == 0 {
		return ""
	}
	c, there := p.t.at(row, headNote)
	if !there {
		return ""
	}
	ref := p.t.ref(row.Number, headNote)
	if f := stored(c); f != nil {
		p.stop(ref, f.rule, f.group, "", "This note holds an error. Type the text itself, or clear the cell.")
		return ""
	}
	text := tidy(c.Text)
	if n := utf8.RuneCountInString(text); n > maxNote {
		p.stop(ref, "V03", groupText, "", "This note has %d characters. Shorten it to at most %d.", n, maxNote)
		return ""
	}
	return text
}
