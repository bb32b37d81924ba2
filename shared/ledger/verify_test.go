package ledger_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"earlyhelp/shared/account"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/ledger/ledgertest"

	"github.com/google/go-cmp/cmp"
)

// aLedger is a small ledger with everything in it: two areas, a return that
// was replaced, explanations, a period, a review, two seals and a publication.
func aLedger(t *testing.T) *ledgertest.Objects {
	t.Helper()
	ctx := context.Background()
	o := ledgertest.New()
	l := ledger.New(o)
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	check(l.ChangePeriod(ctx, ledger.PeriodChange{Period: "2026-Q2", Open: true, At: at}))
	check(l.AddReview(ctx, ledger.ReviewMeta{ID: id(50), Title: "Child A", At: at}))
	check(l.RecordMined(ctx, id(50), []byte("{}")))
	first := ledgertest.Accept(t, l, id(1), aReturn("383"), []byte("one"), at)
	check(l.AddExplanations(ctx, "383", q2, ledger.Explanations{Submission: id(1), Answers: []ledger.Answer{{Rule: "V09", Ref: "Referrals!D5", Text: "because"}}, At: at}))
	ledgertest.Sign(t, l, first, 1, at)
	seal(t, l, at.Add(time.Hour), true)
	second := ledgertest.Accept(t, l, id(2), aReturn("383"), []byte("two"), at)
	for _, a := range ledgertest.Approvals(second, 2, at) { // one by one, as people do
		_, err := l.Approve(ctx, a)
		check(err)
	}
	ledgertest.Sign(t, l, ledgertest.Accept(t, l, id(3), aReturn("204"), []byte("three"), at), 1, at)
	head := seal(t, l, at.Add(2*time.Hour), true)
	publish(t, o, l, 1, &head, nil)
	seal(t, l, at.Add(3*time.Hour), true)
	if r := verify(t, o); r.Problems() > 0 || len(r.Findings) > 0 || r.Entries != 28 || r.Seals != 3 || r.Chains != 5 {
		t.Fatalf("untouched: %+v", r)
	}
	return o
}

func seal(t *testing.T, l *ledger.Ledger, now time.Time, want bool) ledger.Head {
	t.Helper()
	head, made, err := l.Seal(context.Background(), now)
	if err != nil || made != want {
		t.Fatalf("Seal = %+v, %t, %v, want %t", head, made, err, want)
	}
	return head
}

func publish(t *testing.T, o *ledgertest.Objects, l *ledger.Ledger, seq int, head *ledger.Head, before *ledger.Input) {
	t.Helper()
	facts := ledger.SnapshotKey(ledger.Benchmarks, seq, "facts.csv")
	o.Put(facts, []byte("facts"))
	m := ledger.Manifest{Sequence: seq, Seal: head, Before: before, Files: []ledger.Input{{Key: facts, SHA256: ledger.Hash([]byte("facts"))}}}
	for _, key := range o.Keys(ledger.SignOffs) {
		m.Inputs = append(m.Inputs, ledger.Input{Key: key, SHA256: ledger.Hash([]byte(o.Dump()[key]))})
	}
	body, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	o.Put(ledger.SnapshotKey(ledger.Benchmarks, seq, "manifest.json"), body)
	if _, err := l.MoveCurrent(context.Background(), func(c ledger.Current) ledger.Current { c.Benchmarks = seq; return c }); err != nil {
		t.Fatal(err)
	}
}

