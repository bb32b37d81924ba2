package benchmark

import (
	"cmp"
	"fmt"
	"slices"

	"earlyhelp/shared/area"
	"earlyhelp/shared/disclosure"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
	"earlyhelp/shared/published"
	"earlyhelp/shared/returns"
)

// A Signed is a return that its partnership signed off.
type Signed struct {
	Return     *returns.Return
	Submission string // the submission signed; may be empty outside the ledger

	// Earlier are the returns of the same area and period that were signed
	// before and that Return replaced, the first first. A figure that differs
	// from what one of them gave is marked as revised.
	Earlier []*returns.Return

	// Unsigned says that nobody has signed it yet, outside the platform, where a
	// folder of returns is put together: its figures are marked as provisional.
	Unsigned bool
}

// An Input is everything that national figures are worked out from. Returns
// may come in any order; at most one for an area and period. Published may be
// nil: no published series then.
type Input struct {
	Returns   []Signed
	Catalogue *indicator.Catalogue
	Register  *area.Register
	Published *published.Table

	// Withheld names counts of regions and England to hide besides what Build
	// hides of itself, in any order. Names of what there is not do nothing.
	Withheld []disclosure.Cell
}

// A cellID is a breakdown and one of its categories.
type cellID struct{ breakdown, category string }

// A plan says which counts figures need: measures by number, indicators with
// the numbers of their measures, and cells by number, the total first.
type plan struct {
	defs     []indicator.Definition
	measures map[string]int
	num, den []int  // by def; den is -1 for a population
	people   []bool // by measure: it counts people, so that small counts are hidden
	listed   []bool // by def: a list of the area's gives the count, where it has one
	cells    []cellID
	cellNo   map[cellID]int
	group    []int // by cell: the breakdown it is part of, from 1; 0 for the total; overlapping
	parts    [][2]int
	made     [][]int // a measure and those whose sum it is
	family   []int   // by measure: what hangs together by parts and sums
	addsUp   []bool  // by measure: a year is the sum of its quarters
	uses     [][]int // by measure: the defs it is a count of
	upper    []int   // by cell: its number above areas, -1 for localities
	uppers   int
}

// overlapping is the group of a cell that cannot be worked out by subtraction,
// such as a need, of which a child may have several.
const overlapping = -1

func newPlan(cat *indicator.Catalogue, rs []Signed) *plan {
	p := &plan{measures: map[string]int{}, cellNo: map[cellID]int{}}
	measure := func(name string, d indicator.Definition) int {
		m, ok := p.measures[name]
		if !ok {
			m = len(p.measures)
			p.measures[name], p.people = m, append(p.people, false)
		}
		p.people[m] = p.people[m] || classOf(d).people
		return m
	}
	for _, d := range cat.Computed() {
		num, den := measure(d.Numerator, d), -1
		if !indicator.IsPopulation(d.Denominator) {
			den = measure(d.Denominator, d)
		}
		p.defs, p.num, p.den = append(p.defs, d), append(p.num, num), append(p.den, den)
		p.listed = append(p.listed, fromList(d))
	}
	p.parts = p.within()
	p.cells = []cellID{{total, all}}
	seen := map[cellID]bool{p.cells[0]: true}
	look := func(r *returns.Return) {
		for i := range r.Counts {
			c := &r.Counts[i]
			id := cellID{c.Breakdown, c.Category}
			if _, needed := p.measures[c.Measure]; needed && !seen[id] {
				seen[id] = true
				p.cells = append(p.cells, id)
			}
		}
	}
	for _, s := range rs {
		look(s.Return)
		for _, r := range s.Earlier {
			look(r)
		}
	}
	slices.SortFunc(p.cells, func(a, b cellID) int {
		return cmp.Or(compareBreakdowns(a.breakdown, b.breakdown), cmp.Compare(a.category, b.category))
	})
	groups := map[string]int{}
	for i, c := range p.cells {
		p.cellNo[c] = i
		g := 0
		if i > 0 {
			if groups[c.breakdown] == 0 {
				groups[c.breakdown] = len(groups) + 1
				if s, ok := indicator.Breakdown(c.breakdown); ok && !s.Sums {
					groups[c.breakdown] = overlapping
				}
			}
			g = groups[c.breakdown]
		}
		p.group = append(p.group, g)
		up := -1
		if c.breakdown != locality {
			up, p.uppers = p.uppers, p.uppers+1
		}
		p.upper = append(p.upper, up)
	}
	p.tie()
	return p
}

