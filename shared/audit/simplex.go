package audit

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// A tableau solves many linear programmes over the rows of one component, one
// after another, each from where the last one ended. gonum's solver begins
// each anew, wants bounds as rows of their own and factorises in every step:
// components of a national publication have hundreds of rows and as many
// counts to look at. This is the bounded-variable simplex method (Dantzig;
// Chvatal, Linear Programming, 1983, chapter 8) in dense rows: equations are
// solved for once and for all, which leaves a column for each degree of
// freedom, and every vertex on the way shows what each count can be.
type tableau struct {
	s      *system
	lo, hi []float64 // by unknown: variables of the component, then rows
	x      []float64
	low    []float64 // met, by unknown
	high   []float64
	basic  []int       // by row of a: its unknown
	other  []int       // by column: its unknown
	at     []int       // by unknown: its row, or -1-column, or gone
	a      [][]float64 // change of each basic unknown with each other
	vars   []int32
	number map[int32]int // unknown by variable
	rows   []int32
	pivots int
	met    bool // x is a point of the programme
	broken bool // it could not be solved

	offends  int32 // a row that contradicts others, -1 for none
	renewals int   // how often it may still be worked out anew
}

const (
	gone  = math.MinInt32 // an unknown that is fixed, or follows from others
	small = 1e-9          // what counts as zero
	slip  = 1e-6          // how far from a row a point may lie
)

// newTableau sets a component up, or returns nil if it is too large.
func newTableau(s *system, c *component, most int) *tableau {
	if len(c.rows)*len(c.vars) > most {
		return nil
	}
	n := len(c.vars) + len(c.rows)
	t := &tableau{s: s, lo: make([]float64, n), hi: make([]float64, n), x: make([]float64, n), low: make([]float64, len(c.vars)), high: make([]float64, len(c.vars)),
		at: make([]int, n), vars: c.vars, number: make(map[int32]int, len(c.vars)), rows: c.rows, renewals: 20, offends: -1}
	bounds := func(i int, lo, hi int64) {
		t.lo[i], t.hi[i] = float64(lo), float64(hi)
		if lo <= -Unbounded/2 {
			t.lo[i] = math.Inf(-1)
		}
		if hi >= Unbounded/2 {
			t.hi[i] = math.Inf(1)
		}
	}
	for i, v := range c.vars {
		t.number[v] = i
		bounds(i, s.lo[v], s.hi[v])
		t.x[i] = t.lo[i]
		t.low[i], t.high[i] = math.Inf(1), math.Inf(-1)
	}
	for i, r := range c.rows {
		bounds(len(c.vars)+i, s.rows[r].lo, s.rows[r].hi)
	}
	t.renew()
	return t
}

// renew works the tableau out from the rows, beginning with the variables
// where they are: steps upon steps add up errors.
func (t *tableau) renew() {
	n := len(t.vars)
	t.a, t.basic, t.other, t.met = nil, nil, nil, false
	if t.renewals--; t.renewals < 0 {
		t.broken = true
		return
	}
	for i := range t.vars {
		t.x[i] = min(max(t.x[i], t.lo[i]), t.hi[i])
		t.other = append(t.other, i)
		t.at[i] = -1 - i
	}
	for i, r := range t.rows {
		row := make([]float64, n)
		t.x[n+i] = 0
		for _, term := range t.s.rows[r].terms {
			if j, ok := t.number[term.v]; ok {
				row[j] += float64(term.c)
				t.x[n+i] += float64(term.c) * t.x[j]
			} else { // it has one value
				t.x[n+i] += float64(term.c * t.s.lo[term.v])
			}
		}
		t.a, t.basic = append(t.a, row), append(t.basic, n+i)
		t.at[n+i] = i
	}
	switch t.solveEquations(); {
	case t.broken:
	case !t.feasible():
		t.offends = t.offending()
	case t.holds():
		t.met = true
		t.meet()
	}
}

