package provenance

import (
	"context"
	"errors"
	"slices"
	"sync"

	"earlyhelp/shared/ledger"
)

// Records are what is kept of figures: a ledger, with the manifests that were
// read last at hand. A manifest never changes, and names every return of a
// publication, so that reading one takes longer than all else about a figure.
// It is safe for concurrent use.
type Records struct {
	ledger *ledger.Ledger

	mu        sync.Mutex
	manifests []*manifest // the one asked for last comes last
}

// A manifest is what a publication was made from, found by key.
type manifest struct {
	ledger.Manifest
	sequence int
	hash     string            // SHA-256 of the manifest itself
	inputs   map[string]string // key -> SHA-256
}

// keepManifests is how many manifests stay in memory: pages are asked of the
// publication in force, and now and then of the one before. One of a country's
// returns of nine years takes some 2 MB.
const keepManifests = 3

// NewRecords returns the records in l.
func NewRecords(l *ledger.Ledger) *Records { return &Records{ledger: l} }

// manifest returns the manifest of a sequence, nil where it is not kept.
func (r *Records) manifest(ctx context.Context, seq int) (*manifest, error) {
	if m := r.known(seq); m != nil {
		return m, nil
	}
	read, err := r.ledger.Manifest(ctx, ledger.Benchmarks, seq)
	if errors.Is(err, ledger.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	in, err := r.ledger.ManifestInput(ctx, ledger.Benchmarks, seq)
	if err != nil {
		return nil, err
	}
	m := &manifest{read, seq, in.SHA256, make(map[string]string, len(read.Inputs))}
	for _, in := range read.Inputs {
		m.inputs[in.Key] = in.SHA256
	}
	m.Inputs = nil // the map has them
	r.mu.Lock()
	defer r.mu.Unlock()
	r.manifests = append(r.manifests, m)
	if len(r.manifests) > keepManifests {
		r.manifests = slices.Delete(r.manifests, 0, 1)
	}
	return m, nil
}

func (r *Records) known(seq int) *manifest {
	r.mu.Lock()
	defer r.mu.Unlock()
	i := slices.IndexFunc(r.manifests, func(m *manifest) bool { return m.sequence == seq })
	if i < 0 {
		return nil
	}
	m := r.manifests[i]
	r.manifests = append(slices.Delete(r.manifests, i, i+1), m)
	return m
}
