package figures

import (
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"earlyhelp/functions/site/bearing"
	"earlyhelp/functions/site/national"
	"earlyhelp/shared/account"
	"earlyhelp/shared/area"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/chart"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
)

// PlacePage is one indicator of one area: its figure, its series, its parts.
type PlacePage struct {
	Shell
	ID, Title, Area  string
	Period           string
	Demonstration    bool
	View             ViewSwitch
	Pin              *Pin
	Form             *ChooseForm
	NoData           *NoData
	Words            string
	Figure           *govuk.Link // where the figure comes from
	Elsewhere        []govuk.Link
	Numbers          govuk.SummaryList
	TrendWords       string
	Series           []PlaceSeries
	Notes            []benchmark.Note
	Caveat, Baseline string
	Splits           []SplitLink
	Split            []Split
	NoSplit          *NoData // in place of a breakdown asked for
	Panels           []Panel
	PanelsTitle      string
	Said             []Explanation
	Learning         []Bearing
	NoLearning       string
	Related          []Related
	Symbols          []Symbol
	Take             *Take
	AllAreas         string // the indicator's page with this area picked out
	AreaHref         string
}

// A PlaceSeries is the years or the quarters of an area's indicator.
type PlaceSeries struct {
	ID, Title, Words string
	Chart            template.HTML
	Keys             []KeyItem
	Rebases          []string // reasons for which limits begin anew
	Signals          []string // what is marked, in words
	Gaps             []string // where there is no figure, and why
	Method           string
	Table            govuk.Table
}

// A Panel is one of several small charts.
type Panel struct {
	Name, Href string
	Chart      template.HTML
}

func (p *Pages) servePlace(w http.ResponseWriter, r *http.Request) error {
	a, d, err := p.placeOf(r)
	if err != nil {
		return err
	}
	path := "/areas/" + a.DFE + "/" + d.ID
	c := readChoices(r.URL.Query())
	if err := p.checkPlace(r.URL.Query(), c); err != nil {
		return err
	}
	c.of, c.peers, c.group = "", "", nil
	if r.PathValue("code") != a.DFE || r.PathValue("id") != d.ID {
		http.Redirect(w, r, c.href(path), http.StatusMovedPermanently)
		return nil
	}
	e, newest, err := p.edition(r.Context(), c)
	if err != nil {
		return err
	}
	defer e.Release()
	person := account.FromContext(r.Context())
	full, err := p.fullView(r.Context(), person, c, a.DFE, r.URL.RequestURI())
	if err != nil {
		return err
	}
	page := PlacePage{Shell: p.shell(), ID: d.ID, Title: d.Title, Area: a.Name, Caveat: d.Caveat, Baseline: baseline(d), View: areaView(person, a, full, c, path), Pin: pinOf(c, e, newest, path),
		Learning: p.bearings(d.ID), NoLearning: bearing.WhyNone(d.ID)}
	status, err := p.fillPlace(r, &page, e, person, a, d, c, full)
	if err != nil {
		return err
	}
	page.AllAreas = choices{period: c.period, of: a.DFE, view: allView(person, c), version: c.version}.href("/benchmarks/" + d.ID)
	page.AreaHref = choices{view: c.view, version: c.version}.href("/areas/" + a.DFE)
	return p.o.Site.Render(w, r, p.place, govuk.Page{Title: d.Title + ": " + a.Name, Active: "/areas", Wide: true, Private: full, Status: status, Data: page,
		Breadcrumbs: []govuk.Link{{Text: "Home", Href: "/"}, {Text: "Areas", Href: "/areas"}, {Text: a.Name, Href: page.AreaHref}}})
}

// allView is the view that a link to a page about all areas may ask for.
func allView(person account.Person, c choices) string {
	if account.Allowed(person, account.ReadFull, "") {
		return c.view
	}
	return ""
}

func (p *Pages) placeOf(r *http.Request) (area.Area, indicator.Definition, error) {
	a, ok := p.areas.Find(r.PathValue("code"))
	if !ok {
		return a, indicator.Definition{}, noSuchArea()
	}
	d, err := p.indicatorOf(r)
	return a, d, err
}

