package audit

import (
	"slices"

	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/period"
)

// A count is a number that is known, or the number of a variable, or nothing.
type count int64

const (
	none   count = -1 // not returned, or nothing is known of it
	absent count = -2 // does not apply: adds nothing to a total
	first  count = -3 // variables: -3 is variable 0
)

func ofVariable(v int32) count { return first - count(v) }

func (c count) variable() (v int32, ok bool) { return int32(first - c), c <= first }

func (c count) known() bool { return c >= 0 }

func (c count) there() bool { return c >= 0 || c <= first }

// A panel holds what is known of one area in one period, through all
// publications. An epoch begins with each publication that has something new
// about it.
type panel struct {
	site   int32
	dfe    string
	region string // code
	cells  []int32
	local  []int32   // by cell number: place in cells, or -1
	epochs []int     // sequence numbers
	raw    [][]said  // by epoch: rows by indicator, then cell
	counts [][]count // by epoch: by measure, then cell
	fresh  []bool    // by measure, then cell: the last publication shows it, above zero, and the one before did not
	bared  []int     // of them those that the one before kept back
	splits []split
	total  int // place of the total in cells, or -1
}

// A split is a breakdown of a panel: its name and the places of its parts.
type split struct {
	breakdown string
	parts     []int
}

func (p *panel) at(measure, cell int) int { return measure*len(p.cells) + cell }

// epoch returns the epoch in force at a sequence, -1 before the first.
func (p *panel) epoch(sequence int) int {
	e := -1
	for i, s := range p.epochs {
		if s <= sequence {
			e = i
		}
	}
	return e
}

// A term is one period of the financial year under attack.
type panels struct {
	period period.Period
	blocks []*block // by indicator, as in indicators
	inds   []*terms
	areas  []*panel       // in order of site
	bySite []*panel       // by site number
	byDFE  map[string]int // place in areas
	revise []int          // sequences at which some area's counts were revised
	// given says by measure and cell number whether any area gives it, so that
	// who lacks it has left it out.
	given map[[2]int]bool
	all   map[[2]int][]int32 // cells that somebody gives, by measure and breakdown
}

// gather sorts the rows of a period by area.
func (a *attack) gather(p period.Period) *panels {
	k := a.k
	ps := &panels{period: p, bySite: make([]*panel, len(k.sites)), byDFE: map[string]int{}, given: map[[2]int]bool{}}
	for _, id := range a.order {
		if b := k.blocks[blockName{id, p}]; b != nil {
			ps.blocks, ps.inds = append(ps.blocks, b), append(ps.inds, k.terms[id])
		}
	}
	for _, b := range ps.blocks {
		for _, l := range b.layers {
			for _, r := range l.rows {
				if k.sites[r.place].level != benchmark.AreaLevel {
					continue
				}
				pn := ps.bySite[r.place]
				if pn == nil {
					pn = a.newPanel(r.place)
					ps.bySite[r.place] = pn
				}
				if pn.local[r.cell] < 0 {
					pn.local[r.cell] = 0
					pn.cells = append(pn.cells, r.cell)
				}
				if n := len(pn.epochs); n == 0 || pn.epochs[n-1] != l.sequence {
					pn.epochs = append(pn.epochs, l.sequence)
				}
			}
		}
	}
	for _, pn := range ps.bySite {
		if pn == nil {
			continue
		}
		pn.arrange(k)
		ps.byDFE[pn.dfe] = len(ps.areas)
		ps.areas = append(ps.areas, pn)
		pn.raw = make([][]said, len(pn.epochs))
		for e := range pn.raw {
			pn.raw[e] = make([]said, len(ps.blocks)*len(pn.cells))
		}
	}
	for i, b := range ps.blocks {
		for _, l := range b.layers {
			for _, r := range l.rows {
				pn := ps.bySite[r.place]
				if pn == nil {
					continue
				}
				for e := len(pn.epochs) - 1; e >= 0 && pn.epochs[e] >= l.sequence; e-- {
					pn.raw[e][i*len(pn.cells)+int(pn.local[r.cell])] = r
				}
			}
		}
	}
	return ps
}

