package benchmark

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"earlyhelp/shared/indicator"
)

func TestRanks(t *testing.T) {
	estimates := []Estimate{
		{10, Interval{9, 11}},  // surely first
		{20, Interval{18, 22}}, // overlaps the next two
		{21, Interval{17, 25}},
		{21, Interval{20, 22}}, // as much as the one before: they share a rank
		{40, Interval{22, 50}}, // touches 22: may be before them
		{60, Interval{51, 70}}, // surely last
	}
	for _, tt := range []struct {
		highestFirst bool
		want         []Rank
	}{
		{false, []Rank{{1, 1, 1}, {2, 2, 5}, {3, 2, 5}, {3, 2, 5}, {5, 2, 5}, {6, 6, 6}}},
		{true, []Rank{{6, 6, 6}, {5, 2, 5}, {3, 2, 5}, {3, 2, 5}, {2, 2, 5}, {1, 1, 1}}},
	} {
		got, err := Ranks(estimates, tt.highestFirst)
		if err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("Ranks(highest first: %v) = %v, %v, want %v", tt.highestFirst, got, err, tt.want)
		}
	}
	same := slices.Repeat([]Estimate{{5, Interval{4, 6}}}, 3)
	if got, err := Ranks(same, true); err != nil || !slices.Equal(got, []Rank{{1, 1, 3}, {1, 1, 3}, {1, 1, 3}}) {
		t.Errorf("three equal: %v, %v", got, err)
	}
	if got, err := Ranks(same[:1], false); err != nil || got[0] != (Rank{1, 1, 1}) {
		t.Errorf("one: %v, %v", got, err)
	}
	for _, tt := range []struct {
		name string
		e    []Estimate
		want error
	}{
		{"none", nil, ErrTooFew},
		{"no number", []Estimate{{math.NaN(), Interval{0, 1}}}, ErrNotANumber},
		{"an endless interval", []Estimate{{0, Interval{0, math.Inf(1)}}}, ErrNotANumber},
		{"outside its interval", []Estimate{{2, Interval{0, 1}}}, ErrNoInterval},
	} {
		if _, err := Ranks(tt.e, false); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
	if _, err := RankFractions([]Fraction{{1, 2}, {0, 0}}, indicator.Percent, C95, false); !errors.Is(err, ErrNoDenominator) {
		t.Errorf("an area of nobody: %v", err)
	}
	if _, err := RankFractions([]Fraction{{1, 2}}, indicator.Percent, 1, false); !errors.Is(err, ErrNotAConfidence) {
		t.Errorf("certainty: %v", err)
	}
}

// TestRanksCover makes areas with known rates and checks that the intervals of
// all ranks hold the true ones together as often as they claim: in at least
// 95% of trials, less three standard errors of 400 trials (3.3%).
func TestRanksCover(t *testing.T) {
	const trials, areas = 400, 40
	for _, u := range []indicator.Unit{indicator.Percent, indicator.Rate} {
		rng := rand.New(rand.NewPCG(2026, 11))
		covered, width := 0, 0
		for range trials {
			truth, fs := make([]float64, areas), make([]Fraction, areas)
			for i := range fs {
				truth[i] = 0.1 + 0.2*rng.Float64()
				fs[i] = Fraction{0, float64(50 + rng.IntN(500))}
				for range int(fs[i].D) {
					if rng.Float64() < truth[i] {
						fs[i].N++
					}
				}
			}
			ranks, err := RankFractions(fs, u, C95, false)
			if err != nil {
				t.Fatal(err)
			}
			sorted := slices.Sorted(slices.Values(truth))
			all := true
			for i, r := range ranks {
				rank := 1 + countBelow(sorted, truth[i])
				all = all && r.From <= rank && rank <= r.To
				width += r.To - r.From
			}
			if all {
				covered++
			}
		}
		t.Logf("%s: all %d ranks covered in %d of %d trials, %.1f places wide on average", u, areas, covered, trials, float64(width)/trials/areas)
		if covered < trials*95/100-13 {
			t.Errorf("%s: all ranks covered in %d of %d trials", u, covered, trials)
		}
	}
}

// TestRanksHold: a rank lies within its interval, which lies within the ranks
// there are, whatever the figures.
func TestRanksHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fs := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Fraction {
			d := rapid.IntRange(1, 300).Draw(t, "d")
			return Fraction{float64(rapid.IntRange(0, d).Draw(t, "n")), float64(d)}
		}), 1, 40).Draw(t, "areas")
		u := rapid.SampledFrom([]indicator.Unit{indicator.Percent, indicator.Rate}).Draw(t, "unit")
		highestFirst := rapid.Bool().Draw(t, "highest first")
		ranks, err := RankFractions(fs, u, C95, highestFirst)
		if err != nil {
			t.Fatal(err)
		}
		turned, err := RankFractions(fs, u, C95, !highestFirst)
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range ranks {
			if r.From < 1 || r.Rank < r.From || r.Rank > r.To || r.To > len(fs) {
				t.Fatalf("%v of %d", r, len(fs))
			}
			if o := turned[i]; r.From != len(fs)+1-o.To || r.To != len(fs)+1-o.From {
				t.Fatalf("%v, and turned round %v of %d", r, o, len(fs))
			}
			for j, f := range fs {
				if f == fs[i] && ranks[j] != r {
					t.Fatalf("%v has the ranks %v and %v", f, r, ranks[j])
				}
			}
		}
	})
}
