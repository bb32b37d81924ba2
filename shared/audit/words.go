package audit

import (
	"fmt"
	"slices"
	"strconv"

	"earlyhelp/shared/disclosure"
	"earlyhelp/shared/period"
)

// A reason is what an equation follows from.
type reason int8

const (
	byShowing reason = iota
	bySum
	byRest
	byRestSum
	byMade
	byYear
	byHistory
	byTotal
	byParts // of a region's or England's total
	byValue
)

// A note says of a row what public figures it comes from.
type note struct {
	kind           reason
	period         int8
	panel          *panel
	epoch          int
	measure, whole int
	cell, site     int32
	sequence       int // of the publication
	shown, kept    int // areas
	n, d           int64
	rowKind        kind
	also           *note // the other publication, where two windows make one
}

func (n *note) clone() *note {
	c := *n
	return &c
}

// most reasons that are told of one finding, and how far they are followed.
const (
	mostReasons = 6
	farReasons  = 120
)

// rowsBehind returns the rows that bounds of v rest on, the nearest first.
func (a *attack) rowsBehind(v int32, most int) []int32 {
	seen := map[int32]bool{v: true}
	vars := []int32{v}
	var rows []int32
	for i := 0; i < len(vars) && len(rows) < most; i++ {
		for _, r := range []int32{a.highBy[vars[i]], a.lowBy[vars[i]]} {
			if r < 0 || slices.Contains(rows, r) {
				continue
			}
			rows = append(rows, r)
			for _, t := range a.rows[r].terms {
				if !seen[t.v] {
					seen[t.v] = true
					vars = append(vars, t.v)
				}
			}
		}
	}
	near, _ := a.around(v, 2*most) // the linear programme may have gone further
	for _, r := range near {
		if len(rows) < most && !slices.Contains(rows, r) {
			rows = append(rows, r)
		}
	}
	return rows
}

// grounds are what a finding rests on: in words, of which kinds, and which
// totals of the last publication.
type grounds struct {
	words, from []string
	mends       []disclosure.Cell
	bared       []disclosure.Cell
}

func (a *attack) behind(v int32) grounds {
	var g grounds
	for _, r := range a.rowsBehind(v, farReasons) {
		for n := &a.notes[r]; n != nil; n = n.also {
			if s := a.say(n); s != "" && !slices.Contains(g.words, s) && len(g.words) < mostReasons {
				g.words = append(g.words, s)
			}
			if s := n.kind.String(); s != "" && !slices.Contains(g.from, s) {
				g.from = append(g.from, s)
			}
			for _, c := range a.bared(n) {
				if !slices.Contains(g.bared, c) {
					g.bared = append(g.bared, c)
				}
			}
			for _, c := range a.mends(r, n) {
				if !slices.Contains(g.mends, c) {
					g.mends = append(g.mends, c)
				}
			}
		}
	}
	slices.Sort(g.from)
	return g
}

// bared returns what the last publication shows of the area of a note that the
// one before kept back. What was a cover once has to stay one: to hide some of
// it only makes disclosure control cover up elsewhere.
func (a *attack) bared(n *note) []disclosure.Cell {
	if n.panel == nil {
		return nil
	}
	var out []disclosure.Cell
	for _, ps := range a.periods {
		i, ok := ps.byDFE[n.panel.dfe]
		if !ok {
			continue
		}
		p := ps.areas[i]
		for _, i := range p.bared {
			name := a.k.cells[p.cells[i%len(p.cells)]]
			out = append(out, disclosure.Cell{Measure: a.words.names[i/len(p.cells)], Period: ps.period, Breakdown: name.breakdown, Category: name.category, Code: a.k.sites[p.site].code})
		}
	}
	return out
}

// anew returns all that the last publication shows of an area and the one
// before did not, in any period of the financial year.
func (a *attack) anew(dfe string) []disclosure.Cell {
	if out, ok := a.anewOf[dfe]; ok {
		return out
	}
	out := []disclosure.Cell{}
	for _, ps := range a.periods {
		i, ok := ps.byDFE[dfe]
		if !ok {
			continue
		}
		p := ps.areas[i]
		for i, fresh := range p.fresh {
			if fresh && a.words.people[i/len(p.cells)] {
				name := a.k.cells[p.cells[i%len(p.cells)]]
				out = append(out, disclosure.Cell{Measure: a.words.names[i/len(p.cells)], Period: ps.period, Breakdown: name.breakdown, Category: name.category, Code: a.k.sites[p.site].code})
			}
		}
	}
	a.anewOf[dfe] = out
	return out
}

