package list

import (
	"slices"

	"earlyhelp/shared/indicator"
	"earlyhelp/shared/returns"
)

// The breakdowns that a list can give, as a part has them. Those of needs may
// overlap.
const (
	bySex = iota
	byAge
	byEthnicity
	byDisability
	bySEN
	byAgency
	byLocality
	byNeed
	splits // how many there are
)

var splitNames = [splits]string{"sex", "age_band", "ethnic_group", "disability", "sen", "agency", "locality", "need"}

// part says in which category of each breakdown one thing counted is: an
// index, -1 for none.
type part struct {
	of    [byNeed]int16
	needs [3]int16
}

// A reckoner counts one list.
type reckoner struct {
	list       *List
	in         span
	measures   []measure
	index      map[string]*measure
	localities []string // in order of the alphabet
	place      []int16  // by number of a locality, its index there
	secured    map[int32][]Date
}

// A measure is one measure of the return with its counts so far: the total,
// then each category of each of its breakdowns.
type measure struct {
	returns.Measure
	splits []split
	n      []int
	gap    string            // why the list cannot give it; "" when it can
	gaps   map[string]string // why it cannot give a breakdown, by name
}

// A split is a breakdown of a measure: which, and where its counts begin.
type split struct {
	which, from int
	name        string
	categories  []string
}

func newReckoner(l *List) *reckoner {
	r := &reckoner{list: l, in: spanOf(l.Period), index: map[string]*measure{}}
	r.localities = slices.Sorted(slices.Values(l.Localities))
	r.place = make([]int16, len(l.Localities)+1)
	r.place[0] = -1 // blank: localities are the area's own and need not add up
	for i, name := range l.Localities {
		at, _ := slices.BinarySearch(r.localities, name)
		r.place[i+1] = int16(at)
	}
	for _, sheet := range Sheets() {
		for _, m := range returns.Measures(sheet) {
			r.measures = append(r.measures, r.newMeasure(m))
		}
	}
	for i := range r.measures {
		r.index[r.measures[i].Name] = &r.measures[i]
	}
	return r
}

// Sheets returns the sheets of a return that a list can fill.
func Sheets() []string { return []string{returns.EarlyHelp, returns.Referrals, returns.Audit} }

func (r *reckoner) newMeasure(m returns.Measure) measure {
	made := measure{Measure: m, n: make([]int, 1), gaps: map[string]string{}}
	for _, name := range m.Breakdowns {
		b, _ := returns.FindBreakdown(name)
		s := split{which: slices.Index(splitNames[:], name), from: len(made.n), name: name, categories: b.Categories}
		if b.Kind == returns.Own {
			s.categories = r.localities
		}
		made.n = append(made.n, make([]int, len(s.categories))...)
		made.splits = append(made.splits, s)
	}
	return made
}

// add counts one thing in every category of a measure that it belongs to.
func (m *measure) add(p *part) {
	m.n[0]++
	for i := range m.splits {
		s := &m.splits[i]
		switch {
		case s.which < 0:
		case s.which == byNeed:
			for _, c := range p.needs {
				if c >= 0 {
					m.n[s.from+int(c)]++
				}
			}
		case p.of[s.which] >= 0:
			m.n[s.from+int(p.of[s.which])]++
		}
	}
}

// categoryOf holds, by breakdown and Word, the index of its category. The
// category of what was not recorded is that of a blank cell.
var categoryOf = func() (at [splits][256]int16) {
	for which, name := range splitNames {
		b, ok := returns.FindBreakdown(name)
		if !ok {
			continue
		}
		of := func(value string) int16 { return int16(slices.Index(b.Categories, value)) }
		for w := range at[which] {
			at[which][w] = -1
		}
		at[which][0] = of(notRecorded)
		for i, value := range vocabulary.spelt {
			at[which][i+1] = of(value)
			switch which {
			case byEthnicity:
				at[which][i+1] = of(notRecorded) // declined as well: the return has no category for it
				if group, ok := indicator.EthnicGroup(value); ok {
					at[which][i+1] = of(group)
				}
			case byAgency:
				if s, ok := sourceNamed(value); ok {
					at[which][i+1] = of(s.Agency)
				}
			}
		}
	}
	return at
}()

// ages holds, by age, the index of the age band.
var ages = func() (at [maxAge + 1]int16) {
	b, _ := returns.FindBreakdown("age_band")
	for age := range at {
		at[age] = int16(slices.Index(b.Categories, ageBand(age)))
	}
	return at
}()

// partOf returns where an event is counted.
func (r *reckoner) partOf(e *Event) (p part) {
	p.of = [byNeed]int16{
		bySex:        categoryOf[bySex][e.Sex],
		byAge:        ages[e.Age()],
		byEthnicity:  categoryOf[byEthnicity][e.Ethnicity],
		byDisability: categoryOf[byDisability][e.Disability],
		bySEN:        categoryOf[bySEN][e.SEN],
		byAgency:     categoryOf[byAgency][e.Source],
		byLocality:   r.place[e.Locality],
	}
	for i, need := range e.Need {
		p.needs[i] = -1
		if need != 0 {
			p.needs[i] = categoryOf[byNeed][need]
		}
	}
	return p
}

// partOfAudit returns where an audited case is counted. CaseAudit says of a case
// its agency and the child's age band, no more.
func partOfAudit(a *Audit) (p part) {
	for i := range p.of {
		p.of[i] = -1
	}
	p.of[byAge], p.of[byAgency] = categoryOf[byAge][a.AgeBand], categoryOf[byAgency][a.Agency]
	p.needs = [3]int16{-1, -1, -1}
	return p
}

// ageBand returns the band of the return for an age of 0 to 17.
func ageBand(age int) string {
	switch {
	case age < 5:
		return "0-4"
	case age < 10:
		return "5-9"
	case age < 16:
		return "10-15"
	}
	return "16-17"
}

func sourceNamed(value string) (Source, bool) {
	i := slices.IndexFunc(sources, func(s Source) bool { return s.Code == value })
	if i < 0 {
		return Source{}, false
	}
	return sources[i], true
}

// sourceOf returns who asked for help, the zero Source where that is blank.
func sourceOf(w Word) Source { return sourceByWord[w] }

var sourceByWord = func() (all [256]Source) {
	for _, s := range sources {
		all[wordOf(s.Code)] = s
	}
	return all
}()

// groupOf returns the one of five groups that an ethnic code belongs to, "" for
// none.
func groupOf(w Word) string { return groupByWord[w] }

var groupByWord = func() (all [256]string) {
	for i, code := range vocabulary.spelt {
		if group, ok := indicator.EthnicGroup(code); ok && group != notRecorded {
			all[i+1] = group
		}
	}
	return all
}()
