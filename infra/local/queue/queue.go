// Package queue stands for SQS in the local runner: messages wait in memory
// for a function, come in batches, come again when they fail, and are set
// aside after five failures. Delivery is at least once. Nothing survives the
// process: at a start, whatever has no outcome is found and sent again.
package queue

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/aws/aws-lambda-go/events"
)

// A Handler is a function behind a queue.
type Handler func(context.Context, events.SQSEvent) (events.SQSEventResponse, error)

// Options describe a queue. Name is required.
type Options struct {
	Name      string
	Workers   int           // batches handled at once; default 1
	BatchSize int           // most messages of a batch; default 10
	Window    time.Duration // the longest that a message waits for others to join its batch
	Quiet     time.Duration // a batch goes once none has come for so long; default Window
	Rest      int           // after a batch the next waits for so many times the work it took, so that costly work is not all there is; default 0
	Backoff   time.Duration // before a failed message comes again, doubling; default 200 ms
	Receives  int           // failures before a message is set aside; default 5, as in template.yaml
	Log       *slog.Logger  // default: nothing
}

// A Queue holds messages for one handler. It is safe for concurrent use.
type Queue struct {
	o      Options
	handle Handler
	wake   chan struct{}

	mu      sync.Mutex
	waiting []item // in the order they came
	flying  []item
	dead    []events.SQSMessage
	resting time.Time // no batch before then
	held    bool      // no batch at all
}

type item struct {
	m     events.SQSMessage
	tries int
	from  time.Time // not before then
	alone bool      // not while the same is being handled
}

// longestRest bounds a rest, for somebody may be waiting at a page.
const longestRest = 20 * time.Second

// New returns an empty queue. Nothing is handled before Run.
func New(handle Handler, o Options) *Queue {
	o.Workers, o.BatchSize = max(o.Workers, 1), max(o.BatchSize, 0)
	if o.BatchSize == 0 {
		o.BatchSize = 10
	}
	if o.Quiet == 0 {
		o.Quiet = o.Window
	}
	if o.Backoff == 0 {
		o.Backoff = 200 * time.Millisecond
	}
	if o.Receives == 0 {
		o.Receives = 5
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Queue{o: o, handle: handle, wake: make(chan struct{}, 1)}
}

// Send adds a message, unless one with the same body waits already.
func (q *Queue) Send(m events.SQSMessage) { q.send(item{m: m}) }

func (q *Queue) send(i item) {
	q.mu.Lock()
	if at := slices.IndexFunc(q.waiting, i.same); at < 0 {
		i.from = time.Now()
		q.waiting = append(q.waiting, i)
	} else if !i.alone {
		q.waiting[at].alone = false // an event need not wait
	}
	q.mu.Unlock()
	q.poke()
}

func (i item) same(other item) bool { return i.m.Body == other.m.Body }

// due reports whether i may go now, or how long until it may; an item that
// must be alone waits for the end of a batch, which wakes the workers.
func (q *Queue) due(i item, now time.Time) (ok bool, left time.Duration) {
	if i.alone && slices.ContainsFunc(q.flying, i.same) {
		return false, time.Minute
	}
	left = i.from.Sub(now)
	return left <= 0, left
}

// SendNew is Send for things found by looking rather than by an event: what is
// being handled now is handled again only when that has ended. It may be there
// still, or have come anew since: a file that is sent twice on one form.
func (q *Queue) SendNew(m events.SQSMessage) {
	q.send(item{m: m, alone: true})
}

// Hold lets no more batches go until Release: messages gather, so that costly
// work is done once for all of them.
func (q *Queue) Hold() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.held = true
}

// Release ends Hold.
func (q *Queue) Release() {
	q.mu.Lock()
	q.held = false
	q.mu.Unlock()
	q.poke()
}

// Counts says how many messages wait, are being handled, and were set aside.
func (q *Queue) Counts() (waiting, flying, dead int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.waiting), len(q.flying), len(q.dead)
}

