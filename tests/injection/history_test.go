package injection

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"earlyhelp/shared/area"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
	"earlyhelp/shared/plausible"
	"earlyhelp/shared/prepare"
	"earlyhelp/shared/published"
	"earlyhelp/shared/returns"
)

// historyRuns is how many returns are held against what is known besides.
const historyRuns = 300

// A pastFault makes a return improbable in one place and says what must be
// asked about.
type pastFault struct {
	name string
	do   func(d dice, r *returns.Return, c *plausible.Context) (key returns.Key, rule string, ok bool)
}

var pastFaults = []pastFault{
	{nothingWrong, func(dice, *returns.Return, *plausible.Context) (returns.Key, string, bool) {
		return returns.Key{}, "", true
	}},
	{"V09", func(d dice, r *returns.Return, _ *plausible.Context) (returns.Key, string, bool) {
		roots := []string{}
		for _, name := range []string{"children_open", "episodes_started", "offers_declined_or_lost", "reviews_due", "assessments_no_statutory_need", "stepped_down"} {
			if r.Index()[total(name)].N >= 150 {
				roots = append(roots, name)
			}
		}
		if len(roots) == 0 {
			return returns.Key{}, "", false
		}
		name := one(d, roots)
		// With everything that is a part of it: one change, told once.
		for i := range r.Counts {
			if slices.Contains(family(name), r.Counts[i].Measure) {
				r.Counts[i].N *= 3
			}
		}
		return total(name), "V09", true
	}},
	{"V10", func(d dice, r *returns.Return, c *plausible.Context) (returns.Key, string, bool) {
		def, _ := indicator.All().Find(one(d, []string{"C07", "E02", "E06", "F01"}))
		at := r.Index()
		n, of := at[total(def.Numerator)].N, at[total(def.Denominator)].N
		if of < 150 {
			return returns.Key{}, "", false
		}
		value := 100 * n / of
		if value += 45; value > 95 {
			value -= 90
		}
		if value < 2 {
			return returns.Key{}, "", false
		}
		c.Limits = &benchmark.Limits{Limits: []benchmark.Limit{{Indicator: def.ID, Period: quarter, Unit: indicator.Percent, Value: value, Method: benchmark.ArcsineScale, Phi: 4, Tau2: 0.001, Areas: 150}}}
		return total(def.Numerator), "V10", true
	}},
	{"V17", func(d dice, r *returns.Return, c *plausible.Context) (returns.Key, string, bool) {
		c.Last = r
		return returns.Key{}, "V17", true
	}},
}

func total(measure string) returns.Key {
	return returns.Key{Measure: measure, Breakdown: returns.Total, Category: returns.All}
}

// before returns the same figures, so many quarters earlier and a little
// higher or lower by turns, so that the area's own limits lie wide of them.
func before(r *returns.Return, quarters int) *returns.Return {
	past := *r
	past.Counts = slices.Clone(r.Counts)
	factor := 0.92
	if quarters%2 == 0 {
		factor = 1.08
	}
	for i := range past.Counts {
		past.Counts[i].N = math.Round(past.Counts[i].N * factor)
	}
	for range quarters {
		past.Period = past.Period.Previous()
	}
	return &past
}

func TestEachFaultOfHistoryIsAskedAboutAtItsCellAndNoOther(t *testing.T) {
	all, err := goodReturns()
	if err != nil {
		t.Fatal(err)
	}
	tried := map[string]int{}
	for run := range historyRuns {
		d := newSeeded(run)
		made := *one(d, all).made
		made.Counts = slices.Clone(made.Counts)
		c := plausible.Context{}
		for q := in(d, 2, 12); q > 0; q-- {
			c.Earlier = append(c.Earlier, before(&made, q))
		}
		f := one(d, pastFaults)
		key, rule, ok := f.do(d, &made, &c)
		if !ok {
			continue
		}
		tried[f.name]++
		var want, found []string
		if rule != "" {
			want = []string{made.Index()[key].Ref.String() + " " + rule}
		}
		problems := plausible.Check(&made, c)
		for _, p := range problems {
			found = append(found, p.Ref.String()+" "+p.Rule)
		}
		if diff := cmp.Diff(want, found); diff != "" {
			t.Fatalf("run %d, %s %v: asked about (-want +got):\n%s%s", run, f.name, key, diff, said(problems))
		}
	}
	for _, f := range pastFaults {
		if tried[f.name] < historyRuns/12 {
			t.Errorf("%s was tried %d times", f.name, tried[f.name])
		}
	}
}

