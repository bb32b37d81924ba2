package mail_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"earlyhelp/shared/account"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/mail"
	"earlyhelp/shared/period"
)

func day(t testing.TB, s string) period.Date {
	t.Helper()
	d, err := period.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDue(t *testing.T) {
	for _, tt := range []struct{ today, day string }{
		{"2026-10-27", ""}, {"2026-10-28", "2026-10-28"}, {"2026-10-29", "2026-10-28"}, {"2026-10-30", "2026-10-28"}, {"2026-10-31", ""},
		{"2026-11-07", ""}, {"2026-11-08", "2026-11-08"}, {"2026-11-10", "2026-11-08"}, {"2026-11-11", ""},
		{"2026-11-12", "2026-11-12"}, {"2026-11-14", "2026-11-12"}, {"2026-11-15", ""}, {"2026-11-18", "2026-11-18"}, {"2026-11-21", ""}, {"2027-11-11", ""},
	} {
		step, got, due := mail.Due(day(t, "2026-11-11"), day(t, tt.today))
		if got.String() != tt.day || due != (tt.day != "") {
			t.Errorf("Due on %s = %s, %t, want %q", tt.today, got, due, tt.day)
		}
		if due && day(t, "2026-11-11").AddDays(step.Days) != got {
			t.Errorf("Due on %s gives the step %d for %s", tt.today, step.Days, got)
		}
	}
	if _, _, due := mail.Due(period.Date{}, day(t, "2026-11-11")); due {
		t.Error("a period without a deadline has reminders")
	}
}

// The steps are in order, far enough apart that no two are due at once, and
// each gives its reason.
func TestSteps(t *testing.T) {
	steps := mail.Steps()
	for i, s := range steps {
		if s.Why == "" || i > 0 && s.Days-steps[i-1].Days < mail.GapDays+1 {
			t.Errorf("step %d: %+v", i, s)
		}
	}
	if a, b := steps[0].Words(), steps[2].Words(); a != "14 days before the deadline" || b != "1 day after the deadline" {
		t.Errorf("in words: %q, %q", a, b)
	}
}

func TestDayIsLondons(t *testing.T) {
	for moment, want := range map[string]string{
		"2026-07-14T22:59:59Z": "2026-07-14", "2026-07-14T23:00:00Z": "2026-07-15", // summer time
		"2026-11-11T23:59:59Z": "2026-11-11", "2026-11-12T00:00:00Z": "2026-11-12",
	} {
		at, err := time.Parse(time.RFC3339, moment)
		if err != nil || mail.Day(at).String() != want {
			t.Errorf("Day(%s) = %s, want %s (%v)", moment, mail.Day(at), want, err)
		}
	}
	if got := mail.Start(day(t, "2026-07-14")).UTC().Hour(); got != 7 {
		t.Errorf("in summer it starts at %d UTC", got)
	}
}

func TestAddress(t *testing.T) {
	for in, want := range map[string]string{
		"early.help@leeds.gov.uk": "early.help@leeds.gov.uk", " eh@NHS.net ": "eh@nhs.net", "": "", "  ": "", "o'neill.team+eh@police.uk": "o'neill.team+eh@police.uk",
	} {
		if got, err := mail.Address(in); got != want || err != nil {
			t.Errorf("Address(%q) = %q, %v, want %q", in, got, err, want)
		}
	}
	for _, in := range []string{"x", "@leeds.gov.uk", "a@leeds", "a@@leeds.gov.uk", "a@leeds..uk", "a@.uk", "a@leeds.", "A <a@leeds.gov.uk>", "a@leeds.gov.uk, b@leeds.gov.uk",
		"a@leeds.gov.uk\nBcc: b@x.uk", "ä@leeds.gov.uk", "a@lëeds.gov.uk", `"a b"@leeds.gov.uk`, "a@[127.0.0.1]", strings.Repeat("a", 250) + "@x.uk"} {
		if got, err := mail.Address(in); err == nil {
			t.Errorf("Address(%q) = %q, want an error", in, got)
		}
	}
}

func FuzzAddress(f *testing.F) {
	for _, s := range []string{"early.help@leeds.gov.uk", "a@b.c", "A <a@b.c>", "a@b.c\r\n", "a@b.c,d@e.f", "\"@\"@b.c"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := mail.Address(s)
		if err != nil || a == "" {
			return
		}
		if again, err := mail.Address(a); err != nil || again != a {
			t.Errorf("Address(%q) = %q, which becomes %q, %v", s, a, again, err)
		}
		if strings.ContainsAny(a, "\r\n ,<>\"\t") || strings.Count(a, "@") != 1 {
			t.Errorf("Address(%q) = %q, which could be more than one address", s, a)
		}
	})
}

