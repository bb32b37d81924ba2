package benchmark

import (
	"slices"
	"sync"
	"testing"

	"earlyhelp/shared/disclosure"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/returns"
)

// twoPeriods are the public figures of manyReturns, made once. They are only
// read.
var twoPeriods = sync.OnceValues(func() ([]Fact, error) {
	public, _, err := Build(input(manyReturns(2)))
	return public, err
})

// TestNobodySubtracts plays an outsider with the public rows of every
// indicator and knowledge of the return's layout: whatever a row shows is
// known of its measures, and in a breakdown that adds up, one unknown is the
// total less the rest. What comes out, again and again, must not be a count of
// 1 to 5, nor leave 1 to 5 of its whole. Counts of settings and services and
// facts of the partnership are open and left out.
func TestNobodySubtracts(t *testing.T) {
	public, err := twoPeriods()
	if err != nil {
		t.Fatal(err)
	}
	cat := indicator.All()
	hidden := 0
	known := map[countKey]float64{}
	parts := map[groupKey][]cellID{}
	for i := range public {
		f := &public[i]
		d, _ := cat.Find(f.Indicator)
		if f.Level != AreaLevel || f.Source != FromReturn || !classOf(d).people {
			continue
		}
		if f.Symbol == Confidential {
			hidden++
		}
		k := countKey{f.DFE, f.Period.String(), d.Numerator, cellID{f.Breakdown, f.Category}}
		for _, m := range []string{d.Numerator, d.Denominator} {
			if indicator.IsPopulation(m) {
				continue
			}
			k.measure = m
			if f.Breakdown != total {
				g := groupKey{f.DFE, k.period, m, f.Breakdown}
				parts[g] = appendNew(parts[g], k.cell)
			}
			n := f.Numerator
			if m == d.Denominator {
				n = f.Denominator
			}
			if n.OK {
				known[k] = n.Value
			}
		}
	}
	recovered := 0
	for again := true; again; {
		again = false
		for g, cells := range parts {
			if s, ok := indicator.Breakdown(g.breakdown); ok && !s.Sums {
				continue
			}
			k := countKey{g.dfe, g.period, g.measure, cellID{total, all}}
			left, ok := known[k]
			unknown := []cellID{}
			if !ok {
				unknown = append(unknown, k.cell)
			}
			sum := 0.0
			for _, c := range cells {
				k.cell = c
				n, ok := known[k]
				if !ok {
					unknown = append(unknown, c)
				}
				sum += n
			}
			if len(unknown) != 1 {
				continue
			}
			k.cell = unknown[0]
			known[k] = left - sum
			if k.cell.breakdown == total {
				known[k] = sum
			}
			recovered++
			again = true
		}
	}
	for k, n := range known {
		if disclosure.Sensitive(n) {
			t.Fatalf("%v = %v is known", k, n)
		}
	}
	wholes := map[string][]string{}
	for _, pair := range newPlan(cat, nil).names() {
		wholes[pair[0]] = append(wholes[pair[0]], pair[1])
	}
	for k, n := range known {
		for _, w := range wholes[k.measure] {
			k.measure = w
			if whole, ok := known[k]; ok && disclosure.Sensitive(whole-n) {
				t.Fatalf("of %v = %v all but %v are known to be in a part", k, whole, whole-n)
			}
		}
	}
	t.Logf("%d rows, %d hidden, %d harmless counts recovered", len(public), hidden, recovered)
	if hidden == 0 {
		t.Error("nothing was hidden, so nothing was tested")
	}
}

// names are the parts of a plan by name.
func (p *plan) names() [][2]string {
	name := make([]string, len(p.people))
	for n, m := range p.measures {
		name[m] = n
	}
	var out [][2]string
	for _, pair := range p.parts {
		out = append(out, [2]string{name[pair[0]], name[pair[1]]})
	}
	return out
}

