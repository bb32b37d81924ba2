package figures

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"earlyhelp/shared/account"
	"earlyhelp/shared/area"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/chart"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
)

// RegionPage is the areas of a region side by side.
type RegionPage struct {
	Shell
	Name, Period  string
	Demonstration bool
	View          ViewSwitch
	Pin           *Pin
	Form          *ChooseForm
	NoData        *NoData
	Areas         []RegionArea
	Without       int // areas of which none lies outside
	Groups        []RegionGroup
	Keys          []KeyItem
	Symbols       []Symbol
	Others        []govuk.Link
}

// A RegionArea is one area, with how many of its figures lie outside.
type RegionArea struct {
	Name, Href            string
	Outside, Edge, Within int
	What                  []govuk.Link // the figures outside
}

// A RegionGroup is the indicators of one letter, as rows over the areas.
type RegionGroup struct {
	Letter, Title string
	Rows          []RegionRow
}

// A RegionRow is one indicator over the areas of a region.
type RegionRow struct {
	Title, Href, Region, England string
	Cells                        []RegionCell
}

// A RegionCell is one area's figure: its place against the limits as a sign,
// and in words.
type RegionCell struct{ Sign, Class, Words string }

// filledRegion is a region's page and its status.
type filledRegion struct {
	page   RegionPage
	status int
}

func (p *Pages) serveRegion(w http.ResponseWriter, r *http.Request) error {
	code := strings.ToUpper(r.PathValue("code"))
	regions := p.areas.Regions()
	i := slices.IndexFunc(regions, func(x area.Region) bool { return x.Code == code })
	if i < 0 {
		problem := &govuk.Problem{Status: http.StatusNotFound, Title: "There is no such region", Message: []string{"Regions are named by their codes, E12000001 to E12000009."}}
		for _, x := range regions {
			problem.Links = append(problem.Links, govuk.Link{Text: x.Name, Href: "/regions/" + x.Code})
		}
		return problem
	}
	v := r.URL.Query()
	c := readChoices(map[string][]string{"period": v["period"], "view": v["view"], "version": v["version"]})
	path := "/regions/" + code
	e, newest, err := p.edition(r.Context(), c)
	if err != nil {
		return err
	}
	defer e.Release()
	person := account.FromContext(r.Context())
	full, err := p.fullView(r.Context(), person, c, "", r.URL.RequestURI())
	if err != nil {
		return err
	}
	made := func() (filledRegion, bool, error) {
		page := RegionPage{Shell: p.shell(), Name: regions[i].Name, Keys: regionKeys()}
		for _, x := range regions {
			if x.Code != code {
				page.Others = append(page.Others, govuk.Link{Text: x.Name, Href: c.href("/regions/" + x.Code)})
			}
		}
		status, err := p.fillRegion(&page, view(e, full), code, path, c)
		return filledRegion{page, status}, status == http.StatusOK, err
	}
	var f filledRegion
	if full {
		f, _, err = made()
	} else {
		f, err = p.regions.get(cacheKey(e, c, path), made)
	}
	if err != nil {
		return err
	}
	page, status := f.page, f.status
	page.View, page.Pin = viewSwitch(person, full, c, path), pinOf(c, e, newest, path)
	return p.o.Site.Render(w, r, p.region, govuk.Page{Title: page.Name, Active: "/areas", Wide: true, Private: full, Status: status, Data: page,
		Breadcrumbs: []govuk.Link{{Text: "Home", Href: "/"}, {Text: "Areas", Href: "/areas"}}})
}

