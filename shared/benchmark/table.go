package benchmark

import (
	"cmp"
	"container/list"
	"math"
	"slices"
	"strings"
	"sync"

	"earlyhelp/shared/area"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
)

// A tableKey names one indicator, period and part.
type tableKey struct {
	indicator           string
	period              period.Period
	breakdown, category string
}

// A table is what one tableKey holds, made ready for questions: the facts in
// the orders that are asked for, and what costs time worked out once, when it
// is first wanted.
type table struct {
	key     tableKey
	def     indicator.Definition
	england *Fact
	regions []*Fact // by name
	areas   []*Fact // by name
	byDFE   []*Fact // the areas by DfE number

	funnel   func() *funnel
	adjusted func() *Funnel // as shown, with limits for the spread between areas
	chance   func() *Funnel // as shown, with limits for chance alone
	averages func() averages
	national func() EnglandFigure
	regional func() []RegionFigure      // by name
	ranks    func() map[string]AreaRank // by DfE number

	mu     sync.Mutex
	series map[string]Series // by DfE number, see trends
}

// newTable sorts the facts of one part; there is at least one.
func newTable(key tableKey, def indicator.Definition, facts []Fact, r *area.Register) *table {
	t := &table{key: key, def: def, england: &Fact{Level: EnglandLevel, Period: key.period, Symbol: NotAvailable, Reason: "There is no national figure."}}
	for i := range facts {
		switch f := sound(&facts[i]); f.Level {
		case EnglandLevel:
			t.england = f
		case RegionLevel:
			t.regions = append(t.regions, f)
		case AreaLevel:
			t.areas = append(t.areas, f)
		}
	}
	byName := func(a, b *Fact) int { return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.DFE, b.DFE)) }
	slices.SortStableFunc(t.regions, byName)
	slices.SortStableFunc(t.areas, byName)
	t.byDFE = slices.Clone(t.areas)
	slices.SortStableFunc(t.byDFE, func(a, b *Fact) int { return strings.Compare(a.DFE, b.DFE) })
	t.funnel = sync.OnceValue(func() *funnel { return funnelOf(def.Unit, t.england, t.areas) })
	t.adjusted = sync.OnceValue(func() *Funnel { return t.funnel().shown(t, false) })
	t.chance = sync.OnceValue(func() *Funnel { return t.funnel().shown(t, true) })
	t.averages = sync.OnceValue(func() averages { return averagesOf(t.areas, def.Unit) })
	t.national = sync.OnceValue(func() EnglandFigure { return t.above(t.england, t.averages()) })
	t.regional = sync.OnceValue(func() []RegionFigure { return t.regionFigures(r) })
	t.ranks = sync.OnceValue(func() map[string]AreaRank { return ranksOf(t) })
	return t
}

// mostSound is above every count and value that there can be, and far enough
// below the end of floating point for sums and squares.
const mostSound = 1e12

// sound is f or, where one of its numbers cannot be, f without any: files that
// Build wrote hold no such row, and nothing that is no number leaves here.
func sound(f *Fact) *Fact {
	ok := func(n Number) bool { return !n.OK || math.Abs(n.Value) <= mostSound } // NaN is not
	for _, n := range []Number{f.Numerator, f.Denominator, f.Value, f.Lower95, f.Upper95, f.Lower998, f.Upper998} {
		if !ok(n) {
			return unsound(f)
		}
	}
	if f.Numerator.OK && f.Numerator.Value < 0 || f.Denominator.OK && f.Denominator.Value < 0 ||
		f.Numerator.OK && f.Denominator.OK && f.Denominator.Value > 0 && f.Numerator.Value/f.Denominator.Value > mostSound {
		return unsound(f)
	}
	return f
}

func unsound(f *Fact) *Fact {
	g := without(*f)
	g.Symbol, g.Reason = NotAvailable, "The figure in the file is no number that there can be."
	return &g
}

// area returns the fact of an area by its DfE number, nil for none.
func (t *table) area(dfe string) *Fact {
	i, ok := slices.BinarySearchFunc(t.byDFE, dfe, func(f *Fact, dfe string) int { return strings.Compare(f.DFE, dfe) })
	if !ok {
		return nil
	}
	return t.byDFE[i]
}

// trends returns what make makes, which is asked only until it has succeeded.
func (t *table) trends(make func() (map[string]Series, error)) (map[string]Series, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.series == nil {
		series, err := make()
		if err != nil {
			return nil, err
		}
		t.series = series
	}
	return t.series, nil
}

// at returns the fact of an area, region or England, nil for none.
func (t *table) at(p holder) *Fact {
	switch p.level {
	case EnglandLevel:
		if t.england.Indicator == "" {
			return nil // stands in for one that there is not
		}
		return t.england
	case RegionLevel:
		for _, f := range t.regions {
			if f.Code == p.code {
				return f
			}
		}
		return nil
	}
	return t.area(p.code)
}

// table returns the facts of a part, nil where there are none.
func (s *Snapshot) table(key tableKey) (*table, error) {
	def, ok := s.o.Catalogue.Find(key.indicator)
	if !ok {
		return nil, nil
	}
	kept := s.tables
	if key.breakdown != total {
		kept = s.splitTables
	}
	t, ok := kept.get(key)
	if ok {
		return t, nil
	}
	facts, err := s.Facts(key.indicator, key.period, key.breakdown, key.category)
	if err != nil || len(facts) == 0 {
		return nil, err
	}
	if key.breakdown != total {
		facts = slices.Clone(facts) // so that the block that they are of need not stay in memory
	}
	t = newTable(key, def, facts, s.o.Register)
	kept.put(key, t)
	return t, nil
}

// How many tables are kept: of totals, which stay in memory anyhow, all that
// 60 indicators and 60 periods have; of parts, at 153 areas and 350 bytes a
// row, some 30 MB.
const (
	keepTables      = 4096
	keepSplitTables = 512
)

// tables are those asked about last.
type tables struct {
	mu    sync.Mutex
	most  int
	order *list.List // of *table, latest first
	at    map[tableKey]*list.Element
}

func newTables(most int) *tables {
	return &tables{most: most, order: list.New(), at: map[tableKey]*list.Element{}}
}

func (k *tables) get(key tableKey) (*table, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	e, ok := k.at[key]
	if !ok {
		return nil, false
	}
	k.order.MoveToFront(e)
	return e.Value.(*table), true
}

// put keeps t. Where two made the same table at once, either will do.
func (k *tables) put(key tableKey, t *table) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if e, ok := k.at[key]; ok {
		e.Value = t
		return
	}
	k.at[key] = k.order.PushFront(t)
	if k.order.Len() > k.most {
		last := k.order.Back()
		delete(k.at, last.Value.(*table).key)
		k.order.Remove(last)
	}
}

// inBeing returns the areas in being for the whole of p, by name.
func (s *Snapshot) inBeing(p period.Period) []area.Area {
	s.mu.Lock()
	defer s.mu.Unlock()
	if as, ok := s.beings[p]; ok {
		return as
	}
	var as []area.Area
	for _, a := range s.o.Register.On(p.End()) {
		if a.On(p.Start()) {
			as = append(as, a)
		}
	}
	s.beings[p] = as
	return as
}
