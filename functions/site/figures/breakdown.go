package figures

import (
	"html/template"
	"slices"
	"strings"

	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/chart"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
)

// A Split is one breakdown shown whole: all its parts side by side.
type Split struct {
	ID       string
	Name, Of string   // "Sex"; whose figures: England's, or an area's
	Words    []string // how the parts differ
	Chart    template.HTML
	Table    govuk.Table
	Hidden   string // in place of chart and words: why there are none
	Instead  []govuk.Link
}

// Lower is the name in mid-sentence: "special educational needs".
func (s Split) Lower() string { return strings.ToLower(s.Name) }

// splitNames returns the breakdowns that an indicator has figures for in a
// period, in the order of the snapshot, "total" left out.
func splitNames(s *benchmark.Snapshot, id string, q period.Period) ([]string, error) {
	cells, err := s.Breakdowns(id, q)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, c := range cells {
		if c[0] != "total" && (len(names) == 0 || names[len(names)-1] != c[0]) {
			names = append(names, c[0])
		}
	}
	return names, nil
}

func splitLabel(name string) string {
	if b, ok := indicator.Breakdown(name); ok {
		return b.Label
	}
	return upperFirst(strings.ReplaceAll(name, "_", " "))
}

// split puts the parts of a breakdown side by side. href leads to one part
// across all areas; figure to where a part's figure comes from, nil for
// England's.
func split(g benchmark.GapsAnswer, d indicator.Definition, id string, href func(category string) string) Split {
	name := splitLabel(g.Breakdown)
	s := Split{ID: id, Name: name, Of: g.Name}
	s.Table = govuk.Table{Caption: g.Name + " by " + strings.ToLower(name) + ", " + g.Period, HideCaption: true, RowHeaders: true, Small: true, Head: []govuk.Cell{
		{Text: name}, {Text: "Counted", Numeric: true}, {Text: "Out of", Numeric: true}, {Text: shortUnit(d.Unit), Numeric: true}, {Text: "95% interval", Numeric: true}, {Text: "All others", Numeric: true}, {Text: "Gap, with its interval", Numeric: true}, {Text: "Times", Numeric: true}, {Text: "Notes"}}}
	dots := chart.Dots{ID: id + "-chart", Title: g.Name + " by " + strings.ToLower(name), Desc: "Each part's figure with its 95% interval, and the figure of all together as a line. The table holds the same figures.", XLabel: yLabel(d), XUnit: unitSign(d.Unit), Max: unitMost(d.Unit),
		Centre: g.Total.Value.Value, HasCentre: g.Total.Value.OK, CentreLabel: "All " + value(g.Total.Value, d.Unit, g.Total.Symbol)}
	shown, reason := 0, ""
	for _, f := range g.Categories {
		s.Table.Rows = append(s.Table.Rows, splitRow(f, d, href(f.Category)))
		dots.Rows = append(dots.Rows, chart.Row{Name: f.Label, Words: areaValue(f.Value, d.Unit, f.Symbol, f.Marks), Interval: span(f.Lower95, f.Upper95),
			Value: f.Value.Value, HasValue: f.Value.OK, Lower: f.Lower95.Value, Upper: f.Upper95.Value, Emphasis: chart.Peer})
		if f.Value.OK {
			shown++
		} else if reason == "" {
			reason = f.Reason
		}
		if f.Words != "" {
			s.Words = append(s.Words, f.Words)
		}
	}
	if !slices.ContainsFunc(g.Categories, func(f benchmark.GapFigure) bool { return f.Reason != "" }) && g.Total.Reason == "" {
		s.Table.Head = s.Table.Head[:len(s.Table.Head)-1] // nothing to note
	}
	total := g.Total
	total.Label = "All together"
	s.Table.Rows = append(s.Table.Rows, splitRow(total, d, ""))
	for i := range s.Table.Rows {
		s.Table.Rows[i] = s.Table.Rows[i][:len(s.Table.Head)]
	}
	switch {
	case shown == 0:
		s.Hidden = strings.TrimSpace("No part of this breakdown shows a figure for " + g.Name + ". " + reason)
	case d.Unit != indicator.YesNo:
		s.Chart = template.HTML(dots.SVG()) //nolint:gosec // the chart escapes every text
	}
	if g.Reason != "" && shown > 0 {
		s.Words = append(s.Words, g.Reason)
	}
	return s
}

func splitRow(f benchmark.GapFigure, d indicator.Definition, href string) []govuk.Cell {
	gap, times := "", ""
	if f.Gap.OK {
		gap = signed(f.Gap) + " (" + signed(f.GapLower) + " to " + signed(f.GapUpper) + ")"
	}
	if f.Ratio.OK {
		times = chart.Number(f.Ratio.Value, 2) + " (" + chart.Number(f.RatioLower.Value, 2) + " to " + chart.Number(f.RatioUpper.Value, 2) + ")"
	}
	rest := ""
	if f.Rest.OK {
		rest = value(f.Rest, d.Unit, "")
	}
	return []govuk.Cell{{Text: f.Label, Href: href}, {Text: whole(f.Numerator), Numeric: true}, {Text: whole(f.Denominator), Numeric: true},
		{Text: areaValue(f.Value, d.Unit, f.Symbol, f.Marks), Numeric: true, Class: "fig-value"}, {Text: span(f.Lower95, f.Upper95), Numeric: true, Class: "fig-span"},
		{Text: rest, Numeric: true}, {Text: gap, Numeric: true, Class: "fig-span"}, {Text: times, Numeric: true, Class: "fig-span"}, {Text: f.Reason, Class: "fig-reason"}}
}

// signed writes a difference with its sign.
func signed(n benchmark.Number) string {
	out := chart.Number(n.Value, 1)
	if n.Value > 0 {
		return "+" + out
	}
	return out
}

// instead names the breakdowns of which a place shows some part, for one that
// is hidden whole.
func instead(s *benchmark.Snapshot, g benchmark.GapsAnswer, code string, links []SplitLink) ([]govuk.Link, error) {
	q, err := period.Parse(g.Period)
	if err != nil {
		return nil, err
	}
	names, err := splitNames(s, g.Indicator, q)
	if err != nil {
		return nil, err
	}
	var out []govuk.Link
	if g.Total.Value.OK && len(links) > 0 {
		out = append(out, govuk.Link{Text: links[0].Text, Href: links[0].Href})
	}
	for i, name := range names {
		other, err := s.Gaps(benchmark.GapsQuery{Indicator: g.Indicator, Period: g.Period, Breakdown: name, Area: code})
		if err != nil {
			if noSeries(err) {
				continue
			}
			return nil, err
		}
		if i+1 < len(links) && slices.ContainsFunc(other.Categories, func(f benchmark.GapFigure) bool { return f.Value.OK }) {
			out = append(out, govuk.Link{Text: links[i+1].Text, Href: links[i+1].Href})
		}
	}
	return out, nil
}
