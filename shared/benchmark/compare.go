package benchmark

import (
	"math"

	"earlyhelp/shared/indicator"
)

// A Comparison says how an area compares with England: whether England's
// value lies outside the area's own 95% interval, and on which side.
type Comparison string

// Better and worse are for indicators with a polarity, higher and lower for
// those without. NotCompared: one of the two has no value.
const (
	Better      Comparison = "better"
	Similar     Comparison = "similar"
	Worse       Comparison = "worse"
	Higher      Comparison = "higher"
	Lower       Comparison = "lower"
	NotCompared Comparison = "none"
)

// Compare compares an area's 95% interval with a reference value in the same
// unit. A limit or a reference that is not a number is NotCompared.
func Compare(area Interval, reference float64, p indicator.Polarity) Comparison {
	switch {
	case !finite(reference) || math.IsNaN(area.Lower) || math.IsNaN(area.Upper):
		return NotCompared
	case area.Lower > reference && p == indicator.High, area.Upper < reference && p == indicator.Low:
		return Better
	case area.Lower > reference && p == indicator.Low, area.Upper < reference && p == indicator.High:
		return Worse
	case area.Lower > reference:
		return Higher
	case area.Upper < reference:
		return Lower
	}
	return Similar
}

// An Outlier says where an area lies in the funnel.
type Outlier string

// The classes: beyond the 99.8% limits, between them and the 95% limits, or
// within, which NotOutside also says of an area that is not classed.
const (
	NotOutside Outlier = "none"
	High95     Outlier = "high95"
	Low95      Outlier = "low95"
	High998    Outlier = "high998"
	Low998     Outlier = "low998"
)

func outlierOf(value float64, in95, in998 Interval) Outlier {
	switch {
	case value > in998.Upper:
		return High998
	case value < in998.Lower:
		return Low998
	case value > in95.Upper:
		return High95
	case value < in95.Lower:
		return Low95
	}
	return NotOutside
}
