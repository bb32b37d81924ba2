package ledger_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"earlyhelp/shared/account"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/ledger/ledgertest"
	"earlyhelp/shared/period"
)

func TestMessages(t *testing.T) {
	ctx := context.Background()
	o := ledgertest.New()
	l := ledger.New(o)
	q := period.NewQuarter(2026, 3)
	at := time.Date(2026, 10, 29, 9, 0, 0, 0, time.UTC)
	msg := func(dfe, day, to string, round int) ledger.Message {
		d, _ := period.ParseDate(day)
		return ledger.Message{Period: q.String(), Area: dfe, Day: d, To: to, Round: round, Kind: ledger.NotSent, Subject: "s", Text: "t", At: at}
	}
	first, kept, round, old := msg("383", "2026-10-29", "officer", 0), msg("350", "2026-10-29", account.LocalAuthority, 0),
		msg("383", "2026-10-30", "officer", 1), msg("383", "2026-10-01", "health", 0)
	kept.Kept = "no mailbox is known"
	for _, m := range []ledger.Message{first, kept, round, old} {
		if err := l.AddMessage(ctx, m); err != nil {
			t.Fatal(err)
		}
		if err := l.AddMessage(ctx, m); !errors.Is(err, ledger.ErrExists) {
			t.Errorf("the same message again = %v, want ErrExists", err)
		}
	}
	for _, bad := range []ledger.Message{msg("383", "2026-10-29", "fire", 0), msg("38", "2026-10-29", "officer", 0), msg("383", "", "officer", 0)} {
		if err := l.AddMessage(ctx, bad); err == nil {
			t.Errorf("AddMessage(%+v): no error", bad)
		}
	}
	// A first attempt fails, a second succeeds; of the round's nobody knows.
	steps := []error{
		l.AddAttempt(ctx, first, ledger.Attempt{Number: 1, At: at}),
		l.EndAttempt(ctx, first, ledger.AttemptEnd{Number: 1, Problem: "too many at once", At: at}),
		l.EndAttempt(ctx, first, ledger.AttemptEnd{Number: 1, Problem: "too many at once", At: at}),
		l.AddAttempt(ctx, first, ledger.Attempt{Number: 2, At: at}),
		l.EndAttempt(ctx, first, ledger.AttemptEnd{Number: 2, Reference: "0102", At: at}),
		l.AddAttempt(ctx, round, ledger.Attempt{Number: 1, At: at}),
	}
	if err := errors.Join(steps...); err != nil {
		t.Fatal(err)
	}
	if err := l.AddAttempt(ctx, first, ledger.Attempt{Number: 2}); !errors.Is(err, ledger.ErrExists) {
		t.Errorf("an attempt that somebody else makes = %v, want ErrExists", err)
	}
	since, _ := period.ParseDate("2026-10-20")
	got, err := ledger.New(o).PeriodMessages(ctx, q, since)
	if err != nil {
		t.Fatal(err)
	}
	want := []ledger.Posted{
		{Message: kept, Key: "ledger/messages/2026-Q3/350/2026-10-29-local-authority/message.json"},
		{Message: first, Key: "ledger/messages/2026-Q3/383/2026-10-29-officer/message.json", Attempts: 2, Failed: []int{1}, Sent: true,
			End: ledger.AttemptEnd{Number: 2, Reference: "0102", At: at}},
		{Message: round, Key: "ledger/messages/2026-Q3/383/2026-10-30-r0001-officer/message.json", Attempts: 1},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("PeriodMessages (-want +got):\n%s", d)
	}
	for i, doubtful := range []bool{false, false, true} {
		if got[i].Doubtful() != doubtful {
			t.Errorf("%s: Doubtful = %t", got[i].Key, !doubtful)
		}
	}
	if mine, err := l.AreaMessages(ctx, q, "383"); err != nil || len(mine) != 3 || mine[0].To != "health" {
		t.Errorf("AreaMessages = %+v, %v", mine, err)
	}
}

func TestRounds(t *testing.T) {
	ctx := context.Background()
	l := ledger.New(ledgertest.New())
	r := ledger.Round{Period: "2026-Q3", Number: 1, Areas: []string{"301", "383"}}
	if err := l.AddRound(ctx, r); err != nil {
		t.Fatal(err)
	}
	if err := l.AddRound(ctx, r); !errors.Is(err, ledger.ErrExists) {
		t.Errorf("the same round twice = %v, want ErrExists", err)
	}
	if err := l.AddRound(ctx, ledger.Round{Period: "2026-Q3", Number: 3}); err == nil {
		t.Error("a round ahead of its turn was taken")
	}
	got, err := l.PeriodRounds(ctx, period.NewQuarter(2026, 3))
	if d := cmp.Diff([]ledger.Round{r}, got); err != nil || d != "" {
		t.Errorf("PeriodRounds, %v:\n%s", err, d)
	}
}

