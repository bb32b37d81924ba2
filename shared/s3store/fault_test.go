package s3store_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"earlyhelp/infra/local/gateway/gatewaytest"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/ledger/ledgertest"
	"earlyhelp/shared/s3store"
)

// A fault meddles with one request: it may send it or not, and answer what it
// likes.
type fault func(r *http.Request, send http.RoundTripper) (*http.Response, error)

// Faults is a transport that applies the next fault of its list to each
// request that it is asked to meddle with, and nothing once they are used up.
type faults struct {
	mu     sync.Mutex
	only   func(*http.Request) bool
	list   []fault
	always func() fault // instead of list, where set
}

func (f *faults) RoundTrip(r *http.Request) (*http.Response, error) {
	f.mu.Lock()
	var next fault
	if f.only == nil || f.only(r) {
		switch {
		case f.always != nil:
			next = f.always()
		case len(f.list) > 0:
			next, f.list = f.list[0], f.list[1:]
		}
	}
	f.mu.Unlock()
	if next == nil {
		return http.DefaultTransport.RoundTrip(r)
	}
	return next(r, http.DefaultTransport)
}

func (f *faults) set(only func(*http.Request) bool, list ...fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.only, f.list = only, list
}

type timeoutError struct{}

func (timeoutError) Error() string   { return "i/o timeout" }
func (timeoutError) Timeout() bool   { return true }
func (timeoutError) Temporary() bool { return true }

func notSent(*http.Request, http.RoundTripper) (*http.Response, error) { return nil, timeoutError{} }

func lostAnswer(r *http.Request, send http.RoundTripper) (*http.Response, error) {
	resp, err := send.RoundTrip(r)
	if err == nil {
		io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
	}
	return nil, timeoutError{}
}

func hang(r *http.Request, _ http.RoundTripper) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

func answer(code int, xmlCode string) fault {
	return func(r *http.Request, _ http.RoundTripper) (*http.Response, error) {
		if r.Body != nil {
			io.Copy(io.Discard, r.Body)
		}
		body := `<?xml version="1.0"?><Error><Code>` + xmlCode + `</Code><Message>injected</Message></Error>`
		return &http.Response{
			StatusCode: code, Status: http.StatusText(code), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
			Header: http.Header{"Content-Type": {"application/xml"}}, Request: r,
			Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
		}, nil
	}
}

func cutShort(r *http.Request, send http.RoundTripper) (*http.Response, error) {
	resp, err := send.RoundTrip(r)
	if err == nil {
		resp.Body = io.NopCloser(io.MultiReader(io.LimitReader(resp.Body, 3), errReader{}))
	}
	return resp, err
}

type errReader struct{}

