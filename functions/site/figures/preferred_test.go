package figures

import (
	"testing"

	"earlyhelp/shared/area"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
)

func TestPreferred(t *testing.T) {
	y24, y25, q := period.NewFinancialYear(2024), period.NewFinancialYear(2025), period.NewQuarter(2026, 3)
	england := func(p period.Period, returned int, source benchmark.Source) benchmark.Fact {
		return benchmark.Fact{Indicator: "E06", Period: p, Breakdown: "total", Category: "all", Level: benchmark.EnglandLevel, Source: source, AreasReturned: returned, AreasExpected: 153}
	}
	for _, tt := range []struct {
		name  string
		facts []benchmark.Fact
		want  period.Period
	}{
		{"a year that one area has returned for", []benchmark.Fact{england(y24, 153, benchmark.FromPooled), england(y25, 1, benchmark.FromPooled)}, y24},
		{"a year that half have returned for", []benchmark.Fact{england(y24, 153, benchmark.FromPooled), england(y25, 77, benchmark.FromPooled)}, y25},
		{"a year that the Department published", []benchmark.Fact{england(y24, 153, benchmark.FromPooled), england(y25, 1, benchmark.FromPublished)}, y25},
		{"nothing but a beginning", []benchmark.Fact{england(y25, 1, benchmark.FromPooled), england(q, 153, benchmark.FromPooled)}, y25},
		{"quarters alone", []benchmark.Fact{england(q, 1, benchmark.FromPooled)}, q},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := benchmark.NewSnapshot(tt.facts, benchmark.SnapshotOptions{View: benchmark.Public, Catalogue: indicator.All(), Register: area.England()})
			if got := preferred(s, s.PeriodsOf("E06")); got != tt.want {
				t.Errorf("preferred = %v, want %v", got, tt.want)
			}
		})
	}
}
