package disclosure

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
)

// An outsider tries every set of numbers that fits what is shown. It has
// nothing in common with the search but the System it looks at.
type outsider struct {
	s         *System
	low, high []int
}

// ceiling is more than any number in these tests can become.
const ceiling = 90

// values returns which numbers from 1 to upTo a quantity may be, hidden as said.
func values(s *System, hidden func(q int) bool, of, upTo int) (fits []int) {
	for v := fewest; v <= upTo; v++ {
		o := outsider{s: s}
		for q := range s.quantities {
			x := &s.quantities[q]
			n := int(x.n)
			switch {
			case x.status == Derived:
				o.low, o.high = append(o.low, 0), append(o.high, ceiling)
			case hidden(q):
				o.low, o.high = append(o.low, 1), append(o.high, ceiling)
			default:
				o.low, o.high = append(o.low, n), append(o.high, n)
			}
		}
		o.low[of], o.high[of] = max(v, o.low[of]), min(v, o.high[of])
		if o.possible() {
			fits = append(fits, v)
		}
	}
	return fits
}

// possible narrows what each quantity may be, and guesses where that does not
// settle it.
func (o *outsider) possible() bool {
	for again := true; again; {
		again = false
		for _, e := range o.s.equations {
			for i := e.from; i < e.to; i++ {
				// The term i is minus the sum of the others.
				least, greatest := 0, 0
				for j := e.from; j < e.to; j++ {
					if t := o.s.terms[j]; j != i && t.sign > 0 {
						least, greatest = least-o.high[t.q], greatest-o.low[t.q]
					} else if j != i {
						least, greatest = least+o.low[t.q], greatest+o.high[t.q]
					}
				}
				t := o.s.terms[i]
				if t.sign < 0 {
					least, greatest = -greatest, -least
				}
				if least > o.low[t.q] {
					o.low[t.q], again = least, true
				}
				if greatest < o.high[t.q] {
					o.high[t.q], again = greatest, true
				}
				if o.low[t.q] > o.high[t.q] {
					return false
				}
			}
		}
	}
	widest := -1
	for q := range o.low {
		if o.low[q] < o.high[q] && (widest < 0 || o.high[q]-o.low[q] < o.high[widest]-o.low[widest]) {
			widest = q
		}
	}
	if widest < 0 {
		return true
	}
	for v := o.low[widest]; v <= o.high[widest]; v++ {
		guess := outsider{o.s, append([]int(nil), o.low...), append([]int(nil), o.high...)}
		guess.low[widest], guess.high[widest] = v, v
		if guess.possible() {
			return true
		}
	}
	return false
}

// safe reports whether no sensitive quantity can be told to fewer than Width
// values of 1 to 5, and which if not. Where that cannot be had even by hiding
// everything Width values of any size are enough.
func safe(s *System, hidden func(q int) bool) (int, bool) {
	everything := func(q int) bool { return s.quantities[q].status != Known }
	for q := range s.quantities {
		if x := &s.quantities[q]; !x.sensitive || x.status == Known || len(values(s, hidden, q, most)) >= Width {
			continue
		}
		if len(values(s, everything, q, most)) >= Width || len(values(s, hidden, q, 2*most)) < Width {
			return q, false
		}
	}
	return 0, true
}

// rounds is how many random tables a property is tried on: few in a normal
// run, as many as DISCLOSURE_TABLES says in a long one.
func rounds(t *testing.T, few int) int {
	if n, err := strconv.Atoi(os.Getenv("DISCLOSURE_TABLES")); err == nil {
		return n
	}
	if testing.Short() {
		return few / 4
	}
	return few
}

// randomTable makes up to three measures, each within the one before, split
// in up to four ways.
func randomTable(rng *rand.Rand, measures, cells int) (*System, [][]int) {
	rows := make([][]float64, measures)
	var parts [][2]int
	for m := range rows {
		rows[m] = make([]float64, cells+1)
		for c := 1; c <= cells; c++ {
			n := rng.IntN(7)
			if rng.IntN(2) == 0 {
				n = rng.IntN(22)
			}
			if m > 0 {
				n = min(n, int(rows[m-1][c]))
			}
			rows[m][c] = float64(n)
			rows[m][0] += float64(n)
		}
		if m > 0 {
			parts = append(parts, [2]int{m, m - 1})
		}
		if m > 1 {
			parts = append(parts, [2]int{m, 0})
		}
	}
	return table(parts, rows...)
}

// TestNobodyNarrowsACount plays the outsider on random tables.
func TestNobodyNarrowsACount(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 1))
	hidden := 0
	for i := range rounds(t, 600) {
		s, at := randomTable(rng, 1+rng.IntN(3), 2+rng.IntN(3))
		p := s.Protect()
		if q, ok := safe(s, s.Hides); !ok || len(p.Exposed) > 0 {
			t.Fatalf("table %d: %v is told to %v: %v %v", i, s.quantities[q].n, values(s, s.Hides, q, most), numbers(s, at), letters(s, at))
		}
		for _, row := range at {
			for _, q := range row {
				if s.Hides(q) {
					hidden++
				}
			}
		}
	}
	t.Logf("%d counts hidden", hidden)
}

