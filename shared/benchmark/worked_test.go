package benchmark

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"earlyhelp/shared/indicator"
)

// Worked examples with a source, which always run. Those marked R were made
// with R 4.2, to the digits given.
func TestWorkedIntervals(t *testing.T) {
	wilson := func(n, d float64) func(Confidence) (Interval, error) {
		return func(c Confidence) (Interval, error) { return Wilson(n, d, c) }
	}
	byar := func(x float64) func(Confidence) (Interval, error) {
		return func(c Confidence) (Interval, error) { return Byar(x, c) }
	}
	rate := func(x, d, per float64) func(Confidence) (Interval, error) {
		return func(c Confidence) (Interval, error) { return RatePer(x, d, per, c) }
	}
	tests := []struct {
		name         string
		f            func(Confidence) (Interval, error)
		c            Confidence
		lower, upper float64
	}{
		{"65 of 100, Wilson (PHEindicatormethods test data)", wilson(65, 100), C95, 0.55254443296888, 0.736357517569025},
		{"65 of 100, Wilson", wilson(65, 100), C998, 0.495494657407043, 0.77835406140897},
		{"1 of 100, Wilson", wilson(1, 100), C998, 0.000873065697299977, 0.104554452837058},
		{"65 events, Byar (PHEindicatormethods test data)", byar(65), C95, 50.1631877104595, 82.8491385459398},
		{"1 event, Byar at 99.8%: held at zero", byar(1), C998, 0, 9.36218021790836},
		{"no events in 900 children, exact (R poisson.test)", rate(0, 900, 10000), C95, 0, 40.9875494901548},
		{"5 events in 900 children, exact (R)", rate(5, 900, 10000), C998, 8.2152414657537, 182.830502263112},
		{"250 events in 220, Byar: a rate may exceed its base", rate(250, 220, 100000), C95, 99984.9473853288, 128631.144874558},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			i, err := tt.f(tt.c)
			checkInterval(t, tt.name, i, err, tt.lower, tt.upper, 1e-9)
		})
	}
}

func TestWorkedDispersion(t *testing.T) {
	// Six units of the test of the R package FunnelPlotR, whose own test
	// asserts phi 2.948033.
	n, d := []float64{100, 150, 180, 80, 120, 225}, []float64{108, 112, 165, 95, 100, 220}
	var scores []Score
	for i := range n {
		s, err := RatioScore(n[i], d[i])
		if err != nil {
			t.Fatal(err)
		}
		scores = append(scores, s)
	}
	got, err := Disperse(scores, Truncate, 0.1)
	if err != nil || !near(got.Phi, 2.94803317510236, 1e-9) || !near(got.Tau2, 0.0194775305780216, 1e-9) {
		t.Errorf("Disperse = %+v, %v", got, err)
	}
	limits, err := AdjustedRateLimits(108, 1, got.Tau2, C95)
	checkInterval(t, "limits at 108 expected", limits, err, 0.717306749284712, 1.39410370946208, 1e-6)
}

