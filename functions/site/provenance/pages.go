// Package provenance answers the page of one figure: what it is, where it
// comes from, and the figure worked out again in front of the reader.
//
//	/figures/E06/2024-25/383
//	/figures/E06/2026-Q2/383/sex/female?view=full
//
// The public view is open to everybody. In the full view, for those who may
// have it, the page leads to the cells of the return; each such answer is
// logged.
package provenance

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"earlyhelp/functions/site/inspection"
	"earlyhelp/functions/site/national"
	"earlyhelp/functions/site/sheet"
	"earlyhelp/shared/account"
	"earlyhelp/shared/area"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/provenance"
	"earlyhelp/shared/published"
)

//go:embed templates
var templates embed.FS

//go:embed provenance.css
var style string

// Options are what Pages are made of. Site, Source and Ledger are required.
type Options struct {
	Site   *govuk.Site
	Source *national.Source
	Ledger *ledger.Ledger
	Log    *slog.Logger // told of who saw exact figures; default nothing
}

// Pages answers the pages of figures. It is safe for concurrent use.
type Pages struct {
	o       Options
	sheet   *sheet.Sheet
	areas   *area.Register
	catal   *indicator.Catalogue
	records *provenance.Records

	figure, none *govuk.Template
}

// New parses the templates. An error is a programmer's.
func New(o Options) (*Pages, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	p := &Pages{o: o, sheet: sheet.New("/static-provenance/", style), areas: area.England(), catal: indicator.All(), records: provenance.NewRecords(o.Ledger)}
	var err error
	for _, t := range []struct {
		into *(*govuk.Template)
		file string
	}{{&p.figure, "figure"}, {&p.none, "none"}} {
		if *t.into, err = o.Site.Parse(templates, "templates/"+t.file+".gohtml", "templates/parts.gohtml"); err != nil {
			return nil, fmt.Errorf("figure pages: %w", err)
		}
	}
	return p, nil
}

// Routes adds the pages to mux.
func (p *Pages) Routes(mux *http.ServeMux) {
	p.sheet.Routes(mux)
	mux.Handle("GET /figures", p.o.Site.Handle(p.serveNone))
	mux.Handle("GET /figures/{figure...}", p.o.Site.Handle(p.serveFigure))
}

// Trace returns the chain of a figure as a person sees it; days are told by
// the clock of London. The errors are those of Tracer.Trace. Whoever calls it
// logs that exact figures were shown (inspection.Log). The API answers with
// the same.
func Trace(ctx context.Context, e *national.Edition, records *provenance.Records, person account.Person, address provenance.Address, full bool) (provenance.Chain, error) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		return provenance.Chain{}, fmt.Errorf("trace %s: %w", address, err)
	}
	t := provenance.Tracer{Public: e.Public, Full: e.Full, Records: records,
		World: provenance.World{Register: area.England(), Catalogue: indicator.All(), Published: published.Series()}}
	if e.Older {
		t.Full = nil // of an earlier publication the exact figures are not handed out
	}
	return t.Trace(ctx, address, full, func(f *benchmark.Fact) provenance.Viewer {
		v := provenance.ViewerOf(person, f)
		v.Zone = london
		return v
	})
}

func (p *Pages) serveFigure(w http.ResponseWriter, r *http.Request) error {
	address, err := provenance.Parse(r.PathValue("figure"))
	if err != nil {
		return p.noFigure(w, r, nil, nil, err)
	}
	v := r.URL.Query()
	e, err := p.o.Source.EditionOf(r.Context(), v.Get("version"))
	var unknown *national.UnknownVersionError
	if errors.As(err, &unknown) {
		return p.noVersion(w, r, address, unknown)
	}
	if err != nil {
		return err
	}
	defer e.Release()
	at, err := provenance.Find(e.Public, p.areas, p.catal, address)
	var q *benchmark.QueryError
	if errors.As(err, &q) {
		return p.noFigure(w, r, &address, q, err)
	}
	if err != nil {
		return err
	}
	if at.Address != address {
		// One address for each figure: an area's number is its steadier key.
		to := "/figures/" + at.Address.Path()
		if r.URL.RawQuery != "" {
			to += "?" + r.URL.RawQuery
		}
		http.Redirect(w, r, to, http.StatusMovedPermanently)
		return nil
	}
	person, full := account.FromContext(r.Context()), v.Get("view") == string(benchmark.Full)
	c, err := Trace(r.Context(), e, p.records, person, address, full)
	switch {
	case errors.Is(err, provenance.ErrForbidden) && e.Older:
		return govuk.Forbidden("Exact figures are given of the publication in force alone. Leave version out of the address.")
	case errors.Is(err, provenance.ErrForbidden):
		return govuk.Forbidden("The exact figure, with the cells it comes from, is for inspectors, the national team and the area’s own people. The public view is open to everybody.")
	case err != nil:
		return err
	}
	if full {
		inspection.Log(r.Context(), p.o.Log, person, inspection.Sight{Area: c.DFE, What: "/figures/" + c.Figure, Reference: inspected(v)})
	}
	page := p.page(&c, e, person, address, v)
	return p.o.Site.Render(w, r, p.figure, govuk.Page{Title: page.Heading + ": where the figure comes from", Active: "/benchmarks", Wide: true, Private: full, Data: page,
		Breadcrumbs: []govuk.Link{{Text: "Home", Href: "/"}, {Text: "Compare areas", Href: "/benchmarks"},
			{Text: c.Title, Href: "/benchmarks/" + c.Indicator + "?period=" + c.Period}}})
}

