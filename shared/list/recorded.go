package list

import (
	"fmt"

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

// asks are the columns of Records that take "not recorded".
var asks = func() (columns []int) {
	for i, c := range records.columns {
		for _, v := range c.Values {
			if v.Code == notRecorded {
				columns = append(columns, i)
			}
		}
	}
	return columns
}()

// event counts one row of Records. A column is asked of the events that it is
// about: follow_up of those that were declined or lost, source_agency of
// referrals.
func (r *recorded) event(e *Event, got filled) {
	row := record{event: *e}
	for _, i := range asks {
		c := &records.columns[i]
		switch {
		case e.Type == 0, c.For != "" && e.Type != wordOf(c.For), c.Need == OnReferrals && e.Type != wordReferral:
			continue
		case i == colFollowUp && e.EndReason != wordDeclined && e.EndReason != wordLostContact:
			continue
		}
		r.asked[i]++
		// A blank cell of a needed column is a mistake, and reported as one; a
		// value that cannot be read is one too.
		if w := *c.word(&row); w == wordNotRecorded || !got.has(i) && c.Need == Optional {
			r.missing[i]++
		}
	}
}

// audit counts one row of CaseAudit, of which the age band and the agency may
// be not recorded.
func (r *recorded) audit(a *Audit, _ *naming, got filled) {
	row := record{audit: *a}
	for i := range caseAudit.columns {
		c := &caseAudit.columns[i]
		if c.Name != "agency" && c.Name != "child_age_band" {
			continue
		}
		r.asked[i]++
		if w := *c.word(&row); w == wordNotRecorded || !got.has(i) && c.Need == Optional {
			r.missing[i]++
		}
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
