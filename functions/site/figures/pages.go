// Package figures answers the pages that compare: the list of indicators, an
// indicator across areas with its funnel plot, the areas of England, and one
// area with all its figures.
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
}

// Pages answers the pages that compare. It is safe for concurrent use.
type Pages struct {
	o      Options
	sheet  *sheet.Sheet
	areas  *area.Register
	catal  *indicator.Catalogue
	themes []theme.Theme
	links  bearing.Links

	list, indicator, allAreas, area *govuk.Template
}

// New parses the templates. An error is a programmer's.
func New(o Options) (*Pages, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	links, err := bearing.Load()
	if err != nil {
		return nil, err
	}
	p := &Pages{o: o, sheet: sheet.New("/static-figures/", chart.Stylesheet, style), areas: area.England(), catal: indicator.All(), themes: theme.Codebook(), links: links}
	for _, t := range []struct {
		into *(*govuk.Template)
		file string
	}{{&p.list, "list"}, {&p.indicator, "indicator"}, {&p.allAreas, "areas"}, {&p.area, "area"}} {
		if *t.into, err = o.Site.Parse(templates, "templates/"+t.file+".gohtml", "templates/parts.gohtml"); err != nil {
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
		"GET /benchmarks":      p.serveList,
		"GET /benchmarks/{id}": p.serveIndicator,
		"GET /areas":           p.serveAreas,
		"GET /areas/{code}":    p.serveArea,
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
