package benchmark

import (
	"math"
	"slices"
)

// An XmR holds the limits of an individuals chart: where a series lies while
// nothing but its usual variation acts on it.
type XmR struct {
	Mean      float64
	MeanRange float64 // mean moving range, without those screened out
	Limits    Interval
}

// The factors of the individuals and moving range chart for ranges of two:
// 3/d2 and D4, with d2 = 1.128 and D4 = 3.267.
const (
	xmrLimit  = 2.66
	xmrScreen = 3.267
)

// NewXmR returns the limits of a series in order of time:
//
//	mean ± 2.66 x mean moving range
//
// A moving range above 3.267 times the mean of all is left out once, so that
// a single leap in the past does not widen the limits for good. It returns
// ErrTooFew for fewer than two values and ErrNotACount for one that is not a
// finite number.
//
// Source: Wheeler, Understanding Variation (1993); the screening as NHS
// England's Making Data Count and the R package NHSRplotthedots do it.
func NewXmR(values []float64) (XmR, error) {
	if len(values) < 2 {
		return XmR{}, ErrTooFew
	}
	ranges := make([]float64, 0, len(values)-1)
	for i, x := range values {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return XmR{}, ErrNotACount
		}
		if i > 0 {
			ranges = append(ranges, math.Abs(x-values[i-1]))
		}
	}
	of, err := Mean(ranges)
	if err != nil {
		return XmR{}, err
	}
	var x XmR
	usual := slices.DeleteFunc(ranges, func(r float64) bool { return r > xmrScreen*of })
	if x.MeanRange, err = Mean(usual); err != nil {
		return XmR{}, err
	}
	if x.Mean, err = Mean(values); err != nil {
		return XmR{}, err
	}
	x.Limits = Interval{x.Mean - xmrLimit*x.MeanRange, x.Mean + xmrLimit*x.MeanRange}
	return x, nil
}
