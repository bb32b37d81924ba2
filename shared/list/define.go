package list

import "slices"

// A definition says which of the things that a measure counts belong to it,
// and which columns it cannot do without.
type definition[T any] struct {
	measure string
	is      func(*reckoner, T) bool
	columns []string
}

// childDefinitions count children: each child with an episode open in the
// period once, as the latest of those episodes describes it. Without an
// end_date every episode that ever began would count as open.
var childDefinitions = []definition[*Event]{
	{"children_open", func(*reckoner, *Event) bool { return true }, []string{"end_date"}},
	{"children_with_need_dasm", func(_ *reckoner, e *Event) bool {
		return slices.ContainsFunc(e.Need[:], func(w Word) bool { return w != 0 && slices.Contains(dasm, w) })
	}, []string{"end_date", "need_1"}},
	{"young_carers", func(_ *reckoner, e *Event) bool { return e.YoungCarer == wordYes }, []string{"end_date", "young_carer"}},
	{"black_mixed_boys_10_17", func(_ *reckoner, e *Event) bool {
		group := groupOf(e.Ethnicity)
		return e.Sex == wordMale && e.Age() >= 10 && (group == "black" || group == "mixed")
	}, []string{"end_date", "sex", "ethnic_group", "birth_year"}},
	{"ethnicity_recorded", func(_ *reckoner, e *Event) bool { return groupOf(e.Ethnicity) != "" }, []string{"end_date", "ethnic_group"}},
	{"language_culture_religion_recorded", func(_ *reckoner, e *Event) bool {
		return (e.LanguageEnglish == wordYes || e.LanguageEnglish == wordNo) && e.CultureRecorded == wordYes && e.ReligionRecorded == wordYes
	}, []string{"end_date", "language_english", "culture_recorded", "religion_recorded"}},
}

// dasm are the needs of A05: domestic abuse, parental mental ill health and
// parental substance misuse.
var dasm = []Word{wordOf("domestic abuse"), wordOf("parental mental ill health"), wordOf("parental substance misuse")}

// reviewEvery is twelve weeks in days, the time within which a plan is to be
// reviewed (C04).
const reviewEvery = 12 * 7

// episodeDefinitions count early help episodes.
var episodeDefinitions = []definition[*Event]{
	{"episodes_started", (*reckoner).started, nil},
	{"first_help_20wd", func(r *reckoner, e *Event) bool {
		return r.started(e) && inTime(e.Start, e.FirstHelp, firstHelpWithin)
	}, []string{"first_help_date"}},
	{"offers_declined_or_lost", (*reckoner).declined, []string{"end_date", "end_reason"}},
	{"declined_followed_up", func(r *reckoner, e *Event) bool { return r.declined(e) && e.FollowUp == wordYes }, []string{"end_date", "end_reason", "follow_up"}},
	{"episodes_open_end", (*reckoner).openAtEnd, []string{"end_date"}},
	{"reviews_due", (*reckoner).reviewDue, []string{"end_date"}},
	{"reviewed_12w", func(r *reckoner, e *Event) bool {
		until := r.until(e)
		return r.reviewDue(e) && e.LastReview != 0 && e.LastReview <= until && e.LastReview.addDays(reviewEvery) >= until
	}, []string{"end_date", "last_review_date"}},
	{"episodes_closed", (*reckoner).closed, []string{"end_date"}},
	{"closed_needs_met", func(r *reckoner, e *Event) bool { return r.closed(e) && e.EndReason == wordNeedsMet }, []string{"end_date", "end_reason"}},
	{"closed_stepped_up", func(r *reckoner, e *Event) bool { return r.closed(e) && e.EndReason == wordSteppedUp }, []string{"end_date", "end_reason"}},
	{"scores_both", func(r *reckoner, e *Event) bool { return r.closed(e) && e.ScoreStart != 0 && e.ScoreEnd != 0 }, []string{"end_date", "score_start", "score_end"}},
	{"lead_professional_named", func(r *reckoner, e *Event) bool { return r.openAtEnd(e) && e.LeadAgency != 0 }, []string{"end_date", "lead_professional_agency"}},
}

// steppedDefinitions count children who were stepped down in the period, each
// once, as the latest of those episodes describes it.
var steppedDefinitions = []definition[*Event]{
	{"stepped_down", func(*reckoner, *Event) bool { return true }, []string{"stepped_down_from"}},
	{"stepped_down_plan_10wd", func(_ *reckoner, e *Event) bool {
		return e.LeadAgency != 0 && inTime(e.Start, e.Plan, steppedWithin)
	}, []string{"stepped_down_from", "plan_date", "lead_professional_agency"}},
}

// referralDefinitions count referrals of the period, those of one child on one
// day once.
var referralDefinitions = []definition[referral]{
	{"referrals", func(*reckoner, referral) bool { return true }, nil},
	{"referrals_professional", (*reckoner).professional, nil},
	{"referrals_nfa", func(_ *reckoner, e referral) bool { return e.Outcome == wordNoNeeds || e.Outcome == wordAdvice }, nil},
	{"rereferrals_3m", func(_ *reckoner, e referral) bool { return e.within[0] }, nil},
	{"rereferrals_12m", func(_ *reckoner, e referral) bool { return e.within[1] }, nil},
	{"referrals_with_eha", func(r *reckoner, e referral) bool { return r.professional(e) && e.AssessmentSent == wordYes }, []string{"eha_attached"}},
	{"threshold_cited", func(r *reckoner, e referral) bool { return r.professional(e) && e.ThresholdCited == wordYes }, []string{"threshold_cited"}},
	{"outcome_told_5wd", func(r *reckoner, e referral) bool {
		return r.professional(e) && inTime(e.Start, e.OutcomeTold, toldWithin)
	}, []string{"outcome_told_date"}},
	{"below_threshold_with_needs", func(_ *reckoner, e referral) bool { return belowThreshold(e) }, nil},
	{"below_threshold_offered_help", func(_ *reckoner, e referral) bool { return e.Outcome == wordOffered || e.Outcome == wordAccepted }, nil},
}

