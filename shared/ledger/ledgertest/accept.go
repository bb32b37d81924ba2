package ledgertest

import (
	"context"
	"testing"
	"time"

	"earlyhelp/shared/account"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/returns"
)

// Accept puts an accepted return in the ledger under id (a ULID), as intake
// would, with workbook as its clean workbook.
func Accept(t testing.TB, l *ledger.Ledger, id string, r *returns.Return, workbook []byte, at time.Time) ledger.Outcome {
	t.Helper()
	ctx := context.Background()
	s := ledger.Submission{
		ID: id, Area: r.Area, Period: r.Period.String(), FileName: "return.xlsx", At: at,
		By: account.Person{Subject: "officer-" + r.Area, Name: "Officer of " + r.Area, Role: account.Officer, Area: r.Area},
	}
	if err := l.AddSubmission(ctx, s); err != nil {
		t.Fatal(err)
	}
	o, err := l.Keep(ctx, ledger.Judged{
		Outcome: ledger.Outcome{ID: id, Area: s.Area, Period: s.Period, Verdict: returns.Accepted, At: at}, Return: r, Workbook: workbook,
	})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// Lead is who approves an area's returns for a partner.
func Lead(dfe, partner string) account.Person {
	return account.Person{Subject: "lead-" + partner + "-" + dfe, Name: "Lead of " + dfe + " for " + partner, Role: account.Lead, Area: dfe, Partner: partner}
}

// Approvals are those of the four partners of an accepted return.
func Approvals(o ledger.Outcome, number int, at time.Time) []ledger.Approval {
	var all []ledger.Approval
	for _, partner := range account.Partners() {
		all = append(all, ledger.Approval{
			Number: number, Area: o.Area, Period: o.Period, Submission: o.ID, SHA256: o.SHA256, Partner: partner, By: Lead(o.Area, partner), At: at,
		})
	}
	return all
}

// Sign has the four partners approve an accepted return, and returns the
// sign-off that this closes.
func Sign(t testing.TB, l *ledger.Ledger, o ledger.Outcome, number int, at time.Time) ledger.SignOff {
	t.Helper()
	s, err := l.Approve(context.Background(), Approvals(o, number, at)...)
	if err != nil {
		t.Fatal(err)
	}
	if s == nil {
		t.Fatalf("four approvals of %s closed nothing", o.ID)
	}
	return *s
}
