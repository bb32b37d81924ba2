package benchmark

import (
	"errors"
	"fmt"
	"slices"

	"earlyhelp/shared/area"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
)

// A line is the years or the quarters of one holder, one after the other: a nil
// fact where a period has no row.
type line struct {
	of      holder
	kind    period.Kind
	periods []period.Period
	facts   []*Fact
	breaks  map[int]string // points at which the series begins anew, and why
}

// line returns the series of a part up to and with a period (the zero Period:
// to the end), from the first period that has a row; nil where there is none.
func (s *Snapshot) line(key tableKey, at holder, kind period.Kind, to period.Period) (*line, error) {
	l := &line{of: at, kind: kind, breaks: map[int]string{}}
	var a area.Area
	if at.level == AreaLevel {
		a, _ = s.o.Register.Find(at.code)
	}
	for _, p := range s.periods[key.indicator] {
		if p.Kind() != kind || !to.IsZero() && p.Compare(to) > 0 {
			continue
		}
		key.period = p
		t, err := s.table(key)
		if err != nil {
			return nil, err
		}
		var f *Fact
		if t != nil {
			f = t.at(at)
		}
		if f == nil && len(l.periods) == 0 {
			continue
		}
		if at.level == AreaLevel && !(a.On(p.Start()) && a.On(p.End())) {
			continue
		}
		for len(l.periods) > 0 && l.periods[len(l.periods)-1].Next().Compare(p) < 0 { // nobody has a row
			l.periods, l.facts = append(l.periods, l.periods[len(l.periods)-1].Next()), append(l.facts, nil)
		}
		l.periods, l.facts = append(l.periods, p), append(l.facts, f)
	}
	if len(l.periods) == 0 {
		return nil, nil
	}
	s.findBreaks(l, key.indicator, at)
	return l, nil
}

// findBreaks finds where figures before and after are not alike: the area's
// way of counting or the definition changed.
func (s *Snapshot) findBreaks(l *line, id string, at holder) {
	add := func(i int, why string) {
		if i <= 0 || i >= len(l.periods) {
			return
		}
		if l.breaks[i] != "" {
			why = l.breaks[i] + " " + why
		}
		l.breaks[i] = why
	}
	from := func(d period.Date) int {
		return slices.IndexFunc(l.periods, func(p period.Period) bool { return p.End().Compare(d) >= 0 })
	}
	before := ""
	for i, f := range l.facts {
		if f != nil && f.Marks.Has(Break) {
			add(i, s.breakReason(f, before))
		}
		if f != nil {
			before = f.Code
		}
	}
	for _, r := range s.o.Catalogue.Rules(id) {
		if r.Break && (r.Area == "" || at.level == AreaLevel && r.Area == at.code) {
			add(from(r.From.Start()), r.Text)
		}
	}
}

// breakReason says why the symbol b stands beside a figure, where the code of
// the area was another in the figure before.
func (s *Snapshot) breakReason(f *Fact, before string) string {
	if before != "" && before != f.Code {
		for _, c := range s.o.Register.Changes() {
			if c.FromDFE == f.DFE && c.ToDFE == f.DFE && c.FromGSS == before && c.ToGSS == f.Code {
				return "The code of the area changed on " + c.Effective.Words() + ": " + c.Note + "."
			}
		}
	}
	return "The way of counting changed: a list of episodes in place of typed counts or the other way round, or a new template."
}

// readings returns the figures as the methods take them.
func (l *line) readings() []Reading {
	out := make([]Reading, len(l.facts))
	for i, f := range l.facts {
		if f != nil {
			out[i] = Reading{proper(f.Value), proper(f.Lower95), proper(f.Upper95)}
		}
	}
	return out
}

// answer returns the points of the line and what they say.
func (l *line) answer(def indicator.Definition, name string) ([]TrendPoint, Series) {
	points := make([]TrendPoint, len(l.periods))
	for i, p := range l.periods {
		points[i] = trendPoint(p, l.facts[i], def.Unit)
	}
	series := Series{Kind: kindName(l.kind), Segments: []Segment{}, Signals: []Signal{}, Gaps: gapsOf(points)}
	for _, p := range points {
		if p.Value.OK {
			series.Figures++
		}
	}
	series.Method = "five-point"
	if l.kind == period.Quarter {
		series.Method = "control-chart"
	}
	switch {
	case def.Unit == indicator.YesNo && l.of.level == AreaLevel:
		series.State, series.Reason = TrendUnknown, "An answer of yes or no has neither limits nor a trend."
	case l.kind == period.Quarter:
		l.chart(def, points, &series)
	default:
		l.test(def, &series)
	}
	series.Words = seriesWords(def, name, series)
	return points, series
}

func kindName(k period.Kind) string {
	if k == period.Quarter {
		return QuarterKind
	}
	return YearKind
}

func trendPoint(p period.Period, f *Fact, u indicator.Unit) TrendPoint {
	pt := TrendPoint{Period: p.String(), Kind: kindName(p.Kind())}
	if f == nil {
		pt.Symbol, pt.Reason = NotAvailable, "No figures were published for this period."
		return pt
	}
	pt.Symbol, pt.Reason, pt.Source, pt.Demonstration = f.Symbol, f.Reason, f.Source, f.Demonstration
	if pt.Value = shownValue(f, u); pt.Value.OK {
		pt.Numerator, pt.Denominator = proper(f.Numerator), proper(f.Denominator)
		pt.Lower95, pt.Upper95 = shownNumber(f.Lower95), shownNumber(f.Upper95)
		pt.Marks = f.Marks.List()
	}
	return pt
}

