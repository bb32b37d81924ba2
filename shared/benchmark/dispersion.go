package benchmark

import (
	"math"
	"slices"
)

// A Score is how far one area lies from the centre on a scale on which its
// standard error no longer depends on its value: (Y - centre) / SE.
type Score struct {
	Z  float64 // distance in standard errors
	SE float64 // standard error on the transformed scale
}

// ProportionScore returns the score of the proportion n/d about the centre
// (0 to 1) on the arcsine square-root scale, where the standard error is
// 1/(2√d).
func ProportionScore(n, d, centre float64) (Score, error) {
	switch {
	case d == 0:
		return Score{}, ErrNoDenominator
	case n > d:
		return Score{}, ErrAboveWhole
	case !isCount(n) || !isCount(d):
		return Score{}, ErrNotACount
	case !(centre > 0 && centre < 1):
		return Score{}, ErrNoSpread
	}
	se := 1 / (2 * math.Sqrt(d))
	return Score{(math.Asin(math.Sqrt(n/d)) - math.Asin(math.Sqrt(centre))) / se, se}, nil
}

// RatioScore returns the score of observed over expected events about 1 on
// the log scale, where the standard error is 1/√expected. With no events
// there is no logarithm: ErrNoEvents.
func RatioScore(observed, expected float64) (Score, error) {
	switch {
	case !isCount(observed) || !isCount(expected):
		return Score{}, ErrNotACount
	case expected == 0:
		return Score{}, ErrNoDenominator
	case observed == 0:
		return Score{}, ErrNoEvents
	}
	se := 1 / math.Sqrt(expected)
	return Score{math.Log(observed/expected) / se, se}, nil
}

// SquareRootScore is RatioScore on the square-root scale, where the standard
// error is 1/(2√expected) and no events are no obstacle.
func SquareRootScore(observed, expected float64) (Score, error) {
	if !isCount(observed) || !isCount(expected) {
		return Score{}, ErrNotACount
	}
	if expected == 0 {
		return Score{}, ErrNoDenominator
	}
	se := 1 / (2 * math.Sqrt(expected))
	return Score{(math.Sqrt(observed/expected) - 1) / se, se}, nil
}

// CountRatioScore returns the score of the ratio of two counts about the
// centre on the log scale, half an event added to each.
func CountRatioScore(n, d, centre float64) (Score, error) {
	if !isCount(n) || !isCount(d) {
		return Score{}, ErrNotACount
	}
	if !(centre > 0) || math.IsInf(centre, 1) {
		return Score{}, ErrNoSpread
	}
	if n == 0 || d == 0 {
		return Score{}, ErrNoEvents
	}
	se := math.Sqrt(n/((n+0.5)*(n+0.5)) + d/((d+0.5)*(d+0.5)))
	return Score{(math.Log((n+0.5)/(d+0.5)) - math.Log(centre)) / se, se}, nil
}

// A Trim says how extreme scores are kept from deciding the spread.
type Trim int

// Winsorise pulls the outer scores in to the quantile; Truncate leaves them
// out.
const (
	Winsorise Trim = iota
	Truncate
)

// A Dispersion says how much more areas differ than chance alone explains.
type Dispersion struct {
	Phi  float64 // mean squared score: 1 when chance explains all
	Tau2 float64 // variance between areas on the transformed scale; 0 when chance explains all
	N    int     // areas used
}

// Disperse estimates the overdispersion of scores by Spiegelhalter's method,
// with a share trimmed at each end (0.1 for 10%).
//
//	phi  = Σ z² / N
//	tau² = max(0, (N phi - (N - 1)) / (Σw - Σw²/Σw)),  w = 1/SE²
//
// It returns ErrTooFew for fewer than two scores, and ErrNotACount for a score
// that is not a number.
//
// Source: Spiegelhalter, Handling over-dispersion of performance indicators,
// Qual Saf Health Care 14 (2005), with DerSimonian and Laird's moment
// estimator; quantiles are Hyndman and Fan's type 7.
func Disperse(scores []Score, trim Trim, share float64) (Dispersion, error) {
	if len(scores) < 2 {
		return Dispersion{}, ErrTooFew
	}
	for _, s := range scores {
		if math.IsNaN(s.Z) || math.IsInf(s.Z, 0) || !(s.SE > 0) {
			return Dispersion{}, ErrNotACount
		}
	}
	used := trimmed(scores, trim, share)
	if len(used) < 2 {
		return Dispersion{}, ErrTooFew
	}
	var zz, w, ww float64
	for _, s := range used {
		weight := 1 / (s.SE * s.SE)
		zz += s.Z * s.Z
		w += weight
		ww += weight * weight
	}
	n := float64(len(used))
	d := Dispersion{Phi: zz / n, N: len(used)}
	d.Tau2 = max(0, (zz-(n-1))/(w-ww/w))
	return d, nil
}

func trimmed(scores []Score, trim Trim, share float64) []Score {
	s := slices.Clone(scores)
	slices.SortStableFunc(s, func(a, b Score) int {
		switch {
		case a.Z < b.Z:
			return -1
		case a.Z > b.Z:
			return 1
		}
		return 0
	})
	if trim == Truncate {
		cut := int(share * float64(len(s)))
		return s[cut : len(s)-cut]
	}
	zs := make([]float64, len(s))
	for i := range s {
		zs[i] = s[i].Z
	}
	lo, hi := sortedQuantile(zs, share), sortedQuantile(zs, 1-share)
	// In the order given, so that the sum does not depend on the sorting.
	out := slices.Clone(scores)
	for i := range out {
		out[i].Z = min(max(out[i].Z, lo), hi)
	}
	return out
}
