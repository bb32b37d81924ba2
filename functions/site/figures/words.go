package figures

import (
	"html/template"
	"math"
	"strings"

	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/chart"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/indicator"
)

// value writes a figure in its unit: 24.2%, 519.4 or, for want of a number,
// its symbol in brackets.
func value(n benchmark.Number, u indicator.Unit, s benchmark.Symbol) string {
	switch {
	case !n.OK && s == "":
		return "[x]"
	case !n.OK:
		return "[" + string(s) + "]"
	}
	out := chart.Number(n.Value, 1)
	if u == indicator.Percent || u == indicator.YesNo {
		out += "%"
	}
	return out
}

// areaValue writes an area's figure, with its marks: 24.2% [r]; for a fact
// about it, Yes or No.
func areaValue(n benchmark.Number, u indicator.Unit, s benchmark.Symbol, marks []benchmark.Symbol) string {
	out := value(n, u, s)
	if u == indicator.YesNo && n.OK {
		out = "No"
		if n.Value > 0 {
			out = "Yes"
		}
	}
	for _, m := range marks {
		out += " [" + string(m) + "]"
	}
	return out
}

// perWords follows the value of a rate.
func perWords(u indicator.Unit) string {
	if u == indicator.Rate {
		return " per 10,000 children"
	}
	return ""
}

// hasFunnel reports whether areas are placed in a funnel for a unit.
func hasFunnel(u indicator.Unit) bool { return u == indicator.Percent || u == indicator.Rate }

// span writes an interval: 23.1 to 25.4.
func span(lo, hi benchmark.Number) string {
	if !lo.OK || !hi.OK {
		return ""
	}
	return chart.Number(lo.Value, 1) + " to " + chart.Number(hi.Value, 1)
}

// whole writes a count, or nothing for none. Whole-time equivalents have one
// decimal.
func whole(n benchmark.Number) string {
	switch {
	case !n.OK:
		return ""
	case n.Value != math.Trunc(n.Value):
		return chart.Number(n.Value, 1)
	}
	return chart.Number(n.Value, 0)
}

// unitSign follows the top tick of an axis.
func unitSign(u indicator.Unit) string {
	if u == indicator.Percent || u == indicator.YesNo {
		return "%"
	}
	return ""
}

// unitWords says what the value is.
func unitWords(u indicator.Unit) string {
	switch u {
	case indicator.Percent:
		return "Percentage"
	case indicator.Rate:
		return "Rate per 10,000 children aged 0 to 17"
	case indicator.Mean:
		return "Mean"
	}
	return "Yes or no, and the percentage of partnerships above area level"
}

// unitMost is the bound of a value, 0 for none.
func unitMost(u indicator.Unit) float64 {
	if u == indicator.Percent || u == indicator.YesNo {
		return 100
	}
	return 0
}

// polarityWords says which way is better.
func polarityWords(p indicator.Polarity) string {
	switch p {
	case indicator.High:
		return "Higher is better"
	case indicator.Low:
		return "Lower is better"
	}
	return "Neither high nor low is better by itself"
}

// comparisonTag says how a figure compares with England.
func comparisonTag(c benchmark.Comparison) govuk.Cell {
	switch c {
	case benchmark.Better:
		return govuk.Cell{Tag: &govuk.Tag{Text: "Better", Colour: "green"}}
	case benchmark.Worse:
		return govuk.Cell{Tag: &govuk.Tag{Text: "Worse", Colour: "orange"}}
	case benchmark.Similar:
		return govuk.Cell{Tag: &govuk.Tag{Text: "Similar", Colour: "grey"}}
	case benchmark.Higher:
		return govuk.Cell{Tag: &govuk.Tag{Text: "Higher", Colour: "blue"}}
	case benchmark.Lower:
		return govuk.Cell{Tag: &govuk.Tag{Text: "Lower", Colour: "blue"}}
	}
	return govuk.Cell{Text: "Not compared"}
}

// unplaced is why a figure has no place in a funnel, in two words or five:
// "No funnel", "Too few cases to place"; "" for one that has.
func unplaced(x benchmark.AreaFigure) string {
	short, _, _ := strings.Cut(x.OutlierReason, ":")
	return short
}

// standing says where a figure lies against the limits, or that it has no
// place among them.
func standing(x benchmark.AreaFigure) string {
	if short := unplaced(x); short != "" {
		return lowerFirst(short)
	}
	return chart.Outlier(x.Outlier).Words()
}

// outlierCell says where a figure lies in the funnel, with its shape.
func outlierCell(x benchmark.AreaFigure) govuk.Cell {
	if short := unplaced(x); short != "" {
		return govuk.Cell{Text: short, Class: "fig-reason"}
	}
	if x.Outlier == benchmark.NotOutside || x.Outlier == "" {
		return govuk.Cell{Text: "Within"}
	}
	c := chart.Outlier(x.Outlier)
	words := strings.ToUpper(c.Words()[:1]) + c.Words()[1:]
	return govuk.Cell{HTML: template.HTML(`<span class="fig-out">` + chart.Key(c, chart.Plain) + " " + template.HTMLEscapeString(words) + `</span>`)} //nolint:gosec // both are ours
}

// A Symbol is an entry of the legend under a table.
type Symbol struct{ Sign, Words string }

// legend lists the symbols that appear among the figures.
func legend(have map[benchmark.Symbol]bool) []Symbol {
	var out []Symbol
	for _, s := range []struct {
		symbol benchmark.Symbol
		words  string
	}{
		{benchmark.Confidential, "confidential: hidden so that nobody can be recognised"},
		{benchmark.NotAvailable, "not available: not returned, or cannot be counted"},
		{benchmark.NotApplicable, "does not apply"},
		{benchmark.RoundsToZero, "above zero, and zero when rounded"},
		{benchmark.LowReliability, "of low reliability: rests on few cases or answers"},
		{benchmark.Estimated, "estimated"},
		{benchmark.Provisional, "provisional: not signed off yet"},
		{benchmark.Revised, "revised: a later return of the area changed it"},
		{benchmark.Break, "break in the series"},
	} {
		if have[s.symbol] {
			out = append(out, Symbol{"[" + string(s.symbol) + "]", s.words})
		}
	}
	return out
}

// sourceWords says where a figure comes from.
func sourceWords(s benchmark.Source) string {
	switch s {
	case benchmark.FromPublished:
		return "as published by the Department for Education"
	case benchmark.FromPooled:
		return "from the returns of the areas, added up"
	case benchmark.FromReturn:
		return "from a signed return"
	}
	return ""
}
