package benchmark

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/mathext"
)

// The states in which a method gives no number.
var (
	ErrNoDenominator = errors.New("the denominator is zero")
	ErrNotACount     = errors.New("a count cannot be below zero or without end")
	ErrAboveWhole    = errors.New("the numerator is above its denominator")
	ErrNoEvents      = errors.New("there are no events")
	ErrNoSpread      = errors.New("the centre is none or all, so there is no spread about it")
	ErrTooFew        = errors.New("there are too few areas")
)

// A Confidence is the chance with which an interval covers: 0.95 or 0.998.
type Confidence float64

// The two confidences in use: 95%, about two standard errors, and 99.8%,
// about three (one area in 500 lies outside by chance).
const (
	C95  Confidence = 0.95
	C998 Confidence = 0.998
)

// Tail returns the chance left out on each side: 0.025 or 0.001.
func (c Confidence) Tail() float64 {
	switch c {
	case C95:
		return 0.025
	case C998:
		return 0.001
	}
	return (1 - float64(c)) / 2
}

// Z returns the standard normal quantile of 1 - Tail: 1.95996 or 3.09023.
func (c Confidence) Z() float64 {
	switch c {
	case C95:
		return 1.959963984540054
	case C998:
		return 3.090232306167813
	}
	return mathext.NormalQuantile(1 - c.Tail())
}

// An Interval is a pair of limits in the units of the method that made it.
type Interval struct{ Lower, Upper float64 }

// Times returns the interval with both limits multiplied by k.
func (i Interval) Times(k float64) Interval { return Interval{i.Lower * k, i.Upper * k} }

func isCount(x float64) bool { return x >= 0 && !math.IsInf(x, 1) }