func numbers(s *System, at [][]int) [][]float64 {
	var all [][]float64
	for _, row := range at {
		var line []float64
		for _, q := range row {
			line = append(line, s.quantities[q].n)
		}
		all = append(all, line)
	}
	return all
}

// lost counts the figures that are not shown when some quantities are hidden.
func lost(s *System, hidden func(q int) bool) int {
	n := 0
	for _, f := range s.figures {
		if hidden(int(f.a)) || f.b >= 0 && hidden(int(f.b)) {
			n += int(f.weight)
		}
	}
	return n
}

// best returns the fewest figures that have to go for s to be safe, by trying
// every set of quantities.
func best(s *System) int {
	var free []int
	must := make([]bool, len(s.quantities))
	for q := range s.quantities {
		switch x := &s.quantities[q]; {
		case x.status == Derived || x.status == Known:
		case x.sensitive:
			must[q] = true
		default:
			free = append(free, q)
		}
	}
	least := len(s.figures) + 1
	for set := range 1 << len(free) {
		hidden := func(q int) bool {
			for i, f := range free {
				if f == q {
					return set>>i&1 == 1
				}
			}
			return must[q]
		}
		if n := lost(s, hidden); n < least {
			if _, ok := safe(s, hidden); ok {
				least = n
			}
		}
	}
	return least
}

// TestLoss holds what is hidden to the least that is safe: at most a fifth
// more figures are lost than must be, on average.
func TestLoss(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 2))
	ours, least, all, worst := 0, 0, 0, 0
	tables := rounds(t, 300)
	for range tables {
		var s *System
		if rng.IntN(3) == 0 {
			s, _ = margins(randomRows(rng, 2+rng.IntN(2), 2))
		} else {
			s, _ = randomTable(rng, 1+rng.IntN(2), 2+rng.IntN(3))
		}
		want := best(s)
		s.Protect()
		got := lost(s, s.Hides)
		if got < want {
			q, ok := safe(s, s.Hides)
			t.Fatalf("%d figures lost where %d is the least: safe %t, %v %+v", got, want, ok, q, s.quantities)
		}
		ours, least, all, worst = ours+got, least+want, all+len(s.figures), max(worst, got-want)
	}
	t.Logf("%d tables, %d figures: %d lost, the least is %d (%.3f times); at worst %d more in one table", tables, all, ours, least, float64(ours)/float64(least), worst)
	if float64(ours) > 1.2*float64(least) {
		t.Errorf("%d figures lost, more than 1.2 times %d", ours, least)
	}
}

func randomRows(rng *rand.Rand, rows, cells int) [][]float64 {
	all := make([][]float64, rows)
	for i := range all {
		for range cells {
			n := rng.IntN(7)
			if rng.IntN(2) == 0 {
				n = rng.IntN(40)
			}
			all[i] = append(all[i], float64(n))
		}
	}
	return all
}

// margins makes a System of a table with the totals of its rows, its columns
// and of all.
func margins(rows [][]float64) (*System, [][]int) {
	s := &System{}
	add := func(n float64) int {
		q := s.Add(Quantity{N: n})
		s.Figure(q, -1, 1)
		return q
	}
	at := make([][]int, len(rows)+1)
	sums := make([]float64, len(rows[0])+1)
	for i, row := range rows {
		sum := 0.0
		for c, n := range row {
			at[i] = append(at[i], add(n))
			sum += n
			sums[c] += n
		}
		at[i] = append(at[i], add(sum))
		s.Sum(at[i][len(row)], at[i][:len(row)]...)
		sums[len(row)] += sum
	}
	for c, sum := range sums {
		q := add(sum)
		at[len(rows)] = append(at[len(rows)], q)
		var column []int
		for i := range rows {
			column = append(column, at[i][c])
		}
		s.Sum(q, column...)
	}
	last := at[len(rows)]
	s.Sum(last[len(last)-1], last[:len(last)-1]...)
	return s, at
}

// TestVectors protects the tables of the test vectors, with all their margins.
func TestVectors(t *testing.T) {
	data, err := os.ReadFile("testdata/sdc-tables.json")
	if err != nil {
		t.Fatal(err)
	}
	var tables []struct {
		ID    string
		Cells [][]float64
	}
	if err := json.Unmarshal(data, &tables); err != nil {
		t.Fatal(err)
	}
	ours, least := 0, 0
	for _, tt := range tables {
		s, at := margins(tt.Cells)
		want := best(s)
		p := s.Protect()
		if q, ok := safe(s, s.Hides); !ok || len(p.Exposed) > 0 {
			t.Errorf("%s: %v is told to %v", tt.ID, s.quantities[q].n, values(s, s.Hides, q, most))
		}
		got := lost(s, s.Hides)
		t.Logf("%s: %d of %d lost, the least is %d: %v", tt.ID, got, len(s.figures), want, letters(s, at))
		ours, least = ours+got, least+want
	}
	if float64(ours) > 1.2*float64(least) {
		t.Errorf("%d figures lost, more than 1.2 times %d", ours, least)
	}
}
