package disclosure

import (
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"testing"
)

// TestSchemes reproduces four published schemes for small and boundary counts:
// the Department for Education's for areas and for England, that of NHS hospital
// statistics, OpenSAFELY's, and a threshold of 10 with base 5 as checkers of
// research outputs ask for.
func TestSchemes(t *testing.T) {
	f, err := os.Open("testdata/sdc-rounding.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	schemes := map[string]Scheme{
		"dfe_cin_la": AreaScheme, "dfe_cin_england_nearest10": EnglandScheme,
		"nhs_hes_subnational":     {UpTo: 7, Instead: "*", Round: 5},
		"opensafely":              {UpTo: 7, Instead: "[REDACTED]", Round: 5},
		"acro_threshold10_round5": {UpTo: 9, Instead: "flagged (threshold)", ForZero: "flagged (zeros_are_disclosive)", Round: 5},
	}
	for _, row := range rows[1:] {
		n, err := strconv.ParseFloat(row[0], 64)
		if err != nil {
			t.Fatal(err)
		}
		for i, name := range rows[0][1:] {
			s, ok := schemes[name]
			if !ok {
				t.Fatalf("no scheme %s", name)
			}
			if got, _, _ := s.Shows(n); got != row[1+i] {
				t.Errorf("%s of %v = %s, want %s", name, n, got, row[1+i])
			}
		}
	}
	for _, n := range []float64{-1, math.NaN(), math.Inf(1)} {
		if got, _, ok := AreaScheme.Shows(n); got != "[x]" || ok {
			t.Errorf("%v is shown as %s", n, got)
		}
	}
}
