package area

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"earlyhelp/shared/period"
)

// register joins the tables that were read, and checks them against each
// other.
func (b *builder) register() *Register {
	r := &Register{byDFE: map[string]int{}, byGSS: map[string]int{}, people: b.people}
	for key, span := range b.codes {
		if a := b.areas[key[1]]; a != nil {
			a.Codes = append(a.Codes, span)
		} else {
			b.fail(fmt.Errorf("codes.csv: %s is given to %s, which is no area", key[0], key[1]))
		}
	}
	for _, dfe := range slices.Sorted(maps.Keys(b.areas)) {
		b.finish(b.areas[dfe])
		r.areas = append(r.areas, *b.areas[dfe])
	}
	if len(r.areas) == 0 {
		b.fail(fmt.Errorf("areas.csv: there are no areas"))
	}
	slices.SortFunc(r.areas, byName)
	for i, a := range r.areas {
		r.byDFE[a.DFE] = i
		for _, c := range a.Codes {
			// A code handed on to another area finds the later holder.
			if j, held := r.byGSS[c.GSS]; !held || a.From.After(r.areas[j].From) {
				r.byGSS[c.GSS] = i
			}
		}
	}
	r.regions = slices.SortedFunc(maps.Values(b.regions), func(a, b Region) int { return cmp.Compare(a.Code, b.Code) })
	r.changes = slices.SortedFunc(maps.Values(b.changes), func(a, b Change) int {
		return cmp.Or(a.Effective.Compare(b.Effective), cmp.Compare(a.FromDFE, b.FromDFE), cmp.Compare(a.ToDFE, b.ToDFE))
	})
	for _, c := range r.changes {
		for _, end := range [][2]string{{c.FromGSS, c.FromDFE}, {c.ToGSS, c.ToDFE}} {
			if _, ok := b.codes[end]; !ok {
				b.fail(fmt.Errorf("changes.csv: %s to %s: codes.csv does not give %s to %s", c.FromGSS, c.ToGSS, end[0], end[1]))
			}
		}
	}
	b.checkNeighbours()
	for _, dfe := range slices.Sorted(maps.Keys(b.deprived)) {
		if b.areas[dfe] == nil {
			b.fail(fmt.Errorf("deprivation.csv: %s is no area", dfe))
		}
	}
	b.checkHexes(r.areas)
	for _, years := range b.people {
		for y := range years {
			r.lastYear = max(r.lastYear, y)
		}
	}
	return r
}

// finish fills in what other tables say of one area, and checks it.
func (b *builder) finish(a *Area) {
	region, ok := b.regions[a.RegionCode]
	if !ok {
		b.fail(fmt.Errorf("areas.csv: %s: %q is not the code of a region", a.Label(), a.RegionCode))
	}
	a.Region = region.Name
	a.Neighbours = b.neighbours[a.DFE]
	a.Deprivation = b.deprived[a.DFE]
	if hex, ok := b.hexes[a.DFE]; ok {
		a.HexQ, a.HexR, a.HasHex = hex[0], hex[1], true
	}
	slices.SortFunc(a.Codes, compareSpans)
	if len(a.Codes) == 0 {
		b.fail(fmt.Errorf("codes.csv: %s has no code", a.Label()))
		return
	}
	for i := 1; i < len(a.Codes); i++ {
		if prev := a.Codes[i-1]; prev.To.IsZero() || prev.To.AddDays(1) != a.Codes[i].From {
			b.fail(fmt.Errorf("codes.csv: %s: %s must begin on the day after %s ends", a.Label(), a.Codes[i].GSS, prev.GSS))
		}
	}
	if first, last := a.Codes[0], a.Codes[len(a.Codes)-1]; first.From != a.From || last.To != a.To {
		b.fail(fmt.Errorf("codes.csv: %s: the codes must begin and end on the same days as the area", a.Label()))
	}
}

func (b *builder) checkNeighbours() {
	for _, dfe := range slices.Sorted(maps.Keys(b.neighbours)) {
		seen := map[string]bool{dfe: true}
		for _, n := range b.neighbours[dfe] {
			if b.areas[n.DFE] == nil || seen[n.DFE] {
				b.fail(fmt.Errorf("neighbours.csv: %s: %s is no area, or is named twice", dfe, n.DFE))
			}
			seen[n.DFE] = true
		}
		if b.areas[dfe] == nil {
			b.fail(fmt.Errorf("neighbours.csv: %s is no area", dfe))
		}
	}
}

// checkHexes finds two areas in one cell at the same time. An area may take
// over the cell of one that has ended.
func (b *builder) checkHexes(areas []Area) {
	for dfe := range b.hexes {
		if b.areas[dfe] == nil {
			b.fail(fmt.Errorf("hexes.csv: %s is no area", dfe))
		}
	}
	held := map[[2]int][]Area{}
	for _, a := range areas {
		if !a.HasHex {
			continue
		}
		cell := [2]int{a.HexQ, a.HexR}
		for _, other := range held[cell] {
			if overlap(a, other) {
				b.fail(fmt.Errorf("hexes.csv: %s and %s are in one cell", other.Label(), a.Label()))
			}
		}
		held[cell] = append(held[cell], a)
	}
}

func overlap(a, b Area) bool {
	begins := func(d, end period.Date) bool { return end.IsZero() || !d.After(end) }
	return begins(a.From, b.To) && begins(b.From, a.To)
}
