package audit

// A walk holds numbers that break no row of a component, and moves from such
// numbers to others that break none either. What it has met of a variable is
// possible for certain, so that a bound that it meets is exact.
type walk struct {
	s        *system
	x        []int64 // by variable
	sum      []int64 // by row, of x
	min, max []int64 // met, by variable

	stamp []int32 // by variable: the move it took part in last
	move  int32
	moved []step
	left  int // steps that this move may still try
}

type step struct {
	v  int32
	by int64
}

func newWalk(s *system) *walk {
	n := len(s.lo)
	return &walk{s: s, x: make([]int64, n), sum: make([]int64, len(s.rows)), min: make([]int64, n), max: make([]int64, n), stamp: make([]int32, n)}
}

// begin finds numbers that break no row of a component, and reports whether it
// could. Each variable in turn is given a value that bounds passed from row to
// row allow; what is broken all the same is mended by moves.
func (w *walk) begin(c *component, q *queue) bool {
	s := w.s
	b := &bounds{lo: s.lo, hi: s.hi, undo: true}
	spent := s.spent
	for i, v := range c.vars {
		if s.lo[v] == s.hi[v] {
			continue
		}
		for try := range 3 {
			mark := len(b.trail)
			x := s.lo[v]
			switch (try + i) % 3 { // now the middle, now an end
			case 0:
				x += min(s.hi[v]-s.lo[v], 6) / 2
			case 1:
				x = min(s.hi[v], s.lo[v]+4)
			}
			b.set(v, x, x)
			for _, p := range s.at[v] {
				q.push(p.r)
			}
			if s.propagate(b, q, 1000, nil) < 0 {
				break
			}
			b.back(mark)
		}
	}
	s.spent = spent
	for _, v := range c.vars {
		w.x[v] = s.lo[v]
	}
	b.back(0)
	for _, r := range c.rows {
		w.sum[r] = 0
		for _, t := range s.rows[r].terms {
			if w.x[t.v] < s.lo[t.v] { // of no component: it has one value
				w.x[t.v] = s.lo[t.v]
			}
			w.sum[r] += t.c * w.x[t.v]
		}
	}
	if !w.mend(c) {
		return false
	}
	for _, v := range c.vars {
		w.min[v], w.max[v] = w.x[v], w.x[v]
	}
	return true
}

// mend moves until no row of c is broken, and reports whether it could.
func (w *walk) mend(c *component) bool {
	for {
		broken, mended := false, false
		for _, r := range c.rows {
			for tries := 0; w.excess(r) != 0; tries++ {
				if tries == 60 || !w.mendRow(r) {
					broken = true
					break
				}
				mended = true
			}
		}
		if !broken {
			return true
		}
		if !mended {
			return false
		}
	}
}

// mendRow makes row r less broken and no other more so.
func (w *walk) mendRow(r int32) bool {
	e := w.excess(r)
	for _, amount := range []int64{e, e / 2, sign(e)} {
		for depth := 1; amount != 0 && depth <= 13; depth += 3 {
			w.start(2000)
			if w.absorb(r, amount, depth) {
				return true
			}
			w.rollback(0)
		}
	}
	return false
}

func sign(x int64) int64 {
	switch {
	case x < 0:
		return -1
	case x > 0:
		return 1
	}
	return 0
}

// excess is how far the sum of row r lies above what it may be; below, where
// it is less than 0.
func (w *walk) excess(r int32) int64 {
	row := &w.s.rows[r]
	switch {
	case row.off:
	case w.sum[r] > row.hi:
		return w.sum[r] - row.hi
	case w.sum[r] < row.lo:
		return w.sum[r] - row.lo
	}
	return 0
}

func (w *walk) start(steps int) {
	w.move++
	w.moved, w.left = w.moved[:0], steps
}

