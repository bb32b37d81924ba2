package ledger

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// checkChains looks whether the links of each chain follow one another, and
// gathers what they announce.
func (v *verifier) checkChains() {
	for _, chain := range slices.Sorted(maps.Keys(v.links)) {
		links := v.links[chain]
		last := slices.Max(slices.Collect(maps.Keys(links)))
		before := ""
		for n := 1; n <= last; n++ {
			link, ok := links[n]
			if !ok {
				v.add(LinkRemoved, LinkKey(chain, n), "Link %d of chain %s is not there, but link %d is.", n, chain, slices.Min(later(links, n)))
				before = ""
				continue
			}
			if _, there := links[n-1]; (there || n == 1) && link.Before != before {
				v.add(LinkChanged, v.blame(chain, n), "Links %d and %d of chain %s do not fit together: one of them was changed, or swapped with another.", n-1, n, chain)
			}
			before = link.head.SHA256
			for _, e := range link.Entries {
				v.announced[e.Key] = append(v.announced[e.Key], announcement{e.SHA256, chain, n})
			}
		}
	}
}

func later(links map[int]readLink, n int) []int {
	var all []int
	for m := range links {
		if m > n {
			all = append(all, m)
		}
	}
	return all
}

// blame returns the key of the one of two links that do not fit together that
// a seal says is another; of link n where none says anything.
func (v *verifier) blame(chain string, n int) string {
	for _, s := range v.seals {
		if s.Seal == nil {
			continue
		}
		for _, h := range s.Seal.Heads {
			if h.Chain == chain && h.Number == n-1 && h.SHA256 != v.links[chain][n-1].head.SHA256 {
				return LinkKey(chain, n-1)
			}
		}
	}
	return LinkKey(chain, n)
}

// checkHead looks whether a link is there as somebody saw it.
func (v *verifier) checkHead(h Head, who string) {
	link, ok := v.links[h.Chain][h.Number]
	switch {
	case ok && link.head.SHA256 == h.SHA256:
	case ok:
		v.add(LinkChanged, LinkKey(h.Chain, h.Number), "Link %d of chain %s is not the one that %s saw.", h.Number, h.Chain, who)
	case len(later(v.links[h.Chain], h.Number)) > 0:
		v.add(LinkRemoved, LinkKey(h.Chain, h.Number), "Link %d of chain %s is not there, though %s saw it.", h.Number, h.Chain, who)
	default:
		last := 0
		for n := range v.links[h.Chain] {
			last = max(last, n)
		}
		at := fmt.Sprintf("ends at link %d", last)
		if last == 0 {
			at = "is gone"
		}
		v.add(ChainCut, LinkPrefix(h.Chain), "Chain %s %s, but %s saw link %d: its end was removed.", h.Chain, at, who, h.Number)
	}
}

// checkSealed looks whether all that the seals saw is still there.
func (v *verifier) checkSealed() {
	for _, s := range slices.Backward(v.seals) {
		if s.Seal == nil {
			v.add(LinkChanged, LinkKey(sealChain, s.Number), "Link %d of the chain of seals holds no seal.", s.Number)
			continue
		}
		who := fmt.Sprintf("seal %d of %s", s.Number, s.Seal.At.UTC().Format("2 January 2006 at 15:04"))
		for _, h := range s.Seal.Heads {
			v.checkHead(h, who)
		}
		for _, p := range s.Seal.Published {
			i := slices.IndexFunc(v.manifests, func(m manifest) bool { return m.key == p.Key })
			switch {
			case i < 0:
				v.add(Unpublished, p.Key, "This manifest is gone, though %s saw it.", who)
			case v.manifests[i].sha256 != p.SHA256:
				v.add(Unpublished, p.Key, "This manifest is not the one that %s saw.", who)
			}
		}
	}
}

// sealedUpTo returns the number of the last link of each chain that is sealed,
// and what seals settled as never written.
func (v *verifier) sealedUpTo() (up map[string]int, unwritten map[Lost]bool) {
	up, unwritten = map[string]int{sealChain: len(v.seals)}, map[Lost]bool{}
	for _, s := range v.seals {
		if s.Seal == nil {
			continue
		}
		for _, h := range s.Seal.Heads {
			up[h.Chain] = max(up[h.Chain], h.Number)
		}
		for _, u := range s.Seal.Unwritten {
			unwritten[u] = true
		}
	}
	return up, unwritten
}