// Run handles messages until ctx ends and what is being handled has ended.
func (q *Queue) Run(ctx context.Context) {
	var wg sync.WaitGroup
	for range q.o.Workers {
		wg.Go(func() {
			for {
				batch, wait := q.take(time.Now())
				if len(batch) > 0 {
					q.poke() // there may be more, for another worker
					q.work(ctx, batch)
					continue
				}
				timer := time.NewTimer(wait)
				select {
				case <-ctx.Done():
					timer.Stop()
					return
				case <-q.wake:
				case <-timer.C:
				}
				timer.Stop()
			}
		})
	}
	wg.Wait()
}

func (q *Queue) poke() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// take removes the next batch from what waits. If none is due it says how
// long to wait for one.
func (q *Queue) take(now time.Time) (batch []item, wait time.Duration) {
	q.mu.Lock()
	defer q.mu.Unlock()
	var first, last time.Time // of what may go by now
	wait = time.Minute
	for _, i := range q.waiting {
		if ok, left := q.due(i, now); !ok {
			wait = min(wait, left)
			continue
		}
		if first.IsZero() || i.from.Before(first) {
			first = i.from
		}
		if i.from.After(last) {
			last = i.from
		}
	}
	if first.IsZero() {
		return nil, wait
	}
	if q.held {
		return nil, time.Minute
	}
	if left := q.resting.Sub(now); left > 0 {
		return nil, min(wait, left)
	}
	if left := min(first.Add(q.o.Window).Sub(now), last.Add(q.o.Quiet).Sub(now)); left > 0 {
		return nil, min(wait, left)
	}
	rest := q.waiting[:0]
	for _, i := range q.waiting {
		if ok, _ := q.due(i, now); ok && len(batch) < q.o.BatchSize {
			batch = append(batch, i)
		} else {
			rest = append(rest, i)
		}
	}
	clear(q.waiting[len(rest):])
	q.waiting = rest
	q.flying = append(q.flying, batch...)
	return batch, 0
}

func (q *Queue) work(ctx context.Context, batch []item) {
	event := events.SQSEvent{}
	for _, i := range batch {
		event.Records = append(event.Records, i.m)
	}
	began := time.Now()
	failed, err := q.call(ctx, event)
	q.mu.Lock()
	defer q.mu.Unlock()
	ended := time.Now()
	q.resting = ended.Add(min(time.Duration(q.o.Rest)*ended.Sub(began), longestRest))
	q.flying = slices.DeleteFunc(q.flying, func(f item) bool {
		return slices.ContainsFunc(batch, func(i item) bool { return i.m.MessageId == f.m.MessageId })
	})
	if ctx.Err() != nil {
		return // stopping: found again at the next start
	}
	for _, i := range batch {
		if err == nil && !failed[i.m.MessageId] {
			continue
		}
		i.tries++
		if i.tries == q.o.Receives {
			q.dead = append(q.dead, i.m)
			q.o.Log.Error("queue: message set aside", "queue", q.o.Name, "message", i.m.MessageId, "body", i.m.Body, "failures", i.tries)
			continue
		}
		i.from = time.Now().Add(q.o.Backoff << (i.tries - 1))
		q.waiting = append(q.waiting, i)
	}
	q.poke()
}

// call runs the handler on a batch. It returns the IDs of the messages that
// failed, or an error when all did. A handler that panics fails them all, as
// it does on Lambda.
func (q *Queue) call(ctx context.Context, e events.SQSEvent) (failed map[string]bool, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic of type %T", p)
			q.o.Log.Error("queue: handler panicked", "queue", q.o.Name, "err", err, "stack", string(debug.Stack()))
		}
	}()
	out, err := q.handle(ctx, e)
	if err != nil {
		if ctx.Err() == nil {
			q.o.Log.Error("queue: handler failed", "queue", q.o.Name, "messages", len(e.Records), "err", err)
		}
		return nil, err
	}
	failed = map[string]bool{}
	for _, f := range out.BatchItemFailures {
		failed[f.ItemIdentifier] = true
	}
	return failed, nil
}
