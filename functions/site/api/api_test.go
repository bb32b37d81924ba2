package api

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"

	"earlyhelp/functions/site/desk"
	"earlyhelp/functions/site/national"
	"earlyhelp/functions/site/national/nationaltest"
	"earlyhelp/shared/account"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/ledger/ledgertest"
	"earlyhelp/shared/s3store"
)

// A presigner hands out one fixed form.
type presigner struct{}

func (presigner) PresignPost(_ context.Context, key string, _ int64, _ time.Duration, _ string) (s3store.Post, error) {
	return s3store.Post{URL: "https://bucket.example/", Fields: map[string]string{"key": key}}, nil
}

func now() time.Time { return time.Date(2026, 7, 20, 10, 0, 0, 0, time.UTC) }

// A world is an API over storage with everything published, the period
// 2026-Q2 open, and a description that every answer is held to.
type world struct {
	t       *testing.T
	objects *ledgertest.Objects
	ledger  *ledger.Ledger
	mux     *http.ServeMux
	router  routers.Router
}

var (
	leedsOfficer = account.Person{Subject: "o", Name: "Olu Officer", Role: account.Officer, Area: "383"}
	leedsLead    = account.Person{Subject: "l", Name: "Lena Lead", Role: account.Lead, Area: "383"}
	otherOfficer = account.Person{Subject: "x", Name: "Xan Officer", Role: account.Officer, Area: "857"}
	inspector    = account.Person{Subject: "i", Name: "Ines Inspector", Role: account.Inspector}
	nobody       = account.Person{}
)

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, objects: nationaltest.Published(t), mux: http.NewServeMux()}
	w.ledger = ledger.New(w.objects)
	if err := w.ledger.ChangePeriod(t.Context(), ledger.PeriodChange{Period: "2026-Q2", Open: true, At: now()}); err != nil {
		t.Fatal(err)
	}
	source := national.New(w.objects, &national.Options{TempDir: t.TempDir(), Wait: 30 * time.Second})
	t.Cleanup(source.Close)
	a, err := New(Options{Source: source, Desk: desk.New(w.ledger, presigner{}, &desk.Options{Now: now}), Now: now, Reference: func() string { return "REF1" }})
	if err != nil {
		t.Fatal(err)
	}
	a.Routes(w.mux)
	w.router = router(t)
	return w
}

