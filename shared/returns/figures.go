package returns

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/workbook"
)

// A group is a breakdown of one measure, the unit in which rows are asked for.
type group struct{ measure, breakdown string }

// figures gathers the counts of a return and what is amiss among them.
type figures struct {
	*reader
	counts []Count
	index  map[Key]Count
	seen   map[Key]cell.Ref // rows there are, whether or not their count could be read

	// loose are the rows whose names could not be read; a figure that one of
	// them may have been meant for is not reported as missing as well.
	loose []Key
}

func newFigures(r *reader) *figures {
	return &figures{reader: r, index: map[Key]Count{}, seen: map[Key]cell.Ref{}}
}

func (f *figures) keep(c Count) {
	f.counts = append(f.counts, c)
	f.index[c.Key()] = c
}

// A line is a row of a long sheet whose names were understood.
type line struct {
	key   Key
	row   workbook.Row
	cell  workbook.Cell
	blank bool
}

// readLong reads a sheet with one row a figure.
func (f *figures) readLong(sheet, name string) {
	t := f.readTable(name, []string{headMeasure, headBreakdown, headValue, headCount}, []string{headNote, headGuide})
	if t == nil {
		return
	}
	var lines []line
	for _, row := range t.rows {
		key, ok := f.readKey(t, sheet, row)
		if !ok {
			continue
		}
		if first, twice := f.seen[key]; twice {
			f.stop(t.ref(row.Number, headCount), "V07", "", "This figure is given twice: it stands in row %d already. Correct the names of one of the two rows, or delete it.", first.Row)
			// One of its names may be wrong: it may be a row that is missing.
			f.loose = append(f.loose, Key{"", key.Breakdown, key.Category}, Key{key.Measure, "", key.Category}, Key{key.Measure, key.Breakdown, ""})
			continue
		}
		f.seen[key] = t.ref(row.Number, headCount)
		c, there := t.at(row, headCount)
		lines = append(lines, line{key, row, c, !there})
	}
	omitted := f.omitted(lines)
	for _, l := range lines {
		f.readFigure(t, sheet, l, omitted)
	}
	f.missingRows(t, sheet)
}

// readKey reads the names of a row. ok is false when the row is to be passed
// over: because it is blank, or because a name is wrong, which is reported.
func (f *figures) readKey(t *table, sheet string, row workbook.Row) (k Key, ok bool) {
	_, counted := t.at(row, headCount)
	k = Key{norm(t.word(row, headMeasure)), norm(t.word(row, headBreakdown)), t.word(row, headValue)}
	if k.Measure == "" && k.Breakdown == "" && k.Category == "" {
		if counted {
			f.stop(t.ref(row.Number, headMeasure), "V03", "", "This row has a count and does not say of what. Fill in its first three columns, or clear the row.")
		}
		return k, false
	}
	// A locality row with something chosen and nothing else is one not used.
	if !counted && k.Category == "" && (k.Breakdown == "" || k.Breakdown == "locality") {
		return k, false
	}
	m, known := FindMeasure(k.Measure)
	if !known || m.Sheet != sheet {
		f.badName(t, row, headMeasure, k, measureNames(sheet))
		return k, false
	}
	k.Measure = m.Name
	if k.Breakdown == Total {
		if k.Category == "" || norm(k.Category) == All || norm(k.Category) == Total {
			k.Category = All
			return k, true
		}
		f.badName(t, row, headValue, k, []string{All})
		return k, false
	}
	b, known := FindBreakdown(k.Breakdown)
	if !known || !slices.Contains(m.Breakdowns, b.Name) {
		f.badName(t, row, headBreakdown, k, append([]string{Total}, m.Breakdowns...))
		return k, false
	}
	if b.Kind == Own {
		if k.Category == "" {
			f.stop(t.ref(row.Number, headValue), "V03", "", "Type the name of the locality, or clear the row.")
			return k, false
		}
		return k, true
	}
	i := slices.IndexFunc(b.Categories, func(c string) bool { return norm(c) == norm(k.Category) })
	if i < 0 {
		f.badName(t, row, headValue, k, b.Categories)
		return k, false
	}
	k.Category = b.Categories[i]
	return k, true
}

// badName reports a name that is not in its list.
func (f *figures) badName(t *table, row workbook.Row, heading string, k Key, list []string) {
	c, there := t.at(row, heading)
	if there {
		if v := stored(c); v != nil {
			f.fault(t.ref(row.Number, heading), c, v)
		} else {
			f.stop(t.ref(row.Number, heading), "V03", shown(c), "This is not in the list for %s. Type one of: %s.", heading, quoted(list))
		}
	} else {
		f.stop(t.ref(row.Number, heading), "V03", "", "%s is blank. Type one of: %s.", heading, quoted(list))
	}
	switch heading {
	case headMeasure:
		k.Measure = ""
	case headBreakdown:
		k.Breakdown = ""
	case headValue:
		k.Category = ""
	}
	f.loose = append(f.loose, k)
}

