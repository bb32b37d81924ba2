package audit

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// known are the cases of testdata/sdc-audit.json: tables with the bounds that
// linear programmes give for each hidden cell.
type knownCase struct {
	ID string `json:"id"`
	Table
	TableReport
}

func TestKnownCases(t *testing.T) {
	body, err := os.ReadFile("testdata/sdc-audit.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []knownCase
	if err := json.Unmarshal(body, &cases); err != nil {
		t.Fatal(err)
	}
	if len(cases) != 5 {
		t.Fatalf("%d cases", len(cases))
	}
	for _, c := range cases {
		t.Run(c.ID, func(t *testing.T) {
			got := c.Table.Audit()
			if diff := cmp.Diff(c.Bounds, got.Bounds); diff != "" {
				t.Errorf("bounds: -want +got\n%s", diff)
			}
			if got.ExactlyRecovered != c.ExactlyRecovered || got.Unsafe != c.Unsafe || got.Failed != 0 {
				t.Errorf("%d exactly recovered, unsafe %v, %d failed; want %d, %v", got.ExactlyRecovered, got.Unsafe, got.Failed, c.ExactlyRecovered, c.Unsafe)
			}
		})
	}
}

// TestRandomProblemsAgainstBruteForce holds Solve to every solution there is,
// on problems with sums and differences of small numbers: many are cyclic,
// many have rows that follow from others, some have coefficients.
func TestRandomProblemsAgainstBruteForce(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 9))
	cyclic := 0
	for n := range 4000 {
		p, truth := randomProblem(rng)
		if !newSystem(p).allTrees() {
			cyclic++
		}
		got := Solve(p)
		want := bruteForce(p)
		if len(got.Failed) > 0 || len(got.Dropped) > 0 {
			t.Fatalf("problem %d: failed %v, dropped %v: %+v", n, got.Failed, got.Dropped, p)
		}
		if diff := cmp.Diff(want, got.Ranges); diff != "" {
			t.Fatalf("problem %d (truth %v): -brute force +got\n%s\n%+v", n, truth, diff, p)
		}
	}
	if cyclic < 1000 {
		t.Errorf("only %d problems were no trees", cyclic)
	}
}

func (s *system) allTrees() bool {
	s.settle()
	for _, c := range s.components() {
		if !c.tree {
			return false
		}
	}
	return true
}

// randomProblem returns up to seven numbers of 0 to 5 and rows that the truth
// obeys.
func randomProblem(rng *rand.Rand) (Problem, []int64) {
	var p Problem
	truth := make([]int64, 2+rng.IntN(6))
	for i := range truth {
		truth[i] = rng.Int64N(5)
		p.Vars = append(p.Vars, Var{max(0, truth[i]-rng.Int64N(4)), min(5, truth[i]+rng.Int64N(4))})
	}
	for range 1 + rng.IntN(6) {
		var r Row
		var sum int64
		for v := range truth {
			c := []int64{0, 0, 1, 1, 1, -1, 2}[rng.IntN(7)]
			if c == 0 {
				continue
			}
			r.Terms = append(r.Terms, Term{v, c})
			sum += c * truth[v]
		}
		r.Lo, r.Hi = sum, sum
		if rng.IntN(3) == 0 {
			r.Lo, r.Hi = sum-rng.Int64N(4), sum+rng.Int64N(4)
		}
		p.Rows = append(p.Rows, r)
		if rng.IntN(5) == 0 {
			p.Rows = append(p.Rows, r) // the same again: not independent
		}
	}
	return p, truth
}

func bruteForce(p Problem) []Range {
	out := make([]Range, len(p.Vars))
	for v := range out {
		out[v] = Range{1 << 30, -1}
	}
	x := make([]int64, len(p.Vars))
	var try func(v int)
	try = func(v int) {
		if v < len(x) {
			for x[v] = p.Vars[v].Min; x[v] <= p.Vars[v].Max; x[v]++ {
				try(v + 1)
			}
			return
		}
		for _, r := range p.Rows {
			var sum int64
			for _, t := range r.Terms {
				sum += t.Coef * x[t.Var]
			}
			if sum < r.Lo || sum > r.Hi {
				return
			}
		}
		for v := range x {
			out[v] = Range{min(out[v].Min, x[v]), max(out[v].Max, x[v])}
		}
	}
	try(0)
	return out
}
