// Package learning answers the pages of the library: search with its facets,
// a review with its themes and quoted evidence, a theme across reviews, and
// the librarian's page for adding a review.
//
// Everything quoted is quoted word for word with its page, and links to the
// sentence where it stands in the review.
package learning

import (
	"context"
	"crypto/rand"
	"embed"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"earlyhelp/functions/site/bearing"
	"earlyhelp/functions/site/national"
	"earlyhelp/functions/site/sheet"
	"earlyhelp/learning/theme"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/s3store"
)

//go:embed templates
var templates embed.FS

//go:embed learning.css
var style string

// A Presigner makes forms that a browser can send a file to storage with.
type Presigner interface {
	PresignPost(ctx context.Context, key string, maxBytes int64, expires time.Duration, redirect string) (s3store.Post, error)
}

// Options are what Pages are made of. Site and Source are required. Without
// Ledger and Presign no review can be added, and the page says so.
type Options struct {
	Site    *govuk.Site
	Source  *national.Source
	Log     *slog.Logger
	Ledger  *ledger.Ledger
	Presign Presigner
	BaseURL string           // of the site, without a slash at the end; storage sends the browser back there
	Now     func() time.Time // default time.Now
	Entropy io.Reader        // of review IDs; default crypto/rand
}

// Pages answers the pages of the library. It is safe for concurrent use.
type Pages struct {
	o      Options
	sheet  *sheet.Sheet
	themes []theme.Theme
	links  bearing.Links
	catal  *indicator.Catalogue

	library, review, allThemes, theme, add, send, added *govuk.Template
}

// New parses the templates. An error is a programmer's.
func New(o Options) (*Pages, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Entropy == nil {
		o.Entropy = rand.Reader
	}
	links, err := bearing.Load()
	if err != nil {
		return nil, err
	}
	p := &Pages{o: o, sheet: sheet.New("/static-learning/", style), themes: theme.Codebook(), links: links, catal: indicator.All()}
	for _, t := range []struct {
		into *(*govuk.Template)
		file string
	}{
		{&p.library, "library"}, {&p.review, "review"}, {&p.allThemes, "themes"}, {&p.theme, "theme"},
		{&p.add, "add"}, {&p.send, "send"}, {&p.added, "added"},
	} {
		if *t.into, err = o.Site.Parse(templates, "templates/"+t.file+".gohtml", "templates/parts.gohtml"); err != nil {
			return nil, fmt.Errorf("learning pages: %w", err)
		}
	}
	return p, nil
}

// Routes adds the pages to mux.
func (p *Pages) Routes(mux *http.ServeMux) {
	p.sheet.Routes(mux)
	for route, fn := range map[string]govuk.HandlerFunc{
		"GET /library":              p.serveLibrary,
		"GET /library/upload":       p.serveAdd,
		"POST /library/upload":      p.serveAddPost,
		"GET /library/uploads/{id}": p.serveAdded,
		"GET /reviews/{id}":         p.serveReview,
		"GET /themes":               p.serveThemes,
		"GET /themes/{id}":          p.serveTheme,
	} {
		mux.Handle(route, p.o.Site.Handle(fn))
	}
}

// Shell is what every page of the library is given: the style sheet.
type Shell struct{ Sheet string }

func (p *Pages) shell() Shell { return Shell{p.sheet.URL()} }

func (p *Pages) find(id string) (theme.Theme, bool) {
	for _, t := range p.themes {
		if t.ID == id {
			return t, true
		}
	}
	return theme.Theme{}, false
}

func (p *Pages) label(id string) string {
	if t, ok := p.find(id); ok {
		return t.Label
	}
	return id
}