// checkEntries holds every entry to what was announced, and what was announced
// to the entries.
func (v *verifier) checkEntries() {
	up, unwritten := v.sealedUpTo()
	if len(v.links) == 0 && len(v.entries) > 0 {
		v.add(ChainCut, Chains, "There are %d entries and no chain at all: the chains were removed, or these are records of a release that had none.", len(v.entries))
		return
	}
	for _, key := range slices.Sorted(maps.Keys(v.entries)) {
		said := v.announced[key]
		if len(said) == 0 {
			v.add(EntryInserted, key, "Nothing announced this entry: it was put in, or the link that announced it was taken out.")
			continue
		}
		// One that a seal settled as never written may be there after all: it
		// is what was announced then, written late.
		if !slices.ContainsFunc(said, func(a announcement) bool { return a.sha256 == v.entries[key] }) {
			v.add(EntryChanged, key, "This entry is not what link %d of chain %s announced: it was changed.", said[len(said)-1].number, said[len(said)-1].chain)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(v.announced)) {
		if _, there := v.entries[key]; there {
			continue
		}
		said := v.announced[key]
		i := slices.IndexFunc(said, func(a announcement) bool {
			return a.number <= up[a.chain] && !unwritten[Lost{Input{key, a.sha256}, a.chain, a.number}]
		})
		switch {
		case i >= 0:
			v.add(EntryRemoved, key, "This entry is gone: link %d of chain %s announced it, and it was there when the chain was sealed.", said[i].number, said[i].chain)
		case said[len(said)-1].number > up[said[len(said)-1].chain]:
			v.add(Pending, key, "This entry is announced and not there yet: it is being written, or who wrote it ended before. The next seals settle it.")
		default:
			v.add(Unwritten, key, "This entry was announced and never written: who was about to write it ended before. It was settled within minutes.")
		}
	}
}

// checkSignOffs looks whether every sign-off follows from the approvals given
// for it.
func (v *verifier) checkSignOffs() {
	for _, key := range slices.Sorted(maps.Keys(v.signOffs)) {
		dfe, p, n, _ := ParseSignOffKey(key)
		var log []Approval
		for k := 1; ; k++ {
			given, ok := v.approvals[ApprovalKey(dfe, p, n, k)]
			if !ok {
				break
			}
			log = append(log, given...)
		}
		want, ok := Closing(log)
		if !ok || !same(want, v.signOffs[key]) {
			v.add(Unapproved, key, "This sign-off is not what the approvals of the four partners amount to.")
		}
	}
}

// same reports whether two records say the same as JSON.
func same(a, b any) bool {
	x, err := json.Marshal(a)
	y, err2 := json.Marshal(b)
	return err == nil && err2 == nil && reflect.DeepEqual(x, y)
}

// checkManifests looks whether the inputs of publications are still what they
// were made from, and whether the seals that they saw are there.
func (v *verifier) checkManifests() {
	for _, m := range v.manifests {
		what := strings.TrimSuffix(m.key, "/manifest.json")
		if m.Seal != nil {
			v.checkHead(*m.Seal, what)
		}
		if m.Before != nil {
			i := slices.IndexFunc(v.manifests, func(o manifest) bool { return o.key == m.Before.Key })
			switch {
			case i < 0:
				v.add(Unpublished, m.Before.Key, "This manifest is gone, though %s was made after it.", what)
			case v.manifests[i].sha256 != m.Before.SHA256:
				v.add(Unpublished, m.Before.Key, "This manifest is not the one that %s was made after.", what)
			}
		}
		for _, in := range m.Inputs {
			hash, there := v.entries[in.Key]
			switch {
			case !there:
				v.add(EntryRemoved, in.Key, "This entry is gone, though %s was made from it.", what)
			case hash != in.SHA256:
				v.add(EntryChanged, in.Key, "This entry is not the one that %s was made from: it was changed.", what)
			}
		}
	}
}

// checkFiles looks whether the files of the publications in force, which pages
// and the API answer from, are what their manifests say. Those of earlier ones
// are not read: nobody answers from them, and each has some 100 MB.
func (v *verifier) checkFiles(ctx context.Context) error {
	for prefix, seq := range map[string]int{Benchmarks: v.current.Benchmarks, Library: v.current.Library} {
		if seq == 0 {
			continue
		}
		key := SnapshotKey(prefix, seq, "manifest.json")
		i := slices.IndexFunc(v.manifests, func(m manifest) bool { return m.key == key })
		if i < 0 {
			v.add(Unpublished, key, "This manifest is gone, though its publication is in force.")
			continue
		}
		for _, f := range v.manifests[i].Files {
			body, _, err := v.src.Get(ctx, f.Key)
			switch {
			case errors.Is(err, ErrNotFound):
				v.add(Unpublished, f.Key, "This published file is gone, though its publication is in force.")
			case err != nil:
				return fmt.Errorf("read %s: %w", f.Key, err)
			case Hash(body) != f.SHA256:
				v.add(Unpublished, f.Key, "This published file is not the one that was published: it was changed.")
			}
		}
	}
	return nil
}

// checkBefore looks whether the heads that somebody kept are still there.
func (v *verifier) checkBefore() {
	for _, h := range v.o.Before {
		v.checkHead(h, "the report that you gave")
	}
}

// checkVersions names what was written or deleted more than once, of storage
// that can say so.
func (v *verifier) checkVersions(ctx context.Context) error {
	src, ok := v.src.(VersionedSource)
	if !ok {
		return nil
	}
	var all []Rewritten
	for r, err := range src.Versions(ctx, entriesPrefix) {
		if err != nil {
			return fmt.Errorf("list versions: %w", err)
		}
		if r.Versions > 1 {
			all = append(all, r)
		}
	}
	slices.SortFunc(all, func(a, b Rewritten) int { return cmp.Compare(a.Key, b.Key) })
	for _, r := range all {
		v.add(Rewrote, r.Key, "Storage keeps %d versions of this object, which is written once: it was changed or deleted, and the first version can be brought back.", r.Versions)
	}
	return nil
}
