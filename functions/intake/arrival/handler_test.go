package arrival

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"

	"earlyhelp/shared/area"
	"earlyhelp/shared/bucketevent"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/ledger/ledgertest"
	"earlyhelp/shared/period"
	"earlyhelp/shared/plausible"
	"earlyhelp/shared/returns"
)

var (
	q2  = period.NewQuarter(2026, 2)
	now = time.Date(2026, 7, 20, 9, 0, 0, 0, time.UTC)
)

func id(n int) string { return fmt.Sprintf("01JD8XKZ3T9V5W7Y1A2B3C%04d", n) }

// A bench is a ledger with an open period, and a handler on it.
type bench struct {
	*ledgertest.Objects
	l   *ledger.Ledger
	h   *Handler
	log *bytes.Buffer
}

func newBench(t *testing.T, read func([]byte, returns.ReadOptions) returns.Result) bench {
	t.Helper()
	b := bench{Objects: ledgertest.New(), log: &bytes.Buffer{}}
	b.l = ledger.New(b.Objects)
	b.h = New(b.Objects, slog.New(slog.NewTextHandler(b.log, nil)), &Options{Now: func() time.Time { return now }, Read: read})
	if err := b.l.ChangePeriod(context.Background(), ledger.PeriodChange{Period: q2.String(), Open: true, At: now}); err != nil {
		t.Fatal(err)
	}
	return b
}

// submit asks to send a return and uploads body for it.
func (b bench) submit(t *testing.T, n int, dfe string, p period.Period, body []byte) {
	t.Helper()
	s := ledger.Submission{ID: id(n), Area: dfe, Period: p.String(), FileName: "../return.xlsx", At: now}
	if err := b.l.AddSubmission(context.Background(), s); err != nil {
		t.Fatal(err)
	}
	b.Put(ledger.IncomingReturnKey(id(n)), body)
}

func (b bench) outcome(t *testing.T, n int) ledger.Outcome {
	t.Helper()
	o, err := b.l.Outcome(context.Background(), id(n))
	if err != nil {
		t.Fatal(err)
	}
	if left := b.Keys(ledger.IncomingReturns + id(n)); len(left) > 0 {
		t.Errorf("%s is left, though it has an outcome", left)
	}
	return o
}

func message(keys ...string) events.SQSEvent {
	return events.SQSEvent{Records: []events.SQSMessage{bucketevent.Message("m1", keys...)}}
}

// good is a whole return of area 383 for the period.
func good(t *testing.T, p period.Period) []byte {
	t.Helper()
	a, ok := area.England().Find("383")
	if !ok {
		t.Fatal("no area 383")
	}
	r := &returns.Return{
		Area: "383", Period: p, TemplateVersion: returns.TemplateVersion, PreparedByRole: "data officer", Demonstration: true,
	}
	for _, sheet := range returns.Sheets() {
		for _, m := range returns.Measures(sheet) {
			r.Counts = append(r.Counts, returns.Count{Sheet: sheet, Measure: m.Name, Breakdown: "total", Category: "all", State: returns.NotAvailable})
		}
	}
	var book bytes.Buffer
	if err := returns.WriteTemplate(&book, returns.TemplateOptions{Area: a, Period: p, Prefill: r}); err != nil {
		t.Fatal(err)
	}
	return book.Bytes()
}

// accepting is a reader that takes anything for a return with one count.
func accepting(data []byte, o returns.ReadOptions) returns.Result {
	return returns.Result{Kind: returns.KindReturn, Area: o.Area, Period: o.Period, Verdict: returns.Accepted, Return: &returns.Return{
		Area: o.Area, Period: o.Period, TemplateVersion: returns.TemplateVersion,
		Counts: []returns.Count{{Sheet: "Referrals", Measure: "referrals", Breakdown: "total", Category: "all", N: float64(len(data))}},
	}}
}

