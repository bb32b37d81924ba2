package sheet

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestSheet(t *testing.T) {
	s := New("/static-x/", "a{}", "b{}")
	if other := New("/static-x/", "a{}"); other.URL() == s.URL() {
		t.Error("two sheets have one address")
	}
	mux := http.NewServeMux()
	s.Routes(mux)
	for _, tt := range []struct{ name, url, cache string }{
		{"today's address is kept", s.URL(), "immutable"},
		{"an old address is served and not kept", "/static-x/0123.css", "no-cache"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rec := httptest.NewRecorder()
			mux.ServeHTTP(rec, httptest.NewRequest("GET", tt.url, nil))
			if rec.Code != 200 || rec.Body.String() != "a{}\nb{}" || !strings.Contains(rec.Header().Get("Cache-Control"), tt.cache) {
				t.Errorf("%s: %d %q %q", tt.url, rec.Code, rec.Body, rec.Header().Get("Cache-Control"))
			}
			req := httptest.NewRequest("GET", tt.url, nil)
			req.Header.Set("If-None-Match", rec.Header().Get("ETag"))
			again := httptest.NewRecorder()
			mux.ServeHTTP(again, req)
			if again.Code != http.StatusNotModified {
				t.Errorf("asked again: %d, want 304", again.Code)
			}
		})
	}
}
