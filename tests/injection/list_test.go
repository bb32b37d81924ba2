package injection

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"earlyhelp/shared/area"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/list"
	"earlyhelp/shared/period"
)

var allListFaults = slices.Concat(listFaults, auditFaults)

// listRuns is how many lists are spoilt; as many returns are.
const listRuns = 1000

var quarter = period.NewQuarter(2026, 2)

// runs does so many runs side by side and stops at the tenth that fails:
// enough to see a pattern in.
func runs(t *testing.T, n int, do func(run int) error) {
	t.Helper()
	var failed atomic.Int32
	var wg sync.WaitGroup
	next := make(chan int)
	for range 4 {
		wg.Go(func() {
			for run := range next {
				if err := do(run); err != nil && failed.Add(1) <= 10 {
					t.Errorf("run %d: %v", run, err)
				}
			}
		})
	}
	for run := range n {
		if failed.Load() < 10 {
			next <- run
		}
	}
	close(next)
	wg.Wait()
}

// eachFault spoils so many files, each fault dealt its share, and requires that
// all of them were tried.
func eachFault(t *testing.T, n int, names []string, spoil func(d dice, fault int) (string, error)) {
	t.Helper()
	var mu sync.Mutex
	tried := map[string]int{}
	runs(t, n, func(run int) error {
		name, err := spoil(newSeeded(run), dealt(run, len(names)))
		mu.Lock()
		defer mu.Unlock()
		tried[name]++
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		return nil
	})
	for _, name := range names {
		if tried[name] == 0 {
			t.Errorf("the fault %q was never tried", name)
		}
	}
	t.Logf("%d files, %d kinds of fault", n, len(names))
}

func TestEachFaultOfAListIsFoundAtItsCellAndNoOther(t *testing.T) {
	var names []string
	for _, f := range allListFaults {
		names = append(names, f.name)
	}
	eachFault(t, listRuns, names, spoiltList)
}

func TestListProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		if name, err := spoiltList(drawn{t}, nothing); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	})
}

// nothing in particular is asked for.
const nothing = -1

// dealt gives every other run a fault in turn, so that each of so many has its
// share, and leaves the rest to chance.
func dealt(run, faults int) int {
	if run%2 == 0 {
		return nothing
	}
	return run / 2 % faults
}

// nothingWrong is the run in which nothing is spoilt.
const nothingWrong = "nothing wrong"

// spoiltList makes a list, spoils it, lays it out, reads it and compares what
// was found with what must be.
// fault is the number of the one to inject, or nothing for any.
func spoiltList(d dice, fault int) (string, error) {
	l := anyList(d, in(d, 45, 160), d.n(60))
	if once(d, 2) || fault >= len(listFaults) {
		l.addAudits(d, in(d, 10, 30), d.n(6))
	}
	name := nothingWrong
	var want []wanted
	if fault != nothing || !once(d, 12) {
		f := one(d, allListFaults)
		if fault != nothing {
			f = allListFaults[fault]
		}
		if want = f.do(d, l); want != nil {
			name = f.name
		}
	}
	o := list.Options{Register: area.England()}
	var data []byte
	var dia dialect
	file := "list.xlsx"
	csv := once(d, 4) && !l.holds(formula) && l.auditCols == nil
	ls := []layout{{sheet: records, cols: len(l.cols), extra: true}}
	if l.auditCols != nil {
		ls = append(ls, layout{sheet: caseAudit, cols: len(l.auditCols), extra: true})
	}
	l.rearrange(d, ls)
	if csv {
		file, o.Area, o.Period = "list.csv", "383", quarter
		data = l.csv(d)
	} else {
		l.loosen(d, records)
		dia = anyDialect(d)
		data = l.write(dia)
	}
	got := list.Read(data, file, o)
	found := []string{}
	for _, p := range got.Problems {
		if !expectedNote(p) {
			found = append(found, p.Ref.String()+" "+p.Rule)
		}
	}
	need := []string{}
	for _, w := range want {
		need = append(need, l.place(w)+" "+w.rule)
	}
	slices.Sort(found)
	slices.Sort(need)
	if diff := cmp.Diff(need, found); diff != "" {
		return name, fmt.Errorf("csv %v %+v: problems (-want +got):\n%s%s", csv, dia, diff, said(got.Problems))
	}
	return name, nil
}

// place is the address that a problem must have.
func (b book) place(w wanted) string {
	if w.at != nil {
		return b.ref(w.at).String()
	}
	if w.sheet != "" {
		return w.sheet
	}
	ref := b.ref(w.row)
	ref.Col = 0
	return ref.String()
}

// expectedNote reports what is said of every list, and of columns of one's
// own.
func expectedNote(p cell.Problem) bool {
	return p.Severity == cell.Note && (p.Rule == "P04" || p.Rule == "V02")
}

func said(ps []cell.Problem) string {
	var b strings.Builder
	for _, p := range ps[:min(len(ps), 8)] {
		fmt.Fprintf(&b, "%s %s %v: %s\n", p.Ref, p.Rule, p.Severity, p.Message)
	}
	return b.String()
}

// holds reports whether a box of the book is of a kind.
func (b book) holds(k kind) bool {
	return slices.ContainsFunc(b, func(g *grid) bool {
		return slices.ContainsFunc(g.rows, func(row []*box) bool {
			return slices.ContainsFunc(row, func(x *box) bool { return x != nil && x.kind == k })
		})
	})
}
