package figures

import (
	"html/template"
	"net/http"
	"strconv"

	"earlyhelp/shared/chart"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/period"
)

// AreasPage is the areas of England, on a map and by region.
type AreasPage struct {
	Shell
	Count   string
	Map     template.HTML
	Regions []AreaRegion
	Ended   []govuk.Link // areas that are no more, whose figures are still here
}

// An AreaRegion is the areas of one region.
type AreaRegion struct {
	Name, ID string
	Href     string // its areas side by side
	Count    string
	Areas    []govuk.Link
}

func (p *Pages) serveAreas(w http.ResponseWriter, r *http.Request) error {
	today := period.DateOf(p.o.Now())
	areas := p.areas.On(today)
	page := AreasPage{Shell: p.shell(), Count: strconv.Itoa(len(areas))}
	m := chart.HexMap{ID: "map", Title: "The areas of England", Desc: "Every area as a hexagon of the same size, placed near its neighbours. Regions have different tints. The list beside it holds the same links."}
	tint := map[string]int{}
	for i, region := range p.areas.Regions() {
		// Neighbouring regions differ: tried by eye on the map.
		tint[region.Code] = []int{3, 1, 2, 4, 3, 1, 3, 2, 1}[i%9]
		g := AreaRegion{Name: region.Name, ID: "region-" + region.Code, Href: "/regions/" + region.Code}
		for _, a := range areas {
			if a.RegionCode == region.Code {
				g.Areas = append(g.Areas, govuk.Link{Text: a.Name, Href: "/areas/" + a.DFE})
			}
		}
		g.Count = strconv.Itoa(len(g.Areas))
		page.Regions = append(page.Regions, g)
	}
	for _, a := range areas {
		if a.HasHex {
			m.Hexes = append(m.Hexes, chart.Hex{Name: a.Name, Title: a.Region, Href: "/areas/" + a.DFE, Q: a.HexQ, R: a.HexR, Level: tint[a.RegionCode]})
		}
	}
	page.Map = template.HTML(m.SVG()) //nolint:gosec // the chart escapes every text
	for _, a := range p.areas.All() {
		if !a.To.IsZero() && a.To.Before(today) {
			page.Ended = append(page.Ended, govuk.Link{Text: a.Label() + ", until " + a.To.Words(), Href: "/areas/" + a.DFE})
		}
	}
	return p.o.Site.Render(w, r, p.allAreas, govuk.Page{Title: "Areas", Active: "/areas", Data: page, Description: "Every area of England with children's services, and its early help figures."})
}
