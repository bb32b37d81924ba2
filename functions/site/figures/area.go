package figures

import (
	"context"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strconv"

	"earlyhelp/functions/site/national"
	"earlyhelp/shared/account"
	"earlyhelp/shared/area"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/period"
)

// AreaPage is one area with all its figures of one period: its page, and the
// pack to print.
type AreaPage struct {
	Shell
	Name, About   string
	Period        string
	Version       string
	Demonstration bool
	View          ViewSwitch
	Pin           *Pin
	Form          *ChooseForm // nil with no period to choose
	NoData        *NoData
	Versions      string // address of the returns the figures are from, for those who may see them
	Returned      string // "111 of 153", when England's figures are of fewer areas than there are
	most          benchmark.EnglandFigure
	Outside       []Outside // what lies beyond its limits
	Edge          int       // figures between the 95% and the 99.8% limits
	Within        int       // figures within the 95% limits
	Unplaced      int       // figures that have no place in a funnel
	Shown         int       // indicators with a figure
	Groups        []AreaGroup
	Explained     []Explanation // of counts that belong to no indicator
	Symbols       []Symbol
	Trends        []AreaTrend
	Neighbours    []AreaNeighbour
	Changes       []string
	Facts         govuk.SummaryList
	Region        govuk.Link
	Pack          string // the pages to print
	Take          *Take
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
	Title, Href, Words string
	Chart              template.HTML
	Table              govuk.Table
	Source             string
}

// An AreaNeighbour is a statistical neighbour.
type AreaNeighbour struct{ Name, Href, Closeness string }

func (p *Pages) serveArea(w http.ResponseWriter, r *http.Request) error {
	return p.areaPage(w, r, "", p.area)
}

// servePack answers an area's figures as pages to print and take along.
func (p *Pages) servePack(w http.ResponseWriter, r *http.Request) error {
	return p.areaPage(w, r, "/pack", p.pack)
}

func (p *Pages) areaPage(w http.ResponseWriter, r *http.Request, tail string, t *govuk.Template) error {
	code := r.PathValue("code")
	a, ok := p.areas.Find(code)
	if !ok {
		return noSuchArea()
	}
	path := "/areas/" + a.DFE + tail
	if code != a.DFE {
		// One address for each area: its number is the steadier key.
		to := path
		if r.URL.RawQuery != "" {
			to += "?" + r.URL.RawQuery
		}
		http.Redirect(w, r, to, http.StatusMovedPermanently)
		return nil
	}
	v := r.URL.Query()
	c := readChoices(map[string][]string{"period": v["period"], "view": v["view"], "version": v["version"]})
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
	q := asked{e: e, person: person, area: a, full: full, path: path}
	made := func() (filled, bool, error) {
		f, err := p.fillArea(r.Context(), q, c)
		return f, f.status == http.StatusOK && public(person, full), err
	}
	var f filled
	if public(person, full) {
		f, err = p.areaPages.get(cacheKey(e, c, path), made)
	} else {
		f, _, err = made()
	}
	if err != nil {
		return err
	}
	page, status := f.page, f.status
	page.View, page.Pin = areaView(person, a, full, c, path), pinOf(c, e, newest, path)
	out := govuk.Page{Title: a.Name, Active: "/areas", Wide: true, Private: full, Status: status, Data: &page, Breadcrumbs: []govuk.Link{{Text: "Home", Href: "/"}, {Text: "Areas", Href: "/areas"}}}
	if tail != "" {
		out.Title = a.Name + ": inspection pack"
		out.Breadcrumbs = append(out.Breadcrumbs, govuk.Link{Text: a.Name, Href: c.href("/areas/" + a.DFE)})
	}
	return p.o.Site.Render(w, r, t, out)
}

