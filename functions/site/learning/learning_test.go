package learning

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"earlyhelp/functions/site/bearing"
	"earlyhelp/functions/site/national"
	"earlyhelp/functions/site/national/nationaltest"
	"earlyhelp/learning/theme"
	"earlyhelp/shared/account"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/ledger/ledgertest"
	"earlyhelp/shared/s3store"
)

// A presigner hands out one fixed form.
type presigner struct{}

func (presigner) PresignPost(_ context.Context, key string, maxBytes int64, _ time.Duration, redirect string) (s3store.Post, error) {
	return s3store.Post{URL: "https://bucket.example/", Fields: map[string]string{"key": key, "success_action_redirect": redirect, "policy": "p"}}, nil
}

func now() time.Time { return time.Date(2026, 7, 20, 10, 0, 0, 0, time.UTC) }

var (
	nobody    = account.Person{}
	librarian = account.Person{Subject: "b", Name: "Bea", Role: account.Librarian}
	inspector = account.Person{Subject: "i", Name: "Ines", Role: account.Inspector}
)

func site(t *testing.T, o *ledgertest.Objects) *http.ServeMux {
	t.Helper()
	shell, err := govuk.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	source := national.New(o, &national.Options{TempDir: t.TempDir(), Wait: 30 * time.Second})
	t.Cleanup(source.Close)
	p, err := New(Options{Site: shell, Source: source, Ledger: ledger.New(o), Presign: presigner{}, BaseURL: "https://site.example", Now: now})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	p.Routes(mux)
	return mux
}

func ask(t *testing.T, mux *http.ServeMux, p account.Person, method, address string, form url.Values) *httptest.ResponseRecorder {
	t.Helper()
	req := httptest.NewRequest(method, address, strings.NewReader(form.Encode()))
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	req = req.WithContext(account.NewContext(req.Context(), p))
	rec := httptest.NewRecorder()
	mux.ServeHTTP(rec, req)
	return rec
}

func TestPages(t *testing.T) {
	mux := site(t, nationaltest.Published(t))
	review := "/reviews/" + nationaltest.ReviewID
	for _, tt := range []struct {
		name, url string
		person    account.Person
		status    int
		has       []string
		lacks     []string
	}{
		{"the library", "/library", nobody, 200, []string{"2 reviews in the library, newest first", "Child Robin", "Children Ash &amp; Elm &lt;twins&gt;", "Invented", "1 more could not be read", "Filter by"}, []string{"Add a review", "<twins>"}},
		{"the library for a librarian", "/library", librarian, 200, []string{"Add a review to the library"}, nil},
		{"a search", "/library?q=nursery", nobody, 200, []string{"1 review found of 3", `<mark class="lr-mark">nursery</mark>`, "page 1", review + "#s"}, nil},
		{"a search with a filter", "/library?q=nursery&kind=lcspr", nobody, 200, []string{"Remove filter: ", `type="hidden" name="kind" value="lcspr"`, "Clear all"}, nil},
		{"a misspelt search", "/library?q=nursary", nobody, 200, []string{"spelt much the same"}, nil},
		{"a search for nothing there is", "/library?q=%22zebra+crossing%22&year=2019", nobody, 200, []string{"0 reviews found of 3", "take away the quotation marks", "remove a filter", "Browse the themes"}, nil},
		{"a search that is markup", "/library?q=%3Cscript%3Ealert(1)%3C/script%3E", nobody, 200, []string{"&lt;script&gt;"}, []string{"<script>alert"}},
		{"a page that is none", "/library?page=x&year=y", nobody, 200, []string{"2 reviews in the library"}, nil},
		{"a review", review, nobody, 200, []string{"Child Robin", "Example Safeguarding Children Partnership", "What this review says", "Gap", "What went well", "The whole text", `id="s1"`, `href="` + review + `#s2"`, "page 1", "written for demonstration", "Page 3"}, nil},
		{"a review that could not be read", "/reviews/" + nationaltest.UnreadableID, nobody, 200, []string{"This review could not be read", "pages are pictures"}, []string{"The whole text"}},
		{"no such review", "/reviews/none", nobody, 404, []string{"There is no such review", "/library"}, nil},
		{"all themes", "/themes", nobody, 200, []string{"counted over 2 reviews", "About practice", "lr-bar", "95% interval", "In none"}, nil},
		{"a theme", "/themes/information-sharing", nobody, 200, []string{"Information sharing", "of 2 reviews", "Child Robin", "How it is coded", "Figures that bear on this", "/benchmarks/E07"}, nil},
		{"no such theme", "/themes/none", nobody, 404, []string{"There is no such theme", "26 themes"}, nil},
		{"adding for anyone", "/library/upload", nobody, 403, []string{"Sign in as a librarian"}, nil},
		{"adding for an inspector", "/library/upload", inspector, 403, []string{"Sign in as a librarian"}, nil},
		{"adding for a librarian", "/library/upload", librarian, 200, []string{"Title of the review", "Kind of file"}, nil},
		{"an upload that is none", "/library/uploads/none", librarian, 404, []string{"Page not found"}, nil},
		{"an upload for anyone", "/library/uploads/" + nationaltest.ReviewID, nobody, 403, nil, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rec := ask(t, mux, tt.person, "GET", tt.url, nil)
			if rec.Code != tt.status {
				t.Fatalf("status %d, want %d", rec.Code, tt.status)
			}
			body := rec.Body.String()
			for _, s := range tt.has {
				if !strings.Contains(body, s) {
					t.Errorf("page lacks %q", s)
				}
			}
			for _, s := range tt.lacks {
				if strings.Contains(body, s) {
					t.Errorf("page holds %q", s)
				}
			}
			wellMade(t, body)
		})
	}
}

