// Package cataloguing rebuilds the published library when a review has been
// mined: the search index, and every review with its themes and evidence.
package cataloguing

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"golang.org/x/sync/errgroup"

	"earlyhelp/learning/library"
	"earlyhelp/learning/theme"
	"earlyhelp/shared/ledger"
)

// A Handler rebuilds the library from the ledger.
type Handler struct {
	objects ledger.Objects
	book    *ledger.Ledger
	log     *slog.Logger
	o       Options
}

// CodeVersion names the way that this release builds the library. A library
// that was built another way is built again, though no review is new: change
// it with the index or with what a library holds.
const CodeVersion = "2026-11-22.1"

// Options are what a Handler may be told. Nil and zero fields have the
// defaults given.
type Options struct {
	Now         func() time.Time // default time.Now
	TempDir     string           // where the index is built; default the system's
	CodeVersion string           // kept in the manifest; default CodeVersion
}

// New returns a Handler on the objects of one bucket.
func New(objects ledger.Objects, log *slog.Logger, o *Options) *Handler {
	h := &Handler{objects: objects, book: ledger.New(objects), log: log}
	if o != nil {
		h.o = *o
	}
	if h.o.Now == nil {
		h.o.Now = time.Now
	}
	if h.o.CodeVersion == "" {
		h.o.CodeVersion = CodeVersion
	}
	return h
}

// Handle rebuilds once for all messages of the batch. The whole batch is
// tried again if that fails: the messages say only that something changed.
func (h *Handler) Handle(ctx context.Context, e events.SQSEvent) (events.SQSEventResponse, error) {
	if len(e.Records) == 0 {
		return events.SQSEventResponse{}, nil
	}
	return events.SQSEventResponse{}, h.Rebuild(ctx)
}

// Rebuild publishes a library of every review mined so far, unless the
// current one is that already. Several at once are safe: the last to swap has
// read what the others published.
func (h *Handler) Rebuild(ctx context.Context) error {
	for {
		done, err := h.try(ctx)
		if done || err != nil {
			return err
		}
	}
}

// try publishes once, and reports false if another library became current in
// the meantime.
func (h *Handler) try(ctx context.Context) (done bool, err error) {
	current, err := h.book.Current(ctx)
	if err != nil {
		return false, err
	}
	entries, inputs, err := h.read(ctx)
	if err != nil || len(entries) == 0 {
		return true, err
	}
	if same, err := h.isCurrent(ctx, current.Library, inputs); same || err != nil {
		return true, err
	}
	start := h.o.Now()
	seq, err := h.book.Claim(ctx, ledger.Library, current.Library, start)
	if err != nil {
		return false, err
	}
	if err := h.write(ctx, seq, entries, inputs, start); err != nil {
		return false, err
	}
	now, err := h.book.MoveCurrent(ctx, func(c ledger.Current) ledger.Current {
		if c.Library == current.Library {
			c.Library = seq
		}
		return c
	})
	if err != nil || now.Library != seq {
		return false, err
	}
	h.log.InfoContext(ctx, "catalogue: published", "sequence", seq, "reviews", len(entries), "ms", h.o.Now().Sub(start).Milliseconds())
	return true, nil
}

// readAhead is how many reviews are read at once: two objects each, so that
// 3,000 reviews take 8 seconds at the 20 ms of a round trip to S3, not two
// minutes.
const readAhead = 16

