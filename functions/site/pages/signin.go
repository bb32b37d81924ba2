package pages

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"earlyhelp/shared/account"
	"earlyhelp/shared/govuk"
)

// signInTime is how long a person may take at the identity provider.
const signInTime = 15 * time.Minute

// A signInNote is what the sign-in cookie remembers while the browser is at
// the identity provider.
type signInNote struct {
	State    string    `json:"s"`
	Nonce    string    `json:"n"`
	Verifier string    `json:"v"`
	To       string    `json:"t"`
	Expires  time.Time `json:"e"`
}

// A provider is the OpenID provider, asked about itself when it is first
// needed: it may start after us, or be us.
type provider struct {
	o Options

	mu    sync.Mutex
	found *discovered
}

type discovered struct {
	oauth      oauth2.Config
	verifier   *oidc.IDTokenVerifier
	endSession string
}

func newProvider(o Options) *provider { return &provider{o: o} }

// discover returns what the provider said about itself. An error is not
// remembered: the next person tries again.
func (p *provider) discover(ctx context.Context) (*discovered, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found != nil {
		return p.found, nil
	}
	// The keys are fetched again later, when this request is long over.
	ctx = oidc.ClientContext(context.WithoutCancel(ctx), p.o.Client)
	op, err := oidc.NewProvider(ctx, p.o.Issuer)
	if err != nil {
		return nil, fmt.Errorf("ask %s about itself: %w", p.o.Issuer, err)
	}
	var more struct {
		EndSession string `json:"end_session_endpoint"`
	}
	if err := op.Claims(&more); err != nil {
		return nil, fmt.Errorf("read what %s says about itself: %w", p.o.Issuer, err)
	}
	p.found = &discovered{
		oauth: oauth2.Config{ClientID: p.o.ClientID, ClientSecret: p.o.ClientSecret, Endpoint: op.Endpoint(),
			RedirectURL: strings.TrimSuffix(p.o.BaseURL, "/") + "/sign-in/callback", Scopes: []string{oidc.ScopeOpenID, "profile"}},
		verifier:   op.Verifier(&oidc.Config{ClientID: p.o.ClientID, Now: p.o.Now}),
		endSession: more.EndSession,
	}
	return p.found, nil
}

// cannotSignIn is the page for when the provider does not answer.
func cannotSignIn() *govuk.Problem {
	return &govuk.Problem{Status: http.StatusBadGateway, Title: "Sorry, you cannot sign in at the moment",
		Message: []string{"The service that signs people in does not answer. Try again in a few minutes.",
			"You can read the published figures and the learning library without signing in."}}
}

// signIn sends the browser to the identity provider.
func (h *Handler) signIn(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", "no-store")
	to := safePath(r.URL.Query().Get("to"))
	if r.Host != h.base.Host {
		// Cookies are of one host: begin where the browser will come back to.
		http.Redirect(w, r, h.o.BaseURL+signInPath(to), http.StatusSeeOther)
		return nil
	}
	p, err := h.provider.discover(r.Context())
	if err != nil {
		h.o.Log.ErrorContext(r.Context(), "site: sign in", "err", err)
		return cannotSignIn()
	}
	note := signInNote{To: to, Verifier: oauth2.GenerateVerifier(), Expires: h.o.Now().Add(signInTime)}
	for _, into := range []*string{&note.State, &note.Nonce} {
		b := make([]byte, 24)
		if _, err := io.ReadFull(h.o.Entropy, b); err != nil {
			return fmt.Errorf("read randomness: %w", err)
		}
		*into = base64.RawURLEncoding.EncodeToString(b)
	}
	if err := h.seals.set(w, h.seals.signIn, signInCookie, note, signInTime); err != nil {
		return err
	}
	http.Redirect(w, r, p.oauth.AuthCodeURL(note.State, oidc.Nonce(note.Nonce), oauth2.S256ChallengeOption(note.Verifier)), http.StatusSeeOther)
	return nil
}

// startAgain is the page for a sign-in that cannot be finished.
func startAgain(why string) *govuk.Problem {
	return &govuk.Problem{Status: http.StatusBadRequest, Title: "Sign in again",
		Message: []string{why}, Links: []govuk.Link{{Text: "Sign in", Href: "/sign-in"}, {Text: "Go to the start page", Href: "/"}}}
}

