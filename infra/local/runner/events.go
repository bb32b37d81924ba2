package runner

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"earlyhelp/infra/local/queue"
	"earlyhelp/shared/bucketevent"
	"earlyhelp/shared/ledger"
)

// Queues are the four between the bucket and the functions, as in
// template.yaml, which routes by the same prefixes.
type queues struct {
	intake, mine, publish, catalogue *queue.Queue
	unknown                          chan struct{} // something arrived: look
	asked                            chan struct{} // reminders were asked for: sweep
	n                                atomic.Int64
}

// newQueues returns the queues. Workers are one where several would undo each
// other's work, as template.yaml reserves it, and two for two cores elsewhere.
// A rebuild gathers what comes in quick succession, and rests: one sign-off is
// published within a second, and the demonstration's 1,377 in some twenty
// rebuilds, which take a tenth of the time. Each writes all figures anew.
func newQueues(f *functions, log *slog.Logger) *queues {
	const quiet, window, rest = 300 * time.Millisecond, 3 * time.Second, 9
	return &queues{
		intake:    queue.New(f.intake, queue.Options{Name: "intake", Workers: 2, Log: log}),
		mine:      queue.New(f.mine, queue.Options{Name: "mine", Workers: 2, BatchSize: 1, Log: log}),
		publish:   queue.New(f.publish, queue.Options{Name: "publish", BatchSize: 1000, Quiet: quiet, Window: window, Rest: rest, Log: log}),
		catalogue: queue.New(f.catalogue, queue.Options{Name: "catalogue", BatchSize: 1000, Quiet: quiet, Window: window, Rest: rest, Log: log}),
		unknown:   make(chan struct{}, 1),
		asked:     make(chan struct{}, 1),
	}
}

// all returns the queues by name.
func (q *queues) all() map[string]*queue.Queue {
	return map[string]*queue.Queue{"intake": q.intake, "mine": q.mine, "publish": q.publish, "catalogue": q.catalogue}
}

// route returns the queue that a new object is told to, or nil.
func (q *queues) route(key string) *queue.Queue {
	switch {
	case strings.HasPrefix(key, ledger.IncomingReturns):
		return q.intake
	case strings.HasPrefix(key, ledger.IncomingReviews):
		return q.mine
	case strings.HasPrefix(key, ledger.SignOffs):
		return q.publish
	case strings.HasPrefix(key, ledger.Reviews) && strings.HasSuffix(key, "/mined.json"):
		return q.catalogue
	}
	return nil
}

// message makes the message that key was created.
func (q *queues) message(key string) events.SQSMessage {
	return bucketevent.Message(fmt.Sprintf("local-%d", q.n.Add(1)), key)
}

// arrived routes what an event tells of.
func (q *queues) arrived(body string) {
	keys, unknown := bucketevent.Keys(events.SQSMessage{Body: body})
	for _, key := range keys {
		if to := q.route(key); to != nil {
			to.Send(q.message(key))
		}
		if strings.HasPrefix(key, ledger.Rounds) {
			poke(q.asked) // on AWS the next sweep finds it, within five minutes
		}
	}
	if unknown {
		poke(q.unknown)
	}
}

// poke leaves a signal that is seen once, however often it was given.
func poke(signal chan struct{}) {
	select {
	case signal <- struct{}{}:
	default:
	}
}

// lookAround lists the uploads whenever something arrived without its key,
// as every browser upload does here, and queues those that are not yet.
func (r *Runner) lookAround(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-r.queues.unknown:
		}
		for _, prefix := range []string{ledger.IncomingReturns, ledger.IncomingReviews} {
			for key, err := range r.Store.List(ctx, prefix, "") {
				if err != nil {
					if ctx.Err() == nil {
						r.o.Log.Error("runner: list uploads", "err", err)
					}
					break
				}
				r.found(key)
			}
		}
	}
}

// found queues what was found by looking.
func (r *Runner) found(key string) {
	if to := r.queues.route(key); to != nil {
		to.SendNew(r.queues.message(key))
	}
}

// maxEvent is far more than any event: 1 MB.
const maxEvent = 1 << 20

// serveWebhook listens for the bucket's events on an address that nobody can
// guess, and returns it.
func (r *Runner) serveWebhook() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("listen for events: %w", err)
	}
	path := "/" + rand.Text()
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+path, func(w http.ResponseWriter, req *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, req.Body, maxEvent))
		if err != nil {
			return
		}
		r.queues.arrived(string(body))
		w.Header().Set("Content-Length", "0") // the sender never reads, let alone closes, a body
	})
	r.serve(&http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}, l)
	return "http://" + l.Addr().String() + path, nil
}
