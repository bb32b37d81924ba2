package audit

import (
	"cmp"
	"maps"
	"runtime"
	"slices"
	"sync"

	"earlyhelp/shared/area"
	"earlyhelp/shared/disclosure"
	"earlyhelp/shared/period"
)

// A Kind says what a Finding is about.
type Kind string

// The kinds.
const (
	Count      Kind = "count"      // a count of people
	Complement Kind = "complement" // how many of a whole are not in a part of it
	Total      Kind = "total"      // a count of a region or of England
	Unproved   Kind = "unproved"   // nothing was found, and nothing showed that there is nothing to find
)

// A Finding is a count of people that an outsider can pin to fewer than Width
// values, all of 1 to 5, or that could not be shown to be safe.
type Finding struct {
	Kind      Kind          `json:"kind"`
	Indicator string        `json:"indicator"` // the first that uses the measure
	Measure   string        `json:"measure"`
	Whole     string        `json:"whole,omitempty"` // of a complement: what Measure is a part of
	Period    period.Period `json:"period"`
	Breakdown string        `json:"breakdown"`
	Category  string        `json:"category"`
	Code      string        `json:"code"` // of the area, region or England
	Area      string        `json:"area"` // its name
	Min       int64         `json:"min"`
	Max       int64         `json:"max"`     // Unbounded for none
	Because   []string      `json:"because"` // the public figures that give it away, in words
	From      []string      `json:"from"`    // of which kinds they are, without figures

	// Mends are the counts that the last publication shows and that the
	// finding rests on, the nearest first: without one of them it may be no
	// more. There are none after Read.
	Mends []disclosure.Cell `json:"mends,omitempty"`
	bared []disclosure.Cell // of the same area: kept back before, and shown now
	anew  []disclosure.Cell // of the same area: not shown before
}

// Key names what a finding is about, whatever its range.
func (f Finding) Key() string {
	kind := f.Kind
	if kind == Unproved {
		kind = Count
	}
	return string(kind) + "/" + f.Measure + "/" + f.Whole + "/" + f.Period.String() + "/" + f.Breakdown + "/" + f.Category + "/" + f.Code
}

// attackNew attacks the financial years that were not attacked yet, as many at a
// time as there are processors: no equation connects two.
func (k *Knowledge) attackNew(byYear map[int][]period.Period) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	running := make(chan struct{}, runtime.GOMAXPROCS(0))
	maps.DeleteFunc(byYear, func(y int, _ []period.Period) bool { return k.years[y] != nil })
	for y, periods := range byYear {
		wg.Go(func() {
			running <- struct{}{}
			defer func() { <-running }()
			slices.SortFunc(periods, period.Period.Compare)
			a := k.attack(periods)
			a.search()
			mu.Lock()
			defer mu.Unlock()
			k.years[y] = &a.year
		})
	}
	wg.Wait()
}

// A Year is what an attack on the figures of one financial year, its quarters
// among them, came to.
type Year struct {
	Shown    int // counts of areas that the last publication shows
	Hidden   int // and that it keeps back
	Least    int // the fewest values that a count whose range is within 1 to 5 is left with; 0 where there is none
	Findings []Finding
}

// A Report is what an attack came to.
type Report struct {
	Sequence int       `json:"sequence"` // the last publication
	Shown    int       `json:"shown"`
	Hidden   int       `json:"hidden"`
	Least    int       `json:"least"`
	Findings []Finding `json:"findings"` // by period, area, measure and cell
}

// Attack works out what an outsider can tell of every count that is kept back.
// Financial years about which nothing new was learned since an attack are not
// attacked again. It is for one goroutine at a time.
func (k *Knowledge) Attack() Report {
	r := Report{Sequence: k.Sequence(), Findings: []Finding{}}
	byYear := map[int][]period.Period{}
	for name := range k.blocks {
		y := year(name.period)
		if !slices.Contains(byYear[y], name.period) {
			byYear[y] = append(byYear[y], name.period)
		}
	}
	years := slices.Sorted(maps.Keys(byYear))
	k.attackNew(byYear)
	for _, y := range years {
		found := k.years[y]
		r.Shown, r.Hidden = r.Shown+found.Shown, r.Hidden+found.Hidden
		if r.Least == 0 || found.Least > 0 && found.Least < r.Least {
			r.Least = found.Least
		}
		r.Findings = append(r.Findings, found.Findings...)
	}
	return r
}

