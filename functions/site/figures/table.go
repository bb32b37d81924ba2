package figures

import (
	"cmp"
	"fmt"
	"net/url"
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
func (p *Pages) table(page *IndicatorPage, a benchmark.Answer, d indicator.Definition, c choices) {
	t := govuk.Table{Caption: page.Title + ", " + page.Period + ", by area", HideCaption: true, RowHeaders: true, Small: true, Head: tableHead(d, c)}
	rows := slices.Clone(a.Areas)
	order(rows, c.sort)
	have := map[benchmark.Symbol]bool{}
	peers, own := peerCodes(a), ""
	if x, ok := p.areas.Find(c.of); ok && c.of != "" {
		own = x.DFE
	}
	figures := 0
	for _, x := range rows {
		have[x.Symbol] = true
		for _, m := range x.Marks {
			have[m] = true
		}
		name := govuk.Cell{Text: x.Name, Href: placeHref(x.DFE, d.ID, c)}
		switch {
		case x.DFE == own:
			name.Class, name.Hidden = "fig-own", "(the area picked out)"
		case peers[x.Code]:
			name.Class, name.Hidden = "fig-peer", "(a peer)"
		}
		if x.Value.OK {
			figures++
		}
		t.Rows = append(t.Rows, append([]govuk.Cell{name, {Text: x.Region}}, tableRow(x, a, d, c)...))
	}
	page.Areas = t
	page.AreasCount = govuk.Number(figures) + " of " + countOf(len(rows), "area has", "areas have") + " a figure to show"
	page.HowPlaced = howPlaced(a, d)
	page.Symbols = legend(have)
	for _, o := range orders {
		at := c
		at.sort = o.key
		page.Sorts = append(page.Sorts, SortLink{o.words, at.href("/benchmarks/"+d.ID) + "#areas", o.key == c.sort})
	}
	page.RankSwitch, page.RankWords = rankSwitch(a, d, c)
}

// howPlaced says what the last columns of the table mean or, where there is no
// funnel, why.
func howPlaced(a benchmark.Answer, d indicator.Definition) string {
	const own = "says only whether England’s figure lies outside the area’s own 95% interval."
	for _, x := range a.Areas {
		if why, ok := strings.CutPrefix(x.OutlierReason, "No funnel: "); ok {
			if hasFunnel(d.Unit) && a.England.Value.OK {
				return "There is no funnel: " + why + " The last column " + own
			}
			return "There is no funnel: " + why
		}
	}
	return "The funnel says whether an area lies outside what areas of its size show; the column after it " + own + fmt.Sprintf(" Areas with fewer than %d cases have too few for a place in the funnel, and an interval of their own all the same.", benchmark.FewestClassed)
}

func tableHead(d indicator.Definition, c choices) []govuk.Cell {
	sorts := map[string]string{"": "ascending", "value": "descending", "-value": "ascending", "size": "descending"}
	head := func(text, key string, numeric bool) govuk.Cell {
		cell := govuk.Cell{Text: text, Numeric: numeric}
		if c.sort == key || key == "value" && c.sort == "-value" {
			cell.Sort = sorts[c.sort]
		}
		return cell
	}
	out := []govuk.Cell{head("Area", "", false), {Text: "Region"}, {Text: "Counted", Numeric: true}, head("Out of", "size", true), head(shortUnit(d.Unit), "value", true),
		{Text: "95% interval", Numeric: true}, {Text: "In the funnel"}, {Text: "Own interval and England"}}
	if c.rank == "yes" {
		out = append(out, govuk.Cell{Text: "Rank and its interval"})
	}
	return out
}

// tableRow is the figure of one area: linked to where it comes from.
func tableRow(x benchmark.AreaFigure, a benchmark.Answer, d indicator.Definition, c choices) []govuk.Cell {
	var out []govuk.Cell
	figure := govuk.Cell{Text: areaValue(x.Value, d.Unit, x.Symbol, x.Marks), Href: figureHref(d.ID, a.Period, x.DFE, a, c), Hidden: ", where it comes from: " + x.Name, Numeric: true, Class: "fig-value"}
	if x.Value.OK {
		out = []govuk.Cell{{Text: whole(x.Numerator), Numeric: true}, {Text: whole(x.Denominator), Numeric: true}, figure,
			{Text: span(x.Lower95, x.Upper95), Numeric: true, Class: "fig-span"}, outlierCell(x), comparisonTag(x.Comparison)}
	} else {
		out = []govuk.Cell{{}, {}, figure, {}, {Text: x.Reason, Class: "fig-reason"}, {}}
	}
	if c.rank == "yes" {
		rank := govuk.Cell{Text: "Not ranked", Class: "fig-reason"}
		if x.Rank != nil {
			rank = govuk.Cell{Text: fmt.Sprintf("%d, from %d to %d of %d", x.Rank.Rank, x.Rank.From, x.Rank.To, x.Rank.Of), Class: "fig-span"}
		}
		out = append(out, rank)
	}
	return out
}

// rankSwitch leads to the ranks with their intervals, and back.
func rankSwitch(a benchmark.Answer, d indicator.Definition, c choices) (*govuk.Link, string) {
	if d.Unit == indicator.YesNo || d.Unit == indicator.Mean {
		return nil, ""
	}
	if c.rank == "yes" {
		c.rank = ""
		first := "the highest figure"
		if d.Polarity != indicator.Neutral {
			first = "the best figure"
		}
		return &govuk.Link{Text: "Leave the ranks out", Href: c.href("/benchmarks/"+d.ID) + "#areas"},
			"Rank 1 is " + first + ". The interval of a rank says which places an area may hold in truth; all of them hold at once with 95% confidence. Where intervals overlap, the order of two areas is not known. Areas with a denominator under " + govuk.Number(benchmark.FewestClassed) + " are not ranked."
	}
	c.rank = "yes"
	return &govuk.Link{Text: "Show ranks, each with its interval", Href: c.href("/benchmarks/"+d.ID) + "#areas"}, ""
}

// figureHref is the page that shows where a figure comes from.
func figureHref(id, period, dfe string, a benchmark.Answer, c choices) string {
	address := "/figures/" + id + "/" + period + "/" + dfe
	if a.Category != "" {
		address += "/" + url.PathEscape(a.Breakdown) + "/" + url.PathEscape(a.Category)
	}
	return choices{view: c.view, version: c.version}.href(address)
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
	places := map[benchmark.Outlier]int{benchmark.High998: 0, benchmark.Low998: 0, benchmark.High95: 1, benchmark.Low95: 1, benchmark.NotOutside: 2}
	far := func(x benchmark.AreaFigure) int {
		if x.OutlierReason != "" {
			return 3 // after those within
		}
		return places[x.Outlier]
	}
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
			by2 = cmp.Or(cmp.Compare(far(a), far(b)), cmp.Compare(b.Value.Value, a.Value.Value))
		default:
			return cmp.Compare(a.Name, b.Name)
		}
		return cmp.Or(cmp.Compare(rank(a), rank(b)), by2, cmp.Compare(a.Name, b.Name))
	})
}
