package queue

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"
)

// A sink is a handler that notes its batches and does what it is told.
type sink struct {
	mu      sync.Mutex
	batches [][]string
	at      []time.Duration
	start   time.Time
	do      func(body string) error // nil: accept
	panics  bool
	takes   time.Duration
	fails   error
}

func (s *sink) handle(_ context.Context, e events.SQSEvent) (events.SQSEventResponse, error) {
	s.mu.Lock()
	var bodies []string
	var out events.SQSEventResponse
	for _, m := range e.Records {
		bodies = append(bodies, m.Body)
		if s.do != nil && s.do(m.Body) != nil {
			out.BatchItemFailures = append(out.BatchItemFailures, events.SQSBatchItemFailure{ItemIdentifier: m.MessageId})
		}
	}
	s.batches = append(s.batches, bodies)
	s.at = append(s.at, time.Since(s.start))
	s.mu.Unlock()
	time.Sleep(s.takes)
	if s.panics {
		panic("oh")
	}
	return out, s.fails
}

// run runs a queue in a bubble of false time until nothing happens any more.
func run(t *testing.T, s *sink, o Options, feed func(q *Queue)) *Queue {
	t.Helper()
	var q *Queue
	synctest.Test(t, func(t *testing.T) {
		s.start = time.Now()
		q = New(s.handle, o)
		ctx, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		wg.Go(func() { q.Run(ctx) })
		feed(q)
		time.Sleep(time.Hour)
		cancel()
		wg.Wait()
	})
	return q
}

var n int

func message(body string) events.SQSMessage {
	n++
	return events.SQSMessage{MessageId: fmt.Sprint("m", n), Body: body}
}

func TestBatches(t *testing.T) {
	s := &sink{}
	run(t, s, Options{Name: "q", BatchSize: 3, Window: 3 * time.Second, Quiet: 300 * time.Millisecond}, func(q *Queue) {
		q.Send(message("a"))
		q.Send(message("b"))
		q.Send(message("a")) // waits already
		time.Sleep(time.Second)
		for i := range 20 { // every 200 ms: never quiet
			q.Send(message(fmt.Sprint(i)))
			time.Sleep(200 * time.Millisecond)
		}
	})
	if d := cmp.Diff([]string{"a", "b"}, s.batches[0]); d != "" || s.at[0] != 300*time.Millisecond {
		t.Errorf("first batch after %v (-want +got):\n%s", s.at[0], d)
	}
	if got := s.at[1]; got != 4*time.Second {
		t.Errorf("a stream that is never quiet begins at 1 s and is first handled at %v, want 4 s", got)
	}
	total := 0
	for _, b := range s.batches {
		total += len(b)
		if len(b) > 3 {
			t.Errorf("a batch of %d", len(b))
		}
	}
	if total != 22 {
		t.Errorf("%d messages were handled, want 22", total)
	}
}

func TestRestsAfterWork(t *testing.T) {
	s := &sink{takes: 2 * time.Second}
	run(t, s, Options{Name: "q", BatchSize: 9, Rest: 4}, func(q *Queue) {
		for i := range 15 { // one a second
			q.Send(message(fmt.Sprint(i)))
			time.Sleep(time.Second)
		}
		time.Sleep(time.Minute)
		q.Send(message("later"))
	})
	want := []time.Duration{0, 10 * time.Second, 20 * time.Second, 75 * time.Second}
	if d := cmp.Diff(want, s.at); d != "" {
		t.Errorf("batches at (-want +got):\n%s", d)
	}
}

