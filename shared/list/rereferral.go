package list

import (
	"fmt"

	"earlyhelp/shared/period"
)

// reReferralMonths are the spans within which a re-referral is counted:
// indicators E05 and E06.
var reReferralMonths = [2]int{3, 12}

// lookBackGap says why re-referrals within m calendar months cannot be
// counted from these referrals, "" when they can. The rule of template 2026.1:
// the earliest look-back row must be at least m months before the first row
// of the period, and look-back rows must not be under half the monthly
// average of the period.
//
// A look-back row is a referral from before the period. The second part is
// measured over the m months before the period: rows a month there, against
// rows a month in the period. Rows are counted as they stand, before those of
// one day are taken together. With no referral in the period there is nothing
// to look back from.
func lookBackGap(referrals []*Event, p period.Period, m int) string {
	var first, earliest Date
	within, before := 0, 0
	in := spanOf(p)
	since := in.first.addMonths(-m)
	for _, e := range referrals {
		switch {
		case in.has(e.Start):
			within++
			first = sooner(first, e.Start)
		case e.Start < in.first:
			earliest = sooner(earliest, e.Start)
			if e.Start >= since {
				before++
			}
		}
	}
	switch {
	case within == 0:
		return ""
	case earliest == 0:
		return "the list holds no referrals from before the period"
	case earliest > first.addMonths(-m):
		return fmt.Sprintf("the earliest referral on the list is of %s, less than %d months before the first of the period, %s", earliest.Words(), m, first.Words())
	case 2*before*p.Months() < within*m:
		return fmt.Sprintf("referrals on the list number %d in the %d months before the period and %d in its own %d months, so those before are under half as many a month", before, m, within, p.Months())
	}
	return ""
}

func sooner(a, b Date) Date {
	if a == 0 || b < a {
		return b
	}
	return a
}

// A referral is one referral as it counts: referrals of one child on one day
// are one.
type referral struct {
	*Event
	within [len(reReferralMonths)]bool // another referral of the child in the months before
}

// countedReferrals returns the referrals of a list, those of one child together
// and in order of day, each saying whether it is a re-referral: whether another
// referral of the child starts in [start minus m calendar months, start). Where
// two rows are one referral, the one with the lower event_ref speaks for both,
// so that the order of the rows does not matter. The one before it in that
// order is the nearest earlier referral, so that it alone need be looked at.
func countedReferrals(events []*Event) []referral {
	ordered := sorted(events)
	counted := make([]referral, 0, len(ordered))
	for i, e := range ordered {
		if i > 0 && ordered[i-1].Child == e.Child && ordered[i-1].Start == e.Start {
			continue
		}
		r := referral{Event: e}
		if n := len(counted); n > 0 && counted[n-1].Child == e.Child {
			for i, m := range reReferralMonths {
				r.within[i] = counted[n-1].Start >= e.Start.addMonths(-m)
			}
		}
		counted = append(counted, r)
	}
	return counted
}
