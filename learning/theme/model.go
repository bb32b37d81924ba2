package theme

import (
	_ "embed"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed model.txt
var modelText string

// TrainCommand is what makes model.txt, from the project's root.
const TrainCommand = "go run ./infra/trainthemes"

// stances are what the model tells apart, in the order of its outputs after
// those of the themes.
var stances = []string{string(Gap), string(Recommendation), string(Context), string(GoodPractice), string(Negated), string(Procedural), string(Neutral), Trap}

// A Model weighs the features of sentences. It has an output for each theme
// (is it spoken of, whatever the stance?) and each stance, and from these a
// second step says how likely the codebook has the theme coded.
type Model struct {
	Data      string // hash of what it was trained on
	Sentences int    // how many those were
	Threshold float64
	final     [2][]float64 // weights of the second step: for themes of practice and of context
	scale     []float64    // by output: what a weight of 1 in the file stands for
	features  map[string]known
}

// A known feature has the number of sentences it was seen in and its weights.
type known struct {
	seen    int
	weights []weighting
}

type weighting struct {
	output int
	w      float64
}

var standardModel = sync.OnceValue(func() *Model {
	m, err := readModel(modelText)
	if err != nil {
		panic(err)
	}
	return m
})

// values returns how much there is of each feature: for the counted groups
// its inverse document frequency ln(N/n), scaled so that the group's features
// are together of the group's length, and the length itself for the others.
// A feature that the model does not know counts as seen once.
func values(fs []feature, sentences int, seen func(int) int) []float64 {
	out := make([]float64, len(fs))
	var square [256]float64
	for i, f := range fs {
		g := f.name[0]
		if out[i] = groupLength[g]; counted(g) {
			out[i] = math.Log(float64(sentences) / float64(max(1, seen(i))))
			square[g] += float64(out[i] * out[i])
		}
	}
	for i, f := range fs {
		if g := f.name[0]; counted(g) && square[g] > 0 {
			out[i] *= groupLength[g] / math.Sqrt(square[g])
		}
	}
	return out
}

// scores returns the outputs for the features of a sentence.
func (m *Model) scores(fs []feature) []float64 {
	entries := make([]known, len(fs))
	for i, f := range fs {
		entries[i] = m.features[f.name]
	}
	out := make([]float64, len(m.scale))
	for i, v := range values(fs, m.Sentences, func(i int) int { return entries[i].seen }) {
		for _, w := range entries[i].weights {
			out[w.output] += float64(v * w.w)
		}
	}
	return out
}

// stanceOf turns the outputs for stances into shares that sum to 1.
func stanceOf(scores []float64) []float64 {
	out := make([]float64, len(stances))
	sum := 0.0
	for i, s := range scores[len(scores)-len(stances):] {
		out[i] = 1 / (1 + math.Exp(-s))
		sum += out[i]
	}
	for i := range out {
		out[i] /= sum
	}
	return out
}

// finalFeatures are what the second step weighs: the theme's output and its
// square, whether the rules have it said plainly, coded or
// only spoken of, and the shares
// of the stances in which nothing is coded.
func finalFeatures(score float64, rules labelling, theme int, stance []float64) []float64 {
	plain, coded, seen := 0.0, 0.0, 0.0
	switch {
	case slices.Contains(rules.plain, theme):
		plain = 1
	case slices.Contains(rules.coded, theme):
		coded = 1
	case slices.Contains(rules.about, theme):
		seen = 1
	}
	low := max(score, -2)
	return append([]float64{1, score, float64(low * low), plain, coded, seen}, stance[3:]...)
}

// readModel reads what Model.Text writes.
func readModel(text string) (*Model, error) {
	m := &Model{features: map[string]known{}}
	outputs := len(standard().themes) + len(stances)
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		key, rest, _ := strings.Cut(line, "\t")
		switch {
		case strings.HasPrefix(line, "#"):
		case key == "data":
			m.Data = rest
		case key == "sentences":
			m.Sentences, _ = strconv.Atoi(rest)
		case key == "threshold":
			m.Threshold, _ = strconv.ParseFloat(rest, 64)
		case key == "practice":
			m.final[0] = numbers(rest)
		case key == "context":
			m.final[1] = numbers(rest)
		case key == "scale":
			m.scale = numbers(rest)
		default:
			seen, weights, _ := strings.Cut(rest, "\t")
			k := known{}
			var err error
			if k.seen, err = strconv.Atoi(seen); err != nil {
				return nil, fmt.Errorf("model: line %q: %w", line, err)
			}
			if k.weights, err = m.weights(weights); err != nil {
				return nil, fmt.Errorf("model: line %q: %w", line, err)
			}
			m.features[key] = k
		}
	}
	if want := len(finalFeatures(0, labelling{}, 0, make([]float64, len(stances)))); len(m.scale) != outputs || m.Sentences == 0 || len(m.final[0]) != want || len(m.final[1]) != want {
		return nil, fmt.Errorf("model: %d outputs, want %d, or its head is not whole: run %s", len(m.scale), outputs, TrainCommand)
	}
	return m, nil
}

func numbers(s string) []float64 {
	var out []float64
	for _, f := range strings.Fields(s) {
		v, err := strconv.ParseFloat(f, 64)
		if err != nil {
			return nil
		}
		out = append(out, v)
	}
	return out
}

// outputLetters name the outputs in the file.
const outputLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// weights reads a letter and a whole number for each weight: "A12C-3".
func (m *Model) weights(s string) ([]weighting, error) {
	var out []weighting
	for s != "" {
		o := strings.IndexByte(outputLetters, s[0])
		end := 1
		for end < len(s) && (s[end] == '-' || s[end] >= '0' && s[end] <= '9') {
			end++
		}
		n, err := strconv.Atoi(s[1:end])
		if err != nil || o < 0 || o >= len(m.scale) {
			return nil, fmt.Errorf("weight %q", s[:end])
		}
		out = append(out, weighting{o, float64(n) * m.scale[o]})
		s = s[end:]
	}
	return out, nil
}