func TestBadInput(t *testing.T) {
	tests := []struct {
		name    string
		body    []byte
		verdict returns.Verdict
		says    string
	}{
		{"an empty file", nil, returns.Unreadable, ""},
		{"not a workbook", []byte("dear sir or madam"), returns.Unreadable, ""},
		{"half a workbook", []byte("PK\x03\x04 and no more"), returns.Unreadable, ""},
		{"an .xls", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600)), returns.Unreadable, ""},
		{"too large", make([]byte, MaxBytes+1), returns.Unreadable, "20 MB"},
	}
	b := newBench(t, nil)
	for i, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b.submit(t, i, "383", q2, tt.body)
			if err := b.h.Process(context.Background(), id(i)); err != nil {
				t.Fatal(err)
			}
			o := b.outcome(t, i)
			if o.Verdict != tt.verdict || len(o.Problems) == 0 || o.Problems[0].Message == "" {
				t.Fatalf("outcome %s with %+v, want %s with a reason", o.Verdict, o.Problems, tt.verdict)
			}
			if !strings.Contains(o.Problems[0].Message, tt.says) || o.Area != "383" || o.Period != "2026-Q2" || !o.At.Equal(now) {
				t.Errorf("outcome = %+v", o)
			}
			if kept := b.Keys(ledger.Returns + "383/2026-Q2/" + id(i)); len(kept) != 1 {
				t.Errorf("kept %q, want the record of sending alone", kept)
			}
		})
	}
}

func TestPeriodNotOpen(t *testing.T) {
	b := newBench(t, nil)
	q1 := period.NewQuarter(2026, 1)
	b.submit(t, 1, "383", q1, good(t, q1))
	if err := b.h.Process(context.Background(), id(1)); err != nil {
		t.Fatal(err)
	}
	if o := b.outcome(t, 1); o.Verdict != returns.Rejected || len(o.Problems) == 0 {
		t.Errorf("outcome = %+v, want rejected with a problem", o)
	}
}

func TestNotAskedFor(t *testing.T) {
	b := newBench(t, accepting)
	b.Put(ledger.IncomingReturnKey(id(1)), []byte("x"))
	b.Put("incoming/returns/stray.exe", []byte("x"))
	b.Put("incoming/returns/"+id(2)+".docx", []byte("x"))
	// A message without a key stands for all that waits.
	out, err := b.h.Handle(context.Background(), message())
	if err != nil || len(out.BatchItemFailures) > 0 {
		t.Fatalf("Handle = %+v, %v", out, err)
	}
	if o := b.outcome(t, 1); o.Verdict != returns.Refused || o.Problems[0].Rule != "I01" {
		t.Errorf("outcome = %+v, want refused by I01", o)
	}
	if left := b.Keys("incoming/"); len(left) > 0 {
		t.Errorf("left: %q", left)
	}
}

func TestPanicStopsNobodyElse(t *testing.T) {
	good := good(t, q2)
	b := newBench(t, func(data []byte, o returns.ReadOptions) returns.Result {
		switch {
		case string(data) == "bad":
			panic("Jane Doe, 1 High Street")
		case bytes.Equal(data, good):
			o.Reading("Referrals")
			panic("Jane Doe, 1 High Street")
		}
		return accepting(data, o)
	})
	b.submit(t, 1, "383", q2, []byte("bad"))
	b.submit(t, 2, "383", q2, []byte("good"))
	b.submit(t, 3, "383", q2, good)
	out, err := b.h.Handle(context.Background(), message(ledger.IncomingReturnKey(id(1)), ledger.IncomingReturnKey(id(2)), ledger.IncomingReturnKey(id(3))))
	if err != nil || len(out.BatchItemFailures) > 0 {
		t.Fatalf("Handle = %+v, %v", out, err)
	}
	bad, fine, named := b.outcome(t, 1), b.outcome(t, 2), b.outcome(t, 3)
	if bad.Verdict != returns.Unreadable || bad.Extra["reference"] != id(1) || !strings.Contains(bad.Problems[0].Message, id(1)) ||
		bad.MarkedKey != "" || !strings.Contains(bad.Problems[0].Message, "Nothing of the file was kept") {
		t.Errorf("the bad one's outcome = %+v", bad)
	}
	if fine.Verdict != returns.Accepted {
		t.Errorf("the good one's outcome = %+v", fine)
	}
	// What the screen lets through is kept to find the fault with, and the
	// sheet is named.
	if p := named.Problems[0]; named.Extra["sheet"] != "Referrals" || p.Ref != "Referrals" || !strings.Contains(p.Message, "the sheet Referrals") || !strings.Contains(p.Message, "kept the figures alone") {
		t.Errorf("the named one's outcome = %+v", named)
	}
	if book := b.Dump()[named.MarkedKey]; !strings.HasPrefix(book, "PK") || book == string(good) {
		t.Errorf("kept %d bytes under %q", len(book), named.MarkedKey)
	}
	if log := b.log.String(); !strings.Contains(log, id(1)) || strings.Contains(log, "Jane") {
		t.Errorf("log must give the reference and nothing of the file:\n%s", log)
	}
}

