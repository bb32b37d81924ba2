package ledger_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
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
	}
}

// TestTwoFilesOfOneSubmission has two workers, or one after a crash, keep
// different returns of one submission: hash and figures are of the same one.
func TestTwoFilesOfOneSubmission(t *testing.T) {
	ctx := context.Background()
	cleanOf := func(r *returns.Return) []byte {
		var b bytes.Buffer
		if err := returns.WriteClean(&b, r); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	first, second := aReturn("383"), aReturn("383")
	first.Counts, second.Counts = first.Counts[:1], second.Counts[:1]
	second.Counts[0].N = 7
	for _, crashed := range []bool{false, true} {
		o := ledgertest.New()
		l := ledger.New(o)
		kept, err := l.KeepReturn(ctx, id(1), first, cleanOf(first))
		if err != nil {
			t.Fatal(err)
		}
		if crashed {
			// The first worker was gone before it kept the second object.
			if err := o.Delete(ctx, kept.WorkbookKey); err != nil {
				t.Fatal(err)
			}
		}
		again, err := l.KeepReturn(ctx, id(1), second, cleanOf(second))
		if err != nil {
			t.Fatal(err)
		}
		if again != kept || kept.SHA256 != ledger.Hash(cleanOf(first)) {
			t.Errorf("crashed %t: kept %+v, then %+v, want the first file's twice", crashed, kept, again)
		}
		c, err := l.Counts(ctx, again.CountsKey)
		if err != nil || len(c.Counts) != 1 || c.Counts[0].N != 0 {
			t.Errorf("crashed %t: counts %+v, %v, want the first file's", crashed, c.Counts, err)
		}
	}
}

func TestReturnSurvivesKeeping(t *testing.T) {
	ctx := context.Background()
	l := ledger.New(ledgertest.New())
	want := aReturn("383")
	kept, err := l.KeepReturn(ctx, id(1), want, []byte("workbook"))
	if err != nil {
		t.Fatal(err)
	}
	// Again, as after a crash, by a newer program that writes other bytes:
	// what is kept stays, and its hash is told.
	again, err := l.KeepReturn(ctx, id(1), want, []byte("another workbook"))
	if err != nil || again != kept || kept.SHA256 != ledger.Hash([]byte("workbook")) {
		t.Errorf("KeepReturn again = %+v, %v, want %+v", again, err, kept)
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

func TestSign(t *testing.T) {
	ctx := context.Background()
	l := ledger.New(ledgertest.New())
	first := ledgertest.Accept(t, l, id(1), aReturn("383"), []byte("one"), at)
	second := ledgertest.Accept(t, l, id(2), aReturn("383"), []byte("two"), at)
	other := ledgertest.Accept(t, l, id(3), aReturn("204"), []byte("three"), at)
	ledgertest.Sign(t, l, first, 1, at)
	ledgertest.Sign(t, l, other, 0, at)

	by := account.Person{Subject: "s", Name: "Sam Second", Role: account.Lead, Area: "383"}
	s := ledger.SignOff{Number: 1, Area: "383", Period: "2026-Q2", Submission: second.ID, SHA256: second.SHA256, By: by, At: at.Add(time.Hour)}
	err := l.Sign(ctx, s)
	conflict, ok := errors.AsType[*ledger.ConflictError](err)
	if !ok || conflict.Existing.Submission != first.ID || !errors.Is(err, ledger.ErrExists) {
		t.Fatalf("Sign of a taken number = %v, want a conflict with the first", err)
	}
	if got, want := err.Error(), "sign-off 1 of 383 for 2026-Q2 was made by Lead of 383 at 2026-07-20 09:30"; got != want {
		t.Errorf("Error = %q, want %q", got, want)
	}
	refused := []struct {
		name   string
		change func(*ledger.SignOff)
	}{
		{"another hash", func(s *ledger.SignOff) { s.SHA256 = first.SHA256 }},
		{"another area's return", func(s *ledger.SignOff) { s.Area = "204" }},
		{"no such return", func(s *ledger.SignOff) { s.Submission = id(9) }},
	}
	for _, tt := range refused {
		bad := s
		bad.Number = 2
		tt.change(&bad)
		if err := l.Sign(ctx, bad); !errors.Is(err, ledger.ErrNotAccepted) {
			t.Errorf("%s: Sign = %v, want ErrNotAccepted", tt.name, err)
		}
	}
	for _, n := range []int{3, -1} {
		bad := s
		bad.Number = n
		if err := l.Sign(ctx, bad); err == nil || errors.Is(err, ledger.ErrExists) {
			t.Errorf("Sign with number %d = %v, want an error", n, err)
		}
	}
	s.Number = 2
	if err := l.Sign(ctx, s); err != nil {
		t.Fatal(err)
	}
	all, err := l.SignOffsFor(ctx, "383", q2)
	if err != nil || len(all) != 2 || all[1].SignOff != s {
		t.Errorf("SignOffsFor = %+v, %v", all, err)
	}
	current, err := l.SignOffs(ctx)
	if err != nil || len(current) != 2 || current[0].Area != "204" || current[1].SignOff != s || current[1].Key != ledger.SignOffKey("383", q2, 2) {
		t.Errorf("SignOffs = %+v, %v", current, err)
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

func ExampleLedger_Sign() {
	l := ledger.New(ledgertest.New())
	err := l.Sign(context.Background(), ledger.SignOff{Area: "383", Period: "2026-Q2", Submission: id(1)})
	fmt.Println(errors.Is(err, ledger.ErrNotAccepted))
	// Output: true
}
