package benchmark

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/mathext"
)

// The states in which a method gives no number.
var (
	ErrNoDenominator   = errors.New("the denominator is zero")
	ErrNotACount       = errors.New("a count cannot be below zero or without end")
	ErrNotANumber      = errors.New("a value is not a finite number")
	ErrAboveWhole      = errors.New("the numerator is above its denominator")
	ErrNoEvents        = errors.New("there are no events")
	ErrNoSpread        = errors.New("the centre is none or all, so there is no spread about it")
	ErrTooFew          = errors.New("there are too few values")
	ErrAllEqual        = errors.New("all values are equal, so there is no spread between them")
	ErrNoInterval      = errors.New("a value has no interval, or one of no width")
	ErrHole            = errors.New("a value is missing")
	ErrNotAConfidence  = errors.New("a confidence lies between 0 and 1, and so near to neither that it can be told from it")
	ErrNotAShare       = errors.New("a share lies between 0 and 1")
	ErrBeyondPrecision = errors.New("the numbers are too large or too small to reckon with")
)

// A Confidence is the chance with which an interval covers, above 0 and below
// 1: 0.95, 0.998 or any other.
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

// Z returns the standard normal quantile of 1 - Tail: 1.95996 or 3.09023. It
// is not a number for what is not a confidence; every method that takes one
// returns ErrNotAConfidence before it comes to that.
func (c Confidence) Z() float64 {
	switch c {
	case C95:
		return 1.959963984540054
	case C998:
		return 3.090232306167813
	}
	if c.check() != nil {
		return math.NaN()
	}
	return -mathext.NormalQuantile(c.Tail()) // not of 1 - Tail, which loses what is small
}

// nearest is how near to certainty, and to none, a confidence may come: beyond
// it, what is left over of a binary fraction has too few digits to mean
// anything.
const nearest = 1e-12

func (c Confidence) check() error {
	if c >= nearest && c <= 1-nearest {
		return nil
	}
	return ErrNotAConfidence
}

// An Interval is a pair of limits in the units of the method that made it.
type Interval struct{ Lower, Upper float64 }

// Times returns the interval with both limits multiplied by k. A k below zero
// turns it round, so that the lower limit stays the lower one.
func (i Interval) Times(k float64) Interval {
	if k < 0 {
		i.Lower, i.Upper = i.Upper, i.Lower
	}
	return Interval{i.Lower * k, i.Upper * k}
}

// An Estimate is a value with the interval about it, both in the units of the
// method that made it.
type Estimate struct {
	Value float64
	Interval
}

func isCount(x float64) bool { return x >= 0 && !math.IsInf(x, 1) }