// tie works out how measures hang together.
func (p *plan) tie() {
	p.addsUp, p.uses, p.family = make([]bool, len(p.people)), make([][]int, len(p.people)), make([]int, len(p.people))
	for d := range p.defs {
		p.uses[p.num[d]] = append(p.uses[p.num[d]], d)
		if p.den[d] >= 0 {
			p.uses[p.den[d]] = append(p.uses[p.den[d]], d)
		}
	}
	for name, m := range p.measures {
		found, _ := returns.FindMeasure(name)
		p.addsUp[m], p.family[m] = found.AddsUp, m
	}
	for _, m := range returns.Made("") {
		whole, ok := p.measures[m.Name]
		sum := []int{whole}
		for _, k := range returns.MadeOf(returns.Key{Measure: m.Name, Breakdown: total, Category: all}) {
			part, known := p.measures[k.Measure]
			if ok = ok && known && k.Breakdown == total && p.people[part] && p.people[whole]; ok {
				sum = append(sum, part)
			}
		}
		if ok && len(sum) > 1 {
			p.made = append(p.made, sum)
		}
	}
	join := func(a, b int) {
		for m, f := range p.family {
			if f == a {
				p.family[m] = b
			}
		}
	}
	for _, pair := range p.parts {
		join(p.family[pair[0]], p.family[pair[1]])
	}
	for _, sum := range p.made {
		for _, m := range sum[1:] {
			join(p.family[m], p.family[sum[0]])
		}
	}
}

// within returns the pairs of measures of which the first counts some of what
// the second does: numerators and denominators of shares, and what else lies
// within by definition, over any number of steps. Whoever sees both sees how
// many are in one and not in the other: the plans audited and the cases
// audited tell how many cases have no plan. So does a sum beside one of the
// two measures that it is made of.
func (p *plan) within() [][2]int {
	wholes := map[string][]string{}
	add := func(part, whole string) {
		if !slices.Contains(wholes[part], whole) {
			wholes[part] = append(wholes[part], whole)
		}
	}
	for _, pair := range returns.Pairs() {
		add(pair.Part, pair.Whole)
	}
	for _, d := range p.defs {
		if d.Unit == indicator.Percent {
			add(d.Numerator, d.Denominator)
		}
	}
	for _, m := range returns.Made("") {
		for _, k := range returns.MadeOf(returns.Key{Measure: m.Name, Breakdown: total, Category: all}) {
			if k.Breakdown == total {
				add(k.Measure, m.Name)
			}
		}
	}
	var parts [][2]int
	for name, part := range p.measures {
		reached, next := map[string]bool{name: true}, wholes[name]
		for len(next) > 0 && p.people[part] {
			whole := next[0]
			next = next[1:]
			if reached[whole] {
				continue
			}
			reached[whole] = true
			next = append(slices.Clone(next), wholes[whole]...)
			if w, ok := p.measures[whole]; ok && p.people[w] {
				parts = append(parts, [2]int{part, w})
			}
		}
	}
	slices.SortFunc(parts, func(a, b [2]int) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	return parts
}

func (p *plan) at(measure, cell int) int { return measure*len(p.cells) + cell }

// check reports returns that no figure can be made of.
func (in Input) check() error {
	type place struct {
		dfe    string
		period period.Period
	}
	seen := map[place]bool{}
	for _, s := range in.Returns {
		r := s.Return
		if _, ok := in.Register.Find(r.Area); !ok {
			return fmt.Errorf("return of area %q for %s: no such area", r.Area, r.Period)
		}
		if r.Period.IsZero() {
			return fmt.Errorf("return of area %s: no period", r.Area)
		}
		if p := (place{r.Area, r.Period}); seen[p] {
			return fmt.Errorf("two returns of area %s for %s", r.Area, r.Period)
		} else {
			seen[p] = true
		}
	}
	return nil
}
