package benchmark

import (
	"strconv"
	"strings"
	"testing"

	"earlyhelp/shared/area"
	"earlyhelp/shared/disclosure"
	"earlyhelp/shared/published"
)

// displayedCounts holds how a count is shown to the rules that DfE publishes
// children in need by, which are this platform's: hidden from 1 to 5 in an
// area, rounded to 10 for England. The other columns are of schemes that it
// does not follow.
func displayedCounts(t *testing.T, v vectors) {
	for _, r := range v.rows(t) {
		n := r.num(t, "count")
		shown := strconv.FormatFloat(n, 'f', -1, 64)
		if disclosure.Sensitive(n) {
			shown = "[" + string(Confidential) + "]"
		}
		rounded := strconv.FormatFloat(disclosure.Round10(n), 'f', -1, 64)
		if shown != r["dfe_cin_la"] || rounded != r["dfe_cin_england_nearest10"] {
			t.Errorf("%v is shown as %s and %s, want %s and %s", n, shown, rounded, r["dfe_cin_la"], r["dfe_cin_england_nearest10"])
		}
	}
}

// publishedReferrals holds the published series that this platform carries to
// the figures that the vectors were made from.
func publishedReferrals(t *testing.T, v vectors) {
	sum := 0.0
	for _, r := range v.rows(t) {
		row, ok := published.Series().Area(r["la_number"], year2025)
		if !ok {
			t.Errorf("there are no published figures for %s", r["la_name"])
			continue
		}
		n := r.number(t, "referrals_in_year")
		if row.Referrals.OK() != n.OK || n.OK && float64(row.Referrals.N) != n.Value {
			t.Errorf("%s: %v referrals published, want %s", r["la_name"], row.Referrals, r["referrals_in_year"])
		}
		sum += n.Value
		if rate := r.number(t, "referrals_per_10000_0_17"); rate.OK && r["implied_population_0_17"] != "" {
			// Rounded to one decimal and to the person.
			if !near(1e4*n.Value/rate.Value, r.num(t, "implied_population_0_17"), 1e-3) {
				t.Errorf("%s: %v", r["la_name"], r)
			}
		}
	}
	if sum != 632828 {
		t.Errorf("the areas' referrals add up to %v, want 632828 (England, rounded: 632,830)", sum)
	}
}

// publishedNeighbours holds the statistical neighbours to those of 2025.
func publishedNeighbours(t *testing.T, v vectors) {
	of := map[string][]string{}
	for _, r := range v.rows(t) {
		if r.index(t, "neighbour_rank") != len(of[r["la_number"]])+1 {
			t.Fatalf("%v is out of order", r)
		}
		of[r["la_number"]] = append(of[r["la_number"]], r["neighbour_la_number"])
	}
	checked := 0
	for dfe, want := range of {
		a, ok := area.England().Find(dfe)
		if !ok || !a.On(year2025.End()) {
			continue // an area of the model that was abolished since
		}
		var got []string
		for _, n := range a.Neighbours {
			got = append(got, n.DFE)
		}
		checked++
		if strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("neighbours of %s = %v, want %v", a.Name, got, want)
		}
	}
	if checked < 150 {
		t.Errorf("only %d areas checked", checked)
	}
}