// asked is whose figures are asked for, by whom, of which publication.
type asked struct {
	e      *national.Edition
	person account.Person
	area   area.Area
	full   bool
	path   string
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

// periodsOf keeps the periods in which an area was in being.
func (p *Pages) periodsOf(ps []period.Period, a area.Area) []period.Period {
	var out []period.Period
	for _, q := range ps {
		if in, _ := p.areas.InBeing(a.DFE, q); in {
			out = append(out, q)
		}
	}
	return out
}

// noPeriod says why there are no figures for a period, and for which there are.
func (p *Pages) noPeriod(a area.Area, c choices, ps []period.Period, path string) *NoData {
	words := "There are no figures for that period. Choose one of these."
	if q, err := period.Parse(c.period); err == nil {
		words = "There are no figures for " + q.Words() + ". Choose one of these."
		if in, reason := p.areas.InBeing(a.DFE, q); !in {
			words = reason
		}
	}
	out := &NoData{Words: words}
	for _, have := range slices.Backward(ps) {
		at := c
		at.period = have.String()
		out.Links = append(out.Links, govuk.Link{Text: have.Words(), Href: at.href(path)})
	}
	return out
}

// filled is a page and its status: a question with no answer is not found, but
// its page helps.
type filled struct {
	page   AreaPage
	status int
}

// areaFrame is what a page says of an area whatever its figures.
func (p *Pages) areaFrame(a area.Area, c choices) AreaPage {
	page := AreaPage{Shell: p.shell(), Name: a.Name, About: upperFirst(a.Type) + ", " + a.Region, Changes: p.changes(a), Facts: areaFacts(a),
		Region: govuk.Link{Text: "The areas of " + a.Region + " side by side", Href: choices{version: c.version}.href("/regions/" + a.RegionCode)}}
	for _, n := range a.Neighbours {
		if x, ok := p.areas.Find(n.DFE); ok {
			page.Neighbours = append(page.Neighbours, AreaNeighbour{x.Name, choices{version: c.version}.href("/areas/" + x.DFE), n.Closeness})
		}
	}
	return page
}

func (p *Pages) fillArea(ctx context.Context, q asked, c choices) (filled, error) {
	a := q.area
	page := p.areaFrame(a, c)
	ps := p.periodsOf(q.e.Public.Periods(), a)
	if len(ps) == 0 {
		page.NoData = &NoData{Words: "There are no figures for " + a.Name + " yet."}
		return filled{page, http.StatusOK}, nil
	}
	on := q.e.Public.Preferred(ps)
	if c.period != "" {
		asked, err := period.Parse(c.period)
		if err != nil || !slices.Contains(ps, asked) {
			page.NoData = p.noPeriod(a, c, ps, q.path)
			return filled{page, http.StatusNotFound}, nil
		}
		on = asked
	}
	c.period = on.String()
	page.Period, page.Version = on.Words(), versionOf(q.e)
	page.Form = &ChooseForm{Action: q.path, Button: govuk.Button{Text: "Show", Style: "secondary"}, Kept: kept(c, "period")}
	page.Form.Period, _ = periodSelect(c, ps, on.End())
	page.Pack = c.href("/areas/" + a.DFE + "/pack")
	if p.o.Explained != nil && account.Allowed(q.person, account.SeeExplained, a.DFE) {
		page.Versions = "/returns/versions/" + a.DFE + "/" + on.String()
	}
	said, err := p.explanations(ctx, q.person, a.DFE, on)
	if err != nil {
		return filled{}, err
	}
	page.Explained = said[""]
	if err := p.fillGroups(ctx, &page, q, on, c, said); err != nil {
		return filled{}, err
	}
	page.Returned = returnedSoFar(page.most)
	page.takeArea(p, a, c)
	if len(page.Groups) == 0 {
		page.NoData = &NoData{Words: "There are no figures for " + a.Name + " in " + on.Words() + "."}
	}
	return filled{page, http.StatusOK}, nil
}

// fillGroups puts a row for every indicator on the page, part by part of the
// catalogue.
func (p *Pages) fillGroups(ctx context.Context, page *AreaPage, q asked, on period.Period, c choices, said map[string][]Explanation) error {
	have := map[benchmark.Symbol]bool{}
	for _, g := range groups {
		group := AreaGroup{Letter: g.letter, Title: g.title, Table: govuk.Table{Caption: g.title + ", " + page.Period, HideCaption: true, RowHeaders: true, Small: true, Stack: true, Head: []govuk.Cell{
			{Text: "Indicator, and what its figure says"}, {Text: q.area.Name, Numeric: true}, {Text: "95% interval", Numeric: true}, {Text: "England", Numeric: true},
			{Text: "Neighbours, pooled", Numeric: true}, {Text: "Between the limits"}, {Text: "Trend"},
		}}}
		for _, d := range p.catal.Computed() {
			if d.ID[:1] != g.letter {
				continue
			}
			row, absent, err := p.areaRow(ctx, page, q, d, on, c, have)
			if err != nil {
				return err
			}
			if absent != nil {
				group.Absent = append(group.Absent, *absent)
			}
			if row != nil {
				if len(said[d.ID]) > 0 {
					row[0].HTML += `<span class="govuk-visually-hidden"> (explained by the area below)</span>`
				}
				group.Table.Rows = append(group.Table.Rows, row)
			}
			group.Explained = append(group.Explained, said[d.ID]...)
		}
		if len(group.Table.Rows)+len(group.Absent) > 0 {
			page.Groups = append(page.Groups, group)
		}
	}
	page.Symbols = legend(have)
	return nil
}

// Placed is how many figures have a place in a funnel.
func (page *AreaPage) Placed() int { return len(page.Outside) + page.Edge + page.Within }

func (page *AreaPage) takeArea(p *Pages, a area.Area, c choices) {
	pinned := c
	pinned.version = page.Version
	page.Take = &Take{Link: p.o.BaseURL + pinned.href("/areas/"+a.DFE), API: pinned.href("/api/v1/areas/" + a.DFE + "/profile"), Cite: cite(a.Name, page.Period, page.Version, c.view),
		Files: []govuk.Link{{Text: "Pages to print", Href: pinned.href("/areas/" + a.DFE + "/pack")}, {Text: "Every figure as an Excel workbook", Href: pinned.href("/api/v1/areas/" + a.DFE + "/profile.xlsx")}, {Text: "Every figure as CSV", Href: pinned.href("/api/v1/areas/" + a.DFE + "/profile.csv")}}}
}

// returnedSoFar is "111 of 153" where England's figure is pooled from fewer
// areas than there are: until the rest have returned it is not the nation's.
func returnedSoFar(e benchmark.EnglandFigure) string {
	if e.Source != benchmark.FromPooled || e.AreasReturned == 0 || e.AreasReturned >= e.AreasExpected {
		return ""
	}
	return strconv.Itoa(e.AreasReturned) + " of " + strconv.Itoa(e.AreasExpected)
}
