package benchmark

import (
	"errors"
	"fmt"
	"math"
	"testing"
)

func TestSlopeByHand(t *testing.T) {
	// Two halves of a population, middles at a quarter and three quarters:
	// from 10 to 20 is a slope of 20, from 5 at the start to 25 at the end. A
	// unit on either figure moves the slope by 2, so SE = 2√2; it moves the
	// start by 1.5 and -0.5 and the end the other way round.
	groups := []SlopeGroup{{50, 10, Some(1)}, {50, 20, Some(1)}}
	s, err := SlopeIndex(groups, Plain, C95)
	if err != nil {
		t.Fatal(err)
	}
	se := 2 * math.Sqrt2
	checkNear(t, "index", s.Index.Value, 20, exact)
	checkInterval(t, "index", s.Index.Interval, nil, 20-1.959963984540054*se, 20+1.959963984540054*se, exact)
	checkNear(t, "start", s.Start, 5, exact)
	checkNear(t, "end", s.End, 25, exact)
	log := math.Sqrt(math.Pow(1.5/5+0.5/25, 2) + math.Pow(0.5/5+1.5/25, 2))
	f := math.Exp(1.959963984540054 * log)
	checkInterval(t, "relative", s.Relative.Interval, nil, 5/f, 5*f, exact)

	// On the log scale the same figures double over half of the population,
	// and so quadruple over the whole.
	s, err = SlopeIndex(groups, Log, C95)
	if err != nil || !near(s.Relative.Value, 4, exact) || !near(s.Start, 10/math.Sqrt2, exact) || !near(s.End, 20*math.Sqrt2, exact) {
		t.Errorf("on the log scale: %+v, %v", s, err)
	}
}

func TestSlopeStates(t *testing.T) {
	group := func(population, value float64) SlopeGroup { return SlopeGroup{population, value, Some(1)} }
	for _, tt := range []struct {
		name   string
		groups []SlopeGroup
		scale  Scale
		c      Confidence
		want   error
	}{
		{"none", nil, Plain, C95, ErrTooFew},
		{"one group", []SlopeGroup{group(10, 1)}, Plain, C95, ErrTooFew},
		{"a group of nobody", []SlopeGroup{group(10, 1), group(0, 2)}, Plain, C95, ErrNoDenominator},
		{"a group of no number", []SlopeGroup{group(10, 1), group(math.NaN(), 2)}, Plain, C95, ErrNotACount},
		{"no figure", []SlopeGroup{group(10, 1), group(10, math.NaN())}, Plain, C95, ErrNotANumber},
		{"the log of nothing", []SlopeGroup{group(10, 1), group(10, 0)}, Log, C95, ErrNotAShare},
		{"the logit of all", []SlopeGroup{group(10, 0.5), group(10, 1)}, Logit, C95, ErrNotAShare},
		{"a standard error below none", []SlopeGroup{group(10, 1), {10, 2, Some(-1)}}, Plain, C95, ErrNotANumber},
		{"without a standard error", []SlopeGroup{group(10, 1), {10, 2, Number{}}}, Plain, C95, ErrNoInterval},
		{"certainty", []SlopeGroup{group(10, 1), group(10, 2)}, Plain, 1, ErrNotAConfidence},
		{"all equal", []SlopeGroup{group(10, 0.1), group(30, 0.1), group(7, 0.1)}, Plain, C95, nil},
	} {
		s, err := SlopeIndex(tt.groups, tt.scale, tt.c)
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
		if tt.name == "all equal" && (s.Index.Value != 0 || s.Relative.Value != 1) {
			t.Errorf("%s: %+v", tt.name, s)
		}
		if tt.want == ErrNoInterval && (s.Index.Value != 2 || s.Index.Lower != 2 || s.Index.Upper != 2) {
			t.Errorf("%s: %+v", tt.name, s)
		}
	}
}

func ExampleSlopeIndex() {
	// Families that left early help with their needs met, percent, by fifth of
	// deprivation, the most deprived first; made up.
	s, err := SlopeIndex([]SlopeGroup{
		{24_000, 58, Some(1.1)}, {21_000, 61, Some(1.2)}, {20_000, 63, Some(1.2)}, {18_000, 66, Some(1.3)}, {17_000, 70, Some(1.4)},
	}, Plain, C95)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.1f points between the two ends (%.1f to %.1f)", s.Index.Value, s.Index.Lower, s.Index.Upper)
	// Output: 14.3 points between the two ends (10.5 to 18.2)
}

func ExampleDisperse() {
	// Twelve areas of a thousand referrals, made up: they differ by more than
	// chance, and the limits allow for it.
	var scores []Score
	for _, n := range []float64{150, 240, 170, 230, 200, 180, 225, 190, 160, 215, 330, 120} {
		s, err := ProportionScore(n, 1000, 0.2025)
		if err != nil {
			fmt.Println(err)
			return
		}
		scores = append(scores, s)
	}
	d, err := Disperse(scores, Winsorise, 0.1)
	if err != nil {
		fmt.Println(err)
		return
	}
	limits, err := AdjustedProportionLimits(1000, 0.2025, d.Tau2, C998)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("phi %.2f: limits %.1f%% to %.1f%%", d.Phi, 100*limits.Lower, 100*limits.Upper)
	// Output: phi 7.01: limits 10.6% to 32.1%
}
