package theme

import "math"

// A vector holds the features of a sentence by number.
type vector struct {
	at  []int32
	val []float64
}

func (v vector) dot(w []float64) float64 {
	sum := 0.0
	for i, at := range v.at {
		sum += float64(v.val[i] * w[at])
	}
	return sum
}

func (v vector) addTo(w []float64, by float64) {
	for i, at := range v.at {
		w[at] += float64(by * v.val[i])
	}
}

// logistic fits the weights w that minimise
//
//	½ w·w + Σ cᵢ ln(1 + exp(−yᵢ w·xᵢ)),  yᵢ = 1 or −1
//
// by coordinate descent in the dual: Yu, Huang and Lin, "Dual coordinate
// descent methods for logistic regression and maximum entropy models",
// Machine Learning 85 (2011), algorithm 5. The order of the sentences is
// shuffled by a generator of its own, so equal input gives equal weights;
// products are rounded before they are added, so that every machine agrees.
func logistic(xs []vector, y []bool, c []float64, size, rounds int) []float64 {
	w := make([]float64, size)
	alpha, square, order := make([]float64, len(xs)), make([]float64, len(xs)), make([]int, len(xs))
	sign := func(i int) float64 {
		if y[i] {
			return 1
		}
		return -1
	}
	for i, x := range xs {
		order[i] = i
		for _, v := range x.val {
			square[i] += float64(v * v)
		}
		alpha[i] = min(0.001*c[i], 1e-8)
		x.addTo(w, sign(i)*alpha[i])
	}
	seed := uint64(1)
	for range rounds {
		for i := len(order) - 1; i > 0; i-- {
			seed = seed*6364136223846793005 + 1442695040888963407
			j := int((seed >> 33) % uint64(i+1))
			order[i], order[j] = order[j], order[i]
		}
		most := 0.0
		for _, i := range order {
			z := dualStep(square[i], sign(i)*xs[i].dot(w), alpha[i], c[i])
			if d := z - alpha[i]; d != 0 {
				xs[i].addTo(w, sign(i)*d)
				alpha[i] = z
				most = max(most, math.Abs(d)/c[i])
			}
		}
		if most < 1e-3 {
			break
		}
	}
	return w
}

// dualStep returns the z that minimises
//
//	z ln z + (c−z) ln(c−z) + ½a(z−old)² + b(z−old),  0 < z < c,
//
// by Newton's method, kept within the bounds by bisection.
func dualStep(a, b, old, c float64) float64 {
	const edge = 1e-13
	z, lo, hi := old, 0.0, c
	for range 50 {
		g := float64(a*(z-old)) + b + math.Log(z/(c-z))
		if math.Abs(g) < 1e-6 {
			break
		}
		if g > 0 {
			hi = z
		} else {
			lo = z
		}
		next := z - g/(a+c/float64(z*(c-z)))
		if !(next > lo && next < hi) {
			next = (lo + hi) / 2
		}
		if next <= edge*c || next >= c*(1-edge) {
			return min(max(next, edge*c), c*(1-edge))
		}
		z = next
	}
	return z
}
