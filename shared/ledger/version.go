package ledger

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

// A Version is an accepted return of an area and period.
type Version struct {
	Number     int // 1 is the first that was accepted
	Submission Submission
	Outcome    Outcome
}

// Versions returns every accepted return of an area and period, in the order
// in which they were accepted.
func (l *Ledger) Versions(ctx context.Context, dfe string, p period.Period) ([]Version, error) {
	byPeriod, err := l.acceptedUnder(ctx, Returns+dfe+"/"+p.String()+"/")
	if err != nil {
		return nil, err
	}
	var all []Version
	for i, o := range byPeriod[p] {
		submissions, err := getAll[Submission](ctx, l, []string{SubmissionKey(o.ID)})
		if err != nil {
			return nil, err
		}
		all = append(all, Version{i + 1, submissions[0], o})
	}
	return all, nil
}

// Accepted returns the outcome of every accepted return of an area by period,
// in the order in which they were accepted.
func (l *Ledger) Accepted(ctx context.Context, dfe string) (map[period.Period][]Outcome, error) {
	return l.acceptedUnder(ctx, Returns+dfe+"/")
}

func (l *Ledger) acceptedUnder(ctx context.Context, prefix string) (map[period.Period][]Outcome, error) {
	keys, err := l.keys(ctx, prefix, func(key string) bool {
		_, _, _, file, ok := ParseReturnKey(key)
		return ok && file == "counts.json"
	})
	if err != nil {
		return nil, err
	}
	all := map[period.Period][]Outcome{}
	for _, key := range keys {
		_, p, id, _, _ := ParseReturnKey(key)
		outcomes, err := getAll[Outcome](ctx, l, []string{OutcomeKey(id)})
		if errors.Is(err, ErrNotFound) {
			continue // still being kept
		}
		if err != nil {
			return nil, err
		}
		if outcomes[0].Verdict == returns.Accepted {
			all[p] = append(all[p], outcomes[0])
		}
	}
	for _, outcomes := range all {
		slices.SortFunc(outcomes, func(a, b Outcome) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	}
	return all, nil
}