func noSuchArea() error {
	return &govuk.Problem{Status: http.StatusNotFound, Title: "There is no such area", Message: []string{
		"Areas are named by the three-digit number of the Department for Education, such as 383, or by a GSS code, such as E08000035.",
	}, Links: []govuk.Link{{Text: "All areas", Href: "/areas"}}}
}

// answerOf asks for an area's figure with England and its neighbours beside
// it. In the full view somebody who may see only this area sees the rest as
// the public does: exact totals less public figures would give others away.
func answerOf(e *national.Edition, person account.Person, a area.Area, q benchmark.Query, full bool) (benchmark.Answer, error) {
	q.Areas = []string{a.DFE}
	if len(a.Neighbours) > 0 && q.Peers == "" {
		q.Peers, q.Of = benchmark.PeerNeighbours, a.DFE
	}
	switch {
	case !full:
		return e.Public.Answer(q)
	case account.Allowed(person, account.ReadFull, ""):
		return e.Full.Answer(q)
	}
	return benchmark.Own(e.Public, e.Full, q, a.DFE)
}

func (p *Pages) fillPlace(r *http.Request, page *PlacePage, e *national.Edition, person account.Person, a area.Area, d indicator.Definition, c choices, full bool) (int, error) {
	s := view(e, full)
	path := "/areas/" + a.DFE + "/" + d.ID
	ps := p.periodsOf(s.PeriodsOf(d.ID), a)
	if len(ps) == 0 {
		page.NoData = &NoData{Words: d.Title + " has no figures for " + a.Name + " yet.", Links: []govuk.Link{{Text: "All figures of " + a.Name, Href: "/areas/" + a.DFE}, {Text: "All areas", Href: "/benchmarks/" + d.ID}}}
		return http.StatusOK, nil
	}
	if c.period == "" {
		c.period = s.Preferred(ps).String()
	}
	if q, err := period.Parse(c.period); err != nil || !slices.Contains(ps, q) {
		page.NoData = p.noPeriod(a, c, ps, path)
		return http.StatusNotFound, nil
	}
	form := ChooseForm{Action: path, Button: govuk.Button{Text: "Show", Style: "secondary"}, Kept: kept(c, "period")}
	form.Period, _ = periodSelect(c, ps, period.Date{})
	page.Form, page.Period = &form, periodWords(c.period)
	answer, err := answerOf(e, person, a, benchmark.Query{Indicator: d.ID, Period: c.period, NoFunnel: true}, full)
	var none *benchmark.QueryError
	if errors.As(err, &none) {
		page.NoData = &NoData{Words: none.Message}
		return statusOf(none), nil
	}
	if err != nil {
		return 0, err
	}
	page.Demonstration = answer.Demonstration
	p.placeFigure(page, answer, a, d, c)
	page.Notes = p.notesBeside(answer.Comparability, d)
	if err := p.placeSeries(page, e, person, a, d, c, full); err != nil {
		return 0, err
	}
	if err := p.placeSplit(page, e, person, a, d, c, full); err != nil {
		return 0, err
	}
	if err := p.placePanels(page, e, a, d, c); err != nil {
		return 0, err
	}
	q, err := period.Parse(c.period)
	if err != nil {
		return 0, err
	}
	said, err := p.explanations(r.Context(), person, a.DFE, q)
	if err != nil {
		return 0, err
	}
	page.Said = said[d.ID]
	page.Related = p.relatedTo(d.ID, func(id string) string {
		return choices{view: c.view, version: c.version}.href("/areas/" + a.DFE + "/" + id)
	})
	page.takePlace(p, answer, a, d, c)
	if page.NoSplit == nil {
		return http.StatusOK, nil
	}
	names, err := splitNames(s, d.ID, q)
	if err == nil && c.category == "" && slices.Contains(names, c.breakdown) {
		return http.StatusOK, nil // others give it
	}
	return http.StatusNotFound, err
}

