package injection

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/returns"
)

// returnRuns is how many returns are spoilt, each a copy of one of
// returnKinds: making a workbook takes longer than spoiling it.
const (
	returnRuns  = 1000
	returnKinds = 24
)

// goodReturns are valid returns of different sizes, made once.
var goodReturns = sync.OnceValues(func() ([]*madeReturn, error) {
	var all []*madeReturn
	for i := range returnKinds {
		d := newSeeded(i)
		m, err := makeReturn(anyFigures(d, []int{12, 40, 4, 150, 900, 30}[i%6]))
		if err != nil {
			return nil, fmt.Errorf("return %d: %w", i, err)
		}
		all = append(all, m)
	}
	return all, nil
})

func TestEachFaultOfAReturnIsFoundAtItsCellAndNoOther(t *testing.T) {
	if _, err := goodReturns(); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range returnFaults {
		names = append(names, f.name)
	}
	eachFault(t, returnRuns, names, spoiltReturn)
}

func TestReturnProperty(t *testing.T) {
	if _, err := goodReturns(); err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		if name, err := spoiltReturn(drawn{t}, nothing); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	})
}

// TestSmallSample has returns whose audit is smaller than ten cases: a note at
// the number of cases, and nothing else.
func TestSmallSample(t *testing.T) {
	all, err := goodReturns()
	if err != nil {
		t.Fatal(err)
	}
	small := 0
	for _, m := range all {
		audited := m.boxes[returns.Key{Measure: "cases_audited", Breakdown: returns.Total, Category: returns.All}]
		var want, found []string
		if audited.num < 10 {
			small++
			want = []string{m.ref(audited).String() + " V15"}
		}
		for _, p := range returns.Read(m.write(dialect{shared: true}), readOptions()).Problems {
			found = append(found, p.Ref.String()+" "+p.Rule)
		}
		if diff := cmp.Diff(want, found); diff != "" {
			t.Errorf("%v cases audited: problems (-want +got):\n%s", audited.num, diff)
		}
	}
	if small == 0 {
		t.Error("no return had a small sample")
	}
}

// sheetsOfReturn may be laid out otherwise. Those with two tables one below
// the other are left as they are, but for rows and titles.
var sheetsOfReturn = []layout{
	{sheet: returns.EarlyHelp, cols: 6, extra: true}, {sheet: returns.Referrals, cols: 6, extra: true},
	{sheet: "Audit", cols: 6, extra: true}, {sheet: returns.Workforce, cols: 8},
}

// spoiltReturn makes a return, spoils it, lays it out, reads it and compares
// what was found with what must be.
// fault is the number of the one to inject, or nothing for any.
func spoiltReturn(d dice, fault int) (string, error) {
	good, err := goodReturns()
	if err != nil {
		return "", err
	}
	m := one(d, good).clone()
	name := nothingWrong
	var want []wanted
	if fault != nothing || !once(d, 12) {
		f := one(d, returnFaults)
		if fault != nothing {
			f = returnFaults[fault]
		}
		if want = f.do(d, m); want != nil {
			name = f.name
		} else {
			m = one(d, good).clone()
		}
	}
	var ls []layout
	for _, l := range sheetsOfReturn {
		if slices.ContainsFunc(m.book, func(g *grid) bool { return g.name == l.sheet }) {
			ls = append(ls, l)
		}
	}
	m.rearrange(d, ls)
	dia := anyDialect(d)
	got := returns.Read(m.write(dia), readOptions())
	found := []string{}
	refused := len(got.Privacy) > 0
	for _, p := range got.Problems {
		// What else is said of a refused file does not matter. Whether a small
		// sample is noted is seen in TestSmallSample.
		if !expectedNote(p) && !refused && p.Rule != "V15" {
			found = append(found, p.Ref.String()+" "+p.Rule)
		}
	}
	for _, f := range got.Privacy {
		if f.Kind == cell.ChildLevelRows {
			f.Ref = cell.Ref{Sheet: f.Ref.Sheet} // where on the sheet is the screen's to say
		}
		found = append(found, f.Ref.String()+" "+string(f.Kind))
	}
	need := []string{}
	for _, w := range want {
		need = append(need, m.place(w)+" "+w.rule)
	}
	slices.Sort(found)
	slices.Sort(need)
	if diff := cmp.Diff(need, found); diff != "" {
		for _, w := range want {
			if w.at != nil {
				name += fmt.Sprintf(" %+v", *w.at)
			}
		}
		return name, fmt.Errorf("%+v: problems (-want +got):\n%s%s%v", dia, diff, said(got.Problems), got.Privacy)
	}
	return name, nil
}
