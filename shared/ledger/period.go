package ledger

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"earlyhelp/shared/account"
	"earlyhelp/shared/period"
)

// A PeriodChange opens, plans or closes a collection period, or gives it
// another deadline or note. The highest number is in force, whole: what it
// leaves out is no longer so. Days are days in London.
type PeriodChange struct {
	Period string `json:"period"`
	Number int    `json:"number"`
	Open   bool   `json:"open"` // returns are taken
	// Opens is the first day on which returns are taken. In a change that is
	// not Open it is a plan, which sweep carries out on that day.
	Opens period.Date `json:"opens,omitzero"`
	// Deadline is the last day on which a return is in time; zero where there
	// is none. A return may come later, with a reason.
	Deadline period.Date    `json:"deadline,omitzero"`
	Note     string         `json:"note,omitempty"`   // to areas: stands where they send, and in reminders
	Reason   string         `json:"reason,omitempty"` // why this change was made
	By       account.Person `json:"by"`
	At       time.Time      `json:"at"`
}

// A PeriodState says where the collection of a period stands.
type PeriodState string

// The states of a collection period.
const (
	PeriodOpen    PeriodState = "open"
	PeriodPlanned PeriodState = "planned" // to open on a day to come
	PeriodClosed  PeriodState = "closed"
)

// State returns where the collection stands while c is in force.
func (c PeriodChange) State() PeriodState {
	switch {
	case c.Open:
		return PeriodOpen
	case !c.Opens.IsZero():
		return PeriodPlanned
	}
	return PeriodClosed
}

// Late reports whether a return that is sent on a day, in London, comes after
// the deadline and must say why.
func (c PeriodChange) Late(on period.Date) bool {
	return !c.Deadline.IsZero() && on.After(c.Deadline)
}

// How long areas have for a return, in days after the period's end.
//
// A financial year: until 31 July, the day by which councils submit the
// children in need census of the same year (DfE, "Children in need census:
// guide to submitting data", dates of 2024 to 2025: opens 1 April, submit by
// 31 July), whose referrals are the same.
//
// A quarter: six weeks, half of the next quarter, so that no two quarters are
// due at once. It is our own choice: no quarterly statutory collection of
// children's services sets an example. The national team may change each.
const (
	yearDays    = 122
	quarterDays = 42
)

// DefaultDeadline returns the deadline of a period that opens on a day when
// nobody sets another, and why in a sentence. A period that is opened late has
// as long as one opened the day after its end; a deadline at a weekend moves
// to the Monday.
func DefaultDeadline(p period.Period, opens period.Date) (period.Date, string) {
	days, long := quarterDays, "six weeks"
	if p.Kind() == period.FinancialYear {
		days, long = yearDays, "four months"
	}
	from, after := p.End(), "the period ended"
	if last := opens.AddDays(-1); last.After(from) {
		from, after = last, "it opened"
	}
	d := from.AddDays(days)
	for wd := d.Time().Weekday(); wd == time.Saturday || wd == time.Sunday; wd = d.Time().Weekday() {
		d = d.AddDays(1)
	}
	kind := "quarter"
	if p.Kind() == period.FinancialYear {
		kind = "financial year"
	}
	return d, fmt.Sprintf("Returns of a %s are due %s after %s.", kind, long, after)
}

// PeriodChanges returns the change in force of every collection period that
// was ever opened or planned, in order of period.
func (l *Ledger) PeriodChanges(ctx context.Context) ([]PeriodChange, error) {
	keys, err := l.periodKeys(ctx, Periods)
	if err != nil {
		return nil, err
	}
	last := map[period.Period]string{}
	for _, key := range keys { // in order: the highest number comes last
		p, _, _ := ParsePeriodKey(key)
		last[p] = key
	}
	inForce := make([]string, 0, len(last))
	for _, p := range slices.SortedFunc(maps.Keys(last), period.Period.Compare) {
		inForce = append(inForce, last[p])
	}
	return getAll[PeriodChange](ctx, l, inForce)
}

// PeriodHistory returns every change of a collection period, the first first.
// The last is in force; there is none for a period that was never opened.
func (l *Ledger) PeriodHistory(ctx context.Context, p period.Period) ([]PeriodChange, error) {
	keys, err := l.periodKeys(ctx, Periods+p.String()+"/")
	if err != nil {
		return nil, err
	}
	return getAll[PeriodChange](ctx, l, keys)
}

// PeriodInForce returns the change of a collection period that is in force,
// and whether there is any.
func (l *Ledger) PeriodInForce(ctx context.Context, p period.Period) (c PeriodChange, ok bool, err error) {
	keys, err := l.periodKeys(ctx, Periods+p.String()+"/")
	if err != nil || len(keys) == 0 {
		return PeriodChange{}, false, err
	}
	last, err := getAll[PeriodChange](ctx, l, keys[len(keys)-1:])
	if err != nil {
		return PeriodChange{}, false, err
	}
	return last[0], true, nil
}

func (l *Ledger) periodKeys(ctx context.Context, prefix string) ([]string, error) {
	return l.keys(ctx, prefix, func(key string) bool {
		_, _, ok := ParsePeriodKey(key)
		return ok
	})
}

// OpenPeriods returns the periods that returns may be sent for, in order.
func (l *Ledger) OpenPeriods(ctx context.Context) ([]period.Period, error) {
	changes, err := l.PeriodChanges(ctx)
	if err != nil {
		return nil, err
	}
	var open []period.Period
	for _, c := range changes {
		if !c.Open {
			continue
		}
		p, err := period.Parse(c.Period)
		if err != nil {
			return nil, fmt.Errorf("open periods: %w", err)
		}
		open = append(open, p)
	}
	return open, nil
}

// ChangePeriod records a change of a collection period. Its Number is that of
// the change in force plus 1, as whoever makes it saw it; 0 takes the next. It
// returns ErrExists when somebody else's change took the number.
func (l *Ledger) ChangePeriod(ctx context.Context, c PeriodChange) error {
	p, err := period.Parse(c.Period)
	if err != nil {
		return fmt.Errorf("change period: %w", err)
	}
	before, err := l.periodKeys(ctx, Periods+c.Period+"/")
	if err != nil {
		return fmt.Errorf("change period: %w", err)
	}
	if c.Number == 0 {
		c.Number = len(before) + 1
	}
	if c.Number < 1 || c.Number > len(before)+1 {
		return fmt.Errorf("change period %s: number %d does not follow %d", c.Period, c.Number, len(before))
	}
	if err := l.create(ctx, PeriodKey(p, c.Number), c); err != nil {
		if errors.Is(err, ErrExists) {
			return fmt.Errorf("change period %s, number %d: %w", c.Period, c.Number, ErrExists)
		}
		return err
	}
	return nil
}
