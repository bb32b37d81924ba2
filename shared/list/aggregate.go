package list

import (
	"cmp"
	"fmt"
	"slices"

	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

// An Aggregation is what a list comes to: the counts of the sheets EarlyHelp
// and Referrals in the order of the return, and why any of them is [x] or less
// than exact. Every breakdown is there with every category, zeros included;
// localities are those the list names.
type Aggregation struct {
	Counts  []returns.Count
	Reasons []Reason
}

// A Reason says in a sentence why a measure is [x] or less than exact.
type Reason struct {
	Measure string `json:"measure"`
	Why     string `json:"why"`
}

// Aggregate counts a list that was accepted. The counts do not depend on the
// order of its rows. The measures:
//
//   - children_open: children with an early help episode open on at least one
//     day of the period, each once: it starts on or before the last day, and
//     has no end or ends on or after the first. Of several such episodes of a
//     child the one with the latest start_date (then the highest event_ref)
//     says the child's age, sex and everything else;
//   - episodes_started: episodes that start in the period;
//   - referrals: referrals that start in the period. Those of one child on one
//     day are one referral, and the row with the lowest event_ref describes it;
//   - referrals_professional: those whose source_agency is professional, see
//     SourceAgencies;
//   - referrals_nfa: those with outcome nfa_no_needs or nfa_advice;
//   - rereferrals_3m, rereferrals_12m: those with another referral of the child
//     in the 3 or 12 calendar months before, see countedReferrals; [x] when the
//     list does not look back far enough, see lookBackGap;
//   - referrals_with_eha: referrals from professionals with eha_attached yes;
//   - outcome_told_5wd: referrals from professionals with at most five working
//     days after start_date up to and with outcome_told_date (Monday to Friday
//     without the bank holidays of England).
//
// A list without a single row of a type says nothing about it: those measures
// are [x], not 0. The agency of an event is that of its source_agency.
func Aggregate(l *List) Aggregation {
	t := newTally(l)
	var referrals []*Event
	open := map[string]*Event{} // by child
	helped := false
	for i := range l.Events {
		e := &l.Events[i]
		switch e.Type {
		case Referral:
			referrals = append(referrals, e)
		case EarlyHelp:
			helped = true
			if l.Period.Contains(e.Start) {
				t.add("episodes_started", e)
			}
			if isOpen(e, l.Period) && decides(e, open[e.Child]) {
				open[e.Child] = e
			}
		}
	}
	for _, e := range open {
		t.add("children_open", e)
	}
	for _, r := range countedReferrals(referrals, l.Period) {
		t.addReferral(r)
	}
	if !helped {
		t.missing("the list holds no early help episodes", "children_open", "episodes_started")
	}
	if len(referrals) == 0 {
		t.missing("the list holds no referrals", "referrals", "referrals_professional", "referrals_nfa", "rereferrals_3m", "rereferrals_12m", "referrals_with_eha", "outcome_told_5wd")
	} else {
		for i, m := range reReferralMonths {
			if gap := lookBackGap(referrals, l.Period, m); gap != "" {
				t.missing(gap, reReferralMeasures[i])
			}
		}
	}
	a := t.aggregation()
	if len(referrals) > 0 && (l.Period.End().Year > lastHolidayYear || l.Period.Start().Year < firstHolidayYear) {
		a.Reasons = append(a.Reasons, Reason{"outcome_told_5wd", fmt.Sprintf("Of the days that are not worked, Saturdays and Sundays alone are left out: bank holidays are known from %d to %d.", firstHolidayYear, lastHolidayYear)})
	}
	return a
}

// reReferralMeasures go with reReferralMonths.
var reReferralMeasures = [len(reReferralMonths)]string{"rereferrals_3m", "rereferrals_12m"}

func isOpen(e *Event, p period.Period) bool {
	return !e.Start.After(p.End()) && (e.End.IsZero() || !e.End.Before(p.Start()))
}

// decides reports whether e rather than other describes their child.
func decides(e, other *Event) bool {
	return other == nil || cmp.Or(e.Start.Compare(other.Start), cmp.Compare(e.Ref, other.Ref), cmp.Compare(e.Row, other.Row)) > 0
}

func (t *tally) addReferral(r referral) {
	t.add("referrals", r.Event)
	if r.Outcome == "nfa_no_needs" || r.Outcome == "nfa_advice" {
		t.add("referrals_nfa", r.Event)
	}
	for i, is := range r.within {
		if is {
			t.add(reReferralMeasures[i], r.Event)
		}
	}
	if s, ok := sourceOf(r.Event); ok && s.Professional {
		t.add("referrals_professional", r.Event)
		if r.AssessmentSent == "yes" {
			t.add("referrals_with_eha", r.Event)
		}
		if toldInTime(r.Event) {
			t.add("outcome_told_5wd", r.Event)
		}
	}
}

func sourceOf(e *Event) (Source, bool) {
	for _, s := range sources {
		if s.Code == e.Source {
			return s, true
		}
	}
	return Source{}, false
}

// A tally counts by measure, breakdown and category.
type tally struct {
	measures   []returns.Measure
	counts     map[returns.Key]int
	reasons    map[string]string // by measure
	localities map[string]string // folded, to the spelling shown
	wanted     map[string][]string
}

func newTally(l *List) *tally {
	t := &tally{counts: map[returns.Key]int{}, reasons: map[string]string{}, localities: map[string]string{}, wanted: map[string][]string{}}
	for _, sheet := range []string{returns.EarlyHelp, returns.Referrals} {
		t.measures = append(t.measures, returns.Measures(sheet)...)
	}
	for _, m := range t.measures {
		t.wanted[m.Name] = m.Breakdowns
	}
	for i := range l.Events {
		// Of several spellings of a locality, the first of the alphabet.
		place := l.Events[i].Locality
		if shown, ok := t.localities[fold(place)]; place != "" && (!ok || place < shown) {
			t.localities[fold(place)] = place
		}
	}
	return t
}

// add counts an event in every category of a measure that it belongs to.
func (t *tally) add(measure string, e *Event) {
	t.counts[returns.Key{Measure: measure, Breakdown: returns.Total, Category: returns.All}]++
	for _, b := range t.wanted[measure] {
		if b == "need" {
			for _, need := range e.Need {
				if need != "" {
					t.counts[returns.Key{Measure: measure, Breakdown: b, Category: need}]++
				}
			}
			continue
		}
		if category := t.category(b, e); category != "" {
			t.counts[returns.Key{Measure: measure, Breakdown: b, Category: category}]++
		}
	}
}

// category returns the one category of a breakdown that an event is in.
func (t *tally) category(breakdown string, e *Event) string {
	switch breakdown {
	case "sex":
		return cmp.Or(e.Sex, notRecorded)
	case "age_band":
		return ageBand(e.Age())
	case "ethnic_group":
		if group, ok := indicator.EthnicGroup(e.Ethnicity); ok {
			return group
		}
		return notRecorded // declined as well: the return has no category for it
	case "disability":
		return cmp.Or(e.Disability, notRecorded)
	case "sen":
		return cmp.Or(e.SEN, notRecorded)
	case "agency":
		if s, ok := sourceOf(e); ok {
			return s.Agency
		}
		return notRecorded
	case "locality":
		if e.Locality == "" {
			return "" // localities are the area's own and need not add up
		}
		return t.localities[fold(e.Locality)]
	}
	return ""
}

// ageBand returns the band of the return for an age of 0 to 17.
func ageBand(age int) string {
	switch {
	case age < 5:
		return "0-4"
	case age < 10:
		return "5-9"
	case age < 16:
		return "10-15"
	}
	return "16-17"
}

// missing marks measures that the list cannot give.
func (t *tally) missing(reason string, measures ...string) {
	for _, m := range measures {
		t.reasons[m] = reason
	}
}

// counted are the measures that addReferral and Aggregate count.
var counted = []string{"children_open", "episodes_started", "referrals", "referrals_professional", "referrals_nfa", "rereferrals_3m", "rereferrals_12m", "referrals_with_eha", "outcome_told_5wd"}

func (t *tally) aggregation() Aggregation {
	var a Aggregation
	for _, m := range t.measures {
		if !slices.Contains(counted, m.Name) {
			t.missing("the list does not hold it", m.Name)
		}
		if reason := t.reasons[m.Name]; reason != "" {
			a.Reasons = append(a.Reasons, Reason{m.Name, sentence(reason)})
		}
		a.Counts = append(a.Counts, t.count(m, returns.Total, returns.All))
		for _, b := range m.Breakdowns {
			for _, category := range t.categories(b) {
				a.Counts = append(a.Counts, t.count(m, b, category))
			}
		}
	}
	return a
}

func (t *tally) count(m returns.Measure, breakdown, category string) returns.Count {
	c := returns.Count{Sheet: m.Sheet, Measure: m.Name, Breakdown: breakdown, Category: category}
	if reason := t.reasons[m.Name]; reason != "" {
		c.State = returns.NotAvailable
		if breakdown == returns.Total {
			c.Note = sentence(reason)
		}
		return c
	}
	c.N = float64(t.counts[c.Key()])
	return c
}

// categories returns the categories of a breakdown, and of localities those
// that the list names, in order of the alphabet.
func (t *tally) categories(breakdown string) []string {
	b, _ := returns.FindBreakdown(breakdown)
	if b.Kind != returns.Own {
		return b.Categories
	}
	var own []string
	for _, shown := range t.localities {
		own = append(own, shown)
	}
	slices.Sort(own)
	return own
}