// TestFaultsAfterReading has what comes after reading panic: the checks cost
// the verdict, the marked copy only itself.
func TestFaultsAfterReading(t *testing.T) {
	b := newBench(t, func(data []byte, o returns.ReadOptions) returns.Result {
		r := accepting(data, o)
		r.Problems = []cell.Problem{{Ref: cell.Ref{Sheet: "Referrals", Row: 5, Col: 4}, Rule: "V12", Severity: cell.Note, Message: "m"}}
		return r
	})
	b.h.o.Mark = func(io.Writer, []byte, []cell.Problem) error { panic("Jane Doe") }
	b.submit(t, 1, "383", q2, []byte("one"))
	if err := b.h.Process(context.Background(), id(1)); err != nil {
		t.Fatal(err)
	}
	if o := b.outcome(t, 1); o.Verdict != returns.Accepted || o.MarkedKey != "" || len(o.Problems) != 1 {
		t.Errorf("marking failed: %+v", o)
	}
	b.h.o.Check = func(*returns.Return, plausible.Context) []cell.Problem { panic("Jane Doe") }
	b.submit(t, 2, "383", q2, []byte("two"))
	if err := b.h.Process(context.Background(), id(2)); err != nil {
		t.Fatal(err)
	}
	if o := b.outcome(t, 2); o.Verdict != returns.Unreadable || o.Problems[0].Rule != "I02" || o.CountsKey != "" || len(b.Keys(ledger.CountsKey("383", q2, id(2)))) != 0 {
		t.Errorf("checking failed: %+v", o)
	}
	if strings.Contains(b.log.String(), "Jane") {
		t.Errorf("log:\n%s", b.log)
	}
}

// counting is a reader of files that hold nothing but a number of referrals.
func counting(data []byte, o returns.ReadOptions) returns.Result {
	n, err := strconv.Atoi(string(data))
	if err != nil {
		panic(err)
	}
	return returns.Result{Kind: returns.KindReturn, Area: o.Area, Period: o.Period, Verdict: returns.Accepted, Return: &returns.Return{
		Area: o.Area, Period: o.Period, TemplateVersion: returns.TemplateVersion,
		Counts: []returns.Count{
			{Sheet: "Referrals", Measure: "referrals", Breakdown: returns.Total, Category: returns.All, N: float64(n), Ref: cell.Ref{Sheet: "Referrals", Row: 2, Col: 4}},
			{Sheet: "Referrals", Measure: "referrals", Breakdown: "sex", Category: "female", N: float64(n), Ref: cell.Ref{Sheet: "Referrals", Row: 3, Col: 4}},
		},
	}}
}

// scribble stands in for the marked workbook of such a file.
func scribble(w io.Writer, data []byte, problems []cell.Problem) error {
	_, err := fmt.Fprintf(w, "%s with %d problems", data, len(problems))
	return err
}

func filled(n int) []byte { return []byte(strconv.Itoa(n)) }

// TestEarlierReturns sends returns one after the other: each is held
// against those that stand for the periods before, and against the version
// before it.
func TestEarlierReturns(t *testing.T) {
	ctx := context.Background()
	b := newBench(t, counting)
	b.h.o.Mark = scribble
	q1 := q2.Previous()
	if err := b.l.ChangePeriod(ctx, ledger.PeriodChange{Period: q1.String(), Open: true, At: now}); err != nil {
		t.Fatal(err)
	}
	rulesOf := func(n int) []string {
		o := b.outcome(t, n)
		if o.Verdict != returns.Accepted {
			t.Fatalf("return %d is %s: %+v %+v", n, o.Verdict, o.Problems, o.Privacy)
		}
		var all []string
		for _, p := range o.Problems {
			if p.Rule == "V09" || p.Rule == "V17" {
				all = append(all, p.Rule+" "+string(p.Severity))
			}
			if p.Rule == "V09" && p.Group == "" {
				t.Error("a problem is kept without the headline of its kind")
			}
		}
		if (o.MarkedKey != "") != (len(o.Problems) > 0) || o.MarkedKey != "" && !strings.HasSuffix(b.Dump()[o.MarkedKey], fmt.Sprintf("with %d problems", len(o.Problems))) {
			t.Errorf("return %d with %d problems has the marked workbook %q", n, len(o.Problems), o.MarkedKey)
		}
		return all
	}
	steps := []struct {
		name string
		p    period.Period
		n    int
		sign bool
		want []string
	}{
		{"the first of all", q1, 1000, true, nil},
		{"another version, not signed, does not stand for its period", q1, 5000, false, nil},
		{"near the signed one", q2, 1010, false, nil},
		{"the same again", q2, 1010, false, []string{"V17 note"}},
		{"far from the signed one", q2, 3000, false, []string{"V09 explain"}},
	}
	for i, tt := range steps {
		b.submit(t, i, "383", tt.p, filled(tt.n))
		if err := b.h.Process(ctx, id(i)); err != nil {
			t.Fatal(err)
		}
		if tt.sign {
			ledgertest.Sign(t, b.l, b.outcome(t, i), 1, now)
		}
		if d := cmp.Diff(tt.want, rulesOf(i)); d != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, d)
		}
	}
	// A new process, that has read nothing, judges the same.
	b.h = New(b.Objects, slog.New(slog.DiscardHandler), &Options{Now: func() time.Time { return now }, Read: counting, Mark: scribble})
	b.submit(t, 9, "383", q2, filled(3000))
	if err := b.h.Process(ctx, id(9)); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"V09 explain", "V17 note"}, rulesOf(9)); d != "" {
		t.Errorf("a new process (-want +got):\n%s", d)
	}
}

