package audit

import "earlyhelp/shared/returns"

// Right returns the findings that are right of what areas returned, as
// versions has it: every version that was ever signed of the return of the
// area with a GSS code for a period. An outsider takes for granted that
// what is kept back before and after a return was sent again is unchanged, and
// that years are the sum of their quarters; where that is not so, what the
// outsider works out is not the count, and tells nothing of it. A finding that
// cannot be held to a return, such as one about a region, is kept.
//
// Only who may see every return can tell. An attack by itself has to take all
// that it finds for right.
func Right(findings []Finding, versions func(f Finding) []*returns.Return) []Finding {
	var out []Finding
	for _, f := range findings {
		if f.Kind == Total || f.right(versions(f)) {
			out = append(out, f)
		}
	}
	return out
}

func (f Finding) right(versions []*returns.Return) bool {
	told := false
	for _, r := range versions {
		n, ok := find(r, f, f.Measure)
		if f.Whole != "" {
			whole, known := find(r, f, f.Whole)
			n, ok = whole-n, ok && known
		}
		if !ok {
			continue
		}
		if told = true; n >= float64(f.Min) && n < float64(f.Max)+1 {
			return true
		}
	}
	return !told
}

func find(r *returns.Return, f Finding, measure string) (n float64, ok bool) {
	for i := range r.Counts {
		if c := &r.Counts[i]; c.Measure == measure && c.Breakdown == f.Breakdown && c.Category == f.Category && c.State == returns.Known {
			return c.N, true
		}
	}
	return 0, false
}
