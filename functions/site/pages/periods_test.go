package pages

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"earlyhelp/shared/account"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/ledger/ledgertest"
	"earlyhelp/shared/mail"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

var otherNational = account.Person{Subject: "n2", Name: "No Rth", Role: account.National}

// collect opens 2026-Q2 with a deadline that passed on 14 July, and takes five
// areas to a stage each. Tests take place on 20 July.
func collect(w *world) {
	w.Helper()
	ctx := context.Background()
	deadline := period.NewDate(2026, time.July, 14)
	do := func(err error) {
		w.Helper()
		if err != nil {
			w.Fatal(err)
		}
	}
	do(w.ledger.ChangePeriod(ctx, ledger.PeriodChange{Period: "2026-Q2", Open: true, Opens: period.NewDate(2026, time.July, 1), Deadline: deadline,
		Note: "Survey questions are new this quarter.", Reason: "=1+1 more time", By: nationalTeam, At: today}))
	send := func(n int, dfe, why string, v returns.Verdict) ledger.Outcome {
		s := ledger.Submission{ID: fmt.Sprintf("01J0000000000000000000001%d", n), Area: dfe, Period: "2026-Q2", LateReason: why, At: today, By: officer}
		do(w.ledger.AddSubmission(ctx, s))
		o := ledger.Outcome{ID: s.ID, Area: dfe, Period: "2026-Q2", Verdict: v, At: today}
		if v == returns.Accepted {
			o.SHA256 = ledger.Hash([]byte(s.ID))
		}
		if dfe == "350" {
			o.Problems = []ledger.Problem{{Ref: "Referrals!D5", Rule: "V09", Severity: "explain"}}
		}
		do(w.ledger.RecordOutcome(ctx, o))
		return o
	}
	send(1, "301", "", returns.Rejected)
	send(2, "350", "=The extract failed", returns.Accepted)
	o := send(3, "383", "The extract failed", returns.Accepted)
	_, err := w.ledger.Approve(ctx, ledgertest.Approvals(o, 1, today)[:1]...)
	do(err)
	ledgertest.Sign(w, w.ledger, send(4, "302", "", returns.Accepted), 1, today)
}

func TestPeriodPages(t *testing.T) {
	w := newWorld(t)
	collect(w)
	page := w.page(nationalTeam, "/periods", 200)
	w.contains(page, "April to June 2026", "14 July 2026, 6 days ago", "1 of 153", "/periods/2026-Q3/change", "14 days before the deadline")
	page = w.page(nationalTeam, "/periods/2026-Q2", 200)
	w.contains(page, "Survey questions are new this quarter.", "1 more time", "late: The extract failed", "late, no reason given", "1 figure to be explained",
		"health, police, education to approve", "local authority", "all four partners", "153 of 153 areas", "Remind the 152 areas that are behind", "15 July 2026", "1 day after the deadline", "Na Tional")
	for stage, want := range map[string]string{"not+sent": "149 of 153", "put+right": "1 of 153", "explain": "1 of 153", "approve": "1 of 153", "signed+off": "1 of 153", "late": "4 of 153", "nonsense": "0 of 153"} {
		w.contains(w.page(nationalTeam, "/periods/2026-Q2?stage="+stage, 200), want+" areas")
	}
	w.contains(w.page(nationalTeam, "/periods/2026-Q2?region=E12000003&stage=approve", 200), "1 of 153", "Leeds")
	w.contains(w.page(nationalTeam, "/periods/2026-Q2?region=E12000002&stage=approve", 200), "No area is that far")
	t.Run("an inspector reads and changes nothing", func(t *testing.T) {
		page := w.page(inspector, "/periods/2026-Q2", 200)
		w.contains(page, "The extract failed")
		w.lacks(page, "/change", "/remind", "/contacts")
		w.lacks(w.page(inspector, "/periods", 200), "/change")
		w.page(inspector, "/periods/2026-Q2/change", 403)
		w.page(inspector, "/contacts", 403)
		w.page(inspector, "/contacts/383", 404)
	})
	t.Run("what is none", func(t *testing.T) {
		w.page(nationalTeam, "/periods/2026-Q5", 404)
		w.page(inspector, "/periods/2026-Q3", 404)
		if rec := w.as(nationalTeam, "GET", "/periods/2026-Q3", nil); rec.Code != 303 || rec.Header().Get("Location") != "/periods/2026-Q3/change" {
			t.Errorf("a period that is not opened: %d to %s", rec.Code, rec.Header().Get("Location"))
		}
		w.page(nationalTeam, "/mailbox", 404)
	})
	t.Run("as CSV", func(t *testing.T) {
		rec := w.as(nationalTeam, "GET", "/periods/2026-Q2/areas.csv?stage=explain", nil)
		want := "period,dfe,area,region,stage,sent,deadline,late,late_reason,unexplained,approved_by,waiting_for,signed_off,last_reminded\r\n" +
			"2026-Q2,350,Bolton,North West,explain,2026-07-20T09:30:00Z,2026-07-14,true,'=The extract failed,1,,local authority; health; police; education,,\r\n"
		if d := cmp.Diff(want, rec.Body.String()); d != "" || rec.Header().Get("Content-Disposition") != `attachment; filename="areas-2026-Q2.csv"` {
			t.Errorf("%s\n%s", rec.Header(), d)
		}
	})
}

