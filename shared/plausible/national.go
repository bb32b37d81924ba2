package plausible

import (
	"fmt"

	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/returns"
)

// national makes check V10 for every indicator that has a funnel.
func (k *checker) national() {
	if k.Limits == nil {
		return
	}
	for _, d := range k.Catalogue.Computed() {
		limit, ok := k.Limits.Find(d.ID, k.r.Period)
		if !ok || limit.Unit != d.Unit {
			continue
		}
		num, den, ok := k.figure(d)
		if !ok {
			continue
		}
		side := ""
		switch limit.Class(num.N, den) {
		case benchmark.High998:
			side = "above"
		case benchmark.Low998:
			side = "below"
		default:
			continue
		}
		in, err := limit.At(den, benchmark.C998)
		if err != nil {
			continue
		}
		value := benchmark.Per(d.Unit) * num.N / den
		which := ""
		if limit.Period != k.r.Period {
			which = " for " + limit.Period.Words() + ", the latest there is"
		}
		k.add(cell.Problem{
			Ref: k.place(num), Rule: "V10", Severity: cell.Explain, Group: groupNational, Value: count(num.N),
			Message: fmt.Sprintf("“%s” comes to %s (%s of %s), %s the national limits of %s to %s. They hold 998 of 1,000 areas of this size about England’s %s%s, "+
				"with room for how much areas differ. If a count is wrong, correct it; if the figure is right, explain why the area is so far from others.",
				d.Title, figure(value, d.Unit), count(num.N), count(den), side, decimal(in.Lower), figure(in.Upper, d.Unit), figure(limit.Value, d.Unit), which),
		})
	}
}

// figure returns the counts behind an indicator; ok is false where one is not
// a number.
func (k *checker) figure(d indicator.Definition) (num returns.Count, den float64, ok bool) {
	num, ok = k.total(d.Numerator)
	if !ok {
		return num, 0, false
	}
	if d.Denominator == indicator.Population {
		pop, ok := k.Register.Population(k.r.Area, k.r.Period)
		return num, float64(pop.N), ok
	}
	c, ok := k.total(d.Denominator)
	return num, c.N, ok && c.N > 0
}
