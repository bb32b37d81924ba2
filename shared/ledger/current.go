package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Current says which published sequences are in force. Before the first
// publication it returns the zero Current.
func (l *Ledger) Current(ctx context.Context) (Current, error) {
	c, _, err := l.current(ctx)
	return c, err
}

func (l *Ledger) current(ctx context.Context) (Current, string, error) {
	body, etag, err := l.o.Get(ctx, CurrentKey)
	if errors.Is(err, ErrNotFound) {
		return Current{}, "", nil
	}
	var c Current
	if err == nil {
		err = json.Unmarshal(body, &c)
	}
	if err != nil {
		return Current{}, "", fmt.Errorf("read %s: %w", CurrentKey, err)
	}
	return c, etag, nil
}

// MoveCurrent replaces what is in force by move of it, and returns what is in
// force afterwards. When another publisher moved it meanwhile, move is called
// again with what that one put in force. A move that changes nothing writes
// nothing: so a publisher whose basis is gone returns its argument, and sees
// from the result that it must start again.
func (l *Ledger) MoveCurrent(ctx context.Context, move func(Current) Current) (Current, error) {
	for {
		was, etag, err := l.current(ctx)
		if err != nil {
			return Current{}, err
		}
		next := move(was)
		if next == was {
			return was, nil
		}
		body, err := json.Marshal(next)
		if err != nil {
			return Current{}, fmt.Errorf("move current: %w", err)
		}
		err = l.o.Swap(ctx, CurrentKey, body, etag)
		if err == nil {
			return next, nil
		}
		if !errors.Is(err, ErrStale) {
			return Current{}, fmt.Errorf("move current: %w", err)
		}
	}
}

// Claim takes the first free sequence number above after under a prefix
// (Benchmarks or Library), so that nobody else writes that sequence.
func (l *Ledger) Claim(ctx context.Context, prefix string, after int, at time.Time) (int, error) {
	for seq := after + 1; ; seq++ {
		err := l.create(ctx, SnapshotKey(prefix, seq, "claim.json"), Claim{Sequence: seq, At: at})
		if err == nil {
			return seq, nil
		}
		if !errors.Is(err, ErrExists) {
			return 0, fmt.Errorf("claim a sequence: %w", err)
		}
	}
}

// Manifest returns what a published sequence was made from, or ErrNotFound.
func (l *Ledger) Manifest(ctx context.Context, prefix string, seq int) (Manifest, error) {
	var m Manifest
	return m, l.get(ctx, SnapshotKey(prefix, seq, "manifest.json"), &m)
}

// ManifestInput returns the manifest of a published sequence as others name
// it, by key and hash, or ErrNotFound.
func (l *Ledger) ManifestInput(ctx context.Context, prefix string, seq int) (Input, error) {
	key := SnapshotKey(prefix, seq, "manifest.json")
	body, _, err := l.o.Get(ctx, key)
	if err != nil {
		return Input{}, fmt.Errorf("read %s: %w", key, err)
	}
	return Input{Key: key, SHA256: Hash(body)}, nil
}
