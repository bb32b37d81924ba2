package prepare

import (
	"fmt"
	"math"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/returns"
)

// merge puts the counts of a list into a return that was typed. A measure that
// the list gives replaces every figure of that measure, breakdowns included. A
// measure that the list cannot give ([x]) is added only where no figure of it
// was typed. Everything else stays. It returns the names of the measures kept
// and, as check V08, the totals that were typed otherwise.
func merge(typed []returns.Count, fromList []returns.Count) (counts []returns.Count, kept []string, changed []cell.Problem) {
	known := map[string]bool{}
	totals := map[string]returns.Count{}
	for _, c := range fromList {
		if c.Breakdown == returns.Total {
			known[c.Measure] = c.State == returns.Known
			totals[c.Measure] = c
		}
	}
	stays := map[string]bool{}
	for _, c := range typed {
		if _, ok := totals[c.Measure]; ok && !known[c.Measure] && c.State == returns.Known && !stays[c.Measure] {
			stays[c.Measure] = true
			kept = append(kept, c.Measure)
		}
	}
	for _, c := range typed {
		total, ok := totals[c.Measure]
		if known[c.Measure] && c.Breakdown == returns.Total && differs(c, total) {
			changed = append(changed, cell.Problem{Ref: c.Ref, Rule: "V08", Severity: cell.Explain, Value: fmt.Sprint(c.N),
				Message: fmt.Sprintf("%s was typed as %v and the list gives %v, which was written: say why they differ if the typed figure was right.", c.Measure, c.N, total.N)})
		}
		if !ok || stays[c.Measure] {
			counts = append(counts, c)
		}
	}
	for _, c := range fromList {
		if !stays[c.Measure] {
			counts = append(counts, c)
		}
	}
	return counts, kept, changed
}

// differs is check V08: over 2% or over 5 children.
func differs(typed, counted returns.Count) bool {
	if typed.State != returns.Known {
		return false
	}
	gap := math.Abs(typed.N - counted.N)
	return gap > 5 || gap > 0.02*typed.N
}
