package benchmark

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// gammaQuantile returns the p quantile of the gamma distribution of shape a
// and scale 1, for a > 0 and 0 < p < 1, to about 1e-13 relative. It brackets
// the root and then takes Newton's steps, halving where one would leave the
// bracket.
func gammaQuantile(a, p float64) float64 {
	lo, hi := 0.0, max(1, a)
	for mathext.GammaIncReg(a, hi) < p {
		lo, hi = hi, hi*2
	}
	lgam, _ := math.Lgamma(a)
	x := (lo + hi) / 2
	for range 200 {
		f := mathext.GammaIncReg(a, x) - p
		if f < 0 {
			lo = x
		} else {
			hi = x
		}
		next := x - f/math.Exp((a-1)*math.Log(x)-x-lgam)
		if !(next > lo && next < hi) {
			next = (lo + hi) / 2
		}
		if math.Abs(next-x) <= 1e-15*x {
			return next
		}
		x = next
	}
	return x
}

// root returns the x in [lo, hi] where f, which must not fall, passes zero, by
// bisection to the last bit that matters.
func root(lo, hi float64, f func(float64) float64) float64 {
	for range 200 {
		mid := lo + (hi-lo)/2
		if mid == lo || mid == hi {
			break
		}
		if f(mid) < 0 {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo + (hi-lo)/2
}
