package ledger

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// An Audit is what the attack on a publication came to that the project makes
// itself before it goes out: nothing that would stop it.
type Audit struct {
	Shown  int `json:"shown"`  // counts of people, of areas, that it shows
	Hidden int `json:"hidden"` // and that it keeps back
	// Share is Hidden of both, out of 1, to four decimals.
	Share float64 `json:"share"`
	// Least is the fewest values that a hidden count is left with, of those
	// that an outsider knows to be 1 to 5; 0 where there is none.
	Least int `json:"least"`
	// Before is how many counts could be told already from the publications
	// before, which cannot be undone.
	Before int `json:"before,omitempty"`
	// Withheld is how many entries of that kind the figures rest on.
	Withheld int `json:"withheld,omitempty"`
	// Known holds what an outsider knows of this and all publications before.
	Known Input `json:"known"`
}

// KnownFile is the name, under Restricted, of what an outsider knows of a
// publication and all before it.
const KnownFile = "known.bin"

// RefusedFile is the name of a Refusal.
const RefusedFile = "refused.json"

// A Refusal says why a publication did not go out. It holds no count, for
// anybody may read it.
type Refusal struct {
	Sequence    int       `json:"sequence"`
	CodeVersion string    `json:"codeVersion"`
	Inputs      string    `json:"inputs"`   // SHA-256 of the names and hashes of what it was made from
	Findings    []Refused `json:"findings"` // what would be given away
	More        int       `json:"more,omitempty"`
	At          time.Time `json:"at"`
}

// Refused names one count that a publication would have given away.
type Refused struct {
	What string   `json:"what"`
	From []string `json:"from"` // the kinds of public figures that would give it away
}

// Sequences returns every published sequence under a prefix that is whole, in
// force or not, in order: outsiders may have seen any of them.
func (l *Ledger) Sequences(ctx context.Context, prefix string) ([]int, error) {
	keys, err := l.keys(ctx, prefix, func(key string) bool {
		_, _, file, ok := ParseSnapshotKey(key)
		return ok && file == "manifest.json"
	})
	if err != nil {
		return nil, err
	}
	all := make([]int, len(keys))
	for i, key := range keys {
		_, all[i], _, _ = ParseSnapshotKey(key)
	}
	slices.Sort(all)
	return all, nil
}

// Refusals returns the refusals of sequences after the one in force, in order.
func (l *Ledger) Refusals(ctx context.Context, after int) ([]Refusal, error) {
	var keys []string
	for key, err := range l.o.List(ctx, Benchmarks, SnapshotKey(Benchmarks, after, "~")) {
		if err != nil {
			return nil, fmt.Errorf("list refusals: %w", err)
		}
		if _, _, file, ok := ParseSnapshotKey(key); ok && file == RefusedFile {
			keys = append(keys, key)
		}
	}
	return getAll[Refusal](ctx, l, keys)
}