// TestPublishedReferrals types the referrals of a financial year that DfE has
// published, right, nearly right and wrong.
func TestPublishedReferrals(t *testing.T) {
	year := period.NewFinancialYear(2024)
	tried := 0
	for _, a := range area.England().All() {
		row, ok := published.Series().Area(a.DFE, year)
		if !ok || !row.Referrals.OK() || row.Referrals.N < 100 {
			continue
		}
		for _, off := range []float64{-0.2, -0.035, -0.025, 0, 0.025, 0.035, 1} {
			r := &returns.Return{Area: a.DFE, Period: year, Counts: []returns.Count{{Sheet: returns.Referrals, Measure: "referrals", Breakdown: returns.Total, Category: returns.All,
				N: math.Round(float64(row.Referrals.N) * (1 + off)), Ref: cell.Ref{Sheet: returns.Referrals, Row: 2, Col: 4}}}}
			tried++
			found := plausible.Check(r, plausible.Context{Published: published.Series()})
			asked := len(found) == 1 && found[0].Rule == "V11" && found[0].Ref == r.Counts[0].Ref && found[0].Severity == cell.Explain
			if want := math.Abs(off) > 0.03; asked != want || len(found) > 1 {
				t.Errorf("%s, %+.1f%% off: found %v, want V11 %v", a.Name, 100*off, found, want)
			}
		}
	}
	if tried < 500 {
		t.Errorf("only %d returns were tried", tried)
	}
}

// TestTypedOtherThanCounted has figures in a return that differ from the list
// counted into it (check V08).
func TestTypedOtherThanCounted(t *testing.T) {
	o := prepare.Options{Register: area.England(), Today: readOptions().Today}
	for run := range 40 {
		d := newSeeded(run)
		l := anyList(d, in(d, 60, 160), in(d, 20, 60))
		data := l.write(anyDialect(d))
		first, err := prepare.Aggregate(data, "list.xlsx", nil, o)
		if err != nil || !first.Made() {
			t.Fatalf("run %d: %v %v", run, err, first.Problems)
		}
		again, err := prepare.Aggregate(data, "list.xlsx", first.Return, o)
		if err != nil || !again.Made() {
			t.Fatalf("run %d, into its own return: %v %v", run, err, again.Problems)
		}
		for _, p := range again.Problems {
			if p.Rule == "V08" {
				t.Fatalf("run %d: the list contradicts its own return: %v", run, p)
			}
		}
		typed, err := takeApart(first.Return)
		if err != nil {
			t.Fatal(err)
		}
		measure := one(d, []string{"referrals", "children_open", "rereferrals_12m", "episodes_closed", "referrals_nfa"})
		m, _ := returns.FindMeasure(measure)
		g := typed.sheet(m.Sheet)
		head := g.head(0, "measure", "count")
		var at *box
		for r := head + 1; r < len(g.rows) && at == nil; r++ {
			if g.at(r, g.column(head, "measure")).text == measure {
				at = g.at(r, g.column(head, "count"))
			}
		}
		by := math.Ceil(at.num*0.02) + 6
		// Its breakdowns are left out, so that the return still adds up.
		for r := head + 1; r < len(g.rows); r++ {
			if g.at(r, g.column(head, "measure")).text == measure && g.at(r, g.column(head, "count")) != at {
				g.at(r, g.column(head, "count")).become(&box{})
			}
		}
		firstOf := map[string]bool{}
		for r := head + 1; r < len(g.rows); r++ {
			b := g.at(r, g.column(head, "breakdown_type")).text
			if g.at(r, g.column(head, "measure")).text == measure && b != returns.Total && b != "locality" && !firstOf[b] {
				firstOf[b] = true
				g.at(r, g.column(head, "count")).become(words("[x]"))
			}
			if g.at(r, g.column(head, "measure")).text == measure && b == "locality" {
				g.rows[r] = nil
			}
		}
		at.num += by
		got, err := prepare.Aggregate(data, "list.xlsx", typed.write(dialect{shared: true}), o)
		if err != nil || !got.Made() {
			t.Fatalf("run %d, %s: %v %v", run, measure, err, got.Problems)
		}
		var found []string
		for _, p := range got.Problems {
			if p.Rule == "V08" {
				found = append(found, fmt.Sprint(p.Ref))
			}
		}
		if diff := cmp.Diff([]string{typed.ref(at).String()}, found); diff != "" {
			t.Errorf("run %d, %s: V08 (-want +got):\n%s", run, measure, diff)
		}
	}
}

// TestFilesThatAreNone damages good workbooks as a whole (check V01).
func TestFilesThatAreNone(t *testing.T) {
	all, err := goodReturns()
	if err != nil {
		t.Fatal(err)
	}
	for run := range 120 {
		d := newSeeded(run)
		data := one(d, all).write(anyDialect(d))
		what := ""
		switch d.n(5) {
		case 0:
			what, data = "cut short", data[:in(d, 30, len(data)-30)]
		case 1:
			what, data = "an older Excel or encrypted", append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 4096)...)
		case 2:
			what, data = "a PDF by another name", slices.Concat([]byte("%PDF-1.7\n"), data)
		case 3:
			what, data = "nothing", nil
		case 4:
			what = "a central directory that lies"
			i := bytes.LastIndex(data, []byte("PK\x01\x02"))
			data = slices.Clone(data)
			data[i+24], data[i+25], data[i+26] = 0xff, 0xff, 0x7f // the declared size
		}
		got := returns.Read(data, readOptions())
		if got.Verdict != returns.Unreadable || len(got.Problems) != 1 || got.Problems[0].Rule != "V01" || got.Return != nil {
			t.Errorf("run %d, %s: %s with %v, want one V01", run, what, got.Verdict, got.Problems)
		}
	}
}
