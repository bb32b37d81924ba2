package audit

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"slices"

	"earlyhelp/shared/area"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
)

// Knowledge is what an outsider has learned from publications, one after
// another: of every public row each state that it was ever in, once. It is not
// changed once made: learning makes another, which shares what is the same.
type Knowledge struct {
	catalogue *indicator.Catalogue
	register  *area.Register
	terms     map[string]*terms // by indicator

	sequences []int // the publications learned, in order
	cells     []cellName
	sites     []site
	blocks    map[blockName]*block
	years     map[int]*Year // what an attack found, by financial year; none where there is something new
}

// blockName names the rows of one indicator and period.
type blockName struct {
	indicator string
	period    period.Period
}

// A block holds the rows of one indicator and period through all publications.
type block struct {
	layers []layer // the oldest first
	now    []said  // as the last publication has them
}

// A layer is what a publication had that the one before had not, by cell and
// place. The first has everything.
type layer struct {
	sequence int
	rows     []said
}

// New returns the Knowledge of somebody who has seen no publication, but knows
// what is counted and which areas there are.
func New(catalogue *indicator.Catalogue, register *area.Register) *Knowledge {
	k := &Knowledge{catalogue: catalogue, register: register, terms: map[string]*terms{}, blocks: map[blockName]*block{}, years: map[int]*Year{}}
	people := map[string]bool{}
	var all []terms
	for _, d := range catalogue.Computed() {
		t := termsOf(d)
		all = append(all, t)
		people[t.num], people[t.den] = people[t.num] || t.people, people[t.den] || t.people
	}
	for i := range all {
		if t := &all[i]; people[t.num] || t.den != "" && people[t.den] {
			k.terms[t.id] = t
		}
	}
	return k
}

// Sequences returns the numbers of the publications learned, in order.
func (k *Knowledge) Sequences() []int { return slices.Clone(k.sequences) }

// Sequence returns the number of the last publication learned, 0 for none.
func (k *Knowledge) Sequence() int {
	if len(k.sequences) == 0 {
		return 0
	}
	return k.sequences[len(k.sequences)-1]
}

// Learn returns what is known after one more publication, whose public rows
// are facts, those of one indicator and period together. Sequence numbers
// rise.
func (k *Knowledge) Learn(sequence int, facts iter.Seq2[benchmark.Fact, error]) (*Knowledge, error) {
	l := k.Learner(sequence)
	var one [1]benchmark.Fact
	for f, err := range facts {
		if err != nil {
			return nil, err
		}
		one[0] = f
		if err := l.Write(one[:]); err != nil {
			return nil, err
		}
	}
	if err := l.Close(); err != nil {
		return nil, err
	}
	return l.Knowledge(), nil
}

// A Learner is told the public rows of one publication, a part at a time. It
// is a benchmark.FactWriter.
type Learner struct {
	k      *Knowledge
	siteNo map[site]int32
	cellNo map[cellName]int32
	done   map[blockName]bool

	name     blockName
	terms    *terms // of the indicator being read; nil for one that counts no people
	rows     []said
	lastCell cellName
	lastNo   int32
}

// Learner returns a Learner of the publication with a sequence number above
// that of the last. k is not changed.
func (k *Knowledge) Learner(sequence int) *Learner {
	next := *k
	next.sequences = append(slices.Clone(k.sequences), sequence)
	next.cells, next.sites = slices.Clone(k.cells), slices.Clone(k.sites)
	next.blocks, next.years = maps.Clone(k.blocks), maps.Clone(k.years)
	l := &Learner{k: &next, siteNo: map[site]int32{}, cellNo: map[cellName]int32{}, done: map[blockName]bool{}, lastNo: -1}
	for i, s := range next.sites {
		l.siteNo[s] = int32(i)
	}
	for i, c := range next.cells {
		l.cellNo[c] = int32(i)
	}
	return l
}

