package benchmark

import (
	"slices"
	"sort"

	"earlyhelp/shared/returns"
)

// An entry is what a return gives for one measure and cell of a plan.
type entry struct {
	cell     int32
	state    returns.State
	n        float64
	hidden   bool // the public may not see it
	withheld bool // whatever else is found
}

// counts are what one return says of a plan, and no more than that: the cells
// of a plan are those of all returns, every area's localities among them.
type counts struct {
	entries       []entry // by measure, then cell
	start         []int32 // of each measure in entries, and the end of the last
	demonstration bool
	earlier       []*counts // what was signed before and replaced
	list          bool      // counted from a list, not typed
	broken        bool      // the area's return before it came about the other way
	anew          bool      // it was by another template, or within another boundary
	unsigned      bool
}

// find returns the entry of a measure and cell, nil where the return does not
// give it.
func (c *counts) find(measure, cell int) *entry {
	of := c.entries[c.start[measure]:c.start[measure+1]]
	i := sort.Search(len(of), func(i int) bool { return of[i].cell >= int32(cell) })
	if i == len(of) || of[i].cell != int32(cell) {
		return nil
	}
	return &of[i]
}

// tabulate reads one signed return into a compact table. Parts that the area cannot give are left out, as
// if the return did not mention them: most areas cannot split everything in
// every way, and rows that say so would outnumber the figures.
func (p *plan) tabulate(s Signed) *counts {
	split := func(c *returns.Count) bool { return c.Breakdown == total || c.State != returns.NotAvailable }
	c := p.read(s.Return, split)
	for _, r := range s.Earlier {
		c.earlier = append(c.earlier, p.read(r, split))
	}
	c.unsigned = s.Unsigned
	return c
}

// read makes the table of those counts of a return that keep says.
func (p *plan) read(r *returns.Return, keep func(*returns.Count) bool) *counts {
	type numbered struct {
		measure int
		entry
	}
	all := make([]numbered, 0, len(r.Counts))
	for i := range r.Counts {
		count := &r.Counts[i]
		m, needed := p.measures[count.Measure]
		cell, ok := p.cellNo[cellID{count.Breakdown, count.Category}]
		if !needed || !ok || !keep(count) {
			continue
		}
		e := entry{cell: int32(cell), state: count.State, n: count.N}
		if e.state == returns.Known && !isCount(e.n) {
			e.state, e.n = returns.NotAvailable, 0
		}
		all = append(all, numbered{m, e})
	}
	slices.SortStableFunc(all, func(a, b numbered) int {
		return p.at(a.measure, int(a.cell)) - p.at(b.measure, int(b.cell))
	})
	// The first of duplicates counts, as in returns.Return.Index.
	all = slices.CompactFunc(all, func(a, b numbered) bool { return a.measure == b.measure && a.cell == b.cell })
	c := &counts{demonstration: r.Demonstration, list: r.MadeFrom.Tool != "", entries: make([]entry, len(all)), start: make([]int32, len(p.people)+1)}
	for i, n := range all {
		c.entries[i] = n.entry
		c.start[n.measure+1]++
	}
	for m := range p.people {
		c.start[m+1] += c.start[m]
	}
	return c
}

// revised reports whether an earlier signed version gave something else for a
// measure and cell.
func (c *counts) revised(measure, cell int) bool {
	now := c.find(measure, cell)
	for _, before := range c.earlier {
		was := before.find(measure, cell)
		if (was == nil) != (now == nil) || was != nil && (was.state != now.state || was.n != now.n) {
			return true
		}
	}
	return false
}
