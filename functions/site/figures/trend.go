package figures

import (
	"errors"
	"fmt"
	"strings"

	"earlyhelp/functions/site/national"
	"earlyhelp/shared/account"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/chart"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/indicator"
)

// trendOf asks for the series of an area: in the full view exact, with England
// exact only for those who see all of it.
func trendOf(e *national.Edition, person account.Person, q benchmark.TrendQuery, full bool) (benchmark.Trend, error) {
	switch {
	case !full:
		return e.Public.TrendOf(q)
	case account.Allowed(person, account.ReadFull, ""):
		return e.Full.TrendOf(q)
	}
	return benchmark.OwnTrend(e.Public, e.Full, q)
}

// steps are the points of one kind of period.
func steps(t benchmark.Trend, kind string) []benchmark.TrendPoint {
	var out []benchmark.TrendPoint
	for _, pt := range t.Points {
		if pt.Kind == kind {
			out = append(out, pt)
		}
	}
	return out
}

// step is a point as charts draw it.
func step(pt benchmark.TrendPoint, u indicator.Unit) chart.Step {
	words := areaValue(pt.Value, u, pt.Symbol, pt.Marks)
	if sp := span(pt.Lower95, pt.Upper95); sp != "" {
		words += " (" + sp + ")"
	}
	s := chart.Step{Label: pt.Period, Words: words, Value: pt.Value.Value, HasValue: pt.Value.OK, Lower: pt.Lower95.Value, Upper: pt.Upper95.Value, England: pt.England.Value, HasEngland: pt.England.OK}
	if !pt.Value.OK {
		s.Symbol = value(pt.Value, u, pt.Symbol)
	}
	return s
}

// trendChart draws a series of years, or a short one of quarters: the line
// with its interval, England beside it.
func trendChart(t benchmark.Trend, kind, title string, d indicator.Definition) chart.Trend {
	out := chart.Trend{ID: "trend-" + d.ID + "-" + kind, Title: title, YLabel: yLabel(d), YUnit: unitSign(d.Unit), Name: shortName(t.Name), Max: unitMost(d.Unit)}
	first, last := "", ""
	for _, pt := range steps(t, kind) {
		s := step(pt, d.Unit)
		if pt.Value.OK {
			last = s.Words + " in " + pt.Period
			if first == "" {
				first = last
			}
		}
		out.Steps = append(out.Steps, s)
	}
	if first != "" {
		out.Desc = "From " + first + " to " + last + ", with England’s figures as a dashed line."
	}
	return out
}

// controlChart draws a series of quarters with its control limits; false where
// no stretch of it has any.
func controlChart(t benchmark.Trend, title string, d indicator.Definition) (chart.Control, bool) {
	out := chart.Control{ID: "control-" + d.ID, Title: title, YLabel: yLabel(d), YUnit: unitSign(d.Unit), Name: shortName(t.Name), Max: unitMost(d.Unit)}
	limits := false
	at := map[string]int{}
	for i, pt := range steps(t, benchmark.QuarterKind) {
		s := chart.ControlStep{Step: step(pt, d.Unit), Mean: pt.ChartMean.Value, LowerLimit: pt.LowerLimit.Value, UpperLimit: pt.UpperLimit.Value, HasLimits: pt.ChartMean.OK && pt.LowerLimit.OK && pt.UpperLimit.OK, Cause: causeOf(pt.Causes)}
		limits = limits || s.HasLimits
		at[pt.Period] = i
		out.Steps = append(out.Steps, s)
	}
	for _, series := range t.Series {
		if series.Kind != benchmark.QuarterKind {
			continue
		}
		out.Desc = series.Words
		for i, seg := range series.Segments {
			if i > 0 {
				out.Rebases = append(out.Rebases, chart.Rebase{At: at[seg.From], Reason: "see below (" + fmt.Sprint(i) + ")"})
			}
		}
	}
	return out, limits
}

