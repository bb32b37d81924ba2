package publication

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"earlyhelp/shared/ledger"
	"earlyhelp/shared/ledger/ledgertest"
)

// An op is a recorded call about one area: a sign-off with a number, or a
// publication after which the number of the sign-off in force is read.
type op struct {
	area string
	sign int // the number signed with; 0 for publish and read
}

// register is what a reader of the published figures may rely on: signing
// with number n succeeds only when n-1 is in force, and whoever asked for a
// publication and then reads sees the sign-off in force at some moment
// between asking and reading.
var register = porcupine.Model{
	Partition: func(history []porcupine.Operation) [][]porcupine.Operation {
		byArea := map[string][]porcupine.Operation{}
		for _, o := range history {
			a := o.Input.(op).area
			byArea[a] = append(byArea[a], o)
		}
		var parts [][]porcupine.Operation
		for _, p := range byArea {
			parts = append(parts, p)
		}
		return parts
	},
	Init: func() any { return 0 },
	Step: func(state, input, output any) (bool, any) {
		n, in, out := state.(int), input.(op), output.(int)
		switch {
		case in.sign == 0:
			return out == n, n
		case out == in.sign:
			return n == in.sign-1, in.sign
		}
		return n >= in.sign, n // told that somebody else signed first
	},
	DescribeOperation: func(input, output any) string {
		if in := input.(op); in.sign > 0 {
			return fmt.Sprintf("sign %s %d -> %v", in.area, in.sign, output)
		}
		return fmt.Sprintf("publish and read %s -> %v", input.(op).area, output)
	},
}

// forwards is what anybody may rely on who only reads what is in force: it
// never goes back to an earlier sign-off.
var forwards = porcupine.Model{
	Partition: register.Partition,
	Init:      func() any { return 0 },
	Step: func(state, input, output any) (bool, any) {
		return output.(int) >= state.(int), output
	},
	DescribeOperation: func(input, output any) string { return fmt.Sprintf("read %s -> %v", input.(op).area, output) },
}

// TestSignOffsAndPublicationsAreLinearizable records concurrent sign-offs and
// publications on storage that fails now and then, and has the history
// checked.
func TestSignOffsAndPublicationsAreLinearizable(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { linearizable(t, seed) })
	}
}

func linearizable(t *testing.T, seed uint64) {
	areas := []string{"383", "850"}
	const signers, publishers, rounds = 3, 3, 4
	o := ledgertest.New()
	setup := ledger.New(o)
	accepted := map[string][]ledger.Outcome{} // by area, a return for each who signs
	for i, a := range areas {
		for c := range signers {
			accepted[a] = append(accepted[a], ledgertest.Accept(t, setup, id(signers*i+c), aReturn(a, 80), fmt.Append(nil, a, c), noon))
		}
	}
	var calls atomic.Uint64
	o.Before = func(op ledgertest.Op, key string) error {
		n := calls.Add(1)
		if (n*2654435761+seed*97)%61 == 0 && op != ledgertest.List {
			return errors.New("storage is away for a moment")
		}
		if op == ledgertest.Swap { // the widest window: all is written, nothing in force
			time.Sleep(time.Duration(n*7%11) * time.Millisecond)
		}
		return nil
	}
	var mu sync.Mutex
	var history, reading []porcupine.Operation
	start := time.Now()
	record := func(history *[]porcupine.Operation, client int, in op, call time.Duration, out int) {
		mu.Lock()
		defer mu.Unlock()
		*history = append(*history, porcupine.Operation{ClientId: client, Input: in, Call: int64(call), Output: out, Return: int64(time.Since(start))})
	}
	ctx := context.Background()
	var wg sync.WaitGroup
	for c := range signers {
		wg.Go(func() {
			l, rng := ledger.New(o), rand.New(rand.NewPCG(seed, uint64(c)))
			next := map[string]int{areas[0]: 1, areas[1]: 1}
			for range rounds {
				a := areas[rng.IntN(len(areas))]
				in, call := op{a, next[a]}, time.Since(start)
				for done := false; !done; {
					// An error in between leaves some of the four approvals given:
					// the same is asked again until it is known what came of it.
					_, err := l.Approve(ctx, ledgertest.Approvals(accepted[a][c], next[a], noon)...)
					var conflict *ledger.ConflictError
					switch {
					case err == nil:
						record(&history, c, in, call, next[a])
					case errors.As(err, &conflict):
						record(&history, c, in, call, 0)
					default:
						continue
					}
					done = true
					next[a]++
				}
				time.Sleep(time.Duration(rng.IntN(8)) * time.Millisecond)
			}
		})
	}
	for c := range publishers {
		wg.Go(func() {
			h, l := quiet(t, o), ledger.New(o)
			for range rounds {
				call := time.Since(start)
				if h.Rebuild(ctx) != nil {
					continue
				}
				seen, err := inForce(ctx, l)
				if err != nil {
					continue
				}
				for _, a := range areas {
					record(&history, signers+c, op{area: a}, call, seen[a])
				}
			}
		})
	}
	stop := make(chan struct{})
	var readers sync.WaitGroup
	for c := range 2 {
		readers.Go(func() {
			l := ledger.New(o)
			for {
				select {
				case <-stop:
					return
				case <-time.After(time.Millisecond):
				}
				call := time.Since(start)
				if seen, err := inForce(ctx, l); err == nil {
					for _, a := range areas {
						record(&reading, c, op{area: a}, call, seen[a])
					}
				}
			}
		})
	}
	wg.Wait()
	close(stop)
	readers.Wait()
	reads := 0
	for _, o := range history {
		if o.Input.(op).sign == 0 {
			reads++
		}
	}
	if reads == 0 || len(history) == reads {
		t.Fatalf("history of %d operations, %d of them reads", len(history), reads)
	}
	if result, _ := porcupine.CheckOperationsVerbose(register, history, 30*time.Second); result != porcupine.Ok {
		t.Errorf("history is %s: %+v", result, history)
	}
	if result, _ := porcupine.CheckOperationsVerbose(forwards, reading, 30*time.Second); result != porcupine.Ok {
		t.Errorf("history of reads is %s: %+v", result, reading)
	}
}

// inForce returns the number of the sign-off that the published figures hold,
// by area.
func inForce(ctx context.Context, l *ledger.Ledger) (map[string]int, error) {
	c, err := l.Current(ctx)
	if err != nil {
		return nil, err
	}
	m, err := l.Manifest(ctx, ledger.Benchmarks, c.Benchmarks)
	if err != nil {
		return nil, err
	}
	seen := map[string]int{}
	for _, in := range m.Inputs {
		if dfe, _, n, ok := ledger.ParseSignOffKey(in.Key); ok {
			seen[dfe] = n
		}
	}
	return seen, nil
}
