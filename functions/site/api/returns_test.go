package api

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"earlyhelp/functions/site/national/nationaltest"
	"earlyhelp/shared/account"
	"earlyhelp/shared/area"
	cellref "earlyhelp/shared/cell"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/ledger/ledgertest"
	"earlyhelp/shared/period"
	"earlyhelp/shared/published"
)

func TestAReturnFromStartToSignOff(t *testing.T) {
	w := newWorld(t)
	rec := w.ask(leedsOfficer, "POST", prefix+"/returns", `{"area":"E08000035","period":"2026-Q2","fileName":"../../leeds.xlsx"}`)
	if rec.Code != 201 {
		t.Fatalf("start: %d %s", rec.Code, rec.Body)
	}
	id := w.json(rec)["id"].(string)
	href := prefix + "/returns/" + id
	if rec.Header().Get("Location") != href {
		t.Errorf("Location %q, want %q", rec.Header().Get("Location"), href)
	}
	if m := w.json(w.ask(leedsOfficer, "GET", href, "")); m["state"] != "waiting" || m["fileName"] != "leeds.xlsx" {
		t.Errorf("state %v, file name %v; want waiting, leeds.xlsx", m["state"], m["fileName"])
	}
	for name, p := range map[string]account.Person{"another area's officer": otherOfficer, "an inspector": inspector} {
		if rec := w.ask(p, "GET", href, ""); rec.Code != 404 {
			t.Errorf("%s gets %d for a return of Leeds, want 404", name, rec.Code)
		}
	}
	first := w.accept(id, "first", 0)
	sign := `{"sha256":"` + first.SHA256 + `","number":1}`
	partner := func(name string) account.Person { return ledgertest.Lead("383", name) }
	for _, tt := range []struct {
		name    string
		person  account.Person
		body    string
		status  int
		kind    string
		waiting int
	}{
		{"an officer may not sign", leedsOfficer, sign, 403, "may-not", 0},
		{"nor a lead of no partner", leedsLead, sign, 403, "no-partner", 0},
		{"another area is told that there is none", otherOfficer, sign, 404, "unknown-return", 0},
		{"nobody is asked to sign in", nobody, sign, 401, "sign-in", 0},
		{"not before all is explained", partner(account.Health), sign, 409, "not-explained", 0},
	} {
		t.Run(tt.name, func(t *testing.T) { w.t = t; w.post(tt.person, href+"/sign-off", tt.body, tt.status, tt.kind) })
	}
	w.t = t
	for _, tt := range []struct {
		name   string
		person account.Person
		body   string
		status int
		kind   string
		left   int
	}{
		{"an inspector", inspector, `{"answers":[]}`, 404, "unknown-return", 0},
		{"something personal", leedsOfficer, `{"answers":[{"rule":"V09","ref":"Referrals!D5","text":"Ask jane.doe@example.org"}]}`, 422, "cannot-be-kept", 0},
		{"what nobody asked", leedsOfficer, `{"answers":[{"rule":"V09","ref":"Referrals!D9","text":"x"}]}`, 422, "cannot-be-kept", 0},
		{"one of two", leedsOfficer, `{"answers":[{"rule":"V09","ref":"Referrals!D5","text":"A new front door in May."}]}`, 201, "", 1},
		{"the other", leedsOfficer, `{"answers":[{"rule":"V10","ref":"Referrals!D6","text":"A count of one school."}]}`, 201, "", 0},
	} {
		t.Run("explain: "+tt.name, func(t *testing.T) {
			w.t = t
			m := w.post(tt.person, href+"/explanations", tt.body, tt.status, tt.kind)
			if body, _ := json.Marshal(m); strings.Contains(string(body), "jane") {
				t.Errorf("the answer repeats what is personal: %s", body)
			}
			if tt.kind == "" && len(m["needsExplaining"].([]any)) != tt.left {
				t.Errorf("needsExplaining %v, want %d", m["needsExplaining"], tt.left)
			}
		})
	}
	w.t = t
	for i, name := range account.Partners() {
		for range 2 { // a button pressed twice
			m := w.post(partner(name), href+"/sign-off", sign, 201, "")
			if len(m["waitingFor"].([]any)) != 3-i || len(m["approvals"].([]any)) != i+1 || m["signedOff"] != (i == 3) || m["by"] != "Lead of 383 for "+name || m["number"] != 1.0 {
				t.Errorf("%s approves: %v", name, m)
			}
		}
	}
	w.post(partner(account.Health), href+"/sign-off", `{"sha256":"abc","number":1}`, 409, "another-return")
	w.post(leedsOfficer, href+"/explanations", `{"answers":[{"rule":"V09","ref":"Referrals!D5","text":"Another reason"}]}`, 409, "approved-already")
	for _, p := range []account.Person{leedsOfficer, inspector} {
		m := w.json(w.ask(p, "GET", href, ""))
		if m["state"] != "signed" || m["verdict"] != "accepted" || m["approval"].(map[string]any)["signedOff"] != true || len(m["explanations"].([]any)) != 2 {
			t.Errorf("%s sees %v", p.Role, m)
		}
	}

	// A second version needs a reason, and says what it changed.
	if m := w.post(leedsOfficer, prefix+"/returns", `{"area":"383","period":"2026-Q2"}`, 409, "reason-needed"); m["field"] != "reason" {
		t.Errorf("field %v", m["field"])
	}
	m := w.post(leedsOfficer, prefix+"/returns", `{"area":"383","period":"2026-Q2","reason":"Twelve referrals were entered late."}`, 201, "")
	second := m["id"].(string)
	w.accept(second, "second", 12)
	m = w.json(w.ask(leedsOfficer, "GET", prefix+"/returns/"+second, ""))
	links := m["links"].(map[string]any)
	if len(m["versions"].([]any)) != 2 || m["reason"] != "Twelve referrals were entered late." || m["nextNumber"] != 2.0 {
		t.Errorf("the second version: %v", m)
	}
	m = w.json(w.ask(leedsOfficer, "GET", links["changes"].(string), ""))
	if m["before"] != id || len(m["changes"].([]any)) != 1 || m["changes"].([]any)[0].(map[string]any)["difference"] != 12.0 {
		t.Errorf("changes: %v", m)
	}
	w.post(partner(account.Health), href+"/sign-off", `{"sha256":"`+first.SHA256+`","number":2}`, 409, "reason-needed")
	for link, want := range map[string]string{"problems": "V09", "marked": "marked second", "workbook": "second"} {
		rec := w.ask(leedsOfficer, "GET", links[link].(string), "")
		if rec.Code != 200 || !strings.Contains(rec.Body.String(), want) || !strings.Contains(rec.Header().Get("Content-Disposition"), "early-help-383-2026-q2-") {
			t.Errorf("%s: %d %q", link, rec.Code, rec.Body)
		}
		if rec := w.ask(inspector, "GET", links[link].(string), ""); rec.Code != 404 {
			t.Errorf("an inspector gets %d for the %s of a return that is not signed off", rec.Code, link)
		}
	}
	w.ask(leedsOfficer, "GET", href+"/changes", "")
}

