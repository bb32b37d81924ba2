package spc

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func counts(n float64, ys ...float64) []Sample {
	var samples []Sample
	for _, y := range ys {
		samples = append(samples, Sample{Y: y, N: n})
	}
	return samples
}

func values(ys ...float64) []Sample { return counts(0, ys...) }

func TestLimitsByHand(t *testing.T) {
	for _, tt := range []struct {
		name                 string
		kind                 Kind
		samples              []Sample
		o                    *Options
		centre, lower, upper float64 // of the last sample
	}{
		{"a fifth of 100", P, counts(100, 10, 30), nil, 0.2, 0.2 - 3*0.04, 0.2 + 3*0.04},
		{"as a percentage", P, counts(100, 10, 30), &Options{Per: 100}, 20, 8, 32},
		{"held to none", P, counts(4, 0, 1), nil, 0.125, 0, 0.125 + 3*math.Sqrt(0.125*0.875/4)},
		{"held to all", P, counts(4, 4, 3), nil, 0.875, 0.875 - 3*math.Sqrt(0.125*0.875/4), 1},
		{"a rate", U, counts(25, 100, 100), nil, 4, 4 - 3*0.4, 4 + 3*0.4},
		{"counts", C, values(16, 16, 16), nil, 16, 4, 28},
		{"measurements", I, values(10, 12, 10, 12), nil, 11, 11 - 3*2/1.128, 11 + 3*2/1.128},
		{"a leap screened out", I, values(10, 12, 10, 12, 10, 50, 48, 50, 48, 50, 48), nil, 348.0 / 11, 348.0/11 - 3*2/1.128, 348.0/11 + 3*2/1.128},
		{"a leap kept", I, values(0, 0, 0, 0, 9), &Options{NoScreen: true}, 1.8, 1.8 - 3*2.25/1.128, 1.8 + 3*2.25/1.128},
		{"a constant", I, values(0.1, 0.1, 0.1), nil, 0.1, 0.1, 0.1},
		{"moving ranges", MR, values(1, 3, 7), nil, 3, 0, 3 * 3.267},
		{"an excluded sample is reached over", I, values(10, 99, 12, 10), &Options{Exclude: []int{1}}, 32.0 / 3, 32.0/3 - 3*2/1.128, 32.0/3 + 3*2/1.128},
		{"a baseline", C, values(4, 4, 100), &Options{Baseline: 2}, 4, 0, 10},
		{"a second part", C, values(100, 100, 4, 4), &Options{Split: []int{2}}, 4, 0, 10},
	} {
		c, err := Draw(tt.kind, tt.samples, tt.o)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		p := c.Points[len(c.Points)-1]
		if !near(p.Centre, tt.centre) || !near(p.Lower, tt.lower) || !near(p.Upper, tt.upper) || !p.Limited {
			t.Errorf("%s: %+v, want %v (%v to %v)", tt.name, p, tt.centre, tt.lower, tt.upper)
		}
	}
}

func near(got, want float64) bool { return math.Abs(got-want) <= 1e-12*max(1, math.Abs(want)) }

