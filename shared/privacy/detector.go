package privacy

import (
	"strings"

	"earlyhelp/shared/workbook"
)

// What a table of children looks like, whatever its headings say: rows alike
// of which most columns hold one vocabulary each (sex, ethnic group, yes and
// no, agencies, outcomes, days, years of birth), often beside a column of keys
// of which hardly two are the same. Tables of a return have one such column
// (its categories or agencies), or two (a fact's answer and day).
const (
	windowRows = 12 // rows looked at together
	leastRows  = 5  // fewer do not tell a list from chance
	mostCols   = 64 // check V01: a workbook with more is not read at all
	stepRows   = 3  // a window is judged each time it has moved on this far

	// enoughEvents rows that read as events make a list.
	enoughEvents = 3
)

// A sample is what is kept of one value: its classes, what tells it from
// others, and its length.
type sample struct {
	class class
	sum   uint64
	size  int8
}

type sampledRow struct {
	number int
	cells  [mostCols]sample
}

// A detector goes through the rows of one sheet, or lines of a file, and
// finds out whether they tell of one child or case each. The zero value is
// ready.
type detector struct {
	window []sampledRow // the last rows, oldest first
	width  int          // columns used so far
	fresh  int          // rows since the window was last judged
	events int
	across []crossRow // rows that read as one attribute of many children

	profile profile // of the column being judged
	met     map[string]metText
}

// A metText is what a text says wherever it stands: most of a sheet are alike.
type metText struct {
	sample         sample
	heading, child bool // is a heading of a list, and one that names a child
}

// mostMet bounds how many texts are remembered, and longestMet their length:
// a sheet of a return has some 400 that differ.
const (
	mostMet    = 2_000
	longestMet = 64
)

// meet returns what a text says.
func (d *detector) meet(t string) metText {
	if m, ok := d.met[t]; ok {
		return m
	}
	m := metText{sample: textSample(t)}
	if len(t) <= longestHeading {
		h := plain(t)
		m.heading, m.child = listHeadings[h], childHeadings[h]
	}
	if len(t) <= longestMet && len(d.met) < mostMet {
		if d.met == nil {
			d.met = map[string]metText{}
		}
		d.met[strings.Clone(t)] = m
	}
	return m
}

// add looks at one more row. It returns the row that gives a list away.
func (d *detector) add(row workbook.Row) (at int, list bool) {
	if isEvent(row) {
		d.events++
	}
	all, child := 0, 0 // headings of a list
	for _, c := range row.Cells {
		if c.Kind != workbook.Text {
			continue
		}
		m := d.meet(c.Text)
		if m.heading {
			all++
		}
		if m.child {
			child++
		}
	}
	if areListHeadings(all, child) || d.events == enoughEvents {
		return row.Number, true
	}
	if len(d.window) == windowRows {
		first := d.window[0]
		copy(d.window, d.window[1:])
		d.window[windowRows-1] = first
	} else {
		d.window = append(d.window, sampledRow{})
	}
	r := &d.window[len(d.window)-1]
	clear(r.cells[:d.width])
	r.number = row.Number
	for _, c := range row.Cells {
		if c.Col >= 1 && c.Col <= mostCols {
			if c.Kind == workbook.Text {
				r.cells[c.Col-1] = d.meet(c.Text).sample
			} else {
				r.cells[c.Col-1] = sampleOf(c)
			}
			d.width = max(d.width, c.Col)
		}
	}
	if d.crosses(r) {
		return row.Number, true
	}
	if d.fresh++; d.fresh >= stepRows && len(d.window) == windowRows {
		d.fresh = 0
		return d.judge()
	}
	return 0, false
}

// end looks at what is left once there are no more rows.
func (d *detector) end() (at int, list bool) {
	if d.fresh == 0 {
		return 0, false
	}
	if at, list = d.judge(); list {
		return at, list
	}
	// A list at the very end, below something else.
	if n := len(d.window); n > leastRows+2 {
		d.window = d.window[n-leastRows-2:]
		return d.judge()
	}
	return 0, false
}

// sampleOf is the sample of a cell that holds no text.
func sampleOf(c workbook.Cell) sample {
	switch c.Kind {
	case workbook.DateKind:
		return sample{classDate, uint64(int64(c.Num)), 8}
	case workbook.Number:
		s := sample{class: classNumber, sum: uint64(int64(c.Num * 64)), size: int8(min(len(c.Text), 100))}
		if c.Num == float64(int64(c.Num)) {
			n := int64(c.Num)
			switch {
			case n >= 0 && n <= 2:
				s.class |= classSwitch | classAge
			case n <= 25 && n > 0:
				s.class |= classAge
			case n >= 1995 && n <= 2035:
				s.class |= classYear
			case n >= 10_000:
				s.class |= classKey
			}
		}
		return s
	case workbook.Bool:
		return sample{classAnswer, uint64(c.Num), 1}
	}
	return sample{}
}