// An attack is on the periods of one financial year.
type attack struct {
	k *Knowledge
	system
	words    *vocabulary
	order    []string // indicators
	splitNo  map[string]int
	siteOf   map[string]int32 // regions by code
	england  int32
	periods  []*panels
	periodNo int8

	abouts []about // by variable
	notes  []note  // by row
	same   map[string]int32
	wholes map[string]int32
	key    []byte
	anewOf map[string][]disclosure.Cell // by area
	open1  []Finding                    // what is shown outright
	year   Year
}

// about says what a variable is.
type about struct {
	what           what
	period         int8
	panel          *panel
	measure, whole int
	cell, site     int32
}

type what int8

const (
	isNothing what = iota // of no interest by itself
	isCount
	isRest
	isTotal
)

func (a *attack) newVariable(at about, lo, hi int64) int32 {
	v := a.variable(lo, hi)
	a.abouts = append(a.abouts, at)
	return v
}

// allAnew is the round from which all that is new of an area is hidden.
const allAnew = 4

// Mend returns counts that the publisher may hide so that findings may be no
// more: what the last publication shows of their areas and the one before kept
// back and, where there is nothing of that, the nearest count that it shows and
// the one before did not; in later rounds more of them. Those hidden already
// are left out. It returns none where a finding has none, for then all would
// be in vain.
func Mend(findings []Finding, hidden []disclosure.Cell, round int) []disclosure.Cell {
	chosen := map[disclosure.Cell]bool{}
	for _, c := range hidden {
		chosen[c] = true
	}
	var cells []disclosure.Cell
	take := func(c disclosure.Cell) {
		if !chosen[c] {
			chosen[c] = true
			cells = append(cells, c)
		}
	}
	already := maps.Clone(chosen)
	for _, f := range findings {
		if round >= allAnew {
			for _, c := range f.anew {
				take(c)
			}
		}
		left := slices.DeleteFunc(slices.Concat(f.bared, f.Mends, f.anew), func(c disclosure.Cell) bool { return already[c] })
		if len(left) == 0 {
			return nil
		}
		for _, c := range f.bared {
			take(c)
		}
		if slices.ContainsFunc(left, func(c disclosure.Cell) bool { return chosen[c] }) && round < 3 {
			continue
		}
		for _, c := range left[:min(len(left), 1<<(round-1))] {
			take(c)
		}
	}
	slices.SortFunc(cells, func(a, b disclosure.Cell) int {
		return cmp.Or(a.Period.Compare(b.Period), cmp.Compare(a.Measure, b.Measure), cmp.Compare(a.Breakdown, b.Breakdown), cmp.Compare(a.Category, b.Category), cmp.Compare(a.Code, b.Code))
	})
	return cells
}

// attack sets up all that is known of the periods of one financial year and
// leaves out what public figures contradict.
func (k *Knowledge) attack(periods []period.Period) *attack {
	a := &attack{k: k, words: newVocabulary(k), splitNo: map[string]int{}, siteOf: map[string]int32{}, england: -1,
		same: map[string]int32{}, wholes: map[string]int32{}, anewOf: map[string][]disclosure.Cell{}}
	for _, d := range k.catalogue.Computed() {
		if k.terms[d.ID] != nil {
			a.order = append(a.order, d.ID)
		}
	}
	for _, c := range k.cells {
		if _, ok := a.splitNo[c.breakdown]; !ok {
			a.splitNo[c.breakdown] = len(a.splitNo)
		}
	}
	for _, r := range k.register.Regions() {
		a.siteOf[r.Code] = -1
	}
	for i, s := range k.sites {
		if s.dfe == "" && s.code == area.EnglandCode {
			a.england = int32(i)
		} else if s.dfe == "" {
			a.siteOf[s.code] = int32(i)
		}
	}
	for i, p := range periods {
		a.periodNo = int8(i)
		ps := a.gather(p)
		a.periods = append(a.periods, ps)
		for _, pn := range ps.areas {
			a.combine(ps, i, pn)
		}
		a.give(ps)
		for _, pn := range ps.areas {
			a.areas(ps, pn)
		}
		a.above(ps)
		a.tally(ps)
	}
	a.quarters(a.periods)
	a.coarse = true
	above := func(r int32) bool { return a.notes[r].kind == byTotal || a.notes[r].kind == byParts }
	a.ties = []func(int32) bool{above, func(r int32) bool { return above(r) || a.notes[r].kind == byYear }}
	a.settle()
	a.reconcile(moderate())
	return a
}