// TestPeriodRoutesAgainstTable walks every route about periods with every
// role.
func TestPeriodRoutesAgainstTable(t *testing.T) {
	for route, action := range map[string]account.Action{
		"GET /periods": account.SeeProgress, "GET /periods/2026-Q2": account.SeeProgress, "GET /periods/2026-Q2/areas.csv": account.SeeProgress,
		"GET /periods/2026-Q2/change": account.ManagePeriods, "POST /periods/2026-Q2/change": account.ManagePeriods,
		"GET /periods/2026-Q2/remind": account.ManagePeriods, "POST /periods/2026-Q2/remind": account.ManagePeriods,
	} {
		w := newWorld(t)
		collect(w)
		for _, p := range everybody {
			method, path, _ := strings.Cut(route, " ")
			var form url.Values
			if method == "POST" {
				form = url.Values{"number": {"1"}}
			}
			rec := w.as(p, method, path, form)
			signIn := rec.Code == 303 && strings.HasPrefix(rec.Header().Get("Location"), "/sign-in")
			switch may := account.May(p, action); {
			case may && (rec.Code == 403 || rec.Code == 404 || rec.Code >= 500 || signIn):
				t.Errorf("%s as %s: %d, but the table allows it", route, p.Role, rec.Code)
			case !may && p.SignedIn() && rec.Code != 403:
				t.Errorf("%s as %s: %d, want 403", route, p.Role, rec.Code)
			case !may && !p.SignedIn() && !signIn:
				t.Errorf("%s as nobody: %d, want the way to sign in", route, rec.Code)
			}
		}
	}
}

