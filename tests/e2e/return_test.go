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
		{"Audit!D2", 0, "", "V15", "random"}, // a note
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

// told returns the problems of a return as programs get them, and sees to it
// that the page names each of their cells: where, which check, and what to do
// about it.
func told(t *testing.T, p *person, at page) (out [][3]string) {
	t.Helper()
	var r struct {
		Problems []struct{ Ref, Rule, Severity, Message string }
	}
	p.ask(t, "/api/v1"+at.path(), &r)
	text := at.text()
	for _, x := range r.Problems {
		out = append(out, [3]string{x.Ref, x.Rule, x.Message})
		if _, name, ok := strings.Cut(x.Ref, "!"); ok && !strings.Contains(text, name) {
			t.Errorf("the page does not name %s", x.Ref)
		}
	}
	return out
}

// TestReturn is the way of one return, from the template to the published
// figure, with every mistake on the way.
func TestReturn(t *testing.T) {
	const quarter = "2026-Q2"
	officer, leads := signIn(t, "demo-officer-383"), partnership(t, "383")
	lead := leads[0]
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
	got := told(t, officer, at)
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
	for _, got := range told(t, officer, accepted) {
		if got[1] != "V15" && got[1] != "V17" { // notes: nothing was audited, and other quarters here are the same
			t.Errorf("an accepted return has the problem %v", got)
		}
	}
	figures := accepted.table("E. Referrals")
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
	if !strings.Contains(list.text(), "pprove") {
		t.Errorf("the lead's list does not say that a return waits: %s", list.text())
	}
	three := sign(t, leads[:3], accepted.path())
	if strings.Contains(three.heading(), "signed off") {
		t.Errorf("three of four have approved, and the page says: %s", three.text())
	}
	signed := leads[3].approve(t, accepted.path())
	if !strings.Contains(signed.heading(), "signed off") || !strings.Contains(signed.text(), "Helen Armitage") || !strings.Contains(signed.text(), "Karen Sykes") {
		t.Errorf("after all four have approved: %s", signed.text())
	}
	leedsIs(t, quarter, "20.8")

	// Another return takes its place: the figures change.
	changed := aQuarter()
	changed["rereferrals_12m"] = 400
	second := officer.hand(t, quarter, "return again.xlsx", fill(t, book, changed))
	if !strings.Contains(second.text(), "stays in force unless all four partners approve this one") {
		t.Errorf("a second return does not say that the first is in force: %s", second.text())
	}
	if at := lead.get(t, second.path()+"/sign-off"); at.status != http.StatusConflict || !strings.Contains(at.heading(), "explained first") {
		t.Errorf("a return that is not explained can be approved: %d %s", at.status, at.heading())
	}
	officer.explain(t, second.path(), "A backlog was worked through in May.")
	sign(t, leads, second.path())
	if at := signIn(t, "demo-inspector").get(t, "/areas/383?period="+quarter); !strings.Contains(at.text(), "A backlog was worked through in May.") {
		t.Errorf("the inspector does not see what was explained: %s", at.text())
	}
	leedsIs(t, quarter, "33.3")
	if at := officer.get(t, accepted.path()); !strings.Contains(at.heading(), "A later return took the place of this one") {
		t.Errorf("the first return's page says: %s", at.text())
	}
}

// approve goes through approving a return, as a partner's lead does.
func (p *person) approve(t *testing.T, path string) page {
	t.Helper()
	at := p.get(t, path+"/sign-off")
	if at.status != http.StatusOK {
		t.Fatalf("the page to approve on: %d %s", at.status, at.text())
	}
	at = p.submit(t, at.form(t, "sha256"), url.Values{"confirm": {"yes"}})
	if at.status != http.StatusOK || at.path() != path {
		t.Fatalf("approving led to %s with status %d: %s", at.url, at.status, at.text())
	}
	return at
}

// explain types the same into every box that asks why a figure is unusual.
func (p *person) explain(t *testing.T, path, why string) {
	t.Helper()
	at := p.get(t, path+"/explain")
	f := at.form(t, "key-0")
	answers := url.Values{}
	for _, box := range at.all("textarea", "", "") {
		answers.Set(attr(box, "name"), why)
	}
	if len(answers) == 0 {
		t.Fatalf("there is nothing to explain: %s", at.text())
	}
	if at = p.submit(t, f, answers); at.status != http.StatusOK || at.path() != path {
		t.Fatalf("explaining led to %s with status %d: %s", at.url, at.status, at.text())
	}
}

// sign has all four partners approve a return and returns its page as the last
// of them sees it.
func sign(t *testing.T, leads []*person, path string) (at page) {
	t.Helper()
	for _, p := range leads {
		at = p.approve(t, path)
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

// TestTwoVersions has the partners approve different versions of one return:
// one after the other, and at once.
func TestTwoVersions(t *testing.T) {
	const quarter = "2025-Q2"
	officer, leads := signInFor(t, "officer", "380"), partnership(t, "380")
	file := fill(t, officer.template(t, quarter), aQuarter())
	one, two := officer.hand(t, quarter, "one.xlsx", file), officer.hand(t, quarter, "two.xlsx", file)

	t.Run("one after the other", func(t *testing.T) {
		seen := leads[0].get(t, two.path()+"/sign-off").form(t, "sha256")
		sign(t, leads, one.path())
		at := leads[0].submit(t, seen, url.Values{"confirm": {"yes"}})
		if at.status != http.StatusConflict {
			t.Errorf("approving what was overtaken: %d %s", at.status, at.text())
		}
		if at := leads[3].get(t, one.path()); !strings.Contains(at.heading(), "signed off") {
			t.Errorf("the first version: %s", at.text())
		}
	})
	t.Run("at once, through the API", func(t *testing.T) {
		const quarter = "2025-Q3"
		type approved struct {
			SignedOff  bool
			WaitingFor []string
		}
		var ids, hashes []string
		for _, n := range []int{100, 200, 300} {
			size := aQuarter()
			size["rereferrals_12m"] = n
			at := officer.hand(t, quarter, "return.xlsx", fill(t, officer.template(t, quarter), size))
			var r struct{ ID, SHA256 string }
			officer.ask(t, "/api/v1"+at.path(), &r)
			ids, hashes = append(ids, r.ID), append(hashes, r.SHA256)
		}
		// Every partner presses for every version, all at one moment.
		var wg sync.WaitGroup
		for i := range ids {
			for _, p := range leads {
				wg.Go(func() {
					at := p.tell(t, "/api/v1/returns/"+ids[i]+"/sign-off", map[string]any{"sha256": hashes[i], "number": 1})
					if at.status != http.StatusCreated && at.status != http.StatusOK && at.status != http.StatusConflict {
						t.Errorf("an approval was answered %d: %s", at.status, at.body)
					}
				})
			}
		}
		wg.Wait()
		// Wherever that ended, the partners can agree; then one is signed off.
		var last approved
		for i := range ids {
			for _, p := range leads {
				if at := p.tell(t, "/api/v1/returns/"+ids[i]+"/sign-off", map[string]any{"sha256": hashes[i], "number": 1}); at.status < 300 {
					at.decode(t, &last)
				}
			}
		}
		signed := 0
		for _, id := range ids {
			var r struct{ State string }
			officer.ask(t, "/api/v1/returns/"+id, &r)
			if r.State == "signed" {
				signed++
			}
		}
		if signed != 1 || !last.SignedOff || len(last.WaitingFor) > 0 {
			t.Errorf("%d returns are signed, want 1; the last answer was %+v", signed, last)
		}
	})
}
