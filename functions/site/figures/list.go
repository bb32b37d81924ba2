package figures

import (
	"fmt"
	"html/template"
	"net/http"
	"strconv"

	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
)

// ListPage is every indicator, by what it is about: England at a glance.
type ListPage struct {
	Shell
	Latest  string // the newest year and quarter, in words; "" before the first
	Pin     *Pin
	Groups  []ListGroup
	Symbols []Symbol
}

// A ListGroup is the indicators of one letter.
type ListGroup struct {
	Letter, Title string
	Table         govuk.Table
	Waiting       []govuk.Link // described, and collected later
}

// groups are the parts of the catalogue, by the first letter of an ID.
var groups = []struct{ letter, title string }{
	{"A", "Reach and identification"},
	{"B", "Assessment"},
	{"C", "Plans, review and outcomes"},
	{"D", "Management oversight and audit"},
	{"E", "Referrals and thresholds"},
	{"F", "Step up and step down"},
	{"G", "Workforce"},
	{"H", "Partnership, information sharing and the local offer"},
}

func (p *Pages) serveList(w http.ResponseWriter, r *http.Request) error {
	c := choices{version: r.URL.Query().Get("version")}
	e, newest, err := p.edition(r.Context(), c)
	if err != nil {
		return err
	}
	defer e.Release()
	page, err := p.lists.get(cacheKey(e, c, "/benchmarks"), func() (ListPage, bool, error) {
		page, err := p.listPage(e.Public, c)
		return page, true, err
	})
	if err != nil {
		return err
	}
	page.Pin = pinOf(c, e, newest, "/benchmarks")
	return p.o.Site.Render(w, r, p.list, govuk.Page{Title: "Compare areas", Active: "/benchmarks", Wide: true, Data: page,
		Description: "Early help figures for every area of England, with their uncertainty."})
}

// listPage is every indicator of a publication.
func (p *Pages) listPage(s *benchmark.Snapshot, c choices) (ListPage, error) {
	page := ListPage{Shell: p.shell(), Latest: latestWords(s.Periods())}
	have := map[benchmark.Symbol]bool{}
	for _, g := range groups {
		group := ListGroup{Letter: g.letter, Title: g.title, Table: govuk.Table{Caption: g.title, HideCaption: true, RowHeaders: true, Small: true, Stack: true, Class: "fig-list", Head: []govuk.Cell{
			{Text: "Indicator"}, {Text: "England", Numeric: true}, {Text: "95% interval", Numeric: true}, {Text: "Period"}, {Text: "Areas with a figure", Numeric: true}, {Text: "Outside", Numeric: true}}}}
		for _, d := range p.catal.List() {
			if d.ID[:1] != g.letter {
				continue
			}
			if !d.Computed {
				group.Waiting = append(group.Waiting, govuk.Link{Text: d.Title, Href: c.href("/benchmarks/" + d.ID)})
				continue
			}
			row, err := listRow(s, d, c, have)
			if err != nil {
				return page, err
			}
			group.Table.Rows = append(group.Table.Rows, row)
		}
		page.Groups = append(page.Groups, group)
	}
	page.Symbols = legend(have)
	return page, nil
}

// listRow is one indicator: England's figure, and how many areas lie outside.
func listRow(s *benchmark.Snapshot, d indicator.Definition, c choices, have map[benchmark.Symbol]bool) ([]govuk.Cell, error) {
	ps := s.PeriodsOf(d.ID)
	row := []govuk.Cell{{Text: d.Title, Href: c.href("/benchmarks/" + d.ID)}}
	if len(ps) == 0 {
		return append(row, govuk.Cell{}, govuk.Cell{}, govuk.Cell{Text: "No figures yet", Class: "fig-reason"}, govuk.Cell{}, govuk.Cell{}), nil
	}
	last := s.Preferred(ps)
	a, err := s.Answer(benchmark.Query{Indicator: d.ID, Period: last.String()})
	if err != nil {
		return nil, err
	}
	e := a.England
	if e.AreasReturned == 0 && e.Source != benchmark.FromPublished {
		return append(row, govuk.Cell{}, govuk.Cell{}, govuk.Cell{Text: "No area has given it yet", Class: "fig-reason"}, govuk.Cell{}, govuk.Cell{}), nil
	}
	have[e.Symbol] = true
	shown, unit := value(e.Value, d.Unit, e.Symbol), ""
	if d.Unit == indicator.Rate && e.Value.OK {
		unit = " per 10,000"
	}
	return append(row, govuk.Cell{Text: shown + unit, Numeric: true, Class: "fig-value fig-nobreak"}, govuk.Cell{Text: span(e.Lower95, e.Upper95), Numeric: true, Class: "fig-span"}, govuk.Cell{Text: last.Words(), Class: "fig-nobreak"},
		govuk.Cell{Text: strconv.Itoa(e.WithFigures) + " of " + strconv.Itoa(e.AreasExpected), Numeric: true}, outsideCell(a, d)), nil
}

// outsideCell says how many areas lie above and below the limits.
func outsideCell(a benchmark.Answer, d indicator.Definition) govuk.Cell {
	if !hasFunnel(d.Unit) || a.Funnel == nil {
		return govuk.Cell{Text: "No funnel", Numeric: true, Class: "fig-reason"}
	}
	if a.Funnel.Classed == 0 {
		return govuk.Cell{Text: "None can be placed", Numeric: true, Class: "fig-reason"}
	}
	high, low := 0, 0
	for _, x := range a.Areas {
		switch x.Outlier {
		case benchmark.High998:
			high++
		case benchmark.Low998:
			low++
		}
	}
	if high+low == 0 {
		return govuk.Cell{Text: "None", Numeric: true, Class: "fig-reason"}
	}
	return govuk.Cell{HTML: template.HTML(fmt.Sprintf(`<span aria-hidden="true">▲ %d ▼ %d</span><span class="govuk-visually-hidden">%d above, %d below</span>`, high, low, high, low)), Numeric: true, Class: "fig-nobreak"} //nolint:gosec // numbers
}

func latestWords(ps []period.Period) string {
	year, quarter := "", ""
	for _, p := range ps {
		if p.Kind() == period.FinancialYear {
			year = p.Words()
		} else {
			quarter = p.Words()
		}
	}
	switch {
	case year != "" && quarter != "":
		return "the year " + year + ", and the quarter " + quarter
	case year != "":
		return "the year " + year
	case quarter != "":
		return "the quarter " + quarter
	}
	return ""
}
