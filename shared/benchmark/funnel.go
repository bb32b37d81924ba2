package benchmark

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// ProportionLimits returns the plain funnel limits of a proportion about the
// centre p (0 to 1) for a denominator d, held to 0..1:
//
//	p ± z √(p(1-p)/d)
//
// An area lies outside them exactly when Wilson's interval of its value
// excludes the centre. Errors: ErrNotACount, ErrNoDenominator, ErrNoSpread for
// a centre of none or all, ErrNotAConfidence.
//
// Source: Spiegelhalter (2005), Funnel plots for comparing institutional
// performance, Statistics in Medicine 24, 1185-1202.
func ProportionLimits(d, p float64, c Confidence) (Interval, error) {
	if err := proportionInput(d, p, 0, c); err != nil {
		return Interval{}, err
	}
	half := c.Z() * math.Sqrt(p*(1-p)/d)
	return Interval{max(0, p-half), min(1, p+half)}, nil
}

// AdjustedProportionLimits returns the funnel limits of a proportion widened
// for overdispersion, the angle held to 0..π/2:
//
//	sin²(asin√p ± z √(1/(4d) + tau²))
//
// Errors are those of ProportionLimits, and ErrNotANumber for a tau² that is
// not a finite number of 0 or more.
//
// Source: Spiegelhalter (2005), as at Disperse.
func AdjustedProportionLimits(d, p, tau2 float64, c Confidence) (Interval, error) {
	if err := proportionInput(d, p, tau2, c); err != nil {
		return Interval{}, err
	}
	angle, half := math.Asin(math.Sqrt(p)), c.Z()*math.Sqrt(1/(4*d)+tau2)
	lower, upper := math.Sin(max(0, angle-half)), math.Sin(min(math.Pi/2, angle+half))
	return Interval{lower * lower, upper * upper}, nil
}

// ProportionOutlier places the proportion n/d in the plain funnel about the
// centre. Errors are those of ProportionLimits, and ErrAboveWhole.
func ProportionOutlier(n, d, centre float64) (Outlier, error) {
	if !isCount(n) {
		return NotOutside, ErrNotACount
	}
	in95, err := ProportionLimits(d, centre, C95)
	if err != nil {
		return NotOutside, err
	}
	if n > d {
		return NotOutside, ErrAboveWhole
	}
	in998, err := ProportionLimits(d, centre, C998)
	return outlierOf(n/d, in95, in998), err
}

// RateLimits returns the plain funnel limits of a rate (events per unit of
// denominator) about the centre for a denominator d: the rates that d would
// have to show for the exact Poisson interval of its events to just exclude
// the centre, number of events taken as continuous. The lower limit is 0 where
// even no events would not be surprising. With d the expected events and a
// centre of 1 they are the limits of a standardised ratio. Errors:
// ErrNotACount, ErrNoDenominator, ErrNoSpread for a centre of none,
// ErrNotAConfidence, and ErrBeyondPrecision where d times the centre is too
// small or too large to be a number.
//
// Source: Spiegelhalter (2005), as at ProportionLimits, by inverting Garwood's
// interval; Office for Health Improvement and Disparities, Technical guide:
// funnel plots (2018).
func RateLimits(d, centre float64, c Confidence) (Interval, error) {
	mean, err := rateInput(d, centre, c)
	if err != nil {
		return Interval{}, err
	}
	lower, upper := eventLimits(mean, c)
	i := Interval{lower / d, upper / d}
	if !finite(i.Upper) {
		return Interval{}, ErrBeyondPrecision
	}
	return i, nil
}

// eventLimits returns the numbers of events whose exact Poisson interval just
// excludes the mean.
func eventLimits(mean float64, c Confidence) (lower, upper float64) {
	half, width := c.Z()*math.Sqrt(mean), 3+math.Sqrt(mean)/20
	top := mean + 20*math.Sqrt(mean) + 100 // beyond the quantile of every Confidence, for every mean
	tail := c.Tail()
	if mean >= manyEvents {
		lower = root(0, mean, mean-half, width, func(e float64) float64 { return gammaUpper(e+1, tail) - mean })
		upper = root(0, top, mean+half, width, func(e float64) float64 { return gammaLower(max(e, 1), tail) - mean })
		return lower, upper
	}
	// The same by one value of the distribution in place of its quantile.
	if mathext.GammaIncRegComp(1, mean) < tail {
		lower = root(0, mean, mean-half, width, func(e float64) float64 {
			return mathext.GammaIncRegComp(e+1, mean) - tail
		})
	}
	upper = root(0, top, mean+half, width, func(e float64) float64 {
		return tail - mathext.GammaIncReg(max(e, 1e-300), mean)
	})
	return lower, upper
}

