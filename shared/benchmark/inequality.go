package benchmark

import "math"

// A SlopeGroup is one group of a population that is ordered by standing, from
// the most deprived to the least: how many people it has and their figure.
type SlopeGroup struct {
	Population float64
	Value      float64
	SE         Number // the standard error of Value; absent: the slope has no interval
}

// A Scale says on which scale the standing and the figure make a straight
// line.
type Scale string

// The scales: Plain, of the figures themselves; Log, for rates; Logit, for
// proportions between 0 and 1.
const (
	Plain Scale = "plain"
	Log   Scale = "log"
	Logit Scale = "logit"
)

// A Slope is a slope index of inequality with what goes with it.
type Slope struct {
	// Index is the fitted value at the end of the order less that at its
	// start, in the unit of the values.
	Index Estimate

	// Relative, the relative index, is the fitted value at the end over that
	// at the start. There is none (HasRelative false) unless both are above 0
	// and the start is known well enough for a ratio to it to have limits.
	Relative    Estimate
	HasRelative bool

	Start float64 // the fitted value at the start of the order: the intercept
	End   float64 // that at its end
	SE    float64 // of Index
}

// SlopeIndex returns the slope index of inequality over groups in their order:
// the difference between the two ends of the population, by weighted least
// squares of the value on the standing of the group's middle person.
//
//	a = population / Σ population                   (the weight)
//	x = Σ a of the groups before + a/2              (the standing, 0 to 1)
//	index = Σa (x - x̄)(y - ȳ) / Σa (x - x̄)²
//	SE² = Σ (a (x - x̄) / Σa (x - x̄)²)² SE(y)²
//
// The interval index ± z SE takes the groups' figures as independent, each
// with its own standard error, and is exact where they are normal: what others
// find by simulating is this interval plus the chance of the simulation. On
// the Log and Logit scales the line is fitted to the transformed values, the
// standard errors being those of the transformed values too, and its two ends
// are transformed back; the interval is then of the first order (the delta
// method), as is that of the relative index on every scale, made on the log of
// the ratio.
//
// On the Plain scale a rate or proportion whose own interval was made on
// another may be given the standard error of the first order: of a rate y with
// limits l and u at confidence z, y (ln u - ln l) / 2z; of a proportion,
// y(1-y) (logit u - logit l) / 2z.
//
// It returns ErrTooFew for fewer than two groups, ErrNoDenominator for a group
// of nobody, ErrNotANumber for a figure that is not finite, ErrNotAShare for
// one that the scale cannot take, and ErrNoInterval where a group has no
// standard error: the Slope then stands without an interval.
//
// Source: Low and Low (2004), Measuring the gap, Journal of Public Health 26,
// 388-395, as in the Office for Health Improvement and Disparities' technical
// guide; Pamuk (1985), Population Studies 39.
func SlopeIndex(groups []SlopeGroup, scale Scale, c Confidence) (Slope, error) {
	if err := c.check(); err != nil {
		return Slope{}, err
	}
	if len(groups) < 2 {
		return Slope{}, ErrTooFew
	}
	people := 0.0
	a, x, y := make([]float64, len(groups)), make([]float64, len(groups)), make([]float64, len(groups))
	for i, g := range groups {
		var err error
		if y[i], err = g.on(scale); err != nil {
			return Slope{}, err
		}
		people += g.Population
	}
	before := 0.0
	for i, g := range groups {
		a[i] = g.Population / people
		x[i] = before + a[i]/2
		before += a[i]
	}
	var mx, my, sxx, sxy float64
	for i := range x {
		mx, my = mx+a[i]*x[i], my+a[i]*(y[i]-y[0]) // from the first: equal values make no slope
	}
	my += y[0]
	for i := range x {
		sxx, sxy = sxx+a[i]*(x[i]-mx)*(x[i]-mx), sxy+a[i]*(x[i]-mx)*(y[i]-my)
	}
	slope := sxy / sxx
	start := my - slope*mx
	s := Slope{Start: scale.back(start), End: scale.back(start + slope)}
	s.Index.Value = s.End - s.Start
	if scale == Plain {
		s.Index.Value = slope
	}
	if s.HasRelative = s.Start > 0 && s.End > 0; s.HasRelative {
		s.Relative.Value = s.End / s.Start
	}
	var variance, relative float64
	known := true
	for i, g := range groups {
		// What one unit more of this value adds to the start and to the end.
		toSlope := a[i] * (x[i] - mx) / sxx
		toStart := scale.slopeAt(s.Start) * (a[i] - toSlope*mx)
		toEnd := scale.slopeAt(s.End) * (a[i] + toSlope*(1-mx))
		variance += math.Pow((toEnd-toStart)*g.SE.Value, 2)
		relative += math.Pow((toEnd/s.End-toStart/s.Start)*g.SE.Value, 2)
		known = known && g.SE.OK
	}
	return s.limited(variance, relative, known, c)
}

// limited sets the limits, or both to the value where they are not known.
func (s Slope) limited(variance, relative float64, known bool, c Confidence) (Slope, error) {
	s.SE = math.Sqrt(variance)
	s.Index.Interval = Interval{s.Index.Value - c.Z()*s.SE, s.Index.Value + c.Z()*s.SE}
	if s.HasRelative {
		f := math.Exp(c.Z() * math.Sqrt(relative))
		s.Relative.Interval = Interval{s.Relative.Value / f, s.Relative.Value * f}
		if !finite(s.Relative.Upper) {
			s.Relative, s.HasRelative = Estimate{}, false // so unsure of its start that any ratio may be
		}
	}
	for _, v := range []float64{s.Start, s.End, s.Index.Value, s.Index.Lower, s.Index.Upper} {
		if !finite(v) {
			return Slope{}, ErrBeyondPrecision
		}
	}
	if !known {
		s.SE = 0
		s.Index.Interval = Interval{s.Index.Value, s.Index.Value}
		s.Relative.Interval = Interval{s.Relative.Value, s.Relative.Value}
		return s, ErrNoInterval
	}
	return s, nil
}

// on returns the figure of a group on the scale.
func (g SlopeGroup) on(scale Scale) (float64, error) {
	switch {
	case !isCount(g.Population):
		return 0, ErrNotACount
	case g.Population == 0:
		return 0, ErrNoDenominator
	case g.SE.OK && !isCount(g.SE.Value):
		return 0, ErrNotANumber
	}
	return scale.of(g.Value)
}

// of transforms a value to the scale.
func (s Scale) of(v float64) (float64, error) {
	switch {
	case !finite(v):
		return 0, ErrNotANumber
	case s == Log && v <= 0, s == Logit && (v <= 0 || v >= 1):
		return 0, ErrNotAShare
	case s == Log:
		return math.Log(v), nil
	case s == Logit:
		return math.Log(v / (1 - v)), nil
	}
	return v, nil
}

// back is the inverse of of.
func (s Scale) back(v float64) float64 {
	switch s {
	case Log:
		return math.Exp(v)
	case Logit:
		return 1 / (1 + math.Exp(-v))
	}
	return v
}

// slopeAt is the derivative of back, at a value on the plain scale.
func (s Scale) slopeAt(v float64) float64 {
	switch s {
	case Log:
		return v
	case Logit:
		return v * (1 - v)
	}
	return 1
}
