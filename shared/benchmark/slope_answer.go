package benchmark

import (
	"fmt"
	"math"

	"earlyhelp/shared/indicator"
)

// slope works out how the areas' figures go with deprivation.
func (s *Snapshot) slope(t *table) *SlopeFigure {
	out := &SlopeFigure{}
	if t.def.Unit != indicator.Percent && t.def.Unit != indicator.Rate {
		out.Reason = "Only of percentages and rates is there a slope over deprivation."
		out.Words = out.Reason
		return out
	}
	byDFE := map[string]*Fact{}
	var dfes []string
	for _, f := range t.areas {
		a, ok := s.o.Register.Find(f.DFE)
		_, populated := s.o.Register.Population(f.DFE, t.key.period)
		if !ok || a.Deprivation.IsZero() || !populated || !shows(f) || !f.Lower95.OK || !f.Upper95.OK {
			out.Without++
			continue
		}
		byDFE[f.DFE], dfes = f, append(dfes, f.DFE)
	}
	var groups []SlopeGroup
	for _, dfe := range byDeprivation(s.o.Register, dfes) {
		f := byDFE[dfe]
		n, _ := s.o.Register.Population(dfe, t.key.period)
		groups = append(groups, SlopeGroup{Population: float64(n.N), Value: f.Value.Value, SE: Some((f.Upper95.Value - f.Lower95.Value) / (2 * C95.Z()))})
	}
	out.Areas = len(groups)
	if len(groups) < fewestForSpread {
		out.Reason = "Fewer than ten areas have a figure and a deprivation score."
		out.Words = out.Reason
		return out
	}
	slope, err := SlopeIndex(groups, Plain, C95)
	if err != nil {
		out.Reason = "The slope cannot be worked out: " + err.Error() + "."
		out.Words = out.Reason
		return out
	}
	out.Slope, out.Lower95, out.Upper95 = shownNumber(Some(slope.Index.Value)), shownNumber(Some(slope.Index.Lower)), shownNumber(Some(slope.Index.Upper))
	if slope.Relative.Value > 0 {
		out.Relative = two(slope.Relative.Value)
	}
	out.Words = slopeWords(t.def, out, slope)
	return out
}

func slopeWords(def indicator.Definition, s *SlopeFigure, slope Slope) string {
	size := changeWords(math.Abs(s.Slope.Value), def.Unit)
	span := " (95% interval " + thousands(s.Lower95.Value, 1) + " to " + thousands(s.Upper95.Value, 1) + ")"
	from := "From the least to the most deprived areas (" + fmt.Sprint(s.Areas) + " areas, by children on low incomes, weighted by population) "
	note := " It says how figures go together over areas, not why, and nothing of single families."
	switch {
	case slope.Index.Lower > 0:
		return from + lowerFirst(subject(def)) + " rise by " + size + span + " along a straight line." + note
	case slope.Index.Upper < 0:
		return from + lowerFirst(subject(def)) + " fall by " + size + span + " along a straight line." + note
	}
	return from + lowerFirst(subject(def)) + " show no slope: " + thousands(s.Slope.Value, 1) + span + "." + note
}
