package pages

import (
	"context"
	"crypto/rand"
	"embed"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"time"

	"earlyhelp/functions/site/api"
	"earlyhelp/functions/site/browser"
	"earlyhelp/functions/site/desk"
	"earlyhelp/functions/site/figures"
	"earlyhelp/functions/site/learning"
	"earlyhelp/functions/site/national"
	"earlyhelp/functions/site/provenance"
	"earlyhelp/shared/account"
	"earlyhelp/shared/area"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/ledger"
)

//go:embed templates
var templates embed.FS

// Options says what the site stands on. Objects, Presign, CookieKey, Issuer,
// ClientID, ClientSecret and BaseURL are required.
type Options struct {
	Objects ledger.Objects
	Presign desk.Presigner
	Files   api.Files // default: whole files cannot be fetched
	// Browser is the directory that infra/release/module built, for lists and
	// returns to be checked in the officer's browser. It may be filled while
	// the site runs. Default: the page offers the plain form only.
	Browser fs.FS
	// CookieKey seals the session cookies: 32 bytes or more that nobody can
	// guess. Another key signs everybody out.
	CookieKey []byte
	// Issuer, ClientID and ClientSecret are of the OpenID provider, which is
	// asked about itself when somebody first signs in.
	Issuer, ClientID, ClientSecret string
	// BaseURL is where people find the site, such as https://example.org,
	// without a slash at its end.
	BaseURL string

	// Mailbox shows every message at /mailbox, for the local runner, where no
	// mail is sent. It asks nobody to sign in.
	Mailbox bool

	Notice  string           // shown on every page, such as that figures are made up; default none
	TempDir string           // for the search index; default the system's
	Now     func() time.Time // default time.Now
	Entropy io.Reader        // default crypto/rand
	Log     *slog.Logger     // default nothing
	Client  *http.Client     // that asks the OpenID provider; default 10 seconds' patience
}

// Handler is the whole site.
type Handler struct {
	o        Options
	base     *url.URL
	site     *govuk.Site
	ledger   *ledger.Ledger
	desk     *desk.Desk
	source   *national.Source
	areas    *area.Register
	seals    *seals
	provider *provider
	progress *progress
	browser  *browser.Handler
	guard    *http.CrossOriginProtection
	mux      *http.ServeMux
	pages    map[string]*govuk.Template
}

// New builds the site. It sends nothing: an error is a mistake in o or in a
// template.
func New(o Options) (*Handler, error) {
	if err := o.complete(); err != nil {
		return nil, err
	}
	base, err := url.Parse(o.BaseURL)
	if err != nil || base.Host == "" || (base.Path != "" && base.Path != "/") {
		return nil, fmt.Errorf("base URL %q is not the address of a site", o.BaseURL)
	}
	o.BaseURL = strings.TrimSuffix(o.BaseURL, "/")
	h := &Handler{o: o, base: base, areas: area.England(), ledger: ledger.New(o.Objects), browser: browser.New(o.Browser)}
	h.desk = desk.New(h.ledger, o.Presign, &desk.Options{Now: o.Now, Entropy: o.Entropy})
	h.source = national.New(o.Objects, &national.Options{TempDir: o.TempDir, Now: o.Now, Log: o.Log})
	h.progress = newProgress(h.ledger, o.Now)
	h.provider = newProvider(o)
	if h.seals, err = newSeals(o.CookieKey, o.Entropy, h.secure()); err != nil {
		return nil, err
	}
	if err := h.prepareSite(); err != nil {
		return nil, err
	}
	h.guard = http.NewCrossOriginProtection()
	if err := h.guard.AddTrustedOrigin(base.Scheme + "://" + base.Host); err != nil {
		return nil, fmt.Errorf("trust own origin: %w", err)
	}
	h.guard.SetDenyHandler(http.HandlerFunc(h.deny))
	return h, h.routes()
}

