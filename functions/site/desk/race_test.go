package desk_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"earlyhelp/functions/site/desk"
	"earlyhelp/shared/account"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/ledger/ledgertest"
)

// An approving is a recorded call: a partner approves one of the versions for
// the first sign-off.
type approving struct{ partner, version string }

// The answers to one: the versions' approvals that were seen afterwards, or
// that another version was signed off.
type answer struct {
	closed string // the version signed off, "" while none is
	lost   bool   // it was closed for another version
}

// meeting is what partners who approve at once may rely on: each one's last
// approval counts, the sign-off closes with the first moment at which all four
// approve the same, and nothing changes after that.
var meeting = porcupine.Model{
	Init: func() any { return "" }, // "partner=version," for each, then "!version" once closed
	Step: func(state, input, output any) (bool, any) {
		s, in, out := state.(string), input.(approving), output.(answer)
		if _, closed, ok := strings.Cut(s, "!"); ok {
			if closed == in.version {
				return !out.lost && out.closed == closed, s
			}
			return out.lost && out.closed == closed, s
		}
		next, all := "", true
		for _, p := range account.Partners() {
			v := in.version
			if p != in.partner {
				_, rest, _ := strings.Cut(s, p+"=")
				v, _, _ = strings.Cut(rest, ",")
			}
			next += p + "=" + v + ","
			all = all && v == in.version
		}
		if all {
			next += "!" + in.version
			return !out.lost && out.closed == in.version, next
		}
		return !out.lost, next // it may have been closed by the time it looked
	},
	DescribeOperation: func(input, output any) string { return fmt.Sprintf("%+v -> %+v", input, output) },
}

// TestApprovalsAreLinearizable has the four partners approve two versions at
// once, changing their minds, on storage that fails now and then, and has the
// history checked. Sweep closes what it finds all the while.
func TestApprovalsAreLinearizable(t *testing.T) {
	closed := 0
	for seed := range uint64(25) {
		_, l, o := newDesk(t, quarter)
		versions := map[string]ledger.Outcome{id1: accept(t, l, id1, 1, today), id2: accept(t, l, id2, 2, today)}
		var mu sync.Mutex
		calls := uint64(0)
		o.Before = func(op ledgertest.Op, key string) error {
			mu.Lock()
			calls++
			n := calls
			mu.Unlock()
			if op == ledgertest.Create {
				time.Sleep(time.Duration((n*7+seed)%5) * 100 * time.Microsecond)
			}
			if (n*2654435761+seed*97)%53 == 0 && op != ledgertest.List {
				return errors.New("storage is away for a moment")
			}
			return nil
		}
		var history []porcupine.Operation
		start := time.Now()
		var wg sync.WaitGroup
		for i, partner := range account.Partners() {
			wg.Go(func() {
				d := desk.New(ledger.New(o), storage{}, &desk.Options{Now: func() time.Time { return today }})
				rng := rand.New(rand.NewPCG(seed, uint64(i)))
				for range 5 {
					in := approving{partner, []string{id1, id2}[rng.IntN(2)]}
					from := time.Since(start)
					out, done := answer{}, false
					for !done { // a fault leaves it open whether it was given: it is asked again
						s, err := d.Approve(ctx, ledgertest.Lead("383", partner), in.version, versions[in.version].SHA256, 1)
						var conflict *ledger.ConflictError
						switch {
						case err == nil:
							done = true
							if s.SignOff != nil {
								out.closed = s.SignOff.Submission
							}
						case errors.As(err, &conflict):
							done, out = true, answer{conflict.Existing.Submission, true}
						}
					}
					to := time.Since(start)
					mu.Lock()
					history = append(history, porcupine.Operation{ClientId: i, Input: in, Call: int64(from), Output: out, Return: int64(to)})
					mu.Unlock()
				}
			})
		}
		stop := make(chan struct{})
		var sweep sync.WaitGroup
		sweep.Go(func() {
			l := ledger.New(o)
			for {
				select {
				case <-stop:
					return
				case <-time.After(time.Millisecond):
					_, _ = l.CloseApproved(ctx) // what fails is found again
				}
			}
		})
		wg.Wait()
		close(stop)
		sweep.Wait()
		o.Before = nil
		if result := porcupine.CheckOperationsTimeout(meeting, history, 20*time.Second); result != porcupine.Ok {
			t.Fatalf("seed %d: history is %s: %+v", seed, result, history)
		}
		signed, err := l.SignOffsFor(ctx, "383", quarter)
		if err != nil || len(signed) > 1 {
			t.Fatalf("seed %d: %d sign-offs, %v", seed, len(signed), err)
		}
		closed += len(signed)
		if r, err := ledger.Verify(ctx, o, nil); err != nil || r.Problems() > 0 {
			t.Fatalf("seed %d: %+v, %v", seed, r.Findings, err)
		}
	}
	if closed == 0 {
		t.Error("nothing was ever signed off: the test shows nothing")
	}
}