func measureNames(sheet string) []string {
	var names []string
	for _, m := range Measures(sheet) {
		names = append(names, m.Name)
	}
	return names
}

// omitted returns the breakdowns that are left out for one measure: [x] in
// the first row of the breakdown and nothing in the others.
func (f *figures) omitted(lines []line) map[group]bool {
	m := map[group]bool{}
	filled := map[group]int{}
	for _, l := range lines {
		if !l.blank {
			filled[group{l.key.Measure, l.key.Breakdown}]++
		}
	}
	for _, l := range lines {
		g := group{l.key.Measure, l.key.Breakdown}
		if b, ok := FindBreakdown(l.key.Breakdown); !ok || b.Kind == Own || l.key.Category != b.Categories[0] {
			continue
		}
		if filled[g] == 1 && !l.blank {
			_, state, wrong := parseCount(l.cell)
			m[g] = wrong == nil && state == NotAvailable
		}
	}
	return m
}

// readFigure reads the count and note of one row.
func (f *figures) readFigure(t *table, sheet string, l line, omitted map[group]bool) {
	ref := t.ref(l.row.Number, headCount)
	c := Count{Sheet: sheet, Measure: l.key.Measure, Breakdown: l.key.Breakdown, Category: l.key.Category, Ref: ref}
	var ok bool
	if c.Note, ok = f.readNote(t, l.row); !ok {
		c.Note = ""
	}
	switch {
	case l.blank && (f.withheld[l.key.Breakdown] || omitted[group{l.key.Measure, l.key.Breakdown}]):
		c.State = NotAvailable
	case l.blank:
		f.stop(ref, "V03", "", "%s", blankMessage(l.key))
		return
	default:
		n, state, wrong := parseCount(l.cell)
		if wrong != nil {
			f.fault(ref, l.cell, wrong)
			return
		}
		c.N, c.State = n, state
	}
	f.keep(c)
}

// blankMessage says what is missing, and the easy way out of a breakdown.
func blankMessage(k Key) string {
	b, ok := FindBreakdown(k.Breakdown)
	switch {
	case !ok:
		return fmt.Sprintf("%s is missing. Type how many, 0 for none, or [x] if you cannot give it.", k.Measure)
	case b.Kind == Own:
		return fmt.Sprintf("%s, %s, is missing. Type how many, or clear the row.", k.Measure, b.Name)
	}
	return fmt.Sprintf("%s, %s: %s, is missing. Type how many, or 0 for none. If you cannot split %s by %s, type [x] at %q and leave the rest of the split blank.",
		k.Measure, b.Name, k.Category, k.Measure, b.Name, b.Categories[0])
}

func (f *figures) readNote(t *table, row workbook.Row) (string, bool) {
	if t.cols[headNote] == 0 {
		return "", true
	}
	c, there := t.at(row, headNote)
	if !there {
		return "", true
	}
	ref := t.ref(row.Number, headNote)
	if stored(c) != nil {
		f.stop(ref, "V16", "", "This note holds an error. Type the text itself, or clear the cell.")
		return "", false
	}
	text := tidy(c.Text)
	if n := utf8.RuneCountInString(text); n > maxNote {
		f.stop(ref, "V03", "", "This note has %d characters. Shorten it to at most %d.", n, maxNote)
		return "", false
	}
	return text, true
}

// missingRows reports the rows of the template that are not there. A
// breakdown of which no row is there is one problem.
func (f *figures) missingRows(t *table, sheet string) {
	missing := map[group][]Key{}
	var order []group
	sizes := map[group]int{}
	for _, k := range Asked(sheet) {
		g := group{k.Measure, k.Breakdown}
		sizes[g]++
		if _, ok := f.seen[k]; ok || f.withheld[k.Breakdown] || f.maybeMeant(k) {
			continue
		}
		if missing[g] == nil {
			order = append(order, g)
		}
		missing[g] = append(missing[g], k)
	}
	for _, g := range order {
		if ks := missing[g]; len(ks) == sizes[g] && g.breakdown != Total {
			f.stop(cell.Ref{Sheet: t.sheet}, "V02", "", "The rows for %s by %s are missing. Copy them from a new template.", g.measure, g.breakdown)
			continue
		}
		for _, k := range missing[g] {
			f.stop(cell.Ref{Sheet: t.sheet}, "V02", "", "The row for %s, %s: %s, is missing. Add a row with these three words and the count.", k.Measure, k.Breakdown, k.Category)
		}
	}
}

// maybeMeant reports whether a row with an unreadable name may have been
// meant for a figure.
func (f *figures) maybeMeant(k Key) bool {
	return slices.ContainsFunc(f.loose, func(l Key) bool {
		return (l.Measure == "" || l.Measure == k.Measure) &&
			(l.Breakdown == "" || l.Breakdown == k.Breakdown) &&
			(l.Category == "" || norm(l.Category) == norm(k.Category))
	})
}
