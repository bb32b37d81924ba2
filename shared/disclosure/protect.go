package disclosure

import (
	"cmp"
	"math"
	"slices"
)

// A Move is how far a quantity lies from what it is, in other numbers that fit.
type Move struct{ Quantity, By int }

// A Witness is proof that a quantity cannot be found out: other numbers, whole
// and not below one where a count is hidden, that fit all that the public sees.
// The moves of a count and back, Down and Up, leave Width values among 1 to 5;
// either may be empty.
type Witness struct {
	Of       int
	Down, Up []Move
	Within   bool // no rounded total would be another
	wary     bool
	Loose    bool   // some of the values that are left lie above 5: fewer than Width cannot
	half     []Move // half way, where Down or Up moves Of by two
}

// A Protection is what Protect found.
type Protection struct {
	Witnesses []Witness // of every quantity to be protected, in their order
	Exposed   []int     // quantities that hiding cannot protect
}

// budgets are the losses, in the weight of figures, that are tried in turn: all
// quantities that can be protected for less go before one that needs more.
var budgets = []int32{0, 1, 2, 3, 5, 8, 16, 64, 1 << 20}

// Protect hides what has to be hidden for every sensitive quantity to keep
// Width values among 1 to 5, and then shows again what turned out not to be
// needed. Where rounded totals allow of several ways it takes one that they
// allow; it never hides more for their sake.
//
// A quantity is safe once there is a Witness for it. That is proof against any
// method, however clever, since whoever knows no more than the public cannot
// tell the other numbers from the true ones. Cost: some microseconds a
// quantity; a search gives up after maxNodes steps and goes on to hide more, and
// one witness often does for several quantities.
func (s *System) Protect() Protection {
	s.index()
	s.residual = slices.Grow(s.residual[:0], len(s.equations))[:len(s.equations)]
	clear(s.residual)
	s.place = slices.Grow(s.place[:0], len(s.equations))[:len(s.equations)]
	clear(s.place)
	s.broken = s.broken[:0]
	s.still()
	var left []int32
	for q := range s.quantities {
		if x := &s.quantities[q]; x.sensitive && x.status != Known {
			left = append(left, int32(q))
		}
	}
	s.found = slices.Grow(s.found[:0], len(s.quantities))[:len(s.quantities)]
	clear(s.found)
	for i := range 4 {
		s.wary, s.loose = i < 2, i%2 == 1
		for _, budget := range budgets {
			if len(left) == 0 {
				break
			}
			left = slices.DeleteFunc(left, func(q int32) bool {
				if s.found[q] != nil {
					return true // with another
				}
				w, ok := s.protect(q, budget)
				if ok {
					s.found[q] = &w
					s.share(&w, func(r int32) bool { return s.found[r] == nil }, func(of *Witness) { s.found[of.Of] = of })
				}
				return ok
			})
		}
	}
	s.relax()
	var p Protection
	for _, q := range left {
		p.Exposed = append(p.Exposed, int(q))
	}
	for _, w := range s.found {
		if w != nil {
			p.Witnesses = append(p.Witnesses, *w)
		}
	}
	return p
}

// share calls take with a witness for each other sensitive quantity, of those
// that want says, that the numbers of w show to be safe as well: those in which
// it takes Width values among 1 to 5.
func (s *System) share(w *Witness, want func(int32) bool, take func(*Witness)) {
	if w.Loose {
		return
	}
	for _, moves := range [2][]Move{w.Down, w.Up} {
		for _, m := range moves {
			q := int32(m.Quantity)
			x := &s.quantities[q]
			if m.Quantity == w.Of || !x.sensitive || x.status == Known || !want(q) {
				continue
			}
			values := [4]float64{x.n}
			n := 1
			for _, other := range [3][]Move{w.Down, w.Up, w.half} {
				v := x.n + float64(by(other, m.Quantity))
				if v >= fewest && v < most+1 && !slices.Contains(values[:n], v) {
					values[n] = v
					n++
				}
			}
			if n >= Width {
				other := *w
				other.Of = m.Quantity
				take(&other)
			}
		}
	}
}

// by is how far moves, which are sorted, move a quantity.
func by(moves []Move, q int) int {
	if i, ok := slices.BinarySearchFunc(moves, q, func(m Move, q int) int { return cmp.Compare(m.Quantity, q) }); ok {
		return moves[i].By
	}
	return 0
}

