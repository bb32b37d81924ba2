package plausible

import (
	"fmt"
	"math"
	"slices"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

// mostFromPublished is the share of the published figure that the area's own
// may differ by, as the table of checks says.
const mostFromPublished = 0.03

// referrals is the measure that the Department for Education publishes.
const referrals = "referrals"

// published makes check V11: of a financial year directly, of a quarter
// through the four quarters of its financial year where all are at hand.
func (k *checker) published() {
	now, ok := k.total(referrals)
	if !ok || k.Published == nil {
		return
	}
	year, sum, parts := k.year(now.N)
	if parts == 0 {
		return
	}
	row, ok := k.Published.Area(k.r.Area, year)
	if !ok || !row.Referrals.OK() {
		return
	}
	theirs := float64(row.Referrals.N)
	const exact = 1 + 1e-12 // 103 beside 100 is 3%, whatever floating point makes of it
	if math.Abs(sum-theirs) <= mostFromPublished*theirs*exact {
		return
	}
	ours := fmt.Sprintf("Referrals received in %s are %s here", year.Words(), count(sum))
	if parts > 1 {
		ours = fmt.Sprintf("Referrals received in the four quarters of %s add up to %s here, this quarter’s %s among them", year.Words(), count(sum), count(now.N))
	}
	by := "the published figure is none"
	if theirs > 0 {
		by = fmt.Sprintf("they differ by %s, and over %s has to be explained", percent(math.Abs(sum-theirs)/theirs), percent(mostFromPublished))
	}
	k.add(cell.Problem{
		Ref: k.place(now), Rule: "V11", Severity: cell.Explain, Group: groupPublished, Value: count(now.N),
		Message: fmt.Sprintf("%s; the Department for Education published %s for the area: %s. "+
			"If the count is wrong, correct it; if it is right, explain why the two differ, such as referrals counted another way or put right since.",
			ours, count(theirs), by),
	})
}

// year returns the financial year that the return is of or lies in, with the
// referrals in it and from how many returns they are: 1, 4, or 0 where a
// quarter is missing.
func (k *checker) year(now float64) (year period.Period, sum float64, parts int) {
	p := k.r.Period
	if p.Kind() == period.FinancialYear {
		return p, now, 1
	}
	start := p.Start()
	year = period.NewFinancialYear(start.Year)
	if !year.Contains(start) {
		year = period.NewFinancialYear(start.Year - 1)
	}
	q, _ := period.Between(year.Start(), year.Start().AddMonths(3).AddDays(-1))
	for range 4 {
		n := now
		if q != p {
			i := slices.IndexFunc(k.Earlier, func(r *returns.Return) bool {
				return r != nil && r.Area == k.r.Area && r.Period == q
			})
			if i < 0 {
				return year, 0, 0
			}
			c, ok := tally{k.Earlier[i], k.Earlier[i].Index()}.total(referrals)
			if !ok {
				return year, 0, 0
			}
			n = c.N
		}
		sum += n
		q = q.Next()
	}
	return year, sum, 4
}
