package demo

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"

	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

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
	"setting_type maintained nursery school": 2, "setting_type maintained primary school": 45, "setting_type primary academy": 30,
	"setting_type maintained secondary school": 4, "setting_type secondary academy": 11, "setting_type maintained special school": 3, "setting_type special academy": 2,
	"setting_type independent school": 9, "setting_type nursery or pre-school": 82, "setting_type childminder": 90,
}

// splitInFull are the measures of the long sheets that the demonstration gives
// in every way; of the others it gives the total.
var splitInFull = []string{
	"children_open", "episodes_started", "referrals", "referrals_professional", "referrals_nfa", "rereferrals_3m", "rereferrals_12m", "referrals_with_eha", "outcome_told_5wd",
}

// counts lays out an area's return: every measure, with the breakdowns that
// the demonstration gives and [x] in the first row of the others. A numerator
// is within its denominator in every category, too.
func counts(dfe string, p period.Period, totals map[string]float64) []returns.Count {
	r := newRand("parts", dfe, p.String())
	laid := map[returns.Key]float64{}
	var out []returns.Count
	add := func(m returns.Measure, breakdown, category string, n float64) {
		laid[returns.Key{Measure: m.Name, Breakdown: breakdown, Category: category}] = n
		out = append(out, returns.Count{Sheet: m.Sheet, Measure: m.Name, Breakdown: breakdown, Category: category, N: n})
	}
	for _, m := range inOrder() {
		total := totals[m.Name]
		for _, all := range m.Categories(returns.Total) { // none where the total is the sum of the rows
			add(m, returns.Total, all, total)
		}
		full := m.Sheet != returns.EarlyHelp && m.Sheet != returns.Referrals && m.Sheet != returns.Audit && !strings.HasPrefix(m.Name, "right_time")
		for _, name := range m.Breakdowns {
			b, _ := returns.FindBreakdown(name)
			categories := m.Categories(name)
			switch {
			case len(categories) == 0: // the area's own list; the demonstration has none
			case full || slices.Contains(splitInFull, m.Name):
				in := part{total: total, share: 1, decimals: m.Decimals}
				if whole := wholes()[m.Name]; whole != "" {
					in.share = total / math.Max(1, totals[whole])
					in.caps = caps(laid, m.Name, whole, name, categories)
				}
				for i, n := range split(r, in, b, categories) {
					add(m, name, categories[i], n)
				}
			default:
				out = append(out, returns.Count{Sheet: m.Sheet, Measure: m.Name, Breakdown: name, Category: categories[0], State: returns.NotAvailable})
			}
		}
	}
	return out
}

// facts answers the questions about the partnership: one in six has audited
// its thresholds, as two of the twelve areas inspected in 2014 had, and one in
// four has evaluated its strategy.
func facts(dfe string, p period.Period) []returns.Fact {
	var out []returns.Fact
	for _, k := range returns.Facts() {
		yes := 0.17
		if k.Name == "strategy_evaluated" {
			yes = 0.25
		}
		f := returns.Fact{Name: k.Name, Answer: returns.No}
		switch x := newRand("fact", dfe, k.Name).Float64(); {
		case x < yes:
			f.Answer, f.Date = returns.Yes, p.End().AddDays(-40)
		case x < yes+0.2:
			f.Answer, f.Date = returns.Planned, p.End().AddDays(120)
		}
		out = append(out, f)
	}
	return out
}

// caps returns how large each part of a measure may be: as large as the part
// of what it lies within, less those who gave the other answer; nil where that
// is not split.
func caps(laid map[returns.Key]float64, measure, whole, breakdown string, categories []string) []int {
	var all []int
	agree, isUnsure := unsure(measure)
	for _, c := range categories {
		n, ok := laid[returns.Key{Measure: whole, Breakdown: breakdown, Category: c}]
		if !ok {
			return nil
		}
		if isUnsure {
			n -= laid[returns.Key{Measure: agree, Breakdown: breakdown, Category: c}]
		}
		all = append(all, int(n))
	}
	return all
}

// unsure reports whether a measure counts those who are unsure, and names the
// one that counts those who agree.
func unsure(measure string) (agree string, ok bool) {
	question, ok := strings.CutSuffix(measure, "_unsure")
	return question + "_agree", ok
}

// A part is a total to be split. caps are how large each part may be (nil: as
// large as the total), share how much of the measure that it lies within it
// is.
type part struct {
	total    float64
	share    float64
	caps     []int
	decimals bool
}

// split divides a total over the categories of a breakdown.
func split(r *rand.Rand, in part, b returns.Breakdown, categories []string) []float64 {
	w := make([]float64, len(categories))
	for i, c := range categories {
		w[i] = max(weights[b.Name+" "+c], 1)
		if in.caps != nil {
			w[i] = float64(in.caps[i])
		}
	}
	out := make([]float64, len(categories))
	if b.Kind != returns.Overlapping {
		unit := 1.0
		if in.decimals {
			unit = 0.5
		}
		for i, n := range share(int(in.total/unit), jitter(r, w, 0.06), in.caps) {
			out[i] = unit * float64(n)
		}
		return out
	}
	for i := range out {
		if in.caps != nil {
			out[i] = math.Min(float64(binomial(r, in.caps[i], in.share)), in.total)
		} else {
			out[i] = float64(binomial(r, int(in.total), between(0.005, w[i]/100*math.Exp(0.25*r.NormFloat64()), 0.9)))
		}
	}
	return out
}

// binomial returns about n*p of n: a rounded normal with the binomial's
// variance, kept within 0 and n.
func binomial(r *rand.Rand, n int, p float64) int {
	mean := float64(n) * p
	x := math.Round(mean + math.Sqrt(mean*(1-p))*r.NormFloat64())
	return int(between(0, x, float64(n)))
}

// wholes returns, by measure, what it is a part of.
var wholes = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	for _, pair := range returns.Pairs() {
		out[pair.Part] = pair.Whole
	}
	return out
})

// inOrder returns the measures such that each comes after the one that it
// lies within.
var inOrder = sync.OnceValue(func() []returns.Measure {
	w := wholes()
	depth := func(m returns.Measure) int {
		n := 0
		for whole := w[m.Name]; whole != ""; whole = w[whole] {
			n++
		}
		return n
	}
	out := returns.Measures("")
	slices.SortStableFunc(out, func(a, b returns.Measure) int { return cmp.Compare(depth(a), depth(b)) })
	return out
})
