package figures

import (
	"net/http"
	"slices"

	"earlyhelp/functions/site/national"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
)

// ListPage is every indicator, by what it is about.
type ListPage struct {
	Shell
	Latest string // the newest year and quarter, in words; "" before the first
	Groups []ListGroup
}

// A ListGroup is the indicators of one letter.
type ListGroup struct {
	Title   string
	Items   []ListItem
	Waiting bool // some are collected later
}

// A ListItem is one indicator. Href is empty until it has figures.
type ListItem struct {
	ID, Title, Href string
	About           string // England's latest figure, or that it is collected later
	Waiting         bool   // described, and collected later
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
	e, err := p.o.Source.Edition(r.Context())
	if err != nil {
		return err
	}
	defer e.Release()
	page := ListPage{Shell: p.shell(), Latest: latestWords(e.Public.Periods())}
	for _, g := range groups {
		group := ListGroup{Title: g.title}
		for _, d := range p.catal.List() {
			if d.ID[:1] == g.letter {
				item, err := listItem(e, d)
				if err != nil {
					return err
				}
				group.Items = append(group.Items, item)
				group.Waiting = group.Waiting || item.Waiting
			}
		}
		page.Groups = append(page.Groups, group)
	}
	return p.o.Site.Render(w, r, p.list, govuk.Page{Title: "Compare areas", Active: "/benchmarks", Data: page,
		Description: "Early help figures for every area of England, with their uncertainty."})
}

func listItem(e *national.Edition, d indicator.Definition) (ListItem, error) {
	item := ListItem{ID: d.ID, Title: d.Title, Waiting: !d.Computed}
	ps := e.Public.PeriodsOf(d.ID)
	if len(ps) == 0 {
		if d.Computed {
			item.Href, item.About = "/benchmarks/"+d.ID, "No figures yet"
		}
		return item, nil
	}
	last := preferred(e.Public, ps)
	item.Href = "/benchmarks/" + d.ID
	facts, err := e.Public.Facts(d.ID, last, "total", "all")
	if err != nil || len(facts) == 0 {
		return item, err
	}
	if facts[0].AreasReturned == 0 && facts[0].Source == benchmark.FromPooled {
		item.About = "No area has given it yet"
		return item, nil
	}
	item.About = "England " + value(facts[0].Value, d.Unit, facts[0].Symbol)
	if d.Unit == indicator.Rate && facts[0].Value.OK {
		item.About += " per 10,000 children"
	}
	item.About += ", " + last.Words()
	return item, nil
}

// preferred returns the period shown when none is asked for: the latest
// financial year, which is whole and comparable with what is published, else
// the latest quarter. A year that few areas have returned for is passed over
// while there is another: the first few areas tell nothing about England.
func preferred(s *benchmark.Snapshot, ps []period.Period) period.Period {
	var latest []period.Period
	for _, p := range slices.Backward(ps) {
		if p.Kind() != period.FinancialYear {
			continue
		}
		if !sparse(s, p) {
			return p
		}
		latest = append(latest, p)
	}
	return append(latest, ps[len(ps)-1])[0]
}

// sparse reports whether fewer than half of the areas have returned for a
// period, by the first indicator that has figures.
func sparse(s *benchmark.Snapshot, p period.Period) bool {
	for _, d := range s.Indicators() {
		facts, err := s.Facts(d.ID, p, "total", "all")
		if err != nil || len(facts) == 0 {
			continue
		}
		england := facts[0]
		return england.Source == benchmark.FromPooled && 2*england.AreasReturned < england.AreasExpected
	}
	return false
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