func TestChangePeriod(t *testing.T) {
	w := newWorld(t)
	collect(w)
	good := url.Values{"number": {"3"}, "state": {"open"}, "opens": {"2026-07-01"}, "deadline": {"31/7/2026"}, "note": {"Two more weeks."}, "reason": {"Half of the areas changed system."}}
	with := func(kv ...string) url.Values {
		f := url.Values{}
		for k, v := range good {
			f[k] = v
		}
		for i := 0; i < len(kv); i += 2 {
			f.Set(kv[i], kv[i+1])
		}
		return f
	}
	const path = "/periods/2026-Q2/change"
	w.contains(w.page(nationalTeam, path, 200), `value="2026-07-14"`, `name="number" value="3"`, "Survey questions are new")
	for _, tt := range []struct {
		name string
		form url.Values
		want string
	}{
		{"no state", with("state", ""), "Choose whether returns are taken"},
		{"a date that is none", with("deadline", "31 Julember"), "Type a date such as"},
		{"no deadline", with("deadline", ""), "Type the last day on which a return is in time"},
		{"a deadline before the opening", with("deadline", "2026-06-30"), "not before the day it opens"},
		{"a year typed wrong", with("deadline", "2062-07-31"), "Look at the year"},
		{"a plan for the past", with("state", "planned"), "Type a day after today"},
		{"no reason", with("reason", " \n"), "Say why, for the record"},
		{"a note that is too long", with("note", strings.Repeat("x ", 600)), "Say it in at most 1000"},
		{"a person in the note", with("note", "Ring 07700 900123"), "Leave out a telephone number"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rec := w.as(nationalTeam, "POST", path, tt.form)
			if rec.Code != 422 || !strings.Contains(rec.Body.String(), tt.want) {
				t.Errorf("%d, without %q", rec.Code, tt.want)
			}
		})
	}
	rec := w.as(nationalTeam, "POST", path, good)
	w.contains(rec.Body.String(), "Is this right?", "31 July 2026", "Two more weeks.", `name="confirm" value="yes"`)
	if c, _, _ := w.ledger.PeriodInForce(context.Background(), quarter); c.Number != 2 {
		t.Fatalf("asking changed something: %+v", c)
	}
	closing := w.as(nationalTeam, "POST", path, with("state", "closed")).Body.String()
	w.contains(closing, "150 areas have no accepted return and can then send none", "No more reminders go out")
	early := w.as(nationalTeam, "POST", path, with("deadline", "2026-07-10")).Body.String()
	w.contains(early, "4 returns count as late", "every return that is sent from now on is asked why")

	rec = w.as(nationalTeam, "POST", path, with("confirm", "yes"))
	if rec.Code != 303 || rec.Header().Get("Location") != "/periods/2026-Q2?done=changed" {
		t.Fatalf("%d to %s\n%s", rec.Code, rec.Header().Get("Location"), rec.Body)
	}
	c, _, err := w.ledger.PeriodInForce(context.Background(), quarter)
	want := ledger.PeriodChange{Period: "2026-Q2", Number: 3, Open: true, Opens: period.NewDate(2026, 7, 1), Deadline: period.NewDate(2026, 7, 31), Note: "Two more weeks.",
		Reason: "Half of the areas changed system.", By: nationalTeam, At: today}
	if d := cmp.Diff(want, c); err != nil || d != "" {
		t.Errorf("%v\n%s", err, d)
	}
	w.contains(w.page(nationalTeam, "/periods/2026-Q2?done=changed", 200), "The change is recorded")
	t.Run("somebody who saw the one before is told", func(t *testing.T) {
		rec := w.as(otherNational, "POST", path, with("confirm", "yes"))
		if rec.Code != 409 {
			t.Fatalf("%d", rec.Code)
		}
		w.contains(rec.Body.String(), "Somebody else changed this period", "Na Tional", "31 July 2026")
	})
	t.Run("a period that has not ended is planned, not opened", func(t *testing.T) {
		const path = "/periods/2026-Q3/change"
		w.contains(w.page(nationalTeam, path, 200), `value="2026-10-01"`, `value="2026-11-11"`)
		form := url.Values{"number": {"1"}, "state": {"open"}, "deadline": {"2026-11-11"}, "confirm": {"yes"}}
		if rec := w.as(nationalTeam, "POST", path, form); rec.Code != 422 || !strings.Contains(rec.Body.String(), "plan it") {
			t.Errorf("opened before its end: %d", rec.Code)
		}
		form.Set("state", "planned")
		form.Set("opens", "2026-09-20")
		if rec := w.as(nationalTeam, "POST", path, form); rec.Code != 422 {
			t.Errorf("planned before its end: %d", rec.Code)
		}
		form.Set("opens", "2026-10-05")
		if rec := w.as(nationalTeam, "POST", path, form); rec.Code != 303 {
			t.Errorf("planned: %d\n%s", rec.Code, rec.Body)
		}
		w.contains(w.page(nationalTeam, "/periods/2026-Q3", 200), "Planned", "5 October 2026")
	})
}

