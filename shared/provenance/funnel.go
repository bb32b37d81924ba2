package provenance

import (
	"fmt"

	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/indicator"
)

// fewestForSpread and trimShare are those of the national funnels: the spread
// between areas is estimated from ten at least, with the outermost tenth at
// each end pulled in (Spiegelhalter, 2005).
const (
	fewestForSpread = 10
	trimShare       = 0.1
)

// england returns England's row among the facts, nil where there is none.
func (at *Located) england() *benchmark.Fact {
	for i := range at.Facts {
		if at.Facts[i].Level == benchmark.EnglandLevel {
			return &at.Facts[i]
		}
	}
	return nil
}

// place adds the lines that compare an area with England and place it in the
// funnel, against what the publication says.
func (w *working) place(n, d float64, comparison benchmark.Comparison, outlier benchmark.Outlier) {
	u, e := w.at.Definition.Unit, w.at.england()
	if e == nil || !e.Value.OK || !w.at.Fact.Value.OK || u != indicator.Percent && u != indicator.Rate {
		return
	}
	w.compared(n, d, e, comparison)
	centre := e.Value.Value / benchmark.Per(u)
	if e.Numerator.OK && e.Denominator.OK && e.Denominator.Value > 0 {
		centre = e.Numerator.Value / e.Denominator.Value
	}
	if !(centre > 0) || u == indicator.Percent && centre >= 1 {
		return
	}
	if d < benchmark.FewestClassed {
		w.add(Line{What: "In the funnel", Formula: fmt.Sprintf("an area with fewer than %d in the denominator is not classed", benchmark.FewestClassed),
			Put: number(d), Result: words(benchmark.NotOutside), Published: words(outlier)}, outlier != "", outlier == benchmark.NotOutside || outlier == "")
		return
	}
	w.classed(n, d, centre, w.spread(centre), outlier)
}

// compared adds the line that says on which side of England an area lies.
func (w *working) compared(n, d float64, e *benchmark.Fact, published benchmark.Comparison) {
	u, per := w.at.Definition.Unit, benchmark.Per(w.at.Definition.Unit)
	i, err := benchmark.Wilson(n, d, benchmark.C95)
	i = i.Times(per)
	if u == indicator.Rate {
		i, err = benchmark.RatePer(n, d, per, benchmark.C95)
	}
	if err != nil {
		return
	}
	got := benchmark.Compare(i, e.Value.Value, w.at.Definition.Polarity)
	w.add(Line{What: "Compared with England", Formula: "England’s value outside the 95% interval, or within it",
		Put: fmt.Sprintf("%s against %s", number(e.Value.Value), between(i)), Result: string(got), Published: string(published)},
		published != "", got == published)
}

// spread adds the line of the spread between areas and returns tau², 0 where
// chance explains it all or the areas are too few to tell.
func (w *working) spread(centre float64) float64 {
	u := w.at.Definition.Unit
	var scores []benchmark.Score
	for i := range w.at.Facts {
		f := &w.at.Facts[i]
		if f.Level != benchmark.AreaLevel || !f.Value.OK || !f.Numerator.OK || !f.Denominator.OK || f.Denominator.Value < benchmark.FewestClassed {
			continue
		}
		s, err := benchmark.ProportionScore(f.Numerator.Value, f.Denominator.Value, centre)
		if u == indicator.Rate {
			s, err = benchmark.RatioScore(f.Numerator.Value, f.Denominator.Value*centre)
		}
		if err == nil {
			scores = append(scores, s)
		}
	}
	l := Line{What: "How much areas differ", Formula: "φ = Σz² / N, τ² = (Nφ − (N − 1)) / (Σw − Σw²/Σw), the outermost tenth at each end pulled in",
		Put: fmt.Sprintf("N = %d areas with %d or more in the denominator", len(scores), benchmark.FewestClassed)}
	if len(scores) < fewestForSpread {
		l.Result = "fewer than ten areas, too few to tell: the limits allow for chance alone"
		w.add(l, false, false)
		return 0
	}
	s, err := benchmark.Disperse(scores, benchmark.Winsorise, trimShare)
	if err != nil {
		l.Result = "none: " + err.Error()
		w.add(l, false, false)
		return 0
	}
	l.Result = fmt.Sprintf("φ = %s, τ² = %s", number(s.Phi), number(s.Tau2))
	w.add(l, false, false)
	return s.Tau2
}

