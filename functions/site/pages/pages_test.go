package pages

import (
	"context"
	"errors"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"earlyhelp/shared/account"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/ledger/ledgertest"
	"earlyhelp/shared/returns"
)

func TestPlainPages(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/", "/about", "/accessibility", "/privacy"} {
		for _, p := range []account.Person{{}, officer, inspector} {
			body := w.page(p, path, 200)
			w.contains(body, "Some figures here are made up.", "Made-up data", "/accessibility")
			if p.SignedIn() {
				w.contains(body, p.Name, "Sign out")
			} else {
				w.contains(body, "Sign in")
			}
		}
	}
}

func TestStartPage(t *testing.T) {
	w := newWorld(t)
	t.Run("before anything is published it looks again by itself", func(t *testing.T) {
		rec := w.as(account.Person{}, "GET", "/", nil)
		if rec.Header().Get("Refresh") == "" || rec.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("headers %v", rec.Header())
		}
		w.contains(rec.Body.String(), "Compare partnerships", "Learn from case reviews", "Sign in to send a return", "April to June 2026", "0 of 153")
	})
	t.Run("it counts who has signed off", func(t *testing.T) {
		w := newWorld(t)
		ledgertest.Sign(t, w.ledger, w.accept(idAccepted), 1, today)
		body := w.page(officer, "/", 200)
		w.contains(body, "1 of 153", "Your area’s returns", "Leeds: returned", "Bolton: no return yet")
	})
}

