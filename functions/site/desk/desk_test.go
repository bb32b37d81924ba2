package desk_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"earlyhelp/functions/site/desk"
	"earlyhelp/shared/account"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/ledger/ledgertest"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
	"earlyhelp/shared/s3store"
)

var (
	ctx     = context.Background()
	today   = time.Date(2026, 7, 20, 9, 30, 0, 0, time.UTC)
	quarter = period.NewQuarter(2026, 2)

	leeds = desk.Sending{Area: "383", Period: quarter}

	officer   = account.Person{Subject: "o", Name: "Ola", Role: account.Officer, Area: "383"}
	lead      = ledgertest.Lead("383", account.LocalAuthority)
	health    = ledgertest.Lead("383", account.Health)
	police    = ledgertest.Lead("383", account.Police)
	education = ledgertest.Lead("383", account.Education)
	noPartner = account.Person{Subject: "m", Name: "Max", Role: account.Lead, Area: "383"}
	bolton    = ledgertest.Lead("350", account.Health)
	inspector = account.Person{Subject: "i", Name: "In", Role: account.Inspector}
	team      = account.Person{Subject: "n", Name: "Na", Role: account.National}
)

const (
	id1 = "01J00000000000000000000001"
	id2 = "01J00000000000000000000002"
)

type storage struct{ err error }

func (s storage) PresignPost(_ context.Context, key string, max int64, _ time.Duration, redirect string) (s3store.Post, error) {
	if max != desk.MaxBytes {
		return s3store.Post{}, errors.New("no limit")
	}
	return s3store.Post{URL: "http://storage.test", Fields: map[string]string{"key": key, "redirect": redirect}}, s.err
}

func newDesk(t *testing.T, open ...period.Period) (*desk.Desk, *ledger.Ledger, *ledgertest.Objects) {
	t.Helper()
	o := ledgertest.New()
	l := ledger.New(o)
	for _, q := range open {
		if err := l.ChangePeriod(ctx, ledger.PeriodChange{Period: q.String(), Open: true, At: today}); err != nil {
			t.Fatal(err)
		}
	}
	return desk.New(l, storage{}, &desk.Options{Now: func() time.Time { return today }}), l, o
}

func aReturn() *returns.Return {
	return &returns.Return{Area: "383", Period: quarter, PreparedByRole: "Analyst", Counts: []returns.Count{
		{Sheet: "Referrals", Measure: "referrals", Breakdown: "total", Category: "all", N: 12, Ref: cell.Ref{Sheet: "Referrals", Row: 6, Col: 3}}}}
}

func TestStart(t *testing.T) {
	d, l, _ := newDesk(t, quarter)
	for _, tt := range []struct {
		name string
		p    account.Person
		area string
		q    period.Period
		want error
	}{
		{"an officer for their own area", officer, "383", quarter, nil},
		{"a lead for their own area", lead, "383", quarter, nil},
		{"an officer for another area", officer, "350", quarter, desk.ErrMayNot},
		{"an inspector", inspector, "383", quarter, desk.ErrMayNot},
		{"nobody", account.Person{}, "383", quarter, desk.ErrMayNot},
		{"a period that is not open", officer, "383", quarter.Next(), desk.ErrNotOpen},
		{"an area that is no more", account.Person{Subject: "x", Role: account.Officer, Area: "928"}, "928", quarter, desk.ErrNotInBeing},
	} {
		t.Run(tt.name, func(t *testing.T) {
			up, err := d.Start(ctx, tt.p, desk.Sending{Area: tt.area, Period: tt.q, FileName: `C:\Users\me\..\return.xlsx`, Redirect: "http://site.test/returns/%s"})
			if !errors.Is(err, tt.want) {
				t.Fatalf("err = %v, want %v", err, tt.want)
			}
			if err != nil {
				return
			}
			s, err := l.Submission(ctx, up.Submission.ID)
			if err != nil {
				t.Fatal(err)
			}
			want := ledger.Submission{ID: up.Submission.ID, Area: tt.area, Period: "2026-Q2", FileName: "return.xlsx", By: tt.p, At: today}
			if diff := cmp.Diff(want, s); diff != "" {
				t.Error(diff)
			}
			if up.Fields["key"] != ledger.IncomingReturnKey(s.ID) || up.Fields["redirect"] != "http://site.test/returns/"+s.ID || up.MaxBytes != desk.MaxBytes {
				t.Errorf("upload %+v", up)
			}
		})
	}
	t.Run("every submission has an ID of its own", func(t *testing.T) {
		var mu sync.Mutex
		var wg sync.WaitGroup
		seen := map[string]bool{}
		for range 50 {
			wg.Go(func() {
				up, err := d.Start(ctx, officer, leeds)
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				if seen[up.Submission.ID] || !ledger.ValidID(up.Submission.ID) {
					t.Errorf("ID %q", up.Submission.ID)
				}
				seen[up.Submission.ID] = true
			})
		}
		wg.Wait()
	})
}

