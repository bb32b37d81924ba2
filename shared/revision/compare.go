package revision

import (
	"slices"
	"strconv"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/returns"
)

// A Kind says what sort of cell changed.
type Kind string

// The kinds. A Note is what stands beside a figure, a Fact is of the
// Partnership sheet's table of facts, an Answer an item of the Cover.
const (
	Figure Kind = "figure"
	Note   Kind = "note"
	Fact   Kind = "fact"
	Answer Kind = "answer"
)

// A What says what became of a cell.
type What string

// New was not there before, Removed is there no more, Changed says another
// thing. A figure that turned into a symbol, or out of one, is Changed.
const (
	New     What = "new"
	Removed What = "removed"
	Changed What = "changed"
)

// A Change is one cell that says another thing than it did.
type Change struct {
	Kind  Kind
	What  What
	Sheet string // as the template names it
	// Key names the figure that changed, or the one a note stands beside. Of an
	// answer, Measure is the item and the others are empty. Of a fact, Measure
	// is its name and Breakdown the heading of the cell: "answer", "date".
	Key returns.Key
	// Old and New are as a person would type them: "12", "[x]", "yes". Empty
	// where there is none.
	Old, New string
	// Difference is the new figure less the old one, where both are numbers.
	Difference float64
	Numeric    bool
	// Ref is the cell in the new return and OldRef in the old one. The zero Ref
	// where it is not there; a Ref without a row where only the sheet is known.
	// Notes and what else is said of a fact have the Ref of the figure or
	// answer that they stand beside.
	Ref, OldRef cell.Ref
}

// Compare returns what changed from old to new, in the order of the workbook:
// the Cover, then sheet by sheet and row by row as new has them, what was
// removed after what it used to follow. Either may be nil, for a return that
// there is not; then there is nothing to compare and nothing is returned.
//
// Counts that no cell holds, because they are added up from others, are left
// out: what they are made of is compared. Time and memory grow with the number
// of cells.
func Compare(old, new *returns.Return) []Change {
	if old == nil || new == nil {
		return nil
	}
	changes := compareCover(old, new)
	changes = append(changes, compareFacts(old.Facts, new.Facts)...)
	changes = append(changes, compareCounts(old.Counts, new.Counts)...)
	order := sheetOrder(old, new)
	slices.SortStableFunc(changes, func(a, b Change) int { return order[a.Sheet] - order[b.Sheet] })
	return changes
}

// sheetOrder numbers the sheets as the template has them; sheets it does not
// know come after those, in the order in which they are met.
func sheetOrder(rs ...*returns.Return) map[string]int {
	order := map[string]int{}
	add := func(sheet string) {
		if order[sheet] == 0 {
			order[sheet] = len(order) + 1
		}
	}
	for _, sheet := range returns.Sheets() {
		add(sheet)
	}
	for _, r := range rs {
		for _, c := range r.Counts {
			add(c.Sheet)
		}
	}
	return order
}

// compareCounts matches figures by key. What is only in old is told after the
// figure that stood before it there.
func compareCounts(old, new []returns.Count) []Change {
	old, new = typed(old), typed(new)
	was, is := index(old), index(new)
	after := map[returns.Key][]returns.Count{} // what to tell as removed after a figure
	var before []returns.Count                 // and before any
	var last *returns.Key
	for _, c := range old {
		k := c.Key()
		if was[k].Ref != c.Ref {
			continue // a duplicate: the first of them counts
		}
		switch _, kept := is[k]; {
		case kept:
			last = &k
		case last == nil:
			before = append(before, c)
		default:
			after[*last] = append(after[*last], c)
		}
	}
	var changes []Change
	removed := func(cs []returns.Count) {
		for _, c := range cs {
			changes = append(changes, figureChange(Removed, &c, nil))
			if c.Note != "" {
				changes = append(changes, noteChange(&c, nil))
			}
		}
	}
	removed(before)
	told := map[returns.Key]bool{}
	for _, c := range new {
		k := c.Key()
		if told[k] {
			continue
		}
		told[k] = true
		var o *returns.Count
		if x, ok := was[k]; ok {
			o = &x
		}
		switch {
		case o == nil:
			changes = append(changes, figureChange(New, nil, &c))
		case o.State != c.State || o.State == returns.Known && o.N != c.N:
			changes = append(changes, figureChange(Changed, o, &c))
		}
		if o == nil && c.Note != "" || o != nil && o.Note != c.Note {
			changes = append(changes, noteChange(o, &c))
		}
		removed(after[k])
	}
	return changes
}

// typed leaves out the counts that no cell holds.
func typed(cs []returns.Count) []returns.Count {
	return slices.DeleteFunc(slices.Clone(cs), func(c returns.Count) bool { return c.Ref.Row == 0 })
}

// index returns the counts by key; of duplicates the first.
func index(cs []returns.Count) map[returns.Key]returns.Count {
	m := make(map[returns.Key]returns.Count, len(cs))
	for _, c := range cs {
		if _, dup := m[c.Key()]; !dup {
			m[c.Key()] = c
		}
	}
	return m
}

func figureChange(w What, old, new *returns.Count) Change {
	c := Change{Kind: Figure, What: w}
	if old != nil {
		c.Key, c.Sheet, c.Old, c.OldRef = old.Key(), old.Sheet, Shown(*old), old.Ref
	}
	if new != nil {
		c.Key, c.Sheet, c.New, c.Ref = new.Key(), new.Sheet, Shown(*new), new.Ref
	}
	if old != nil && new != nil && old.State == returns.Known && new.State == returns.Known {
		c.Numeric, c.Difference = true, new.N-old.N
	}
	return c
}

// noteChange tells of the note beside a figure. Its place is that of the
// figure: a return does not keep where its notes stood.
func noteChange(old, new *returns.Count) Change {
	c := Change{Kind: Note}
	if old != nil {
		c.Key, c.Sheet, c.Old, c.OldRef = old.Key(), old.Sheet, old.Note, old.Ref
	}
	if new != nil {
		c.Key, c.Sheet, c.New, c.Ref = new.Key(), new.Sheet, new.Note, new.Ref
	}
	c.What = whatOf(c.Old, c.New)
	return c
}

// whatOf names the change from one text to another.
func whatOf(old, new string) What {
	switch {
	case old == "":
		return New
	case new == "":
		return Removed
	}
	return Changed
}

// Shown writes a figure as a person would type it: "12", "3.5", "[x]".
func Shown(c returns.Count) string {
	if c.State != returns.Known {
		return "[" + string(c.State) + "]"
	}
	return strconv.FormatFloat(c.N, 'f', -1, 64)
}
