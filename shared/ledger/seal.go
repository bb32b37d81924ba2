package ledger

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"sync"
	"time"
)

// A Seal says how far every chain had come at a time. It ties the chains
// together: a chain cannot lose its end, nor vanish, without a seal that names
// a link that is gone. It also settles what was announced and never written.
type Seal struct {
	At time.Time `json:"at"`
	// Whole says that Heads names every chain, not only those that have grown
	// since the seal before, so that nobody has to read all seals.
	Whole   bool      `json:"whole,omitempty"`
	Heads   []Head    `json:"heads,omitempty"`
	Waiting []Waiting `json:"waiting,omitempty"`
	// Unwritten is what was announced and never written: what this seal settled
	// or, where Whole, all that was ever settled.
	Unwritten []Lost `json:"unwritten,omitempty"`
	// Published are the manifests of the sequences in force; of those that a
	// seal named before, only where Whole.
	Published []Input `json:"published,omitempty"`
}

// A Lost is an entry that a link announced and nobody wrote.
type Lost struct {
	Input
	Chain  string `json:"chain"`
	Number int    `json:"number"`
}

// A Waiting is a link that announces what is not there yet. A chain is sealed
// up to the link before.
type Waiting struct {
	Chain  string    `json:"chain"`
	Number int       `json:"number"`
	Since  time.Time `json:"since"`
}

const (
	// wholeEvery is how many seals there are from one that names every chain
	// to the next: reading the state takes at most so many objects, and the
	// whole ones (some 150 KB for all areas and nine periods) are few.
	wholeEvery = 64

	// settleAfter is how long a link may wait for what it announces. No
	// function runs longer (AWS, "Lambda quotas": 900 seconds), so that whoever
	// announced it is gone by then.
	settleAfter = 15 * time.Minute

	// listAllFrom is how many folders have to be looked into before one listing
	// of everything is quicker than one listing of each.
	listAllFrom = 200
)

// sealed is what the seals say all together, as far as they have been read.
type sealed struct {
	mu        sync.Mutex
	last      head
	heads     map[string]Head
	waiting   map[Waiting]bool // Since included
	published map[string]bool
	unwritten map[Lost]bool
}

func (s *sealed) apply(link Link, body []byte) error {
	if link.Seal == nil {
		return fmt.Errorf("link %d of chain %s is no seal", link.Number, link.Chain)
	}
	if s.heads == nil {
		s.heads, s.published, s.unwritten = map[string]Head{}, map[string]bool{}, map[Lost]bool{}
	}
	s.last = head{Head{link.Chain, link.Number, Hash(body)}, nil}
	for _, h := range link.Seal.Heads {
		s.heads[h.Chain] = h
	}
	s.waiting = map[Waiting]bool{}
	for _, w := range link.Seal.Waiting {
		s.waiting[w] = true
	}
	for _, p := range link.Seal.Published {
		s.published[p.Key] = true
	}
	for _, u := range link.Seal.Unwritten {
		s.unwritten[u] = true
	}
	return nil
}

// LastSeal returns the head of the chain of seals: what a publication records,
// so that its manifest bears witness to all that was sealed before. The zero
// Head means that nothing is sealed yet.
func (l *Ledger) LastSeal(ctx context.Context) (Head, error) {
	last, err := l.head(ctx, sealChain)
	if err == nil {
		last, err = l.advance(ctx, sealChain, last)
	}
	if err != nil || last.Number == 0 {
		return Head{}, err
	}
	return last.Head, nil
}

// Seal writes the next seal, as of now, and returns its head; false when there
// is nothing to seal. Links whose entries are all there are sealed at once;
// one that announces what is not there is waited for, since whoever announced
// it may be about to write, and is settled after a quarter of an hour: what is
// missing then was never written, and the seal says so. What is missing later
// was removed.
//
// A chain whose links do not fit is sealed no further, and the error names it:
// that is for earlyhelp verify and a person.
func (l *Ledger) Seal(ctx context.Context, now time.Time) (Head, bool, error) {
	s := &l.sealed
	s.mu.Lock()
	defer s.mu.Unlock()
	for ctx.Err() == nil {
		if err := l.readSeals(ctx, s); err != nil {
			return Head{}, false, fmt.Errorf("seal: %w", err)
		}
		next, broken := l.nextSeal(ctx, s, now.UTC())
		if next == nil {
			return Head{}, false, broken
		}
		_, err := l.append(ctx, s.last, Link{Chain: sealChain, Seal: next})
		if errors.Is(err, ErrExists) {
			continue // somebody else sealed at the same moment
		}
		if err != nil {
			return Head{}, false, errors.Join(fmt.Errorf("seal: %w", err), broken)
		}
		if err := l.readSeals(ctx, s); err != nil {
			return Head{}, false, fmt.Errorf("seal: %w", err)
		}
		return s.last.Head, true, broken
	}
	return Head{}, false, ctx.Err()
}

