// Package national keeps what is published at hand: the national figures,
// public and full, and the library of reviews. It asks the store which
// sequences are current, at most every two seconds, and changes to them as
// whole editions, so that one answer never mixes two publications.
//
//	e, err := source.Edition(ctx)
//	...
//	defer e.Release()
//	answer, err := e.Public.Answer(query)
//
// EditionOf gives the figures of an earlier publication, so that an address
// that names one gives the same answer for good.
//
// While a new edition is being fetched the old one goes on answering. The
// files of a library are removed from disk when the last answer that reads
// them is done.
package national

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"earlyhelp/learning/library"
	"earlyhelp/shared/area"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/ledger"
)

// Objects is what a Source reads from.
type Objects interface {
	Get(ctx context.Context, key string) (body []byte, etag string, err error)
}

// Options are the choices of a Source. Nil and zero fields have the defaults
// given.
type Options struct {
	// TempDir is where library indexes are unpacked. Default: the system's.
	TempDir string
	// Every is the least time between two looks at what is current. Default
	// two seconds: nobody waits longer for a figure just published, and a busy
	// site asks the store 30 times a minute, not once a request.
	Every time.Duration
	// Wait is how long a request waits for a new edition before it is answered
	// from the old one. Default one second.
	Wait time.Duration
	// Timeout ends a fetch that hangs. Default one minute.
	Timeout time.Duration
	// Now is the clock. Default time.Now.
	Now func() time.Time
	// Log is told of editions fetched and of failures. Default: nothing.
	Log *slog.Logger
}

// A Source gives the current Edition. It is safe for concurrent use.
type Source struct {
	objects Objects
	o       Options

	mu       sync.Mutex
	edition  *Edition // nil before the first
	tag      string   // ETag of what the edition was made from
	checked  time.Time
	checking bool          // somebody is asking what is current
	fetching chan struct{} // closed when the fetch under way ends; nil when none is
	fetchErr error         // of the last fetch
	closed   bool

	links map[int]link // what manifests say, by sequence
	kept  []*kept      // earlier publications, the one asked for last at the end
}

// New returns a Source over objects. Nothing is fetched before the first
// Edition is asked for.
func New(objects Objects, o *Options) *Source {
	s := &Source{objects: objects, links: map[int]link{}}
	if o != nil {
		s.o = *o
	}
	if s.o.TempDir == "" {
		s.o.TempDir = os.TempDir()
	}
	if s.o.Every <= 0 {
		s.o.Every = 2 * time.Second
	}
	if s.o.Wait <= 0 {
		s.o.Wait = time.Second
	}
	if s.o.Timeout <= 0 {
		s.o.Timeout = time.Minute
	}
	if s.o.Now == nil {
		s.o.Now = time.Now
	}
	if s.o.Log == nil {
		s.o.Log = slog.New(slog.DiscardHandler)
	}
	return s
}

// An Edition is one state of what is published. Public and Full are empty, not
// nil, before the first publication of figures; Library is nil before the
// first of reviews, and Reviews is then empty.
type Edition struct {
	Current ledger.Current
	Public  *benchmark.Snapshot
	Full    *benchmark.Snapshot
	Library *library.Library
	Reviews *library.Snapshot

	// Older says that a later publication of figures is in force.
	Older bool

	shelf *shelf
	refs  atomic.Int64 // the Source's own and one for each Edition not released
	log   *slog.Logger
}

// Version names the edition: it changes whenever anything published does.
func (e *Edition) Version() string {
	return strconv.Itoa(e.Current.Benchmarks) + "." + strconv.Itoa(e.Current.Library)
}

// Release says that the caller is done with e. Every Edition that was given
// out is released once.
func (e *Edition) Release() {
	if e.refs.Add(-1) == 0 {
		e.shelf.release(e.log)
	}
}

// A shelf is an open library; editions that differ only in their figures share
// one.
type shelf struct {
	library *library.Library
	reviews *library.Snapshot
	dir     string
	refs    atomic.Int64
}