func router(t *testing.T) routers.Router {
	t.Helper()
	body, err := Description()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := openapi3.NewLoader().LoadFromData(body)
	if err != nil {
		t.Fatalf("openapi.yaml: %v", err)
	}
	if err := doc.Validate(t.Context()); err != nil {
		t.Fatalf("openapi.yaml: %v", err)
	}
	r, err := legacy.NewRouter(doc)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// ask sends a request and holds the answer to the description.
func (w *world) ask(p account.Person, method, url, body string, headers ...string) *httptest.ResponseRecorder {
	w.t.Helper()
	req := httptest.NewRequest(method, url, strings.NewReader(body))
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	req = req.WithContext(account.NewContext(req.Context(), p))
	rec := httptest.NewRecorder()
	w.mux.ServeHTTP(rec, req)
	w.hold(req, rec)
	return rec
}

func (w *world) hold(req *http.Request, rec *httptest.ResponseRecorder) {
	w.t.Helper()
	if rec.Code >= 400 {
		var p struct {
			Type, Title, Detail string
			Status              int
		}
		if err := json.Unmarshal(rec.Body.Bytes(), &p); req.Method != http.MethodHead && (err != nil || p.Type == "" || p.Title == "" || p.Detail == "" || p.Status != rec.Code) {
			w.t.Errorf("%s %s: %d with %s; want problem details (%v)", req.Method, req.URL, rec.Code, rec.Body, err)
		}
		if got := rec.Header().Get("Content-Type"); got != "application/problem+json" {
			w.t.Errorf("%s %s: problem has Content-Type %q", req.Method, req.URL, got)
		}
	}
	route, params, err := w.router.FindRoute(req)
	if err != nil {
		if rec.Code != http.StatusNotFound && rec.Code != http.StatusMethodNotAllowed && req.Method != http.MethodHead {
			w.t.Errorf("%s %s is answered with %d and not described", req.Method, req.URL, rec.Code)
		}
		return
	}
	in := &openapi3filter.RequestValidationInput{Request: req, PathParams: params, Route: route}
	out := &openapi3filter.ResponseValidationInput{RequestValidationInput: in, Status: rec.Code, Header: rec.Header()}
	out.SetBodyBytes(rec.Body.Bytes())
	if kind := rec.Header().Get("Content-Type"); strings.HasPrefix(kind, "text/csv") || strings.Contains(kind, "spreadsheetml") {
		out.Options = &openapi3filter.Options{ExcludeResponseBody: true}
	}
	if err := openapi3filter.ValidateResponse(req.Context(), out); err != nil {
		w.t.Errorf("%s %s: the answer is not as described: %v", req.Method, req.URL, err)
	}
}

func (w *world) json(rec *httptest.ResponseRecorder) map[string]any {
	w.t.Helper()
	var m map[string]any
	if err := json.Unmarshal(rec.Body.Bytes(), &m); err != nil {
		w.t.Fatalf("answer %s: %v", rec.Body, err)
	}
	return m
}

// Every route is described, and every operation described is answered.
func TestDescriptionAndHandlersAgree(t *testing.T) {
	body, err := Description()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := openapi3.NewLoader().LoadFromData(body)
	if err != nil {
		t.Fatal(err)
	}
	var described, answered []string
	for path, item := range doc.Paths.Map() {
		for method := range item.Operations() {
			described = append(described, method+" "+path)
		}
	}
	for _, r := range (&API{}).routes() {
		for method := range r.methods {
			answered = append(answered, method+" "+r.pattern)
		}
	}
	slices.Sort(described)
	slices.Sort(answered)
	if !slices.Equal(described, answered) {
		t.Errorf("described:\n%s\nanswered:\n%s", strings.Join(described, "\n"), strings.Join(answered, "\n"))
	}
}

func TestEveryAnswerIsAsDescribed(t *testing.T) {
	w := newWorld(t)
	for _, tt := range []struct {
		url    string
		status int
		kind   string // of the problem
	}{
		{"/areas", 200, ""}, {"/areas?region=E12000003&perPage=2", 200, ""}, {"/areas?on=2015-01-01", 200, ""}, {"/areas?on=ever&page=2&perPage=100", 200, ""},
		{"/areas?on=yesterday", 400, "bad-on"}, {"/areas?region=Wales", 400, "bad-region"}, {"/areas?page=0", 400, "bad-page"}, {"/areas?perPage=501", 400, "bad-perPage"},
		{"/areas/383", 200, ""}, {"/areas/E08000035", 200, ""}, {"/areas/nowhere", 404, "unknown-area"},
		{"/indicators", 200, ""}, {"/indicators/E06", 200, ""}, {"/indicators/Z99", 404, "unknown-indicator"},
		{"/periods", 200, ""}, {"/themes", 200, ""},
		{"/benchmarks/E06", 200, ""}, {"/benchmarks/E06?period=2024-25&peers=neighbours&of=E08000035", 200, ""}, {"/benchmarks/A01?period=2026-Q2&peers=region&of=383", 200, ""},
		{"/benchmarks/E06?period=2024-25&areas=383,E10000014", 200, ""}, {"/benchmarks/E06.csv?period=2024-25", 200, ""},
		{"/benchmarks/Z99", 404, "unknown-indicator"}, {"/benchmarks/E06?period=1999-00", 400, "bad-period"}, {"/benchmarks/E06?period=2030-31", 404, "no-figures"},
		{"/benchmarks/E06?areas=nowhere", 400, "bad-areas"}, {"/benchmarks/E06?peers=friends&of=383", 400, "bad-peers"}, {"/benchmarks/E06?peers=neighbours", 400, "bad-of"},
		{"/benchmarks/E06?view=secret", 400, "bad-view"}, {"/benchmarks/E06?view=full", 403, "full-view"},
		{"/trends/E06?area=383", 200, ""}, {"/trends/E06.csv?area=E08000035", 200, ""}, {"/trends/E06", 400, "bad-area"}, {"/trends/E06?area=383&view=full", 403, "full-view"}, {"/trends/Z99?area=383", 404, "unknown-indicator"},
		{"/library/search", 200, ""}, {"/library/search?q=nursery", 200, ""}, {"/library/search?q=zzzzzzz", 200, ""}, {"/library/search?theme=none", 400, "bad-theme"}, {"/library/search?year=x", 400, "bad-year"}, {"/library/search?perPage=51", 400, "bad-perPage"},
		{"/reviews", 200, ""}, {"/reviews/" + nationaltest.ReviewID, 200, ""}, {"/reviews/" + nationaltest.UnreadableID, 200, ""}, {"/reviews/none", 404, "unknown-review"},
		{"/briefings", 200, ""}, {"/briefings/1", 404, "unknown-briefing"}, {"/openapi.json", 200, ""}, {"/nothing", 404, "unknown-address"}, {"/returns/none", 401, "sign-in"},
	} {
		t.Run(tt.url, func(t *testing.T) {
			w.t = t
			rec := w.ask(nobody, "GET", prefix+tt.url, "")
			if rec.Code != tt.status {
				t.Fatalf("status %d, want %d: %.300s", rec.Code, tt.status, rec.Body)
			}
			if tt.kind != "" {
				if got := w.json(rec)["type"]; got != "urn:earlyhelp:problem:"+tt.kind {
					t.Errorf("type %v, want %s", got, tt.kind)
				}
				return
			}
			head := w.ask(nobody, "HEAD", prefix+tt.url, "")
			if head.Code != 200 || head.Body.Len() != 0 || head.Header().Get("Content-Length") != rec.Header().Get("Content-Length") {
				t.Errorf("HEAD: %d, %d bytes, length %s; want 200, none, %s", head.Code, head.Body.Len(), head.Header().Get("Content-Length"), rec.Header().Get("Content-Length"))
			}
			again := w.ask(nobody, "GET", prefix+tt.url, "", "If-None-Match", rec.Header().Get("ETag"))
			if again.Code != http.StatusNotModified || again.Body.Len() != 0 {
				t.Errorf("asked again with its ETag: %d with %d bytes, want 304", again.Code, again.Body.Len())
			}
		})
	}
}

// The figures that the product must show, for the year that DfE published.
func TestBenchmarkOfReReferrals(t *testing.T) {
	w := newWorld(t)
	m := w.json(w.ask(nobody, "GET", prefix+"/benchmarks/E06?period=2024-25&peers=neighbours&of=E08000035", ""))
	if got := m["england"].(map[string]any)["value"]; got != 22.6 {
		t.Errorf("England = %v, want 22.6", got)
	}
	peers := m["peers"].(map[string]any)
	if peers["pooled"] != 22.1 || peers["mean"] != 21.4 {
		t.Errorf("neighbours of Leeds: pooled %v, mean %v; want 22.1, 21.4", peers["pooled"], peers["mean"])
	}
	want := map[string]float64{"E10000014": 41.0, "E08000035": 24.2}
	for _, x := range m["areas"].([]any) {
		a := x.(map[string]any)
		if v, ok := want[a["code"].(string)]; ok && a["value"] != v {
			t.Errorf("%s = %v, want %v", a["name"], a["value"], v)
		}
	}
	hidden := 0
	for _, x := range w.json(w.ask(nobody, "GET", prefix+"/benchmarks/E02?period=2024-25", ""))["areas"].([]any) {
		a := x.(map[string]any)
		if a["symbol"] == "c" {
			hidden++
			for _, k := range []string{"value", "numerator", "denominator", "lower95", "upper998"} {
				if a[k] != nil {
					t.Errorf("%s is confidential and shows %s = %v", a["name"], k, a[k])
				}
			}
		}
	}
	if hidden == 0 {
		t.Error("no area is confidential, want those whose count is 1 to 5")
	}
	if m["demonstration"] != true || m["note"] == "" || m["view"] != "public" {
		t.Errorf("demonstration %v, note %v, view %v", m["demonstration"], m["note"], m["view"])
	}
}

func TestPeriodsAreNamedWhenThereAreNoFigures(t *testing.T) {
	w := newWorld(t)
	m := w.json(w.ask(nobody, "GET", prefix+"/benchmarks/E06?period=2030-31", ""))
	have, _ := m["periods"].([]any)
	if !slices.Contains(have, any("2024-25")) || !slices.Contains(have, any("2026-Q2")) {
		t.Errorf("the problem names the periods %v, want 2024-25 and 2026-Q2 among them", have)
	}
}

func TestFullView(t *testing.T) {
	w := newWorld(t)
	public := w.json(w.ask(nobody, "GET", prefix+"/benchmarks/E02?period=2024-25", ""))
	hidden := ""
	for _, x := range public["areas"].([]any) {
		if a := x.(map[string]any); a["symbol"] == "c" {
			hidden = a["dfe"].(string)
		}
	}
	if hidden == "" {
		t.Fatal("no area is confidential for E02")
	}
	url := prefix + "/benchmarks/E02?period=2024-25&view=full&areas=" + hidden
	own := account.Person{Subject: "h", Name: "Hal", Role: account.Officer, Area: hidden}
	for _, tt := range []struct {
		name   string
		person account.Person
		status int
	}{{"anyone", nobody, 403}, {"an inspector", inspector, 200}, {"the area's own officer", own, 200}, {"another area's officer", otherThan(hidden), 403}} {
		t.Run(tt.name, func(t *testing.T) {
			w.t = t
			rec := w.ask(tt.person, "GET", url, "")
			if rec.Code != tt.status {
				t.Fatalf("status %d, want %d: %.200s", rec.Code, tt.status, rec.Body)
			}
			if tt.status != 200 {
				return
			}
			if got := rec.Header().Get("Cache-Control"); got != "private, no-store" {
				t.Errorf("Cache-Control %q on exact figures", got)
			}
			a := w.json(rec)["areas"].([]any)[0].(map[string]any)
			if a["numerator"] == nil || a["symbol"] != nil {
				t.Errorf("the exact figure is not there: %v", a)
			}
		})
	}
	// An officer who names no area has their own alone, with England as the
	// public has it.
	m := w.json(w.ask(own, "GET", prefix+"/benchmarks/E02?period=2024-25&view=full", ""))
	if n := len(m["areas"].([]any)); n != 1 {
		t.Errorf("an officer sees %d areas in full, want 1", n)
	}
	if m["england"].(map[string]any)["numerator"] != public["england"].(map[string]any)["numerator"] {
		t.Error("an officer sees an exact total of England")
	}
}

func otherThan(dfe string) account.Person {
	p := leedsOfficer
	if dfe == p.Area {
		p = otherOfficer
	}
	return p
}

func TestCSV(t *testing.T) {
	w := newWorld(t)
	rec := w.ask(nobody, "GET", prefix+"/benchmarks/E06.csv?period=2024-25", "")
	rows, err := csv.NewReader(rec.Body).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 155 { // headings, England, 153 areas
		t.Errorf("%d rows, want 155", len(rows))
	}
	if got := rec.Header().Get("Content-Disposition"); got != `attachment; filename="E06-2024-25-public.csv"` {
		t.Errorf("Content-Disposition %s", got)
	}
	at := slices.Index(rows[0], "value")
	if rows[1][at] != "22.6" {
		t.Errorf("England in the CSV = %s, want 22.6", rows[1][at])
	}
}

func TestPaging(t *testing.T) {
	w := newWorld(t)
	seen := map[string]bool{}
	url := prefix + "/areas?perPage=40"
	pages := 0
	for url != "" {
		m := w.json(w.ask(nobody, "GET", url, ""))
		for _, x := range m["areas"].([]any) {
			seen[x.(map[string]any)["dfe"].(string)] = true
		}
		url, _ = m["next"].(string)
		pages++
	}
	if len(seen) != 153 || pages != 4 {
		t.Errorf("%d areas on %d pages, want 153 on 4", len(seen), pages)
	}
}

func TestMethods(t *testing.T) {
	w := newWorld(t)
	rec := w.ask(nobody, "DELETE", prefix+"/areas", "")
	if rec.Code != 405 || rec.Header().Get("Allow") != "GET, HEAD" {
		t.Errorf("DELETE: %d, Allow %q; want 405, GET, HEAD", rec.Code, rec.Header().Get("Allow"))
	}
	rec = w.ask(nobody, "GET", prefix+"/returns", "")
	if rec.Code != 405 || rec.Header().Get("Allow") != "POST" {
		t.Errorf("GET /returns: %d, Allow %q; want 405, POST", rec.Code, rec.Header().Get("Allow"))
	}
}

func TestAFaultOfOursIsAProblemWithAReference(t *testing.T) {
	o := ledgertest.New()
	o.Before = func(ledgertest.Op, string) error { return context.DeadlineExceeded }
	source := national.New(o, &national.Options{TempDir: t.TempDir()})
	t.Cleanup(source.Close)
	a, err := New(Options{Source: source, Reference: func() string { return "REF1" }})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, mux: http.NewServeMux(), router: router(t)}
	a.Routes(w.mux)
	rec := w.ask(nobody, "GET", prefix+"/periods", "")
	if m := w.json(rec); rec.Code != 500 || m["reference"] != "REF1" || strings.Contains(rec.Body.String(), "deadline") {
		t.Errorf("%d %s; want 500 with the reference and no inside story", rec.Code, rec.Body)
	}
}

func TestBeforeAnythingIsPublished(t *testing.T) {
	source := national.New(ledgertest.New(), &national.Options{TempDir: t.TempDir()})
	t.Cleanup(source.Close)
	a, err := New(Options{Source: source, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, mux: http.NewServeMux(), router: router(t)}
	a.Routes(w.mux)
	for url, status := range map[string]int{"/periods": 200, "/themes": 200, "/indicators": 200, "/reviews": 200, "/library/search?q=x": 200, "/benchmarks/E06": 404, "/trends/E06?area=383": 404} {
		if rec := w.ask(nobody, "GET", prefix+url, ""); rec.Code != status {
			t.Errorf("%s: %d, want %d: %s", url, rec.Code, status, rec.Body)
		}
	}
}
