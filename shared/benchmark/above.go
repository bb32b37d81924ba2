package benchmark

import (
	"slices"

	"earlyhelp/shared/disclosure"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
	"earlyhelp/shared/published"
	"earlyhelp/shared/returns"
)

// england is the first unit; the regions follow in the order of year.regions.
// The figures of a unit are sums of areas.
const england = 0

// above holds what the public sees of one period's regions and England: exact
// sums, of which it sees the nearest 10, and which of them it does not see.
// Cells are numbered as plan.upper does: localities have no figures above areas.
type above struct {
	units, defs, measures, cells int

	sums   []sum  // by unit, def, cell
	room   []span // by unit, measure, cell: how far the sums of all figures it is in may go
	hidden []bool // by unit, measure, cell

	withheld []bool // as hidden: what was hidden before anything was found
}

// A sum is a figure's numerator and denominator added up over the areas that
// gave both.
type sum struct {
	n, d  float64
	areas int
}

// A span is how far a sum may rise and fall.
type span struct{ up, down int32 }

// unbound is the span of what the public sees no sum of.
const unbound = 1 << 20

func (a *above) sum(unit, def, cell int) *sum { return &a.sums[(unit*a.defs+def)*a.cells+cell] }
func (a *above) at(unit, measure, cell int) int {
	return (unit*a.measures+measure)*a.cells + cell
}

// newAbove adds the returns of a period up.
func (b *builder) newAbove(p period.Period, y *year) *above {
	a := &above{units: 1 + len(y.regions), defs: len(b.plan.defs), measures: len(b.plan.people), cells: b.plan.uppers}
	a.sums = make([]sum, a.units*a.defs*a.cells)
	for i, c := range y.counts {
		if c == nil {
			continue
		}
		_, populated := b.Register.Population(y.areas[i].DFE, p)
		b.eachGiven(c, populated, func(d, cell int, n, of float64) {
			for _, unit := range [2]int{england, 1 + y.region[i]} {
				s := a.sum(unit, d, cell)
				s.n, s.d, s.areas = s.n+n, s.d+of, s.areas+1
			}
		})
	}
	a.room = make([]span, a.units*a.measures*a.cells)
	a.hidden = make([]bool, len(a.room))
	for i := range a.room {
		a.room[i] = span{unbound, unbound}
	}
	for unit := range a.units {
		for d := range b.plan.defs {
			if !classOf(b.plan.defs[d]).people {
				continue
			}
			for cell := range a.cells {
				s := a.sum(unit, d, cell)
				if s.areas == 0 || cell == 0 && b.published(d, p, y, unit) {
					continue
				}
				a.narrow(unit, b.plan.num[d], cell, s.n)
				if den := b.plan.den[d]; den >= 0 {
					a.narrow(unit, den, cell, s.d)
				}
			}
		}
	}
	return a
}

func (a *above) narrow(unit, measure, cell int, total float64) {
	up, down := disclosure.Window(total)
	r := &a.room[a.at(unit, measure, cell)]
	r.up, r.down = min(r.up, int32(up)), min(r.down, int32(down))
}

// published reports whether a unit's figure is DfE's and no sum of returns.
func (b *builder) published(d int, p period.Period, y *year, unit int) bool {
	_, _, ok := b.publishedRow(b.plan.defs[d], p, func(p period.Period) (published.Row, bool) {
		if unit == england {
			return b.Published.England(p)
		}
		return b.Published.Region(y.regions[unit-1].Code, p)
	})
	return ok
}

// eachGiven calls f for every figure that is added up above areas: of people,
// where both counts are there and a figure can be made of them.
func (b *builder) eachGiven(c *counts, populated bool, f func(d, cell int, n, of float64)) {
	for d, num := range b.plan.num {
		def := &b.plan.defs[d]
		if !b.plan.people[num] {
			continue
		}
		den := b.plan.den[d]
		if den < 0 {
			if def.Denominator != indicator.Population || !populated {
				continue
			}
			for _, e := range c.of(num) {
				if up := b.plan.upper[e.cell]; up >= 0 && e.state == returns.Known {
					f(d, up, e.n, 0)
				}
			}
			continue
		}
		c.both(num, den, func(i, j int) {
			x, y := &c.entries[i], &c.entries[j]
			if up := b.plan.upper[x.cell]; up >= 0 && y.n > 0 && (def.Unit != indicator.Percent || x.n <= y.n) {
				f(d, up, x.n, y.n)
			}
		})
	}
}

// gives says in which of the figures that a measure is in an area's count is
// added up, a bit each in the order of plan.uses.
func (b *builder) gives(c *counts, measure, cell int) (mask uint64) {
	for i, d := range b.plan.uses[measure] {
		n, ok := c.place(b.plan.num[d], cell)
		if !ok || c.entries[n].state != returns.Known {
			continue
		}
		if den := b.plan.den[d]; den >= 0 {
			of, ok := c.place(den, cell)
			if !ok || c.entries[of].state != returns.Known || c.entries[of].n == 0 || b.plan.defs[d].Unit == indicator.Percent && c.entries[n].n > c.entries[of].n {
				continue
			}
		}
		mask |= 1 << i
	}
	return mask
}

// A room is what the totals above one area leave its counts.
type room struct {
	above  *above
	region int // unit
}

// of returns what a count may rise and fall by; cell is as in above, below zero
// for a locality.
func (r *room) of(measure, cell int) (bounded bool, up, down int) {
	s := r.span(measure, cell)
	return s.up < unbound, int(s.up), int(s.down)
}

