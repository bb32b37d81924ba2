package oidc

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	gooidc "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"earlyhelp/shared/govuk/htmltest"
)

// world is a provider at work with one client and a clock that can be moved.
type world struct {
	*testing.T
	url      string
	provider *Provider
	client   *http.Client // follows no redirects
	mu       sync.Mutex
	clock    time.Time
}

func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.clock
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.clock = w.clock.Add(d)
}

func start(t *testing.T) *world {
	t.Helper()
	w := &world{T: t, clock: time.Now(), client: &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	var handler http.Handler
	s := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { handler.ServeHTTP(rw, r) }))
	t.Cleanup(s.Close)
	w.url = s.URL
	p, err := New(Options{Issuer: s.URL + "/oidc", Now: w.now, Clients: []Client{
		{ID: "site", Secret: "s3cret & more", RedirectURIs: []string{"http://site.test/callback"}, AfterSignOut: []string{"http://site.test/"}},
		{ID: "other", Secret: "another", RedirectURIs: []string{"http://other.test/callback"}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	w.provider, handler = p, p
	return w
}

// config returns go-oidc's and oauth2's view of the provider.
func (w *world) config() (*gooidc.IDTokenVerifier, *oauth2.Config) {
	w.Helper()
	op, err := gooidc.NewProvider(context.Background(), w.url+"/oidc")
	if err != nil {
		w.Fatal(err)
	}
	return op.Verifier(&gooidc.Config{ClientID: "site", Now: w.now}), &oauth2.Config{ClientID: "site", ClientSecret: "s3cret & more",
		Endpoint: op.Endpoint(), RedirectURL: "http://site.test/callback", Scopes: []string{"openid", "profile"}}
}

const verifier = "a-verifier-of-forty-three-characters-or-more-0"

// choose sends the page's form for a request and returns where it leads.
func (w *world) choose(authURL string, choice url.Values) (int, *url.URL) {
	w.Helper()
	u, err := url.Parse(authURL)
	if err != nil {
		w.Fatal(err)
	}
	form := u.Query()
	for k, v := range choice {
		form[k] = v
	}
	res, err := w.client.PostForm(w.url+"/oidc/authorize", form)
	if err != nil {
		w.Fatal(err)
	}
	defer res.Body.Close()
	to, _ := res.Location()
	return res.StatusCode, to
}

func (w *world) authURL(c *oauth2.Config, more ...oauth2.AuthCodeOption) string {
	return c.AuthCodeURL("the-state", append([]oauth2.AuthCodeOption{gooidc.Nonce("the-nonce"), oauth2.S256ChallengeOption(verifier)}, more...)...)
}

func (w *world) code(c *oauth2.Config, persona string) string {
	w.Helper()
	status, to := w.choose(w.authURL(c), url.Values{"persona": {persona}})
	if status != http.StatusSeeOther || to.Query().Get("state") != "the-state" || to.Query().Get("iss") != w.url+"/oidc" {
		w.Fatalf("answered %d to %v", status, to)
	}
	return to.Query().Get("code")
}

func TestSignIn(t *testing.T) {
	w := start(t)
	verify, c := w.config()
	for _, tt := range []struct {
		name   string
		choice url.Values
		want   map[string]string
	}{
		{"the lead of Leeds", url.Values{"persona": {"demo-lead-383"}}, map[string]string{"role": "lead", "area": "383", "partner": "local authority", "name": "Helen Armitage"}},
		{"the health lead of Leeds", url.Values{"persona": {"demo-lead-383-health"}}, map[string]string{"role": "lead", "area": "383", "partner": "health", "name": "Joseph Mensah"}},
		{"the police lead of an area chosen", url.Values{"persona": {"lead"}, "area": {"306"}, "partner": {"police"}}, map[string]string{"role": "lead", "area": "306", "partner": "police", "name": "Demonstration lead of Croydon for police"}},
		{"the lead of an area chosen, of no partner there is", url.Values{"persona": {"lead"}, "area": {"306"}, "partner": {"fire"}}, map[string]string{"role": "lead", "area": "306", "partner": "local authority", "name": "Demonstration lead of Croydon"}},
		{"a partner of an area that has that persona", url.Values{"persona": {"lead"}, "area": {"350"}, "partner": {"education"}}, map[string]string{"role": "lead", "area": "350", "partner": "education", "name": "Nina Kowalska"}},
		{"the inspector has no area", url.Values{"persona": {"demo-inspector"}}, map[string]string{"role": "inspector", "name": "David Okafor"}},
		{"the officer of an area chosen", url.Values{"persona": {"officer"}, "area": {"306"}}, map[string]string{"role": "officer", "area": "306", "name": "Demonstration officer of Croydon"}},
		{"an area that has a persona gives that one", url.Values{"persona": {"officer"}, "area": {"350"}}, map[string]string{"role": "officer", "area": "350", "name": "Tom Grundy"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, to := w.choose(w.authURL(c), tt.choice)
			tok, err := c.Exchange(context.Background(), to.Query().Get("code"), oauth2.VerifierOption(verifier))
			if err != nil {
				t.Fatal(err)
			}
			id, err := verify.Verify(context.Background(), tok.Extra("id_token").(string))
			if err != nil {
				t.Fatal(err)
			}
			if id.Nonce != "the-nonce" {
				t.Errorf("nonce = %q", id.Nonce)
			}
			var got map[string]any
			if err := id.Claims(&got); err != nil {
				t.Fatal(err)
			}
			for _, k := range []string{"name", "role", "area", "partner"} {
				v, _ := got[k].(string)
				if v != tt.want[k] {
					t.Errorf("%s = %q, want %q", k, v, tt.want[k])
				}
			}
		})
	}
}

func TestAttacksOnCodes(t *testing.T) {
	w := start(t)
	_, c := w.config()
	exchange := func(c *oauth2.Config, code, verifier string) error {
		_, err := c.Exchange(context.Background(), code, oauth2.VerifierOption(verifier))
		return err
	}
	for _, tt := range []struct {
		name string
		try  func() error
		want string
	}{
		{"a code is used again", func() error {
			code := w.code(c, "demo-inspector")
			if err := exchange(c, code, verifier); err != nil {
				t.Fatal(err)
			}
			return exchange(c, code, verifier)
		}, "invalid_grant"},
		{"the verifier is another's", func() error {
			return exchange(c, w.code(c, "demo-inspector"), strings.Repeat("b", 43))
		}, "invalid_grant"},
		{"there is no verifier", func() error {
			_, err := c.Exchange(context.Background(), w.code(c, "demo-inspector"))
			return err
		}, "invalid_grant"},
		{"a wrong verifier spends the code", func() error {
			code := w.code(c, "demo-inspector")
			_ = exchange(c, code, strings.Repeat("b", 43))
			return exchange(c, code, verifier)
		}, "invalid_grant"},
		{"another client has the code", func() error {
			other := *c
			other.ClientID, other.ClientSecret = "other", "another"
			return exchange(&other, w.code(c, "demo-inspector"), verifier)
		}, "invalid_grant"},
		{"another redirect address", func() error {
			other := *c
			other.RedirectURL = "http://site.test/callback2"
			return exchange(&other, w.code(c, "demo-inspector"), verifier)
		}, "invalid_grant"},
		{"the secret is wrong", func() error {
			other := *c
			other.ClientSecret = "guess"
			return exchange(&other, w.code(c, "demo-inspector"), verifier)
		}, "invalid_client"},
		{"no client at all", func() error {
			other := *c
			other.ClientID, other.ClientSecret = "", ""
			return exchange(&other, w.code(c, "demo-inspector"), verifier)
		}, "invalid_client"},
		{"the code is a minute old", func() error {
			code := w.code(c, "demo-inspector")
			w.pass(codeTime + time.Second)
			return exchange(c, code, verifier)
		}, "invalid_grant"},
		{"the code is made up", func() error { return exchange(c, "guess", verifier) }, "invalid_grant"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.try()
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("err = %v, want %s", err, tt.want)
			}
		})
	}
}

func TestOneOfManyRacersGetsTheToken(t *testing.T) {
	w := start(t)
	_, c := w.config()
	code := w.code(c, "demo-inspector")
	var won sync.Map
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			if _, err := c.Exchange(context.Background(), code, oauth2.VerifierOption(verifier)); err == nil {
				won.Store(i, true)
			}
		})
	}
	wg.Wait()
	n := 0
	won.Range(func(any, any) bool { n++; return true })
	if n != 1 {
		t.Errorf("%d of 20 racers got a token, want 1", n)
	}
}

