package ledgertest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"earlyhelp/shared/ledger"

	"github.com/google/go-cmp/cmp"
)

// Contract checks that storage keeps the promises of ledger.Objects. It only
// touches keys under contract/, and wants none there at the start.
func Contract(t *testing.T, o ledger.Objects) {
	ctx := context.Background()
	t.Run("an object that is not there is not found", func(t *testing.T) {
		if _, _, err := o.Get(ctx, "contract/absent"); !errors.Is(err, ledger.ErrNotFound) {
			t.Errorf("Get = %v, want ErrNotFound", err)
		}
		if err := o.Delete(ctx, "contract/absent"); err != nil {
			t.Errorf("Delete = %v, want nil", err)
		}
		if err := o.Swap(ctx, "contract/absent", nil, `"0123"`); !errors.Is(err, ledger.ErrStale) {
			t.Errorf("Swap = %v, want ErrStale", err)
		}
	})
	t.Run("create once", func(t *testing.T) { contractCreate(ctx, t, o) })
	t.Run("of many creators one wins", func(t *testing.T) { contractRace(ctx, t, o) })
	t.Run("compare and swap", func(t *testing.T) { contractSwap(ctx, t, o) })
	t.Run("swaps at once lose nothing", func(t *testing.T) { contractCounter(ctx, t, o) })
	t.Run("list", func(t *testing.T) { contractList(ctx, t, o) })
	t.Run("a cancelled context", func(t *testing.T) {
		gone, cancel := context.WithCancel(ctx)
		cancel()
		if _, _, err := o.Get(gone, "contract/absent"); !errors.Is(err, context.Canceled) {
			t.Errorf("Get = %v, want context.Canceled", err)
		}
	})
}

func contractCreate(ctx context.Context, t *testing.T, o ledger.Objects) {
	for _, body := range [][]byte{[]byte("one"), {}, bytes.Repeat([]byte{0, 0xff}, 1<<20)} {
		key := fmt.Sprintf("contract/create/%d", len(body))
		if err := o.Create(ctx, key, body, "text/plain"); err != nil {
			t.Fatalf("Create = %v", err)
		}
		if err := o.Create(ctx, key, []byte("other"), "text/plain"); !errors.Is(err, ledger.ErrExists) {
			t.Errorf("second Create = %v, want ErrExists", err)
		}
		got, etag, err := o.Get(ctx, key)
		if err != nil || !bytes.Equal(got, body) || etag == "" {
			t.Errorf("Get = %d bytes, ETag %q, %v; want the first %d bytes", len(got), etag, err, len(body))
		}
	}
}

func contractRace(ctx context.Context, t *testing.T, o ledger.Objects) {
	const keys, racers = 5, 20
	for k := range keys {
		key := fmt.Sprintf("contract/race/%d", k)
		var won atomic.Int32
		var winner atomic.Value
		var wg sync.WaitGroup
		for r := range racers {
			wg.Go(func() {
				body := strconv.Itoa(r)
				switch err := o.Create(ctx, key, []byte(body), "text/plain"); {
				case err == nil:
					won.Add(1)
					winner.Store(body)
				case !errors.Is(err, ledger.ErrExists):
					t.Errorf("Create = %v, want nil or ErrExists", err)
				}
			})
		}
		wg.Wait()
		got, _, err := o.Get(ctx, key)
		if err != nil || won.Load() != 1 || string(got) != winner.Load() {
			t.Errorf("%s: %d winners, the last %v; stored %q, %v", key, won.Load(), winner.Load(), got, err)
		}
	}
}

func contractSwap(ctx context.Context, t *testing.T, o ledger.Objects) {
	const key = "contract/swap"
	if err := o.Swap(ctx, key, []byte("1"), ""); err != nil {
		t.Fatalf("Swap of nothing = %v", err)
	}
	if err := o.Swap(ctx, key, []byte("x"), ""); !errors.Is(err, ledger.ErrStale) {
		t.Errorf("Swap of nothing, again = %v, want ErrStale", err)
	}
	_, first, err := o.Get(ctx, key)
	if err != nil {
		t.Fatal(err)
	}
	if err := o.Swap(ctx, key, []byte("2"), first); err != nil {
		t.Errorf("Swap = %v", err)
	}
	if err := o.Swap(ctx, key, []byte("3"), first); !errors.Is(err, ledger.ErrStale) {
		t.Errorf("Swap on an old ETag = %v, want ErrStale", err)
	}
	if got, _, err := o.Get(ctx, key); err != nil || string(got) != "2" {
		t.Errorf("Get = %q, %v; want 2", got, err)
	}
	if err := o.Delete(ctx, key); err != nil {
		t.Errorf("Delete = %v", err)
	}
	if _, _, err := o.Get(ctx, key); !errors.Is(err, ledger.ErrNotFound) {
		t.Errorf("Get after Delete = %v, want ErrNotFound", err)
	}
}

func contractCounter(ctx context.Context, t *testing.T, o ledger.Objects) {
	const key, writers, times = "contract/counter", 8, 5
	var wg sync.WaitGroup
	for range writers {
		wg.Go(func() {
			for done := 0; done < times; {
				body, etag, err := o.Get(ctx, key)
				if err != nil && !errors.Is(err, ledger.ErrNotFound) {
					t.Errorf("Get = %v", err)
					return
				}
				n, _ := strconv.Atoi(string(body))
				switch err := o.Swap(ctx, key, []byte(strconv.Itoa(n+1)), etag); {
				case err == nil:
					done++
				case !errors.Is(err, ledger.ErrStale):
					t.Errorf("Swap = %v, want nil or ErrStale", err)
					return
				}
			}
		})
	}
	wg.Wait()
	if got, _, err := o.Get(ctx, key); err != nil || string(got) != strconv.Itoa(writers*times) {
		t.Errorf("counter = %q, %v; want %d", got, err, writers*times)
	}
}

func contractList(ctx context.Context, t *testing.T, o ledger.Objects) {
	var want []string
	for _, key := range []string{"contract/list/a.c", "contract/list/a/b", "contract/list/a-b", "contract/list/b/1", "contract/list/b/2"} {
		if err := o.Create(ctx, key, []byte("x"), "text/plain"); err != nil {
			t.Fatal(err)
		}
	}
	if err := o.Create(ctx, "contract/lisp", []byte("x"), "text/plain"); err != nil {
		t.Fatal(err)
	}
	want = []string{"contract/list/a-b", "contract/list/a.c", "contract/list/a/b", "contract/list/b/1", "contract/list/b/2"}
	tests := []struct {
		name, prefix, after string
		want                []string
	}{
		{"everything with the prefix, in byte order", "contract/list/", "", want},
		{"a prefix that ends within a name", "contract/list/a", "", want[:3]},
		{"after a key", "contract/list/", "contract/list/a/b", want[3:]},
		{"nothing", "contract/none/", "", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for key, err := range o.List(ctx, tt.prefix, tt.after) {
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, key)
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("List(%q, %q) (-want +got):\n%s", tt.prefix, tt.after, d)
			}
		})
	}
	for range o.List(ctx, "contract/list/", "") {
		break // a reader that stops early must not upset the storage
	}
}
