package e2e

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestProblems asks the API for what there is not: problem details that say
// what there is.
func TestProblems(t *testing.T) {
	p := anyone(t)
	for _, tt := range []struct {
		path   string
		status int
		kind   string
		says   []string // in the answer
	}{
		{"benchmarks/Z99?period=2024-25", 404, "unknown-indicator", []string{`"E06"`, `"G03"`}},
		{"benchmarks/E06?period=2031-32", 404, "no-figures", []string{`"2024-25"`, `"2012-13"`}},
		{"benchmarks/E06?period=spring", 400, "bad-period", []string{"2026-Q2", `"2024-25"`}},
		{"benchmarks/E06?period=2024-25&areas=E99999999", 400, "bad-areas", []string{"E99999999", "E08000035"}},
		{"benchmarks/E06?period=2024-25&peers=friends", 400, "bad-peers", []string{`"neighbours"`}},
		{"benchmarks/E06?period=2024-25&peers=neighbours", 400, "bad-of", nil},
		{"benchmarks/E06?period=2024-25&peers=neighbours&of=909", 404, "no-figures", []string{"31 March 2023", "Cumberland (942)"}},
		{"benchmarks/E06?period=2024-25&breakdown=hats", 404, "", []string{`"total"`}},
		{"benchmarks/E06?period=2024-25&view=full", 403, "full-view", []string{"inspectors"}},
		{"benchmarks/E06?period=2024-25&view=x", 400, "bad-view", []string{"public"}},
		{"benchmarks/E06.csv?period=2031-32", 404, "no-figures", []string{`"2024-25"`}},
		{"trends/E06", 400, "bad-area", []string{"E08000035"}},
		{"trends/E06?area=nowhere", 400, "bad-area", []string{"383"}},
		{"areas/nowhere", 404, "unknown-area", []string{"E08000035"}},
		{"areas?perPage=0", 400, "bad-perPage", []string{"1 to 500"}},
		{"areas?page=x", 400, "bad-page", nil},
		{"areas?on=yesterday", 400, "bad-on", []string{"2026-04-30"}},
		{"indicators/Z99", 404, "unknown-indicator", nil},
		{"reviews/none", 404, "unknown-review", nil},
		{"briefings/none", 404, "unknown-briefing", nil},
		{"library/search?theme=none", 400, "bad-theme", []string{"neglect"}},
		{"returns/none", 401, "sign-in", []string{"/sign-in"}},
		{"nothing", 404, "unknown-address", []string{"/api/v1/openapi.json"}},
	} {
		t.Run(tt.path, func(t *testing.T) {
			at := p.get(t, "/api/v1/"+tt.path)
			if at.status != tt.status || at.header.Get("Content-Type") != "application/problem+json" {
				t.Fatalf("%d %s: %s", at.status, at.header.Get("Content-Type"), at.body)
			}
			var problem struct {
				Type, Title, Detail string
				Status              int
			}
			at.decode(t, &problem)
			if problem.Status != tt.status || problem.Title == "" || !strings.HasSuffix(problem.Detail, ".") || tt.kind != "" && problem.Type != "urn:earlyhelp:problem:"+tt.kind {
				t.Errorf("%s", at.body)
			}
			for _, want := range tt.says {
				if !strings.Contains(string(at.body), want) {
					t.Errorf("the answer does not say %s: %s", want, at.body)
				}
			}
		})
	}
}

// TestProblemPages asks the pages for what there is not.
func TestProblemPages(t *testing.T) {
	p := anyone(t)
	for path, want := range map[string]int{"/nothing": 404, "/areas/nowhere": 404, "/benchmarks/Z99": 404, "/reviews/none": 404, "/themes/none": 404,
		"/returns/x/y/z": 404, "/sign-in/callback": 400, "/sign-in/callback?state=x&code=y": 400, "/benchmarks/E06?period=2031-32": 404, "/benchmarks/E06?period=soon": 404} {
		at := p.get(t, path)
		if at.status != want && !(want == 404 && at.status == 400) || at.heading() == "" || len(at.all("a", "", "")) < 3 {
			t.Errorf("%s = %d %q, want %d", path, at.status, at.heading(), want)
		}
		if strings.Contains(at.text(), "/work") || strings.Contains(at.text(), "goroutine") {
			t.Errorf("%s shows our inside: %s", path, at.text())
		}
	}
}