func (a *attack) newPanel(at int32) *panel {
	s := a.k.sites[at]
	p := &panel{site: at, dfe: s.dfe, local: make([]int32, len(a.k.cells)), total: -1}
	for i := range p.local {
		p.local[i] = -1
	}
	if a.k.register != nil {
		if area, ok := a.k.register.Find(s.dfe); ok {
			p.region = area.RegionCode
		}
	}
	return p
}

// arrange puts cells and epochs in order and finds the splits.
func (p *panel) arrange(k *Knowledge) {
	slices.Sort(p.cells)
	slices.Sort(p.epochs)
	p.epochs = slices.Compact(p.epochs)
	for i, c := range p.cells {
		p.local[c] = int32(i)
		name := k.cells[c]
		if name.breakdown == "total" {
			p.total = i
			continue
		}
		at := slices.IndexFunc(p.splits, func(s split) bool { return s.breakdown == name.breakdown })
		if at < 0 {
			at = len(p.splits)
			p.splits = append(p.splits, split{breakdown: name.breakdown})
		}
		p.splits[at].parts = append(p.splits[at].parts, i)
	}
}

// combine works out what each count of a panel is in each epoch: known where
// some row shows it, else a variable where some row keeps it back.
func (a *attack) combine(ps *panels, pi int, p *panel) {
	size := len(a.words.names) * len(p.cells)
	p.counts = make([][]count, len(p.epochs))
	var shownBefore []count
	for e := range p.epochs {
		now := make([]count, size)
		for i := range now {
			now[i] = none
		}
		p.counts[e] = now
		a.showing(ps, p, e)
		p.fresh = make([]bool, size)
		for i, n := range now {
			p.fresh[i] = n > 0 && p.epochs[e] == a.k.Sequence() && (e == 0 || shownBefore[i] != n)
		}
		shownBefore = slices.Clone(now)
		var before []count
		revised := false
		if e > 0 {
			before = p.counts[e-1]
			revised = a.revisedSince(ps, p, e)
			if revised {
				ps.revise = append(ps.revise, p.epochs[e])
			}
		}
		a.hiding(ps, pi, p, e, before, revised)
	}
	p.raw = nil
	if last := len(p.epochs) - 1; last > 0 {
		for i, fresh := range p.fresh {
			if _, back := p.counts[last-1][i].variable(); fresh && back {
				p.bared = append(p.bared, i)
			}
		}
	}
}

// showing enters what rows show.
func (a *attack) showing(ps *panels, p *panel, e int) {
	now := p.counts[e]
	set := func(measure string, cell int, n int64) {
		if i := p.at(a.words.number[measure], cell); !now[i].known() {
			now[i] = count(n)
		}
	}
	for i, t := range ps.inds {
		for c := range p.cells {
			switch r := p.raw[e][i*len(p.cells)+c]; r.kind {
			case shown:
				set(t.num, c, int64(r.n))
				if t.den != "" {
					set(t.den, c, int64(r.d))
				}
			case rate:
				set(t.num, c, int64(r.n))
			case nothing:
				if t.den != "" {
					set(t.den, c, 0)
					set(t.num, c, 0)
				}
			}
		}
	}
	// What does not apply anywhere adds nothing.
	for i, t := range ps.inds {
		for c := range p.cells {
			if p.raw[e][i*len(p.cells)+c].kind != without {
				continue
			}
			for _, m := range []string{t.num, t.den} {
				if m == "" {
					continue
				}
				if at := p.at(a.words.number[m], c); now[at] == none {
					now[at] = absent
				}
			}
		}
	}
}

// revisedSince reports whether what both an epoch and the one before show
// differs, or a count came or went: then the area sent its return again.
func (a *attack) revisedSince(ps *panels, p *panel, e int) bool {
	for i, n := range p.counts[e] {
		if before := p.counts[e-1][i]; before.known() && n.known() && before != n {
			return true
		}
	}
	for i, r := range p.raw[e] {
		if was := p.raw[e-1][i]; (was.kind == silent) != (r.kind == silent) || (was.kind == without) != (r.kind == without) {
			return true
		}
	}
	return false
}