func verify(t *testing.T, src ledger.Source) ledger.Report {
	t.Helper()
	r, err := ledger.Verify(context.Background(), src, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestTampering meddles with a ledger in every way there is, and expects each
// to be named where it was done.
func TestTampering(t *testing.T) {
	ctx := context.Background()
	leeds := "returns/383/2026-Q2"
	signOff := ledger.SignOffKey("383", q2, 1)
	outcome := ledger.OutcomeKey(id(1))
	last := func(o *ledgertest.Objects, chain string) string {
		keys := o.Keys(ledger.LinkPrefix(chain))
		return keys[len(keys)-1]
	}
	type found struct {
		Kind ledger.FindingKind
		Key  string
	}
	tests := []struct {
		name   string
		tamper func(o *ledgertest.Objects)
		want   []found // among the findings
		only   bool    // and no others
	}{
		{"a byte of an entry is changed", func(o *ledgertest.Objects) {
			body := []byte(o.Dump()[outcome])
			body[len(body)/2] ^= 1
			o.Put(outcome, body)
		}, []found{{ledger.EntryChanged, outcome}}, true},
		{"an entry is deleted", func(o *ledgertest.Objects) { o.Delete(ctx, outcome) }, []found{{ledger.EntryRemoved, outcome}}, true},
		{"an entry is put in", func(o *ledgertest.Objects) { o.Put(ledger.OutcomeKey(id(9)), []byte("{}")) },
			[]found{{ledger.EntryInserted, ledger.OutcomeKey(id(9))}}, true},
		{"a sign-off is forged", func(o *ledgertest.Objects) {
			o.Put(ledger.SignOffKey("383", q2, 3), []byte(o.Dump()[signOff]))
		}, []found{{ledger.EntryInserted, ledger.SignOffKey("383", q2, 3)}, {ledger.Unapproved, ledger.SignOffKey("383", q2, 3)}}, true},
		{"two entries are swapped", func(o *ledgertest.Objects) { swap(o, ledger.OutcomeKey(id(1)), ledger.OutcomeKey(id(2))) },
			[]found{{ledger.EntryChanged, ledger.OutcomeKey(id(1))}, {ledger.EntryChanged, ledger.OutcomeKey(id(2))}}, true},
		{"a workbook is changed", func(o *ledgertest.Objects) { o.Put(ledger.WorkbookKey("383", q2, id(1)), []byte("other")) },
			[]found{{ledger.EntryChanged, ledger.WorkbookKey("383", q2, id(1))}}, true},
		{"a byte of a link is changed", func(o *ledgertest.Objects) {
			key := ledger.LinkKey(leeds, 2)
			o.Put(key, []byte(strings.Replace(o.Dump()[key], `"number":2`, `"number":2 `, 1)))
		}, []found{{ledger.LinkChanged, ledger.LinkKey(leeds, 3)}}, true},
		{"a link that a seal saw is changed", func(o *ledgertest.Objects) {
			key := ledger.LinkKey(leeds, 4) // the last one at the first seal
			o.Put(key, []byte(strings.Replace(o.Dump()[key], `"number":4`, `"number":4 `, 1)))
		}, []found{{ledger.LinkChanged, ledger.LinkKey(leeds, 4)}}, true},
		{"a link in the middle is deleted", func(o *ledgertest.Objects) { o.Delete(ctx, ledger.LinkKey(leeds, 2)) },
			[]found{{ledger.LinkRemoved, ledger.LinkKey(leeds, 2)}, {ledger.EntryInserted, outcome}}, false},
		{"two links are swapped", func(o *ledgertest.Objects) { swap(o, ledger.LinkKey(leeds, 2), ledger.LinkKey(leeds, 3)) },
			[]found{{ledger.LinkChanged, ledger.LinkKey(leeds, 2)}, {ledger.LinkChanged, ledger.LinkKey(leeds, 3)}}, false},
		{"the last link is deleted", func(o *ledgertest.Objects) { o.Delete(ctx, last(o, leeds)) },
			[]found{{ledger.ChainCut, ledger.LinkPrefix(leeds)}, {ledger.EntryInserted, ledger.SignOffKey("383", q2, 2)}}, false},
		{"a chain is cut short with all that it announced", func(o *ledgertest.Objects) {
			for n := 5; ; n++ {
				key := ledger.LinkKey(leeds, n)
				body, ok := o.Dump()[key]
				if !ok {
					break
				}
				var link ledger.Link
				json.Unmarshal([]byte(body), &link)
				for _, e := range link.Entries {
					o.Delete(ctx, e.Key)
				}
				o.Delete(ctx, key)
			}
		}, []found{{ledger.ChainCut, ledger.LinkPrefix(leeds)}}, false},
		{"an area is removed, and with it the seals that saw it", func(o *ledgertest.Objects) {
			for _, key := range slices.Concat(o.Keys(ledger.LinkPrefix("returns/204/2026-Q2")), o.Keys(ledger.Returns+"204"), o.Keys(ledger.SignOffs+"2026-Q2/204"), o.Keys(ledger.Approvals+"2026-Q2/204"),
				[]string{ledger.SubmissionKey(id(3)), ledger.OutcomeKey(id(3))}, o.Keys(ledger.LinkPrefix("seals"))[1:]) {
				o.Delete(ctx, key)
			}
		}, []found{{ledger.ChainCut, ledger.LinkPrefix("seals")}, {ledger.EntryRemoved, ledger.SignOffKey("204", q2, 1)}}, true},
		{"a seal is changed", func(o *ledgertest.Objects) {
			key := ledger.LinkKey("seals", 2)
			o.Put(key, []byte(strings.Replace(o.Dump()[key], "2026-07-20T11", "2026-07-20T10", 1)))
		}, []found{{ledger.LinkChanged, ledger.LinkKey("seals", 2)}}, false},
		{"all chains are removed", func(o *ledgertest.Objects) {
			for _, key := range o.Keys(ledger.Chains) {
				o.Delete(ctx, key)
			}
		}, []found{{ledger.ChainCut, ledger.Chains}}, false},
		{"a manifest is changed", func(o *ledgertest.Objects) {
			key := ledger.SnapshotKey(ledger.Benchmarks, 1, "manifest.json")
			o.Put(key, []byte(strings.Replace(o.Dump()[key], `"sequence":1`, `"sequence":2`, 1)))
		}, []found{{ledger.Unpublished, ledger.SnapshotKey(ledger.Benchmarks, 1, "manifest.json")}}, true},
		{"a manifest is removed", func(o *ledgertest.Objects) { o.Delete(ctx, ledger.SnapshotKey(ledger.Benchmarks, 1, "manifest.json")) },
			[]found{{ledger.Unpublished, ledger.SnapshotKey(ledger.Benchmarks, 1, "manifest.json")}}, true},
		{"a published figure is changed", func(o *ledgertest.Objects) {
			o.Put(ledger.SnapshotKey(ledger.Benchmarks, 1, "facts.csv"), []byte("fact5"))
		}, []found{{ledger.Unpublished, ledger.SnapshotKey(ledger.Benchmarks, 1, "facts.csv")}}, true},
		{"a published file is removed", func(o *ledgertest.Objects) { o.Delete(ctx, ledger.SnapshotKey(ledger.Benchmarks, 1, "facts.csv")) },
			[]found{{ledger.Unpublished, ledger.SnapshotKey(ledger.Benchmarks, 1, "facts.csv")}}, true},
		{"a publication that never was is put in force", func(o *ledgertest.Objects) { o.Put(ledger.CurrentKey, []byte(`{"benchmarks":7}`)) },
			[]found{{ledger.Unpublished, ledger.SnapshotKey(ledger.Benchmarks, 7, "manifest.json")}}, true},
		{"something else lies among the links", func(o *ledgertest.Objects) { o.Put(ledger.Chains+"readme.txt", nil) },
			[]found{{ledger.EntryInserted, ledger.Chains + "readme.txt"}}, true},
	}
	whole := aLedger(t).Dump()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := ledgertest.New()
			for key, body := range whole {
				o.Put(key, []byte(body))
			}
			tt.tamper(o)
			r := verify(t, o)
			var got []found
			for _, f := range r.Findings {
				if !f.Problem || f.Message == "" {
					t.Errorf("finding %+v", f)
				}
				got = append(got, found{f.Kind, f.Key})
			}
			for _, want := range tt.want {
				if !slices.Contains(got, want) {
					t.Errorf("found %v, not %v", got, want)
				}
			}
			if tt.only && len(got) != len(tt.want) {
				t.Errorf("found %v, want only %v", got, tt.want)
			}
		})
	}
}

