package benchmark

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"earlyhelp/shared/area"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/returns"
)

// shown prints what matters of a fact: value, counts, interval, symbol, marks.
func shown(f Fact) string {
	if !f.Value.OK {
		return "[" + string(f.Symbol) + "]"
	}
	s := fmt.Sprintf("%v (%v of %v)", Shown1(f.Value.Value), f.Numerator.Value, f.Denominator.Value)
	if f.Lower95.OK {
		s += fmt.Sprintf(" %.1f to %.1f", f.Lower95.Value, f.Upper95.Value)
	}
	for _, m := range f.Marks.List() {
		s += " [" + string(m) + "]"
	}
	return s
}

func part(measure, breakdown, category string, n float64) returns.Count {
	return returns.Count{Measure: measure, Breakdown: breakdown, Category: category, N: n}
}

// TestClasses shows what each disclosure class asks for, with one area that
// has returned.
func TestClasses(t *testing.T) {
	tests := []struct {
		name         string
		indicator    string
		counts       []returns.Count
		public, full string
		england      string // public
	}{
		{"D1: children are shown", "C08", []returns.Count{known("lead_professional_named", 40), known("episodes_open_end", 60)},
			"66.7 (40 of 60) 54.1 to 77.3", "66.7 (40 of 60) 54.1 to 77.3", "66.7 (40 of 60) 54.1 to 77.3"},
		{"D1: 1 to 5 are hidden", "C08", []returns.Count{known("lead_professional_named", 5), known("episodes_open_end", 60)},
			"[c]", "8.3 (5 of 60) 3.6 to 18.1", "[c]"},
		{"D1: all but 1 to 5 are hidden", "C08", []returns.Count{known("lead_professional_named", 57), known("episodes_open_end", 60)},
			"[c]", "95 (57 of 60) 86.3 to 98.3", "100 (60 of 60) 94.0 to 100.0"},
		{"D2: thirty cases stand by themselves", "B03", []returns.Count{known("child_spoken_to", 12), known("cases_audited", 30)},
			"40 (12 of 30) 24.6 to 57.7", "40 (12 of 30) 24.6 to 57.7", "33.3 (10 of 30) 19.2 to 51.2"},
		{"D2: fewer than thirty are marked", "B03", []returns.Count{known("child_spoken_to", 12), known("cases_audited", 29)},
			"41.4 (12 of 29) 25.5 to 59.3 [u]", "41.4 (12 of 29) 25.5 to 59.3", "33.3 (10 of 30) 19.2 to 51.2"},
		{"D2: fewer than ten are no figure", "B03", []returns.Count{known("child_spoken_to", 0), known("cases_audited", 9)},
			"[u]", "0 (0 of 9) 0.0 to 29.9", "0 (0 of 10) 0.0 to 27.8 [u]"},
		{"D2: a few are hidden, be there thirty cases or ten", "B03", []returns.Count{known("child_spoken_to", 3), known("cases_audited", 40)},
			"[c]", "7.5 (3 of 40) 2.6 to 19.9", "[low]"},
		{"D3: staff", "G01", []returns.Count{known("trained_24m", 4), known("headcount_needing_training", 60)},
			"[c]", "6.7 (4 of 60) 2.6 to 15.9", "[low]"},
		{"D3: a mean, with halves, has no interval", "G05", []returns.Count{known("open_cases", 130), part("wte", total, all, 12.5)},
			"10.4 (130 of 12.5)", "10.4 (130 of 12.5)", "13 (130 of 10)"},
		{"D3: few practitioners are hidden", "G05", []returns.Count{known("open_cases", 31), part("wte", total, all, 2.5)},
			"[c]", "12.4 (31 of 2.5)", "[low]"},
		{"D3: a mean may be below one", "G05", []returns.Count{known("open_cases", 8), part("wte", total, all, 16)},
			"0.5 (8 of 16)", "0.5 (8 of 16)", "0.5 (10 of 20)"},
		{"D4: settings are open", "H03", []returns.Count{known("schools_signed_up", 3), known("schools", 7)},
			"42.9 (3 of 7) 15.8 to 75.0", "42.9 (3 of 7) 15.8 to 75.0", "42.9 (3 of 7) 15.8 to 75.0"},
		{"D5: meetings are open", "H05", []returns.Count{known("seats_filled", 4), known("seats_expected", 5)},
			"80 (4 of 5) 37.6 to 96.4", "80 (4 of 5) 37.6 to 96.4", "80 (4 of 5) 37.6 to 96.4"},
		{"D5: a fact has no interval in an area, and one above it", "H01", []returns.Count{known("thresholds_audited_yes", 1), known("thresholds_audited_answered", 1)},
			"100 (1 of 1)", "100 (1 of 1)", "100 (1 of 1) 20.7 to 100.0"},
		{"D5: no is a value", "H02", []returns.Count{known("strategy_evaluated_yes", 0), known("strategy_evaluated_answered", 1)},
			"0 (0 of 1)", "0 (0 of 1)", "0 (0 of 1) 0.0 to 79.3"},
		{"D6: answers", "G04", []returns.Count{known("groups_agree", 10), known("groups_responses", 16)},
			"62.5 (10 of 16) 38.6 to 81.5 [u]", "62.5 (10 of 16) 38.6 to 81.5", "50 (10 of 20) 29.9 to 70.1 [u]"},
		{"D6: too few answers", "G04", []returns.Count{known("groups_agree", 8), known("groups_responses", 8)},
			"[u]", "100 (8 of 8) 67.6 to 100.0", "100 (10 of 10) 72.2 to 100.0 [u]"},
		{"no population, no rate", "A07", []returns.Count{known("black_mixed_boys_10_17", 40)}, "[x]", "[x]", "[x]"},
		{"a numerator above its whole", "C08", []returns.Count{known("lead_professional_named", 70), known("episodes_open_end", 60)}, "[x]", "[x]", "[x]"},
		{"no number at all", "G05", []returns.Count{part("open_cases", total, all, math.NaN()), part("wte", total, all, math.Inf(1))}, "[x]", "[x]", "[x]"},
		{"numbers out of this world", "A01", []returns.Count{part("children_open", total, all, 1e306)}, "[x]", "[x]", "[x]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := input([]Signed{{Return: &returns.Return{Area: "383", Period: year2025, Counts: tt.counts}}})
			public, full, err := Build(in)
			if err != nil {
				t.Fatal(err)
			}
			of := func(facts []Fact, name string) string {
				for _, f := range facts {
					if f.Indicator == tt.indicator && f.Period == year2025 && f.Breakdown == total && f.Name == name {
						return shown(f)
					}
				}
				return "nothing"
			}
			got := []string{of(public, "Leeds"), of(full, "Leeds"), of(public, "England")}
			if diff := cmp.Diff([]string{tt.public, tt.full, tt.england}, got); diff != "" {
				t.Errorf("public, full, England: -want +got\n%s", diff)
			}
		})
	}
}

