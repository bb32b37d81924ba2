package opendata

// A column describes one column of a file.
type column struct {
	name      string
	title     string // in plain words, where the name is not enough
	kind      string // a built-in datatype of CSV on the Web
	pattern   string // what a text must match, whole
	required  bool   // never empty
	separator string // between several values of one cell
	words     string // what it holds, its unit, and what an empty cell means
}

func columnNames(columns []column) []string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.name
	}
	return names
}

// factColumns describe the columns of facts.csv, in order; a test holds them
// to what package benchmark writes.
var factColumns = []column{
	{name: "indicator", kind: "string", required: true, pattern: `[A-H][0-9]{2}`, words: "Which indicator: the column id of indicators.csv."},
	{name: "period", kind: "string", required: true, pattern: `20[0-9]{2}-(Q[1-4]|[0-9]{2})`, words: "A calendar quarter (2026-Q2 is April to June 2026) or a financial year (2024-25 is April 2024 to March 2025)."},
	{name: "breakdown", kind: "string", required: true, words: "What the figure is split by: total (not split), sex, age_band, ethnic_group, disability, sen, agency, locality, need, phase, governance or setting_type."},
	{name: "category", kind: "string", required: true, words: "Which part of the breakdown; all where the figure is not split. A name that a spreadsheet would run as a formula begins with an apostrophe."},
	{name: "level", kind: "string", required: true, pattern: `area|region|england`, words: "Whose figure it is. Figures of regions and England are rounded to the nearest 10 where people are counted, so that they are not exact sums of the areas."},
	{name: "code", title: "GSS code", kind: "string", required: true, pattern: `E[0-9]{8}`, words: "GSS code of the area, region or country, as it was in the period."},
	{name: "dfe", title: "DfE number", kind: "string", pattern: `[0-9]{3}`, words: "The Department for Education's number of the area, which stays when a GSS code changes; empty for regions and England."},
	{name: "name", kind: "string", required: true, words: "Name of the area, region or country."},
	{name: "numerator", kind: "number", words: "The count above the line. Empty where symbol stands for it: empty is never zero."},
	{name: "denominator", kind: "number", words: "The count below the line. Empty where symbol stands for it."},
	{name: "value", kind: "number", words: "The figure in the unit of the indicator (see unit in indicators.csv), to six decimals. Empty where symbol stands for it."},
	{name: "lower95", title: "Lower 95% limit", kind: "number", words: "Lower end of the 95% confidence interval of value, in its unit. Empty where there is no value or no interval."},
	{name: "upper95", title: "Upper 95% limit", kind: "number", words: "Upper end of the 95% confidence interval."},
	{name: "lower998", title: "Lower 99.8% limit", kind: "number", words: "Lower end of the 99.8% confidence interval of value, in its unit. Empty where there is no value or no interval."},
	{name: "upper998", title: "Upper 99.8% limit", kind: "number", words: "Upper end of the 99.8% confidence interval."},
	{name: "symbol", kind: "string", pattern: `c|x|z|low|u`, words: "What stands in place of the number, written without its brackets; empty where the number stands. c: confidential. x: not available. z: not applicable. low: above zero and rounds to it. u: too few cases for a reliable figure."},
	{name: "reason", kind: "string", words: "Why there is a symbol, in words, where that needs saying."},
	{name: "source", kind: "string", pattern: `return|published|pooled`, words: "return: an area's signed-off return. published: statistics of the Department for Education. pooled: the returns of several areas added up. Empty where nothing was returned."},
	{name: "areas_returned", kind: "integer", required: true, words: "How many areas the figure rests on; 1 for an area that returned it, 0 for one that did not."},
	{name: "areas_expected", kind: "integer", required: true, words: "How many areas there were. Fewer returned than expected means that a pooled figure is not the whole."},
	{name: "demonstration", kind: "boolean", required: true, words: "true: the figure rests on numbers that were made up for demonstration. It is no fact about an area."},
	{name: "marks", kind: "string", pattern: `[a-z]+`, separator: " ", words: "Symbols beside a number that stands, parted by spaces. u: of low reliability, fewer than 30 cases. r: revised since it was first published. p: provisional, not yet signed off. e: estimated. b: break in the series."},
}
