package theme

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"testing"
)

// A measure is what score.py measures, over sentences.
type measure struct {
	tally
	hard, wrong int
	polarity    int
	total       int
}

func (m *measure) add(want Labelled, got labelling) {
	var ids []string
	for _, t := range got.coded {
		ids = append(ids, standard().themes[t].ID)
	}
	m.tally.add(want.Themes, nil, ids)
	if len(want.Themes) == 0 && want.Polarity != string(Neutral) {
		m.hard++
		if len(ids) > 0 {
			m.wrong++
		}
	}
	m.total++
	if string(got.polarity) == want.Polarity || want.Polarity == Trap && got.polarity == Neutral {
		m.polarity++
	}
}

func (m *measure) log(t *testing.T, name string) {
	t.Logf("%-22s precision %.3f recall %.3f F1 %.3f, hard negatives wrong %.3f, polarity right %.3f", name, m.precision(), m.recall(), m.f1(), ratio(m.wrong, m.hard), ratio(m.polarity, m.total))
}

// summaries parts the batches of whole invented reviews into reviews: one
// begins where the case is told after advice, praise or process.
func summaries(ss []sample) [][]int {
	var out [][]int
	for i, s := range ss {
		if s.Batch != 9 && s.Batch != 10 {
			continue
		}
		begins := len(out) == 0 || ss[i-1].Batch != s.Batch ||
			s.Polarity == string(Context) && !slices.Contains([]string{string(Gap), string(Neutral), string(Context)}, ss[i-1].Polarity) && len(out[len(out)-1]) > 8
		if begins {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], i)
	}
	return out
}

// crossLabels labels each sample by weights, second step and threshold that
// did not learn from its fold. Only the scores that the second step learns
// from came of models that had seen the fold.
func crossLabels(ss []sample, folds, turns int) []labelling {
	crossScore(ss, folds, turns)
	out := make([]labelling, len(ss))
	for fold := range folds {
		var rest []sample
		for _, s := range ss {
			if s.Batch%folds != fold {
				rest = append(rest, s)
			}
		}
		m := &Model{final: fitFinal(rest)}
		m.Threshold = bestThreshold(rest, m.final)
		for i, s := range ss {
			if s.Batch%folds == fold {
				out[i] = m.settle(standard().themes, s.rules, s.scores, "")
			}
		}
	}
	return out
}

// documentTally measures on whole invented reviews; weights is false for the
// rules alone.
func documentTally(ss []sample, got []labelling, weights bool) tally {
	var out tally
	for _, doc := range summaries(ss) {
		ls := make([]labelling, len(doc))
		var want, have []string
		for k, i := range doc {
			ls[k] = got[i]
			want = append(want, ss[i].Themes...)
		}
		if weights {
			standardModel().lift(ls, standard().themes)
		}
		for _, l := range ls {
			for _, t := range l.coded {
				have = append(have, standard().themes[t].ID)
			}
		}
		out.add(slices.Compact(sorted(want)), nil, slices.Compact(sorted(have)))
	}
	return out
}

