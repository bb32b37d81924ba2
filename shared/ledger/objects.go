package ledger

import (
	"context"
	"errors"
	"iter"
)

// The outcomes of storage that callers branch on. The adapter translates its
// service's errors into these.
var (
	ErrNotFound = errors.New("no such object")
	ErrExists   = errors.New("the object exists already")
	ErrStale    = errors.New("the object changed since it was read")
)

// Objects is the storage that the ledger stands on: create-once objects with
// compare-and-swap. s3store.Store is its one implementation.
type Objects interface {
	// Get returns the bytes and ETag under key, or ErrNotFound.
	Get(ctx context.Context, key string) (body []byte, etag string, err error)
	// Create writes key if nothing is there, else returns ErrExists.
	Create(ctx context.Context, key string, body []byte, contentType string) error
	// Swap replaces key if its ETag is still etag ("" creates it), else
	// returns ErrStale.
	Swap(ctx context.Context, key string, body []byte, etag string) error
	// Delete removes key; that it was not there is no error.
	Delete(ctx context.Context, key string) error
	// List yields the keys with the prefix in byte order, after the key after
	// ("" for the first).
	List(ctx context.Context, prefix, after string) iter.Seq2[string, error]
}
