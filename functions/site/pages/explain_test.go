package pages

import (
	"context"
	"html"
	"net/url"
	"slices"
	"strings"
	"testing"

	"earlyhelp/shared/account"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/ledger/ledgertest"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

// boxes fills in the form of a page that asks for explanations: by the key of
// what is explained.
func boxes(t *testing.T, body string, answers map[string]string) url.Values {
	t.Helper()
	form := url.Values{}
	for _, part := range strings.Split(body, `<input type="hidden" name="key-`)[1:] {
		n, rest, _ := strings.Cut(part, `"`)
		_, rest, _ = strings.Cut(rest, `value="`)
		key, _, _ := strings.Cut(rest, `"`)
		key = html.UnescapeString(key)
		form.Set("key-"+n, key)
		form.Set("answer-"+n, answers[key])
	}
	for k, v := range answers {
		if strings.HasPrefix(k, "group-") {
			form.Set(k, v)
		}
	}
	return form
}

func TestExplain(t *testing.T) {
	w := newWorld(t)
	o := w.keep(idUnusual, aReturn(), "", unusual...)
	at := "/returns/" + idUnusual
	explained := func() map[string]string {
		e, err := w.ledger.Explanations(context.Background(), "383", quarter, idUnusual)
		if err != nil {
			t.Fatal(err)
		}
		m := map[string]string{}
		for _, a := range e.Answers {
			m[a.Rule+" "+a.Ref] = a.Text
		}
		return m
	}
	t.Run("the return says that it has to be explained", func(t *testing.T) {
		w.contains(w.page(officer, at, 200), "This return is accepted, and has to be explained", "3 figures are unusual", at+"/explain", "Not explained yet", "What else was found", "Ethnicity is not recorded")
		w.contains(w.page(officer, "/returns", 200), "To be explained", "Explain 3 unusual figures")
		w.contains(w.page(lead, at+"/sign-off", 409), "has to be explained first", at+"/explain")
		if rec := w.approve(lead, o, 1); rec.Code != 409 {
			t.Errorf("approved all the same: %d", rec.Code)
		}
	})
	form := w.page(officer, at+"/explain", 200)
	w.contains(form, "Sheet Referrals: Far from your own past", "Referrals rose by half", "Referrals!D2 says 5128. Why?", "One reason for all that are left blank below")
	t.Run("what tells of a person is turned away, and what was typed stays", func(t *testing.T) {
		rec := w.as(officer, "POST", at+"/explain", boxes(t, form, map[string]string{"V09 Referrals!D2": "A school closed.", "V10 Referrals!D8": "see ann@example.org <b>"}))
		if rec.Code != 422 || len(explained()) > 0 {
			t.Fatalf("status %d, kept %v", rec.Code, explained())
		}
		body := rec.Body.String()
		w.contains(body, "email address", "<title>Error: ", "A school closed.", "see ann@example.org &lt;b&gt;", `href="#answer-`)
		if strings.Count(body, "ann@example.org") != 1 {
			t.Error("the message repeats what was typed")
		}
	})
	t.Run("too long is turned away", func(t *testing.T) {
		if rec := w.as(officer, "POST", at+"/explain", boxes(t, form, map[string]string{"V09 Referrals!D2": strings.Repeat("a ", 501)})); rec.Code != 422 {
			t.Errorf("status %d", rec.Code)
		}
	})
	t.Run("some now", func(t *testing.T) {
		rec := w.as(officer, "POST", at+"/explain", boxes(t, form, map[string]string{"V10 Referrals!D8": "We count <all> of them."}))
		if rec.Code != 303 || explained()["V10 Referrals!D8"] != "We count <all> of them." || len(explained()) != 1 {
			t.Fatalf("status %d, kept %v", rec.Code, explained())
		}
		w.contains(w.page(officer, at+"?done=explained", 200), "Your explanations are saved", "We count &lt;all&gt; of them.", "2 figures are not explained yet", "Explained by Ola Fficer, 20 July 2026")
	})
	t.Run("one reason for those that are left", func(t *testing.T) {
		form := w.page(lead, at+"/explain", 200)
		w.contains(form, "We count &lt;all&gt; of them.")
		rec := w.as(lead, "POST", at+"/explain", boxes(t, form, map[string]string{"V10 Referrals!D8": "We count <all> of them.", "V09 Referrals!D8": "A team joined.", "group-0": "A new front door."}))
		if rec.Code != 303 {
			t.Fatalf("status %d", rec.Code)
		}
		got := explained()
		if got["V09 Referrals!D2"] != "A new front door." || got["V09 Referrals!D8"] != "A team joined." || len(got) != 3 {
			t.Errorf("kept %v", got)
		}
		w.contains(w.page(officer, at, 200), "This return is accepted", "Change the explanations")
	})
	t.Run("leads see them where they approve", func(t *testing.T) {
		w.contains(w.page(lead, at+"/sign-off", 200), "A new front door.", "Explained by Lea D")
	})
	t.Run("a form that shows an earlier set approves nothing", func(t *testing.T) {
		w.contains(w.page(lead, at+"/sign-off", 200), `name="explained" value="2"`)
		rec := w.as(lead, "POST", at+"/sign-off", url.Values{"sha256": {o.SHA256}, "number": {"1"}, "confirm": {"yes"}, "explained": {"1"}})
		if rec.Code != 422 {
			t.Errorf("status %d", rec.Code)
		}
		w.contains(rec.Body.String(), "What is explained has changed since you opened this page", `name="explained" value="2"`)
	})
	t.Run("not once a partner has approved", func(t *testing.T) {
		if rec := w.approve(lead, o, 1); rec.Code != 303 {
			t.Fatalf("status %d", rec.Code)
		}
		w.contains(w.page(officer, at+"/explain", 409), "A partner has approved this return already")
		if rec := w.as(officer, "POST", at+"/explain", boxes(t, form, map[string]string{"V09 Referrals!D2": "Otherwise."})); rec.Code != 409 {
			t.Errorf("status %d", rec.Code)
		}
		w.lacks(w.page(officer, at, 200), "Change the explanations")
	})
	t.Run("inspectors see them once it is signed off", func(t *testing.T) {
		w.page(inspector, at, 404)
		for _, p := range []account.Person{otherLead, council, school} {
			if rec := w.approve(p, o, 1); rec.Code != 303 {
				t.Fatalf("%s: status %d", p.Name, rec.Code)
			}
		}
		for _, p := range []account.Person{inspector, nationalTeam} {
			body := w.page(p, at, 200)
			w.contains(body, "A new front door.", "5,128", "/areas/E08000035", "Coun Cil")
			w.lacks(body, "/sign-off", "/explain", "/template", `href="/returns"`)
			w.page(p, at+"/explain", 403)
			w.contains(w.page(p, "/returns/versions/383/2026-Q2", 200), "Version 1", "You see the versions that were signed off")
		}
	})
	t.Run("a later version is asked again, with what was said filled in where the figure is the same", func(t *testing.T) {
		const again = "01J00000000000000000000009"
		list := slices.Clone(unusual)
		list[1].Message, list[1].Value = "Re-referrals doubled since last quarter.", "1600"
		w.keep(again, aReturn(), "A team was left out.", list...)
		body := w.page(officer, "/returns/"+again+"/explain", 200)
		w.contains(body, "2 figures are as they were in your last version", "A new front door.</textarea>", "We count &lt;all&gt; of them.")
		w.lacks(body, "A team joined.")
		w.contains(w.page(officer, "/returns/"+again, 200), "3 figures are unusual")
	})
	t.Run("what does not have to be explained", func(t *testing.T) {
		w := newWorld(t)
		w.accept(idAccepted)
		w.submit(idSent, officer)
		w.contains(w.page(officer, "/returns/"+idAccepted+"/explain", 409), "nothing to explain")
		w.page(officer, "/returns/"+idSent+"/explain", 409)
		w.keep(idUnusual, aReturn(), "", unusual...)
		rec := w.as(officer, "POST", "/returns/"+idUnusual+"/explain", url.Values{"key-0": {"V99 Referrals!A1"}, "answer-0": {"x"}})
		if e, _ := w.ledger.Explanations(context.Background(), "383", quarter, idUnusual); rec.Code != 303 || len(e.Answers) > 0 {
			t.Errorf("status %d, kept %v", rec.Code, e.Answers)
		}
	})
}

func TestVersionsAndChanges(t *testing.T) {
	w := newWorld(t)
	w.keep(idAccepted, aReturn(), "")
	r := aReturn()
	r.Counts[0].N, r.Counts[1].Note = 5300, `=HYPERLINK("http://evil.test")`
	w.keep(idSecond, r, "The <late> team was missing.")
	w.submit(idRejected, officer)
	w.outcome(ledger.Outcome{ID: idRejected, Verdict: "rejected"})
	t.Run("versions", func(t *testing.T) {
		body := w.page(officer, "/returns/versions/383/2026-Q2", 200)
		w.contains(body, "Version 2", "Version 1", "None is signed off yet", "/returns/"+idSecond+"/changes", "The &lt;late&gt; team was missing.", "Files that were not accepted", "/returns/"+idRejected)
		w.contains(w.page(officer, "/returns/versions/383/2026-Q1", 200), "Nothing has been accepted yet.")
		for _, path := range []string{"/returns/versions/350/2026-Q2", "/returns/versions/999/2026-Q2", "/returns/versions/383/never"} {
			w.page(officer, path, 404)
		}
		for _, p := range []account.Person{bolton, practitioner, librarian} {
			w.page(p, "/returns/versions/383/2026-Q2", 404)
		}
		body = w.page(inspector, "/returns/versions/383/2026-Q2", 200)
		w.contains(body, "No version is signed off.")
		w.lacks(body, "Ola Fficer", "Files that were not accepted")
	})
	t.Run("changes", func(t *testing.T) {
		w.page(officer, "/returns/"+idAccepted+"/changes", 404)
		w.page(officer, "/returns/"+idAccepted+"/changes.csv", 404)
		w.page(officer, "/returns/"+idRejected+"/changes", 404)
		body := w.page(officer, "/returns/"+idSecond+"/changes", 200)
		w.contains(body, "What changed since version 1", "2 cells say another thing than before: 1 changed, 1 new.", "5,128", "5,300", "&#43;172", "HYPERLINK(&#34;http://evil.test", "The &lt;late&gt; team was missing.")
		w.contains(w.page(officer, "/returns/"+idSecond, 200), "2 cells changed", "version 1")
		rec := w.as(officer, "GET", "/returns/"+idSecond+"/changes.csv", nil)
		if rec.Code != 200 || !strings.HasPrefix(rec.Header().Get("Content-Type"), "text/csv") || rec.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%d %v", rec.Code, rec.Header())
		}
		w.contains(rec.Body.String(), "Referrals,", ",5128,5300,172\r\n", `"'=HYPERLINK(""http://evil.test"")"`)
	})
	t.Run("the template filled in with what was sent", func(t *testing.T) {
		rec := w.as(officer, "GET", "/returns/"+idSecond+"/template", nil)
		if rec.Code != 200 || !strings.HasPrefix(rec.Body.String(), "PK") {
			t.Errorf("%d\n%s", rec.Code, w.log)
		}
		w.page(officer, "/returns/"+idRejected+"/template", 404)
	})
}

