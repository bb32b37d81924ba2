package audit

import (
	"encoding/binary"
	"slices"

	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
)

// How soft assumptions are: the greatest is dropped first where public figures
// contradict it.
const (
	softSum       = 1 // the parts of a breakdown add up to the total
	softUnchanged = 2 // a count that is kept back is what it was before
	softYear      = 3 // a year is the sum of its quarters
)

// A sum is a number and variables with coefficients.
type sum struct {
	terms []term
	k     int64
	gone  bool // a part of it is not known of at all
}

func (x *sum) add(c count, coef int64) {
	switch v, ok := c.variable(); {
	case ok:
		for i := range x.terms {
			if x.terms[i].v == v {
				x.terms[i].c += coef
				return
			}
		}
		x.terms = append(x.terms, term{v, coef})
	case c.known():
		x.k += coef * int64(c)
	case c == none:
		x.gone = true
	}
}

// equation says that x is lo to hi. One that says nothing of any variable is
// left out; of two about the same variables both hold.
func (a *attack) equation(x *sum, lo, hi int64, soft int8, n note) {
	if x.gone {
		return
	}
	terms := slices.DeleteFunc(x.terms, func(t term) bool { return t.c == 0 })
	if len(terms) == 0 {
		return
	}
	lo, hi = lo-x.k, hi-x.k
	slices.SortFunc(terms, func(a, b term) int { return int(a.v - b.v) })
	if terms[0].c < 0 {
		for i := range terms {
			terms[i].c = -terms[i].c
		}
		lo, hi = -hi, -lo
	}
	key := a.key[:0]
	key = append(key, byte(soft))
	for _, t := range terms {
		key = binary.AppendVarint(binary.AppendVarint(key, int64(t.v)), t.c)
	}
	a.key = key
	if r, ok := a.same[string(key)]; ok {
		have := &a.rows[r]
		if narrower := (Range{max(have.lo, lo), min(have.hi, hi)}); narrower.Min <= narrower.Max {
			if narrower != (Range{have.lo, have.hi}) {
				if lo > have.lo {
					a.notes[r].also = &note{}
					*a.notes[r].also = n
				} else {
					n.also = a.notes[r].clone()
					a.notes[r] = n
				}
				have.lo, have.hi = narrower.Min, narrower.Max
			}
			return
		}
	}
	r := a.add(slices.Clone(terms), lo, hi, soft)
	a.notes = append(a.notes, n)
	a.same[string(key)] = r
}

// areas adds what adds up within one area and period.
func (a *attack) areas(ps *panels, p *panel) {
	for e := range p.epochs {
		if e > 0 && slices.Equal(p.counts[e], p.counts[e-1]) {
			continue
		}
		equal := a.sums(ps, p, e)
		a.rests(ps, p, e, equal)
		a.madeSums(p, e)
	}
}

// give notes which counts somebody gives.
func (a *attack) give(ps *panels) {
	for _, p := range ps.areas {
		for _, counts := range p.counts {
			for i, c := range counts {
				if c.there() {
					ps.given[[2]int{i / len(p.cells), int(p.cells[i%len(p.cells)])}] = true
				}
			}
		}
	}
	ps.all = map[[2]int][]int32{}
	for g := range ps.given {
		b := a.breakdown(int32(g[1]))
		ps.all[[2]int{g[0], b}] = append(ps.all[[2]int{g[0], b}], int32(g[1]))
	}
}

// breakdown numbers the breakdown of a cell.
func (a *attack) breakdown(cell int32) int {
	return a.splitNo[a.k.cells[cell].breakdown]
}

