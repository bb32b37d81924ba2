package list

import "slices"

// A Type is what a column holds.
type Type string

// The types of column.
const (
	Key    Type = "key"       // text of up to 64 characters, the area's own
	Code   Type = "reference" // up to 20 letters or digits
	Choice Type = "list"      // one of Values
	Day    Type = "date"
	Year   Type = "year" // four digits
	Number Type = "number"
	Text   Type = "text" // up to 64 characters unless Rule says otherwise
)

// A Need says on which rows a cell must be filled in.
type Need string

// The needs. A blank cell of an optional yes-or-no column counts as not
// recorded.
const (
	Always      Need = "always"
	OnReferrals Need = "referrals"
	Optional    Need = "optional"
)

// Limits of the columns, set for the first template.
const (
	maxKey  = 64
	maxRef  = 20
	maxText = 64 // a place name; the longest ward name in England has 46 characters
	maxAge  = 17
)

// A Column is one column of the Records sheet.
type Column struct {
	Name   string
	Type   Type
	Need   Need
	For    string  // event type the column is about, or "" for both
	Values []Value // of a Choice
	Rule   string  // what to type, as the template explains it

	most  int // characters of a Text
	count func(*record) *int32
	text  func(*record) *string
	word  func(*record) *Word
	date  func(*record) *Date
	score func(*record) *Score
}

// Columns returns the columns of the Records sheet in the order of the
// template.
func Columns() []Column { return slices.Clone(columns) }

// AuditColumns returns the columns of the CaseAudit sheet in the order of the
// template.
func AuditColumns() []Column { return slices.Clone(auditColumns) }

