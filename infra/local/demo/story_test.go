package demo

import (
	"strings"
	"testing"
	"time"

	"earlyhelp/shared/account"
	"earlyhelp/shared/area"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/period"
	"earlyhelp/shared/plausible"
	"earlyhelp/shared/privacy"
	"earlyhelp/shared/published"
	"earlyhelp/shared/returns"
)

var noDeps = Deps{Register: area.England(), Published: published.Series()}

func made(t *testing.T, dfe string, p period.Period, version int) *returns.Return {
	t.Helper()
	a, ok := noDeps.Register.Find(dfe)
	if !ok {
		t.Fatalf("no area %s", dfe)
	}
	r, err := noDeps.filled(a, p, version)
	if err != nil {
		t.Fatal(err)
	}
	r.Make()
	return r
}

// TestFewFiguresHaveToBeExplained holds every tenth area's quarters to the one
// before, and the year to the published figures.
func TestFewFiguresHaveToBeExplained(t *testing.T) {
	asked, all := 0, 0
	for i, a := range noDeps.Register.On(firstYear.End()) {
		if i%10 != 0 {
			continue
		}
		earlier := []*returns.Return{}
		p := firstYear
		for range 1 + quarters {
			r := made(t, a.DFE, p, 1)
			for _, problem := range plausible.Check(r, plausible.Context{Earlier: earlier, Published: noDeps.Published}) {
				asked++
				t.Logf("%s %s: %s %s", a.Name, p, problem.Rule, problem.Message)
			}
			all++
			earlier = append(earlier, r)
			if p = p.Next(); p == firstYear.Next() {
				p = firstQuarter
			}
		}
	}
	if asked*50 > all {
		t.Errorf("%d explanations are asked for in %d returns, want at most one in fifty", asked, all)
	}
}

func TestTheExplainedFallIsAskedAbout(t *testing.T) {
	before, now := made(t, explained.dfe, explained.period.Previous(), 1), made(t, explained.dfe, explained.period, 1)
	found := plausible.Check(now, plausible.Context{Earlier: []*returns.Return{before}})
	if len(found) == 0 || found[0].Rule != "V09" || !strings.Contains(found[0].Message, "Episodes reviewed in time") {
		t.Errorf("problems = %v", found)
	}
}

func TestTheRevisedReturnDiffers(t *testing.T) {
	first, second := made(t, revised.dfe, revised.period, 1), made(t, revised.dfe, revised.period, 2)
	key := returns.Key{Measure: "referrals", Breakdown: returns.Total, Category: returns.All}
	if a, b := first.Index()[key].N, second.Index()[key].N; a >= b {
		t.Errorf("referrals were %v and are %v", a, b)
	}
	if first.Index()[returns.Key{Measure: "wte", Breakdown: "agency", Category: "health"}] != second.Index()[returns.Key{Measure: "wte", Breakdown: "agency", Category: "health"}] {
		t.Error("what was not revised differs as well")
	}
	a, _ := noDeps.Register.Find(revised.dfe)
	if identityOf(a, revised.period, 1) == identityOf(a, revised.period, 2) {
		t.Error("two versions have one ID")
	}
	for version := range 2 { // every version reads without a problem
		book, err := noDeps.workbook(a, revised.period, version+1)
		if err != nil {
			t.Fatal(err)
		}
		got := returns.Read(book, returns.ReadOptions{Register: noDeps.Register, Today: period.NewDate(2026, 11, 22), Area: a.DFE, Period: revised.period})
		if got.Verdict != returns.Accepted || len(got.Problems) > 0 {
			t.Errorf("version %d: %s %v", version+1, got.Verdict, got.Problems)
		}
	}
}

// TestTextsCanBeKept puts every text through the screen that an officer's
// goes through, and to the length that is taken.
func TestTextsCanBeKept(t *testing.T) {
	texts := []string{revisedReason, lateReason}
	kirklees, _ := noDeps.Register.Find(explained.dfe)
	for _, rule := range []string{"V09", "V10", "V11", "V99"} {
		for _, dfe := range []string{"382", "300", "301", "302"} {
			a := kirklees
			a.DFE = dfe
			e := explain(a, explained.period, "id", []ledger.Problem{{Rule: rule, Ref: "Referrals!D4", Severity: cell.Explain}, {Rule: "V15", Severity: cell.Note}}, account.Person{}, time.Time{})
			if len(e.Answers) != 1 || e.Answers[0].Rule != rule {
				t.Fatalf("%s: answers %v", rule, e.Answers)
			}
			texts = append(texts, e.Answers[0].Text)
		}
	}
	for _, text := range texts {
		if !strings.HasPrefix(text, madeUp) || len(text) > 500 {
			t.Errorf("%q does not say that it is made up, or is too long", text)
		}
		if kind, personal := privacy.Text(text); personal {
			t.Errorf("%q: %v", text, kind)
		}
	}
}

// TestReturnsAreInTimeButOne looks at when returns are sent.
func TestReturnsAreInTimeButOne(t *testing.T) {
	m := moments{time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}
	for p := firstQuarter; p.Compare(lastQuarter) <= 0; p = p.Next() {
		deadline, _ := ledger.DefaultDeadline(p, p.End().AddDays(1))
		for _, a := range noDeps.Register.On(firstYear.End()) {
			sent := m.sent(a, p, 1)
			if got := period.DateOf(sent).After(deadline); got != late.is(a, p) {
				t.Errorf("%s %s is sent on %s, due %s", a.Name, p, sent.Format(time.DateOnly), deadline)
			}
			if signed := m.after(sent, 2); signed.After(m.now) || signed.Before(sent) {
				t.Errorf("%s %s is sent at %s and approved at %s", a.Name, p, sent, signed)
			}
		}
	}
	early := moments{time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)}
	if a, _ := noDeps.Register.Find("383"); early.sent(a, lastQuarter, 1).After(early.now) {
		t.Error("a return is sent in the future")
	}
}