func swap(o *ledgertest.Objects, a, b string) {
	all := o.Dump()
	o.Put(a, []byte(all[b]))
	o.Put(b, []byte(all[a]))
}

// TestEveryObjectIsGuarded changes, removes and copies each object of the
// ledger in turn: nothing goes unseen.
func TestEveryObjectIsGuarded(t *testing.T) {
	whole := aLedger(t).Dump()
	heads := verify(t, refilled(whole)).Heads
	for _, key := range slices.Sorted(maps.Keys(whole)) {
		if !strings.HasPrefix(key, "ledger/") {
			continue
		}
		flip := func(o *ledgertest.Objects, at int) {
			body := []byte(whole[key])
			body[at%len(body)] ^= 1 << (at % 7)
			o.Put(key, body)
		}
		for name, tamper := range map[string]func(o *ledgertest.Objects){
			"turned in a bit":   func(o *ledgertest.Objects) { flip(o, len(key)) },
			"turned in another": func(o *ledgertest.Objects) { flip(o, 7*len(whole[key])/9) },
			"turned in a third": func(o *ledgertest.Objects) { flip(o, len(whole[key])-2) },
			"changed":           func(o *ledgertest.Objects) { o.Put(key, []byte(whole[key]+" ")) },
			"removed":           func(o *ledgertest.Objects) { o.Delete(context.Background(), key) },
		} {
			o := refilled(whole)
			tamper(o)
			r, err := ledger.Verify(context.Background(), o, &ledger.VerifyOptions{Before: heads})
			if err != nil || r.Problems() == 0 {
				t.Errorf("%s was %s and nobody noticed (%v)", key, name, err)
			}
		}
	}
}