// TestMethods uses addresses as they are not meant to be.
func TestMethods(t *testing.T) {
	p := anyone(t)
	for _, path := range []string{"/api/v1/areas", "/api/v1/benchmarks/E06", "/areas", "/about"} {
		at := p.do(t, http.MethodDelete, path, nil)
		if at.status != http.StatusMethodNotAllowed || !strings.Contains(at.header.Get("Allow"), "GET") {
			t.Errorf("DELETE %s = %d, Allow %q", path, at.status, at.header.Get("Allow"))
		}
	}
	at := p.get(t, "/api/v1/returns")
	if at.status != http.StatusMethodNotAllowed || at.header.Get("Allow") != "POST" {
		t.Errorf("GET /api/v1/returns = %d, Allow %q", at.status, at.header.Get("Allow"))
	}
	for _, path := range []string{"/", "/areas", "/benchmarks/E06?period=2024-25", "/api/v1/areas", "/api/v1/areas/383", "/library", "/healthz"} {
		got, head := p.get(t, path), p.do(t, http.MethodHead, path, nil)
		if head.status != got.status || len(head.body) != 0 || head.header.Get("Content-Type") != got.header.Get("Content-Type") {
			t.Errorf("HEAD %s = %d with %d bytes of %q; GET is %d of %q", path, head.status, len(head.body), head.header.Get("Content-Type"), got.status, got.header.Get("Content-Type"))
		}
	}
}

// TestNotModified asks again with the ETag of an answer.
func TestNotModified(t *testing.T) {
	p := anyone(t)
	start := p.get(t, "/")
	paths := []string{"/api/v1/areas", "/api/v1/areas/383", "/api/v1/openapi.json", "/api/v1/themes", "/api/v1/benchmarks/E06?period=2024-25", "/api/v1/benchmarks/E06.csv?period=2024-25", "/areas", "/library", "/about"}
	for _, link := range start.all("link", "rel", "stylesheet") {
		paths = append(paths, attr(link, "href"))
	}
	for _, path := range paths {
		// A publication may come between the two: then there is another
		// answer, and one asks again.
		ok := false
		for try := 0; try < 5 && !ok; try++ {
			first := p.get(t, path)
			etag := first.header.Get("ETag")
			if etag == "" {
				if !strings.Contains(first.header.Get("Cache-Control"), "immutable") {
					t.Errorf("%s has no ETag", path)
				}
				ok = true
				break
			}
			second := p.do(t, http.MethodGet, path, http.Header{"If-None-Match": {etag}})
			ok = second.status == http.StatusNotModified && len(second.body) == 0 && second.header.Get("ETag") == etag
		}
		if !ok {
			t.Errorf("%s with its ETag is sent again", path)
		}
	}
}

// TestHeaders looks at what every answer must carry.
func TestHeaders(t *testing.T) {
	p := anyone(t)
	for _, path := range []string{"/", "/nothing", "/benchmarks/E06?period=2024-25", "/api/v1/areas", "/api/v1/nothing", "/library?q=x", "/sign-in/callback"} {
		at := p.get(t, path)
		got := []string{at.header.Get("X-Content-Type-Options"), at.header.Get("Referrer-Policy")}
		if diff := cmp.Diff([]string{"nosniff", "same-origin"}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
		policy := at.header.Get("Content-Security-Policy")
		if !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "frame-ancestors 'none'") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: policy %q", path, policy)
		}
	}
}
