package benchmark

import (
	"slices"
	"strings"
)

// Marks are the symbols beside a number that stands, parted by spaces, in a
// fixed order: "b", "u", "u r". The empty Marks means none.
type Marks string

// markOrder is the order of marks.
var markOrder = []Symbol{Break, Provisional, LowReliability, Revised}

// Has reports whether s is among m.
func (m Marks) Has(s Symbol) bool { return m != "" && slices.Contains(m.List(), s) }

// List returns the symbols of m in their order, nil for none.
func (m Marks) List() []Symbol {
	var list []Symbol
	for _, w := range strings.Fields(string(m)) {
		list = append(list, Symbol(w))
	}
	return list
}

// with is m with s.
func (m Marks) with(s Symbol) Marks {
	var words []string
	for _, o := range markOrder {
		if o == s || m.Has(o) {
			words = append(words, string(o))
		}
	}
	return Marks(strings.Join(words, " "))
}