// span is of, unbound where nothing holds the count.
func (r *room) span(measure, cell int) span {
	s := span{unbound, unbound}
	if cell < 0 {
		return s
	}
	for _, unit := range [2]int{england, r.region} {
		at := r.above.at(unit, measure, cell)
		if !r.above.withheld[at] {
			s.up, s.down = min(s.up, r.above.room[at].up), min(s.down, r.above.room[at].down)
		}
	}
	return s
}

// A trail is a proof of one area: numbers that fit everything within it.
type trail struct {
	*proof
	area *group
}

// A key names a sum above areas.
type key struct {
	above         *above
	unit          int
	measure, cell int32 // cell as plan.upper numbers it
}

// goes names the direction in which a trail moves a sum.
type goes struct {
	above         *above
	measure, cell int32
	up            bool
}

// keep hides the regions' and England's figures without which a proof would not
// hold: other numbers of an area may make its region's total another. It first
// looks for another area that makes up for it, with a proof of its own that goes
// the other way; only where there is none is a figure hidden, the region's
// before England's. trails are those of all areas whose periods hang together,
// in a fixed order.
func (b *builder) keep(trails []trail) {
	by := map[goes][]int32{}
	for i := range trails {
		t := &trails[i]
		for _, s := range t.shifts {
			if up := b.plan.upper[s.cell]; up >= 0 {
				k := goes{t.area.above[s.slot], s.measure, int32(up), s.by > 0}
				by[k] = append(by[k], int32(i))
			}
		}
	}
	var l ledge
	for i := range trails {
		if trails[i].within {
			continue
		}
		l.keys, l.by, l.taken = l.keys[:0], l.by[:0], l.taken[:0]
		l.add(b, &trails[i], 1)
		for b.balance(&l, trails, by) {
		}
	}
}

// A ledge is how far the sums above lie from what they are, for the trails of
// some areas taken together.
type ledge struct {
	keys  []key
	by    []int32 // by key
	taken []*trail
}

// add adds (times 1) or takes away (times -1) a trail, the last added.
func (l *ledge) add(b *builder, t *trail, times int32) {
	for _, s := range t.shifts {
		up := b.plan.upper[s.cell]
		if up < 0 {
			continue
		}
		for _, unit := range [2]int{t.area.rooms[s.slot].region, england} {
			k := key{t.area.above[s.slot], unit, s.measure, int32(up)}
			i := slices.Index(l.keys, k)
			if i < 0 {
				i = len(l.keys)
				l.keys, l.by = append(l.keys, k), append(l.by, 0)
			}
			l.by[i] += times * s.by
		}
	}
	if times > 0 {
		l.taken = append(l.taken, t)
	} else {
		l.taken = l.taken[:len(l.taken)-1]
	}
}

// beyond is how far a sum (by key) is outside what the public sees of it: above zero if
// it is too great, below if too small.
func (l *ledge) beyond(i int) int32 {
	k := &l.keys[i]
	at := k.above.at(k.unit, int(k.measure), int(k.cell))
	if k.above.hidden[at] {
		return 0
	}
	switch r, by := k.above.room[at], l.by[i]; {
	case by > r.up:
		return by - r.up
	case -by > r.down:
		return by + r.down
	}
	return 0
}

func (l *ledge) excess() (all int32) {
	for i := range l.keys {
		by := l.beyond(i)
		all += max(by, -by)
	}
	return all
}

// mostTried is how many other areas' trails are tried before a figure is hidden.
// In made-up returns of all areas nine in ten that are found are among the
// first ten.
const mostTried = 40

// balance brings one sum nearer to what the public sees of it, and reports
// whether there was one.
func (b *builder) balance(l *ledge, trails []trail, by map[goes][]int32) bool {
	i := 0
	for i < len(l.keys) && l.beyond(i) == 0 {
		i++
	}
	if i == len(l.keys) {
		return false
	}
	k := l.keys[i]
	excess, tried := l.excess(), 0
	for _, n := range by[goes{k.above, k.measure, k.cell, l.beyond(i) < 0}] {
		t := &trails[n]
		if k.unit != england && t.unit(k.above) != k.unit || slices.ContainsFunc(l.taken, func(o *trail) bool { return o.area.dfe == t.area.dfe }) {
			continue
		}
		if tried++; tried > mostTried {
			break
		}
		if !b.alike(l, t) {
			continue
		}
		if l.add(b, t, 1); l.excess() < excess {
			return true
		}
		l.add(b, t, -1)
	}
	k.above.hidden[k.above.at(k.unit, int(k.measure), int(k.cell))] = true
	return true
}

// unit is the region that a trail's area lies in, in a period.
func (t *trail) unit(a *above) int {
	return t.area.rooms[slices.Index(t.area.above, a)].region
}

// alike reports whether the counts that a trail moves are added up in the same
// figures as those that the others move: one that is in some of them only
// makes up for nothing in the rest.
func (b *builder) alike(l *ledge, t *trail) bool {
	for _, s := range t.shifts {
		at := t.area.above[s.slot]
		for _, o := range l.taken {
			for _, r := range o.shifts {
				if r.measure == s.measure && r.cell == s.cell && o.area.above[r.slot] == at &&
					b.gives(o.area.counts[r.slot], int(r.measure), int(r.cell)) != b.gives(t.area.counts[s.slot], int(s.measure), int(s.cell)) {
					return false
				}
			}
		}
	}
	return true
}

// hides reports whether the public may not see a figure above areas.
func (a *above) hides(unit, num, den, cell int) bool {
	return a.hidden[a.at(unit, num, cell)] || den >= 0 && a.hidden[a.at(unit, den, cell)]
}
