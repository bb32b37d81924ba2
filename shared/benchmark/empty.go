package benchmark

import (
	"fmt"
	"slices"
	"strings"

	"earlyhelp/shared/period"
)

// explainEmpty says why an answer shows no figure of any area, where it shows
// none, and what does.
func (s *Snapshot) explainEmpty(a *Answer, t *table) error {
	hidden := 0
	for i := range a.Areas {
		if a.Areas[i].Value.OK {
			return nil
		}
		if a.Areas[i].Symbol == Confidential {
			hidden++
		}
	}
	if len(a.Areas) == 1 {
		return nil // its own words say why
	}
	switch {
	case len(a.Areas) == 0:
		a.Reason = "No area asked for gives this part."
	case hidden == len(a.Areas):
		a.Reason = "Every figure asked for is hidden, so that nobody can be recognised."
	case hidden > 0:
		a.Reason = "No area asked for shows a figure: some are hidden, so that nobody can be recognised, and the others have none."
	default:
		a.Reason = "No area asked for has a figure."
	}
	if with := t.averages().with; with > 0 {
		a.Reason += fmt.Sprintf(" There is one for %s.", countOf(with, "other area", "other areas"))
		return nil
	}
	have, err := s.partsWithFigures(t.key)
	if err != nil {
		return err
	}
	if len(have) > 0 {
		a.Reason += " There are figures for: " + strings.Join(have, ", ") + "."
	}
	return nil
}

// partsWithFigures returns the parts of the same indicator and period, and then
// the periods of the same part, for which some area shows a figure: the nearest
// first, mostNamed at the most.
func (s *Snapshot) partsWithFigures(key tableKey) ([]string, error) {
	var have []string
	cells, err := s.Breakdowns(key.indicator, key.period)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(cells, func(a, b [2]string) int { // of the same breakdown first
		other := func(c [2]string) int {
			if c[0] != key.breakdown {
				return 1
			}
			return 0
		}
		return other(a) - other(b)
	})
	look := func(k tableKey, name string) error {
		if len(have) == mostNamed || k == key {
			return nil
		}
		t, err := s.table(k)
		if err == nil && t != nil && t.averages().with > 0 {
			have = append(have, name)
		}
		return err
	}
	for _, c := range cells {
		if err := look(tableKey{key.indicator, key.period, c[0], c[1]}, strings.TrimSuffix(c[0]+"/"+c[1], "/"+all)); err != nil {
			return nil, err
		}
	}
	if len(have) > 0 || key.breakdown != total {
		return have, nil
	}
	for _, name := range nearestPeriods(s.periods[key.indicator], key.period) {
		p, err := period.Parse(name)
		if err != nil {
			return nil, err
		}
		if err := look(tableKey{key.indicator, p, key.breakdown, key.category}, name); err != nil {
			return nil, err
		}
	}
	return have, nil
}

// mostElsewhere is how many other periods an area without a figure is looked
// for in, and named.
const (
	mostElsewhere  = 4
	mostLookedInto = 16
)

// elsewhere names the periods in which an area has a figure of the part.
func (s *Snapshot) elsewhere(f *AreaFigure, key tableKey) error {
	for i, name := range nearestPeriods(s.periods[key.indicator], key.period) {
		if i == mostLookedInto || len(f.Elsewhere) == mostElsewhere || key.breakdown != total {
			break
		}
		p, err := period.Parse(name)
		if err != nil {
			return err
		}
		t, err := s.table(tableKey{key.indicator, p, key.breakdown, key.category})
		if err != nil {
			return err
		}
		if t == nil || p == key.period {
			continue
		}
		if x := t.area(f.DFE); x != nil && x.Value.OK {
			f.Elsewhere = append(f.Elsewhere, name)
		}
	}
	return nil
}
