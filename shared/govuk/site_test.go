package govuk

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"earlyhelp/shared/account"
	"earlyhelp/shared/govuk/htmltest"
)

func page(t *testing.T, s *Site, content string) *Template {
	t.Helper()
	tmpl, err := s.Parse(fstest.MapFS{"p.gohtml": {Data: []byte(`{{define "content"}}` + content + `{{end}}`)}}, "p.gohtml")
	if err != nil {
		t.Fatal(err)
	}
	return tmpl
}

func get(t *testing.T, h http.Handler, req *http.Request) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, req)
	return w
}

func TestEveryComponentRenders(t *testing.T) {
	s, err := New(&Options{Notice: "Made up", Nav: nil})
	if err != nil {
		t.Fatal(err)
	}
	type data struct {
		Table   Table
		List    SummaryList
		Details Details
		Button  Button
		Banner  Banner
		Pages   Pagination
		Input   Input
		Select  Select
		Radios  Radios
		File    FileUpload
		Area    Textarea
		Box     Checkbox
	}
	tmpl := page(t, s, `<h1>Hello</h1>{{template "table" .Table}}{{template "summary-list" .List}}{{template "tag" (tag "green" "Good")}}
{{template "inset" "in"}}{{template "warning" "careful"}}{{template "details" .Details}}{{template "button" .Button}}{{template "banner" .Banner}}
{{template "pagination" .Pages}}<form>{{template "input" .Input}}{{template "select" .Select}}{{template "radios" .Radios}}{{template "file-upload" .File}}{{template "textarea" .Area}}{{template "checkbox" .Box}}</form>`)
	d := data{
		Table: Table{Caption: "Areas", RowHeaders: true, Head: []Cell{{Text: "Area"}, {Text: "%", Numeric: true, Sort: "descending"}},
			Rows: [][]Cell{{{Text: "Leeds", Href: "/areas/383"}, {Text: "24.2", Numeric: true}}, {{Text: "Bolton"}, {Tag: &Tag{"low", "grey"}}}}},
		List:    SummaryList{Rows: []SummaryRow{{Key: "Period", Value: Cell{Text: "April"}, Actions: []Link{{Text: "Change", Href: "/x", Hidden: "period"}}}}},
		Details: Details{Summary: "How", Text: "So"},
		Button:  Button{Text: "Send", Once: true}, Banner: Banner{Text: "Done", Success: true},
		Pages:  Pagination{Previous: "?page=1", Next: "?page=3", Items: []PageItem{{Number: 1, Href: "?page=1"}, {Ellipsis: true}, {Number: 2, Current: true, Href: "?page=2"}}},
		Input:  Input{Name: "q", Label: "Search", Hint: "A word", Error: "Enter a word"},
		Select: Select{Name: "area", Label: "Area", Choices: []Choice{{Value: "1", Text: "A", Group: "North"}, {Value: "2", Text: "B", Group: "North"}, {Value: "3", Text: "C"}}},
		Radios: Radios{Name: "period", Legend: "Period", Choices: []Choice{{Value: "a", Text: "A", Hint: "h"}, {Value: "b", Text: "B", Selected: true}}, Error: "Choose"},
		File:   FileUpload{Name: "file", Label: "Return", Accept: ".xlsx", Required: true},
		Area:   Textarea{Name: "why", Label: "Why", Value: "one\n</textarea>two", Rows: 3, Max: 100, Error: "Say why"},
		Box:    Checkbox{Name: "sure", Value: "yes", Label: "I am sure", Error: "Tick it"},
	}
	h := s.Handle(func(w http.ResponseWriter, r *http.Request) error {
		return s.Render(w, r, tmpl, Page{Title: "Test", Errors: []FieldError{{"q", "Enter a word"}, {"period", "Choose"}},
			Breadcrumbs: []Link{{Text: "Home", Href: "/"}}, Data: d})
	})
	w := get(t, h, httptest.NewRequest("GET", "/", nil))
	if w.Code != 200 {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	body := w.Body.String()
	htmltest.Check(t, body)
	for _, want := range []string{"<title>Error: Test – Early help benchmarks and learning</title>", `aria-describedby="q-hint q-error"`, `<optgroup label="North">`, `scope="row"`, "Made up", "&lt;/textarea&gt;two", `maxlength="100"`, `aria-describedby="why-error"`} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

func TestStackedTableStaysATable(t *testing.T) {
	s, err := New(nil)
	if err != nil {
		t.Fatal(err)
	}
	tmpl := page(t, s, `<h1>x</h1>{{template "table" .}}`)
	table := Table{Caption: "c", Stack: true, RowHeaders: true, Head: []Cell{{Text: "Cell"}, {Text: "What to do"}}, Rows: [][]Cell{{{Text: "C14"}, {Text: "Type <a> number"}, {Text: "no heading"}}}}
	body := get(t, s.Handle(func(w http.ResponseWriter, r *http.Request) error {
		return s.Render(w, r, tmpl, Page{Title: "x", Data: table})
	}), httptest.NewRequest("GET", "/", nil)).Body.String()
	htmltest.Check(t, body)
	for _, want := range []string{`role="table"`, `role="columnheader"`, `role="rowheader"`, `aria-hidden="true">What to do</span>`, "Type &lt;a&gt; number"} {
		if !strings.Contains(body, want) {
			t.Errorf("the table lacks %s", want)
		}
	}
}

func TestRender(t *testing.T) {
	s, err := New(&Options{Nav: func(p account.Person) []Link { return []Link{{Text: "For " + p.Role.Words(), Href: "/x"}} }})
	if err != nil {
		t.Fatal(err)
	}
	tmpl := page(t, s, `<h1>{{.}}</h1>`)
	serve := func(p Page, r *http.Request) *httptest.ResponseRecorder {
		return get(t, s.Handle(func(w http.ResponseWriter, r *http.Request) error { return s.Render(w, r, tmpl, p) }), r)
	}
	public := serve(Page{Title: "t", Data: "a"}, httptest.NewRequest("GET", "/", nil))
	etag := public.Header().Get("ETag")
	if public.Header().Get("Cache-Control") != "public, no-cache" || etag == "" || public.Header().Get("Vary") != "Cookie" {
		t.Errorf("a public page has %v", public.Header())
	}
	for name, tt := range map[string]struct {
		header string
		data   string
		want   int
	}{
		"the same": {etag, "a", 304}, "weak": {"W/" + etag, "a", 304}, "among others": {`"x", ` + etag, "a", 304}, "any": {"*", "a", 304},
		"changed": {etag, "b", 200}, "other": {`"x"`, "a", 200},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("If-None-Match", tt.header)
		if w := serve(Page{Title: "t", Data: tt.data}, r); w.Code != tt.want || (tt.want == 304) != (w.Body.Len() == 0) {
			t.Errorf("%s: status %d, want %d, with %d bytes", name, w.Code, tt.want, w.Body.Len())
		}
	}
	if w := serve(Page{Title: "t", Data: "a", Private: true, Refresh: 2}, httptest.NewRequest("GET", "/", nil)); w.Header().Get("Cache-Control") != "no-store" ||
		w.Header().Get("X-Robots-Tag") != "noindex" || w.Header().Get("ETag") != "" || w.Header().Get("Refresh") != "2" {
		t.Errorf("a private page has %v", w.Header())
	}
	r := httptest.NewRequest("HEAD", "/", nil)
	r = r.WithContext(account.NewContext(r.Context(), account.Person{Subject: "s", Name: "N", Role: account.Lead}))
	if w := serve(Page{Title: "t", Data: "a"}, r); w.Body.Len() != 0 || w.Header().Get("Content-Length") == "" || w.Header().Get("Cache-Control") != "private, no-cache" {
		t.Errorf("HEAD as a lead: %v, %d bytes", w.Header(), w.Body.Len())
	}
}

func TestErrorsBecomePages(t *testing.T) {
	var log bytes.Buffer
	s, err := New(&Options{Log: slog.New(slog.NewTextHandler(&log, nil)), Reference: func() string { return "REF123" }})
	if err != nil {
		t.Fatal(err)
	}
	broken := page(t, s, `<h1>half a page</h1>{{.nothing}}`)
	for _, tt := range []struct {
		name   string
		err    error
		status int
		want   string
		logged bool
	}{
		{"not found", NotFound(), 404, "Page not found", false},
		{"wrapped", fmt.Errorf("see: %w", Forbidden("Ask a lead.")), 403, "Ask a lead.", false},
		{"ours", errors.New("disk on fire"), 500, "REF123", true},
		{"template", nil, 500, "REF123", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			log.Reset()
			w := get(t, s.Handle(func(w http.ResponseWriter, r *http.Request) error {
				if tt.err != nil {
					return tt.err
				}
				return s.Render(w, r, broken, Page{Title: "x", Data: map[string]string{}})
			}), httptest.NewRequest("GET", "/", nil))
			htmltest.Check(t, w.Body.String())
			if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.want) || strings.Contains(w.Body.String(), "fire") || strings.Contains(w.Body.String(), "half") {
				t.Errorf("status %d\n%s", w.Code, w.Body)
			}
			if got := strings.Contains(log.String(), "REF123"); got != tt.logged {
				t.Errorf("logged %t: %s", got, log.String())
			}
		})
	}
}

