package ledger

import (
	"context"
	"errors"
	"fmt"

	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

// A Signed is a sign-off and the key it is kept under.
type Signed struct {
	SignOff
	Key string
}

// SignOffs returns the sign-off in force of every area and period, sorted by
// key, that is by period and then by area.
func (l *Ledger) SignOffs(ctx context.Context) ([]Signed, error) {
	keys, err := l.signOffKeys(ctx, SignOffs)
	if err != nil {
		return nil, err
	}
	var current []string
	for i, key := range keys {
		if i+1 < len(keys) && samePlace(key, keys[i+1]) {
			continue // superseded: the numbers of one place follow each other
		}
		current = append(current, key)
	}
	return l.signed(ctx, current)
}

// SignOffsFor returns every sign-off of an area and period, the first first.
// The last one is in force.
func (l *Ledger) SignOffsFor(ctx context.Context, dfe string, p period.Period) ([]Signed, error) {
	keys, err := l.signOffKeys(ctx, SignOffPrefix(dfe, p))
	if err != nil {
		return nil, err
	}
	return l.signed(ctx, keys)
}

// Sign records a sign-off. Its Number says which one the signer saw missing:
// 1 when there was none, else the last one's plus 1; 0 takes the next. When
// that number was taken meanwhile it returns a *ConflictError with the
// sign-off that took it. What is signed must be an accepted return of that
// area and period with that hash, else ErrNotAccepted.
func (l *Ledger) Sign(ctx context.Context, s SignOff) error {
	p, err := period.Parse(s.Period)
	if err != nil {
		return fmt.Errorf("sign off: %w", err)
	}
	o, err := l.Outcome(ctx, s.Submission)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return fmt.Errorf("sign off: %w", err)
	}
	if o.Verdict != returns.Accepted || o.Area != s.Area || o.Period != s.Period || o.SHA256 != s.SHA256 {
		return fmt.Errorf("sign off %s of %s for %s: %w", s.Submission, s.Area, s.Period, ErrNotAccepted)
	}
	before, err := l.signOffKeys(ctx, SignOffPrefix(s.Area, p))
	if err != nil {
		return fmt.Errorf("sign off: %w", err)
	}
	if s.Number == 0 {
		s.Number = len(before) + 1
	}
	if s.Number < 1 || s.Number > len(before)+1 {
		return fmt.Errorf("sign off %s for %s: number %d does not follow %d", s.Area, s.Period, s.Number, len(before))
	}
	key := SignOffKey(s.Area, p, s.Number)
	err = l.create(ctx, key, s)
	if !errors.Is(err, ErrExists) {
		return err
	}
	existing, err := l.signed(ctx, []string{key})
	if err != nil {
		return fmt.Errorf("sign off: %w", err)
	}
	return &ConflictError{existing[0].SignOff}
}

func (l *Ledger) signOffKeys(ctx context.Context, prefix string) ([]string, error) {
	return l.keys(ctx, prefix, func(key string) bool {
		_, _, _, ok := ParseSignOffKey(key)
		return ok
	})
}

func (l *Ledger) signed(ctx context.Context, keys []string) ([]Signed, error) {
	signOffs, err := getAll[SignOff](ctx, l, keys)
	if err != nil {
		return nil, err
	}
	all := make([]Signed, len(keys))
	for i, s := range signOffs {
		all[i] = Signed{s, keys[i]}
	}
	return all, nil
}

// samePlace reports whether two sign-off keys are of one area and period.
func samePlace(a, b string) bool {
	dfeA, pA, _, _ := ParseSignOffKey(a)
	dfeB, pB, _, _ := ParseSignOffKey(b)
	return dfeA == dfeB && pA == pB
}
