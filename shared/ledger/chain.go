package ledger

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"

	"earlyhelp/shared/period"
)

// A Link is one link of a chain. Whatever is written to the ledger is announced
// by a link first, by its key and the hash of its bytes, and each link holds
// the hash of the one before: nothing can be changed, removed or put in
// afterwards without a link that no longer fits. Chains are many, one for an
// area and period, so that those who write at once are seldom in each other's
// way; the links of the chain of seals tie them together.
//
// Announcing comes first because a process may end at any moment. What was
// announced and is not there was never written, and says so until a Seal
// settles it; what is there and was never announced did not come from us.
type Link struct {
	Chain   string  `json:"chain"` // "returns/383/2026-Q2"
	Number  int     `json:"number"`
	Before  string  `json:"before,omitempty"` // SHA-256 of the bytes of the link before; "" for the first
	Entries []Input `json:"entries,omitempty"`
	Seal    *Seal   `json:"seal,omitempty"` // in the chain of seals alone
}

// A Head is a link as others name it.
type Head struct {
	Chain  string `json:"chain"`
	Number int    `json:"number"`
	SHA256 string `json:"sha256"` // of the bytes of the link
}

// The chains that are not of one area and period.
const (
	sealChain  = "seals"  // Seals
	strayChain = "strays" // outcomes of uploads that nobody asked for
)

// returnChain is the chain of everything about the return of an area and
// period: submissions, outcomes, what is kept, explanations, approvals and
// sign-offs.
func returnChain(dfe, period string) string { return "returns/" + dfe + "/" + period }

// chainOf returns the chain that an entry belongs to by its key alone: that of
// its area and period where the key names them, else one named like the folder
// it is in.
func chainOf(key string) string {
	if dfe, p, _, _, ok := ParseReturnKey(key); ok {
		return returnChain(dfe, p.String())
	}
	if dfe, p, _, _, ok := ParseExplanationsKey(key); ok {
		return returnChain(dfe, p.String())
	}
	if p, dfe, _, _, _, ok := ParseMessageKey(key); ok {
		return "messages/" + p.String() + "/" + dfe
	}
	return strings.TrimPrefix(path.Dir(key), entriesPrefix)
}

// chain returns the chain of everything about one outcome.
func (o Outcome) chain() string {
	if _, err := period.Parse(o.Period); err != nil || !validDFE(o.Area) {
		return strayChain
	}
	return returnChain(o.Area, o.Period)
}

// heads remembers the last link of each chain that was read or written.
type heads struct {
	mu   sync.Mutex
	last map[string]head
}

type head struct {
	Head
	entries []Input // of that link
}

func (h *heads) get(chain string) (head, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	last, ok := h.last[chain]
	return last, ok
}

// put remembers a link, unless a later one is known.
func (h *heads) put(link Link, body []byte) head {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.last == nil {
		h.last = map[string]head{}
	}
	if last, ok := h.last[link.Chain]; ok && last.Number >= link.Number {
		return last
	}
	last := head{Head{link.Chain, link.Number, Hash(body)}, link.Entries}
	h.last[link.Chain] = last
	return last
}

// announce adds a link that says what is about to be written. It must succeed
// before anything is; that a thing is then not written, or is there already,
// does no harm. What the last link announces already is not announced again,
// so that trying anew after a crash leaves no trace, unless a seal has settled
// meanwhile that it was never written.
func (l *Ledger) announce(ctx context.Context, chain string, entries ...Input) error {
	last, err := l.head(ctx, chain)
	for err == nil {
		if !slices.ContainsFunc(entries, func(e Input) bool { return !slices.Contains(last.entries, e) }) {
			settled, err := l.settled(ctx, last, entries)
			if err != nil {
				return fmt.Errorf("announce in chain %s: %w", chain, err)
			}
			if !settled {
				return nil
			}
		}
		last, err = l.append(ctx, last, Link{Chain: chain, Entries: entries})
		if err == nil || !errors.Is(err, ErrExists) {
			break
		}
		last, err = l.advance(ctx, chain, last) // somebody else's link came first
	}
	if err != nil {
		return fmt.Errorf("announce in chain %s: %w", chain, err)
	}
	return nil
}