// gapsOf returns the stretches without a figure: neighbours in time with the
// same symbol and reason are one.
func gapsOf(points []TrendPoint) []Gap {
	gaps := []Gap{}
	open := false
	for _, p := range points {
		if p.Value.OK {
			open = false
			continue
		}
		if last := len(gaps) - 1; open && gaps[last].Symbol == p.Symbol && gaps[last].Reason == p.Reason {
			gaps[last].To = p.Period
			continue
		}
		gaps, open = append(gaps, Gap{p.Period, p.Period, p.Symbol, p.Reason}), true
	}
	return gaps
}

// FewestForTrend is how many quarters with a figure since the last break a
// series needs before anything is said of it: the check of a new return
// against the area's own past asks for as many (V09).
const FewestForTrend = 8

// chart draws the control chart of quarters.
func (l *line) chart(def indicator.Definition, points []TrendPoint, s *Series) {
	values := make([]Number, len(l.facts))
	for i, f := range l.facts {
		if f != nil {
			values[i] = proper(f.Value)
		}
	}
	o := &ChartOptions{Polarity: def.Polarity}
	for i := range values {
		if why, ok := l.breaks[i]; ok {
			o.Rebase = append(o.Rebase, Rebase{At: i, Reason: why})
		}
	}
	c, err := ControlChart(values, o)
	if err != nil && !errors.Is(err, ErrTooFew) {
		s.State, s.Reason = TrendUnknown, "The limits cannot be worked out: "+err.Error()+"."
		return
	}
	most := 0.0
	if def.Unit == indicator.Percent || def.Unit == indicator.YesNo {
		most = 100
	}
	for _, part := range c.Parts {
		if part.From >= part.To {
			continue
		}
		seg := Segment{From: points[part.From].Period, To: points[part.To-1].Period, Reason: part.Reason, Figures: part.Known, Provisional: part.Provisional}
		if part.OK {
			seg.Mean = shownNumber(Some(part.Mean))
			seg.LowerLimit, seg.UpperLimit = shownNumber(Some(max(0, part.Limits.Lower))), shownNumber(Some(part.Limits.Upper))
			if most > 0 {
				seg.UpperLimit = shownNumber(Some(min(most, part.Limits.Upper)))
			}
		}
		s.Segments = append(s.Segments, seg)
		for i := part.From; i < part.To; i++ {
			points[i].ChartMean, points[i].LowerLimit, points[i].UpperLimit = seg.Mean, seg.LowerLimit, seg.UpperLimit
		}
	}
	for i, p := range c.Points {
		if len(p.Causes) == 0 || !points[i].Value.OK {
			continue
		}
		points[i].Causes, points[i].Judgement = p.Causes, p.Judgement
		s.Signals = append(s.Signals, Signal{points[i].Period, p.Causes, p.Judgement, pointWords(p.Causes[0])})
	}
	l.verdict(points, s)
}

// verdict says what the chart says of the latest quarter.
func (l *line) verdict(points []TrendPoint, s *Series) {
	last := points[len(points)-1]
	n := 0
	if len(s.Segments) > 0 {
		n = s.Segments[len(s.Segments)-1].Figures
	}
	switch {
	case !last.Value.OK:
		s.State, s.Reason = TrendUnknown, "The latest quarter has no figure."
	case n < FewestForTrend && len(s.Segments) > 1:
		s.State, s.Reason = TrendTooFew, fmt.Sprintf("There are fewer than %s quarters since the series began anew.", numberWord(FewestForTrend))
	case n < FewestForTrend:
		s.State, s.Reason = TrendTooFew, fmt.Sprintf("There are fewer than %s quarters.", numberWord(FewestForTrend))
	case !last.ChartMean.OK:
		s.State, s.Reason = TrendUnknown, "No two quarters in a row have a figure."
	case len(last.Causes) > 0:
		s.State, s.Judged = TrendSignal, last.Judgement
	default:
		s.State = TrendSteady
	}
}

// test makes the five-point test of years, of those since the last break.
func (l *line) test(def indicator.Definition, s *Series) {
	since, why := 0, ""
	for i, w := range l.breaks {
		if i > since {
			since, why = i, w
		}
	}
	readings := l.readings()
	s.State = TrendUnknown
	if since > 0 && len(readings)-since < FivePoints {
		s.State, s.Reason = TrendTooFew, "There are fewer than five years since the series began anew. "+why
		return
	}
	t, err := FivePoint(readings[since:])
	switch {
	case errors.Is(err, ErrTooFew):
		s.State, s.Reason = TrendTooFew, "There are fewer than five years."
		return
	case errors.Is(err, ErrHole):
		s.Reason = "One of the last five years has no figure."
		return
	case errors.Is(err, ErrNoInterval):
		s.Reason = "A figure of the last five years has no interval."
		return
	case err != nil:
		s.Reason = "The test cannot be worked out: " + err.Error() + "."
		return
	}
	n := len(l.periods)
	s.Test = &TrendTest{From: l.periods[n-FivePoints].String(), To: l.periods[n-1].String(),
		Slope: significant(t.Slope), Chi2: significant(t.Chi2), Agree: t.Agree}
	s.Judged = t.Direction.Judge(def.Polarity)
	switch t.Direction {
	case Rising:
		s.State = TrendRising
	case Falling:
		s.State = TrendFalling
	default:
		s.State = TrendSteady
	}
}
