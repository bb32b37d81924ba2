package benchmark

import (
	"errors"
	"math"
	"testing"
)

// TestNewcombe reproduces the worked examples of Newcombe (1998), Statistics
// in Medicine 17, 873-890, table II, method 10, to the four places given.
func TestNewcombe(t *testing.T) {
	for _, tt := range []struct {
		a, b         Fraction
		lower, upper float64
	}{
		{Fraction{56, 70}, Fraction{48, 80}, 0.0524, 0.3339},
		{Fraction{9, 10}, Fraction{3, 10}, 0.1705, 0.8090},
		{Fraction{6, 7}, Fraction{2, 7}, 0.0582, 0.8062},
		{Fraction{5, 56}, Fraction{0, 29}, -0.0381, 0.1926},
		{Fraction{0, 10}, Fraction{0, 20}, -0.1611, 0.2775},
		{Fraction{0, 10}, Fraction{0, 10}, -0.2775, 0.2775},
		{Fraction{10, 10}, Fraction{0, 20}, 0.6791, 1},
		{Fraction{10, 10}, Fraction{0, 10}, 0.6075, 1},
	} {
		e, err := ProportionDifference(tt.a, tt.b, C95)
		if err != nil || math.Abs(e.Lower-tt.lower) > 5.1e-5 || math.Abs(e.Upper-tt.upper) > 5.1e-5 || e.Value != tt.a.N/tt.a.D-tt.b.N/tt.b.D {
			t.Errorf("%v less %v = %+v, %v, want %v to %v", tt.a, tt.b, e, err, tt.lower, tt.upper)
		}
	}
}

// TestGaps checks the others by their formulas, worked out apart with forty
// digits.
func TestGaps(t *testing.T) {
	rate := func(a, b Fraction, c Confidence) (Estimate, error) { return RateDifference(a, b, 1e4, c) }
	for _, tt := range []struct {
		name                string
		f                   func(a, b Fraction, c Confidence) (Estimate, error)
		a, b                Fraction
		c                   Confidence
		value, lower, upper float64
	}{
		{"proportions at 99.8%", ProportionDifference, Fraction{2494, 10304}, Fraction{142900, 632830}, C998, 0.016230886166184574, 0.0033310445032181966, 0.029603735437163376},
		{"rates of many and few", rate, Fraction{250, 1234}, Fraction{4, 900}, C95, 1981.4874842427517, 1728.4193565534125, 2250.765882715949},
		{"rates of none and none", rate, Fraction{0, 900}, Fraction{0, 1800}, C95, 0.0, -20.493774745077424, 40.987549490154848},
		{"rates of 0.5 and 1200", rate, Fraction{0.5, 77}, Fraction{1200, 81000}, C998, -83.213083213083213, -149.57713684712272, 908.18443830297696},
		{"ratio of proportions", ProportionRatio, Fraction{56, 70}, Fraction{48, 80}, C95, 1.3333333333333333, 1.0766264227631927, 1.651248511266387},
		{"ratio of all to some", ProportionRatio, Fraction{10, 10}, Fraction{5, 10}, C998, 2.0, 0.75271389410394216, 5.3141041122427329},
		{"ratio of proportions of very different size", ProportionRatio, Fraction{1, 1000000}, Fraction{300, 400}, 0.9, 1.3333333333333333e-6, 2.5721166203352625e-7, 6.9117308434718382e-6},
		{"ratio of rates", RateRatio, Fraction{17, 2768}, Fraction{28, 1857}, C95, 0.40732091246903386, 0.2229552738858525, 0.74414174126936445},
		{"ratio of rates above their base", RateRatio, Fraction{250, 220}, Fraction{3, 1000}, C998, 378.78787878787879, 62.938430360279671, 2279.6923325747711},
	} {
		e, err := tt.f(tt.a, tt.b, tt.c)
		checkInterval(t, tt.name, e.Interval, err, tt.lower, tt.upper, exact)
		checkNear(t, tt.name, e.Value, tt.value, exact)
	}
}

func TestGapStates(t *testing.T) {
	five, none, all := Fraction{5, 10}, Fraction{0, 10}, Fraction{10, 10}
	rate := func(a, b Fraction, c Confidence) (Estimate, error) { return RateDifference(a, b, 1e4, c) }
	for _, tt := range []struct {
		name string
		f    func(a, b Fraction, c Confidence) (Estimate, error)
		a, b Fraction
		want error
	}{
		{"ratio to none", ProportionRatio, five, none, ErrNoEvents},
		{"ratio of none", ProportionRatio, none, five, ErrNoEvents},
		{"ratio of all to all", ProportionRatio, all, all, ErrNoSpread},
		{"ratio of all to half", ProportionRatio, all, five, nil},
		{"ratio of nobody", ProportionRatio, Fraction{0, 0}, five, ErrNoDenominator},
		{"ratio above the whole", ProportionRatio, Fraction{11, 10}, five, ErrAboveWhole},
		{"rates to none", RateRatio, five, none, ErrNoEvents},
		{"rates above the base", RateRatio, Fraction{11, 10}, five, nil},
		{"rates of nobody", RateRatio, five, Fraction{5, 0}, ErrNoDenominator},
		{"difference from none", ProportionDifference, five, none, nil},
		{"difference of nobody", ProportionDifference, five, Fraction{0, 0}, ErrNoDenominator},
		{"difference of rates of none", rate, none, none, nil},
		{"difference of rates of no count", rate, Fraction{math.NaN(), 1}, none, ErrNotACount},
	} {
		if _, err := tt.f(tt.a, tt.b, C95); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
}