// append adds a link after last, or returns ErrExists when another link took
// its place.
func (l *Ledger) append(ctx context.Context, last head, link Link) (head, error) {
	link.Number, link.Before = last.Number+1, last.SHA256
	body, err := json.Marshal(link)
	if err != nil {
		return last, err
	}
	if err := l.o.Create(ctx, LinkKey(link.Chain, link.Number), body, "application/json"); err != nil {
		return last, err
	}
	return l.heads.put(link, body), nil
}

// head returns the last link of a chain as far as it is known here; the zero
// head of a chain that has none.
func (l *Ledger) head(ctx context.Context, chain string) (head, error) {
	if last, ok := l.heads.get(chain); ok {
		return last, nil
	}
	keys, err := l.keys(ctx, LinkPrefix(chain), func(key string) bool {
		c, _, ok := ParseLinkKey(key)
		return ok && c == chain
	})
	if err != nil || len(keys) == 0 {
		return head{Head: Head{Chain: chain}}, err
	}
	_, n, _ := ParseLinkKey(keys[len(keys)-1])
	link, body, err := l.link(ctx, chain, n)
	if err != nil {
		return head{}, err
	}
	return l.heads.put(link, body), nil
}

// advance reads the links that came after last.
func (l *Ledger) advance(ctx context.Context, chain string, last head) (head, error) {
	for {
		link, body, err := l.link(ctx, chain, last.Number+1)
		if errors.Is(err, ErrNotFound) {
			return last, nil
		}
		if err != nil {
			return last, err
		}
		last = l.heads.put(link, body)
	}
}

// link reads one link.
func (l *Ledger) link(ctx context.Context, chain string, n int) (Link, []byte, error) {
	key := LinkKey(chain, n)
	body, _, err := l.o.Get(ctx, key)
	if err != nil {
		return Link{}, nil, fmt.Errorf("read %s: %w", key, err)
	}
	link, err := parseLink(body)
	if err == nil && (link.Chain != chain || link.Number != n) {
		err = fmt.Errorf("it says that it is link %d of chain %s", link.Number, link.Chain)
	}
	if err != nil {
		return Link{}, nil, fmt.Errorf("read %s: %w", key, err)
	}
	return link, body, nil
}

func parseLink(body []byte) (Link, error) {
	var link Link
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	return link, d.Decode(&link)
}

// An entry is an object about to be created.
type entry struct {
	key         string
	body        []byte
	contentType string
}

const jsonType = "application/json"

func jsonEntry(key string, v any) (entry, error) {
	body, err := json.Marshal(v)
	if err != nil {
		return entry{}, fmt.Errorf("create %s: %w", key, err)
	}
	return entry{key, body, jsonType}, nil
}

func inputs(entries ...entry) []Input {
	all := make([]Input, len(entries))
	for i, e := range entries {
		all[i] = Input{Key: e.key, SHA256: Hash(e.body)}
	}
	return all
}

// put creates an object that has been announced.
func (l *Ledger) put(ctx context.Context, e entry) error {
	if err := l.o.Create(ctx, e.key, e.body, e.contentType); err != nil {
		return fmt.Errorf("create %s: %w", e.key, err)
	}
	return nil
}

// putSame creates an object that has been announced. That it is there already
// is no error if it is the same.
func (l *Ledger) putSame(ctx context.Context, e entry) error {
	err := l.put(ctx, e)
	if !errors.Is(err, ErrExists) {
		return err
	}
	kept, _, getErr := l.o.Get(ctx, e.key)
	if getErr != nil {
		return fmt.Errorf("create %s: %w", e.key, getErr)
	}
	if !bytes.Equal(kept, e.body) {
		return err
	}
	return nil
}