// settled reports whether a seal says that any of the entries that a link
// announces was never written.
func (l *Ledger) settled(ctx context.Context, link head, entries []Input) (bool, error) {
	l.sealed.mu.Lock()
	defer l.sealed.mu.Unlock()
	if err := l.readSeals(ctx, &l.sealed); err != nil {
		return false, err
	}
	return slices.ContainsFunc(entries, func(e Input) bool { return l.sealed.unwritten[Lost{e, link.Chain, link.Number}] }), nil
}

// readSeals reads the seals that s does not know: at first the last ones, back
// to one that names every chain.
func (l *Ledger) readSeals(ctx context.Context, s *sealed) error {
	after := ""
	if s.last.Number > 0 {
		after = LinkKey(sealChain, s.last.Number)
	}
	var numbers []int
	for key, err := range l.o.List(ctx, LinkPrefix(sealChain), after) {
		if err != nil {
			return fmt.Errorf("list seals: %w", err)
		}
		if chain, n, ok := ParseLinkKey(key); ok && chain == sealChain {
			numbers = append(numbers, n)
		}
	}
	if s.last.Number == 0 {
		s.last.Chain = sealChain
	}
	if len(numbers) == 0 {
		return nil
	}
	type read struct {
		link Link
		body []byte
	}
	var back []read
	for _, n := range slices.Backward(numbers) {
		link, body, err := l.link(ctx, sealChain, n)
		if err != nil {
			return err
		}
		back = append(back, read{link, body})
		if link.Seal != nil && link.Seal.Whole {
			s.heads = nil // what it says is all there is
			break
		}
	}
	for _, r := range slices.Backward(back) {
		if err := s.apply(r.link, r.body); err != nil {
			return err
		}
	}
	return nil
}

// nextSeal works out what the next seal says; nil when that is nothing new.
func (l *Ledger) nextSeal(ctx context.Context, s *sealed, now time.Time) (*Seal, error) {
	ends, err := l.ends(ctx)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	out := &Seal{At: now, Whole: s.last.Number%wholeEvery == 0}
	grown, errs := l.grown(ctx, s, ends)
	there, err := l.present(ctx, grown)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", errors.Join(append(errs, err)...))
	}
	heads := maps.Clone(s.heads)
	if heads == nil {
		heads = map[string]Head{}
	}
	changed := false
	for _, g := range grown {
		head, waiting, lost := g.upTo(there, s, now)
		out.Unwritten = append(out.Unwritten, lost...)
		if waiting != nil {
			out.Waiting = append(out.Waiting, *waiting)
			changed = changed || !s.waiting[*waiting]
		}
		if head.Number > g.from.Number {
			heads[g.chain], changed = head, true
			if !out.Whole {
				out.Heads = append(out.Heads, head)
			}
		}
	}
	if out.Whole {
		for _, chain := range slices.Sorted(maps.Keys(heads)) {
			out.Heads = append(out.Heads, heads[chain])
		}
	}
	if out.Published, err = l.manifests(ctx); err != nil {
		errs = append(errs, fmt.Errorf("seal: %w", err))
	}
	for _, m := range out.Published {
		changed = changed || !s.published[m.Key]
	}
	if !out.Whole {
		out.Published = slices.DeleteFunc(out.Published, func(m Input) bool { return s.published[m.Key] })
	}
	if !changed && len(out.Unwritten) == 0 {
		return nil, errors.Join(errs...)
	}
	if out.Whole {
		out.Unwritten = slices.AppendSeq(out.Unwritten, maps.Keys(s.unwritten))
		slices.SortFunc(out.Unwritten, func(a, b Lost) int {
			return cmp.Or(cmp.Compare(a.Chain, b.Chain), cmp.Compare(a.Number, b.Number), cmp.Compare(a.Key, b.Key))
		})
	}
	return out, errors.Join(errs...)
}

// growth is a chain that has links after the last sealed one.
type growth struct {
	chain string
	from  Head
	links []readLink
}