// checkPlace is checkChoices for the page of one area, where another area is
// of no use and one that there is not is named.
func (p *Pages) checkPlace(v url.Values, c choices) error {
	if err := checkChoices(v, c); err != nil {
		return err
	}
	if c.of == "" {
		return nil
	}
	if _, ok := p.areas.Find(c.of); !ok {
		return noSuchArea()
	}
	return nil
}

// placeFigure puts the figure of the period on the page, with what stands
// beside it.
func (p *Pages) placeFigure(page *PlacePage, answer benchmark.Answer, a area.Area, d indicator.Definition, c choices) {
	if len(answer.Areas) == 0 {
		page.Words = "There is no figure for " + a.Name + ". " + answer.Reason
		return
	}
	x := answer.Areas[0]
	page.Words = x.Words
	page.Figure = &govuk.Link{Text: "Where this figure comes from", Href: figureHref(d.ID, answer.Period, x.DFE, answer, c)}
	for _, q := range x.Elsewhere {
		at := c
		at.period = q
		page.Elsewhere = append(page.Elsewhere, govuk.Link{Text: periodWords(q), Href: at.href("/areas/" + a.DFE + "/" + d.ID)})
	}
	row := func(key, words string) {
		if words != "" {
			page.Numbers.Rows = append(page.Numbers.Rows, govuk.SummaryRow{Key: key, Value: govuk.Cell{Text: words}})
		}
	}
	have := map[benchmark.Symbol]bool{x.Symbol: true, answer.England.Symbol: true}
	for _, m := range x.Marks {
		have[m] = true
	}
	per := perWords(d.Unit)
	shown := areaValue(x.Value, d.Unit, x.Symbol, x.Marks)
	if x.Value.OK {
		shown += per
	}
	if sp := span(x.Lower95, x.Upper95); sp != "" {
		shown += ", 95% interval " + sp
	}
	row(a.Name, shown)
	if x.Numerator.OK && x.Denominator.OK {
		row("Counted", whole(x.Numerator)+" of "+whole(x.Denominator))
	}
	england := value(answer.England.Value, d.Unit, answer.England.Symbol)
	if answer.England.Value.OK {
		england += per
	}
	row("England", strings.TrimSuffix(england+", "+sourceWords(answer.England.Source), ", "))
	if answer.Peers != nil {
		pooled := value(answer.Peers.Pooled, d.Unit, "")
		if answer.Peers.Pooled.OK {
			pooled += per
		}
		if sp := span(answer.Peers.Lower95, answer.Peers.Upper95); sp != "" {
			pooled += ", 95% interval " + sp
		}
		row("Its statistical neighbours, pooled", pooled)
	}
	if x.Value.OK && d.Unit != indicator.YesNo {
		row("In the funnel", firstText(x.OutlierReason, upperFirst(chart.Outlier(x.Outlier).Words())))
	}
	page.Symbols = legend(have)
}

// placeSeries draws the quarters and the years.
func (p *Pages) placeSeries(page *PlacePage, e *national.Edition, person account.Person, a area.Area, d indicator.Definition, c choices, full bool) error {
	t, err := trendOf(e, person, benchmark.TrendQuery{Indicator: d.ID, Area: a.DFE}, full)
	if noSeries(err) {
		return nil
	}
	if err != nil {
		return err
	}
	page.TrendWords, page.Demonstration = t.Words, page.Demonstration || t.Demonstration
	for _, series := range slices.Backward(t.Series) { // quarters first
		page.Series = append(page.Series, placeSeries(t, series, a, d, c))
	}
	return nil
}

