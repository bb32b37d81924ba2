package figures

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"earlyhelp/functions/site/national"
	"earlyhelp/shared/account"
	"earlyhelp/shared/area"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/chart"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
)

// AreaPage is one area with all its figures of one period.
type AreaPage struct {
	Shell
	Name, About   string
	Period        string
	Demonstration bool
	View          ViewSwitch
	Form          *ChooseForm // nil with no period to choose
	NoData        *NoData
	Versions      string // address of the returns the figures are from, for those who may see them
	Returned      string // "111 of 153", when England's figures are of fewer areas than there are
	most          benchmark.EnglandFigure
	Stands        []string // in sentences: what stands out
	Groups        []AreaGroup
	Explained     []Explanation // of counts that belong to no indicator
	Symbols       []Symbol
	Trends        []AreaTrend
	Neighbours    []AreaNeighbour
	Changes       []string
	Facts         govuk.SummaryList
}

// An AreaGroup is the figures of one part of the catalogue.
type AreaGroup struct {
	Letter, Title string
	Table         govuk.Table   // of what there is to show
	Absent        []AreaAbsent  // of what there is not
	Explained     []Explanation // what the area says of its figures, to those who may see it
}

// An AreaAbsent is an indicator without a figure, and why there is none.
type AreaAbsent struct{ Title, Href, Reason string }

// An AreaTrend is a series drawn large, with its table.
type AreaTrend struct {
	Title, Href string
	Chart       template.HTML
	Table       govuk.Table
	Source      string
}

// An AreaNeighbour is a statistical neighbour.
type AreaNeighbour struct{ Name, Href, Closeness string }

func (p *Pages) serveArea(w http.ResponseWriter, r *http.Request) error {
	code := r.PathValue("code")
	a, ok := p.areas.Find(code)
	if !ok {
		return &govuk.Problem{Status: http.StatusNotFound, Title: "There is no such area", Message: []string{
			"Areas are named by the three-digit number of the Department for Education, such as 383, or by a GSS code, such as E08000035.",
		}, Links: []govuk.Link{{Text: "All areas", Href: "/areas"}}}
	}
	if code != a.DFE {
		// One address for each area: its number is the steadier key.
		to := areaHref(a, "")
		if r.URL.RawQuery != "" {
			to += "?" + r.URL.RawQuery
		}
		http.Redirect(w, r, to, http.StatusMovedPermanently)
		return nil
	}
	e, err := p.o.Source.Edition(r.Context())
	if err != nil {
		return err
	}
	defer e.Release()
	person := account.FromContext(r.Context())
	c := choices{period: r.URL.Query().Get("period")}
	full := r.URL.Query().Get("view") == string(benchmark.Full)
	if full {
		c.view = string(benchmark.Full)
		if !account.Allowed(person, account.ReadFull, a.DFE) {
			return govuk.Forbidden("Exact figures are for inspectors, the national team and the area's own people. The public view is open to everybody.")
		}
	}
	page := AreaPage{Shell: p.shell(), Name: a.Name, About: upperFirst(a.Type) + ", " + a.Region, View: p.areaView(person, a, full, c), Changes: p.changes(a)}
	page.Facts = areaFacts(a)
	for _, n := range a.Neighbours {
		if x, ok := p.areas.Find(n.DFE); ok {
			page.Neighbours = append(page.Neighbours, AreaNeighbour{x.Name, areaHref(x, ""), n.Closeness})
		}
	}
	status, err := p.fillArea(r.Context(), &page, e, person, a, c, full)
	if err != nil {
		return err
	}
	return p.o.Site.Render(w, r, p.area, govuk.Page{Title: a.Name, Active: "/areas", Wide: true, Private: full, Status: status, Data: page,
		Breadcrumbs: []govuk.Link{{Text: "Home", Href: "/"}, {Text: "Areas", Href: "/areas"}}})
}

func (p *Pages) areaView(person account.Person, a area.Area, full bool, c choices) ViewSwitch {
	v := ViewSwitch{Full: full, Words: "Public view: small numbers are hidden."}
	if full {
		v.Words = "Full view: " + a.Name + "’s exact figures. Do not pass them on."
	}
	if account.Allowed(person, account.ReadFull, a.DFE) {
		path := areaHref(a, "")
		if full {
			c.view = ""
			v.Other = &govuk.Link{Text: "Show the public view", Href: c.href(path)}
		} else {
			c.view = string(benchmark.Full)
			v.Other = &govuk.Link{Text: "Show the full view", Href: c.href(path)}
		}
	}
	return v
}