// grown returns the chains that have grown since they were last sealed, and
// what is wrong with those whose links do not fit.
func (l *Ledger) grown(ctx context.Context, s *sealed, ends map[string]int) (grown []growth, broken []error) {
	for _, chain := range slices.Sorted(maps.Keys(ends)) {
		from := s.heads[chain]
		if ends[chain] <= from.Number {
			continue
		}
		links, err := l.linksAfter(ctx, chain, from, ends[chain])
		if err != nil {
			broken = append(broken, fmt.Errorf("seal: %w", err))
			continue
		}
		grown = append(grown, growth{chain, from, links})
	}
	return grown, broken
}

// upTo returns how far a chain can be sealed, the link that it waits for, if
// any, and what was lost on the way there: announced and not there in time.
func (g growth) upTo(there map[string]bool, s *sealed, now time.Time) (head Head, waiting *Waiting, lost []Lost) {
	head = g.from
	for _, link := range g.links {
		absent := slices.DeleteFunc(slices.Clone(link.Entries), func(e Input) bool { return there[e.Key] })
		if len(absent) > 0 {
			w := Waiting{g.chain, link.Number, s.since(g.chain, link.Number, now)}
			if now.Sub(w.Since) < settleAfter {
				return head, &w, lost
			}
			for _, e := range absent {
				lost = append(lost, Lost{e, g.chain, link.Number})
			}
		}
		head = link.head
	}
	return head, nil, lost
}

// A readLink is a link with its own head.
type readLink struct {
	Link
	head Head
}

// since returns when a link was first waited for: now, if it was not.
func (s *sealed) since(chain string, n int, now time.Time) time.Time {
	for w := range s.waiting {
		if w.Chain == chain && w.Number == n {
			return w.Since
		}
	}
	return now
}

// ends returns the number of the last link of every chain but that of seals.
func (l *Ledger) ends(ctx context.Context) (map[string]int, error) {
	ends := map[string]int{}
	for key, err := range l.o.List(ctx, Chains, "") {
		if err != nil {
			return nil, fmt.Errorf("list chains: %w", err)
		}
		if chain, n, ok := ParseLinkKey(key); ok && chain != sealChain {
			ends[chain] = max(ends[chain], n)
		}
	}
	return ends, nil
}

// linksAfter reads the links of a chain after a head, which they must fit.
func (l *Ledger) linksAfter(ctx context.Context, chain string, from Head, end int) ([]readLink, error) {
	var links []readLink
	for n := from.Number + 1; n <= end; n++ {
		link, body, err := l.link(ctx, chain, n)
		if err != nil {
			return nil, err
		}
		if link.Before != from.SHA256 {
			return nil, fmt.Errorf("chain %s is broken: link %d does not follow the one before", chain, n)
		}
		from = Head{chain, n, Hash(body)}
		links = append(links, readLink{link, from})
	}
	return links, nil
}

// present looks which of the entries that links announce are there.
func (l *Ledger) present(ctx context.Context, grown []growth) (map[string]bool, error) {
	wanted, folders := map[string]bool{}, map[string]bool{}
	for _, g := range grown {
		for _, link := range g.links {
			for _, e := range link.Entries {
				wanted[e.Key] = true
				// The folders with everybody's things in them are long.
				if folder := path.Dir(e.Key) + "/"; folder == Submissions || folder == Outcomes {
					folders[e.Key] = true
				} else {
					folders[folder] = true
				}
			}
		}
	}
	prefixes := slices.Sorted(maps.Keys(folders))
	if len(prefixes) > listAllFrom {
		prefixes = []string{entriesPrefix}
	}
	there := map[string]bool{}
	for _, prefix := range prefixes {
		for key, err := range l.o.List(ctx, prefix, "") {
			if err != nil {
				return nil, fmt.Errorf("list %s: %w", prefix, err)
			}
			if wanted[key] {
				there[key] = true
			}
		}
	}
	return there, nil
}

// manifests returns the manifests of the sequences in force.
func (l *Ledger) manifests(ctx context.Context) ([]Input, error) {
	current, err := l.Current(ctx)
	if err != nil {
		return nil, err
	}
	var all []Input
	for prefix, seq := range map[string]int{Benchmarks: current.Benchmarks, Library: current.Library} {
		if seq == 0 {
			continue
		}
		known, seen := l.seen.Load(SnapshotKey(prefix, seq, "hash"))
		if !seen {
			m, err := l.ManifestInput(ctx, prefix, seq)
			if errors.Is(err, ErrNotFound) {
				continue // it is published anew
			}
			if err != nil {
				return nil, err
			}
			known, _ = l.seen.LoadOrStore(SnapshotKey(prefix, seq, "hash"), m)
		}
		all = append(all, known.(Input))
	}
	slices.SortFunc(all, func(a, b Input) int { return cmp.Compare(a.Key, b.Key) })
	return all, nil
}
