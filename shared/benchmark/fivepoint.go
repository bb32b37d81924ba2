package benchmark

import (
	"math"

	"earlyhelp/shared/indicator"
)

// A Reading is one point of a series: a value with its 95% interval, in one
// unit. Any of the three may be missing.
type Reading struct{ Value, Lower, Upper Number }

// A Direction says which way a series goes.
type Direction string

// The directions.
const (
	Rising   Direction = "rising"
	Falling  Direction = "falling"
	NoChange Direction = "no-change"
)

// A Judgement says whether a change is for the better.
type Judgement string

// Improvement and Concern are for indicators with a polarity; a change of one
// without is Neither, and so is no change.
const (
	Improvement Judgement = "improvement"
	Concern     Judgement = "concern"
	Neither     Judgement = ""
)

// Judge says whether going in direction d is for the better.
func (d Direction) Judge(p indicator.Polarity) Judgement {
	switch {
	case d == Rising && p == indicator.High, d == Falling && p == indicator.Low:
		return Improvement
	case d == Rising && p == indicator.Low, d == Falling && p == indicator.High:
		return Concern
	}
	return Neither
}

// FivePoints is how many points the five-point trend rests on: the last five.
const FivePoints = 5

// fivePointCritical is the 99.8% quantile of chi-squared with one degree of
// freedom, the square of 3.0902.
const fivePointCritical = 9.54953570608324

// A FivePointTrend is the result of a five-point trend test.
type FivePointTrend struct {
	Direction Direction
	Slope     float64 // change a period, in the unit of the values
	Chi2      float64 // against 9.5495, the 99.8% quantile with one degree of freedom
	Agree     bool    // the slope keeps its sign whichever point is left out
}

// FivePoint tests the last five points of a series, earliest first and evenly
// spaced, for a straight-line trend. Each weighs by its precision:
//
//	w = 1/se²,  se = (upper - lower) / 3.92
//	slope = (Σw Σwxy - Σwx Σwy) / (Σw Σwx² - (Σwx)²),  x = 1..5
//	chi²  = slope² (Σw Σwx² - (Σwx)²) / Σw
//
// There is a trend where chi² exceeds 9.5495 (99.8%, one degree of freedom)
// and the slope of all five has the same sign as that of every four of them,
// so that no single year makes the trend. Otherwise the direction is NoChange.
//
// A trend that cannot be calculated is never "no change": it returns ErrTooFew
// for fewer than five points, ErrHole where one of the last five has no value,
// ErrNoInterval where one has no interval or one of no width, and
// ErrNotANumber for one that is not finite.
//
// Source: Public Health England, Fingertips trend markers (2015), with the
// check that leaves out each point as the Department of Health and Social
// Care's Fingertips does it (2025).
func FivePoint(points []Reading) (FivePointTrend, error) {
	if len(points) < FivePoints {
		return FivePointTrend{}, ErrTooFew
	}
	var y, w [FivePoints]float64
	for i, p := range points[len(points)-FivePoints:] {
		switch {
		case !p.Value.OK:
			return FivePointTrend{}, ErrHole
		case !finite(p.Value.Value) || p.Lower.OK && !finite(p.Lower.Value) || p.Upper.OK && !finite(p.Upper.Value):
			return FivePointTrend{}, ErrNotANumber
		case !p.Lower.OK || !p.Upper.OK || !(p.Upper.Value > p.Lower.Value):
			return FivePointTrend{}, ErrNoInterval
		}
		se := (p.Upper.Value - p.Lower.Value) / 3.92
		y[i], w[i] = p.Value.Value, 1/(se*se)
	}
	slope, chi2 := weightedSlope(y[:], w[:], -1)
	if !finite(slope) || !finite(chi2) {
		return FivePointTrend{}, ErrBeyondPrecision
	}
	t := FivePointTrend{Direction: NoChange, Slope: slope, Chi2: chi2, Agree: true}
	for left := range FivePoints {
		s, _ := weightedSlope(y[:], w[:], left)
		t.Agree = t.Agree && (s > 0) == (slope > 0) && (s < 0) == (slope < 0)
	}
	switch {
	case chi2 > fivePointCritical && t.Agree && slope > 0:
		t.Direction = Rising
	case chi2 > fivePointCritical && t.Agree && slope < 0:
		t.Direction = Falling
	}
	return t, nil
}

// weightedSlope returns the slope of y on 1, 2, ... and its chi-squared,
// leaving out one point (none for -1).
func weightedSlope(y, w []float64, left int) (slope, chi2 float64) {
	var sw, sx, sy float64
	for i := range y {
		if i != left {
			sw, sx, sy = sw+w[i], sx+w[i]*float64(i+1), sy+w[i]*y[i]
		}
	}
	// About the means: the same slope as by raw sums, without their cancelling.
	mx, my := sx/sw, sy/sw
	var sxx, sxy float64
	for i := range y {
		if i != left {
			dx := float64(i+1) - mx
			sxx, sxy = sxx+w[i]*dx*dx, sxy+w[i]*dx*(y[i]-my)
		}
	}
	slope = sxy / sxx
	return slope, math.Pow(slope, 2) * sxx
}
