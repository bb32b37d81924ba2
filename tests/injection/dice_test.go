package injection

import (
	"math/rand/v2"

	"pgregory.net/rapid"
)

// dice choose. The runs that are counted throw seeded ones, the property
// rapid's, which shrink.
type dice interface {
	// n is at least 0 and below most.
	n(most int) int
}

type seeded struct{ *rand.Rand }

func newSeeded(run int) seeded { return seeded{rand.New(rand.NewPCG(uint64(run), 2026))} }

func (s seeded) n(most int) int { return s.IntN(most) }

type drawn struct{ t *rapid.T }

func (d drawn) n(most int) int { return rapid.IntRange(0, most-1).Draw(d.t, "") }

// in draws from low up to and with high.
func in(d dice, low, high int) int { return low + d.n(high-low+1) }

// once in so many.
func once(d dice, many int) bool { return d.n(many) == 0 }

func one[T any](d dice, of []T) T { return of[d.n(len(of))] }

// shuffled returns the numbers below n in any order.
func shuffled(d dice, n int) []int {
	p := make([]int, n)
	for i := range p {
		j := d.n(i + 1)
		p[i], p[j] = p[j], i
	}
	return p
}