func (s *shelf) release(log *slog.Logger) {
	if s.refs.Add(-1) > 0 || s.library == nil {
		return
	}
	if err := s.library.Close(); err != nil {
		log.Warn("national: close library", "err", err)
	}
	if err := os.RemoveAll(s.dir); err != nil {
		log.Warn("national: remove library", "err", err)
	}
}

// Edition returns the current edition, to be released by the caller. It fails
// only when there has never been one to give: a store that cannot be reached
// is logged, and the edition at hand goes on.
func (s *Source) Edition(ctx context.Context) (*Edition, error) {
	if wait := s.refresh(ctx); wait != nil {
		s.await(ctx, wait)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.edition == nil {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("national edition: %w", err)
		}
		return nil, fmt.Errorf("national edition: %w", errors.Join(errors.New("none has been fetched"), s.fetchErr))
	}
	s.edition.refs.Add(1)
	return s.edition, nil
}

// await waits for a fetch: to its end when there is nothing else to answer
// from, else as long as the options say.
func (s *Source) await(ctx context.Context, done <-chan struct{}) {
	s.mu.Lock()
	none := s.edition == nil
	s.mu.Unlock()
	var late <-chan time.Time
	if !none {
		t := time.NewTimer(s.o.Wait)
		defer t.Stop()
		late = t.C
	}
	select {
	case <-done:
	case <-late:
	case <-ctx.Done():
	}
}

// refresh asks what is current if that is due, starts to fetch it if it
// changed, and returns the fetch under way, if any.
func (s *Source) refresh(ctx context.Context) <-chan struct{} {
	s.mu.Lock()
	now := s.o.Now()
	due := s.edition == nil || now.Sub(s.checked) >= s.o.Every
	if s.fetching != nil || !due || s.closed || (s.checking && s.edition != nil) {
		defer s.mu.Unlock()
		return s.fetching
	}
	if s.edition == nil {
		// The first: everybody waits for one fetch, which asks by itself.
		done := s.start(ctx, now, ledger.Current{}, "", nil)
		s.mu.Unlock()
		return done
	}
	s.checking, s.checked = true, now
	s.mu.Unlock()

	current, tag, err := s.current(ctx)

	s.mu.Lock()
	defer s.mu.Unlock()
	s.checking = false
	switch {
	case err != nil:
		if ctx.Err() == nil {
			s.o.Log.WarnContext(ctx, "national: what is current", "err", err)
		} else {
			s.checked = time.Time{} // the person went away: the next one asks
		}
		return nil
	case tag == s.tag || s.closed:
		return nil
	}
	return s.start(ctx, now, current, tag, s.edition)
}

// start begins a fetch; the caller holds the lock. It goes on when the request
// that began it is gone.
func (s *Source) start(ctx context.Context, now time.Time, current ledger.Current, tag string, old *Edition) <-chan struct{} {
	done := make(chan struct{})
	s.fetching = done
	if old != nil {
		old.refs.Add(1) // what it holds may be taken over
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.o.Timeout)
	go func() {
		defer cancel()
		began := time.Now()
		var err error
		if old == nil {
			current, tag, err = s.current(ctx)
		}
		var e *Edition
		if err == nil {
			e, err = s.fetch(ctx, current, old)
		}
		if old != nil {
			old.Release()
		}
		s.mu.Lock()
		replaced := e
		s.fetchErr = err
		if err == nil && !s.closed {
			replaced, s.edition, s.tag, s.checked = s.edition, e, tag, now
		}
		s.fetching = nil
		s.mu.Unlock()
		if replaced != nil {
			replaced.Release()
		}
		if err != nil {
			s.o.Log.ErrorContext(ctx, "national: fetch edition", "benchmarks", current.Benchmarks, "library", current.Library, "err", err)
		} else {
			s.o.Log.InfoContext(ctx, "national: edition", "benchmarks", current.Benchmarks, "library", current.Library, "ms", time.Since(began).Milliseconds())
		}
		close(done)
	}()
	return done
}

