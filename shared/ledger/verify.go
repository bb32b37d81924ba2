package ledger

import (
	"context"
	"fmt"
	"iter"
	"time"
)

// A Source is storage that is only read.
type Source interface {
	Get(ctx context.Context, key string) (body []byte, etag string, err error)
	List(ctx context.Context, prefix, after string) iter.Seq2[string, error]
}

// A VersionedSource can also say what was written over or deleted.
type VersionedSource interface {
	Source
	// Versions yields keys with the prefix, each with how often it was written
	// or deleted, in any order. A key that was written once need not be there.
	Versions(ctx context.Context, prefix string) iter.Seq2[Rewritten, error]
}

// A Rewritten is a key and how many versions of it storage keeps, marks of
// deletion among them.
type Rewritten struct {
	Key      string
	Versions int
}

// A FindingKind says what is wrong with the ledger.
type FindingKind string

// The kinds. All but Pending and Unwritten say that somebody meddled with the
// records, or that storage lost them.
const (
	EntryChanged  FindingKind = "entry-changed"  // an entry is not what was announced
	EntryRemoved  FindingKind = "entry-removed"  // an entry was there, and is not
	EntryInserted FindingKind = "entry-inserted" // nothing announced an entry
	LinkChanged   FindingKind = "link-changed"   // a link is not what others say of it
	LinkRemoved   FindingKind = "link-removed"   // a link is not there, but later ones are
	ChainCut      FindingKind = "chain-cut"      // a chain ends before a link that is known to have been there
	Rewrote       FindingKind = "rewritten"      // an object that is created once has several versions
	Unapproved    FindingKind = "not-approved"   // a sign-off does not follow from its approvals
	Unpublished   FindingKind = "publication"    // a published file is not what its manifest or a seal says

	Pending   FindingKind = "pending"   // announced just now, or by a process that ended; the next seals settle it
	Unwritten FindingKind = "unwritten" // announced and never written, as a seal settled
)

// A Finding is one thing that Verify found.
type Finding struct {
	Kind    FindingKind `json:"kind"`
	Key     string      `json:"key"`
	Problem bool        `json:"problem"` // else it is good to know and no fault
	Message string      `json:"message"` // one plain sentence
}

// A Report is what Verify found.
type Report struct {
	Entries  int       `json:"entries"` // records and files of the ledger
	Chains   int       `json:"chains"`
	Links    int       `json:"links"` // of all chains, seals among them
	Seals    int       `json:"seals"`
	SealedAt time.Time `json:"sealedAt,omitzero"` // when the last seal was made
	// Heads are the last links of the chains, sorted by chain: whoever keeps
	// them can see later that nothing before them was touched.
	Heads     []Head    `json:"heads"`
	Manifests int       `json:"manifests"` // publications whose inputs were looked up
	Findings  []Finding `json:"findings"`  // problems first, then by key
}

// Problems returns how many findings are problems.
func (r Report) Problems() int {
	n := 0
	for _, f := range r.Findings {
		if f.Problem {
			n++
		}
	}
	return n
}

// VerifyOptions are the parts of Verify that have defaults.
type VerifyOptions struct {
	// Before are heads that somebody kept: the ledger must still hold them.
	Before []Head
	// Progress is called now and then with how many objects have been read.
	Progress func(read int)
}

// Verify reads the whole ledger and every chain and says what does not fit:
// entries that were changed, removed or put in, links that were, chains that
// were cut short, and files of the publications in force that were changed. What nobody outside has seen can still be taken off the
// end by somebody who takes off the seals and publications after it as well:
// against that keep the heads of a report elsewhere, and give them as Before.
//
// The error is that of storage; what is wrong with the ledger is no error. It
// may run while the platform does: what belongs together is read in an order
// that lets nothing new look wrong. Time is that of reading every object once,
// memory some 300 bytes an object.
func Verify(ctx context.Context, src Source, o *VerifyOptions) (Report, error) {
	v := verifier{src: src, entries: map[string]string{}, links: map[string]map[int]readLink{}, announced: map[string][]announcement{}}
	if o != nil {
		v.o = *o
	}
	// What is in force names manifests, manifests name seals, seals name links
	// and entries, links announce entries: each is read before what it names,
	// but links after entries.
	for _, step := range []func(context.Context) error{v.readCurrent, v.readManifests, v.readSeals, v.readEntries, v.readLinks} {
		if err := step(ctx); err != nil {
			return Report{}, fmt.Errorf("verify: %w", err)
		}
	}
	v.checkChains()
	v.checkSealed()
	v.checkEntries()
	v.checkSignOffs()
	v.checkManifests()
	v.checkBefore()
	for _, check := range []func(context.Context) error{v.checkFiles, v.checkVersions} {
		if err := check(ctx); err != nil {
			return Report{}, fmt.Errorf("verify: %w", err)
		}
	}
	return v.report(), nil
}