func areaFacts(a area.Area) govuk.SummaryList {
	row := func(k, v string) govuk.SummaryRow { return govuk.SummaryRow{Key: k, Value: govuk.Cell{Text: v}} }
	return govuk.SummaryList{Rows: []govuk.SummaryRow{row("Region", a.Region), row("DfE number", a.DFE), row("GSS code", a.GSS(period.Date{})), row("Kind", upperFirst(a.Type))}}
}

// changes says what reorganisations did to an area, in sentences.
func (p *Pages) changes(a area.Area) []string {
	var out []string
	name := func(dfe string) string {
		if x, ok := p.areas.Find(dfe); ok {
			return x.Label()
		}
		return dfe
	}
	for _, c := range p.areas.Predecessors(a.DFE) {
		how := "came wholly into"
		if c.Kind == area.Part || c.Kind == area.Split {
			how = "came in part into"
		}
		out = append(out, fmt.Sprintf("On %s %s %s %s. Figures before that day are of the old area.", c.Effective.Words(), name(c.FromDFE), how, a.Name))
	}
	for _, c := range p.areas.Successors(a.DFE) {
		out = append(out, fmt.Sprintf("On %s %s became part of %s. Figures here end with that.", c.Effective.Words(), a.Name, name(c.ToDFE)))
	}
	for i, code := range a.Codes {
		if i > 0 {
			out = append(out, fmt.Sprintf("Its GSS code changed from %s to %s on %s.", a.Codes[i-1].GSS, code.GSS, code.From.Words()))
		}
	}
	return out
}

func (p *Pages) fillArea(ctx context.Context, page *AreaPage, e *national.Edition, person account.Person, a area.Area, c choices, full bool) (int, error) {
	var ps []period.Period
	for _, q := range e.Public.Periods() {
		if in, _ := p.areas.InBeing(a.DFE, q); in {
			ps = append(ps, q)
		}
	}
	if len(ps) == 0 {
		page.NoData = &NoData{Words: "There are no figures for " + a.Name + " yet."}
		return http.StatusOK, nil
	}
	asked := preferred(e.Public, ps)
	if c.period != "" {
		q, err := period.Parse(c.period)
		if err != nil || !slices.Contains(ps, q) {
			words := "There are no figures for that period. Choose one of these."
			if err == nil {
				words = "There are no figures for " + q.Words() + ". Choose one of these."
				if in, reason := p.areas.InBeing(a.DFE, q); !in {
					words = reason
				}
			}
			page.NoData = &NoData{Words: words}
			for _, have := range slices.Backward(ps) {
				at := c
				at.period = have.String()
				page.NoData.Links = append(page.NoData.Links, govuk.Link{Text: have.Words(), Href: at.href(areaHref(a, ""))})
			}
			return http.StatusNotFound, nil
		}
		asked = q
	}
	c.period = asked.String()
	page.Period = asked.Words()
	form := p.form(indicator.Definition{}, c, ps)
	form.Action = areaHref(a, "")
	page.Form = &form
	if p.o.Explained != nil && account.Allowed(person, account.SeeExplained, a.DFE) {
		page.Versions = "/returns/versions/" + a.DFE + "/" + asked.String()
	}
	said, err := p.explanations(ctx, person, a.DFE, asked)
	if err != nil {
		return 0, err
	}
	page.Explained = said[""]
	have := map[benchmark.Symbol]bool{}
	for _, g := range groups {
		group := AreaGroup{Letter: g.letter, Title: g.title, Table: govuk.Table{Caption: g.title + ", " + page.Period, HideCaption: true, RowHeaders: true, Small: true, Head: []govuk.Cell{
			{Text: "Indicator"}, {Text: a.Name, Numeric: true}, {Text: "95% interval", Numeric: true}, {Text: "England", Numeric: true},
			{Text: "Neighbours, pooled", Numeric: true}, {Text: "Against England"}, {Text: "In the funnel"}, {Text: "Trend"},
		}}}
		for _, d := range p.catal.Computed() {
			if d.ID[:1] != g.letter {
				continue
			}
			row, absent, err := p.areaRow(page, e, person, a, d, asked, full, have)
			if err != nil {
				return 0, err
			}
			if absent != nil {
				group.Absent = append(group.Absent, *absent)
			}
			if row != nil {
				if len(said[d.ID]) > 0 {
					row[0].Hidden = "(explained by the area below)"
				}
				group.Table.Rows = append(group.Table.Rows, row)
			}
			group.Explained = append(group.Explained, said[d.ID]...)
		}
		if len(group.Table.Rows)+len(group.Absent) > 0 {
			page.Groups = append(page.Groups, group)
		}
	}
	page.Returned = returnedSoFar(page.most)
	page.Symbols = legend(have)
	if len(page.Groups) == 0 {
		page.NoData = &NoData{Words: "There are no figures for " + a.Name + " in " + asked.Words() + "."}
	}
	return http.StatusOK, nil
}

