package pages

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"earlyhelp/shared/account"
)

// sessionTime is how long a person stays signed in: one working day, and no
// machine left on overnight is still signed in the next morning.
const sessionTime = 8 * time.Hour

// A session is what the session cookie says.
type session struct {
	Person  account.Person `json:"p"`
	Expires time.Time      `json:"e"`
}

// seals makes and reads the two cookies of the site: the session, and the
// note that a sign-in is under way. Each is sealed with a key of its own, so
// that one is never taken for the other.
type seals struct {
	session, signIn cipher.AEAD
	entropy         io.Reader
	secure          bool
}

func newSeals(key []byte, entropy io.Reader, secure bool) (*seals, error) {
	s := &seals{entropy: entropy, secure: secure}
	for purpose, into := range map[string]*cipher.AEAD{"session": &s.session, "sign-in": &s.signIn} {
		k, err := hkdf.Key(sha256.New, key, nil, "earlyhelp "+purpose, 32)
		if err != nil {
			return nil, fmt.Errorf("derive cookie key: %w", err)
		}
		block, err := aes.NewCipher(k)
		if err != nil {
			return nil, fmt.Errorf("prepare cookie key: %w", err)
		}
		if *into, err = cipher.NewGCM(block); err != nil {
			return nil, fmt.Errorf("prepare cookie key: %w", err)
		}
	}
	return s, nil
}

// name returns a cookie's name. With the prefix __Host- a browser takes it
// over https only, from this very host.
func (s *seals) name(short string) string {
	if s.secure {
		return "__Host-" + short
	}
	return short
}

// set gives the browser a sealed cookie with v as JSON.
func (s *seals) set(w http.ResponseWriter, a cipher.AEAD, name string, v any, lasts time.Duration) error {
	plain, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode cookie: %w", err)
	}
	nonce := make([]byte, a.NonceSize())
	if _, err := io.ReadFull(s.entropy, nonce); err != nil {
		return fmt.Errorf("read randomness: %w", err)
	}
	s.write(w, name, base64.RawURLEncoding.EncodeToString(a.Seal(nonce, nonce, plain, nil)), int(lasts.Seconds()))
	return nil
}

// get reads a sealed cookie into v, and reports whether there was a good one.
func (s *seals) get(r *http.Request, a cipher.AEAD, name string, v any) bool {
	c, err := r.Cookie(s.name(name))
	if err != nil {
		return false
	}
	sealed, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil || len(sealed) < a.NonceSize() {
		return false
	}
	plain, err := a.Open(nil, sealed[:a.NonceSize()], sealed[a.NonceSize():], nil)
	return err == nil && json.Unmarshal(plain, v) == nil
}

func (s *seals) clear(w http.ResponseWriter, name string) { s.write(w, name, "", -1) }

func (s *seals) write(w http.ResponseWriter, name, value string, maxAge int) {
	http.SetCookie(w, &http.Cookie{Name: s.name(name), Value: value, Path: "/", MaxAge: maxAge,
		HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode})
}

const (
	sessionCookie = "earlyhelp-session"
	signInCookie  = "earlyhelp-sign-in"
)

// person returns who makes a request: Anyone for no session, or one that is
// old, forged or from before the key changed.
func (s *seals) person(r *http.Request, now time.Time) account.Person {
	var v session
	if !s.get(r, s.session, sessionCookie, &v) || now.After(v.Expires) || !v.Person.Role.Valid() {
		return account.Person{}
	}
	return v.Person
}

func (s *seals) begin(w http.ResponseWriter, p account.Person, now time.Time) error {
	return s.set(w, s.session, sessionCookie, session{Person: p, Expires: now.Add(sessionTime).Truncate(time.Second)}, sessionTime)
}
