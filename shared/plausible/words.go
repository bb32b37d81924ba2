package plausible

import (
	"math"
	"strconv"
	"strings"

	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/returns"
)

// The headlines, one a kind of problem.
const (
	groupChange    = "A count changed a lot since the last period"
	groupNational  = "A figure lies far from the rest of England"
	groupPublished = "Referrals differ from the published figure"
	groupRepeated  = "The return holds the same as one sent before"
)

func (k *checker) add(p cell.Problem) { k.problems = append(k.problems, p) }

// place returns the cell of a measure's total. A total that the workbook does
// not hold, since it is made from rows, is placed at the largest of them: a
// cell of its own for every measure, so that each can be explained by itself.
func (k *checker) place(total returns.Count) cell.Ref {
	if total.Ref.Row > 0 {
		return total.Ref
	}
	return k.largest(total, func(c returns.Count) float64 { return c.N })
}

// largest returns the cell of the count, of those that a total is made of, that
// weighs most, the first of equals; the total's own Ref where there is none.
func (k *checker) largest(total returns.Count, weight func(returns.Count) float64) cell.Ref {
	ref, most := total.Ref, math.Inf(-1)
	for _, c := range k.typed(total.Key()) {
		if w := weight(c); c.State == returns.Known && w > most {
			ref, most = c.Ref, w
		}
	}
	return ref
}

// typed returns the counts with cells of their own that a count is made of.
func (k *checker) typed(key returns.Key) []returns.Count {
	var all []returns.Count
	for _, part := range returns.MadeOf(key) {
		if c, ok := k.index[part]; ok && c.Ref.Row > 0 {
			all = append(all, c)
		} else {
			all = append(all, k.typed(part)...)
		}
	}
	return all
}

// title is what a measure is called in words.
func title(m returns.Measure) string {
	if m.Title != "" {
		return m.Title
	}
	return m.Name
}

// count writes a count with commas: 12,345, or 7.5.
func count(n float64) string {
	s := strconv.FormatFloat(math.Round(n*10)/10, 'f', -1, 64)
	digits, rest, _ := strings.Cut(s, ".")
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	if rest != "" {
		return digits + "." + rest
	}
	return digits
}

// figure writes a value in its unit: 22.6%, or 519.4 per 10,000 children.
func figure(v float64, u indicator.Unit) string {
	s := decimal(v)
	switch u {
	case indicator.Percent:
		return s + "%"
	case indicator.Rate:
		return s + " per 10,000 children"
	}
	return s
}

// decimal writes a value to one decimal place.
func decimal(v float64) string { return strconv.FormatFloat(benchmark.Shown1(v), 'f', 1, 64) }

// percent writes a share to the nearest whole percent, or to one decimal
// under ten.
func percent(share float64) string {
	p := 100 * share
	if p < 10 {
		return decimal(p) + "%"
	}
	return strconv.FormatFloat(math.Round(p), 'f', 0, 64) + "%"
}
