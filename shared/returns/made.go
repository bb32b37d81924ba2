package returns

import (
	"slices"
	"sync"

	"earlyhelp/shared/cell"
)

// MadeOf returns the counts that a count of a made measure, or a total that
// its sheet does not ask for, is added up from. It is nil for a count that is
// typed, and for one that a fact gives. Some of those returned may themselves
// be made.
func MadeOf(k Key) []Key {
	s := theSchema()
	m, ok := s.byName[k.Measure]
	if !ok {
		return nil
	}
	if !m.Made {
		if k.Breakdown == Total && k.Category == All && m.Categories(Total) == nil {
			return keysOf(m.Name, m.Breakdowns[0], m.Categories(m.Breakdowns[0]))
		}
		return nil
	}
	of := s.of[m.Name]
	switch of[0] {
	case "sum":
		var keys []Key
		for _, part := range of[1:] {
			keys = append(keys, Key{part, k.Breakdown, k.Category})
		}
		return keys
	case "schools", "early-years":
		var types []string
		for _, t := range s.settings {
			in := k.Breakdown == Total || k.Breakdown == "phase" && t.phase == k.Category ||
				k.Breakdown == "governance" && t.governance == k.Category || k.Breakdown == "setting_type" && t.kind == k.Category
			if in && t.sort == of[0] {
				types = append(types, t.kind)
			}
		}
		return keysOf(of[1], "setting_type", types)
	}
	return nil
}

func keysOf(measure, breakdown string, categories []string) []Key {
	var keys []Key
	for _, c := range categories {
		keys = append(keys, Key{measure, breakdown, c})
	}
	return keys
}

// A recipe is one count that Read makes, and what it is made of: other counts,
// or a fact.
type recipe struct {
	key  Key
	of   []Key
	fact string
	how  string // for a fact: yes or answered

	// whole says that every part is needed: of a sum of two measures, one that
	// does not apply does not leave the other as the sum, as it does of a sum
	// over agencies.
	whole bool
}

// recipes are the counts that Read makes, by sheet, in an order in which each
// comes after those it is made of.
var recipes = sync.OnceValue(func() map[string][]recipe {
	all := map[string][]recipe{}
	s := theSchema()
	for _, m := range s.measures {
		if k := (Key{m.Name, Total, All}); m.Categories(Total) == nil {
			all[m.Sheet] = append(all[m.Sheet], recipe{key: k, of: MadeOf(k)})
		}
	}
	for _, m := range s.made {
		k := Key{m.Name, Total, All}
		if of := s.of[m.Name]; of[0] == "yes" || of[0] == "answered" {
			all[m.Sheet] = append(all[m.Sheet], recipe{key: k, how: of[0], fact: of[1]})
			continue
		}
		sum := s.of[m.Name][0] == "sum"
		all[m.Sheet] = append(all[m.Sheet], recipe{key: k, of: MadeOf(k), whole: sum})
		for _, name := range m.Breakdowns {
			b, _ := FindBreakdown(name)
			for _, c := range b.Categories {
				k := Key{m.Name, name, c}
				if of := MadeOf(k); of != nil {
					all[m.Sheet] = append(all[m.Sheet], recipe{key: k, of: of, whole: sum})
				}
			}
		}
	}
	return all
})

// Make puts the counts that no cell holds into r, from those and the facts
// that it has: totals over agencies and setting types, and the measures of
// Made. Such counts that r has already are made anew. One is left out when
// something that it is made of is missing. Read has done this; it is for
// returns made in another way. Their Ref is the sheet.
func (r *Return) Make() {
	r.Counts = slices.DeleteFunc(r.Counts, func(c Count) bool { return isMade(c.Key()) })
	index := r.Index()
	var all []Count
	for _, sheet := range countSheets() {
		for _, c := range r.Counts {
			if c.Sheet == sheet {
				all = append(all, c)
			}
		}
		all = append(all, made(sheet, index, r.Facts, cell.Ref{Sheet: sheet})...)
	}
	r.Counts = all
}

// isMade reports whether a count is one that no cell holds.
func isMade(k Key) bool {
	m, ok := theSchema().byName[k.Measure]
	return ok && (m.Made || k.Breakdown == Total && m.Categories(Total) == nil)
}

// made works out the counts of a sheet that no cell holds, adds them to index
// and returns them.
func made(sheet string, index map[Key]Count, facts []Fact, ref cell.Ref) []Count {
	var out []Count
	for _, r := range recipes()[sheet] {
		c := Count{Sheet: sheet, Measure: r.key.Measure, Breakdown: r.key.Breakdown, Category: r.key.Category, State: NotApplicable, Ref: ref}
		ok := false
		if r.fact != "" {
			c, ok = ofFact(c, r.how, r.fact, facts)
		} else {
			c, ok = add(c, r.of, index)
		}
		if ok && r.whole && c.State == Known && !allKnown(r.of, index) {
			c.State, c.N = NotAvailable, 0
		}
		if ok {
			out = append(out, c)
			index[r.key] = c
		}
	}
	return out
}

// add adds up counts: not available when one of them is, not applicable when
// all are. ok is false when one is missing.
func add(total Count, keys []Key, index map[Key]Count) (c Count, ok bool) {
	for _, k := range keys {
		c, ok := index[k]
		if !ok {
			return total, false
		}
		total = plus(total, c)
	}
	return total, true
}

func allKnown(keys []Key, index map[Key]Count) bool {
	return !slices.ContainsFunc(keys, func(k Key) bool { return index[k].State != Known })
}

// plus adds a part to a total that begins as not applicable.
func plus(total, c Count) Count {
	switch {
	case c.State == NotAvailable || total.State == NotAvailable:
		total.State, total.N = NotAvailable, 0
	case c.State == Known:
		total.State = Known
		total.N += c.N
	}
	return total
}

// ofFact turns a fact into a count of partnerships: 1 or 0.
func ofFact(c Count, of, fact string, facts []Fact) (Count, bool) {
	i := slices.IndexFunc(facts, func(f Fact) bool { return f.Name == fact })
	if i < 0 {
		return c, false
	}
	switch a := facts[i].Answer; {
	case a == Unknown:
		c.State = NotAvailable
	default:
		c.State = Known
		if of == "answered" || a == Yes {
			c.N = 1
		}
	}
	return c, true
}