// solveEquations takes each row that has one value out: an unknown is worked
// out from it.
func (t *tableau) solveEquations() {
	for i := 0; i < len(t.a); {
		u := t.basic[i]
		if u < len(t.vars) || t.lo[u] != t.hi[u] {
			i++
			continue
		}
		// A column with few others in it, so that rows stay sparse.
		best, fewest := -1, math.MaxInt
		for j, c := range t.a[i] {
			if math.Abs(c) < 0.5 {
				continue
			}
			n := 0
			for k := range t.a {
				if t.a[k][j] != 0 {
					n++
				}
			}
			if n < fewest {
				best, fewest = j, n
			}
		}
		if best < 0 {
			for j, c := range t.a[i] {
				if math.Abs(c) > 1e-7 && (best < 0 || math.Abs(c) > math.Abs(t.a[i][best])) {
					best = j
				}
			}
		}
		if best < 0 { // it follows from the others
			if math.Abs(t.x[u]-t.lo[u]) > slip {
				t.broken, t.offends = true, t.rows[u-len(t.vars)]
				return
			}
			t.at[u] = gone
			t.dropRow(i)
			continue
		}
		t.shift(best, (t.lo[u]-t.x[u])/t.a[i][best])
		t.pivot(i, best)
		t.dropColumn(best)
		i++
	}
}

func (t *tableau) dropRow(i int) {
	last := len(t.a) - 1
	t.a[i], t.basic[i] = t.a[last], t.basic[last]
	t.a, t.basic = t.a[:last], t.basic[:last]
	if i < last {
		t.at[t.basic[i]] = i
	}
}

func (t *tableau) dropColumn(j int) {
	last := len(t.other) - 1
	t.at[t.other[j]] = gone
	for i := range t.a {
		t.a[i][j] = t.a[i][last]
		t.a[i] = t.a[i][:last]
	}
	t.other[j] = t.other[last]
	t.other = t.other[:last]
	if j < last {
		t.at[t.other[j]] = -1 - j
	}
}

// shift moves the unknown of column j, and the basic ones with it.
func (t *tableau) shift(j int, by float64) {
	if by == 0 {
		return
	}
	t.x[t.other[j]] += by
	for i, row := range t.a {
		if row[j] != 0 {
			t.x[t.basic[i]] += by * row[j]
		}
	}
}

// pivot swaps the unknowns of row i and column j.
func (t *tableau) pivot(i, j int) {
	t.pivots++
	row := t.a[i]
	p := row[j]
	// basic = p*other + ..., so other = basic/p - .../p.
	for k := range row {
		row[k] = -row[k] / p
	}
	row[j] = 1 / p
	for k, c := range row {
		if math.Abs(c) < small {
			row[k] = 0
		}
	}
	for r, to := range t.a {
		if r == i || to[j] == 0 {
			continue
		}
		f := to[j]
		to[j] = 0
		floats.AddScaled(to, f, row)
	}
	t.basic[i], t.other[j] = t.other[j], t.basic[i]
	t.at[t.basic[i]], t.at[t.other[j]] = i, -1-j
}

// outside is how far an unknown is from what it may be: above 0 if above.
func (t *tableau) outside(u int) float64 {
	switch {
	case t.x[u] > t.hi[u]+1e-8:
		return t.x[u] - t.hi[u]
	case t.x[u] < t.lo[u]-1e-8:
		return t.x[u] - t.lo[u]
	}
	return 0
}

// feasible moves x into the programme, by making what lies outside in all as
// little as can be, and reports whether it could.
func (t *tableau) feasible() bool {
	gradient := make([]float64, len(t.other))
	for steps := 0; ; steps++ {
		clear(gradient)
		total := 0.0
		for i, u := range t.basic {
			if o := t.outside(u); o != 0 {
				total += math.Abs(o)
				floats.AddScaled(gradient, -math.Copysign(1, o), t.a[i])
			}
		}
		if total < slip/100 {
			return true
		}
		if steps > 50*(len(t.a)+len(t.other)) {
			return false
		}
		if !t.step(gradient, steps > 5*(len(t.a)+len(t.other))) {
			return total < slip
		}
	}
}

// offending returns a row that the point nearest to the programme breaks, or
// that holds a variable which lies outside its bounds there; -1 for none.
func (t *tableau) offending() int32 {
	worst, at := 0.0, int32(-1)
	for _, u := range t.basic {
		if o := math.Abs(t.outside(u)); o > worst {
			worst = o
			if at = -1; u >= len(t.vars) {
				at = t.rows[u-len(t.vars)]
				continue
			}
			for _, p := range t.s.at[t.vars[u]] {
				if at < 0 || !t.s.rows[p.r].off && t.s.rows[p.r].soft > t.s.rows[at].soft {
					at = p.r
				}
			}
		}
	}
	return at
}

