package sweeping

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"earlyhelp/shared/account"
	"earlyhelp/shared/area"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/ledger/ledgertest"
	"earlyhelp/shared/mail"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

var q3 = period.NewQuarter(2026, 3)

// A post office takes letters, and notes them.
type office struct {
	mu      sync.Mutex
	letters []mail.Letter
	fail    func(n int) error // of the n-th letter handed over, from 1
	handed  int
}

func (o *office) Send(_ context.Context, l mail.Letter) (string, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.handed++
	if o.fail != nil {
		if err := o.fail(o.handed); err != nil {
			return "", err
		}
	}
	o.letters = append(o.letters, l)
	return fmt.Sprint(o.handed), nil
}

// A life is the platform over time, for one collection period.
type life struct {
	*testing.T
	objects *ledgertest.Objects
	ledger  *ledger.Ledger
	now     time.Time
	office  *office
	areas   []area.Area
	ids     int
}

// newLife begins on a morning of October 2026 with all periods but 2026-Q3
// closed. There are four areas, of which three have mailboxes.
func newLife(t *testing.T, sender *office) *life {
	t.Helper()
	o := ledgertest.New()
	w := &life{T: t, objects: o, ledger: ledger.New(o), office: sender, now: time.Date(2026, 10, 1, 7, 30, 0, 0, time.UTC)}
	for first, p := range map[period.Period]period.Period{firstYear: period.NewFinancialYear(2025), firstQuarter: period.NewQuarter(2026, 2)} {
		for q := first; q.Compare(p) <= 0; q = q.Next() {
			w.do(w.ledger.ChangePeriod(context.Background(), ledger.PeriodChange{Period: q.String(), Number: 1, By: account.Person{Name: "National team"}}))
		}
	}
	for _, dfe := range []string{"383", "350", "301", "302"} {
		a, _ := area.England().Find(dfe)
		w.areas = append(w.areas, a)
		if dfe == "302" {
			continue
		}
		c := ledger.Contacts{Area: dfe, Number: 1}
		for _, role := range ledger.ContactRoles() {
			c.Mailboxes = append(c.Mailboxes, ledger.Mailbox{For: role, Address: strings.ReplaceAll(role, " ", "") + "@" + dfe + ".test"})
		}
		w.do(w.ledger.SetContacts(context.Background(), c))
	}
	return w
}

func (w *life) do(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *life) handler() *Handler {
	o := &Options{Now: func() time.Time { return w.now }, BaseURL: "https://earlyhelp.test", Areas: func(period.Date) []area.Area { return w.areas }}
	if w.office != nil {
		o.Mail = w.office
	}
	return New(w.objects, (&driven{}).drivers(), slog.New(slog.DiscardHandler), o)
}

// sweepOn sweeps several times on a day, and returns what was newly written
// to the three areas with mailboxes, as "383 officer not-sent".
func (w *life) sweepOn(day string) []string {
	w.Helper()
	d, err := period.ParseDate(day)
	w.do(err)
	before := w.written()
	for _, hour := range []int{5, 9, 13} {
		w.now = d.Time().Add(time.Duration(hour) * time.Hour)
		w.do(w.handler().Sweep(context.Background()))
	}
	return slices.DeleteFunc(w.written(), func(m string) bool { return slices.Contains(before, m) })
}

func (w *life) written() []string {
	posted, err := w.ledger.PeriodMessages(context.Background(), q3, period.Date{})
	w.do(err)
	var all []string
	for _, m := range posted {
		if slices.Contains([]string{"383", "350", "301"}, m.Area) {
			all = append(all, fmt.Sprintf("%s %s %s %s", m.Day, m.Area, m.To, m.Kind))
		}
	}
	slices.Sort(all)
	return all
}

func (w *life) submit(dfe string, problems ...ledger.Problem) ledger.Outcome {
	w.ids++
	s := ledger.Submission{ID: id(w.now, byte(w.ids)), Area: dfe, Period: q3.String(), At: w.now}
	w.do(w.ledger.AddSubmission(context.Background(), s))
	o := ledger.Outcome{ID: s.ID, Area: dfe, Period: s.Period, Verdict: returns.Accepted, SHA256: ledger.Hash([]byte(s.ID)), Problems: problems, At: w.now}
	w.do(w.ledger.RecordOutcome(context.Background(), o))
	return o
}

