// Package figures answers the pages that compare: the list of indicators, an
// indicator across areas with its funnel plot and its breakdowns, the areas of
// England and of a region, one area with all its figures and the pack to take
// along, and one indicator of one area with its series.
//
// No area is ranked. A figure stands with its interval, says how it compares
// with England in a word, and is called an outlier only beyond limits that
// allow for how much areas differ anyway.
package figures

import (
	"embed"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"earlyhelp/functions/site/bearing"
	"earlyhelp/functions/site/national"
	"earlyhelp/functions/site/sheet"
	"earlyhelp/learning/theme"
	"earlyhelp/shared/area"
	"earlyhelp/shared/chart"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/indicator"
)

//go:embed templates
var templates embed.FS

//go:embed figures.css
var style string

// Options are what Pages are made of. Site and Source are required.
type Options struct {
	Site   *govuk.Site
	Source *national.Source
	Log    *slog.Logger
	Now    func() time.Time // default time.Now; says which areas are in being

	// Explained gives what an area said of figures that a check asked about.
	// Nil: nothing is said. *desk.Desk does it.
	Explained Explained

	// Practice gives what areas state and explain about what they do, for the
	// learning beside an outlier. Default: Explained, where it does that too, as
	// *desk.Desk does; else nothing.
	Practice bearing.Returns

	BaseURL string // of the site, before the addresses to cite; default none
}

// Pages answers the pages that compare. It is safe for concurrent use.
type Pages struct {
	o      Options
	sheet  *sheet.Sheet
	areas  *area.Register
	catal  *indicator.Catalogue
	themes []theme.Theme

	areaPages *cache[filled]
	lists     *cache[ListPage]
	regions   *cache[filledRegion]
	pixels    *pixels

	list, indicator, group, allAreas, area, pack, place, region *govuk.Template
}

// New parses the templates. An error is a programmer's.
func New(o Options) (*Pages, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if _, err := bearing.Load(); err != nil {
		return nil, err
	}
	var err error
	if returns, ok := o.Explained.(bearing.Returns); ok && o.Practice == nil {
		o.Practice = returns
	}
	p := &Pages{o: o, sheet: sheet.New("/static-figures/", chart.Stylesheet, style), areas: area.England(), catal: indicator.All(), themes: theme.Codebook(),
		areaPages: newCache[filled](), lists: newCache[ListPage](), regions: newCache[filledRegion](), pixels: newPixels()}
	for _, t := range []struct {
		into *(*govuk.Template)
		file string
	}{{&p.list, "list"}, {&p.indicator, "indicator"}, {&p.group, "group"}, {&p.allAreas, "areas"}, {&p.area, "area"}, {&p.pack, "pack"}, {&p.place, "place"}, {&p.region, "region"}} {
		if *t.into, err = o.Site.Parse(templates, "templates/"+t.file+".gohtml", "templates/parts.gohtml", "templates/group-form.gohtml", "templates/outside.gohtml"); err != nil {
			return nil, fmt.Errorf("figures pages: %w", err)
		}
	}
	return p, nil
}

// Routes adds the pages to mux. /compare and /indicators lead to the list of
// indicators under its one address.
func (p *Pages) Routes(mux *http.ServeMux) {
	p.sheet.Routes(mux)
	for route, fn := range map[string]govuk.HandlerFunc{
		"GET /benchmarks":                  p.serveList,
		"GET /benchmarks/{id}":             p.serveIndicator,
		"GET /benchmarks/{id}/group":       p.serveGroup,
		"GET /benchmarks/{id}/{picture}":   p.servePicture,
		"GET /areas":                       p.serveAreas,
		"GET /areas/{code}":                p.serveArea,
		"GET /areas/{code}/pack":           p.servePack,
		"GET /areas/{code}/{id}":           p.servePlace,
		"GET /areas/{code}/{id}/{picture}": p.servePlacePicture,
		"GET /regions/{code}":              p.serveRegion,
	} {
		mux.Handle(route, p.o.Site.Handle(fn))
	}
	for _, old := range []string{"GET /compare", "GET /indicators"} {
		mux.Handle(old, http.RedirectHandler("/benchmarks", http.StatusPermanentRedirect))
	}
}

// Shell is what every page here is given: the style sheet.
type Shell struct{ Sheet string }

func (p *Pages) shell() Shell { return Shell{p.sheet.URL()} }