// sums adds that the parts of each breakdown make the total. It returns by
// measure and split whether they do so for certain. Categories that others
// give and this area does not leave an inequality.
func (a *attack) sums(ps *panels, p *panel, e int) [][]bool {
	equal := make([][]bool, len(a.words.names))
	now := p.counts[e]
	if p.total < 0 {
		return equal
	}
	for m := range a.words.names {
		equal[m] = make([]bool, len(p.splits))
		total := now[p.at(m, p.total)]
		if !total.there() {
			continue
		}
		for si, s := range p.splits {
			if b, ok := indicator.Breakdown(s.breakdown); ok && !b.Sums {
				continue
			}
			var x sum
			parts := 0
			for _, c := range s.parts {
				if n := now[p.at(m, c)]; n.there() {
					parts++
					x.add(n, 1)
				}
			}
			if parts == 0 {
				continue
			}
			lo := int64(0)
			if equal[m][si] = a.complete(ps, p, now, m, s); !equal[m][si] {
				lo = -Unbounded
			}
			x.add(total, -1)
			a.equation(&x, lo, 0, softSum, note{kind: bySum, panel: p, epoch: e, measure: m, cell: p.cells[s.parts[0]]})
		}
	}
	return equal
}

// complete reports whether an area leaves out no category of a breakdown.
func (a *attack) complete(ps *panels, p *panel, now []count, m int, s split) bool {
	has := func(cell int32) bool {
		c := p.local[cell]
		return c >= 0 && now[p.at(m, int(c))] != none
	}
	if len(indicator.Categories(s.breakdown)) == 0 { // its own: all that it has for any measure
		return !slices.ContainsFunc(s.parts, func(c int) bool { return now[p.at(m, c)] == none })
	}
	return !slices.ContainsFunc(ps.all[[2]int{m, a.splitNo[s.breakdown]}], func(cell int32) bool { return !has(cell) })
}

// rests adds what each whole holds besides each part of it, and that rests add
// up as their parts and wholes do.
func (a *attack) rests(ps *panels, p *panel, e int, equal [][]bool) {
	now := p.counts[e]
	rest := make([]count, len(p.cells))
	for _, pr := range a.words.pairs {
		any := false
		for c := range p.cells {
			rest[c] = none
			part, whole := now[p.at(pr.part, c)], now[p.at(pr.whole, c)]
			if !part.there() || !whole.there() {
				continue
			}
			n := note{kind: byRest, panel: p, epoch: e, measure: pr.part, whole: pr.whole, cell: p.cells[c]}
			at := about{what: isRest, period: a.periodNo, panel: p, measure: pr.part, whole: pr.whole, cell: p.cells[c], site: p.site}
			if part.known() && whole.known() {
				rest[c] = whole - part
				if left := int64(whole - part); left >= fewest && left <= most {
					a.outright(at, Range{left, left}, n)
				}
				if rest[c] < 0 {
					rest[c] = none // they contradict each other
				}
				continue
			}
			any = true
			v := a.newVariable(at, 0, Unbounded)
			rest[c] = ofVariable(v)
			var x sum
			x.add(whole, 1)
			x.add(part, -1)
			x.add(rest[c], -1)
			a.equation(&x, 0, 0, 0, n)
		}
		if !any || !pr.direct || p.total < 0 || !rest[p.total].there() {
			continue
		}
		for si, s := range p.splits {
			if equal[pr.part] == nil || !equal[pr.part][si] || !equal[pr.whole][si] {
				continue
			}
			var x sum
			for _, c := range s.parts {
				if now[p.at(pr.part, c)] != absent || now[p.at(pr.whole, c)] != absent {
					x.add(rest[c], 1)
				}
			}
			x.add(rest[p.total], -1)
			a.equation(&x, 0, 0, softSum, note{kind: byRestSum, panel: p, epoch: e, measure: pr.part, whole: pr.whole, cell: p.cells[s.parts[0]]})
		}
	}
}

func (a *attack) madeSums(p *panel, e int) {
	now := p.counts[e]
	for _, m := range a.words.made {
		for c := range p.cells {
			var x sum
			x.add(now[p.at(m.sum, c)], -1)
			if !now[p.at(m.sum, c)].there() {
				continue
			}
			for _, of := range m.of {
				n := now[p.at(of, c)]
				if n == absent {
					n = none
				}
				x.add(n, 1)
			}
			a.equation(&x, 0, 0, softSum, note{kind: byMade, panel: p, epoch: e, measure: m.sum, cell: p.cells[c]})
		}
	}
}