// RateOutlier places a rate of events in d in the plain funnel about the
// centre: as RateLimits have it, without working out where the limits lie. For
// a standardised ratio, d is the expected events and the centre 1. Errors are
// those of RateLimits.
func RateOutlier(events, d, centre float64) (Outlier, error) {
	if !isCount(events) {
		return NotOutside, ErrNotACount
	}
	if _, err := rateInput(d, centre, C95); err != nil {
		return NotOutside, err
	}
	if below, above := outsideRate(events, d, centre, C998); below {
		return Low998, nil
	} else if above {
		return High998, nil
	}
	if below, above := outsideRate(events, d, centre, C95); below {
		return Low95, nil
	} else if above {
		return High95, nil
	}
	return NotOutside, nil
}

// outsideRate reports whether a rate of events in d lies below or above the
// plain limits about the centre, as RateLimits has them, without working out
// where those lie: the exact Poisson interval of the events is compared with
// the mean by one value of the gamma distribution on each side.
func outsideRate(events, d, centre float64, c Confidence) (below, above bool) {
	mean := d * centre
	if mean >= manyEvents {
		return events < mean && gammaUpper(events+1, c.Tail()) < mean, events > mean && gammaLower(events, c.Tail()) > mean
	}
	below = events < mean && mathext.GammaIncRegComp(events+1, mean) < c.Tail()
	above = events > mean && mathext.GammaIncReg(events, mean) < c.Tail()
	return below, above
}

// FewestStandardised is the number of events from which a directly
// standardised rate is judged: its weights make the Poisson limits too narrow
// below. Source: Office for Health Improvement and Disparities, Technical
// guide: calculating directly standardised rates (2018).
const FewestStandardised = 10

// EffectivePopulation returns the denominator at which so many events make the
// directly standardised rate given, in events per `per`: the denominator that
// a funnel of such rates is drawn over.
//
//	per x events / rate
//
// It returns ErrTooFew for fewer than FewestStandardised events, which are not
// placed in a funnel, ErrNotACount for events and ErrNotANumber for a rate or
// base that is not above 0.
func EffectivePopulation(events, rate, per float64) (float64, error) {
	switch {
	case !isCount(events):
		return 0, ErrNotACount
	case !(rate > 0) || !(per > 0) || math.IsInf(rate, 1) || math.IsInf(per, 1):
		return 0, ErrNotANumber
	case events < FewestStandardised:
		return 0, ErrTooFew
	}
	d := per * (events / rate)
	if !(d > 0) || math.IsInf(d, 1) {
		return 0, ErrBeyondPrecision
	}
	return d, nil
}

// RateLimitDenominators returns, for a number of events, the denominators at
// which that many events would lie just on the lower and on the upper plain
// limit: the same curve as RateLimits, drawn by events. It returns ErrNoEvents
// for events that are not above 0, ErrNoSpread for a centre of none and
// ErrNotAConfidence.
func RateLimitDenominators(events, centre float64, c Confidence) (onLower, onUpper float64, err error) {
	if !(events > 0) || math.IsInf(events, 1) {
		return 0, 0, ErrNoEvents
	}
	if !(centre > 0) || math.IsInf(centre, 1) {
		return 0, 0, ErrNoSpread
	}
	i, err := ExactPoisson(events, c)
	if err != nil {
		return 0, 0, err
	}
	onLower, onUpper = i.Upper/centre, i.Lower/centre
	if !finite(onLower) || !finite(onUpper) {
		return 0, 0, ErrBeyondPrecision
	}
	return onLower, onUpper, nil
}

