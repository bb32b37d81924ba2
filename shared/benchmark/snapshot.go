package benchmark

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"sync"

	"earlyhelp/shared/area"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
)

// A Snapshot holds the facts of one publication in one view, indexed for
// answering. It is not changed once made and may be used from several
// goroutines.
type Snapshot struct {
	o       SnapshotOptions
	blocks  map[block]func() ([]Fact, error)
	periods map[string][]period.Period // by indicator, earliest first

	tables, splitTables *tables // of totals and of parts
	bands               func() map[string]int

	mu     sync.Mutex
	beings map[period.Period][]area.Area
}

// SnapshotOptions are what a Snapshot needs besides facts. All are required.
type SnapshotOptions struct {
	View      View
	Version   string // names the publication in answers
	Catalogue *indicator.Catalogue
	Register  *area.Register
}

// A block is the facts of one indicator in one period, either the totals or
// everything split by a breakdown. They are next to each other in facts.csv
// and facts.parquet, and one row group of the latter, so that the totals,
// which most questions are about, are read without the rest.
type block struct {
	indicator string
	period    period.Period
	split     bool
}

func blockOf(f *Fact) block { return block{f.Indicator, f.Period, f.Breakdown != total} }

// nextBlock returns where the block that facts begin with ends.
func nextBlock(facts []Fact) int {
	end := 1
	for end < len(facts) && blockOf(&facts[end]) == blockOf(&facts[0]) {
		end++
	}
	return end
}

// NewSnapshot indexes facts, in any order. They are not changed, nor may they
// be afterwards.
func NewSnapshot(facts []Fact, o SnapshotOptions) *Snapshot {
	if !slices.IsSortedFunc(facts, compareFacts) {
		facts = slices.SortedStableFunc(slices.Values(facts), compareFacts)
	}
	s := newSnapshot(o)
	for len(facts) > 0 {
		end := nextBlock(facts)
		part := facts[:end:end]
		s.add(blockOf(&part[0]), func() ([]Fact, error) { return part, nil })
		facts = facts[end:]
	}
	return s
}

func newSnapshot(o SnapshotOptions) *Snapshot {
	return &Snapshot{o: o, blocks: map[block]func() ([]Fact, error){}, periods: map[string][]period.Period{},
		tables: newTables(keepTables), splitTables: newTables(keepSplitTables), bands: newBands(o.Register),
		beings: map[period.Period][]area.Area{}}
}

func (s *Snapshot) add(b block, load func() ([]Fact, error)) {
	s.blocks[b] = load
	ps := s.periods[b.indicator]
	if !slices.Contains(ps, b.period) {
		ps = append(ps, b.period)
		slices.SortFunc(ps, period.Period.Compare)
		s.periods[b.indicator] = ps
	}
}

// View returns which figures s holds.
func (s *Snapshot) View() View { return s.o.View }

// Version returns the publication that s holds.
func (s *Snapshot) Version() string { return s.o.Version }

// Periods returns every period with figures, earliest first.
func (s *Snapshot) Periods() []period.Period {
	seen := map[period.Period]bool{}
	var all []period.Period
	for _, ps := range s.periods {
		for _, p := range ps {
			if !seen[p] {
				seen[p] = true
				all = append(all, p)
			}
		}
	}
	slices.SortFunc(all, period.Period.Compare)
	return all
}

// PeriodsOf returns the periods with figures of one indicator, earliest first.
func (s *Snapshot) PeriodsOf(id string) []period.Period { return slices.Clone(s.periods[id]) }

// Indicators returns the indicators that have figures, in catalogue order.
func (s *Snapshot) Indicators() []indicator.Definition {
	var have []indicator.Definition
	for _, d := range s.o.Catalogue.List() {
		if len(s.periods[d.ID]) > 0 {
			have = append(have, d)
		}
	}
	return have
}

// Breakdowns returns the parts an indicator's figures of a period are split
// into, as breakdown and category, "total" and "all" first.
func (s *Snapshot) Breakdowns(id string, p period.Period) ([][2]string, error) {
	var cells [][2]string
	for _, split := range []bool{false, true} {
		facts, err := s.load(block{id, p, split})
		if err != nil {
			return nil, err
		}
		for i := range facts {
			c := [2]string{facts[i].Breakdown, facts[i].Category}
			if len(cells) == 0 || cells[len(cells)-1] != c {
				cells = append(cells, c)
			}
		}
	}
	return cells, nil
}

// Facts returns the facts of one indicator, period, breakdown and category in
// file order: England, then regions, then areas. It is empty where there are
// none.
func (s *Snapshot) Facts(id string, p period.Period, breakdown, category string) ([]Fact, error) {
	facts, err := s.load(block{id, p, breakdown != total})
	if err != nil {
		return nil, err
	}
	cell := Fact{Indicator: id, Period: p, Breakdown: breakdown, Category: category}
	start := sort.Search(len(facts), func(i int) bool { return compareCells(&facts[i], &cell) >= 0 })
	end := sort.Search(len(facts), func(i int) bool { return compareCells(&facts[i], &cell) > 0 })
	return facts[start:end], nil
}

func (s *Snapshot) load(b block) ([]Fact, error) {
	load, ok := s.blocks[b]
	if !ok {
		return nil, nil
	}
	facts, err := load()
	if err != nil {
		return nil, fmt.Errorf("read figures of %s for %s: %w", b.indicator, b.period, err)
	}
	return facts, nil
}

// compareFacts orders facts as files hold them: indicator, period, breakdown
// (total first), category, level (England, regions, areas), code.
func compareFacts(a, b Fact) int { return compareFactsBy(&a, &b) }

func compareFactsBy(a, b *Fact) int {
	if c := compareCells(a, b); c != 0 {
		return c
	}
	return cmp.Or(cmp.Compare(a.Level.order(), b.Level.order()), cmp.Compare(a.Code, b.Code), cmp.Compare(a.DFE, b.DFE))
}

func compareCells(a, b *Fact) int {
	return cmp.Or(
		cmp.Compare(a.Indicator, b.Indicator), a.Period.Compare(b.Period),
		compareBreakdowns(a.Breakdown, b.Breakdown), cmp.Compare(a.Category, b.Category))
}

func compareBreakdowns(a, b string) int {
	switch {
	case a == b:
		return 0
	case a == total:
		return -1
	case b == total:
		return 1
	}
	return cmp.Compare(a, b)
}

func (l Level) order() int {
	switch l {
	case EnglandLevel:
		return 0
	case RegionLevel:
		return 1
	}
	return 2
}

// The names of the whole.
const (
	total = "total"
	all   = "all"
)
