package e2e

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// mistakes are one of each kind that an officer makes, with the cell that the
// page must name and a word of what it must say. No two are about one figure.
func mistakes() (edits []edit, want [][3]string) {
	for _, m := range []struct {
		at    string
		value any
		named string // sheet and cell where it is told; "" where it is made
		check string
		says  string
	}{
		{"Cover!B7", "Jo Bloggs", "", "V03", "list"},
		{"EarlyHelp!D2", "nine hundred", "", "V03", "number"},
		{"EarlyHelp!D4", nil, "", "V03", "blank"},
		{"EarlyHelp!D32", -3, "", "V03", "below 0"},
		{"Referrals!D5", "<5", "", "V03", "exact"},
		{"Referrals!D47", 5000, "", "V04", "referrals"},
		{"Referrals!D7", 1100, "", "V05", "1100"},
		{"Referrals!D39", 12.5, "", "V03", "whole number"},
		{"Referrals!C115", "female", "Referrals!D115", "V07", "row 114"},
		{"Workforce!A3", "NHS", "", "V03", "list"},
		{"Workforce!C4", 81, "", "V04", "80"},
	} {
		if m.named == "" {
			m.named = m.at
		}
		edits = append(edits, edit{m.at, m.value})
		want = append(want, [3]string{m.named, m.check, m.says})
	}
	return edits, want
}

// told reads the problems off a return's page: where, which check, and what
// to do about it.
func told(at page) (out [][3]string) {
	for _, sheet := range []string{"The file", "Sheet Cover", "Sheet EarlyHelp", "Sheet Referrals", "Sheet Workforce"} {
		for i, row := range at.table(sheet) {
			if i > 0 {
				name, _ := strings.CutPrefix(sheet, "Sheet ")
				out = append(out, [3]string{name + "!" + row[0], row[4], row[2]})
			}
		}
	}
	return out
}

// TestReturn is the way of one return, from the template to the published
// figure, with every mistake on the way.
func TestReturn(t *testing.T) {
	const quarter = "2026-Q2"
	officer, lead := signIn(t, "demo-officer-383"), signIn(t, "demo-lead-383")
	if at := anyone(t).get(t, "/api/v1/benchmarks/E06?period="+quarter); at.status != http.StatusNotFound {
		t.Fatalf("before anything is sent, %s = %d", at.url, at.status)
	}
	book := officer.template(t, quarter)

	// With mistakes: each at its cell, none besides.
	edits, want := mistakes()
	at := officer.hand(t, quarter, "return.xlsx", fill(t, book, aQuarter(), edits...))
	if at.heading() == "" || !strings.Contains(at.text(), "Put right") || !strings.Contains(at.text(), "needs putting right") {
		t.Errorf("the page of a return with mistakes says: %s", at.text())
	}
	got := told(at)
	places := func(all [][3]string) (out []string) {
		for _, x := range all {
			out = append(out, x[0]+" "+x[1])
		}
		slices.Sort(out)
		return out
	}
	if diff := cmp.Diff(places(want), places(got)); diff != "" {
		t.Errorf("mistakes found (-want +got):\n%s", diff)
	}
	for _, w := range want {
		for _, g := range got {
			if g[0] == w[0] && (!strings.Contains(g[2], w[2]) || !strings.HasSuffix(g[2], ".")) {
				t.Errorf("of %s the page says %q, want a sentence with %q", w[0], g[2], w[2])
			}
		}
	}
	if len(at.all("a", "href", at.path()+"/sign-off")) > 0 || lead.get(t, at.path()+"/sign-off").status != http.StatusConflict {
		t.Error("a rejected return can be signed off")
	}

	// Put right, by the link on that very page.
	next := officer.get(t, at.link(t, "Send the corrected return"))
	next = officer.submit(t, next.form(t, "period"), url.Values{"period": {quarter}})
	accepted := officer.settled(t, officer.upload(t, next.form(t, "file"), "return (corrected).xlsx", fill(t, book, aQuarter())))
	if !strings.Contains(accepted.heading(), "This return is accepted") || accepted.path() == at.path() {
		t.Fatalf("%s: %s", accepted.url, accepted.text())
	}
	if got := told(accepted); len(got) > 0 {
		t.Errorf("an accepted return has problems: %v", got)
	}
	figures := accepted.table("What was counted")
	found := false
	for _, row := range figures {
		if strings.HasPrefix(row[0], "E06 ") {
			found = true
			if diff := cmp.Diff([]string{"20.8%", "250", "1,200", "Referrals!D113, D2"}, row[1:]); diff != "" {
				t.Errorf("E06 and the cells it came from (-want +got):\n%s", diff)
			}
		}
	}
	if !found {
		t.Errorf("the page counts no re-referrals: %v", figures)
	}
	if at := officer.get(t, accepted.path()+"/sign-off"); at.status != http.StatusForbidden {
		t.Errorf("an officer who wants to sign off gets %d", at.status)
	}
	if at := officer.get(t, accepted.path()+"/workbook"); at.status != http.StatusOK || !strings.HasPrefix(string(at.body), "PK") {
		t.Errorf("the clean workbook: status %d", at.status)
	}

	// The lead signs; the figures are published.
	list := lead.get(t, "/returns")
	if !strings.Contains(list.text(), "sign it off") {
		t.Errorf("the lead's list does not say that a return waits: %s", list.text())
	}
	signed := lead.sign(t, accepted.path())
	if !strings.Contains(signed.heading(), "signed off") || !strings.Contains(signed.text(), "Helen Armitage") {
		t.Errorf("after signing: %s", signed.text())
	}
	leedsIs(t, quarter, "20.8")

	// Another return takes its place: the figures change.
	changed := aQuarter()
	changed["rereferrals_12m"] = 400
	second := officer.hand(t, quarter, "return again.xlsx", fill(t, book, changed))
	if !strings.Contains(second.text(), "stays in force unless this one is signed off") {
		t.Errorf("a second return does not say that the first is in force: %s", second.text())
	}
	lead.sign(t, second.path())
	leedsIs(t, quarter, "33.3")
	if at := officer.get(t, accepted.path()); !strings.Contains(at.heading(), "A later return took the place of this one") {
		t.Errorf("the first return's page says: %s", at.text())
	}
}

