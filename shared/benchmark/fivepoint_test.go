package benchmark

import (
	"errors"
	"math"
	"testing"

	"earlyhelp/shared/indicator"
)

// readings are values with intervals of one width.
func readings(width float64, values ...float64) []Reading {
	var points []Reading
	for _, v := range values {
		p := Reading{Some(v), Some(v - width/2), Some(v + width/2)}
		if math.IsNaN(v) {
			p = Reading{}
		}
		points = append(points, p)
	}
	return points
}

func TestFivePoint(t *testing.T) {
	// Equal weights w = (3.92/width)²: slope Σ(x-3)y / 10, chi² slope² 10 w.
	got, err := FivePoint(readings(3.92, 1, 2, 3, 4, 5))
	if err != nil || !near(got.Slope, 1, 1e-12) || !near(got.Chi2, 10, 1e-12) || got.Direction != Rising || !got.Agree {
		t.Errorf("a line of slope 1: %+v, %v", got, err)
	}
	for _, tt := range []struct {
		name   string
		points []Reading
		want   Direction
		err    error
	}{
		{"falling", readings(1, 9, 8, 7, 6, 5), Falling, nil},
		{"too slight for its intervals", readings(4.2, 1, 2, 3, 4, 5), NoChange, nil},
		{"one leap makes no trend", readings(0.1, 5, 5, 5, 5, 9), NoChange, nil},
		{"constant", readings(1, 5, 5, 5, 5, 5), NoChange, nil},
		{"only the last five count", readings(0.1, 90, 80, 1, 2, 3, 4, 5), Rising, nil},
		{"four points", readings(1, 1, 2, 3, 4), "", ErrTooFew},
		{"none", nil, "", ErrTooFew},
		{"a hole among the last five", readings(1, 1, 2, hole, 4, 5), "", ErrHole},
		{"a hole before them", readings(1, hole, 1, 2, 3, 4, 5), Rising, nil},
		{"intervals of no width", readings(0, 1, 2, 3, 4, 5), "", ErrNoInterval},
		{"intervals turned round", readings(-1, 1, 2, 3, 4, 5), "", ErrNoInterval},
		{"an endless interval", readings(math.Inf(1), 1, 2, 3, 4, 5), "", ErrNotANumber},
		{"too large to square", readings(1e-200, 1e200, 2e200, 3e200, 4e200, 5e200), "", ErrNoInterval},
	} {
		got, err := FivePoint(tt.points)
		if got.Direction != tt.want || !errors.Is(err, tt.err) {
			t.Errorf("%s: %+v, %v, want %q, %v", tt.name, got, err, tt.want, tt.err)
		}
	}
	if noInterval := readings(1, 1, 2, 3, 4, 5); true {
		noInterval[4].Lower = Number{}
		if _, err := FivePoint(noInterval); !errors.Is(err, ErrNoInterval) {
			t.Errorf("without one limit: %v", err)
		}
	}
}

func TestJudge(t *testing.T) {
	for _, tt := range []struct {
		d    Direction
		p    indicator.Polarity
		want Judgement
	}{
		{Rising, indicator.High, Improvement}, {Rising, indicator.Low, Concern}, {Rising, indicator.Neutral, Neither},
		{Falling, indicator.High, Concern}, {Falling, indicator.Low, Improvement}, {NoChange, indicator.Low, Neither}, {"", indicator.Low, Neither},
	} {
		if got := tt.d.Judge(tt.p); got != tt.want {
			t.Errorf("%q judged by %s = %q, want %q", tt.d, tt.p, got, tt.want)
		}
	}
}

func TestStudentT(t *testing.T) {
	// s² = (4 + 1 + 0 + 9) / 3; t of 3 degrees is 3.182446305284; so
	// 6 ± 3.182446305284 √(14/3) / 2.
	e, err := StudentT([]float64{4, 5, 6, 9}, C95)
	checkInterval(t, "four values", e.Interval, err, 2.562565118141688, 9.437434881858312, 1e-12)
	if e.Value != 6 {
		t.Errorf("mean = %v", e.Value)
	}
	for _, tt := range []struct {
		name   string
		values []float64
		c      Confidence
		want   Estimate
		err    error
	}{
		{"none", nil, C95, Estimate{}, ErrTooFew},
		{"one", []float64{7}, C95, Estimate{7, Interval{7, 7}}, ErrTooFew},
		{"all equal", []float64{0.1, 0.1, 0.1}, C95, Estimate{0.1, Interval{0.1, 0.1}}, ErrAllEqual},
		{"no number", []float64{1, math.NaN()}, C95, Estimate{}, ErrNotANumber},
		{"endless", []float64{1, math.Inf(1)}, C95, Estimate{}, ErrNotANumber},
		{"certainty", []float64{1, 2}, 1, Estimate{}, ErrNotAConfidence},
		{"too large to square", []float64{1e300, -1e300}, C95, Estimate{}, ErrBeyondPrecision},
	} {
		if got, err := StudentT(tt.values, tt.c); got != tt.want || !errors.Is(err, tt.err) {
			t.Errorf("%s: %+v, %v, want %+v, %v", tt.name, got, err, tt.want, tt.err)
		}
	}
}
