package benchmark

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"earlyhelp/shared/indicator"
)

func TestXmRWorked(t *testing.T) {
	// Moving ranges 2, 4, 2, 4: mean 3; 9.8 ± 2.66 x 3.
	x, err := NewXmR([]float64{9, 11, 7, 9, 13})
	if err != nil || x.Mean != 9.8 || x.MeanRange != 3 || !near(x.Limits.Lower, 1.82, 1e-12) || !near(x.Limits.Upper, 17.78, 1e-12) {
		t.Errorf("%+v, %v", x, err)
	}
	// A leap of 40 among ranges of 2 is set aside: 9 ranges of 2 and it, mean 5.8.
	if x, err = NewXmR([]float64{10, 12, 10, 12, 10, 50, 48, 50, 48, 50, 48}); err != nil || x.MeanRange != 2 {
		t.Errorf("with a leap: %+v, %v", x, err)
	}
	if x, err = NewXmR([]float64{5, 5, 5}); err != nil || x.Limits != (Interval{5, 5}) {
		t.Errorf("of a constant: %+v, %v", x, err)
	}
	if _, err := NewXmR([]float64{5}); !errors.Is(err, ErrTooFew) {
		t.Errorf("of one value: %v", err)
	}
	if _, err := NewXmR([]float64{5, math.NaN()}); !errors.Is(err, ErrNotACount) {
		t.Errorf("of no number: %v", err)
	}
}

// hole stands for a period without a value.
var hole = math.NaN()

func seriesOf(values ...float64) []Number {
	series := make([]Number, len(values))
	for i, v := range values {
		if !math.IsNaN(v) {
			series[i] = Some(v)
		}
	}
	return series
}

// causes lists the strongest cause of each point.
func causes(c Chart) []Cause {
	var list []Cause
	for _, p := range c.Points {
		if len(p.Causes) == 0 {
			list = append(list, "")
		} else {
			list = append(list, p.Causes[0])
		}
	}
	return list
}

func TestControlChart(t *testing.T) {
	// A baseline of 10 and 12 by turns: mean 11, ranges of 2, limits 11 ± 5.32,
	// near beyond 11 ± 3.546...
	base := []float64{10, 12, 10, 12, 10, 12, 10, 12, 10, 12, 10, 12, 10, 12}
	tests := []struct {
		name  string
		after []float64
		want  []Cause // of the points after the baseline
	}{
		{"a point beyond the upper limit", []float64{16.4}, []Cause{AboveLimit}},
		{"a point beyond the lower limit", []float64{5.6}, []Cause{BelowLimit}},
		{"on the limit is not beyond it", []float64{16.32, 10}, []Cause{"", ""}},
		{"two of three near the limit, one between them", []float64{15, 12, 15}, []Cause{TwoAbove, "", TwoAbove}},
		{"two of three near, the third on the other side", []float64{15, 10, 15}, []Cause{"", "", ""}},
		{"near opposite limits", []float64{15, 7, 10}, []Cause{"", "", ""}},
		{"one near and one beyond are not two near", []float64{11.5, 15, 17, 11.5}, []Cause{"", "", AboveLimit, ""}},
		{"seven in a row below", []float64{10, 10, 9, 10, 9, 10, 9}, slices.Repeat([]Cause{SevenBelow}, 7)},
		{"six in a row below", []float64{12, 10, 10, 9, 10, 9, 10, 12}, slices.Repeat([]Cause{""}, 8)},
		{"a hole breaks a run", []float64{12, 10, 9, 10, hole, 9, 10, 9, 10, 12}, slices.Repeat([]Cause{""}, 10)},
		{"a point on the mean breaks a run", []float64{12, 10, 9, 10, 11, 9, 10, 9, 12}, slices.Repeat([]Cause{""}, 9)},
		{"seven rising", []float64{8, 9, 10, 11, 12, 13, 14, 10}, append(slices.Repeat([]Cause{SevenRising}, 7), "")},
		{"six rising", []float64{9, 10, 11, 12, 13, 14, 10}, slices.Repeat([]Cause{""}, 7)},
		{"seven falling", []float64{13, 12.5, 12, 11, 10, 9, 8, 12}, append(slices.Repeat([]Cause{SevenFalling}, 7), "")},
		{"a plateau breaks a trend", []float64{8, 9, 10, 11, 11, 12, 13, 14, 10}, slices.Repeat([]Cause{""}, 9)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := ControlChart(seriesOf(append(slices.Clone(base), tt.after...)...), &ChartOptions{Baseline: len(base)})
			if err != nil {
				t.Fatal(err)
			}
			if got := causes(c)[len(base):]; !slices.Equal(got, tt.want) {
				t.Errorf("causes = %q, want %q", got, tt.want)
			}
			if p := c.Parts[0]; p.Mean != 11 || p.MeanRange != 2 || p.Provisional || p.Known != 14 {
				t.Errorf("part = %+v", p)
			}
		})
	}
}