func TestLifeOfAPeriod(t *testing.T) {
	w := newLife(t, &office{})
	ctx := context.Background()
	expect := func(day string, want ...string) {
		t.Helper()
		for i := range want {
			want[i] = strings.Replace(want[i], "DAY", day, 1)
		}
		if d := cmp.Diff(want, w.sweepOn(day), cmp.Transformer("nil", func(s []string) []string { return append([]string{}, s...) })); d != "" {
			t.Errorf("on %s (-want +got):\n%s", day, d)
		}
	}
	expect("2026-10-01")
	c, _, err := w.ledger.PeriodInForce(ctx, q3)
	if err != nil || !c.Open || c.Deadline.String() != "2026-11-11" || c.Opens.String() != "2026-10-01" || !strings.Contains(c.Reason, "because the period ended on 30 September 2026") {
		t.Fatalf("opened as %+v, %v", c, err)
	}
	expect("2026-10-20")
	// Fourteen days before: nobody has sent.
	expect("2026-10-28", "DAY 301 officer not-sent", "DAY 350 officer not-sent", "DAY 383 officer not-sent")
	expect("2026-10-29")
	w.now = w.now.AddDate(0, 0, 1)
	first := w.submit("383", ledger.Problem{Rule: "V09", Ref: "Referrals!D5", Severity: cell.Explain})
	second := w.submit("350")
	w.do(errOnly(w.ledger.Approve(ctx, ledgertest.Approvals(second, 1, w.now)[:3]...)))
	expect("2026-10-31")
	// Three days before.
	expect("2026-11-08", "DAY 301 officer not-sent", "DAY 350 education not-approved", "DAY 383 officer not-explained")
	w.do(w.ledger.AddExplanations(ctx, "383", q3, ledger.Explanations{Submission: first.ID, Answers: []ledger.Answer{{Rule: "V09", Ref: "Referrals!D5", Text: "New."}}}))
	ledgertest.Sign(t, w.ledger, second, 1, w.now)
	expect("2026-11-11")
	// The day after: what was explained now waits for all four.
	expect("2026-11-12", "DAY 301 officer not-sent", "DAY 383 education not-approved", "DAY 383 health not-approved",
		"DAY 383 local authority not-approved", "DAY 383 police not-approved")
	if late := c.Late(mail.Day(w.now)); !late {
		t.Error("a return on the day after the deadline is not late")
	}
	w.submit("301")
	// All four approve and the process ends before the sign-off: sweep makes it.
	o := w.objects
	o.Before = func(op ledgertest.Op, key string) error {
		if op == ledgertest.Create && strings.HasPrefix(key, ledger.SignOffs) {
			return errors.New("the process ended")
		}
		return nil
	}
	if _, err := w.ledger.Approve(ctx, ledgertest.Approvals(first, 1, w.now)...); err == nil {
		t.Fatal("the fourth approval came through")
	}
	o.Before = nil
	expect("2026-11-13")
	if signed, err := w.ledger.SignOffsFor(ctx, "383", q3); err != nil || len(signed) != 1 {
		t.Errorf("sign-offs of 383: %+v, %v", signed, err)
	}
	// A week after.
	expect("2026-11-18", "DAY 301 education not-approved", "DAY 301 health not-approved",
		"DAY 301 local authority not-approved", "DAY 301 police not-approved")
	w.do(w.ledger.ChangePeriod(ctx, ledger.PeriodChange{Period: q3.String(), Number: 2, Deadline: c.Deadline, By: account.Person{Name: "National team"}}))
	expect("2026-11-25")
	expect("2027-02-25")
	for _, l := range w.office.letters {
		for _, bad := range []string{"Referrals", "V09", "D5", "%"} {
			if strings.Contains(l.Text, bad) {
				t.Errorf("a letter holds %q:\n%s", bad, l.Text)
			}
		}
	}
	if got, want := len(w.office.letters), len(w.written()); got != want {
		t.Errorf("%d letters were sent for %d messages", got, want)
	}
}

func errOnly(_ *ledger.SignOff, err error) error { return err }

func TestPlannedPeriodOpensOnItsDay(t *testing.T) {
	w := newLife(t, nil)
	ctx := context.Background()
	opens, _ := period.ParseDate("2026-10-12")
	deadline, _ := period.ParseDate("2026-12-01")
	w.do(w.ledger.ChangePeriod(ctx, ledger.PeriodChange{Period: q3.String(), Number: 1, Opens: opens, Deadline: deadline, Note: "Half term first."}))
	for day, want := range map[string]ledger.PeriodState{"2026-10-11": ledger.PeriodPlanned, "2026-10-12": ledger.PeriodOpen} {
		w.sweepOn(day)
		c, _, err := w.ledger.PeriodInForce(ctx, q3)
		if day == "2026-10-12" && (err != nil || c.State() != want || c.Deadline != deadline || c.Note != "Half term first." || c.Number != 2) {
			t.Errorf("on %s: %+v, %v", day, c, err)
		}
	}
}

