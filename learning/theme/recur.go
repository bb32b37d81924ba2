package theme

import (
	"cmp"
	"fmt"
	"slices"

	"earlyhelp/shared/benchmark"
)

// Recurring counts, for each theme, the reviews that carry it, and gives
// their share of the reviews that could be read with its 95% Wilson interval:
// with a dozen reviews a share says little, and the interval shows it. The
// commonest theme is first; themes that no review carries are left out.
func Recurring(reviews []Review) []Recurrence {
	n := 0
	with := map[string]int{}
	for _, r := range reviews {
		if r.Problem != "" {
			continue
		}
		n++
		for _, f := range r.Themes {
			with[f.ID]++
		}
	}
	out := []Recurrence{}
	for _, t := range standard().themes {
		k := with[t.ID]
		if k == 0 {
			continue
		}
		i, err := benchmark.Wilson(float64(k), float64(n), benchmark.C95)
		if err != nil {
			// k is between 1 and n: only a mistake of ours gets here.
			panic(fmt.Sprintf("theme: interval of %d in %d: %v", k, n, err))
		}
		out = append(out, Recurrence{t.ID, t.Label, k, float64(k) / float64(n), i.Lower, i.Upper})
	}
	slices.SortStableFunc(out, func(a, b Recurrence) int { return cmp.Compare(b.Reviews, a.Reviews) })
	return out
}