// quarters adds that a year's events are those of its quarters, where an area
// gave all five.
func (a *attack) quarters(all []*panels) {
	var whole *panels
	var parts []*panels
	for _, ps := range all {
		if ps.period.Kind() == period.FinancialYear {
			whole = ps
		} else {
			parts = append(parts, ps)
		}
	}
	if whole == nil || len(parts) != 4 {
		return
	}
	for _, y := range whole.areas {
		five := []*panel{y}
		sequences := slices.Clone(y.epochs)
		for _, ps := range parts {
			if i, ok := ps.byDFE[y.dfe]; ok {
				five = append(five, ps.areas[i])
				sequences = append(sequences, ps.areas[i].epochs...)
			}
		}
		if len(five) != 5 {
			continue
		}
		slices.Sort(sequences)
		for _, s := range slices.Compact(sequences) {
			if !slices.ContainsFunc(five, func(p *panel) bool { return p.epoch(s) < 0 }) {
				a.quartersAt(five, s)
			}
		}
	}
}

func (a *attack) quartersAt(five []*panel, sequence int) {
	y := five[0]
	for m := range a.words.names {
		if !a.words.addsUp[m] {
			continue
		}
		for c, cell := range y.cells {
			var x sum
			for i, p := range five {
				at := p.local[cell]
				if at < 0 {
					x.gone = true
					break
				}
				coef := int64(1)
				if i == 0 {
					coef = -1
				}
				n := p.counts[p.epoch(sequence)][p.at(m, int(at))]
				if n == absent {
					n = none
				}
				x.add(n, coef)
			}
			a.equation(&x, 0, 0, softYear, note{kind: byYear, panel: y, epoch: y.epoch(sequence), measure: m, cell: y.cells[c]})
		}
	}
}

// above adds what the rounded figures of regions and England say of the areas
// that gave theirs, for each publication as it was then.
func (a *attack) above(ps *panels) {
	slices.Sort(ps.revise)
	revised := slices.Compact(ps.revise)
	rows := make([][]said, len(a.k.cells)) // by cell, then site
	for i, b := range ps.blocks {
		for c := range rows {
			rows[c] = rows[c][:0]
		}
		keptBack := map[int32]bool{} // cells in which something is, or was
		for _, l := range b.layers {
			for _, r := range l.rows {
				if a.k.sites[r.place].level == benchmark.AreaLevel && r.kind != shown && r.kind != silent && r.kind != nothing && r.kind != without {
					keptBack[r.cell] = true
				}
			}
		}
		if len(keptBack) == 0 {
			continue
		}
		var sequences []int
		for _, l := range b.layers {
			sequences = append(sequences, l.sequence)
		}
		start := sequences[0]
		for _, s := range revised {
			if s > start {
				sequences = append(sequences, s)
			}
		}
		slices.Sort(sequences)
		next := 0
		for _, s := range slices.Compact(sequences) {
			touched := map[int32]bool{}
			for ; next < len(b.layers) && b.layers[next].sequence <= s; next++ {
				for _, r := range b.layers[next].rows {
					if !keptBack[r.cell] {
						continue
					}
					if len(rows[r.cell]) == 0 {
						rows[r.cell] = slices.Grow(rows[r.cell], len(a.k.sites))[:len(a.k.sites)]
						clear(rows[r.cell])
					}
					rows[r.cell][r.place] = r
					touched[r.cell] = true
				}
			}
			if slices.Contains(revised, s) {
				touched = keptBack
			}
			cells := make([]int32, 0, len(touched))
			for c := range touched {
				cells = append(cells, c)
			}
			slices.Sort(cells)
			for _, c := range cells {
				if len(rows[c]) > 0 {
					a.aboveAt(ps, ps.inds[i], c, s, rows[c])
				}
			}
		}
	}
}

