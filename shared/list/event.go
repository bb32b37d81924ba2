package list

import "earlyhelp/shared/period"

// The types of event.
const (
	Referral  = "referral"
	EarlyHelp = "early_help"
)

// A List is the content of a list that has been read, in as little room as
// counting needs: an Event is 88 bytes and no row is kept. The area's keys of
// children and families are numbered as they come and then forgotten.
type List struct {
	Area   string // DfE number; empty when a CSV file was read without one
	Period period.Period

	Events     []Event // in the order of the sheet Records
	Localities []string

	// Audits are the rows of the sheet CaseAudit, in its order.
	Audits []Audit

	children   int    // how many different ones
	lacks      filled // columns of Records that the file does not have
	lacksAudit filled // of CaseAudit; all of them where there is no such sheet
}

// Join adds to l what it does not have of another list of the same area and
// period: the audited cases, or the events. Of CSV files one holds the events
// and another the audited cases.
func (l *List) Join(o *List) {
	if len(l.Audits) == 0 {
		l.Audits, l.lacksAudit = o.Audits, o.lacksAudit
	}
	if len(l.Events) == 0 {
		l.Events, l.Localities, l.children, l.lacks = o.Events, o.Localities, o.children, o.lacks
	}
}

// An Event is one row of Records: a referral or an early help episode. What is
// zero is blank.
type Event struct {
	Row int32 // row of the sheet, 1-based

	Child    int32 // the child's number within the list, from 1
	Family   int32 // the family's
	Locality int32 // index in Localities, from 1

	Ref string // the area's own reference of the event

	Start, End, OutcomeTold, FirstHelp, Plan, LastReview Date

	BirthYear            int16 // year of expected birth for an unborn child
	ScoreStart, ScoreEnd Score

	Type, Sex, Ethnicity                                            Word
	LanguageEnglish, CultureRecorded, ReligionRecorded, Interpreter Word
	Disability, SEN, YoungCarer                                     Word
	Need                                                            [3]Word
	Source                                                          Word // who asked for help: a value of SourceAgencies
	ThresholdCited, AssessmentSent, Outcome                         Word // of a referral
	LeadAgency, ScoreTool, EndReason, FollowUp, SteppedDownFrom     Word
}

// A Score is a score from 0 to 100 in hundredths, and one more, so that zero is
// none.
type Score uint16

// Age returns the age that the child reaches in the calendar year in which
// the event starts, 0 to 17. The list holds the year of birth only, so the
// age on the day itself may be one less. An unborn child counts as 0; a child
// whose eighteenth birthday falls later in that year counts as 17.
func (e *Event) Age() int { return min(max(e.Start.Year()-int(e.BirthYear), 0), maxAge) }

// An Audit is one row of CaseAudit: an audited case. What is zero is blank.
type Audit struct {
	Row     int32
	Ref     string // the area's own reference of the audit
	Agency  Word
	Method  Word // random, themed or complaint
	AgeBand Word
	Theme   Word
	Found   [judgements]Word // yes, no, not applicable or not seen
}
