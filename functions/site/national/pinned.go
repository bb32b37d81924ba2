package national

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/ledger"
)

// keepPinned is how many earlier publications stay in memory: a report is
// written from one or two, and each is as large as the one in force.
const keepPinned = 3

// mostNamed is how many publications an UnknownVersionError names. Each costs
// a manifest the first time, which lists every return.
const mostNamed = 10

// An UnknownVersionError reports a version that no publication in force ever
// had. Have names those there are, the latest first.
type UnknownVersionError struct {
	Asked string
	Have  []string
	More  bool // there are earlier ones
}

// Error says which publications there are.
func (e *UnknownVersionError) Error() string {
	if len(e.Have) == 0 {
		return "No figures are published yet, so that there is no version to name."
	}
	more := ""
	if e.More {
		more = " and earlier ones"
	}
	return "There is no publication with that number. There is: " + strings.Join(e.Have, ", ") + more + "."
}

// EditionOf is Edition with the figures of the publication that version names,
// as answers name it ("12"); "" is the one in force. It returns an
// *UnknownVersionError for a publication that was never in force: files of one
// that was not let out may lie beside the others and are never read.
//
// Of a publication that is no longer in force only the public figures are
// given: Older is true and Full is empty.
func (s *Source) EditionOf(ctx context.Context, version string) (*Edition, error) {
	e, err := s.Edition(ctx)
	if err != nil || version == "" || version == strconv.Itoa(e.Current.Benchmarks) {
		return e, err
	}
	defer e.Release()
	seq, err := strconv.Atoi(version)
	if err != nil || seq < 1 || seq > e.Current.Benchmarks || strconv.Itoa(seq) != version {
		return nil, s.unknown(ctx, version, e.Current.Benchmarks)
	}
	was, err := s.wasInForce(ctx, seq, e.Current.Benchmarks)
	if err != nil {
		return nil, err
	}
	if !was {
		return nil, s.unknown(ctx, version, e.Current.Benchmarks)
	}
	public, err := s.pinned(ctx, seq)
	if err != nil {
		return nil, err
	}
	old := &Edition{Current: ledger.Current{Benchmarks: seq, Library: e.Current.Library}, Older: true, Public: public,
		Full: benchmark.NewSnapshot(nil, options(benchmark.Full, seq)), Library: e.Library, Reviews: e.Reviews, shelf: e.shelf, log: s.o.Log}
	old.refs.Store(1)
	e.shelf.refs.Add(1)
	return old, nil
}

// A link is what a manifest says of the publication before it.
type link struct {
	before int // the sequence that was in force when it was made; 0 for none
}

// link reads the manifest of a sequence. Manifests never change: what was read
// is kept, some bytes each. That there is none is not kept: one may be on its
// way.
func (s *Source) link(ctx context.Context, seq int) (link, error) {
	s.mu.Lock()
	l, ok := s.links[seq]
	s.mu.Unlock()
	if ok {
		return l, nil
	}
	key := ledger.SnapshotKey(ledger.Benchmarks, seq, "manifest.json")
	body, _, err := s.objects.Get(ctx, key)
	if errors.Is(err, ledger.ErrNotFound) {
		return link{}, nil
	}
	var m ledger.Manifest
	if err == nil {
		err = json.Unmarshal(body, &m)
	}
	if err != nil {
		return link{}, fmt.Errorf("read %s: %w", key, err)
	}
	if m.Before != nil {
		number, _, _ := strings.Cut(strings.TrimPrefix(m.Before.Key, ledger.Benchmarks), "/")
		l.before, _ = strconv.Atoi(number) // a manifest that names nothing of ours has none before it
	}
	s.mu.Lock()
	s.links[seq] = l
	s.mu.Unlock()
	return l, nil
}

// wasInForce reports whether seq, which lies below current, was ever in force:
// whether a later publication names it as the one before. That is nearly
// always the next.
func (s *Source) wasInForce(ctx context.Context, seq, current int) (bool, error) {
	for next := seq + 1; next <= current; next++ {
		l, err := s.link(ctx, next)
		if err != nil {
			return false, err
		}
		if l.before == seq {
			return true, nil
		}
	}
	return false, nil
}

// unknown names the latest publications, from current back.
func (s *Source) unknown(ctx context.Context, asked string, current int) error {
	e := &UnknownVersionError{Asked: asked}
	for seq := current; seq > 0; {
		if len(e.Have) == mostNamed {
			e.More = true
			break
		}
		e.Have = append(e.Have, strconv.Itoa(seq))
		l, err := s.link(ctx, seq)
		if err != nil {
			return err
		}
		if l.before >= seq {
			break // no publication is made from a later one
		}
		seq = l.before
	}
	return e
}

// A kept is an earlier publication in memory or on its way there.
type kept struct {
	seq    int
	done   chan struct{} // closed when the two below are set
	public *benchmark.Snapshot
	err    error
}

// pinned returns the public figures of a sequence. However many ask at once,
// it is fetched once.
func (s *Source) pinned(ctx context.Context, seq int) (*benchmark.Snapshot, error) {
	s.mu.Lock()
	i := slices.IndexFunc(s.kept, func(k *kept) bool { return k.seq == seq })
	var k *kept
	if i >= 0 {
		k = s.kept[i]
		s.kept = append(slices.Delete(s.kept, i, i+1), k) // the latest asked for stands last
	} else {
		k = &kept{seq: seq, done: make(chan struct{})}
		if s.kept = append(s.kept, k); len(s.kept) > keepPinned {
			s.kept = slices.Delete(s.kept, 0, 1)
		}
		go s.fetchPinned(context.WithoutCancel(ctx), k)
	}
	s.mu.Unlock()
	select {
	case <-k.done:
		return k.public, k.err
	case <-ctx.Done():
		return nil, fmt.Errorf("publication %d: %w", seq, ctx.Err())
	}
}

func (s *Source) fetchPinned(ctx context.Context, k *kept) {
	ctx, cancel := context.WithTimeout(ctx, s.o.Timeout)
	defer cancel()
	k.public, k.err = s.figures(ctx, ledger.Benchmarks, k.seq, benchmark.Public)
	if k.err != nil {
		s.mu.Lock()
		s.kept = slices.DeleteFunc(s.kept, func(x *kept) bool { return x == k }) // whoever asks next tries again
		s.mu.Unlock()
	}
	close(k.done)
}
