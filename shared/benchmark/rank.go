package benchmark

import (
	"math"
	"slices"
	"sort"

	"earlyhelp/shared/indicator"
)

// A Rank is an area's place among others: 1 for the first. From and To are the
// places it may have in truth, given how sure each figure is.
type Rank struct{ Rank, From, To int }

// A Fraction is n of d: people with something of all people, or events in a
// population.
type Fraction struct{ N, D float64 }

// Jointly returns the confidence at which each of k independent intervals must
// be taken so that all of them cover at once with confidence c: c^(1/k).
//
// Source: Šidák (1967), J Am Stat Assoc 62.
func Jointly(c Confidence, k int) Confidence {
	if k < 1 {
		return c
	}
	return Confidence(math.Pow(float64(c), 1/float64(k)))
}

// RankFractions ranks percentages (unit Percent, or YesNo) or rates (unit
// Rate) and returns the ranks in the order of fs. With confidence c all
// intervals of ranks hold at once: each area's Wilson or Poisson interval is
// taken at Jointly(c, number of areas), and then as Ranks. An error is that of
// the first figure that has no interval, or ErrTooFew for none.
func RankFractions(fs []Fraction, u indicator.Unit, c Confidence, highestFirst bool) ([]Rank, error) {
	each := Jointly(c, len(fs))
	estimates := make([]Estimate, len(fs))
	for i, f := range fs {
		e, err := estimateOf(f, u, each)
		if err != nil {
			return nil, err
		}
		estimates[i] = e
	}
	return Ranks(estimates, highestFirst)
}

func estimateOf(f Fraction, u indicator.Unit, c Confidence) (e Estimate, err error) {
	if u == indicator.Rate {
		e.Interval, err = RatePer(f.N, f.D, 1, c)
	} else {
		e.Interval, err = Wilson(f.N, f.D, c)
	}
	e.Value = f.N / f.D
	return e, err
}

// Ranks ranks estimates by value and returns the ranks in their order: rank 1
// is the lowest value, or the highest with highestFirst. Equal values share
// the first of their ranks. The interval of a rank follows from which others
// are surely before and surely after:
//
//	from = 1 + those whose interval lies wholly before its own
//	to   = n - those whose interval lies wholly after its own
//
// When every interval covers its true value, every interval of ranks covers
// its true rank: so intervals made at Jointly(c, n) give ranks that hold all
// at once with confidence c, and intervals made at 95% each give ranks that
// hold together less often than that.
//
// It returns ErrTooFew for no estimates, ErrNotANumber for one that is not
// finite and ErrNoInterval where a value lies outside its own interval.
//
// Source: Klein, Wright and Wieczorek (2020), A joint confidence region for an
// overall ranking of populations, J R Stat Soc C 69, theorem 1, as the US
// Census Bureau ranks states; on why a rank needs an interval, Goldstein and
// Spiegelhalter (1996), J R Stat Soc A 159.
func Ranks(estimates []Estimate, highestFirst bool) ([]Rank, error) {
	n := len(estimates)
	if n == 0 {
		return nil, ErrTooFew
	}
	values, lower, upper := make([]float64, n), make([]float64, n), make([]float64, n)
	for i, e := range estimates {
		if !finite(e.Value) || !finite(e.Lower) || !finite(e.Upper) {
			return nil, ErrNotANumber
		}
		if e.Lower > e.Value || e.Value > e.Upper {
			return nil, ErrNoInterval
		}
		values[i], lower[i], upper[i] = e.Value, e.Lower, e.Upper
	}
	slices.Sort(values)
	slices.Sort(lower)
	slices.Sort(upper)
	ranks := make([]Rank, n)
	for i, e := range estimates {
		below, above := countBelow(upper, e.Lower), n-countUpTo(lower, e.Upper)
		if highestFirst {
			ranks[i] = Rank{1 + n - countUpTo(values, e.Value), 1 + above, n - below}
		} else {
			ranks[i] = Rank{1 + countBelow(values, e.Value), 1 + below, n - above}
		}
	}
	return ranks, nil
}

// countBelow returns how many of sorted xs are below x.
func countBelow(xs []float64, x float64) int { return sort.SearchFloat64s(xs, x) }

// countUpTo returns how many of sorted xs are at most x.
func countUpTo(xs []float64, x float64) int {
	return sort.Search(len(xs), func(i int) bool { return xs[i] > x })
}
