package returns

import (
	"slices"

	"earlyhelp/shared/cell"
)

// missing reports the rows of the template that are not there, unless they may
// be blank. A whole table, measure or breakdown that is not there is one
// problem.
func (p *pass) missing() {
	ref := cell.Ref{Sheet: p.t.sheet}
	var gone []blockRow
	for i, r := range p.b.rows {
		if _, ok := p.seen[i]; ok || p.leave(r) || p.strayed(r) {
			continue
		}
		gone = append(gone, r)
	}
	alike := func(rows []blockRow, r blockRow, labels int) int {
		n := 0
		for _, o := range rows {
			if slices.Equal(o.labels[:labels], r.labels[:labels]) {
				n++
			}
		}
		return n
	}
	all := func(r blockRow, labels int) bool {
		n := alike(gone, r, labels)
		return n > 1 && n == alike(p.b.rows, r, labels)
	}
	told := map[string]bool{}
	for _, r := range gone {
		n := len(r.labels)
		for labels := range n {
			if labels == n || all(r, labels) {
				n = labels
				break
			}
		}
		name := join(r.labels[:n]...)
		if told[name] && n < len(r.labels) {
			continue
		}
		told[name] = true
		switch {
		case n == 0:
			p.stop(ref, "V02", groupRows, "", "The rows below the headings %s are missing. Copy them from a new template.", quoted(p.b.heads))
		case n < len(r.labels):
			what := r.labels[0]
			if m, ok := FindMeasure(what); ok {
				what = m.Title + " (" + what + ")"
			}
			if n == 2 {
				what += " by " + splitTitle(r.labels[1]) + " (" + r.labels[1] + ")"
			}
			p.stop(ref, "V02", groupRows, "", "The rows for %s are missing. Copy them from a new template.", what)
		case len(r.labels) == 1:
			p.stop(ref, "V02", groupRows, "", "The row for “%s” in the column %s is missing. Add a row that begins with these words, and its answers.", r.labels[0], p.b.heads[0])
		default:
			what := ""
			if len(r.keys) == 1 {
				what = InWords(r.keys[0]) + " (" + quoted(r.labels) + ")"
			} else {
				what = quoted(r.labels)
			}
			p.stop(ref, "V02", groupRows, "", "The row for %s is missing. Add a row with these words and its counts.", what)
		}
	}
}

// leave reports whether a row may be missing, because all of it may be blank;
// its counts are then kept as what a blank stands for.
func (p *pass) leave(r blockRow) bool {
	if p.b.facts {
		if p.withheld[itemSheet+p.sheet] {
			p.facts = append(p.facts, Fact{Name: r.labels[0], Answer: Unknown, Ref: cell.Ref{Sheet: p.t.sheet}})
			return true
		}
		return false
	}
	for _, k := range r.keys {
		if _, ok := p.state[group{k.Measure, k.Breakdown}]; !ok {
			return false
		}
	}
	p.late = true
	for _, k := range r.keys {
		p.keep(Count{Sheet: p.sheet, Measure: k.Measure, Breakdown: k.Breakdown, Category: k.Category,
			State: p.state[group{k.Measure, k.Breakdown}], Ref: cell.Ref{Sheet: p.t.sheet}})
	}
	return true
}

// strayed reports whether a row whose names could not be read may have been
// meant for r. Each stands for one row at most.
func (p *pass) strayed(r blockRow) bool {
	i := slices.IndexFunc(p.loose, func(s *stray) bool {
		return slices.ContainsFunc(s.meant, func(labels []string) bool {
			for i, l := range labels {
				if l != "" && norm(l) != norm(r.labels[i]) {
					return false
				}
			}
			return true
		})
	})
	if i < 0 {
		return false
	}
	p.loose = slices.Delete(p.loose, i, i+1)
	return true
}
