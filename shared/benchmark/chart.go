package benchmark

import (
	"errors"
	"strings"

	"earlyhelp/shared/indicator"
)

// FewestForLimits is how many known points the limits of a control chart rest
// on before they are called firm: with fewer they are worked out and marked
// Provisional. It is the number from which NHS England's Making Data Count
// shows limits and icons. With twelve moving ranges the width of the limits is
// known to about a quarter of itself (0.62 degrees of freedom to a range, so
// 1/√(2 x 0.62 x 12)); with seven, to a third.
const FewestForLimits = 13

// The errors of ControlChart's options.
var (
	ErrNoReason    = errors.New("limits are only begun anew for a reason")
	ErrNotInSeries = errors.New("limits are begun anew at a later point of the series, in order of time, and rest on points of it")
)

// A Cause is a sign that something other than the usual variation is at work.
type Cause string

// The special causes, the strongest first.
const (
	AboveLimit   Cause = "above-limit"        // beyond the upper limit
	BelowLimit   Cause = "below-limit"        // beyond the lower limit
	TwoAbove     Cause = "two-of-three-above" // one of two out of three near the upper limit
	TwoBelow     Cause = "two-of-three-below"
	SevenAbove   Cause = "seven-above" // one of seven in a row above the mean
	SevenBelow   Cause = "seven-below"
	SevenRising  Cause = "seven-rising" // one of seven in a row, each above the last
	SevenFalling Cause = "seven-falling"
)

// ChartOptions say how a control chart is drawn; nil is the zero value.
type ChartOptions struct {
	Polarity indicator.Polarity // which way is better; zero: neither
	Baseline int                // limits from the first so many points of the series; 0: from all
	Rebase   []Rebase           // in order of time
	NoScreen bool               // keep moving ranges that stand out
}

// A Rebase begins the limits anew.
type Rebase struct {
	At       int    // the first point of the new limits, counted from 0
	Reason   string // what changed; must be given
	Baseline int    // as in ChartOptions, for this part
}

// A Chart is an individuals (XmR) chart.
type Chart struct {
	Parts  []ChartPart
	Points []ChartPoint // one for every value of the series, holes included
}

// A ChartPart is a stretch of the series with limits of its own.
type ChartPart struct {
	From, To    int    // the points From to To-1
	Reason      string // why the limits begin anew; "" for the first
	Known       int    // points with a value that the limits rest on
	OK          bool   // there are limits: at least two points in a row have a value
	Provisional bool   // they rest on fewer than FewestForLimits
	XmR
}

// A ChartPoint is one value on the chart.
type ChartPoint struct {
	Value     Number
	Part      int     // its index in Parts
	Causes    []Cause // strongest first; nil: nothing but the usual variation
	Judgement Judgement
}

// ControlChart draws the individuals chart of a series in order of time, every
// period in its place. A missing value leaves a hole: it gives no moving range
// to either side and breaks every run.
//
// Each part has the mean and the natural process limits of NewXmR. A constant
// part has limits of no width, and no point of it stands out. Limits begin
// anew only where Rebase says so, for a stated reason: a chart that rebases
// itself whenever a shift shows would hide what it is for.
//
// Four signs of a special cause are looked for within each part, as Making
// Data Count does:
//
//   - a point beyond the limits;
//   - seven points in a row, each above the last, or each below it;
//   - three points in a row on one side of the mean, two of them near the limit:
//     beyond two thirds of the way to it, but not beyond it. The two stand out;
//   - seven points in a row on one side of the mean.
//
// A point's Causes are in that order, and its Judgement is that of the first.
//
// It returns ErrNotANumber for a value that is not finite, ErrNoReason and
// ErrNotInSeries for options that cannot be, and ErrTooFew where no part has
// two values in a row; the Chart then holds the points without limits.
//
// Source: Wheeler, Understanding Variation (1993); NHS England, Making Data
// Count: strengthening your decisions (2019).
func ControlChart(series []Number, o *ChartOptions) (Chart, error) {
	if o == nil {
		o = &ChartOptions{}
	}
	for _, v := range series {
		if v.OK && !finite(v.Value) {
			return Chart{}, ErrNotANumber
		}
	}
	begin := append([]Rebase{{Baseline: o.Baseline}}, o.Rebase...)
	if err := checkRebases(begin, len(series)); err != nil {
		return Chart{}, err
	}
	c := Chart{Points: make([]ChartPoint, len(series))}
	limited := false
	for i, b := range begin {
		part := ChartPart{From: b.At, To: len(series), Reason: b.Reason}
		if i+1 < len(begin) {
			part.To = begin[i+1].At
		}
		values, points := series[part.From:part.To], c.Points[part.From:part.To]
		for j, v := range values {
			points[j] = ChartPoint{Value: v, Part: i}
		}
		if err := part.limits(values, b.Baseline, !o.NoScreen); err == nil {
			part.signs(points, o.Polarity)
			limited = true
		} else if err != ErrTooFew {
			return Chart{}, err
		}
		c.Parts = append(c.Parts, part)
	}
	if !limited {
		return c, ErrTooFew
	}
	return c, nil
}

// checkRebases checks where a series of n points begins, first and anew.
func checkRebases(begin []Rebase, n int) error {
	for i, b := range begin {
		switch {
		case b.Baseline < 0, i > 0 && (b.At <= begin[i-1].At || b.At >= n):
			return ErrNotInSeries
		case i > 0 && strings.TrimSpace(b.Reason) == "":
			return ErrNoReason
		}
	}
	return nil
}

// limits works out the limits of a part from its first values, all for a
// baseline of 0.
func (p *ChartPart) limits(values []Number, baseline int, screen bool) error {
	if baseline > 0 {
		values = values[:min(baseline, len(values))]
	}
	for _, v := range values {
		if v.OK {
			p.Known++
		}
	}
	x, err := xmrOf(values, screen)
	if err != nil {
		return err
	}
	p.XmR, p.OK, p.Provisional = x, true, p.Known < FewestForLimits
	return nil
}

// An Assurance says whether a process will meet a target if nothing changes.
type Assurance string

// Passes: the whole of the limits is on the better side of the target. Fails:
// on the worse. Varies: the target lies within them. NotAssured: there is no
// polarity, and so no better side.
const (
	Passes     Assurance = "passes"
	Fails      Assurance = "fails"
	Varies     Assurance = "varies"
	NotAssured Assurance = ""
)

// Assure compares a control chart's limits with a target in the same unit.
func Assure(limits Interval, target float64, p indicator.Polarity) Assurance {
	higher := p == indicator.High
	switch {
	case p != indicator.High && p != indicator.Low:
		return NotAssured
	case target > limits.Upper && higher, target < limits.Lower && !higher:
		return Fails
	case target > limits.Upper, target < limits.Lower:
		return Passes
	case target >= limits.Lower && target <= limits.Upper:
		return Varies
	}
	return NotAssured // a target or a limit that is not a number
}
