package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"earlyhelp/shared/account"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/ledger/ledgertest"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

func day(t *testing.T, s string) period.Date {
	t.Helper()
	d, err := period.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestPeriodHistoryAndState(t *testing.T) {
	ctx := context.Background()
	l := ledger.New(ledgertest.New())
	q := period.NewQuarter(2026, 3)
	if _, ok, err := l.PeriodInForce(ctx, q); ok || err != nil {
		t.Fatalf("PeriodInForce of nothing = %t, %v", ok, err)
	}
	changes := []ledger.PeriodChange{
		{Period: "2026-Q3", Number: 1, Opens: day(t, "2026-10-05"), Deadline: day(t, "2026-11-16"), Reason: "a plan"},
		{Period: "2026-Q3", Number: 2, Open: true, Opens: day(t, "2026-10-05"), Deadline: day(t, "2026-11-16"), Note: "Survey this quarter."},
		{Period: "2026-Q3", Number: 3, Deadline: day(t, "2026-11-16"), Reason: "all are there"},
	}
	for _, c := range changes {
		if err := l.ChangePeriod(ctx, c); err != nil {
			t.Fatal(err)
		}
	}
	got, err := l.PeriodHistory(ctx, q)
	if d := cmp.Diff(changes, got); err != nil || d != "" {
		t.Errorf("PeriodHistory, %v (-want +got):\n%s", err, d)
	}
	var states []ledger.PeriodState
	for _, c := range got {
		states = append(states, c.State())
	}
	if d := cmp.Diff([]ledger.PeriodState{ledger.PeriodPlanned, ledger.PeriodOpen, ledger.PeriodClosed}, states); d != "" {
		t.Error(d)
	}
	if c, ok, err := l.PeriodInForce(ctx, q); !ok || err != nil || c.Number != 3 {
		t.Errorf("PeriodInForce = %+v, %t, %v", c, ok, err)
	}
	for _, n := range []int{1, 3} {
		if err := l.ChangePeriod(ctx, ledger.PeriodChange{Period: "2026-Q3", Number: n}); !errors.Is(err, ledger.ErrExists) {
			t.Errorf("change %d again = %v, want ErrExists", n, err)
		}
	}
	for _, n := range []int{-1, 5} {
		if err := l.ChangePeriod(ctx, ledger.PeriodChange{Period: "2026-Q3", Number: n}); err == nil || errors.Is(err, ledger.ErrExists) {
			t.Errorf("change %d = %v, want another error", n, err)
		}
	}
}

func TestOfManyWhoChangeAPeriodOneWins(t *testing.T) {
	l := ledger.New(ledgertest.New())
	var won atomic.Int32
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			err := l.ChangePeriod(context.Background(), ledger.PeriodChange{Period: "2026-Q3", Number: 1, Open: i%2 == 0})
			if err == nil {
				won.Add(1)
			} else if !errors.Is(err, ledger.ErrExists) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 {
		t.Errorf("%d changes took number 1", won.Load())
	}
}

func TestLate(t *testing.T) {
	c := ledger.PeriodChange{Deadline: day(t, "2026-11-16")}
	for d, want := range map[string]bool{"2026-11-15": false, "2026-11-16": false, "2026-11-17": true} {
		if got := c.Late(day(t, d)); got != want {
			t.Errorf("Late(%s) = %t", d, got)
		}
	}
	if (ledger.PeriodChange{}).Late(day(t, "2026-11-17")) {
		t.Error("late without a deadline")
	}
}

func TestDefaultDeadline(t *testing.T) {
	for _, tt := range []struct{ name, period, opens, want string }{
		{"a quarter, opened the day after", "2026-Q3", "2026-10-01", "2026-11-11"},
		{"a quarter, opened early", "2026-Q3", "2026-09-20", "2026-11-11"},
		{"a quarter, opened weeks late, has as long", "2026-Q3", "2026-11-02", "2026-12-14"}, // the 13th is a Sunday
		{"a year: the day of the children in need census", "2024-25", "2025-04-01", "2025-07-31"},
		{"a year whose 31 July is a Saturday", "2026-27", "2027-04-01", "2027-08-02"},
		{"across the change of year", "2026-Q4", "2027-01-01", "2027-02-11"},
		{"a leap year", "2027-Q4", "2028-01-01", "2028-02-11"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, err := period.Parse(tt.period)
			if err != nil {
				t.Fatal(err)
			}
			got, why := ledger.DefaultDeadline(p, day(t, tt.opens))
			if got.String() != tt.want || !strings.HasPrefix(why, "Returns of a ") {
				t.Errorf("DefaultDeadline(%s, %s) = %s, %q, want %s", tt.period, tt.opens, got, why, tt.want)
			}
		})
	}
}