// TestPartsThatNobodyGives looks for rows that nobody has a figure for.
func TestPartsThatNobodyGives(t *testing.T) {
	absent := func(c returns.Count) returns.Count { c.State, c.N = returns.NotAvailable, 0; return c }
	in := input([]Signed{
		{Return: &returns.Return{Area: "383", Period: year2025, Counts: []returns.Count{
			known("referrals", 100), known("rereferrals_12m", 30),
			part("referrals", "sex", "female", 50), part("rereferrals_12m", "sex", "female", 20),
			absent(part("referrals", "sex", "male", 0)), absent(part("rereferrals_12m", "sex", "male", 0)),
			part("rereferrals_12m", "sen", "yes", 20), // of how many is not said
			part("black_mixed_boys_10_17", "locality", "North", 20),
		}}},
		{Return: &returns.Return{Area: "850", Period: year2025, Counts: []returns.Count{
			absent(part("referrals", "sex", "female", 0)), absent(part("rereferrals_12m", "sex", "female", 0)),
		}}},
	})
	public, _, err := Build(in)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range public {
		if f.Breakdown != total && f.Level == AreaLevel {
			got = append(got, strings.Join([]string{f.Indicator, f.Category, f.Name}, " "))
		}
	}
	if diff := cmp.Diff([]string{"E01 female Leeds", "E06 female Leeds"}, got); diff != "" {
		t.Errorf("rows: -want +got\n%s", diff)
	}
}

// TestEveryIndicatorIsOfAClass holds the catalogue to the classes.
func TestEveryIndicatorIsOfAClass(t *testing.T) {
	for _, d := range indicator.All().List() {
		if !strings.Contains("D1 D2 D3 D4 D5 D6", d.Class) {
			t.Errorf("%s is of class %q", d.ID, d.Class)
		}
	}
	if !classOf(indicator.Definition{Class: "D7"}).people {
		t.Error("a class that is not known is open to all")
	}
}

// TestLocalitiesOfManyAreasStayApart gives every area localities of its own.
func TestLocalitiesOfManyAreasStayApart(t *testing.T) {
	var rs []Signed
	areas := area.England().On(year2025.End())
	for i, a := range areas {
		r := &returns.Return{Area: a.DFE, Period: year2025, Counts: []returns.Count{known("referrals", 600), known("rereferrals_12m", 300)}}
		for j := range 6 {
			name := fmt.Sprintf("%s %d", a.Name, j)
			r.Counts = append(r.Counts, part("referrals", locality, name, float64(100)), part("rereferrals_12m", locality, name, float64(20+i%7)))
		}
		rs = append(rs, Signed{Return: r})
	}
	rows := 0
	err := BuildEach(input(rs), func(public, full []Fact) error {
		for _, f := range public {
			if f.Breakdown == locality && f.Indicator == "E06" {
				rows++
				if !strings.HasPrefix(f.Category, f.Name) || !f.Value.OK {
					t.Errorf("%s has %s: %s", f.Name, f.Category, shown(f))
				}
			}
		}
		return nil
	})
	if err != nil || rows != 6*len(areas) {
		t.Errorf("%d rows, %v; want %d", rows, err, 6*len(areas))
	}
}