func TestTwoChangeAPeriodAtOnce(t *testing.T) {
	w := newWorld(t)
	collect(w)
	codes := make([]int, 8)
	var wg sync.WaitGroup
	for i := range codes {
		wg.Go(func() {
			p := nationalTeam
			if i%2 == 1 {
				p = otherNational
			}
			codes[i] = w.as(p, "POST", "/periods/2026-Q2/change", url.Values{"number": {"3"}, "confirm": {"yes"}, "state": {"closed"}, "reason": {"All are there."}}).Code
		})
	}
	wg.Wait()
	won := 0
	for _, c := range codes {
		if c == 303 {
			won++
		} else if c != 409 {
			t.Errorf("answered %d", c)
		}
	}
	if won != 1 {
		t.Errorf("%d changes were made", won)
	}
}

func TestRemind(t *testing.T) {
	w := newWorld(t)
	collect(w)
	ctx := context.Background()
	if err := w.ledger.SetContacts(ctx, ledger.Contacts{Area: "383", Mailboxes: []ledger.Mailbox{{For: "health", Address: "eh@nhs.test"}}}); err != nil {
		t.Fatal(err)
	}
	const path = "/periods/2026-Q2/remind?stage=approve"
	page := w.page(nationalTeam, path, 200)
	w.contains(page, "Remind one area now?", "health lead: eh@nhs.test, police lead: no mailbox", "1 area has a role to remind that has no mailbox", "waits for the approval of health", "http://site.test/returns/")
	w.lacks(page, "Bolton")
	rec := w.as(nationalTeam, "POST", path, url.Values{"number": {"1"}})
	if rec.Code != 303 || rec.Header().Get("Location") != "/periods/2026-Q2?done=reminded" {
		t.Fatalf("%d to %s", rec.Code, rec.Header().Get("Location"))
	}
	rounds, err := w.ledger.PeriodRounds(ctx, quarter)
	if d := cmp.Diff([]ledger.Round{{Period: "2026-Q2", Number: 1, Areas: []string{"383"}, By: nationalTeam, At: today}}, rounds); err != nil || d != "" {
		t.Errorf("%v\n%s", err, d)
	}
	if rec := w.as(nationalTeam, "POST", path, url.Values{"number": {"1"}}); rec.Code != 303 {
		t.Errorf("the button pressed twice: %d", rec.Code)
	}
	rec = w.as(otherNational, "POST", path, url.Values{"number": {"1"}})
	if rec.Code != 409 {
		t.Errorf("somebody else at once: %d", rec.Code)
	}
	w.contains(rec.Body.String(), "Na Tional has just reminded areas")
	for _, n := range []string{"", "0", "3", "x"} {
		if rec := w.as(nationalTeam, "POST", path, url.Values{"number": {n}}); rec.Code != 400 {
			t.Errorf("round %q: %d", n, rec.Code)
		}
	}
	w.contains(w.page(nationalTeam, path, 200), "Na Tional had 1 area reminded")
	if rounds, _ := w.ledger.PeriodRounds(ctx, quarter); len(rounds) != 1 {
		t.Errorf("%d rounds", len(rounds))
	}
	w.contains(w.page(nationalTeam, "/periods/2026-Q2/remind?stage=signed+off", 200), "Nobody under this filter is behind")
	if err := w.ledger.ChangePeriod(ctx, ledger.PeriodChange{Period: "2026-Q2", By: nationalTeam, At: today}); err != nil {
		t.Fatal(err)
	}
	w.page(nationalTeam, path, 409)
	w.lacks(w.page(nationalTeam, "/periods/2026-Q2", 200), "/remind")
}

