package runner

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"earlyhelp/functions/site/pages"
	"earlyhelp/infra/local/oidc"
)

// clientID is what the site is called at the identity provider.
const clientID = "earlyhelp-local"

// startSite puts the website and the identity provider behind the front.
func (r *Runner) startSite(context.Context) error {
	keys, err := loadSiteKeys(filepath.Join(r.o.Data, "site.json"))
	if err != nil {
		return fmt.Errorf("start the site: %w", err)
	}
	temp := filepath.Join(r.o.Data, "temp")
	// What an earlier run left there is of no use.
	if err := errors.Join(os.RemoveAll(temp), os.MkdirAll(temp, 0o700)); err != nil {
		return fmt.Errorf("start the site: %w", err)
	}
	notice := ""
	if !r.o.Empty {
		notice = demonstrationNotice
	}
	site, err := pages.New(pages.Options{
		Objects: r.Store, Presign: r.Store, Files: r.Store, Browser: r.o.Browser, Log: r.o.Log, Now: r.o.Now,
		CookieKey: keys.Cookie, BaseURL: r.URL, TempDir: temp, Notice: notice, Mailbox: true,
		Issuer: r.URL + "/oidc", ClientID: clientID, ClientSecret: keys.ClientSecret,
	})
	if err != nil {
		return fmt.Errorf("start the site: %w", err)
	}
	provider, err := oidc.New(oidc.Options{
		Issuer: r.URL + "/oidc", Log: r.o.Log, Now: r.o.Now,
		Clients: []oidc.Client{{
			ID: clientID, Secret: keys.ClientSecret,
			RedirectURIs: []string{r.URL + "/sign-in/callback"}, AfterSignOut: []string{r.URL + "/"},
		}},
	})
	if err != nil {
		return fmt.Errorf("start the identity provider: %w", err)
	}
	mux := http.NewServeMux()
	mux.Handle("/oidc/", provider)
	mux.Handle("/", site)
	var h http.Handler = mux
	r.site.Store(&h)
	return nil
}

// demonstrationNotice is on every page while the demonstration is shown.
const demonstrationNotice = "This is a demonstration. Early help and training figures are made up, as are all quarterly figures and the case reviews. The referral totals for April 2024 to March 2025 are those published by the Department for Education."

// front answers what comes before the site: whether it is ready, and other
// names of this address, on which signing in would not work.
func (r *Runner) front(w http.ResponseWriter, req *http.Request) {
	site := r.site.Load()
	switch {
	case req.URL.Path == "/healthz":
		r.health(w)
	case site == nil:
		w.Header().Set("Retry-After", "1")
		http.Error(w, "Early help is starting. Try again in a moment.", http.StatusServiceUnavailable)
	case req.Method == http.MethodGet && isLocalhost(req.Host, r.URL):
		http.Redirect(w, req, r.URL+req.URL.RequestURI(), http.StatusTemporaryRedirect)
	default:
		(*site).ServeHTTP(w, req)
	}
}

// isLocalhost reports whether host is localhost spelt out, where url has the
// number.
func isLocalhost(host, url string) bool {
	name, _, err := net.SplitHostPort(host)
	return err == nil && name == "localhost" && strings.HasPrefix(url, "http://127.0.0.1:")
}

func (r *Runner) health(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	select {
	case <-r.ready:
		fmt.Fprintln(w, "ready")
	default:
		w.WriteHeader(http.StatusServiceUnavailable)
		fmt.Fprintln(w, "starting")
	}
}

type siteKeys struct {
	Cookie       []byte `json:"cookie"`
	ClientSecret string `json:"clientSecret"`
}

// loadSiteKeys returns keys made at random at the first start, so that people
// stay signed in over a restart.
func loadSiteKeys(name string) (siteKeys, error) {
	var k siteKeys
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		k.Cookie, k.ClientSecret = make([]byte, 32), rand.Text()
		rand.Read(k.Cookie)
		if data, err = json.Marshal(k); err != nil {
			return k, err
		}
		if err := os.WriteFile(name+".new", data, 0o600); err != nil {
			return k, err
		}
		return k, os.Rename(name+".new", name)
	}
	if err != nil {
		return k, err
	}
	if err := json.Unmarshal(data, &k); err != nil || len(k.Cookie) != 32 || k.ClientSecret == "" {
		return k, fmt.Errorf("%s does not hold keys: delete it, and everybody signs in again", name)
	}
	return k, nil
}
