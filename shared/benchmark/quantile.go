package benchmark

import (
	"math"
	"slices"
)

// Quantile returns the p quantile (0 to 1) of xs, in the units of xs, by
// linear interpolation between closest ranks (Hyndman and Fan, American
// Statistician 50, 1996, type 7). xs need not be sorted and is not changed.
// It returns ErrTooFew when xs is empty, ErrNotANumber for a value that is not
// finite and ErrNotAShare for a p that is not a share.
func Quantile(xs []float64, p float64) (float64, error) {
	if len(xs) == 0 {
		return 0, ErrTooFew
	}
	if !(p >= 0 && p <= 1) {
		return 0, ErrNotAShare
	}
	if err := allFinite(xs); err != nil {
		return 0, err
	}
	return sortedQuantile(slices.Sorted(slices.Values(xs)), p), nil
}

func allFinite(xs []float64) error {
	for _, x := range xs {
		if !finite(x) {
			return ErrNotANumber
		}
	}
	return nil
}

func sortedQuantile(xs []float64, p float64) float64 {
	h := p * float64(len(xs)-1)
	i := int(math.Floor(h))
	if i+1 >= len(xs) {
		return xs[len(xs)-1]
	}
	f, apart := h-float64(i), xs[i+1]-xs[i]
	if math.IsInf(apart, 1) {
		return (1-f)*xs[i] + f*xs[i+1]
	}
	return xs[i] + f*apart
}

// Quartiles are the three values that part a group in four.
type Quartiles struct{ Q1, Median, Q3 float64 }

// fewestForQuartiles: with fewer values the quartiles only repeat the values
// themselves.
const fewestForQuartiles = 4

// QuartilesOf returns the quartiles of xs (type 7, as Quantile). With fewer
// than four values it returns ErrTooFew, and ErrNotANumber for a value that is
// not finite.
func QuartilesOf(xs []float64) (Quartiles, error) {
	if len(xs) < fewestForQuartiles {
		return Quartiles{}, ErrTooFew
	}
	if err := allFinite(xs); err != nil {
		return Quartiles{}, err
	}
	s := slices.Sorted(slices.Values(xs))
	return Quartiles{sortedQuantile(s, 0.25), sortedQuantile(s, 0.5), sortedQuantile(s, 0.75)}, nil
}

// Mean returns the plain mean of xs, every value weighing the same, or
// ErrTooFew when xs is empty, ErrNotANumber for a value that is not finite and
// ErrBeyondPrecision where their sum is too large to be a number.
func Mean(xs []float64) (float64, error) {
	if len(xs) == 0 {
		return 0, ErrTooFew
	}
	if err := allFinite(xs); err != nil {
		return 0, err
	}
	sum := 0.0
	for _, x := range xs {
		sum += x
	}
	if !finite(sum) {
		return 0, ErrBeyondPrecision
	}
	return sum / float64(len(xs)), nil
}

// Bands sorts xs into k bands of near equal size and returns the band (1 to k)
// of each value, in the order of xs. Band 1 holds the lowest values, or the
// highest when highestFirst is set. Equal values share the band of the first
// of them, so that a band may be empty. Values that are missing must be left
// out. With fewer values than bands it returns ErrTooFew, and ErrNotANumber
// for a value that is not finite.
//
//	band = floor(k (rank - 1) / n) + 1
//
// Source: Office for Health Improvement and Disparities, Technical guide:
// assigning deprivation categories (2018), as the R package
// PHEindicatormethods does it.
func Bands(xs []float64, k int, highestFirst bool) ([]int, error) {
	n := len(xs)
	if k < 1 || n < k {
		return nil, ErrTooFew
	}
	if err := allFinite(xs); err != nil {
		return nil, err
	}
	s := slices.Sorted(slices.Values(xs))
	bands := make([]int, n)
	for i, x := range xs {
		before := countBelow(s, x)
		if highestFirst {
			before = n - countUpTo(s, x)
		}
		bands[i] = k*before/n + 1
	}
	return bands, nil
}
