package demo

import (
	"math"
	"math/rand/v2"

	"earlyhelp/shared/period"
	"earlyhelp/shared/published"
	"earlyhelp/shared/returns"
)

// totals returns the area's count for every measure of the return in a
// period. year is DfE's published row for 2024-25 and population that of
// children aged 0 to 17.
func totals(dfe string, p period.Period, year published.Row, population int) map[string]float64 {
	prof := newProfile(dfe)
	t := map[string]float64{}
	// Each figure has a source of its own, so that one more measure changes no
	// other.
	rng := func(measure string) *rand.Rand { return newRand("total", dfe, p.String(), measure) }
	near := func(measure string, mean float64) { t[measure] = steady(rng(measure), mean) }
	of := func(measure, whole string, share float64) {
		t[measure] = math.Min(steady(rng(measure), t[whole]*share), t[whole])
	}
	quarters := 4.0 // how many the period has
	if p.Kind() == period.Quarter {
		quarters = 1
	}
	referrals(t, rng, p, prof, year)
	of("referrals_professional", "referrals", prof.professional)
	of("referrals_with_eha", "referrals_professional", prof.withEHA)
	of("outcome_told_5wd", "referrals_professional", prof.told)
	near("assessments_no_statutory_need", 0.24*t["referrals"])
	near("stepped_down", 0.055*t["referrals"])

	open, starts, still := prof.reach, prof.starts, 0.24
	if p.Kind() == period.Quarter { // an episode lasts some four months, so a quarter sees over half of a year's children
		open, starts, still = 0.56*open, 0.25*starts/0.56, 0.43
	}
	near("children_open", math.Min(open, 0.9)*float64(population))
	of("episodes_started", "children_open", between(0, starts, 1))
	near("episodes_closed", prof.closed*t["episodes_started"])
	near("episodes_open_end", still*t["children_open"])
	near("offers_declined_or_lost", 0.16*t["episodes_started"])
	near("reviews_due", 0.75*t["episodes_open_end"])
	t["episodes_open"] = t["episodes_closed"] + t["episodes_open_end"] // made by the reader

	near("cases_audited", prof.audited*(0.1+0.9*quarters))
	near("reviews_audited", 0.7*t["cases_audited"])
	near("audits_done", 1.25*t["cases_audited"])
	near("closed_referrals_audited", 0.8*t["cases_audited"])
	near("stepped_up_audited", 0.35*t["cases_audited"])

	staff := math.Max(12, float64(population)/110)
	near("headcount_needing_training", staff)
	of("trained_24m", "headcount_needing_training", prof.trained)
	of("trained_reluctant_families", "headcount_needing_training", prof.reluctant)
	of("practitioners_holding_cases", "headcount_needing_training", 0.34)
	t["wte"] = math.Max(1, math.Round(2*0.8*t["practitioners_holding_cases"])/2)
	near("open_cases", prof.caseload*t["wte"])
	near("courses_run", quarters*math.Max(3, staff/45))

	t["seats_expected"] = 7 * 2 * quarters * math.Round(1+prof.answers/150)
	near("front_door_meetings", math.Max(20*quarters, 0.05*t["referrals"]))
	near("settings", math.Max(20, float64(population)/155))
	near("notifications_sent", quarters*float64(population)/190)
	near("access_expected", math.Max(14, float64(population)/1400))
	near("services_listed", math.Max(30, 60+float64(population)/420))
	for _, q := range returns.Questions() {
		mean := prof.answers
		if q.Families {
			mean = math.Max(12, prof.answers*0.7)
		}
		near(q.Name+"_responses", mean)
	}
	parts(t, dfe, rng)
	return t
}

// referrals fills in what DfE publishes of a year, and a quarter of it for a
// quarter.
func referrals(t map[string]float64, rng func(string) *rand.Rand, p period.Period, prof profile, year published.Row) {
	if p.Kind() == period.FinancialYear {
		t["referrals"] = known(rng("referrals"), year.Referrals)
		t["rereferrals_12m"] = math.Min(known(rng("rereferrals_12m"), year.ReReferrals), t["referrals"])
		t["referrals_nfa"] = math.Min(known(rng("referrals_nfa"), year.NFA), t["referrals"])
	} else {
		age := float64(2*(p.Start().Year-2024)) + float64(p.Start().Month)/6 // in half years since 2024 began
		t["referrals"] = steady(rng("referrals"), float64(year.Referrals.N)/4)
		whole := math.Max(1, float64(year.Referrals.N))
		again := float64(year.ReReferrals.N) / whole * math.Pow(prof.trend, age/2-1)
		t["rereferrals_12m"] = math.Min(steady(rng("rereferrals_12m"), t["referrals"]*between(0, again, 0.8)), t["referrals"])
		t["referrals_nfa"] = math.Min(steady(rng("referrals_nfa"), t["referrals"]*between(0, float64(year.NFA.N)/whole, 0.8)), t["referrals"])
	}
	t["rereferrals_3m"] = math.Min(steady(rng("rereferrals_3m"), t["rereferrals_12m"]*prof.within3), t["rereferrals_12m"])
}

// parts fills in the measures that are a share of another and not there yet.
func parts(t map[string]float64, dfe string, rng func(string) *rand.Rand) {
	var fill func(measure string) float64
	fill = func(measure string) float64 {
		if n, there := t[measure]; there {
			return n
		}
		whole := fill(wholes()[measure])
		most := whole
		switch measure {
		case "plan_deficient": // a plan that is found wanting is not effective
			most -= fill("plan_effective")
		case "no_plan":
			t[measure] = whole - fill("plans_audited")
			return t[measure]
		case "not_both_parents":
			t[measure] = whole - fill("both_parents_included")
			return t[measure]
		}
		if agree, ok := unsure(measure); ok {
			most -= fill(agree)
		}
		t[measure] = math.Min(steady(rng(measure), whole*areaShare(dfe, measure)), most)
		return t[measure]
	}
	for measure := range wholes() {
		fill(measure)
	}
}

// known returns the published count, or a made-up one of 1 to 5 where it was
// suppressed.
func known(r *rand.Rand, v published.Value) float64 {
	if !v.OK() {
		return float64(1 + r.IntN(5))
	}
	return float64(v.N)
}
