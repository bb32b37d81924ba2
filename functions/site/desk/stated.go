package desk

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"earlyhelp/shared/ledger"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

// Stated returns the facts about its partnership that an area gave in the
// return in force for a period, nil where there is none. They are open to
// everybody: a fact about a partnership (class D5) is not suppressed, and the
// link beside it is the address of a public page. What was typed beside them
// is left out.
func (d *Desk) Stated(ctx context.Context, dfe string, q period.Period) ([]returns.Fact, error) {
	signed, err := d.ledger.SignOffsFor(ctx, dfe, q)
	if err != nil {
		return nil, fmt.Errorf("facts of %s for %s: %w", dfe, q, err)
	}
	if len(signed) == 0 {
		return nil, nil
	}
	s := signed[len(signed)-1]
	if facts, ok := d.stated.get(s.Key); ok {
		return facts, nil
	}
	facts, err := d.facts(ctx, s)
	if errors.Is(err, ledger.ErrNotFound) {
		return nil, nil // no publication holds it either
	}
	if err != nil {
		return nil, fmt.Errorf("facts of %s for %s: %w", dfe, q, err)
	}
	d.stated.put(s.Key, facts)
	return facts, nil
}

func (d *Desk) facts(ctx context.Context, s ledger.Signed) ([]returns.Fact, error) {
	o, err := d.ledger.Outcome(ctx, s.Submission)
	if err != nil {
		return nil, err
	}
	c, err := d.ledger.Counts(ctx, o.CountsKey)
	if err != nil {
		return nil, err
	}
	c.Counts = nil // a hundred kilobytes that nobody asked for
	r, err := c.Return()
	if err != nil {
		return nil, err
	}
	for i := range r.Facts {
		r.Facts[i].Note = ""
	}
	return r.Facts, nil
}

// A factCache remembers what sign-offs stated, which never changes: a page
// about one area asks for ten others.
type factCache struct {
	mu sync.Mutex
	by map[string][]returns.Fact
}

// mostStated is how many sign-offs are remembered: every area in a dozen
// periods, some 200 bytes each.
const mostStated = 2000

func (c *factCache) get(key string) ([]returns.Fact, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	facts, ok := c.by[key]
	return facts, ok
}

func (c *factCache) put(key string, facts []returns.Fact) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.by == nil || len(c.by) >= mostStated {
		c.by = map[string][]returns.Fact{}
	}
	c.by[key] = facts
}