func (p *Pages) fillRegion(page *RegionPage, s *benchmark.Snapshot, code, path string, c choices) (int, error) {
	ps := s.Periods()
	if len(ps) == 0 {
		page.NoData = &NoData{Words: "No figures have been published yet."}
		return http.StatusOK, nil
	}
	on := s.Preferred(ps)
	if c.period != "" {
		q, err := period.Parse(c.period)
		if err != nil || !slices.Contains(ps, q) {
			page.NoData = p.noPeriod(area.Area{}, c, ps, path)
			page.NoData.Words = "There are no figures for that period. Choose one of these."
			return http.StatusNotFound, nil
		}
		on = q
	}
	c.period, page.Period = on.String(), on.Words()
	page.Form = &ChooseForm{Action: path, Button: govuk.Button{Text: "Show", Style: "secondary"}, Kept: kept(c, "period")}
	page.Form.Period, _ = periodSelect(c, ps, on.End())
	var dfes []string
	for _, a := range p.areas.On(on.End()) {
		if in, _ := p.areas.InBeing(a.DFE, on); in && a.RegionCode == code {
			dfes = append(dfes, a.DFE)
			page.Areas = append(page.Areas, RegionArea{Name: a.Name, Href: c.href("/areas/" + a.DFE)})
		}
	}
	have := map[benchmark.Symbol]bool{}
	for _, g := range groups {
		group := RegionGroup{Letter: g.letter, Title: g.title}
		for _, d := range p.catal.Computed() {
			if d.ID[:1] != g.letter {
				continue
			}
			row, err := page.row(s, d, dfes, code, c, have)
			if err != nil {
				return 0, err
			}
			if row != nil {
				group.Rows = append(group.Rows, *row)
			}
		}
		if len(group.Rows) > 0 {
			page.Groups = append(page.Groups, group)
		}
	}
	page.Symbols = legend(have)
	for _, a := range page.Areas {
		if len(a.What) == 0 {
			page.Without++
		}
	}
	return http.StatusOK, nil
}

// row is one indicator over the areas dfes; nil where it has no figures.
func (page *RegionPage) row(s *benchmark.Snapshot, d indicator.Definition, dfes []string, code string, c choices, have map[benchmark.Symbol]bool) (*RegionRow, error) {
	answer, err := s.Answer(benchmark.Query{Indicator: d.ID, Period: c.period, Areas: dfes, NoFunnel: true})
	var none *benchmark.QueryError
	if errors.As(err, &none) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	page.Demonstration = page.Demonstration || answer.Demonstration
	row := &RegionRow{Title: d.Title, Href: c.href("/benchmarks/" + d.ID), England: value(answer.England.Value, d.Unit, answer.England.Symbol), Region: "[x]"}
	for _, r := range answer.Regions {
		if r.Code == code {
			row.Region = value(r.Value, d.Unit, r.Symbol)
		}
	}
	byDFE := map[string]benchmark.AreaFigure{}
	for _, x := range answer.Areas {
		byDFE[x.DFE] = x
	}
	for i, dfe := range dfes {
		x, ok := byDFE[dfe]
		if !ok {
			x.Symbol, x.Reason = benchmark.NotAvailable, "It has no row for this period."
		}
		row.Cells = append(row.Cells, regionCell(x, d, have))
		if !x.Value.OK || x.OutlierReason != "" {
			continue
		}
		switch a := &page.Areas[i]; x.Outlier {
		case benchmark.High998, benchmark.Low998:
			a.Outside++
			a.What = append(a.What, govuk.Link{Text: d.Title + ", " + value(x.Value, d.Unit, "") + ", " + chart.Outlier(x.Outlier).Words(), Href: placeHref(dfe, d.ID, c)})
		case benchmark.High95, benchmark.Low95:
			a.Edge++
		default:
			a.Within++
		}
	}
	return row, nil
}

// regionSigns are the signs of the places against the limits: shapes as on
// the funnel plot, so that print and colour blindness lose nothing.
var regionSigns = map[benchmark.Outlier][2]string{
	benchmark.High998: {"◆▲", "fig-cell--far"}, benchmark.Low998: {"◆▼", "fig-cell--far"}, benchmark.High95: {"△", "fig-cell--edge"}, benchmark.Low95: {"▽", "fig-cell--edge"}, benchmark.NotOutside: {"·", ""},
}

func regionCell(x benchmark.AreaFigure, d indicator.Definition, have map[benchmark.Symbol]bool) RegionCell {
	if !x.Value.OK {
		have[x.Symbol] = true
		return RegionCell{Sign: value(x.Value, d.Unit, x.Symbol), Class: "fig-cell--none", Words: x.Reason}
	}
	shown := areaValue(x.Value, d.Unit, x.Symbol, x.Marks)
	if !hasFunnel(d.Unit) {
		return RegionCell{Sign: shown}
	}
	sign := regionSigns[x.Outlier]
	if x.OutlierReason != "" {
		sign = [2]string{"–", ""}
	}
	return RegionCell{Sign: sign[0], Class: sign[1], Words: shown + ", " + standing(x)}
}

func regionKeys() []KeyItem {
	return []KeyItem{{"◆▲ ◆▼", "above or below the 99.8% limits"}, {"△ ▽", "above or below the 95% limits"}, {"·", "within the 95% limits"}, {"–", "too few cases to place, or no funnel"}}
}