// NonePage says that there is no such figure, and which there are.
type NonePage struct {
	Sheet   string
	Heading string
	Words   []string
	Links   []govuk.Link
	Input   govuk.Input
}

// input is the field for an address.
func input(asked string) govuk.Input {
	return govuk.Input{Name: "figure", Label: "Address of a figure", Value: asked, Width: "govuk-input--width-30", Autocomplete: "off",
		Hint: "Indicator, period and area, such as E06/2024-25/383; with a part of a breakdown E06/2026-Q2/383/sex/female"}
}

// serveNone answers "/figures": a form for an address, which leads to it.
func (p *Pages) serveNone(w http.ResponseWriter, r *http.Request) error {
	if asked := strings.Trim(r.URL.Query().Get("figure"), "/ "); asked != "" {
		if a, err := provenance.Parse(asked); err == nil {
			http.Redirect(w, r, "/figures/"+a.Path(), http.StatusSeeOther)
			return nil
		}
		return p.noFigure(w, r, nil, nil, provenance.ErrAddress)
	}
	page := NonePage{Sheet: p.sheet.URL(), Heading: "Where a figure comes from", Input: input(""), Words: []string{
		"Every published figure has an address: its indicator, its period, its area, and where it is a part of a breakdown the part.",
	}}
	return p.o.Site.Render(w, r, p.none, govuk.Page{Title: page.Heading, Active: "/benchmarks", Data: page,
		Breadcrumbs: []govuk.Link{{Text: "Home", Href: "/"}, {Text: "Compare areas", Href: "/benchmarks"}}})
}

// noFigure answers for an address that means nothing, with what there is.
func (p *Pages) noFigure(w http.ResponseWriter, r *http.Request, a *provenance.Address, q *benchmark.QueryError, err error) error {
	asked := r.PathValue("figure")
	if asked == "" {
		asked = r.URL.Query().Get("figure")
	}
	page := NonePage{Sheet: p.sheet.URL(), Heading: "There is no such figure", Input: input(asked), Words: []string{upperFirst(err.Error()) + "."}}
	if q != nil {
		page.Words = []string{q.Message}
		page.Links = p.instead(*a, q, r.URL.Query())
		if len(page.Links) > 0 {
			page.Words = append(page.Words, "There is:")
		}
	}
	return p.o.Site.Render(w, r, p.none, govuk.Page{Title: page.Heading, Active: "/benchmarks", Status: http.StatusNotFound, Data: page,
		Breadcrumbs: []govuk.Link{{Text: "Home", Href: "/"}, {Text: "Compare areas", Href: "/benchmarks"}}})
}

// noVersion answers for a publication that there never was.
func (p *Pages) noVersion(w http.ResponseWriter, r *http.Request, a provenance.Address, u *national.UnknownVersionError) error {
	page := NonePage{Sheet: p.sheet.URL(), Heading: "There is no such publication", Input: input(a.String()), Words: []string{u.Error()},
		Links: []govuk.Link{{Text: "The figure in the publication in force", Href: "/figures/" + a.Path()}}}
	for _, seq := range u.Have {
		page.Links = append(page.Links, govuk.Link{Text: "Publication " + seq, Href: "/figures/" + a.Path() + "?version=" + seq})
	}
	return p.o.Site.Render(w, r, p.none, govuk.Page{Title: page.Heading, Active: "/benchmarks", Status: http.StatusNotFound, Data: page})
}

// instead leads to the figures that there are, with the part of the address
// that was wrong put right.
func (p *Pages) instead(a provenance.Address, q *benchmark.QueryError, v url.Values) []govuk.Link {
	var links []govuk.Link
	for _, have := range q.Have {
		b, text := a, have
		switch q.Field {
		case "indicator":
			b.Indicator = have
			if d, ok := p.catal.Find(have); ok {
				text = d.ID + ": " + d.Title
			}
		case "period":
			b.Period = have
		case "area":
			b.Area = have
			text = p.placeName(have)
		case "breakdown":
			b.Breakdown, b.Category, _ = strings.Cut(have, "/")
			text = provenance.PartWords(b.Breakdown, b.Category)
		}
		links = append(links, govuk.Link{Text: text, Href: "/figures/" + b.Path() + kept(v)})
	}
	if q.Field == "breakdown" {
		b := a
		b.Breakdown, b.Category = "", ""
		links = append([]govuk.Link{{Text: "not split", Href: "/figures/" + b.Path() + kept(v)}}, links...)
	}
	return links
}

// inspected is the reference of the inspection that exact figures are asked
// for, "" for none.
func inspected(v url.Values) string {
	ref := strings.TrimSpace(v.Get("inspection"))
	if !inspection.IsReference(ref) {
		return ""
	}
	return ref
}

// kept is the query that links carry along: the view.
func kept(v url.Values) string {
	if v.Get("view") != string(benchmark.Full) {
		return ""
	}
	return "?view=full"
}

func (p *Pages) placeName(code string) string {
	if a, ok := p.areas.Find(code); ok {
		return a.Name
	}
	for _, r := range p.areas.Regions() {
		if r.Code == code {
			return r.Name
		}
	}
	if code == area.EnglandCode {
		return "England"
	}
	return code
}

func upperFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
