package desk

import (
	"context"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"earlyhelp/shared/ledger"
	"earlyhelp/shared/mail"
	"earlyhelp/shared/period"
	"earlyhelp/shared/privacy"
)

// MaxText is the longest reason or explanation, in characters: as much as the
// Cover's known_issues takes, about 150 words.
const MaxText = 1000

// A TextError reports something typed that cannot be kept. It never repeats
// what was typed.
type TextError struct {
	Field   string // "reason", "lateReason", or the rule and place of an explanation: "V09 Referrals!D5"
	Message string // one plain sentence that says what to do
}

// Error returns the field and the message.
func (e *TextError) Error() string { return e.Field + ": " + e.Message }

// text returns what was typed as it is kept: one line or several, without
// control characters and space around. It is screened for what is personal
// before anything is kept.
func text(field, typed string) (string, error) {
	s := strings.TrimSpace(strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return r
		}
		if unicode.IsControl(r) || r == utf8.RuneError {
			return -1
		}
		return r
	}, strings.ReplaceAll(typed, "\r\n", "\n")))
	if n := utf8.RuneCountInString(s); n > MaxText {
		return "", &TextError{field, fmt.Sprintf("This has %d characters. Say it in at most %d.", n, MaxText)}
	}
	if kind, found := privacy.Text(s); found {
		what, _, _ := strings.Cut(privacy.Message(kind), ". ")
		return "", &TextError{field, strings.TrimSuffix(what, ".") + ". Leave it out: nothing that tells of a person may stand here."}
	}
	return s, nil
}

// Asks says what a person must give a reason for when they send a return.
type Asks struct {
	SignedOff *ledger.SignOff // the sign-off that the return would come in place of, or nil
	Deadline  period.Date     // the day that has passed by which it was to come; zero where none has
}

// Asks returns what has to be given a reason for when the return of an area
// for a period is sent now.
func (d *Desk) Asks(ctx context.Context, dfe string, q period.Period) (Asks, error) {
	var a Asks
	signed, err := d.ledger.SignOffsFor(ctx, dfe, q)
	if err != nil {
		return a, fmt.Errorf("sign-offs of %s for %s: %w", dfe, q, err)
	}
	if n := len(signed); n > 0 {
		a.SignedOff = &signed[n-1].SignOff
	}
	c, _, err := d.ledger.PeriodInForce(ctx, q)
	if err != nil {
		return a, fmt.Errorf("collection period %s: %w", q, err)
	}
	if c.Late(mail.Day(d.now())) {
		a.Deadline = c.Deadline
	}
	return a, nil
}

// giveReasons puts the reasons of a sending into its submission as they are
// kept, and whether it is late. A reason that nothing asks for is left out.
func (d *Desk) giveReasons(ctx context.Context, s *ledger.Submission, in Sending) error {
	asks, err := d.Asks(ctx, in.Area, in.Period)
	if err != nil {
		return err
	}
	if asks.SignedOff != nil {
		if s.Reason, err = text("reason", in.Reason); err != nil {
			return err
		}
		if s.Reason == "" {
			return ErrNoReason
		}
	}
	if s.Late = !asks.Deadline.IsZero(); s.Late {
		if s.LateReason, err = text("lateReason", in.LateReason); err != nil {
			return err
		}
		if s.LateReason == "" && !in.Unasked {
			return ErrNoLateReason
		}
	}
	return nil
}
