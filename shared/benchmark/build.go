package benchmark

import (
	"cmp"
	"runtime"
	"slices"

	"earlyhelp/shared/area"
	"earlyhelp/shared/disclosure"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
	"earlyhelp/shared/published"
	"earlyhelp/shared/returns"
)

// Build works out every figure of in, in both views, in the order of the
// files: by indicator, period, breakdown, level and code. For every period
// that has a return or a published row there is one row a computed indicator
// for England, each region and each area in being, with a symbol and a reason
// where there is no figure; and the same for each part of a breakdown for which
// some return gives both counts, with areas that gave them. Localities are an
// area's own and have no row above area level.
//
// England and regions are DfE's published row where there is one, else the
// returns pooled: the sum of numerators over the sum of denominators of the
// areas that gave both.
//
// It returns an error for a return of an unknown area, or for two of one area
// and period.
func Build(in Input) (public, full []Fact, err error) {
	err = BuildEach(in, func(pub, exact []Fact) error {
		public, full = append(public, pub...), append(full, exact...)
		return nil
	})
	return public, full, err
}

// BuildEach is Build for when all facts at once would be too many: it calls
// yield for each indicator and period in turn. The slices are reused: they are
// good until yield returns. An error from yield ends it and is returned.
func BuildEach(in Input, yield func(public, full []Fact) error) error {
	f, err := Prepare(in, nil)
	if err != nil {
		return err
	}
	return f.Each(yield)
}

// Prepared are all figures of an Input, with everything found that the public
// may not see, to be worked out as often as they are wanted.
type Prepared struct{ b *builder }

// Prepare finds what the public may not see of in. before are figures prepared
// earlier, or nil: what hangs together of an area is not looked into again where
// everything that it depends on is as it was then. The figures are the same
// with and without; before is only read. Errors are those of Build.
func Prepare(in Input, before *Prepared) (*Prepared, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	var was *builder
	if before != nil {
		was = before.b
	}
	return &Prepared{newBuilder(in, was)}, nil
}

// Each calls yield as BuildEach does. It is for one goroutine at a time.
func (f *Prepared) Each(yield func(public, full []Fact) error) error {
	next, stop := f.b.blocks()
	defer close(stop)
	for done := range next {
		w := <-done
		if err := yield(w.public, w.full); err != nil {
			return err
		}
		w.free <- w
	}
	return nil
}

// blocks works out every indicator and period, as many at a time as there are
// processors. The channels that it sends give one each, in the order of the
// files; whoever has done with it puts it back into free. Closing stop ends it.
func (b *builder) blocks() (next <-chan chan *builder, stop chan struct{}) {
	workers := runtime.GOMAXPROCS(0)
	free := make(chan *builder, workers)
	for range workers {
		w := *b
		w.free = free
		free <- &w
	}
	blocks := make(chan chan *builder, workers)
	stop = make(chan struct{})
	go func() {
		defer close(blocks)
		for d := range b.plan.defs {
			for _, p := range b.periods(d) {
				select {
				case <-stop:
					return
				case w := <-free:
					done := make(chan *builder, 1)
					blocks <- done
					go func() { w.block(d, p); done <- w }()
				}
			}
		}
	}()
	return blocks, stop
}

type builder struct {
	Input
	plan     *plan
	byPeriod map[period.Period]*year
	limits   exactLimits
	found    map[groupName]*found // what was found of each area, for a later builder

	public, full []Fact // of the block being built
	free         chan<- *builder
}

// A year is what is known of one period: areas in being and their returns.
type year struct {
	areas   []area.Area // by code
	codes   []string    // GSS code in the period, by area
	counts  []*counts   // nil where an area has none, by area
	any     bool        // there is at least one return
	cells   []bool      // some return gives the cell, by measure and cell
	regions []area.Region
	region  []int          // by area
	at      map[string]int // area by DfE number
	above   *above         // nil where there is no return
}

