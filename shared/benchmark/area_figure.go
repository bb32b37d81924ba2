package benchmark

import (
	"slices"

	"earlyhelp/shared/area"
	"earlyhelp/shared/indicator"
)

// regionFigures are those of the regions, by name.
func (t *table) regionFigures(r *area.Register) []RegionFigure {
	byRegion := map[string][]*Fact{}
	for _, f := range t.areas {
		if a, ok := r.Find(f.DFE); ok {
			byRegion[a.RegionCode] = append(byRegion[a.RegionCode], f)
		}
	}
	var out []RegionFigure
	for _, f := range t.regions {
		out = append(out, RegionFigure{Code: f.Code, Name: f.Name, EnglandFigure: t.above(f, averagesOf(byRegion[f.Code], t.def.Unit)),
			Comparison: comparisonOf(f, t.england, t.def.Polarity)})
	}
	return out
}

// above is the figure of a region or of England.
func (t *table) above(f *Fact, a averages) EnglandFigure {
	e := EnglandFigure{Symbol: f.Symbol, Reason: f.Reason, Source: f.Source, AreasReturned: f.AreasReturned, AreasExpected: f.AreasExpected}
	if e.Value = shownValue(f, t.def.Unit); e.Value.OK {
		e.Numerator, e.Denominator = proper(f.Numerator), proper(f.Denominator)
		e.Lower95, e.Upper95 = shownNumber(f.Lower95), shownNumber(f.Upper95)
		e.Marks = f.Marks.List()
	}
	e.Mean, e.Median, e.WithFigures = a.mean, a.median, a.with
	e.Words = aboveWords(t, f, e)
	return e
}

func areaFigure(f *Fact, u indicator.Unit) AreaFigure {
	a := AreaFigure{Code: f.Code, DFE: f.DFE, Name: f.Name, Symbol: f.Symbol, Reason: f.Reason, Source: f.Source,
		Demonstration: f.Demonstration, Comparison: NotCompared, Outlier: NotOutside}
	if a.Value = shownValue(f, u); a.Value.OK {
		a.Numerator, a.Denominator = proper(f.Numerator), proper(f.Denominator)
		a.Lower95, a.Upper95 = shownNumber(f.Lower95), shownNumber(f.Upper95)
		a.Lower998, a.Upper998 = shownNumber(f.Lower998), shownNumber(f.Upper998)
		a.Marks = f.Marks.List()
	}
	return a
}

func comparisonOf(f, england *Fact, p indicator.Polarity) Comparison {
	if !f.Value.OK || !england.Value.OK || !f.Lower95.OK || !f.Upper95.OK {
		return NotCompared
	}
	return Compare(Interval{f.Lower95.Value, f.Upper95.Value}, england.Value.Value, p)
}

// comparisonWithPeers compares an area with the pooled figure of its peers, as
// comparisonOf does with England's; "" where no peers were asked for.
func comparisonWithPeers(f *Fact, asked bool, pooled Number, p indicator.Polarity) Comparison {
	switch {
	case !asked:
		return ""
	case !f.Value.OK || !pooled.OK || !f.Lower95.OK || !f.Upper95.OK:
		return NotCompared
	}
	return Compare(Interval{f.Lower95.Value, f.Upper95.Value}, pooled.Value, p)
}

// shownValue is the value to one decimal place, from the counts themselves.
func shownValue(f *Fact, u indicator.Unit) Number {
	if !f.Value.OK || !finite(f.Value.Value) {
		return Number{}
	}
	if shows(f) {
		return Some(Round1(f.Numerator.Value, f.Denominator.Value, Per(u)))
	}
	return shownNumber(f.Value)
}

// shownNumber is n to one decimal place; what is no finite number is none.
func shownNumber(n Number) Number {
	if n = proper(n); !n.OK {
		return n
	}
	return Some(Shown1(n.Value))
}

// proper is n, or none for what is no finite number.
func proper(n Number) Number {
	if !n.OK || !finite(n.Value) {
		return Number{}
	}
	return n
}

// Per returns what numerator over denominator is multiplied by to be in a
// unit: 100 for a percentage, 10,000 for a rate, 1 for a mean.
func Per(u indicator.Unit) float64 {
	switch u {
	case indicator.Percent, indicator.YesNo:
		return 100
	case indicator.Rate:
		return 10000
	}
	return 1
}

// ranksOf ranks the areas that show a figure and are large enough to be
// classed, with intervals that hold all at once with 95% confidence: the best
// first where the indicator has a polarity, else the highest. It is empty for
// a mean, or a fact that is yes or no, or where there is nothing to rank.
func ranksOf(t *table) map[string]AreaRank {
	if t.def.Unit != indicator.Percent && t.def.Unit != indicator.Rate {
		return nil
	}
	var fs []Fraction
	var of []*Fact
	for _, f := range t.areas {
		if classed(f) {
			fs, of = append(fs, Fraction{f.Numerator.Value, f.Denominator.Value}), append(of, f)
		}
	}
	ranks, err := RankFractions(fs, t.def.Unit, C95, t.def.Polarity != indicator.Low)
	if err != nil {
		return nil
	}
	out := make(map[string]AreaRank, len(of))
	for i, f := range of {
		r, quarter := ranks[i], func(rank int) int { return 4*(rank-1)/len(of) + 1 }
		out[f.DFE] = AreaRank{r.Rank, r.From, r.To, len(of), quarter(r.Rank), quarter(r.From), quarter(r.To)}
	}
	return out
}

// rank returns the place of a figure, nil where it has none. A figure that is
// not of t itself takes the place of the same area's in t.
func (t *table) rank(f *Fact, own bool) *AreaRank {
	ranks := map[string]AreaRank(nil)
	if own {
		ranks = t.ranks()
	} else {
		with := &table{def: t.def, areas: append(slices.DeleteFunc(slices.Clone(t.areas), func(x *Fact) bool { return x.DFE == f.DFE }), f)}
		ranks = ranksOf(with)
	}
	if r, ok := ranks[f.DFE]; ok {
		return &r
	}
	return nil
}
