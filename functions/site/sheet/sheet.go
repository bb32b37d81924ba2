// Package sheet serves a style sheet that belongs to some pages and not to
// the shell, under a name that changes with its content.
package sheet

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"

	"earlyhelp/shared/govuk"
)

// A Sheet is one style sheet.
type Sheet struct {
	prefix string
	url    string
	body   []byte
}

// New returns the sheet whose address begins with prefix, such as
// "/static-figures/".
func New(prefix string, parts ...string) *Sheet {
	body := []byte(strings.Join(parts, "\n"))
	sum := sha256.Sum256(body)
	return &Sheet{prefix: prefix, url: prefix + hex.EncodeToString(sum[:6]) + ".css", body: body}
}

// URL returns the address of the sheet.
func (s *Sheet) URL() string { return s.url }

// Routes adds the sheet to mux.
func (s *Sheet) Routes(mux *http.ServeMux) { mux.Handle("GET "+s.prefix+"{file}", s) }

// ServeHTTP answers with the sheet. Under today's name it may be kept for a
// year; under another, as a page from before a release asks for, it is given
// but not kept.
func (s *Sheet) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/css; charset=utf-8")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-cache")
	if r.URL.Path == s.url {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if govuk.NotModified(w, r, s.body) {
		return
	}
	h.Set("Content-Length", strconv.Itoa(len(s.body)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(s.body) // the browser has gone: there is nobody to tell
	}
}