func TestHoles(t *testing.T) {
	c, err := Draw(U, []Sample{{Y: 2, N: 10}, {Missing: true}, {Y: 0, N: 0}, {Y: 4, N: 10}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []bool{true, false, false, true} {
		if p := c.Points[i]; p.OK != want || p.Limited != want {
			t.Errorf("point %d = %+v", i, p)
		}
	}
	if c.Points[0].Centre != 0.3 {
		t.Errorf("centre = %v", c.Points[0].Centre)
	}
	// A hole gives no range to either side.
	c, err = Draw(MR, []Sample{{Y: 1}, {Missing: true}, {Y: 9}, {Y: 10}}, nil)
	if err != nil || c.Points[2].OK || !c.Points[3].OK || c.Points[3].Centre != 1 {
		t.Errorf("%+v, %v", c.Points, err)
	}
}

func TestRuns(t *testing.T) {
	c, err := Draw(I, values(1, 1, 1, 1, 1, 1, 1, 1, 9, 9, 9, 9, 9, 9, 9, 9, 5), &Options{Exclude: []int{0}})
	if err != nil {
		t.Fatal(err)
	}
	// The mean of 16 is 5.25: 7 below, 8 above, 1 below.
	want := Runs{Useful: 16, Longest: 8, LongestMax: 7, Crossings: 2, CrossingsMin: 4, Signal: true}
	if got := c.Parts[0].Runs; got != want {
		t.Errorf("runs = %+v, want %+v", got, want)
	}
	if c, err = Draw(C, values(3, 3, 3), nil); err != nil || c.Parts[0].Runs != (Runs{}) {
		t.Errorf("all on the line: %+v, %v", c.Parts, err)
	}
}

func TestStates(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, tt := range []struct {
		name    string
		kind    Kind
		samples []Sample
		o       *Options
		want    error
	}{
		{"nothing", P, nil, nil, ErrTooFew},
		{"no denominators", P, counts(0, 0, 0), nil, ErrTooFew},
		{"all missing", C, []Sample{{Missing: true}}, nil, ErrTooFew},
		{"all excluded", C, values(1, 2), &Options{Exclude: []int{0, 1}}, ErrTooFew},
		{"one measurement", I, values(1), nil, ErrTooFew},
		{"one moving range is enough", MR, values(1, 2), nil, nil},
		{"a part after the baseline", C, values(1, 2, 3), &Options{Split: []int{2}, Baseline: 2}, ErrTooFew},
		{"above the whole", P, counts(3, 4), nil, ErrAboveWhole},
		{"above the base of a rate", U, counts(3, 4), nil, nil},
		{"below none", C, values(-1), nil, ErrNotACount},
		{"a measurement below none", I, values(-1, 1), nil, nil},
		{"no count", U, counts(nan, 1), nil, ErrNotACount},
		{"an endless count", C, values(inf), nil, ErrNotACount},
		{"no measurement", I, values(nan, 1), nil, ErrNotANumber},
		{"too large", I, values(1e308, -1e308), nil, ErrBeyondPrecision},
		{"too large to show", P, counts(2, 1, 1), &Options{Per: inf}, ErrNotANumber},
		{"split out of order", C, values(1, 2, 3, 4), &Options{Split: []int{2, 2}}, ErrNotInSeries},
		{"split at the first", C, values(1, 2), &Options{Split: []int{0}}, ErrNotInSeries},
		{"split beyond the end", C, values(1, 2), &Options{Split: []int{2}}, ErrNotInSeries},
		{"excluded beyond the end", C, values(1, 2), &Options{Exclude: []int{2}}, ErrNotInSeries},
		{"a baseline beyond the end", C, values(1, 2), &Options{Baseline: 3}, ErrNotInSeries},
	} {
		if _, err := Draw(tt.kind, tt.samples, tt.o); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
}

// TestRunLimits: the vectors have up to 60; these are R's qbinom beyond.
func TestRunLimits(t *testing.T) {
	for _, tt := range []struct{ n, longest, crossings int }{
		{-1, 0, 0}, {0, 0, 0}, {1, 3, 0}, {100, 10, 41}, {1000, 13, 474}, {100000, 20, 49739},
	} {
		if l, c := RunLimits(tt.n); l != tt.longest || c != tt.crossings {
			t.Errorf("RunLimits(%d) = %d, %d, want %d, %d", tt.n, l, c, tt.longest, tt.crossings)
		}
	}
}

// anything is a property: whatever the samples, a chart without an error holds
// numbers, in order.
func anything(t *rapid.T) {
	number := rapid.OneOf(rapid.Map(rapid.IntRange(0, 30), func(n int) float64 { return float64(n) }), rapid.Float64Range(0, 100),
		rapid.SampledFrom([]float64{0, -1, 5e-324, 1e-300, 1e300, math.MaxFloat64, math.NaN(), math.Inf(1)}))
	ordinary := rapid.Map(rapid.IntRange(0, 30), func(n int) float64 { return float64(n) })
	if rapid.Bool().Draw(t, "ordinary") {
		number = ordinary
	}
	samples := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Sample {
		s := Sample{Y: number.Draw(t, "y"), N: number.Draw(t, "n"), Missing: rapid.IntRange(0, 9).Draw(t, "missing") == 0}
		if rapid.Bool().Draw(t, "within") {
			s.N += s.Y
		}
		return s
	}), 0, 20).Draw(t, "samples")
	index := rapid.IntRange(-1, 20)
	o := &Options{Baseline: index.Draw(t, "baseline"), Exclude: rapid.SliceOfN(index, 0, 3).Draw(t, "exclude"),
		Per: rapid.SampledFrom([]float64{0, 1, 100, 1e300, -1, math.NaN()}).Draw(t, "per"), NoScreen: rapid.Bool().Draw(t, "no screen")}
	if rapid.Bool().Draw(t, "split") {
		o.Split = rapid.SliceOfN(index, 1, 3).Draw(t, "at")
		slices.Sort(o.Split)
	}
	c, err := Draw(Kind(rapid.IntRange(0, 4).Draw(t, "kind")), samples, o)
	if err != nil {
		if !reflect.DeepEqual(c, Chart{}) {
			t.Fatalf("%v with a chart %+v", err, c)
		}
		return
	}
	for i, p := range c.Points {
		if !finite(p.Value) || !finite(p.Centre) || !finite(p.Lower) || !finite(p.Upper) || !(p.Lower <= p.Centre && p.Centre <= p.Upper) {
			t.Fatalf("point %d = %+v", i, p)
		}
		if p.Outside && !(p.OK && p.Limited) || !p.OK && p.Value != 0 {
			t.Fatalf("point %d = %+v", i, p)
		}
	}
	for _, p := range c.Parts {
		if r := p.Runs; r.Longest > r.Useful || r.Crossings > max(0, r.Useful-1) {
			t.Fatalf("runs %+v", r)
		}
	}
}

func TestNoNumberIsNone(t *testing.T) { rapid.Check(t, anything) }

func FuzzDraw(f *testing.F) { f.Fuzz(rapid.MakeFuzz(anything)) }

func ExampleDraw() {
	// Montgomery's example 7.1: faulty cans among samples of 50, the first six.
	c, err := Draw(P, counts(50, 12, 15, 8, 10, 4, 7), &Options{Per: 100})
	if err != nil {
		fmt.Println(err)
		return
	}
	p := c.Points[0]
	fmt.Printf("%.0f%%, about %.1f%% (%.1f%% to %.1f%%)", p.Value, p.Centre, p.Lower, p.Upper)
	// Output: 24%, about 18.7% (2.1% to 35.2%)
}
