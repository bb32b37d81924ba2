package audit

import (
	"math"
	"slices"
)

// A component is variables that share rows, and those rows. Variables with one
// value left and rows that any values within bounds satisfy belong to none.
type component struct {
	vars, rows []int32
	tree       bool // each row and variable is reached in one way only
}

// limits say how much work goes into one variable.
type limits struct {
	steps   int // of a move
	linear  int // rows of a linear programme
	tableau int // numbers in the tableau of a component
	search  int // values tried in a search over whole numbers
}

// exhaustive is the work that problems of a few hundred numbers are worth.
func exhaustive() limits { return limits{steps: 2000, linear: 160, search: 20000} }

// reconcile leaves out assumptions until what is left can be: propagation finds
// contradictions within a row, the linear programme those that several make
// together. It settles the system again each time.
func (s *system) reconcile(l limits) {
	type signature struct {
		vars, rows int
		v, r       int32
	}
	fine := map[signature]bool{} // components in which there is no contradiction
	for range mostContradictions {
		dropped := false
		cs, _ := s.manageable(l.tableau)
		for _, c := range cs {
			if c.tree && !s.spent {
				continue
			}
			if len(c.rows) == 0 {
				continue
			}
			sig := signature{len(c.vars), len(c.rows), c.vars[0], c.rows[len(c.rows)-1]}
			if fine[sig] {
				continue
			}
			t := newTableau(s, &c, l.tableau)
			if t == nil || t.met || t.offends < 0 {
				fine[sig] = true
				continue
			}
			for _, r := range s.softest(t.offends) {
				s.rows[r].off, dropped = true, true
			}
		}
		if !dropped {
			return
		}
		for v, g := range s.given {
			s.lo[v], s.hi[v] = g.Min, g.Max
		}
		s.settle()
	}
}

// mostContradictions is how many times assumptions are left out, one for each
// component at a time.
const mostContradictions = 12

// prove shows for the variables that are wanted that enough is satisfied by
// what they can be, or makes their bounds the optima of the linear programme
// of their component, rounded inwards. Those for which neither is done are
// open. It is tighten for systems of any size.
func (s *system) prove(wanted func(int32) bool, enough func(int32, Range) bool, l limits) {
	cs, partial := s.manageable(l.tableau)
	for _, c := range cs {
		if c.tree && !s.spent || len(c.rows) == 0 || !slices.ContainsFunc(c.vars, wanted) {
			continue // in a tree passing bounds was exact
		}
		t := newTableau(s, &c, l.tableau)
		for _, v := range c.vars {
			if !wanted(v) {
				continue
			}
			if t == nil || t.broken || !t.met {
				s.open[v] = !partial[v]
				continue
			}
			if t.push(v, true, enough) {
				s.hi[v] = min(s.hi[v], max(s.lo[v], int64(math.Floor(t.x[t.number[v]]+tolerance))))
			}
			if enough(v, t.seen(v)) || t.broken {
				s.open[v] = t.broken
				continue
			}
			if t.push(v, false, enough) {
				s.lo[v] = max(s.lo[v], min(s.hi[v], int64(math.Ceil(t.x[t.number[v]]-tolerance))))
			}
			s.open[v] = t.broken
		}
	}
}

// manageable parts the system where no row connects and, where what is left is
// too large for one programme, as if nothing tied areas together, and then
// years and quarters: what such rows say of each variable by itself was passed
// on already and stands in its bounds, what several of them say together is
// then left aside. partial says that this was so.
func (s *system) manageable(most int) (all []component, partial map[int32]bool) {
	partial = map[int32]bool{}
	large := map[int32]bool{} // variables
	keep := func(cs []component) {
		clear(large)
		for _, c := range cs {
			if len(c.rows)*len(c.vars) <= most {
				all = append(all, c)
				continue
			}
			for _, v := range c.vars {
				large[v], partial[v] = true, true
			}
		}
	}
	keep(s.components())
	for _, ties := range s.ties {
		if len(large) == 0 {
			break
		}
		cs := s.parted(func(r int32) bool { return !ties(r) })
		keep(slices.DeleteFunc(cs, func(c component) bool { return !large[c.vars[0]] }))
	}
	return all, partial
}

// components parts the system where no row connects.
func (s *system) components() []component { return s.parted(func(int32) bool { return true }) }