var columns = []Column{
	{Name: "child_key", Type: Key, Need: Always, count: func(r *record) *int32 { return &r.event.Child },
		Rule: "Your own case number for the child, up to 64 characters: the same child, the same key on every row."},
	{Name: "family_key", Type: Key, Need: Optional, count: func(r *record) *int32 { return &r.event.Family },
		Rule: "Your own number for the family, so that brothers and sisters share it. May be blank."},
	{Name: "event_type", Type: Choice, Need: Always, Values: eventTypes, word: func(r *record) *Word { return &r.event.Type },
		Rule: "referral or early_help."},
	{Name: "event_ref", Type: Code, Need: Always, text: func(r *record) *string { return &r.event.Ref },
		Rule: "Your own reference for this event: up to 20 letters or digits, used once in the file."},
	{Name: "start_date", Type: Day, Need: Always, date: func(r *record) *Date { return &r.event.Start },
		Rule: "Day of the referral, or day the episode began: in the period or the 12 months before it."},
	{Name: "end_date", Type: Day, Need: Optional, date: func(r *record) *Date { return &r.event.End },
		Rule: "Day it ended: on or after start_date, at most 31 days after the period. Blank while it is open."},
	{Name: "birth_year", Type: Year, Need: Always,
		Rule: "Four digits. For an unborn child, the year the birth is expected. Never a date of birth."},
	{Name: "sex", Type: Choice, Need: Always, Values: sexes, word: func(r *record) *Word { return &r.event.Sex },
		Rule: "Choose from the list."},
	{Name: "ethnic_group", Type: Choice, Need: Always, Values: ethnicGroups, word: func(r *record) *Word { return &r.event.Ethnicity },
		Rule: "One of the 18 census codes, or not recorded, or declined."},
	{Name: "language_english", Type: Choice, Need: Optional, Values: answers, word: func(r *record) *Word { return &r.event.LanguageEnglish },
		Rule: "Is English the family's first language? Blank counts as not recorded."},
	{Name: "culture_recorded", Type: Choice, Need: Optional, Values: answers, word: func(r *record) *Word { return &r.event.CultureRecorded },
		Rule: "Is the family's culture on the record? Blank counts as not recorded."},
	{Name: "religion_recorded", Type: Choice, Need: Optional, Values: answers, word: func(r *record) *Word { return &r.event.ReligionRecorded },
		Rule: "Is the family's religion on the record? Blank counts as not recorded."},
	{Name: "interpreter", Type: Choice, Need: Optional, Values: answers, word: func(r *record) *Word { return &r.event.Interpreter },
		Rule: "Was an interpreter needed? Blank counts as not recorded."},
	{Name: "disability", Type: Choice, Need: Optional, Values: answers, word: func(r *record) *Word { return &r.event.Disability },
		Rule: "Is the child disabled? Blank counts as not recorded."},
	{Name: "sen", Type: Choice, Need: Optional, Values: answers, word: func(r *record) *Word { return &r.event.SEN },
		Rule: "Has the child special educational needs? Blank counts as not recorded."},
	{Name: "young_carer", Type: Choice, Need: Optional, Values: answers, word: func(r *record) *Word { return &r.event.YoungCarer },
		Rule: "Is the child a young carer? Blank counts as not recorded."},
	{Name: "need_1", Type: Choice, Need: Optional, Values: needs, word: func(r *record) *Word { return &r.event.Need[0] },
		Rule: "Up to three needs, none twice."},
	{Name: "need_2", Type: Choice, Need: Optional, Values: needs, word: func(r *record) *Word { return &r.event.Need[1] },
		Rule: "As need_1."},
	{Name: "need_3", Type: Choice, Need: Optional, Values: needs, word: func(r *record) *Word { return &r.event.Need[2] },
		Rule: "As need_1."},
	{Name: "source_agency", Type: Choice, Need: OnReferrals, Values: sourceValues, word: func(r *record) *Word { return &r.event.Source },
		Rule: "Who asked for help. Needed for a referral."},
	{Name: "threshold_cited", Type: Choice, Need: Optional, For: Referral, Values: answers, word: func(r *record) *Word { return &r.event.ThresholdCited },
		Rule: "Did the referral cite the threshold document? Blank counts as not recorded."},
	{Name: "eha_attached", Type: Choice, Need: Optional, For: Referral, Values: answers, word: func(r *record) *Word { return &r.event.AssessmentSent },
		Rule: "Did an early help assessment come with the referral? Blank counts as not recorded."},
	{Name: "referral_outcome", Type: Choice, Need: OnReferrals, For: Referral, Values: outcomes, word: func(r *record) *Word { return &r.event.Outcome },
		Rule: "What was decided. Needed for a referral."},
	{Name: "outcome_told_date", Type: Day, Need: Optional, For: Referral, date: func(r *record) *Date { return &r.event.OutcomeTold },
		Rule: "Day the referrer was told the outcome, on or after start_date. Blank when not told."},
	{Name: "first_help_date", Type: Day, Need: Optional, For: EarlyHelp, date: func(r *record) *Date { return &r.event.FirstHelp },
		Rule: "Day the family first had help, on or after start_date."},
	{Name: "plan_date", Type: Day, Need: Optional, For: EarlyHelp, date: func(r *record) *Date { return &r.event.Plan },
		Rule: "Day the plan was agreed, on or after start_date."},
	{Name: "last_review_date", Type: Day, Need: Optional, For: EarlyHelp, date: func(r *record) *Date { return &r.event.LastReview },
		Rule: "Day of the latest review up to the last day of the period, on or after start_date."},
	{Name: "lead_professional_agency", Type: Choice, Need: Optional, For: EarlyHelp, Values: leadAgencies, word: func(r *record) *Word { return &r.event.LeadAgency },
		Rule: "Agency of the lead professional. Blank when none is named."},
	{Name: "score_start", Type: Number, Need: Optional, For: EarlyHelp, score: func(r *record) *Score { return &r.event.ScoreStart },
		Rule: "Score at the start, 0 to 100."},
	{Name: "score_end", Type: Number, Need: Optional, For: EarlyHelp, score: func(r *record) *Score { return &r.event.ScoreEnd },
		Rule: "Score at the end, 0 to 100."},
	{Name: "score_tool", Type: Choice, Need: Optional, For: EarlyHelp, Values: scoreTools, word: func(r *record) *Word { return &r.event.ScoreTool },
		Rule: "The tool that gave both scores."},
	{Name: "end_reason", Type: Choice, Need: Optional, Values: endReasons, word: func(r *record) *Word { return &r.event.EndReason },
		Rule: "Why it ended. Needed once end_date is filled in."},
	{Name: "follow_up", Type: Choice, Need: Optional, For: EarlyHelp, Values: answers, word: func(r *record) *Word { return &r.event.FollowUp },
		Rule: "When declined or lost_contact: was it followed up or escalated? Blank counts as not recorded."},
	{Name: "stepped_down_from", Type: Choice, Need: Optional, For: EarlyHelp, Values: steppedDownFrom, word: func(r *record) *Word { return &r.event.SteppedDownFrom },
		Rule: "When the family came from social care. Otherwise blank."},
	{Name: "locality", Type: Text, Need: Optional, count: func(r *record) *int32 { return &r.event.Locality },
		Rule: "Your own list of localities of at least 500 children each. Never an address or a postcode."},
}
