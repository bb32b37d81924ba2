package ledger

import (
	"context"
	"fmt"
)

// AddReview records what a librarian says of a case review, before it is
// uploaded. It returns ErrExists for an ID already used.
func (l *Ledger) AddReview(ctx context.Context, m ReviewMeta) error {
	if !ValidID(m.ID) {
		return fmt.Errorf("add review %q: malformed ID", m.ID)
	}
	return l.create(ctx, ReviewMetaKey(m.ID), m)
}

// ReviewMeta returns what a librarian said of a case review, or ErrNotFound.
func (l *Ledger) ReviewMeta(ctx context.Context, id string) (ReviewMeta, error) {
	var m ReviewMeta
	return m, l.get(ctx, ReviewMetaKey(id), &m)
}

// ReviewMetas returns what was said of every case review, in order of ID.
func (l *Ledger) ReviewMetas(ctx context.Context) ([]ReviewMeta, error) {
	keys, err := l.keys(ctx, Reviews, func(key string) bool {
		_, ok := ParseReviewMetaKey(key)
		return ok
	})
	if err != nil {
		return nil, err
	}
	return getAll[ReviewMeta](ctx, l, keys)
}

// RecordMined keeps what was found in a review, as JSON. It returns ErrExists
// when that is kept already.
func (l *Ledger) RecordMined(ctx context.Context, id string, mined []byte) error {
	if err := l.createEntry(ctx, entry{ReviewMinedKey(id), mined, jsonType}); err != nil {
		return fmt.Errorf("record mined review %s: %w", id, err)
	}
	return nil
}

// Mined returns what was found in a review, as JSON, or ErrNotFound.
func (l *Ledger) Mined(ctx context.Context, id string) ([]byte, error) {
	body, _, err := l.o.Get(ctx, ReviewMinedKey(id))
	if err != nil {
		return nil, fmt.Errorf("read mined review %s: %w", id, err)
	}
	return body, nil
}

// MinedKeys returns the key of every mined review, in order of ID.
func (l *Ledger) MinedKeys(ctx context.Context) ([]string, error) {
	return l.keys(ctx, Reviews, func(key string) bool {
		_, ok := ParseReviewMinedKey(key)
		return ok
	})
}
