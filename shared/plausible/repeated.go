package plausible

import (
	"fmt"
	"slices"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/returns"
)

// repeated makes check V17: the version sent before for the same period holds
// the same, or so does the return of the period before, as when an old file is
// sent with new dates.
func (k *checker) repeated() {
	if k.Last != nil && k.Last.Area == k.r.Area && k.Last.Period == k.r.Period && sameContent(k.r, k.Last) {
		k.note("This return holds the same as the version that was sent before for %s. Nothing changes by it; if something was to change, check that the right file was sent.", k.r.Period.Words())
		return
	}
	if len(k.before) == 0 || !k.anything() {
		return
	}
	if last := k.before[len(k.before)-1]; sameFigures(k.r, last.Return) {
		k.note("Every figure of this return is the same as in %s. Check that the figures are those of %s, and that no old file was sent with new dates.", last.Period.Words(), k.r.Period.Words())
	}
}

func (k *checker) note(format string, args ...any) {
	k.add(cell.Problem{Rule: "V17", Severity: cell.Note, Group: groupRepeated, Message: fmt.Sprintf(format, args...)})
}

// anything reports whether the return has a figure above zero: two returns of
// nothing but symbols are alike without being copies.
func (k *checker) anything() bool {
	for _, c := range k.r.Counts {
		if c.State == returns.Known && c.N > 0 {
			return true
		}
	}
	return false
}

// sameContent reports whether two returns of one area and period say the same,
// wherever in the workbook it stands and by whatever tool it was made.
func sameContent(a, b *returns.Return) bool {
	return a.KnownIssues == b.KnownIssues && a.PreparedByRole == b.PreparedByRole && a.Demonstration == b.Demonstration &&
		sameNotes(a, b) && sameFigures(a, b) && slices.EqualFunc(a.Facts, b.Facts, func(x, y returns.Fact) bool {
		x.Ref, y.Ref = cell.Ref{}, cell.Ref{}
		return x == y
	})
}

// A said is what stands in one cell.
type said struct {
	state returns.State
	n     float64
}

func figures(r *returns.Return) map[returns.Key]said {
	out := make(map[returns.Key]said, len(r.Counts))
	for _, c := range r.Counts {
		if _, dup := out[c.Key()]; !dup {
			out[c.Key()] = said{c.State, c.N}
		}
	}
	return out
}

func sameFigures(a, b *returns.Return) bool {
	x, y := figures(a), figures(b)
	if len(x) != len(y) {
		return false
	}
	for key, s := range x {
		if t, ok := y[key]; !ok || s != t {
			return false
		}
	}
	return true
}

func sameNotes(a, b *returns.Return) bool {
	x, y := a.Index(), b.Index()
	for key, c := range x {
		if y[key].Note != c.Note {
			return false
		}
	}
	return true
}
