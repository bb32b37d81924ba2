package oidc

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"earlyhelp/functions/site/pages"
	"earlyhelp/shared/ledger/ledgertest"
	"earlyhelp/shared/s3store"
)

type storage struct{}

func (storage) PresignPost(context.Context, string, int64, time.Duration, string) (s3store.Post, error) {
	return s3store.Post{URL: "http://storage.test/bucket"}, nil
}

// browser is a person at the real site with this provider beside it.
type browser struct {
	*testing.T
	*http.Client
	url string
}

func newBrowser(t *testing.T) *browser {
	t.Helper()
	var site, provider http.Handler
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/oidc/") {
			provider.ServeHTTP(w, r)
			return
		}
		site.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	h, err := pages.New(pages.Options{Objects: ledgertest.New(), Presign: storage{}, CookieKey: bytes.Repeat([]byte("k"), 32),
		Issuer: s.URL + "/oidc", ClientID: "site", ClientSecret: "secret", BaseURL: s.URL, TempDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.Close)
	p, err := New(Options{Issuer: s.URL + "/oidc", Clients: []Client{{ID: "site", Secret: "secret",
		RedirectURIs: []string{s.URL + "/sign-in/callback"}, AfterSignOut: []string{s.URL + "/"}}}})
	if err != nil {
		t.Fatal(err)
	}
	site, provider = h, p
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t, &http.Client{Jar: jar}, s.URL}
}

// read returns a page's address and text.
func (b *browser) read(res *http.Response, err error) (string, string) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		b.Fatal(err)
	}
	return res.Request.URL.RequestURI(), string(body)
}

var hidden = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)

// signIn follows the way from a page to the personas and back as one of them.
func (b *browser) signIn(path, persona string) (string, string) {
	b.Helper()
	_, body := b.read(b.Get(b.url + path))
	form := url.Values{"persona": {persona}}
	for _, m := range hidden.FindAllStringSubmatch(body, -1) {
		form.Set(m[1], strings.ReplaceAll(m[2], "&#43;", "+"))
	}
	return b.read(b.PostForm(b.url+"/oidc/authorize", form))
}

func TestSignInToTheSite(t *testing.T) {
	for _, tt := range []struct{ name, from, persona, at, text string }{
		{"an officer comes back to where they were going", "/returns/new", "demo-officer-383", "/returns/new", "Priya Nair"},
		{"a lead who just signs in sees their returns", "/sign-in", "demo-lead-850", "/returns", "Hampshire"},
		{"an inspector comes back to the start page", "/sign-in?to=/", "demo-inspector", "/", "David Okafor"},
		{"nobody is led to another site", "/sign-in?to=//evil.test/", "demo-inspector", "/", "David Okafor"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := newBrowser(t)
			at, body := b.signIn(tt.from, tt.persona)
			if at != tt.at || !strings.Contains(body, tt.text) || !strings.Contains(body, "Sign out") {
				t.Errorf("came to %s, want %s with %q", at, tt.at, tt.text)
			}
			if at, body = b.read(b.PostForm(b.url+"/sign-out", nil)); at != "/" || strings.Contains(body, "Sign out") {
				t.Errorf("signing out led to %s", at)
			}
			if at, _ = b.read(b.Get(b.url + "/returns")); !strings.HasPrefix(at, "/oidc/authorize") {
				t.Errorf("after signing out, returns led to %s", at)
			}
		})
	}
}

func TestSiteTurnsAway(t *testing.T) {
	stop := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	t.Run("an answer without a question", func(t *testing.T) {
		b := newBrowser(t)
		if _, body := b.read(b.Get(b.url + "/sign-in/callback?code=x&state=y")); !strings.Contains(body, "Sign in again") {
			t.Error(body)
		}
	})
	t.Run("an answer to another question", func(t *testing.T) {
		b := newBrowser(t)
		b.CheckRedirect = stop
		b.read(b.Get(b.url + "/sign-in"))
		if _, body := b.read(b.Get(b.url + "/sign-in/callback?code=x&state=y")); !strings.Contains(body, "two windows") {
			t.Error(body)
		}
	})
	t.Run("an answer used twice", func(t *testing.T) {
		b := newBrowser(t)
		var callback string
		b.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
			if r.URL.Path == "/sign-in/callback" {
				callback = r.URL.String()
			}
			return nil
		}
		b.signIn("/sign-in", "demo-inspector")
		if _, body := b.read(b.Get(callback)); !strings.Contains(body, "Sign in again") {
			t.Error(body)
		}
	})
	t.Run("an answer of another provider", func(t *testing.T) {
		b := newBrowser(t)
		b.CheckRedirect = stop
		res, err := b.Get(b.url + "/sign-in")
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		to, _ := res.Location()
		if _, body := b.read(b.Get(b.url + "/sign-in/callback?code=x&iss=http://evil.test&state=" + url.QueryEscape(to.Query().Get("state")))); !strings.Contains(body, "another sign-in service") {
			t.Error(body)
		}
	})
	t.Run("a browser on another name of the machine is sent to the right one first", func(t *testing.T) {
		b := newBrowser(t)
		b.CheckRedirect = stop
		req, _ := http.NewRequest("GET", b.url+"/sign-in?to=/returns", nil)
		req.Host = "elsewhere.test"
		res, err := b.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if got := res.Header.Get("Location"); got != b.url+"/sign-in?to=%2Freturns" {
			t.Errorf("sent to %s", got)
		}
	})
}
