package benchmark

import (
	"slices"

	"earlyhelp/shared/period"
)

// Preferred returns the period to show when none is asked for, of those of ps,
// which are earliest first: the latest financial year, which is whole and
// comparable with what is published, else the latest quarter, for which at
// least half of the areas have returned or England's figure is published; the
// first few areas tell nothing about England. Where there is none, it is the
// latest year, or the latest quarter. The zero Period for no periods.
func (s *Snapshot) Preferred(ps []period.Period) period.Period {
	if len(ps) == 0 {
		return period.Period{}
	}
	for _, kind := range []period.Kind{period.FinancialYear, period.Quarter} {
		for _, p := range slices.Backward(ps) {
			if p.Kind() == kind && !s.sparse(p) {
				return p
			}
		}
	}
	for _, p := range slices.Backward(ps) {
		if p.Kind() == period.FinancialYear {
			return p
		}
	}
	return ps[len(ps)-1]
}

// sparse reports whether fewer than half of the areas have returned for a
// period, by the first indicator that has figures.
func (s *Snapshot) sparse(p period.Period) bool {
	for _, d := range s.o.Catalogue.List() {
		t, err := s.table(tableKey{d.ID, p, total, all})
		if err != nil || t == nil || t.england.Indicator == "" {
			continue
		}
		return t.england.Source == FromPooled && 2*t.england.AreasReturned < t.england.AreasExpected
	}
	return false
}