func TestNothingIsSentAtNight(t *testing.T) {
	w := newLife(t, nil)
	w.sweepOn("2026-10-01")
	w.now = time.Date(2026, 10, 28, 7, 59, 0, 0, time.UTC) // summer time has ended
	w.do(w.handler().Sweep(context.Background()))
	if got := w.written(); got != nil {
		t.Errorf("before eight in the morning: %q", got)
	}
	w.now = w.now.Add(time.Minute)
	w.do(w.handler().Sweep(context.Background()))
	if got := w.written(); len(got) != 3 {
		t.Errorf("at eight: %q", got)
	}
}

func TestAStepThatWasMissedIsMadeUpForWithinTwoDays(t *testing.T) {
	for day, want := range map[string]int{"2026-10-30": 3, "2026-10-31": 0} {
		w := newLife(t, nil)
		w.sweepOn("2026-10-01")
		if got := w.sweepOn(day); len(got) != want {
			t.Errorf("no sweep until %s: %q, want %d", day, got, want)
		}
	}
}

func TestAMovedDeadlineDoesNotRemindTwice(t *testing.T) {
	w := newLife(t, nil)
	w.sweepOn("2026-10-01")
	w.sweepOn("2026-10-28")
	later, _ := period.ParseDate("2026-11-12")
	w.do(w.ledger.ChangePeriod(context.Background(), ledger.PeriodChange{Period: q3.String(), Number: 2, Open: true, Deadline: later}))
	for _, day := range []string{"2026-10-29"} {
		if got := w.sweepOn(day); len(got) > 0 {
			t.Errorf("on %s: %q", day, got)
		}
	}
	if got := w.sweepOn("2026-11-09"); len(got) != 3 {
		t.Errorf("three days before the new deadline: %q", got)
	}
}

func TestARoundRemindsThoseItNamesOnce(t *testing.T) {
	w := newLife(t, nil)
	w.sweepOn("2026-10-01")
	d, _ := period.ParseDate("2026-10-06")
	w.now = d.Time().Add(6 * time.Hour)
	national := account.Person{Subject: "n", Name: "National team", Role: account.National}
	w.do(w.ledger.AddRound(context.Background(), ledger.Round{Period: q3.String(), Number: 1, Areas: []string{"350", "383"}, By: national, At: w.now}))
	ledgertest.Sign(t, w.ledger, w.submit("383"), 1, w.now)
	want := []string{"2026-10-06 350 officer not-sent"}
	if d := cmp.Diff(want, w.sweepOn("2026-10-06")); d != "" {
		t.Error(d)
	}
	if got := w.sweepOn("2026-10-07"); len(got) > 0 {
		t.Errorf("the day after: %q", got)
	}
	m, err := w.ledger.AreaMessages(context.Background(), q3, "350")
	if err != nil || len(m) != 1 || m[0].Round != 1 || m[0].By != national || m[0].Kept != keptNoSender {
		t.Errorf("messages %+v, %v", m, err)
	}
}

// errCrash ends a process.
var errCrash = errors.New("the process ended")

// crashing runs a scenario once for every storage operation, ending the sweep
// at that operation, before or after it took effect, and sweeping again twice.
func crashing(t *testing.T, sender func() *office, check func(t *testing.T, w *life)) (runs int) {
	t.Helper()
	for n := 1; ; n++ {
		for _, after := range []bool{false, true} {
			w := newLife(t, sender())
			w.now = time.Date(2026, 10, 1, 9, 0, 0, 0, time.UTC)
			w.do(w.handler().Sweep(context.Background()))
			w.now = time.Date(2026, 10, 28, 9, 0, 0, 0, time.UTC)
			w.do(w.ledger.AddRound(context.Background(), ledger.Round{Period: q3.String(), Number: 1, Areas: []string{"350"}, At: w.now}))
			var mu sync.Mutex // some records are read several at once
			ops, dead := 0, false
			crash := func(now bool) error {
				mu.Lock()
				defer mu.Unlock()
				if now {
					ops++
				}
				if dead = dead || now && ops == n; dead {
					return errCrash
				}
				return nil
			}
			w.objects.Before = func(ledgertest.Op, string) error { return crash(!after) }
			w.objects.After = func(ledgertest.Op, string) error { return crash(after) }
			_ = w.handler().Sweep(context.Background())
			w.objects.Before, w.objects.After = nil, nil
			if !dead {
				return runs
			}
			runs++
			for range 2 {
				w.now = w.now.Add(5 * time.Minute)
				w.do(w.handler().Sweep(context.Background()))
			}
			check(t, w)
		}
	}
}

