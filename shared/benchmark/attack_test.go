package benchmark

import (
	"testing"

	"earlyhelp/shared/disclosure"
	"earlyhelp/shared/indicator"
)

// TestNobodySubtracts plays an outsider with the public rows of every
// indicator and knowledge of the return's layout: whatever a row shows is
// known of its measures, and in a breakdown that adds up, one unknown is the
// total less the rest. What comes out, again and again, must not be a count of
// 1 to 5, nor leave 1 to 5 of its whole. Counts of settings and services and
// facts of the partnership are open and left out.
func TestNobodySubtracts(t *testing.T) {
	public, full, err := Build(input(manyReturns(2)))
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
	for _, d := range cat.Computed() {
		if d.Unit != indicator.Percent {
			continue
		}
		for k, whole := range known {
			if k.measure != d.Denominator {
				continue
			}
			k.measure = d.Numerator
			if n, ok := known[k]; ok && disclosure.Sensitive(whole-n) {
				t.Fatalf("%v = %v of %v is known", k, n, whole)
			}
		}
	}
	t.Logf("%d rows, %d hidden, %d harmless counts recovered", len(full), hidden, recovered)
	if hidden == 0 {
		t.Error("nothing was hidden, so nothing was tested")
	}
}

// TestNobodySubtractsAreasFromTheirTotal plays an outsider who takes the areas
// shown from a region's or England's rounded figure and knows that what is
// hidden is 1 to 5: for no total may one hidden area be left with one value.
func TestNobodySubtractsAreasFromTheirTotal(t *testing.T) {
	in := input(manyReturns(2))
	public, _, err := Build(in)
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
				least, greatest := max(f.Numerator.Value-5-s.shown, 1), min(f.Numerator.Value+4-s.shown, 5)
				if s.hidden == 1 && least == greatest {
					t.Errorf("%v: the one hidden count is %v", k, least)
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
	public, _, err := Build(input(manyReturns(2)))
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
