package sweeping

import (
	"context"
	"errors"
	"fmt"

	"earlyhelp/shared/account"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/period"
)

// The first periods of the collection: the latest financial year whose
// referral counts DfE had published when it began (2024-25), and the quarters
// from the middle of that year on.
var (
	firstYear    = period.NewFinancialYear(2024)
	firstQuarter = period.NewQuarter(2024, 4)
)

// system is who opens periods by schedule. The national team may close one
// again; that is a later change, which stays in force.
var system = account.Person{Subject: "system", Name: "Schedule", Role: account.National}

// openPeriods opens every collection period that has ended and was never
// opened or closed.
func (h *Handler) openPeriods(ctx context.Context) (n int, err error) {
	changes, err := h.ledger.PeriodChanges(ctx)
	if err != nil {
		return 0, fmt.Errorf("open periods: %w", err)
	}
	known := map[string]bool{}
	for _, c := range changes {
		known[c.Period] = true
	}
	today := period.DateOf(h.now().UTC())
	for _, first := range []period.Period{firstYear, firstQuarter} {
		for p := first; p.End().Before(today); p = p.Next() {
			if known[p.String()] {
				continue
			}
			c := ledger.PeriodChange{Period: p.String(), Number: 1, Open: true, By: system, At: h.now().UTC()}
			switch err := h.ledger.ChangePeriod(ctx, c); {
			case errors.Is(err, ledger.ErrExists):
			case err != nil:
				return n, fmt.Errorf("open periods: %w", err)
			default:
				n++
				h.log.InfoContext(ctx, "sweep: collection period opened", "period", c.Period)
			}
		}
	}
	return n, nil
}