func (w *walk) rollback(to int) {
	for len(w.moved) > to {
		m := w.moved[len(w.moved)-1]
		w.moved = w.moved[:len(w.moved)-1]
		w.shift(m.v, -m.by)
		w.stamp[m.v] = 0
	}
}

// shift changes one number and the sums of its rows.
func (w *walk) shift(v int32, by int64) {
	w.x[v] += by
	for _, p := range w.s.at[v] {
		w.sum[p.r] += p.c * by
	}
}

// push changes variable v, and others for each row that this breaks. It
// reports false where it could not; what it did is then for rollback.
func (w *walk) push(v int32, by int64, depth int) bool {
	if w.left--; w.left < 0 {
		return false
	}
	w.moved = append(w.moved, step{v, by})
	w.stamp[v] = w.move
	w.shift(v, by)
	for _, p := range w.s.at[v] {
		now := w.excess(p.r)
		if now == 0 {
			continue
		}
		// Only what this step did has to be mended: rows that were broken
		// before may stay so.
		worse := now
		if by*p.c > 0 {
			worse = min(now, p.c*by)
		} else {
			worse = max(now, p.c*by)
		}
		if sign(worse) != sign(by*p.c) {
			continue // it was broken the other way, and is less so now
		}
		if depth == 0 || !w.absorb(p.r, worse, depth-1) {
			return false
		}
	}
	return true
}

// absorb takes an amount off the sum of row r by pushing other variables in it.
func (w *walk) absorb(r int32, amount int64, depth int) bool {
	terms := w.s.rows[r].terms
	from := int(w.move) % len(terms)
	mark := len(w.moved)
	for i := range terms {
		t := terms[(from+i)%len(terms)]
		by := -amount / t.c
		if w.stamp[t.v] == w.move || by*t.c != -amount || !w.room(t.v, by) {
			continue
		}
		if w.push(t.v, by, depth) {
			return true
		}
		w.rollback(mark)
		if w.left < 0 {
			return false
		}
	}
	if amount == 1 || amount == -1 {
		return false
	}
	// No one takes all of it: share it out.
	for i := range terms {
		t := terms[(from+i)%len(terms)]
		if w.stamp[t.v] == w.move {
			continue
		}
		by := -amount / t.c
		by = max(w.s.lo[t.v]-w.x[t.v], min(by, w.s.hi[t.v]-w.x[t.v]))
		if by == 0 {
			continue
		}
		here := len(w.moved)
		if !w.push(t.v, by, depth) {
			w.rollback(here)
			continue
		}
		if amount += by * t.c; amount == 0 {
			return true
		}
	}
	w.rollback(mark)
	return false
}

func (w *walk) room(v int32, by int64) bool {
	x := w.x[v] + by
	return x >= w.s.lo[v] && x <= w.s.hi[v]
}

// reach moves v by an amount, others as needed, and reports whether it could.
// All that moved has then met its new value.
func (w *walk) reach(v int32, by int64, steps int) bool {
	if by == 0 || !w.room(v, by) {
		return false
	}
	for depth := 1; depth <= 13; depth += 3 {
		w.start(steps)
		if w.push(v, by, depth) {
			for _, m := range w.moved {
				w.min[m.v], w.max[m.v] = min(w.min[m.v], w.x[m.v]), max(w.max[m.v], w.x[m.v])
			}
			return true
		}
		w.rollback(0)
	}
	return false
}

// explore moves v up and down as far as it gets, or until enough says that
// what was met will do.
func (w *walk) explore(v int32, enough func(int32, Range) bool, steps int) {
	for _, up := range []bool{true, false} {
		for !enough(v, Range{w.min[v], w.max[v]}) {
			by := w.s.hi[v] - w.x[v]
			if !up {
				by = w.s.lo[v] - w.x[v]
			}
			if by > 1<<20 {
				by = 1 << 20
			}
			for by != 0 && !w.reach(v, by, steps) {
				by /= 2
			}
			if by == 0 {
				break
			}
		}
	}
}
