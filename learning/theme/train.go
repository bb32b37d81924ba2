package theme

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
)

// What training is told; chosen by cross-validation over the batches.
const (
	cost       = 2.0 // of an error, against the size of the weights
	costCoded  = 3.0 // how much more it costs to miss a theme
	minSeen    = 2   // sentences a feature must be in
	trainTurns = 25  // of logistic
	trainFolds = 6   // for the scores that the second step learns from
)

// DataHash names what a model learns from: the sentences, the rules and
// codebook, and the lexicon. The first 16 hexadecimal digits of a SHA-256.
func DataHash(all []Labelled) string {
	h := sha256.New()
	io.WriteString(h, Version()+"\n"+lexiconText)
	for _, l := range all {
		fmt.Fprintf(h, "%d|%s|%s|%s|%s\n", l.Batch, l.Polarity, strings.Join(l.Themes, ","), strings.Join(l.About, ","), l.Text)
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}

// A sample is a labelled sentence with its features.
type sample struct {
	Labelled
	features []feature
	rules    labelling
	scores   []float64 // from a model that did not learn from it
}

func samplesOf(all []Labelled) []sample {
	out := make([]sample, len(all))
	for i, l := range all {
		r, rules := standard().read(l.Text, "")
		out[i] = sample{Labelled: l, features: featuresOf(r, rules), rules: rules}
	}
	return out
}

// Train learns a model from labelled sentences. Equal sentences give an equal
// model, on every machine.
func Train(all []Labelled) *Model {
	ss := samplesOf(all)
	crossScore(ss, trainFolds, trainTurns)
	m := fitFirst(ss, trainTurns)
	m.Data = DataHash(all)
	m.final = fitFinal(ss)
	m.Threshold = bestThreshold(ss, m.final)
	return m
}

// crossScore gives each sample the scores of a model learned from the other
// folds; a fold is whole batches.
func crossScore(ss []sample, folds, turns int) {
	for fold := range folds {
		var rest []sample
		for _, s := range ss {
			if s.Batch%folds != fold {
				rest = append(rest, s)
			}
		}
		m := fitFirst(rest, turns)
		for i := range ss {
			if ss[i].Batch%folds == fold {
				ss[i].scores = m.scores(ss[i].features)
			}
		}
	}
}

// fitFirst learns the outputs for themes and stances.
func fitFirst(ss []sample, turns int) *Model {
	m := &Model{Sentences: len(ss), features: map[string]known{}}
	seen := map[string]int{}
	for _, s := range ss {
		for _, f := range s.features {
			seen[f.name]++
		}
	}
	number := map[string]int32{}
	var names []string
	xs := make([]vector, len(ss))
	for i, s := range ss {
		for k, v := range values(s.features, len(ss), func(k int) int { return seen[s.features[k].name] }) {
			name := s.features[k].name
			if seen[name] < minSeen {
				continue
			}
			n, ok := number[name]
			if !ok {
				n = int32(len(names))
				number[name] = n
				names = append(names, name)
			}
			xs[i].at, xs[i].val = append(xs[i].at, n), append(xs[i].val, v)
		}
	}
	for _, n := range names {
		m.features[n] = known{seen: seen[n]}
	}
	themes := standard().themes
	y, c := make([]bool, len(ss)), make([]float64, len(ss))
	for o := range len(themes) + len(stances) {
		for i, s := range ss {
			c[i] = cost
			if o >= len(themes) {
				y[i] = s.Polarity == stances[o-len(themes)]
			} else if y[i] = slices.Contains(s.Themes, themes[o].ID) || s.Polarity != Trap && slices.Contains(s.About, themes[o].ID); y[i] {
				c[i] = cost * costCoded
			}
		}
		m.quantise(o, names, logistic(xs, y, c, len(names), turns))
	}
	return m
}

// quantise keeps weights as whole numbers from -127 to 127 of a scale that
// fits the largest, as the file holds them.
func (m *Model) quantise(output int, names []string, w []float64) {
	largest := 1e-9
	for _, v := range w {
		largest = max(largest, math.Abs(v))
	}
	scale := roundTo(largest/127, 6)
	m.scale = append(m.scale, scale)
	for i, v := range w {
		if q := math.Round(v / scale); q != 0 {
			k := m.features[names[i]]
			k.weights = append(k.weights, weighting{output, q * scale})
			m.features[names[i]] = k
		}
	}
}

func roundTo(v float64, digits int) float64 {
	p := math.Pow10(digits)
	return max(math.Round(v*p), 1) / p
}