func TestNamedStates(t *testing.T) {
	second := func(_ Interval, err error) error { return err }
	score := func(_ Score, err error) error { return err }
	nan, inf := math.NaN(), math.Inf(1)
	tests := []struct {
		name string
		err  error
		want error
	}{
		{"Wilson of nothing", second(Wilson(0, 0, C95)), ErrNoDenominator},
		{"Wilson above the whole", second(Wilson(6, 5, C95)), ErrAboveWhole},
		{"Wilson of NaN", second(Wilson(nan, 5, C95)), ErrNotACount},
		{"Wilson of an endless whole", second(Wilson(1, inf, C95)), ErrNotACount},
		{"Byar of a negative count", second(Byar(-1, C95)), ErrNotACount},
		{"exact interval of NaN", second(ExactPoisson(nan, C95)), ErrNotACount},
		{"rate of nobody", second(RatePer(3, 0, 10000, C95)), ErrNoDenominator},
		{"funnel of a denominator of zero", second(ProportionLimits(0, 0.2, C95)), ErrNoDenominator},
		{"funnel about none", second(ProportionLimits(10, 0, C95)), ErrNoSpread},
		{"funnel about all", second(AdjustedProportionLimits(10, 1, 0.1, C95)), ErrNoSpread},
		{"rate funnel about none", second(RateLimits(10, 0, C95)), ErrNoSpread},
		{"rate funnel of a denominator of zero", second(AdjustedRateLimits(0, 1, 0.1, C95)), ErrNoDenominator},
		{"rate funnel of almost no denominator", second(AdjustedRateLimits(1e-9, 1e-9, 0.1, C95)), ErrNoDenominator},
		{"score of no events", score(RatioScore(0, 5)), ErrNoEvents},
		{"score with none expected", score(RatioScore(1, 0)), ErrNoDenominator},
		{"score about none", score(ProportionScore(1, 5, 0)), ErrNoSpread},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if !errors.Is(tt.err, tt.want) {
				t.Errorf("error = %v, want %v", tt.err, tt.want)
			}
		})
	}
	if _, err := Disperse(nil, Winsorise, 0.1); err != ErrTooFew {
		t.Errorf("dispersion of nothing: %v", err)
	}
	if _, err := Disperse([]Score{{1, 1}}, Winsorise, 0.1); err != ErrTooFew {
		t.Errorf("dispersion of one area: %v", err)
	}
	if d, err := Disperse([]Score{{0, 1}, {0, 1}, {0, 1}}, Winsorise, 0.1); err != nil || d.Phi != 0 || d.Tau2 != 0 {
		t.Errorf("dispersion of equal areas: %+v, %v", d, err)
	}
	if _, err := QuartilesOf([]float64{1, 2, 3}); err != ErrTooFew {
		t.Errorf("quartiles of three: %v", err)
	}
	if _, err := Quantile(nil, 0.5); err != ErrTooFew {
		t.Errorf("median of none: %v", err)
	}
	if _, err := Bands([]float64{1, 2}, 4, false); err != ErrTooFew {
		t.Errorf("quartiles of two: %v", err)
	}
}

func TestQuartiles(t *testing.T) {
	// R: quantile(c(1, 3, 4, 10, 12)) has type 7 as its default.
	q, err := QuartilesOf([]float64{12, 1, 10, 3, 4})
	if want := (Quartiles{3, 4, 10}); err != nil || q != want {
		t.Errorf("QuartilesOf = %v, %v, want %v", q, err, want)
	}
	if m, err := Quantile([]float64{4, 1, 3, 2}, 0.5); err != nil || m != 2.5 {
		t.Errorf("median = %v, %v", m, err)
	}
}

func TestRound1(t *testing.T) {
	for _, tt := range []struct{ n, d, per, want float64 }{
		{2494, 10304, 100, 24.2}, {142900, 632830, 100, 22.6},
		{1, 800, 100, 0.1},   // 0.125
		{1, 2000, 100, 0.1},  // 0.05: halves go up
		{3, 2000, 100, 0.2},  // 0.15, which binary holds as 0.1499...
		{41, 1000, 100, 4.1}, // 4.1 exactly
		{0, 7, 100, 0}, {7, 7, 100, 100}, {632830, 12183016, 10000, 519.4}, {1.5, 7, 1, 0.2},
	} {
		if got := Round1(tt.n, tt.d, tt.per); got != tt.want {
			t.Errorf("Round1(%v, %v, %v) = %v, want %v", tt.n, tt.d, tt.per, got, tt.want)
		}
	}
	for x, want := range map[float64]float64{0.25: 0.3, 2.35: 2.4, 1.005: 1, 99.95: 100, 21.37: 21.4, 0: 0, 1e12 + 0.25: 1e12 + 0.3} {
		if got := Shown1(x); got != want {
			t.Errorf("Shown1(%v) = %v, want %v", x, got, want)
		}
	}
}

