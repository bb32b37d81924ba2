package benchmark

import "math"

// Wilson returns Wilson's score interval of the proportion n/d, between 0 and
// 1. n need not be whole.
//
//	(2n + z² ± z √(z² + 4n(1 - n/d))) / (2(d + z²))
//
// It returns ErrNoDenominator for d = 0, ErrAboveWhole for n > d, ErrNotACount
// for what is not a finite number of 0 or more, and ErrNotAConfidence.
//
// Source: Wilson (1927), J Am Stat Assoc 22; as used by the Office for Health
// Improvement and Disparities, Technical guide: confidence intervals (2018).
func Wilson(n, d float64, c Confidence) (Interval, error) {
	switch {
	case !isCount(n) || !isCount(d):
		return Interval{}, ErrNotACount
	case d == 0:
		return Interval{}, ErrNoDenominator
	case n > d:
		return Interval{}, ErrAboveWhole
	case d > mostReckoned:
		return Interval{}, ErrBeyondPrecision
	}
	if err := c.check(); err != nil {
		return Interval{}, err
	}
	z := c.Z()
	mid, half, scale := 2*n+z*z, z*math.Sqrt(z*z+4*n*(1-n/d)), 2*(d+z*z)
	// The two limits are the roots of a quadratic whose product is known: the
	// lower one by the difference would lose its digits for a small n.
	i := Interval{2 * n * (n / d) / (mid + half), min(1, (mid+half)/scale)}
	if n == d {
		i.Upper = 1 // exactly, whatever floating point leaves over
	}
	return i, nil
}

// mostReckoned is far above every count there is, and its square is a number.
const mostReckoned = 1e150

// Byar returns Byar's approximate Poisson interval of a count x, in counts.
//
//	lower = x (1 - 1/(9x) - z/(3√x))³
//	upper = (x+1) (1 - 1/(9(x+1)) + z/(3√(x+1)))³
//
// Where the lower limit falls below zero, as it does for x = 1 at 99.8%, it
// is 0. Errors: ErrNotACount, ErrNotAConfidence.
//
// Source: Breslow and Day, Statistical methods in cancer research, volume II
// (1987), page 69.
func Byar(x float64, c Confidence) (Interval, error) {
	if err := countInput(x, c); err != nil {
		return Interval{}, err
	}
	z := c.Z()
	lower := 0.0
	if x > 0 {
		lower = max(0, x*cube(1-1/(9*x)-z/(3*math.Sqrt(x))))
	}
	y := x + 1
	return Interval{lower, y * cube(1-1/(9*y)+z/(3*math.Sqrt(y)))}, nil
}

func countInput(x float64, c Confidence) error {
	switch {
	case !isCount(x):
		return ErrNotACount
	case x > mostReckoned:
		return ErrBeyondPrecision
	}
	return c.check()
}

func cube(x float64) float64 { return x * x * x }

// ExactPoisson returns the exact Poisson interval of a count x, in counts: the
// quantiles of the gamma distribution of shape x below and x+1 above. At
// x = 0 the lower limit is 0. x need not be whole. Errors: ErrNotACount,
// ErrNotAConfidence.
//
// Source: Garwood (1936), Biometrika 28; Ulm (1990), Am J Epidemiol 131.
func ExactPoisson(x float64, c Confidence) (Interval, error) {
	if err := countInput(x, c); err != nil {
		return Interval{}, err
	}
	lower := 0.0
	if x > 0 {
		lower = gammaLower(x, c.Tail())
	}
	return Interval{lower, gammaUpper(x+1, c.Tail())}, nil
}

// exactBelow is the count from which Byar's approximation is used: it differs
// from the exact interval by under 1% from ten events on. The same change-over
// as in the public health guide cited at Wilson.
const exactBelow = 10

// Count returns the Poisson interval of a count of events: exact under ten,
// Byar's from ten on.
func Count(x float64, c Confidence) (Interval, error) {
	if x < exactBelow {
		return ExactPoisson(x, c)
	}
	return Byar(x, c)
}

// RatePer returns the interval of the rate x/d x per, in which a population d
// is taken as known without error. A rate may exceed its base: x may be above
// d. It returns ErrNoDenominator for d = 0, ErrNotACount for what is not a
// count, ErrNotANumber for a per that is not above 0, and ErrBeyondPrecision
// where a limit is too large to be a number.
func RatePer(x, d, per float64, c Confidence) (Interval, error) {
	if !isCount(d) {
		return Interval{}, ErrNotACount
	}
	if d == 0 {
		return Interval{}, ErrNoDenominator
	}
	if !(per > 0) || math.IsInf(per, 1) {
		return Interval{}, ErrNotANumber
	}
	i, err := Count(x, c)
	if err != nil {
		return Interval{}, err
	}
	if i = i.Times(per / d); !finite(i.Lower) || !finite(i.Upper) {
		return Interval{}, ErrBeyondPrecision
	}
	return i, nil
}
