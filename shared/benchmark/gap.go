package benchmark

import (
	"math"
)

// ProportionDifference returns the difference a - b of two independent
// proportions with its interval, between -1 and 1, by Newcombe's hybrid score
// method: with p, l and u the proportion and Wilson's limits of each,
//
//	lower = pa - pb - √((pa - la)² + (ub - pb)²)
//	upper = pa - pb + √((ua - pa)² + (pb - lb)²)
//
// It holds for none and all too, where the textbook interval has no width.
// Errors are those of Wilson, for either proportion.
//
// Source: Newcombe (1998), Statistics in Medicine 17, 873-890, method 10.
func ProportionDifference(a, b Fraction, c Confidence) (Estimate, error) {
	ia, err := Wilson(a.N, a.D, c)
	if err != nil {
		return Estimate{}, err
	}
	ib, err := Wilson(b.N, b.D, c)
	if err != nil {
		return Estimate{}, err
	}
	e := squareAndAdd(Estimate{a.N / a.D, ia}, Estimate{b.N / b.D, ib})
	e.Lower, e.Upper = max(e.Lower, -1), min(e.Upper, 1)
	return e, nil
}

// RateDifference returns the difference a - b of two independent rates x/d x
// per with its interval, from the Poisson interval of each as in RatePer,
// squared and added as in ProportionDifference. It holds for no events too.
// Errors are those of RatePer, for either rate.
//
// Source: Zou and Donner (2008), Statistics in Medicine 27, 1693-1702 (the
// method of variance estimates recovery, of which Newcombe's is a case).
func RateDifference(a, b Fraction, per float64, c Confidence) (Estimate, error) {
	ia, err := RatePer(a.N, a.D, per, c)
	if err != nil {
		return Estimate{}, err
	}
	ib, err := RatePer(b.N, b.D, per, c)
	if err != nil {
		return Estimate{}, err
	}
	return squareAndAdd(Estimate{a.N / a.D * per, ia}, Estimate{b.N / b.D * per, ib}), nil
}

// squareAndAdd returns the difference of two independent estimates.
func squareAndAdd(a, b Estimate) Estimate {
	d := a.Value - b.Value
	return Estimate{d, Interval{
		d - math.Hypot(a.Value-a.Lower, b.Upper-b.Value),
		d + math.Hypot(a.Upper-a.Value, b.Value-b.Lower),
	}}
}

// ProportionRatio returns the ratio a/b of two independent proportions with
// its interval by the log method:
//
//	ratio x exp(±z √(1/na - 1/da + 1/nb - 1/db))
//
// It returns ErrNoEvents where either proportion is none: there is no
// logarithm, and no ratio to none. Where both are all, the ratio is 1 and
// nothing is known of its spread: ErrNoSpread. Other errors are those of
// Wilson.
//
// Source: Katz and others (1978), Biometrics 34; Altman and others, Statistics
// with confidence, 2nd edition (2000), chapter 7.
func ProportionRatio(a, b Fraction, c Confidence) (Estimate, error) {
	for _, f := range []Fraction{a, b} {
		if _, err := Wilson(f.N, f.D, c); err != nil {
			return Estimate{}, err
		}
		if f.N == 0 {
			return Estimate{}, ErrNoEvents
		}
	}
	if a.N == a.D && b.N == b.D {
		return Estimate{}, ErrNoSpread
	}
	return logRatio(a, b, (1/a.N-1/a.D)+(1/b.N-1/b.D), c)
}

// RateRatio returns the ratio a/b of two independent rates with its interval
// by the log method:
//
//	ratio x exp(±z √(1/na + 1/nb))
//
// It returns ErrNoEvents where either has no events. Other errors are those of
// RatePer.
//
// Source: Breslow and Day, Statistical methods in cancer research, volume II
// (1987), section 3.4; Kirkwood and Sterne, Essential medical statistics, 2nd
// edition (2003), chapter 23.
func RateRatio(a, b Fraction, c Confidence) (Estimate, error) {
	for _, f := range []Fraction{a, b} {
		if _, err := RatePer(f.N, f.D, 1, c); err != nil {
			return Estimate{}, err
		}
		if f.N == 0 {
			return Estimate{}, ErrNoEvents
		}
	}
	return logRatio(a, b, 1/a.N+1/b.N, c)
}

func logRatio(a, b Fraction, variance float64, c Confidence) (Estimate, error) {
	r := a.N / a.D / (b.N / b.D)
	f := math.Exp(c.Z() * math.Sqrt(variance))
	e := Estimate{r, Interval{r / f, r * f}}
	if !(e.Lower > 0) || !finite(e.Upper) {
		return Estimate{}, ErrBeyondPrecision
	}
	return e, nil
}
