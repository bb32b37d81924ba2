package ledger

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// A verifier gathers what Verify needs.
type verifier struct {
	src Source
	o   VerifyOptions

	mu        sync.Mutex
	read      atomic.Int64
	entries   map[string]string // key -> hash
	signOffs  map[string]SignOff
	approvals map[string][]Approval
	links     map[string]map[int]readLink
	seals     []readLink // of the chain of seals, in order
	manifests []manifest
	current   Current
	announced map[string][]announcement

	findings []Finding
	told     map[string]bool // kind and key
}

// An announcement is what a link says about a key.
type announcement struct {
	sha256 string
	chain  string
	number int
}

type manifest struct {
	Manifest
	key, sha256 string
}

func (v *verifier) add(kind FindingKind, key, format string, args ...any) {
	id := string(kind) + " " + key
	if v.told == nil {
		v.told = map[string]bool{}
	}
	if v.told[id] {
		return
	}
	v.told[id] = true
	v.findings = append(v.findings, Finding{Kind: kind, Key: key, Problem: kind != Pending && kind != Unwritten, Message: fmt.Sprintf(format, args...)})
}

// each reads the objects with a prefix, several at once.
func (v *verifier) each(ctx context.Context, prefix string, want func(key string) bool, see func(key string, body []byte)) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(readAhead)
	for key, err := range v.src.List(ctx, prefix, "") {
		if err != nil {
			return errors.Join(fmt.Errorf("list %s: %w", prefix, err), g.Wait())
		}
		v.mu.Lock()
		wanted := want(key)
		v.mu.Unlock()
		if !wanted {
			continue
		}
		g.Go(func() error {
			body, _, err := v.src.Get(ctx, key)
			if errors.Is(err, ErrNotFound) {
				return nil // it went between the two; what names it will tell
			}
			if err != nil {
				return fmt.Errorf("read %s: %w", key, err)
			}
			v.mu.Lock()
			see(key, body)
			v.mu.Unlock()
			if n := v.read.Add(1); v.o.Progress != nil && n%1000 == 0 {
				v.o.Progress(int(n))
			}
			return nil
		})
	}
	return g.Wait()
}

func (v *verifier) readManifests(ctx context.Context) error {
	for _, prefix := range []string{Benchmarks, Library} {
		err := v.each(ctx, prefix, func(key string) bool {
			_, _, file, ok := ParseSnapshotKey(key)
			return ok && file == "manifest.json"
		}, func(key string, body []byte) {
			m := manifest{key: key, sha256: Hash(body)}
			if err := json.Unmarshal(body, &m.Manifest); err != nil {
				v.add(Unpublished, key, "This manifest cannot be read: it was changed, or storage damaged it.")
			}
			v.manifests = append(v.manifests, m)
		})
		if err != nil {
			return err
		}
	}
	slices.SortFunc(v.manifests, func(a, b manifest) int { return cmp.Compare(a.key, b.key) })
	return nil
}

// readCurrent reads which publications are in force. It comes before their
// manifests, for these are written before they are put in force.
func (v *verifier) readCurrent(ctx context.Context) error {
	body, _, err := v.src.Get(ctx, CurrentKey)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read %s: %w", CurrentKey, err)
	}
	if err := json.Unmarshal(body, &v.current); err != nil {
		v.add(Unpublished, CurrentKey, "What says which publications are in force cannot be read.")
	}
	return nil
}

func (v *verifier) readSeals(ctx context.Context) error {
	return v.readChains(ctx, LinkPrefix(sealChain))
}

func (v *verifier) readLinks(ctx context.Context) error { return v.readChains(ctx, Chains) }

func (v *verifier) readChains(ctx context.Context, prefix string) error {
	err := v.each(ctx, prefix, func(key string) bool {
		chain, n, ok := ParseLinkKey(key)
		if !ok {
			v.add(EntryInserted, key, "This is no link of a chain. Nothing of ours puts such an object here.")
			return false
		}
		_, known := v.links[chain][n]
		return !known && (chain != sealChain || prefix != Chains) // later seals than those read may name what was not read
	}, func(key string, body []byte) {
		chain, n, _ := ParseLinkKey(key)
		link, err := parseLink(body)
		if err != nil || link.Chain != chain || link.Number != n {
			v.add(LinkChanged, key, "This link cannot be read as what it is, link %d of chain %s: it was changed, or put in another's place.", n, chain)
			link = Link{Chain: chain, Number: n}
		}
		if v.links[chain] == nil {
			v.links[chain] = map[int]readLink{}
		}
		v.links[chain][n] = readLink{link, Head{chain, n, Hash(body)}}
	})
	if prefix != Chains {
		for _, n := range slices.Sorted(maps.Keys(v.links[sealChain])) {
			v.seals = append(v.seals, v.links[sealChain][n])
		}
	}
	return err
}

func (v *verifier) readEntries(ctx context.Context) error {
	v.signOffs, v.approvals = map[string]SignOff{}, map[string][]Approval{}
	return v.each(ctx, entriesPrefix, func(key string) bool { return !strings.HasPrefix(key, Chains) }, func(key string, body []byte) {
		v.entries[key] = Hash(body)
		if _, _, _, ok := ParseSignOffKey(key); ok {
			var s SignOff
			if json.Unmarshal(body, &s) == nil {
				v.signOffs[key] = s
			}
		}
		if _, _, _, _, ok := ParseApprovalKey(key); ok {
			var a []Approval
			if json.Unmarshal(body, &a) == nil {
				v.approvals[key] = a
			}
		}
	})
}

func (v *verifier) report() Report {
	r := Report{Entries: len(v.entries), Chains: len(v.links), Seals: len(v.seals), Manifests: len(v.manifests), Heads: []Head{}, Findings: v.findings}
	for _, chain := range slices.Sorted(maps.Keys(v.links)) {
		links := v.links[chain]
		r.Links += len(links)
		r.Heads = append(r.Heads, links[slices.Max(slices.Collect(maps.Keys(links)))].head)
	}
	if n := len(v.seals); n > 0 && v.seals[n-1].Seal != nil {
		r.SealedAt = v.seals[n-1].Seal.At
	}
	if r.Findings == nil {
		r.Findings = []Finding{}
	}
	slices.SortFunc(r.Findings, func(a, b Finding) int {
		problems := 0
		if a.Problem != b.Problem {
			problems = 1
			if a.Problem {
				problems = -1
			}
		}
		return cmp.Or(problems, cmp.Compare(a.Key, b.Key), cmp.Compare(a.Kind, b.Kind))
	})
	return r
}
