package national_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"earlyhelp/functions/site/national"
	"earlyhelp/functions/site/national/nationaltest"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/ledger/ledgertest"
)

// history is storage in which 1, 2, 4 and 6 were in force, one after the
// other; 3 was overtaken by 4, and 5 was written and not let out.
func history(t *testing.T) *ledgertest.Objects {
	t.Helper()
	o := nationaltest.Published(t)
	for _, x := range []struct{ seq, before int }{{2, 1}, {3, 2}, {4, 2}, {5, 4}, {6, 4}} {
		nationaltest.Figures(t, o, x.seq)
		nationaltest.Manifest(t, o, x.seq, x.before)
	}
	nationaltest.Current(t, o, ledger.Current{Benchmarks: 6, Library: 1})
	return o
}

func TestEarlierPublications(t *testing.T) {
	s, _, _ := open(t, history(t))
	for _, version := range []string{"1", "2", "4"} {
		e, err := s.EditionOf(t.Context(), version)
		if err != nil {
			t.Fatal(err)
		}
		a, err := e.Public.Answer(benchmark.Query{Indicator: "E06", Period: "2024-25"})
		if err != nil || a.Version != version || !e.Older || len(e.Full.Periods()) != 0 || e.Library == nil {
			t.Errorf("version %s: answer of %q, older %t, %d periods in full (%v)", version, a.Version, e.Older, len(e.Full.Periods()), err)
		}
		e.Release()
	}
	for _, version := range []string{"", "6"} {
		e, err := s.EditionOf(t.Context(), version)
		if err != nil {
			t.Fatal(err)
		}
		if e.Older || e.Public.Version() != "6" || len(e.Full.Periods()) == 0 {
			t.Errorf("version %q: older %t, %s", version, e.Older, e.Public.Version())
		}
		e.Release()
	}
}

func TestVersionsThatNeverWere(t *testing.T) {
	s, _, _ := open(t, history(t))
	for _, version := range []string{"3", "5", "7", "0", "-1", "000004", "4.0", "latest", "99999999999999999999"} {
		_, err := s.EditionOf(t.Context(), version)
		var unknown *national.UnknownVersionError
		if !errors.As(err, &unknown) {
			t.Errorf("version %q: %v, want an UnknownVersionError", version, err)
			continue
		}
		if diff := cmp.Diff([]string{"6", "4", "2", "1"}, unknown.Have); diff != "" || unknown.Asked != version || unknown.More {
			t.Errorf("version %q: %+v", version, unknown)
		}
	}
	s, _, _ = open(t, ledgertest.New())
	if _, err := s.EditionOf(t.Context(), "1"); err == nil || !strings.Contains(err.Error(), "No figures are published yet") {
		t.Errorf("before the first: %v", err)
	}
}

func TestFewEarlierPublicationsAreKept(t *testing.T) {
	o := nationaltest.Published(t)
	const last = 14
	for seq := 2; seq <= last; seq++ {
		nationaltest.Figures(t, o, seq)
	}
	nationaltest.Current(t, o, ledger.Current{Benchmarks: last, Library: 1})
	var fetched atomic.Int64
	s, _, _ := open(t, o)
	edition(t, s).Release()
	o.Before = func(_ ledgertest.Op, key string) error {
		if strings.HasSuffix(key, "facts.parquet") {
			fetched.Add(1)
		}
		return nil
	}
	ask := func(version string) {
		e, err := s.EditionOf(t.Context(), version)
		if err != nil {
			t.Error(err)
			return
		}
		e.Release()
	}
	var g sync.WaitGroup
	for range 8 {
		g.Go(func() { ask("1") })
	}
	g.Wait()
	if n := fetched.Load(); n != 1 {
		t.Errorf("eight at once fetch it %d times", n)
	}
	for _, v := range []string{"2", "1", "3", "1", "4", "1"} {
		ask(v)
	}
	if n := fetched.Load(); n != 4 {
		t.Errorf("%d fetches, want 4: the one asked for last stays", n)
	}
	ask("2")
	if n := fetched.Load(); n != 5 {
		t.Errorf("%d fetches, want 5: the one not asked for longest went", n)
	}
	var unknown *national.UnknownVersionError
	if _, err := s.EditionOf(t.Context(), "x"); !errors.As(err, &unknown) || len(unknown.Have) != 10 || !unknown.More {
		t.Errorf("%v", err)
	}
}

func TestAPublicationThatCannotBeFetchedIsTriedAgain(t *testing.T) {
	o := history(t)
	s, _, _ := open(t, o)
	edition(t, s).Release()
	down := errors.New("the store is down")
	o.Before = func(_ ledgertest.Op, key string) error {
		if strings.HasSuffix(key, "000002/facts.parquet") {
			return down
		}
		return nil
	}
	if _, err := s.EditionOf(t.Context(), "2"); !errors.Is(err, down) {
		t.Errorf("error = %v", err)
	}
	o.Before = nil
	if e, err := s.EditionOf(t.Context(), "2"); err != nil {
		t.Errorf("tried again: %v", err)
	} else {
		e.Release()
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.EditionOf(ctx, "1"); err == nil {
		t.Error("somebody who has gone is answered")
	}
}