// causeOf is the mark of a point's strongest cause.
func causeOf(causes []benchmark.Cause) chart.Cause {
	if len(causes) == 0 {
		return chart.Common
	}
	switch causes[0] {
	case benchmark.AboveLimit, benchmark.BelowLimit:
		return chart.Beyond
	case benchmark.TwoAbove, benchmark.TwoBelow:
		return chart.NearEdge
	case benchmark.SevenAbove:
		return chart.RunAbove
	case benchmark.SevenBelow:
		return chart.RunBelow
	case benchmark.SevenRising:
		return chart.Rising
	case benchmark.SevenFalling:
		return chart.Falling
	}
	return chart.Common
}

// causeWords names what is marked about a point.
func causeWords(causes []benchmark.Cause) string {
	words := make([]string, len(causes))
	for i, c := range causes {
		switch c {
		case benchmark.AboveLimit:
			words[i] = "above the upper limit"
		case benchmark.BelowLimit:
			words[i] = "below the lower limit"
		case benchmark.TwoAbove:
			words[i] = "two of three near the upper limit"
		case benchmark.TwoBelow:
			words[i] = "two of three near the lower limit"
		case benchmark.SevenAbove:
			words[i] = "one of seven or more in a row above the mean"
		case benchmark.SevenBelow:
			words[i] = "one of seven or more in a row below the mean"
		case benchmark.SevenRising:
			words[i] = "one of seven or more rising in a row"
		case benchmark.SevenFalling:
			words[i] = "one of seven or more falling in a row"
		default:
			words[i] = strings.ReplaceAll(string(c), "-", " ")
		}
	}
	return strings.Join(words, "; ")
}

// trendTable is the table of a series, newest first.
func trendTable(t benchmark.Trend, kind string, d indicator.Definition, c choices) govuk.Table {
	points := steps(t, kind)
	control := false
	for _, pt := range points {
		control = control || pt.ChartMean.OK
	}
	out := govuk.Table{Caption: d.Title + ", " + t.Name + ", by " + kind, HideCaption: true, RowHeaders: true, Small: true, Head: []govuk.Cell{{Text: "Period"}, {Text: "Figure", Numeric: true}, {Text: "95% interval", Numeric: true}, {Text: "England", Numeric: true}}}
	if control {
		out.Head = append(out.Head, govuk.Cell{Text: "Control limits", Numeric: true}, govuk.Cell{Text: "Special cause"})
	} else {
		out.Head = append(out.Head, govuk.Cell{Text: "Notes"})
	}
	for i := len(points) - 1; i >= 0; i-- {
		pt := points[i]
		row := []govuk.Cell{{Text: periodWords(pt.Period)}, {Text: areaValue(pt.Value, d.Unit, pt.Symbol, pt.Marks), Href: "/figures/" + d.ID + "/" + pt.Period + "/" + t.DFE + viewQuery(c), Hidden: ", where it comes from: " + pt.Period, Numeric: true, Class: "fig-value"},
			{Text: span(pt.Lower95, pt.Upper95), Numeric: true, Class: "fig-span"}, {Text: value(pt.England, d.Unit, pt.EnglandSymbol), Numeric: true}}
		switch {
		case control && !pt.Value.OK:
			row = append(row, govuk.Cell{}, govuk.Cell{Text: pt.Reason, Class: "fig-reason"})
		case control:
			row = append(row, govuk.Cell{Text: span(pt.LowerLimit, pt.UpperLimit), Numeric: true, Class: "fig-span"}, govuk.Cell{Text: upperFirst(causeWords(pt.Causes))})
		default:
			row = append(row, govuk.Cell{Text: pt.Reason, Class: "fig-reason"})
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// viewQuery carries view and version into an address.
func viewQuery(c choices) string { return choices{view: c.view, version: c.version}.href("") }

// noSeries reports whether err says that there is no series.
func noSeries(err error) bool {
	var none *benchmark.QueryError
	return errors.As(err, &none)
}

// shortName cuts a name for the end of a line, where there is little room.
func shortName(name string) string {
	if rs := []rune(name); len(rs) > 10 {
		if first, _, ok := strings.Cut(name, " "); ok && len(first) >= 4 && len(first) <= 10 {
			return first
		}
		return "This area"
	}
	return name
}
