// Package runner runs the whole platform in one process: a real S3 server, the
// functions behind queues as they are on AWS, the website, an identity
// provider to sign in with, and the demonstration.
//
//	browser --> site --> storage (gateway) --webhook--> queues --> functions
//	               \------------^                                     |
//	                            ^-------------------------------------'
//
// Everything that must last is in the storage. Queues live in memory: at the
// start, and every minute, whatever has no outcome is found and queued again.
package runner

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"earlyhelp/infra/local/gateway"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/s3store"
)

// Options say where to run and what to keep.
type Options struct {
	Addr  string // to listen on; default 127.0.0.1:8080
	Data  string // directory; default .local
	Empty bool   // no demonstration

	Browser  fs.FS              // of the module for the officer's browser; default none
	Log      *slog.Logger       // default: nothing
	Progress func(done, of int) // told how far the demonstration is
	Now      func() time.Time   // default time.Now
	Demo     func(*DemoOptions) // limits the demonstration, for tests
}

// DemoOptions limit the demonstration.
type DemoOptions struct{ Areas, Quarters int }

// Bucket is the name of the one bucket.
const Bucket = "earlyhelp"

// A Runner is the running platform.
type Runner struct {
	// URL is where the site answers, without a slash at the end.
	URL string
	// Store is the bucket, and Ledger the records in it.
	Store  *s3store.Store
	Ledger *ledger.Ledger

	o         Options
	lock      *os.File
	gateway   *gateway.Gateway
	functions *functions
	queues    *queues
	servers   []*http.Server
	site      atomic.Pointer[http.Handler]
	ready     chan struct{} // closed once ready
	failed    chan error    // holds why it will never be
	stop      context.CancelFunc
	work      sync.WaitGroup
}

// Start starts everything and returns while the demonstration may still be
// on its way: Ready waits for that.
func Start(ctx context.Context, o Options) (*Runner, error) {
	if o.Addr == "" {
		o.Addr = "127.0.0.1:8080"
	}
	if o.Data == "" {
		o.Data = ".local"
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	data, err := filepath.Abs(o.Data)
	if err != nil {
		return nil, fmt.Errorf("start: %w", err)
	}
	o.Data = data
	r := &Runner{o: o, ready: make(chan struct{}), failed: make(chan error, 1)}
	ctx, r.stop = context.WithCancel(context.WithoutCancel(ctx))
	if err := r.start(ctx); err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}

func (r *Runner) start(ctx context.Context) error {
	if err := os.MkdirAll(r.o.Data, 0o700); err != nil {
		return fmt.Errorf("make the data directory: %w", err)
	}
	var err error
	if r.lock, err = awaitLock(ctx, filepath.Join(r.o.Data, "lock")); err != nil {
		return fmt.Errorf("%s %w", r.o.Data, err)
	}
	listener, err := net.Listen("tcp", r.o.Addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("%s is in use: stop the program that listens there, or choose another address with -addr", r.o.Addr)
	}
	if err != nil {
		return fmt.Errorf("listen on %s: %w", r.o.Addr, err)
	}
	r.URL = baseURL(listener.Addr())
	r.functions = &functions{}
	r.queues = newQueues(r.functions, r.o.Log)
	hook, err := r.serveWebhook()
	if err != nil {
		listener.Close()
		return err
	}
	r.gateway, err = gateway.Start(ctx, gateway.Options{
		Dir: r.o.Data, Bucket: Bucket, Webhook: hook, Mutable: []string{ledger.CurrentKey},
		Busy: []string{ledger.IncomingReturns, ledger.IncomingReviews},
	})
	if err != nil {
		listener.Close()
		return err
	}
	if r.Store, err = s3store.Open(ctx, r.gateway.Store); err != nil {
		listener.Close()
		return err
	}
	r.Ledger = ledger.New(r.Store)
	r.serve(&http.Server{Handler: http.HandlerFunc(r.front), ReadHeaderTimeout: 10 * time.Second}, listener)
	if err := r.startFunctions(ctx); err != nil {
		return err
	}
	if err := r.startSite(ctx); err != nil {
		return err
	}
	r.work.Go(func() { r.becomeReady(ctx) })
	return nil
}

// errInUse says that another process has the lock.
var errInUse = errors.New("is in use by another runner: stop that one, or choose another directory with -data")

// lockLimit is how long a start waits for a runner that was killed to be gone:
// a busy machine takes a while to clear away a large process.
const lockLimit = 2 * time.Second

func awaitLock(ctx context.Context, name string) (*os.File, error) {
	for start := time.Now(); ; {
		f, err := lock(name)
		if err != nil && !errors.Is(err, errInUse) {
			return nil, fmt.Errorf("cannot be locked: %w", err)
		}
		if err == nil || time.Since(start) > lockLimit {
			return f, err
		}
		select {
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// Ready waits until the site shows what it should: with the demonstration,
// its first year published and its reviews in the library.
func (r *Runner) Ready(ctx context.Context) error {
	select {
	case <-r.ready:
		return nil
	case err := <-r.failed:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Close stops everything in order. What was being handled is found again at
// the next start.
func (r *Runner) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	var errs []error
	for _, s := range r.servers {
		if s.Shutdown(ctx) != nil {
			s.Close() // browsers keep connections open
		}
	}
	r.stop()
	r.work.Wait()
	if r.gateway != nil {
		errs = append(errs, r.gateway.Close())
	}
	if r.lock != nil {
		errs = append(errs, r.lock.Close())
	}
	return errors.Join(errs...)
}

func (r *Runner) serve(s *http.Server, l net.Listener) {
	r.servers = append(r.servers, s)
	r.work.Go(func() {
		if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			r.o.Log.Error("runner: server stopped", "addr", l.Addr().String(), "err", err)
		}
	})
}

// baseURL is how a browser on this machine reaches addr.
func baseURL(addr net.Addr) string {
	host, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		return "http://" + addr.String()
	}
	if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}
