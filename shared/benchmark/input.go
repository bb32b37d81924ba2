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
}

// An Input is everything that national figures are worked out from. Returns
// may come in any order; at most one for an area and period. Published may be
// nil: no published series then.
type Input struct {
	Returns   []Signed
	Catalogue *indicator.Catalogue
	Register  *area.Register
	Published *published.Table
}

// A cellID is a breakdown and one of its categories.
type cellID struct{ breakdown, category string }

// A plan says which counts figures need: measures by number, indicators with
// the numbers of their measures, and cells by number, the total first.
type plan struct {
	defs     []indicator.Definition
	measures map[string]int
	num, den []int // by def; den is -1 for the population
	cells    []cellID
	cellNo   map[cellID]int
	group    []int
	parts    [][2]int
}

// counts are what one return says of a plan: [measure][cell], flattened.
type counts struct {
	n             []float64
	state         []returns.State
	given         []bool // the return holds the cell, be it a number or a symbol
	hidden        [][]bool
	demonstration bool
}

func newPlan(cat *indicator.Catalogue, rs []Signed) *plan {
	p := &plan{measures: map[string]int{}, cellNo: map[cellID]int{}}
	measure := func(name string) int {
		if _, ok := p.measures[name]; !ok {
			p.measures[name] = len(p.measures)
		}
		return p.measures[name]
	}
	for _, d := range cat.Computed() {
		num, den := measure(d.Numerator), -1
		if d.Denominator != indicator.Population {
			den = measure(d.Denominator)
			if d.Unit == indicator.Percent {
				p.parts = append(p.parts, [2]int{num, den})
			}
		}
		p.defs, p.num, p.den = append(p.defs, d), append(p.num, num), append(p.den, den)
	}
	p.cells = []cellID{{total, all}}
	seen := map[cellID]bool{p.cells[0]: true}
	for _, s := range rs {
		for i := range s.Return.Counts {
			c := &s.Return.Counts[i]
			id := cellID{c.Breakdown, c.Category}
			if _, needed := p.measures[c.Measure]; needed && !seen[id] {
				seen[id] = true
				p.cells = append(p.cells, id)
			}
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
					groups[c.breakdown] = disclosure.Overlapping
				}
			}
			g = groups[c.breakdown]
		}
		p.group = append(p.group, g)
	}
	return p
}

func (p *plan) at(measure, cell int) int { return measure*len(p.cells) + cell }

// tabulate reads one return into a compact table and finds what the public
// may not see of it.
func (p *plan) tabulate(r *returns.Return) *counts {
	size := len(p.measures) * len(p.cells)
	c := &counts{demonstration: r.Demonstration,
		n: make([]float64, size), state: make([]returns.State, size), given: make([]bool, size)}
	for i := range r.Counts {
		count := &r.Counts[i]
		m, needed := p.measures[count.Measure]
		cell, ok := p.cellNo[cellID{count.Breakdown, count.Category}]
		if !needed || !ok || c.given[p.at(m, cell)] {
			continue // the first of duplicates counts, as in returns.Return.Index
		}
		at := p.at(m, cell)
		c.given[at], c.state[at], c.n[at] = true, count.State, count.N
	}
	t := disclosure.Table{Group: p.group, Parts: p.parts, N: make([][]float64, len(p.measures)), Known: make([][]bool, len(p.measures))}
	known := make([]bool, size)
	for i := range known {
		known[i] = c.given[i] && c.state[i] == returns.Known
	}
	for m := range t.N {
		t.N[m], t.Known[m] = c.n[p.at(m, 0):p.at(m+1, 0)], known[p.at(m, 0):p.at(m+1, 0)]
	}
	c.hidden = disclosure.Hide(t)
	return c
}

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
