package runner

import (
	"context"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"earlyhelp/functions/catalogue/cataloguing"
	"earlyhelp/functions/intake/arrival"
	"earlyhelp/functions/mine/mining"
	"earlyhelp/functions/publish/publication"
	"earlyhelp/functions/sweep/sweeping"
	"earlyhelp/infra/local/queue"
	"earlyhelp/shared/ledger"
)

// Functions are the handlers of the Lambdas: the same packages, given the same
// messages. They are made once storage answers, after the queues, which begin
// to run only then.
type functions struct {
	arrival     *arrival.Handler
	mining      *mining.Handler
	publication *publication.Handler
	cataloguing *cataloguing.Handler
	sweeping    *sweeping.Handler
}

func (f *functions) intake(ctx context.Context, e events.SQSEvent) (events.SQSEventResponse, error) {
	return f.arrival.Handle(ctx, e)
}

func (f *functions) mine(ctx context.Context, e events.SQSEvent) (events.SQSEventResponse, error) {
	return f.mining.Handle(ctx, e)
}

func (f *functions) publish(ctx context.Context, e events.SQSEvent) (events.SQSEventResponse, error) {
	return f.publication.Handle(ctx, e)
}

func (f *functions) catalogue(ctx context.Context, e events.SQSEvent) (events.SQSEventResponse, error) {
	return f.cataloguing.Handle(ctx, e)
}

// sweepEvery is how often the runner sweeps; template.yaml has five minutes.
const sweepEvery = time.Minute

// startFunctions makes the handlers and lets the queues run.
func (r *Runner) startFunctions(ctx context.Context) error {
	f, log, now := r.functions, r.o.Log, r.o.Now
	f.arrival = arrival.New(r.Store, log, &arrival.Options{Now: now})
	f.mining = mining.New(r.Store, log, &mining.Options{Now: now})
	f.publication = publication.New(r.Store, log, &publication.Options{Now: now})
	f.cataloguing = cataloguing.New(r.Store, log, &cataloguing.Options{Now: now})
	f.sweeping = sweeping.New(r.Store, sweeping.Drivers{
		Return: func(_ context.Context, id string) error {
			r.found(ledger.IncomingReturnKey(id))
			return nil
		},
		Review: func(_ context.Context, key string) error {
			r.found(key)
			return nil
		},
		Publish:   func(context.Context) error { return r.again(r.queues.publish) },
		Catalogue: func(context.Context) error { return r.again(r.queues.catalogue) },
	}, log, &sweeping.Options{Now: now, MinAge: -1, BaseURL: r.URL})
	for _, q := range r.queues.all() {
		r.work.Go(func() { q.Run(ctx) })
	}
	r.work.Go(func() { r.lookAround(ctx) })
	r.work.Go(func() { r.sweep(ctx) })
	return nil
}

// again has a whole rebuild done: a message that names no object.
func (r *Runner) again(q *queue.Queue) error {
	q.SendNew(r.queues.message(""))
	return nil
}

// sweep sweeps at the start, for what an earlier run left behind, then every
// minute, and when somebody asked for reminders.
func (r *Runner) sweep(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		if err := r.functions.sweeping.Sweep(ctx); err != nil && ctx.Err() == nil {
			r.o.Log.Error("runner: sweep", "err", err)
		}
		select {
		case <-tick.C:
		case <-r.queues.asked:
		case <-ctx.Done():
			return
		}
	}
}
