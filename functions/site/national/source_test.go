package national_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"sync"
	"testing"
	"time"

	"earlyhelp/functions/site/national"
	"earlyhelp/functions/site/national/nationaltest"
	"earlyhelp/learning/library"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/ledger/ledgertest"
)

// A clock is moved by hand.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

func open(t *testing.T, o *ledgertest.Objects) (*national.Source, *clock, string) {
	t.Helper()
	c := &clock{at: time.Date(2026, 7, 1, 9, 0, 0, 0, time.UTC)}
	dir := t.TempDir()
	s := national.New(o, &national.Options{TempDir: dir, Now: c.now, Wait: 30 * time.Second})
	t.Cleanup(s.Close)
	return s, c, dir
}

func edition(t *testing.T, s *national.Source) *national.Edition {
	t.Helper()
	e, err := s.Edition(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func unpacked(t *testing.T, dir string) int {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}

func TestNothingPublishedYet(t *testing.T) {
	s, _, _ := open(t, ledgertest.New())
	e := edition(t, s)
	defer e.Release()
	if n := len(e.Public.Periods()) + len(e.Full.Periods()) + len(e.Reviews.Entries); n != 0 || e.Library != nil {
		t.Errorf("an empty store gives %d periods and reviews, library %v; want none", n, e.Library)
	}
}

func TestEdition(t *testing.T) {
	s, _, _ := open(t, nationaltest.Published(t))
	e := edition(t, s)
	defer e.Release()
	a, err := e.Public.Answer(benchmark.Query{Indicator: "E06", Period: "2024-25"})
	if err != nil {
		t.Fatal(err)
	}
	if a.England.Value.Value != 22.6 || a.View != benchmark.Public || a.Version != "1" {
		t.Errorf("England %v, view %s, version %s; want 22.6, public, 1", a.England.Value, a.View, a.Version)
	}
	res, err := e.Library.Search(t.Context(), library.Query{Text: "nursery"})
	if err != nil || res.Total != 1 || len(e.Reviews.Entries) != 3 {
		t.Errorf("search = %d hits of %d reviews, %v; want 1 of 3", res.Total, len(e.Reviews.Entries), err)
	}
}

func TestWhatChangesIsSeenAfterTwoSeconds(t *testing.T) {
	o := nationaltest.Published(t)
	s, c, dir := open(t, o)
	first := edition(t, s)
	nationaltest.Library(t, o, 2)
	nationaltest.Current(t, o, ledger.Current{Benchmarks: 1, Library: 2})

	soon := edition(t, s)
	if soon != first {
		t.Error("the store was asked again within two seconds")
	}
	soon.Release()
	c.add(2 * time.Second)
	second := edition(t, s)
	if second.Current.Library != 2 || second.Version() == first.Version() {
		t.Fatalf("after two seconds the edition is %s, want library 2", second.Version())
	}
	if second.Public != first.Public {
		t.Error("the figures did not change and were read again")
	}
	if n := unpacked(t, dir); n != 2 {
		t.Errorf("%d libraries unpacked while both are in use, want 2", n)
	}
	if _, err := first.Library.Search(t.Context(), library.Query{Text: "nursery"}); err != nil {
		t.Errorf("search of the old edition, still held: %v", err)
	}
	first.Release()
	if n := unpacked(t, dir); n != 1 {
		t.Errorf("%d libraries unpacked after the old one was released, want 1", n)
	}
	second.Release()
	s.Close()
	if n := unpacked(t, dir); n != 0 {
		t.Errorf("%d libraries left after Close, want none", n)
	}
}

func TestAnUnreachableStoreLeavesTheOldEdition(t *testing.T) {
	o := nationaltest.Published(t)
	var mu sync.Mutex
	var fault error
	o.Before = func(ledgertest.Op, string) error {
		mu.Lock()
		defer mu.Unlock()
		return fault
	}
	s, c, _ := open(t, o)
	edition(t, s).Release()
	mu.Lock()
	fault = errors.New("no route to host")
	mu.Unlock()
	c.add(time.Minute)
	e, err := s.Edition(t.Context())
	if err != nil {
		t.Fatalf("edition = %v, want the old one", err)
	}
	e.Release()
}

func TestABrokenPublicationLeavesTheOldEdition(t *testing.T) {
	o := nationaltest.Published(t)
	var logged bytes.Buffer
	c := &clock{at: time.Date(2026, 7, 1, 9, 0, 0, 0, time.UTC)}
	dir := t.TempDir()
	s := national.New(o, &national.Options{TempDir: dir, Now: c.now, Wait: 30 * time.Second, Log: slog.New(slog.NewTextHandler(&logged, nil))})
	edition(t, s).Release()
	o.Put(ledger.SnapshotKey(ledger.Library, 2, "library.json"), []byte(`{}`))
	o.Put(ledger.SnapshotKey(ledger.Library, 2, "index.zip"), []byte("not a zip"))
	nationaltest.Current(t, o, ledger.Current{Benchmarks: 1, Library: 2})
	c.add(3 * time.Second)
	e := edition(t, s)
	if e.Current.Library != 1 {
		t.Errorf("edition %s, want the old one", e.Version())
	}
	e.Release()
	s.Close()
	if !bytes.Contains(logged.Bytes(), []byte("national: fetch edition")) {
		t.Error("the failure was not logged")
	}
	if n := unpacked(t, dir); n != 0 {
		t.Errorf("%d directories left behind, want none", n)
	}
}

func TestTheFirstFetchFails(t *testing.T) {
	o := ledgertest.New()
	o.Before = func(ledgertest.Op, string) error { return errors.New("no route to host") }
	s, _, _ := open(t, o)
	if _, err := s.Edition(t.Context()); err == nil {
		t.Error("edition of a store that cannot be reached gave no error")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Edition(ctx); err == nil {
		t.Error("edition for somebody who has gone gave no error")
	}
}

// Many readers, while both parts of the publication change, never see a
// library or figures of another edition than the one they hold.
func TestEditionsAreNeverMixed(t *testing.T) {
	o := nationaltest.Published(t)
	s, c, dir := open(t, o)
	var wg sync.WaitGroup
	stop := make(chan struct{})
	for range 8 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				e, err := s.Edition(context.Background())
				if err != nil {
					t.Error(err)
					return
				}
				if _, err := e.Library.Search(context.Background(), library.Query{Text: "school"}); err != nil {
					t.Errorf("search of edition %s: %v", e.Version(), err)
				}
				if got := e.Public.Version() + "." + e.Full.Version(); got != e.Full.Version()+"."+e.Public.Version() {
					t.Errorf("figures of versions %s in one edition", got)
				}
				e.Release()
			}
		})
	}
	for seq := 2; seq <= 5; seq++ {
		nationaltest.Library(t, o, seq)
		nationaltest.Current(t, o, ledger.Current{Benchmarks: 1, Library: seq})
		c.add(3 * time.Second)
		for range 200 {
			e := edition(t, s)
			now := e.Current.Library
			e.Release()
			if now == seq {
				break
			}
			time.Sleep(5 * time.Millisecond)
			c.add(3 * time.Second)
		}
	}
	close(stop)
	wg.Wait()
	if n := unpacked(t, dir); n != 1 {
		t.Errorf("%d libraries unpacked at the end, want 1", n)
	}
}