// TestSentAgainAfterASignOff asks why, once, and on the way to the file.
func TestSentAgainAfterASignOff(t *testing.T) {
	w := newWorld(t)
	start := func(form url.Values) (int, string, string) {
		form.Set("period", "2026-Q2")
		rec := w.as(officer, "POST", "/returns", form)
		return rec.Code, rec.Header().Get("Location"), rec.Body.String()
	}
	_, begun, _ := start(url.Values{}) // begun before the sign-off, and never sent
	ledgertest.Sign(t, w.ledger, w.accept(idAccepted), 1, today)
	const why = "/returns/new/why?period=2026-Q2"
	if code, to, _ := start(url.Values{}); code != 303 || to != why {
		t.Fatalf("%d to %s", code, to)
	}
	w.contains(w.page(officer, why, 200), "Say why this return is sent", "Why is it sent again?", "/returns/"+idAccepted)
	w.lacks(w.page(officer, why, 200), "after the deadline?")
	for _, bad := range []string{"", "  ", "ask ann@example.org", strings.Repeat("a", 1001)} {
		code, _, body := start(url.Values{"reason": {bad}})
		if code != 422 {
			t.Errorf("%.20q: status %d", bad, code)
		}
		w.contains(body, `href="#reason"`, `id="reason"`, "<title>Error: ")
	}
	code, to, _ := start(url.Values{"reason": {"Two <teams> were counted late."}})
	if code != 303 || to == begun {
		t.Fatalf("%d to %s", code, to)
	}
	s, err := w.ledger.Submission(context.Background(), strings.TrimPrefix(to, "/returns/"))
	if err != nil || s.Reason != "Two <teams> were counted late." {
		t.Errorf("recorded %+v, %v", s, err)
	}
	w.contains(w.page(officer, to, 200), "Two &lt;teams&gt; were counted late.")
	if code, again, _ := start(url.Values{}); code != 303 || again != to {
		t.Errorf("begun twice: %d to %s, not %s", code, again, to)
	}
	if rec := w.as(officer, "GET", "/returns/new/why?period=2026-Q1", nil); rec.Code != 303 || rec.Header().Get("Location") != "/returns/new?period=2026-Q1" {
		t.Errorf("where no reason is needed: %d to %s", rec.Code, rec.Header().Get("Location"))
	}
	w.page(officer, "/returns/new/why?period=x", 400)
}