func TestContacts(t *testing.T) {
	ctx := context.Background()
	l := ledger.New(ledgertest.New())
	first := ledger.Contacts{Area: "383", Number: 1, Mailboxes: []ledger.Mailbox{{For: "officer", Address: "data@leeds.gov.uk"}, {For: "health", Address: "eh@nhs.net"}}}
	second := ledger.Contacts{Area: "383", Number: 2, Mailboxes: []ledger.Mailbox{{For: "officer", Address: "eh@leeds.gov.uk"}}}
	for _, c := range []ledger.Contacts{first, second} {
		if err := l.SetContacts(ctx, c); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.SetContacts(ctx, second); !errors.Is(err, ledger.ErrExists) {
		t.Errorf("a number that is taken = %v, want ErrExists", err)
	}
	for _, bad := range []ledger.Contacts{{Area: "x"}, {Area: "383", Number: 9}, {Area: "383", Mailboxes: []ledger.Mailbox{{For: "mayor", Address: "a@b.uk"}}}, {Area: "383", Mailboxes: []ledger.Mailbox{{For: "officer"}}}} {
		if err := l.SetContacts(ctx, bad); err == nil {
			t.Errorf("SetContacts(%+v): no error", bad)
		}
	}
	got, err := l.ContactsOf(ctx, []string{"383", "350"})
	if err != nil || got["383"].Address("officer") != "eh@leeds.gov.uk" || got["383"].Address("health") != "" || got["350"].Number != 0 {
		t.Errorf("ContactsOf = %+v, %v", got, err)
	}
}

func TestMessageKeysReadBack(t *testing.T) {
	q := period.NewQuarter(2026, 3)
	const name = "2026-10-29-r0001-local-authority"
	for key, want := range map[string]struct {
		file string
		n    int
	}{
		ledger.MessageKey(q, "383", name):     {"message", 0},
		ledger.AttemptKey(q, "383", name, 12): {"attempt", 12},
		ledger.FailedKey(q, "383", name, 3):   {"failed", 3},
		ledger.SentMessageKey(q, "383", name): {"sent", 0},
	} {
		p, dfe, gotName, file, n, ok := ledger.ParseMessageKey(key)
		if !ok || p != q || dfe != "383" || gotName != name || file != want.file || n != want.n {
			t.Errorf("ParseMessageKey(%q) = %s %s %s %s %d %t", key, p, dfe, gotName, file, n, ok)
		}
	}
	for _, key := range []string{
		"", "ledger/messages/2026-Q3/383/2026-10-29-officer", "ledger/messages/2026-Q3/38/2026-10-29-officer/message.json",
		"ledger/messages/2026-Q9/383/2026-10-29-officer/message.json", "ledger/messages/2026-Q3/383/2026-13-29-officer/message.json",
		"ledger/messages/2026-Q3/383/2026-10-29-mayor/message.json", "ledger/messages/2026-Q3/383/2026-10-29-officer/attempt-0000.json",
		"ledger/messages/2026-Q3/383/2026-10-29-officer/attempt-1.json", "ledger/messages/2026-Q3/383/2026-10-29-officer/other.json",
	} {
		if _, _, _, _, _, ok := ledger.ParseMessageKey(key); ok {
			t.Errorf("ParseMessageKey(%q) is taken for one", key)
		}
	}
	if p, n, ok := ledger.ParseRoundKey(ledger.RoundKey(q, 7)); !ok || p != q || n != 7 {
		t.Errorf("ParseRoundKey = %s %d %t", p, n, ok)
	}
	if dfe, n, ok := ledger.ParseContactsKey(ledger.ContactsKey("383", 2)); !ok || dfe != "383" || n != 2 {
		t.Errorf("ParseContactsKey = %s %d %t", dfe, n, ok)
	}
	for _, key := range []string{"ledger/contacts/383/1.json", "ledger/contacts/383/0000.json", "ledger/rounds/2026-Q3/0000.json", "x"} {
		if _, _, ok := ledger.ParseContactsKey(key); ok {
			t.Errorf("%q is taken for contacts", key)
		}
		if _, _, ok := ledger.ParseRoundKey(key); ok {
			t.Errorf("%q is taken for a round", key)
		}
	}
}
