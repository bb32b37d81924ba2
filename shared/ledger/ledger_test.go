package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"earlyhelp/shared/account"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/ledger/ledgertest"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"

	"github.com/google/go-cmp/cmp"
)

var (
	q2 = period.NewQuarter(2026, 2)
	at = time.Date(2026, 7, 20, 9, 30, 0, 0, time.UTC)
)

func id(n int) string { return fmt.Sprintf("01JD8XKZ3T9V5W7Y1A2B3C%04d", n) }

func aReturn(dfe string) *returns.Return {
	return &returns.Return{
		Area: dfe, Period: q2, TemplateVersion: "1", PreparedByRole: "data officer", Demonstration: true,
		MadeFrom: returns.MadeFrom{Tool: "earlyhelp 1.0"}, KnownIssues: "none",
		Counts: []returns.Count{
			{Sheet: "Referrals", Measure: "referrals", Breakdown: "total", Category: "all", N: 0, Ref: cell.Ref{Sheet: "Referrals", Row: 5, Col: 3}},
			{Sheet: "Referrals", Measure: "referrals", Breakdown: "sex", Category: "female", State: returns.NotAvailable, Note: "not recorded", Ref: cell.Ref{Sheet: "Referrals", Row: 6, Col: 28}},
			{Sheet: "Workforce", Measure: "wte", Breakdown: "agency", Category: "health", N: 3.5, Ref: cell.Ref{Sheet: "Workforce", Row: 6, Col: 1}},
		},
		Facts: []returns.Fact{
			{Name: "thresholds_audited", Answer: "yes", Date: period.NewDate(2026, 5, 1), Link: "https://example.org/a", Note: "in May", Ref: cell.Ref{Sheet: "Partnership", Row: 5, Col: 2}},
			{Name: "strategy_evaluated", Answer: "no", Ref: cell.Ref{Sheet: "Partnership", Row: 6, Col: 2}},
		},
	}
}

// judged is an accepted return with a workbook.
func judged(n int, r *returns.Return, workbook []byte) ledger.Judged {
	return ledger.Judged{Outcome: ledger.Outcome{ID: id(n), Area: r.Area, Period: r.Period.String(), Verdict: returns.Accepted, At: at}, Return: r, Workbook: workbook}
}

// TestTwoFilesOfOneSubmission has two workers, or one after a crash, keep
// different returns of one submission: the second is told what is kept.
func TestTwoFilesOfOneSubmission(t *testing.T) {
	ctx := context.Background()
	first, second := aReturn("383"), aReturn("383")
	first.Counts, second.Counts = first.Counts[:1], second.Counts[:1]
	second.Counts[0].N = 7
	for _, lost := range []string{"nothing", "workbook and outcome", "outcome"} {
		o := ledgertest.New()
		l := ledger.New(o)
		kept, err := l.Keep(ctx, judged(1, first, []byte("first")))
		if err != nil {
			t.Fatal(err)
		}
		// The first worker was gone before it kept the rest.
		if lost == "workbook and outcome" {
			o.Delete(ctx, kept.WorkbookKey)
		}
		if lost != "nothing" {
			o.Delete(ctx, ledger.OutcomeKey(id(1)))
		}
		_, err = l.Keep(ctx, judged(1, second, []byte("second")))
		other, ok := errors.AsType[*ledger.KeptError](err)
		if !ok || len(other.Counts.Counts) != 1 || other.Counts.Counts[0].N != 0 {
			t.Fatalf("without %s: Keep = %v, want the counts of the first", lost, err)
		}
		again, err := l.Keep(ctx, judged(1, first, []byte("first")))
		if lost == "nothing" && !errors.Is(err, ledger.ErrExists) || lost != "nothing" && (err != nil || !cmp.Equal(again, kept)) {
			t.Errorf("without %s: kept %+v, %v, want %+v", lost, again, err, kept)
		}
	}
}

func TestReturnSurvivesKeeping(t *testing.T) {
	ctx := context.Background()
	o := ledgertest.New()
	l := ledger.New(o)
	want := aReturn("383")
	j := judged(1, want, []byte("workbook"))
	j.Marked = []byte("marked")
	kept, err := l.Keep(ctx, j)
	if err != nil || kept.MarkedKey != ledger.MarkedKey("383", q2, id(1)) || o.Dump()[kept.MarkedKey] != "marked" {
		t.Fatalf("Keep = %+v, %v", kept, err)
	}
	// Again, as after a crash before the outcome, by a newer program that
	// writes other bytes: what is kept stays, and its hash is told.
	o.Delete(ctx, ledger.OutcomeKey(id(1)))
	j.Workbook = []byte("another workbook")
	again, err := l.Keep(ctx, j)
	if err != nil || !cmp.Equal(again, kept) || kept.SHA256 != ledger.Hash([]byte("workbook")) {
		t.Errorf("Keep again = %+v, %v, want %+v", again, err, kept)
	}
	c, err := l.Counts(ctx, kept.CountsKey)
	if err != nil {
		t.Fatal(err)
	}
	got, err := c.Return()
	if d := cmp.Diff(want, got, cmp.AllowUnexported(period.Period{})); err != nil || d != "" {
		t.Errorf("the return kept is another (-want +got), %v:\n%s", err, d)
	}
}

