package figures

import (
	"fmt"
	"html/template"
	"math"
	"strings"

	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/chart"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/indicator"
)

// A Method is one way of calling areas different, and how many it calls so.
type Method struct {
	Count   string
	Words   string
	Href    string // the page by this method; "" where there is none
	Current bool
}

// chance reports whether areas are placed by limits that allow for chance
// alone.
func (c choices) chance() bool { return c.limits == benchmark.LimitsChance }

// funnelChart draws an answer as a funnel plot; false where there is none.
func (p *Pages) funnelChart(a benchmark.Answer, d indicator.Definition, c choices, title string) (chart.Funnel, bool) {
	if a.Funnel == nil {
		return chart.Funnel{}, false
	}
	f := chart.Funnel{ID: "funnel", Title: title, XLabel: denominatorLabel(d), YLabel: yLabel(d), YUnit: unitSign(d.Unit),
		Centre: a.England.Value.Value, HasCentre: a.England.Value.OK, CentreLabel: "England", Max: unitMost(d.Unit)}
	for _, l := range a.Funnel.Limits {
		f.Limits = append(f.Limits, chart.Limit{X: l.Denominator, Lower998: l.Lower998, Lower95: l.Lower95, Upper95: l.Upper95, Upper998: l.Upper998})
	}
	peers := peerCodes(a)
	own, _ := p.areas.Find(c.of)
	for _, x := range a.Areas {
		if !x.Value.OK || !x.Denominator.OK {
			continue
		}
		pt := chart.Point{Name: x.Name, Href: placeHref(x.DFE, d.ID, c), X: x.Denominator.Value, Y: x.Value.Value, Outlier: chart.Outlier(x.Outlier)}
		pt.Title = value(x.Value, d.Unit, "") + " (" + whole(x.Numerator) + " of " + whole(x.Denominator) + "), 95% interval " + span(x.Lower95, x.Upper95) + ", " + standing(x)
		switch {
		case c.of != "" && x.DFE == own.DFE:
			pt.Emphasis = chart.Own
		case peers[x.Code]:
			pt.Emphasis = chart.Peer
		}
		f.Points = append(f.Points, pt)
	}
	if d.Baseline.HasMark && d.Unit == indicator.Percent && c.breakdown == "" {
		mark := chart.Reference{Value: d.Baseline.Percent, Label: baselineMark(d.Baseline)}
		if in, ok := baselineInterval(d.Baseline); ok {
			mark.Lower, mark.Upper = in.Lower, in.Upper
		}
		f.References = []chart.Reference{mark}
	}
	f.Note = "Limits allow for chance alone."
	if a.Funnel.Adjusted && !c.chance() {
		f.Note = fmt.Sprintf("Limits adjusted for how much areas differ (overdispersion), φ = %.1f.", a.Funnel.Phi.Value)
	}
	f.Desc = fmt.Sprintf("A funnel plot of %s: the figure of each against how many it rests on, with England's figure and the limits within which 95%% and 99.8%% of areas would be expected. Of the %s large enough to be placed %s beyond the 99.8%% limits.",
		countOf(len(f.Points), "area", "areas"), govuk.Number(a.Funnel.Classed), strings.Replace(strings.Replace(lies(outside(f.Points)), " areas", "", 1), " area", "", 1))
	return f, true
}

// funnel puts the funnel plot on the page and says what it shows.
func (p *Pages) funnel(page *IndicatorPage, a benchmark.Answer, d indicator.Definition, c choices) {
	f, ok := p.funnelChart(a, d, c, page.Title+", "+page.Period)
	if !ok {
		return
	}
	without := len(a.Areas) - len(f.Points)
	f.Desc += " The table below holds the same figures."
	page.FunnelNote, f.Note = f.Note, "" // wrapped under the chart, which a narrow page would cut
	page.Funnel = template.HTML(f.SVG()) //nolint:gosec // the chart escapes every text
	page.FunnelTitle = "Who differs from England, and who is within what is expected"
	page.Methods = methods(a, d, c)
	page.FunnelWords = funnelWords(a, d, c, outside(f.Points), without)
	page.Keys = keys(c.of != "", len(peerCodes(a)) > 0, len(f.References) > 0)
}

