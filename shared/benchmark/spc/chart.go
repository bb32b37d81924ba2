package spc

import (
	"errors"
	"math"
	"slices"
)

// The states in which there is no chart.
var (
	ErrTooFew          = errors.New("there are too few samples in the baseline to set limits")
	ErrNotACount       = errors.New("a count or a denominator is below zero or not a finite number")
	ErrNotANumber      = errors.New("a measurement or a base is not a finite number")
	ErrAboveWhole      = errors.New("a count is above its denominator")
	ErrNotInSeries     = errors.New("a split, an exclusion or the end of the baseline is not a point of the series")
	ErrBeyondPrecision = errors.New("the numbers are too large to reckon with")
)

// A Kind says which chart is drawn.
type Kind int

// The kinds.
const (
	P  Kind = iota // proportions, between 0 and 1
	U              // events per unit of denominator
	C              // counts
	I              // measurements
	MR             // moving ranges of measurements
)

// A Sample is one period: a count Y of N for P and U, a count Y for C, a
// measurement Y for I and MR. Missing leaves a hole, and so does N of 0 for P
// and U.
type Sample struct {
	Y, N    float64
	Missing bool
}

// Options say how a chart is drawn; nil is the zero value.
type Options struct {
	Split    []int // the first samples of further parts, counted from 0, in order
	Exclude  []int // samples that take part in neither limits nor runs; they are shown
	Baseline int   // limits from the first so many samples of the series; 0: from all
	NoScreen bool  // I only: keep moving ranges above 3.267 times their mean

	// Per says how many units of denominator P and U are shown for: 100 for a
	// percentage. 0 is 1.
	Per float64
}

// A Point is one sample on the chart. Where OK is false there is no value, and
// where Limited is false there are no limits.
type Point struct {
	Value    float64
	OK       bool
	Centre   float64
	Lower    float64
	Upper    float64
	Limited  bool
	Part     int  // its index in Chart.Parts
	Baseline bool // within the baseline, whether or not it is excluded
	Excluded bool
	Outside  bool // beyond a limit
}

// A Part is a stretch of samples with a centre line of its own.
type Part struct {
	From, To int // the samples From to To-1
	Runs     Runs
}

// A Chart is a control chart.
type Chart struct {
	Points []Point // one a sample
	Parts  []Part
}

// The factors for moving ranges of two: the mean range is d2 standard
// deviations, and its own upper limit D4 mean ranges (Montgomery, appendix VI).
const (
	d2 = 1.128
	d4 = 3.267
)

// Draw draws a chart of samples in order of time. Limits are held to what can
// be: 0 below, but for measurements, and 1 above for proportions. Each part
// has its own centre line and limits.
//
//	P:  p = Σy/Σn,  p ± 3 √(p(1-p)/n)
//	U:  u = Σy/Σn,  u ± 3 √(u/n)
//	C:  c = mean y, c ± 3 √c
//	I:  mean y ± 3 mr/1.128, mr the mean moving range without those above
//	    3.267 times the mean of all, which are left out once
//	MR: 0 to 3.267 mr about mr, which is of all ranges
//
// An excluded sample is left out of the moving ranges of I, which then reach
// over it; those of MR are shown and so are taken to it and from it. A missing
// one has no range to either side.
//
// It returns ErrTooFew where the baseline of a part has no sample to take a
// centre line from (for I and MR, no moving range), and the other errors of
// this package where a sample or an option cannot be.
//
// Source: Montgomery, Introduction to statistical quality control, 6th edition
// (2009), sections 6.4, 7.2 to 7.4; the screening after Nelson (1982), Journal
// of Quality Technology 14.
func Draw(kind Kind, samples []Sample, o *Options) (Chart, error) {
	if o == nil {
		o = &Options{}
	}
	if err := check(kind, samples, o); err != nil {
		return Chart{}, err
	}
	baseline := o.Baseline
	if baseline == 0 {
		baseline = len(samples)
	}
	c := Chart{Points: make([]Point, len(samples))}
	starts := append([]int{0}, o.Split...)
	for i, from := range starts {
		to := len(samples)
		if i+1 < len(starts) {
			to = starts[i+1]
		}
		for at := from; at < to; at++ {
			c.Points[at] = Point{Part: i, Baseline: at < baseline, Excluded: slices.Contains(o.Exclude, at)}
		}
		part := Part{From: from, To: to}
		points := c.Points[from:to]
		if err := kind.draw(points, samples[from:to], !o.NoScreen); err != nil {
			return Chart{}, err
		}
		part.Runs = runsOf(points)
		if o.Per != 0 && (kind == P || kind == U) {
			if err := times(points, o.Per); err != nil {
				return Chart{}, err
			}
		}
		if kind == MR {
			part.Runs.Signal = false // a range shares a measurement with the next, so that runs prove nothing
		}
		c.Parts = append(c.Parts, part)
	}
	return c, nil
}

func check(kind Kind, samples []Sample, o *Options) error {
	last := 0
	for _, at := range o.Split {
		if at <= last || at >= len(samples) {
			return ErrNotInSeries
		}
		last = at
	}
	for _, at := range o.Exclude {
		if at < 0 || at >= len(samples) {
			return ErrNotInSeries
		}
	}
	if o.Baseline < 0 || o.Baseline > len(samples) {
		return ErrNotInSeries
	}
	if !(o.Per >= 0) || math.IsInf(o.Per, 1) {
		return ErrNotANumber
	}
	for _, s := range samples {
		counted, shared := kind == P || kind == U || kind == C, kind == P || kind == U
		switch {
		case s.Missing:
		case math.IsNaN(s.Y) || math.IsInf(s.Y, 0):
			if counted {
				return ErrNotACount
			}
			return ErrNotANumber
		case counted && s.Y < 0, shared && (!(s.N >= 0) || math.IsInf(s.N, 1)):
			return ErrNotACount
		case kind == P && s.Y > s.N:
			return ErrAboveWhole
		}
	}
	return nil
}