// sign goes through signing off, as a lead does.
func (p *person) sign(t *testing.T, path string) page {
	t.Helper()
	at := p.get(t, p.get(t, path).link(t, "Sign it off"))
	at = p.submit(t, at.form(t, "sha256"), nil)
	if at.status != http.StatusOK || at.path() != path {
		t.Fatalf("signing off led to %s with status %d: %s", at.url, at.status, at.text())
	}
	return at
}

// leedsIs waits until the share of re-referrals of Leeds is published so.
func leedsIs(t *testing.T, quarter, want string) {
	t.Helper()
	eventually(t, "Leeds has "+want+"% re-referred", func() bool {
		at := anyone(t).get(t, "/api/v1/benchmarks/E06?areas=383&period="+quarter)
		if at.status == http.StatusNotFound {
			return false
		}
		var c comparison
		at.decode(t, &c)
		return c.of(t, "E08000035") == want
	})
}

// TestTwoLeads has two leads look at one return, and then sign one after the
// other, and then another return at once.
func TestTwoLeads(t *testing.T) {
	const quarter = "2025-Q2"
	officer := signInFor(t, "officer", "380")
	first, second := signInFor(t, "lead", "380"), signInFor(t, "lead", "380")
	book := officer.template(t, quarter)
	file := fill(t, book, aQuarter())
	one, two := officer.hand(t, quarter, "one.xlsx", file), officer.hand(t, quarter, "two.xlsx", file)

	t.Run("one after the other", func(t *testing.T) {
		a := first.get(t, one.path()+"/sign-off").form(t, "sha256")
		b := second.get(t, two.path()+"/sign-off").form(t, "sha256")
		if at := first.submit(t, a, nil); at.status != http.StatusOK {
			t.Fatalf("the first to sign: %d %s", at.status, at.text())
		}
		at := second.submit(t, b, nil)
		if at.status != http.StatusConflict || !strings.Contains(at.heading(), "Already signed off by Demonstration lead of Bradford on ") {
			t.Errorf("the second to sign: %d %s", at.status, at.text())
		}
		if to := at.link(t, "See the return that was signed off"); !strings.HasSuffix(to, one.path()) {
			t.Errorf("the conflict leads to %s, want %s", to, one.path())
		}
		// A button pressed twice is no conflict.
		if at := first.submit(t, a, nil); at.status != http.StatusOK || at.path() != one.path() {
			t.Errorf("the first again: %d at %s", at.status, at.url)
		}
	})
	t.Run("at once, through the API", func(t *testing.T) {
		const quarter = "2025-Q3"
		var ids []string
		var hashes []string
		for _, n := range []int{100, 200, 300, 400} {
			size := aQuarter()
			size["rereferrals_12m"] = n
			at := officer.hand(t, quarter, "return.xlsx", fill(t, officer.template(t, quarter), size))
			var r struct{ ID, SHA256 string }
			officer.ask(t, "/api/v1"+at.path(), &r)
			ids, hashes = append(ids, r.ID), append(hashes, r.SHA256)
		}
		statuses := make([]int, len(ids))
		var wg sync.WaitGroup
		for i := range ids {
			p := first
			if i%2 == 1 {
				p = second
			}
			wg.Go(func() {
				at := p.tell(t, "/api/v1/returns/"+ids[i]+"/sign-off", map[string]any{"sha256": hashes[i], "number": 1})
				statuses[i] = at.status
				if at.status == http.StatusConflict {
					var c struct {
						Type     string
						Existing struct{ Submission, By, At string }
					}
					at.decode(t, &c)
					if c.Type != "urn:earlyhelp:problem:signed-already" || c.Existing.By == "" || c.Existing.At == "" || !slices.Contains(ids, c.Existing.Submission) {
						t.Errorf("the conflict says %s", at.body)
					}
				}
			})
		}
		wg.Wait()
		slices.Sort(statuses)
		if want := []int{201, 409, 409, 409}; !slices.Equal(statuses, want) {
			t.Errorf("four sign-offs at once were answered %v, want %v", statuses, want)
		}
		signed := 0
		for _, id := range ids {
			var r struct{ State string }
			officer.ask(t, "/api/v1/returns/"+id, &r)
			if r.State == "signed" {
				signed++
			}
		}
		if signed != 1 {
			t.Errorf("%d returns are signed, want 1", signed)
		}
	})
}
