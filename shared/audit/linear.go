package audit

import (
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize/convex/lp"
)

// tolerance is how near to a whole number an optimum must lie to be that
// number. Coefficients are small whole numbers, and optima are sums and
// differences of counts, so that errors are many orders smaller.
const tolerance = 1e-6

// linear narrows variable v to the optima of the linear programmes "least v"
// and "greatest v" over the rows nearest to it, at most so many, rounded
// inwards. Fewer rows than there are only widen the answer. A programme that
// gonum cannot solve narrows nothing.
func (s *system) linear(v int32, most int) {
	p := s.programme(v, most)
	if p == nil {
		return
	}
	if least, ok := p.optimum(1); ok {
		s.lo[v] = max(s.lo[v], p.base+int64(math.Ceil(least-tolerance)))
	}
	if greatest, ok := p.optimum(-1); ok {
		s.hi[v] = min(s.hi[v], p.base+int64(math.Floor(-greatest+tolerance)))
	}
	if s.lo[v] > s.hi[v] { // no numbers at all: nothing that could be relied on
		s.lo[v], s.hi[v] = min(s.lo[v], s.hi[v]), max(s.lo[v], s.hi[v])
		s.open[v] = true
	}
}

// A programme is in gonum's standard form: A x = b, x at least 0. Column 0 is
// the variable in question less its lower bound, base.
type programme struct {
	a    *mat.Dense
	b    []float64
	base int64
}

// optimum returns the least value of sign times the variable.
func (p *programme) optimum(sign float64) (value float64, ok bool) {
	defer func() {
		if recover() != nil { // gonum panics where a basis is ill conditioned
			value, ok = 0, false
		}
	}()
	_, n := p.a.Dims()
	c := make([]float64, n)
	c[0] = sign
	value, x, err := lp.Simplex(c, p.a, append([]float64(nil), p.b...), 1e-10, nil)
	if err != nil || math.IsNaN(value) || math.IsInf(value, 0) || !p.holds(x) {
		return 0, false
	}
	return value, true
}

// holds checks an answer: gonum may call numbers optimal that break a row.
func (p *programme) holds(x []float64) bool {
	m, n := p.a.Dims()
	if len(x) != n {
		return false
	}
	for i := range m {
		sum, size := -p.b[i], math.Abs(p.b[i])
		for j, a := range p.a.RawRowView(i) {
			sum += a * x[j]
			size = max(size, math.Abs(a*x[j]))
		}
		if math.Abs(sum) > 1e-7*(1+size) {
			return false
		}
	}
	for _, v := range x {
		if v < -1e-9 {
			return false
		}
	}
	return true
}

// programme sets up the rows nearest to v with windows and upper bounds as
// rows of their own, without rows that follow from others: gonum takes none
// such. It returns nil where there is nothing to solve.
func (s *system) programme(v int32, most int) *programme {
	rows, vars := s.around(v, most)
	column := make(map[int32]int, len(vars))
	var equal basis
	n := 0
	for _, u := range vars {
		column[u] = n
		n++
	}
	type line struct {
		coef  map[int]float64
		value float64
	}
	var lines []line
	slacks := n
	slack := func() int { slacks++; return slacks - 1 }
	for _, r := range rows {
		row := &s.rows[r]
		l := line{coef: map[int]float64{}}
		lo, hi := row.lo, row.hi
		exact := make([]int64, n)
		for _, t := range row.terms {
			if j, ok := column[t.v]; ok {
				l.coef[j] += float64(t.c)
				exact[j] += t.c
			}
			lo, hi = lo-t.c*s.lo[t.v], hi-t.c*s.lo[t.v]
		}
		if lo == hi {
			if !equal.add(exact) {
				continue
			}
			l.value = float64(lo)
			lines = append(lines, l)
			continue
		}
		if lo > -Unbounded/2 {
			below := line{coef: map[int]float64{slack(): -1}, value: float64(lo)}
			for j, c := range l.coef {
				below.coef[j] = c
			}
			lines = append(lines, below)
		}
		if hi < Unbounded/2 {
			l.coef[slack()] = 1
			l.value = float64(hi)
			lines = append(lines, l)
		}
	}
	for _, u := range vars {
		if width := s.hi[u] - s.lo[u]; width < Unbounded/2 {
			lines = append(lines, line{coef: map[int]float64{column[u]: 1, slack(): 1}, value: float64(width)})
		}
	}
	if len(lines) == 0 || len(lines) > most {
		return nil
	}
	p := &programme{a: mat.NewDense(len(lines), slacks, nil), b: make([]float64, len(lines)), base: s.lo[v]}
	used := make([]bool, slacks)
	for i, l := range lines {
		for j, c := range l.coef {
			p.a.Set(i, j, c)
			used[j] = used[j] || c != 0
		}
		p.b[i] = l.value
	}
	for _, u := range used {
		if !u {
			return nil // a variable that no row holds: nothing to gain
		}
	}
	return p
}

// around returns up to so many rows nearest to v, and the variables in them
// that may have several values, v first.
func (s *system) around(v int32, most int) (rows, vars []int32) {
	vars = []int32{v}
	seenVar, seenRow := map[int32]bool{v: true}, map[int32]bool{}
	for i := 0; i < len(vars); i++ {
		for _, p := range s.at[vars[i]] {
			if seenRow[p.r] || s.rows[p.r].off {
				continue
			}
			if len(rows) == most/2 {
				return rows, vars
			}
			seenRow[p.r] = true
			rows = append(rows, p.r)
			for _, t := range s.rows[p.r].terms {
				if !seenVar[t.v] && s.lo[t.v] < s.hi[t.v] {
					seenVar[t.v] = true
					vars = append(vars, t.v)
				}
			}
		}
	}
	return rows, vars
}

// A basis holds independent rows, each reduced by those before it. It works in
// whole numbers: with fractions a row that follows from others would look
// almost, but not quite, independent.
type basis struct {
	rows  [][]int64
	pivot []int
}

// add takes a row, which it changes, and reports whether it does not follow
// from those that were taken.
func (b *basis) add(row []int64) bool {
	for i, r := range b.rows {
		if row[b.pivot[i]] == 0 {
			continue
		}
		x, y := r[b.pivot[i]], row[b.pivot[i]]
		g := gcd(x, y)
		x, y = x/g, y/g
		var common int64
		for j := range row {
			row[j] = row[j]*x - r[j]*y
			common = gcd(common, row[j])
		}
		for j := range row {
			if common > 1 {
				row[j] /= common
			}
		}
	}
	for j, c := range row {
		if c != 0 {
			b.rows, b.pivot = append(b.rows, row), append(b.pivot, j)
			return true
		}
	}
	return false
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	if a < 0 {
		return -a
	}
	return a
}