func textSample(t string) sample {
	t = strings.TrimSpace(t)
	if t == "" {
		return sample{}
	}
	s := sample{sum: sum(t), size: int8(min(len(t), 100))}
	if len(t) > 64 {
		return s
	}
	s.class = classShort
	if len(t) >= 6 && len(t) <= 11 && isDay(t) {
		s.class |= classDate
		return s
	}
	w := plain(t)
	s.class |= vocabulary()[w]
	if s.class == classShort && len(w) == 4 && (strings.HasPrefix(w, "20") || strings.HasPrefix(w, "199")) && onlyDigits(w) == w {
		s.class |= classYear
	}
	if s.class == classShort && isKey(t) {
		s.class |= classKey
	}
	return s
}

// sum tells texts apart (FNV-1a, 64 bits).
func sum(t string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(t) {
		h = (h ^ uint64(t[i])) * 1099511628211
	}
	return h
}

// isKey reports whether a text reads as a key: one word that has digits, or
// that is long and has no vowels to speak of, as hashes in other letters have.
func isKey(t string) bool {
	digits, letters := 0, 0
	for i := range len(t) {
		switch c := t[i]; {
		case isDigit(c):
			digits++
		case c|0x20 >= 'a' && c|0x20 <= 'z':
			letters++
		case c == '-' || c == '_' || c == '/' || c == '.' || c == '{' || c == '}' || c == '+' || c == '=' || c == ':' || c == '#':
		default:
			return false
		}
	}
	return digits >= 2 && !strings.Contains(t, "://") && !strings.HasPrefix(t, "www.") || digits >= 1 && letters <= 3 && letters > 0 || letters >= 20 && !strings.ContainsAny(t, "._/")
}

// isDay reports whether a text looks like 2026-04-30, 30/04/2026 or 1.4.26.
func isDay(s string) bool {
	seps := 0
	for i := range len(s) {
		switch c := s[i]; {
		case c == '-' || c == '/' || c == '.':
			seps++
		case !isDigit(c):
			return false
		}
	}
	return seps == 2
}

// judge weighs the columns of the window.
func (d *detector) judge() (int, bool) {
	n := len(d.window)
	if n < leastRows {
		return 0, false
	}
	var e evidence
	for col := range d.width {
		p := &d.profile
		p.reset()
		for i := range d.window {
			p.add(d.window[i].cells[col])
		}
		if p.n*10 >= n*6 && p.n >= leastRows {
			e.add(p.reads())
		}
	}
	if e.list(n) {
		return d.window[0].number, true
	}
	return 0, false
}

// A profile gathers the values of one column of a window, or of one row.
type profile struct {
	n       int
	class   [16]int
	sums    [mostCols]uint64
	kinds   int // values that differ
	sizes   [2]int8
	steps   int // values that are one more than the one before
	last    uint64
	neutral int
}

func (p *profile) reset() {
	p.n, p.kinds, p.steps, p.neutral, p.class = 0, 0, 0, 0, [16]int{}
}

func (p *profile) add(s sample) {
	if s.class == 0 && s.size == 0 {
		return
	}
	for b := range p.class {
		if s.class&(1<<b) != 0 {
			p.class[b]++
		}
	}
	if p.n > 0 && s.sum == p.last+64 {
		p.steps++
	}
	p.last = s.sum
	if s.class&classNeutral != 0 {
		p.neutral++
	}
	if p.n == 0 {
		p.sizes = [2]int8{s.size, s.size}
	}
	p.sizes = [2]int8{min(p.sizes[0], s.size), max(p.sizes[1], s.size)}
	p.n++
	for _, sum := range p.sums[:p.kinds] {
		if sum == s.sum {
			return
		}
	}
	if p.kinds < len(p.sums) {
		p.sums[p.kinds] = s.sum
		p.kinds++
	}
}

func (p *profile) of(c class) int {
	for b := range p.class {
		if c == 1<<b {
			return p.class[b]
		}
	}
	return 0
}

// A reading is what a column is taken for.
type reading uint8

const (
	reads0 reading = iota
	readsSex
	readsEthnic
	readsAnswer
	readsWord
	readsDate
	readsYear
	readsKey
	readsNumbers // ages, switches
	readsFew     // any few words
	readsNumbered
)

