package figures

import (
	"cmp"
	"slices"
	"strings"

	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/indicator"
)

func upperFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// orders are the ways the table can be sorted: by name unless another is
// asked for. None is a rank: each row keeps its interval and its word.
var orders = []struct{ key, words string }{
	{"", "name"}, {"region", "region"}, {"value", "figure, highest first"}, {"-value", "figure, lowest first"}, {"size", "size, largest first"}, {"outlier", "furthest beyond the limits"},
}

// table makes the table behind the funnel plot.
func (p *Pages) table(page *IndicatorPage, a benchmark.Answer, d indicator.Definition, c choices, own string) {
	peers := map[string]bool{}
	if a.Peers != nil && a.Peers.Kind != benchmark.PeerEngland {
		for _, code := range a.Peers.Codes {
			peers[code] = true
		}
	}
	rows := slices.Clone(a.Areas)
	order(rows, c.sort)
	sorts := map[string]string{"": "ascending", "value": "descending", "-value": "ascending", "size": "descending"}
	head := func(text, key string, numeric bool) govuk.Cell {
		cell := govuk.Cell{Text: text, Numeric: numeric}
		if c.sort == key || key == "value" && c.sort == "-value" {
			cell.Sort = sorts[c.sort]
		}
		return cell
	}
	t := govuk.Table{Caption: d.Title + ", " + page.Period + ", by area", HideCaption: true, RowHeaders: true, Small: true, Head: []govuk.Cell{
		head("Area", "", false), {Text: "Region"}, {Text: "Counted", Numeric: true}, head("Out of", "size", true), head(shortUnit(d.Unit), "value", true),
		{Text: "95% interval", Numeric: true}, {Text: "Against England"}, {Text: "In the funnel"},
	}}
	have := map[benchmark.Symbol]bool{}
	figures := 0
	for _, x := range rows {
		have[x.Symbol] = true
		for _, m := range x.Marks {
			have[m] = true
		}
		name := govuk.Cell{Text: x.Name, Href: "/areas/" + x.DFE}
		if c.view != "" {
			name.Href += "?view=" + c.view
		}
		switch {
		case x.DFE == own && own != "":
			name.Class, name.Hidden = "fig-own", "(the area picked out)"
		case peers[x.Code]:
			name.Class, name.Hidden = "fig-peer", "(a peer)"
		}
		row := []govuk.Cell{name, {Text: x.Region}}
		if !x.Value.OK {
			row = append(row, govuk.Cell{}, govuk.Cell{}, govuk.Cell{Text: value(x.Value, d.Unit, x.Symbol), Numeric: true}, govuk.Cell{}, govuk.Cell{Text: x.Reason, Class: "fig-reason"}, govuk.Cell{})
		} else {
			figures++
			shown := areaValue(x.Value, d.Unit, "", x.Marks)
			row = append(row, govuk.Cell{Text: whole(x.Numerator), Numeric: true}, govuk.Cell{Text: whole(x.Denominator), Numeric: true}, govuk.Cell{Text: shown, Numeric: true, Class: "fig-value"},
				govuk.Cell{Text: span(x.Lower95, x.Upper95), Numeric: true, Class: "fig-span"}, comparisonTag(x.Comparison), outlierCell(x.Outlier, d.Unit))
		}
		t.Rows = append(t.Rows, row)
	}
	page.Areas = t
	page.AreasCount = govuk.Number(figures) + " of " + govuk.Number(len(rows)) + " areas have a figure to show"
	page.Symbols = legend(have)
	for _, o := range orders {
		at := c
		at.sort = o.key
		page.Sorts = append(page.Sorts, SortLink{o.words, at.href("/benchmarks/"+d.ID) + "#areas", o.key == c.sort})
	}
}

func shortUnit(u indicator.Unit) string {
	switch u {
	case indicator.Rate:
		return "Per 10,000 children"
	case indicator.Mean:
		return "Mean"
	case indicator.YesNo:
		return "Answer"
	}
	return "Percentage"
}

// order sorts areas; those without a figure come last, and the order within
// equals is by name.
func order(rows []benchmark.AreaFigure, by string) {
	rank := func(x benchmark.AreaFigure) int {
		if !x.Value.OK {
			return 1
		}
		return 0
	}
	far := map[benchmark.Outlier]int{benchmark.High998: 0, benchmark.Low998: 0, benchmark.High95: 1, benchmark.Low95: 1, benchmark.NotOutside: 2}
	slices.SortStableFunc(rows, func(a, b benchmark.AreaFigure) int {
		var by2 int
		switch by {
		case "region":
			return cmp.Or(cmp.Compare(a.Region, b.Region), cmp.Compare(a.Name, b.Name))
		case "value":
			by2 = cmp.Compare(b.Value.Value, a.Value.Value)
		case "-value":
			by2 = cmp.Compare(a.Value.Value, b.Value.Value)
		case "size":
			by2 = cmp.Compare(b.Denominator.Value, a.Denominator.Value)
		case "outlier":
			by2 = cmp.Or(cmp.Compare(far[a.Outlier], far[b.Outlier]), cmp.Compare(b.Value.Value, a.Value.Value))
		default:
			return cmp.Compare(a.Name, b.Name)
		}
		return cmp.Or(cmp.Compare(rank(a), rank(b)), by2, cmp.Compare(a.Name, b.Name))
	})
}
