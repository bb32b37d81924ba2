package provenance

import (
	"cmp"
	"encoding/json"
	"slices"
	"sync"
	"testing"
	"time"

	"earlyhelp/shared/area"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/ledger/ledgertest"
	"earlyhelp/shared/provenance/provenancetest"
	"earlyhelp/shared/published"
	"earlyhelp/shared/returns"
)

// A land is a small country of sixteen areas with a ledger, returns as
// workbooks and one publication, number 7.
type land struct {
	testing.TB
	objects *ledgertest.Objects
	ledger  *ledger.Ledger
	tracer  *Tracer
}

// newLand is made once: what a test does to its records is done to a copy.
func newLand(t testing.TB) *land {
	t.Helper()
	once.Do(func() { first = makeLand(t) })
	if first == nil {
		t.Fatal("the land could not be made")
	}
	l := *first
	l.TB, l.objects = t, ledgertest.New()
	for key, body := range first.objects.Dump() {
		l.objects.Put(key, []byte(body))
	}
	l.ledger = ledger.New(l.objects)
	tracer := *first.tracer
	tracer.Records = NewRecords(l.ledger)
	l.tracer = &tracer
	return &l
}

var (
	once  sync.Once
	first *land
)

func makeLand(t testing.TB) *land {
	t.Helper()
	l := &land{TB: t, objects: ledgertest.New()}
	l.ledger = ledger.New(l.objects)
	provenancetest.SignAll(t, l.ledger)
	l.publish()
	return l
}

// publish publishes what is signed as sequence 7.
func (l *land) publish() {
	l.Helper()
	in := benchmark.Input{Catalogue: indicator.All(), Register: area.England(), Published: published.Series()}
	m := ledger.Manifest{Sequence: 7, CodeVersion: "test", At: provenancetest.SignedAt.Add(time.Minute),
		Files: []ledger.Input{{Key: ledger.SnapshotKey(ledger.Benchmarks, 7, "facts.csv"), SHA256: "f00d"}}}
	signOffs, err := l.ledger.SignOffs(l.Context())
	if err != nil {
		l.Fatal(err)
	}
	for _, s := range signOffs {
		signed := benchmark.Signed{Return: l.counts(s.Submission, &m), Submission: s.Submission}
		for n := 1; n < s.Number; n++ {
			signed.Earlier = append(signed.Earlier, l.counts(provenancetest.ID(s.Area, n), nil))
		}
		in.Returns = append(in.Returns, signed)
		l.input(&m, s.Key)
	}
	m.Counts = map[string]int{"returns": len(in.Returns)}
	slices.SortFunc(m.Inputs, func(a, b ledger.Input) int { return cmp.Compare(a.Key, b.Key) })
	body, err := json.Marshal(m)
	if err != nil {
		l.Fatal(err)
	}
	l.objects.Put(ledger.SnapshotKey(ledger.Benchmarks, 7, "manifest.json"), body)
	public, full, err := benchmark.Build(in)
	if err != nil {
		l.Fatal(err)
	}
	w := World{Register: in.Register, Catalogue: in.Catalogue, Published: in.Published}
	o := benchmark.SnapshotOptions{Version: "7", Catalogue: w.Catalogue, Register: w.Register}
	l.tracer = &Tracer{World: w, Records: NewRecords(l.ledger)}
	o.View = benchmark.Public
	l.tracer.Public = benchmark.NewSnapshot(public, o)
	o.View = benchmark.Full
	l.tracer.Full = benchmark.NewSnapshot(full, o)
}

// counts reads an accepted return, and names what it is made of in m.
func (l *land) counts(id string, m *ledger.Manifest) *returns.Return {
	l.Helper()
	o, err := l.ledger.Outcome(l.Context(), id)
	if err != nil {
		l.Fatal(err)
	}
	c, err := l.ledger.Counts(l.Context(), o.CountsKey)
	if err != nil {
		l.Fatal(err)
	}
	r, err := c.Return()
	if err != nil {
		l.Fatal(err)
	}
	if m != nil {
		l.input(m, o.CountsKey)
		l.input(m, o.WorkbookKey)
	}
	return r
}

func (l *land) input(m *ledger.Manifest, key string) {
	l.Helper()
	body, _, err := l.objects.Get(l.Context(), key)
	if err != nil {
		l.Fatal(err)
	}
	m.Inputs = append(m.Inputs, ledger.Input{Key: key, SHA256: ledger.Hash(body)})
}
