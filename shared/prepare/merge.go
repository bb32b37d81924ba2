package prepare

import (
	"fmt"
	"math"
	"slices"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/returns"
)

// merge puts the counts of a list into a return that was typed. A measure that
// the list gives replaces every figure of that measure, breakdowns included. A
// measure, or one breakdown of it, that the list cannot give ([x]) is added
// only where no figure of it was typed. Everything else stays. It returns what
// was kept, "stepped_down" or "cases_audited by need", and, as check V08, the
// totals that were typed otherwise.
func merge(typed, fromList []returns.Count) (counts []returns.Count, kept []string, changed []cell.Problem) {
	known := map[part]bool{}
	totals := map[string]returns.Count{}
	for _, c := range fromList {
		known[partOf(c)] = known[partOf(c)] || c.State == returns.Known
		if c.Breakdown == returns.Total {
			totals[c.Measure] = c
		}
	}
	stays := map[part]bool{}
	for _, c := range typed {
		if _, ours := totals[c.Measure]; ours && !known[partOf(c)] && c.State == returns.Known && !stays[partOf(c)] {
			stays[partOf(c)] = true
			kept = append(kept, partOf(c).String())
		}
	}
	// Where a whole measure stays its breakdowns do, and need no naming.
	kept = slices.DeleteFunc(kept, func(name string) bool {
		return slices.ContainsFunc(kept, func(whole string) bool {
			return whole != name && len(name) > len(whole)+4 && name[:len(whole)+4] == whole+" by "
		})
	})
	for _, c := range typed {
		total, ours := totals[c.Measure]
		if ours && c.Breakdown == returns.Total && known[partOf(c)] && differs(c, total) {
			changed = append(changed, contradicted(c, total))
		}
		if !ours || stays[partOf(c)] || stays[part{c.Measure, returns.Total}] {
			counts = append(counts, c)
		}
	}
	for _, c := range fromList {
		if !stays[partOf(c)] && !stays[part{c.Measure, returns.Total}] {
			counts = append(counts, c)
		}
	}
	return counts, kept, changed
}

// A part is one breakdown of a measure, or its total.
type part struct{ measure, breakdown string }

func partOf(c returns.Count) part { return part{c.Measure, c.Breakdown} }

func (p part) String() string {
	if p.breakdown == returns.Total {
		return p.measure
	}
	return p.measure + " by " + p.breakdown
}

// The limits of check V08: a typed total that differs from the list's by more
// than either is asked about.
const (
	mostApart      = 5    // children, episodes or cases
	mostApartShare = 0.02 // of the typed figure
)

func differs(typed, counted returns.Count) bool {
	if typed.State != returns.Known {
		return false
	}
	gap := math.Abs(typed.N - counted.N)
	return gap > mostApart || gap > mostApartShare*typed.N
}

// contradicted is check V08 on one total.
func contradicted(typed, counted returns.Count) cell.Problem {
	name := typed.Measure
	if m, ok := returns.FindMeasure(typed.Measure); ok {
		name = m.Title
	}
	return cell.Problem{Ref: typed.Ref, Rule: "V08", Severity: cell.Explain, Group: "A typed figure differs from the list", Value: Text(typed),
		Message: fmt.Sprintf("%s: %s was typed and the list gives %s, which was written. Say why they differ if the typed figure was right.", name, Text(typed), Text(counted))}
}
