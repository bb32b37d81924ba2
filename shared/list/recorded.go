package list

import (
	"fmt"
	"slices"

	"earlyhelp/shared/cell"
)

// mostUnrecorded is the share of a column, in per cent, that may be not
// recorded before check V12 says so.
const mostUnrecorded = 20

// A recorded counts, by column of the table that is being read, on how many
// rows the answer was asked for, and on how many it is not recorded or blank.
type recorded struct {
	asked, missing [64]int32
}

// An ask is a column that takes "not recorded", and the rows it is asked of.
type ask struct {
	column int
	word   func(*record) *Word
	of     Word // type of event, or 0 for both
	needed bool // a blank is a mistake, and reported as one
}

// recordAsks and auditAsks are the asks of Records and CaseAudit. Of an audited
// case the agency and the age band are asked.
var recordAsks, auditAsks = asks(&records), asks(&caseAudit)

func asks(t *table) (all []ask) {
	for i, c := range t.columns {
		if !slices.ContainsFunc(c.Values, func(v Value) bool { return v.Code == notRecorded }) {
			continue
		}
		a := ask{column: i, word: c.word, needed: c.Need != Optional}
		switch {
		case c.For != "":
			a.of = wordOf(c.For)
		case c.Need == OnReferrals:
			a.of = wordReferral
		}
		all = append(all, a)
	}
	return all
}

// event counts one row of Records. follow_up is asked of what was declined or
// lost.
func (r *recorded) event(row *record, got filled) {
	e := &row.event
	for i := range recordAsks {
		a := &recordAsks[i]
		switch {
		case e.Type == 0, a.of != 0 && e.Type != a.of:
			continue
		case a.column == colFollowUp && e.EndReason != wordDeclined && e.EndReason != wordLostContact:
			continue
		}
		r.count(a, row, got)
	}
}

// audit counts one row of CaseAudit.
func (r *recorded) audit(row *record, got filled) {
	for i := range auditAsks {
		r.count(&auditAsks[i], row, got)
	}
}

// count counts one answer. A value that cannot be read is a mistake of its own,
// and so is a blank where the answer is needed.
func (r *recorded) count(a *ask, row *record, got filled) {
	r.asked[a.column]++
	if *a.word(row) == wordNotRecorded || !got.has(a.column) && !a.needed {
		r.missing[a.column]++
	}
}

// checkRecorded makes check V12 at the headings of the table that was read.
func (r *reader) checkRecorded() {
	for i := range r.table.columns {
		asked, missing := r.tally.asked[i], r.tally.missing[i]
		if 100*missing <= mostUnrecorded*asked || r.heads.at[i] == 0 {
			continue
		}
		about := "rows"
		switch c := r.table.columns[i]; {
		case i == colFollowUp && r.table == &records:
			about = "episodes declined or lost"
		case c.For == Referral, c.Need == OnReferrals:
			about = "referrals"
		case c.For == EarlyHelp:
			about = "episodes"
		}
		name := r.table.columns[i].Name
		r.add(r.ref(r.heads.row, r.heads.at[i]), "V12", cell.Note, "Much is not recorded", "",
			fmt.Sprintf("%s is not recorded, or blank, on %d of %d %s (%.0f%%): fill it in where it is known.", name, missing, asked, about, 100*float64(missing)/float64(asked)))
	}
}
