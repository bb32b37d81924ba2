package publication

import (
	"bytes"
	"context"
	"slices"
	"testing"

	"earlyhelp/shared/ledger"
	"earlyhelp/shared/ledger/ledgertest"
)

// TestManifestsBearWitness has each manifest name the seal and the manifest
// before it, so that neither can go without a trace.
func TestManifestsBearWitness(t *testing.T) {
	ctx := context.Background()
	o := ledgertest.New()
	l := ledger.New(o)
	h := quiet(t, o)
	for n := range 2 {
		ledgertest.Sign(t, l, ledgertest.Accept(t, l, id(n), aReturn([]string{"383", "850"}[n], 80), []byte{byte(n)}, noon), 1, noon)
		seal, _, err := l.Seal(ctx, noon)
		if err != nil {
			t.Fatal(err)
		}
		if err := h.Rebuild(ctx); err != nil {
			t.Fatal(err)
		}
		m, err := l.Manifest(ctx, ledger.Benchmarks, n+1)
		if err != nil || m.Seal == nil || *m.Seal != seal || (m.Before == nil) != (n == 0) {
			t.Fatalf("manifest %d: seal %+v, before %+v, %v; want seal %+v", n+1, m.Seal, m.Before, err, seal)
		}
	}
	if r, err := ledger.Verify(ctx, o, nil); err != nil || len(r.Findings) > 0 || r.Manifests != 2 {
		t.Errorf("untouched: %+v, %v", r, err)
	}
	o.Delete(ctx, ledger.SnapshotKey(ledger.Benchmarks, 1, "manifest.json"))
	for _, key := range o.Keys(ledger.LinkPrefix("seals")) {
		o.Delete(ctx, key)
	}
	r, err := ledger.Verify(ctx, o, nil)
	if err != nil || r.Problems() != 2 {
		t.Errorf("without seals and the first manifest: %+v, %v; want both missed", r.Findings, err)
	}
}

// TestInputsAreThoseKept has a sign-off that an older program spelled with
// another space: the manifest names it as it is kept, so that verifying does
// not take it for one that was changed.
func TestInputsAreThoseKept(t *testing.T) {
	ctx := context.Background()
	o := ledgertest.New()
	l := ledger.New(o)
	ledgertest.Sign(t, l, ledgertest.Accept(t, l, id(1), aReturn("383", 80), []byte("book"), noon), 1, noon)
	key := ledger.SignOffKey("383", quarter, 1)
	body, _, err := o.Get(ctx, key)
	if err != nil {
		t.Fatal(err)
	}
	body = bytes.Replace(body, []byte(","), []byte(", "), 1)
	o.Put(key, body)
	if err := quiet(t, o).Rebuild(ctx); err != nil {
		t.Fatal(err)
	}
	m, err := l.Manifest(ctx, ledger.Benchmarks, 1)
	if want := (ledger.Input{Key: key, SHA256: ledger.Hash(body)}); err != nil || !slices.Contains(m.Inputs, want) {
		t.Errorf("inputs %+v, %v; want %+v among them", m.Inputs, err, want)
	}
}