// read returns the mined reviews of the ledger with what they rest on, in the
// order of their keys.
func (h *Handler) read(ctx context.Context) ([]library.Entry, []ledger.Input, error) {
	keys, err := h.book.MinedKeys(ctx)
	if err != nil {
		return nil, nil, err
	}
	entries, inputs := make([]library.Entry, len(keys)), make([][]ledger.Input, len(keys))
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(readAhead)
	for i, key := range keys {
		g.Go(func() (err error) {
			entries[i], inputs[i], err = h.entry(gctx, key)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, nil, err
	}
	entries = slices.DeleteFunc(entries, func(e library.Entry) bool { return e.ID == "" })
	return entries, slices.Concat(inputs...), nil
}

// entry returns the review that was mined into key and what it rests on. One
// that nobody described gives the zero Entry.
func (h *Handler) entry(ctx context.Context, key string) (library.Entry, []ledger.Input, error) {
	id, _ := ledger.ParseReviewMinedKey(key)
	var meta ledger.ReviewMeta
	described, err := h.load(ctx, ledger.ReviewMetaKey(id), &meta)
	if errors.Is(err, ledger.ErrNotFound) {
		h.log.WarnContext(ctx, "catalogue: a mined review has no description", "review", id)
		return library.Entry{}, nil, nil
	}
	if err != nil {
		return library.Entry{}, nil, err
	}
	var found theme.Review
	mined, err := h.load(ctx, key, &found)
	if err != nil {
		return library.Entry{}, nil, err
	}
	return library.Entry{
		ID: id, Title: meta.Title, Year: meta.Year, Kind: meta.Kind, Publisher: meta.Publisher,
		Demonstration: meta.Demonstration, Review: found,
	}, []ledger.Input{described, mined}, nil
}

func (h *Handler) load(ctx context.Context, key string, into any) (ledger.Input, error) {
	body, _, err := h.objects.Get(ctx, key)
	if err != nil {
		return ledger.Input{}, fmt.Errorf("load %s: %w", key, err)
	}
	if err := json.Unmarshal(body, into); err != nil {
		return ledger.Input{}, fmt.Errorf("read %s: %w", key, err)
	}
	return ledger.Input{Key: key, SHA256: ledger.Hash(body)}, nil
}

// isCurrent reports whether sequence seq was made from just these inputs.
func (h *Handler) isCurrent(ctx context.Context, seq int, inputs []ledger.Input) (bool, error) {
	if seq == 0 {
		return false, nil
	}
	m, err := h.book.Manifest(ctx, ledger.Library, seq)
	if errors.Is(err, ledger.ErrNotFound) {
		return false, nil // somebody removed it: publish anew
	}
	return err == nil && m.CodeVersion == h.o.CodeVersion && slices.Equal(m.Inputs, inputs), err
}

// write makes the files of sequence seq, the manifest last.
func (h *Handler) write(ctx context.Context, seq int, entries []library.Entry, inputs []ledger.Input, at time.Time) error {
	dir, err := os.MkdirTemp(h.o.TempDir, "library-")
	if err != nil {
		return fmt.Errorf("make room for the index: %w", err)
	}
	defer os.RemoveAll(dir)
	index := filepath.Join(dir, "index")
	if err := library.Build(entries, index); err != nil {
		return err
	}
	bundle, err := library.Pack(index)
	if err != nil {
		return err
	}
	snapshot, err := json.Marshal(library.NewSnapshot(entries))
	if err != nil {
		return fmt.Errorf("write library %d: %w", seq, err)
	}
	m := ledger.Manifest{Sequence: seq, CodeVersion: h.o.CodeVersion, Inputs: inputs, At: at, Counts: map[string]int{"reviews": len(entries)}}
	for _, f := range []struct {
		name, contentType string
		body              []byte
	}{
		{"index.zip", "application/zip", bundle},
		{"library.json", "application/json", snapshot},
	} {
		key := ledger.SnapshotKey(ledger.Library, seq, f.name)
		if err := h.objects.Create(ctx, key, f.body, f.contentType); err != nil {
			return fmt.Errorf("write %s: %w", key, err)
		}
		m.Files = append(m.Files, ledger.Input{Key: key, SHA256: ledger.Hash(f.body)})
	}
	body, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("write manifest %d: %w", seq, err)
	}
	key := ledger.SnapshotKey(ledger.Library, seq, "manifest.json")
	if err := h.objects.Create(ctx, key, body, "application/json"); err != nil {
		return fmt.Errorf("write %s: %w", key, err)
	}
	return nil
}
