package audit

import (
	"math"
	"strings"

	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

// A kind is what a public row says of its numerator and denominator.
type kind uint8

const (
	silent  kind = iota // nothing, or there is no row: not returned, not available
	shown               // both, or the numerator where the denominator is a population
	hidden              // the symbol c: at least one of them is kept back
	sample              // the symbol u in place of a number: both are there, the denominator under ten
	nothing             // the denominator is zero
	low                 // above areas: above zero, and zero to the nearest 10
	without             // does not apply: it adds nothing to a total
	ratio               // hidden, yet a value stands: n of d in lowest terms
	rate                // hidden, yet a rate stands from which the numerator follows: n
)

// said is one public row: of one indicator and period, for a cell and a place
// by number. n and d are counts, in hundredths for measures with decimals.
type said struct {
	cell, place int32
	kind        kind
	n, d        int32
}

// cellName is a breakdown and one of its categories.
type cellName struct{ breakdown, category string }

// A place is an area, a region or England.
type site struct {
	level           benchmark.Level
	code, dfe, name string
}

// scale is how many units one of a measure has.
func scale(measure string) int64 {
	if m, ok := returns.FindMeasure(measure); ok && m.Decimals {
		return 100
	}
	return 1
}

// reads reports whether an outsider learns counts of people from a row.
func reads(f *benchmark.Fact) bool {
	return f.Source == benchmark.FromReturn || f.Source == benchmark.FromPooled
}

// read says what a row says.
func (k *Knowledge) read(f *benchmark.Fact, d *terms) said {
	var s said
	switch {
	case f.Numerator.OK && (f.Denominator.OK || d.den == ""):
		s.kind = shown
		s.n = units(f.Numerator.Value, d.numScale)
		if d.den != "" {
			s.d = units(f.Denominator.Value, d.denScale)
		}
		if s.n < 0 || s.d < 0 {
			return said{}
		}
	case f.Value.OK:
		s = k.betrayed(f, d)
	case f.Symbol == benchmark.Confidential:
		s.kind = hidden
	case f.Symbol == benchmark.LowReliability:
		s.kind = sample
	case f.Symbol == benchmark.RoundsToZero:
		s.kind = low
	case f.Symbol == benchmark.NotApplicable && strings.Contains(f.Reason, "denominator is zero"):
		s.kind = nothing
	case f.Symbol == benchmark.NotApplicable:
		s.kind = without
	}
	return s
}

// units is x in units of which one has so many, -1 where that cannot be.
func units(x float64, scale int64) int32 {
	u := math.Round(x * float64(scale))
	if !(u >= 0 && u <= math.MaxInt32) {
		return -1
	}
	return int32(u)
}

// betrayed reads a row whose counts are kept back and whose value stands. Six
// decimals of a percentage tell the fraction in lowest terms, and a rate the
// numerator to whoever knows the population.
func (k *Knowledge) betrayed(f *benchmark.Fact, d *terms) said {
	per := benchmark.Per(d.unit)
	if d.den != "" {
		n, of, ok := fraction(f.Value.Value/per, 1.1e-6/per)
		if ok && d.numScale == 1 && d.denScale == 1 {
			return said{kind: ratio, n: n, d: of}
		}
		return said{kind: hidden}
	}
	if k.register == nil {
		return said{kind: hidden}
	}
	pop, ok := k.register.Population(f.DFE, f.Period)
	if f.Level != benchmark.AreaLevel || !ok {
		return said{kind: hidden}
	}
	return said{kind: rate, n: units(f.Value.Value*float64(pop.N)/per, d.numScale)}
}

// fraction returns the fraction with the smallest denominator, up to 100,000,
// that is x to within an error.
func fraction(x, within float64) (n, d int32, ok bool) {
	if !(x >= 0 && x <= 1e4) {
		return 0, 0, false
	}
	// Convergents of the continued fraction; Knuth, The Art of Computer
	// Programming, volume 2, section 4.5.3.
	a, b, p, q := 0.0, 1.0, 1.0, 0.0
	for rest := x; ; {
		whole := math.Floor(rest + 1e-12)
		a, p = p, whole*p+a
		b, q = q, whole*q+b
		if q > 1e5 {
			return 0, 0, false
		}
		if math.Abs(x-p/q) <= within {
			return int32(p), int32(q), true
		}
		if rest-whole < 1e-12 {
			return 0, 0, false
		}
		rest = 1 / (rest - whole)
	}
}

// terms are what an indicator is made of.
type terms struct {
	id                 string
	num, den           string // measures; den is "" for a population
	numScale, denScale int64
	unit               indicator.Unit
	people             bool // small counts of it are hidden, totals above areas rounded
}

func termsOf(d indicator.Definition) terms {
	t := terms{id: d.ID, num: d.Numerator, den: d.Denominator, unit: d.Unit, people: d.Class != "D4" && d.Class != "D5"}
	if indicator.IsPopulation(t.den) {
		t.den = ""
	}
	t.numScale, t.denScale = scale(t.num), scale(t.den)
	return t
}

// year returns the financial year that a period is or lies in: rows of other
// years have no equation in common.
func year(p period.Period) int {
	start := p.Start()
	if start.Month < 4 {
		return start.Year - 1
	}
	return start.Year
}
