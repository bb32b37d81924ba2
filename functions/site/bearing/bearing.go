// Package bearing links what is measured to what is learnt: which themes of
// case reviews bear on an indicator, and why. The links are data (links.csv),
// each with the paragraph that it rests on.
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
	Source    string // where it is said
}

// Links are all links, in the order of the file.
type Links []Link

// Load returns the links, which are read once. An error is a programmer's.
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
	for _, file := range []struct {
		name, text string
		columns    int
		row        func(r []string)
	}{
		{"links.csv", linksText, 4, func(r []string) { d.links = append(d.links, Link{r[0], r[1], r[2], r[3]}) }},
		{"none.csv", noneText, 2, func(r []string) { d.none[r[0]] = r[1] }},
	} {
		read := csv.NewReader(strings.NewReader(file.text))
		read.Comment, read.FieldsPerRecord = '#', file.columns
		rows, err := read.ReadAll()
		if err != nil {
			return data{err: fmt.Errorf("read %s: %w", file.name, err)}
		}
		for _, r := range rows[1:] {
			file.row(r)
		}
	}
	return d
})

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

// For returns the links of an indicator, the nearest first: those where the
// theme and the measure are two sides of one thing, before those where the one
// is a condition of the other. None: WhyNone says why.
func For(indicator string) Links { return embedded().links.Of(indicator) }

// WhyNone returns why no theme can be said to bear on an indicator, "" for one
// that has links.
func WhyNone(indicator string) string { return embedded().none[indicator] }