// A point that is beyond the limit while the series falls stands out for the
// first, and is judged by it.
func TestStrongestCauseJudges(t *testing.T) {
	c, err := ControlChart(seriesOf(10, 12, 10, 12, 10, 12, 10, 12, 20, 15, 14, 13.5, 12.5, 12, 11.5, 10, 12),
		&ChartOptions{Baseline: 8, Polarity: indicator.Low})
	if err != nil {
		t.Fatal(err)
	}
	if p := c.Points[8]; !slices.Equal(p.Causes, []Cause{AboveLimit, SevenFalling, SevenAbove}) || p.Judgement != Concern {
		t.Errorf("the first of the fall: %+v", p)
	}
	if p := c.Points[11]; p.Causes[0] != SevenFalling || p.Judgement != Improvement {
		t.Errorf("in the fall: %+v", p)
	}
	if c.Points[0].Judgement != Neither {
		t.Errorf("nothing is judged: %+v", c.Points[0])
	}
	if !c.Parts[0].Provisional {
		t.Error("eight points are firm")
	}
}

func TestRebase(t *testing.T) {
	series := seriesOf(10, 12, 10, 12, 10, 12, 20, 22, 20, 22, hole, 20, 22)
	c, err := ControlChart(series, &ChartOptions{Rebase: []Rebase{{At: 6, Reason: "a new front door opened", Baseline: 3}}})
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Parts) != 2 || c.Parts[0].Mean != 11 || !near(c.Parts[1].Mean, 62.0/3, 1e-12) || c.Parts[1].Known != 3 ||
		c.Parts[1].Reason != "a new front door opened" || c.Parts[0].To != 6 || c.Parts[1].From != 6 || c.Parts[1].To != 13 {
		t.Errorf("parts = %+v", c.Parts)
	}
	if p := c.Points[10]; p.Value.OK || p.Part != 1 || p.Causes != nil {
		t.Errorf("the hole = %+v", p)
	}
	for _, tt := range []struct {
		name   string
		rebase []Rebase
		want   error
	}{
		{"without a reason", []Rebase{{At: 6, Reason: " "}}, ErrNoReason},
		{"at the first point", []Rebase{{At: 0, Reason: "r"}}, ErrNotInSeries},
		{"beyond the end", []Rebase{{At: 13, Reason: "r"}}, ErrNotInSeries},
		{"out of order", []Rebase{{At: 6, Reason: "r"}, {At: 6, Reason: "s"}}, ErrNotInSeries},
		{"back again", []Rebase{{At: 6, Reason: "r"}, {At: 3, Reason: "s"}}, ErrNotInSeries},
		{"with a baseline below none", []Rebase{{At: 6, Reason: "r", Baseline: -1}}, ErrNotInSeries},
	} {
		if _, err := ControlChart(series, &ChartOptions{Rebase: tt.rebase}); !errors.Is(err, tt.want) {
			t.Errorf("rebase %s: %v, want %v", tt.name, err, tt.want)
		}
	}
}

func TestChartWithoutLimits(t *testing.T) {
	for _, tt := range []struct {
		name   string
		series []Number
	}{
		{"nothing", nil}, {"one value", seriesOf(5)}, {"holes", seriesOf(hole, hole)}, {"every other", seriesOf(1, hole, 2, hole, 3)},
	} {
		c, err := ControlChart(tt.series, nil)
		if !errors.Is(err, ErrTooFew) || len(c.Points) != len(tt.series) || len(c.Parts) != 1 || c.Parts[0].OK {
			t.Errorf("%s: %+v, %v", tt.name, c, err)
		}
	}
	// One part may have limits where another has none.
	c, err := ControlChart(seriesOf(1, 2, 3, 9), &ChartOptions{Rebase: []Rebase{{At: 3, Reason: "r"}}})
	if err != nil || !c.Parts[0].OK || c.Parts[1].OK {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestConstantSeries(t *testing.T) {
	// A tenth is no binary fraction: the mean must be it all the same, or
	// every point would lie off its own mean.
	c, err := ControlChart(seriesOf(0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1), nil)
	if err != nil || c.Parts[0].Limits != (Interval{0.1, 0.1}) || c.Parts[0].Mean != 0.1 {
		t.Errorf("%+v, %v", c.Parts, err)
	}
	for i, p := range c.Points {
		if p.Causes != nil {
			t.Errorf("point %d: %v", i, p.Causes)
		}
	}
}

func TestAssure(t *testing.T) {
	if got := Assure(Interval{1, math.NaN()}, 0, indicator.High); got != NotAssured && got != Passes {
		t.Errorf("limits of no number: %q", got)
	}
	if got := Assure(Interval{1, 3}, math.NaN(), indicator.High); got != NotAssured {
		t.Errorf("a target of no number: %q", got)
	}
	if got := Assure(Interval{1, 3}, 3, indicator.Low); got != Varies {
		t.Errorf("a target on the limit: %q", got)
	}
}

func ExampleControlChart() {
	// Re-referrals within 12 months, percent of referrals, by quarter; made up.
	c, err := ControlChart([]Number{
		Some(22.4), Some(21.9), Some(23.1), Some(22.7), Some(21.5), Some(22), Some(22.8), Some(23.4), Some(22.1), Some(21.7),
		Some(22.9), Some(23), Some(19.1),
	}, &ChartOptions{Polarity: indicator.Low})
	if err != nil {
		fmt.Println(err)
		return
	}
	p := c.Parts[0]
	fmt.Printf("mean %.1f, limits %.1f to %.1f\n", p.Mean, p.Limits.Lower, p.Limits.Upper)
	fmt.Println(c.Points[12].Causes, c.Points[12].Judgement)
	// Output:
	// mean 22.2, limits 20.2 to 24.2
	// [below-limit] improvement
}
