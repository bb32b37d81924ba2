package list

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"earlyhelp/shared/cell"
)

// checkTogether makes the checks that need the whole list.
func (r *reader) checkTogether() {
	r.list.children = len(r.children)
	if len(r.list.Events) == 0 && len(r.list.Audits) == 0 {
		here := r.records
		if here.heads.row == 0 {
			here = r.audits
		}
		r.stop(cell.Ref{Sheet: here.sheet, Row: here.heads.row + 1, Col: max(here.heads.at[0], 1)}, "V03", "The list has no rows", "",
			"The list has no rows: type or paste one row for each referral and early help episode below the headings.")
	}
	if r.audits.heads.row > 0 {
		r.checkAuditRefs()
		r.checkSample()
	}
	if r.records.heads.row == 0 {
		return
	}
	r.use(&records, r.records.sheet)
	r.heads = r.records.heads
	r.checkLocalities()
	r.checkRefs()
	r.checkSameDay()
	r.checkChildren()
	r.checkManyEvents()
	// A row with a wrong date is look-back to nothing: ask once dates are right.
	if !r.stopped() {
		r.checkLookBack()
		r.checkKeys()
	}
}

// mostLocalities is how many localities a list may name. A return has a row for
// each of them with each of 18 measures of early help, in a sheet of at most
// 5,000 rows; wards, of which the largest county has some 250, fit. A column of
// addresses does not, and would name where children live.
const mostLocalities = 250

// checkLocalities refuses a locality that is not one of a few hundred.
func (r *reader) checkLocalities() {
	if n := len(r.list.Localities); n > mostLocalities {
		r.stop(r.ref(r.heads.row, r.heads.at[colLocality]), "V03", "There are too many localities", "",
			"locality holds %d different names, and %d is the most: give wards or the areas of your teams, never streets or addresses, or leave the column blank.", n, mostLocalities)
	}
}

// checkRefs refuses an event_ref that stands twice. Two rows that agree in
// every cell are one event listed twice.
func (r *reader) checkRefs() {
	first := make(map[string]int32, len(r.list.Events))
	for i := range r.list.Events {
		e := &r.list.Events[i]
		if e.Ref == "" {
			continue
		}
		j, dup := first[e.Ref]
		if !dup {
			first[e.Ref] = int32(i)
			continue
		}
		at, earlier := r.ref(int(e.Row), r.heads.at[colRef]), r.list.Events[j]
		same := earlier
		same.Row = e.Row
		if same == *e {
			r.stop(at, "V07", "A row stands twice", e.Ref, "Row %d is the same as row %d in every cell: delete one of them.", e.Row, earlier.Row)
			continue
		}
		r.stop(at, "V07", "A reference is used twice", e.Ref, "event_ref %s was used in row %d already: give each event its own.", e.Ref, earlier.Row)
	}
}

// checkAuditRefs refuses an audit_ref that stands twice.
func (r *reader) checkAuditRefs() {
	first := map[string]int32{}
	for i := range r.list.Audits {
		a := &r.list.Audits[i]
		if a.Ref == "" {
			continue
		}
		j, dup := first[a.Ref]
		if !dup {
			first[a.Ref] = int32(i)
			continue
		}
		at, earlier := cell.Ref{Sheet: r.audits.sheet, Row: int(a.Row), Col: r.audits.heads.at[colAuditRef]}, r.list.Audits[j]
		same := earlier
		same.Row = a.Row
		if same == *a {
			r.stop(at, "V07", "A row stands twice", a.Ref, "Row %d is the same as row %d: delete one of them.", a.Row, earlier.Row)
			continue
		}
		r.stop(at, "V07", "A reference is used twice", a.Ref, "audit_ref %s was used in row %d already: give each audit its own.", a.Ref, earlier.Row)
	}
}

// smallSample is how many audited cases an indicator must rest on for check
// V15 to say nothing: below ten no value is shown (disclosure class D2).
const smallSample = 10

