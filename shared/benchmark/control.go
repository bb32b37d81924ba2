package benchmark

import (
	"cmp"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"earlyhelp/shared/area"
	"earlyhelp/shared/period"
)

// control finds everything that the public may not see: area by area first, each
// with its year and quarters, and then what regions and England would tell of
// them. The work is shared out; what is found does not depend on who did it.
//
// What before found of an area stands where all that it depends on is the same.
func (b *builder) control(before *builder) {
	ps := make([]period.Period, 0, len(b.byPeriod))
	for p, y := range b.byPeriod {
		if y.any {
			ps = append(ps, p)
		}
	}
	slices.SortFunc(ps, period.Period.Compare)
	inParallel(len(ps), func() func(int) {
		return func(i int) { b.byPeriod[ps[i]].above = b.newAbove(ps[i], b.byPeriod[ps[i]]) }
	})
	b.withhold()
	for _, p := range ps {
		b.byPeriod[p].above.withheld = slices.Clone(b.byPeriod[p].above.hidden)
	}
	groups := b.groups(ps)
	proofs := make([][]proof, len(groups))
	memory, recalled := b.remember(before), make([]bool, len(groups))
	inParallel(len(groups), func() func(int) {
		h := &concealer{plan: b.plan}
		return func(i int) {
			if f := memory.recall(&groups[i]); f != nil {
				proofs[i], recalled[i] = f.proofs, true
			} else {
				proofs[i] = h.conceal(&groups[i])
			}
		}
	})
	b.found = make(map[groupName]*found, len(groups))
	for i := range groups {
		b.found[groups[i].name()] = &found{groups[i], proofs[i], recalled[i]}
	}
	// The periods of one financial year may hang together; those of two do not.
	var years [][]trail
	for i := range groups {
		if i == 0 || groups[i].financial != groups[i-1].financial {
			years = append(years, nil)
		}
		last := &years[len(years)-1]
		for j := range proofs[i] {
			*last = append(*last, trail{proof: &proofs[i][j], area: &groups[i]})
		}
	}
	inParallel(len(years), func() func(int) {
		return func(i int) { b.keep(years[i]) }
	})
}

// groups returns what hangs together, by financial year and area.
func (b *builder) groups(ps []period.Period) []group {
	var all []group
	for _, p := range ps {
		y := b.byPeriod[p]
		for i, c := range y.counts {
			if c == nil {
				continue
			}
			g := group{dfe: y.areas[i].DFE, financial: financialYear(p)}
			if p.Kind() == period.Quarter && b.quartersOf(g.financial, g.dfe) != nil && b.returned(g.financial, g.dfe) {
				continue // with its year
			}
			g.add(b, p, i)
			if p.Kind() == period.FinancialYear {
				for _, q := range b.quartersOf(p, g.dfe) {
					g.add(b, q, b.byPeriod[q].at[g.dfe])
				}
			}
			all = append(all, g)
		}
	}
	slices.SortStableFunc(all, func(a, b group) int {
		return cmp.Or(a.financial.Compare(b.financial), cmp.Compare(a.dfe, b.dfe))
	})
	return all
}

func (g *group) add(b *builder, p period.Period, area int) {
	y := b.byPeriod[p]
	g.periods = append(g.periods, p)
	g.counts, g.above = append(g.counts, y.counts[area]), append(g.above, y.above)
	g.rooms = append(g.rooms, room{y.above, 1 + y.region[area]})
}

// returned reports whether an area has a return in force for p.
func (b *builder) returned(p period.Period, dfe string) bool {
	y := b.byPeriod[p]
	if y == nil {
		return false
	}
	i, ok := y.at[dfe]
	return ok && y.counts[i] != nil
}

// quartersOf returns the four quarters of a financial year, nil unless the area
// has a return in force for each.
func (b *builder) quartersOf(year period.Period, dfe string) []period.Period {
	q := period.NewQuarter(year.Start().Year, 2)
	var qs []period.Period
	for range 4 {
		if !b.returned(q, dfe) {
			return nil
		}
		qs, q = append(qs, q), q.Next()
	}
	return qs
}

// financialYear is the one that p lies in: April to March.
func financialYear(p period.Period) period.Period {
	start := p.Start()
	if start.Month < 4 {
		return period.NewFinancialYear(start.Year - 1)
	}
	return period.NewFinancialYear(start.Year)
}

// withhold marks what Input.Withheld names, be it of an area, a region or
// England.
func (b *builder) withhold() {
	for _, w := range b.Withheld {
		y := b.byPeriod[w.Period]
		m, ok := b.plan.measures[w.Measure]
		cell, known := b.plan.cellNo[cellID{w.Breakdown, w.Category}]
		if y == nil || y.above == nil || !ok || !known {
			continue
		}
		if i := slices.Index(y.codes, w.Code); i >= 0 && y.counts[i] != nil {
			if e := y.counts[i].find(m, cell); e != nil && e.n > 0 {
				e.withheld = true
			}
			continue
		}
		unit := england
		if w.Code != area.EnglandCode {
			unit = 1 + slices.IndexFunc(y.regions, func(r area.Region) bool { return r.Code == w.Code })
			if unit == england {
				continue
			}
		}
		if up := b.plan.upper[cell]; up >= 0 {
			y.above.hidden[y.above.at(unit, m, up)] = true
		}
	}
}

// inParallel calls the functions that newWorker makes, one a processor, with
// every number under n.
func inParallel(n int, newWorker func() func(int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			work := newWorker()
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				work(i)
			}
		})
	}
	wg.Wait()
}