func TestPagesBeforeAnythingIsPublished(t *testing.T) {
	mux := site(t, ledgertest.New())
	for address, want := range map[string]string{"/library": "holds no reviews yet", "/themes": "No reviews yet", "/themes/thresholds": "No review in the library carries this theme yet"} {
		rec := ask(t, mux, nobody, "GET", address, nil)
		if rec.Code != 200 || !strings.Contains(rec.Body.String(), want) {
			t.Errorf("%s: %d, want 200 and %q", address, rec.Code, want)
		}
		wellMade(t, rec.Body.String())
	}
}

// Every quotation on a page is in the review word for word, and its link leads
// to the sentence.
func TestQuotationsLeadToTheirSentence(t *testing.T) {
	mux := site(t, nationaltest.Published(t))
	body := ask(t, mux, nobody, "GET", "/reviews/"+nationaltest.ReviewID, nil).Body.String()
	quotes := regexp.MustCompile(`(?s)lr-quote__text">(.*?)</p>.*?href="/reviews/[0-9A-Z]+#(s\d+)"`).FindAllStringSubmatch(body, -1)
	if len(quotes) < 5 {
		t.Fatalf("%d quotations with links, want several", len(quotes))
	}
	for _, q := range quotes {
		if !regexp.MustCompile(`id="` + q[2] + `">` + regexp.QuoteMeta(q[1])).MatchString(body) {
			t.Errorf("%s does not hold %q", q[2], q[1])
		}
	}
}