// checkSample says when the random sample of audits is too small to show.
func (r *reader) checkSample() {
	random, unread := 0, false
	for i := range r.list.Audits {
		switch r.list.Audits[i].Method {
		case wordRandom:
			random++
		case 0:
			unread = true // reported at its cell
		}
	}
	at := cell.Ref{Sheet: r.audits.sheet, Row: r.audits.heads.row, Col: r.audits.heads.at[colMethod]}
	switch {
	case unread, random >= smallSample, len(r.list.Audits) == 0:
	case random == 0:
		r.add(at, "V15", cell.Note, "The audit sample is small", "", fmt.Sprintf("None of the %d audited cases was drawn at random, and only random ones are counted in the return.", len(r.list.Audits)))
	default:
		r.add(at, "V15", cell.Note, "The audit sample is small", "", fmt.Sprintf("%d audited cases were drawn at random: below %d no percentage is shown. Audit more if you can.", random, smallSample))
	}
}

// checkSameDay asks about events of one type that a child has twice on one
// day. Two referrals like that are counted once.
func (r *reader) checkSameDay() {
	type key struct {
		child int32
		day   Date
		kind  Word
	}
	first := make(map[key]int32, len(r.list.Events))
	for i := range r.list.Events {
		e := &r.list.Events[i]
		if e.Child == 0 || e.Type == 0 || e.Start == 0 {
			continue
		}
		k := key{e.Child, e.Start, e.Type}
		j, dup := first[k]
		if !dup {
			first[k] = int32(i)
			continue
		}
		earlier := &r.list.Events[j]
		if e.Ref != "" && e.Ref == earlier.Ref {
			continue // reported with the references
		}
		message := fmt.Sprintf("This child has an early help episode that starts on the same day in row %d: is it one episode listed twice? If so, delete one row.", earlier.Row)
		if e.Type == wordReferral {
			message = fmt.Sprintf("This child was also referred on the same day in row %d: the two count as one referral. If they were different children, correct child_key.", earlier.Row)
		}
		r.add(r.ref(int(e.Row), r.heads.at[colStart]), "V07", cell.Explain, "A child has two events on one day", e.Start.String(), message)
	}
}

// checkChildren notes a child who is described differently on different rows,
// which often means that one key was given to two children.
func (r *reader) checkChildren() {
	first := make([]int32, len(r.children)+1) // by child: one more than the index of the row
	for i := range r.list.Events {
		e := &r.list.Events[i]
		if e.Child == 0 {
			continue
		}
		if first[e.Child] == 0 {
			first[e.Child] = int32(i) + 1
			continue
		}
		earlier := &r.list.Events[first[e.Child]-1]
		var differ []string
		column := -1
		for _, c := range []struct {
			column int
			same   bool
		}{
			{colBirthYear, e.BirthYear == earlier.BirthYear || e.BirthYear == 0 || earlier.BirthYear == 0},
			{colSex, sameOrUnknown(e.Sex, earlier.Sex)},
			{colEthnicity, sameOrUnknown(e.Ethnicity, earlier.Ethnicity)},
		} {
			if !c.same {
				differ = append(differ, columns[c.column].Name)
				if column < 0 {
					column = c.column
				}
			}
		}
		if column >= 0 {
			r.add(r.ref(int(e.Row), r.heads.at[column]), "V14", cell.Note, "A child is described in two ways", "", fmt.Sprintf("The child of this row has another %s in row %d: check that both rows are about the same child. Where children are counted, the row with the latest start_date decides.", strings.Join(differ, " and another "), earlier.Row))
		}
	}
}

func sameOrUnknown(a, b Word) bool {
	unknown := func(w Word) bool { return w == 0 || w == wordNotRecorded || w == wordDeclined }
	return a == b || unknown(a) || unknown(b)
}

// mostEvents is how many events one child may have before check V14 asks
// whether the key is one child's: in the fifteen months of a quarter's list,
// more than three a month.
const mostEvents = 50

