package figures

import (
	"fmt"
	"html/template"
	"slices"

	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/chart"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/indicator"
)

// funnel draws the funnel plot and says what it shows.
func (p *Pages) funnel(page *IndicatorPage, a benchmark.Answer, d indicator.Definition, c choices, own string) {
	if a.Funnel == nil {
		return
	}
	naive := c.limits == "chance"
	f := chart.Funnel{ID: "funnel", Title: d.Title + ", " + page.Period, XLabel: denominatorLabel(d), YLabel: yLabel(d), YUnit: unitSign(d.Unit),
		Centre: a.England.Value.Value, HasCentre: a.England.Value.OK, CentreLabel: "England", Max: unitMost(d.Unit)}
	peers := map[string]bool{}
	if a.Peers != nil && a.Peers.Kind != benchmark.PeerEngland {
		for _, code := range a.Peers.Codes {
			peers[code] = true
		}
	}
	for _, l := range a.Funnel.Limits {
		cl := chart.Limit{X: l.Denominator, Lower998: l.Lower998, Lower95: l.Lower95, Upper95: l.Upper95, Upper998: l.Upper998}
		if naive {
			var ok bool
			if cl, ok = chanceLimits(a, d.Unit, l.Denominator); !ok {
				continue
			}
		}
		f.Limits = append(f.Limits, cl)
	}
	shown, without := 0, 0
	for _, x := range a.Areas {
		if !x.Value.OK || !x.Denominator.OK {
			without++
			continue
		}
		shown++
		pt := chart.Point{Name: x.Name, Href: "/areas/" + x.DFE, X: x.Denominator.Value, Y: x.Value.Value, Outlier: chart.Outlier(x.Outlier)}
		if naive {
			pt.Outlier = chanceOutlier(x, a, d.Unit)
		}
		if c.view != "" {
			pt.Href += "?view=" + c.view
		}
		pt.Title = value(x.Value, d.Unit, "") + " (" + whole(x.Numerator) + " of " + whole(x.Denominator) + "), 95% interval " + span(x.Lower95, x.Upper95) + ", " + pt.Outlier.Words()
		switch {
		case own != "" && x.DFE == own:
			pt.Emphasis = chart.Own
		case peers[x.Code]:
			pt.Emphasis = chart.Peer
		}
		f.Points = append(f.Points, pt)
	}
	if d.Baseline.HasMark && d.Unit == indicator.Percent {
		f.References = []chart.Reference{{Value: d.Baseline.Percent, Label: d.Baseline.Label}}
	}
	switch {
	case naive:
		f.Note = "Limits allow for chance alone."
	case a.Funnel.Adjusted:
		f.Note = fmt.Sprintf("Limits adjusted for overdispersion, φ = %.1f.", a.Funnel.Phi.Value)
	default:
		f.Note = "Limits allow for chance alone."
	}
	f.Desc = fmt.Sprintf("A funnel plot of %d areas: the figure of each against how many it rests on, with England's figure and the limits within which 95%% and 99.8%% of areas would be expected. %d areas lie beyond the 99.8%% limits. The table below holds the same figures.", shown, outside(f.Points))
	page.Funnel = template.HTML(f.SVG()) //nolint:gosec // the chart escapes every text
	page.FunnelWords = funnelWords(a, naive, outside(f.Points), without)
	other := c
	switch {
	case naive:
		other.limits = ""
		page.LimitSwitch = &govuk.Link{Text: "Show limits adjusted for overdispersion", Href: other.href("/benchmarks/" + d.ID)}
	case a.Funnel.Adjusted:
		other.limits = "chance"
		page.LimitSwitch = &govuk.Link{Text: "Show limits that allow for chance alone", Href: other.href("/benchmarks/" + d.ID)}
	}
	page.Keys = keys(own != "", len(peers) > 0)
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

func funnelWords(a benchmark.Answer, naive bool, beyond, without int) []string {
	var out []string
	out = append(out, "Areas with few cases vary more by chance, so the limits are wide on the left and narrow to the right. An area within them is not shown to differ from England, however high or low it stands.")
	areas := func(n int) string {
		if n == 1 {
			return "1 area lies"
		}
		return govuk.Number(n) + " areas lie"
	}
	switch {
	case naive:
		out = append(out, fmt.Sprintf("These limits allow for chance alone, and %s beyond the 99.8%% ones. Areas differ for many reasons besides chance: with limits adjusted for that there are %d.", areas(beyond), a.Funnel.Outside))
	case a.Funnel.Adjusted:
		out = append(out, fmt.Sprintf("Areas differ by more than chance alone would make them (φ = %.1f, where 1 would be chance; τ² = %.4f), so the limits are widened by Spiegelhalter's method, with the outermost tenth at each end drawn in. %s beyond the widened 99.8%% limits; with limits for chance alone it would be %d.", a.Funnel.Phi.Value, a.Funnel.Tau2.Value, areas(beyond), a.Funnel.Naive))
	case a.Funnel.Reason != "":
		out = append(out, a.Funnel.Reason)
	default:
		out = append(out, "Areas differ by no more than chance would make them, so the limits are not widened.")
	}
	out = append(out, fmt.Sprintf("Areas with a denominator under %d are drawn and not called outliers.", benchmark.FewestClassed))
	if without > 0 {
		out = append(out, fmt.Sprintf("%s not drawn, because there is no figure to show; the table says why.", map[bool]string{true: "1 area is", false: govuk.Number(without) + " areas are"}[without == 1]))
	}
	return out
}

// chanceLimits are the limits at a denominator that allow for chance alone.
func chanceLimits(a benchmark.Answer, u indicator.Unit, denominator float64) (chart.Limit, bool) {
	per := benchmark.Per(u)
	centre := a.England.Value.Value / per
	if a.England.Numerator.OK && a.England.Denominator.OK && a.England.Denominator.Value > 0 {
		centre = a.England.Numerator.Value / a.England.Denominator.Value
	}
	limits := benchmark.RateLimits
	if u == indicator.Percent {
		limits = benchmark.ProportionLimits
	}
	in95, err := limits(denominator, centre, benchmark.C95)
	if err != nil {
		return chart.Limit{}, false
	}
	in998, err := limits(denominator, centre, benchmark.C998)
	if err != nil {
		return chart.Limit{}, false
	}
	return chart.Limit{X: denominator, Lower998: per * in998.Lower, Lower95: per * in95.Lower, Upper95: per * in95.Upper, Upper998: per * in998.Upper}, true
}

func chanceOutlier(x benchmark.AreaFigure, a benchmark.Answer, u indicator.Unit) chart.Outlier {
	if x.Denominator.Value < benchmark.FewestClassed {
		return chart.Inside
	}
	l, ok := chanceLimits(a, u, x.Denominator.Value)
	v := x.Value.Value
	if x.Numerator.OK && x.Denominator.Value > 0 {
		v = benchmark.Per(u) * x.Numerator.Value / x.Denominator.Value
	}
	switch {
	case !ok:
		return chart.Inside
	case v > l.Upper998:
		return chart.High998
	case v < l.Lower998:
		return chart.Low998
	case v > l.Upper95:
		return chart.High95
	case v < l.Lower95:
		return chart.Low95
	}
	return chart.Inside
}

func keys(own, peers bool) []KeyItem {
	mark := func(s string) template.HTML { return template.HTML(s) } //nolint:gosec // drawn by chart
	var out []KeyItem
	if own {
		out = append(out, KeyItem{mark(chart.Key(chart.Inside, chart.Own)), "the area picked out"})
	}
	if peers {
		out = append(out, KeyItem{mark(chart.Key(chart.Inside, chart.Peer)), "its peers (filled)"})
	}
	return append(out,
		KeyItem{mark(chart.Key(chart.Inside, chart.Plain)), "within the 95% limits"},
		KeyItem{mark(chart.Key(chart.High95, chart.Plain) + chart.Key(chart.Low95, chart.Plain)), "above or below the 95% limits"},
		KeyItem{mark(chart.Key(chart.High998, chart.Plain)), "beyond the 99.8% limits"},
		KeyItem{mark(chart.LineKey("england")), "England"},
		KeyItem{mark(chart.LineKey("95")), "95% limits"},
		KeyItem{mark(chart.LineKey("998")), "99.8% limits"},
	)
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

// peers shows the peer group: its averages, and its areas as a dot plot.
func (p *Pages) peers(page *IndicatorPage, a benchmark.Answer, d indicator.Definition, c choices, own string) {
	if a.Peers == nil {
		return
	}
	me, _ := p.areas.Find(own)
	switch a.Peers.Kind {
	case benchmark.PeerNeighbours:
		page.PeerTitle = me.Name + " and its statistical neighbours"
		page.PeerWords = []string{"The ten areas most like it in the features that the Department for Education's model weighs, nearest first. The averages leave " + me.Name + " out."}
	case benchmark.PeerRegion:
		page.PeerTitle = me.Name + " and its region, " + me.Region
		page.PeerWords = []string{"The averages take " + me.Name + " in."}
	default:
		page.PeerTitle = me.Name + " and all areas of England"
	}
	if a.Peers.Reason != "" {
		page.PeerWords = append(page.PeerWords, a.Peers.Reason)
	}
	number := func(n benchmark.Number) govuk.Cell {
		if !n.OK {
			return govuk.Cell{Text: "[x]", Numeric: true}
		}
		return govuk.Cell{Text: value(n, d.Unit, ""), Numeric: true}
	}
	table := &govuk.Table{Caption: "Averages, each of its own kind", CaptionSize: "s", RowHeaders: true,
		Head: []govuk.Cell{{Text: "Average"}, {Text: "Figure", Numeric: true}, {Text: "What it is"}},
		Rows: [][]govuk.Cell{
			{{Text: "England"}, number(a.England.Value), {Text: upperFirst(sourceWords(a.England.Source))}},
			{{Text: "Peers, pooled"}, number(a.Peers.Pooled), {Text: "All their cases added up: large areas weigh more"}},
			{{Text: "Peers, mean"}, number(a.Peers.Mean), {Text: "The plain average of their figures: each area weighs the same"}},
			{{Text: "Peers, median"}, number(a.Peers.Median), {Text: "The middle of their figures"}},
		}}
	if a.Peers.Q1.OK && a.Peers.Q3.OK {
		table.Rows = append(table.Rows, []govuk.Cell{{Text: "Peers, middle half"}, {Text: span(a.Peers.Q1, a.Peers.Q3), Numeric: true, Class: "fig-span"}, {Text: "From the lower to the upper quartile of their figures"}})
	}
	page.PeerTable = table
	if d.Unit == indicator.YesNo {
		// Of yes and no there is a share, and no middle.
		table.Rows = table.Rows[:2]
		table.Rows[1][2].Text = "The share of them that say yes"
		return
	}
	if a.Peers.Kind == benchmark.PeerEngland {
		return // all of England does not fit a list
	}
	dots := chart.Dots{ID: "peers", Title: page.PeerTitle, Desc: "Each area's figure with its 95% interval, and England's figure as a line.", XLabel: yLabel(d), XUnit: unitSign(d.Unit),
		Centre: a.England.Value.Value, HasCentre: a.England.Value.OK, CentreLabel: "England " + value(a.England.Value, d.Unit, a.England.Symbol), Max: unitMost(d.Unit)}
	codes := slices.Clone(a.Peers.Codes)
	var mine *benchmark.AreaFigure
	byCode := map[string]benchmark.AreaFigure{}
	for _, x := range a.Areas {
		byCode[x.Code] = x
		if x.DFE == own {
			mine = &x
		}
	}
	if mine != nil {
		codes = slices.DeleteFunc(codes, func(code string) bool { return code == mine.Code })
		codes = append([]string{mine.Code}, codes...)
	}
	if a.Peers.Pooled.OK {
		dots.Rows = append(dots.Rows, chart.Row{Name: "Peers, pooled", Words: value(a.Peers.Pooled, d.Unit, ""), Value: a.Peers.Pooled.Value, HasValue: true, AverageOfMany: true})
	}
	for _, code := range codes {
		x, ok := byCode[code]
		if !ok {
			continue
		}
		row := chart.Row{Name: x.Name, Href: "/areas/" + x.DFE, Words: areaValue(x.Value, d.Unit, x.Symbol, x.Marks), Value: x.Value.Value, HasValue: x.Value.OK,
			Lower: x.Lower95.Value, Upper: x.Upper95.Value, Outlier: chart.Outlier(x.Outlier), Emphasis: chart.Peer}
		row.Interval = span(x.Lower95, x.Upper95)
		if x.DFE == own {
			row.Emphasis = chart.Own
		}
		dots.Rows = append(dots.Rows, row)
	}
	page.Dots = template.HTML(dots.SVG()) //nolint:gosec // the chart escapes every text
}
