package benchmark

import (
	"math"

	"earlyhelp/shared/indicator"
)

// FewestClassed is the denominator under which an area is shown with its
// interval but neither classed as an outlier nor used to estimate the spread:
// on the arcsine scale so few cases can look extreme for no reason. With 100,
// two areas of 153 are left out for referrals in 2024-25, City of London (57)
// and Isles of Scilly (32).
const FewestClassed = 100

// fewestForSpread is how many areas the spread between areas is estimated
// from at least: of ten, the trimmed method sets aside one at each end.
const fewestForSpread = 10

// trimShare is Spiegelhalter's: the outermost tenth at each end.
const trimShare = 0.1

// A funnel classes areas about England's value.
type funnel struct {
	unit   indicator.Unit
	centre float64 // per unit of denominator
	d      Dispersion
	ok     bool   // d was estimated
	reason string // why not
}

// funnelOf returns nil where there can be no funnel: another unit, or England
// with no value, none or all.
func funnelOf(u indicator.Unit, england *Fact, areas []*Fact) *funnel {
	if u != indicator.Percent && u != indicator.Rate || !england.Value.OK {
		return nil
	}
	f := &funnel{unit: u, centre: england.Value.Value / Per(u)}
	if england.Numerator.OK && england.Denominator.OK && england.Denominator.Value > 0 {
		f.centre = england.Numerator.Value / england.Denominator.Value
	}
	if !(f.centre > 0) || u == indicator.Percent && f.centre >= 1 {
		return nil
	}
	var scores []Score
	for i := range areas {
		if !classed(areas[i]) {
			continue
		}
		n, d := areas[i].Numerator.Value, areas[i].Denominator.Value
		var s Score
		var err error
		if u == indicator.Percent {
			s, err = ProportionScore(n, d, f.centre)
		} else {
			s, err = RatioScore(n, d*f.centre)
		}
		if err == nil {
			scores = append(scores, s)
		}
	}
	if len(scores) < fewestForSpread {
		f.reason = "Fewer than ten areas have a figure of " + numberWord(FewestClassed) + " cases or more, too few to tell how much areas differ, so the limits allow for chance alone."
		return f
	}
	var err error
	f.d, err = Disperse(scores, Winsorise, trimShare)
	f.ok = err == nil
	return f
}

func classed(f *Fact) bool {
	return shows(f) && f.Denominator.Value >= FewestClassed
}

// limits returns the limits for a denominator, per unit of denominator.
func (f *funnel) limits(d, tau2 float64, c Confidence) (Interval, error) {
	switch {
	case f.unit == indicator.Percent && tau2 > 0:
		return AdjustedProportionLimits(d, f.centre, tau2, c)
	case f.unit == indicator.Percent:
		return ProportionLimits(d, f.centre, c)
	case tau2 > 0:
		return AdjustedRateLimits(d, f.centre, tau2, c)
	}
	return RateLimits(d, f.centre, c)
}

// class places an area in the funnel. f may be nil.
func (f *funnel) class(a *Fact) Outlier { return f.classBy(a, f.tau2()) }

func (f *funnel) tau2() float64 {
	if f == nil {
		return 0
	}
	return f.d.Tau2
}

func (f *funnel) classBy(a *Fact, tau2 float64) Outlier {
	if f == nil || !classed(a) {
		return NotOutside
	}
	d := a.Denominator.Value
	if f.unit == indicator.Rate && tau2 == 0 {
		o, err := RateOutlier(a.Numerator.Value, d, f.centre)
		if err != nil {
			return NotOutside
		}
		return o
	}
	in95, err := f.limits(d, tau2, C95)
	if err != nil {
		return NotOutside
	}
	in998, err := f.limits(d, tau2, C998)
	if err != nil {
		return NotOutside
	}
	return outlierOf(a.Numerator.Value/d, in95, in998)
}

// unplaced says why a figure has no place in the funnel, in a phrase that can
// stand by itself; "" for one that has, and where there is no figure.
func (t *table) unplaced(f *Fact) string {
	england := t.england
	switch {
	case !f.Value.OK:
		return ""
	case t.def.Unit == indicator.Mean:
		return "No funnel: an average has no interval and no limits."
	case t.def.Unit == indicator.YesNo:
		return "No funnel: an answer of yes or no has no limits."
	case t.funnel() == nil && england.Symbol == Confidential:
		return "No funnel: England’s figure is hidden, so there is nothing to draw limits about."
	case t.funnel() == nil && !england.Value.OK:
		return "No funnel: there is no figure for England to draw limits about."
	case t.funnel() == nil:
		return "No funnel: England’s figure is none or all, and limits cannot be drawn about it."
	case !shows(f):
		return "Not placed: the counts behind the figure are not given."
	case !classed(f):
		return "Too few cases to place: fewer than " + numberWord(FewestClassed) + "."
	}
	return ""
}

// gridPoints is how many denominators the limit curves are drawn at: smooth at
// the width of a page.
const gridPoints = 60

// shown returns the funnel as the API sends it, with the limits widened for
// the spread between areas or, for chance, those of chance alone; nil for a nil
// f. The counts are the same in both. The grid runs evenly on the log scale
// from the smallest to the largest denominator shown.
func (f *funnel) shown(t *table, chance bool) *Funnel {
	if f == nil {
		return nil
	}
	out := &Funnel{Adjusted: f.d.Tau2 > 0 && !chance, Centre: shownNumber(Some(f.centre * Per(f.unit))), Areas: f.d.N, Limits: []FunnelLimit{}, Reason: f.reason}
	if f.ok {
		out.Phi, out.Tau2 = proper(Some(f.d.Phi)), proper(Some(f.d.Tau2))
	}
	for _, a := range t.areas {
		switch comparisonOf(a, t.england, t.def.Polarity) {
		case Better, Worse, Higher, Lower:
			out.Interval++
			out.Compared++
		case Similar:
			out.Compared++
		}
		if !classed(a) {
			continue
		}
		out.Classed++
		if o := f.classBy(a, f.d.Tau2); o == High998 || o == Low998 {
			out.Outside++
		}
		if o := f.classBy(a, 0); o == High998 || o == Low998 {
			out.Naive++
		}
	}
	tau2 := f.d.Tau2
	if chance {
		tau2 = 0
	}
	f.draw(out, t.areas, tau2)
	return out
}

// draw fills in the curves of the limits.
func (f *funnel) draw(out *Funnel, areas []*Fact, tau2 float64) {
	lo, hi := math.Inf(1), 0.0
	for _, a := range areas {
		if shows(a) {
			lo, hi = min(lo, a.Denominator.Value), max(hi, a.Denominator.Value)
		}
	}
	if hi == 0 {
		return
	}
	last := 0.0
	for i := range gridPoints {
		d := math.Round(lo * math.Pow(hi/lo, float64(i)/(gridPoints-1)))
		if !(d > last) {
			continue
		}
		last = d
		in95, err := f.limits(d, tau2, C95)
		if err != nil {
			continue
		}
		in998, err := f.limits(d, tau2, C998)
		if err != nil {
			continue
		}
		k := Per(f.unit)
		out.Limits = append(out.Limits, FunnelLimit{Denominator: d,
			Lower998: drawn(k * in998.Lower), Lower95: drawn(k * in95.Lower), Upper95: drawn(k * in95.Upper), Upper998: drawn(k * in998.Upper)})
	}
}

// drawn keeps four decimals, enough for a curve without steps.
func drawn(x float64) float64 { return math.Round(x*1e4) / 1e4 }