// TestCrashWithoutMail: where messages are only kept, each is kept once.
func TestCrashWithoutMail(t *testing.T) {
	runs := crashing(t, func() *office { return nil }, func(t *testing.T, w *life) {
		want := []string{"2026-10-28 301 officer not-sent", "2026-10-28 350 officer not-sent", "2026-10-28 383 officer not-sent"}
		if d := cmp.Diff(want, w.written()); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
		if m, err := w.ledger.AreaMessages(context.Background(), q3, "350"); err != nil || len(m) != 1 || m[0].Round != 1 {
			t.Errorf("350: %+v, %v", m, err)
		}
	})
	t.Logf("%d crashes", runs)
	if runs < 60 {
		t.Errorf("only %d crashes were tried", runs)
	}
}

// TestCrashWithMail: every message is handed over at most once, and one that
// may not have gone says so.
func TestCrashWithMail(t *testing.T) {
	doubts := 0
	runs := crashing(t, func() *office { return &office{} }, func(t *testing.T, w *life) {
		posted, err := w.ledger.PeriodMessages(context.Background(), q3, period.Date{})
		w.do(err)
		handed := map[string]int{}
		for _, l := range w.office.letters {
			handed[l.To]++
		}
		for _, m := range posted {
			switch n := handed[m.Address]; {
			case m.Area == "302":
				if m.Kept != keptNoMailbox {
					t.Errorf("302 has no mailbox, and %+v", m)
				}
			case n > 1:
				t.Errorf("%s went %d times", m.Key, n)
			case m.Doubtful():
				doubts++
			case !m.Sent || n != 1:
				t.Errorf("%s went %d times, and nobody doubts it", m.Key, n)
			}
		}
		if len(posted) != 4 {
			t.Errorf("%d messages", len(posted))
		}
	})
	t.Logf("%d crashes, %d left a doubt", runs, doubts)
	if runs < 60 || doubts == 0 || doubts > 24 {
		t.Errorf("%d crashes, %d of them left a doubt", runs, doubts)
	}
}

func TestManySweepsAtOnceSendOnce(t *testing.T) {
	w := newLife(t, &office{})
	w.sweepOn("2026-10-01")
	w.now = time.Date(2026, 10, 28, 9, 0, 0, 0, time.UTC)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if err := w.handler().Sweep(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got := len(w.office.letters); got != 3 {
		t.Errorf("%d letters, want 3", got)
	}
}

// TestWhatIsTurnedDownIsTriedAgain: five times, further and further apart.
func TestWhatIsTurnedDownIsTriedAgain(t *testing.T) {
	refused := fmt.Errorf("%w: TooManyRequestsException", mail.ErrRefused)
	for _, tt := range []struct {
		name            string
		fail            func(n int) error
		handed, letters int
		state           func(ledger.Posted) bool
	}{
		{"once", func(n int) error { return map[bool]error{true: refused}[n == 1] }, 2, 1, func(p ledger.Posted) bool { return p.Sent && len(p.Failed) == 1 }},
		{"always", func(int) error { return refused }, 5, 0, func(p ledger.Posted) bool { return !p.Sent && len(p.Failed) == 5 }},
		{"nobody knows", func(int) error { return errors.New("no answer") }, 1, 0, ledger.Posted.Doubtful},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newLife(t, &office{fail: tt.fail})
			w.areas = w.areas[:1]
			w.sweepOn("2026-10-01")
			w.now = time.Date(2026, 10, 28, 9, 0, 0, 0, time.UTC)
			for range 12 * 12 { // twelve hours
				_ = w.handler().Sweep(context.Background())
				w.now = w.now.Add(5 * time.Minute)
			}
			m, err := w.ledger.AreaMessages(context.Background(), q3, "383")
			if err != nil || len(m) != 1 || !tt.state(m[0]) {
				t.Errorf("messages %+v, %v", m, err)
			}
			if w.office.handed != tt.handed || len(w.office.letters) != tt.letters {
				t.Errorf("handed over %d times, want %d; %d taken", w.office.handed, tt.handed, len(w.office.letters))
			}
		})
	}
}

// TestWhatIsWrittenGoes though a message to another area cannot be written.
func TestWhatIsWrittenGoes(t *testing.T) {
	w := newLife(t, &office{})
	w.sweepOn("2026-10-01")
	w.now = time.Date(2026, 10, 28, 9, 0, 0, 0, time.UTC)
	w.objects.Before = func(op ledgertest.Op, key string) error {
		if op == ledgertest.Create && strings.HasPrefix(key, ledger.Messages+"2026-Q3/301/") {
			return errors.New("storage is away")
		}
		return nil
	}
	if err := w.handler().Sweep(context.Background()); err == nil {
		t.Error("a message that could not be written is not reported")
	}
	if n := len(w.office.letters); n != 2 {
		t.Errorf("%d letters went, want those of the two other areas with mailboxes", n)
	}
}
