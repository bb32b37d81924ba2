package audit

import "slices"

// Unbounded is the Max of a count that nothing bounds from above.
const Unbounded int64 = 1 << 40

// A Var is a whole number that an outsider does not know, and what the
// outsider takes for granted of it: Min to Max, both possible. Max may be
// Unbounded.
type Var struct{ Min, Max int64 }

// A Term is Coef times variable Var, by number.
type Term struct {
	Var  int
	Coef int64
}

// A Row says that the sum of its terms is Lo to Hi, both possible: an equation
// where they are equal, a window where a total is rounded.
type Row struct {
	Terms  []Term
	Lo, Hi int64
	// Soft is 0 for what is certain. Else the row is an assumption that is
	// dropped where what is certain contradicts it, the greatest first.
	Soft int
}

// A Problem is what an outsider knows of some whole numbers.
type Problem struct {
	Vars []Var
	Rows []Row
}

// A Range is what a number may be, as far as an outsider can tell.
type Range struct{ Min, Max int64 }

// Exact reports whether only one value is left.
func (r Range) Exact() bool { return r.Min == r.Max }

// Width is how many values r holds.
func (r Range) Width() int64 { return r.Max - r.Min + 1 }

// A Solution is what can be worked out of a Problem.
type Solution struct {
	Ranges []Range // by variable, the tightest that hold
	// Dropped are the rows that were left out, by number, because all others
	// contradict them: assumptions first and, where even certain rows
	// contradict each other, the one that broke.
	Dropped []int
	// Failed are the variables whose Range could not be shown to be the
	// tightest: it is right, but there may be a tighter one. Whoever asks
	// whether a number is safe must take it for unsafe.
	Failed []int
}

// Solve returns the tightest range of every variable. Where the rows of a
// component (variables that share rows) form a tree, passing bounds from row
// to row is exact. Elsewhere a bound is exact once numbers are found that
// attain it and break no row; the linear programme, its optimum rounded
// inwards, gives bounds that cannot be attained away, and a search over whole
// numbers what the programme leaves open. The cost is that of two linear
// programmes a variable in the worst case, and far less in most.
func Solve(p Problem) Solution {
	s := newSystem(p)
	out := Solution{Dropped: s.settle()}
	s.tighten(func(int32) bool { return true }, func(int32, Range) bool { return false }, exhaustive())
	out.Ranges = make([]Range, len(p.Vars))
	for v := range p.Vars {
		out.Ranges[v] = Range{s.lo[v], s.hi[v]}
		if s.open[v] {
			out.Failed = append(out.Failed, v)
		}
	}
	slices.Sort(out.Dropped)
	return out
}

// A system is a Problem with bounds that are made tighter as it is solved.
type system struct {
	lo, hi []int64 // what is proved: every solution lies within
	given  []Range // what was given
	rows   []row
	at     [][]place            // by variable
	open   []bool               // by variable: the bounds may not be the tightest
	ties   []func(r int32) bool // rows that a system too large is parted at, one after another
	coarse bool                 // wide ranges need not be the tightest
	breaks func(r int32)        // what to do with a row that cannot be, instead of ending
	spent  bool                 // bounds were still moving when steps ran out
	because
}

// A place is where a variable stands: in a row, with a coefficient.
type place struct {
	r int32
	c int64
}

// row is a Row in the form that is worked with.
type row struct {
	terms  []term
	lo, hi int64
	soft   int8
	off    bool // left out
	ones   bool // every coefficient is 1 or -1
}

type term struct {
	v int32
	c int64
}

// because holds the row that gave each bound last, -1 for none.
type because struct{ lowBy, highBy []int32 }

func newSystem(p Problem) *system {
	s := &system{}
	for _, v := range p.Vars {
		s.variable(v.Min, v.Max)
	}
	for _, r := range p.Rows {
		terms := make([]term, 0, len(r.Terms))
		for _, t := range r.Terms {
			i := slices.IndexFunc(terms, func(have term) bool { return int(have.v) == t.Var })
			if i < 0 {
				terms = append(terms, term{int32(t.Var), t.Coef})
			} else {
				terms[i].c += t.Coef
			}
		}
		s.add(slices.DeleteFunc(terms, func(t term) bool { return t.c == 0 }), r.Lo, r.Hi, int8(r.Soft))
	}
	return s
}

// variable adds a variable and returns its number.
func (s *system) variable(lo, hi int64) int32 {
	hi = min(hi, Unbounded)
	s.lo, s.hi, s.given = append(s.lo, lo), append(s.hi, hi), append(s.given, Range{lo, hi})
	s.at = append(s.at, nil)
	s.open = append(s.open, false)
	s.lowBy, s.highBy = append(s.lowBy, -1), append(s.highBy, -1)
	return int32(len(s.lo) - 1)
}

// add adds a row and returns its number. The terms are kept.
func (s *system) add(terms []term, lo, hi int64, soft int8) int32 {
	r := int32(len(s.rows))
	ones := true
	for _, t := range terms {
		ones = ones && (t.c == 1 || t.c == -1)
	}
	s.rows = append(s.rows, row{terms: terms, lo: lo, hi: hi, soft: soft, ones: ones})
	for _, t := range terms {
		s.at[t.v] = append(s.at[t.v], place{r, t.c})
	}
	return r
}
