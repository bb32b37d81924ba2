package returns

import (
	"fmt"
	"slices"
	"strings"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/indicator"
)

// InWords names a count for a person: "Re-referrals within 3 months, sex:
// female", or the title alone for a total.
func InWords(k Key) string {
	m, ok := FindMeasure(k.Measure)
	if !ok {
		return k.Measure
	}
	if k.Breakdown == Total {
		return m.Title
	}
	return m.Title + ", " + splitTitle(k.Breakdown) + ": " + k.Category
}

// midSentence is a title or sentence as it stands within another.
func midSentence(s string) string {
	for _, name := range []string{"Operation ", "Black "} {
		if strings.HasPrefix(s, name) {
			return s
		}
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// splitTitle is the title of a breakdown within a sentence.
func splitTitle(name string) string {
	b, ok := FindBreakdown(name)
	if !ok {
		return name
	}
	return midSentence(b.Title)
}

// inFull is what the template says of a row with one figure.
func inFull(k Key) string {
	m, _ := FindMeasure(k.Measure)
	switch k.Breakdown {
	case Total:
		return m.Title + ", in all"
	case "agency", "need":
		return m.Title + ": " + k.Category
	}
	return InWords(k)
}

// label is what pages print for a category.
func label(breakdown, category string) string { return indicator.CategoryLabel(breakdown, category) }

// quoted writes a list of words for a sentence.
func quoted(words []string) string { return strings.Join(words, ", ") }

// listed writes a list of words that may be long: the first of them, and how
// many more there are.
func listed(words []string) string {
	const most = 12
	if len(words) <= most {
		return quoted(words)
	}
	return fmt.Sprintf("%s and %d more, as in a new template", quoted(words[:most]), len(words)-most)
}

// several writes the first three of a list of phrases, and how many more there
// are.
func several(phrases []string) string {
	if n := len(phrases) - 3; n > 0 {
		return fmt.Sprintf("%s; and %d more", strings.Join(phrases[:3], "; "), n)
	}
	return strings.Join(phrases, "; ")
}

// inSheet is an address without its sheet.
func inSheet(r cell.Ref) string { return fmt.Sprintf("%s%d", cell.ColumnName(r.Col), r.Row) }

// number writes a count for a sentence.
func number(n float64) string {
	if n == float64(int64(n)) {
		return fmt.Sprintf("%.0f", n)
	}
	return strings.TrimRight(strings.TrimRight(fmt.Sprintf("%.4f", n), "0"), ".")
}

// distinct returns words without repeats, in the order of their first.
func distinct(words []string) []string {
	var out []string
	for _, w := range words {
		if !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}
