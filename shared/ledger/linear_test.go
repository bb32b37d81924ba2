package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"earlyhelp/infra/local/gateway/gatewaytest"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/ledger/ledgertest"
	"earlyhelp/shared/s3store"

	"github.com/anishathalye/porcupine"
)

// A call is one operation of the recorded history.
type call struct {
	place  string // an area, or "current"
	kind   string // sign, read; basis and move of current
	number int
	value  string // submission signed; sequence moved to
}

// A reply is what the call returned.
type reply struct {
	ok     bool
	values string // what is there, joined by commas
}

// model says what a ledger must look like from outside: of each area a list
// of sign-offs to which number n is added only as the n-th, and one current
// sequence that moves only from where the mover saw it.
var model = porcupine.Model{
	Partition: func(history []porcupine.Operation) [][]porcupine.Operation {
		places := map[string][]porcupine.Operation{}
		for _, op := range history {
			place := op.Input.(call).place
			places[place] = append(places[place], op)
		}
		var all [][]porcupine.Operation
		for _, ops := range places {
			all = append(all, ops)
		}
		return all
	},
	Init: func() any { return "" },
	Step: func(state, input, output any) (bool, any) {
		s, in, out := state.(string), input.(call), output.(reply)
		signed := strings.FieldsFunc(s, func(r rune) bool { return r == ',' })
		switch in.kind {
		case "read":
			return out.values == s, s
		case "sign":
			if out.ok {
				return in.number == len(signed)+1, strings.Join(append(slices.Clone(signed), in.value), ",")
			}
			return in.number <= len(signed) && signed[in.number-1] == out.values, s
		case "move": // values holds what the mover saw
			if out.ok {
				return out.values == s, in.value
			}
			return out.values != s, s
		}
		return false, s
	},
	Equal: func(a, b any) bool { return a == b },
	DescribeOperation: func(input, output any) string {
		return fmt.Sprintf("%+v -> %+v", input, output)
	},
}

// TestLinearizable records what people who sign at once, and publishers who
// move at once, are told by a ledger on a real S3 server, each through a
// connection of their own, and checks that it could have happened one after
// the other.
func TestLinearizable(t *testing.T) {
	ctx := context.Background()
	cfg := gatewaytest.Start(t)
	open := func() *ledger.Ledger {
		s, err := s3store.Open(ctx, cfg)
		if err != nil {
			t.Fatal(err)
		}
		return ledger.New(s)
	}
	l := open()
	areas := []string{"383", "204"}
	outcomes := map[string]ledger.Outcome{}
	const people, rounds = 5, 6
	for i, dfe := range areas {
		for p := range people {
			outcomes[fmt.Sprint(dfe, p)] = ledgertest.Accept(t, l, id(100*i+p), aReturn(dfe), []byte(fmt.Sprint(dfe, p)), at)
		}
	}
	start := time.Now()
	var mu sync.Mutex
	var history []porcupine.Operation
	record := func(client int, in call, from time.Duration, out reply) {
		to := time.Since(start)
		mu.Lock()
		history = append(history, porcupine.Operation{ClientId: client, Input: in, Call: int64(from), Output: out, Return: int64(to)})
		mu.Unlock()
	}
	var wg sync.WaitGroup
	for p := range people {
		for i, dfe := range areas {
			client := len(areas)*p + i
			wg.Go(func() {
				l, o := open(), outcomes[fmt.Sprint(dfe, p)]
				for range rounds {
					from := time.Since(start)
					seen, err := l.SignOffsFor(ctx, dfe, q2)
					if err != nil {
						t.Error(err)
						return
					}
					record(client, call{place: dfe, kind: "read"}, from, reply{ok: true, values: submissions(seen)})
					n := len(seen) + 1
					from = time.Since(start)
					_, err = l.Approve(ctx, ledgertest.Approvals(o, n, at)...)
					out := reply{ok: err == nil}
					if conflict, ok := errors.AsType[*ledger.ConflictError](err); ok {
						out.values = conflict.Existing.Submission
					} else if err != nil {
						t.Error(err)
						return
					}
					record(client, call{dfe, "sign", n, o.ID}, from, out)
				}
			})
		}
		wg.Go(func() { // a publisher
			l := open()
			for range rounds {
				basis, err := l.Current(ctx)
				if err != nil {
					t.Error(err)
					return
				}
				seq, err := l.Claim(ctx, ledger.Benchmarks, basis.Benchmarks, at)
				if err != nil {
					t.Error(err)
					return
				}
				from := time.Since(start)
				now, err := l.MoveCurrent(ctx, func(c ledger.Current) ledger.Current {
					if c.Benchmarks == basis.Benchmarks {
						c.Benchmarks = seq
					}
					return c
				})
				if err != nil {
					t.Error(err)
					return
				}
				seen := ""
				if basis.Benchmarks > 0 {
					seen = fmt.Sprint(basis.Benchmarks)
				}
				record(1000+p, call{"current", "move", 0, fmt.Sprint(seq)}, from, reply{now.Benchmarks == seq, seen})
			}
		})
	}
	wg.Wait()
	if len(history) != people*rounds*(2*len(areas)+1) {
		t.Fatalf("%d operations were recorded", len(history))
	}
	conflicts := 0
	for _, op := range history {
		if in := op.Input.(call); in.kind != "read" && !op.Output.(reply).ok {
			conflicts++
		}
	}
	if conflicts == 0 {
		t.Error("nobody was in anybody's way: the test shows nothing")
	}
	if r := porcupine.CheckOperationsTimeout(model, history, 20*time.Second); r != porcupine.Ok {
		t.Errorf("history of %d operations is %s, want linearizable", len(history), r)
	}
}

// TestModelRefuses makes sure that the check above can fail.
func TestModelRefuses(t *testing.T) {
	both := []porcupine.Operation{
		{ClientId: 1, Input: call{"383", "sign", 1, "A"}, Call: 0, Output: reply{ok: true}, Return: 10},
		{ClientId: 2, Input: call{"383", "sign", 1, "B"}, Call: 5, Output: reply{ok: true}, Return: 15},
	}
	if porcupine.CheckOperations(model, both) {
		t.Error("two winners of one number pass as linearizable")
	}
}

func submissions(signed []ledger.Signed) string {
	var all []string
	for _, s := range signed {
		all = append(all, s.Submission)
	}
	return strings.Join(all, ",")
}
