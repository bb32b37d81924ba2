package pages

import (
	"context"
	"net/url"
	"strings"
	"sync"
	"testing"

	"earlyhelp/shared/account"
	"earlyhelp/shared/ledger"
)

// TestApproval leads a return past the four partners.
func TestApproval(t *testing.T) {
	w := newWorld(t)
	o := w.accept(idAccepted)
	form := func(hash, number string) url.Values {
		return url.Values{"sha256": {hash}, "number": {number}, "confirm": {"yes"}}
	}
	path := "/returns/" + idAccepted + "/sign-off"
	t.Run("who may not is told so", func(t *testing.T) {
		for _, p := range []account.Person{officer, nobodys} {
			w.page(p, path, 403)
			if rec := w.as(p, "POST", path, form(o.SHA256, "1")); rec.Code != 403 {
				t.Errorf("%s: status %d", p.Name, rec.Code)
			}
		}
		w.contains(w.page(nobodys, path, 403), "does not say which of the four partners")
	})
	t.Run("a lead sees what they approve", func(t *testing.T) {
		w.contains(w.page(lead, path, 200), o.SHA256, shortHash(o.SHA256), "Approve for health", "Lea D", "5,128", "24.2%", "Referrals!C8", "I have looked at these figures and approve them for health")
	})
	t.Run("the box has to be ticked", func(t *testing.T) {
		rec := w.as(lead, "POST", path, url.Values{"sha256": {o.SHA256}, "number": {"1"}})
		if rec.Code != 422 {
			t.Errorf("status %d", rec.Code)
		}
		w.contains(rec.Body.String(), "Tick the box", "<title>Error: ", `href="#confirm"`, `id="confirm"`)
	})
	t.Run("another hash or number is turned away", func(t *testing.T) {
		for _, bad := range []url.Values{form(strings.Repeat("0", 64), "1"), form(o.SHA256, "7"), form(o.SHA256, ""), {"sha256": {o.SHA256}}} {
			if rec := w.as(lead, "POST", path, bad); rec.Code != 409 || !strings.Contains(rec.Body.String(), "Nothing was recorded") {
				t.Errorf("%v: status %d", bad, rec.Code)
			}
		}
	})
	t.Run("one of four, however often the button is pressed", func(t *testing.T) {
		for range 3 {
			if rec := w.approve(lead, o, 1); rec.Code != 303 || rec.Header().Get("Location") != "/returns/"+idAccepted+"?done=approved" {
				t.Fatalf("status %d: %s", rec.Code, w.log)
			}
		}
		w.contains(w.page(lead, "/returns/"+idAccepted+"?done=approved", 200), "Your approval is recorded", "One of four partners has approved this return", "You have approved it for health",
			"It is signed off once the local authority, the police and education approve it as well")
		w.contains(w.page(officer, "/returns", 200), "Approved by 1\u00a0of\u00a04", "Wait for the local authority, the police and education")
		if rec := w.as(lead, "GET", path, nil); rec.Code != 303 {
			t.Errorf("the page that asks again: %d", rec.Code)
		}
		body := w.page(officer, "/returns/"+idAccepted, 200)
		w.contains(body, "Lea D, 20 July 2026 at 10:30am", "Not yet")
		w.lacks(body, "Your approval is recorded")
	})
	t.Run("the fourth closes it", func(t *testing.T) {
		for _, p := range []account.Person{otherLead, council} {
			if rec := w.approve(p, o, 1); rec.Code != 303 {
				t.Fatalf("status %d", rec.Code)
			}
		}
		w.contains(w.page(school, path, 200), "The other three partners have approved", "Approve and publish")
		if rec := w.approve(school, o, 1); rec.Code != 303 {
			t.Fatalf("status %d", rec.Code)
		}
		signed, err := w.ledger.SignOffsFor(context.Background(), "383", quarter)
		if err != nil || len(signed) != 1 || len(signed[0].Approvals) != 4 || signed[0].SHA256 != o.SHA256 {
			t.Errorf("signed %+v, %v", signed, err)
		}
		w.contains(w.page(officer, "/returns/"+idAccepted, 200), "This return is signed off", "Scho Ol (education)", "Lea D", "Coun Cil", "Max Im")
		w.contains(w.page(officer, "/returns", 200), "See what was signed", "All four partners")
	})
	t.Run("its page says when it is published", func(t *testing.T) {
		if rec := w.as(officer, "GET", "/returns/"+idAccepted, nil); rec.Header().Get("Refresh") == "" || !strings.Contains(rec.Body.String(), "with the next update") {
			t.Errorf("before: %v", rec.Header())
		}
		w.objects.Put(ledger.SnapshotKey(ledger.Benchmarks, 1, "manifest.json"), []byte(`{"sequence":1,"inputs":[{"key":"`+ledger.SignOffKey("383", quarter, 1)+`"}]}`))
		w.objects.Put(ledger.CurrentKey, []byte(`{"benchmarks":1}`))
		rec := w.as(officer, "GET", "/returns/"+idAccepted, nil)
		w.contains(rec.Body.String(), "its figures are published, with small numbers withheld")
		if rec.Header().Get("Refresh") != "" {
			t.Error("a published return's page goes on asking")
		}
	})
	t.Run("a version that gives no reason cannot take its place", func(t *testing.T) {
		w.accept(idSecond)
		w.contains(w.page(lead, "/returns/"+idSecond+"/sign-off", 409), "has to say why", "/returns/new?period=2026-Q2")
		body := w.page(lead, "/returns/"+idSecond, 200)
		w.contains(body, "Another version was signed off", "cannot be approved any more", "See the version in force")
		w.lacks(body, "Look at the figures and approve")
		w.contains(w.page(officer, "/returns", 200), "See what was signed", "Not signed off")
	})
	t.Run("one that does can", func(t *testing.T) {
		r := aReturn()
		r.Counts[0].N = 5130
		third := w.keep(idThird, r, "Two referrals were counted late.")
		w.contains(w.page(lead, "/returns/"+idThird, 200), "That one stays in force unless all four partners approve this one", "Two referrals were counted late.", "One cell changed")
		w.contains(w.page(lead, "/returns/"+idThird+"/sign-off", 200), "it takes that one’s place", `name="number" value="2"`, "Two referrals were counted late.")
		if rec := w.approve(lead, third, 1); rec.Code != 409 {
			t.Errorf("as the first sign-off, which is closed: status %d", rec.Code)
		} else {
			w.contains(rec.Body.String(), "Another version was signed off on 20 July 2026 at 10:30am", "Scho Ol (education)")
		}
		for _, p := range []account.Person{lead, otherLead, council, school} {
			if rec := w.approve(p, third, 2); rec.Code != 303 {
				t.Fatalf("%s: status %d", p.Name, rec.Code)
			}
		}
		w.contains(w.page(officer, "/returns/"+idAccepted, 200), "A later return took the place of this one")
		w.contains(w.page(officer, "/returns/"+idThird, 200), "This return is signed off")
	})
	t.Run("what is not accepted cannot be approved", func(t *testing.T) {
		w := newWorld(t)
		w.submit(idSent, officer)
		w.page(lead, "/returns/"+idSent+"/sign-off", 409)
		if rec := w.approve(lead, ledger.Outcome{ID: idSent}, 1); rec.Code != 409 {
			t.Errorf("status %d", rec.Code)
		}
	})
}

// TestAllApproveAtOnce has the four partners press the button at one moment,
// each sees their approval taken, and the return is signed off once.
func TestAllApproveAtOnce(t *testing.T) {
	w := newWorld(t)
	o := w.accept(idAccepted)
	codes := make([]int, 4)
	var wg sync.WaitGroup
	for i, p := range []account.Person{lead, otherLead, council, school} {
		wg.Go(func() { codes[i] = w.approve(p, o, 1).Code })
	}
	wg.Wait()
	for i, code := range codes {
		if code != 303 {
			t.Errorf("partner %d: status %d", i, code)
		}
	}
	if signed, err := w.ledger.SignOffsFor(context.Background(), "383", quarter); err != nil || len(signed) != 1 {
		t.Errorf("signed %+v, %v", signed, err)
	}
}
