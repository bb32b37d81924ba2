package pages

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"

	"earlyhelp/shared/account"
	"earlyhelp/shared/govuk"
)

// ServeHTTP answers every request: finds out who asks, turns away what does
// not come from our own pages, and logs one line. It never panics.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	began := h.o.Now()
	rec := &recorder{ResponseWriter: w}
	person := h.seals.person(r, began)
	r = r.WithContext(account.NewContext(r.Context(), person))
	h.site.Headers(rec.Header())
	defer func() {
		if p := recover(); p != nil {
			h.panicked(rec, r, p)
		}
		if strings.HasPrefix(r.URL.Path, "/static") {
			return
		}
		h.o.Log.InfoContext(r.Context(), "site: request", "method", r.Method, "path", r.URL.Path,
			"status", rec.status, "bytes", rec.bytes, "ms", h.o.Now().Sub(began).Milliseconds(),
			"role", string(person.Role), "area", person.Area)
	}()
	h.guard.Handler(http.HandlerFunc(h.route)).ServeHTTP(rec, r)
}

// route hands the request to the mux, and turns what the mux would answer in
// plain text, no such page or no such method, into pages.
func (h *Handler) route(w http.ResponseWriter, r *http.Request) {
	fallback, pattern := h.mux.Handler(r)
	if pattern != "" {
		h.mux.ServeHTTP(w, r)
		return
	}
	said := &recorder{ResponseWriter: unsent{http.Header{}}}
	fallback.ServeHTTP(said, r)
	if said.status == http.StatusMethodNotAllowed {
		w.Header().Set("Allow", said.Header().Get("Allow"))
		h.site.Fail(w, r, &govuk.Problem{Status: said.status, Title: "This page cannot be used that way",
			Message: []string{"Go back and use the links and buttons on the page."}})
		return
	}
	h.site.Fail(w, r, govuk.NotFound())
}

// deny answers a request that another site made our reader's browser send.
func (h *Handler) deny(w http.ResponseWriter, r *http.Request) {
	h.site.Fail(w, r, &govuk.Problem{Status: http.StatusForbidden, Title: "This request came from another website",
		Message: []string{"Nothing has been changed. If you meant to do this, go to our own page and do it there."}})
}

func (h *Handler) panicked(rec *recorder, r *http.Request, p any) {
	if p == http.ErrAbortHandler {
		panic(p)
	}
	h.o.Log.ErrorContext(r.Context(), "site: panic", "path", r.URL.Path, slog.String("stack", string(debug.Stack())))
	if rec.status == 0 {
		h.site.Fail(rec, r, fmt.Errorf("panic: %v", p))
	}
}

// A recorder remembers what was answered, for the log.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int
}

// WriteHeader remembers the first status.
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write counts what is written.
func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(b)
	r.bytes += n
	return n, err
}

// unsent takes an answer that is only looked at.
type unsent struct{ header http.Header }

// Header returns the header that would have been sent.
func (u unsent) Header() http.Header { return u.header }

// Write drops the body.
func (u unsent) Write(b []byte) (int, error) { return len(b), nil }

// WriteHeader does nothing.
func (u unsent) WriteHeader(int) {}

// Unwrap lets http.ResponseController reach the writer beneath.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// requireSignIn sends somebody who has not signed in to do so and come back;
// then it is true and the request is answered.
func (h *Handler) requireSignIn(w http.ResponseWriter, r *http.Request) bool {
	if account.FromContext(r.Context()).SignedIn() {
		return false
	}
	to := r.URL.RequestURI()
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		to = "/returns" // what was typed is gone; the list is where to start again
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, signInPath(to), http.StatusSeeOther)
	return true
}
