package disclosure

import (
	"math"
	"slices"
)

// A Status says what the public is shown of a quantity.
type Status uint8

// The statuses.
const (
	Shown   Status = iota // shown, unless it has to be hidden
	Known                 // seen already, or public elsewhere: hiding it is no use
	Hidden                // hidden, and stays so
	Derived               // never shown itself: a whole less its part
	covered               // hidden to protect another
)

// open is the room of a quantity that no rounded total holds.
const open = math.MaxInt32

// A Quantity is a number that somebody may want to find out.
type Quantity struct {
	N      float64
	Status Status

	// Up and Down say how far N may go without changing a rounded total that
	// the public sees, where Bounded; see Window.
	Bounded  bool
	Up, Down int

	// Taken says that outsiders may take it for another number, which they saw
	// before and do not know to have changed. It is not hidden to protect others,
	// nor do they lean on it, unless there is no other way.
	Taken bool
}

// A Term is a quantity, by number, with the sign it has in an equation.
type Term struct {
	Quantity int
	Minus    bool
}

// A System is quantities and the equations that everybody knows to hold
// between them: a whole is its parts, a year is its quarters. Protect finds what
// the public may not see of it. The zero System is empty. It is not safe for use
// by several goroutines.
type System struct {
	quantities []quantity
	terms      []term
	equations  []equation
	figures    []figure

	// By quantity, after index: places in terms, and figures.
	inTerms, ofFigures index

	found []*Witness // by quantity
	search
}

type quantity struct {
	n, low    float64
	up, down  int32
	status    Status
	sensitive bool
	taken     bool

	// While searching.
	delta int32
	seen  uint32
}

type term struct {
	q, eq int32
	sign  int32
}

type equation struct{ from, to int32 } // in terms

// A figure shows two quantities together, or one (b < 0): it is lost when one
// of them is hidden.
type figure struct{ a, b, weight int32 }

// Reset empties s and keeps its memory.
func (s *System) Reset() {
	s.quantities, s.terms, s.equations, s.figures = s.quantities[:0], s.terms[:0], s.equations[:0], s.figures[:0]
}

// Add adds a quantity and returns its number, from 0. Counts of 1 to 5 are
// hidden whatever their status, unless they are Known.
func (s *System) Add(q Quantity) int {
	x := quantity{n: q.N, low: min(fewest, q.N), up: open, down: open, status: q.Status, sensitive: Sensitive(q.N), taken: q.Taken}
	if q.Status == Derived || q.N != math.Trunc(q.N) {
		x.low = min(0, q.N) // half a practitioner is above none
	}
	if q.Bounded {
		x.up, x.down = int32(q.Up), int32(q.Down)
	}
	if x.status == Shown && x.sensitive {
		x.status = Hidden
	}
	if q.Status == Shown && q.N == 0 {
		x.status = Known // a zero is always shown
	}
	s.quantities = append(s.quantities, x)
	return len(s.quantities) - 1
}

// Equate adds the equation that terms add up to what they add up to now.
func (s *System) Equate(terms ...Term) {
	s.begin()
	for _, t := range terms {
		s.term(t.Quantity, t.Minus)
	}
	s.end()
}

// begin, term and end are Equate one term at a time.
func (s *System) begin() {
	s.equations = append(s.equations, equation{from: int32(len(s.terms))})
}

func (s *System) term(q int, minus bool) {
	sign := int32(1)
	if minus {
		sign = -1
	}
	s.terms = append(s.terms, term{int32(q), int32(len(s.equations) - 1), sign})
}

func (s *System) end() { s.equations[len(s.equations)-1].to = int32(len(s.terms)) }

// Sum adds the equation that whole is the sum of parts.
func (s *System) Sum(whole int, parts ...int) {
	s.begin()
	s.term(whole, true)
	for _, p := range parts {
		s.term(p, false)
	}
	s.end()
}

// Part says that part counts some of whole, and so that whole less part, which
// is never shown, must not be found out either. What is left over by more than
// five needs no thought, and nor does what is left of a part of nobody.
func (s *System) Part(part, whole int) {
	rest := s.quantities[whole].n - s.quantities[part].n
	if s.quantities[part].n == 0 || rest < 0 || rest >= most+1 {
		return // part and whole move by three at the most, so that six are never used up
	}
	s.begin()
	s.term(whole, false)
	s.term(part, true)
	s.term(s.Add(Quantity{N: rest, Status: Derived}), true)
	s.end()
}

// Figure says that a figure shows the quantities a and b together, or a alone
// where b is negative. weight, from 1, is what it is worth beside others.
func (s *System) Figure(a, b, weight int) {
	s.figures = append(s.figures, figure{int32(a), int32(b), int32(weight)})
}

// Quantities returns how many quantities were added, those of Part among them.
func (s *System) Quantities() int { return len(s.quantities) }

// Hides reports whether the public may not see a quantity, after Protect.
func (s *System) Hides(q int) bool {
	return s.quantities[q].status == Hidden || s.quantities[q].status == covered
}

// An index lists numbers by quantity.
type index struct{ start, list []int32 }

func (x *index) of(q int32) []int32 { return x.list[x.start[q]:x.start[q+1]] }

// build makes the index of n quantities from each, which calls its argument
// with every quantity and number.
func (x *index) build(n int, each func(add func(q, no int32))) {
	x.start = slices.Grow(x.start[:0], n+2)[:n+2]
	clear(x.start)
	total := 0
	each(func(q, _ int32) { x.start[q+2]++; total++ })
	for i := 2; i < len(x.start); i++ {
		x.start[i] += x.start[i-1]
	}
	x.list = slices.Grow(x.list[:0], total)[:total]
	each(func(q, no int32) { x.list[x.start[q+1]] = no; x.start[q+1]++ })
	x.start = x.start[:n+1]
}

func (s *System) index() {
	s.inTerms.build(len(s.quantities), func(add func(q, no int32)) {
		for i := range s.terms {
			add(s.terms[i].q, int32(i))
		}
	})
	s.ofFigures.build(len(s.quantities), func(add func(q, no int32)) {
		for i, f := range s.figures {
			add(f.a, int32(i))
			if f.b >= 0 {
				add(f.b, int32(i))
			}
		}
	})
}

// loss is the weight of the figures that are seen and that hiding q would take
// away. It may stop counting above enough.
func (s *System) loss(q, enough int32) int32 {
	var lost int32
	for _, i := range s.ofFigures.of(q) {
		f := s.figures[i]
		other := f.a
		if other == q {
			other = f.b
		}
		if other < 0 || s.quantities[other].status <= Known {
			if lost += f.weight; lost > enough {
				break
			}
		}
	}
	return lost
}
