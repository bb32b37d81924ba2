package disclosure

import (
	"math"
	"strconv"
)

// A Scheme is a rule by which counts are shown one by one: small ones are
// replaced, the rest rounded. Ours are AreaScheme and EnglandScheme; others are
// written down so that figures published under them can be compared.
type Scheme struct {
	UpTo    float64 // counts from 1 to this are replaced; 0: none
	Instead string  // by this
	ForZero string  // what stands for a zero; "": a zero is shown
	Round   float64 // what is not replaced is shown to the nearest so many, halves up; 0: as it is
}

// AreaScheme shows an area's count: 1 to 5 hidden, zero and the rest as they
// are, as the Department for Education does in its children in need statistics.
var AreaScheme = Scheme{UpTo: most, Instead: "[c]"}

// EnglandScheme shows a region's or England's count: to the nearest 10.
var EnglandScheme = Scheme{Round: 10}

// Shows returns what is shown for a count, and the number where one stands.
// What is no count (below zero, or no number) is not available: "[x]".
func (s Scheme) Shows(n float64) (text string, number float64, ok bool) {
	switch {
	case math.IsNaN(n) || math.IsInf(n, 0) || n < 0:
		return "[x]", 0, false
	case n == 0 && s.ForZero != "":
		return s.ForZero, 0, false
	case n > 0 && s.UpTo > 0 && n < s.UpTo+1:
		return s.Instead, 0, false
	}
	if s.Round > 0 {
		n = math.Floor(n/s.Round+0.5) * s.Round
	}
	return strconv.FormatFloat(n, 'f', -1, 64), n, true
}
