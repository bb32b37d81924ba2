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
	case !isCount(n) || !isCount(d):
		return Score{}, ErrNotACount
	case d == 0:
		return Score{}, ErrNoDenominator
	case n > d:
		return Score{}, ErrAboveWhole
	case !(centre > 0 && centre < 1):
		return Score{}, ErrNoSpread
	}
	return scoreOf(math.Asin(math.Sqrt(n/d)), math.Asin(math.Sqrt(centre)), 1/(2*math.Sqrt(d)))
}

// RatioScore returns the score of observed over expected events about 1 on
// the log scale, where the standard error is 1/√expected. With no events
// there is no logarithm: ErrNoEvents.
func RatioScore(observed, expected float64) (Score, error) {
	if err := ratioInput(observed, expected); err != nil {
		return Score{}, err
	}
	if observed == 0 {
		return Score{}, ErrNoEvents
	}
	return scoreOf(math.Log(observed)-math.Log(expected), 0, 1/math.Sqrt(expected))
}

// SquareRootScore is RatioScore on the square-root scale, where the standard
// error is 1/(2√expected) and no events are no obstacle.
func SquareRootScore(observed, expected float64) (Score, error) {
	if err := ratioInput(observed, expected); err != nil {
		return Score{}, err
	}
	return scoreOf(math.Sqrt(observed/expected), 1, 1/(2*math.Sqrt(expected)))
}

func ratioInput(observed, expected float64) error {
	switch {
	case !isCount(observed) || !isCount(expected):
		return ErrNotACount
	case expected == 0:
		return ErrNoDenominator
	}
	return nil
}

// CountRatioScore returns the score of the ratio of two counts about the
// centre on the log scale, half an event added to each:
//
//	SE² = n/(n + ½)² + d/(d + ½)²
//
// It returns ErrNoEvents where either count is zero, of which the standard
// error would make too much.
func CountRatioScore(n, d, centre float64) (Score, error) {
	se, err := countRatioSE(n, d, centre)
	if err != nil {
		return Score{}, err
	}
	return scoreOf(math.Log(n+0.5)-math.Log(d+0.5), math.Log(centre), se)
}

func countRatioSE(n, d, centre float64) (float64, error) {
	switch {
	case !isCount(n) || !isCount(d):
		return 0, ErrNotACount
	case !(centre > 0) || math.IsInf(centre, 1):
		return 0, ErrNoSpread
	case n == 0 || d == 0:
		return 0, ErrNoEvents
	}
	return math.Sqrt(n/(n+0.5)/(n+0.5) + d/(d+0.5)/(d+0.5)), nil
}

func scoreOf(y, centre, se float64) (Score, error) {
	s := Score{(y - centre) / se, se}
	if !finite(s.Z) || !finite(s.SE) || s.SE == 0 {
		return Score{}, ErrBeyondPrecision
	}
	return s, nil
}

// A Trim says how extreme scores are kept from deciding the spread.
type Trim int

// Winsorise pulls the outer scores in to the quantile (Hyndman and Fan's type
// 7). Truncate leaves the outer groups out: with a share of 0.1, those whose
// rank r among n falls in the lowest or highest of the ten groups
// floor(10 r / (n+1)); equal scores share the mean of their ranks, and so stay
// or go together.
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
// It returns ErrTooFew for fewer than two scores that are left, ErrNotACount
// for a score that is not a number, ErrNotAShare for a share that is not
// between 0 and a half, and ErrBeyondPrecision where one area's weight leaves
// the others none.
//
// Source: Spiegelhalter (2005), Handling over-dispersion of performance
// indicators, Qual Saf Health Care 14, 347-351, with DerSimonian and Laird's
// moment estimator (1986), Controlled Clinical Trials 7; truncation as in NHS
// Digital's Summary Hospital-level Mortality Indicator, specification (2019).
func Disperse(scores []Score, trim Trim, share float64) (Dispersion, error) {
	if len(scores) < 2 {
		return Dispersion{}, ErrTooFew
	}
	if !(share >= 0 && share <= 0.5) {
		return Dispersion{}, ErrNotAShare
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
	if spread := zz - (n - 1); spread > 0 {
		d.Tau2 = spread / (w - ww/w)
	}
	if !finite(d.Phi) || !finite(d.Tau2) || d.Tau2 < 0 {
		return Dispersion{}, ErrBeyondPrecision
	}
	return d, nil
}

func trimmed(scores []Score, trim Trim, share float64) []Score {
	zs := make([]float64, len(scores))
	for i := range scores {
		zs[i] = scores[i].Z
	}
	slices.Sort(zs)
	if trim == Truncate {
		return truncated(scores, zs, share)
	}
	lo, hi := sortedQuantile(zs, share), sortedQuantile(zs, 1-share)
	// In the order given, so that the sum does not depend on the sorting.
	out := slices.Clone(scores)
	for i := range out {
		out[i].Z = min(max(out[i].Z, lo), hi)
	}
	return out
}

// truncated returns the scores that are in neither outer group; sorted are
// their values.
func truncated(scores []Score, sorted []float64, share float64) []Score {
	if share == 0 {
		return scores
	}
	groups := 1 / share
	var out []Score
	for _, s := range scores {
		rank := float64(countBelow(sorted, s.Z)+1+countUpTo(sorted, s.Z)) / 2
		group := math.Floor(rank * groups / float64(len(sorted)+1))
		if group > 0 && group < groups-1 {
			out = append(out, s)
		}
	}
	return out
}