func refilled(whole map[string]string) *ledgertest.Objects {
	o := ledgertest.New()
	for key, body := range whole {
		o.Put(key, []byte(body))
	}
	return o
}

// TestCrashesAreNoTampering ends the process at each of its operations, before
// it took effect and after, while it does everything there is: what is left is
// never called a problem, and once it is settled only notes remain.
func TestCrashesAreNoTampering(t *testing.T) {
	ctx := context.Background()
	everything := func(l *ledger.Ledger) error {
		if err := l.ChangePeriod(ctx, ledger.PeriodChange{Period: "2026-Q2", Open: true, At: at}); err != nil {
			return err
		}
		s := ledger.Submission{ID: id(1), Area: "383", Period: "2026-Q2", At: at}
		if err := l.AddSubmission(ctx, s); err != nil {
			return err
		}
		j := judged(1, aReturn("383"), []byte("one"))
		j.Marked = []byte("marked")
		o, err := l.Keep(ctx, j)
		if err != nil {
			return err
		}
		if err := l.AddExplanations(ctx, "383", q2, ledger.Explanations{Submission: id(1), At: at}); err != nil {
			return err
		}
		for _, a := range ledgertest.Approvals(o, 1, at) {
			if _, err := l.Approve(ctx, a); err != nil {
				return err
			}
		}
		_, _, err = l.Seal(ctx, at)
		return err
	}
	for _, after := range []bool{false, true} {
		for crash := 1; ; crash++ {
			o := ledgertest.New()
			n, dead := 0, false
			fault := func(ledgertest.Op, string) error {
				n++
				if dead = dead || n == crash; dead {
					return errors.New("the process has died")
				}
				return nil
			}
			if after {
				o.After = fault
			} else {
				o.Before = fault
			}
			err := everything(ledger.New(o))
			o.Before, o.After = nil, nil
			if !dead {
				break
			}
			if r := verify(t, o); r.Problems() > 0 {
				t.Errorf("crash at operation %d (after %t, %v): %+v", crash, after, err, r.Findings)
			}
			l := ledger.New(o)
			for _, minutes := range []int{1, 2, 30, 31} {
				if _, _, err := l.Seal(ctx, at.Add(time.Duration(minutes)*time.Minute)); err != nil {
					t.Fatal(err)
				}
			}
			r := verify(t, o)
			for _, f := range r.Findings {
				if f.Kind != ledger.Unwritten {
					t.Errorf("crash at operation %d (after %t), settled: %+v", crash, after, f)
				}
			}
			// What is done again afterwards fits as well.
			if err := everything(l); err != nil && !errors.Is(err, ledger.ErrExists) {
				t.Errorf("crash at operation %d (after %t): again: %v", crash, after, err)
			}
			if r := verify(t, o); r.Problems() > 0 {
				t.Errorf("crash at operation %d (after %t), done again: %+v", crash, after, r.Findings)
			}
		}
	}
}