func placeSeries(t benchmark.Trend, series benchmark.Series, a area.Area, d indicator.Definition, c choices) PlaceSeries {
	out := PlaceSeries{ID: "series-" + series.Kind, Title: "By financial year", Words: series.Words, Table: trendTable(t, series.Kind, d, c)}
	if series.Words == "" {
		out.Words = series.Reason
	}
	if series.Kind == benchmark.QuarterKind {
		out.Title = "By quarter"
	}
	for _, g := range series.Gaps {
		when := periodWords(g.From)
		if g.To != g.From {
			when += " until " + periodWords(g.To)
		}
		out.Gaps = append(out.Gaps, upperFirst(when)+": ["+string(g.Symbol)+"] "+g.Reason)
	}
	for _, sig := range series.Signals {
		out.Signals = append(out.Signals, sig.Words)
	}
	for i, seg := range series.Segments {
		if i > 0 {
			out.Rebases = append(out.Rebases, "("+strconv.Itoa(i)+") New limits from "+periodWords(seg.From)+". "+seg.Reason)
		}
	}
	drawn, ok := seriesChart(t, series.Kind, d)
	if !ok {
		return out
	}
	out.Chart = template.HTML(drawn.SVG()) //nolint:gosec // the chart escapes every text
	switch k := drawn.(type) {
	case chart.Control:
		out.Keys = controlKeys(k)
		out.Method = "A control chart (XmR): the mean of the series and the limits within which its usual variation keeps it, the mean ± 2.66 times the mean moving range. A point beyond a limit, seven in a row on one side of the mean, seven rising or falling, or two of three near a limit is more than that. Moving ranges over 3.27 times their mean are left out first and the mean of the rest is taken, so that one jump does not widen the limits. The limits are of the area itself: they are no target, and say nothing of other areas."
	default:
		out.Keys = trendKeys()
		out.Method = "Too few quarters for control limits."
		if series.Kind == benchmark.YearKind {
			out.Method = "The five-point test: a straight line through the latest five years, weighted by how sure each figure is, must rise or fall more than chance would make it, whichever year is left out. Years before the first return are as the Department for Education published them."
		}
	}
	return out
}

