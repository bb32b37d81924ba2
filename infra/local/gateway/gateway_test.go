package gateway

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"earlyhelp/shared/ledger"
	"earlyhelp/shared/s3store"
)

// begin starts a server on dir and opens its bucket.
func begin(t *testing.T, dir string) (*Gateway, *s3store.Store) {
	t.Helper()
	g, err := Start(context.Background(), Options{Dir: dir, Bucket: "test-bucket", Mutable: []string{ledger.CurrentKey},
		Busy: []string{ledger.IncomingReturns, ledger.IncomingReviews}})
	if err != nil {
		t.Fatal(err)
	}
	s, err := s3store.Open(context.Background(), g.Store)
	if err != nil {
		t.Fatal(err)
	}
	return g, s
}

// TestMendsWhatAKillLeft makes the two states that a kill can leave: metadata
// of an object that was never linked in, and new metadata on an old object.
func TestMendsWhatAKillLeft(t *testing.T) {
	t.Chdir(t.TempDir())
	dir, ctx := t.TempDir(), context.Background()
	g, s := begin(t, dir)
	if err := s.Create(ctx, "ledger/never.json", []byte("1"), "application/json"); err != nil {
		t.Fatal(err)
	}
	if err := s.Swap(ctx, ledger.CurrentKey, []byte("old"), ""); err != nil {
		t.Fatal(err)
	}
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "objects/test-bucket/ledger/never.json")); err != nil {
		t.Fatal(err)
	}
	sum := md5.Sum([]byte("new"))
	tag := filepath.Join(dir, "meta/test-bucket", ledger.CurrentKey, sideCarDir, "etag")
	if _, err := os.Stat(tag); err != nil {
		t.Fatalf("the server keeps ETags elsewhere now: %v", err)
	}
	if err := os.WriteFile(tag, []byte(`"`+hex.EncodeToString(sum[:])+`"`), 0o600); err != nil {
		t.Fatal(err)
	}

	g, s = begin(t, dir)
	defer g.Close()
	if err := s.Create(ctx, "ledger/never.json", []byte("2"), "application/json"); err != nil {
		t.Errorf("Create of what was never linked in = %v", err)
	}
	body, etag, err := s.Get(ctx, ledger.CurrentKey)
	if err != nil || string(body) != "old" {
		t.Fatalf("Get of a torn object = %q, %v; want the old bytes", body, err)
	}
	if err := s.Swap(ctx, ledger.CurrentKey, []byte("new"), etag); err != nil {
		t.Errorf("Swap of a mended object = %v", err)
	}
}

func TestKeysAreOursAlone(t *testing.T) {
	dir := t.TempDir()
	first, err := loadKeys(dir)
	if err != nil {
		t.Fatal(err)
	}
	again, err := loadKeys(dir)
	if err != nil || again != first {
		t.Errorf("loadKeys again = other keys, %v", err)
	}
	info, err := os.Stat(filepath.Join(dir, "keys.json"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("keys.json is %v, %v; want readable by us alone", info.Mode(), err)
	}
	if err := os.WriteFile(filepath.Join(dir, "keys.json"), []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := loadKeys(dir); err == nil {
		t.Error("a file without keys is taken for one")
	}
	if _, err := Start(context.Background(), Options{Dir: "relative", Bucket: "b"}); err == nil {
		t.Error("a relative directory is taken")
	}
}

// TestNobodyElseGetsIn asks without a signature.
func TestNobodyElseGetsIn(t *testing.T) {
	t.Chdir(t.TempDir())
	g, s := begin(t, t.TempDir())
	defer g.Close()
	if err := s.Create(context.Background(), "ledger/x", []byte("x"), "text/plain"); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/test-bucket/ledger/x", "/test-bucket?list-type=2", "/"} {
		res, err := http.Get(g.Store.Endpoint + path)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != http.StatusForbidden {
			t.Errorf("GET %s without a signature = %s, want 403", path, res.Status)
		}
	}
	http.DefaultTransport.(*http.Transport).CloseIdleConnections()
}