// TestLimitsHold checks what must be so for every input: limits are numbers,
// in order, and inside what can be.
func TestLimitsHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := float64(rapid.IntRange(1, 2_000_000).Draw(t, "d"))
		n := math.Floor(d * rapid.Float64Range(0, 1).Draw(t, "share"))
		p := rapid.Float64Range(1e-4, 0.9999).Draw(t, "centre")
		tau2 := rapid.Float64Range(0, 0.5).Draw(t, "tau2")
		for _, c := range []Confidence{C95, C998} {
			for name, f := range map[string]func() (Interval, error){
				"Wilson":                   func() (Interval, error) { return Wilson(n, d, c) },
				"ProportionLimits":         func() (Interval, error) { return ProportionLimits(d, p, c) },
				"AdjustedProportionLimits": func() (Interval, error) { return AdjustedProportionLimits(d, p, tau2, c) },
			} {
				if i, err := f(); err != nil || !(i.Lower >= 0 && i.Lower <= i.Upper && i.Upper <= 1) {
					t.Fatalf("%s(%v of %v) = %v, %v", name, n, d, i, err)
				}
			}
			for name, f := range map[string]func() (Interval, error){
				"Count":              func() (Interval, error) { return Count(n, c) },
				"RateLimits":         func() (Interval, error) { return RateLimits(d, p, c) },
				"AdjustedRateLimits": func() (Interval, error) { return AdjustedRateLimits(d, p, tau2, c) },
			} {
				i, err := f()
				if name == "AdjustedRateLimits" && errors.Is(err, ErrNoDenominator) {
					continue
				}
				if err != nil || !(i.Lower >= 0 && i.Lower < i.Upper) || math.IsInf(i.Upper, 0) {
					t.Fatalf("%s(%v in %v about %v) = %v, %v", name, n, d, p, i, err)
				}
			}
			w, _ := Wilson(n, d, c)
			if x, _ := Wilson(n, d, C95); c == C998 && (w.Lower > x.Lower || w.Upper < x.Upper) {
				t.Fatalf("the 99.8%% interval of %v of %v lies within the 95%% one", n, d)
			}
		}
	})
}

// TestOutsideRate holds the quick test to the limits themselves.
func TestOutsideRate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := float64(rapid.IntRange(1, 400_000).Draw(t, "d"))
		centre := rapid.Float64Range(1e-5, 0.2).Draw(t, "centre")
		spread := rapid.Float64Range(-6, 6).Draw(t, "spread")
		events := max(0, math.Round(d*centre+spread*math.Sqrt(d*centre)))
		for _, c := range []Confidence{C95, C998} {
			i, err := RateLimits(d, centre, c)
			if err != nil {
				t.Fatal(err)
			}
			below, above := outsideRate(events, d, centre, c)
			if rate := events / d; below != (rate < i.Lower) || above != (rate > i.Upper) {
				t.Fatalf("%v in %v about %v: below %v, above %v, limits %v to %v", events, d, centre, below, above, i.Lower*d, i.Upper*d)
			}
		}
	})
}

func TestCompare(t *testing.T) {
	for _, tt := range []struct {
		area Interval
		p    indicator.Polarity
		want Comparison
	}{
		{Interval{23, 25}, indicator.Low, Worse}, {Interval{23, 25}, indicator.High, Better}, {Interval{23, 25}, indicator.Neutral, Higher},
		{Interval{18, 20}, indicator.Low, Better}, {Interval{18, 20}, indicator.High, Worse}, {Interval{18, 20}, indicator.Neutral, Lower},
		{Interval{22, 24}, indicator.Low, Similar}, {Interval{22.6, 24}, indicator.Neutral, Similar},
	} {
		if got := Compare(tt.area, 22.6, tt.p); got != tt.want {
			t.Errorf("Compare(%v, 22.6, %s) = %s, want %s", tt.area, tt.p, got, tt.want)
		}
	}
}

func ExampleWilson() {
	i, _ := Wilson(2494, 10304, C95) // re-referrals of referrals, Leeds, year to March 2025
	fmt.Printf("%.1f%% to %.1f%%", 100*i.Lower, 100*i.Upper)
	// Output: 23.4% to 25.0%
}
