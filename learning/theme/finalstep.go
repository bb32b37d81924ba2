package theme

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// hardBatches were written to be hard: near misses (7), mixed stance (8) and
// themes without their usual words (12). Their words are learned from; how far
// to trust the rules and where to draw the line is not, since reviews are not
// made of such sentences.
var hardBatches = map[int]bool{7: true, 8: true, 12: true}

// fitFinal learns the second step from scores that were made without the
// sentence itself: for the themes of practice, and for those of context.
func fitFinal(ss []sample) [2][]float64 {
	var out [2][]float64
	for side := range out {
		var xs []vector
		var y []bool
		for _, s := range ss {
			if hardBatches[s.Batch] {
				continue
			}
			stance := stanceOf(s.scores)
			for t, th := range standard().themes {
				if (th.Group == About) != (side == 1) {
					continue
				}
				x := vector{val: finalFeatures(s.scores[t], s.rules, t, stance)}
				for k := range x.val {
					x.at = append(x.at, int32(k))
				}
				xs, y = append(xs, x), append(y, slices.Contains(s.Themes, th.ID))
			}
		}
		out[side] = newtonLogistic(xs, y, len(xs[0].val))
		for k, w := range out[side] {
			out[side][k] = math.Round(w*1e4) / 1e4
		}
	}
	return out
}

// newtonLogistic minimises what logistic does with c = 1, for few features
// and many examples: Newton's method, each step solved by Gaussian
// elimination.
func newtonLogistic(xs []vector, y []bool, size int) []float64 {
	w := make([]float64, size)
	for range 25 {
		h := make([][]float64, size) // the last column is the gradient
		for i := range h {
			h[i] = make([]float64, size+1)
			h[i][i], h[i][size] = 1, w[i]
		}
		for k, x := range xs {
			p := 1 / (1 + math.Exp(-x.dot(w)))
			d := p
			if y[k] {
				d = p - 1
			}
			for i, a := range x.val {
				h[i][size] += float64(d * a)
				for j := range i + 1 {
					h[i][j] += float64(p * (1 - p) * a * x.val[j])
				}
			}
		}
		for i := range h {
			for j := range i {
				h[j][i] = h[i][j]
			}
		}
		step := solve(h)
		largest := 0.0
		for i := range w {
			w[i] -= step[i]
			largest = max(largest, math.Abs(step[i]))
		}
		if largest < 1e-7 {
			break
		}
	}
	return w
}

// solve returns x of Ax = b by Gaussian elimination; rows are A and then b.
// A is positive definite, so it needs no pivots.
func solve(rows [][]float64) []float64 {
	n := len(rows)
	for i := range rows {
		for k := i + 1; k < n; k++ {
			f := rows[k][i] / rows[i][i]
			for j := i; j <= n; j++ {
				rows[k][j] -= float64(f * rows[i][j])
			}
		}
	}
	x := make([]float64, n)
	for i := n - 1; i >= 0; i-- {
		x[i] = rows[i][n]
		for j := i + 1; j < n; j++ {
			x[i] -= float64(rows[i][j] * x[j])
		}
		x[i] /= rows[i][i]
	}
	return x
}

// likely is the logit of how likely each theme is coded, by the second step.
func likely(final [2][]float64, scores []float64, rules labelling) []float64 {
	stance := stanceOf(scores)
	themes := standard().themes
	out := make([]float64, len(themes))
	for t, th := range themes {
		side := 0
		if th.Group == About {
			side = 1
		}
		for k, v := range finalFeatures(scores[t], rules, t, stance) {
			out[t] += float64(v * final[side][k])
		}
	}
	return out
}

// bestThreshold tries logits from -2 to 2 and takes the highest whose F1 is
// within 0.02 of the best: so much of it is worth precision, since a finding
// that is not there harms more than one that is missed.
func bestThreshold(ss []sample, final [2][]float64) float64 {
	var right, given [41]int
	want := 0
	for _, s := range ss {
		if hardBatches[s.Batch] {
			continue
		}
		want += len(s.Themes)
		for t, v := range likely(final, s.scores, s.rules) {
			coded := slices.Contains(s.Themes, standard().themes[t].ID)
			for k := range right {
				if v > float64(k-20)/10 {
					given[k]++
					if coded {
						right[k]++
					}
				}
			}
		}
	}
	f1 := func(k int) float64 { return 2 * float64(right[k]) / float64(want+given[k]) }
	best, at := 0.0, 0
	for k := range right {
		best = max(best, f1(k))
	}
	for k := range right {
		if f1(k) >= best-0.02 {
			at = k
		}
	}
	return float64(at-20) / 10
}

// Text is the model as model.txt holds it.
func (m *Model) Text() string {
	var b strings.Builder
	line := func(fields ...string) { b.WriteString(strings.Join(fields, "\t") + "\n") }
	list := func(vs []float64) string {
		var out []string
		for _, v := range vs {
			out = append(out, strconv.FormatFloat(v, 'g', -1, 64))
		}
		return strings.Join(out, " ")
	}
	line("# Weights of themes. Made by: " + TrainCommand + ". Do not edit.")
	line("# A line is a feature, the sentences it was in, and a letter and weight for each output.")
	line("data", m.Data)
	line("sentences", strconv.Itoa(m.Sentences))
	line("threshold", strconv.FormatFloat(m.Threshold, 'g', -1, 64))
	line("practice", list(m.final[0]))
	line("context", list(m.final[1]))
	line("scale", list(m.scale))
	var names []string
	for n := range m.features {
		names = append(names, n)
	}
	slices.Sort(names)
	for _, n := range names {
		k := m.features[n]
		var w strings.Builder
		for _, x := range k.weights {
			w.WriteString(outputLetters[x.output:x.output+1] + strconv.Itoa(int(math.Round(x.w/m.scale[x.output]))))
		}
		line(n, strconv.Itoa(k.seen), w.String())
	}
	return b.String()
}