func newBuilder(in Input, before *builder) *builder {
	rs := slices.Clone(in.Returns)
	slices.SortFunc(rs, func(a, b Signed) int {
		return cmp.Or(a.Return.Period.Compare(b.Return.Period), cmp.Compare(a.Return.Area, b.Return.Area))
	})
	b := &builder{Input: in, plan: newPlan(in.Catalogue, rs), byPeriod: map[period.Period]*year{}, limits: newExactLimits()}
	read := make([]*counts, len(rs))
	inParallel(len(rs), func() func(int) {
		return func(i int) { read[i] = b.plan.tabulate(rs[i]) }
	})
	made := madeBefore{}
	for i, s := range rs {
		y := b.year(s.Return.Period)
		at, ok := y.at[s.Return.Area]
		if !ok {
			continue // not in being for the period: intake turns such a return away
		}
		c := read[i]
		y.counts[at], y.any = c, true
		made.next(s.Return, c, y.codes[at])
		for m := range b.plan.people {
			for _, e := range c.of(m) {
				y.cells[b.plan.at(m, int(e.cell))] = true
			}
		}
	}
	if in.Published != nil {
		for _, p := range in.Published.Periods() {
			b.year(p)
		}
	}
	b.control(before)
	return b
}

func (b *builder) year(p period.Period) *year {
	if y, ok := b.byPeriod[p]; ok {
		return y
	}
	y := &year{regions: b.Register.Regions(), at: map[string]int{}}
	for _, a := range b.Register.On(p.End()) {
		if in, _ := b.Register.InBeing(a.DFE, p); in {
			y.areas = append(y.areas, a)
		}
	}
	slices.SortFunc(y.areas, func(a, b area.Area) int {
		return cmp.Or(cmp.Compare(a.GSS(p.End()), b.GSS(p.End())), cmp.Compare(a.DFE, b.DFE))
	})
	slices.SortFunc(y.regions, func(a, b area.Region) int { return cmp.Compare(a.Code, b.Code) })
	for i, a := range y.areas {
		y.at[a.DFE] = i
		y.codes = append(y.codes, a.GSS(p.End()))
		y.region = append(y.region, slices.IndexFunc(y.regions, func(r area.Region) bool { return r.Code == a.RegionCode }))
	}
	y.counts = make([]*counts, len(y.areas))
	y.cells = make([]bool, len(b.plan.measures)*len(b.plan.cells))
	b.byPeriod[p] = y
	return y
}

// periods returns the periods that definition d has rows for.
func (b *builder) periods(d int) []period.Period {
	var ps []period.Period
	for p, y := range b.byPeriod {
		if _, _, series := b.publishedRow(b.plan.defs[d], p, func(p period.Period) (published.Row, bool) { return b.Published.England(p) }); y.any || series {
			ps = append(ps, p)
		}
	}
	slices.SortFunc(ps, period.Period.Compare)
	return ps
}

// block works out one indicator in one period, into public and full.
func (b *builder) block(d int, p period.Period) {
	y := b.byPeriod[p]
	b.public, b.full = b.public[:0], b.full[:0]
	for c := range b.plan.cells {
		if c == 0 || b.given(y, d, c) {
			b.cell(d, p, y, c)
		}
	}
}

// given reports whether some return of y has both counts of indicator d for a
// part. Without a population to divide by there are no parts.
func (b *builder) given(y *year, d, c int) bool {
	if !y.cells[b.plan.at(b.plan.num[d], c)] {
		return false
	}
	if m := b.plan.den[d]; m >= 0 {
		return y.cells[b.plan.at(m, c)]
	}
	return b.plan.defs[d].Denominator == indicator.Population
}