// areaAnswer is an area's figure with England's and its neighbours'. An area
// without neighbours has none of theirs.
func areaAnswer(e *national.Edition, person account.Person, a area.Area, d indicator.Definition, q period.Period, full bool) (benchmark.Answer, error) {
	query := benchmark.Query{Indicator: d.ID, Period: q.String(), Areas: []string{a.DFE}, NoFunnel: true}
	if len(a.Neighbours) > 0 {
		query.Peers, query.Of = benchmark.PeerNeighbours, a.DFE
	}
	open, err := e.Public.Answer(query)
	if err != nil || !full {
		return open, err
	}
	exact, err := e.Full.Answer(query)
	if err != nil {
		return exact, err
	}
	if !account.Allowed(person, account.ReadFull, "") {
		// An area's own people see the rest as the public does: exact totals
		// less public figures would give other areas away.
		exact.England, exact.Peers = open.England, open.Peers
	}
	return exact, nil
}

// returnedSoFar is "111 of 153" where England's figure is pooled from fewer
// areas than there are: until the rest have returned it is not the nation's.
func returnedSoFar(e benchmark.EnglandFigure) string {
	if e.Source != benchmark.FromPooled || e.AreasReturned == 0 || e.AreasReturned >= e.AreasExpected {
		return ""
	}
	return strconv.Itoa(e.AreasReturned) + " of " + strconv.Itoa(e.AreasExpected)
}

// areaRow is one indicator's row, or that there is no figure and why; neither
// where it has no figures in the period at all.
func (p *Pages) areaRow(page *AreaPage, e *national.Edition, person account.Person, a area.Area, d indicator.Definition, q period.Period, full bool, have map[benchmark.Symbol]bool) ([]govuk.Cell, *AreaAbsent, error) {
	answer, err := areaAnswer(e, person, a, d, q, full)
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
	at := choices{period: q.String(), of: a.DFE}
	href := at.href("/benchmarks/" + d.ID)
	if x.Symbol == benchmark.NotAvailable {
		return nil, &AreaAbsent{d.Title, href, x.Reason}, nil
	}
	have[x.Symbol] = true
	for _, m := range x.Marks {
		have[m] = true
	}
	row := []govuk.Cell{{Text: d.Title, Href: href}, {Text: areaValue(x.Value, d.Unit, x.Symbol, x.Marks), Numeric: true, Class: "fig-value"},
		{Text: span(x.Lower95, x.Upper95), Numeric: true, Class: "fig-span"}, {Text: value(answer.England.Value, d.Unit, answer.England.Symbol), Numeric: true}}
	have[answer.England.Symbol] = true
	peers := govuk.Cell{Text: "[z]", Numeric: true}
	if answer.Peers != nil {
		peers.Text = value(answer.Peers.Pooled, d.Unit, "")
	}
	row = append(row, peers)
	if x.Value.OK {
		row = append(row, comparisonTag(x.Comparison), outlierCell(x.Outlier, d.Unit))
		if x.Outlier == benchmark.High998 || x.Outlier == benchmark.Low998 {
			page.Stands = append(page.Stands, d.Title+" is "+chart.Outlier(x.Outlier).Words()+": "+value(x.Value, d.Unit, "")+" against England’s "+value(answer.England.Value, d.Unit, answer.England.Symbol)+".")
		}
	} else {
		row = append(row, govuk.Cell{Text: x.Reason, Class: "fig-reason"}, govuk.Cell{})
	}
	trend, err := p.trendCell(page, e, person, a, d, q, full)
	return append(row, trend), nil, err
}

