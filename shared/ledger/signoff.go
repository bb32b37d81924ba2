package ledger

import (
	"context"

	"earlyhelp/shared/period"
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