var update = flag.Bool("update", false, "rewrite the golden files")

// TestWrite holds every kind of message, before, on and after the deadline, to
// the texts in testdata.
func TestWrite(t *testing.T) {
	q := period.NewQuarter(2026, 3)
	base := mail.Reminder{Kind: ledger.NotSent, To: "officer", Area: "Leeds", Period: q, Stage: ledger.StageNone, Deadline: day(t, "2026-11-11"), BaseURL: "https://earlyhelp.example"}
	with := func(change func(*mail.Reminder)) mail.Reminder {
		r := base
		change(&r)
		return r
	}
	var out strings.Builder
	for _, tt := range []struct {
		name, today string
		r           mail.Reminder
	}{
		{"two weeks before", "2026-10-28", base},
		{"tomorrow, with a note", "2026-11-10", with(func(r *mail.Reminder) { r.Note = "Survey questions are new.\nSee the guidance sheet.\n" })},
		{"today", "2026-11-11", with(func(r *mail.Reminder) { r.Stage, r.Return = ledger.StageBegun, "01J00000000000000000000001" })},
		{"the day after, to put right", "2026-11-12", with(func(r *mail.Reminder) { r.Stage, r.Return = ledger.StageWrong, "01J00000000000000000000001" })},
		{"to explain", "2026-11-08", with(func(r *mail.Reminder) {
			r.Kind, r.Stage, r.Return = ledger.NotExplained, ledger.StageExplain, "01J00000000000000000000001"
		})},
		{"to approve", "2026-11-08", with(func(r *mail.Reminder) {
			r.Kind, r.Stage, r.Return, r.To = ledger.NotApproved, ledger.StageApprove, "01J00000000000000000000001", account.Police
		})},
		{"a week late, to approve", "2026-11-18", with(func(r *mail.Reminder) {
			r.Kind, r.Stage, r.Return, r.To = ledger.NotApproved, ledger.StageApprove, "01J00000000000000000000001", account.LocalAuthority
		})},
		{"no deadline", "2026-11-18", with(func(r *mail.Reminder) { r.Deadline = period.Date{} })},
	} {
		tt.r.Today = day(t, tt.today)
		subject, text := mail.Write(tt.r)
		if strings.ContainsAny(subject, "\r\n") || strings.Contains(text, "\r") || !strings.Contains(text, tt.r.BaseURL) {
			t.Errorf("%s: %q\n%s", tt.name, subject, text)
		}
		// No number but days, dates and addresses.
		rest := regexp.MustCompile(`https://\S+|in \d+ days|\d+ [A-Z][a-z]+( \d{4})?|\d{4}`).ReplaceAllString(subject+text, "")
		if strings.ContainsAny(rest, "0123456789%") {
			t.Errorf("%s holds a figure: %s", tt.name, rest)
		}
		out.WriteString("== " + tt.name + " ==\nSubject: " + subject + "\n\n" + text + "\n")
	}
	file := filepath.Join("testdata", "messages.txt")
	if *update {
		if err := os.WriteFile(file, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil || string(want) != out.String() {
		t.Errorf("messages differ from %s (%v); -update rewrites it:\n%s", file, err, out.String())
	}
}
