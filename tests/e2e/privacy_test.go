package e2e

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestOthersReturns has everybody who has no business with an area's return
// ask for it, in every way there is: they are told what they would be told of
// a return that does not exist.
func TestOthersReturns(t *testing.T) {
	const quarter = "2025-Q4"
	officer := signIn(t, "demo-officer-383")
	book := officer.template(t, quarter)
	waiting := officer.begin(t, quarter)
	accepted := officer.settled(t, officer.upload(t, waiting.form(t, "file"), "return.xlsx", fill(t, book, aQuarter())))
	rejected := officer.hand(t, quarter, "return.xlsx", book)
	waiting = officer.begin(t, quarter)
	var secret struct{ ID, SHA256, State string }
	officer.ask(t, "/api/v1"+accepted.path(), &secret)
	if secret.State != "accepted" || secret.SHA256 == "" {
		t.Fatalf("Leeds's return is %+v", secret)
	}
	paths := map[string]string{"waiting": waiting.path(), "accepted": accepted.path(), "rejected": rejected.path(),
		"unknown": "/returns/01JZZZZZZZZZZZZZZZZZZZZZZZ", "not an ID": "/returns/nothing"}
	others := map[string]*person{
		"an officer of Bolton":  signIn(t, "demo-officer-350"),
		"a lead of Hampshire":   signIn(t, "demo-lead-850"),
		"an inspector":          signIn(t, "demo-inspector"),
		"a practitioner":        signIn(t, "demo-practitioner"),
		"a librarian":           signIn(t, "demo-librarian"),
		"the national team":     signIn(t, "demo-national"),
		"an officer of Wigan":   signInFor(t, "officer", "359"),
		"a lead of Kirklees":    signInFor(t, "lead", "382"),
		"somebody not known":    anyone(t),
		"somebody with a token": {client: &http.Client{Transport: forged{}}},
	}
	ways := []struct {
		name   string
		method string
		path   string // with % for the return's path
		body   string
		kind   string
	}{
		{"page", "GET", "%", "", ""},
		{"page, head only", "HEAD", "%", "", ""},
		{"workbook", "GET", "%/workbook", "", ""},
		{"sign-off page", "GET", "%/sign-off", "", ""},
		{"sign-off", "POST", "%/sign-off", url.Values{"sha256": {secret.SHA256}, "number": {"1"}}.Encode(), "application/x-www-form-urlencoded"},
		{"API", "GET", "/api/v1%", "", ""},
		{"API sign-off", "POST", "/api/v1%/sign-off", `{"sha256":"` + secret.SHA256 + `","number":1}`, "application/json"},
	}
	for who, p := range others {
		known := p.client.Jar != nil && who != "somebody not known"
		for _, way := range ways {
			answers := map[string]string{} // by return: what is answered
			for what, path := range paths {
				header := http.Header{"Sec-Fetch-Site": {"same-origin"}}
				if way.kind != "" {
					header.Set("Content-Type", way.kind)
				}
				at := p.send(t, way.method, strings.ReplaceAll(way.path, "%", path), strings.NewReader(way.body), header)
				switch api := strings.HasPrefix(way.path, "/api"); {
				case known && at.status != http.StatusNotFound,
					!known && api && at.status != http.StatusUnauthorized,
					!known && !api && way.method != "HEAD" && !strings.HasPrefix(at.path(), "/oidc/"):
					t.Errorf("%s asks for the %s of a return (%s): %d at %s", who, way.name, what, at.status, at.url)
				}
				if known {
					answers[what] = at.text()
				}
				if body := string(at.body); strings.Contains(body, secret.SHA256) && known || strings.Contains(body, "1,200") {
					t.Errorf("%s reads Leeds's figures in the %s of a return (%s)", who, way.name, what)
				}
			}
			for what, text := range answers {
				if text != answers["unknown"] {
					t.Errorf("%s can tell from the %s that a return is %s: %q, and of one unknown %q", who, way.name, what, text, answers["unknown"])
				}
			}
		}
	}
	if at := officer.get(t, accepted.path()); !strings.Contains(at.heading(), "This return is accepted") {
		t.Errorf("afterwards Leeds's return is %q", at.heading())
	}
	t.Run("figures before a sign-off", func(t *testing.T) { unpublished(t, quarter) })
	t.Run("in another's name", func(t *testing.T) { inAnothersName(t, quarter) })
	t.Run("from another site", func(t *testing.T) {
		lead := signIn(t, "demo-lead-383")
		f := lead.get(t, accepted.path()+"/sign-off").form(t, "sha256")
		values := url.Values{}
		for _, x := range f.fields {
			values.Set(x.name, x.value)
		}
		at := lead.send(t, "POST", f.action, strings.NewReader(values.Encode()), http.Header{
			"Content-Type": {"application/x-www-form-urlencoded"}, "Sec-Fetch-Site": {"cross-site"}, "Origin": {"https://evil.example"}})
		if at.status != http.StatusForbidden {
			t.Errorf("a sign-off that another site asks for is answered %d", at.status)
		}
		if at := lead.get(t, accepted.path()); strings.Contains(at.heading(), "signed off") {
			t.Error("another site has signed off")
		}
	})
}