const ulidStem = "01J0000000000000000000000"

// TestPeriodProgress takes areas through every stage.
func TestPeriodProgress(t *testing.T) {
	ctx := context.Background()
	o := ledgertest.New()
	l := ledger.New(o)
	at := time.Date(2026, 10, 20, 9, 0, 0, 0, time.UTC)
	q := period.NewQuarter(2026, 3)
	sub := func(n int, dfe string) ledger.Submission {
		s := ledger.Submission{ID: fmt.Sprintf("%s%d", ulidStem, n), Area: dfe, Period: q.String(), At: at}
		if err := l.AddSubmission(ctx, s); err != nil {
			t.Fatal(err)
		}
		return s
	}
	outcome := func(s ledger.Submission, v returns.Verdict, problems ...ledger.Problem) ledger.Outcome {
		out := ledger.Outcome{ID: s.ID, Area: s.Area, Period: s.Period, Verdict: v, Problems: problems, At: at}
		if v == returns.Accepted {
			out.SHA256 = ledger.Hash([]byte(s.ID))
		}
		if err := l.RecordOutcome(ctx, out); err != nil {
			t.Fatal(err)
		}
		return out
	}
	explain := ledger.Problem{Ref: "Referrals!D5", Rule: "V09", Severity: cell.Explain}
	note := ledger.Problem{Ref: "Referrals!D6", Rule: "V12", Severity: cell.Note}

	sub(1, "301")                                                        // begun
	outcome(sub(2, "302"), returns.Rejected)                             // put right
	sub(3, "302")                                                        // and begun again
	explained := outcome(sub(4, "303"), returns.Accepted, explain, note) // to explain
	approved := outcome(sub(5, "304"), returns.Accepted, note)           // to approve
	outcome(sub(6, "304"), returns.Rejected)                             // a later one that is wrong changes nothing
	signed := outcome(sub(7, "305"), returns.Accepted)                   // signed
	if _, err := l.Approve(ctx, ledgertest.Approvals(approved, 1, at)[:2]...); err != nil {
		t.Fatal(err)
	}
	ledgertest.Sign(t, l, signed, 1, at)

	look := func(dfe string) ledger.AreaProgress {
		t.Helper()
		all, err := ledger.New(o).PeriodProgress(ctx, q, []string{"300", dfe})
		if err != nil {
			t.Fatal(err)
		}
		if all[0].Stage != ledger.StageNone || all[0].Area != "300" {
			t.Errorf("an area that sent nothing: %+v", all[0])
		}
		return all[1]
	}
	partners := account.Partners()
	for dfe, want := range map[string]struct {
		stage             ledger.Stage
		id                int
		unexplained       int
		approved, waiting []string
	}{
		"301": {ledger.StageBegun, 1, 0, nil, nil},
		"302": {ledger.StageWrong, 2, 0, nil, nil},
		"303": {ledger.StageExplain, 4, 1, nil, partners},
		"304": {ledger.StageApprove, 5, 0, partners[:2], partners[2:]},
		"305": {ledger.StageSigned, 7, 0, partners, nil},
	} {
		got := look(dfe)
		id := fmt.Sprintf("%s%d", ulidStem, want.id)
		if got.Stage != want.stage || got.Submission.ID != id || got.Unexplained != want.unexplained ||
			!cmp.Equal(got.Approved, want.approved) || len(got.Waiting) != len(want.waiting) || got.Newer != nil {
			t.Errorf("%s: %+v, want %+v", dfe, got, want)
		}
	}
	e := ledger.Explanations{Submission: explained.ID, Answers: []ledger.Answer{{Rule: "V09", Ref: "Referrals!D5", Text: "A new front door."}}}
	if err := l.AddExplanations(ctx, "303", q, e); err != nil {
		t.Fatal(err)
	}
	if got := look("303"); got.Stage != ledger.StageApprove || got.Unexplained != 0 {
		t.Errorf("explained: %+v", got)
	}
	outcome(sub(8, "305"), returns.Accepted, explain)
	if got := look("305"); got.Stage != ledger.StageSigned || got.Newer == nil || got.Newer.Unexplained != 1 || len(got.Newer.Waiting) != 4 {
		t.Errorf("sent again after sign-off: %+v", got)
	}
}