// hiding enters variables for what rows keep back. A count that was there
// before and whose return was not visibly replaced is the same; else that it
// is unchanged is an assumption.
func (a *attack) hiding(ps *panels, pi int, p *panel, e int, before []count, revised bool) {
	now := p.counts[e]
	type range3 struct{ lo, hi int64 }
	back := map[int]range3{}
	keep := func(i int, lo, hi int64) {
		r, ok := back[i]
		if !ok {
			r = range3{lo, hi}
		}
		back[i] = range3{max(r.lo, lo), min(r.hi, hi)}
	}
	type fractionOf struct {
		num, den int
		n, d     int64
	}
	var fractions []fractionOf
	for i, t := range ps.inds {
		m := a.words.number[t.num]
		for c := range p.cells {
			r := p.raw[e][i*len(p.cells)+c]
			num, den := p.at(m, c), -1
			if t.den != "" {
				den = p.at(a.words.number[t.den], c)
			}
			switch r.kind {
			case hidden, ratio:
				// Zero is always shown; but where the denominator is kept
				// back, so is the numerator with it, whatever it is.
				least := int64(0)
				if den < 0 || now[den].known() {
					least = 1
				}
				keep(num, least, Unbounded)
				if den >= 0 {
					keep(den, 1, Unbounded)
				}
				if r.kind == ratio {
					fractions = append(fractions, fractionOf{num, den, int64(r.n), int64(r.d)})
				}
			case sample:
				// One to five would have the symbol c.
				keep(num, 0, 10*t.numScale-1)
				if den >= 0 {
					keep(den, (most+1)*t.denScale, 10*t.denScale-1)
				}
			}
		}
	}
	order := make([]int, 0, len(back))
	for i := range back {
		order = append(order, i)
	}
	slices.Sort(order)
	for _, i := range order {
		r := back[i]
		if now[i].known() {
			continue
		}
		if r.hi < r.lo {
			r.lo, r.hi = 0, Unbounded
		}
		if before != nil && before[i].there() && !revised {
			now[i] = before[i]
			if v, ok := before[i].variable(); ok {
				a.lo[v], a.hi[v] = max(a.lo[v], r.lo), max(max(a.lo[v], r.lo), min(a.hi[v], r.hi))
				a.given[v] = Range{a.lo[v], a.hi[v]}
			}
			continue
		}
		v := a.newVariable(about{what: isCount, period: int8(pi), panel: p, measure: i / len(p.cells), cell: p.cells[i%len(p.cells)], site: p.site}, r.lo, r.hi)
		now[i] = ofVariable(v)
	}
	if before != nil {
		a.unchanged(p, e, revised)
	}
	for _, f := range fractions {
		var x sum
		x.add(now[f.num], f.d)
		x.add(now[f.den], -f.n)
		a.equation(&x, 0, 0, 0, note{kind: byValue, panel: p, epoch: e, cell: p.cells[f.num%len(p.cells)], measure: f.num / len(p.cells), whole: f.den / len(p.cells), n: f.n, d: f.d})
	}
}

// unchanged adds the assumptions that a count that was kept back or shown
// before is now what it was.
func (a *attack) unchanged(p *panel, e int, revised bool) {
	for i, now := range p.counts[e] {
		before := p.counts[e-1][i]
		_, hiddenNow := now.variable()
		_, hiddenThen := before.variable()
		if !before.there() || !now.there() || before == now || !hiddenNow && !hiddenThen {
			continue
		}
		var x sum
		x.add(now, 1)
		x.add(before, -1)
		a.equation(&x, 0, 0, softUnchanged, note{kind: byHistory, panel: p, epoch: e, measure: i / len(p.cells), cell: p.cells[i%len(p.cells)]})
	}
}
