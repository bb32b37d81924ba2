package lambdahttp

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"
)

// load reads an event of testdata, which are as API Gateway records them.
func load(t testing.TB, name string) events.APIGatewayV2HTTPRequest {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	var e events.APIGatewayV2HTTPRequest
	if err := json.Unmarshal(data, &e); err != nil {
		t.Fatal(err)
	}
	return e
}

func call(t testing.TB, h http.HandlerFunc, e events.APIGatewayV2HTTPRequest) events.APIGatewayV2HTTPResponse {
	t.Helper()
	out, err := Adapt(h, slog.New(slog.DiscardHandler))(context.Background(), e)
	if err != nil {
		t.Fatalf("Adapt = %v, want no error ever", err)
	}
	return out
}

func TestRequest(t *testing.T) {
	type seen struct {
		Method, Path, Escaped, Query, Host, Addr, URI, Body, ID, Proto string
		Areas                                                          []string
		Cookies                                                        map[string]string
		Form                                                           string
	}
	tests := []struct {
		file string
		want seen
	}{
		{"get-page.json", seen{
			Method: "GET", Path: "/compare/E06", Escaped: "/compare/E06", Query: "period=2024-25&areas=383&areas=204&q=caf%C3%A9+bar",
			Host: "r3pmxmplak.execute-api.eu-west-2.amazonaws.com", Addr: "205.255.255.176:0",
			URI: "/compare/E06?period=2024-25&areas=383&areas=204&q=caf%C3%A9+bar", ID: "JKJaXmPLvHcESHA=", Proto: "https",
			Areas: []string{"383", "204"}, Cookies: map[string]string{"session": "abc", "theme": "a=b"},
		}},
		{"post-form.json", seen{
			Method: "POST", Path: "/returns", Escaped: "/returns", Host: "earlyhelp.example.org", Addr: "[2001:db8::1]:0",
			URI: "/returns", ID: "JKJaYmPLvHcESHB=", Proto: "https", Form: "Jé", Cookies: map[string]string{},
		}},
		{"post-json.json", seen{
			Method: "POST", Path: "/api/v1/returns/a/b c", Escaped: "/api/v1/returns/a%2Fb%20c", Host: "r3pmxmplak.execute-api.eu-west-2.amazonaws.com",
			Addr: "203.0.113.9:0", URI: "/api/v1/returns/a%2Fb%20c", ID: "JKJaZmPLvHcESHC=", Body: `{"area":"383"}`, Cookies: map[string]string{},
		}},
	}
	for _, tt := range tests {
		t.Run(tt.file, func(t *testing.T) {
			var got seen
			call(t, func(w http.ResponseWriter, r *http.Request) {
				got = seen{
					Method: r.Method, Path: r.URL.Path, Escaped: r.URL.EscapedPath(), Query: r.URL.RawQuery, Host: r.Host, Addr: r.RemoteAddr,
					URI: r.RequestURI, ID: RequestID(r.Context()), Proto: r.Header.Get("X-Forwarded-Proto"),
					Areas: r.URL.Query()["areas"], Cookies: map[string]string{},
				}
				for _, c := range r.Cookies() {
					got.Cookies[c.Name] = c.Value
				}
				if strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form") {
					got.Form = r.PostFormValue("name")
				} else if body, _ := io.ReadAll(r.Body); len(body) > 0 {
					got.Body = string(body)
				}
			}, load(t, tt.file))
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("request (-want +got):\n%s", d)
			}
		})
	}
}

func TestResponse(t *testing.T) {
	png := []byte("\x89PNG\r\n\x1a\n\x00\xff")
	tests := []struct {
		name   string
		method string
		h      http.HandlerFunc
		want   events.APIGatewayV2HTTPResponse
	}{
		{"text, cookies and a header twice", "GET", func(w http.ResponseWriter, _ *http.Request) {
			http.SetCookie(w, &http.Cookie{Name: "a", Value: "1"})
			http.SetCookie(w, &http.Cookie{Name: "b", Value: "2", Path: "/"})
			w.Header().Add("Vary", "Cookie")
			w.Header().Add("Vary", "Accept")
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.WriteHeader(201)
			w.Header().Set("Late", "ignored")
			io.WriteString(w, "é")
		}, events.APIGatewayV2HTTPResponse{
			StatusCode: 201, Body: "é", Cookies: []string{"a=1", "b=2; Path=/"},
			Headers: map[string]string{"Vary": "Cookie, Accept", "Content-Type": "text/html; charset=utf-8"},
		}},
		{"bytes", "GET", func(w http.ResponseWriter, _ *http.Request) { w.Write(png) }, events.APIGatewayV2HTTPResponse{
			StatusCode: 200, Body: base64.StdEncoding.EncodeToString(png), IsBase64Encoded: true, Headers: map[string]string{"Content-Type": "image/png"},
		}},
		{"text that is not UTF-8", "GET", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/csv")
			w.Write([]byte{0xff})
		}, events.APIGatewayV2HTTPResponse{StatusCode: 200, Body: "/w==", IsBase64Encoded: true, Headers: map[string]string{"Content-Type": "text/csv"}}},
		{"problem details", "GET", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/problem+json")
			w.WriteHeader(404)
			io.WriteString(w, "{}")
		}, events.APIGatewayV2HTTPResponse{StatusCode: 404, Body: "{}", Headers: map[string]string{"Content-Type": "application/problem+json"}}},
		{"a compressed page", "GET", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.Header().Set("Content-Encoding", "gzip")
			io.WriteString(w, "abc")
		}, events.APIGatewayV2HTTPResponse{StatusCode: 200, Body: "YWJj", IsBase64Encoded: true, Headers: map[string]string{"Content-Type": "text/html", "Content-Encoding": "gzip"}}},
		{"HEAD", "HEAD", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "3")
			io.WriteString(w, "abc")
		}, events.APIGatewayV2HTTPResponse{StatusCode: 200, Headers: map[string]string{"Content-Type": "text/plain; charset=utf-8"}}},
		{"not modified", "GET", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Etag", `"x"`)
			w.WriteHeader(103)
			w.WriteHeader(304)
		}, events.APIGatewayV2HTTPResponse{StatusCode: 304, Headers: map[string]string{"Etag": `"x"`}}},
		{"nothing at all", "GET", func(http.ResponseWriter, *http.Request) {}, events.APIGatewayV2HTTPResponse{StatusCode: 200, Headers: map[string]string{}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := load(t, "get-page.json")
			e.RequestContext.HTTP.Method = tt.method
			if d := cmp.Diff(tt.want, call(t, tt.h, e)); d != "" {
				t.Errorf("response (-want +got):\n%s", d)
			}
		})
	}
}

