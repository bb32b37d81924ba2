package pages

import (
	"context"
	"slices"
	"sync"
	"time"

	"earlyhelp/shared/area"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/period"
)

// progressTime is how long a count of arrivals is shown before it is made
// again: two listings, of which a busy site needs no more than six a minute.
const progressTime = 10 * time.Second

// progress counts the returns that have been signed off, by period.
type progress struct {
	ledger *ledger.Ledger
	areas  *area.Register
	now    func() time.Time

	mu     sync.Mutex
	at     time.Time
	latest []Arrivals
}

// Arrivals is how many areas have returned for a period.
type Arrivals struct {
	Period   period.Period
	Open     bool            // returns are being collected now
	Returned map[string]bool // DfE numbers of the areas signed off
	Areas    int             // in being throughout the period
}

func newProgress(l *ledger.Ledger, now func() time.Time) *progress {
	return &progress{ledger: l, areas: area.England(), now: now}
}

// Get returns the arrivals of every period that was ever opened, the latest
// first. The answer may be some seconds old; when the store does not answer,
// it is the last one there was.
func (p *progress) Get(ctx context.Context) ([]Arrivals, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	if !p.at.IsZero() && now.Sub(p.at) < progressTime {
		return p.latest, nil
	}
	all, err := p.count(ctx)
	if err != nil {
		return p.latest, err
	}
	p.at, p.latest = now, all
	return all, nil
}

func (p *progress) count(ctx context.Context) ([]Arrivals, error) {
	changes, err := p.ledger.PeriodChanges(ctx)
	if err != nil {
		return nil, err
	}
	returned := map[string]map[string]bool{}
	for key, err := range p.ledger.Objects().List(ctx, ledger.SignOffs, "") {
		if err != nil {
			return nil, err
		}
		dfe, q, _, ok := ledger.ParseSignOffKey(key)
		if !ok {
			continue
		}
		if returned[q.String()] == nil {
			returned[q.String()] = map[string]bool{}
		}
		returned[q.String()][dfe] = true
	}
	var all []Arrivals
	for _, c := range slices.Backward(changes) {
		q, err := period.Parse(c.Period)
		if err != nil {
			return nil, err
		}
		all = append(all, Arrivals{Period: q, Open: c.Open, Returned: returned[c.Period], Areas: len(p.areas.On(q.End()))})
	}
	return all, nil
}
