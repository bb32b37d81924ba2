package provenance

import (
	"context"
	"errors"
	"fmt"

	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/returns"
)

// ErrForbidden reports a figure that was asked for in the full view by
// somebody who may not have it.
var ErrForbidden = errors.New("the full view of this figure is not open to this person")

// A Tracer traces figures of one publication. Full may be nil where nobody
// asks for the full view.
type Tracer struct {
	World
	Public, Full *benchmark.Snapshot
	Records      *Records
}

// Trace returns the chain of the figure at an address, in the full view or in
// the public one. who says what the asker may see of a figure, once that is
// known. The error is a *benchmark.QueryError for a figure that there is not,
// and ErrForbidden for a full view that is not open to the asker.
func (t *Tracer) Trace(ctx context.Context, a Address, full bool, who func(f *benchmark.Fact) Viewer) (Chain, error) {
	public, err := Find(t.Public, t.Register, t.Catalogue, a)
	if err != nil {
		return Chain{}, err
	}
	at, v := public, who(&public.Fact)
	if full {
		if !v.Exact || t.Full == nil {
			return Chain{}, ErrForbidden
		}
		if at, err = t.exact(public, v); err != nil {
			return Chain{}, err
		}
	} else {
		v = Viewer{Zone: v.Zone}
	}
	standing, err := t.standing(public, full && v.Nation)
	if err != nil {
		return Chain{}, fmt.Errorf("standing of %s: %w", at.Address, err)
	}
	ev, err := Load(ctx, t.Records, at, v)
	if err != nil {
		return Chain{}, err
	}
	return t.Explain(at, public, standing, ev, v), nil
}

// exact is the figure in the full view. An area's own people see exact figures
// of their area alone: the others stand there as the public sees them, because
// exact totals less public figures would give other areas away.
func (t *Tracer) exact(public Located, v Viewer) (Located, error) {
	at, err := public.In(t.Full)
	if err != nil || v.Nation {
		return at, err
	}
	facts := make([]benchmark.Fact, len(public.Facts))
	copy(facts, public.Facts)
	for i := range facts {
		if facts[i].Level == at.Fact.Level && facts[i].Code == at.Fact.Code && facts[i].DFE == at.Fact.DFE {
			facts[i] = at.Fact
		}
	}
	at.Facts = facts
	return at, nil
}

// standing is how the publication classes an area's figure. For those who see
// only their own area in full it is how the public sees it, if it does.
func (t *Tracer) standing(at Located, full bool) (Standing, error) {
	if at.Fact.Level != benchmark.AreaLevel {
		return Standing{}, nil
	}
	s := t.Public
	if full {
		s = t.Full
	}
	q := benchmark.Query{Indicator: at.Definition.ID, Period: at.Period.String(), Areas: []string{at.Fact.DFE}, NoFunnel: true}
	if at.Breakdown != returns.Total {
		q.Breakdown, q.Category = at.Breakdown, at.Category
	}
	answer, err := s.Answer(q)
	if err != nil || len(answer.Areas) == 0 || !answer.Areas[0].Value.OK {
		return Standing{}, err
	}
	return Standing{answer.Areas[0].Comparison, answer.Areas[0].Outlier}, nil
}