func TestHold(t *testing.T) {
	s := &sink{}
	run(t, s, Options{Name: "held"}, func(q *Queue) {
		q.Hold()
		for n := range 3 {
			q.Send(message(fmt.Sprint(n)))
			time.Sleep(time.Minute)
		}
		q.Release()
		time.Sleep(time.Minute)
		q.Send(message("3"))
	})
	if diff := cmp.Diff([][]string{{"0", "1", "2"}, {"3"}}, s.batches); diff != "" {
		t.Errorf("batches (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]time.Duration{3 * time.Minute, 4 * time.Minute}, s.at); diff != "" {
		t.Errorf("times (-want +got):\n%s", diff)
	}
}

func TestRetries(t *testing.T) {
	s := &sink{}
	tries := map[string]int{}
	s.do = func(body string) error {
		tries[body]++
		if body == "never" || body == "later" && tries[body] < 3 {
			return errors.New("no")
		}
		return nil
	}
	q := run(t, s, Options{Name: "q", Backoff: time.Second}, func(q *Queue) {
		for _, body := range []string{"fine", "later", "never"} {
			q.Send(message(body))
		}
	})
	if want := map[string]int{"fine": 1, "later": 3, "never": 5}; !cmp.Equal(want, tries) {
		t.Errorf("tries = %v, want %v", tries, want)
	}
	want := []time.Duration{0, time.Second, 3 * time.Second, 7 * time.Second, 15 * time.Second}
	if !cmp.Equal(want, slices.Compact(s.at)) {
		t.Errorf("handled at %v, want %v", s.at, want)
	}
	if waiting, flying, dead := q.Counts(); waiting != 0 || flying != 0 || dead != 1 {
		t.Errorf("Counts = %d, %d, %d, want 0, 0, 1", waiting, flying, dead)
	}
}

func TestHandlersThatFailWhole(t *testing.T) {
	for name, s := range map[string]*sink{"panic": {panics: true}, "error": {fails: errors.New("no")}} {
		q := run(t, s, Options{Name: "q"}, func(q *Queue) {
			q.Send(message("a"))
			q.Send(message("b"))
		})
		if _, _, dead := q.Counts(); dead != 2 || len(s.batches) < 5 {
			t.Errorf("%s: %d set aside after %d batches, want both after five tries each", name, dead, len(s.batches))
		}
	}
}

func TestSendWhileHandled(t *testing.T) {
	s := &sink{takes: time.Second}
	run(t, s, Options{Name: "q"}, func(q *Queue) {
		q.Send(message("a"))
		time.Sleep(500 * time.Millisecond)
		q.SendNew(message("a")) // found by looking: it is on its way, or has come anew
		q.SendNew(message("a")) // once is enough
		q.Send(message("b"))
		time.Sleep(time.Second)
		q.Send(message("b")) // an event: something may have changed since
	})
	if want := [][]string{{"a"}, {"a", "b"}, {"b"}}; !cmp.Equal(want, s.batches) {
		t.Errorf("batches = %q, want %q", s.batches, want)
	}
}

// TestFoundWhileHandled holds that what is found by looking is never handled
// by two workers at once, and never left behind.
func TestFoundWhileHandled(t *testing.T) {
	s := &sink{takes: time.Second}
	run(t, s, Options{Name: "q", Workers: 2}, func(q *Queue) {
		q.Send(message("a"))
		time.Sleep(500 * time.Millisecond)
		q.SendNew(message("a"))
	})
	if want := []time.Duration{0, time.Second}; !cmp.Equal(want, s.at) {
		t.Errorf("handled at %v, want %v", s.at, want)
	}
}

func TestWorkersAtOnce(t *testing.T) {
	for workers, want := range map[int]time.Duration{1: 4 * time.Second, 2: 2 * time.Second, 4: 1 * time.Second} {
		s := &sink{takes: time.Second}
		var end time.Duration
		handle := func(ctx context.Context, e events.SQSEvent) (events.SQSEventResponse, error) {
			out, err := s.handle(ctx, e)
			s.mu.Lock()
			end = time.Since(s.start)
			s.mu.Unlock()
			return out, err
		}
		synctest.Test(t, func(t *testing.T) {
			s.start = time.Now()
			q := New(handle, Options{Name: "q", Workers: workers, BatchSize: 1})
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			for i := range 4 {
				q.Send(message(fmt.Sprint(i)))
			}
			go q.Run(ctx)
			time.Sleep(time.Minute)
		})
		if end != want {
			t.Errorf("%d workers took %v, want %v", workers, end, want)
		}
	}
}
