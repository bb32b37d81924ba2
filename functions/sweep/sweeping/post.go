package sweeping

import (
	"context"
	"errors"
	"fmt"
	"time"

	"earlyhelp/shared/ledger"
	"earlyhelp/shared/mail"
	"earlyhelp/shared/period"
)

// A letter that the mail service turned down is tried again after ten minutes,
// then twice as long each time, five times in all: within three hours, so that
// a passing limit or fault is outlasted and the words still fit. SES turns
// letters down above the account's rate, 14 a second as a rule (AWS, "Amazon
// SES quotas").
const (
	mostAttempts = 5
	firstPause   = 10 * time.Minute
)

// postDays is for how many days a message that waits is still sent.
const postDays = 2

// post sends the messages about a period that wait to be sent.
func (h *Handler) post(ctx context.Context, p period.Period) error {
	if h.sender == nil {
		return nil
	}
	posted, err := h.ledger.PeriodMessages(ctx, p, mail.Day(h.now()).AddDays(-postDays))
	if err != nil {
		return err
	}
	var errs []error
	for _, m := range posted {
		if !waits(m, h.now()) {
			continue
		}
		if err := h.send(ctx, m); err != nil {
			errs = append(errs, fmt.Errorf("send %s: %w", m.Key, err))
		}
	}
	return errors.Join(errs...)
}

// waits reports whether a message is to be handed to the mail service now.
func waits(m ledger.Posted, now time.Time) bool {
	if m.Kept != "" || m.Sent || m.Doubtful() || m.Attempts >= mostAttempts {
		return false
	}
	return m.Attempts == 0 || now.Sub(m.End.At) >= firstPause<<(m.Attempts-1)
}

// send hands one message over. The attempt is written down before, so that
// nobody else makes it and it is not made again; how it ended, after.
func (h *Handler) send(ctx context.Context, m ledger.Posted) error {
	a := ledger.Attempt{Number: m.Attempts + 1, At: h.now().UTC()}
	switch err := h.ledger.AddAttempt(ctx, m.Message, a); {
	case errors.Is(err, ledger.ErrExists):
		return nil
	case err != nil:
		return err
	}
	reference, err := h.sender.Send(ctx, mail.Letter{To: m.Address, Subject: m.Subject, Text: m.Text})
	if err != nil && !errors.Is(err, mail.ErrRefused) {
		return err // it may have gone: the attempt stays without an end
	}
	end := ledger.AttemptEnd{Number: a.Number, Reference: reference, At: h.now().UTC()}
	if err != nil {
		end.Problem = err.Error()
	}
	return errors.Join(err, h.ledger.EndAttempt(ctx, m.Message, end))
}
