package benchmark

import (
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

// listSheets are the sheets of the return whose counts a list gives.
var listSheets = map[string]bool{"EarlyHelp": true, "Referrals": true, "Audit": true}

// fromList reports whether the numerator of an indicator is counted from the
// area's list where it keeps one.
func fromList(d indicator.Definition) bool {
	m, ok := returns.FindMeasure(d.Numerator)
	return ok && listSheets[m.Sheet]
}

// madeBefore says of each area and kind of period how the latest return came
// about: counted from a list, or typed; by which template; for which boundaries.
// A list counts each event once and by one rule, while what is typed comes from
// a system's own report; a new template may define what is counted anew; and an
// area's code changes with its boundary. So the first return that differs from
// the one before begins a new series, which the symbol b marks.
type madeBefore map[madeKey]made

type madeKey struct {
	dfe  string
	kind period.Kind
}

type made struct {
	list           bool
	template, code string
}

// next takes the next return of an area, in order of time, and marks its
// counts where it came about another way than the one before.
func (m madeBefore) next(r *returns.Return, c *counts, code string) {
	k := madeKey{r.Area, r.Period.Kind()}
	before, any := m[k]
	c.broken = any && before.list != c.list
	c.anew = any && (before.code != code || before.template != r.TemplateVersion && before.template != "" && r.TemplateVersion != "")
	m[k] = made{c.list, r.TemplateVersion, code}
}
