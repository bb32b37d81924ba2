package spc

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// Runs describe how a part's samples lie about its centre line. Samples on the
// line, missing or excluded are of no use and left out; with none of use all
// is zero and nothing is signalled.
type Runs struct {
	Useful       int // samples off the line
	Longest      int // the longest run on one side
	LongestMax   int // the longest that chance explains
	Crossings    int // how often the samples cross the line
	CrossingsMin int // the fewest that chance explains
	Signal       bool
}

// runsOf judges the runs of a part.
func runsOf(points []Point) Runs {
	var r Runs
	run, last := 0, 0.0
	for _, p := range points {
		if !p.OK || p.Excluded || p.Value == p.Centre {
			continue
		}
		side := 1.0
		if p.Value < p.Centre {
			side = -1
		}
		switch {
		case side == last:
			run++
		case last != 0:
			r.Crossings++
			fallthrough
		default:
			run = 1
		}
		last, r.Longest = side, max(r.Longest, run)
		r.Useful++
	}
	if r.Useful > 0 {
		r.LongestMax, r.CrossingsMin = RunLimits(r.Useful)
		r.Signal = r.Longest > r.LongestMax || r.Crossings < r.CrossingsMin
	}
	return r
}

// RunLimits returns the longest run and the fewest crossings that chance
// explains among n samples off the centre line: round(log2 n) + 3, and the 5%
// quantile of the binomial distribution with n-1 trials of chance a half. It
// returns zeros for n below 1.
//
// Source: Anhøj and Olesen (2014), Run charts revisited, PLoS ONE 9, e113825,
// with the run length of Schilling (2012) and the crossings of Chen (2010).
func RunLimits(n int) (longestMax, crossingsMin int) {
	if n < 1 {
		return 0, 0
	}
	trials := n - 1
	// The smallest k with P(X <= k) of 5% or more.
	lo, hi := 0, trials
	for lo < hi {
		k := (lo + hi) / 2
		if binomialHalf(k, trials) >= 0.05 {
			hi = k
		} else {
			lo = k + 1
		}
	}
	return int(math.RoundToEven(math.Log2(float64(n)))) + 3, lo
}

// binomialHalf returns the chance of at most k heads in n tosses of a coin.
func binomialHalf(k, n int) float64 {
	if k >= n {
		return 1
	}
	return mathext.RegIncBeta(float64(n-k), float64(k+1), 0.5)
}
