package list

import (
	"fmt"
	"slices"
	"strings"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/period"
)

// checkTogether makes the checks that need the whole list.
func (r *reader) checkTogether() {
	r.checkRefs()
	r.checkSameDay()
	r.checkChildren()
	// A row with a wrong date is look-back to nothing: ask once dates are right.
	if !r.stopped() {
		r.checkLookBack()
	}
}

// checkRefs refuses an event_ref that stands twice. Two rows that agree in
// every cell are one event listed twice.
func (r *reader) checkRefs() {
	first := make(map[string]int, len(r.list.Events))
	for i := range r.list.Events {
		e := &r.list.Events[i]
		if e.Ref == "" {
			continue
		}
		j, dup := first[e.Ref]
		if !dup {
			first[e.Ref] = i
			continue
		}
		at, earlier := r.ref(e.Row, r.heads.at[colRef]), r.list.Events[j]
		same := earlier
		same.Row = e.Row
		if same == *e {
			r.stop(at, "V07", e.Ref, "Row %d is the same as row %d in every cell: delete one of them.", e.Row, earlier.Row)
			continue
		}
		r.stop(at, "V07", e.Ref, "event_ref %s was used in row %d already: give each event its own.", e.Ref, earlier.Row)
	}
}

// checkSameDay asks about events of one type that a child has twice on one
// day. Two referrals like that are counted once.
func (r *reader) checkSameDay() {
	type key struct {
		child, kind string
		day         period.Date
	}
	first := make(map[key]int, len(r.list.Events))
	for i := range r.list.Events {
		e := &r.list.Events[i]
		if e.Child == "" || e.Type == "" || e.Start.IsZero() {
			continue
		}
		k := key{e.Child, e.Type, e.Start}
		j, dup := first[k]
		if !dup {
			first[k] = i
			continue
		}
		earlier := &r.list.Events[j]
		if e.Ref != "" && e.Ref == earlier.Ref {
			continue // reported with the references
		}
		message := fmt.Sprintf("This child has an early help episode that starts on the same day in row %d: is it one episode listed twice? If so, delete one row.", earlier.Row)
		if e.Type == Referral {
			message = fmt.Sprintf("This child was also referred on the same day in row %d: the two count as one referral. If they were different children, correct child_key.", earlier.Row)
		}
		r.add(r.ref(e.Row, r.heads.at[colStart]), "V07", cell.Explain, e.Start.String(), message)
	}
}

// checkChildren notes a child who is described differently on different rows,
// which often means that one key was given to two children.
func (r *reader) checkChildren() {
	first := make(map[string]int, len(r.list.Events))
	for i := range r.list.Events {
		e := &r.list.Events[i]
		if e.Child == "" {
			continue
		}
		j, seen := first[e.Child]
		if !seen {
			first[e.Child] = i
			continue
		}
		earlier := &r.list.Events[j]
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
			r.add(r.ref(e.Row, r.heads.at[column]), "V14", cell.Note, "", fmt.Sprintf("The child of this row has another %s in row %d: check that both rows are about the same child. Where children are counted, the row with the latest start_date decides.", strings.Join(differ, " and another "), earlier.Row))
		}
	}
}

func sameOrUnknown(a, b string) bool {
	unknown := []string{"", notRecorded, declined}
	return a == b || slices.Contains(unknown, a) || slices.Contains(unknown, b)
}

// checkLookBack says when re-referrals cannot be counted from this list.
func (r *reader) checkLookBack() {
	if r.list.Period.IsZero() {
		return
	}
	var referrals []*Event
	for i := range r.list.Events {
		if e := &r.list.Events[i]; e.Type == Referral && !e.Start.IsZero() {
			referrals = append(referrals, e)
		}
	}
	for _, m := range reReferralMonths {
		if reason := lookBackGap(referrals, r.list.Period, m); reason != "" {
			r.add(r.ref(r.heads.row, r.heads.at[colStart]), "V13", cell.Explain, "", fmt.Sprintf("Re-referrals within %d months cannot be counted and will be [x]: %s.", m, reason))
		}
	}
}
