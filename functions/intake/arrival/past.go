package arrival

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"

	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/period"
	"earlyhelp/shared/plausible"
	"earlyhelp/shared/returns"
)

// mostPeriods is how many earlier periods a return is held against: five years
// of quarters. Limits of an area's own from more of them would be those of
// another time.
const mostPeriods = 20

// mostRemembered is how many earlier returns are remembered by their totals,
// some 15 KB each, before all are forgotten.
const mostRemembered = 2_000

// past remembers what has been read of earlier returns and of the national
// limits: none of it changes.
type past struct {
	mu       sync.Mutex
	totals   map[string]*returns.Return // by key of the counts
	sequence int
	limits   *benchmark.Limits
}

// context gathers what the return of a submission is held against.
func (h *Handler) context(ctx context.Context, s ledger.Submission, p period.Period) (plausible.Context, error) {
	c := plausible.Context{Published: h.o.Published, Register: h.o.Register}
	byPeriod, err := h.ledger.Accepted(ctx, s.Area)
	if err != nil {
		return c, err
	}
	if versions := byPeriod[p]; len(versions) > 0 {
		if c.Last, err = h.counts(ctx, versions[len(versions)-1]); err != nil {
			return c, err
		}
	}
	periods := slices.SortedFunc(maps.Keys(byPeriod), period.Period.Compare)
	periods = slices.DeleteFunc(periods, func(q period.Period) bool { return q == p || q.Kind() != p.Kind() })
	before, _ := slices.BinarySearchFunc(periods, p, period.Period.Compare)
	periods = periods[max(0, before-mostPeriods):]
	for _, q := range periods {
		o, err := h.standing(ctx, s.Area, q, byPeriod[q])
		if err != nil {
			return c, err
		}
		// Of the last period every figure is looked at, of the others totals.
		read := h.totals
		if q == p.Previous() {
			read = h.counts
		}
		r, err := read(ctx, o)
		if err != nil {
			return c, err
		}
		c.Earlier = append(c.Earlier, r)
	}
	c.Limits, err = h.limits(ctx)
	return c, err
}

// standing returns which of the accepted returns of a period stands for it: the
// one that is signed off, else the last.
func (h *Handler) standing(ctx context.Context, dfe string, q period.Period, accepted []ledger.Outcome) (ledger.Outcome, error) {
	last := accepted[len(accepted)-1]
	if len(accepted) == 1 {
		return last, nil
	}
	signed, err := h.ledger.SignOffsFor(ctx, dfe, q)
	if err != nil || len(signed) == 0 {
		return last, err
	}
	for _, o := range accepted {
		if o.ID == signed[len(signed)-1].Submission {
			return o, nil
		}
	}
	return last, nil
}

// counts reads an accepted return, and remembers its totals.
func (h *Handler) counts(ctx context.Context, o ledger.Outcome) (*returns.Return, error) {
	c, err := h.ledger.Counts(ctx, o.CountsKey)
	if err != nil {
		return nil, err
	}
	r, err := c.Return()
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", o.CountsKey, err)
	}
	h.past.mu.Lock()
	defer h.past.mu.Unlock()
	if h.past.totals == nil || len(h.past.totals) >= mostRemembered {
		h.past.totals = map[string]*returns.Return{}
	}
	short := *r
	short.Counts = nil
	for _, n := range r.Counts {
		if n.Breakdown == returns.Total {
			n.Note = ""
			short.Counts = append(short.Counts, n)
		}
	}
	short.Counts = slices.Clip(short.Counts)
	h.past.totals[o.CountsKey] = &short
	return r, nil
}

// totals returns the totals of an accepted return.
func (h *Handler) totals(ctx context.Context, o ledger.Outcome) (*returns.Return, error) {
	h.past.mu.Lock()
	r := h.past.totals[o.CountsKey]
	h.past.mu.Unlock()
	if r != nil {
		return r, nil
	}
	return h.counts(ctx, o)
}

// limits returns the national limits in force, nil where there are none.
func (h *Handler) limits(ctx context.Context) (*benchmark.Limits, error) {
	current, err := h.ledger.Current(ctx)
	if err != nil || current.Benchmarks == 0 {
		return nil, err
	}
	h.past.mu.Lock()
	defer h.past.mu.Unlock()
	if h.past.sequence == current.Benchmarks {
		return h.past.limits, nil
	}
	limits, err := plausible.CurrentLimits(ctx, h.ledger)
	if err != nil {
		return nil, err
	}
	h.past.sequence, h.past.limits = current.Benchmarks, limits
	return limits, nil
}