// peerCodes are the GSS codes of the peers that a chart picks out; none for
// all of England.
func peerCodes(a benchmark.Answer) map[string]bool {
	peers := map[string]bool{}
	if a.Peers != nil && a.Peers.Kind != benchmark.PeerEngland {
		for _, code := range a.Peers.Codes {
			peers[code] = true
		}
	}
	return peers
}

// methods says how many areas each of three methods calls different.
func methods(a benchmark.Answer, d indicator.Definition, c choices) []Method {
	path := "/benchmarks/" + d.ID
	at := c
	at.limits = ""
	f := a.Funnel
	of := ", of the " + countOf(f.Classed, "area", "areas") + " that can be placed"
	interval := Method{Count: govuk.Number(f.Interval), Words: "whose own 95% interval leaves England’s figure out, of the " + countOf(f.Compared, "area", "areas") + " with an interval, as many comparison sites judge"}
	switch {
	case f.Classed == 0:
		return []Method{{Count: "None", Words: fmt.Sprintf("can be placed: every area has fewer than %d cases, so no limits are held against any", benchmark.FewestClassed), Current: true}, interval}
	case f.Tau2.Value <= 0: // one set of limits, and not two names for it
		why := "areas differ by no more than chance would make them"
		if f.Reason != "" {
			why = "too few areas can be placed to tell how much areas differ"
		}
		return []Method{{Count: govuk.Number(f.Outside), Words: "beyond 99.8% limits that allow for chance alone" + of + ". They are not adjusted here, because " + why, Current: true}, interval}
	}
	adjusted := Method{Count: govuk.Number(f.Outside), Words: "beyond 99.8% limits adjusted for how much areas differ anyway" + of + ": the method used here", Href: at.href(path), Current: !c.chance()}
	at.limits = benchmark.LimitsChance
	naive := Method{Count: govuk.Number(f.Naive), Words: "beyond 99.8% limits that allow for chance alone" + of, Href: at.href(path), Current: c.chance()}
	return []Method{adjusted, naive, interval}
}

func outside(ps []chart.Point) int {
	n := 0
	for _, p := range ps {
		if p.Outlier == chart.High998 || p.Outlier == chart.Low998 {
			n++
		}
	}
	return n
}

// lies writes "1 area lies", "3 areas lie".
func lies(n int) string {
	if n == 1 {
		return "1 area lies"
	}
	return govuk.Number(n) + " areas lie"
}

// countOf writes a number with its noun.
func countOf(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return govuk.Number(n) + " " + many
}

func funnelWords(a benchmark.Answer, d indicator.Definition, c choices, beyond, without int) []string {
	out := []string{"Areas with few cases vary more by chance, so the limits are wide on the left and narrow to the right. An area within them is not shown to differ from England, however high or low it stands. Denominators are spread by their square root, so that small areas can be told apart."}
	switch {
	case c.chance() && a.Funnel.Tau2.Value > 0:
		out = append(out, fmt.Sprintf("These limits allow for chance alone, and %s beyond the 99.8%% ones. Areas differ for many reasons besides chance: with limits adjusted for that there are %s.", lies(beyond), govuk.Number(a.Funnel.Outside)))
	case a.Funnel.Adjusted:
		out = append(out, spreadWords(a, d)...)
	case a.Funnel.Reason != "":
		out = append(out, a.Funnel.Reason)
	default:
		out = append(out, "Areas differ by no more than chance would make them, so the limits are not widened.")
	}
	out = append(out, fmt.Sprintf("Areas with a denominator under %d are drawn and not called outliers.", benchmark.FewestClassed))
	if without > 0 {
		is := "areas are"
		if without == 1 {
			is = "area is"
		}
		out = append(out, fmt.Sprintf("%s %s not drawn, because there is no figure to show; the table says why.", govuk.Number(without), is))
	}
	return out
}

