package benchmark

import (
	"math"

	"earlyhelp/shared/area"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
	"earlyhelp/shared/published"
)

// exactLimits holds the exact Poisson limits of the counts under ten, so that
// they are worked out once and not for every row.
type exactLimits struct{ at95, at998 [exactBelow]Interval }

func newExactLimits() exactLimits {
	var e exactLimits
	for x := range exactBelow {
		e.at95[x], _ = ExactPoisson(float64(x), C95)
		e.at998[x], _ = ExactPoisson(float64(x), C998)
	}
	return e
}

func (e *exactLimits) count(x float64) (at95, at998 Interval, err error) {
	if i := int(x); x >= 0 && x < exactBelow && float64(i) == x {
		return e.at95[i], e.at998[i], nil
	}
	if at95, err = Count(x, C95); err != nil {
		return
	}
	at998, err = Count(x, C998)
	return
}

// fill works out value and intervals from counts, or says why it cannot. A
// mean has no interval, since a return gives no spread; nor has a fact about
// one area, of which nothing is estimated.
func (b *builder) fill(f *Fact, u indicator.Unit, n, d float64) {
	var at95, at998 Interval
	var err error
	interval := true
	switch {
	case d == 0:
		err = ErrNoDenominator
	case u == indicator.Rate:
		if at95, at998, err = b.limits.count(n); err == nil {
			at95, at998 = at95.Times(Per(u)/d), at998.Times(Per(u)/d)
		}
	case u == indicator.Mean, u == indicator.YesNo && f.Level == AreaLevel:
		interval = false
		if u == indicator.YesNo && n > d {
			err = ErrAboveWhole
		}
	default:
		if at95, err = Wilson(n, d, C95); err == nil {
			at998, err = Wilson(n, d, C998)
		}
		at95, at998 = at95.Times(Per(u)), at998.Times(Per(u))
	}
	value := Per(u) * n / d
	if err == nil && !(finite(value) && finite(at95.Lower) && finite(at95.Upper) && finite(at998.Lower) && finite(at998.Upper)) {
		err = ErrNotACount
	}
	switch err {
	case nil:
	case ErrNoDenominator:
		f.Symbol, f.Reason = NotApplicable, "The denominator is zero, so there is nothing to take a share of."
		return
	default:
		f.Symbol, f.Reason = NotAvailable, "It cannot be worked out: "+err.Error()+"."
		return
	}
	f.Numerator, f.Denominator, f.Value = Some(n), Some(d), Some(value)
	if interval {
		f.Lower95, f.Upper95 = Some(at95.Lower), Some(at95.Upper)
		f.Lower998, f.Upper998 = Some(at998.Lower), Some(at998.Upper)
	}
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

// publishedRow returns the counts of DfE's series that an indicator is made
// of, and whether the series has them for p. The denominator of a rate is the
// population and not of the series.
func (b *builder) publishedRow(def indicator.Definition, p period.Period, find func(period.Period) (published.Row, bool)) (n, d published.Value, ok bool) {
	if b.Published == nil || p.Kind() != period.FinancialYear {
		return n, d, false
	}
	row, ok := find(p)
	if !ok {
		return n, d, false
	}
	value := func(measure string) (published.Value, bool) {
		switch measure {
		case "referrals":
			return row.Referrals, true
		case "referrals_nfa":
			return row.NFA, true
		case "rereferrals_12m":
			return row.ReReferrals, true
		}
		return published.Value{}, false
	}
	if n, ok = value(def.Numerator); !ok {
		return n, d, false
	}
	if !indicator.IsPopulation(def.Denominator) {
		d, ok = value(def.Denominator)
	}
	return n, d, ok
}

// publishedFact fills in f from DfE's series and reports whether it has a row
// for it, be it a symbol.
func (b *builder) publishedFact(f *Fact, def indicator.Definition, p period.Period, find func(period.Period) (published.Row, bool)) bool {
	n, d, ok := b.publishedRow(def, p, find)
	if !ok {
		return false
	}
	f.Source = FromPublished
	for _, v := range []published.Value{n, d} {
		if !v.OK() {
			f.Symbol, f.Reason = Symbol(v.Symbol), publishedReason(v.Symbol)
			return true
		}
	}
	if def.Denominator != indicator.Population {
		b.fill(f, def.Unit, float64(n.N), float64(d.N))
		return true
	}
	var pop area.Population
	switch f.Level {
	case EnglandLevel:
		pop, ok = b.Register.EnglandPopulation(p)
	case RegionLevel:
		pop, ok = b.Register.RegionPopulation(f.Code, p)
	default:
		pop, ok = b.Register.Population(f.DFE, p)
	}
	if !ok {
		f.Symbol, f.Reason = NotAvailable, "There is no population estimate for this area and period."
		return true
	}
	b.fill(f, def.Unit, float64(n.N), float64(pop.N))
	return true
}

func publishedReason(s published.Symbol) string {
	switch s {
	case published.Suppressed:
		return "Hidden by the Department for Education so that nobody can be recognised."
	case published.LowReliability:
		return "The Department for Education gives no figure because it is of low reliability."
	case published.NotApplicable:
		return "The Department for Education says that it does not apply."
	}
	return "The Department for Education has no figure."
}