// TestCrossValidation measures on sentences that the weights did not learn
// from. With THEMES_FULL set every batch is left out in turn and all is told
// by batch and theme, else a third of the batches at a time.
func TestCrossValidation(t *testing.T) {
	ss := samplesOf(ourSentences(t))
	folds, turns := 3, 10
	full := os.Getenv("THEMES_FULL") != ""
	if full {
		folds, turns = 12, trainTurns
	}
	got := crossLabels(ss, folds, turns)
	rulesOnly := make([]labelling, len(ss))
	var all, rules, near, hard measure
	perBatch, perTheme := map[int]*measure{}, make([]tally, len(standard().themes))
	for i, s := range ss {
		rulesOnly[i] = s.rules
		all.add(s.Labelled, got[i])
		rules.add(s.Labelled, s.rules)
		if perBatch[s.Batch] == nil {
			perBatch[s.Batch] = &measure{}
		}
		perBatch[s.Batch].add(s.Labelled, got[i])
		switch {
		case s.Batch == 9 || s.Batch == 10:
			near.add(s.Labelled, got[i])
		case hardBatches[s.Batch]:
			hard.add(s.Labelled, got[i])
		}
		for k, th := range standard().themes {
			has, says := slices.Contains(s.Themes, th.ID), slices.Contains(got[i].coded, k)
			perTheme[k].count(has, says)
		}
	}
	rules.log(t, "rules alone")
	all.log(t, "rules and weights")
	near.log(t, "invented reviews")
	hard.log(t, "batches made hard")
	was, now := documentTally(ss, rulesOnly, false), documentTally(ss, got, true)
	t.Logf("documents, rules alone: precision %.3f recall %.3f F1 %.3f", was.precision(), was.recall(), was.f1())
	t.Logf("documents:              precision %.3f recall %.3f F1 %.3f", now.precision(), now.recall(), now.f1())
	if full {
		for b := range len(perBatch) {
			perBatch[b+1].log(t, fmt.Sprint("batch ", b+1))
		}
		for k, th := range standard().themes {
			t.Logf("%-30s right %3d extra %3d missed %3d", th.ID, perTheme[k].right, perTheme[k].extra, perTheme[k].missed)
		}
	}
	// Floors a little under what was reached with a third left out on 22
	// November 2026. Our sentences are made to be hard: on reviews as they
	// are published all figures are higher. F0.5 counts precision twice.
	if all.f1() < 0.46 || all.precision() < 0.60 || near.f1() < 0.49 || now.f1() < 0.65 || ratio(all.wrong, all.hard) > 0.28 {
		t.Error("below the floors: F1 0.46, precision 0.60, invented reviews F1 0.49, documents F1 0.65, hard negatives wrong 0.28")
	}
	if all.fHalf() < rules.fHalf() || near.fHalf() < 0.57 {
		t.Errorf("the weights make the rules worse: F0.5 %.3f, rules %.3f, invented reviews %.3f (0.57)", all.fHalf(), rules.fHalf(), near.fHalf())
	}
}

// fHalf is F0.5 = 1.25PR / (0.25P + R): van Rijsbergen, Information
// Retrieval, 1979, chapter 7.
func (t tally) fHalf() float64 {
	return ratio(5*t.right, 5*t.right+t.missed+4*t.extra)
}

func (t *tally) count(has, says bool) {
	switch {
	case has && says:
		t.right++
	case says:
		t.extra++
	case has:
		t.missed++
	}
}

// TestLearningCurve tells what more sentences bring, with THEMES_CURVE set:
// batches 9 and 10 labelled by what was learned from more and more of the
// others.
func TestLearningCurve(t *testing.T) {
	if os.Getenv("THEMES_CURVE") == "" {
		t.Skip("set THEMES_CURVE to measure what each five hundred sentences bring")
	}
	var learn, try []sample
	for _, s := range samplesOf(ourSentences(t)) {
		if s.Batch == 9 || s.Batch == 10 {
			try = append(try, s)
		} else {
			learn = append(learn, s)
		}
	}
	// Spread over the batches, so that each size has of every manner.
	slices.SortStableFunc(learn, func(a, b sample) int { return cmp.Compare(len(a.Text)*7919%1009, len(b.Text)*7919%1009) })
	for n := 500; ; n += 500 {
		n = min(n, len(learn))
		part := slices.Clone(learn[:n])
		crossScore(part, trainFolds, trainTurns)
		m := fitFirst(part, trainTurns)
		m.final = fitFinal(part)
		m.Threshold = bestThreshold(part, m.final)
		var got measure
		for _, s := range try {
			got.add(s.Labelled, m.settle(standard().themes, s.rules, m.scores(s.features), ""))
		}
		got.log(t, fmt.Sprint(n, " sentences"))
		if n == len(learn) {
			return
		}
	}
}
