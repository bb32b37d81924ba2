package ledger

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"earlyhelp/shared/disclosure"
)

// WithheldPrefix is what the keys of all Withheld begin with.
const WithheldPrefix = "ledger/disclosure/withheld/"

// Withheld are counts of areas, regions and England that no publication may
// show from now on, besides those that disclosure control hides of itself: with
// what earlier publications showed they would give a count of people away. They
// are entries of the ledger, so that figures stay a function of the ledger
// alone. None is ever taken back.
type Withheld struct {
	Number int               `json:"number"`
	Cells  []disclosure.Cell `json:"cells"`
	// Protects names what would be given away, without figures.
	Protects    []string  `json:"protects"`
	CodeVersion string    `json:"codeVersion"` // of the publisher
	At          time.Time `json:"at"`
}

// WithheldKey is where the n-th Withheld are kept.
func WithheldKey(n int) string { return fmt.Sprintf("%s%04d.json", WithheldPrefix, n) }

// ParseWithheldKey reads a WithheldKey back.
func ParseWithheldKey(key string) (n int, ok bool) {
	number, found := strings.CutPrefix(key, WithheldPrefix)
	n, err := strconv.Atoi(strings.TrimSuffix(number, ".json"))
	return n, found && err == nil && n > 0 && WithheldKey(n) == key
}

// AddWithheld keeps w under its Number, which is that of the last there is
// plus 1, as whoever adds it saw it. It returns ErrExists when somebody else's
// took the number: they are to be read before anything more is withheld.
func (l *Ledger) AddWithheld(ctx context.Context, w Withheld) error {
	before, err := l.withheldKeys(ctx)
	if err != nil {
		return fmt.Errorf("withhold: %w", err)
	}
	if len(w.Cells) == 0 || w.Number < 1 || w.Number > len(before)+1 {
		return fmt.Errorf("withhold %d cells: number %d does not follow %d", len(w.Cells), w.Number, len(before))
	}
	err = l.create(ctx, WithheldKey(w.Number), w)
	if errors.Is(err, ErrExists) {
		return fmt.Errorf("withhold, number %d: %w", w.Number, ErrExists)
	}
	return err
}

// Withheld returns all there are, the first first, and each as an input of a
// publication.
func (l *Ledger) Withheld(ctx context.Context) ([]Withheld, []Input, error) {
	keys, err := l.withheldKeys(ctx)
	if err != nil {
		return nil, nil, err
	}
	all, err := getAll[Withheld](ctx, l, keys)
	if err != nil {
		return nil, nil, err
	}
	ins := make([]Input, len(keys))
	for i, key := range keys {
		hash, ok := l.seen.Load(key + "#hash")
		if !ok {
			body, _, err := l.o.Get(ctx, key) // as it is kept: a newer program may spell it otherwise
			if err != nil {
				return nil, nil, fmt.Errorf("read %s: %w", key, err)
			}
			hash, _ = l.seen.LoadOrStore(key+"#hash", Hash(body))
		}
		ins[i] = Input{Key: key, SHA256: hash.(string)}
	}
	return all, ins, nil
}

func (l *Ledger) withheldKeys(ctx context.Context) ([]string, error) {
	return l.keys(ctx, WithheldPrefix, func(key string) bool {
		_, ok := ParseWithheldKey(key)
		return ok
	})
}