func firstText(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// seriesChart draws the years or the quarters of a series: quarters with their
// control limits where there are enough. False for one point, and for yes and
// no, which make no line.
func seriesChart(t benchmark.Trend, kind string, d indicator.Definition) (chart.Chart, bool) {
	if d.Unit == indicator.YesNo || len(steps(t, kind)) < 2 {
		return nil, false
	}
	title := d.Title + ", " + t.Name + ", by " + kind
	if kind == benchmark.QuarterKind {
		if control, ok := controlChart(t, title, d); ok {
			return control, true
		}
	}
	return trendChart(t, kind, title, d), true
}

func trendKeys() []KeyItem {
	drawn := func(s string) template.HTML { return template.HTML(s) } //nolint:gosec // drawn by chart
	return []KeyItem{{drawn(chart.LineKey("along")), "England"}, {drawn(chart.BandKey()), "95% interval"}}
}

func controlKeys(k chart.Control) []KeyItem {
	drawn := func(s string) template.HTML { return template.HTML(s) } //nolint:gosec // drawn by chart
	out := []KeyItem{{drawn(chart.LineKey("mean")), "mean"}, {drawn(chart.LineKey("95")), "control limits"}, {drawn(chart.LineKey("beside")), "England"}}
	for _, cause := range k.Causes() {
		out = append(out, KeyItem{drawn(chart.CauseKey(cause)), cause.Words()})
	}
	return out
}

// placeSplit leads to the breakdowns and shows the one asked for, of the area
// and of England.
func (p *Pages) placeSplit(page *PlacePage, e *national.Edition, person account.Person, a area.Area, d indicator.Definition, c choices, full bool) error {
	own, nation := view(e, full), e.Public
	if full && account.Allowed(person, account.ReadFull, "") {
		nation = e.Full
	}
	path := "/areas/" + a.DFE + "/" + d.ID
	at := c
	at.category = ""
	links, err := splitLinks(own, d, at)
	if err != nil {
		return err
	}
	for _, l := range links {
		l.Href = strings.Replace(l.Href, "/benchmarks/"+d.ID, path, 1)
		page.Splits = append(page.Splits, l)
	}
	if c.breakdown == "" {
		return nil
	}
	for i, of := range []struct {
		s    *benchmark.Snapshot
		code string
	}{{own, a.DFE}, {nation, ""}} {
		g, err := of.s.Gaps(benchmark.GapsQuery{Indicator: d.ID, Period: c.period, Breakdown: c.breakdown, Area: of.code})
		var none *benchmark.QueryError
		if errors.As(err, &none) {
			page.NoSplit = &NoData{Words: none.Message, Links: splitChoices(links, path, d)}
			return nil
		}
		if err != nil {
			return err
		}
		if c.category != "" && !slices.ContainsFunc(g.Categories, func(f benchmark.GapFigure) bool { return f.Category == c.category }) {
			page.NoSplit = &NoData{Words: d.ID + " has no figures for the category “" + short(c.category) + "”. It has figures by these.", Links: splitChoices(links, path, d)}
			return nil
		}
		shown := split(g, d, "split-"+strconv.Itoa(i), func(category string) string {
			return choices{period: c.period, of: a.DFE, breakdown: c.breakdown, category: category, version: c.version}.href("/benchmarks/" + d.ID)
		})
		if shown.Hidden != "" {
			if shown.Instead, err = instead(of.s, g, of.code, page.Splits); err != nil {
				return err
			}
		}
		page.Split = append(page.Split, shown)
	}
	return nil
}

func splitChoices(links []SplitLink, path string, d indicator.Definition) []govuk.Link {
	var out []govuk.Link
	for _, l := range links {
		out = append(out, govuk.Link{Text: l.Text, Href: strings.Replace(l.Href, "/benchmarks/"+d.ID, path, 1)})
	}
	return out
}

// placePanels draws the neighbours' series small, all to one scale.
func (p *Pages) placePanels(page *PlacePage, e *national.Edition, a area.Area, d indicator.Definition, c choices) error {
	if d.Unit == indicator.YesNo || len(a.Neighbours) == 0 {
		return nil
	}
	q, err := period.Parse(c.period)
	if err != nil {
		return err
	}
	kind := benchmark.YearKind
	if q.Kind() == period.Quarter {
		kind = benchmark.QuarterKind
	}
	m := chart.Multiples{ID: "panel-" + d.ID, YUnit: unitSign(d.Unit), Max: unitMost(d.Unit)}
	dfes := []string{a.DFE}
	for _, n := range a.Neighbours {
		dfes = append(dfes, n.DFE)
	}
	for _, dfe := range dfes {
		// As the public sees it, whoever looks: the panels compare.
		t, err := e.Public.TrendOf(benchmark.TrendQuery{Indicator: d.ID, Area: dfe})
		if noSeries(err) {
			continue
		}
		if err != nil {
			return err
		}
		line := trendChart(t, kind, t.Name, d)
		if len(line.Steps) < 3 {
			continue
		}
		m.Panels = append(m.Panels, line)
		page.Panels = append(page.Panels, Panel{Name: t.Name, Href: placeHref(dfe, d.ID, choices{period: c.period, version: c.version})})
	}
	if len(m.Panels) < 2 {
		page.Panels = nil
		return nil
	}
	for i, svg := range m.SVGs() {
		page.Panels[i].Chart = template.HTML(svg) //nolint:gosec // the chart escapes every text
	}
	page.PanelsTitle = a.Name + " and its statistical neighbours, all to one scale"
	return nil
}

func (page *PlacePage) takePlace(p *Pages, answer benchmark.Answer, a area.Area, d indicator.Definition, c choices) {
	pinned := c
	pinned.version = answer.Version
	path := "/areas/" + a.DFE + "/" + d.ID
	t := Take{API: trendAddress(d.ID, a.DFE, c, answer.Version, ""), Link: p.o.BaseURL + pinned.href(path), Cite: cite(d.Title+": "+a.Name, page.Period, answer.Version, string(answer.View))}
	t.Files = []govuk.Link{{Text: "The series as CSV", Href: trendAddress(d.ID, a.DFE, c, answer.Version, ".csv")}, {Text: "The series as an Excel workbook", Href: trendAddress(d.ID, a.DFE, c, answer.Version, ".xlsx")}}
	for _, s := range page.Series {
		if s.Chart != "" {
			t.Files = append(t.Files, pictureLinks("The chart "+strings.ToLower(s.Title), path, strings.TrimPrefix(s.ID, "series-")+"s", c, answer.Version)...)
		}
	}
	page.Take = &t
}
