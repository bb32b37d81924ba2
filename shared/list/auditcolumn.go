package list

// maxLearnt is the most characters of what_worked, which is for the area's
// own use and is not kept once it is checked.
const maxLearnt = 300

// Judgements of an audited case, in the order of the template.
const (
	missedOpportunity = iota
	assessmentGood
	voiceExpected
	voicePresent
	childSpokenTo
	bothParentsIncluded
	fatherLeftOut
	siblingsPresent
	siblingsMissed
	historyUsed
	planWritten
	planEffective
	planDeficient
	planParentFocused
	reviewAgainstOutcome
	oversightWritten
	oversightConsidersPlan
	oversightSeparate
	auditOutcomeFocused
	referralClosedWrongly
	stepUpLate
	supportSecured
	judgements // how many there are
)

// answersSeen are the answers to a judgement. A blank one counts as not seen.
var answersSeen = []Value{
	{"yes", ""}, {"no", ""},
	{"not applicable", "the question does not arise in this case"},
	{"not seen", "the auditor could not tell from the file"},
}

var sampleMethods = []Value{
	{"random", "drawn at random: only these are counted"},
	{"themed", "chosen for a theme"},
	{"complaint", "audited after a complaint"},
}

// learningThemes are those of the codebook by which case reviews are read, so
// that an area's own audits and the library speak of the same things.
var learningThemes = []Value{
	{"voice-of-child", "voice of the child and child focus"}, {"thresholds", ""},
	{"information-sharing", "information sharing, communication and recording"},
	{"professional-curiosity", "professional curiosity, sceptical enquiry and over-optimism"},
	{"hidden-men", "fathers, partners and other men not seen"},
	{"management-supervision", "management oversight and supervision"},
	{"assessment-quality", "assessment, analysis and reassessment"},
	{"delay-drift", "delay, drift and lack of follow-up by services"},
	{"non-engagement", "family non-engagement, avoidance and disguised compliance"},
	{"escalation-challenge", "escalation and professional challenge"},
	{"procedures-over-judgement", "procedure over judgement"},
	{"cultural-competence", "culture, ethnicity, faith, language and identity"},
	{"specialist-knowledge", "specialist knowledge, training and advice"},
	{"referral-feedback", "feedback to referrers"},
	{"early-help-missed", "early help missed, late or ineffective"},
	{"step-up-step-down", "steps, closures, transfers and transitions"},
	{"history-not-used", "history and previous involvement not used"},
	{"neglect", ""}, {"domestic-abuse", "domestic abuse"},
	{"parental-mental-health", "parental mental health"},
	{"substance-misuse", "parental substance misuse"},
	{"parental-learning-disability", "learning disability or difficulty of parents"},
	{"education-ehe", "school, exclusion, absence and home education"},
	{"exploitation-contextual", "exploitation and harm outside the home"},
	{"infant-injury", "babies: injury, vulnerability and pre-birth"},
	{"suicide-self-harm", "child suicide, self-harm and mental health"},
}

var auditColumns = func() []Column {
	all := []Column{
		{Name: "audit_ref", Type: Code, Need: Always, text: func(r *record) *string { return &r.audit.Ref },
			Rule: "Your own reference for this audit: up to 20 letters or digits, used once in the file."},
		{Name: "agency", Type: Choice, Need: Always, Values: agencies, word: func(r *record) *Word { return &r.audit.Agency },
			Rule: "The agency that led the work with the family."},
		{Name: "sample_method", Type: Choice, Need: Always, Values: sampleMethods, word: func(r *record) *Word { return &r.audit.Method },
			Rule: "How the case came to be audited. Only random ones are counted in the return."},
		{Name: "child_age_band", Type: Choice, Need: Optional, Values: ageBands, word: func(r *record) *Word { return &r.audit.AgeBand },
			Rule: "The child's age in years when the work began. Blank counts as not recorded."},
	}
	for i, j := range []struct{ name, rule string }{
		missedOpportunity:      {"missed_opportunity", "Could help have come earlier?"},
		assessmentGood:         {"assessment_good", "Is the assessment good?"},
		voiceExpected:          {"voice_expected", "Does the child's age make it right to expect their views on the file?"},
		voicePresent:           {"voice_present", "Are the child's views on the file?"},
		childSpokenTo:          {"child_spoken_to", "Did a professional speak to the child?"},
		bothParentsIncluded:    {"both_parents_included", "Did both parents take part? Not applicable where the file gives a reason why one could not."},
		fatherLeftOut:          {"father_left_out_no_reason", "Was the father or partner left out, and no reason is on the file?"},
		siblingsPresent:        {"siblings_present", "Has the child brothers or sisters?"},
		siblingsMissed:         {"siblings_missed", "Were the needs of a brother or sister passed over?"},
		historyUsed:            {"history_used", "Was family history weighed in the assessment?"},
		planWritten:            {"plan_written", "Is there a written plan?"},
		planEffective:          {"plan_effective", "Is the plan improving things for the child?"},
		planDeficient:          {"plan_deficient", "Was the plan found wanting?"},
		planParentFocused:      {"plan_parent_focused", "Is it about the parent and not about what changes for the child?"},
		reviewAgainstOutcome:   {"review_against_outcome", "Did the review ask whether the outcome aimed at was nearer? Not applicable without a review."},
		oversightWritten:       {"oversight_written", "Is a manager's oversight on the child's own file?"},
		oversightConsidersPlan: {"oversight_considers_plan", "Does the oversight ask whether the plan is working?"},
		oversightSeparate:      {"oversight_separate", "Are the manager's notes kept somewhere else than the child's file?"},
		auditOutcomeFocused:    {"audit_outcome_focused", "Does the audit judge what difference was made to the child?"},
		referralClosedWrongly:  {"referral_closed_wrongly", "Where a referral was closed: should it have stayed open?"},
		stepUpLate:             {"step_up_late", "Where the case was stepped up: did that come late?"},
		supportSecured:         {"support_secured", "Where an assessment found no statutory need: was support arranged?"},
	} {
		all = append(all, Column{Name: j.name, Type: Choice, Need: Optional, Values: answersSeen, Rule: j.rule + " Blank counts as not seen.",
			word: func(r *record) *Word { return &r.audit.Found[i] }})
	}
	return append(all,
		Column{Name: "learning_theme", Type: Choice, Need: Optional, Values: learningThemes, word: func(r *record) *Word { return &r.audit.Theme },
			Rule: "What there is most to learn about. For your own use: it is not counted."},
		Column{Name: "what_worked", Type: Text, Need: Optional, most: maxLearnt,
			Rule: "Up to 300 characters, for your own use: it is never copied anywhere. No names."},
	)
}()