// TestLateReturn lets the deadline of a period pass.
func TestLateReturn(t *testing.T) {
	w := newWorld(t)
	if err := w.ledger.ChangePeriod(context.Background(), ledger.PeriodChange{Period: "2026-Q2", Open: true, Deadline: period.NewDate(2026, 7, 19), At: today}); err != nil {
		t.Fatal(err)
	}
	w.contains(w.page(officer, "/returns", 200), "19 July 2026: it has passed", "Fill in the workbook and send it")
	form := url.Values{"period": {"2026-Q2"}}
	if rec := w.as(officer, "POST", "/returns", form); rec.Header().Get("Location") != "/returns/new/why?period=2026-Q2" {
		t.Fatalf("%d to %s", rec.Code, rec.Header().Get("Location"))
	}
	body := w.page(officer, "/returns/new/why?period=2026-Q2", 200)
	w.contains(body, "due by 19 July 2026", "Why does it come after the deadline?")
	w.lacks(body, "Why is it sent again?")
	form.Set("lateReason", "")
	if rec := w.as(officer, "POST", "/returns", form); rec.Code != 422 {
		t.Errorf("without a reason: %d", rec.Code)
	}
	form.Set("lateReason", "The system was moved.")
	rec := w.as(officer, "POST", "/returns", form)
	if rec.Code != 303 {
		t.Fatalf("status %d", rec.Code)
	}
	w.contains(w.page(officer, rec.Header().Get("Location"), 200), "Why it came late", "The system was moved.")

	// A program that knows of no reason is late without one.
	s := ledger.Submission{ID: idSecond, Area: "383", Period: quarter.String(), By: officer, At: today, Late: true}
	if err := w.ledger.AddSubmission(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	if _, err := w.ledger.Keep(t.Context(), ledger.Judged{Return: aReturn(), Workbook: []byte("late"),
		Outcome: ledger.Outcome{ID: s.ID, Area: s.Area, Period: s.Period, Verdict: returns.Accepted, At: today}}); err != nil {
		t.Fatal(err)
	}
	w.contains(w.page(officer, "/returns/"+s.ID, 200), "Why it came late", "Late, no reason given")
	w.contains(w.page(officer, "/returns/versions/383/2026-Q2", 200), "Late, no reason given")
}
