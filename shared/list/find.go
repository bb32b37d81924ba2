package list

import (
	"fmt"
)

// choices finds the values of one list column by what was typed.
type choices struct {
	values []Value
	folded map[string]string
}

// newChoices returns the choices of every list column by index; other columns
// have none.
func newChoices() []choices {
	all := make([]choices, len(columns))
	for i, c := range columns {
		if c.Type != Choice {
			continue
		}
		all[i] = choices{c.Values, map[string]string{}}
		for _, v := range c.Values {
			all[i].folded[fold(v.Code)] = v.Code
		}
		if c.Name == "ethnic_group" {
			// The census's own codes for the two answers that are not a group.
			all[i].folded["nobt"], all[i].folded["refu"] = notRecorded, declined
		}
	}
	return all
}

// find returns the value that text is, whatever its case and spacing.
func (c *choices) find(text string) (string, bool) {
	for i := range c.values {
		if c.values[i].Code == text {
			return c.values[i].Code, true
		}
	}
	code, ok := c.folded[fold(text)]
	return code, ok
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

func (c *choices) codes() []string {
	var all []string
	for _, v := range c.values {
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
