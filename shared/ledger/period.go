package ledger

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"earlyhelp/shared/period"
)

// PeriodChanges returns the change in force of every collection period that
// was ever opened, in order of period.
func (l *Ledger) PeriodChanges(ctx context.Context) ([]PeriodChange, error) {
	keys, err := l.keys(ctx, Periods, func(key string) bool {
		_, _, ok := ParsePeriodKey(key)
		return ok
	})
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

// ChangePeriod opens or closes a collection period. Its Number is that of the
// change in force plus 1; 0 takes the next. It returns ErrExists when another
// change took the number.
func (l *Ledger) ChangePeriod(ctx context.Context, c PeriodChange) error {
	p, err := period.Parse(c.Period)
	if err != nil {
		return fmt.Errorf("change period: %w", err)
	}
	if c.Number == 0 {
		before, err := l.keys(ctx, Periods+c.Period+"/", func(string) bool { return true })
		if err != nil {
			return fmt.Errorf("change period: %w", err)
		}
		c.Number = len(before) + 1
	}
	if err := l.create(ctx, PeriodKey(p, c.Number), c); err != nil {
		if errors.Is(err, ErrExists) {
			return fmt.Errorf("change period %s, number %d: %w", c.Period, c.Number, ErrExists)
		}
		return err
	}
	return nil
}