// tally counts what the last publication shows and keeps back, and finds what
// it shows outright.
func (a *attack) tally(ps *panels) {
	for _, p := range ps.areas {
		for e, counts := range p.counts {
			for i, n := range counts {
				m := i / len(p.cells)
				if !a.words.people[m] || !n.there() {
					continue
				}
				last := e == len(p.counts)-1
				if last && n.known() {
					a.year.Shown++
				} else if last {
					a.year.Hidden++
				}
				if n.known() && n > 0 && int64(n) < (most+1)*a.words.scale[m] {
					at := about{what: isCount, period: a.periodNo, panel: p, measure: m, cell: p.cells[i%len(p.cells)], site: p.site}
					a.outright(at, Range{int64(n), int64(n)}, note{kind: byShowing, panel: p, epoch: e})
				}
			}
		}
	}
}

// enough says of what a variable can be for certain that it is not pinned.
func (a *attack) enough(v int32, met Range) bool {
	if outer := (Range{a.lo[v], a.hi[v]}); a.within(v, outer) && outer != met {
		return false // how many values it is left with is told in the report
	}
	return !a.pinned(v, met)
}

// within reports whether a range lies within 1 to 5.
func (a *attack) within(v int32, r Range) bool {
	unit := a.words.scale[a.abouts[v].measure]
	return r.Min >= fewest && r.Max < (most+1)*unit
}

// pinned reports whether a range lies within 1 to 5 and has fewer than Width
// values; of measures with decimals, spans less than Width-1.
func (a *attack) pinned(v int32, r Range) bool {
	unit := a.words.scale[a.abouts[v].measure]
	return a.within(v, r) && r.Max-r.Min < (Width-1)*unit
}

// moderate is the work that one count of a national attack is worth.
func moderate() limits { return limits{tableau: 1 << 17} }

// search works out the ranges of all that is of interest and keeps what is
// found.
func (a *attack) search() {
	wanted := func(v int32) bool {
		return a.abouts[v].what != isNothing && a.words.people[a.abouts[v].measure] && !a.pinned(v, Range{a.lo[v], a.hi[v]})
	}
	a.prove(wanted, a.enough, moderate())
	seen := map[string]bool{}
	keep := func(f Finding) {
		if key := f.Key(); !seen[key] {
			seen[key] = true
			a.year.Findings = append(a.year.Findings, f)
		}
	}
	for _, f := range a.open1 {
		keep(f)
	}
	for v := range a.abouts {
		at, r := a.abouts[v], Range{a.lo[v], a.hi[v]}
		if at.what == isNothing || !a.words.people[at.measure] {
			continue
		}
		unit := a.words.scale[at.measure]
		switch {
		case a.pinned(int32(v), r):
			keep(a.finding(at, r, a.behind(int32(v))))
		case a.open[v]:
			f := a.finding(at, r, a.behind(int32(v)))
			f.Kind = Unproved
			keep(f)
		case a.within(int32(v), r):
			if n := int(r.Width() / unit); a.year.Least == 0 || n < a.year.Least {
				a.year.Least = n
			}
		}
	}
	slices.SortFunc(a.year.Findings, func(x, y Finding) int {
		return cmp.Or(x.Period.Compare(y.Period), cmp.Compare(x.Area, y.Area), cmp.Compare(x.Measure, y.Measure), cmp.Compare(x.Whole, y.Whole),
			cmp.Compare(x.Breakdown, y.Breakdown), cmp.Compare(x.Category, y.Category), cmp.Compare(x.Kind, y.Kind))
	})
}

func (a *attack) finding(at about, r Range, b grounds) Finding {
	site, cell := a.k.sites[at.site], a.k.cells[at.cell]
	unit := a.words.scale[at.measure]
	f := Finding{Kind: Count, Indicator: a.indicator(at.measure), Measure: a.words.names[at.measure], Period: a.periods[at.period].period,
		Breakdown: cell.breakdown, Category: cell.category, Code: site.code, Area: site.name,
		Min: r.Min / unit, Max: r.Max, Because: b.words, From: b.from, Mends: b.mends, bared: b.bared}
	if at.panel != nil {
		f.anew = a.anew(at.panel.dfe)
	}
	if f.Max < Unbounded/2 {
		f.Max /= unit
	}
	switch at.what {
	case isRest:
		f.Kind, f.Whole = Complement, a.words.names[at.whole]
	case isTotal:
		f.Kind = Total
	}
	return f
}

// indicator returns the first indicator that uses a measure.
func (a *attack) indicator(m int) string {
	for _, id := range a.order {
		if t := a.k.terms[id]; t.num == a.words.names[m] || t.den == a.words.names[m] {
			return id
		}
	}
	return ""
}

// outright keeps what needs no working out.
func (a *attack) outright(at about, r Range, n note) {
	if a.words.people[at.measure] && (at.what != isRest || a.words.people[at.whole]) {
		a.open1 = append(a.open1, a.finding(at, r, grounds{words: []string{a.say(&n)}, from: []string{n.kind.String()}}))
	}
}
