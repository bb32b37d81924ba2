package list

import (
	"fmt"
	"strings"

	"earlyhelp/shared/returns"
)

// An Aggregation is what a list comes to: the counts of the sheets EarlyHelp,
// Referrals and Audit in the order of the return, and why any of them is [x]
// or less than exact. Every breakdown is there with every category, zeros
// included; localities are those the list names.
type Aggregation struct {
	Counts  []returns.Count
	Reasons []Reason
}

// A Reason says in a sentence why a measure is [x] or less than exact.
type Reason struct {
	Measure   string `json:"measure"`
	Title     string `json:"title"`               // the measure in plain words
	Breakdown string `json:"breakdown,omitempty"` // where it is this breakdown alone that is [x]
	Why       string `json:"why"`
}

// Aggregate counts a list that was accepted. The counts do not depend on the
// order of its rows.
//
// An event is open in the period when it starts on or before the last day, and
// has no end_date or ends on or after the first. Its agency is that of its
// source_agency (SourceAgencies). The age is that of Event.Age, the ethnic group
// one of five; declined is counted with those not recorded.
//
// Children, each once; of several early help episodes of a child open in the
// period the one with the latest start_date (then the highest event_ref) says
// the age, the needs and everything else:
//
//   - children_open: children with an episode open in the period;
//   - children_with_need_dasm: of those, with domestic abuse, parental mental
//     ill health or parental substance misuse among need_1 to need_3;
//   - young_carers: of those, with young_carer yes;
//   - black_mixed_boys_10_17: of those, male, 10 or older, of a group black or
//     mixed;
//   - ethnicity_recorded: of those, with one of the eighteen codes: neither not
//     recorded nor declined;
//   - language_culture_religion_recorded: of those, with language_english yes or
//     no, culture_recorded yes and religion_recorded yes.
//
// Early help episodes:
//
//   - episodes_started: start_date is in the period;
//   - first_help_20wd: of those, first_help_date is at most 20 working days
//     after start_date (Monday to Friday without bank holidays);
//   - offers_declined_or_lost: end_date is in the period, end_reason declined or
//     lost_contact; declined_followed_up: of those, follow_up yes;
//   - episodes_open_end: started, and not ended on or before the last day;
//   - reviews_due: open in the period, with 12 weeks (84 days) or more from
//     start_date to the last day of the period or, where it ended before, to
//     end_date; reviewed_12w: of those, last_review_date is on that day or
//     within the 12 weeks before it. The list holds the latest review only, so
//     an earlier one that was late is not seen;
//   - episodes_closed: end_date is in the period; closed_needs_met and
//     closed_stepped_up: of those, by end_reason; scores_both: of those, with
//     score_start and score_end;
//   - lead_professional_named: of those open at the end, with
//     lead_professional_agency filled in;
//   - episodes_audited: audited cases of random samples. CaseAudit does not say
//     which episode was audited, so its agencies are [x].
//
// Referrals of the period; those of one child on one day are one, and the row
// with the lowest event_ref describes it:
//
//   - referrals; referrals_professional: of those, source_agency is
//     professional;
//   - referrals_nfa: referral_outcome nfa_no_needs or nfa_advice;
//   - rereferrals_3m, rereferrals_12m: with another referral of the child in the
//     3 or 12 calendar months before, see countedReferrals; [x] when the list
//     does not look back far enough, see lookBackGap;
//   - referrals_with_eha, threshold_cited: from professionals, with eha_attached
//     or threshold_cited yes;
//   - outcome_told_5wd: from professionals, outcome_told_date at most five
//     working days after start_date;
//   - below_threshold_with_needs: referral_outcome nfa_advice,
//     early_help_offered, early_help_accepted or other_agency, which is
//     everything but an assessment or strategy discussion and "no needs found";
//     below_threshold_offered_help: early_help_offered or early_help_accepted;
//   - assessments_no_statutory_need: referrals, those from before the period
//     included, with referral_outcome assessment whose end_date is in the period
//     and whose end_reason is not stepped_up; support_secured: of those, the
//     child has an early help episode with stepped_down_from assessment and a
//     lead_professional_agency, begun from start_date of the referral to 31 days
//     after its end_date;
//   - stepped_down: children, each once, with an episode that starts in the
//     period and has stepped_down_from filled in (the latest of several);
//     stepped_down_plan_10wd: of those, plan_date at most ten working days after
//     start_date, and a lead professional.
//
// Audited cases, those with sample_method random only. A part counts within its
// whole only: plan_deficient is of cases with plan_written yes.
//
//   - cases_audited and audits_done: all;
//   - yes to the judgement of the same name: missed_opportunity,
//     assessment_good, voice_expected, child_spoken_to, both_parents_included,
//     siblings_present, history_used, review_against_outcome, oversight_written,
//     oversight_separate, audits_outcome_focused, closed_wrongly, step_up_late;
//   - yes or no to it: both_parents_expected, reviews_audited,
//     closed_referrals_audited, stepped_up_audited;
//   - voice_absent: voice_expected yes and voice_present no;
//   - not_both_parents: both_parents_included no; father_left_out_no_reason: of
//     those, yes;
//   - siblings_missed: with siblings_present, yes;
//   - plans_audited: plan_written yes; no_plan: plan_written no; plan_effective
//     and plan_deficient: of plans audited, yes; plan_parent_focused: of plans
//     found wanting, yes;
//   - oversight_considers_plan: with oversight_written, yes;
//   - manager_overseeing: oversight_written or oversight_separate yes.
//
// A list without a single row of a type says nothing about it: those measures
// are [x], not 0. So are those that need a column which a mapped extract does
// not have. Needs of audited cases are [x]: CaseAudit does not hold them.
func Aggregate(l *List) Aggregation {
	r := newReckoner(l)
	r.countEpisodes()
	r.countReferrals()
	r.countAudits()
	r.findGaps()
	return r.aggregation()
}