// step moves along the column in which gradient, which is to grow, grows most,
// as far as bounds allow. It reports false where no column does.
// careful takes the first column instead, which ends where others go round in
// a circle.
func (t *tableau) step(gradient []float64, careful bool) bool {
	best, size := -1, 1e-7
	for j, g := range gradient {
		u := t.other[j]
		if g > 0 && t.x[u] >= t.hi[u]-small || g < 0 && t.x[u] <= t.lo[u]+small {
			continue
		}
		if math.Abs(g) > size && (!careful || best < 0 || u < t.other[best]) {
			best = j
			if !careful {
				size = math.Abs(g)
			}
		}
	}
	if best < 0 {
		return false
	}
	dir := math.Copysign(1, gradient[best])
	u := t.other[best]
	most := t.hi[u] - t.x[u]
	if dir < 0 {
		most = t.x[u] - t.lo[u]
	}
	// The first basic unknown to meet a bound; of several, the one with the
	// largest coefficient, for the sake of exact numbers.
	block, steepest := -1, 0.0
	for i, row := range t.a {
		c := row[best] * dir
		if math.Abs(c) < 1e-5 {
			continue
		}
		b := t.basic[i]
		var room float64
		switch out := t.outside(b); {
		case t.met && c > 0:
			room = t.hi[b] - t.x[b]
		case t.met:
			room = t.x[b] - t.lo[b]
		case out > 0 && c < 0:
			room = out
		case out < 0 && c > 0:
			room = -out
		case out != 0:
			continue // further outside: it does not stop here
		case c > 0:
			room = t.hi[b] - t.x[b]
		default:
			room = t.x[b] - t.lo[b]
		}
		room = max(0, room) / math.Abs(c)
		if room < most-1e-8 || room <= most+1e-8 && block >= 0 && math.Abs(c) > steepest {
			block, steepest, most = i, math.Abs(c), min(most, room)
		}
	}
	if math.IsInf(most, 1) {
		most = 1e6 // nothing bounds it: far enough
	}
	t.shift(best, dir*most)
	if block >= 0 {
		b := t.basic[block]
		if math.Abs(t.x[b]-t.lo[b]) < math.Abs(t.x[b]-t.hi[b]) {
			t.x[b] = t.lo[b]
		} else {
			t.x[b] = t.hi[b]
		}
		t.pivot(block, best)
	}
	return true
}

// push makes variable v as great as it can be, as small where up is false, or
// until enough says that what it met will do. It reports whether the value
// that it ends with is the optimum.
func (t *tableau) push(v int32, up bool, enough func(int32, Range) bool) (optimum bool) {
	u := t.number[v]
	var gradient []float64
	for steps := 0; t.met && !t.broken; steps++ {
		if enough(v, t.seen(v)) || math.Abs(t.x[u]) > 1e5 {
			return false // nothing that is of interest bounds it
		}
		if steps > 20*(len(t.a)+len(t.other)) {
			t.broken = true
			return false
		}
		gradient = append(gradient[:0], make([]float64, len(t.other))...)
		switch at := t.at[u]; {
		case at >= 0:
			copy(gradient, t.a[at])
		case at != gone:
			gradient[-1-at] = 1
		}
		if !up {
			floats.Scale(-1, gradient)
		}
		if !t.step(gradient, steps > 3*(len(t.a)+len(t.other))) {
			return true
		}
		if t.holds() {
			t.meet()
		} else {
			t.renew()
		}
	}
	t.broken = true
	return false
}

// meet notes what each variable is now.
func (t *tableau) meet() {
	for i, x := range t.x[:len(t.vars)] {
		t.low[i], t.high[i] = min(t.low[i], x), max(t.high[i], x)
	}
}

// holds holds x to the rows themselves, which a tableau drifts from.
func (t *tableau) holds() bool {
	for _, r := range t.rows {
		row := &t.s.rows[r]
		total := 0.0
		for _, term := range row.terms {
			if j, ok := t.number[term.v]; ok {
				total += float64(term.c) * t.x[j]
			} else {
				total += float64(term.c * t.s.lo[term.v])
			}
		}
		if total > float64(row.hi)+slip || total < float64(row.lo)-slip {
			return false
		}
	}
	for i, x := range t.x[:len(t.vars)] {
		if !(x >= t.lo[i]-slip && x <= t.hi[i]+slip) {
			return false
		}
	}
	return true
}

// seen is the whole numbers between what v has met.
func (t *tableau) seen(v int32) Range {
	u := t.number[v]
	return Range{int64(math.Ceil(t.low[u] - tolerance)), int64(math.Floor(t.high[u] + tolerance))}
}
