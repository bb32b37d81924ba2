package sweeping

import (
	"context"
	"errors"
	"fmt"

	"earlyhelp/shared/account"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/mail"
	"earlyhelp/shared/period"
)

// The first periods of the collection: the latest financial year whose
// referral counts DfE had published when it began (2024-25), and the quarters
// from the middle of that year on.
var (
	firstYear    = period.NewFinancialYear(2024)
	firstQuarter = period.NewQuarter(2024, 4)
)

// system is who opens periods and reminds by schedule. The national team may
// change a period again; that is a later change, which stays in force.
var system = account.Person{Subject: "system", Name: "Schedule", Role: account.National}

// openPeriods opens every collection period that has ended and that nobody
// opened, planned or closed, and those that were planned to open by today.
func (h *Handler) openPeriods(ctx context.Context) (n int, err error) {
	changes, err := h.ledger.PeriodChanges(ctx)
	if err != nil {
		return 0, fmt.Errorf("open periods: %w", err)
	}
	today := mail.Day(h.now())
	due := planned(changes, today)
	known := map[string]bool{}
	for _, c := range changes {
		known[c.Period] = true
	}
	for _, first := range []period.Period{firstYear, firstQuarter} {
		for p := first; p.End().Before(today); p = p.Next() {
			if !known[p.String()] {
				due = append(due, ended(p, today))
			}
		}
	}
	for _, c := range due {
		c.By, c.At = system, h.now().UTC()
		switch err := h.ledger.ChangePeriod(ctx, c); {
		case errors.Is(err, ledger.ErrExists): // somebody changed it meanwhile
		case err != nil:
			return n, fmt.Errorf("open periods: %w", err)
		default:
			n++
			h.log.InfoContext(ctx, "sweep: collection period opened", "period", c.Period, "deadline", c.Deadline.String(), "why", c.Reason)
		}
	}
	return n, nil
}

// planned carries out the plans whose day has come.
func planned(changes []ledger.PeriodChange, today period.Date) []ledger.PeriodChange {
	var due []ledger.PeriodChange
	for _, c := range changes {
		if c.State() != ledger.PeriodPlanned || c.Opens.After(today) {
			continue
		}
		due = append(due, ledger.PeriodChange{Period: c.Period, Number: c.Number + 1, Open: true, Opens: c.Opens,
			Deadline: c.Deadline, Note: c.Note, Reason: "Opened on the day that was planned."})
	}
	return due
}

// ended opens a period because it has ended, with the deadline that nobody has
// to set.
func ended(p period.Period, today period.Date) ledger.PeriodChange {
	deadline, why := ledger.DefaultDeadline(p, today)
	return ledger.PeriodChange{Period: p.String(), Number: 1, Open: true, Opens: today, Deadline: deadline,
		Reason: fmt.Sprintf("Opened by schedule, because the period ended on %s. %s", p.End().Words(), why)}
}