// accept has a return of Leeds accepted, with two figures to explain.
func (w *world) accept(id, workbook string, more float64) ledger.Outcome {
	w.t.Helper()
	leeds, _ := area.England().Find("383")
	ret := nationaltest.Return(leeds, period.NewQuarter(2026, 2), published.Series())
	for i := range ret.Counts {
		ret.Counts[i].Ref = cellref.Ref{Sheet: ret.Counts[i].Sheet, Row: i + 5, Col: 4}
	}
	ret.Counts[0].N += more
	o, err := w.ledger.Keep(w.t.Context(), ledger.Judged{
		Outcome: ledger.Outcome{ID: id, Area: "383", Period: "2026-Q2", Verdict: "accepted", At: now().Add(time.Duration(more) * time.Minute), Privacy: []ledger.PrivacyFinding{}, Problems: []ledger.Problem{
			{Ref: "Referrals!D5", Rule: "V09", Severity: "explain", Message: "Say why.", Group: "A large change"},
			{Ref: "Referrals!D6", Rule: "V10", Severity: "explain", Message: "Say why."}}},
		Return: ret, Workbook: []byte(workbook), Marked: []byte("marked " + workbook),
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return o
}

// post sends a request and checks the status and the kind of problem.
func (w *world) post(p account.Person, url, body string, status int, kind string) map[string]any {
	w.t.Helper()
	rec := w.ask(p, "POST", url, body)
	m := w.json(rec)
	if rec.Code != status || kind != "" && m["type"] != "urn:earlyhelp:problem:"+kind {
		w.t.Fatalf("POST %s: %d %v, want %d %s", url, rec.Code, m, status, kind)
	}
	return m
}

// A program that knows nothing of deadlines sends a return after one.
func TestALateReturn(t *testing.T) {
	w := newWorld(t)
	if err := w.ledger.ChangePeriod(t.Context(), ledger.PeriodChange{Period: "2026-Q2", Open: true, Deadline: period.DateOf(now()).AddDays(-1), At: now()}); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, body string
		reason     any
	}{
		{"without a reason", `{"area":"383","period":"2026-Q2"}`, nil},
		{"with one", `{"area":"383","period":"2026-Q2","lateReason":"Our system was down."}`, "Our system was down."},
	} {
		m := w.post(leedsOfficer, prefix+"/returns", tt.body, 201, "")
		m = w.json(w.ask(leedsOfficer, "GET", m["href"].(string), ""))
		if m["late"] != true || m["lateReason"] != tt.reason {
			t.Errorf("%s: late %v, lateReason %v", tt.name, m["late"], m["lateReason"])
		}
	}
}

func TestAReturnThatCannotBeStarted(t *testing.T) {
	w := newWorld(t)
	for _, tt := range []struct {
		name   string
		person account.Person
		body   string
		status int
		kind   string
	}{
		{"not signed in", nobody, `{"area":"383","period":"2026-Q2"}`, 401, "sign-in"},
		{"another area", leedsOfficer, `{"area":"857","period":"2026-Q2"}`, 403, "may-not"},
		{"an inspector", inspector, `{"area":"383","period":"2026-Q2"}`, 403, "may-not"},
		{"a period that is not open", leedsOfficer, `{"area":"383","period":"2026-Q1"}`, 409, "not-open"},
		{"no period", leedsOfficer, `{"area":"383","period":"soon"}`, 400, "bad-period"},
		{"no area", leedsOfficer, `{"area":"","period":"2026-Q2"}`, 400, "bad-area"},
		{"two objects", leedsOfficer, `{"area":"383","period":"2026-Q2"}{}`, 400, "bad-body"},
		{"not an object", leedsOfficer, `[`, 400, "bad-body"},
		{"too long", leedsOfficer, `{"fileName":"` + strings.Repeat("x", 20<<10) + `"}`, 413, "too-long"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w.t = t
			rec := w.ask(tt.person, "POST", prefix+"/returns", tt.body)
			if rec.Code != tt.status {
				t.Fatalf("status %d, want %d: %s", rec.Code, tt.status, rec.Body)
			}
			if got := w.json(rec)["type"]; got != "urn:earlyhelp:problem:"+tt.kind {
				t.Errorf("type %v, want %s", got, tt.kind)
			}
		})
	}
	w.t = t
	if rec := w.ask(leedsOfficer, "POST", prefix+"/returns", `{}`, "Content-Type", "text/plain"); rec.Code != 415 {
		t.Errorf("plain text: %d, want 415", rec.Code)
	}
	if keys := w.objects.Keys(ledger.Submissions); len(keys) != 0 {
		t.Errorf("submissions were recorded: %v", keys)
	}
}