// trendCell draws the series of an area small, and puts the long ones of
// referrals on the page large.
func (p *Pages) trendCell(page *AreaPage, e *national.Edition, person account.Person, a area.Area, d indicator.Definition, q period.Period, full bool) (govuk.Cell, error) {
	t, err := p.areaTrend(e, person, a, d, q.Kind(), full)
	if err != nil {
		return govuk.Cell{}, err
	}
	if len(t.Steps) < 2 {
		return govuk.Cell{Text: "One period"}, nil
	}
	if d.Unit == indicator.YesNo {
		i := slices.IndexFunc(t.Steps, func(s chart.Step) bool { return s.Label == q.String() })
		if i < 1 {
			return govuk.Cell{}, nil
		}
		return govuk.Cell{Text: "Before: " + t.Steps[i-1].Words}, nil
	}
	t.ID = "spark-" + d.ID
	if len(t.Steps) >= 5 && strings.HasPrefix(d.ID, "E") && q.Kind() == period.FinancialYear {
		large := t
		large.ID = "trend-" + d.ID
		page.Trends = append(page.Trends, AreaTrend{Title: d.Title, Href: "/api/v1/trends/" + d.ID + ".csv?area=" + a.DFE,
			Chart: template.HTML(large.SVG()), Table: trendTable(large, d), //nolint:gosec // the chart escapes every text
			Source: "Years before the first return are as the Department for Education published them."})
	}
	return govuk.Cell{HTML: template.HTML(t.Spark())}, nil //nolint:gosec // the chart escapes every text
}

// areaTrend is the series of an area for one kind of period.
func (p *Pages) areaTrend(e *national.Edition, person account.Person, a area.Area, d indicator.Definition, kind period.Kind, full bool) (chart.Trend, error) {
	s := e.Public
	if full {
		s = e.Full
	}
	t := chart.Trend{Title: d.Title + ", " + a.Name, YLabel: yLabel(d), YUnit: unitSign(d.Unit), Name: shortName(a.Name), Max: unitMost(d.Unit)}
	series, err := s.Trend(d.ID, a.DFE)
	var none *benchmark.QueryError
	if errors.As(err, &none) {
		return t, nil
	}
	if err != nil {
		return t, err
	}
	open := series
	if full && !account.Allowed(person, account.ReadFull, "") {
		if open, err = e.Public.Trend(d.ID, a.DFE); err != nil {
			return t, err
		}
	}
	england := map[string]benchmark.Number{}
	for _, pt := range open.Points {
		england[pt.Period] = pt.England
	}
	first, last := "", ""
	for _, pt := range series.Points {
		q, err := period.Parse(pt.Period)
		if err != nil || q.Kind() != kind {
			continue
		}
		eng := england[pt.Period]
		words := areaValue(pt.Value, d.Unit, pt.Symbol, pt.Marks)
		if sp := span(pt.Lower95, pt.Upper95); sp != "" {
			words += " (" + sp + ")"
		}
		step := chart.Step{Label: pt.Period, Words: words, Value: pt.Value.Value, HasValue: pt.Value.OK, Lower: pt.Lower95.Value, Upper: pt.Upper95.Value, England: eng.Value, HasEngland: eng.OK}
		if !pt.Value.OK {
			step.Symbol = value(pt.Value, d.Unit, pt.Symbol)
		} else {
			if first == "" {
				first = words + " in " + pt.Period
			}
			last = words + " in " + pt.Period
		}
		t.Steps = append(t.Steps, step)
	}
	if first != "" {
		t.Desc = "From " + first + " to " + last + ", with England’s figures as a dashed line."
	}
	return t, nil
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

func trendTable(t chart.Trend, d indicator.Definition) govuk.Table {
	out := govuk.Table{Caption: t.Title, HideCaption: true, RowHeaders: true, Small: true, Head: []govuk.Cell{{Text: "Period"}, {Text: "Figure, with 95% interval"}, {Text: "England", Numeric: true}}}
	for _, s := range slices.Backward(t.Steps) {
		out.Rows = append(out.Rows, []govuk.Cell{{Text: s.Label}, {Text: s.Words}, {Text: value(benchmark.Number{Value: s.England, OK: s.HasEngland}, d.Unit, ""), Numeric: true}})
	}
	return out
}
