package api

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"earlyhelp/shared/area"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/opendata"
	"earlyhelp/shared/period"
)

// sendBook answers with a workbook.
func sendBook(w http.ResponseWriter, r *http.Request, name string, b opendata.Book, private bool) error {
	var out bytes.Buffer
	if err := opendata.WriteBook(&out, b); err != nil {
		return err
	}
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	return sendBytes(w, r, http.StatusOK, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", out.Bytes(), private)
}

// number is a cell of a number, or of what stands in its place.
func numberOr(n benchmark.Number, s benchmark.Symbol) opendata.Cell {
	switch {
	case n.OK:
		return opendata.Number(n.Value)
	case s != "":
		return opendata.Text(symbol(s))
	}
	return opendata.Text(symbol(benchmark.NotApplicable))
}

// textOr is a cell of text, or of the symbol for what does not apply.
func textOr(s string) opendata.Cell {
	if s == "" {
		s = symbol(benchmark.NotApplicable)
	}
	return opendata.Text(s)
}

func yesNo(b bool) opendata.Cell {
	if b {
		return opendata.Text("yes")
	}
	return opendata.Text("no")
}

var comparisonWords = map[benchmark.Comparison]string{
	benchmark.Better: "better", benchmark.Similar: "similar", benchmark.Worse: "worse", benchmark.Higher: "higher", benchmark.Lower: "lower",
	benchmark.NotCompared: "not compared",
}

var outlierWords = map[benchmark.Outlier]string{
	benchmark.NotOutside: "not outside", benchmark.High95: "above the 95% limits", benchmark.Low95: "below the 95% limits",
	benchmark.High998: "above the 99.8% limits", benchmark.Low998: "below the 99.8% limits",
}

// placeWords says where a figure lies against the limits or, for one that has
// no place among them, why.
func placeWords(f benchmark.AreaFigure) string {
	if !f.Value.OK {
		return ""
	}
	return firstOf(f.OutlierReason, outlierWords[f.Outlier])
}

// unitHeading is the unit as a heading has it.
func unitHeading(u indicator.Unit) string {
	switch u {
	case indicator.Percent:
		return "per cent"
	case indicator.Rate:
		return "per 10,000"
	case indicator.YesNo:
		return "100 is yes, 0 is no; per cent of partnerships above areas"
	}
	return "mean"
}

// capital begins a sentence.
func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// about is the cover of a workbook, without what is its own.
func (a *API) about(own [][2]string, view benchmark.View, version string, made bool, at *url.URL) [][2]string {
	var rows [][2]string
	if made {
		rows = append(rows, [2]string{"Made up", opendata.MadeUp})
	}
	if view == benchmark.Full {
		rows = append(rows, [2]string{"Exact figures", "These are exact figures, for inspection and for an area's own people. Do not publish them or pass them on."})
	}
	rows = append(rows, own...)
	if view == benchmark.Public {
		rows = append(rows, [2]string{"Small numbers", "Counts of 1 to 5 people are hidden, and what would give them away; England and regions are rounded to the nearest 10 where people are counted."})
	}
	pinned := *at
	v := pinned.Query()
	v.Set("version", version)
	pinned.RawQuery = v.Encode()
	if view == benchmark.Full {
		v.Del("version") // exact figures are of the publication in force alone
		pinned.RawQuery = v.Encode()
	}
	rows = append(rows,
		[2]string{"Publication", version},
		[2]string{"Address", "These figures stand at " + pinned.Path + "?" + strings.ReplaceAll(pinned.RawQuery, "%2C", ",") + " of the platform; the address that names the publication gives the same for good."})
	for _, s := range opendata.Sources() {
		rows = append(rows, [2]string{"Source", s})
	}
	return append(rows,
		[2]string{"Licence", "Open Government Licence v3.0, " + opendata.Licence},
		[2]string{"Empty cells", "There are none: a symbol in square brackets stands where there is no number, and the sheet Symbols explains it."})
}

// lead is what stands above a table, beside the figures.
func lead(made bool, view benchmark.View) []string {
	var out []string
	if made {
		out = append(out, opendata.MadeUp)
	}
	if view == benchmark.Full {
		out = append(out, "Exact figures: do not publish them or pass them on.")
	}
	return out
}

// ofIndicator is what a cover says of an indicator.
func (a *API) ofIndicator(id string) [][2]string {
	d, ok := a.catal.Find(id)
	if !ok {
		return nil
	}
	rows := [][2]string{{"Indicator", d.ID + " " + d.Title}, {"Numerator", capital(d.NumeratorWords)}, {"Denominator", capital(d.DenominatorWords)}, {"Unit", capital(unitHeading(d.Unit))},
		{"Which way is better", map[indicator.Polarity]string{indicator.High: "High is better.", indicator.Low: "Low is better.", indicator.Neutral: "Neither: areas are higher or lower, not better or worse."}[d.Polarity]}}
	if d.Caveat != "" {
		rows = append(rows, [2]string{"Bear in mind", d.Caveat})
	}
	if d.Baseline.Words != "" {
		rows = append(rows, [2]string{"From inspections", d.Baseline.Words + " (" + d.Baseline.Label + "). A dated reference mark, never a target."})
	}
	return append(rows, [2]string{"Definition rests on", d.Source})
}

// benchmarkBook is an answer as a workbook.
func (a *API) benchmarkBook(b Benchmark, at *url.URL) opendata.Book {
	title := b.Indicator + " " + b.Title + ", " + firstOf(b.PeriodWords, b.Period)
	part := b.Breakdown
	if b.Category != "" {
		part += ": " + b.Category
		title += ", " + part
	}
	own := append(a.ofIndicator(b.Indicator), [2]string{"Period", firstOf(b.PeriodWords, b.Period)}, [2]string{"Split by", part},
		[2]string{"How areas are compared", "Comparison sets the area's 95% confidence interval against England's value. Against the limits says where the area lies in a funnel plot" +
			map[bool]string{true: " whose limits are widened for how much areas differ anyway.", false: " whose limits allow for chance alone."}[b.Funnel == nil || b.Funnel.Adjusted] + " Small differences are chance: areas are not to be ranked by their values."})
	own = append(own, comparability(b.Comparability)...)
	if b.Note != "" && b.Own {
		own = append(own, [2]string{"Whose figures", ownNote})
	}
	book := opendata.Book{Title: title, About: a.about(own, b.View, b.Version, b.Demonstration, at)}
	book.Tables = append(book.Tables, figuresTable(b))
	if b.Peers != nil {
		book.Tables = append(book.Tables, peersTable(b), membersTable(b))
	}
	if b.Funnel != nil && len(b.Funnel.Limits) > 0 {
		book.Tables = append(book.Tables, limitsTable(b))
	}
	book.Tables = keepFilled(book.Tables)
	book.Tables = append(book.Tables, opendata.Symbols())
	return book
}

// comparability is what to know before figures are compared, but for the
// caveat of the indicator, which the cover has already.
func comparability(notes []benchmark.Note) [][2]string {
	var rows [][2]string
	for _, n := range notes {
		if n.Kind != benchmark.NoteCaveat {
			rows = append(rows, [2]string{"Comparability", n.Text})
		}
	}
	return rows
}

// keepFilled leaves out tables without rows.
func keepFilled(tables []opendata.Table) []opendata.Table {
	var out []opendata.Table
	for _, t := range tables {
		if len(t.Rows) > 0 {
			out = append(out, t)
		}
	}
	return out
}

func figuresTable(b Benchmark) opendata.Table {
	t := opendata.Table{Sheet: "Figures", Name: "figures", Title: "England, regions and areas: " + b.Title, Lead: lead(b.Demonstration, b.View), Columns: []opendata.Column{
		{Heading: "Level", Width: 12}, {Heading: "Name", Width: 34}, {Heading: "GSS code", Width: 14}, {Heading: "DfE number", Width: 12}, {Heading: "Region", Width: 26},
		{Heading: "Numerator"}, {Heading: "Denominator"}, {Heading: "Value (" + unitHeading(b.Unit) + ")", Places: 1, Width: 16},
		{Heading: "Lower 95% limit", Places: 1}, {Heading: "Upper 95% limit", Places: 1}, {Heading: "Lower 99.8% limit", Places: 1}, {Heading: "Upper 99.8% limit", Places: 1},
		{Heading: "Comparison with England", Width: 18}, {Heading: "Against the limits", Width: 26}, {Heading: "Marks", Width: 10}, {Heading: "Source", Width: 14}, {Heading: "Made up", Width: 10}, {Heading: "In words", Width: 100}}}
	none := textOr("")
	above := func(level, name, code string, f benchmark.EnglandFigure, c benchmark.Comparison) {
		s := f.Symbol
		made := yesNo(b.Demonstration && f.Source != benchmark.FromPublished)
		t.Rows = append(t.Rows, []opendata.Cell{opendata.Text(level), opendata.Text(name), opendata.Text(code), none, none,
			numberOr(f.Numerator, s), numberOr(f.Denominator, s), numberOr(f.Value, s), numberOr(f.Lower95, s), numberOr(f.Upper95, s), none, none,
			textOr(comparisonWords[c]), none, opendata.Text(marks(f.Marks)), textOr(string(f.Source)), made, opendata.Text(firstOf(f.Words, f.Reason))})
	}
	above("England", "England", area.EnglandCode, b.England, "")
	for _, r := range b.Regions {
		above("Region", r.Name, r.Code, r.EnglandFigure, r.Comparison)
	}
	for _, f := range b.Areas {
		s := f.Symbol
		t.Rows = append(t.Rows, []opendata.Cell{opendata.Text("Area"), opendata.Text(f.Name), opendata.Text(f.Code), opendata.Text(f.DFE), textOr(f.Region),
			numberOr(f.Numerator, s), numberOr(f.Denominator, s), numberOr(f.Value, s), numberOr(f.Lower95, s), numberOr(f.Upper95, s), numberOr(f.Lower998, s), numberOr(f.Upper998, s),
			textOr(comparisonWords[f.Comparison]), textOr(placeWords(f)), opendata.Text(marks(f.Marks)), textOr(string(f.Source)), yesNo(f.Demonstration), opendata.Text(firstOf(f.Words, f.Reason))})
	}
	return t
}

func peersTable(b Benchmark) opendata.Table {
	p := b.Peers
	t := opendata.Table{Sheet: "Peers", Name: "peers", Title: "Averages of the peers: " + p.Label, Lead: lead(b.Demonstration, b.View),
		Columns: []opendata.Column{{Heading: "What", Width: 34}, {Heading: "Value (" + unitHeading(b.Unit) + ")", Places: 1, Width: 16}, {Heading: "Meaning", Width: 90}}}
	add := func(what string, n benchmark.Number, meaning string) {
		t.Rows = append(t.Rows, []opendata.Cell{opendata.Text(what), numberOr(n, ""), opendata.Text(meaning)})
	}
	add("Pooled", p.Pooled, "The sum of the peers' numerators over the sum of their denominators.")
	add("Pooled, lower 95% limit", p.Lower95, "Lower end of the 95% confidence interval of the pooled value.")
	add("Pooled, upper 95% limit", p.Upper95, "Upper end of the same.")
	add("Mean of areas", p.Mean, "The plain average of the peers' values: each area weighs the same.")
	add("Median of areas", p.Median, "Half of the peers lie below it.")
	add("Lower quartile", p.Q1, "A quarter of the peers lie below it; given from four figures up.")
	add("Upper quartile", p.Q3, "A quarter of the peers lie above it.")
	return t
}

func membersTable(b Benchmark) opendata.Table {
	t := opendata.Table{Sheet: "Peer areas", Name: "members", Title: "The areas of the group: " + b.Peers.Label, Lead: []string{firstOf(b.Peers.Words, "Areas of one's own choice.")}, Columns: []opendata.Column{
		{Heading: "Name", Width: 34}, {Heading: "GSS code", Width: 14}, {Heading: "DfE number", Width: 12}, {Heading: "Closeness", Width: 22}, {Heading: "Shows a figure", Width: 14}, {Heading: "Why not", Width: 80}}}
	for _, m := range b.Peers.Members {
		t.Rows = append(t.Rows, []opendata.Cell{opendata.Text(m.Name), textOr(m.Code), opendata.Text(m.DFE), textOr(m.Closeness), yesNo(m.Shown), opendata.Text(strings.TrimSpace(symbol(m.Symbol) + " " + m.Reason))})
	}
	return t
}

func limitsTable(b Benchmark) opendata.Table {
	words := "Limits of the funnel plot about England's value, for chance alone"
	if b.Funnel.Adjusted {
		words = fmt.Sprintf("Limits of the funnel plot about England's value, widened for how much areas differ (phi %.1f, tau squared %.4f)", b.Funnel.Phi.Value, b.Funnel.Tau2.Value)
	}
	t := opendata.Table{Sheet: "Funnel limits", Name: "limits", Title: words, Lead: lead(b.Demonstration, b.View), Columns: []opendata.Column{
		{Heading: "Denominator", Width: 16}, {Heading: "Lower 99.8% limit", Places: 1}, {Heading: "Lower 95% limit", Places: 1}, {Heading: "Upper 95% limit", Places: 1}, {Heading: "Upper 99.8% limit", Places: 1}}}
	for _, l := range b.Funnel.Limits {
		t.Rows = append(t.Rows, []opendata.Cell{opendata.Number(l.Denominator), opendata.Number(l.Lower998), opendata.Number(l.Lower95), opendata.Number(l.Upper95), opendata.Number(l.Upper998)})
	}
	return t
}

// trendBook is a series as a workbook.
func (a *API) trendBook(tr Trend, at *url.URL) opendata.Book {
	title := tr.Indicator + " " + tr.Title + ", " + tr.Name
	own := append(a.ofIndicator(tr.Indicator), [2]string{"Area", strings.TrimSpace(tr.Name + " " + tr.Code + " " + tr.DFE)})
	if tr.Category != "" {
		title += ", " + tr.Breakdown + ": " + tr.Category
		own = append(own, [2]string{"Split by", tr.Breakdown + ": " + tr.Category})
	}
	for _, s := range tr.Series {
		own = append(own, [2]string{"In words, by " + s.Kind, s.Words})
	}
	own = append(own, comparability(tr.Comparability)...)
	t := opendata.Table{Sheet: "Series", Name: "series", Title: title, Lead: lead(tr.Demonstration, tr.View), Columns: []opendata.Column{
		{Heading: "Period", Width: 12}, {Heading: "Period in words", Width: 28}, {Heading: "Kind", Width: 10}, {Heading: "Numerator"}, {Heading: "Denominator"},
		{Heading: "Value (" + unitHeading(tr.Unit) + ")", Places: 1, Width: 16}, {Heading: "Lower 95% limit", Places: 1}, {Heading: "Upper 95% limit", Places: 1}, {Heading: "England", Places: 1},
		{Heading: "Chart mean", Places: 1}, {Heading: "Lower control limit", Places: 1}, {Heading: "Upper control limit", Places: 1}, {Heading: "Special causes", Width: 24},
		{Heading: "Marks", Width: 10}, {Heading: "Made up", Width: 10}, {Heading: "Reason", Width: 80}}}
	for _, p := range tr.Points {
		words := p.Period
		if x, err := period.Parse(p.Period); err == nil {
			words = x.Words()
		}
		s := p.Symbol
		t.Rows = append(t.Rows, []opendata.Cell{opendata.Text(p.Period), opendata.Text(words), opendata.Text(p.Kind), numberOr(p.Numerator, s), numberOr(p.Denominator, s), numberOr(p.Value, s),
			numberOr(p.Lower95, s), numberOr(p.Upper95, s), numberOr(p.England, p.EnglandSymbol), numberOr(p.ChartMean, ""), numberOr(p.LowerLimit, ""), numberOr(p.UpperLimit, ""),
			opendata.Text(causes(p.Causes)), opendata.Text(marks(p.Marks)), yesNo(p.Demonstration), opendata.Text(p.Reason)})
	}
	return opendata.Book{Title: title, About: a.about(own, tr.View, tr.Version, tr.Demonstration, at), Tables: append(keepFilled([]opendata.Table{t}), opendata.Symbols())}
}
