package area

import (
	"slices"
	"strings"

	"earlyhelp/shared/period"
)

const giveNumber = "Use the three-digit number that the Department for Education gave the area."

// InBeing reports whether an area was in being for the whole of period p.
// When it was not, reason is a plain sentence or two that say why, and which
// areas to use.
func (r *Register) InBeing(dfe string, p period.Period) (ok bool, reason string) {
	a, found := r.Find(dfe)
	switch {
	case strings.TrimSpace(dfe) == "":
		return false, "The code of the area is blank. " + giveNumber
	case !found:
		return false, strings.TrimSpace(dfe) + " is not the code of an area. " + giveNumber
	case p.IsZero():
		return false, "There is no period. Give a quarter such as 2026-Q2 or a financial year such as 2025-26."
	case a.On(p.Start()) && a.On(p.End()):
		return true, ""
	}
	start, end := p.Start(), p.End()
	switch {
	case !a.From.IsZero() && end.Before(a.From):
		reason = a.Label() + " came into being on " + a.From.Words() + ", after " + p.Words() + "."
		reason += use(r.inPlaceOf(a.DFE, p, r.Predecessors, changedFrom), "before")
	case !a.To.IsZero() && start.After(a.To):
		reason = a.Label() + " ended on " + a.To.Words() + ", before " + p.Words() + "."
		reason += use(r.inPlaceOf(a.DFE, p, r.Successors, changedTo), "after")
	case !a.From.IsZero() && start.Before(a.From):
		reason = a.Label() + " came into being on " + a.From.Words() + ", within " + p.Words() + ". Use a period that begins on or after that day."
	default:
		reason = a.Label() + " ended on " + a.To.Words() + ", within " + p.Words() + ". Use a period that ends on or before that day."
	}
	return false, reason
}

func changedFrom(c Change) string { return c.FromDFE }
func changedTo(c Change) string   { return c.ToDFE }

// inPlaceOf follows changes from an area, by way of areas that were not in
// being for p either, to those that were.
func (r *Register) inPlaceOf(dfe string, p period.Period, changes func(string) []Change, end func(Change) string) []string {
	var labels []string
	seen := map[string]bool{dfe: true}
	for queue := []string{dfe}; len(queue) > 0; queue = queue[1:] {
		for _, c := range changes(queue[0]) {
			next := end(c)
			if seen[next] {
				continue
			}
			seen[next] = true
			a, ok := r.Find(next)
			if !ok {
				continue
			}
			if !a.On(p.Start()) || !a.On(p.End()) {
				queue = append(queue, next)
				continue
			}
			label := a.Label()
			if c.Kind == Part {
				label += ", in part"
			}
			labels = append(labels, label)
		}
	}
	slices.Sort(labels)
	return labels
}

// use is the sentence that points to other areas; when is before or after.
func use(labels []string, when string) string {
	switch len(labels) {
	case 0:
		return ""
	case 1:
		return " Use the area that came " + when + " it: " + labels[0] + "."
	}
	return " Use the areas that came " + when + " it: " + strings.Join(labels, "; ") + "."
}
