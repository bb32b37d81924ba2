package disclosure

// Pinned reports whether a total to the nearest 10 gives away hidden counts of
// 1 to 5, of which there are so many, to whoever knows what the rest, shown,
// add up to: when only one way is left to part what remains. Totals that leave
// no way at all, since what is hidden is larger, give nothing away.
func Pinned(total, shown float64, hidden int) bool {
	if hidden == 0 {
		return false
	}
	k := float64(hidden)
	rounded := Round10(total)
	least, greatest := max(rounded-5-shown, fewest*k), min(rounded+4-shown, most*k)
	if least > greatest {
		return false
	}
	return greatest == fewest*k || least == most*k || hidden == 1 && least == greatest
}

// A Table holds the counts of one area and period: N[m][c] is measure m in
// cell c. Cell 0 is the total; Group[c] numbers the breakdown that cell c is a
// part of, from 1, or is Overlapping where the cells of the breakdown do not
// add up to the total. Unknown counts have Known[m][c] false.
//
// Parts lists pairs of measures of which the first is a part of the second,
// such as re-referrals of referrals.
type Table struct {
	N     [][]float64
	Known [][]bool
	Group []int
	Parts [][2]int
}

// Overlapping is the group of a cell that cannot be worked out by subtraction,
// such as a need, of which a child may have several.
const Overlapping = -1

// Hide returns which counts of t the public may not see, in the shape of N.
// t is not changed. The cost is a few passes over the table.
func Hide(t Table) [][]bool {
	h := hider{Table: t, hidden: make([][]bool, len(t.N))}
	cells := make([]bool, len(t.N)*len(t.Group))
	for m := range t.N {
		h.hidden[m] = cells[m*len(t.Group) : (m+1)*len(t.Group)]
	}
	h.primary()
	for g := range t.Group {
		h.groups = max(h.groups, t.Group[g])
	}
	// Each round hides at least one more count, so it ends.
	for h.secondary() {
	}
	return h.hidden
}

type hider struct {
	Table
	hidden [][]bool
	groups int
}

func (h *hider) primary() {
	for m := range h.N {
		for c := range h.N[m] {
			h.hidden[m][c] = h.Known[m][c] && Sensitive(h.N[m][c])
		}
	}
	for _, p := range h.Parts {
		for c := range h.Group {
			if h.Known[p[0]][c] && h.Known[p[1]][c] && Sensitive(h.rest(p, c)) {
				h.hidden[p[0]][c] = true
			}
		}
	}
}

// rest is the whole less the part in cell c.
func (h *hider) rest(p [2]int, c int) float64 { return h.N[p[1]][c] - h.N[p[0]][c] }

// secondary makes one pass over every measure and breakdown, and reports
// whether it hid anything.
func (h *hider) secondary() bool {
	changed := false
	for m := range h.N {
		any := false
		for c := range h.hidden[m] {
			any = any || h.hidden[m][c]
		}
		if !any {
			continue
		}
		for g := 1; g <= h.groups; g++ {
			for h.exposed(m, g) && h.hideSmallest(m, g) {
				changed = true
			}
		}
	}
	return changed
}

// exposed reports whether the hidden counts of measure m in breakdown g, or
// what is left of its wholes, can be worked out from those shown.
func (h *hider) exposed(m, g int) bool {
	if h.exposedBy(m, g, func(c int) (float64, bool) { return h.N[m][c], h.Known[m][c] }) {
		return true
	}
	for _, p := range h.Parts {
		if p[0] != m {
			continue
		}
		if h.exposedBy(m, g, func(c int) (float64, bool) {
			return h.rest(p, c), h.Known[p[0]][c] && h.Known[p[1]][c]
		}) {
			return true
		}
	}
	return false
}

// exposedBy looks at the equation "the cells of g add up to the total" for one
// quantity. Exposed means: exactly one hidden, or the sum of the hidden parts
// known and so near its lowest or highest that it can be parted in too few
// ways.
func (h *hider) exposedBy(m, g int, quantity func(c int) (float64, bool)) bool {
	hidden, parts, sensitive, larger := 0, 0, 0, 0
	sum := 0.0
	for c := range h.Group {
		if c != 0 && h.Group[c] != g {
			continue
		}
		n, known := quantity(c)
		if !known {
			if c != 0 && h.Known[m][c] {
				return false // the whole of a part is unknown: nothing to subtract from
			}
			if c == 0 {
				return false // no total, no equation
			}
			continue
		}
		if c != 0 {
			parts++
		}
		if !h.hidden[m][c] {
			continue
		}
		hidden++
		if Sensitive(n) {
			sensitive++
		} else if n > most {
			larger++
		}
		if c != 0 {
			sum += n
		}
	}
	if parts == 0 || sensitive == 0 {
		return false
	}
	if hidden == 1 {
		return true
	}
	if h.hidden[m][0] {
		return false // the total is hidden too, so the sum is not known
	}
	// Whoever knows that each hidden count is at least 1, and none above 5,
	// must be left with more than one way to part the sum: 2 in two is 1 and
	// 1, 10 in two is 5 and 5. A larger count among the hidden ones lifts the
	// upper bound.
	const room = 2
	k := float64(hidden)
	return sum-fewest*k < room || larger == 0 && most*k-sum < room
}

// hideSmallest hides the smallest count of breakdown g that is still shown,
// zeros last and the total last of all, and reports whether there was one.
func (h *hider) hideSmallest(m, g int) bool {
	best := -1
	for c := range h.Group {
		if c == 0 || h.Group[c] != g || h.hidden[m][c] || !h.Known[m][c] {
			continue
		}
		if best < 0 || smaller(h.N[m][c], h.N[m][best]) {
			best = c
		}
	}
	if best < 0 {
		if h.hidden[m][0] || !h.Known[m][0] {
			return false
		}
		best = 0
	}
	h.hidden[m][best] = true
	return true
}

// smaller orders counts by size, zeros last: a zero is a weak cover, since
// many parts of a breakdown are known to be empty.
func smaller(a, b float64) bool {
	if (a == 0) != (b == 0) {
		return b == 0
	}
	return a < b
}