// aboveAt adds the equations of one indicator and cell in one publication.
func (a *attack) aboveAt(ps *panels, t *terms, cell int32, sequence int, rows []said) {
	for _, side := range []string{t.num, t.den} {
		if side == "" {
			continue
		}
		m := a.words.number[side]
		byRegion := map[string]*sum{}
		areas, kept := map[string]int{}, map[string]int{}
		for _, p := range ps.areas {
			switch rows[p.site].kind {
			case shown, hidden, sample, ratio, rate:
			default:
				continue // not in the total
			}
			x := byRegion[p.region]
			if x == nil {
				x = &sum{}
				byRegion[p.region] = x
			}
			n := none
			if e := p.epoch(sequence); e >= 0 && p.local[cell] >= 0 {
				n = p.counts[e][p.at(m, int(p.local[cell]))]
			}
			if n == absent {
				n = none
			}
			x.add(n, 1)
			if n.known() {
				areas[p.region]++
			} else {
				kept[p.region]++
			}
		}
		var england sum
		shownAreas, keptAreas := 0, 0
		codes := make([]string, 0, len(byRegion))
		for code := range byRegion {
			codes = append(codes, code)
		}
		slices.Sort(codes)
		for _, code := range codes {
			x := byRegion[code]
			shownAreas, keptAreas = shownAreas+areas[code], keptAreas+kept[code]
			region := a.siteOf[code]
			n := note{kind: byTotal, period: a.periodNo, measure: m, cell: cell, site: region, sequence: sequence, shown: areas[code], kept: kept[code]}
			a.whole(x, about{what: isTotal, period: a.periodNo, measure: m, cell: cell, site: region}, n)
			if region >= 0 {
				a.window(x, t, side, rows[region], n)
			}
			england.k += x.k
			england.gone = england.gone || x.gone
			england.terms = append(england.terms, x.terms...)
		}
		if a.england >= 0 {
			n := note{kind: byTotal, period: a.periodNo, measure: m, cell: cell, site: a.england, sequence: sequence, shown: shownAreas, kept: keptAreas}
			a.whole(&england, about{what: isTotal, period: a.periodNo, measure: m, cell: cell, site: a.england}, n)
			a.window(&england, t, side, rows[a.england], n)
		}
	}
}

// whole makes x, a sum of several variables, one variable and a number.
func (a *attack) whole(x *sum, at about, n note) {
	if x.gone || len(x.terms) < 2 {
		return
	}
	slices.SortFunc(x.terms, func(a, b term) int { return int(a.v - b.v) })
	key := append(a.key[:0], 'w')
	least := int64(0)
	for _, t := range x.terms {
		key = binary.AppendVarint(key, int64(t.v))
		least += a.lo[t.v]
	}
	a.key = key
	v, ok := a.wholes[string(key)]
	if !ok {
		wholes := string(key)
		if x.k > 0 {
			at.what = isNothing // more than is kept back: not a small count
		}
		v = a.newVariable(at, least, Unbounded)
		a.wholes[wholes] = v
		parts := sum{terms: append(slices.Clone(x.terms), term{v, -1})}
		n.kind = byParts
		a.equation(&parts, 0, 0, 0, n)
	}
	x.terms = []term{{v, 1}}
}

// window adds what a public row of a region or England says of x, which is one
// side of it.
func (a *attack) window(x *sum, t *terms, side string, r said, n note) {
	unit, value := t.numScale, int64(r.n)
	if side == t.den {
		unit, value = t.denScale, int64(r.d)
	}
	var lo, hi int64
	switch {
	case r.kind == shown && !t.people:
		lo, hi = value, value
	case r.kind == shown && value == 0:
		// Above zero and rounded to zero has a symbol of its own.
	case r.kind == shown:
		lo, hi = value-5*unit, value+5*unit-1
	case r.kind == nothing:
	case r.kind == low && side == t.num:
		hi = 5*unit - 1
		if t.den == "" {
			lo = 1
		}
	case r.kind == low:
		lo, hi = 1, Unbounded
	default:
		return
	}
	n.n = value / unit
	n.rowKind = r.kind
	a.equation(x, lo, hi, 0, n)
}
