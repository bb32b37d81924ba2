package list

import (
	"fmt"
	"maps"
)

// choices finds the values of one list column by what was typed.
type choices struct {
	values []Value
	words  []Word // of values
	folded map[string]Word
	theirs bool // folded holds words of a mapping, which come first
}

// The choices of every column of a sheet, by index. Columns that are no list
// have none.
var (
	recordChoices = newChoices(&records)
	auditChoices  = newChoices(&caseAudit)
)

func newChoices(t *table) []choices {
	all := make([]choices, len(t.columns))
	for i, c := range t.columns {
		if c.Type != Choice {
			continue
		}
		all[i] = choices{values: c.Values, folded: map[string]Word{}}
		for _, v := range c.Values {
			w := wordOf(v.Code)
			all[i].words = append(all[i].words, w)
			all[i].folded[fold(v.Code)] = w
		}
		if c.Name == "ethnic_group" {
			// The census's own codes for the two answers that are not a group.
			all[i].folded["nobt"], all[i].folded["refu"] = wordNotRecorded, wordDeclined
		}
	}
	return all
}

// find returns the value that text is, whatever its case and spacing.
func (c *choices) find(text string) (Word, bool) {
	for i := range c.values {
		if !c.theirs && c.values[i].Code == text {
			return c.words[i], true
		}
	}
	w, ok := c.folded[fold(text)]
	return w, ok
}

// with returns choices that know the words of a mapping as well.
func (c choices) with(words map[string]string) choices {
	c.folded, c.theirs = maps.Clone(c.folded), true
	for word, ours := range words {
		c.folded[fold(word)] = vocabulary.index[ours] // "" is a blank
	}
	return c
}

// mostNamed is how many values a message can name and still be read.
const mostNamed = 12

// wanted names the values, or where they are listed when there are many.
func (c *choices) wanted(col *Column) string {
	if len(c.values) > mostNamed {
		return fmt.Sprintf("one of the %d values for %s on the sheet Codes of the template, such as %s", len(c.values), col.Name, c.values[0].Code)
	}
	return phrase(c.codes())
}

func (c *choices) codes() []string { return codesOf(c.values) }

func codesOf(values []Value) []string {
	var all []string
	for _, v := range values {
		all = append(all, v.Code)
	}
	return all
}

// advise says what to type in place of text.
func (c *choices) advise(col *Column, text string) string {
	if slip := near(text, c.codes()); slip != "" {
		return fmt.Sprintf("%q is not in the list for %s: did you mean %s?", shorten(text), col.Name, slip)
	}
	return fmt.Sprintf("%q is not in the list for %s: choose %s.", shorten(text), col.Name, c.wanted(col))
}
