package demo

import (
	"cmp"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"slices"
)

// newRand returns a source that depends on nothing but the words given, so
// that every start makes the same demonstration.
func newRand(words ...string) *rand.Rand {
	h := fnv.New64a()
	for _, w := range words {
		h.Write([]byte(w))
		h.Write([]byte{0})
	}
	return rand.New(rand.NewPCG(h.Sum64(), 2025))
}

// share splits total into whole parts in proportion to weights, no part over
// its cap (nil caps: none). The largest remainders get what is left over.
// The parts add up to total; it panics where the parts that have a weight
// cannot hold it.
func share(total int, weights []float64, caps []int) []int {
	parts := make([]int, len(weights))
	open := make([]bool, len(weights))
	for i := range open {
		open[i] = weights[i] > 0 && (caps == nil || caps[i] > 0)
	}
	for left := total; left > 0; {
		sum := 0.0
		for i, w := range weights {
			if open[i] {
				sum += w
			}
		}
		if sum == 0 {
			panic("share: the caps cannot hold the total")
		}
		type rest struct {
			i    int
			frac float64
		}
		var rests []rest
		given := 0
		for i, w := range weights {
			if !open[i] {
				continue
			}
			want := float64(left) * w / sum
			n := int(math.Floor(want))
			if caps != nil && parts[i]+n >= caps[i] {
				n, open[i] = caps[i]-parts[i], false
			} else {
				rests = append(rests, rest{i, want - float64(n)})
			}
			parts[i] += n
			given += n
		}
		left -= given
		slices.SortStableFunc(rests, func(a, b rest) int { return cmp.Compare(b.frac, a.frac) })
		for _, r := range rests {
			if left == 0 {
				break
			}
			parts[r.i]++
			left--
			if caps != nil && parts[r.i] == caps[r.i] {
				open[r.i] = false
			}
		}
	}
	return parts
}

// jitter returns the weights, each multiplied by a random factor around 1
// (log-normal with the given spread).
func jitter(r *rand.Rand, weights []float64, spread float64) []float64 {
	out := make([]float64, len(weights))
	for i, w := range weights {
		out[i] = w * math.Exp(spread*r.NormFloat64())
	}
	return out
}

// around returns a whole number near mean, spread like a count: a rounded
// normal with the variance of a Poisson, never negative.
func around(r *rand.Rand, mean float64) int {
	return max(0, int(math.Round(mean+math.Sqrt(mean)*r.NormFloat64())))
}

// between keeps x within low and high.
func between(low, x, high float64) float64 { return min(max(x, low), high) }