// assessedDefinitions count assessments that ended in the period with no
// statutory need.
var assessedDefinitions = []definition[referral]{
	{"assessments_no_statutory_need", func(*reckoner, referral) bool { return true }, []string{"end_date", "end_reason"}},
	{"support_secured", func(r *reckoner, e referral) bool { return r.helped(e) }, []string{"end_date", "end_reason", "stepped_down_from", "lead_professional_agency"}},
}

func (r *reckoner) started(e *Event) bool { return r.in.has(e.Start) }

// open reports whether an episode was open on at least one day of the period.
func (r *reckoner) open(e *Event) bool {
	return e.Start <= r.in.last && (e.End == 0 || e.End >= r.in.first)
}

func (r *reckoner) openAtEnd(e *Event) bool {
	return e.Start <= r.in.last && (e.End == 0 || e.End > r.in.last)
}

func (r *reckoner) closed(e *Event) bool { return r.in.has(e.End) }

func (r *reckoner) declined(e *Event) bool {
	return r.closed(e) && (e.EndReason == wordDeclined || e.EndReason == wordLostContact)
}

// until returns the last day of the period on which an episode was open.
func (r *reckoner) until(e *Event) Date {
	if e.End != 0 {
		return min(e.End, r.in.last)
	}
	return r.in.last
}

func (r *reckoner) reviewDue(e *Event) bool {
	return r.open(e) && e.Start.addDays(reviewEvery) <= r.until(e)
}

func (r *reckoner) professional(e referral) bool { return sourceOf(e.Source).Professional }

func belowThreshold(e referral) bool {
	switch e.Outcome {
	case wordAdvice, wordOffered, wordAccepted, wordOther:
		return true
	}
	return false
}

// An auditDefinition says which audited cases a measure counts.
type auditDefinition = definition[*Audit]

// says makes a definition of the cases in which every judgement is yes; the
// last is the measure's own.
func says(measure string, judged ...int) auditDefinition {
	return auditDefinition{measure, func(_ *reckoner, a *Audit) bool {
		return !slices.ContainsFunc(judged, func(j int) bool { return a.Found[j] != wordYes })
	}, judgementNames(judged)}
}

// answered makes a definition of the cases in which a judgement is yes or no.
func answered(measure string, judged int) auditDefinition {
	return auditDefinition{measure, func(_ *reckoner, a *Audit) bool {
		return a.Found[judged] == wordYes || a.Found[judged] == wordNo
	}, judgementNames([]int{judged})}
}

func judgementNames(judged []int) (names []string) {
	for _, j := range judged {
		names = append(names, auditColumns[caseAudit.must("missed_opportunity")+j].Name)
	}
	return names
}

// auditDefinitions count audited cases of random samples.
var auditDefinitions = []auditDefinition{
	{"cases_audited", func(*reckoner, *Audit) bool { return true }, nil},
	says("missed_opportunity", missedOpportunity),
	says("assessment_good", assessmentGood),
	says("voice_expected", voiceExpected),
	{"voice_absent", func(_ *reckoner, a *Audit) bool {
		return a.Found[voiceExpected] == wordYes && a.Found[voicePresent] == wordNo
	}, judgementNames([]int{voiceExpected, voicePresent})},
	says("child_spoken_to", childSpokenTo),
	answered("both_parents_expected", bothParentsIncluded),
	says("both_parents_included", bothParentsIncluded),
	{"not_both_parents", func(_ *reckoner, a *Audit) bool { return a.Found[bothParentsIncluded] == wordNo }, judgementNames([]int{bothParentsIncluded})},
	{"father_left_out_no_reason", func(_ *reckoner, a *Audit) bool {
		return a.Found[bothParentsIncluded] == wordNo && a.Found[fatherLeftOut] == wordYes
	}, judgementNames([]int{bothParentsIncluded, fatherLeftOut})},
	says("siblings_present", siblingsPresent),
	says("siblings_missed", siblingsPresent, siblingsMissed),
	says("history_used", historyUsed),
	says("plans_audited", planWritten),
	says("plan_effective", planWritten, planEffective),
	{"no_plan", func(_ *reckoner, a *Audit) bool { return a.Found[planWritten] == wordNo }, judgementNames([]int{planWritten})},
	says("plan_deficient", planWritten, planDeficient),
	says("plan_parent_focused", planWritten, planDeficient, planParentFocused),
	answered("reviews_audited", reviewAgainstOutcome),
	says("review_against_outcome", reviewAgainstOutcome),
	says("oversight_written", oversightWritten),
	says("oversight_considers_plan", oversightWritten, oversightConsidersPlan),
	{"manager_overseeing", func(_ *reckoner, a *Audit) bool {
		return a.Found[oversightWritten] == wordYes || a.Found[oversightSeparate] == wordYes
	}, judgementNames([]int{oversightWritten, oversightSeparate})},
	says("oversight_separate", oversightSeparate),
	{"audits_done", func(*reckoner, *Audit) bool { return true }, nil},
	says("audits_outcome_focused", auditOutcomeFocused),
	answered("closed_referrals_audited", referralClosedWrongly),
	says("closed_wrongly", referralClosedWrongly),
	answered("stepped_up_audited", stepUpLate),
	says("step_up_late", stepUpLate),
}
