package pages

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"earlyhelp/shared/account"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/govuk/htmltest"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/ledger/ledgertest"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
	"earlyhelp/shared/s3store"
)

// world is the site over storage in memory.
type world struct {
	*testing.T
	*Handler
	objects *ledgertest.Objects
	log     *bytes.Buffer
}

// today is when the tests take place: 2026-Q2 has ended and is collected.
var today = time.Date(2026, 7, 20, 9, 30, 0, 0, time.UTC)

// storage stands in for the signing of upload forms.
type storage struct{}

func (storage) PresignPost(_ context.Context, key string, _ int64, _ time.Duration, redirect string) (s3store.Post, error) {
	return s3store.Post{URL: "http://storage.test/bucket", Fields: map[string]string{"key": key, "success_action_redirect": redirect, "policy": "p"}}, nil
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{T: t, objects: ledgertest.New(), log: &bytes.Buffer{}}
	h, err := New(Options{Objects: w.objects, Presign: storage{}, CookieKey: bytes.Repeat([]byte("k"), 32),
		Issuer: "http://issuer.test/oidc", ClientID: "site", ClientSecret: "secret", BaseURL: "http://site.test",
		Notice: "Some figures here are made up.", TempDir: t.TempDir(), Now: func() time.Time { return today },
		Log: slog.New(slog.NewTextHandler(w.log, nil)), Client: &http.Client{Transport: nobody{}}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.Close)
	w.Handler = h
	w.open("2026-Q1", "2026-Q2")
	return w
}

// nobody is a network on which nothing answers.
type nobody struct{}

func (nobody) RoundTrip(r *http.Request) (*http.Response, error) {
	return nil, fmt.Errorf("dial %s: connection refused", r.URL.Host)
}

func (w *world) open(codes ...string) {
	w.Helper()
	for _, c := range codes {
		if err := w.ledger.ChangePeriod(context.Background(), ledger.PeriodChange{Period: c, Open: true, At: today}); err != nil {
			w.Fatal(err)
		}
	}
}

var (
	officer      = account.Person{Subject: "o383", Name: "Ola Fficer", Role: account.Officer, Area: "383"}
	lead         = account.Person{Subject: "l383", Name: "Lea D", Role: account.Lead, Area: "383", Partner: "health"}
	otherLead    = account.Person{Subject: "m383", Name: "Max Im", Role: account.Lead, Area: "383", Partner: "police"}
	council      = account.Person{Subject: "c383", Name: "Coun Cil", Role: account.Lead, Area: "383", Partner: "local authority"}
	school       = account.Person{Subject: "s383", Name: "Scho Ol", Role: account.Lead, Area: "383", Partner: "education"}
	nobodys      = account.Person{Subject: "n383", Name: "No Body", Role: account.Lead, Area: "383"}
	bolton       = account.Person{Subject: "o350", Name: "Bo Lton", Role: account.Officer, Area: "350"}
	boltonLead   = account.Person{Subject: "l350", Name: "Bo Lead", Role: account.Lead, Area: "350", Partner: "health"}
	inspector    = account.Person{Subject: "i", Name: "In Spector", Role: account.Inspector}
	practitioner = account.Person{Subject: "p", Name: "Pra Ctitioner", Role: account.Practitioner}
	librarian    = account.Person{Subject: "b", Name: "Li Brarian", Role: account.Librarian}
	nationalTeam = account.Person{Subject: "n", Name: "Na Tional", Role: account.National}
	everybody    = []account.Person{{}, officer, lead, bolton, boltonLead, inspector, practitioner, librarian, nationalTeam}
)

// as sends a request as a person and returns the answer.
func (w *world) as(p account.Person, method, path string, form url.Values) *httptest.ResponseRecorder {
	w.Helper()
	var r *http.Request
	if form != nil {
		r = httptest.NewRequest(method, "http://site.test"+path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	} else {
		r = httptest.NewRequest(method, "http://site.test"+path, nil)
	}
	if p.SignedIn() {
		c := httptest.NewRecorder()
		if err := w.seals.begin(c, p, today); err != nil {
			w.Fatal(err)
		}
		for _, cookie := range c.Result().Cookies() {
			r.AddCookie(cookie)
		}
	}
	rec := httptest.NewRecorder()
	w.ServeHTTP(rec, r)
	return rec
}

// page gets a page, which must have the status and be sound HTML.
func (w *world) page(p account.Person, path string, status int) string {
	w.Helper()
	rec := w.as(p, "GET", path, nil)
	body := rec.Body.String()
	if rec.Code != status {
		w.Fatalf("GET %s as %s: status %d, want %d\n%s\n%s", path, p.Role, rec.Code, status, rec.Header().Get("Location"), w.log)
	}
	if strings.HasPrefix(rec.Header().Get("Content-Type"), "text/html") {
		htmltest.Check(w, body)
	}
	return body
}

func (w *world) contains(body string, want ...string) {
	w.Helper()
	for _, s := range want {
		if !strings.Contains(body, s) {
			w.Errorf("the page lacks %q", s)
		}
	}
}

func (w *world) lacks(body string, bad ...string) {
	w.Helper()
	for _, s := range bad {
		if strings.Contains(body, s) {
			w.Errorf("the page has %q", s)
		}
	}
}

const (
	idSent     = "01J00000000000000000000001"
	idAccepted = "01J00000000000000000000002"
	idRejected = "01J00000000000000000000003"
	idRefused  = "01J00000000000000000000004"
	idSecond   = "01J00000000000000000000005"
	idBroken   = "01J00000000000000000000006"
	idThird    = "01J00000000000000000000007"
	idUnusual  = "01J00000000000000000000008"
)

// unusual is what the checks want explained of a return.
var unusual = []ledger.Problem{
	{Ref: "Referrals!D2", Rule: "V09", Severity: cell.Explain, Group: "Far from your own past", Message: "Referrals rose by half since last quarter.", Value: "5128"},
	{Ref: "Referrals!D8", Rule: "V09", Severity: cell.Explain, Group: "Far from your own past", Message: "Re-referrals rose by half since last quarter.", Value: "1242"},
	{Ref: "Referrals!D8", Rule: "V10", Severity: cell.Explain, Group: "Far from other areas", Message: "This is outside the national limits.", Value: "1242"},
	{Ref: "file", Rule: "V12", Severity: cell.Note, Group: "Much is not recorded", Message: "Ethnicity is not recorded for 22%."},
}

var quarter = period.NewQuarter(2026, 2)

func aReturn() *returns.Return {
	ref := func(row, col int) cell.Ref { return cell.Ref{Sheet: "Referrals", Row: row, Col: col} }
	return &returns.Return{Area: "383", Period: quarter, TemplateVersion: "1", PreparedByRole: "Data officer", Counts: []returns.Count{
		{Sheet: "Referrals", Measure: "referrals", Breakdown: "total", Category: "all", N: 5128, Ref: ref(6, 3)},
		{Sheet: "Referrals", Measure: "rereferrals_12m", Breakdown: "total", Category: "all", N: 1242, Ref: ref(8, 3)},
		{Sheet: "Referrals", Measure: "referrals_nfa", Breakdown: "total", Category: "all", State: returns.NotAvailable, Ref: ref(9, 3)},
	}}
}

func (w *world) submit(id string, p account.Person) ledger.Submission {
	w.Helper()
	s := ledger.Submission{ID: id, Area: p.Area, Period: quarter.String(), By: p, At: today.Add(-time.Minute)}
	if err := w.ledger.AddSubmission(context.Background(), s); err != nil {
		w.Fatal(err)
	}
	return s
}

func (w *world) outcome(o ledger.Outcome) {
	w.Helper()
	o.Area, o.Period, o.At = "383", quarter.String(), today
	if err := w.ledger.RecordOutcome(context.Background(), o); err != nil {
		w.Fatal(err)
	}
}

// keep records an accepted return of Leeds with its problems, as intake would.
func (w *world) keep(id string, r *returns.Return, reason string, problems ...ledger.Problem) ledger.Outcome {
	w.Helper()
	s := ledger.Submission{ID: id, Area: r.Area, Period: r.Period.String(), FileName: "return.xlsx", By: officer, At: today, Reason: reason}
	if err := w.ledger.AddSubmission(context.Background(), s); err != nil {
		w.Fatal(err)
	}
	o, err := w.ledger.Keep(context.Background(), ledger.Judged{Return: r, Workbook: []byte("workbook " + id),
		Outcome: ledger.Outcome{ID: id, Area: s.Area, Period: s.Period, Verdict: returns.Accepted, Problems: problems, At: today}})
	if err != nil {
		w.Fatal(err)
	}
	return o
}

// approve presses the button of the page that asks for a lead's approval.
func (w *world) approve(p account.Person, o ledger.Outcome, number int) *httptest.ResponseRecorder {
	w.Helper()
	return w.as(p, "POST", "/returns/"+o.ID+"/sign-off", url.Values{"sha256": {o.SHA256}, "number": {strconv.Itoa(number)}, "confirm": {"yes"}})
}

func (w *world) accept(id string) ledger.Outcome {
	w.Helper()
	return ledgertest.Accept(w, w.ledger, id, aReturn(), []byte("workbook "+id), today)
}