// spreadWords says what phi and tau-squared mean. How much more than chance is
// said by steps that are only words: phi 1 is chance, and the square root of
// phi is how many times as wide as chance the spread is.
func spreadWords(a benchmark.Answer, d indicator.Definition) []string {
	phi, tau2 := a.Funnel.Phi.Value, a.Funnel.Tau2.Value
	much := "a little more than"
	switch {
	case phi >= 4:
		much = "far more than"
	case phi >= 1.5:
		much = "more than"
	}
	scale := "arcsine"
	if d.Unit == indicator.Rate {
		scale = "logarithmic"
	}
	first := fmt.Sprintf("Areas differ %s chance alone would make them: φ = %.1f, where 1 would be chance. That is a spread %s times as wide as chance gives.", much, phi, trimmed(math.Sqrt(phi)))
	second := fmt.Sprintf("So the limits are widened by Spiegelhalter’s method, with the outermost tenth of areas at each end drawn in so that a few extreme ones cannot widen them. What chance does not explain is τ² = %.4f on the %s scale", tau2, scale)
	// A denominator so large that chance is nothing leaves the spread between
	// areas by itself.
	if l, ok := limitsAt(a, d.Unit, 1e12, tau2); ok {
		second += fmt.Sprintf(": however many cases they had, 95 of 100 areas would be expected between %s and %s", chart.Number(l.Lower95, 1), value(benchmark.Some(l.Upper95), d.Unit, ""))
	}
	return []string{first, second + "."}
}

func trimmed(v float64) string { return strings.TrimSuffix(chart.Number(v, 1), ".0") }

// limitsAt are the limits at a denominator, in the indicator's unit, for a
// spread tau2 between areas; 0 is chance alone.
func limitsAt(a benchmark.Answer, u indicator.Unit, denominator, tau2 float64) (chart.Limit, bool) {
	per := benchmark.Per(u)
	centre := a.England.Value.Value / per
	if a.England.Numerator.OK && a.England.Denominator.OK && a.England.Denominator.Value > 0 {
		centre = a.England.Numerator.Value / a.England.Denominator.Value
	}
	limits := func(c benchmark.Confidence) (benchmark.Interval, error) {
		switch {
		case u == indicator.Percent && tau2 > 0:
			return benchmark.AdjustedProportionLimits(denominator, centre, tau2, c)
		case u == indicator.Percent:
			return benchmark.ProportionLimits(denominator, centre, c)
		case tau2 > 0:
			return benchmark.AdjustedRateLimits(denominator, centre, tau2, c)
		}
		return benchmark.RateLimits(denominator, centre, c)
	}
	in95, err := limits(benchmark.C95)
	if err != nil {
		return chart.Limit{}, false
	}
	in998, err := limits(benchmark.C998)
	if err != nil {
		return chart.Limit{}, false
	}
	return chart.Limit{X: denominator, Lower998: per * in998.Lower, Lower95: per * in95.Lower, Upper95: per * in95.Upper, Upper998: per * in998.Upper}, true
}

func keys(own, peers, mark bool) []KeyItem {
	drawn := func(s string) template.HTML { return template.HTML(s) } //nolint:gosec // drawn by chart
	var out []KeyItem
	if own {
		out = append(out, KeyItem{drawn(chart.Key(chart.Inside, chart.Own)), "the area picked out"})
	}
	if peers {
		out = append(out, KeyItem{drawn(chart.Key(chart.Inside, chart.Peer)), "its peers (filled)"})
	}
	out = append(out,
		KeyItem{drawn(chart.Key(chart.Inside, chart.Plain)), "within the 95% limits"},
		KeyItem{drawn(chart.Key(chart.High95, chart.Plain) + chart.Key(chart.Low95, chart.Plain)), "above or below the 95% limits"},
		KeyItem{drawn(chart.Key(chart.High998, chart.Plain)), "beyond the 99.8% limits"},
		KeyItem{drawn(chart.LineKey("england")), "England"},
		KeyItem{drawn(chart.LineKey("95")), "95% limits"},
		KeyItem{drawn(chart.LineKey("998")), "99.8% limits"},
	)
	if mark {
		out = append(out, KeyItem{drawn(chart.LineKey("mark")), "an inspection’s finding, dated: not a target"})
	}
	return out
}

// denominatorLabel names the horizontal axis in a few words.
func denominatorLabel(d indicator.Definition) string {
	if d.Denominator == indicator.Population {
		return "Children aged 0 to 17"
	}
	if d.DenominatorWords == "" {
		return "Denominator"
	}
	return upperFirst(d.DenominatorWords)
}

func yLabel(d indicator.Definition) string {
	switch d.Unit {
	case indicator.Rate:
		return "Per 10,000 children"
	case indicator.Mean:
		return d.Title
	}
	return "Percentage"
}