// reads takes a column for what nearly all (85%) of its values are, "not
// recorded" fitting any that has words of its own as well.
func (p *profile) reads() reading {
	most := func(c class) bool { return p.of(c)*20 >= p.n*17 }
	words := func(c class) bool { return (p.of(c)+p.neutral)*20 >= p.n*17 && p.of(c)*10 >= p.n*4 }
	switch {
	case words(classSex):
		return readsSex
	case words(classAnswer):
		return readsAnswer
	case words(classEthnic) && p.kinds > 1:
		return readsEthnic
	case words(classWord) && p.kinds > 1:
		return readsWord
	case most(classDate):
		return readsDate
	case most(classYear):
		return readsYear
	case most(classKey) && p.kinds*2 >= p.n && p.kinds >= 4 && (p.of(classNumber) == 0 || p.sizes[0] == p.sizes[1] && p.kinds*10 >= p.n*8):
		return readsKey
	case most(classNumber) && p.steps >= p.n-2:
		return readsNumbered
	case most(classAge) && p.kinds > 2, most(classSwitch) && p.kinds > 1:
		return readsNumbers
	case words(classAgeBand), most(classShort) && p.of(classNumber) == 0 && p.kinds > 1 && p.kinds*2 <= p.n:
		return readsFew
	}
	return reads0
}

// evidence adds up what the columns of a table are taken for.
type evidence struct {
	kinds  [readsNumbered + 1]int
	strong int // columns of one vocabulary about children or cases
	sorts  int // vocabularies among them
}

func (e *evidence) add(r reading) {
	if r >= readsSex && r <= readsYear {
		e.strong++
		if e.kinds[r] == 0 {
			e.sorts++
		}
	}
	e.kinds[r]++
}

// list weighs the evidence of n rows. With a column of keys, two columns about
// children are enough where there are eight rows or more; without, four of two
// sorts are asked for, so that an action plan (agency, day, done or not) is
// none. Columns of small numbers or of few words count half, since a return's
// own (its counts, its measures) may look the same.
func (e *evidence) list(n int) bool {
	keys, few := e.kinds[readsKey], e.kinds[readsFew]
	halves := 2*e.strong + few + e.kinds[readsNumbers]
	switch {
	case e.kinds[readsAnswer] >= 6:
		return true
	case n < 8:
		return e.sorts >= 2 && (keys > 0 && e.strong >= 3 || e.strong >= 4)
	case keys > 0 && (e.strong >= 2 || e.strong == 1 && few >= 2 || few >= 4):
		return true
	case e.kinds[readsNumbered] > 0 && e.strong >= 2 && e.sorts >= 2 && halves >= 6:
		return true
	}
	return e.strong >= 3 && e.sorts >= 2 && halves >= 7
}

// A crossRow is a row that reads as one attribute of many children.
type crossRow struct {
	number int
	reads  reading
}

// crosses looks for a list that was turned on its side: rows of which each
// holds one vocabulary.
func (d *detector) crosses(r *sampledRow) bool {
	const near = 45 // rows: more than a list has columns
	p := &d.profile
	p.reset()
	first := true
	for i := range d.width {
		if s := r.cells[i]; s.class != 0 || s.size != 0 {
			if first { // what the row is called
				first = false
				continue
			}
			p.add(s)
		}
	}
	if p.n < leastRows {
		return false
	}
	got := p.reads()
	if got == reads0 || got >= readsNumbers {
		return false
	}
	d.across = append(d.across, crossRow{r.number, got})
	for len(d.across) > 0 && d.across[0].number < r.number-near {
		d.across = d.across[1:]
	}
	var e evidence
	for _, c := range d.across {
		e.add(c.reads)
	}
	return e.sorts >= 2 && (e.strong >= 4 || e.kinds[readsKey] > 0 && e.strong >= 3)
}

// isEvent reports whether a row reads as one referral or episode, or as one
// audited case, whatever its headings say.
func isEvent(row workbook.Row) bool {
	typed, dated, judged := false, false, 0
	for _, c := range row.Cells {
		switch c.Kind {
		case workbook.DateKind:
			dated = true
		case workbook.Text:
			if len(c.Text) > 20 {
				continue
			}
			switch strings.ToLower(strings.TrimSpace(c.Text)) {
			case "referral", "early_help", "early help":
				typed = true
			case "yes", "no", "not seen", "not applicable":
				judged++
			}
			if len(c.Text) >= 8 && len(c.Text) <= 10 && isDay(c.Text) {
				dated = true
			}
		}
	}
	return typed && dated || judged >= 8
}
