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

// root returns the x in [lo, hi] where f, which must not fall, passes zero. It
// starts around guess and steps by false position, halving the weight of an
// end that stays (the Illinois method), and bisects where that is slow.
func root(lo, hi, guess, width float64, f func(float64) float64) float64 {
	flo, fhi := math.Inf(-1), math.Inf(1) // not yet known
	if x := guess - width; x > lo && x < hi {
		if y := f(x); y < 0 {
			lo, flo = x, y
		} else {
			hi, fhi = x, y
		}
	}
	if x := guess + width; x > lo && x < hi {
		if y := f(x); y < 0 {
			lo, flo = x, y
		} else {
			hi, fhi = x, y
		}
	}
	side := 0 // the end that moved last
	for n := range 200 {
		x := lo + (hi-lo)/2
		if !math.IsInf(flo, 0) && !math.IsInf(fhi, 0) && n%4 != 3 {
			if s := lo + (hi-lo)*flo/(flo-fhi); s > lo && s < hi {
				x = s
			}
		}
		if x == lo || x == hi || hi-lo <= 1e-14*hi {
			break
		}
		y := f(x)
		switch {
		case y == 0:
			return x
		case y < 0:
			lo, flo = x, y
			if side < 0 {
				fhi /= 2
			}
			side = -1
		default:
			hi, fhi = x, y
			if side > 0 {
				flo /= 2
			}
			side = 1
		}
	}
	return lo + (hi-lo)/2
}