// TestWhatLiesWithinIsKnown looks for pairs that tell of a third count.
func TestWhatLiesWithinIsKnown(t *testing.T) {
	got := newPlan(indicator.All(), nil).names()
	for _, want := range [][2]string{
		{"rereferrals_12m", "referrals"}, {"rereferrals_3m", "rereferrals_12m"}, {"rereferrals_3m", "referrals"},
		{"plans_audited", "cases_audited"}, {"both_parents_included", "cases_audited"},
		{"episodes_closed", "episodes_open"}, {"episodes_open_end", "episodes_open"}, {"supervised_8w", "practitioners_holding_cases"},
	} {
		if !slices.Contains(got, want) {
			t.Errorf("%v is not within %v", want[0], want[1])
		}
	}
	if slices.ContainsFunc(got, func(p [2]string) bool { return p[0] == p[1] || p[0] == "schools_signed_up" }) {
		t.Errorf("pairs = %v", got)
	}
	// The case of a plan that is missing in three of sixty-four.
	in := input([]Signed{{Return: &returns.Return{Area: "383", Period: year2025, Counts: []returns.Count{
		known("cases_audited", 64), known("plans_audited", 61), known("no_plan", 3), known("plan_effective", 30), known("child_spoken_to", 20),
	}}}})
	public, _, err := Build(in)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range public {
		if f.Name == "Leeds" && f.Period == year2025 && (f.Indicator == "C01" || f.Indicator == "C02") && f.Symbol != Confidential {
			t.Errorf("%s shows %s", f.Indicator, shown(f))
		}
		if f.Name == "Leeds" && f.Period == year2025 && f.Indicator == "B03" && !f.Value.OK {
			t.Errorf("B03 shows %s", shown(f))
		}
	}
}

// TestNobodySubtractsAreasFromTheirTotal plays an outsider who takes the areas
// shown from a region's or England's rounded figure: for no total may one
// hidden area be left with fewer than three values of 1 to 5.
func TestNobodySubtractsAreasFromTheirTotal(t *testing.T) {
	in := input(nil)
	public, err := twoPeriods()
	if err != nil {
		t.Fatal(err)
	}
	type block struct{ indicator, period, breakdown, category, place string }
	type sums struct {
		shown  float64
		hidden int
	}
	left := map[block]*sums{}
	for pass := range 2 {
		for i := range public {
			f := &public[i]
			k := block{f.Indicator, f.Period.String(), f.Breakdown, f.Category, f.Name}
			if pass == 1 && f.Level != AreaLevel && f.Source == FromPooled && left[k] != nil && f.Numerator.OK {
				s := left[k]
				least, greatest := max(f.Numerator.Value-5-s.shown, 1), f.Numerator.Value+4-s.shown
				if s.hidden == 1 && greatest <= 5 && greatest-least+1 < disclosure.Width {
					t.Errorf("%v: the one hidden count is %v to %v", k, least, greatest)
				}
			}
			if pass == 1 || f.Level != AreaLevel {
				continue
			}
			a, _ := in.Register.Find(f.DFE)
			for _, place := range []string{"England", a.Region} {
				k.place = place
				if left[k] == nil {
					left[k] = &sums{}
				}
				if f.Symbol == Confidential {
					left[k].hidden++
				} else if f.Numerator.OK {
					left[k].shown += f.Numerator.Value
				}
			}
		}
	}
}

type countKey struct {
	dfe, period, measure string
	cell                 cellID
}

type groupKey struct{ dfe, period, measure, breakdown string }

func appendNew(cells []cellID, c cellID) []cellID {
	for _, have := range cells {
		if have == c {
			return cells
		}
	}
	return append(cells, c)
}

// TestAboveAreasEverythingIsRounded checks that what the public sees of
// regions and England comes from rounded counts alone, wherever people are
// counted.
func TestAboveAreasEverythingIsRounded(t *testing.T) {
	public, err := twoPeriods()
	if err != nil {
		t.Fatal(err)
	}
	cat := indicator.All()
	for i := range public {
		f := &public[i]
		d, _ := cat.Find(f.Indicator)
		if f.Level == AreaLevel || !f.Value.OK || !classOf(d).people {
			continue
		}
		if f.Numerator.Value != disclosure.Round10(f.Numerator.Value) || d.Denominator != indicator.Population && f.Denominator.Value != disclosure.Round10(f.Denominator.Value) {
			t.Fatalf("%s %s %s: %v of %v", f.Indicator, f.Period, f.Name, f.Numerator.Value, f.Denominator.Value)
		}
		if f.Value.Value != Per(d.Unit)*f.Numerator.Value/f.Denominator.Value {
			t.Fatalf("%s %s %s: %v is not of %v and %v", f.Indicator, f.Period, f.Name, f.Value.Value, f.Numerator.Value, f.Denominator.Value)
		}
	}
}