// cell works out one indicator, period and cell: the areas, and then England
// and the regions, whose places before them were kept free.
func (b *builder) cell(d int, p period.Period, y *year, c int) {
	def, id := b.plan.defs[d], b.plan.cells[c]
	class := classOf(def)
	base := Fact{Indicator: def.ID, Period: p, Breakdown: id.breakdown, Category: id.category}
	above := 1 + len(y.regions)
	if id.breakdown == locality {
		above = 0
	}
	start := len(b.full)
	for range above {
		b.full, b.public = append(b.full, Fact{}), append(b.public, Fact{})
	}
	pools := make([]pool, 1+len(y.regions))
	for i, a := range y.areas {
		pools[0].expected++
		pools[1+y.region[i]].expected++
		f := base
		f.Level, f.Code, f.DFE, f.Name = AreaLevel, y.codes[i], a.DFE, a.Name
		hidden := false
		switch counts := y.counts[i]; {
		case counts != nil && (c == 0 || counts.find(b.plan.num[d], c) != nil):
			hidden = b.areaFact(&f, d, c, counts)
			b.mark(&f, d, c, counts)
		case c > 0:
			continue
		default:
			b.withoutReturn(&f, def, p)
		}
		for _, pl := range []*pool{&pools[0], &pools[1+y.region[i]]} {
			pl.add(&f, hidden)
		}
		b.full = append(b.full, f)
		if hidden {
			f = suppressed(f)
		}
		b.public = append(b.public, class.sampled(f))
	}
	if above == 0 {
		return
	}
	for i := range pools {
		f := base
		f.Level, f.Code, f.Name = EnglandLevel, area.EnglandCode, "England"
		find := func(p period.Period) (published.Row, bool) { return b.Published.England(p) }
		if i > 0 {
			r := y.regions[i-1]
			f.Level, f.Code, f.Name = RegionLevel, r.Code, r.Name
			find = func(p period.Period) (published.Row, bool) { return b.Published.Region(r.Code, p) }
		}
		f.AreasReturned, f.AreasExpected = pools[i].returned, pools[i].expected
		series := c == 0 && b.publishedFact(&f, def, p, find)
		full, public := &b.full[start+i], &b.public[start+i]
		*full, *public = f, f
		if !series {
			b.pooled(full, def, pools[i])
			if pools[i].revised {
				full.mark(Revised)
			}
			if !class.people {
				*public = *full
				continue
			}
			hasDenominator := b.plan.den[d] >= 0
			b.pooled(public, def, pools[i].rounded(def.Unit, hasDenominator))
			if y.above != nil && y.above.hides(i, b.plan.num[d], b.plan.den[d], b.plan.upper[c]) {
				*public = suppressed(*public)
			}
			if pools[i].openlyRevised {
				public.mark(Revised)
			}
			*public = class.sampled(*public)
		}
	}
}

const locality = "locality"

// areaFact fills in an area's figure from its return, and reports whether the
// public may not see it.
func (b *builder) areaFact(f *Fact, d, c int, counts *counts) (hidden bool) {
	f.Source, f.AreasReturned, f.AreasExpected, f.Demonstration = FromReturn, 1, 1, counts.demonstration
	def := b.plan.defs[d]
	n := counts.find(b.plan.num[d], c)
	if !stands(f, n) {
		return false
	}
	if m := b.plan.den[d]; m >= 0 {
		of := counts.find(m, c)
		if !stands(f, of) {
			return false
		}
		b.fill(f, def.Unit, n.n, of.n)
		return n.hidden || of.hidden
	}
	pop, ok := area.Population{}, false
	if def.Denominator == indicator.Population {
		pop, ok = b.Register.Population(f.DFE, f.Period)
	}
	if !ok {
		f.Symbol, f.Reason = NotAvailable, noPopulation(def)
		return false
	}
	b.fill(f, def.Unit, n.n, float64(pop.N))
	return n.hidden
}

// noPopulation says that an indicator's population is missing.
func noPopulation(def indicator.Definition) string {
	if def.Denominator != indicator.Population {
		return "There are no population figures of this group of children to divide by."
	}
	return "There is no population estimate for this area and period."
}

// mark marks an area's figure as revised where an earlier signed version gave
// another, as a break in the series where the way of counting changed, and as
// provisional where nobody has signed it.
func (b *builder) mark(f *Fact, d, c int, counts *counts) {
	if counts.anew || counts.broken && b.plan.listed[d] {
		f.mark(Break)
	}
	if counts.unsigned {
		f.mark(Provisional)
	}
	if counts.revised(b.plan.num[d], c) || b.plan.den[d] >= 0 && counts.revised(b.plan.den[d], c) {
		f.mark(Revised)
	}
}