func (r *reckoner) countEpisodes() {
	open := make([]*Event, r.list.children+1) // by child, the episode that describes it
	stepped := map[int32]*Event{}
	r.secured = map[int32][]Date{}
	for i := range r.list.Events {
		e := &r.list.Events[i]
		if e.Type != wordEarlyHelp {
			continue
		}
		p := r.partOf(e)
		tallyOf(r, episodeDefinitions, e, &p)
		if r.open(e) && decides(e, open[e.Child]) {
			open[e.Child] = e
		}
		if e.SteppedDownFrom != 0 && r.started(e) && decides(e, stepped[e.Child]) {
			stepped[e.Child] = e
		}
		if e.SteppedDownFrom == wordAssessment && e.LeadAgency != 0 {
			r.secured[e.Child] = append(r.secured[e.Child], e.Start)
		}
	}
	for _, e := range open {
		if e != nil {
			p := r.partOf(e)
			tallyOf(r, childDefinitions, e, &p)
		}
	}
	for _, e := range stepped {
		p := r.partOf(e)
		tallyOf(r, steppedDefinitions, e, &p)
	}
}

func (r *reckoner) countReferrals() {
	for _, e := range countedReferrals(r.list.referrals()) {
		p := r.partOf(e.Event)
		if r.in.has(e.Start) {
			tallyOf(r, referralDefinitions, e, &p)
		}
		if e.Outcome == wordAssessment && r.in.has(e.End) && e.EndReason != wordSteppedUp {
			tallyOf(r, assessedDefinitions, e, &p)
		}
	}
}

// securedWithin is how many days after an assessment ended the help that was
// arranged may begin: the 31 days by which a list is written after its period.
const securedWithin = endGrace

// helped reports whether help of a named professional followed an assessment.
func (r *reckoner) helped(e referral) bool {
	for _, start := range r.secured[e.Child] {
		if start >= e.Start && start <= e.End.addDays(securedWithin) {
			return true
		}
	}
	return false
}

func (r *reckoner) countAudits() {
	for i := range r.list.Audits {
		a := &r.list.Audits[i]
		if a.Method != wordRandom {
			continue
		}
		p := partOfAudit(a)
		tallyOf(r, auditDefinitions, a, &p)
		r.index["episodes_audited"].add(&p)
	}
}

// tallyOf counts one thing in every measure that it belongs to.
func tallyOf[T any](r *reckoner, ds []definition[T], thing T, p *part) {
	for i := range ds {
		if ds[i].is(r, thing) {
			r.index[ds[i].measure].add(p)
		}
	}
}

// decides reports whether e rather than other describes their child.
func decides(e, other *Event) bool { return other == nil || inOrder(e, other) > 0 }

// findGaps says which measures and breakdowns the list cannot give.
func (r *reckoner) findGaps() {
	var episodes, referrals bool
	for i := range r.list.Events {
		episodes = episodes || r.list.Events[i].Type == wordEarlyHelp
		referrals = referrals || r.list.Events[i].Type == wordReferral
	}
	gapsOf(r, childDefinitions, &records, !episodes, "the list holds no early help episodes")
	gapsOf(r, episodeDefinitions, &records, !episodes, "the list holds no early help episodes")
	gapsOf(r, steppedDefinitions, &records, !episodes, "the list holds no early help episodes")
	gapsOf(r, referralDefinitions, &records, !referrals, "the list holds no referrals")
	gapsOf(r, assessedDefinitions, &records, !referrals, "the list holds no referrals")
	gapsOf(r, auditDefinitions, &caseAudit, len(r.list.Audits) == 0, "the list holds no audited cases (sheet CaseAudit)")
	if referrals {
		for i, m := range reReferralMonths {
			if gap := lookBackGap(r.list.referrals(), r.list.Period, m); gap != "" {
				r.index[reReferralMeasures[i]].gap = gap
			}
		}
	}
	if !episodes && r.index["support_secured"].gap == "" {
		r.index["support_secured"].gap = "the list holds no early help episodes, which show the support"
	}
	r.findAuditGaps()
	if r.list.lacks.has(colNeed[0]) && r.list.lacks.has(colNeed[1]) && r.list.lacks.has(colNeed[2]) {
		for i := range r.measures {
			r.measures[i].gaps["need"] = "the list has no column of needs"
		}
	}
}

