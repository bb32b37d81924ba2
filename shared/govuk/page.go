package govuk

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"

	"earlyhelp/shared/account"
)

// A Page is one answer as the layout needs it.
type Page struct {
	Title       string       // of the page, without the service's name
	Description string       // one sentence for search engines; may be empty
	Errors      []FieldError // shown first; the title gains "Error: "
	Breadcrumbs []Link       // from the start page down, this page left out
	Active      string       // the Href of the navigation entry this page belongs to
	Wide        bool         // use the width of the window, for charts and wide tables
	Status      int          // 0 is 200
	Private     bool         // about one area or person: never stored by browser or cache
	Refresh     int          // seconds after which the browser asks again; 0 never
	Data        any          // what "content" is given
}

// A Link is a place to go.
type Link struct {
	Text string
	Href string
	// Hidden is read out after Text where many links say the same ("Change"
	// <hidden>period</hidden>).
	Hidden string
}

// A FieldError is one thing wrong with what a person typed. Field is the id of
// the field that the error summary links to; "" links nowhere.
type FieldError struct {
	Field   string
	Message string
}

// view is what the layout is given.
type view struct {
	Page
	Site    Options
	Person  account.Person
	Nav     []Link
	Path    string
	Content any
}

// Render writes a page: rendered to memory first, so that an error half way
// cannot leave half a page; with an ETag, so that a page that has not changed
// is not sent again. Public pages of people who are not signed in may be kept
// by shared caches, to be asked about each time.
func (s *Site) Render(w http.ResponseWriter, r *http.Request, t *Template, p Page) error {
	person := account.FromContext(r.Context())
	body, err := t.execute(view{
		Page: p, Site: s.o, Person: person, Nav: s.o.Nav(person), Path: r.URL.RequestURI(), Content: p.Data,
	})
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	if p.Refresh > 0 {
		h.Set("Refresh", strconv.Itoa(p.Refresh))
	}
	status := p.Status
	if status == 0 {
		status = http.StatusOK
	}
	switch {
	case p.Private || status != http.StatusOK:
		h.Set("Cache-Control", "no-store")
		h.Set("X-Robots-Tag", "noindex")
	default:
		h.Add("Vary", "Cookie")
		if person.SignedIn() {
			h.Set("Cache-Control", "private, no-cache")
		} else {
			h.Set("Cache-Control", "public, no-cache")
		}
		if NotModified(w, r, body) {
			return nil
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the person has gone: there is nobody to tell
	}
	return nil
}

// NotModified sets a strong ETag for body and, when the request already has
// it, answers 304 and reports true. The caller has set Cache-Control before.
func NotModified(w http.ResponseWriter, r *http.Request, body []byte) bool {
	sum := sha256.Sum256(body)
	etag := `"` + hex.EncodeToString(sum[:12]) + `"`
	w.Header().Set("ETag", etag)
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	for _, have := range strings.Split(r.Header.Get("If-None-Match"), ",") {
		have = strings.TrimPrefix(strings.TrimSpace(have), "W/")
		if have == etag || have == "*" {
			w.WriteHeader(http.StatusNotModified)
			return true
		}
	}
	return false
}
