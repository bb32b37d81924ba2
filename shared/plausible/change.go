package plausible

import (
	"cmp"
	"math"
	"slices"

	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

// The limits of V09.
const (
	// fewestForLimits is how many earlier periods an area's own limits need.
	// The table of checks says eight: with fewer, the mean moving range is too
	// uncertain a ruler.
	fewestForLimits = 8

	// mostChange is the change that is asked about where there are fewer: 20%
	// of the last figure, as the table of checks says.
	mostChange = 0.20

	// noisyBelow is the count under which 20% is within what chance alone
	// does: of two counts of 100 that differ by nothing but chance, one in six
	// pairs differ by more than 20, of two of 25 one in two. While both counts
	// are below it, the change must also be beyond chance. It is the size
	// under which benchmark classes no area, for the same reason.
	noisyBelow = benchmark.FewestClassed
)

// sampled are the sheets of samples, whose size the area chooses.
var sampled = []string{"Audit", "Survey"}

// An earlier is what a former period says of a measure.
type earlier struct {
	period period.Period
	n      float64
}

// changes makes check V09. Measures come after what they are a part of, so
// that a part is not blamed for the change of its whole.
func (k *checker) changes() {
	if len(k.before) == 0 {
		return
	}
	wholes := map[string]string{}
	for _, p := range returns.Pairs() {
		if _, ok := wholes[p.Part]; !ok {
			wholes[p.Part] = p.Whole
		}
	}
	depth := func(measure string) int {
		n := 0
		for w := wholes[measure]; w != "" && n < len(wholes); w = wholes[w] {
			n++
		}
		return n
	}
	ms := returns.Measures("")
	slices.SortStableFunc(ms, func(a, b returns.Measure) int { return cmp.Compare(depth(a.Name), depth(b.Name)) })
	moved := map[string]bool{} // measures that changed, be it with their whole
	for _, m := range ms {
		now, ok := k.total(m.Name)
		if !ok {
			continue
		}
		whole, sample := wholes[m.Name], slices.Contains(sampled, m.Sheet)
		if sample && whole == "" {
			continue // the size of the sample
		}
		byCount, byShare := k.leap(now, ""), leapt{}
		if sample || moved[whole] {
			byShare = k.leap(now, whole)
		}
		moved[m.Name] = byCount.odd
		switch {
		case sample && byShare.odd:
			k.explainChange(m, whole, now, byShare)
		case !sample && byCount.odd && (!moved[whole] || byShare.odd):
			k.explainChange(m, "", now, byCount)
		}
	}
}

// earlierPeriods returns the returns of earlier periods of the same length with
// their counts, oldest first.
func (k *checker) earlierPeriods() []tally {
	var out []tally
	for _, r := range k.Earlier {
		if r != nil && r.Area == k.r.Area && r.Period.Kind() == k.r.Period.Kind() && r.Period.Compare(k.r.Period) < 0 {
			out = append(out, tally{r, r.Index()})
		}
	}
	slices.SortStableFunc(out, func(a, b tally) int { return a.Period.Compare(b.Period) })
	return out
}

type tally struct {
	*returns.Return
	index map[returns.Key]returns.Count
}

func (t tally) total(measure string) (returns.Count, bool) {
	c, ok := t.index[returns.Key{Measure: measure, Breakdown: returns.Total, Category: returns.All}]
	return c, ok && c.State == returns.Known
}

// total returns a measure's total where it is a number.
func (k *checker) total(measure string) (returns.Count, bool) {
	return tally{k.r, k.index}.total(measure)
}

// series returns what earlier periods say of a measure, as the whole of the
// present return would make of it where a whole is given: its former shares
// times today's whole. It is empty where the last period says nothing.
func (k *checker) series(measure, whole string) []earlier {
	var out []earlier
	for i, t := range k.before {
		c, ok := t.total(measure)
		n := c.N
		if ok && whole != "" {
			was, there := t.total(whole)
			is, here := k.total(whole)
			ok = there && here && was.N > 0
			n = c.N * is.N / was.N
		}
		if ok {
			out = append(out, earlier{t.Period, n})
		} else if i == len(k.before)-1 {
			return nil
		}
	}
	return out
}

// A leapt says whether a figure is a change to ask about, and by what it was
// judged.
type leapt struct {
	odd    bool
	series []earlier
	limits benchmark.Interval // the area's own
	ofOwn  bool               // there are enough periods for them
}

// leap holds a count against its series; a whole as in series.
func (k *checker) leap(now returns.Count, whole string) leapt {
	series := k.series(now.Measure, whole)
	if len(series) == 0 {
		return leapt{}
	}
	return leap(now.N, series)
}

// leap holds a figure against a series that is not empty.
func leap(now float64, series []earlier) leapt {
	l := leapt{series: series, ofOwn: len(series) >= fewestForLimits}
	last := series[len(series)-1].n
	noise := now < noisyBelow && last < noisyBelow && !beyondChance(now, last)
	if !l.ofOwn {
		const exact = 1 + 1e-12 // 120 after 100 is 20%, whatever floating point makes of it
		l.odd = !noise && math.Abs(now-last) > mostChange*last*exact
		return l
	}
	values := make([]float64, len(series))
	for i, e := range series {
		values[i] = e.n
	}
	var err error
	if l.limits, err = ownLimits(values); err != nil || noise {
		return l
	}
	// Beyond a limit, and further out than last time: a new level that was
	// explained when it came is not asked about again.
	l.odd = now > l.limits.Upper && now > last || now < l.limits.Lower && now < last
	return l
}

// ownLimits returns the limits of the area's own XmR chart. They are never
// nearer to the mean than three standard errors of a count of that size, its
// square root: eight figures that happen to lie close together would make the
// least change a signal.
func ownLimits(values []float64) (benchmark.Interval, error) {
	x, err := benchmark.NewXmR(values)
	if err != nil {
		return benchmark.Interval{}, err
	}
	chance := 3 * math.Sqrt(max(x.Mean, 0))
	return benchmark.Interval{
		Lower: max(0, min(x.Limits.Lower, x.Mean-chance)),
		Upper: max(x.Limits.Upper, x.Mean+chance),
	}, nil
}

// beyondChance reports whether two counts differ by more than two counts of
// the same expectation do in 95 of 100 cases: 1.96 standard errors, the square
// root of their sum. 2 and 3 do not differ, nor do 10 and 20; 10 and 21 do.
func beyondChance(a, b float64) bool {
	return math.Abs(a-b) > benchmark.C95.Z()*math.Sqrt(a+b)
}
