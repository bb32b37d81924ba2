package benchmark

import (
	"cmp"
	"slices"

	"earlyhelp/shared/disclosure"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

// What a figure is worth when one of several has to be hidden. A total is what
// areas are compared by, so it counts for five parts of a breakdown.
const (
	partWorth  = 1
	totalWorth = 5
)

// A concealer finds which counts of an area the public may not see. It is for
// one goroutine.
type concealer struct {
	plan   *plan
	system disclosure.System
	sheets []sheet
	places []place // by quantity
	family []bool  // of measures, by family: some count in it must be hidden
	terms  []disclosure.Term
	rows   [][]int32
}

// A sheet is one return in the system. A past one was replaced, and is as the
// public saw it.
type sheet struct {
	*counts
	slot    int // of the group; several sheets of one are versions of a return
	past    bool
	settled bool    // in force, and what is hidden of it has been found
	of      []int32 // by entry: its quantity, or -1
}

// A place is the count that a quantity is of a group; slot is -1 where it is of
// none that is in force.
type place struct {
	slot    int32
	measure int32
	cell    int32
}

// A shift is how far one count lies from what it is in other numbers that fit.
type shift struct {
	place
	by int32
}

// A proof is one side of a disclosure.Witness in terms of counts: numbers of one
// group that fit all but, unless within, the rounded totals above it.
type proof struct {
	shifts []shift
	within bool
}

// A group is what hangs together of one area: a return in force, or a year's
// with those of its four quarters, the year first.
type group struct {
	dfe       string
	financial period.Period // the financial year it lies in
	periods   []period.Period
	counts    []*counts
	above     []*above // of each one's period
	rooms     []room
}

// conceal marks the entries of a group that the public may not see, and returns
// the proofs that nothing can be told.
//
// What earlier versions showed is known, and what they hid stays hidden, while
// it is unchanged. They are taken to have been published beside what is in
// force now of the other periods, so that the figures depend on what was
// signed and not on when it was published. Of a year and its quarters each
// quarter is controlled by itself, as it was when it was published first, and
// then the year alone has to give: what was shown of a quarter stays shown, and
// what a year hides wherever a quarter does cannot tell of it.
func (h *concealer) conceal(g *group) []proof {
	for i := 1; i < len(g.counts); i++ {
		h.conceal(&group{counts: g.counts[i : i+1], above: g.above[i : i+1], rooms: g.rooms[i : i+1]})
	}
	for slot, c := range g.counts[:1] {
		for k, was := range c.earlier {
			h.load(g, slot, was, c.earlier[:k])
			h.solve()
			h.mark(was)
		}
	}
	h.load(g, -1, nil, nil)
	protection := h.solve()
	h.mark(g.counts[0])
	var proofs []proof
	seen := make(map[*disclosure.Move]bool, 2*len(protection.Witnesses)) // several counts may have one witness
	for _, w := range protection.Witnesses {
		for _, moves := range [2][]disclosure.Move{w.Down, w.Up} {
			if len(moves) == 0 || seen[&moves[0]] {
				continue
			}
			seen[&moves[0]] = true
			p := proof{within: w.Within}
			for _, m := range moves {
				if at := h.places[m.Quantity]; at.slot >= 0 {
					p.shifts = append(p.shifts, shift{at, int32(m.By)})
				}
			}
			if p.shifts != nil {
				proofs = append(proofs, p)
			}
		}
	}
	return proofs
}

// load makes the system of a group. With an instead, it stands for the return of
// slot, which is a version that had those before it.
func (h *concealer) load(g *group, slot int, instead *counts, before []*counts) {
	h.system.Reset()
	h.sheets, h.places = h.sheets[:0], h.places[:0]
	for i, c := range g.counts {
		past := c.earlier
		switch {
		case i == slot:
			c, past = instead, before
		case instead != nil:
			past = nil
		}
		s := sheet{slot: i, settled: i > 0}
		for _, was := range past {
			p := s
			p.counts, p.past = was, true
			h.sheets = append(h.sheets, p)
		}
		s.counts = c
		h.sheets = append(h.sheets, s)
	}
	h.families()
	for i := range h.sheets {
		h.quantities(i, g)
		h.sums(&h.sheets[i])
		h.figures(&h.sheets[i])
	}
	if len(g.counts) > 1 {
		h.quarters()
	}
}

func (h *concealer) solve() (p disclosure.Protection) {
	if h.system.Quantities() == 0 {
		return p
	}
	return h.system.Protect()
}

// mark takes down in the entries of a return what is hidden.
func (h *concealer) mark(c *counts) {
	for i := range h.sheets {
		s := &h.sheets[i]
		if s.counts != c {
			continue
		}
		for e := range c.entries {
			c.entries[e].hidden = s.of[e] >= 0 && h.system.Hides(int(s.of[e]))
		}
	}
}

// families marks those in which there is something to hide.
func (h *concealer) families() {
	h.family = slices.Grow(h.family[:0], len(h.plan.people))[:len(h.plan.people)]
	clear(h.family)
	for i := range h.sheets {
		c := h.sheets[i].counts
		for m, people := range h.plan.people {
			if f := h.plan.family[m]; people && !h.family[f] {
				h.family[f] = slices.ContainsFunc(c.of(m), func(e entry) bool {
					return e.state == returns.Known && (e.withheld || disclosure.Sensitive(e.n))
				})
			}
		}
		for _, p := range h.plan.parts {
			if f := h.plan.family[p[0]]; !h.family[f] {
				c.both(p[0], p[1], func(part, whole int) {
					h.family[f] = h.family[f] || c.entries[part].n > 0 && disclosure.Sensitive(c.entries[whole].n-c.entries[part].n)
				})
			}
		}
	}
}

// quantities adds the counts of a sheet that take part: those of people, above
// none, in families with something to hide.
func (h *concealer) quantities(i int, g *group) {
	s := &h.sheets[i]
	s.of = h.row(i, len(s.entries))
	for m, people := range h.plan.people {
		for e := s.start[m]; e < s.start[m+1]; e++ {
			s.of[e] = -1
			x := &s.entries[e]
			if !people || x.state != returns.Known || x.n == 0 || !h.family[h.plan.family[m]] {
				continue
			}
			if q, ok := h.same(i, m, x); ok {
				s.of[e] = q
				if !s.past {
					h.places[q] = place{int32(s.slot), int32(m), x.cell}
				}
				continue
			}
			q := disclosure.Quantity{N: x.n}
			at := place{-1, int32(m), x.cell}
			switch {
			case x.hidden && (s.past || s.settled), x.withheld && !s.past:
				q.Status = disclosure.Hidden
			case s.past || s.settled:
				q.Status = disclosure.Known
			}
			if !s.past {
				at.slot = int32(s.slot)
				q.Taken = h.changed(i, m, x)
				q.Bounded, q.Up, q.Down = g.rooms[s.slot].of(m, h.plan.upper[x.cell])
			}
			s.of[e] = int32(h.system.Add(q))
			h.places = append(h.places, at)
		}
	}
}

// row is memory for the quantities of a sheet.
func (h *concealer) row(i, n int) []int32 {
	for len(h.rows) <= i {
		h.rows = append(h.rows, nil)
	}
	h.rows[i] = slices.Grow(h.rows[i][:0], n)[:n]
	return h.rows[i]
}

// same finds the quantity of an earlier version of the return that gave the
// same count.
func (h *concealer) same(i, m int, x *entry) (q int32, ok bool) {
	for j := i - 1; j >= 0 && h.sheets[j].slot == h.sheets[i].slot; j-- {
		s := &h.sheets[j]
		if e, ok := s.place(m, int(x.cell)); ok && s.of[e] >= 0 && s.entries[e].n == x.n {
			return s.of[e], true
		}
	}
	return 0, false
}

// changed reports whether an earlier version of the return showed another count.
// Nobody is told that one which is hidden now has changed.
func (h *concealer) changed(i, m int, x *entry) bool {
	for j := i - 1; j >= 0 && h.sheets[j].slot == h.sheets[i].slot; j-- {
		s := &h.sheets[j]
		if e, ok := s.place(m, int(x.cell)); ok && s.entries[e].state == returns.Known && s.entries[e].n != x.n && !s.entries[e].hidden {
			return true
		}
	}
	return false
}

// sums adds what everybody knows of the counts of one return: breakdowns and
// made measures that add up, and which measure lies within which. A breakdown
// that does not add up to the total says nothing.
func (h *concealer) sums(s *sheet) {
	for m := range h.plan.people {
		from, to := s.start[m], s.start[m+1]
		if from == to || s.entries[from].cell != 0 || s.of[from] < 0 {
			continue
		}
		for i := from + 1; i < to; {
			g, left := h.plan.group[s.entries[i].cell], s.entries[from].n
			h.terms = append(h.terms[:0], disclosure.Term{Quantity: int(s.of[from]), Minus: true})
			for ; i < to && h.plan.group[s.entries[i].cell] == g; i++ {
				if s.of[i] >= 0 {
					h.terms = append(h.terms, disclosure.Term{Quantity: int(s.of[i])})
					left -= s.entries[i].n
				}
			}
			if g > 0 && left == 0 {
				h.system.Equate(h.terms...)
			}
		}
	}
	for _, p := range h.plan.parts {
		if h.family[h.plan.family[p[0]]] {
			s.both(p[0], p[1], func(part, whole int) {
				if s.of[part] >= 0 && s.of[whole] >= 0 {
					before := h.system.Quantities()
					h.system.Part(int(s.of[part]), int(s.of[whole]))
					h.derived(before)
				}
			})
		}
	}
	for _, made := range h.plan.made {
		h.made(s, made)
	}
}

// derived gives quantities that no count is of a place.
func (h *concealer) derived(before int) {
	for range h.system.Quantities() - before {
		h.places = append(h.places, place{slot: -1})
	}
}

// made adds that a made measure is the sum of others, in every cell.
func (h *concealer) made(s *sheet, measures []int) {
	for i := s.start[measures[0]]; i < s.start[measures[0]+1]; i++ {
		if s.of[i] < 0 {
			continue
		}
		left := s.entries[i].n
		h.terms = append(h.terms[:0], disclosure.Term{Quantity: int(s.of[i]), Minus: true})
		for _, m := range measures[1:] {
			if e, ok := s.place(m, int(s.entries[i].cell)); ok && s.of[e] >= 0 {
				h.terms = append(h.terms, disclosure.Term{Quantity: int(s.of[e])})
				left -= s.entries[e].n
			}
		}
		if left == 0 {
			h.system.Equate(h.terms...)
		}
	}
}

// figures adds which counts are shown together.
func (h *concealer) figures(s *sheet) {
	if s.past || s.settled {
		return
	}
	worth := func(e int) int {
		if s.entries[e].cell == 0 {
			return totalWorth
		}
		return partWorth
	}
	for d, num := range h.plan.num {
		if !h.family[h.plan.family[num]] {
			continue
		}
		den, class := h.plan.den[d], classOf(h.plan.defs[d])
		if den < 0 {
			if h.plan.defs[d].Denominator != indicator.Population {
				continue
			}
			for e := int(s.start[num]); e < int(s.start[num+1]); e++ {
				if s.of[e] >= 0 {
					h.system.Figure(int(s.of[e]), -1, worth(e))
				}
			}
			continue
		}
		s.both(num, den, func(n, of int) {
			switch a, b := int(s.of[n]), int(s.of[of]); {
			case b < 0 || class.sample && s.entries[of].n < fewestInSample:
			case a < 0:
				h.system.Figure(b, -1, worth(n))
			default:
				h.system.Figure(a, b, worth(n))
			}
		})
	}
}

// quarters adds that a year is the sum of its quarters, for the events of which
// that is true and where all five were given.
func (h *concealer) quarters() {
	var slots []*sheet
	for i := range h.sheets {
		if !h.sheets[i].past {
			slots = append(slots, &h.sheets[i])
		}
	}
	year := slots[0]
	for m := range h.plan.people {
		if !h.plan.addsUp[m] {
			continue
		}
	cells:
		for i := year.start[m]; i < year.start[m+1]; i++ {
			if year.of[i] < 0 {
				continue
			}
			left := year.entries[i].n
			h.terms = append(h.terms[:0], disclosure.Term{Quantity: int(year.of[i]), Minus: true})
			for _, q := range slots[1:] {
				e, ok := q.place(m, int(year.entries[i].cell))
				if !ok || q.entries[e].state != returns.Known {
					continue cells
				}
				if left -= q.entries[e].n; q.of[e] >= 0 {
					h.terms = append(h.terms, disclosure.Term{Quantity: int(q.of[e])})
				}
			}
			if left == 0 {
				h.system.Equate(h.terms...)
			}
		}
	}
}

// of returns the entries of a measure.
func (c *counts) of(m int) []entry { return c.entries[c.start[m]:c.start[m+1]] }

// place is find by number.
func (c *counts) place(measure, cell int) (int, bool) {
	of := c.of(measure)
	i, ok := slices.BinarySearchFunc(of, int32(cell), func(e entry, cell int32) int { return cmp.Compare(e.cell, cell) })
	return int(c.start[measure]) + i, ok
}

// both calls f with the numbers of the entries of two measures in each cell for
// which both are known.
func (c *counts) both(a, b int, f func(i, j int)) {
	i, j := c.start[a], c.start[b]
	for i < c.start[a+1] && j < c.start[b+1] {
		x, y := &c.entries[i], &c.entries[j]
		switch {
		case x.cell < y.cell:
			i++
		case x.cell > y.cell:
			j++
		default:
			if x.state == returns.Known && y.state == returns.Known {
				f(int(i), int(j))
			}
			i, j = i+1, j+1
		}
	}
}