// TestApproveWhileAVersionArrives has a newer version accepted while partners
// approve the one they saw: what they saw is what is signed off.
func TestApproveWhileAVersionArrives(t *testing.T) {
	for range 20 {
		d, l, _ := newDesk(t, quarter)
		first := accept(t, l, id1, 1, today)
		var wg sync.WaitGroup
		for _, partner := range account.Partners() {
			wg.Go(func() {
				if _, err := d.Approve(ctx, ledgertest.Lead("383", partner), id1, first.SHA256, 1); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Go(func() { accept(t, l, id2, 2, today.Add(time.Hour)) })
		wg.Wait()
		v, err := d.See(ctx, officer, id1)
		if err != nil || v.State != desk.Signed || v.SignOff.SHA256 != first.SHA256 || len(v.SignOff.Approvals) != 4 {
			t.Fatalf("the one they saw is %s, %v", v.State, err)
		}
		if v, err := d.See(ctx, officer, id2); err != nil || v.State != desk.Accepted || v.Next != 2 {
			t.Errorf("the newer is %s, %v", v.State, err)
		}
	}
}

// TestApproveWhileItIsExplained has a partner approve a return at the moment
// at which its officer explains it anew: what the partner saw stays what is
// said of it, and the officer is told so.
func TestApproveWhileItIsExplained(t *testing.T) {
	d, l, o := newDesk(t, quarter)
	outcome := accept(t, l, id1, 1, today, change)
	seen, err := d.Explain(ctx, officer, id1, []ledger.Answer{because})
	if err != nil {
		t.Fatal(err)
	}
	approved := false
	o.Before = func(op ledgertest.Op, key string) error {
		if op == ledgertest.Create && strings.HasSuffix(key, "/explained/0002.json") && !approved {
			approved = true
			if _, err := d.Approve(ctx, health, id1, outcome.SHA256, 1); err != nil {
				t.Error(err)
			}
		}
		return nil
	}
	_, err = d.Explain(ctx, officer, id1, []ledger.Answer{{Rule: because.Rule, Ref: because.Ref, Text: ""}})
	if !approved || !errors.Is(err, desk.ErrApproved) {
		t.Fatalf("Explain = %v, want ErrApproved", err)
	}
	v, err := d.See(ctx, officer, id1)
	if err != nil || v.Explanations.Number != seen.Number || len(v.Unexplained) != 0 {
		t.Errorf("explained %+v, %v, want set %d, which the partner saw", v.Explanations, err, seen.Number)
	}
	progress, err := l.PeriodProgress(ctx, quarter, []string{"383"})
	if err != nil || progress[0].Stage != ledger.StageApprove || progress[0].Unexplained != 0 {
		t.Errorf("progress %+v, %v", progress, err)
	}
	other := ledger.Approval{Number: 1, Area: "383", Period: "2026-Q2", Submission: id1, SHA256: outcome.SHA256, Explained: 2, Partner: account.Police, At: today}
	if _, err := l.Approve(ctx, other); !errors.Is(err, ledger.ErrOtherExplanations) {
		t.Errorf("Approve for other explanations = %v", err)
	}
	for _, partner := range account.Partners() {
		if _, err := d.Approve(ctx, ledgertest.Lead("383", partner), id1, outcome.SHA256, 1); err != nil {
			t.Errorf("%s: %v", partner, err)
		}
	}
	if v, err := d.See(ctx, inspector, id1); err != nil || v.State != desk.Signed || v.Explanations.Number != seen.Number {
		t.Errorf("signed %s, explained %+v, %v", v.State, v.Explanations, err)
	}
}

// TestClosedForAnotherVersion: the fourth partner has approved one version and
// nobody has recorded the sign-off yet. The other version is not signed off.
func TestClosedForAnotherVersion(t *testing.T) {
	d, l, o := newDesk(t, quarter)
	first := accept(t, l, id1, 1, today)
	accept(t, l, id2, 2, today.Add(time.Hour))
	o.Before = func(op ledgertest.Op, key string) error {
		if op == ledgertest.Create && strings.HasPrefix(key, ledger.SignOffs) {
			return errors.New("storage is away")
		}
		return nil
	}
	if _, err := l.Approve(ctx, ledgertest.Approvals(first, 1, today)...); err == nil {
		t.Fatal("the sign-off was recorded")
	}
	if v, err := d.See(ctx, officer, id1); err != nil || v.Standing.SignOff == nil {
		t.Errorf("the approved version: %+v, %v", v.Standing, err)
	}
	v, err := d.See(ctx, officer, id2)
	if err != nil || v.Standing.SignOff != nil || len(v.Standing.Approvals) != 0 || len(v.Standing.Elsewhere) != 4 || len(v.Standing.Waiting) != 4 {
		t.Errorf("the other version: %+v, %v", v.Standing, err)
	}
}
