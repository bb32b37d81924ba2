package demo

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"earlyhelp/shared/period"
	"earlyhelp/shared/published"
	"earlyhelp/shared/returns"
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
	}
}

// totals returns the area's count for every measure of the return in a
// period. year is DfE's published row for 2024-25 and population that of
// children aged 0 to 17.
func totals(dfe string, p period.Period, year published.Row, population int) map[string]int {
	prof := newProfile(dfe)
	r := newRand("totals", dfe, p.String())
	t := map[string]int{}
	if p.Kind() == period.FinancialYear {
		t["referrals"] = known(r, year.Referrals)
		t["rereferrals_12m"] = min(known(r, year.ReReferrals), t["referrals"])
		t["referrals_nfa"] = min(known(r, year.NFA), t["referrals"])
	} else {
		age := float64(2*(p.Start().Year-2024)) + float64(p.Start().Month)/6 // in half years since 2024 began
		t["referrals"] = around(r, float64(year.Referrals.N)/4)
		again := float64(year.ReReferrals.N) / math.Max(1, float64(year.Referrals.N)) * math.Pow(prof.trend, age/2-1)
		t["rereferrals_12m"] = binomial(r, t["referrals"], between(0, again, 0.8))
		closed := float64(year.NFA.N) / math.Max(1, float64(year.Referrals.N))
		t["referrals_nfa"] = binomial(r, t["referrals"], between(0, closed, 0.8))
	}
	t["rereferrals_3m"] = binomial(r, t["rereferrals_12m"], prof.within3)
	t["referrals_professional"] = binomial(r, t["referrals"], prof.professional)
	t["referrals_with_eha"] = binomial(r, t["referrals_professional"], prof.withEHA)
	t["outcome_told_5wd"] = binomial(r, t["referrals_professional"], prof.told)

	open, starts := prof.reach, prof.starts
	if p.Kind() == period.Quarter { // an episode lasts some four months, so a quarter sees over half of a year's children
		open, starts = 0.56*open, 0.25*starts/0.56
	}
	t["children_open"] = min(around(r, open*float64(population)), population)
	t["episodes_started"] = binomial(r, t["children_open"], between(0, starts, 1))
	t["headcount_needing_training"] = max(12, around(r, float64(population)/110))
	t["trained_24m"] = binomial(r, t["headcount_needing_training"], prof.trained)
	t["trained_reluctant_families"] = binomial(r, t["headcount_needing_training"], prof.reluctant)
	return t
}

// known returns the published count, or a made-up one of 1 to 5 where it was
// suppressed.
func known(r *rand.Rand, v published.Value) int {
	if !v.OK() {
		return 1 + r.IntN(5)
	}
	return v.N
}

// binomial returns about n*p of n: a rounded normal with the binomial's
// variance, kept within 0 and n.
func binomial(r *rand.Rand, n int, p float64) int {
	mean := float64(n) * p
	x := math.Round(mean + math.Sqrt(mean*(1-p))*r.NormFloat64())
	return int(between(0, x, float64(n)))
}

// weights are the made-up shares of each category in a breakdown, in percent.
// One that is not listed weighs 1.
var weights = map[string]float64{
	"sex female": 47, "sex male": 51,
	"age_band 0-4": 30, "age_band 5-9": 28, "age_band 10-15": 31, "age_band 16-17": 11,
	"ethnic_group white": 70, "ethnic_group mixed": 9, "ethnic_group asian": 9, "ethnic_group black": 7, "ethnic_group other": 3, "ethnic_group not recorded": 2,
	"disability no": 86, "disability yes": 9, "disability not recorded": 5,
	"sen no": 74, "sen yes": 20, "sen not recorded": 6,
	"agency local authority": 22, "agency health": 18, "agency police": 26, "agency school": 22, "agency early years": 3, "agency voluntary": 4, "agency other": 4,
	"need parental substance misuse": 17, "need parental mental ill health": 32, "need domestic abuse": 39, "need neglect": 20, "need young carer": 4, "need anti-social behaviour": 8,
}

// counts lays out an area's return: every measure, and every breakdown that
// the workbook has rows for. A numerator is within its denominator in every
// category, too.
func counts(dfe string, p period.Period, totals map[string]int) []returns.Count {
	r := newRand("parts", dfe, p.String())
	wholes := map[string]string{}
	for _, pair := range returns.Pairs() {
		wholes[pair.Part] = pair.Whole
	}
	parts := map[returns.Key]int{}
	var out []returns.Count
	for _, m := range inOrder(returns.Measures(""), wholes) {
		total := totals[m.Name]
		if m.Sheet != returns.Workforce { // there the total is the sum of the agencies
			out = append(out, returns.Count{Sheet: m.Sheet, Measure: m.Name, Breakdown: returns.Total, Category: returns.All, N: float64(total)})
		}
		for _, name := range m.Breakdowns {
			b, _ := returns.FindBreakdown(name)
			if b.Kind == returns.Own {
				continue // the area's own list; the demonstration has none
			}
			categories := b.Categories
			if m.Sheet == returns.Workforce {
				categories = returns.Agencies()
			}
			in := part{total: total, share: 1}
			if whole := wholes[m.Name]; whole != "" {
				in.share = float64(total) / math.Max(1, float64(totals[whole]))
				for _, c := range categories {
					if n, ok := parts[returns.Key{Measure: whole, Breakdown: name, Category: c}]; ok {
						in.caps = append(in.caps, n)
					}
				}
			}
			for i, n := range split(r, in, b, categories) {
				k := returns.Key{Measure: m.Name, Breakdown: name, Category: categories[i]}
				parts[k] = n
				out = append(out, returns.Count{Sheet: m.Sheet, Measure: k.Measure, Breakdown: k.Breakdown, Category: k.Category, N: float64(n)})
			}
		}
	}
	return out
}

// A part is a total to be split. caps are the parts of the measure that it
// lies within (nil: of none, or of one that is not broken down so), share how
// much of that measure it is.
type part struct {
	total int
	share float64
	caps  []int
}

// split divides a total over the categories of a breakdown.
func split(r *rand.Rand, in part, b returns.Breakdown, categories []string) []int {
	w := make([]float64, len(categories))
	for i, c := range categories {
		w[i] = max(weights[b.Name+" "+c], 1)
		if in.caps != nil {
			w[i] = float64(in.caps[i])
		}
	}
	if b.Kind != returns.Overlapping {
		return share(in.total, jitter(r, w, 0.15), in.caps)
	}
	out := make([]int, len(categories))
	for i := range out {
		if in.caps != nil {
			out[i] = min(binomial(r, in.caps[i], in.share), in.total)
		} else {
			out[i] = binomial(r, in.total, between(0.005, w[i]/100*math.Exp(0.25*r.NormFloat64()), 0.9))
		}
	}
	return out
}

// inOrder returns the measures such that each comes after the one that it
// lies within.
func inOrder(measures []returns.Measure, wholes map[string]string) []returns.Measure {
	depth := func(m returns.Measure) int {
		n := 0
		for w := wholes[m.Name]; w != ""; w = wholes[w] {
			n++
		}
		return n
	}
	out := slices.Clone(measures)
	slices.SortStableFunc(out, func(a, b returns.Measure) int { return cmp.Compare(depth(a), depth(b)) })
	return out
}
