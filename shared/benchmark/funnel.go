package benchmark

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// ProportionLimits returns the plain funnel limits of a proportion about the
// centre p (0 to 1) for a denominator d: p ± z √(p(1-p)/d), held to 0..1. An
// area lies outside them exactly when Wilson's interval of its value excludes
// the centre.
func ProportionLimits(d, p float64, c Confidence) (Interval, error) {
	if err := funnelInput(d, p); err != nil {
		return Interval{}, err
	}
	if p >= 1 {
		return Interval{}, ErrNoSpread
	}
	half := c.Z() * math.Sqrt(p*(1-p)/d)
	return Interval{max(0, p-half), min(1, p+half)}, nil
}

// AdjustedProportionLimits returns the funnel limits of a proportion widened
// for overdispersion: sin²(asin√p ± z √(1/(4d) + tau²)), the angle held to
// 0..π/2.
func AdjustedProportionLimits(d, p, tau2 float64, c Confidence) (Interval, error) {
	if err := funnelInput(d, p); err != nil {
		return Interval{}, err
	}
	if p >= 1 {
		return Interval{}, ErrNoSpread
	}
	angle, half := math.Asin(math.Sqrt(p)), c.Z()*math.Sqrt(1/(4*d)+tau2)
	lower, upper := math.Sin(max(0, angle-half)), math.Sin(min(math.Pi/2, angle+half))
	return Interval{lower * lower, upper * upper}, nil
}

// RateLimits returns the plain funnel limits of a rate (events per unit of
// denominator) about the centre for a denominator d: the rates that d would
// have to show for the exact Poisson interval of its events to just exclude
// the centre, number of events taken as continuous. The lower limit is 0 where
// even no events would not be surprising.
func RateLimits(d, centre float64, c Confidence) (Interval, error) {
	if err := funnelInput(d, centre); err != nil {
		return Interval{}, err
	}
	mean := d * centre
	top := mean + 20*math.Sqrt(mean) + 100 // beyond the 1 - 1e-9 quantile for every mean
	half, width := c.Z()*math.Sqrt(mean), 3+math.Sqrt(mean)/20
	var i Interval
	// Lower: the events e whose upper exact limit, the 1-tail quantile of
	// gamma(e+1), is the mean.
	if mathext.GammaIncReg(1, mean) > 1-c.Tail() {
		i.Lower = root(0, mean, mean-half, width, func(e float64) float64 {
			return 1 - c.Tail() - mathext.GammaIncReg(e+1, mean)
		}) / d
	}
	// Upper: the events whose lower exact limit is the mean.
	i.Upper = root(0, top, mean+half, width, func(e float64) float64 {
		return c.Tail() - mathext.GammaIncReg(max(e, 1e-300), mean)
	}) / d
	return i, nil
}

// outsideRate reports whether a rate of events in d lies below or above the
// plain limits about the centre, as RateLimits has them, without working out
// where those lie: the exact Poisson interval of the events is compared with
// the mean by one value of the gamma distribution on each side.
func outsideRate(events, d, centre float64, c Confidence) (below, above bool) {
	mean := d * centre
	below = events < mean && mathext.GammaIncReg(events+1, mean) > 1-c.Tail()
	above = events > mean && mathext.GammaIncReg(events, mean) < c.Tail()
	return below, above
}

// RateLimitDenominators returns, for a number of events, the denominators at
// which that many events would lie just on the lower and on the upper plain
// limit: the same curve as RateLimits, drawn by events. events must be above 0.
func RateLimitDenominators(events, centre float64, c Confidence) (onLower, onUpper float64, err error) {
	if !(events > 0) || math.IsInf(events, 1) {
		return 0, 0, ErrNoEvents
	}
	if !(centre > 0) || math.IsInf(centre, 1) {
		return 0, 0, ErrNoSpread
	}
	i, err := ExactPoisson(events, c)
	return i.Upper / centre, i.Lower / centre, err
}

// AdjustedRateLimits returns the funnel limits of a rate widened for
// overdispersion, on the log scale: centre x exp(±z √(1/(d centre) + tau²)).
func AdjustedRateLimits(d, centre, tau2 float64, c Confidence) (Interval, error) {
	if err := funnelInput(d, centre); err != nil {
		return Interval{}, err
	}
	f := math.Exp(c.Z() * math.Sqrt(1/(d*centre)+tau2))
	if math.IsInf(f, 1) {
		return Interval{}, ErrNoDenominator // a denominator so near zero that no value would surprise
	}
	return Interval{centre / f, centre * f}, nil
}

func funnelInput(d, centre float64) error {
	switch {
	case !isCount(d):
		return ErrNotACount
	case d == 0:
		return ErrNoDenominator
	case !(centre > 0) || math.IsInf(centre, 1):
		return ErrNoSpread
	}
	return nil
}