func TestFileNames(t *testing.T) {
	d, _, _ := newDesk(t, quarter)
	for in, want := range map[string]string{
		"r.xlsx": "r.xlsx", "../../etc/passwd": "passwd", `C:\x\r.xlsx`: "r.xlsx", "": "", "..": "", "/": "", "a\x00b\n.xlsx": "ab.xlsx",
		strings.Repeat("é", 300): strings.Repeat("é", 100),
	} {
		up, err := d.Start(ctx, officer, desk.Sending{Area: "383", Period: quarter, FileName: in})
		if err != nil || up.Submission.FileName != want {
			t.Errorf("file name %q became %q, want %q (%v)", in, up.Submission.FileName, want, err)
		}
	}
}

func TestSee(t *testing.T) {
	d, l, o := newDesk(t, quarter)
	ledgertest.Accept(t, l, id1, aReturn(), []byte("w"), today)
	for _, p := range []account.Person{officer, lead, health} {
		if v, err := d.See(ctx, p, id1); err != nil || v.State != desk.Accepted || v.Next != 1 {
			t.Errorf("%s sees %+v, %v", p.Name, v, err)
		}
	}
	for _, p := range []account.Person{bolton, inspector, team, {}} {
		if _, err := d.See(ctx, p, id1); !errors.Is(err, desk.ErrNotFound) {
			t.Errorf("%s: %v, want not found", p.Role, err)
		}
		if _, err := d.OfArea(ctx, p, "383"); !errors.Is(err, desk.ErrNotFound) {
			t.Errorf("%s lists: %v, want not found", p.Role, err)
		}
	}
	for _, id := range []string{"", "../x", id2} {
		if _, err := d.See(ctx, officer, id); !errors.Is(err, desk.ErrNotFound) {
			t.Errorf("%q: %v, want not found", id, err)
		}
	}
	t.Run("a file that arrived is being checked", func(t *testing.T) {
		up, err := d.Start(ctx, officer, leeds)
		if err != nil {
			t.Fatal(err)
		}
		id := up.Submission.ID
		if v, _ := d.See(ctx, officer, id); v.State != desk.Waiting || v.Arrived {
			t.Errorf("before: %+v", v)
		}
		o.Put(ledger.IncomingReturnKey(id), []byte("x"))
		if v, _ := d.See(ctx, officer, id); v.State != desk.Waiting || !v.Arrived {
			t.Errorf("after: %+v", v)
		}
		all, err := d.OfArea(ctx, officer, "383")
		if err != nil || len(all) != 2 || !all[0].Arrived || all[1].State != desk.Accepted {
			t.Errorf("list %+v, %v", all, err)
		}
	})
	t.Run("content and workbook", func(t *testing.T) {
		v, err := d.See(ctx, officer, id1)
		if err != nil {
			t.Fatal(err)
		}
		r, err := d.Return(ctx, v)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(aReturn(), r, cmp.AllowUnexported(period.Period{})); diff != "" {
			t.Error(diff)
		}
		if b, err := d.Workbook(ctx, v); err != nil || string(b) != "w" {
			t.Errorf("workbook %q, %v", b, err)
		}
		if _, err := d.Workbook(ctx, desk.Seen{}); !errors.Is(err, desk.ErrNotFound) {
			t.Errorf("workbook of nothing: %v", err)
		}
	})
}

