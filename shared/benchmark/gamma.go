package benchmark

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// manyEvents is the shape from which the gamma distribution is reckoned by its
// expansion about the normal: there the expansion is good to 1e-11 for every
// Confidence, and the series for the distribution itself gives out beyond four
// and a half standard errors.
const manyEvents = 1e5

// gammaLower returns the quantile of the gamma distribution of shape a > 0
// and scale 1 that leaves tail below it, for a tail of up to a half, to about
// 1e-13 relative.
func gammaLower(a, tail float64) float64 {
	if a >= manyEvents {
		return gammaAbout(a, mathext.NormalQuantile(tail))
	}
	// Where it is next to nothing, its distribution is x^a / Γ(a+1).
	lgam, _ := math.Lgamma(a + 1)
	if x := math.Exp((math.Log(tail) + lgam) / a); x < 1e-16 {
		return x
	}
	return gammaRoot(a, func(x float64) float64 { return mathext.GammaIncReg(a, x) - tail })
}

// gammaUpper returns the quantile that leaves tail above it.
func gammaUpper(a, tail float64) float64 {
	if a >= manyEvents {
		return gammaAbout(a, -mathext.NormalQuantile(tail))
	}
	return gammaRoot(a, func(x float64) float64 { return tail - mathext.GammaIncRegComp(a, x) })
}

// gammaAbout is the Cornish-Fisher expansion of the gamma quantile at z
// standard errors. Source: Johnson, Kotz and Balakrishnan, Continuous
// univariate distributions, volume 1, 2nd edition (1994), section 17.4.
func gammaAbout(a, z float64) float64 {
	z2, r := z*z, math.Sqrt(a)
	return a + z*r + (z2-1)/3 + z*(z2-7)/(36*r) - (3*z2*z2+7*z2-16)/(810*a) +
		z*(9*z2*z2+256*z2-433)/(38880*a*r)
}

// gammaRoot returns the x where f, the distribution of the gamma of shape a
// less a constant, is zero. It brackets the root and then takes Newton's
// steps, halving where one would leave the bracket.
func gammaRoot(a float64, f func(float64) float64) float64 {
	lo, hi := 0.0, max(1, a)
	for f(hi) < 0 {
		lo, hi = hi, hi*2
	}
	lgam, _ := math.Lgamma(a)
	x := (lo + hi) / 2
	for range 200 {
		y := f(x)
		if y < 0 {
			lo = x
		} else {
			hi = x
		}
		next := x - y/math.Exp((a-1)*math.Log(x)-x-lgam)
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