// Write learns rows. It keeps none of facts.
func (l *Learner) Write(facts []benchmark.Fact) error {
	for i := range facts {
		f := &facts[i]
		if f.Indicator != l.name.indicator || f.Period != l.name.period {
			if err := l.begin(blockName{f.Indicator, f.Period}); err != nil {
				return err
			}
		}
		if l.terms == nil || !reads(f) {
			continue
		}
		s := l.k.read(f, l.terms)
		if s.kind == silent {
			continue
		}
		if c := (cellName{f.Breakdown, f.Category}); l.lastNo < 0 || c != l.lastCell {
			no, ok := l.cellNo[c]
			if !ok {
				no = int32(len(l.k.cells))
				l.k.cells = append(l.k.cells, c)
				l.cellNo[c] = no
			}
			l.lastCell, l.lastNo = c, no
		}
		at := site{f.Level, f.Code, f.DFE, f.Name}
		no, ok := l.siteNo[at]
		if !ok {
			no = int32(len(l.k.sites))
			l.k.sites = append(l.k.sites, at)
			l.siteNo[at] = no
		}
		s.cell, s.place = l.lastNo, no
		l.rows = append(l.rows, s)
	}
	return nil
}

func (l *Learner) begin(name blockName) error {
	if err := l.end(); err != nil {
		return err
	}
	if l.done[name] {
		return fmt.Errorf("learn publication %d: the rows of %s for %s are not together", l.k.Sequence(), name.indicator, name.period)
	}
	l.done[name] = true
	l.name, l.terms = name, l.k.terms[name.indicator]
	return nil
}

// end compares the rows of a block with those of the publication before.
func (l *Learner) end() error {
	rows := l.rows
	l.rows = l.rows[:0]
	if l.terms == nil {
		return nil
	}
	slices.SortStableFunc(rows, bySaid)
	for i := 1; i < len(rows); i++ {
		if bySaid(rows[i-1], rows[i]) == 0 {
			return fmt.Errorf("learn publication %d: two rows of %s for %s, %v, %s", l.k.Sequence(), l.name.indicator, l.name.period, l.k.cells[rows[i].cell], l.k.sites[rows[i].place].name)
		}
	}
	b := l.k.blocks[l.name]
	if b == nil {
		if len(rows) == 0 {
			return nil
		}
		now := slices.Clone(rows)
		l.k.blocks[l.name] = &block{[]layer{{l.k.Sequence(), now}}, now}
		delete(l.k.years, year(l.name.period))
		return nil
	}
	if slices.Equal(rows, b.now) {
		return nil
	}
	now := slices.Clone(rows)
	changed := difference(b.now, now)
	l.k.blocks[l.name] = &block{append(slices.Clip(b.layers), layer{l.k.Sequence(), changed}), now}
	delete(l.k.years, year(l.name.period))
	return nil
}

func bySaid(a, b said) int { return cmp.Or(cmp.Compare(a.cell, b.cell), cmp.Compare(a.place, b.place)) }

// difference returns the rows of now that before has not, and as silent those
// of before that are gone. All are sorted.
func difference(before, now []said) []said {
	var out []said
	for len(before) > 0 || len(now) > 0 {
		order := 0
		switch {
		case len(before) == 0:
			order = 1
		case len(now) == 0:
			order = -1
		default:
			order = bySaid(before[0], now[0])
		}
		switch {
		case order < 0:
			out = append(out, said{cell: before[0].cell, place: before[0].place})
			before = before[1:]
		case order > 0:
			out = append(out, now[0])
			now = now[1:]
		default:
			if before[0] != now[0] {
				out = append(out, now[0])
			}
			before, now = before[1:], now[1:]
		}
	}
	return out
}

// apply is the inverse of difference.
func apply(before, changed []said) []said {
	out := make([]said, 0, len(before)+len(changed))
	for len(before) > 0 || len(changed) > 0 {
		switch {
		case len(changed) == 0 || len(before) > 0 && bySaid(before[0], changed[0]) < 0:
			out = append(out, before[0])
			before = before[1:]
			continue
		case len(before) > 0 && bySaid(before[0], changed[0]) == 0:
			before = before[1:]
		}
		if changed[0].kind != silent {
			out = append(out, changed[0])
		}
		changed = changed[1:]
	}
	return out
}

// Close ends the publication.
func (l *Learner) Close() error {
	err := l.end()
	l.name, l.terms = blockName{}, nil
	return err
}

// Knowledge returns what is known after the publication, once it is closed.
func (l *Learner) Knowledge() *Knowledge { return l.k }