// mark puts a mark beside the number, if it stands.
func (f *Fact) mark(s Symbol) {
	if f.Value.OK {
		f.Marks = f.Marks.with(s)
	}
}

// stands reports whether a count does, and says in f what stands instead.
func stands(f *Fact, e *entry) bool {
	switch {
	case e == nil:
		f.Symbol, f.Reason = NotAvailable, "The return does not give it."
	case e.state == returns.NotApplicable:
		f.Symbol, f.Reason = NotApplicable, "The area says that it does not apply."
	case e.state != returns.Known:
		f.Symbol, f.Reason = NotAvailable, "The area cannot count it."
	default:
		return true
	}
	return false
}

// withoutReturn fills in an area's row where it has no signed return: the
// published figure, or why there is none.
func (b *builder) withoutReturn(f *Fact, def indicator.Definition, p period.Period) {
	if b.publishedFact(f, def, p, func(p period.Period) (published.Row, bool) { return b.Published.Area(f.DFE, p) }) {
		f.AreasReturned, f.AreasExpected = 1, 1
		return
	}
	f.Symbol, f.Reason, f.AreasExpected = NotAvailable, "There is no signed return.", 1
}

// without is f with no number whatever.
func without(f Fact) Fact {
	f.Numerator, f.Denominator, f.Value = Number{}, Number{}, Number{}
	f.Lower95, f.Upper95, f.Lower998, f.Upper998 = Number{}, Number{}, Number{}, Number{}
	f.Marks = ""
	return f
}

// suppressed is f as the public sees it.
func suppressed(f Fact) Fact {
	f = without(f)
	f.Symbol, f.Reason = Confidential, "Hidden so that nobody can be recognised."
	return f
}

// A pool adds areas up.
type pool struct {
	n, d               float64
	returned, expected int
	demonstration      bool
	low                bool // a count above zero was rounded to zero, or what it is divided by was

	revised        bool    // the figure of some area is
	openlyRevised  bool    // and the public sees that area's
	hidden         int     // areas whose counts the public does not see
	shownN, shownD float64 // the sums of those that it sees
}

func (p *pool) add(f *Fact, hidden bool) {
	if !f.Numerator.OK || !f.Denominator.OK {
		return
	}
	if hidden {
		p.hidden++
	} else {
		p.shownN, p.shownD = p.shownN+f.Numerator.Value, p.shownD+f.Denominator.Value
	}
	p.n, p.d = p.n+f.Numerator.Value, p.d+f.Denominator.Value
	p.returned++
	p.demonstration = p.demonstration || f.Demonstration
	if f.Marks.Has(Revised) {
		p.revised, p.openlyRevised = true, p.openlyRevised || !hidden
	}
}

// rounded is p as the public sees it. A population is public already and
// stays as it is.
func (p pool) rounded(u indicator.Unit, roundDenominator bool) pool {
	n := disclosure.Round10(p.n)
	p.low = n == 0 && p.n > 0
	p.n = n
	if roundDenominator {
		d := disclosure.Round10(p.d)
		p.low = p.low || d == 0 && p.d > 0
		p.d = d
		if u == indicator.Percent {
			p.n = min(p.n, p.d) // 96 of 104 is 100 of 100, never 110 of 100
		}
	}
	return p
}

// pooled fills in a region's or England's figure from its areas.
func (b *builder) pooled(f *Fact, def indicator.Definition, p pool) {
	f.Source, f.Demonstration = FromPooled, p.demonstration
	switch {
	case p.returned == 0:
		f.Symbol, f.Reason = NotAvailable, "No area has given it."
	case p.low:
		f.Symbol, f.Reason = RoundsToZero, "Above zero, but zero when rounded to the nearest 10."
	default:
		b.fill(f, def.Unit, p.n, p.d)
	}
	if p.returned == 0 && indicator.IsPopulation(def.Denominator) && def.Denominator != indicator.Population {
		f.Reason = noPopulation(def)
	}
}
