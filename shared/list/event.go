package list

import "earlyhelp/shared/period"

// The types of event.
const (
	Referral  = "referral"
	EarlyHelp = "early_help"
)

// A List is the content of a Records sheet that has been read. Events are in
// the order of the sheet.
type List struct {
	Area   string // DfE number; empty when a CSV file was read without one
	Period period.Period
	Events []Event
}

// An Event is one row: a referral or an early help episode. A text field is
// empty where its cell is blank; a list field holds a value of its list
// exactly as the list spells it. Dates are zero where blank.
type Event struct {
	Row int // row of the sheet, 1-based

	Child     string // the area's own key of the child
	Family    string
	Type      string // Referral or EarlyHelp
	Ref       string // the area's own reference of the event
	Start     period.Date
	End       period.Date
	BirthYear int // year of expected birth for an unborn child

	Sex       string
	Ethnicity string // one of 18 codes, "declined" or "not recorded"

	LanguageEnglish, CultureRecorded, ReligionRecorded, Interpreter string
	Disability, SEN, YoungCarer                                     string

	Need [3]string

	Source          string // who asked for help: a value of SourceAgencies
	ThresholdCited  string
	AssessmentSent  string // eha_attached
	Outcome         string // referral_outcome
	OutcomeTold     period.Date
	FirstHelp, Plan period.Date
	LastReview      period.Date

	LeadAgency           string
	ScoreStart, ScoreEnd Score
	ScoreTool            string
	EndReason, FollowUp  string
	SteppedDownFrom      string
	Locality             string
}

// A Score is a score from 0 to 100, or none where the cell is blank.
type Score struct {
	N     float64
	Known bool
}

// Age returns the age that the child reaches in the calendar year in which
// the event starts, 0 to 17. The list holds the year of birth only, so the
// age on the day itself may be one less. An unborn child counts as 0; a child
// whose eighteenth birthday falls later in that year counts as 17.
func (e *Event) Age() int { return min(max(e.Start.Year-e.BirthYear, 0), 17) }