func TestArrivalTag(t *testing.T) {
	two := map[string]bool{"383": true, "350": true}
	for _, tt := range []struct {
		name      string
		a         Arrivals
		published bool
		want      string
	}{
		{"open, nobody yet", Arrivals{Open: true, Areas: 3}, false, "Open"},
		{"closed, nobody ever", Arrivals{Areas: 3}, true, "Closed"},
		{"some of them", Arrivals{Open: true, Areas: 3, Returned: two}, true, "Arriving"},
		{"all, before the publisher ran", Arrivals{Open: true, Areas: 2, Returned: two}, false, "Being published"},
		{"all", Arrivals{Open: true, Areas: 2, Returned: two}, true, "Published"},
		{"closed with some missing", Arrivals{Areas: 3, Returned: two}, true, "Published"},
	} {
		if got := arrivalTag(tt.a, tt.published).Text; got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestStaticFilesKeepForGood(t *testing.T) {
	w := newWorld(t)
	body := w.page(account.Person{}, "/", 200)
	at := strings.Index(body, "/static/")
	path := body[at : at+strings.Index(body[at:], `"`)]
	rec := w.as(account.Person{}, "GET", path, nil)
	if rec.Code != 200 || !strings.Contains(rec.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("%s: %d %v", path, rec.Code, rec.Header())
	}
}

// states puts one return of Leeds in every state.
func states(w *world) {
	w.submit(idSent, officer)
	w.accept(idAccepted)
	w.submit(idRejected, officer)
	w.outcome(ledger.Outcome{ID: idRejected, Verdict: returns.Rejected, Problems: []ledger.Problem{
		{Ref: "Referrals!C14", Rule: "V03", Severity: cell.Stop, Message: "Type a whole number.", Value: "about <b>forty</b>"},
		{Ref: "Referrals!C15", Rule: "V04", Severity: cell.Explain, Message: "This is more than the referrals it is part of.", Value: "900"},
		{Ref: "Workforce", Rule: "V02", Severity: cell.Stop, Message: "Put the sheet back."},
		{Ref: "file", Rule: "V17", Severity: cell.Note, Message: "This is the same as last time."},
	}})
	w.submit(idRefused, officer)
	w.outcome(ledger.Outcome{ID: idRefused, Verdict: returns.Refused, Privacy: []ledger.PrivacyFinding{
		{Ref: "Notes!B3", Kind: cell.NHSNumber, Message: "Take it out."}, {Ref: "file", Kind: "some-new-kind", Message: "Take that out."}}})
	w.submit(idBroken, officer)
	w.outcome(ledger.Outcome{ID: idBroken, Verdict: returns.Unreadable, Problems: []ledger.Problem{
		{Ref: "file", Rule: "V01", Severity: cell.Stop, Message: "Save it as .xlsx and send it again."}}})
}

func TestReturnPages(t *testing.T) {
	w := newWorld(t)
	states(w)
	t.Run("list", func(t *testing.T) {
		body := w.page(officer, "/returns", 200)
		w.contains(body, "Leeds", "No file yet", "Accepted", "Put right and send again", "Refused and deleted", "Could not be read", "Wait for the local authority, health, the police and education to approve it")
		w.lacks(body, "waits for your approval")
		w.contains(w.page(lead, "/returns", 200), "One return waits for your approval.", "Look at the figures and approve them for health")
		w.lacks(w.page(nobodys, "/returns", 200), "waits for your approval")
	})
	t.Run("waiting for the file", func(t *testing.T) {
		body := w.page(officer, "/returns/"+idSent, 200)
		w.contains(body, `action="http://storage.test/bucket"`, `enctype="multipart/form-data"`, `name="key" value="incoming/returns/`+idSent+`.xlsx"`,
			`value="http://site.test/returns/`+idSent+`"`, "at most 20 MB")
		if strings.LastIndex(body, `type="hidden"`) > strings.Index(body, `type="file"`) {
			t.Error("a hidden field comes after the file, and storage ignores those")
		}
	})
	t.Run("being checked", func(t *testing.T) {
		w := newWorld(t)
		w.submit(idSent, officer)
		w.objects.Put(ledger.IncomingReturnKey(idSent), []byte("x"))
		rec := w.as(officer, "GET", "/returns/"+idSent, nil)
		w.contains(rec.Body.String(), "being checked", `role="status"`)
		if rec.Header().Get("Refresh") != "2" {
			t.Errorf("Refresh = %q", rec.Header().Get("Refresh"))
		}
		w.contains(w.page(officer, "/returns", 200), "Being checked")
	})
	t.Run("accepted", func(t *testing.T) {
		body := w.page(officer, "/returns/"+idAccepted, 200)
		w.contains(body, "This return is accepted", "5,128", "24.2%", "Referrals!C8, C6", "What could not be worked out", "/returns/"+idAccepted+"/workbook")
		w.lacks(body, "Look at the figures and approve")
		w.contains(w.page(lead, "/returns/"+idAccepted, 200), "Look at the figures and approve", "Not yet")
	})
	t.Run("rejected", func(t *testing.T) {
		body := w.page(officer, "/returns/"+idRejected, 200)
		w.contains(body, "2 things have to be put right", "Sheet Referrals", "C14", "about &lt;b&gt;forty&lt;/b&gt;", "Type a whole number.", "Sheet Workforce", "Whole sheet", "The file", "To know: one thing", "Explain: one thing", "Put right: 2 things",
			"Where they are", `href="#put-right-1"`, `id="put-right-1"`, "/problems.csv")
	})
	t.Run("rejected for one thing", func(t *testing.T) {
		w := newWorld(t)
		w.submit(idRejected, officer)
		w.outcome(ledger.Outcome{ID: idRejected, Verdict: returns.Rejected, Problems: []ledger.Problem{{Ref: "Referrals!C14", Rule: "V03", Severity: cell.Stop, Message: "Type a whole number."}}})
		body := w.page(officer, "/returns/"+idRejected, 200)
		w.contains(body, "One thing has to be put right. Correct it")
		w.lacks(body, "They are all listed here")
	})
	t.Run("refused", func(t *testing.T) {
		body := w.page(officer, "/returns/"+idRefused, 200)
		w.contains(body, "refused and deleted", "An NHS number", "Sheet Notes", "B3", "some-new-kind", "Step by step in Excel", "press Ctrl&#43;G")
	})
	t.Run("unreadable", func(t *testing.T) {
		w.contains(w.page(officer, "/returns/"+idBroken, 200), "could not be read", "Save it as .xlsx and send it again.")
	})
	t.Run("nothing is kept by browsers or caches", func(t *testing.T) {
		for _, path := range []string{"/returns", "/returns/" + idAccepted, "/returns/new", "/returns/" + idAccepted + "/workbook"} {
			if got := w.as(officer, "GET", path, nil).Header().Get("Cache-Control"); got != "no-store" {
				t.Errorf("%s: Cache-Control %q", path, got)
			}
		}
	})
	t.Run("storage's additions to the address are dropped", func(t *testing.T) {
		rec := w.as(officer, "GET", "/returns/"+idSent+"?bucket=b&key=k&etag=e", nil)
		if rec.Code != 303 || rec.Header().Get("Location") != "/returns/"+idSent {
			t.Errorf("%d to %s", rec.Code, rec.Header().Get("Location"))
		}
	})
	t.Run("empty", func(t *testing.T) {
		body := newWorld(t).page(officer, "/returns", 200)
		w.contains(body, "Not sent", "Nothing yet.")
	})
}

func TestWorkbook(t *testing.T) {
	w := newWorld(t)
	states(w)
	rec := w.as(officer, "GET", "/returns/"+idAccepted+"/workbook", nil)
	if rec.Code != 200 || rec.Body.String() != "workbook "+idAccepted || !strings.Contains(rec.Header().Get("Content-Disposition"), "early-help-return-383-2026-q2.xlsx") {
		t.Errorf("%d %v", rec.Code, rec.Header())
	}
	for _, id := range []string{idRejected, idRefused, idSent} {
		w.page(officer, "/returns/"+id+"/workbook", 404)
	}
}

// TestNobodyElses walks every route about a return with every person who is
// not of its area: to all of them it does not exist.
func TestNobodyElses(t *testing.T) {
	w := newWorld(t)
	states(w)
	ids := []string{idSent, idAccepted, idRejected, idRefused, idBroken}
	for _, p := range everybody {
		for _, id := range ids {
			for _, route := range []string{"GET /returns/" + id, "GET /returns/" + id + "/workbook", "GET /returns/" + id + "/sign-off", "POST /returns/" + id + "/sign-off",
				"GET /returns/" + id + "/marked", "GET /returns/" + id + "/problems.csv", "GET /returns/" + id + "/template", "GET /returns/" + id + "/explain", "POST /returns/" + id + "/explain",
				"GET /returns/" + id + "/changes", "GET /returns/" + id + "/changes.csv", "GET /api/v1/returns/" + id} {
				method, path, _ := strings.Cut(route, " ")
				var form url.Values
				if method == "POST" {
					form = url.Values{"number": {"1"}, "sha256": {"x"}}
				}
				rec := w.as(p, method, path, form)
				switch {
				case account.Allowed(p, account.SeeReturn, "383"):
					continue
				case !p.SignedIn() && strings.HasPrefix(path, "/api/"):
					if rec.Code != 401 {
						t.Errorf("%s as nobody: %d", route, rec.Code)
					}
				case !p.SignedIn():
					if rec.Code != 303 || !strings.HasPrefix(rec.Header().Get("Location"), "/sign-in?to=") {
						t.Errorf("%s as nobody: %d to %s", route, rec.Code, rec.Header().Get("Location"))
					}
				case rec.Code != 404:
					t.Errorf("%s as %s of %q: %d, want 404", route, p.Role, p.Area, rec.Code)
				}
				for _, secret := range []string{"5,128", "Ola Fficer", "Leeds"} {
					if strings.Contains(rec.Body.String(), secret) {
						t.Errorf("%s as %s of %q tells %q", route, p.Role, p.Area, secret)
					}
				}
			}
		}
	}
}

// TestRoutesAgainstTable walks every route that a role opens, with every role.
func TestRoutesAgainstTable(t *testing.T) {
	for _, tt := range []struct {
		route  string
		action account.Action
	}{
		{"GET /", account.ReadPublic}, {"GET /about", account.ReadPublic}, {"GET /accessibility", account.ReadPublic}, {"GET /privacy", account.ReadPublic},
		{"GET /returns", account.SeeReturn}, {"GET /returns/new", account.SendReturn},
		{"GET /returns/new/template?period=2026-Q2", account.SendReturn}, {"GET /returns/new/why?period=2026-Q2", account.SendReturn}, {"GET /returns/new/list?period=2026-Q2", account.SendReturn},
		{"POST /returns", account.SendReturn},
	} {
		w := newWorld(t)
		for _, p := range everybody {
			method, path, _ := strings.Cut(tt.route, " ")
			var form url.Values
			if method == "POST" {
				form = url.Values{"period": {"2026-Q2"}}
			}
			rec := w.as(p, method, path, form)
			signIn := rec.Code == 303 && strings.HasPrefix(rec.Header().Get("Location"), "/sign-in")
			switch may := account.May(p, tt.action); {
			case may && rec.Code >= 400 || may && signIn:
				t.Errorf("%s as %s: %d, but the table allows it\n%s", tt.route, p.Role, rec.Code, w.log)
			case !may && p.SignedIn() && rec.Code != 403:
				t.Errorf("%s as %s: %d, want 403", tt.route, p.Role, rec.Code)
			case !may && !p.SignedIn() && !signIn:
				t.Errorf("%s as nobody: %d, want the way to sign in", tt.route, rec.Code)
			}
		}
	}
}

func TestStartReturn(t *testing.T) {
	w := newWorld(t)
	post := func(form url.Values) *httptest.ResponseRecorder { return w.as(officer, "POST", "/returns", form) }
	first := post(url.Values{"period": {"2026-Q2"}})
	if first.Code != 303 {
		t.Fatalf("status %d", first.Code)
	}
	at := first.Header().Get("Location")
	s, err := w.ledger.Submission(context.Background(), strings.TrimPrefix(at, "/returns/"))
	if err != nil || s.Area != "383" || s.Period != "2026-Q2" || s.By != officer || !s.At.Equal(today) {
		t.Errorf("recorded %+v, %v", s, err)
	}
	t.Run("pressed twice it is one return", func(t *testing.T) {
		if again := post(url.Values{"period": {"2026-Q2"}}).Header().Get("Location"); again != at {
			t.Errorf("again leads to %s, want %s", again, at)
		}
	})
	t.Run("another person's is another return", func(t *testing.T) {
		if other := w.as(lead, "POST", "/returns", url.Values{"period": {"2026-Q2"}}).Header().Get("Location"); other == at {
			t.Errorf("the lead was led to the officer's %s", other)
		}
	})
	t.Run("once the file is there it is another return", func(t *testing.T) {
		w.objects.Put(ledger.IncomingReturnKey(s.ID), []byte("x"))
		if next := post(url.Values{"period": {"2026-Q2"}}).Header().Get("Location"); next == at || next == "" {
			t.Errorf("leads to %s", next)
		}
	})
	for name, tt := range map[string]struct{ period, want string }{
		"no period":           {"", "Choose which period the return is for"},
		"not a period":        {"summer", "Choose one of the periods listed"},
		"a period not open":   {"2026-Q3", "July to September 2026 are not being collected now"},
		"a period not opened": {"2019-20", "are not being collected now"},
	} {
		t.Run(name, func(t *testing.T) {
			rec := post(url.Values{"period": {tt.period}})
			if rec.Code != 422 {
				t.Errorf("status %d", rec.Code)
			}
			w.contains(rec.Body.String(), tt.want, "<title>Error: Send a return", `href="#period"`, `id="period"`)
		})
	}
}

func TestTemplates(t *testing.T) {
	w := newWorld(t)
	for _, kind := range []string{"template", "list"} {
		rec := w.as(officer, "GET", "/returns/new/"+kind+"?period=2026-Q2", nil)
		if rec.Code != 200 || !strings.HasPrefix(rec.Body.String(), "PK") {
			t.Errorf("%s: %d\n%s", kind, rec.Code, w.log)
		}
		w.page(officer, "/returns/new/"+kind+"?period=never", 400)
	}
	north := account.Person{Subject: "x", Name: "X", Role: account.Officer, Area: "928"} // Northamptonshire, abolished in 2021
	w.contains(w.page(north, "/returns/new/template?period=2026-Q2", 400), "Northamptonshire")
}

func TestCrossOrigin(t *testing.T) {
	w := newWorld(t)
	o := w.accept(idAccepted)
	for name, header := range map[string][2]string{"fetch metadata": {"Sec-Fetch-Site", "cross-site"}, "origin": {"Origin", "http://evil.test"}} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequest("POST", "http://site.test/returns/"+idAccepted+"/sign-off", strings.NewReader(url.Values{"sha256": {o.SHA256}, "number": {"1"}, "confirm": {"yes"}}.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set(header[0], header[1])
			c := httptest.NewRecorder()
			if err := w.seals.begin(c, lead, today); err != nil {
				t.Fatal(err)
			}
			r.AddCookie(c.Result().Cookies()[0])
			rec := httptest.NewRecorder()
			w.ServeHTTP(rec, r)
			if rec.Code != 403 {
				t.Errorf("status %d", rec.Code)
			}
			w.contains(rec.Body.String(), "came from another website")
		})
	}
	if given, _ := w.ledger.Approvals(context.Background(), "383", quarter, 1); len(given) != 0 {
		t.Errorf("approved %v", given)
	}
}

// TestLinksLeadSomewhere follows every link within the site, on every page of
// ours, as far as the route that would answer it.
func TestLinksLeadSomewhere(t *testing.T) {
	w := newWorld(t)
	states(w)
	ledgertest.Sign(t, w.ledger, w.accept(idSecond), 1, today)
	w.keep(idUnusual, aReturn(), "Counted again.", unusual...)
	link := regexp.MustCompile(`(?:href|action)="(/[^"]*)"`)
	seen := map[string]bool{}
	for _, p := range everybody {
		for _, path := range []string{"/", "/about", "/accessibility", "/privacy", "/nowhere", "/returns", "/returns/new", "/returns/" + idSent, "/returns/" + idAccepted,
			"/returns/" + idRejected, "/returns/" + idRefused, "/returns/" + idBroken, "/returns/" + idSecond, "/returns/" + idAccepted + "/sign-off",
			"/returns/" + idUnusual, "/returns/" + idUnusual + "/explain", "/returns/" + idUnusual + "/changes", "/returns/versions/383/2026-Q2"} {
			for _, m := range link.FindAllStringSubmatch(w.as(p, "GET", path, nil).Body.String(), -1) {
				if seen[m[1]] {
					continue
				}
				seen[m[1]] = true
				method := "GET"
				if strings.HasPrefix(m[0], "action") {
					method = "POST"
				}
				to, fragment, _ := strings.Cut(html.UnescapeString(m[1]), "#")
				if fragment != "" && !strings.Contains(w.as(p, "GET", to, nil).Body.String(), `id="`+fragment+`"`) {
					t.Errorf("%s as %s leads to %s, which has no such place", path, p.Role, m[1])
				}
				_, pattern := w.mux.Handler(httptest.NewRequest(method, to, nil))
				if pattern == "" || pattern == "/api/" {
					t.Errorf("%s as %s leads to %s, where nothing is", path, p.Role, m[1])
				}
			}
		}
	}
	if len(seen) < 30 {
		t.Errorf("only %d links were found", len(seen))
	}
}

func TestErrors(t *testing.T) {
	w := newWorld(t)
	t.Run("no such page", func(t *testing.T) {
		w.contains(w.page(account.Person{}, "/nowhere", 404), "Page not found")
		w.page(officer, "/returns/not-an-id", 404)
		w.page(officer, "/returns/01J00000000000000000000009", 404)
	})
	t.Run("no such method", func(t *testing.T) {
		rec := w.as(officer, "POST", "/about", url.Values{})
		if rec.Code != 405 || rec.Header().Get("Allow") == "" {
			t.Errorf("%d %v", rec.Code, rec.Header())
		}
	})
	t.Run("storage that fails is an apology with a reference, and a log line", func(t *testing.T) {
		w := newWorld(t)
		w.objects.Before = func(_ ledgertest.Op, key string) error {
			if strings.HasPrefix(key, ledger.Submissions) {
				return errors.New("storage on fire")
			}
			return nil
		}
		body := w.page(officer, "/returns/"+idSent, 500)
		at := strings.Index(body, `class="eh-reference">`)
		if at < 0 {
			t.Fatal("no reference")
		}
		ref := body[at+len(`class="eh-reference">`):][:8]
		if !strings.Contains(w.log.String(), ref) || !strings.Contains(w.log.String(), "storage on fire") {
			t.Errorf("reference %s is not in the log:\n%s", ref, w.log)
		}
		w.lacks(body, "on fire")
	})
	t.Run("the start page stands when arrivals cannot be counted", func(t *testing.T) {
		w := newWorld(t)
		w.objects.Before = func(op ledgertest.Op, _ string) error {
			if op == ledgertest.List {
				return errors.New("storage on fire")
			}
			return nil
		}
		w.page(account.Person{}, "/", 200)
	})
	t.Run("nobody to sign in with", func(t *testing.T) {
		w.contains(w.page(account.Person{}, "/sign-in", 502), "does not answer")
	})
}

func TestHeaders(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/", "/nowhere", "/returns"} {
		h := w.as(officer, "GET", path, nil).Header()
		csp := h.Get("Content-Security-Policy")
		if !strings.Contains(csp, "default-src 'none'") || !strings.Contains(csp, "form-action 'self' http://storage.test http://issuer.test") ||
			strings.Contains(csp, "unsafe") || h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %v", path, h)
		}
	}
	t.Run("a page that has not changed is not sent again", func(t *testing.T) {
		first := w.as(account.Person{}, "GET", "/about", nil)
		r := httptest.NewRequest("GET", "http://site.test/about", nil)
		r.Header.Set("If-None-Match", first.Header().Get("ETag"))
		rec := httptest.NewRecorder()
		w.ServeHTTP(rec, r)
		if rec.Code != http.StatusNotModified || rec.Body.Len() != 0 {
			t.Errorf("status %d, %d bytes", rec.Code, rec.Body.Len())
		}
	})
	t.Run("no personal data is logged", func(t *testing.T) {
		w.page(officer, "/returns", 200)
		if strings.Contains(w.log.String(), officer.Name) || strings.Contains(w.log.String(), officer.Subject) {
			t.Errorf("log:\n%s", w.log)
		}
	})
}

func TestNewNamesEverythingMissing(t *testing.T) {
	_, err := New(Options{})
	for _, want := range []string{"Objects", "Presign", "CookieKey", "Issuer", "ClientID", "ClientSecret"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("err = %v lacks %s", err, want)
		}
	}
}

func TestRobots(t *testing.T) {
	w := newWorld(t)
	w.contains(w.as(account.Person{}, "GET", "/robots.txt", nil).Body.String(), "Disallow: /returns")
}
