package demo

import (
	"testing"

	"earlyhelp/shared/area"
	"earlyhelp/shared/period"
	"earlyhelp/shared/published"
	"earlyhelp/shared/returns"
)

// everyReturn calls f for the area and period of every return of the
// demonstration.
func everyReturn(f func(a area.Area, p period.Period, year published.Row, population int)) {
	register, table := area.England(), published.Series()
	p := firstYear
	for range 1 + quarters {
		for _, a := range register.On(firstYear.End()) {
			year, _ := table.Area(a.DFE, firstYear)
			population, _ := register.Population(a.DFE, p)
			f(a, p, year, population.N)
		}
		if p == firstYear {
			p = firstQuarter
		} else {
			p = p.Next()
		}
	}
}

func TestTheYearHasThePublishedCounts(t *testing.T) {
	made := 0
	everyReturn(func(a area.Area, p period.Period, year published.Row, population int) {
		if p != firstYear {
			return
		}
		got := totals(a.DFE, p, year, population)
		for measure, want := range map[string]published.Value{
			"referrals": year.Referrals, "rereferrals_12m": year.ReReferrals, "referrals_nfa": year.NFA,
		} {
			switch n := got[measure]; {
			case want.OK() && n != float64(want.N):
				t.Errorf("%s: %s = %v, want the published %d", a.Name, measure, n, want.N)
			case !want.OK() && (n < 1 || n > 5):
				t.Errorf("%s: %s = %v where it is suppressed, want 1 to 5", a.Name, measure, n)
			case !want.OK():
				made++
			}
		}
	})
	if made == 0 {
		t.Error("no suppressed count was met: the published table has some")
	}
}

func TestReachSpansWhatInspectionsFound(t *testing.T) {
	low, high := 1.0, 0.0
	everyReturn(func(a area.Area, p period.Period, year published.Row, population int) {
		if p == firstYear {
			reach := totals(a.DFE, p, year, population)["children_open"] / float64(population)
			low, high = min(low, reach), max(high, reach)
		}
	})
	if low >= 0.01 || high <= 0.15 {
		t.Errorf("reach from %.3f to %.3f of children, want from under 0.01 to over 0.15", low, high)
	}
}

func TestCountsFitTogether(t *testing.T) {
	everyReturn(func(a area.Area, p period.Period, year published.Row, population int) {
		total := totals(a.DFE, p, year, population)
		all := counts(a.DFE, p, total)
		index := map[returns.Key]float64{}
		sums := map[[2]string]float64{}
		for _, c := range all {
			if c.N < 0 {
				t.Fatalf("%s %s: %v = %v", a.Name, p, c.Key(), c.N)
			}
			index[c.Key()] = c.N
			if c.State == returns.NotAvailable {
				continue // said once, in the first row of a breakdown that is not given
			}
			if b, _ := returns.FindBreakdown(c.Breakdown); b.Kind == returns.Parts {
				sums[[2]string{c.Measure, c.Breakdown}] += c.N
			}
			if c.N > total[c.Measure] {
				t.Errorf("%s %s: %v = %v, more than the total %v", a.Name, p, c.Key(), c.N, total[c.Measure])
			}
		}
		for k, sum := range sums {
			if sum != total[k[0]] {
				t.Errorf("%s %s: %s by %s adds up to %v, want %v", a.Name, p, k[0], k[1], sum, total[k[0]])
			}
		}
		for _, pair := range returns.Pairs() {
			for k, n := range index {
				if k.Measure != pair.Part {
					continue
				}
				if whole, ok := index[returns.Key{Measure: pair.Whole, Breakdown: k.Breakdown, Category: k.Category}]; ok && n > whole {
					t.Errorf("%s %s: %v = %v, more than %s = %v", a.Name, p, k, n, pair.Whole, whole)
				}
			}
		}
	})
}

func TestShare(t *testing.T) {
	r := newRand("share")
	for range 2000 {
		n := 1 + r.IntN(8)
		weights, caps := make([]float64, n), make([]int, n)
		room := 0
		for i := range weights {
			caps[i] = r.IntN(20)
			weights[i] = float64(caps[i])
			room += caps[i]
		}
		if room == 0 {
			continue
		}
		total := r.IntN(room + 1)
		sum := 0
		for i, p := range share(total, jitter(r, weights, 0.5), caps) {
			sum += p
			if p < 0 || p > caps[i] {
				t.Fatalf("share(%d, caps %v): part %d is %d", total, caps, i, p)
			}
		}
		if sum != total {
			t.Fatalf("share(%d, caps %v) adds up to %d", total, caps, sum)
		}
	}
}
