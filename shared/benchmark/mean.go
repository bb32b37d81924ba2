package benchmark

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// StudentT returns the plain mean of values with its interval by Student's t,
// in the units of values:
//
//	mean ± t(n-1) s / √n,  s² = Σ(x - mean)² / (n - 1)
//
// It returns ErrTooFew for fewer than two values, ErrAllEqual where they do
// not differ (a sample of equal values says nothing of the spread it came
// from), and ErrNotANumber for one that is not finite. With ErrAllEqual, and
// with ErrTooFew for a single value, Value is set all the same and both limits
// equal it, so that the mean can be shown without an interval.
//
// Source: Student (1908), Biometrika 6; Altman and others, Statistics with
// confidence, 2nd edition (2000), chapter 4.
func StudentT(values []float64, c Confidence) (Estimate, error) {
	if err := c.check(); err != nil {
		return Estimate{}, err
	}
	if len(values) == 0 {
		return Estimate{}, ErrTooFew
	}
	n := float64(len(values))
	mean, same := 0.0, true
	for _, x := range values {
		if !finite(x) {
			return Estimate{}, ErrNotANumber
		}
		mean += x / n
		same = same && x == values[0]
	}
	switch {
	case len(values) == 1:
		return Estimate{values[0], Interval{values[0], values[0]}}, ErrTooFew
	case same:
		return Estimate{values[0], Interval{values[0], values[0]}}, ErrAllEqual
	}
	ss := 0.0
	for _, x := range values {
		ss += (x - mean) * (x - mean)
	}
	half := studentQuantile(n-1, c) * math.Sqrt(ss/(n-1)/n)
	e := Estimate{mean, Interval{mean - half, mean + half}}
	if !finite(e.Lower) || !finite(e.Upper) {
		return Estimate{}, ErrBeyondPrecision
	}
	return e, nil
}

// manyDegrees is from where Student's t is reckoned by its expansion about the
// normal, which is good to 1e-14 there for every Confidence.
const manyDegrees = 1e4

// studentQuantile returns the quantile of Student's t with nu degrees of
// freedom that leaves c's tail above it: √(nu (1-x)/x), where the incomplete
// beta function of x is twice the tail. The expansion for many degrees is that
// of Abramowitz and Stegun (1964), 26.7.5.
func studentQuantile(nu float64, c Confidence) float64 {
	if nu < manyDegrees {
		x := mathext.InvRegIncBeta(nu/2, 0.5, 2*c.Tail())
		return math.Sqrt(nu * (1 - x) / x)
	}
	z := c.Z()
	z2 := z * z
	return z + z*(z2+1)/(4*nu) + z*(5*z2*z2+16*z2+3)/(96*nu*nu) +
		z*(3*z2*z2*z2+19*z2*z2+17*z2-15)/(384*nu*nu*nu)
}