// TestSealSettles has a writer that announces and never writes: it is waited
// for, then settled; only what was announced may be there later.
func TestSealSettles(t *testing.T) {
	ctx := context.Background()
	o := ledgertest.New()
	o.Before = func(op ledgertest.Op, key string) error {
		if op == ledgertest.Create && key == ledger.OutcomeKey(id(1)) {
			return errors.New("the process has died")
		}
		return nil
	}
	l := ledger.New(o)
	lost := ledger.Outcome{ID: id(1), Area: "383", Period: "2026-Q2", At: at}
	if err := l.RecordOutcome(ctx, lost); err == nil {
		t.Fatal("RecordOutcome = nil")
	}
	o.Before = nil
	kinds := func() string {
		var all []string
		for _, f := range verify(t, o).Findings {
			all = append(all, string(f.Kind))
		}
		return strings.Join(all, " ")
	}
	for _, step := range []struct {
		minutes int
		sealed  bool
		want    string
	}{{0, true, "pending"}, {1, false, "pending"}, {14, false, "pending"}, {15, true, "unwritten"}, {16, false, "unwritten"}} {
		seal(t, ledger.New(o), at.Add(time.Duration(step.minutes)*time.Minute), step.sealed)
		if got := kinds(); got != step.want {
			t.Errorf("after %d minutes: %q, want %q", step.minutes, got, step.want)
		}
	}
	o.Put(ledger.OutcomeKey(id(1)), []byte("{}"))
	if got := kinds(); got != "entry-changed" {
		t.Errorf("put there afterwards: %q", got)
	}
	o.Delete(ctx, ledger.OutcomeKey(id(1)))
	// Written after all it is announced anew, and guarded like any other.
	if err := ledger.New(o).RecordOutcome(ctx, lost); err != nil {
		t.Fatal(err)
	}
	seal(t, ledger.New(o), at.Add(20*time.Minute), true)
	if got := kinds(); got != "" {
		t.Errorf("written after all: %q", got)
	}
	o.Delete(ctx, ledger.OutcomeKey(id(1)))
	if got := kinds(); got != "entry-removed" {
		t.Errorf("and removed then: %q", got)
	}
}

// TestSealStopsAtABrokenChain must not make good what was broken.
func TestSealStopsAtABrokenChain(t *testing.T) {
	o := aLedger(t)
	l := ledger.New(o)
	ledgertest.Accept(t, l, id(7), aReturn("204"), []byte("seven"), at)
	ledgertest.Accept(t, l, id(8), aReturn("383"), []byte("eight"), at)
	keys := o.Keys(ledger.LinkPrefix("returns/204/2026-Q2"))
	last := keys[len(keys)-1]
	o.Put(last, []byte(strings.Replace(o.Dump()[last], `"before":"`, `"before":"0`, 1)))
	for range 2 {
		head, _, err := ledger.New(o).Seal(context.Background(), at.Add(24*time.Hour))
		if err == nil || !strings.Contains(err.Error(), "chain returns/204/2026-Q2 is broken") {
			t.Errorf("Seal = %+v, %v; want the broken chain named", head, err)
		}
	}
	r := verify(t, o)
	if r.Problems() != 1 || r.Findings[0].Kind != ledger.LinkChanged || r.Findings[0].Key != last || r.Seals != 4 {
		t.Errorf("found %+v, %d seals; want one broken link, and the other chain sealed", r.Findings, r.Seals)
	}
}

// TestWholeSeals has so many seals that a new process begins at a whole one.
func TestWholeSeals(t *testing.T) {
	ctx := context.Background()
	o := ledgertest.New()
	l := ledger.New(o)
	for n := range 150 {
		if err := l.AddSubmission(ctx, ledger.Submission{ID: id(n), Area: fmt.Sprint(200 + n), Period: "2026-Q2", At: at}); err != nil {
			t.Fatal(err)
		}
		seal(t, l, at.Add(time.Duration(n)*time.Minute), true)
	}
	reads := 0
	o.Before = func(op ledgertest.Op, key string) error {
		if op == ledgertest.Get && strings.HasPrefix(key, ledger.LinkPrefix("seals")) {
			reads++
		}
		return nil
	}
	l = ledger.New(o)
	seal(t, l, at.Add(200*time.Minute), false)
	o.Before = nil
	if reads > 64 {
		t.Errorf("a new process read %d seals", reads)
	}
	if r := verify(t, o); len(r.Findings) > 0 || r.Seals != 150 {
		t.Errorf("%d seals, %+v", r.Seals, r.Findings)
	}
}

// TestManyWriters has many write, seal and verify at once, each with a memory
// of their own: the chains stay whole, and nothing new ever looks wrong.
func TestManyWriters(t *testing.T) {
	ctx := context.Background()
	o := ledgertest.New()
	var wg, watch sync.WaitGroup
	stop := make(chan struct{})
	for w := range 8 {
		wg.Go(func() {
			l := ledger.New(o)
			for i := range 6 {
				n := 10*w + i
				out := ledgertest.Accept(t, l, id(n), aReturn("383"), fmt.Append(nil, n), at)
				if _, err := l.Approve(ctx, ledgertest.Approvals(out, 0, at)[w%4]); err != nil && !errors.Is(err, ledger.ErrExists) {
					t.Error(err)
				}
			}
		})
	}
	for range 2 {
		watch.Go(func() {
			l := ledger.New(o)
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				if _, _, err := l.Seal(ctx, at.Add(time.Duration(i)*time.Second)); err != nil {
					t.Error(err)
				}
				if r := verify(t, o); r.Problems() > 0 {
					t.Errorf("while others write: %+v", r.Findings)
					return
				}
			}
		})
	}
	wg.Wait()
	close(stop)
	watch.Wait()
	if _, _, err := ledger.New(o).Seal(ctx, at.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if r := verify(t, o); len(r.Findings) > 0 || r.Entries < 8*6*5 {
		t.Errorf("afterwards: %d entries, %+v", r.Entries, r.Findings)
	}
}

