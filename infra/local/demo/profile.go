package demo

import (
	"math"
	"math/rand/v2"
)

// A profile is how one area's made-up figures lie: shares of 1 unless said.
// The ranges are plausible, not observed: no national figures exist. Reach
// spans what inspections found in 2014, under 1% to over 15% of children
// (Ofsted 2015, paragraph 58; joint inspections 2023).
type profile struct {
	reach        float64 // children with an episode open in a year / population 0-17
	starts       float64 // episodes started in a year / children open in it
	professional float64 // referrals from professionals / referrals
	withEHA      float64 // of those, with an early help assessment
	told         float64 // of those, told the outcome in five working days
	within3      float64 // re-referrals within 3 months / within 12
	trained      float64 // staff trained / staff who need it
	reluctant    float64 // trained to work with reluctant families / staff who need it
	trend        float64 // yearly factor on re-referrals
	closed       float64 // episodes closed / episodes started
	caseload     float64 // cases a whole-time practitioner
	audited      float64 // cases audited in a quarter
	answers      float64 // professionals who answer the survey
}

func newProfile(dfe string) profile {
	r := newRand("profile", dfe)
	return profile{
		reach:        between(0.006, 0.035*math.Exp(0.75*r.NormFloat64()), 0.165),
		starts:       between(0.4, 0.62+0.08*r.NormFloat64(), 0.9),
		professional: between(0.7, 0.86+0.05*r.NormFloat64(), 0.97),
		withEHA:      between(0.005, 0.08*math.Exp(0.7*r.NormFloat64()), 0.5),
		told:         between(0.2, 0.66+0.14*r.NormFloat64(), 0.98),
		within3:      between(0.25, 0.42+0.05*r.NormFloat64(), 0.6),
		trained:      between(0.2, 0.62+0.16*r.NormFloat64(), 0.97),
		reluctant:    between(0.05, 0.38+0.16*r.NormFloat64(), 0.9),
		trend:        math.Exp(0.04 * r.NormFloat64()),
		closed:       between(0.8, 0.95+0.06*r.NormFloat64(), 1.1),
		caseload:     between(7, 13+3*r.NormFloat64(), 22),
		audited:      between(8, 34*math.Exp(0.5*r.NormFloat64()), 110),
		answers:      between(20, 110*math.Exp(0.5*r.NormFloat64()), 400),
	}
}

// shares are, for measures that are part of another, the share that the middle
// area has. Made up, most of them near the marks that the inspections of 2014
// and 2023 left, so that a page looks as it might.
var shares = map[string]float64{
	"children_with_need_dasm": 0.58, "young_carers": 0.05, "black_mixed_boys_10_17": 0.035,
	"ethnicity_recorded": 0.93, "language_culture_religion_recorded": 0.62,
	"first_help_20wd": 0.71, "declined_followed_up": 0.55, "reviewed_12w": 0.68,
	"closed_needs_met": 0.66, "closed_stepped_up": 0.11, "scores_both": 0.38, "lead_professional_named": 0.91, "episodes_audited": 0.05,
	"threshold_cited": 0.34, "below_threshold_with_needs": 0.21, "below_threshold_offered_help": 0.67, "support_secured": 0.61, "stepped_down_plan_10wd": 0.64,
	"missed_opportunity": 0.33, "assessment_good": 0.52, "voice_expected": 0.84, "voice_absent": 0.27, "child_spoken_to": 0.44,
	"both_parents_expected": 0.78, "both_parents_included": 0.48, "father_left_out_no_reason": 0.31, "siblings_present": 0.68, "siblings_missed": 0.21,
	"history_used": 0.57, "plans_audited": 0.93, "plan_effective": 0.44, "plan_deficient": 0.39, "plan_parent_focused": 0.62,
	"oversight_written": 0.58, "oversight_considers_plan": 0.48, "manager_overseeing": 0.88, "oversight_separate": 0.26,
	"review_against_outcome": 0.52, "audits_outcome_focused": 0.47, "closed_wrongly": 0.17, "step_up_late": 0.23,
	"supervised_8w": 0.78, "courses_evaluated": 0.3, "seats_filled": 0.82, "front_door_meetings_complete": 0.71,
	"signed_up_encompass": 0.74, "notifications_before_school": 0.8, "access_in_use": 0.6, "checked_12m": 0.69, "no_referral_needed": 0.55,
	"thresholds_agree": 0.6, "thresholds_unsure": 0.24, "groups_agree": 0.63, "groups_unsure": 0.15, "level_agree": 0.28, "level_unsure": 0.16,
	"reluctant_families_agree": 0.52, "reluctant_families_unsure": 0.14, "right_time_agree": 0.72, "right_time_unsure": 0.12,
}

// spread is how far areas lie apart in these shares, as the standard deviation
// of the log odds: at one half, two areas in three lie between 0.4 and 0.6.
const spread = 0.42

// areaShare returns an area's own share for a measure. No area lies further
// out than two standard deviations, so that few have to explain why they do.
func areaShare(dfe, measure string) float64 {
	p := shares[measure]
	z := between(-2, newRand("share", dfe, measure).NormFloat64(), 2)
	odds := p / (1 - p) * math.Exp(spread*z)
	return odds / (1 + odds)
}

// steady returns a whole number near mean. From period to period it moves by
// a few percent and not as chance alone would move it: a demonstration in
// which every fourth figure has to be explained shows nothing.
func steady(r *rand.Rand, mean float64) float64 {
	return math.Max(0, math.Round(mean*(1+0.02*between(-2, r.NormFloat64(), 2))))
}
