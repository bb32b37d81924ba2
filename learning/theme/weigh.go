package theme

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// weigh decides what a sentence that the rules have read is coded for, and
// its polarity. Text about the review itself stays procedural, and under a
// heading of good practice no practice theme is coded, whatever it weighs.
func (m *Model) weigh(r *reading, rules labelling, in section) labelling {
	fs := featuresOf(r, rules)
	out := m.settle(r.themes, rules, m.scores(fs), in)
	out.why = map[int][]string{}
	for _, t := range out.about {
		out.why[t] = rules.why[t]
	}
	for _, t := range out.coded {
		out.why[t] = m.because(r, fs, t, rules.why[t])
	}
	for t := range out.weak {
		out.why[t] = m.because(r, fs, t, rules.why[t])
	}
	return out
}

// settle decides from the outputs for a sentence, without saying why.
func (m *Model) settle(themes []Theme, rules labelling, scores []float64, in section) labelling {
	out := labelling{about: rules.about, polarity: rules.polarity}
	if rules.polarity == Procedural {
		return out
	}
	practice := false
	logits := likely(m.final, scores, rules)
	for t, v := range logits {
		practice = practice || themes[t].Group != About && v > m.Threshold
	}
	for t, v := range logits {
		about := themes[t].Group == About
		if in == headPraise && !about {
			continue
		}
		// School or a baby named beside a finding about something else is
		// where it happened, not what it was about: the rules know which.
		if about && practice && slices.Contains(rules.about, t) && !slices.Contains(rules.coded, t) {
			continue
		}
		if v <= m.Threshold {
			if p := 1 / (1 + math.Exp(-v)); p >= weakest {
				if out.weak == nil {
					out.weak = map[int]float64{}
				}
				out.weak[t] = p
			}
			continue
		}
		out.code(t)
	}
	out.polarity = polarityOf(stanceOf(scores), len(out.coded) > 0, practice && in != headPraise, in)
	return out
}

// code adds a theme that is coded, and so spoken of.
func (l *labelling) code(theme int) {
	add := func(to []int) []int {
		if slices.Contains(to, theme) {
			return to
		}
		out := append(slices.Clone(to), theme)
		slices.Sort(out)
		return out
	}
	l.coded, l.about = add(l.coded), add(l.about)
	delete(l.weak, theme)
}

// When several sentences of a document each half say what none says plainly,
// the document says it: if one of them is right as likely as a sentence that
// is coded alone, 1 − Π(1 − p). Chosen by cross-validation on the summaries
// of batches 9 and 10.
const (
	weakest   = 0.15 // how likely a sentence must be to count
	weakCount = 3    // how many count at most: in a long review chance makes many
)

// lift codes a theme that no sentence of a document was coded for in those
// that speak of it weakly, if they make it likely together.
func (m *Model) lift(all []labelling, themes []Theme) {
	together := 1 / (1 + math.Exp(-m.Threshold))
	for t, th := range themes {
		var at []int
		coded := false
		for i, l := range all {
			coded = coded || slices.Contains(l.coded, t)
			if l.weak[t] > 0 {
				at = append(at, i)
			}
		}
		if coded || len(at) < 2 {
			continue
		}
		slices.SortStableFunc(at, func(a, b int) int { return cmp.Compare(all[b].weak[t], all[a].weak[t]) })
		at = at[:min(len(at), weakCount)]
		none := 1.0
		for _, i := range at {
			none *= 1 - all[i].weak[t]
		}
		if 1-none <= together {
			continue
		}
		for _, i := range at {
			l := &all[i]
			if l.code(t); th.Group != About && l.polarity != Recommendation {
				l.polarity = Gap
			} else if l.polarity != Gap && l.polarity != Recommendation && l.polarity != GoodPractice {
				l.polarity = Context
			}
		}
	}
}

// polarityOf takes the likeliest stance of those that what was coded allows:
// a practice theme is coded only for a gap or a recommendation, and a
// sentence without a theme has no stance to one.
func polarityOf(stance []float64, coded, practice bool, in section) Polarity {
	allowed := []Polarity{GoodPractice, Negated, Procedural, Neutral, Trap}
	switch {
	case practice && in == headAdvice:
		allowed = []Polarity{Recommendation}
	case practice:
		allowed = []Polarity{Gap, Recommendation}
	case coded && in == headPraise, !coded && in == headPraise:
		allowed = []Polarity{GoodPractice}
	case coded:
		allowed = []Polarity{Gap, Recommendation, Context, GoodPractice}
	}
	best := slices.MaxFunc(allowed, func(a, b Polarity) int {
		return cmp.Compare(stance[slices.Index(stances, string(a))], stance[slices.Index(stances, string(b))])
	})
	if best == Trap {
		return Neutral
	}
	return best
}

// maxWhy is how many words or phrases say why, at most: a reader takes in no
// more.
const maxWhy = 4

// because returns the words that decided a theme: those of the rules first,
// then the words that weighed most for it, in the order of the sentence. A
// feature's weight is shared by the words that show it.
func (m *Model) because(r *reading, fs []feature, theme int, rules []string) []string {
	out := slices.Clone(rules)
	if len(out) >= maxWhy-1 {
		return out
	}
	weight := make([]float64, len(r.toks))
	entries := func(i int) int { return m.features[fs[i].name].seen }
	for i, v := range values(fs, m.Sentences, entries) {
		f := fs[i]
		if f.a < 0 {
			continue
		}
		for _, w := range m.features[f.name].weights {
			if w.output != theme {
				continue
			}
			if f.b < 0 || f.b == f.a {
				weight[f.a] += v * w.w
			} else {
				weight[f.a] += v * w.w / 2
				weight[f.b] += v * w.w / 2
			}
		}
	}
	var at []int
	for i, t := range r.toks {
		said := slices.ContainsFunc(rules, func(s string) bool { return slices.Contains(strings.Fields(s), r.text[t.start:t.end]) })
		if weight[i] > 0 && !stop[t.word] && !said {
			at = append(at, i)
		}
	}
	slices.SortStableFunc(at, func(a, b int) int { return cmp.Compare(weight[b], weight[a]) })
	at = at[:min(len(at), maxWhy-1-len(out))]
	slices.Sort(at)
	for _, i := range at {
		if word := r.text[r.toks[i].start:r.toks[i].end]; !slices.Contains(out, word) {
			out = append(out, word)
		}
	}
	return out
}
