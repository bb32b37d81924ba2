package pages

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"earlyhelp/shared/account"
)

func TestSessions(t *testing.T) {
	w := newWorld(t)
	cookie := func(p account.Person, at time.Time) *http.Cookie {
		rec := httptest.NewRecorder()
		if err := w.seals.begin(rec, p, at); err != nil {
			t.Fatal(err)
		}
		return rec.Result().Cookies()[0]
	}
	good := cookie(lead, today)
	if !good.HttpOnly || good.SameSite != http.SameSiteLaxMode || good.Secure || good.MaxAge != 8*3600 {
		t.Errorf("cookie %+v", good)
	}
	person := func(c *http.Cookie) account.Person {
		r := httptest.NewRequest("GET", "http://site.test/", nil)
		r.AddCookie(c)
		return w.seals.person(r, today)
	}
	if person(good) != lead {
		t.Errorf("person = %+v", person(good))
	}
	for i := range good.Value { // every single character changed is a forgery
		forged := *good
		b := []byte(good.Value)
		b[i] = map[bool]byte{true: 'A', false: 'B'}[b[i] != 'A']
		if i == len(b)-1 {
			continue // its last bits may be padding
		}
		forged.Value = string(b)
		if person(&forged).SignedIn() {
			t.Fatalf("a cookie changed at %d is taken", i)
		}
	}
	if person(cookie(lead, today.Add(-8*time.Hour-time.Second))).SignedIn() {
		t.Error("a session of yesterday is taken")
	}
	note := httptest.NewRecorder()
	if err := w.seals.set(note, w.seals.signIn, sessionCookie, session{Person: lead, Expires: today.Add(time.Hour)}, time.Hour); err != nil {
		t.Fatal(err)
	}
	if person(note.Result().Cookies()[0]).SignedIn() {
		t.Error("a sign-in note is taken for a session")
	}
	secure, err := newSeals([]byte(strings.Repeat("k", 32)), w.o.Entropy, true)
	if err != nil {
		t.Fatal(err)
	}
	rec := httptest.NewRecorder()
	if err := secure.begin(rec, lead, today); err != nil {
		t.Fatal(err)
	}
	if c := rec.Result().Cookies()[0]; !c.Secure || !strings.HasPrefix(c.Name, "__Host-") || c.Path != "/" {
		t.Errorf("over https the cookie is %+v", c)
	}
}

func TestSafePath(t *testing.T) {
	for in, want := range map[string]string{
		"/returns": "/returns", "/compare?x=1&y=2": "/compare?x=1&y=2", "": "/", "returns": "/", "//evil.test": "/", "/\\evil.test": "/",
		"http://evil.test/": "/", "/\t/evil.test": "/", "javascript:alert(1)": "/", "/sign-in": "/", "/sign-out": "/", "///evil.test": "/", "/%2f/evil.test": "/",
	} {
		if got := safePath(in); got != want {
			t.Errorf("safePath(%q) = %q, want %q", in, got, want)
		}
	}
}
