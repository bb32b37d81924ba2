package plausible

import (
	"earlyhelp/shared/area"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/published"
	"earlyhelp/shared/returns"
)

// A Context is what a return is held against. Everything may be left out: a
// check that has nothing to compare with finds nothing.
type Context struct {
	// Earlier are the area's returns of the same length of period, signed or
	// accepted, one a period, oldest first. Those that are not of an earlier
	// period are used by V11 alone.
	Earlier []*returns.Return
	// Last is the version sent before for the same period.
	Last *returns.Return
	// Limits are the national ones in force.
	Limits *benchmark.Limits
	// Published is the series of the Department for Education.
	Published *published.Table

	Catalogue *indicator.Catalogue // nil: indicator.All()
	Register  *area.Register       // nil: area.England()
}

// Check returns what is not plausible about r: V09, V10 and V11, each at the
// cell it is about and of severity explain, and V17, a note about the whole
// file. r is not changed and must have been read without a problem of severity
// stop. The problems are in the order of the rules and then of the return.
func Check(r *returns.Return, c Context) []cell.Problem {
	if c.Catalogue == nil {
		c.Catalogue = indicator.All()
	}
	if c.Register == nil {
		c.Register = area.England()
	}
	k := checker{Context: c, r: r, index: r.Index()}
	k.before = k.earlierPeriods()
	k.changes()
	k.national()
	k.published()
	k.repeated()
	return k.problems
}

type checker struct {
	Context
	r        *returns.Return
	index    map[returns.Key]returns.Count
	before   []tally // the returns of earlier periods, oldest first
	problems []cell.Problem
}
