package figures

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestPicturesAreDrawnOnce asks for a few pictures many times at once: each is
// drawn once, and never two at a time.
func TestPicturesAreDrawnOnce(t *testing.T) {
	p := newPixels()
	var drawn, now atomic.Int64
	var g sync.WaitGroup
	for i := range 60 {
		g.Go(func() {
			name := string(rune('a' + i%3))
			got, err := p.of(t.Context(), []byte(name), func() ([]byte, error) {
				if now.Add(1) > 1 {
					t.Error("two are drawn at once")
				}
				defer now.Add(-1)
				drawn.Add(1)
				time.Sleep(time.Millisecond)
				return []byte(name + " drawn"), nil
			})
			if err != nil || string(got) != name+" drawn" {
				t.Errorf("%s: %q, %v", name, got, err)
			}
		})
	}
	g.Wait()
	if n := drawn.Load(); n != 3 {
		t.Errorf("three pictures were drawn %d times", n)
	}
}

// TestWhoeverLeavesDoesNotWait gives up while another is drawn, and what could
// not be drawn is tried again.
func TestWhoeverLeavesDoesNotWait(t *testing.T) {
	p := newPixels()
	begun, end := make(chan struct{}), make(chan struct{})
	var g sync.WaitGroup
	failed := errors.New("no ink")
	g.Go(func() {
		_, err := p.of(t.Context(), []byte("a"), func() ([]byte, error) { close(begun); <-end; return nil, failed })
		if !errors.Is(err, failed) {
			t.Errorf("%v, want %v", err, failed)
		}
	})
	<-begun
	gone, leave := context.WithCancel(t.Context())
	leave()
	if _, err := p.of(gone, []byte("b"), func() ([]byte, error) { return nil, nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want %v", err, context.Canceled)
	}
	close(end)
	g.Wait()
	if got, err := p.of(t.Context(), []byte("a"), func() ([]byte, error) { return []byte("drawn"), nil }); err != nil || string(got) != "drawn" {
		t.Errorf("tried again: %q, %v", got, err)
	}
}
