package benchmark

import (
	"math"
	"slices"
)

// Quantile returns the p quantile (0 to 1) of xs, in the units of xs, by
// linear interpolation between closest ranks (Hyndman and Fan, American
// Statistician 50, 1996, type 7). xs need not be sorted and is not changed.
// It returns ErrTooFew when xs is empty.
func Quantile(xs []float64, p float64) (float64, error) {
	if len(xs) == 0 {
		return 0, ErrTooFew
	}
	return sortedQuantile(slices.Sorted(slices.Values(xs)), p), nil
}

func sortedQuantile(xs []float64, p float64) float64 {
	h := p * float64(len(xs)-1)
	i := int(math.Floor(h))
	if i+1 >= len(xs) {
		return xs[len(xs)-1]
	}
	return xs[i] + (h-float64(i))*(xs[i+1]-xs[i])
}

// Quartiles are the three values that part a group in four.
type Quartiles struct{ Q1, Median, Q3 float64 }

// fewestForQuartiles: with fewer values the quartiles only repeat the values
// themselves.
const fewestForQuartiles = 4

// QuartilesOf returns the quartiles of xs (type 7, as Quantile). With fewer
// than four values it returns ErrTooFew.
func QuartilesOf(xs []float64) (Quartiles, error) {
	if len(xs) < fewestForQuartiles {
		return Quartiles{}, ErrTooFew
	}
	s := slices.Sorted(slices.Values(xs))
	return Quartiles{sortedQuantile(s, 0.25), sortedQuantile(s, 0.5), sortedQuantile(s, 0.75)}, nil
}

// Mean returns the plain mean of xs, every value weighing the same, or
// ErrTooFew when xs is empty.
func Mean(xs []float64) (float64, error) {
	if len(xs) == 0 {
		return 0, ErrTooFew
	}
	sum := 0.0
	for _, x := range xs {
		sum += x
	}
	return sum / float64(len(xs)), nil
}

// Bands sorts xs into k bands of near equal size and returns the band (1 to k)
// of each value, in the order of xs. Band 1 holds the lowest values, or the
// highest when highestFirst is set. Equal values share the band of the first
// of them. With fewer values than bands it returns ErrTooFew.
//
// Formula: floor(k (rank - 1) / n) + 1, as in the public health observatories'
// quantile method.
func Bands(xs []float64, k int, highestFirst bool) ([]int, error) {
	n := len(xs)
	if k < 1 || n < k {
		return nil, ErrTooFew
	}
	s := slices.Sorted(slices.Values(xs))
	bands := make([]int, n)
	for i, x := range xs {
		below, found := slices.BinarySearch(s, x)
		if highestFirst {
			above := below
			for above < n && s[above] == x {
				above++
			}
			below = n - above
		}
		if !found {
			return nil, ErrNotACount // NaN is in no band
		}
		bands[i] = k*below/n + 1
	}
	return bands, nil
}