func (s *Source) current(ctx context.Context) (ledger.Current, string, error) {
	body, tag, err := s.objects.Get(ctx, ledger.CurrentKey)
	if errors.Is(err, ledger.ErrNotFound) {
		return ledger.Current{}, "", nil
	}
	var c ledger.Current
	if err == nil {
		err = json.Unmarshal(body, &c)
	}
	if err != nil {
		return c, "", fmt.Errorf("read %s: %w", ledger.CurrentKey, err)
	}
	return c, tag, nil
}

// fetch makes the edition of current, taking over from old what is the same.
func (s *Source) fetch(ctx context.Context, current ledger.Current, old *Edition) (*Edition, error) {
	e := &Edition{Current: current, log: s.o.Log}
	e.refs.Store(1)
	if old != nil && old.Current.Benchmarks == current.Benchmarks {
		e.Public, e.Full = old.Public, old.Full
	} else {
		var err error
		if e.Public, err = s.figures(ctx, ledger.Benchmarks, current.Benchmarks, benchmark.Public); err != nil {
			return nil, err
		}
		if e.Full, err = s.figures(ctx, ledger.Restricted, current.Benchmarks, benchmark.Full); err != nil {
			return nil, err
		}
	}
	if old != nil && old.Current.Library == current.Library {
		e.shelf = old.shelf
		e.shelf.refs.Add(1)
	} else {
		var err error
		if e.shelf, err = s.shelve(ctx, current.Library); err != nil {
			return nil, err
		}
	}
	e.Library, e.Reviews = e.shelf.library, e.shelf.reviews
	return e, nil
}

// figures opens the facts of a sequence; sequence 0 has none. Rows are read
// when they are first asked for.
func (s *Source) figures(ctx context.Context, prefix string, seq int, view benchmark.View) (*benchmark.Snapshot, error) {
	if seq == 0 {
		return benchmark.NewSnapshot(nil, options(view, seq)), nil
	}
	key := ledger.SnapshotKey(prefix, seq, "facts.parquet")
	body, _, err := s.objects.Get(ctx, key)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", key, err)
	}
	snapshot, err := benchmark.OpenSnapshot(bytes.NewReader(body), int64(len(body)), options(view, seq))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", key, err)
	}
	return snapshot, nil
}

// options are what a snapshot needs beside its facts. The sequence is the
// version that answers carry.
func options(view benchmark.View, seq int) benchmark.SnapshotOptions {
	return benchmark.SnapshotOptions{View: view, Version: strconv.Itoa(seq), Catalogue: indicator.All(), Register: area.England()}
}

// shelve fetches and opens the library of a sequence; sequence 0 is empty.
func (s *Source) shelve(ctx context.Context, seq int) (*shelf, error) {
	sh := &shelf{reviews: &library.Snapshot{}}
	sh.refs.Store(1)
	if seq == 0 {
		return sh, nil
	}
	key := ledger.SnapshotKey(ledger.Library, seq, "library.json")
	body, _, err := s.objects.Get(ctx, key)
	if err == nil {
		err = json.Unmarshal(body, sh.reviews)
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", key, err)
	}
	key = ledger.SnapshotKey(ledger.Library, seq, "index.zip")
	bundle, _, err := s.objects.Get(ctx, key)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", key, err)
	}
	if sh.dir, err = os.MkdirTemp(s.o.TempDir, "library-"); err != nil {
		return nil, fmt.Errorf("unpack %s: %w", key, err)
	}
	if err = library.Unpack(bundle, sh.dir); err == nil {
		sh.library, err = library.Open(sh.dir)
	}
	if err != nil {
		_ = os.RemoveAll(sh.dir) // the first error is the one to tell
		return nil, fmt.Errorf("open %s: %w", key, err)
	}
	return sh, nil
}

// Close gives up the edition at hand. Those given out stay good until they are
// released; no more are given out.
func (s *Source) Close() {
	s.mu.Lock()
	fetching := s.fetching
	e := s.edition
	s.edition, s.closed = nil, true
	s.fetchErr = errors.New("the source is closed")
	s.mu.Unlock()
	if fetching != nil {
		<-fetching
	}
	if e != nil {
		e.Release()
	}
}
