package oidc

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"

	"earlyhelp/shared/account"
	"earlyhelp/shared/area"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/period"
)

//go:embed templates
var templates embed.FS

// A Client is an application that may ask who somebody is.
type Client struct {
	ID     string
	Secret string // required
	// RedirectURIs are the only addresses that a code is sent to, compared
	// whole; AfterSignOut the only ones sent to after signing out.
	RedirectURIs []string
	AfterSignOut []string
}

// Options says what a Provider needs.
type Options struct {
	// Issuer is the address of the provider as applications know it, such as
	// http://127.0.0.1:8080/oidc, without a slash at its end.
	Issuer  string
	Clients []Client
	// Key signs ID tokens (P-256). Default: a new one, which is enough where
	// no ID token outlives the process.
	Key *ecdsa.PrivateKey
	// Now is the clock. Default time.Now.
	Now func() time.Time
	// Entropy is where codes come from. Default crypto/rand.
	Entropy io.Reader
	// Log is told of refusals. Default: nothing.
	Log *slog.Logger
}

// codeTime is how long a code may be used: RFC 6749, section 4.1.2 advises ten
// minutes at most; a redirect takes a second.
const codeTime = time.Minute

// tokenTime is how long an ID token is valid: it is read at once.
const tokenTime = 5 * time.Minute

// Provider is an OpenID provider. It is an http.Handler for the path of its
// issuer and everything below.
type Provider struct {
	o        Options
	base     string // path of the issuer
	signer   jose.Signer
	public   jose.JSONWebKeySet
	areas    []area.Area
	personas []Persona
	site     *govuk.Site
	choose   *govuk.Template
	message  *govuk.Template
	mux      *http.ServeMux

	mu    sync.Mutex
	codes map[string]grant
}

// A grant is what a code stands for.
type grant struct {
	client, redirect, challenge, nonce string
	person                             account.Person
	at, expires                        time.Time
}

// New returns a Provider. It fails for an issuer that is no address or a
// client without identifier, secret or redirect address.
func New(o Options) (*Provider, error) {
	issuer, err := url.Parse(o.Issuer)
	if err != nil || issuer.Host == "" || issuer.RawQuery != "" {
		return nil, fmt.Errorf("issuer %q is not an address", o.Issuer)
	}
	for _, c := range o.Clients {
		if c.ID == "" || c.Secret == "" || len(c.RedirectURIs) == 0 {
			return nil, fmt.Errorf("client %q needs an identifier, a secret and a redirect address", c.ID)
		}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Entropy == nil {
		o.Entropy = rand.Reader
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Key == nil {
		if o.Key, err = ecdsa.GenerateKey(elliptic.P256(), o.Entropy); err != nil {
			return nil, fmt.Errorf("make key: %w", err)
		}
	}
	p := &Provider{o: o, base: issuer.Path, codes: map[string]grant{}}
	if err := p.prepareKeys(); err != nil {
		return nil, err
	}
	p.areas = area.England().On(period.DateOf(o.Now()))
	p.personas = personas()
	if err := p.preparePages(); err != nil {
		return nil, err
	}
	p.mux = http.NewServeMux()
	p.mux.HandleFunc("GET "+p.base+"/.well-known/openid-configuration", p.discovery)
	p.mux.HandleFunc("GET "+p.base+"/keys", p.keys)
	p.mux.Handle("GET "+p.base+"/authorize", p.site.Handle(p.ask))
	p.mux.Handle("POST "+p.base+"/authorize", p.site.Handle(p.answer))
	p.mux.HandleFunc("POST "+p.base+"/token", p.token)
	p.mux.Handle("GET "+p.base+"/end-session", p.site.Handle(p.endSession))
	return p, nil
}

func (p *Provider) prepareKeys() error {
	der, err := p.o.Key.PublicKey.ECDH() // its bytes name the key
	if err != nil {
		return fmt.Errorf("read key: %w", err)
	}
	sum := sha256.Sum256(der.Bytes())
	kid := base64.RawURLEncoding.EncodeToString(sum[:9])
	p.public.Keys = []jose.JSONWebKey{{Key: &p.o.Key.PublicKey, KeyID: kid, Algorithm: string(jose.ES256), Use: "sig"}}
	p.signer, err = jose.NewSigner(
		jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: p.o.Key, KeyID: kid}},
		(&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		return fmt.Errorf("prepare signing: %w", err)
	}
	return nil
}

func (p *Provider) preparePages() error {
	var origins []string
	for _, c := range p.o.Clients {
		for _, r := range c.RedirectURIs {
			if u, err := url.Parse(r); err == nil {
				origins = append(origins, u.Scheme+"://"+u.Host)
			}
		}
	}
	var err error
	p.site, err = govuk.New(&govuk.Options{
		Service: "Demonstration sign-in", Bare: true, Log: p.o.Log, FormOrigins: origins,
		NoticeTag: "Demonstration", Notice: "These people are made up. Nobody real signs in here, and there are no passwords.",
	})
	if err != nil {
		return err
	}
	if p.choose, err = p.site.Parse(templates, "templates/choose.gohtml"); err != nil {
		return err
	}
	p.message, err = p.site.Parse(templates, "templates/message.gohtml")
	return err
}

// ServeHTTP answers below the path of the issuer.
func (p *Provider) ServeHTTP(w http.ResponseWriter, r *http.Request) { p.mux.ServeHTTP(w, r) }

func (p *Provider) discovery(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string]any{
		"issuer":                                         p.o.Issuer,
		"authorization_endpoint":                         p.o.Issuer + "/authorize",
		"token_endpoint":                                 p.o.Issuer + "/token",
		"jwks_uri":                                       p.o.Issuer + "/keys",
		"end_session_endpoint":                           p.o.Issuer + "/end-session",
		"response_types_supported":                       []string{"code"},
		"response_modes_supported":                       []string{"query"},
		"grant_types_supported":                          []string{"authorization_code"},
		"subject_types_supported":                        []string{"public"},
		"id_token_signing_alg_values_supported":          []string{string(jose.ES256)},
		"scopes_supported":                               []string{"openid", "profile"},
		"token_endpoint_auth_methods_supported":          []string{"client_secret_basic", "client_secret_post"},
		"code_challenge_methods_supported":               []string{"S256"},
		"claims_supported":                               []string{"sub", "name", "role", "area", "partner"},
		"authorization_response_iss_parameter_supported": true,
	})
}

func (p *Provider) keys(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, p.public)
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		http.Error(w, "encode answer", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// secret returns 32 random bytes as text.
func (p *Provider) secret() (string, error) {
	b := make([]byte, 32)
	if _, err := io.ReadFull(p.o.Entropy, b); err != nil {
		return "", fmt.Errorf("read randomness: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(b), nil
}

var errNoGrant = errors.New("the code is unknown, used or too old")

// keep remembers a grant and returns its code. Grants past their time are
// forgotten on the way.
func (p *Provider) keep(g grant) (string, error) {
	code, err := p.secret()
	if err != nil {
		return "", err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for c, old := range p.codes {
		if p.o.Now().After(old.expires) {
			delete(p.codes, c)
		}
	}
	p.codes[code] = g
	return code, nil
}

// take returns the grant of a code, once: whoever comes first has it, even
// when what they bring with it turns out to be wrong.
func (p *Provider) take(code string) (grant, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	g, ok := p.codes[code]
	delete(p.codes, code)
	if !ok || p.o.Now().After(g.expires) {
		return grant{}, errNoGrant
	}
	return g, nil
}
