package provenance

import (
	"fmt"
	"slices"
	"strings"

	"earlyhelp/shared/area"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/published"
	"earlyhelp/shared/returns"
	"earlyhelp/shared/revision"
)

// Where the reference data comes from, as the heads of its files say.
const (
	PopulationSource = "Office for National Statistics, mid-year population estimates rebased to Census 2021, as issued by DfE with Children in need, 2025 edition; as held on 2026-04-27. Gathered 2026-11-22."
	PublishedSource  = "DfE, Children in need, reporting year 2025, file C1 (2013 to 2025), as held on 2026-04-27. Gathered 2026-11-22."
)

// key is the count of a return that a term of the figure is.
func (at *Located) key(measure string) returns.Key {
	return returns.Key{Measure: measure, Breakdown: at.Breakdown, Category: at.Category}
}

// ofReturn is a term as a return gives it. sent is the same return as it was
// sent, whose cells may stand elsewhere; nil where that is not known.
func (at *Located) ofReturn(measure, words string, r, sent *returns.Return) Term {
	t := Term{Words: words, Measure: measure}
	k := at.key(measure)
	c, ok := r.Index()[k]
	switch {
	case !ok:
		t.State = string(returns.NotAvailable)
	case c.State != returns.Known:
		t.State = string(c.State)
	default:
		t.N = benchmark.Some(c.N)
	}
	t.Cells = CellsOf(r, k)
	if sent == nil {
		return t
	}
	before := CellsOf(sent, k)
	for i := range t.Cells {
		if i < len(before) && before[i].Words == t.Cells[i].Words && before[i].Ref != t.Cells[i].Ref {
			t.Cells[i].SentAs = before[i].Ref.String()
		}
	}
	return t
}

// CellsOf returns the cells that a count of a return comes from: its own; for
// one that no cell holds, those of all that it is made of, or that of the fact
// that gives it.
func CellsOf(r *returns.Return, k returns.Key) []Cell {
	index := r.Index()
	var cells []Cell
	var add func(k returns.Key)
	add = func(k returns.Key) {
		c, ok := index[k]
		if ok && c.Ref.Row > 0 {
			cells = append(cells, Cell{Ref: c.Ref, Words: returns.InWords(k), Text: revision.Shown(c), Note: c.Note, n: c.N, state: c.State})
			return
		}
		if parts := returns.MadeOf(k); parts != nil {
			for _, part := range parts {
				add(part)
			}
			return
		}
		for _, f := range r.Facts {
			if f.Ref.Row > 0 && (k.Measure == f.Name+"_yes" || k.Measure == f.Name+"_answered") {
				cells = append(cells, factCell(f, k, c))
			}
		}
	}
	add(k)
	return cells
}

// factCell is the cell of a fact, which counts 1 or 0.
func factCell(f returns.Fact, k returns.Key, c returns.Count) Cell {
	words := k.Measure
	if i := slices.IndexFunc(returns.Facts(), func(kind returns.FactKind) bool { return kind.Name == f.Name }); i >= 0 {
		words = returns.Facts()[i].Title
	}
	return Cell{Ref: f.Ref, Words: words, Text: string(f.Answer), Note: f.Note, n: c.N, state: c.State}
}

// ofPopulation is a denominator that is a number of children.
func (at *Located) ofPopulation(reg *area.Register) Term {
	t := Term{Words: at.Definition.DenominatorWords, Measure: at.Definition.Denominator, State: string(returns.NotAvailable)}
	if at.Definition.Denominator != indicator.Population {
		return t
	}
	pop, ok := area.Population{}, false
	switch at.Fact.Level {
	case benchmark.EnglandLevel:
		pop, ok = reg.EnglandPopulation(at.Period)
	case benchmark.RegionLevel:
		pop, ok = reg.RegionPopulation(at.Fact.Code, at.Period)
	default:
		pop, ok = reg.Population(at.Fact.DFE, at.Period)
	}
	if ok {
		t.N, t.State, t.Year, t.Source = benchmark.Some(float64(pop.N)), "", pop.Year, PopulationSource
	}
	return t
}

