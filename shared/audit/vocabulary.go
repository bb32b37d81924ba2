package audit

import (
	"slices"

	"earlyhelp/shared/indicator"
	"earlyhelp/shared/returns"
)

// vocabulary is what an outsider knows of measures from the published form of
// the return and the catalogue, by number.
type vocabulary struct {
	names  []string
	number map[string]int
	people []bool  // small counts of it are hidden
	scale  []int64 // units of one
	addsUp []bool  // a year's is the sum of its quarters'
	pairs  []pair
	made   []made
}

// A pair says that the first measure counts some of what the second does.
// What is in the whole and not in the part is the rest.
type pair struct {
	part, whole int
	direct      bool // said of these two, and not by way of a third
}

// made is a measure that is the sum of others.
type made struct {
	sum int
	of  []int
}

func newVocabulary(k *Knowledge) *vocabulary {
	v := &vocabulary{number: map[string]int{}}
	measure := func(name string, people bool) {
		m, ok := v.number[name]
		if !ok {
			m = len(v.names)
			v.number[name] = m
			known, _ := returns.FindMeasure(name)
			v.names, v.people = append(v.names, name), append(v.people, false)
			v.scale, v.addsUp = append(v.scale, scale(name)), append(v.addsUp, known.AddsUp)
		}
		v.people[m] = v.people[m] || people
	}
	wholes := map[string][]string{}
	within := func(part, whole string) {
		if !slices.Contains(wholes[part], whole) {
			wholes[part] = append(wholes[part], whole)
		}
	}
	for _, p := range returns.Pairs() {
		within(p.Part, p.Whole)
	}
	for _, d := range k.catalogue.Computed() {
		t := k.terms[d.ID]
		if t == nil {
			continue
		}
		measure(t.num, t.people)
		if t.den != "" {
			measure(t.den, t.people)
			if t.unit == indicator.Percent {
				within(t.num, t.den)
			}
		}
	}
	for _, m := range returns.Made("") {
		sum := made{}
		of := returns.MadeOf(returns.Key{Measure: m.Name, Breakdown: returns.Total, Category: returns.All})
		whole, ok := v.number[m.Name]
		for _, part := range of {
			if part.Breakdown != returns.Total {
				ok = false
				continue
			}
			within(part.Measure, m.Name)
			n, known := v.number[part.Measure]
			ok = ok && known
			sum.of = append(sum.of, n)
		}
		if sum.sum = whole; ok && len(sum.of) > 0 {
			v.made = append(v.made, sum)
		}
	}
	for part, name := range v.names {
		reached, next := map[string]bool{name: true}, slices.Clone(wholes[name])
		for i := 0; i < len(next); i++ {
			if reached[next[i]] {
				continue
			}
			reached[next[i]] = true
			if whole, ok := v.number[next[i]]; ok && v.people[part] && v.people[whole] {
				v.pairs = append(v.pairs, pair{part, whole, slices.Contains(wholes[name], next[i])})
			}
			next = append(next, wholes[next[i]]...)
		}
	}
	return v
}

// title is what a measure counts, in words.
func title(measure string) string {
	if m, ok := returns.FindMeasure(measure); ok && m.Title != "" {
		return lower(m.Title)
	}
	return measure
}

// lower begins a title in the middle of a sentence.
func lower(s string) string {
	if len(s) > 1 && s[0] >= 'A' && s[0] <= 'Z' && !(s[1] >= 'A' && s[1] <= 'Z') {
		return string(s[0]+'a'-'A') + s[1:]
	}
	return s
}