func TestStatic(t *testing.T) {
	s, err := New(nil)
	if err != nil {
		t.Fatal(err)
	}
	ask := func(path, encoding string) *httptest.ResponseRecorder {
		r := httptest.NewRequest("GET", path, nil)
		r.Header.Set("Accept-Encoding", encoding)
		return get(t, s.Static(), r)
	}
	for name, kind := range map[string]string{"govuk-frontend.min.css": "text/css", "earlyhelp.css": "text/css", "site.js": "text/javascript", "govuk-frontend.min.js": "text/javascript", "icon.svg": "image/svg+xml", "LICENSE.txt": "text/plain"} {
		w := ask(s.static.URL(name), "")
		if w.Code != 200 || !strings.HasPrefix(w.Header().Get("Content-Type"), kind) || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d %v", name, w.Code, w.Header())
		}
		z, err := gzip.NewReader(ask(s.static.URL(name), "br, gzip").Body)
		if err != nil {
			t.Fatal(err)
		}
		if b, err := io.ReadAll(z); err != nil || string(b) != w.Body.String() {
			t.Errorf("%s: gzip holds something else: %v", name, err)
		}
		if old := ask("/static/000000000000/"+name, ""); old.Code != 200 || old.Header().Get("Cache-Control") != "no-cache" {
			t.Errorf("%s under an old hash: %d %v", name, old.Code, old.Header())
		}
	}
	for _, path := range []string{"/static/", "/static/x", "/static/x/../site.go", "/static/x/nothing.css"} {
		if w := ask(path, ""); w.Code != 404 {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

// TestNothingOfGOVUKs holds the vendored files to what their owner allows
// elsewhere: neither the font nor the arms, and no address that leads nowhere.
func TestNothingOfGOVUKs(t *testing.T) {
	s, err := New(nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, f := range s.static.files {
		if name == "LICENSE.txt" {
			continue
		}
		for _, bad := range []string{"GDS Transport", "@font-face", "url(/assets", "crest", "sourceMappingURL"} {
			if bytes.Contains(f.body, []byte(bad)) {
				t.Errorf("%s has %q", name, bad)
			}
		}
	}
}

func TestWords(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -1000: "−1,000"} {
		if got := Number(n); got != want {
			t.Errorf("Number(%d) = %s, want %s", n, got, want)
		}
	}
	for in, want := range map[string]string{"2026-07-03T15:05:00Z": "3 July 2026 at 4:05pm", "2026-01-03T09:05:00Z": "3 January 2026 at 9:05am", "2026-07-03T23:30:00Z": "4 July 2026 at 12:30am"} {
		at, err := time.Parse(time.RFC3339, in)
		if err != nil {
			t.Fatal(err)
		}
		if got := When(at); got != want {
			t.Errorf("When(%s) = %s, want %s", in, got, want)
		}
	}
	if When(time.Time{}) != "" {
		t.Error("no time is not empty")
	}
}

func TestCheckFindsFaults(t *testing.T) {
	for want, body := range map[string]string{
		"h1 headings":         "<title>t</title><p>x</p>",
		"has no label":        `<title>t</title><h1>x</h1><form><input name="q" id="q"></form>`,
		"leads nowhere":       `<title>t</title><h1>x</h1><a href="#gone">y</a>`,
		"closes":              `<title>t</title><h1>x</h1><div></p></div>`,
		"not closed":          `<title>t</title><h1>x</h1><div>`,
		"style attribute":     `<title>t</title><h1 style="color:red">x</h1>`,
		"inline onclick":      `<title>t</title><h1 onclick="x()">x</h1>`,
		"script is inline":    `<title>t</title><h1>x</h1><script>x()</script>`,
		"no caption":          `<title>t</title><h1>x</h1><table></table>`,
		"used 2 times":        `<title>t</title><h1 id="a">x</h1><p id="a"></p>`,
		"no title":            `<h1>x</h1>`,
		"has no text":         `<title>t</title><h1>x</h1><a href="/"></a>`,
		"not on the page":     `<title>t</title><h1 aria-describedby="gone">x</h1>`,
		"no alternative text": `<title>t</title><h1>x</h1><img src="/x.png">`,
	} {
		if got := strings.Join(htmltest.Problems(body), "; "); !strings.Contains(got, want) {
			t.Errorf("Problems(%s) = %q, want %q in it", body, got, want)
		}
	}
}
