// Package ledgertest holds what tests of the ledger's users need: storage in
// memory that keeps every promise of ledger.Objects, the suite of checks that
// any such storage must pass, and short ways to put records in place.
package ledgertest

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"

	"earlyhelp/shared/ledger"
)

// An Op names an operation of ledger.Objects: get, create, swap, delete, list.
type Op string

// The operations.
const (
	Get    Op = "get"
	Create Op = "create"
	Swap   Op = "swap"
	Delete Op = "delete"
	List   Op = "list"
)

// Objects keeps objects in memory. It is safe for concurrent use.
type Objects struct {
	// Before, when set, is called before each operation takes effect; an
	// error stops it. After is called once it took effect; an error is what
	// the caller sees, as when a response is lost. Both may call o. Set them
	// before first use.
	Before, After func(op Op, key string) error

	mu      sync.Mutex
	objects map[string][]byte
	types   map[string]string
}

var _ ledger.Objects = (*Objects)(nil)

// New returns empty storage.
func New() *Objects {
	return &Objects{objects: map[string][]byte{}, types: map[string]string{}}
}

// Put stores body under key, whatever is there: an upload from outside.
func (o *Objects) Put(key string, body []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.objects[key] = slices.Clone(body)
}

// Keys returns every key with the prefix, in byte order.
func (o *Objects) Keys(prefix string) []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	var keys []string
	for _, key := range slices.Sorted(maps.Keys(o.objects)) {
		if strings.HasPrefix(key, prefix) {
			keys = append(keys, key)
		}
	}
	return keys
}

// Dump returns a copy of everything that is stored, for comparing.
func (o *Objects) Dump() map[string]string {
	o.mu.Lock()
	defer o.mu.Unlock()
	all := make(map[string]string, len(o.objects))
	for key, body := range o.objects {
		all[key] = string(body)
	}
	return all
}

// ContentType returns the type that key was created with.
func (o *Objects) ContentType(key string) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.types[key]
}

// Get implements ledger.Objects.
func (o *Objects) Get(ctx context.Context, key string) (body []byte, etag string, err error) {
	err = o.do(ctx, Get, key, func() error {
		stored, ok := o.objects[key]
		if !ok {
			return ledger.ErrNotFound
		}
		body, etag = slices.Clone(stored), tag(stored)
		return nil
	})
	if err != nil {
		return nil, "", err
	}
	return body, etag, nil
}

// Create implements ledger.Objects.
func (o *Objects) Create(ctx context.Context, key string, body []byte, contentType string) error {
	return o.do(ctx, Create, key, func() error {
		if _, ok := o.objects[key]; ok {
			return ledger.ErrExists
		}
		o.objects[key], o.types[key] = slices.Clone(body), contentType
		return nil
	})
}

// Swap implements ledger.Objects.
func (o *Objects) Swap(ctx context.Context, key string, body []byte, etag string) error {
	return o.do(ctx, Swap, key, func() error {
		stored, ok := o.objects[key]
		if ok != (etag != "") || ok && tag(stored) != etag {
			return ledger.ErrStale
		}
		o.objects[key] = slices.Clone(body)
		return nil
	})
}

// Delete implements ledger.Objects.
func (o *Objects) Delete(ctx context.Context, key string) error {
	return o.do(ctx, Delete, key, func() error {
		delete(o.objects, key)
		return nil
	})
}

// List implements ledger.Objects.
func (o *Objects) List(ctx context.Context, prefix, after string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		if err := o.do(ctx, List, prefix, func() error { return nil }); err != nil {
			yield("", err)
			return
		}
		for _, key := range o.Keys(prefix) {
			if key > after && !yield(key, nil) {
				return
			}
		}
	}
}

func (o *Objects) do(ctx context.Context, op Op, key string, f func() error) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("%s %s: %w", op, key, err)
	}
	if o.Before != nil {
		if err := o.Before(op, key); err != nil {
			return fmt.Errorf("%s %s: %w", op, key, err)
		}
	}
	o.mu.Lock()
	err := f()
	o.mu.Unlock()
	if err == nil && o.After != nil {
		err = o.After(op, key)
	}
	if err != nil {
		return fmt.Errorf("%s %s: %w", op, key, err)
	}
	return nil
}

// tag is an ETag as S3 makes it for small objects: the quoted MD5 of the bytes.
func tag(body []byte) string {
	sum := md5.Sum(body)
	return `"` + hex.EncodeToString(sum[:]) + `"`
}
