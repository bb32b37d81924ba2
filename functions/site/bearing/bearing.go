// Package bearing links what is measured to what is learnt: which themes of
// case reviews bear on an indicator, and why. The links are data (links.csv),
// each with the paragraph that it rests on.
package bearing

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strings"
)

//go:embed links.csv
var data string

// A Link says that a theme bears on an indicator.
type Link struct {
	Indicator string // indicator ID
	Theme     string // theme ID
	Reason    string // one sentence
	Source    string // where it is said
}

// Links are all links, in the order of the file.
type Links []Link

// Load reads the embedded links.
func Load() (Links, error) {
	rows, err := csv.NewReader(strings.NewReader(data)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read links.csv: %w", err)
	}
	var all Links
	for i, r := range rows {
		if i == 0 {
			continue
		}
		all = append(all, Link{r[0], r[1], r[2], r[3]})
	}
	return all, nil
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