// TestKeepRejected keeps the marked workbook of a return that was not
// accepted, and nothing of one that was refused.
func TestKeepRejected(t *testing.T) {
	ctx := context.Background()
	o := ledgertest.New()
	l := ledger.New(o)
	rejected := ledger.Judged{Outcome: ledger.Outcome{ID: id(1), Area: "383", Period: "2026-Q2", Verdict: returns.Rejected, At: at}, Marked: []byte("marked")}
	refused := ledger.Judged{Outcome: ledger.Outcome{ID: id(2), Area: "383", Period: "2026-Q2", Verdict: returns.Refused, At: at}}
	for _, j := range []ledger.Judged{rejected, refused} {
		if _, err := l.Keep(ctx, j); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{ledger.MarkedKey("383", q2, id(1))}
	if got := o.Keys(ledger.Returns); !cmp.Equal(got, want) {
		t.Errorf("kept %q, want %q", got, want)
	}
}

func TestSubmissions(t *testing.T) {
	ctx := context.Background()
	l := ledger.New(ledgertest.New())
	tests := []struct{ name, sent, kept string }{
		{"a plain name", "return.xlsx", "return.xlsx"},
		{"a path out of here", "../../etc/passwd.xlsx", "passwd.xlsx"},
		{"a path of another system", `C:\Users\me\..\return.xlsx`, "return.xlsx"},
		{"300 characters", strings.Repeat("é", 300), strings.Repeat("é", 100)},
		{"control characters", "a\x00b\nc.xlsx", "abc.xlsx"},
		{"nothing but a path", "../", ""},
		{"a folder", `C:\..`, ""},
		{"bytes that are no text", "a\xffb.xlsx", "ab.xlsx"},
	}
	for i, tt := range tests {
		s := ledger.Submission{ID: id(i), Area: "383", Period: "2026-Q2", FileName: tt.sent, At: at}
		if err := l.AddSubmission(ctx, s); err != nil {
			t.Fatal(err)
		}
		if err := l.AddSubmission(ctx, s); !errors.Is(err, ledger.ErrExists) {
			t.Errorf("AddSubmission again = %v, want ErrExists", err)
		}
	}
	if err := l.AddSubmission(ctx, ledger.Submission{ID: id(90), Area: "384", Period: "2026-Q2"}); err != nil {
		t.Fatal(err)
	}
	all, err := l.AreaSubmissions(ctx, "383")
	if err != nil || len(all) != len(tests) {
		t.Fatalf("AreaSubmissions = %d, %v, want %d", len(all), err, len(tests))
	}
	for i, tt := range tests {
		one, err := l.Submission(ctx, id(i))
		if err != nil || one != all[i] || one.FileName != tt.kept {
			t.Errorf("%s: kept as %q (%v), want %q", tt.name, one.FileName, err, tt.kept)
		}
	}
	for _, bad := range []ledger.Submission{
		{ID: "x", Area: "383", Period: "2026-Q2"}, {ID: id(91), Area: "../", Period: "2026-Q2"}, {ID: id(91), Area: "383", Period: "2026"},
	} {
		if err := l.AddSubmission(ctx, bad); err == nil {
			t.Errorf("AddSubmission(%+v) = nil, want an error", bad)
		}
	}
}

// approve gives the approvals of the partners named, and returns what that
// closed.
func approve(t *testing.T, l *ledger.Ledger, o ledger.Outcome, number int, partners ...string) (*ledger.SignOff, error) {
	t.Helper()
	var all []ledger.Approval
	for _, a := range ledgertest.Approvals(o, number, at) {
		if slices.Contains(partners, a.Partner) {
			all = append(all, a)
		}
	}
	return l.Approve(context.Background(), all...)
}

func TestApprove(t *testing.T) {
	ctx := context.Background()
	o := ledgertest.New()
	l := ledger.New(o)
	first := ledgertest.Accept(t, l, id(1), aReturn("383"), []byte("one"), at)
	second := ledgertest.Accept(t, l, id(2), aReturn("383"), []byte("two"), at)
	other := ledgertest.Accept(t, l, id(3), aReturn("204"), []byte("three"), at)
	ledgertest.Sign(t, l, other, 0, at)

	steps := []struct {
		name     string
		of       ledger.Outcome
		number   int
		partners []string
		closes   bool
		log      int // approvals given for number 1 afterwards
	}{
		{"the first partner", first, 1, []string{account.Health}, false, 1},
		{"the same again", first, 1, []string{account.Health}, false, 1},
		{"two more at once", first, 0, []string{account.Police, account.Education}, false, 3},
		{"one of them the second version instead", second, 1, []string{account.Police}, false, 4},
		{"the fourth: three of the first, one of the second", first, 1, []string{account.LocalAuthority}, false, 5},
		{"two follow to the second", second, 1, []string{account.LocalAuthority, account.Health}, false, 7},
		{"the last follows, and closes", second, 1, []string{account.Education}, true, 8},
		{"again, after it is closed", second, 1, []string{account.Education}, true, 8},
	}
	for _, tt := range steps {
		s, err := approve(t, l, tt.of, tt.number, tt.partners...)
		if err != nil || (s != nil) != tt.closes {
			t.Fatalf("%s: %+v, %v, want closed %t", tt.name, s, err, tt.closes)
		}
		if s != nil && (s.Submission != second.ID || s.By.Partner != account.Education || len(s.Approvals) != 4 || s.Approvals[0].Partner != account.LocalAuthority) {
			t.Errorf("%s: closed %+v", tt.name, s)
		}
		log, err := l.Approvals(ctx, "383", q2, 1)
		if err != nil || len(log) != tt.log {
			t.Errorf("%s: %d approvals, %v, want %d", tt.name, len(log), err, tt.log)
		}
	}
	_, err := approve(t, l, first, 1, account.Health)
	conflict, ok := errors.AsType[*ledger.ConflictError](err)
	if !ok || conflict.Existing.Submission != second.ID || !errors.Is(err, ledger.ErrExists) {
		t.Fatalf("an approval of another after it is closed = %v, want a conflict", err)
	}
	if got, want := err.Error(), "sign-off 1 of 383 for 2026-Q2 was closed by Lead of 383 for education at 2026-07-20 09:30"; got != want {
		t.Errorf("Error = %q, want %q", got, want)
	}
	good := ledgertest.Approvals(first, 2, at)[0]
	refused := []struct {
		name   string
		change func(*ledger.Approval)
		want   error
	}{
		{"another hash", func(a *ledger.Approval) { a.SHA256 = second.SHA256 }, ledger.ErrNotAccepted},
		{"another area's return", func(a *ledger.Approval) { a.Area = "204" }, ledger.ErrNotAccepted},
		{"no such return", func(a *ledger.Approval) { a.Submission = id(9) }, ledger.ErrNotAccepted},
		{"no such partner", func(a *ledger.Approval) { a.Partner = "fire" }, nil},
		{"a number too high", func(a *ledger.Approval) { a.Number = 3 }, nil},
		{"a number too low", func(a *ledger.Approval) { a.Number = -1 }, nil},
		{"no period", func(a *ledger.Approval) { a.Period = "2026" }, period.ErrBadPeriod},
	}
	for _, tt := range refused {
		bad := good
		tt.change(&bad)
		if _, err := l.Approve(ctx, bad); err == nil || errors.Is(err, ledger.ErrExists) || tt.want != nil && !errors.Is(err, tt.want) {
			t.Errorf("%s: Approve = %v, want %v", tt.name, err, tt.want)
		}
	}
	if _, err := l.Approve(ctx); err == nil {
		t.Error("Approve of nothing = nil")
	}
	s := ledgertest.Sign(t, l, first, 2, at)
	all, err := l.SignOffsFor(ctx, "383", q2)
	if err != nil || len(all) != 2 || !cmp.Equal(all[1].SignOff, s) {
		t.Errorf("SignOffsFor = %+v, %v", all, err)
	}
	current, err := l.SignOffs(ctx)
	if err != nil || len(current) != 2 || current[0].Area != "204" || !cmp.Equal(current[1].SignOff, s) || current[1].Key != ledger.SignOffKey("383", q2, 2) {
		t.Errorf("SignOffs = %+v, %v", current, err)
	}
}

// TestCloseApproved has the process end between the fourth approval and the
// sign-off that it closes: the same sign-off is made, by sweep or by whoever
// approves again.
func TestCloseApproved(t *testing.T) {
	ctx := context.Background()
	for _, by := range []string{"sweep", "a second press", "another's approval"} {
		o := ledgertest.New()
		l := ledger.New(o)
		first := ledgertest.Accept(t, l, id(1), aReturn("383"), []byte("one"), at)
		second := ledgertest.Accept(t, l, id(2), aReturn("383"), []byte("two"), at)
		want := ledgertest.Sign(t, l, first, 1, at)
		if err := o.Delete(ctx, ledger.SignOffKey("383", q2, 1)); err != nil {
			t.Fatal(err)
		}
		l = ledger.New(o)
		switch by {
		case "sweep":
			for i := range 2 {
				closed, err := l.CloseApproved(ctx)
				if err != nil || len(closed) != 1-i {
					t.Errorf("CloseApproved = %+v, %v", closed, err)
				}
			}
		case "a second press":
			if s, err := approve(t, l, first, 1, account.Education); err != nil || s == nil {
				t.Errorf("Approve = %+v, %v", s, err)
			}
		default:
			if _, err := approve(t, l, second, 1, account.Health); !errors.Is(err, ledger.ErrExists) {
				t.Errorf("Approve = %v, want a conflict", err)
			}
		}
		all, err := l.SignOffsFor(ctx, "383", q2)
		if err != nil || len(all) != 1 || !cmp.Equal(all[0].SignOff, want) {
			t.Errorf("%s closed %+v, %v, want %+v", by, all, err, want)
		}
	}
}

func TestExplanations(t *testing.T) {
	ctx := context.Background()
	l := ledger.New(ledgertest.New())
	problems := []ledger.Problem{
		{Ref: "Referrals!D5", Rule: "V09", Severity: cell.Explain}, {Ref: "Referrals!D5", Rule: "V10", Severity: cell.Explain},
		{Ref: "Referrals!D6", Rule: "V12", Severity: cell.Note},
	}
	e, err := l.Explanations(ctx, "383", q2, id(1))
	if err != nil || len(e.Unexplained(problems)) != 2 {
		t.Errorf("before any: %+v, %v", e, err)
	}
	for n := range 2 {
		set := ledger.Explanations{Submission: id(1), Answers: []ledger.Answer{{Rule: "V09", Ref: "Referrals!D5", Text: fmt.Sprint("reason ", n)}}, At: at}
		if err := l.AddExplanations(ctx, "383", q2, set); err != nil {
			t.Fatal(err)
		}
		set.Number = 1
		if err := l.AddExplanations(ctx, "383", q2, set); !errors.Is(err, ledger.ErrExists) {
			t.Errorf("AddExplanations with a taken number = %v, want ErrExists", err)
		}
	}
	e, err = l.Explanations(ctx, "383", q2, id(1))
	if left := e.Unexplained(problems); err != nil || e.Number != 2 || e.Answer("V09", "Referrals!D5") != "reason 1" || len(left) != 1 || left[0].Rule != "V10" {
		t.Errorf("in force: %+v, %v, unexplained %+v", e, err, left)
	}
	if err := l.AddExplanations(ctx, "../", q2, ledger.Explanations{Submission: id(1)}); err == nil {
		t.Error("AddExplanations of no area = nil")
	}
	if subs, err := l.AreaSubmissions(ctx, "383"); err != nil || len(subs) != 0 {
		t.Errorf("explanations are listed as submissions: %+v, %v", subs, err)
	}
}

func TestVersions(t *testing.T) {
	ctx := context.Background()
	o := ledgertest.New()
	l := ledger.New(o)
	ledgertest.Accept(t, l, id(1), aReturn("383"), []byte("sent first, accepted last"), at.Add(time.Hour))
	ledgertest.Accept(t, l, id(2), aReturn("383"), []byte("two"), at)
	ledgertest.Accept(t, l, id(3), aReturn("204"), []byte("three"), at)
	ledgertest.Accept(t, l, id(4), aReturn("383"), []byte("without an outcome yet"), at)
	if err := o.Delete(ctx, ledger.OutcomeKey(id(4))); err != nil {
		t.Fatal(err)
	}
	l = ledger.New(o)
	got, err := l.Versions(ctx, "383", q2)
	if err != nil || len(got) != 2 || got[0].Outcome.ID != id(2) || got[1].Submission.ID != id(1) || got[1].Number != 2 {
		t.Errorf("Versions = %+v, %v", got, err)
	}
}

func TestPeriods(t *testing.T) {
	ctx := context.Background()
	l := ledger.New(ledgertest.New())
	change := func(code string, n int, open bool) error {
		return l.ChangePeriod(ctx, ledger.PeriodChange{Period: code, Number: n, Open: open, At: at})
	}
	for _, c := range []struct {
		code string
		n    int
		open bool
	}{{"2026-Q2", 1, true}, {"2026-Q1", 1, true}, {"2025-26", 0, true}, {"2026-Q1", 0, false}} {
		if err := change(c.code, c.n, c.open); err != nil {
			t.Fatal(err)
		}
	}
	if err := change("2026-Q2", 1, false); !errors.Is(err, ledger.ErrExists) {
		t.Errorf("ChangePeriod with a taken number = %v, want ErrExists", err)
	}
	if err := change("2026", 1, true); !errors.Is(err, period.ErrBadPeriod) {
		t.Errorf("ChangePeriod of no period = %v, want ErrBadPeriod", err)
	}
	open, err := l.OpenPeriods(ctx)
	if want := []period.Period{period.NewFinancialYear(2025), q2}; err != nil || !cmp.Equal(open, want, cmp.AllowUnexported(period.Period{})) {
		t.Errorf("OpenPeriods = %v, %v, want %v", open, err, want)
	}
}

func TestReviews(t *testing.T) {
	ctx := context.Background()
	l := ledger.New(ledgertest.New())
	if err := l.AddReview(ctx, ledger.ReviewMeta{ID: "../x"}); err == nil {
		t.Error("AddReview with a malformed ID = nil")
	}
	m := ledger.ReviewMeta{ID: id(1), Title: "Child A", Year: 2024, Kind: "lcspr", At: at}
	if err := l.AddReview(ctx, m); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Mined(ctx, id(1)); !errors.Is(err, ledger.ErrNotFound) {
		t.Errorf("Mined before = %v, want ErrNotFound", err)
	}
	if err := l.RecordMined(ctx, id(1), []byte("{}")); err != nil {
		t.Fatal(err)
	}
	if err := l.RecordMined(ctx, id(1), []byte("[]")); !errors.Is(err, ledger.ErrExists) {
		t.Errorf("RecordMined again = %v, want ErrExists", err)
	}
	body, err := l.Mined(ctx, id(1))
	keys, err2 := l.MinedKeys(ctx)
	metas, err3 := l.ReviewMetas(ctx)
	one, err4 := l.ReviewMeta(ctx, id(1))
	if err := errors.Join(err, err2, err3, err4); err != nil || string(body) != "{}" ||
		!cmp.Equal(keys, []string{ledger.ReviewMinedKey(id(1))}) || !cmp.Equal(metas, []ledger.ReviewMeta{m}) || one != m {
		t.Errorf("read %q %q %v %v, %v", body, keys, metas, one, err)
	}
}

// TestPublishersLoseNothing has publishers claim and move at once, some of the
// library and some of the figures, and checks that no move was lost.
func TestPublishersLoseNothing(t *testing.T) {
	ctx := context.Background()
	l := ledger.New(ledgertest.New())
	const publishers, times = 6, 5
	var wg sync.WaitGroup
	var mu sync.Mutex
	claimed := map[string]map[int]bool{ledger.Benchmarks: {}, ledger.Library: {}}
	for i := range publishers {
		prefix := []string{ledger.Benchmarks, ledger.Library}[i%2]
		field := func(c *ledger.Current) *int {
			if prefix == ledger.Benchmarks {
				return &c.Benchmarks
			}
			return &c.Library
		}
		wg.Go(func() {
			for done := 0; done < times; {
				basis, err := l.Current(ctx)
				if err != nil {
					t.Error(err)
					return
				}
				seq, err := l.Claim(ctx, prefix, *field(&basis), at)
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				if claimed[prefix][seq] {
					t.Errorf("%s%d was claimed twice", prefix, seq)
				}
				claimed[prefix][seq] = true
				mu.Unlock()
				now, err := l.MoveCurrent(ctx, func(c ledger.Current) ledger.Current {
					if *field(&c) == *field(&basis) {
						*field(&c) = seq
					}
					return c
				})
				if err != nil {
					t.Error(err)
					return
				}
				if *field(&now) == seq {
					done++
				}
			}
		})
	}
	wg.Wait()
	c, err := l.Current(ctx)
	if err != nil || c.Benchmarks < times*publishers/2 || c.Library < times*publishers/2 {
		t.Errorf("Current = %+v, %v: fewer than were published", c, err)
	}
}

func ExampleLedger_Approve() {
	l := ledger.New(ledgertest.New())
	_, err := l.Approve(context.Background(), ledger.Approval{Area: "383", Period: "2026-Q2", Submission: id(1), Partner: account.Health})
	fmt.Println(errors.Is(err, ledger.ErrNotAccepted))
	// Output: true
}