func (o *Options) complete() error {
	var missing []error
	for _, needed := range []struct {
		name string
		ok   bool
	}{
		{"Objects", o.Objects != nil}, {"Presign", o.Presign != nil}, {"CookieKey of 32 bytes", len(o.CookieKey) >= 32},
		{"Issuer", o.Issuer != ""}, {"ClientID", o.ClientID != ""}, {"ClientSecret", o.ClientSecret != ""},
	} {
		if !needed.ok {
			missing = append(missing, fmt.Errorf("the site needs %s", needed.name))
		}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Entropy == nil {
		o.Entropy = rand.Reader
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Client == nil {
		o.Client = &http.Client{Timeout: 10 * time.Second}
	}
	return errors.Join(missing...)
}

func (h *Handler) secure() bool { return h.base.Scheme == "https" }

// prepareSite builds the page shell. Forms may be sent to our own pages, to
// the bucket (which a presigned form names) and, on the way out, to the
// identity provider.
func (h *Handler) prepareSite() error {
	var origins []string
	post, err := h.o.Presign.PresignPost(context.Background(), ledger.IncomingReturnKey("origin"), 1, time.Minute, "")
	if err != nil {
		return fmt.Errorf("find out where uploads go: %w", err)
	}
	for _, address := range []string{post.URL, h.o.Issuer} {
		u, err := url.Parse(address)
		if err != nil {
			return fmt.Errorf("read address %q: %w", address, err)
		}
		if origin := u.Scheme + "://" + u.Host; origin != h.base.Scheme+"://"+h.base.Host {
			origins = append(origins, origin)
		}
	}
	h.site, err = govuk.New(&govuk.Options{
		Notice: h.o.Notice, NoticeTag: "Made-up data", Nav: nav, FormOrigins: origins, Secure: h.secure(),
		Log: h.o.Log, Reference: h.reference,
		Footer: []govuk.Link{
			{Text: "About the figures", Href: "/about"}, {Text: "Accessibility", Href: "/accessibility"},
			{Text: "Privacy and cookies", Href: "/privacy"}, {Text: "API and open data", Href: "/about#api"},
		},
		Licences: []govuk.Link{
			{Text: "public sector information under the Open Government Licence v3.0", Href: "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"},
			{Text: "data of the Department for Education and the Office for National Statistics, and a hexagon map by Open Innovations", Href: "/about#licences"},
		},
	})
	if err != nil {
		return err
	}
	h.pages = map[string]*govuk.Template{}
	files, err := templates.ReadDir("templates")
	if err != nil {
		return err
	}
	for _, f := range files {
		if f.IsDir() {
			continue // parts of pages
		}
		if h.pages[f.Name()], err = h.site.Parse(templates, "templates/"+f.Name(), "templates/part/return.gohtml", "templates/part/message.gohtml", "templates/part/command-line.gohtml"); err != nil {
			return err
		}
	}
	return nil
}

// nav is the service navigation: what everyone may read, then what this
// person may do.
func nav(p account.Person) []govuk.Link {
	links := []govuk.Link{{Text: "Compare areas", Href: "/benchmarks"}, {Text: "Areas", Href: "/areas"}, {Text: "Learning library", Href: "/library"}}
	switch {
	case account.May(p, account.SeeReturn):
		links = append(links, govuk.Link{Text: "Your returns", Href: "/returns"}, govuk.Link{Text: "Reminders", Href: "/contacts"})
	case account.May(p, account.SeeProgress):
		links = append(links, govuk.Link{Text: "Collection periods", Href: "/periods"})
	case !p.SignedIn():
		links = append(links, govuk.Link{Text: "Send a return", Href: "/returns"})
	}
	return links
}

// routes mounts our own pages and the neighbours'.
func (h *Handler) routes() error {
	mux := http.NewServeMux()
	own := h.own()
	maps.Copy(own, h.periodRoutes())
	for route, fn := range own {
		mux.Handle(route, h.site.Handle(fn))
	}
	mux.Handle("GET /static/", h.site.Static())
	mux.Handle("GET "+browser.Route, h.browser)
	f, err := figures.New(figures.Options{Site: h.site, Source: h.source, Log: h.o.Log, Explained: h.desk, BaseURL: h.o.BaseURL})
	if err != nil {
		return err
	}
	l, err := learning.New(learning.Options{Site: h.site, Source: h.source, Log: h.o.Log, Ledger: h.ledger,
		Presign: h.o.Presign, BaseURL: h.o.BaseURL, Now: h.o.Now, Entropy: h.o.Entropy})
	if err != nil {
		return err
	}
	a, err := api.New(api.Options{Source: h.source, Desk: h.desk, Files: h.o.Files, Log: h.o.Log, Now: h.o.Now, Reference: h.reference})
	if err != nil {
		return err
	}
	from, err := provenance.New(provenance.Options{Site: h.site, Source: h.source, Ledger: h.ledger, Log: h.o.Log})
	if err != nil {
		return err
	}
	f.Routes(mux)
	from.Routes(mux)
	l.Routes(mux)
	a.Routes(mux)
	h.mux = mux
	return nil
}

// own is every route of this package and who answers it.
func (h *Handler) own() map[string]govuk.HandlerFunc {
	return map[string]govuk.HandlerFunc{
		"GET /{$}":                              h.start,
		"GET /sign-in":                          h.signIn,
		"GET /sign-in/callback":                 h.callback,
		"POST /sign-out":                        h.signOut,
		"GET /returns":                          h.listReturns,
		"POST /returns":                         h.startReturn,
		"GET /returns/new":                      h.newReturn,
		"GET /returns/new/template":             h.template,
		"GET /returns/new/why":                  h.askWhy,
		"GET /returns/new/list":                 h.listTemplate,
		"GET /returns/{id}":                     h.showReturn,
		"GET /returns/{id}/workbook":            h.workbook,
		"GET /returns/{id}/marked":              h.marked,
		"GET /returns/{id}/problems.csv":        h.problemsCSV,
		"GET /returns/{id}/template":            h.refill,
		"GET /returns/{id}/explain":             h.askExplain,
		"POST /returns/{id}/explain":            h.explainReturn,
		"GET /returns/{id}/changes":             h.showChanges,
		"GET /returns/{id}/changes.csv":         h.changesCSV,
		"GET /returns/{id}/sign-off":            h.askSignOff,
		"POST /returns/{id}/sign-off":           h.signReturnOff,
		"GET /returns/versions/{area}/{period}": h.showVersions,
		"GET /about":                            h.about,
		"GET /accessibility":                    h.plain("accessibility.gohtml", "Accessibility statement"),
		"GET /privacy":                          h.plain("privacy.gohtml", "Privacy and cookies"),
		"GET /robots.txt":                       robots,
	}
}

// Close lets go of the files that the site keeps.
func (h *Handler) Close() { h.source.Close() }

// reference makes the short word that joins a problem page with its log line.
func (h *Handler) reference() string {
	b := make([]byte, 5)
	if _, err := io.ReadFull(h.o.Entropy, b); err != nil {
		return ""
	}
	return base32.StdEncoding.EncodeToString(b)
}

func robots(w http.ResponseWriter, r *http.Request) error {
	body := []byte("User-agent: *\nDisallow: /returns\nDisallow: /sign-in\nDisallow: /library/upload\n")
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=86400")
	if !govuk.NotModified(w, r, body) {
		_, _ = w.Write(body)
	}
	return nil
}
