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
	keys, err := l.keys(ctx, Returns+dfe+"/"+p.String()+"/", func(key string) bool {
		_, _, _, file, ok := ParseReturnKey(key)
		return ok && file == "counts.json"
	})
	if err != nil {
		return nil, err
	}
	var all []Version
	for _, key := range keys {
		_, _, id, _, _ := ParseReturnKey(key)
		outcomes, err := getAll[Outcome](ctx, l, []string{OutcomeKey(id)})
		if errors.Is(err, ErrNotFound) {
			continue // still being kept
		}
		if err != nil {
			return nil, err
		}
		if outcomes[0].Verdict != returns.Accepted {
			continue
		}
		submissions, err := getAll[Submission](ctx, l, []string{SubmissionKey(id)})
		if err != nil {
			return nil, err
		}
		all = append(all, Version{Submission: submissions[0], Outcome: outcomes[0]})
	}
	slices.SortFunc(all, func(a, b Version) int {
		return cmp.Or(a.Outcome.At.Compare(b.Outcome.At), cmp.Compare(a.Submission.ID, b.Submission.ID))
	})
	for i := range all {
		all[i].Number = i + 1
	}
	return all, nil
}