// AdjustedRateLimits returns the funnel limits of a rate widened for
// overdispersion, on the log scale:
//
//	centre x exp(±z √(1/(d centre) + tau²))
//
// With d the expected events and a centre of 1 they are the limits of a
// standardised ratio (of SHMI, say). It returns ErrNoDenominator for a
// denominator so near zero that no value would surprise; other errors are
// those of RateLimits, and ErrNotANumber for a tau² that is not a finite
// number of 0 or more.
//
// Source: Spiegelhalter (2005), as at Disperse.
func AdjustedRateLimits(d, centre, tau2 float64, c Confidence) (Interval, error) {
	mean, err := rateInput(d, centre, c)
	if err != nil {
		return Interval{}, err
	}
	if !isCount(tau2) {
		return Interval{}, ErrNotANumber
	}
	return logLimits(centre, 1/mean+tau2, c)
}

func logLimits(centre, variance float64, c Confidence) (Interval, error) {
	f := math.Exp(c.Z() * math.Sqrt(variance))
	i := Interval{centre / f, centre * f}
	if math.IsInf(f, 1) || math.IsInf(i.Upper, 1) {
		return Interval{}, ErrNoDenominator
	}
	return i, nil
}

// AdjustedSquareRootLimits returns the funnel limits of observed over expected
// events about 1 on the square-root scale, squared back and held to 0 below:
//
//	(1 ± z √(1/(4 expected) + tau²))²
//
// Errors: ErrNotACount, ErrNoDenominator, ErrNotANumber for tau²,
// ErrNotAConfidence.
//
// Source: Spiegelhalter and others (2012), Statistical methods for healthcare
// regulation, J R Stat Soc A 175, 1-47, as the Care Quality Commission uses it.
func AdjustedSquareRootLimits(expected, tau2 float64, c Confidence) (Interval, error) {
	if err := ratioInput(0, expected); err != nil {
		return Interval{}, err
	}
	if !isCount(tau2) {
		return Interval{}, ErrNotANumber
	}
	if err := c.check(); err != nil {
		return Interval{}, err
	}
	half := c.Z() * math.Sqrt(1/(4*expected)+tau2)
	i := Interval{math.Pow(max(0, 1-half), 2), math.Pow(1+half, 2)}
	if math.IsInf(i.Upper, 1) {
		return Interval{}, ErrNoDenominator
	}
	return i, nil
}

// AdjustedCountRatioLimits returns the limits of one area's ratio of counts
// n/d about the centre, widened for overdispersion, with the standard error
// that CountRatioScore gives the area:
//
//	centre x exp(±z √(SE² + tau²))
//
// Errors are those of CountRatioScore, ErrNotANumber for tau² and
// ErrNotAConfidence.
func AdjustedCountRatioLimits(n, d, centre, tau2 float64, c Confidence) (Interval, error) {
	se, err := countRatioSE(n, d, centre)
	if err != nil {
		return Interval{}, err
	}
	if !isCount(tau2) {
		return Interval{}, ErrNotANumber
	}
	if err := c.check(); err != nil {
		return Interval{}, err
	}
	return logLimits(centre, se*se+tau2, c)
}

func proportionInput(d, p, tau2 float64, c Confidence) error {
	switch err := funnelInput(d, p, c); {
	case err != nil:
		return err
	case p >= 1:
		return ErrNoSpread
	case !isCount(tau2):
		return ErrNotANumber
	}
	return nil
}

// rateInput returns the mean number of events, d times the centre.
func rateInput(d, centre float64, c Confidence) (float64, error) {
	if err := funnelInput(d, centre, c); err != nil {
		return 0, err
	}
	mean := d * centre
	if mean > mostReckoned {
		return 0, ErrBeyondPrecision
	}
	if mean < leastReckoned {
		return 0, ErrNoDenominator
	}
	return mean, nil
}

// leastReckoned is far below every expected number of events there is, and one
// over it is a number.
const leastReckoned = 1e-150

func funnelInput(d, centre float64, c Confidence) error {
	switch {
	case !isCount(d):
		return ErrNotACount
	case d == 0:
		return ErrNoDenominator
	case !(centre > 0) || math.IsInf(centre, 1):
		return ErrNoSpread
	}
	return c.check()
}
