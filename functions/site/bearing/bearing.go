// Package bearing links what is measured to what is learnt: which themes of
// case reviews bear on an indicator, and why; and, for an area outside its
// limits, what the areas within them say they do.
//
// The links are data (links.csv), each with a reason in our own words and the
// places that it rests on; an indicator that no theme can be said to bear on
// stands in none.csv with the reason why not.
package bearing

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strings"
	"sync"
)

//go:embed links.csv
var linksText string

//go:embed none.csv
var noneText string

// A Link says that a theme bears on an indicator.
type Link struct {
	Indicator string // indicator ID
	Theme     string // theme ID
	Reason    string // one sentence
	Source    string // where it is said, in words: Ofsted 2015, paragraph 21
	Refs      []Ref  // the same for programs
}

// Links are links in the order of the file: for one indicator the nearest
// first, those in which theme and measure are two sides of one thing.
type Links []Link

// Load returns all links, which are read once. An error is a programmer's.
func Load() (Links, error) {
	d := embedded()
	return d.links, d.err
}

type data struct {
	links Links
	none  map[string]string // by indicator, why it has no links
	err   error
}

var embedded = sync.OnceValue(func() data {
	d := data{none: map[string]string{}}
	links, err := rows("links.csv", linksText, 4)
	if err != nil {
		return data{err: err}
	}
	for _, r := range links {
		refs, err := ParseRefs(r[3])
		if err != nil {
			return data{err: fmt.Errorf("read links.csv: %s and %s: %w", r[0], r[1], err)}
		}
		d.links = append(d.links, Link{r[0], r[1], r[2], sourceWords(refs), refs})
	}
	none, err := rows("none.csv", noneText, 2)
	if err != nil {
		return data{err: err}
	}
	for _, r := range none {
		d.none[r[0]] = r[1]
	}
	return d
})

// rows reads an embedded file without its head.
func rows(name, text string, columns int) ([][]string, error) {
	r := csv.NewReader(strings.NewReader(text))
	r.Comment, r.FieldsPerRecord = '#', columns
	all, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return all[1:], nil
}

// Of returns the links of an indicator.
func (ls Links) Of(indicator string) Links {
	return ls.where(func(l Link) bool { return l.Indicator == indicator })
}

// To returns the links to a theme.
func (ls Links) To(theme string) Links {
	return ls.where(func(l Link) bool { return l.Theme == theme })
}

func (ls Links) where(keep func(Link) bool) Links {
	var out Links
	for _, l := range ls {
		if keep(l) {
			out = append(out, l)
		}
	}
	return out
}

// For returns the links of an indicator, the nearest first. None: WhyNone says
// why.
func For(indicator string) Links { return embedded().links.Of(indicator) }

// WhyNone returns why no theme can be said to bear on an indicator, "" for one
// that has links.
func WhyNone(indicator string) string { return embedded().none[indicator] }