// callback is where the identity provider sends the browser back to.
func (h *Handler) callback(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", "no-store")
	q := r.URL.Query()
	var note signInNote
	ok := h.seals.get(r, h.seals.signIn, signInCookie, &note)
	h.seals.clear(w, signInCookie)
	switch {
	case !ok || h.o.Now().After(note.Expires):
		return startAgain("Signing in took too long, or this browser does not keep cookies for this site.")
	case subtle.ConstantTimeCompare([]byte(note.State), []byte(q.Get("state"))) != 1:
		return startAgain("You may have started to sign in twice, in two windows. Use the one you opened last.")
	case q.Has("iss") && q.Get("iss") != h.o.Issuer:
		return startAgain("The answer came from another sign-in service than the one we asked.")
	case q.Get("error") != "":
		return startAgain("You were not signed in. You can try again.")
	}
	person, err := h.identify(r.Context(), q.Get("code"), note)
	if err != nil {
		return err
	}
	if err := h.seals.begin(w, person, h.o.Now()); err != nil {
		return err
	}
	if note.To == "/" && account.May(person, account.SeeReturn) {
		note.To = "/returns"
	}
	http.Redirect(w, r, note.To, http.StatusSeeOther)
	return nil
}

// identify exchanges a code for who the person is.
func (h *Handler) identify(ctx context.Context, code string, note signInNote) (account.Person, error) {
	p, err := h.provider.discover(ctx)
	if err != nil {
		h.o.Log.ErrorContext(ctx, "site: sign in", "err", err)
		return account.Person{}, cannotSignIn()
	}
	token, err := p.oauth.Exchange(oidc.ClientContext(ctx, h.o.Client), code, oauth2.VerifierOption(note.Verifier))
	if err != nil {
		h.o.Log.WarnContext(ctx, "site: exchange code", "err", err)
		var refused *oauth2.RetrieveError
		if !errors.As(err, &refused) {
			return account.Person{}, cannotSignIn()
		}
		return account.Person{}, startAgain("The sign-in was used already or is too old.")
	}
	raw, _ := token.Extra("id_token").(string)
	id, err := p.verifier.Verify(ctx, raw)
	if err != nil || subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(note.Nonce)) != 1 {
		h.o.Log.WarnContext(ctx, "site: verify identity", "err", err)
		return account.Person{}, startAgain("We could not be sure who you are.")
	}
	var c struct{ Name, Role, Area, Partner string }
	if err := id.Claims(&c); err != nil {
		h.o.Log.WarnContext(ctx, "site: read claims", "err", err)
		return account.Person{}, startAgain("We could not be sure who you are.")
	}
	person := account.Person{Subject: id.Subject, Name: c.Name, Role: account.Role(c.Role), Area: c.Area, Partner: c.Partner}
	return person, h.check(&person)
}

// check makes sure that an account can be used here: a role we know and, where
// the role needs one, an area that is in being.
func (h *Handler) check(p *account.Person) error {
	notReady := func(what string) error {
		return &govuk.Problem{Status: http.StatusForbidden, Title: "Your account is not ready to use here",
			Message: []string{what, "Ask the person who looks after accounts in your organisation to put this right. Until then you can use the public pages."}}
	}
	if p.Name == "" {
		p.Name = "Signed in"
	}
	if !p.Role.Valid() || p.Role == account.Anyone || p.Subject == "" {
		return notReady("It has no role on this service.")
	}
	if !p.Role.NeedsArea() {
		p.Area = ""
		return nil
	}
	a, ok := h.areas.Find(p.Area)
	if !ok {
		return notReady("It is for a " + p.Role.Words() + ", but names no area that we know.")
	}
	p.Area = a.DFE
	return nil
}

// signOut ends the session here and at the identity provider.
func (h *Handler) signOut(w http.ResponseWriter, r *http.Request) error {
	h.seals.clear(w, sessionCookie)
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Clear-Site-Data", `"cache"`) // pages of the session, from the back button
	to := "/"
	if p, err := h.provider.discover(r.Context()); err == nil && p.endSession != "" {
		if u, err := url.Parse(p.endSession); err == nil {
			q := u.Query()
			q.Set("client_id", h.o.ClientID)
			q.Set("post_logout_redirect_uri", h.o.BaseURL+"/")
			u.RawQuery = q.Encode()
			to = u.String()
		}
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

func signInPath(to string) string { return "/sign-in?" + url.Values{"to": {to}}.Encode() }

// safePath returns a path of our own site, whatever was asked for: an open
// redirect would let a stranger's link end on a page of theirs.
func safePath(to string) string {
	u, err := url.Parse(to)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil ||
		!strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\r\n\t") ||
		strings.HasPrefix(u.Path, "/sign-") || strings.HasPrefix(u.Path, "//") {
		return "/"
	}
	return to
}