// findAuditGaps says what CaseAudit cannot give of episodes and needs.
func (r *reckoner) findAuditGaps() {
	for _, name := range []string{"cases_audited", "missed_opportunity"} {
		r.index[name].gaps["need"] = "CaseAudit does not hold the needs of the families"
	}
	audited, open := r.index["episodes_audited"], r.index["episodes_closed"].n[0]+r.index["episodes_open_end"].n[0]
	audited.gaps["agency"] = "CaseAudit does not say which episode was audited, nor who asked for it"
	switch {
	case r.index["cases_audited"].gap != "":
		audited.gap = r.index["cases_audited"].gap
	case r.index["episodes_closed"].gap == "" && audited.n[0] > open:
		audited.gap = fmt.Sprintf("the list holds %d audits of random samples and %d episodes open in the period, so that some audits are of other episodes", audited.n[0], open)
	}
}

// reReferralMeasures go with reReferralMonths.
var reReferralMeasures = [len(reReferralMonths)]string{"rereferrals_3m", "rereferrals_12m"}

// gapsOf marks measures that need rows or columns which the list does not have.
func gapsOf[T any](r *reckoner, ds []definition[T], t *table, none bool, reason string) {
	lacks := r.list.lacks
	if t == &caseAudit {
		lacks = r.list.lacksAudit
	}
	for _, d := range ds {
		m := r.index[d.measure]
		var absent []string
		for _, name := range d.columns {
			if lacks.has(t.must(name)) {
				absent = append(absent, name)
			}
		}
		switch {
		case none:
			m.gap = reason
		case len(absent) > 0:
			m.gap = "the list has no column " + strings.Join(absent, " or ")
		}
	}
}

func (r *reckoner) aggregation() Aggregation {
	var a Aggregation
	for i := range r.measures {
		m := &r.measures[i]
		if m.gap != "" {
			a.Reasons = append(a.Reasons, Reason{Measure: m.Name, Title: m.Title, Why: sentence(m.gap)})
		}
		a.Counts = append(a.Counts, m.count(returns.Total, returns.All, m.n[0], m.gap, m.gap))
		for _, s := range m.splits {
			gap := m.gaps[s.name]
			if gap != "" && m.gap == "" {
				a.Reasons = append(a.Reasons, Reason{m.Name, m.Title, s.name, sentence(gap)})
			}
			for i, category := range s.categories {
				note := ""
				if i == 0 && m.gap == "" {
					note = gap
				}
				a.Counts = append(a.Counts, m.count(s.name, category, m.n[s.from+i], m.gap+gap, note))
			}
		}
	}
	a.Reasons = append(a.Reasons, r.inexact()...)
	return a
}

// count returns one count: [x] where there is a gap, with a note that says why.
func (m *measure) count(breakdown, category string, n int, gap, note string) returns.Count {
	c := returns.Count{Sheet: m.Sheet, Measure: m.Name, Breakdown: breakdown, Category: category, N: float64(n)}
	if gap != "" {
		c.State, c.N = returns.NotAvailable, 0
	}
	if note != "" {
		c.Note = sentence(note)
	}
	return c
}

// inexact says of which measures a number is less than exact.
func (r *reckoner) inexact() (reasons []Reason) {
	if p := r.list.Period; p.End().Year > lastHolidayYear || p.Start().Year < firstHolidayYear {
		for _, name := range []string{"first_help_20wd", "outcome_told_5wd", "stepped_down_plan_10wd"} {
			if r.index[name].gap == "" {
				reasons = append(reasons, Reason{Measure: name, Title: r.index[name].Title, Why: fmt.Sprintf("Of the days that are not worked, Saturdays and Sundays alone are left out: bank holidays are known from %d to %d.", firstHolidayYear, lastHolidayYear)})
			}
		}
	}
	late := 0
	for i := range r.list.Events {
		if e := &r.list.Events[i]; e.Type == wordEarlyHelp && r.reviewDue(e) && e.LastReview > r.until(e) {
			late++
		}
	}
	if m := r.index["reviewed_12w"]; late > 0 && m.gap == "" {
		reasons = append(reasons, Reason{Measure: m.Name, Title: m.Title, Why: fmt.Sprintf("Of %d episodes the latest review is after the period, and the one before it is not on the list: they are not counted as reviewed.", late)})
	}
	return reasons
}