// TestUploadGoneBetweenTwoLooks has intake record the outcome and delete the
// upload just after See found no outcome.
func TestUploadGoneBetweenTwoLooks(t *testing.T) {
	d, l, o := newDesk(t, quarter)
	up, err := d.Start(ctx, officer, leeds)
	if err != nil {
		t.Fatal(err)
	}
	var once sync.Once
	o.Before = func(op ledgertest.Op, key string) error {
		if op == ledgertest.List && strings.HasPrefix(key, ledger.IncomingReturns) {
			once.Do(func() {
				out := ledger.Outcome{ID: up.Submission.ID, Area: "383", Period: "2026-Q2", Verdict: returns.Rejected, At: today}
				if err := l.RecordOutcome(ctx, out); err != nil {
					t.Error(err)
				}
			})
		}
		return nil
	}
	if v, err := d.See(ctx, officer, up.Submission.ID); err != nil || v.State != desk.Rejected {
		t.Errorf("sees %s, %v; want rejected, not a form to send the file again", v.State, err)
	}
}

func TestApprove(t *testing.T) {
	d, l, _ := newDesk(t, quarter)
	first := ledgertest.Accept(t, l, id1, aReturn(), []byte("one"), today)
	second := ledgertest.Accept(t, l, id2, aReturn(), []byte("two"), today.Add(time.Minute))
	up, err := d.Start(ctx, officer, leeds)
	if err != nil {
		t.Fatal(err)
	}
	later := ""
	for _, step := range []struct {
		name     string
		p        account.Person
		id, hash string
		number   int
		want     error // nil, a sentinel, or any conflict
		conflict bool
		waiting  int // partners that have not approved
	}{
		{"an officer", officer, id1, first.SHA256, 1, desk.ErrMayNot, false, 0},
		{"a lead of no partner", noPartner, id1, first.SHA256, 1, desk.ErrNoPartner, false, 0},
		{"another area's lead", bolton, id1, first.SHA256, 1, desk.ErrNotFound, false, 0},
		{"the national team", team, id1, first.SHA256, 1, desk.ErrNotFound, false, 0},
		{"another hash", lead, id1, second.SHA256, 1, desk.ErrStale, false, 0},
		{"no hash", lead, id1, "", 1, desk.ErrStale, false, 0},
		{"no file yet", lead, up.Submission.ID, "", 1, desk.ErrNotAccepted, false, 0},
		{"a number ahead of time", lead, id1, first.SHA256, 2, desk.ErrStale, false, 0},
		{"a number that is none", lead, id1, first.SHA256, -1, desk.ErrStale, false, 0},
		{"the first partner", lead, id1, first.SHA256, 1, nil, false, 3},
		{"the same again, a button pressed twice", lead, id1, first.SHA256, 1, nil, false, 3},
		{"the second", health, id1, first.SHA256, 0, nil, false, 2},
		{"the third, another version", police, id2, second.SHA256, 1, nil, false, 3},
		{"the third, this version instead", police, id1, first.SHA256, 1, nil, false, 1},
		{"the fourth", education, id1, first.SHA256, 1, nil, false, 0},
		{"the fourth again", education, id1, first.SHA256, 1, nil, false, 0},
		{"somebody who saw it open, another version", health, id2, second.SHA256, 1, nil, true, 0},
		{"what was sent without a reason, in its place", health, id2, second.SHA256, 2, desk.ErrNoReason, false, 0},
	} {
		t.Run(step.name, func(t *testing.T) {
			s, err := d.Approve(ctx, step.p, step.id, step.hash, step.number)
			var conflict *ledger.ConflictError
			switch {
			case step.conflict:
				if !errors.As(err, &conflict) {
					t.Errorf("err = %v, want a conflict", err)
				}
			case !errors.Is(err, step.want):
				t.Errorf("err = %v, want %v", err, step.want)
			case err == nil && (len(s.Waiting) != step.waiting || (s.SignOff != nil) != (step.waiting == 0) || len(s.Approvals) != 4-step.waiting || s.Number != 1):
				t.Errorf("standing %+v, want %d waiting", s, step.waiting)
			}
		})
	}
	v, err := d.See(ctx, officer, id1)
	if err != nil || v.State != desk.Signed || v.Next != 2 || len(v.Standing.Approvals) != 4 {
		t.Errorf("the first is %s, %+v, %v", v.State, v.Standing, err)
	}
	for _, in := range []desk.Sending{leeds, {Area: "383", Period: quarter, Reason: "   "}} {
		if _, err := d.Start(ctx, officer, in); !errors.Is(err, desk.ErrNoReason) {
			t.Errorf("Start after the sign-off without a reason: %v", err)
		}
	}
	var cannot *desk.TextError
	if _, err := d.Start(ctx, officer, desk.Sending{Area: "383", Period: quarter, Reason: "Ask jane.doe@example.org"}); !errors.As(err, &cannot) || strings.Contains(err.Error(), "jane") {
		t.Errorf("Start with a personal reason: %v", err)
	}
	up, err = d.Start(ctx, officer, desk.Sending{Area: "383", Period: quarter, Reason: "12 referrals were entered late.\r\n"})
	if err != nil || up.Submission.Reason != "12 referrals were entered late." {
		t.Fatalf("Start with a reason: %+v, %v", up.Submission, err)
	}
	later = up.Submission.ID
	out := ledger.Outcome{ID: later, Area: "383", Period: "2026-Q2", Verdict: returns.Accepted, SHA256: "abc", At: today.Add(time.Hour)}
	if err := l.RecordOutcome(ctx, out); err != nil {
		t.Fatal(err)
	}
	for i, p := range []account.Person{education, police, health, lead} {
		s, err := d.Approve(ctx, p, later, "abc", 2)
		if err != nil || len(s.Waiting) != 3-i || s.Number != 2 {
			t.Errorf("approval %d of the second sign-off: %+v, %v", i+1, s, err)
		}
	}
	if v, err := d.See(ctx, officer, id1); err != nil || v.State != desk.Replaced || v.InForce.Submission != later || v.Standing.Number != 1 {
		t.Errorf("the first is %s, in force %+v, %v", v.State, v.InForce, err)
	}
	if v, err := d.See(ctx, inspector, later); err != nil || v.State != desk.Signed {
		t.Errorf("an inspector sees the signed return as %s, %v", v.State, err)
	}
}

func TestOpenAndLastSigned(t *testing.T) {
	d, l, _ := newDesk(t, period.NewQuarter(2020, 4), quarter, quarter.Next())
	got, err := d.Open(ctx, "383")
	if want := []period.Period{quarter.Next(), quarter, period.NewQuarter(2020, 4)}; err != nil || !cmp.Equal(got, want, cmp.AllowUnexported(period.Period{})) {
		t.Errorf("open for Leeds: %v, %v", got, err)
	}
	if got, err = d.Open(ctx, "928"); err != nil || len(got) != 1 { // Northamptonshire, until March 2021
		t.Errorf("open for Northamptonshire: %v, %v", got, err)
	}
	if r, err := d.LastSigned(ctx, officer, "383", quarter.Next()); r != nil || err != nil {
		t.Errorf("before any: %v, %v", r, err)
	}
	ledgertest.Sign(t, l, ledgertest.Accept(t, l, id1, aReturn(), []byte("w"), today), 1, today)
	if r, err := d.LastSigned(ctx, officer, "383", quarter.Next()); err != nil || r == nil || r.PreparedByRole != "Analyst" {
		t.Errorf("last signed: %+v, %v", r, err)
	}
}