// TestOtherFileOfOneSubmission posts a second file under a submission whose
// first one was kept when the process ended: the outcome is of what is kept.
func TestOtherFileOfOneSubmission(t *testing.T) {
	ctx := context.Background()
	b := newBench(t, counting)
	b.submit(t, 1, "383", q2, filled(1000))
	b.Before = func(op ledgertest.Op, key string) error {
		if op == ledgertest.Create && key == ledger.OutcomeKey(id(1)) {
			return errors.New("the process has died")
		}
		return nil
	}
	if err := b.h.Process(ctx, id(1)); err == nil {
		t.Fatal("Process = nil")
	}
	b.Before = nil
	b.Put(ledger.IncomingReturnKey(id(1)), filled(7))
	if err := b.h.Process(ctx, id(1)); err != nil {
		t.Fatal(err)
	}
	o := b.outcome(t, 1)
	c, err := b.l.Counts(ctx, o.CountsKey)
	if err != nil || o.Verdict != returns.Accepted || o.SHA256 != ledger.Hash([]byte(b.Dump()[o.WorkbookKey])) {
		t.Fatalf("outcome = %+v, %v", o, err)
	}
	for _, n := range c.Counts {
		if n.Measure == "referrals" && n.N != 1000 {
			t.Errorf("kept %v referrals, want those of the first file", n.N)
		}
	}
	if r, err := ledger.Verify(ctx, b.Objects, nil); err != nil || r.Problems() > 0 {
		t.Errorf("the ledger does not fit: %+v, %v", r.Findings, err)
	}
}

func TestRefusedIsDeletedAndNotLogged(t *testing.T) {
	b := newBench(t, nil)
	a, _ := area.England().Find("383")
	var book bytes.Buffer
	if err := returns.WriteTemplate(&book, returns.TemplateOptions{Area: a, Period: q2, Prefill: &returns.Return{
		Area: "383", Period: q2, TemplateVersion: returns.TemplateVersion, KnownIssues: "Ask jane.doe@example.org about 943 476 5919",
	}}); err != nil {
		t.Fatal(err)
	}
	b.submit(t, 1, "383", q2, book.Bytes())
	if err := b.h.Process(context.Background(), id(1)); err != nil {
		t.Fatal(err)
	}
	o := b.outcome(t, 1)
	if o.Verdict != returns.Refused || len(o.Privacy) == 0 {
		t.Errorf("outcome = %+v, want refused with findings", o)
	}
	for key, body := range b.Dump() {
		if strings.Contains(body, "jane.doe") || strings.Contains(body, "943") {
			t.Errorf("%s holds what was refused", key)
		}
	}
	if strings.Contains(b.log.String(), "jane") {
		t.Errorf("log holds what was refused:\n%s", b.log)
	}
}