// checkManyEvents asks about a key on over 50 events, at the row where it goes
// beyond.
func (r *reader) checkManyEvents() {
	events := make([]int32, len(r.children)+1)
	for i := range r.list.Events {
		if child := r.list.Events[i].Child; child > 0 {
			events[child]++
		}
	}
	reached := make([]int32, len(events))
	for i := range r.list.Events {
		e := &r.list.Events[i]
		if e.Child == 0 {
			continue
		}
		if reached[e.Child]++; reached[e.Child] == mostEvents+1 {
			r.add(r.ref(int(e.Row), r.heads.at[colChild]), "V14", cell.Explain, "One key stands on very many rows", "",
				fmt.Sprintf("The child of this row has %d events on this list: check that the key is one child's, and not a team's or a blank of your system's.", events[e.Child]))
		}
	}
}

// checkLookBack says when re-referrals cannot be counted from this list.
func (r *reader) checkLookBack() {
	if r.list.Period.IsZero() {
		return
	}
	referrals := r.list.referrals()
	for _, m := range reReferralMonths {
		if reason := lookBackGap(referrals, r.list.Period, m); reason != "" {
			r.add(r.ref(r.heads.row, r.heads.at[colStart]), "V13", cell.Explain, "Re-referrals cannot be counted", "", fmt.Sprintf("Re-referrals within %d months cannot be counted and will be [x]: %s.", m, reason))
		}
	}
}

// enoughReferrals is how many referrals a list must have for check V14 to
// wonder that no key repeats, and enoughInPeriod how many of them in the period
// for it to wonder that none reaches back. Of referrals in England 22.6% follow
// another of the same child within 12 months, and 15.0% in the lowest tenth of
// areas (LAIT, 2024-25). Even there no repeat in 50, half of which have a year
// to look back on, comes by chance in 2 lists of 100, and none in 20 that all
// have it in 4.
const (
	enoughReferrals = 50
	enoughInPeriod  = 20
)

// checkKeys asks about keys that cannot be the same for the same child: none
// repeats in a look-back year, or none from before the period stands in it.
func (r *reader) checkKeys() {
	if r.list.Period.IsZero() {
		return
	}
	in := spanOf(r.list.Period)
	before := make([]bool, len(r.children)+1)
	seen := make([]bool, len(r.children)+1)
	back, within, repeats, across := 0, 0, false, false
	for i := range r.list.Events {
		e := &r.list.Events[i]
		if e.Child == 0 {
			continue
		}
		repeats = repeats || seen[e.Child]
		seen[e.Child] = true
		if e.Start < in.first {
			before[e.Child] = true
		}
		if e.Type == wordReferral && e.Start < in.first {
			back++
		} else if e.Type == wordReferral {
			within++
		}
	}
	for i := range r.list.Events {
		e := &r.list.Events[i]
		across = across || e.Start >= in.first && before[e.Child]
	}
	at := r.ref(r.heads.row, r.heads.at[colChild])
	switch {
	case back == 0 || within == 0 || back+within < enoughReferrals:
	case !repeats:
		r.add(at, "V14", cell.Explain, "The keys do not follow children", "", fmt.Sprintf("No child_key stands on two rows, though the list holds %d referrals and the 12 months before the period: check that the same child has the same key on every row.", back+within))
	case !across && within >= enoughInPeriod:
		r.add(at, "V14", cell.Explain, "The keys do not follow children", "", fmt.Sprintf("No child_key from before %s stands on a row after it: check that the keys were not changed for all children in between. Re-referrals would be counted as none.", in.first.Words()))
	}
}

// referrals returns the referrals of a list in the order of its rows.
func (l *List) referrals() []*Event {
	var all []*Event
	for i := range l.Events {
		if e := &l.Events[i]; e.Type == wordReferral && e.Start > 0 {
			all = append(all, e)
		}
	}
	return all
}

// inOrder sorts events of one child together, by day, then by reference.
func inOrder(a, b *Event) int {
	return cmp.Or(cmp.Compare(a.Child, b.Child), cmp.Compare(a.Start, b.Start), cmp.Compare(a.Ref, b.Ref), cmp.Compare(a.Row, b.Row))
}

// sorted returns events in that order.
func sorted(events []*Event) []*Event {
	events = slices.Clone(events)
	slices.SortFunc(events, inOrder)
	return events
}
