package ledger

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"
)

// ErrNotAccepted reports an approval of something that is not an accepted
// return of that area and period with that hash.
var ErrNotAccepted = errors.New("only an accepted return can be signed off")

// ErrOtherExplanations reports an approval given for other explanations than
// those for which another partner approves the same return.
var ErrOtherExplanations = errors.New("another partner approved the return as it was explained before")

// A ConflictError reports that the sign-off was closed for another return
// first.
type ConflictError struct{ Existing SignOff }

// Error says who approved last, and when.
func (e *ConflictError) Error() string {
	s := e.Existing
	return fmt.Sprintf("sign-off %d of %s for %s was closed by %s at %s",
		s.Number, s.Area, s.Period, s.By.Name, s.At.UTC().Format("2006-01-02 15:04"))
}

// Unwrap makes a conflict an ErrExists.
func (e *ConflictError) Unwrap() error { return ErrExists }

// A Ledger reads and writes the records of the platform. It is safe for
// concurrent use. It remembers the small records that it has read, since none
// ever changes once written.
type Ledger struct {
	o    Objects
	seen sync.Map // key -> record

	heads  heads  // of chains, as far as known here
	sealed sealed // what the seals say
}

// readAhead is how many small objects are read at once when many are needed:
// enough to hide the round trip to S3 (about 20 ms), few enough for the
// smallest Lambda.
const readAhead = 16

// New returns the Ledger kept in o.
func New(o Objects) *Ledger { return &Ledger{o: o} }

// Objects returns the storage that l stands on.
func (l *Ledger) Objects() Objects { return l.o }

// Hash returns the SHA-256 of b in hexadecimal, as records name files by.
func Hash(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// get reads the JSON object under key into v.
func (l *Ledger) get(ctx context.Context, key string, v any) error {
	body, _, err := l.o.Get(ctx, key)
	if err != nil {
		return fmt.Errorf("read %s: %w", key, err)
	}
	if err := json.Unmarshal(body, v); err != nil {
		return fmt.Errorf("read %s: %w", key, err)
	}
	return nil
}

// create writes v as JSON under key, once. What belongs to the ledger is
// announced in its chain first, unless it is there already: asking for the
// same thing again and again leaves no trace.
func (l *Ledger) create(ctx context.Context, key string, v any) error {
	e, err := jsonEntry(key, v)
	if err != nil {
		return err
	}
	return l.createEntry(ctx, e)
}

func (l *Ledger) createEntry(ctx context.Context, e entry) error {
	if strings.HasPrefix(e.key, entriesPrefix) {
		for key, err := range l.o.List(ctx, e.key, "") {
			if err != nil {
				return fmt.Errorf("create %s: %w", e.key, err)
			}
			if key == e.key {
				return fmt.Errorf("create %s: %w", e.key, ErrExists)
			}
			break
		}
		if err := l.announce(ctx, chainOf(e.key), inputs(e)...); err != nil {
			return err
		}
	}
	return l.put(ctx, e)
}

// getAll reads the unchanging JSON objects under keys, several at once, in
// the order of keys. What was read before is not read again.
func getAll[T any](ctx context.Context, l *Ledger, keys []string) ([]T, error) {
	all := make([]T, len(keys))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(readAhead)
	for i, key := range keys {
		if v, ok := l.seen.Load(key); ok {
			all[i] = v.(T)
			continue
		}
		g.Go(func() error {
			if err := l.get(ctx, key, &all[i]); err != nil {
				return err
			}
			l.seen.Store(key, all[i])
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return all, nil
}

// keys lists every key with the prefix that keep accepts, in byte order.
func (l *Ledger) keys(ctx context.Context, prefix string, keep func(key string) bool) ([]string, error) {
	var keys []string
	for key, err := range l.o.List(ctx, prefix, "") {
		if err != nil {
			return nil, fmt.Errorf("list %s: %w", prefix, err)
		}
		if keep(key) {
			keys = append(keys, key)
		}
	}
	return keys, nil
}
