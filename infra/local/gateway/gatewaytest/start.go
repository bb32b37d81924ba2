// Package gatewaytest gives tests a bucket on a real S3 server inside the
// test's own process.
package gatewaytest

import (
	"context"
	"net/http"
	"testing"

	"earlyhelp/infra/local/gateway"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/s3store"
)

// Start runs a server until the test ends, and returns how to reach its
// bucket. One can run at a time, so a test that uses it is not parallel. It
// changes the working directory: read testdata first, or by absolute path.
func Start(t testing.TB) s3store.Config {
	t.Helper()
	t.Chdir(t.TempDir()) // puts the working directory back afterwards
	g, err := gateway.Start(context.Background(), gateway.Options{
		Dir: t.TempDir(), Bucket: "test-bucket", Mutable: []string{ledger.CurrentKey},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		// The server waits for connections that nobody will use again.
		http.DefaultTransport.(*http.Transport).CloseIdleConnections()
		if err := g.Close(); err != nil {
			t.Error(err)
		}
	})
	return g.Store
}

// Open is Start followed by opening the bucket. Transport, when not nil,
// carries every request, so that faults can be put in.
func Open(t testing.TB, transport http.RoundTripper) *s3store.Store {
	t.Helper()
	cfg := Start(t)
	if transport != nil {
		cfg.Client = &http.Client{Transport: transport}
	}
	s, err := s3store.Open(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