func TestContacts(t *testing.T) {
	w := newWorld(t)
	collect(w)
	form := url.Values{"number": {"1"}, "mailbox-officer": {" data@leeds.gov.uk "}, "mailbox-local-authority": {"lead@leeds.gov.uk"}, "mailbox-health": {""}}
	for _, p := range []account.Person{{}, bolton, inspector, practitioner, librarian} {
		if rec := w.as(p, "POST", "/contacts/383", form); rec.Code == 200 || rec.Header().Get("Location") == "/contacts/383?done=saved" {
			t.Errorf("%s of %q set the mailboxes of Leeds", p.Role, p.Area)
		}
	}
	if rec := w.as(officer, "GET", "/contacts", nil); rec.Header().Get("Location") != "/contacts/383" {
		t.Errorf("an officer is led to %q", rec.Header().Get("Location"))
	}
	for _, bad := range []string{"nobody", "a@b", "a b@leeds.gov.uk", "Ola <a@leeds.gov.uk>", "a@leeds.gov.uk,b@leeds.gov.uk", "a@leeds.gov.uk\r\nBcc: x@y.uk", "ä@leeds.gov.uk"} {
		f := url.Values{"number": {"1"}, "mailbox-officer": {bad}}
		if rec := w.as(officer, "POST", "/contacts/383", f); rec.Code != 422 || !strings.Contains(rec.Body.String(), "for the data officer") {
			t.Errorf("%q: %d", bad, rec.Code)
		}
	}
	if rec := w.as(officer, "POST", "/contacts/383", form); rec.Code != 303 {
		t.Fatalf("%d\n%s", rec.Code, rec.Body)
	}
	c, err := w.ledger.Contacts(context.Background(), "383")
	want := ledger.Contacts{Area: "383", Number: 1, Mailboxes: []ledger.Mailbox{{For: "officer", Address: "data@leeds.gov.uk"}, {For: "local authority", Address: "lead@leeds.gov.uk"}}, By: officer, At: today}
	if d := cmp.Diff(want, c); err != nil || d != "" {
		t.Errorf("%v\n%s", err, d)
	}
	rec := w.as(lead, "POST", "/contacts/383", form)
	w.contains(rec.Body.String(), "Somebody else changed these mailboxes", "Ola Fficer")
	if rec.Code != 409 {
		t.Errorf("two at once: %d", rec.Code)
	}
	if rec := w.as(nationalTeam, "POST", "/contacts/383", url.Values{"number": {"2"}}); rec.Code != 303 {
		t.Errorf("national: %d", rec.Code)
	}
	w.contains(w.page(nationalTeam, "/contacts", 200), "have no mailbox for their data officer", "Leeds")
	w.page(nationalTeam, "/contacts/E08000035", 404)
}

// write puts a message to Leeds in the ledger.
func write(w *world, m ledger.Message) {
	w.Helper()
	m.Period, m.Area, m.Day, m.At, m.By = "2026-Q2", "383", mail.Day(today), today, nationalTeam
	m.Subject, m.Text = mail.Write(mail.Reminder{Kind: m.Kind, To: m.To, Area: "Leeds", Period: quarter, Deadline: mail.Day(today), Today: mail.Day(today), BaseURL: "http://site.test"})
	if err := w.ledger.AddMessage(context.Background(), m); err != nil {
		w.Fatal(err)
	}
}

func TestMessagesAndMailbox(t *testing.T) {
	w := newWorld(t)
	collect(w)
	o := w.o
	o.Mailbox = true
	local, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(local.Close)
	w.Handler = local
	w.contains(w.page(account.Person{}, "/mailbox", 200), "Nothing has arrived yet", "on your own machine")
	write(w, ledger.Message{To: "officer", Kind: ledger.NotSent, Kept: "No mail is sent from here."})
	write(w, ledger.Message{To: "health", Kind: ledger.NotApproved, Address: "eh@nhs.test"})
	page := w.page(account.Person{}, "/mailbox", 200)
	w.contains(page, "2 messages, the latest first", "/mailbox/2026-Q2/383/2026-07-20-officer", "eh@nhs.test", "none is known")
	page = w.page(account.Person{}, "/mailbox/2026-Q2/383/2026-07-20-officer", 200)
	w.contains(page, `href="/returns/new?period=2026-Q2"`, "has not been sent", "No mail is sent from here.")
	for _, path := range []string{"/mailbox/2026-Q2/383/2026-07-21-officer", "/mailbox/2026-Q2/383/x", "/mailbox/2026-Q9/383/2026-07-20-officer"} {
		w.page(account.Person{}, path, 404)
	}
	page = w.page(officer, "/contacts/383", 200)
	w.contains(page, "Kept: no mailbox", "Waiting to go", "waits for the approval of health")
	w.contains(w.page(nationalTeam, "/periods/2026-Q2", 200), "2 messages, the latest first", "return not approved")
	w.lacks(w.page(bolton, "/contacts/350", 200), "approval of health")
}
