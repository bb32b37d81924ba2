package prepare

import (
	"strconv"

	"earlyhelp/shared/returns"
)

// A Count is one figure of a return, for a person to look over before the
// return is sent.
type Count struct {
	Sheet     string `json:"sheet"`
	Measure   string `json:"measure"` // name in the workbook
	Title     string `json:"title"`   // the measure in plain words
	Breakdown string `json:"breakdown"`
	Split     string `json:"split,omitempty"` // the breakdown in plain words; "" for the total
	Category  string `json:"category"`
	Value     string `json:"value"`           // "12", "[x]" or "[z]"
	Typed     bool   `json:"typed,omitempty"` // kept as it was typed, not counted from the list
}

// Text returns a count as it is written in its cell: a number, [x] or [z].
func Text(c returns.Count) string {
	if c.State != returns.Known {
		return "[" + string(c.State) + "]"
	}
	return strconv.FormatFloat(c.N, 'f', -1, 64)
}

// shownCounts returns the counts of a return that a list can fill, those that
// stay as typed marked so.
func shownCounts(counts, fromList []returns.Count) []Count {
	able, counted := map[string]bool{}, map[returns.Key]returns.Count{}
	for _, c := range fromList {
		able[c.Measure] = true
		counted[c.Key()] = c
	}
	var shown []Count
	for _, c := range counts {
		if !able[c.Measure] {
			continue
		}
		from, ok := counted[c.Key()]
		s := Count{Sheet: c.Sheet, Measure: c.Measure, Title: c.Measure, Breakdown: c.Breakdown, Category: c.Category,
			Value: Text(c), Typed: !ok || from.State != c.State || from.N != c.N}
		if m, ok := returns.FindMeasure(c.Measure); ok {
			s.Title = m.Title
		}
		if b, ok := returns.FindBreakdown(c.Breakdown); ok {
			s.Split = b.Title
		}
		shown = append(shown, s)
	}
	return shown
}
