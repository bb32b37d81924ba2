package runner

import (
	"context"
	"errors"
	"fmt"
	"time"

	"earlyhelp/infra/local/demo"
	"earlyhelp/shared/area"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/period"
	"earlyhelp/shared/published"
)

// becomeReady brings in the demonstration, unless the platform is to be empty,
// and says that it is ready as soon as its first part can be seen. The
// quarters go on arriving.
func (r *Runner) becomeReady(ctx context.Context) {
	if r.o.Empty {
		close(r.ready)
		return
	}
	limits := DemoOptions{}
	if r.o.Demo != nil {
		r.o.Demo(&limits)
	}
	// Nothing is shown before the first year is complete, so it is published
	// once: a rebuild writes all figures anew and then rests for long.
	r.queues.publish.Hold()
	r.work.Go(func() {
		defer r.queues.publish.Release() // if the first year was never complete
		err := demo.Seed(ctx, demo.Deps{
			Ledger: r.Ledger, Presign: r.Store, Register: area.England(), Published: published.Series(),
			Now: r.o.Now, Log: r.o.Log, Progress: r.o.Progress, Arrived: r.found, FirstYear: r.queues.publish.Release,
			Areas: limits.Areas, Quarters: limits.Quarters,
		})
		if err != nil && ctx.Err() == nil {
			r.o.Log.Error("runner: demonstration", "err", err)
			r.failed <- fmt.Errorf("bring in the demonstration: %w", err)
		}
	})
	for {
		ok, err := r.shown(ctx, limits)
		if err != nil && ctx.Err() == nil {
			r.o.Log.Error("runner: look whether the demonstration is shown", "err", err)
		}
		if ok {
			close(r.ready)
			return
		}
		select {
		case <-time.After(200 * time.Millisecond):
		case <-ctx.Done():
			return
		}
	}
}

// shown reports whether the published figures hold the first year of every
// area of the demonstration, and the library all its reviews.
func (r *Runner) shown(ctx context.Context, limits DemoOptions) (bool, error) {
	current, err := r.Ledger.Current(ctx)
	if err != nil || current.Benchmarks == 0 || current.Library == 0 {
		return false, err
	}
	figures, err := r.Ledger.Manifest(ctx, ledger.Benchmarks, current.Benchmarks)
	library, err2 := r.Ledger.Manifest(ctx, ledger.Library, current.Library)
	if err := errors.Join(err, err2); err != nil {
		return false, err
	}
	year := period.NewFinancialYear(2024)
	areas := len(area.England().On(year.End()))
	if limits.Areas > 0 {
		areas = min(areas, limits.Areas)
	}
	signed := 0
	for _, in := range figures.Inputs {
		if _, p, _, ok := ledger.ParseSignOffKey(in.Key); ok && p == year {
			signed++
		}
	}
	reviews := 0
	for _, in := range library.Inputs {
		if _, ok := ledger.ParseReviewMinedKey(in.Key); ok {
			reviews++
		}
	}
	return signed >= areas && reviews >= demoReviews, nil
}

// demoReviews is how many case reviews the demonstration has.
const demoReviews = 12
