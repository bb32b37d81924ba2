package publication

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/sync/errgroup"

	"earlyhelp/shared/ledger"
)

// Rebuild publishes the sign-offs in force, unless what is published was made
// from just these. When it returns nil, what is published holds every sign-off
// that was there when Rebuild was called.
func (h *Handler) Rebuild(ctx context.Context) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	for ctx.Err() == nil {
		done, err := h.publish(ctx)
		if done || err != nil {
			return err
		}
	}
	return ctx.Err()
}

// publish makes one attempt. It is not done when another publisher came
// first.
func (h *Handler) publish(ctx context.Context) (done bool, err error) {
	start := h.o.Now()
	was, err := h.ledger.Current(ctx)
	if err != nil {
		return false, err
	}
	signOffs, err := h.ledger.SignOffs(ctx)
	if err != nil {
		return false, err
	}
	all, leftOut, err := h.load(ctx, signOffs)
	if err != nil {
		return false, err
	}
	m := ledger.Manifest{CodeVersion: h.o.CodeVersion, Inputs: []ledger.Input{}, At: start}
	for _, l := range all {
		m.Inputs = append(m.Inputs, l.inputs...)
	}
	withheld, ins, err := h.ledger.Withheld(ctx)
	if err != nil {
		return false, err
	}
	returned := m.Inputs
	m.Inputs = sorted(slices.Concat(returned, ins))
	if same, err := h.published(ctx, was.Benchmarks, m); same || err != nil {
		return same, err
	}
	if refused, err := h.refusedBefore(ctx, was.Benchmarks, m); refused || err != nil {
		return false, cmp.Or(err, fmt.Errorf("as before, with %d counts withheld: %w", len(withheld), ErrRefused))
	}
	if err := h.witness(ctx, was.Benchmarks, &m); err != nil {
		return false, err
	}
	if m.Sequence, err = h.ledger.Claim(ctx, ledger.Benchmarks, was.Benchmarks, start); err != nil {
		return false, err
	}
	m.Inputs = returned
	f, err := h.audited(ctx, &m, all)
	if err != nil {
		return false, err
	}
	m.Counts = map[string]int{"facts": f.tally.Facts, "suppressed": f.tally.Suppressed, "revised": f.tally.Revised, "returns": len(all), "leftOut": leftOut}
	if err := h.write(ctx, m, f); err != nil {
		return false, err
	}
	now, err := h.ledger.MoveCurrent(ctx, func(c ledger.Current) ledger.Current {
		if c.Benchmarks == was.Benchmarks {
			c.Benchmarks = m.Sequence
		}
		return c
	})
	if err != nil {
		return false, err
	}
	if now.Benchmarks != m.Sequence {
		h.log.InfoContext(ctx, "publish: overtaken", "sequence", m.Sequence, "inForce", now.Benchmarks)
		return false, nil
	}
	h.outsider = f.known
	h.forget(signOffs)
	h.log.InfoContext(ctx, "publish: done", "sequence", m.Sequence, "returns", len(all), "facts", f.tally.Facts, "hidden", m.Audit.Hidden,
		"ms", h.o.Now().Sub(start).Milliseconds())
	return true, nil
}

// sorted sorts inputs by key.
func sorted(inputs []ledger.Input) []ledger.Input {
	slices.SortFunc(inputs, func(a, b ledger.Input) int { return cmp.Compare(a.Key, b.Key) })
	return inputs
}

// published reports whether a sequence was made from the inputs of m, by the
// same code. Sequence 0 is none.
func (h *Handler) published(ctx context.Context, seq int, m ledger.Manifest) (bool, error) {
	if seq == 0 {
		return false, nil
	}
	in, err := h.ledger.Manifest(ctx, ledger.Benchmarks, seq)
	if errors.Is(err, ledger.ErrNotFound) {
		return false, nil // somebody removed it: publish anew
	}
	return err == nil && in.CodeVersion == m.CodeVersion && slices.Equal(in.Inputs, m.Inputs), err
}

// witness adds to m how far the ledger was sealed, and the manifest in force.
func (h *Handler) witness(ctx context.Context, seq int, m *ledger.Manifest) error {
	seal, err := h.ledger.LastSeal(ctx)
	if err != nil {
		return err
	}
	if seal.Number > 0 {
		m.Seal = &seal
	}
	if seq == 0 {
		return nil
	}
	before, err := h.ledger.ManifestInput(ctx, ledger.Benchmarks, seq)
	if errors.Is(err, ledger.ErrNotFound) {
		return nil // somebody removed it
	}
	m.Before = &before
	return err
}

// forget drops remembered returns that a later sign-off replaced.
func (h *Handler) forget(inForce []ledger.Signed) {
	keep := make(map[string]bool, len(inForce))
	for _, s := range inForce {
		keep[s.Key] = true
	}
	for key := range h.known {
		if !keep[key] {
			delete(h.known, key)
		}
	}
}

// write writes the files of a claimed sequence, the manifest last: a sequence
// with a manifest is whole.
func (h *Handler) write(ctx context.Context, m ledger.Manifest, f *built) error {
	var known bytes.Buffer
	if err := f.known.Write(&known); err != nil {
		return err
	}
	m.Audit.Known = ledger.Input{Key: ledger.SnapshotKey(ledger.Restricted, m.Sequence, ledger.KnownFile), SHA256: ledger.Hash(known.Bytes())}
	var g errgroup.Group
	g.SetLimit(mostAtOnce)
	g.Go(func() error { return h.create(ctx, m.Audit.Known.Key, known.Bytes(), "application/octet-stream") })
	for _, file := range f.list(m.Sequence) {
		m.Files = append(m.Files, ledger.Input{Key: file.key, SHA256: ledger.Hash(file.body)})
		g.Go(func() error { return h.create(ctx, file.key, file.body, file.contentType) })
	}
	if err := g.Wait(); err != nil {
		return err
	}
	body, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return fmt.Errorf("write manifest: %w", err)
	}
	return h.create(ctx, ledger.SnapshotKey(ledger.Benchmarks, m.Sequence, "manifest.json"), body, "application/json")
}

// create writes an object of a sequence that is ours alone. That it exists is
// no error if it is what we were about to write: an answer was lost on the
// way and the request sent again.
func (h *Handler) create(ctx context.Context, key string, body []byte, contentType string) error {
	err := h.ledger.Objects().Create(ctx, key, body, contentType)
	if errors.Is(err, ledger.ErrExists) {
		there, _, getErr := h.ledger.Objects().Get(ctx, key)
		if getErr == nil && bytes.Equal(there, body) {
			return nil
		}
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", key, err)
	}
	return nil
}
