package api

import (
	"testing"

	"earlyhelp/shared/benchmark"
)

// TestCSVRunsNothing has a locality whose name a spreadsheet would run.
func TestCSVRunsNothing(t *testing.T) {
	for name, want := range map[string]string{"=cmd|' /c calc'!A1": "'=cmd|' /c calc'!A1", "-2+3": "'-2+3", "@SUM(A1)": "'@SUM(A1)", "East": "East", "": ""} {
		rows := benchmarkRows(benchmark.Answer{Breakdown: "locality", Category: name, Areas: []benchmark.AreaFigure{{Code: "E08000035"}}})
		for _, row := range rows[1:] {
			if row[4] != want {
				t.Errorf("category %q is written %q, want %q", name, row[4], want)
			}
		}
	}
}