// versioned is storage that knows what was rewritten.
type versioned struct {
	*ledgertest.Objects
	rewritten []ledger.Rewritten
}

func (v versioned) Versions(context.Context, string) iter.Seq2[ledger.Rewritten, error] {
	return func(yield func(ledger.Rewritten, error) bool) {
		for _, r := range v.rewritten {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func TestVersionsOfObjects(t *testing.T) {
	o := aLedger(t)
	key := ledger.OutcomeKey(id(1))
	r := verify(t, versioned{o, []ledger.Rewritten{{Key: key, Versions: 2}, {Key: ledger.SubmissionKey(id(1)), Versions: 1}}})
	want := []string{string(ledger.Rewrote) + " " + key}
	var got []string
	for _, f := range r.Findings {
		got = append(got, string(f.Kind)+" "+f.Key)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("findings (-want +got):\n%s", d)
	}
}

func TestApprovalsOfOne(t *testing.T) {
	// An approval that is given alone is a log entry of one.
	o := ledgertest.New()
	l := ledger.New(o)
	out := ledgertest.Accept(t, l, id(1), aReturn("383"), []byte("one"), at)
	if _, err := approve(t, l, out, 1, account.Police); err != nil {
		t.Fatal(err)
	}
	var given []ledger.Approval
	if err := json.Unmarshal([]byte(o.Dump()[ledger.ApprovalKey("383", q2, 1, 1)]), &given); err != nil || len(given) != 1 || given[0].Partner != account.Police {
		t.Errorf("kept %+v, %v", given, err)
	}
}

// TestCostOfChains counts what a return costs on its way, each step by a
// process of its own: three links, written once each, and what it takes to
// find the last one. Against S3's 20 ms a request that is a fifth of a second
// in all, spread over days.
func TestCostOfChains(t *testing.T) {
	ctx := context.Background()
	o := ledgertest.New()
	cost := map[string]int{}
	o.Before = func(op ledgertest.Op, key string) error {
		if strings.HasPrefix(key, ledger.Chains) {
			cost[string(op)]++
		}
		return nil
	}
	if err := ledger.New(o).AddSubmission(ctx, ledger.Submission{ID: id(1), Area: "383", Period: "2026-Q2", At: at}); err != nil {
		t.Fatal(err)
	}
	out, err := ledger.New(o).Keep(ctx, judged(1, aReturn("383"), []byte("one")))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ledger.New(o).Approve(ctx, ledgertest.Approvals(out, 1, at)...); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(map[string]int{"create": 3, "list": 3, "get": 2}, cost); d != "" {
		t.Errorf("operations on chains (-want +got):\n%s", d)
	}
	cost = map[string]int{}
	l := ledger.New(o)
	seal(t, l, at, true)
	cost = map[string]int{}
	seal(t, l, at.Add(time.Minute), false)
	if d := cmp.Diff(map[string]int{"list": 2}, cost); d != "" {
		t.Errorf("operations of a sweep that finds nothing new (-want +got):\n%s", d)
	}
}

func BenchmarkVerify(b *testing.B) {
	o := ledgertest.New()
	l := ledger.New(o)
	for n := range 1377 {
		r := aReturn(fmt.Sprintf("%03d", n/9))
		r.Period = q2
		for range n % 9 {
			r.Period = r.Period.Next()
		}
		ledgertest.Sign(b, l, ledgertest.Accept(b, l, id(n), r, make([]byte, 30_000), at), 1, at)
	}
	if _, _, err := l.Seal(context.Background(), at); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		r, err := ledger.Verify(context.Background(), o, nil)
		if err != nil || len(r.Findings) > 0 {
			b.Fatal(err, r.Findings)
		}
	}
}