// protect finds a witness for q, hiding as much as budget allows; the rounded
// totals are heeded where that costs nothing.
func (s *System) protect(q, budget int32) (Witness, bool) {
	all := reaches(s.quantities[q].n)
	if s.loose {
		all = loose
	}
	heeds := []bool{false}
	s.limit = maxNodes
	if budget == 0 {
		heeds, s.limit = []bool{true, false}, maxNodes/4
	}
	for _, s.bounded = range heeds {
		for _, r := range all {
			if w, ok := s.witness(q, r, budget); ok {
				w.Loose, w.wary = s.loose, s.wary
				return w, true
			}
		}
	}
	return Witness{}, false
}

// witness finds one of a certain reach. If there is none nothing has changed.
func (s *System) witness(q int32, r reach, budget int32) (Witness, bool) {
	covers := len(s.covers)
	w := Witness{Of: int(q), Within: s.bounded}
	for _, side := range []struct {
		dir   int32
		times int
		into  *[]Move
	}{{-1, r.down, &w.Down}, {1, r.up, &w.Up}} {
		s.still()
		for i := range side.times {
			s.steps = side.times - i
			spent, ok := s.move(q, side.dir, budget)
			if !ok {
				s.still()
				s.uncover(covers)
				return Witness{}, false
			}
			if budget -= spent; i == 0 && side.times == 2 {
				w.half = s.moves()
			}
		}
		*side.into = s.moves()
	}
	s.still()
	s.covers = s.covers[:0]
	return w, true
}

func (s *System) moves() []Move {
	slices.Sort(s.touched)
	var all []Move
	for i, q := range s.touched {
		if d := s.quantities[q].delta; d != 0 && (i == 0 || s.touched[i-1] != q) {
			all = append(all, Move{int(q), int(d)})
		}
	}
	return all
}

// relax shows again what no witness needs, the greatest gains first.
func (s *System) relax() {
	var hidden []int32
	for q := range s.quantities {
		if s.quantities[q].status == covered {
			hidden = append(hidden, int32(q))
		}
	}
	if hidden == nil {
		return
	}
	users := map[int32][]int32{}
	use := func(w *Witness) {
		for _, moves := range [2][]Move{w.Down, w.Up} {
			for _, m := range moves {
				q := int32(m.Quantity)
				if s.quantities[q].status == covered && !slices.Contains(users[q], int32(w.Of)) {
					users[q] = append(users[q], int32(w.Of))
				}
			}
		}
	}
	for _, w := range s.found {
		if w != nil {
			use(w)
		}
	}
	gain := make(map[int32]int32, len(hidden))
	for _, q := range hidden {
		gain[q] = s.loss(q, math.MaxInt32)
	}
	slices.SortFunc(hidden, func(a, b int32) int {
		return cmp.Or(-cmp.Compare(gain[a], gain[b]), -cmp.Compare(s.quantities[a].n, s.quantities[b].n), cmp.Compare(a, b))
	})
	for _, q := range hidden {
		s.quantities[q].status = Shown
		again, ok := s.without(q, users[q])
		if !ok {
			s.quantities[q].status = covered
			continue
		}
		for _, w := range again {
			s.found[w.Of] = w
			use(w)
		}
	}
}

// without finds other witnesses for those whose witnesses use q, which is
// shown again, without hiding more. It reports whether it could.
func (s *System) without(q int32, users []int32) (again []*Witness, ok bool) {
	done := func(of int32) bool {
		return slices.ContainsFunc(again, func(w *Witness) bool { return w.Of == int(of) })
	}
	wants := func(of int32) bool {
		return slices.Contains(users, of) && !done(of) && uses(s.found[of], q)
	}
	for _, of := range users {
		w := s.found[of]
		if done(of) || !uses(w, q) {
			continue
		}
		s.loose, s.wary = w.Loose, w.wary
		next, ok := s.protect(of, 0)
		if !ok {
			return nil, false
		}
		again = append(again, &next)
		s.share(&next, wants, func(other *Witness) { again = append(again, other) })
	}
	return again, true
}

func uses(w *Witness, q int32) bool { return by(w.Down, int(q)) != 0 || by(w.Up, int(q)) != 0 }