// forged sends a session cookie that nobody gave out.
type forged struct{}

func (forged) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.AddCookie(&http.Cookie{Name: "earlyhelp-session", Value: "eyJTdWJqZWN0IjoiZGVtby1sZWFkLTM4MyIsIlJvbGUiOiJsZWFkIiwiQXJlYSI6IjM4MyJ9"})
	return http.DefaultTransport.RoundTrip(r)
}

// unpublished asks for figures of a return that nobody has signed off.
func unpublished(t *testing.T, quarter string) {
	for who, p := range map[string]*person{"anyone": anyone(t), "an inspector": signIn(t, "demo-inspector"), "Bolton": signIn(t, "demo-officer-350")} {
		for _, view := range []string{"public", "full"} {
			at := p.get(t, "/api/v1/benchmarks/E01?areas=383&view="+view+"&period="+quarter)
			if at.status == http.StatusOK && strings.Contains(string(at.body), "1200") {
				t.Errorf("%s reads the figures in the %s view: %s", who, view, at.body)
			}
		}
	}
	at := signIn(t, "demo-officer-350").get(t, "/api/v1/benchmarks/E06?areas=383&view=full&period=2024-25")
	if at.status != http.StatusForbidden {
		t.Errorf("Bolton asks for the exact figures of Leeds: %d", at.status)
	}
	var c comparison
	if at := signIn(t, "demo-inspector").ask(t, "/api/v1/benchmarks/E06?areas=201&view=full&period=2024-25", &c); at.status != http.StatusOK || c.View != "full" || c.of(t, "E09000001") == "none" {
		t.Errorf("an inspector asks for the exact figures of the City of London: %d %s", at.status, at.body)
	}
	if at := anyone(t).get(t, "/areas/201?view=full"); at.status != http.StatusForbidden && !strings.Contains(at.text(), "[c]") {
		t.Errorf("anyone sees the City of London in full: %s", at.text())
	}
}

// inAnothersName begins a return of an area that is not one's own.
func inAnothersName(t *testing.T, quarter string) {
	for persona, want := range map[string]int{"demo-officer-350": 403, "demo-lead-850": 403, "demo-inspector": 403, "demo-practitioner": 403, "demo-librarian": 403, "demo-national": 403, "": 401} {
		p := anyone(t)
		if persona != "" {
			p = signIn(t, persona)
		}
		at := p.tell(t, "/api/v1/returns", map[string]string{"area": "383", "period": quarter, "fileName": "x.xlsx"})
		if at.status != want {
			t.Errorf("%q begins a return of Leeds: %d, want %d", persona, at.status, want)
		}
	}
	for _, path := range []string{"/returns", "/returns/new", "/returns/new/template?period=" + quarter} {
		if at := signIn(t, "demo-inspector").get(t, path); at.status != http.StatusForbidden || !strings.Contains(at.text(), "inspector") {
			t.Errorf("an inspector at %s: %d %s", path, at.status, at.text())
		}
	}
}

// TestStrangeAddresses asks for returns by what is no ID.
func TestStrangeAddresses(t *testing.T) {
	lead := signIn(t, "demo-lead-383")
	for _, id := range []string{"..", "../../ledger/submissions", "..%2f..%2fledger%2fsubmissions", "%2e%2e%2f%2e%2e%2fpublished%2fcurrent.json",
		"01JZZZZZZZZZZZZZZZZZZZZZZZ%00", "%2e", "x%0d%0aSet-Cookie:%20a=b", strings.Repeat("A", 5000), "01jzzzzzzzzzzzzzzzzzzzzzzz", "<script>", "%ff%fe"} {
		for _, path := range []string{"/returns/" + id, "/returns/" + id + "/workbook", "/returns/" + id + "/sign-off", "/api/v1/returns/" + id, "/reviews/" + id, "/themes/" + id, "/areas/" + id, "/benchmarks/" + id} {
			// ".." is removed from an address by whoever sends it, which
			// leads to a page that there is.
			if at := lead.get(t, path); at.status != http.StatusNotFound && at.status != http.StatusBadRequest && !strings.HasPrefix(id, "..") && id != "%2e" {
				t.Errorf("%.60s = %d", path, at.status)
			} else if strings.Contains(string(at.body), "<script>x") || at.header.Get("Set-Cookie") != "" && strings.Contains(at.header.Get("Set-Cookie"), "a=b") || at.status >= 500 {
				t.Errorf("%.60s = %d: %.200s", path, at.status, at.body)
			}
		}
	}
}
