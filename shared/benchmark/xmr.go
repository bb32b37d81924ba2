package benchmark

import "math"

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
// a single leap in the past does not widen the limits for good. A constant
// series has limits of no width, both its mean. It returns ErrTooFew for fewer
// than two values and ErrNotACount for one that is not a finite number.
//
// Source: Wheeler, Understanding Variation (1993); the screening as NHS
// England's Making Data Count and the R package NHSRplotthedots do it.
func NewXmR(values []float64) (XmR, error) {
	series := make([]Number, len(values))
	for i, v := range values {
		if !finite(v) {
			return XmR{}, ErrNotACount
		}
		series[i] = Some(v)
	}
	return xmrOf(series, true)
}

// xmrOf is NewXmR for a series with holes, which give no moving range.
func xmrOf(series []Number, screen bool) (XmR, error) {
	var known, ranges []float64
	for i, v := range series {
		if !v.OK {
			continue
		}
		known = append(known, v.Value)
		if i > 0 && series[i-1].OK {
			ranges = append(ranges, math.Abs(v.Value-series[i-1].Value))
		}
	}
	if len(ranges) == 0 {
		return XmR{}, ErrTooFew
	}
	x := XmR{Mean: centred(known), MeanRange: centred(ranges)}
	if !finite(x.MeanRange) {
		return XmR{}, ErrBeyondPrecision
	}
	if screen {
		most := xmrScreen * x.MeanRange
		usual := ranges[:0]
		for _, r := range ranges {
			if r <= most { // so that a constant series keeps its ranges of nothing
				usual = append(usual, r)
			}
		}
		if len(usual) == 0 {
			return XmR{}, ErrBeyondPrecision // a mean below all of them
		}
		x.MeanRange = centred(usual)
	}
	x.Limits = Interval{x.Mean - xmrLimit*x.MeanRange, x.Mean + xmrLimit*x.MeanRange}
	if !finite(x.Mean) || !finite(x.Limits.Lower) || !finite(x.Limits.Upper) {
		return XmR{}, ErrBeyondPrecision
	}
	return x, nil
}

// centred returns the mean of xs, of which there is at least one, reckoned
// from the first: equal values have exactly that mean, so that none lies off
// it by a rounding error.
func centred(xs []float64) float64 {
	sum := 0.0
	for _, x := range xs {
		sum += x - xs[0]
	}
	return xs[0] + sum/float64(len(xs))
}
