package disclosure

// How far a search goes before it gives up. A way to move one count by one is
// two to six steps long in the tables of a return; one across a year and its
// quarters has up to twenty. The limits were found by raising them until the
// loss against the best there is (TestLoss) stopped falling.
const (
	maxSteps = 200
	maxNodes = 600
)

// A search looks for other numbers that fit everything the public sees. It
// moves one quantity by one and then repairs, one by one, the equations that no
// longer hold, by moving quantities that are hidden, or that could be.
type search struct {
	residual []int32 // by equation: how far it is from holding
	broken   []int32 // equations that do not hold
	place    []int32 // by equation: where it is in broken, from 1
	trail    []step  // moves made
	touched  []int32 // quantities with a delta, for clearing
	covers   []int32 // quantities hidden for the trail
	cands    []cand
	stamp    uint32
	target   int32
	nodes    int
	limit    int
	bounded  bool // heed rounded totals
	loose    bool // values above 5 will do
	wary     bool // lean on nothing that is taken for another number
	steps    int  // how many times more the quantity is to be moved, this one included
}

type step struct{ q, dir int32 }

// A cand is a quantity that may be moved. order is low for what is best: see
// candidates.
type cand struct {
	order        uint64
	q, dir, loss int32
}

// can reports whether q may move by dir, if it were hidden.
func (s *System) can(q *quantity, dir int32) bool {
	if q.status == Known || q.taken && s.wary && q != &s.quantities[s.target] || q.n+float64(q.delta+dir) < q.low {
		return false
	}
	return !s.bounded || q.delta+dir <= q.up && q.delta+dir >= -q.down
}

// apply moves q and takes down the equations it is in.
func (s *System) apply(q, dir int32) {
	x := &s.quantities[q]
	if x.delta == 0 {
		s.touched = append(s.touched, q)
	}
	x.delta += dir
	x.seen = s.stamp
	s.trail = append(s.trail, step{q, dir})
	s.shift(q, dir)
}

// shift moves q in the equations it is in.
func (s *System) shift(q, dir int32) {
	for _, t := range s.inTerms.of(q) {
		e, by := s.terms[t].eq, s.terms[t].sign*dir
		was := s.residual[e]
		s.residual[e] = was + by
		switch {
		case was == 0:
			s.broken = append(s.broken, e)
			s.place[e] = int32(len(s.broken))
		case was == -by:
			last := s.broken[len(s.broken)-1]
			s.broken[s.place[e]-1], s.place[last] = last, s.place[e]
			s.broken, s.place[e] = s.broken[:len(s.broken)-1], 0
		}
	}
}

// undo takes back the steps after the first n, with what was hidden for them.
func (s *System) undo(n, covers int) {
	for i := len(s.trail) - 1; i >= n; i-- {
		t := s.trail[i]
		x := &s.quantities[t.q]
		x.delta -= t.dir
		x.seen = 0 // of one that goes to and fro, which does not matter
		s.shift(t.q, -t.dir)
	}
	s.trail = s.trail[:n]
	s.uncover(covers)
}

func (s *System) uncover(n int) {
	for _, q := range s.covers[n:] {
		s.quantities[q].status = Shown
	}
	s.covers = s.covers[:n]
}

// move moves q by one and everything that has to move with it, hiding no more
// than budget allows. It reports what was spent; if it cannot be done nothing
// has changed.
func (s *System) move(q, dir, budget int32) (spent int32, ok bool) {
	s.stamp++
	s.nodes, s.target = 0, q
	n, covers := len(s.trail), len(s.covers)
	if x := &s.quantities[q]; x.status == Shown || !s.can(x, dir) {
		return 0, false
	}
	s.apply(q, dir)
	if spent, ok = s.repair(0, budget); !ok {
		s.undo(n, covers)
	}
	return spent, ok
}

// repair makes the equations hold that the trail has broken.
func (s *System) repair(depth int, budget int32) (spent int32, ok bool) {
	e := s.tightest()
	if e < 0 {
		return 0, true
	}
	if s.nodes++; depth == maxSteps || s.nodes > s.limit {
		return 0, false
	}
	from := len(s.cands)
	s.candidates(e, budget)
	n, covers := len(s.trail), len(s.covers)
	to := len(s.cands)
	for i := from; i < to; i++ {
		c := s.cands[i]
		if s.quantities[c.q].status == Shown {
			s.quantities[c.q].status = covered
			s.covers = append(s.covers, c.q)
		}
		s.apply(c.q, c.dir)
		if more, ok := s.repair(depth+1, budget-c.loss); ok {
			s.cands = s.cands[:from]
			return c.loss + more, true
		}
		s.undo(n, covers)
		if s.nodes > s.limit {
			break
		}
	}
	s.cands = s.cands[:from]
	return 0, false
}

// tightest returns a broken equation with the fewest terms: what cannot be
// repaired is found out soonest there. It is -1 when all hold.
func (s *System) tightest() int32 {
	best, size := int32(-1), int32(0)
	for _, e := range s.broken {
		if n := s.equations[e].to - s.equations[e].from; best < 0 || n <= size {
			best, size = e, n
		}
	}
	return best
}

// candidates appends the quantities of an equation that could bring it nearer
// to holding, the ones that cost least first.
func (s *System) candidates(e, budget int32) {
	want := int32(-1)
	if s.residual[e] < 0 {
		want = 1
	}
	from := len(s.cands)
	for i := s.equations[e].from; i < s.equations[e].to; i++ {
		t := s.terms[i]
		x := &s.quantities[t.q]
		dir := want * t.sign
		// What is left of a whole may go to and fro while others settle; the
		// quantity that is looked into may not come back.
		if x.seen == s.stamp && (x.status != Derived || t.q == s.target) || !s.can(x, dir) {
			continue
		}
		c := cand{q: t.q, dir: dir}
		if x.status == Shown {
			if c.loss = s.loss(t.q, budget); c.loss > budget {
				continue
			}
		}
		balanced := int32(0)
		for _, k := range s.inTerms.of(t.q) {
			r := s.residual[s.terms[k].eq]
			balanced += abs(r+s.terms[k].sign*dir) - abs(r)
		}
		short := dir < 0 && x.n+float64(x.delta)-x.low < float64(s.steps)
		c.order = order(c.loss, short, balanced, x.n, t.q)
		at := len(s.cands)
		s.cands = append(s.cands, c)
		for ; at > from && s.cands[at-1].order > c.order; at-- {
			s.cands[at] = s.cands[at-1]
		}
		s.cands[at] = c
	}
}

// order puts what costs nothing first, then what goes as far as is wanted, so
// that one is hidden rather than two; of those alike what costs least, then what
// repairs most, then the smallest count, then the first.
func order(loss int32, short bool, balanced int32, n float64, q int32) uint64 {
	rank := uint64(0)
	if loss > 0 {
		rank = 1
		if short {
			rank = 2
		}
	}
	return rank<<62 | uint64(min(loss, 1<<16-1))<<46 | uint64(min(balanced+32, 63))<<40 | uint64(min(n, 1<<20-1))<<20 | uint64(q)&(1<<20-1)
}

func abs(x int32) int32 {
	if x < 0 {
		return -x
	}
	return x
}

// still puts every quantity back to what it is; what was hidden stays so.
func (s *System) still() {
	for _, q := range s.touched {
		s.quantities[q].delta = 0
	}
	s.touched, s.trail = s.touched[:0], s.trail[:0]
}