func TestBadRequests(t *testing.T) {
	w := start(t)
	_, c := w.config()
	for _, tt := range []struct {
		name   string
		set    url.Values // changes to a good request
		status int
		err    string // sent to the client; "" for a page
	}{
		{"foreign redirect address", url.Values{"redirect_uri": {"http://evil.test/callback"}}, 400, ""},
		{"redirect address with a longer path", url.Values{"redirect_uri": {"http://site.test/callback/more"}}, 400, ""},
		{"redirect address with a query", url.Values{"redirect_uri": {"http://site.test/callback?x=1"}}, 400, ""},
		{"redirect address of another client", url.Values{"redirect_uri": {"http://other.test/callback"}}, 400, ""},
		{"no redirect address", url.Values{"redirect_uri": {""}}, 400, ""},
		{"unknown client", url.Values{"client_id": {"nobody"}}, 400, ""},
		{"implicit flow", url.Values{"response_type": {"id_token"}}, 303, "unsupported_response_type"},
		{"not OpenID", url.Values{"scope": {"profile"}}, 303, "invalid_scope"},
		{"no nonce", url.Values{"nonce": {""}}, 303, "invalid_request"},
		{"no state", url.Values{"state": {""}}, 303, "invalid_request"},
		{"no challenge", url.Values{"code_challenge": {""}}, 303, "invalid_request"},
		{"plain challenge", url.Values{"code_challenge_method": {"plain"}}, 303, "invalid_request"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			u, _ := url.Parse(w.authURL(c))
			q := u.Query()
			for k, v := range tt.set {
				q[k] = v
			}
			u.RawQuery = q.Encode()
			for _, method := range []string{"GET", "POST"} {
				var res *http.Response
				var err error
				if method == "GET" {
					res, err = w.client.Get(u.String())
				} else {
					q.Set("persona", "demo-inspector")
					res, err = w.client.PostForm(w.url+"/oidc/authorize", q)
				}
				if err != nil {
					t.Fatal(err)
				}
				res.Body.Close()
				to, _ := res.Location()
				if res.StatusCode != tt.status || (to == nil) != (tt.err == "") {
					t.Errorf("%s: status %d to %v, want %d", method, res.StatusCode, to, tt.status)
				}
				if to != nil && (to.Query().Get("error") != tt.err || to.Host != "site.test" || to.Query().Has("code")) {
					t.Errorf("%s: sent to %v", method, to)
				}
			}
		})
	}
}

