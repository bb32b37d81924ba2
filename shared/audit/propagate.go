package audit

import "slices"

// bounds are lower and upper bounds of every variable of a system, and how to
// take changes back.
type bounds struct {
	lo, hi []int64
	trail  []change // nil: changes are for good
	undo   bool
}

type change struct {
	v      int32
	lo, hi int64
}

func (b *bounds) set(v int32, lo, hi int64) {
	if b.undo {
		b.trail = append(b.trail, change{v, b.lo[v], b.hi[v]})
	}
	b.lo[v], b.hi[v] = lo, hi
}

// back takes changes back to a length of the trail.
func (b *bounds) back(to int) {
	for len(b.trail) > to {
		c := b.trail[len(b.trail)-1]
		b.trail = b.trail[:len(b.trail)-1]
		b.lo[c.v], b.hi[c.v] = c.lo, c.hi
	}
}

// queue holds rows to look at, each once.
type queue struct {
	rows []int32
	in   []bool
}

func (q *queue) push(r int32) {
	if !q.in[r] {
		q.in[r] = true
		q.rows = append(q.rows, r)
	}
}

func (q *queue) clear() {
	for _, r := range q.rows {
		q.in[r] = false
	}
	q.rows = q.rows[:0]
}

// visitsPerRow is how often a row may be looked at, on average. Bounds that
// chase each other by ones for ever are stopped there: they hold, and may not
// be the tightest.
const visitsPerRow = 64

// wide is how many values a coarse system has to leave a count before it passes
// on only what narrows it much: far more than the counts that matter.
const wide = 48

// propagate passes bounds from row to row, beginning with those in q, until
// nothing changes or steps run out. It returns a row that cannot be, -1 for
// none.
func (s *system) propagate(b *bounds, q *queue, steps int, why *because) int32 {
	for head := 0; head < len(q.rows); head++ {
		if steps--; steps < 0 {
			s.spent = true
			break
		}
		r := q.rows[head]
		q.in[r] = false
		if head > 4096 { // what was done is forgotten now and then
			q.rows = q.rows[:copy(q.rows, q.rows[head:])]
			head = 0
		}
		if s.rows[r].off {
			continue
		}
		if !s.narrow(b, r, q, why) {
			if s.breaks != nil {
				s.breaks(r)
				continue
			}
			for _, left := range q.rows[head:] {
				q.in[left] = false
			}
			q.rows = q.rows[:0]
			return r
		}
	}
	q.clear()
	return -1
}

// narrow passes bounds through one row. It reports false where the row cannot
// be.
func (s *system) narrow(b *bounds, r int32, q *queue, why *because) bool {
	row := &s.rows[r]
	var least, most int64
	for _, t := range row.terms {
		if t.c > 0 {
			least, most = least+t.c*b.lo[t.v], most+t.c*b.hi[t.v]
		} else {
			least, most = least+t.c*b.hi[t.v], most+t.c*b.lo[t.v]
		}
	}
	if least > row.hi || most < row.lo {
		return false
	}
	if least >= row.lo && most <= row.hi {
		return true
	}
	for _, t := range row.terms {
		lo, hi := b.lo[t.v], b.hi[t.v]
		if lo == hi {
			continue
		}
		// What the others leave: c*x is at most row.hi - (least - own least),
		// at least row.lo - (most - own most).
		var newLo, newHi int64
		if t.c > 0 {
			newHi = floorDiv(row.hi-least+t.c*lo, t.c)
			newLo = ceilDiv(row.lo-most+t.c*hi, t.c)
		} else {
			newLo = ceilDiv(row.hi-least+t.c*hi, t.c)
			newHi = floorDiv(row.lo-most+t.c*lo, t.c)
		}
		if newHi > Unbounded/2 {
			newHi = hi
		}
		newLo, newHi = max(lo, newLo), min(hi, newHi)
		if newLo > newHi {
			return false
		}
		if width := hi - lo; s.coarse && width > wide && newHi-newLo > width-width/8 {
			continue // counts so large are of no interest, and creep for ever
		}
		if newLo == lo && newHi == hi {
			continue
		}
		b.set(t.v, newLo, newHi)
		if why != nil {
			if newLo > lo {
				why.lowBy[t.v] = r
			}
			if newHi < hi {
				why.highBy[t.v] = r
			}
		}
		if t.c > 0 {
			least, most = least+t.c*(newLo-lo), most+t.c*(newHi-hi)
		} else {
			least, most = least+t.c*(newHi-hi), most+t.c*(newLo-lo)
		}
		for _, other := range s.at[t.v] {
			if (other.r != r || !row.ones) && !s.rows[other.r].off {
				q.push(other.r)
			}
		}
	}
	return true
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b != 0 && (a < 0) != (b < 0) {
		q--
	}
	return q
}

func ceilDiv(a, b int64) int64 { return -floorDiv(-a, b) }

// settle passes bounds through all rows. Where rows cannot all be, it leaves
// out assumptions, the nearest to the contradiction and the softest first, and
// in the end begins again without them; where no assumption is near, the row
// that broke. It returns the rows left out.
func (s *system) settle() (dropped []int) {
	lo, hi := slices.Clone(s.lo), slices.Clone(s.hi)
	q := &queue{in: make([]bool, len(s.rows))}
	for {
		s.spent = false
		copy(s.lo, lo)
		copy(s.hi, hi)
		for r := range s.rows {
			q.push(int32(r))
		}
		found := len(dropped)
		s.breaks = func(r int32) {
			for _, r := range s.softest(r) {
				s.rows[r].off = true
				dropped = append(dropped, int(r))
			}
		}
		s.propagate(&bounds{lo: s.lo, hi: s.hi}, q, visitsPerRow*(len(s.rows)+1), &s.because)
		s.breaks = nil
		if len(dropped) == found {
			return dropped
		}
	}
}

// near is how many rows away from a contradiction an assumption is looked for.
const near = 3

// softest returns the assumptions to leave out because row r cannot be.
func (s *system) softest(r int32) []int32 {
	seen := map[int32]bool{r: true}
	ring := []int32{r}
	for range near + 1 {
		var best []int32
		for _, r := range ring {
			switch soft := s.rows[r].soft; {
			case soft == 0 || s.rows[r].off:
			case len(best) == 0 || soft > s.rows[best[0]].soft:
				best = []int32{r}
			case soft == s.rows[best[0]].soft:
				best = append(best, r)
			}
		}
		if len(best) > 0 {
			return best
		}
		var next []int32
		for _, r := range ring {
			for _, t := range s.rows[r].terms {
				for _, o := range s.at[t.v] {
					if !seen[o.r] && !s.rows[o.r].off {
						seen[o.r] = true
						next = append(next, o.r)
					}
				}
			}
		}
		slices.Sort(next)
		ring = next
	}
	return []int32{r}
}
