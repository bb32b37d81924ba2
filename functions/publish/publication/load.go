package publication

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"golang.org/x/sync/errgroup"

	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

// readAhead is how many objects are read at once: enough to hide the round
// trip to S3 (about 20 ms) behind 2,000 of them in under two seconds.
const readAhead = 32

// loaded is a signed return as publications need it.
type loaded struct {
	key    string // of the sign-off
	signed benchmark.Signed
	inputs []ledger.Input
}

// errNotBorneOut says that a sign-off and the outcome of its submission do not
// agree.
var errNotBorneOut = errors.New("the sign-off is not borne out by an accepted return")

// load reads the returns of sign-offs, in their order. Those that are not
// borne out are left out and counted.
func (h *Handler) load(ctx context.Context, signOffs []ledger.Signed) (all []loaded, leftOut int, err error) {
	got := make([]loaded, len(signOffs))
	fail := make([]error, len(signOffs))
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(readAhead)
	for i, s := range signOffs {
		if l, ok := h.known[s.Key]; ok {
			got[i] = l
			continue
		}
		g.Go(func() error {
			got[i], fail[i] = h.read(gctx, s)
			if errors.Is(fail[i], errNotBorneOut) {
				return nil
			}
			return fail[i]
		})
	}
	if err := g.Wait(); err != nil {
		return nil, 0, err
	}
	for i, l := range got {
		if fail[i] != nil {
			h.log.ErrorContext(ctx, "publish: left out", "area", signOffs[i].Area, "period", signOffs[i].Period, "err", fail[i])
			leftOut++
			continue
		}
		if _, ok := h.known[l.key]; !ok {
			h.intern(l.signed.Return)
			for _, r := range l.signed.Earlier {
				h.intern(r)
			}
			h.known[l.key] = l
		}
		all = append(all, l)
	}
	return all, leftOut, nil
}

// read reads the return that a sign-off approved, and those that earlier
// sign-offs of the same area and period had approved.
func (h *Handler) read(ctx context.Context, s ledger.Signed) (loaded, error) {
	a, err := h.approved(ctx, s)
	if err != nil {
		return loaded{}, err
	}
	signOff, _, err := h.ledger.Objects().Get(ctx, s.Key) // as it is kept: a newer program may spell it otherwise
	if err != nil {
		return loaded{}, fmt.Errorf("read %s: %w", s.Key, err)
	}
	l := loaded{
		key:    s.Key,
		signed: benchmark.Signed{Return: a.r, Submission: s.Submission},
		inputs: []ledger.Input{
			a.counts,
			{Key: a.workbookKey, SHA256: s.SHA256},
			{Key: s.Key, SHA256: ledger.Hash(signOff)},
		},
	}
	if s.Number <= 1 {
		return l, nil
	}
	all, err := h.ledger.SignOffsFor(ctx, s.Area, a.r.Period)
	if err != nil {
		return loaded{}, err
	}
	for _, before := range all {
		if before.Number >= s.Number {
			break
		}
		was, err := h.approved(ctx, before)
		if errors.Is(err, errNotBorneOut) {
			h.log.ErrorContext(ctx, "publish: no comparison with an earlier version", "area", s.Area, "period", s.Period, "err", err)
			continue
		}
		if err != nil {
			return loaded{}, err
		}
		l.signed.Earlier = append(l.signed.Earlier, was.r)
		if was.counts != a.counts { // the same submission may be signed twice
			l.inputs = append(l.inputs, was.counts)
		}
	}
	return l, nil
}

// approved is a return that a sign-off approved.
type approved struct {
	r           *returns.Return
	counts      ledger.Input
	workbookKey string
}

func (h *Handler) approved(ctx context.Context, s ledger.Signed) (approved, error) {
	p, err := period.Parse(s.Period)
	if err != nil {
		return approved{}, fmt.Errorf("%s: %w: %w", s.Key, errNotBorneOut, err)
	}
	o, err := h.ledger.Outcome(ctx, s.Submission)
	if errors.Is(err, ledger.ErrNotFound) {
		return approved{}, fmt.Errorf("%s: %w: no outcome", s.Key, errNotBorneOut)
	}
	if err != nil {
		return approved{}, err
	}
	want := ledger.CountsKey(s.Area, p, s.Submission)
	if o.Verdict != returns.Accepted || o.Area != s.Area || o.Period != s.Period || o.SHA256 != s.SHA256 || o.CountsKey != want {
		return approved{}, fmt.Errorf("%s: %w: the outcome says otherwise", s.Key, errNotBorneOut)
	}
	body, _, err := h.ledger.Objects().Get(ctx, want)
	if errors.Is(err, ledger.ErrNotFound) {
		return approved{}, fmt.Errorf("%s: %w: its counts are gone", s.Key, errNotBorneOut)
	}
	if err != nil {
		return approved{}, fmt.Errorf("read %s: %w", want, err)
	}
	var counts ledger.Counts
	if err := json.Unmarshal(body, &counts); err != nil {
		return approved{}, fmt.Errorf("%s: %w: %w", want, errNotBorneOut, err)
	}
	r, err := counts.Return()
	if err != nil || r.Area != s.Area || r.Period != p {
		return approved{}, fmt.Errorf("%s: %w: the counts are of another return", want, errNotBorneOut)
	}
	if _, ok := h.o.Register.Find(r.Area); !ok {
		return approved{}, fmt.Errorf("%s: %w: there is no such area", s.Key, errNotBorneOut)
	}
	return approved{r, ledger.Input{Key: want, SHA256: ledger.Hash(body)}, o.WorkbookKey}, nil
}

// intern keeps only the counts that figures are made of, parts that are not
// available left out, and one copy of each word in them: a thousand returns
// say the same few hundred words.
func (h *Handler) intern(r *returns.Return) {
	needed := map[string]bool{}
	for _, d := range h.o.Catalogue.Computed() {
		needed[d.Numerator] = true
		if !indicator.IsPopulation(d.Denominator) {
			needed[d.Denominator] = true
		}
	}
	one := func(s string) string {
		if w, ok := h.words[s]; ok {
			return w
		}
		h.words[s] = s
		return s
	}
	kept := make([]returns.Count, 0, len(r.Counts))
	for _, c := range r.Counts {
		if needed[c.Measure] && (c.Breakdown == returns.Total || c.State != returns.NotAvailable) {
			c.Sheet, c.Measure, c.Breakdown, c.Category = one(c.Sheet), one(c.Measure), one(c.Breakdown), one(c.Category)
			c.Ref.Sheet, c.Note = c.Sheet, ""
			kept = append(kept, c)
		}
	}
	r.Counts = kept
}