// classed adds the lines of the limits for the area's own denominator, and
// where it lies between them.
func (w *working) classed(n, d, centre, tau2 float64, published benchmark.Outlier) {
	u, per := w.at.Definition.Unit, benchmark.Per(w.at.Definition.Unit)
	var at [2]benchmark.Interval
	for i, c := range []benchmark.Confidence{benchmark.C95, benchmark.C998} {
		var err error
		if at[i], err = limits(u, d, centre, tau2, c); err != nil {
			w.add(Line{What: "In the funnel", Result: "none: " + err.Error(), Published: words(published)}, published != "", published == benchmark.NotOutside)
			return
		}
		formula, put := limitWords(u, d, centre, tau2, c)
		w.add(Line{What: confidence(c) + " limits for an area of its size", Formula: formula, Put: put, Result: between(at[i].Times(per))}, false, false)
	}
	got := benchmark.NotOutside
	switch v := n / d; {
	case v > at[1].Upper:
		got = benchmark.High998
	case v < at[1].Lower:
		got = benchmark.Low998
	case v > at[0].Upper:
		got = benchmark.High95
	case v < at[0].Lower:
		got = benchmark.Low95
	}
	w.add(Line{What: "In the funnel", Formula: "the value against the limits", Put: number(per * n / d), Result: words(got), Published: words(published)},
		published != "", got == published)
}

func limits(u indicator.Unit, d, centre, tau2 float64, c benchmark.Confidence) (benchmark.Interval, error) {
	switch {
	case u == indicator.Percent && tau2 > 0:
		return benchmark.AdjustedProportionLimits(d, centre, tau2, c)
	case u == indicator.Percent:
		return benchmark.ProportionLimits(d, centre, c)
	case tau2 > 0:
		return benchmark.AdjustedRateLimits(d, centre, tau2, c)
	}
	return benchmark.RateLimits(d, centre, c)
}

// limitWords writes the formula of the limits with the numbers put in.
func limitWords(u indicator.Unit, d, centre, tau2 float64, c benchmark.Confidence) (formula, put string) {
	z, p, m, t := number(c.Z()), number(centre), number(d), number(tau2)
	switch {
	case u == indicator.Percent && tau2 > 0:
		return "100 × sin²(asin √p ± z √(1/(4d) + τ²)), p England’s share", fmt.Sprintf("100 × sin²(asin √%s ± %s √(1/(4 × %s) + %s))", p, z, m, t)
	case u == indicator.Percent:
		return "100 × (p ± z √(p(1 − p)/d)), p England’s share", fmt.Sprintf("100 × (%s ± %s √(%s × (1 − %s)/%s))", p, z, p, p, m)
	case tau2 > 0:
		return "10,000 × r exp(±z √(1/(d r) + τ²)), r England’s rate", fmt.Sprintf("10,000 × %s × exp(±%s √(1/(%s × %s) + %s))", p, z, m, p, t)
	}
	return "exact Poisson limits of d × r events, r England’s rate", fmt.Sprintf("%s × %s events", m, p)
}

// words says where an area lies in the funnel.
func words(o benchmark.Outlier) string {
	switch o {
	case benchmark.High998:
		return "above the 99.8% limits"
	case benchmark.Low998:
		return "below the 99.8% limits"
	case benchmark.High95:
		return "above the 95% limits"
	case benchmark.Low95:
		return "below the 95% limits"
	case benchmark.NotOutside:
		return "within the limits"
	}
	return ""
}