// mends returns what the last publication shows of the equation in a row and
// none before it did: to hide what is known already would be in vain.
func (a *attack) mends(r int32, n *note) []disclosure.Cell {
	at := func(ps period.Period, measure int, cell, site int32) disclosure.Cell {
		name := a.k.cells[cell]
		return disclosure.Cell{Measure: a.words.names[measure], Period: ps, Breakdown: name.breakdown, Category: name.category, Code: a.k.sites[site].code}
	}
	if n.kind == byTotal {
		if n.sequence != a.k.Sequence() || n.rowKind == silent {
			return nil
		}
		return []disclosure.Cell{at(a.periods[n.period].period, n.measure, n.cell, n.site)}
	}
	if n.panel == nil {
		return nil
	}
	var out []disclosure.Cell
	for _, ps := range a.periods {
		p := ps.bySite[n.panel.site]
		if n.kind == byYear {
			if i, ok := ps.byDFE[n.panel.dfe]; ok {
				p = ps.areas[i]
			}
		} else if p != n.panel {
			continue
		}
		if p == nil {
			continue
		}
		show := func(m int, cell int32) {
			if c := p.local[cell]; c >= 0 && p.fresh[p.at(m, int(c))] {
				out = append(out, at(ps.period, m, cell, p.site))
			}
		}
		switch n.kind {
		case byYear, byMade, byValue, byHistory:
			show(n.measure, n.cell)
		case byRest:
			show(n.whole, n.cell)
			show(n.measure, n.cell)
		case bySum, byRestSum:
			if p.total >= 0 {
				show(n.measure, p.cells[p.total])
				if n.kind == byRestSum {
					show(n.whole, p.cells[p.total])
				}
			}
			for _, s := range p.splits {
				if s.breakdown != a.k.cells[n.cell].breakdown {
					continue
				}
				for _, c := range s.parts {
					show(n.measure, p.cells[c])
				}
			}
		}
	}
	return out
}

// String says what kind of public figures a reason is about.
func (r reason) String() string {
	switch r {
	case byShowing:
		return "the figure itself"
	case bySum, byRestSum:
		return "the parts of a breakdown and their total"
	case byRest:
		return "a part and its whole"
	case byMade:
		return "a count that is the sum of others"
	case byYear:
		return "the quarters of a year"
	case byHistory:
		return "an earlier publication"
	case byTotal:
		return "a total of a region or of England"
	case byValue:
		return "a value beside a hidden count"
	}
	return ""
}

// say puts a note into words.
func (a *attack) say(n *note) string {
	measure := title(a.words.names[n.measure])
	cell := a.k.cells[n.cell]
	split := ""
	if cell.breakdown != "total" {
		split = " (" + cell.breakdown + ": " + cell.category + ")"
	}
	where := ""
	if n.panel != nil {
		where = " of " + a.k.sites[n.panel.site].name
	}
	switch n.kind {
	case byShowing:
		return "it is shown"
	case bySum:
		return fmt.Sprintf("%s%s: the total less the parts by %s that are shown", measure, where, cell.breakdown)
	case byRest:
		return fmt.Sprintf("%s%s%s less %s", title(a.words.names[n.whole]), split, where, measure)
	case byRestSum:
		return fmt.Sprintf("%s less %s%s: the total less the parts by %s", title(a.words.names[n.whole]), measure, where, cell.breakdown)
	case byMade:
		return fmt.Sprintf("%s%s%s is the sum of other counts", measure, split, where)
	case byYear:
		return fmt.Sprintf("%s%s%s: the financial year less its other quarters", measure, split, where)
	case byHistory:
		return fmt.Sprintf("%s%s%s as publication %d had it", measure, split, where, n.panel.epochs[n.epoch-1])
	case byValue:
		return fmt.Sprintf("%s%s%s: a share of %d in %d stands beside the hidden count", measure, split, where, n.n, n.d)
	case byTotal:
		figure := strconv.FormatInt(n.n, 10)
		switch n.rowKind {
		case low:
			figure = "[low]"
		case nothing:
			figure = "0"
		}
		return fmt.Sprintf("%s, publication %d: %s %s%s less the %d areas shown leaves %s", a.periods[n.period].period, n.sequence,
			a.k.sites[n.site].name+"'s", figure+" "+measure, split, n.shown, areas(n.kept))
	}
	return ""
}

func areas(n int) string {
	if n == 1 {
		return "one area"
	}
	return fmt.Sprintf("%d areas", n)
}

// What names the count that a finding is about, in words and without figures.
func (f Finding) What() string {
	what := title(f.Measure)
	if f.Whole != "" {
		what = title(f.Whole) + " that are not among " + what
	}
	if f.Breakdown != "total" {
		what += " (" + f.Breakdown + ": " + f.Category + ")"
	}
	return fmt.Sprintf("%s, %s, %s (%s): %s", f.Indicator, f.Period, f.Area, f.Code, what)
}

// String puts a finding into one sentence.
func (f Finding) String() string {
	s := f.What()
	switch {
	case f.Kind == Unproved:
		s += " could not be shown to be safe"
	case f.Min == f.Max:
		s += fmt.Sprintf(" must be %d", f.Min)
	default:
		s += fmt.Sprintf(" must be %d to %d", f.Min, f.Max)
	}
	for i, b := range f.Because {
		if i == 0 {
			s += ", because of: "
		} else {
			s += "; "
		}
		s += b
	}
	return s + "."
}