func TestAddingAReview(t *testing.T) {
	o := nationaltest.Published(t)
	mux := site(t, o)
	rec := ask(t, mux, librarian, "POST", "/library/upload", url.Values{"title": {" "}, "year": {"1850"}, "kind": {"novel"}, "format": {"exe"}})
	if rec.Code != 422 {
		t.Fatalf("a bad form: %d, want 422", rec.Code)
	}
	for _, s := range []string{"Enter the title of the review", "from 1945 to 2026", "Choose the kind of review", "Choose the kind of file", "Error: Add a review", `href="#kind"`} {
		if !strings.Contains(rec.Body.String(), s) {
			t.Errorf("page lacks %q", s)
		}
	}
	wellMade(t, rec.Body.String())
	if rec := ask(t, mux, inspector, "POST", "/library/upload", url.Values{"title": {"x"}}); rec.Code != 403 {
		t.Errorf("an inspector adds: %d, want 403", rec.Code)
	}
	before := len(o.Keys(ledger.Reviews))

	rec = ask(t, mux, librarian, "POST", "/library/upload", url.Values{"title": {"Child  Sky"}, "year": {"2026"}, "kind": {"scr"}, "format": {"docx"}, "publisher": {"P"}})
	if rec.Code != http.StatusSeeOther || len(o.Keys(ledger.Reviews)) != before+1 {
		t.Fatalf("a good form: %d with %d records, want 303 and one more", rec.Code, len(o.Keys(ledger.Reviews)))
	}
	to := rec.Header().Get("Location")
	address, _, _ := strings.Cut(to, "?")
	id := strings.TrimPrefix(address, "/library/uploads/")
	body := ask(t, mux, librarian, "GET", to, nil).Body.String()
	for _, s := range []string{`action="https://bucket.example/"`, `name="key" value="incoming/reviews/` + id + `.docx"`, `value="https://site.example/library/uploads/` + id + `"`, "Child Sky", `accept=".docx"`} {
		if !strings.Contains(body, s) {
			t.Errorf("upload form lacks %q", s)
		}
	}
	if file, last := strings.Index(body, `type="file"`), strings.LastIndex(body, `type="hidden"`); file < last {
		t.Error("the file comes before a field; storage ignores what follows it")
	}
	wellMade(t, body)

	rec = ask(t, mux, librarian, "GET", address, nil)
	if rec.Header().Get("Refresh") == "" || !strings.Contains(rec.Body.String(), "The review is being read") {
		t.Errorf("while it is read the page does not look again: %s", rec.Header())
	}
	if body := ask(t, mux, librarian, "GET", "/library/upload", nil).Body.String(); !strings.Contains(body, "Child Sky") {
		t.Error("the review that is waited for is not listed")
	}
	l := ledger.New(o)
	mined, err := json.Marshal(theme.Review{ID: id, Problem: "The file is encrypted."})
	if err != nil {
		t.Fatal(err)
	}
	if err := l.RecordMined(t.Context(), id, mined); err != nil {
		t.Fatal(err)
	}
	rec = ask(t, mux, librarian, "GET", to, nil)
	if body := rec.Body.String(); !strings.Contains(body, "The file is encrypted.") || rec.Header().Get("Refresh") != "" {
		t.Errorf("a review that could not be read: %.200s", body)
	}
}

// Every theme and indicator that a link names is there, with a reason and a
// source. The ten indicators that have been on the pages longest each bear on
// some theme; of the others only those lead to learning for which a source
// says so.
func TestBearings(t *testing.T) {
	links, err := bearing.Load()
	if err != nil {
		t.Fatal(err)
	}
	themes := map[string]bool{}
	for _, th := range theme.Codebook() {
		themes[th.ID] = true
	}
	for _, l := range links {
		if _, ok := indicator.All().Find(l.Indicator); !ok || !themes[l.Theme] || l.Reason == "" || l.Source == "" {
			t.Errorf("link %+v names what is not there, or gives no reason", l)
		}
	}
	for _, id := range []string{"A01", "A02", "E01", "E02", "E05", "E06", "E07", "E08", "G01", "G03"} {
		if len(links.Of(id)) == 0 {
			t.Errorf("%s bears on no theme", id)
		}
	}
}

var (
	heading = regexp.MustCompile(`<h1[ >]`)
	ids     = regexp.MustCompile(` id="([^"]+)"`)
	anchors = regexp.MustCompile(`href="#([^"]+)"`)
	labels  = regexp.MustCompile(` for="([^"]+)"`)
)

// wellMade checks what every page owes: one heading of the first rank, ids
// used once, links and labels that lead somewhere, no broken number, no style
// that the security policy drops, balanced tags.
func wellMade(t *testing.T, body string) {
	t.Helper()
	if n := len(heading.FindAllString(body, -1)); n != 1 {
		t.Errorf("%d headings of the first rank, want 1", n)
	}
	have := map[string]bool{}
	for _, m := range ids.FindAllStringSubmatch(body, -1) {
		if have[m[1]] {
			t.Errorf("id %q twice", m[1])
		}
		have[m[1]] = true
	}
	for _, re := range []*regexp.Regexp{anchors, labels} {
		for _, m := range re.FindAllStringSubmatch(body, -1) {
			if !have[m[1]] {
				t.Errorf("%q leads nowhere", m[0])
			}
		}
	}
	for _, s := range []string{"NaN", "+Inf", "%!", "<no value>", ` style="`} {
		if strings.Contains(body, s) {
			t.Errorf("page holds %q", s)
		}
	}
	dec := xml.NewDecoder(strings.NewReader(body))
	dec.Strict, dec.AutoClose, dec.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	for {
		if _, err := dec.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Errorf("tags are not balanced: %v", err)
			break
		}
	}
}
