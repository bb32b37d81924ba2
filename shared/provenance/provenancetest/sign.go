// Package provenancetest puts made-up returns into a ledger with everything
// that a figure is traced through: clean workbooks that read again, versions,
// explanations and sign-offs.
package provenancetest

import (
	"bytes"
	"fmt"
	"slices"
	"testing"
	"time"

	"earlyhelp/shared/area"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/ledger/ledgertest"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

// SignedAt is when the returns of SignAll were signed off.
var SignedAt = time.Date(2026, 7, 20, 22, 30, 0, 0, time.UTC)

// Quarter is the period of the returns of SignAll.
var Quarter = period.NewQuarter(2026, 2)

// Areas are the areas that return: Leeds and most of its region, some others,
// and Rutland (857), whose counts are small: 4 re-referrals among 40.
func Areas() []string {
	return []string{"383", "380", "381", "382", "384", "370", "371", "372", "373", "815", "816", "301", "302", "303", "330", "857"}
}

// SignAll signs a return of each of Areas: that of Leeds twice, typed at first
// (899 re-referrals of 2,900) and then counted from a list (900 of 3,000).
func SignAll(t testing.TB, l *ledger.Ledger) {
	t.Helper()
	for i, dfe := range Areas() {
		switch dfe {
		case "857":
			Sign(t, l, 1, Return(dfe, Quarter, 40, 0.1))
		case "383":
			Sign(t, l, 1, Return(dfe, Quarter, 2900, 0.31))
			r := Return(dfe, Quarter, 3000, 0.3)
			r.MadeFrom = returns.MadeFrom{Tool: "earlyhelp 0.1.0", List: List, Date: "2026-07-10"}
			Sign(t, l, 2, r)
		default:
			Sign(t, l, 1, Return(dfe, Quarter, 3000+100*i, 0.3-0.01*float64(i)))
		}
	}
}

// List is the SHA-256 that the second return of Leeds gives of its list.
const List = "ab12ab12ab12ab12ab12ab12ab12ab12ab12ab12ab12ab12ab12ab12ab12ab12"

// ID is the submission of the n-th return of an area.
func ID(dfe string, n int) string { return fmt.Sprintf("01J0000000000000000000%s%d", dfe, n) }

// Sign puts the n-th return of an area in the ledger as intake would, with one
// figure explained, and has four partners approve it.
func Sign(t testing.TB, l *ledger.Ledger, n int, r *returns.Return) ledger.Outcome {
	t.Helper()
	ctx := t.Context()
	var book bytes.Buffer
	if err := returns.WriteClean(&book, r); err != nil {
		t.Fatal(err)
	}
	res := returns.Read(book.Bytes(), returns.ReadOptions{Register: area.England(), Today: r.Period.End().AddDays(1)})
	if res.Verdict != returns.Accepted {
		t.Fatalf("return of %s: %s %v %v", r.Area, res.Verdict, res.Problems[:min(5, len(res.Problems))], res.Privacy)
	}
	s := ledger.Submission{ID: ID(r.Area, n), Area: r.Area, Period: r.Period.String(), FileName: "return.xlsx", At: SignedAt.Add(-time.Hour)}
	s.By.Name = "Officer of " + r.Area
	if n > 1 {
		s.Reason = "A team had been left out."
	}
	if err := l.AddSubmission(ctx, s); err != nil {
		t.Fatal(err)
	}
	at := res.Return.Index()[returns.Key{Measure: "rereferrals_12m", Breakdown: returns.Total, Category: returns.All}].Ref.String()
	problem := ledger.Problem{Ref: at, Rule: "V09", Severity: cell.Explain, Message: "It rose by a third."}
	o, err := l.Keep(ctx, ledger.Judged{Return: res.Return, Workbook: book.Bytes(),
		Outcome: ledger.Outcome{ID: s.ID, Area: s.Area, Period: s.Period, Verdict: returns.Accepted, Problems: []ledger.Problem{problem}, At: SignedAt.Add(-time.Hour + time.Duration(n)*time.Minute)}})
	if err != nil {
		t.Fatal(err)
	}
	said := ledger.Explanations{Submission: s.ID, Number: 1, Answers: []ledger.Answer{{Rule: "V09", Ref: at, Text: "A new front door opened."}}}
	if err := l.AddExplanations(ctx, r.Area, r.Period, said); err != nil {
		t.Fatal(err)
	}
	approvals := ledgertest.Approvals(o, n, SignedAt)
	for i := range approvals {
		approvals[i].Explained = 1
	}
	if _, err := l.Approve(ctx, approvals...); err != nil {
		t.Fatal(err)
	}
	return o
}

// Return is a return in which every measure is a share of the one that it is
// a part of. Re-referrals and referrals are split by sex, nothing else is.
func Return(dfe string, p period.Period, size int, share float64) *returns.Return {
	r := &returns.Return{Area: dfe, Period: p, TemplateVersion: returns.TemplateVersion, PreparedByRole: "data officer", Demonstration: true}
	wholes := map[string]string{}
	for _, p := range returns.Pairs() {
		wholes[p.Part] = p.Whole
	}
	var n func(m string) int
	n = func(m string) int {
		whole, ok := wholes[m]
		switch {
		case m == "rereferrals_12m":
			return int(share * float64(n("referrals")))
		case !ok:
			return size
		}
		return n(whole) / 2
	}
	for _, m := range returns.Measures("") {
		add := func(breakdown, category string, x float64, s returns.State) {
			r.Counts = append(r.Counts, returns.Count{Sheet: m.Sheet, Measure: m.Name, Breakdown: breakdown, Category: category, N: x, State: s})
		}
		total := n(m.Name)
		for _, c := range m.Categories(returns.Total) {
			add(returns.Total, c, float64(total), "")
		}
		whole := m.Categories(returns.Total) != nil
		for _, b := range m.Breakdowns {
			categories := m.Categories(b)
			switch {
			case len(categories) == 0:
			case whole && b == "sex" && slices.Contains([]string{"referrals", "rereferrals_12m"}, m.Name):
				for i, c := range categories {
					x := 0
					switch i {
					case 0:
						x = total / 2
					case 1:
						x = total - total/2
					}
					add(b, c, float64(x), "")
				}
			case whole:
				add(b, categories[0], 0, returns.NotAvailable)
			default:
				for i, c := range categories {
					add(b, c, float64(n(m.Name)/(i+2)), "")
				}
			}
		}
	}
	for i, k := range returns.Facts() {
		f := returns.Fact{Name: k.Name, Answer: returns.Yes, Date: p.End().AddDays(-46)}
		if i > 0 {
			f.Answer, f.Date = returns.No, period.Date{}
		}
		r.Facts = append(r.Facts, f)
	}
	return r
}