func (errReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// lostThen does something else at the moment when an answer is lost.
func lostThen(do func()) fault {
	return func(r *http.Request, send http.RoundTripper) (*http.Response, error) {
		resp, err := lostAnswer(r, send)
		do()
		return resp, err
	}
}

func method(m string) func(*http.Request) bool {
	return func(r *http.Request) bool { return r.Method == m }
}

func TestFaults(t *testing.T) {
	tr := &faults{}
	cfg := gatewaytest.Start(t)
	cfg.Client = &http.Client{Transport: tr}
	cfg.AttemptTimeout = 200 * time.Millisecond
	s := open(t, cfg)
	cfg.Client = nil
	clear := open(t, cfg)
	ctx := context.Background()
	broken := answer(500, "InternalError")
	conflict := answer(409, "ConditionalRequestConflict")
	put := method(http.MethodPut)

	t.Run("a create whose answers are lost is ours", func(t *testing.T) {
		for name, list := range map[string][]fault{
			"never sent at first":        {notSent, broken},
			"lost":                       {lostAnswer},
			"lost twice":                 {lostAnswer, lostAnswer},
			"lost, then broken":          {lostAnswer, broken},
			"lost, then a conflict":      {lostAnswer, conflict},
			"hung":                       {hang},
			"slow down":                  {answer(503, "SlowDown")},
			"in conflict, then accepted": {conflict, conflict},
		} {
			t.Run(name, func(t *testing.T) {
				key := "faults/create/" + name
				tr.set(put, list...)
				if err := s.Create(ctx, key, []byte("mine"), "text/plain"); err != nil {
					t.Errorf("Create = %v, want nil", err)
				}
				if got, _, err := clear.Get(ctx, key); err != nil || string(got) != "mine" {
					t.Errorf("Get = %q, %v", got, err)
				}
			})
		}
	})
	t.Run("a create that somebody else won is theirs, even with the same bytes", func(t *testing.T) {
		for name, list := range map[string][]fault{
			"plainly":           nil,
			"not sent at first": {notSent},
			"lost":              {lostAnswer},
		} {
			key := "faults/theirs/" + name
			if err := clear.Create(ctx, key, []byte("same"), "text/plain"); err != nil {
				t.Fatal(err)
			}
			tr.set(put, list...)
			if err := s.Create(ctx, key, []byte("same"), "text/plain"); !errors.Is(err, ledger.ErrExists) {
				t.Errorf("%s: Create = %v, want ErrExists", name, err)
			}
		}
	})
	t.Run("a swap whose answer is lost is ours", func(t *testing.T) {
		const key = "faults/swap"
		if err := clear.Swap(ctx, key, []byte("1"), ""); err != nil {
			t.Fatal(err)
		}
		_, etag, err := clear.Get(ctx, key)
		if err != nil {
			t.Fatal(err)
		}
		tr.set(put, lostAnswer, broken)
		if err := s.Swap(ctx, key, []byte("2"), etag); err != nil {
			t.Errorf("Swap = %v, want nil", err)
		}
		tr.set(put, notSent)
		if err := s.Swap(ctx, key, []byte("3"), etag); err == nil {
			t.Error("Swap on an old ETag = nil, want an error")
		}
	})
	t.Run("a swap that was overtaken while its answer was lost is not called stale", func(t *testing.T) {
		const key = "faults/overtaken"
		if err := clear.Swap(ctx, key, []byte("1"), ""); err != nil {
			t.Fatal(err)
		}
		_, etag, _ := clear.Get(ctx, key)
		tr.set(put, lostThen(func() {
			_, now, err := clear.Get(ctx, key)
			if err == nil {
				err = clear.Swap(ctx, key, []byte("3"), now)
			}
			if err != nil {
				t.Error(err)
			}
		}))
		err := s.Swap(ctx, key, []byte("2"), etag)
		if err == nil || errors.Is(err, ledger.ErrStale) {
			t.Errorf("Swap = %v; it took effect, so neither nil nor ErrStale is true", err)
		}
	})
	t.Run("reading goes on after faults", func(t *testing.T) {
		key, body := "faults/read", bytes.Repeat([]byte("x"), 1000)
		if err := clear.Create(ctx, key, body, "text/plain"); err != nil {
			t.Fatal(err)
		}
		tr.set(method(http.MethodGet), broken, cutShort, hang, notSent)
		if got, _, err := s.Get(ctx, key); err != nil || !bytes.Equal(got, body) {
			t.Errorf("Get = %d bytes, %v", len(got), err)
		}
		tr.set(method(http.MethodGet), broken, notSent)
		n := 0
		for _, err := range s.List(ctx, "faults/read", "") {
			if err != nil {
				t.Fatal(err)
			}
			n++
		}
		if n != 1 {
			t.Errorf("List gave %d keys, want 1", n)
		}
		tr.set(method(http.MethodDelete), lostAnswer, broken)
		if err := s.Delete(ctx, key); err != nil {
			t.Errorf("Delete = %v", err)
		}
	})
	t.Run("what stays broken is reported, and is no answer", func(t *testing.T) {
		always := []fault{broken, broken, broken, broken, broken}
		tr.set(nil, always...)
		_, _, err := s.Get(ctx, "faults/none")
		for _, not := range []error{ledger.ErrNotFound, ledger.ErrExists, ledger.ErrStale} {
			if err == nil || errors.Is(err, not) {
				t.Errorf("Get = %v", err)
			}
		}
		tr.set(nil, answer(403, "AccessDenied"), answer(403, "AccessDenied"))
		if err := s.Create(ctx, "faults/denied", nil, "text/plain"); err == nil || errors.Is(err, ledger.ErrExists) {
			t.Errorf("Create = %v, want access denied", err)
		}
		tr.set(nil)
	})
}

// TestABucketThatIsNotThereIsNoAnswer makes sure that a wrong setting does not
// look like a platform on which nothing has been published yet.
func TestABucketThatIsNotThereIsNoAnswer(t *testing.T) {
	cfg := gatewaytest.Start(t)
	cfg.Bucket = "mistyped"
	s := open(t, cfg)
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_, _, get := s.Get(ctx, "published/current.json")
	for name, err := range map[string]error{
		"Get":           get,
		"Create":        s.Create(ctx, "a", nil, "text/plain"),
		"Swap":          s.Swap(ctx, "a", nil, ""),
		"Swap of a tag": s.Swap(ctx, "a", nil, `"d41d8cd98f00b204e9800998ecf8427e"`),
	} {
		if err == nil || errors.Is(err, ledger.ErrNotFound) || errors.Is(err, ledger.ErrExists) || errors.Is(err, ledger.ErrStale) || ctx.Err() != nil {
			t.Errorf("%s = %v, want an error of another kind", name, err)
		}
	}
}

// TestContractUnderFaults runs the whole contract while every third request
// is lost, broken or never sent.
func TestContractUnderFaults(t *testing.T) {
	var n atomic.Int64
	// One request in fifteen meets a fault: with many writers at once the five
	// attempts of one of them must not all meet one by chance.
	bad := []fault{lostAnswer, answer(500, "InternalError"), notSent}
	tr := &faults{always: func() fault {
		if i := n.Add(1); i%15 == 0 {
			return bad[i/15%int64(len(bad))]
		}
		return nil
	}}
	// Not where objects are replaced: a swap may rightly answer that it cannot
	// know, which the contract does not allow for.
	tr.only = func(r *http.Request) bool {
		return !strings.HasSuffix(r.URL.Path, "/counter") && !strings.HasSuffix(r.URL.Path, "/swap") && r.Context().Err() == nil
	}
	cfg := gatewaytest.Start(t)
	cfg.Client = &http.Client{Transport: tr}
	ledgertest.Contract(t, open(t, cfg))
	if n.Load() < 100 {
		t.Errorf("only %d requests went through the faults", n.Load())
	}
}

func open(t *testing.T, cfg s3store.Config) *s3store.Store {
	t.Helper()
	s, err := s3store.Open(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
