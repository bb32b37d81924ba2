package figures

import (
	"context"
	"errors"
	"html/template"
	"slices"
	"strings"

	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/chart"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
)

// areaRow is one indicator's row, or that there is no figure and why; neither
// where it has no figures in the period at all.
func (p *Pages) areaRow(ctx context.Context, page *AreaPage, q asked, d indicator.Definition, on period.Period, c choices, have map[benchmark.Symbol]bool) ([]govuk.Cell, *AreaAbsent, error) {
	answer, err := answerOf(q.e, q.person, q.area, benchmark.Query{Indicator: d.ID, Period: on.String()}, q.full)
	var none *benchmark.QueryError
	if errors.As(err, &none) {
		return nil, nil, nil
	}
	if err != nil || len(answer.Areas) == 0 {
		return nil, nil, err
	}
	x := answer.Areas[0]
	page.Demonstration = page.Demonstration || x.Demonstration
	if answer.England.AreasReturned > page.most.AreasReturned {
		page.most = answer.England
	}
	href := placeHref(q.area.DFE, d.ID, c)
	if x.Symbol == benchmark.NotAvailable {
		return nil, &AreaAbsent{d.Title, href, x.Reason}, nil
	}
	have[x.Symbol], have[answer.England.Symbol] = true, true
	for _, m := range x.Marks {
		have[m] = true
	}
	peers := govuk.Cell{Text: "[z]", Numeric: true}
	if answer.Peers != nil {
		peers.Text = value(answer.Peers.Pooled, d.Unit, "")
	} else {
		have[benchmark.NotApplicable] = true
	}
	row := []govuk.Cell{titleCell(d.Title, href, x.Words),
		{Text: areaValue(x.Value, d.Unit, x.Symbol, x.Marks), Href: figureHref(d.ID, on.String(), x.DFE, answer, c), Hidden: ", where it comes from: " + d.Title, Numeric: true, Class: "fig-value"},
		{Text: span(x.Lower95, x.Upper95), Numeric: true, Class: "fig-span"}, {Text: value(answer.England.Value, d.Unit, answer.England.Symbol), Numeric: true}, peers, stripCell(x, answer, d)}
	if x.Value.OK {
		page.Shown++
		if err := p.count(ctx, page, q, d, x, answer, c); err != nil {
			return nil, nil, err
		}
	}
	trend, err := p.trendCell(page, q, d, on, c)
	return append(row, trend), nil, err
}

// count puts a figure among those outside, at the edge or within.
func (p *Pages) count(ctx context.Context, page *AreaPage, q asked, d indicator.Definition, x benchmark.AreaFigure, answer benchmark.Answer, c choices) error {
	if x.OutlierReason != "" {
		page.Unplaced++
		return nil
	}
	switch x.Outlier {
	case benchmark.High998, benchmark.Low998:
		out, err := p.outside(ctx, q, d, x, answer, c)
		if err != nil {
			return err
		}
		page.Outside = append(page.Outside, out)
	case benchmark.High95, benchmark.Low95:
		page.Edge++
	default:
		page.Within++
	}
	return nil
}

// titleCell is an indicator's title with the sentence that its figure says.
func titleCell(title, href, words string) govuk.Cell {
	return govuk.Cell{HTML: template.HTML(`<a class="govuk-link" href="` + template.HTMLEscapeString(href) + `">` + template.HTMLEscapeString(title) + `</a><span class="fig-words">` + template.HTMLEscapeString(words) + `</span>`)} //nolint:gosec // escaped
}

// stripCell draws where a figure lies between its limits, with the words
// beside it where it lies outside.
func stripCell(x benchmark.AreaFigure, a benchmark.Answer, d indicator.Definition) govuk.Cell {
	if !x.Value.OK {
		return govuk.Cell{Text: x.Reason, Class: "fig-reason"}
	}
	if x.OutlierReason != "" {
		return govuk.Cell{Text: x.OutlierReason, Class: "fig-reason"}
	}
	s := chart.Strip{ID: "strip-" + d.ID, Title: d.Title + ": " + chart.Outlier(x.Outlier).Words(), Outlier: chart.Outlier(x.Outlier)}
	if a.Funnel == nil || !x.Denominator.OK || !a.England.Value.OK {
		return outlierCell(x)
	}
	tau2 := 0.0
	if a.Funnel.Adjusted {
		tau2 = a.Funnel.Tau2.Value
	}
	l, ok := limitsAt(a, d.Unit, x.Denominator.Value, tau2)
	if !ok {
		return outlierCell(x)
	}
	at := func(n benchmark.Number) float64 { return chart.LimitPlace(n.Value, a.England.Value.Value, l) }
	s.At = at(x.Value)
	if x.Lower95.OK && x.Upper95.OK {
		s.Lower, s.Upper = at(x.Lower95), at(x.Upper95)
	}
	words := ""
	if x.Outlier != benchmark.NotOutside && x.Outlier != "" {
		words = `<span class="fig-outwords">` + template.HTMLEscapeString(upperFirst(chart.Outlier(x.Outlier).Words())) + `</span>`
	}
	return govuk.Cell{HTML: template.HTML(s.SVG() + words), Class: "fig-stripcell"} //nolint:gosec // the chart escapes every text
}

// trendCell draws the series of an area small, and puts the long ones of
// referrals on the page large.
func (p *Pages) trendCell(page *AreaPage, q asked, d indicator.Definition, on period.Period, c choices) (govuk.Cell, error) {
	t, err := trendOf(q.e, q.person, benchmark.TrendQuery{Indicator: d.ID, Area: q.area.DFE}, q.full)
	if noSeries(err) {
		return govuk.Cell{}, nil
	}
	if err != nil {
		return govuk.Cell{}, err
	}
	kind := benchmark.YearKind
	if on.Kind() == period.Quarter {
		kind = benchmark.QuarterKind
	}
	line := trendChart(t, kind, d.Title+", "+q.area.Name, d)
	if len(line.Steps) < 2 {
		return govuk.Cell{Text: "One period", Class: "fig-reason"}, nil
	}
	if d.Unit == indicator.YesNo {
		i := slices.IndexFunc(line.Steps, func(s chart.Step) bool { return s.Label == on.String() })
		if i < 1 {
			return govuk.Cell{}, nil
		}
		return govuk.Cell{Text: "Before: " + line.Steps[i-1].Words}, nil
	}
	if len(line.Steps) >= 5 && strings.HasPrefix(d.ID, "E") && kind == benchmark.YearKind {
		page.Trends = append(page.Trends, largeTrend(t, line, d, c, page.Version))
	}
	line.ID = "spark-" + d.ID
	return govuk.Cell{HTML: template.HTML(line.Spark())}, nil //nolint:gosec // the chart escapes every text
}

func largeTrend(t benchmark.Trend, line chart.Trend, d indicator.Definition, c choices, version string) AreaTrend {
	line.ID = "trend-" + d.ID
	out := AreaTrend{Title: d.Title, Href: trendAddress(d.ID, t.DFE, c, version, ".csv"), Chart: template.HTML(line.SVG()), Table: trendTable(t, benchmark.YearKind, d, c), //nolint:gosec // the chart escapes every text
		Source: "Years before the first return are as the Department for Education published them."}
	for _, s := range t.Series {
		if s.Kind == benchmark.YearKind {
			out.Words = s.Words
		}
	}
	return out
}