// TestManyEvents sends one file as two submissions, with each event three
// times and workers at once: one set of records each.
func TestManyEvents(t *testing.T) {
	b := newBench(t, accepting)
	b.submit(t, 1, "383", q2, []byte("same"))
	b.submit(t, 2, "383", q2, []byte("same"))
	e := message(ledger.IncomingReturnKey(id(1)), ledger.IncomingReturnKey(id(2)))
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			if out, err := b.h.Handle(context.Background(), e); err != nil || len(out.BatchItemFailures) > 0 {
				t.Errorf("Handle = %+v, %v", out, err)
			}
		})
	}
	wg.Wait()
	one, two := b.outcome(t, 1), b.outcome(t, 2)
	if one.SHA256 != two.SHA256 || one.SHA256 == "" || one.CountsKey == two.CountsKey {
		t.Errorf("outcomes = %+v and %+v", one, two)
	}
	for _, n := range []int{1, 2} {
		if got := len(b.Keys(ledger.Returns + "383/2026-Q2/" + id(n) + "/")); got != 3 {
			t.Errorf("submission %d has %d objects, want 3", n, got)
		}
	}
	before := b.Dump()
	if _, err := b.h.Handle(context.Background(), e); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(before, b.Dump()); d != "" {
		t.Errorf("a late event changed something:\n%s", d)
	}
}

// TestCrashAnywhere stops the handler at each of its operations on storage,
// before it takes effect and after, and does it again: the records are those
// of a run without a crash.
func TestCrashAnywhere(t *testing.T) {
	run := func(crash int, after bool) (state map[string]string, operations int, crashed bool) {
		b := newBench(t, counting)
		b.h.o.Mark = scribble
		before := counting(filled(1000), returns.ReadOptions{Area: "383", Period: q2.Previous()}).Return
		ledgertest.Accept(t, b.l, id(0), before, []byte("before"), now)
		b.submit(t, 1, "383", q2, filled(3000)) // to be explained, so there is a marked workbook
		n, dead := 0, false
		fault := func(ledgertest.Op, string) error {
			n++
			if n == crash {
				dead = true
			}
			if dead {
				return errors.New("the process has died")
			}
			return nil
		}
		if after {
			b.After = fault
		} else {
			b.Before = fault
		}
		err := b.h.Process(context.Background(), id(1))
		b.Before, b.After = nil, nil
		if (err != nil) != dead {
			t.Fatalf("Process = %v, though dead is %v", err, dead)
		}
		if _, oErr := b.l.Outcome(context.Background(), id(1)); err != nil && oErr != nil && len(b.Keys(ledger.IncomingReturns)) == 0 {
			t.Errorf("crash at operation %d: neither upload nor outcome is left", crash)
		}
		if err := New(b.Objects, b.h.log, &b.h.o).Process(context.Background(), id(1)); err != nil {
			t.Fatalf("doing it again: %v", err)
		}
		return b.Dump(), n, dead
	}
	want, operations, _ := run(0, false)
	if _, marked := want[ledger.MarkedKey("383", q2, id(1))]; operations < 15 || !marked {
		t.Fatalf("only %d operations, marked workbook %t", operations, marked)
	}
	for _, after := range []bool{false, true} {
		for crash := 1; ; crash++ {
			got, _, crashed := run(crash, after)
			if !crashed {
				break
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("crash at operation %d (after %v) leaves other records:\n%s", crash, after, d)
			}
		}
	}
}

func TestFailureIsReported(t *testing.T) {
	b := newBench(t, accepting)
	b.submit(t, 1, "383", q2, []byte("file"))
	b.Before = func(op ledgertest.Op, key string) error {
		if strings.HasPrefix(key, ledger.Outcomes) && op == ledgertest.Create {
			return errors.New("storage is away")
		}
		return nil
	}
	e := events.SQSEvent{Records: []events.SQSMessage{
		bucketevent.Message("fails", ledger.IncomingReturnKey(id(1))), bucketevent.Message("not ours", ledger.SubmissionKey(id(1))),
	}}
	out, err := b.h.Handle(context.Background(), e)
	if err != nil || len(out.BatchItemFailures) != 1 || out.BatchItemFailures[0].ItemIdentifier != "fails" {
		t.Errorf("Handle = %+v, %v; want the first message to fail", out, err)
	}
	if len(b.Keys(ledger.IncomingReturns)) != 1 {
		t.Error("the upload is gone without an outcome")
	}
}

func TestWrongReturnIsNeverKept(t *testing.T) {
	b := newBench(t, func(data []byte, o returns.ReadOptions) returns.Result {
		o.Area = "204"
		return accepting(data, o)
	})
	b.submit(t, 1, "383", q2, []byte("file"))
	if err := b.h.Process(context.Background(), id(1)); err == nil {
		t.Error("Process = nil for another area's return")
	}
	if got := slices.Sorted(maps.Keys(b.Dump())); slices.ContainsFunc(got, func(k string) bool { return strings.HasPrefix(k, ledger.Returns+"204") }) {
		t.Errorf("kept %q", got)
	}
}