func TestTooLarge(t *testing.T) {
	for name, tt := range map[string]struct {
		kind string
		body []byte
		want int
	}{
		"text that fits":                     {"text/plain", bytes.Repeat([]byte("a"), 6<<20-20<<10), 200},
		"text that does not":                 {"text/plain", bytes.Repeat([]byte("a"), 6<<20), 413},
		"text that does not once it is JSON": {"text/html", bytes.Repeat([]byte("<"), 2<<20), 413},
		"bytes that fit":                     {"application/zip", make([]byte, 4<<20), 200},
		"bytes that do not in base64":        {"application/zip", make([]byte, 5<<20), 413},
	} {
		t.Run(name, func(t *testing.T) {
			out := call(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", tt.kind)
				w.Write(tt.body)
			}, load(t, "get-page.json"))
			if out.StatusCode != tt.want {
				t.Fatalf("status %d, want %d", out.StatusCode, tt.want)
			}
			sent, err := json.Marshal(out)
			if err != nil || len(sent) > 6<<20 {
				t.Errorf("%d bytes are sent, %v", len(sent), err)
			}
		})
	}
}

func TestPanic(t *testing.T) {
	var log bytes.Buffer
	f := Adapt(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "half a page")
		panic("oh")
	}), slog.New(slog.NewTextHandler(&log, nil)))
	out, err := f(context.Background(), load(t, "get-page.json"))
	if err != nil || out.StatusCode != 500 || strings.Contains(out.Body, "half") {
		t.Errorf("Adapt = %+v, %v", out, err)
	}
	if !strings.Contains(log.String(), "oh") || !strings.Contains(log.String(), "adapt_test.go") {
		t.Errorf("the log does not say what and where:\n%s", log.String())
	}
}

func TestNoRequest(t *testing.T) {
	for name, change := range map[string]func(*events.APIGatewayV2HTTPRequest){
		"body that is not base64": func(e *events.APIGatewayV2HTTPRequest) { e.Body, e.IsBase64Encoded = "!", true },
		"method with a space":     func(e *events.APIGatewayV2HTTPRequest) { e.RequestContext.HTTP.Method = "G T" },
		"path that is not spelt":  func(e *events.APIGatewayV2HTTPRequest) { e.RawPath = "/%zz" },
	} {
		e := load(t, "get-page.json")
		change(&e)
		out := call(t, func(http.ResponseWriter, *http.Request) { t.Errorf("%s: the handler was called", name) }, e)
		if out.StatusCode != 400 {
			t.Errorf("%s: status %d, want 400", name, out.StatusCode)
		}
	}
}

// FuzzAdapt echoes requests: whatever comes in must come out again, and
// nothing may panic.
func FuzzAdapt(f *testing.F) {
	f.Add("GET", "/a%2Fb", "q=1", "body", "text/plain", "$default")
	f.Add("POST", "//x/../y", "%zz", "\xff\x00", "application/octet-stream", "test")
	f.Add("HEAD", "", "", "", "", "")
	f.Fuzz(func(t *testing.T, method, path, query, body, kind, stage string) {
		var e events.APIGatewayV2HTTPRequest
		e.RequestContext.HTTP.Method, e.RequestContext.Stage = method, stage
		e.RawPath, e.RawQueryString = path, query
		e.Body, e.IsBase64Encoded = base64.StdEncoding.EncodeToString([]byte(body)), true
		e.Headers = map[string]string{"content-type": kind}
		out := call(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header()["Content-Type"] = []string{kind}
			if r.URL.Path == "" || r.URL.Path[0] != '/' || r.URL.RawQuery != query {
				t.Errorf("path %q, query %q", r.URL.Path, r.URL.RawQuery)
			}
			io.Copy(w, r.Body)
		}, e)
		if out.StatusCode != 200 || method == http.MethodHead {
			return
		}
		got := []byte(out.Body)
		if out.IsBase64Encoded {
			got, _ = base64.StdEncoding.DecodeString(out.Body)
		}
		if string(got) != body {
			t.Errorf("body %q came back as %q", body, got)
		}
		if _, err := json.Marshal(out); err != nil {
			t.Error(err)
		}
	})
}

// BenchmarkAdapt measures an answer of 100 kB; beside it the same through
// net/http's own recorder.
func BenchmarkAdapt(b *testing.B) {
	page := bytes.Repeat([]byte("<p>early help</p>\n"), 100<<10/18)
	h := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Write(page)
	})
	e := load(b, "get-page.json")
	b.Run("adapted", func(b *testing.B) {
		for b.Loop() {
			call(b, h, e)
		}
	})
	b.Run("recorder", func(b *testing.B) {
		for b.Loop() {
			h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
		}
	})
}
