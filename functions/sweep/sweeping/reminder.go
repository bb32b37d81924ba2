package sweeping

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"earlyhelp/shared/account"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/mail"
	"earlyhelp/shared/period"
)

// Why a message is kept to be read on the site, and goes into no mailbox.
const (
	keptNoSender  = "No mail is sent from here: no sender is configured."
	keptNoMailbox = "No mailbox is known for this role."
)

// roundTime is for how long a round is made good that did not get to every
// area because a sweep ended early: as many as two dozen sweeps may try.
const roundTime = 2 * time.Hour

// remind writes the messages that are due and sends those that wait. What
// fails for one period does not keep others from their reminders.
func (h *Handler) remind(ctx context.Context) (n int, err error) {
	changes, err := h.ledger.PeriodChanges(ctx)
	if err != nil {
		return 0, fmt.Errorf("remind: %w", err)
	}
	var errs []error
	for _, c := range changes {
		if c.State() != ledger.PeriodOpen {
			continue
		}
		p, err := period.Parse(c.Period)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		written, err := h.write(ctx, p, c)
		n += written
		// What cannot be written does not keep what is written from going.
		if err = errors.Join(err, h.post(ctx, p)); err != nil {
			errs = append(errs, fmt.Errorf("remind of %s: %w", c.Period, err))
		}
	}
	return n, errors.Join(errs...)
}

// write records the messages about one period that are due now: by schedule,
// and in rounds that somebody asked for.
func (h *Handler) write(ctx context.Context, p period.Period, c ledger.PeriodChange) (n int, err error) {
	now := h.now()
	today := mail.Day(now)
	_, day, due := mail.Due(c.Deadline, today)
	due = due && !now.Before(mail.Start(today))
	rounds, err := h.openRounds(ctx, p, now)
	if err != nil || !due && len(rounds) == 0 {
		return 0, err
	}
	w := writer{h: h, p: p, change: c, today: today, day: day, due: due, rounds: rounds}
	if err := w.look(ctx); err != nil {
		return 0, err
	}
	var errs []error
	for _, m := range w.messages() {
		switch err := h.ledger.AddMessage(ctx, m); {
		case errors.Is(err, ledger.ErrExists): // another sweep was quicker
		case err != nil:
			errs = append(errs, err)
		default:
			n++
		}
	}
	return n, errors.Join(errs...)
}

// openRounds returns the rounds of a period that are young enough to be made
// good.
func (h *Handler) openRounds(ctx context.Context, p period.Period, now time.Time) ([]ledger.Round, error) {
	rounds, err := h.ledger.PeriodRounds(ctx, p)
	return slices.DeleteFunc(slices.Clone(rounds), func(r ledger.Round) bool { return now.Sub(r.At) > roundTime }), err
}

// A writer works out the messages about one period that are due and not yet
// written.
type writer struct {
	h          *Handler
	p          period.Period
	change     ledger.PeriodChange
	today, day period.Date // day is the one that a step of the schedule fell on
	due        bool        // a step is
	rounds     []ledger.Round

	names    map[string]string      // of areas
	written  map[string]bool        // by area and name
	last     map[string]period.Date // day of the last message, by area and role
	progress []ledger.AreaProgress
	contacts map[string]ledger.Contacts
}

// look reads what the messages depend on.
func (w *writer) look(ctx context.Context) error {
	var asked []string
	w.names = map[string]string{}
	for _, a := range w.h.areas(w.p.End()) {
		inRound := slices.ContainsFunc(w.rounds, func(r ledger.Round) bool { return slices.Contains(r.Areas, a.DFE) })
		if w.due || inRound {
			asked = append(asked, a.DFE)
			w.names[a.DFE] = a.Name
		}
	}
	// A week back is further than the gap between two messages and the days
	// for which a step is made up for.
	posted, err := w.h.ledger.PeriodMessages(ctx, w.p, w.today.AddDays(-7))
	if err != nil {
		return err
	}
	w.written, w.last = map[string]bool{}, map[string]period.Date{}
	for _, m := range posted {
		w.written[m.Area+" "+m.Name()] = true
		if d := mail.Day(m.At); d.After(w.last[m.Area+" "+m.To]) {
			w.last[m.Area+" "+m.To] = d
		}
	}
	if w.progress, err = w.h.ledger.PeriodProgress(ctx, w.p, asked); err != nil {
		return err
	}
	w.contacts, err = w.h.ledger.ContactsOf(ctx, asked)
	return err
}

// messages returns what is due, for each area the rounds first: they are what
// a person asked for.
func (w *writer) messages() []ledger.Message {
	var all []ledger.Message
	for _, a := range w.progress {
		for _, to := range recipients(a) {
			for _, r := range w.rounds {
				if slices.Contains(r.Areas, a.Area) {
					all = w.add(all, a, to, ledger.Message{Day: mail.Day(r.At), Round: r.Number, By: r.By})
				}
			}
			// What moved since the step began is left alone until the next.
			moved := a.Submission.At.After(mail.Start(w.day))
			if n := w.last[a.Area+" "+to].DaysUntil(w.today); w.due && !moved && n >= mail.GapDays {
				all = w.add(all, a, to, ledger.Message{Day: w.day, By: system})
			}
		}
	}
	return all
}

// recipients returns the roles of an area for whom something waits.
func recipients(a ledger.AreaProgress) []string {
	switch a.Stage {
	case ledger.StageNone, ledger.StageBegun, ledger.StageWrong, ledger.StageExplain:
		return []string{string(account.Officer)}
	case ledger.StageApprove:
		return a.Waiting
	}
	return nil
}

// add completes a message to a role of an area and appends it, unless it was
// written before.
func (w *writer) add(all []ledger.Message, a ledger.AreaProgress, to string, m ledger.Message) []ledger.Message {
	m.Period, m.Area, m.To, m.At = w.p.String(), a.Area, to, w.h.now().UTC().Truncate(time.Second)
	if w.written[a.Area+" "+m.Name()] {
		return all
	}
	w.last[a.Area+" "+to] = w.today
	switch a.Stage {
	case ledger.StageExplain:
		m.Kind = ledger.NotExplained
	case ledger.StageApprove:
		m.Kind = ledger.NotApproved
	default:
		m.Kind = ledger.NotSent
	}
	m.Address = w.contacts[a.Area].Address(to)
	switch {
	case w.h.sender == nil:
		m.Kept = keptNoSender
	case m.Address == "":
		m.Kept = keptNoMailbox
	}
	m.Subject, m.Text = mail.Write(mail.Reminder{Kind: m.Kind, To: to, Area: w.names[a.Area], Period: w.p, Stage: a.Stage,
		Deadline: w.change.Deadline, Today: w.today, Note: w.change.Note, Return: a.Submission.ID, BaseURL: w.h.baseURL})
	return append(all, m)
}