// parted parts the system as if it had only the rows that use says.
func (s *system) parted(use func(int32) bool) []component {
	inRow := make([]bool, len(s.rows))
	for r := range s.rows {
		row := &s.rows[r]
		if row.off || !use(int32(r)) {
			continue
		}
		var least, most int64
		for _, t := range row.terms {
			if t.c > 0 {
				least, most = least+t.c*s.lo[t.v], most+t.c*s.hi[t.v]
			} else {
				least, most = least+t.c*s.hi[t.v], most+t.c*s.lo[t.v]
			}
		}
		inRow[r] = least < row.lo || most > row.hi
	}
	seenVar, seenRow := make([]bool, len(s.lo)), make([]bool, len(s.rows))
	var all []component
	for v := range s.lo {
		if seenVar[v] || s.lo[v] == s.hi[v] {
			continue
		}
		seenVar[v] = true
		c := component{vars: []int32{int32(v)}}
		edges, ones := 0, true
		for i := 0; i < len(c.vars); i++ {
			for _, p := range s.at[c.vars[i]] {
				if !inRow[p.r] || seenRow[p.r] {
					continue
				}
				seenRow[p.r] = true
				c.rows = append(c.rows, p.r)
				ones = ones && s.rows[p.r].ones
				for _, t := range s.rows[p.r].terms {
					if s.lo[t.v] == s.hi[t.v] {
						continue
					}
					edges++
					if !seenVar[t.v] {
						seenVar[t.v] = true
						c.vars = append(c.vars, t.v)
					}
				}
			}
		}
		c.tree = ones && edges == len(c.vars)+len(c.rows)-1
		all = append(all, c)
	}
	return all
}

// tighten makes the bounds of the variables that are wanted the tightest.
// enough says of what a variable can be for certain that its bounds need not
// be known any better.
func (s *system) tighten(wanted func(int32) bool, enough func(int32, Range) bool, l limits) {
	w := newWalk(s)
	q := &queue{in: make([]bool, len(s.rows))}
	for _, c := range s.components() {
		if c.tree && !s.spent {
			continue // passing bounds was exact
		}
		any := false
		for _, v := range c.vars {
			any = any || wanted(v)
		}
		if !any {
			continue
		}
		walking := w.begin(&c, q)
		for _, v := range c.vars {
			if !wanted(v) || s.lo[v] == s.hi[v] {
				continue
			}
			if walking {
				w.explore(v, enough, l.steps)
				if enough(v, Range{w.min[v], w.max[v]}) {
					continue
				}
			}
			s.close(v, w, walking, q, l, &c)
		}
	}
}

// close makes the bounds of one variable the tightest, or marks it as open.
// The linear programme says what cannot be; a value that is met can.
func (s *system) close(v int32, w *walk, walking bool, q *queue, l limits, c *component) {
	met := func(x int64) bool { return walking && w.min[v] <= x && x <= w.max[v] }
	if met(s.lo[v]) && met(s.hi[v]) {
		return
	}
	s.linear(v, l.linear)
	h := hunt{s: s, q: q, rows: c.rows}
	for !met(s.lo[v]) && !s.open[v] {
		found, sure := h.can(v, s.lo[v], l.search)
		if found {
			break
		}
		if s.open[v] = !sure || s.lo[v] == s.hi[v]; !s.open[v] {
			s.lo[v]++
		}
	}
	for !met(s.hi[v]) && !s.open[v] && s.hi[v] < Unbounded/2 {
		found, sure := h.can(v, s.hi[v], l.search)
		if found {
			break
		}
		if s.open[v] = !sure || s.lo[v] == s.hi[v]; !s.open[v] {
			s.hi[v]--
		}
	}
}

// A hunt is a search over whole numbers by trying and taking back.
type hunt struct {
	s    *system
	b    *bounds
	q    *queue
	rows []int32
	left int // values that it may still try
}

// can looks whether some whole numbers break no row with variable v at x. sure
// is false where it gave up before it knew.
func (h *hunt) can(v int32, x int64, tries int) (found, sure bool) {
	spent := h.s.spent
	h.b, h.left = &bounds{lo: h.s.lo, hi: h.s.hi, undo: true}, tries
	found = h.assign(v, x)
	h.b.back(0)
	sure = found || h.left >= 0
	h.s.spent = spent
	return found, sure
}

// assign gives v the value x and then every other variable a value, and
// reports whether that can be.
func (h *hunt) assign(v int32, x int64) bool {
	if h.left--; h.left < 0 {
		return false
	}
	mark := len(h.b.trail)
	h.b.set(v, x, x)
	for _, p := range h.s.at[v] {
		h.q.push(p.r)
	}
	if h.s.propagate(h.b, h.q, 100000, nil) < 0 && h.rest() {
		return true
	}
	h.b.back(mark)
	return false
}

// rest gives values to the variables of rows that can still be broken, the one
// with the fewest left first.
func (h *hunt) rest() bool {
	s, best := h.s, int32(-1)
	for _, r := range h.rows {
		if s.rows[r].off {
			continue
		}
		for _, t := range s.rows[r].terms {
			if w := s.hi[t.v] - s.lo[t.v]; w > 0 && (best < 0 || w < s.hi[best]-s.lo[best]) {
				best = t.v
			}
		}
		if best >= 0 && s.hi[best]-s.lo[best] == 1 {
			break
		}
	}
	if best < 0 {
		return true
	}
	lo, hi := s.lo[best], s.hi[best]
	for k := int64(0); k <= hi-lo && h.left >= 0; k++ {
		x := lo + k/2
		if k%2 == 1 {
			x = hi - k/2
		}
		if h.assign(best, x) {
			return true
		}
	}
	return false
}
