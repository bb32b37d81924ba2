package list

import (
	"cmp"
	"fmt"
	"slices"

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
	var first, earliest period.Date
	within, before := 0, 0
	since := p.Start().AddMonths(-m)
	for _, e := range referrals {
		switch {
		case p.Contains(e.Start):
			within++
			first = sooner(first, e.Start)
		case e.Start.Before(p.Start()):
			earliest = sooner(earliest, e.Start)
			if !e.Start.Before(since) {
				before++
			}
		}
	}
	switch {
	case within == 0:
		return ""
	case earliest.IsZero():
		return "the list holds no referrals from before the period"
	case earliest.After(first.AddMonths(-m)):
		return fmt.Sprintf("the earliest referral on the list is of %s, less than %d months before the first of the period, %s", earliest.Words(), m, first.Words())
	case 2*before*p.Months() < within*m:
		return fmt.Sprintf("referrals on the list number %d in the %d months before the period and %d in its own %d months, so those before are under half as many a month", before, m, within, p.Months())
	}
	return ""
}

func sooner(a, b period.Date) period.Date {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}

// A referral is one referral as it counts: referrals of one child on one day
// are one.
type referral struct {
	*Event
	within [len(reReferralMonths)]bool // another referral in the months before
}

// countedReferrals returns the referrals of the period, each saying whether it
// is a re-referral: whether another referral of the child starts in
// [start minus m calendar months, start). Where two rows are one referral, the
// one with the lower event_ref speaks for both, so that the order of the rows
// does not matter.
func countedReferrals(events []*Event, p period.Period) []referral {
	sorted := slices.Clone(events)
	slices.SortFunc(sorted, func(a, b *Event) int {
		return cmp.Or(cmp.Compare(a.Child, b.Child), a.Start.Compare(b.Start), cmp.Compare(a.Ref, b.Ref), cmp.Compare(a.Row, b.Row))
	})
	var counted []referral
	var last *Event // the latest referral before this one, of whichever child
	for i, e := range sorted {
		if i > 0 && sorted[i-1].Child == e.Child && sorted[i-1].Start == e.Start {
			continue
		}
		if p.Contains(e.Start) {
			r := referral{Event: e}
			for i, m := range reReferralMonths {
				r.within[i] = last != nil && last.Child == e.Child && !last.Start.Before(e.Start.AddMonths(-m))
			}
			counted = append(counted, r)
		}
		last = e
	}
	return counted
}
