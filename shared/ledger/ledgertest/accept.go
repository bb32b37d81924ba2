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
	kept, err := l.KeepReturn(ctx, id, r, workbook)
	if err != nil {
		t.Fatal(err)
	}
	o := ledger.Outcome{
		ID: id, Area: s.Area, Period: s.Period, Verdict: returns.Accepted, At: at,
		SHA256: kept.SHA256, CountsKey: kept.CountsKey, WorkbookKey: kept.WorkbookKey,
	}
	if err := l.RecordOutcome(ctx, o); err != nil {
		t.Fatal(err)
	}
	return o
}

// Sign signs off an accepted return as its area's lead, and returns the
// sign-off.
func Sign(t testing.TB, l *ledger.Ledger, o ledger.Outcome, number int, at time.Time) ledger.SignOff {
	t.Helper()
	s := ledger.SignOff{
		Number: number, Area: o.Area, Period: o.Period, Submission: o.ID, SHA256: o.SHA256, At: at,
		By: account.Person{Subject: "lead-" + o.Area, Name: "Lead of " + o.Area, Role: account.Lead, Area: o.Area},
	}
	if err := l.Sign(context.Background(), s); err != nil {
		t.Fatal(err)
	}
	return s
}