// ofPublished is a term that the Department for Education's table gives, and
// whether it does.
func (at *Located) ofPublished(measure, words string, table *published.Table) (Term, bool) {
	t := Term{Words: words, Measure: measure, Source: PublishedSource}
	row, ok := table.Area(at.Fact.DFE, at.Period)
	switch at.Fact.Level {
	case benchmark.EnglandLevel:
		row, ok = table.England(at.Period)
	case benchmark.RegionLevel:
		row, ok = table.Region(at.Fact.Code, at.Period)
	}
	v, known := map[string]published.Value{"referrals": row.Referrals, "referrals_nfa": row.NFA, "rereferrals_12m": row.ReReferrals}[measure]
	if !ok || !known {
		return t, false
	}
	if v.OK() {
		t.N = benchmark.Some(float64(v.N))
	} else {
		t.State = string(v.Symbol)
	}
	return t, true
}

// terms returns numerator and denominator of a figure of one area, or of one
// that the Department for Education publishes; nil for one that is not there.
func (w World) terms(at *Located, r, sent *returns.Return) (n, d *Term) {
	def := at.Definition
	one := func(measure, words string) *Term {
		switch {
		case indicator.IsPopulation(measure):
			t := at.ofPopulation(w.Register)
			return &t
		case at.Fact.Source == benchmark.FromPublished:
			if t, ok := at.ofPublished(measure, words, w.Published); ok {
				return &t
			}
		case r != nil && measure != "":
			t := at.ofReturn(measure, words, r, sent)
			return &t
		}
		return nil
	}
	return one(def.Numerator, def.NumeratorWords), one(def.Denominator, def.DenominatorWords)
}

// changes are the cells of a figure that an earlier return gave otherwise.
func (at *Located) changes(old, now *returns.Return) []Change {
	changes := []Change{}
	seen := map[cell.Ref]bool{}
	for _, measure := range []string{at.Definition.Numerator, at.Definition.Denominator} {
		if indicator.IsPopulation(measure) {
			continue
		}
		was := map[string]Cell{}
		for _, c := range CellsOf(old, at.key(measure)) {
			was[c.Words] = c
		}
		for _, c := range CellsOf(now, at.key(measure)) {
			if o := was[c.Words]; o.Text != c.Text && !seen[c.Ref] {
				seen[c.Ref] = true
				changes = append(changes, Change{Words: c.Words, Old: o.Text, New: c.Text})
			}
		}
	}
	return changes
}

// refs are the cells of a term, as they are told in a line: the first and last
// of many.
func (t *Term) refs() string {
	switch n := len(t.Cells); {
	case n == 0:
		return ""
	case n <= mostAddends:
		var all []string
		for _, c := range t.Cells {
			all = append(all, c.Ref.String())
		}
		return strings.Join(all, " + ")
	default:
		return fmt.Sprintf("%s + … + %s (%d cells)", t.Cells[0].Ref, t.Cells[n-1].Ref, n)
	}
}

// mostAddends is how many numbers of a sum are written out in one line; the
// cells are all listed besides.
const mostAddends = 12

// sum adds up the cells of a term as a return does: one that is not available
// leaves no sum, those that do not apply count nothing. whole says that each is
// needed, as of a sum of two measures.
func (t *Term) sum(whole bool) (n float64, state returns.State) {
	state = returns.NotApplicable
	for _, c := range t.Cells {
		switch {
		case c.state == returns.NotAvailable, whole && c.state != returns.Known:
			return 0, returns.NotAvailable
		case c.state == returns.Known:
			n, state = n+c.n, returns.Known
		}
	}
	return n, state
}

// bothNeeded reports whether a measure is the sum of two others: then each is
// needed, as it is not of a sum over agencies.
func (at *Located) bothNeeded(measure string) bool {
	parts := returns.MadeOf(at.key(measure))
	return slices.ContainsFunc(parts, func(k returns.Key) bool { return k.Measure != parts[0].Measure })
}