func TestPages(t *testing.T) {
	w := start(t)
	_, c := w.config()
	u, _ := url.Parse(w.authURL(c))
	body := func(method string, form url.Values) string {
		t.Helper()
		var res *http.Response
		var err error
		if method == "GET" {
			res, err = w.client.Get(u.String())
		} else {
			res, err = w.client.PostForm(w.url+"/oidc/authorize", form)
		}
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		b, _ := io.ReadAll(res.Body)
		if res.StatusCode != 200 {
			t.Fatalf("status %d: %s", res.StatusCode, b)
		}
		return string(b)
	}
	page := body("GET", nil)
	htmltest.Check(t, page)
	for _, p := range w.provider.personas {
		if !strings.Contains(page, p.Name) || !strings.Contains(page, `value="`+p.Subject+`"`) {
			t.Errorf("%s is not listed", p.Name)
		}
	}
	if !strings.Contains(page, "made up") {
		t.Error("the page does not say that the people are made up")
	}
	form := u.Query()
	form.Set("persona", "officer")
	page = body("POST", form)
	htmltest.Check(t, page)
	if !strings.Contains(page, "<title>Error: ") || !strings.Contains(page, `href="#area"`) {
		t.Error("an area left out is not shown as an error")
	}
	form.Set("persona", "national")
	if page = body("POST", form); !strings.Contains(page, "Choose one of the people listed") {
		t.Error("a role without a persona was given out")
	}
}

func TestEndSession(t *testing.T) {
	w := start(t)
	for _, tt := range []struct {
		name, query string
		status      int
	}{
		{"registered", "client_id=site&post_logout_redirect_uri=http://site.test/", 303},
		{"foreign", "client_id=site&post_logout_redirect_uri=http://evil.test/", 200},
		{"another client's", "client_id=other&post_logout_redirect_uri=http://site.test/", 200},
		{"none", "", 200},
	} {
		res, err := w.client.Get(w.url + "/oidc/end-session?" + tt.query)
		if err != nil {
			t.Fatal(err)
		}
		b, _ := io.ReadAll(res.Body)
		res.Body.Close()
		if res.StatusCode != tt.status {
			t.Errorf("%s: status %d, want %d", tt.name, res.StatusCode, tt.status)
		}
		if res.StatusCode == 200 {
			htmltest.Check(t, string(b))
		}
	}
}

func TestKeysHoldNoSecret(t *testing.T) {
	w := start(t)
	res, err := http.Get(w.url + "/oidc/keys")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var set struct{ Keys []map[string]any }
	if err := json.NewDecoder(res.Body).Decode(&set); err != nil {
		t.Fatal(err)
	}
	if len(set.Keys) != 1 || set.Keys[0]["d"] != nil || set.Keys[0]["alg"] != "ES256" {
		t.Errorf("keys = %v", set.Keys)
	}
}

func TestNewRefuses(t *testing.T) {
	good := Client{ID: "a", Secret: "b", RedirectURIs: []string{"http://x.test/"}}
	for name, o := range map[string]Options{
		"no issuer":      {Clients: []Client{good}},
		"relative":       {Issuer: "/oidc", Clients: []Client{good}},
		"no secret":      {Issuer: "http://a.test/oidc", Clients: []Client{{ID: "a", RedirectURIs: good.RedirectURIs}}},
		"no redirection": {Issuer: "http://a.test/oidc", Clients: []Client{{ID: "a", Secret: "b"}}},
	} {
		if _, err := New(o); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
