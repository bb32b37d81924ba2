package oidc

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
)

// claims is an ID token.
type claims struct {
	Issuer   string `json:"iss"`
	Subject  string `json:"sub"`
	Audience string `json:"aud"`
	Expires  int64  `json:"exp"`
	Issued   int64  `json:"iat"`
	AuthTime int64  `json:"auth_time"`
	Nonce    string `json:"nonce"`
	Name     string `json:"name"`
	Role     string `json:"role"`
	Area     string `json:"area,omitempty"`
	Partner  string `json:"partner,omitempty"`
}

// token exchanges a code for an ID token: RFC 6749 section 4.1.3 with RFC 7636.
func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<16)
	if err := r.ParseForm(); err != nil {
		p.refuse(w, r, http.StatusBadRequest, "invalid_request", "the form cannot be read")
		return
	}
	client, ok := p.authenticate(r)
	if !ok {
		w.Header().Set("WWW-Authenticate", `Basic realm="token"`)
		p.refuse(w, r, http.StatusUnauthorized, "invalid_client", "client identifier or secret")
		return
	}
	if r.PostForm.Get("grant_type") != "authorization_code" {
		p.refuse(w, r, http.StatusBadRequest, "unsupported_grant_type", "grant type")
		return
	}
	g, err := p.take(r.PostForm.Get("code"))
	switch {
	case err != nil:
		p.refuse(w, r, http.StatusBadRequest, "invalid_grant", err.Error())
	case g.client != client.ID:
		p.refuse(w, r, http.StatusBadRequest, "invalid_grant", "the code was given to another client")
	case g.redirect != r.PostForm.Get("redirect_uri"):
		p.refuse(w, r, http.StatusBadRequest, "invalid_grant", "another redirect address")
	case !verifies(r.PostForm.Get("code_verifier"), g.challenge):
		p.refuse(w, r, http.StatusBadRequest, "invalid_grant", "the verifier does not match")
	default:
		p.grant(w, r, client, g)
	}
}

func (p *Provider) grant(w http.ResponseWriter, r *http.Request, client Client, g grant) {
	now := p.o.Now()
	body, err := json.Marshal(claims{
		Issuer: p.o.Issuer, Subject: g.person.Subject, Audience: client.ID,
		Expires: now.Add(tokenTime).Unix(), Issued: now.Unix(), AuthTime: g.at.Unix(), Nonce: g.nonce,
		Name: g.person.Name, Role: string(g.person.Role), Area: g.person.Area, Partner: g.person.Partner,
	})
	if err != nil {
		p.refuse(w, r, http.StatusInternalServerError, "server_error", err.Error())
		return
	}
	signed, err := p.signer.Sign(body)
	if err != nil {
		p.refuse(w, r, http.StatusInternalServerError, "server_error", err.Error())
		return
	}
	idToken, err := signed.CompactSerialize()
	if err != nil {
		p.refuse(w, r, http.StatusInternalServerError, "server_error", err.Error())
		return
	}
	access, err := p.secret() // asked for by the protocol; opens nothing
	if err != nil {
		p.refuse(w, r, http.StatusInternalServerError, "server_error", err.Error())
		return
	}
	writeJSON(w, http.StatusOK, map[string]any{
		"access_token": access, "token_type": "Bearer", "expires_in": int(tokenTime.Seconds()), "id_token": idToken,
	})
}

// authenticate finds the client by HTTP Basic (its parts form-encoded, RFC
// 6749 section 2.3.1) or by fields of the form, but not by both.
func (p *Provider) authenticate(r *http.Request) (Client, bool) {
	id, secret, basic := r.BasicAuth()
	if basic {
		var err1, err2 error
		id, err1 = url.QueryUnescape(id)
		secret, err2 = url.QueryUnescape(secret)
		if err1 != nil || err2 != nil || r.PostForm.Has("client_secret") {
			return Client{}, false
		}
	} else {
		id, secret = r.PostForm.Get("client_id"), r.PostForm.Get("client_secret")
	}
	c, ok := p.client(id)
	a, b := sha256.Sum256([]byte(secret)), sha256.Sum256([]byte(c.Secret)) // of one length, whatever was sent
	return c, subtle.ConstantTimeCompare(a[:], b[:]) == 1 && ok
}

func verifies(verifier, challenge string) bool {
	if len(verifier) < 43 || len(verifier) > 128 { // RFC 7636, section 4.1
		return false
	}
	sum := sha256.Sum256([]byte(verifier))
	return subtle.ConstantTimeCompare([]byte(base64.RawURLEncoding.EncodeToString(sum[:])), []byte(challenge)) == 1
}

func (p *Provider) refuse(w http.ResponseWriter, r *http.Request, status int, code, why string) {
	p.o.Log.WarnContext(r.Context(), "oidc: token refused", "error", code, "err", why)
	writeJSON(w, status, map[string]string{"error": code, "error_description": why})
}
