// Package api answers /api/v1: the same figures, library and returns as the
// pages, as JSON and CSV, described by openapi.yaml.
//
// Every answer of figures says which view it is (public or full), which
// publication it is from (version) and whether it rests on made-up figures
// (demonstration). Every error is a problem detail of RFC 9457. Answers carry
// an ETag; lists are paged.
package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"earlyhelp/functions/site/desk"
	"earlyhelp/functions/site/national"
	"earlyhelp/learning/theme"
	"earlyhelp/shared/area"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/opendata"
	"earlyhelp/shared/provenance"
)

// Options are what an API is made of. Source is required. Without Desk no
// return can be sent or seen.
type Options struct {
	Source    *national.Source
	Desk      *desk.Desk
	Files     Files            // default: the files of a publication cannot be fetched whole
	Log       *slog.Logger     // default: nothing is logged
	Now       func() time.Time // default time.Now
	Reference func() string    // names an error of ours in the answer and in the log; default none
}

// API answers the requests. It is safe for concurrent use.
type API struct {
	o       Options
	areas   *area.Register
	catal   *indicator.Catalogue
	themes  []theme.Theme
	openapi []byte
	records *provenance.Records // nil without a Desk
}

// New prepares the description. An error is a programmer's.
func New(o Options) (*API, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Reference == nil {
		o.Reference = func() string { return "" }
	}
	description, err := Description()
	if err != nil {
		return nil, err
	}
	a := &API{o: o, areas: area.England(), catal: indicator.All(), themes: theme.Codebook(), openapi: description}
	if o.Desk != nil {
		a.records = provenance.NewRecords(o.Desk.Records())
	}
	return a, nil
}

// A handler answers or returns why it could not, having written nothing.
type handler func(w http.ResponseWriter, r *http.Request) error

// A route is a pattern with what answers each method.
type route struct {
	pattern string
	methods map[string]handler
}

// prefix is where the API stands.
const prefix = "/api/v1"

func (a *API) routes() []route {
	get := func(h handler) map[string]handler { return map[string]handler{http.MethodGet: h} }
	post := func(h handler) map[string]handler { return map[string]handler{http.MethodPost: h} }
	return []route{
		{"/areas", get(a.listAreas)},
		{"/areas/{code}", get(a.oneArea)},
		{"/areas/{code}/{profile}", get(a.profile)},
		{"/indicators", get(a.listIndicators)},
		{"/indicators/{id}", get(a.oneIndicator)},
		{"/periods", get(a.listPeriods)},
		{"/themes", get(a.listThemes)},
		{"/benchmarks/{indicator}", get(a.benchmark)},
		{"/trends/{indicator}", get(a.trend)},
		{"/figures/{indicator}/{period}/{area}", get(a.figure)},
		{"/figures/{indicator}/{period}/{area}/{breakdown}/{category}", get(a.figure)},
		{"/facts.csv", get(a.file("facts.csv"))},
		{"/facts.parquet", get(a.file("facts.parquet"))},
		{"/csv-metadata.json", get(a.file(opendata.MetadataFile))},
		{"/indicators.csv", get(a.file(opendata.DictionaryFile))},
		{"/library/search", get(a.search)},
		{"/reviews", get(a.listReviews)},
		{"/reviews/{id}", get(a.oneReview)},
		{"/briefings", get(a.listBriefings)},
		{"/briefings/{id}", get(a.oneBriefing)},
		{"/returns", post(a.startReturn)},
		{"/returns/{id}", get(a.seeReturn)},
		{"/returns/{id}/sign-off", post(a.signOff)},
		{"/returns/{id}/explanations", post(a.explain)},
		{"/returns/{id}/changes", get(a.changes)},
		{"/returns/{id}/problems.csv", get(a.problems)},
		{"/returns/{id}/marked.xlsx", get(a.marked)},
		{"/returns/{id}/return.xlsx", get(a.workbook)},
		{"/openapi.json", get(a.describe)},
	}
}

// Routes adds the API to mux, with an answer for whatever else is asked under
// /api/.
func (a *API) Routes(mux *http.ServeMux) {
	for _, rt := range a.routes() {
		mux.Handle(prefix+rt.pattern, a.dispatch(rt.methods))
	}
	mux.Handle("/api/", a.answer(func(w http.ResponseWriter, r *http.Request) error {
		return &Problem{Status: http.StatusNotFound, Kind: "unknown-address", Title: "There is nothing at this address",
			Detail: "See " + prefix + "/openapi.json for every address of this API.", More: map[string]any{"openapi": prefix + "/openapi.json"}}
	}))
}

// dispatch chooses by method. HEAD is answered as GET without the body.
func (a *API) dispatch(methods map[string]handler) http.Handler {
	var allow []string
	for m := range methods {
		allow = append(allow, m)
		if m == http.MethodGet {
			allow = append(allow, http.MethodHead)
		}
	}
	slices.Sort(allow)
	return a.answer(func(w http.ResponseWriter, r *http.Request) error {
		method := r.Method
		if method == http.MethodHead {
			method = http.MethodGet
		}
		h, ok := methods[method]
		if !ok {
			w.Header().Set("Allow", strings.Join(allow, ", "))
			return &Problem{Status: http.StatusMethodNotAllowed, Kind: "method-not-allowed", Title: "This address does not answer " + r.Method,
				Detail: "Use " + strings.Join(allow, " or ") + ".", More: map[string]any{"allow": allow}}
		}
		return h(w, r)
	})
}

// answer turns h into an http.Handler: a *Problem is sent as it is, any other
// error is logged and becomes a 500 with a reference.
func (a *API) answer(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		err := h(w, r)
		if err == nil || r.Context().Err() != nil {
			return
		}
		var p *Problem
		if !errors.As(err, &p) {
			ref := a.o.Reference()
			a.o.Log.ErrorContext(r.Context(), "api: request", "method", r.Method, "path", r.URL.Path, "ref", ref, "err", err)
			p = &Problem{Status: http.StatusInternalServerError, Kind: "our-fault", Title: "Something went wrong here",
				Detail: "Try again in a few minutes. Nothing you sent before has been lost."}
			if ref != "" {
				p.More = map[string]any{"reference": ref}
			}
		}
		p.write(w, r)
	})
}

// send answers with v as JSON. A private answer is never stored.
func (a *API) send(w http.ResponseWriter, r *http.Request, status int, v any, private bool) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode answer: %w", err)
	}
	return sendBytes(w, r, status, "application/json", append(body, '\n'), private)
}

// forGood is the Cache-Control of an answer from a publication that the address
// names: it is never another one. A year is the most that caches are asked for
// (RFC 9111 sets no bound; RFC 2616, 14.21, set this one).
const forGood = "public, max-age=31536000, immutable"

func sendBytes(w http.ResponseWriter, r *http.Request, status int, kind string, body []byte, private bool) error {
	h := w.Header()
	h.Set("Content-Type", kind)
	if private {
		h.Set("Cache-Control", "private, no-store")
	} else {
		if h.Get("Cache-Control") != forGood {
			h.Set("Cache-Control", "public, no-cache") // kept, and asked about each time
			// The same address may answer more to those who sign in (view=full).
			h.Add("Vary", "Cookie")
		}
		if govuk.NotModified(w, r, body) {
			return nil
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the caller has gone: there is nobody to tell
	}
	return nil
}

func (a *API) describe(w http.ResponseWriter, r *http.Request) error {
	return sendBytes(w, r, http.StatusOK, "application/json", a.openapi, false)
}
