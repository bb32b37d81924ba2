package figures

import (
	"html/template"
	"slices"
	"strings"

	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/chart"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/indicator"
)

// mostDots is how many areas a dot plot of peers takes: London has 33, and a
// group of one's own 30 at most. Beyond it the table serves better.
const mostDots = 40

// peers shows the peer group: its averages, and its areas as a dot plot.
func (p *Pages) peers(page *IndicatorPage, a benchmark.Answer, d indicator.Definition, c choices) {
	if a.Peers == nil {
		return
	}
	page.PeerTitle = upperFirst(a.Peers.Label)
	for _, words := range []string{a.Peers.Words, a.Peers.Reason} {
		if words != "" {
			page.PeerWords = append(page.PeerWords, words)
		}
	}
	for _, m := range a.Peers.Members {
		if m.Code == "" && m.Reason != "" {
			page.PeerAbsent = append(page.PeerAbsent, m.Name+": "+m.Reason)
		}
	}
	page.PeerTable = averages(a, d)
	if dots, ok := p.peersChart(a, d, c, page.PeerTitle); ok {
		page.Dots = template.HTML(dots.SVG()) //nolint:gosec // the chart escapes every text
	}
}

// averages is the table of averages, each of its own kind.
func averages(a benchmark.Answer, d indicator.Definition) *govuk.Table {
	number := func(n benchmark.Number) govuk.Cell {
		if !n.OK {
			return govuk.Cell{Text: "[x]", Numeric: true}
		}
		return govuk.Cell{Text: value(n, d.Unit, ""), Numeric: true}
	}
	interval := func(lo, hi benchmark.Number) govuk.Cell {
		return govuk.Cell{Text: span(lo, hi), Numeric: true, Class: "fig-span"}
	}
	t := &govuk.Table{Caption: "Averages, each of its own kind", CaptionSize: "s", RowHeaders: true, Small: true,
		Head: []govuk.Cell{{Text: "Average"}, {Text: "Figure", Numeric: true}, {Text: "95% interval", Numeric: true}, {Text: "What it is"}},
		Rows: [][]govuk.Cell{
			{{Text: "England"}, number(a.England.Value), interval(a.England.Lower95, a.England.Upper95), {Text: upperFirst(sourceWords(a.England.Source))}},
			{{Text: "Peers, pooled"}, number(a.Peers.Pooled), interval(a.Peers.Lower95, a.Peers.Upper95), {Text: "All their cases added up: large areas weigh more"}},
		}}
	if d.Unit == indicator.YesNo {
		// Of yes and no there is a share, and no middle.
		t.Rows[1][3].Text = "The share of them that say yes"
		return t
	}
	t.Rows = append(t.Rows,
		[]govuk.Cell{{Text: "Peers, mean"}, number(a.Peers.Mean), {}, {Text: "The plain average of their figures: each area weighs the same"}},
		[]govuk.Cell{{Text: "Peers, median"}, number(a.Peers.Median), {}, {Text: "The middle of their figures"}})
	if a.Peers.Q1.OK && a.Peers.Q3.OK {
		t.Rows = append(t.Rows, []govuk.Cell{{Text: "Peers, middle half"}, {Text: span(a.Peers.Q1, a.Peers.Q3), Numeric: true, Class: "fig-span"}, {}, {Text: "From the lower to the upper quartile of their figures"}})
	}
	return t
}

// peersChart draws the area picked out and its peers; false where there is
// nothing that a dot plot shows.
func (p *Pages) peersChart(a benchmark.Answer, d indicator.Definition, c choices, title string) (chart.Dots, bool) {
	if a.Peers == nil || d.Unit == indicator.YesNo || a.Peers.Kind == benchmark.PeerEngland || len(a.Peers.Codes) > mostDots {
		return chart.Dots{}, false
	}
	dots := chart.Dots{ID: "peers", Title: title, Desc: "Each area's figure with its 95% interval, and England's figure as a line. The table of all areas holds the same figures.", XLabel: yLabel(d), XUnit: unitSign(d.Unit),
		Centre: a.England.Value.Value, HasCentre: a.England.Value.OK, CentreLabel: "England " + value(a.England.Value, d.Unit, a.England.Symbol), Max: unitMost(d.Unit)}
	byCode := map[string]benchmark.AreaFigure{}
	codes := slices.Clone(a.Peers.Codes)
	own, _ := p.areas.Find(c.of)
	for _, x := range a.Areas {
		byCode[x.Code] = x
		if c.of != "" && x.DFE == own.DFE {
			codes = append([]string{x.Code}, slices.DeleteFunc(codes, func(code string) bool { return code == x.Code })...)
		}
	}
	if a.Peers.Pooled.OK {
		dots.Rows = append(dots.Rows, chart.Row{Name: "Peers, pooled", Words: value(a.Peers.Pooled, d.Unit, ""), Value: a.Peers.Pooled.Value, HasValue: true, AverageOfMany: true})
	}
	for _, code := range codes {
		x, ok := byCode[code]
		if !ok {
			continue
		}
		row := chart.Row{Name: x.Name, Href: placeHref(x.DFE, d.ID, c), Words: areaValue(x.Value, d.Unit, x.Symbol, x.Marks), Value: x.Value.Value, HasValue: x.Value.OK,
			Lower: x.Lower95.Value, Upper: x.Upper95.Value, Outlier: chart.Outlier(x.Outlier), Emphasis: chart.Peer}
		row.Interval = span(x.Lower95, x.Upper95)
		if c.of != "" && x.DFE == own.DFE {
			row.Emphasis = chart.Own
		}
		dots.Rows = append(dots.Rows, row)
	}
	return dots, true
}

// placeHref is the page of one area's figure of one indicator.
func placeHref(dfe, id string, c choices) string {
	return choices{period: c.period, view: c.view, version: c.version}.href("/areas/" + dfe + "/" + id)
}

// lowerFirst writes a name in mid-sentence; capitals (DfE) are kept.
func lowerFirst(s string) string {
	if s == "" || s[0] < 'A' || s[0] > 'Z' || len(s) > 1 && s[1] >= 'A' && s[1] <= 'Z' {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}
