package benchmark

import (
	"slices"

	"earlyhelp/shared/period"
)

// A groupName names what hangs together of one area: a period by itself, or a
// year with its quarters.
type groupName struct {
	dfe   string
	first period.Period
}

// found is what was found of a group: the entries of its counts are marked.
type found struct {
	group    group
	proofs   []proof
	recalled bool // from an earlier builder
}

func (g *group) name() groupName { return groupName{g.dfe, g.periods[0]} }

// A memory is what an earlier builder found, in the numbers of another plan.
// What is found of an area is a function of its returns, their earlier versions
// and the room that the totals above leave it, so that it may be taken over
// where these are the same. It holds no more than one builder does.
type memory struct {
	found map[groupName]*found
	cells []int32 // by cell of the earlier plan: the cell of this one, or -1

	old, now []int // plan.upper of both
}

// remember returns what before found, nothing where it went by another
// catalogue or counts were numbered in another way.
func (b *builder) remember(before *builder) *memory {
	if before == nil || before.Catalogue != b.Catalogue {
		return &memory{}
	}
	m := &memory{found: before.found, cells: make([]int32, len(before.plan.cells)), old: before.plan.upper, now: b.plan.upper}
	for i, c := range before.plan.cells {
		m.cells[i] = -1
		if no, ok := b.plan.cellNo[c]; ok && (b.plan.group[no] == overlapping) == (before.plan.group[i] == overlapping) {
			m.cells[i] = int32(no)
		}
	}
	return m
}

// recall marks a group as what was found of it before, or returns nil. The
// marks go with the entries; cells are in the same order in every plan.
func (m *memory) recall(g *group) *found {
	was := m.found[g.name()]
	if was == nil || !slices.Equal(was.group.periods, g.periods) {
		return nil
	}
	for i, c := range g.counts {
		old := was.group.counts[i]
		if !m.sameVersions(old, c) || !m.sameRoom(&was.group.rooms[i], &g.rooms[i], old, c) {
			return nil
		}
	}
	for i, c := range g.counts {
		for k, e := range was.group.counts[i].earlier {
			takeOver(c.earlier[k], e)
		}
		takeOver(c, was.group.counts[i])
	}
	return m.translate(was)
}

func takeOver(to, from *counts) {
	for i := range to.entries {
		to.entries[i].hidden = from.entries[i].hidden
	}
}

// translate returns what was found in the numbers of this plan.
func (m *memory) translate(was *found) *found {
	f := &found{proofs: make([]proof, len(was.proofs))}
	for i, p := range was.proofs {
		p.shifts = slices.Clone(p.shifts)
		for k := range p.shifts {
			p.shifts[k].cell = m.cells[p.shifts[k].cell]
		}
		f.proofs[i] = p
	}
	return f
}

func (m *memory) sameVersions(old, now *counts) bool {
	return m.same(old, now) && slices.EqualFunc(old.earlier, now.earlier, m.same)
}

func (m *memory) same(old, now *counts) bool {
	if len(old.entries) != len(now.entries) || !slices.Equal(old.start, now.start) {
		return false
	}
	for i := range old.entries {
		a, b := &old.entries[i], &now.entries[i]
		if m.cells[a.cell] != b.cell || a.state != b.state || a.n != b.n || a.withheld != b.withheld {
			return false
		}
	}
	return true
}

// sameRoom reports whether the totals above leave each count of people what they
// left it before.
func (m *memory) sameRoom(old, now *room, was, is *counts) bool {
	for measure := range len(is.start) - 1 {
		for i := is.start[measure]; i < is.start[measure+1]; i++ {
			if old.span(measure, m.old[was.entries[i].cell]) != now.span(measure, m.now[is.entries[i].cell]) {
				return false
			}
		}
	}
	return true
}
