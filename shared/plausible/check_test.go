package plausible

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
	"earlyhelp/shared/published"
	"earlyhelp/shared/returns"
)

var now = period.NewQuarter(2026, 2)

// a return of Leeds with these totals, each in a row of its own.
func a(p period.Period, totals map[string]float64) *returns.Return {
	r := &returns.Return{Area: "383", Period: p, TemplateVersion: returns.TemplateVersion, Demonstration: true}
	for i, m := range returns.Measures("") {
		n, ok := totals[m.Name]
		if !ok {
			continue
		}
		if m.Categories(returns.Total) != nil {
			r.Counts = append(r.Counts, returns.Count{Sheet: m.Sheet, Measure: m.Name, Breakdown: returns.Total, Category: returns.All, N: n, Ref: cell.Ref{Sheet: m.Sheet, Row: i + 2, Col: 4}})
			continue
		}
		name := m.Breakdowns[0]
		for j, c := range m.Categories(name) { // the last row holds what the others leave
			k := 1.0
			if j == len(m.Categories(name))-1 {
				k = n - float64(j)
			}
			r.Counts = append(r.Counts, returns.Count{Sheet: m.Sheet, Measure: m.Name, Breakdown: name, Category: c, N: k, Ref: cell.Ref{Sheet: m.Sheet, Row: j + 2, Col: i + 2}})
		}
	}
	r.Make()
	return r
}

// before are returns of the quarters that end with the one before now, the
// oldest first, with one measure each.
func before(measure string, ns ...float64) []*returns.Return {
	var all []*returns.Return
	p := now
	for range ns {
		p = p.Previous()
	}
	for _, n := range ns {
		all = append(all, a(p, map[string]float64{measure: n}))
		p = p.Next()
	}
	return all
}

// found prints rule, place and severity.
func found(problems []cell.Problem) []string {
	var out []string
	for _, p := range problems {
		out = append(out, fmt.Sprintf("%s %s %s", p.Rule, p.Ref, p.Severity))
	}
	return out
}

func place(r *returns.Return, measure string) string {
	return r.Index()[returns.Key{Measure: measure, Breakdown: returns.Total, Category: returns.All}].Ref.String()
}

func TestChange(t *testing.T) {
	tests := []struct {
		name string
		was  []float64
		now  float64
		want bool
	}{
		{"20% more is not asked about", []float64{100}, 120, false},
		{"more than 20% is", []float64{100}, 121, true},
		{"20% less is not", []float64{100}, 80, false},
		{"more than 20% less is", []float64{100}, 79, true},
		{"only the last period counts", []float64{400, 100}, 110, false},
		{"2 and 3 are the same", []float64{2}, 3, false},
		{"10 and 20 may be chance", []float64{10}, 20, false},
		{"10 and 21 are more than chance", []float64{10}, 21, true},
		{"60 and 75 may be chance", []float64{60}, 75, false},
		{"0 and 3 may be chance", []float64{0}, 3, false},
		{"0 and 4 are more than chance", []float64{0}, 4, true},
		{"none twice is no change", []float64{0}, 0, false},
		{"to none", []float64{150}, 0, true},
		{"nothing to compare with", nil, 900, false},
		{"seven periods: still 20%", []float64{400, 400, 400, 400, 400, 400, 400}, 481, true},
		{"eight that keep close: limits no nearer than chance", []float64{400, 401, 400, 399, 400, 401, 400, 400}, 459, false},
		{"eight that keep close: beyond chance", []float64{400, 401, 400, 399, 400, 401, 400, 400}, 462, true},
		{"eight that swing: 20% more is usual", []float64{400, 520, 390, 540, 410, 500, 380, 520}, 640, false},
		{"eight that swing: beyond their limits", []float64{400, 520, 390, 540, 410, 500, 380, 520}, 820, true},
		{"below the limits", []float64{600, 640, 610, 650, 600, 640, 610, 650}, 480, true},
		{"a new level is asked about once", []float64{400, 410, 400, 410, 400, 410, 400, 410, 400, 700}, 690, false},
		{"further out it is asked about again", []float64{400, 410, 400, 410, 400, 410, 400, 410, 400, 700}, 900, true},
		{"eight of next to nothing", []float64{0, 1, 0, 0, 1, 0, 0, 1}, 3, false},
		{"eight of nothing, then some", []float64{0, 0, 0, 0, 0, 0, 0, 0}, 4, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := a(now, map[string]float64{"stepped_down": tt.now})
			got := Check(r, Context{Earlier: before("stepped_down", tt.was...)})
			got = only(got, "V09")
			if (len(got) == 1) != tt.want || len(got) > 1 {
				t.Fatalf("V09 = %v, want %t", got, tt.want)
			}
			if tt.want && (got[0].Ref.String() != place(r, "stepped_down") || got[0].Severity != cell.Explain || got[0].Group != groupChange) {
				t.Errorf("%+v", got[0])
			}
		})
	}
}

func only(problems []cell.Problem, rule string) []cell.Problem {
	var out []cell.Problem
	for _, p := range problems {
		if p.Rule == rule {
			out = append(out, p)
		}
	}
	return out
}

func TestChangeSaysWhatFromAndTo(t *testing.T) {
	r := a(now, map[string]float64{"referrals": 812})
	got := Check(r, Context{Earlier: before("referrals", 640)})
	want := []cell.Problem{{
		Ref: cell.Ref{Sheet: "Referrals", Row: 21, Col: 4}, Rule: "V09", Severity: cell.Explain, Group: "A count changed a lot since the last period", Value: "812",
		Message: "“Referrals to children's social care” is 812; in January to March 2026 it was 640. That is up by 27%, and a change of over 20% has to be explained. " +
			"If the count is wrong, correct it; if it is right, explain what lies behind the change.",
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	got = Check(a(now, map[string]float64{"referrals": 812}), Context{Earlier: before("referrals", 600, 640, 580, 640, 620, 590, 600, 640)})
	if len(got) != 1 || !strings.Contains(got[0].Message, "Over the 8 periods before, it has kept between 515 and 712.") {
		t.Errorf("with eight periods: %v", got)
	}
}

// TestPartsAreNotBlamedForTheirWhole doubles a whole and its parts with it.
func TestPartsAreNotBlamedForTheirWhole(t *testing.T) {
	was := a(now.Previous(), map[string]float64{"referrals": 400, "rereferrals_12m": 90, "rereferrals_3m": 40, "referrals_nfa": 100})
	tests := []struct {
		name string
		is   map[string]float64
		want []string
	}{
		{"all in proportion", map[string]float64{"referrals": 800, "rereferrals_12m": 185, "rereferrals_3m": 84, "referrals_nfa": 190}, []string{"referrals"}},
		{"one part out of proportion", map[string]float64{"referrals": 800, "rereferrals_12m": 185, "rereferrals_3m": 84, "referrals_nfa": 400}, []string{"referrals", "referrals_nfa"}},
		{"a part that stayed while its whole doubled", map[string]float64{"referrals": 800, "rereferrals_12m": 185, "rereferrals_3m": 84, "referrals_nfa": 100}, []string{"referrals"}},
		{"a part alone", map[string]float64{"referrals": 410, "rereferrals_12m": 190, "rereferrals_3m": 85, "referrals_nfa": 100}, []string{"rereferrals_12m"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := a(now, tt.is)
			var want []string
			for _, m := range tt.want {
				want = append(want, "V09 "+place(r, m)+" explain")
			}
			if diff := cmp.Diff(want, found(Check(r, Context{Earlier: []*returns.Return{was}}))); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// TestSamplesAreComparedByShare audits three times as many cases as before.
func TestSamplesAreComparedByShare(t *testing.T) {
	was := a(now.Previous(), map[string]float64{"cases_audited": 100, "child_spoken_to": 60, "no_plan": 10})
	r := a(now, map[string]float64{"cases_audited": 300, "child_spoken_to": 190, "no_plan": 90})
	got := Check(r, Context{Earlier: []*returns.Return{was}})
	if diff := cmp.Diff([]string{"V09 " + place(r, "no_plan") + " explain"}, found(got)); diff != "" {
		t.Fatalf("-want +got\n%s", diff)
	}
	if !strings.Contains(got[0].Message, "is 90; with its share of “Cases audited” in January to March 2026 it would be about 30.") {
		t.Errorf("message: %s", got[0].Message)
	}
}

// TestMadeTotalsAreNamedByARow changes what one agency gave.
func TestMadeTotalsAreNamedByARow(t *testing.T) {
	was := a(now.Previous(), map[string]float64{"headcount_needing_training": 400})
	r := a(now, map[string]float64{"headcount_needing_training": 400})
	for i := range r.Counts {
		if c := &r.Counts[i]; c.Breakdown == "agency" && c.Category == "police" {
			c.N += 200
		}
	}
	r.Make()
	want := ""
	for _, c := range r.Counts {
		if c.Category == "police" {
			want = c.Ref.String()
		}
	}
	if diff := cmp.Diff([]string{"V09 " + want + " explain"}, found(Check(r, Context{Earlier: []*returns.Return{was}}))); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestEarlierReturnsThatDoNotCount(t *testing.T) {
	r := a(now, map[string]float64{"referrals": 900})
	elsewhere := a(now.Previous(), map[string]float64{"referrals": 100})
	elsewhere.Area = "850"
	unknown := a(now.Previous(), map[string]float64{"referrals": 100})
	unknown.Counts[0].State, unknown.Counts[0].N = returns.NotAvailable, 0
	for name, earlier := range map[string][]*returns.Return{
		"another area":               {elsewhere},
		"a year":                     {a(period.NewFinancialYear(2024), map[string]float64{"referrals": 100})},
		"a later quarter":            {a(now.Next(), map[string]float64{"referrals": 100})},
		"the same quarter":           {a(now, map[string]float64{"referrals": 100})},
		"not available":              {unknown},
		"known once, then not known": {a(now.Previous().Previous(), map[string]float64{"referrals": 100}), unknown},
		"nothing there":              {nil},
	} {
		if got := Check(r, Context{Earlier: earlier}); len(got) > 0 {
			t.Errorf("%s: %v", name, found(got))
		}
	}
	// Out of order they are put in order.
	if got := Check(r, Context{Earlier: []*returns.Return{a(now.Previous(), map[string]float64{"referrals": 890}), a(now.Previous().Previous(), map[string]float64{"referrals": 100})}}); len(got) > 0 {
		t.Errorf("out of order: %v", found(got))
	}
}

func TestNational(t *testing.T) {
	limits := &benchmark.Limits{Limits: []benchmark.Limit{
		{Indicator: "E01", Period: now, Unit: indicator.Rate, Value: 130, Method: benchmark.LogScale, Phi: 90, Tau2: 0.06, Areas: 153},
		{Indicator: "E06", Period: now.Previous(), Unit: indicator.Percent, Value: 22.6, Method: benchmark.ArcsineScale, Phi: 30, Tau2: 0.002, Areas: 153},
	}}
	in, err := limits.Limits[1].At(1000, benchmark.C998)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		is   map[string]float64
		want []string
	}{
		{"within", map[string]float64{"referrals": 2300, "rereferrals_12m": 500}, nil},
		{"just within", map[string]float64{"referrals": 1000, "rereferrals_12m": float64(int(10 * in.Upper))}, nil},
		{"just above", map[string]float64{"referrals": 1000, "rereferrals_12m": float64(int(10*in.Upper) + 1)}, []string{"rereferrals_12m"}},
		{"below", map[string]float64{"referrals": 1000, "rereferrals_12m": 60}, []string{"rereferrals_12m"}},
		{"too few to tell", map[string]float64{"rereferrals_12m": 80, "referrals": 99}, nil},
		{"a rate", map[string]float64{"referrals": 6000}, []string{"referrals"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := a(now, tt.is)
			var want, got []string
			for _, m := range tt.want {
				want = append(want, "V10 "+place(r, m)+" explain")
			}
			for _, f := range found(Check(r, Context{Limits: limits})) {
				if !strings.Contains(f, place(r, "referrals")) || tt.name == "a rate" {
					got = append(got, f)
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
	got := only(Check(a(now, map[string]float64{"referrals": 1000, "rereferrals_12m": 412}), Context{Limits: limits}), "V10")
	want := "“Re-referred within 12 months” comes to 41.2% (412 of 1,000), above the national limits of 11.7 to 35.9%. They hold 998 of 1,000 areas of this size about England’s 22.6% " +
		"for January to March 2026, the latest there is, with room for how much areas differ. If a count is wrong, correct it; if the figure is right, explain why the area is so far from others."
	if last := got[len(got)-1]; last.Message != want {
		t.Errorf("message:\n%s\nwant:\n%s", last.Message, want)
	}
}

func TestPublished(t *testing.T) {
	table := published.Series()
	year := period.NewFinancialYear(2024)
	row, ok := table.Area("383", year)
	if !ok || row.Referrals.N != 10304 {
		t.Fatalf("Leeds = %+v", row)
	}
	quarters := func(ns ...float64) (r *returns.Return, earlier []*returns.Return) {
		q := period.NewQuarter(2024, 2)
		for _, n := range ns {
			earlier = append(earlier, a(q, map[string]float64{"referrals": n}))
			q = q.Next()
		}
		return earlier[len(earlier)-1], earlier[:len(earlier)-1]
	}
	check := func(name string, r *returns.Return, earlier []*returns.Return, want bool, says string) {
		t.Helper()
		got := only(Check(r, Context{Earlier: earlier, Published: table}), "V11")
		if (len(got) == 1) != want {
			t.Errorf("%s: %v, want %t", name, got, want)
		} else if want && (got[0].Ref.String() != place(r, "referrals") || !strings.Contains(got[0].Message, says)) {
			t.Errorf("%s: %+v", name, got[0])
		}
	}
	check("the same", a(year, map[string]float64{"referrals": 10304}), nil, false, "")
	check("3% more", a(year, map[string]float64{"referrals": 10613}), nil, false, "") // 309.12 is 3%
	check("over 3% more", a(year, map[string]float64{"referrals": 10614}), nil, true, "published 10,304 for the area: they differ by 3.0%, and over 3.0%")
	check("over 3% less", a(year, map[string]float64{"referrals": 9994}), nil, true, "9,994")
	check("a year that is not published", a(year.Next(), map[string]float64{"referrals": 1}), nil, false, "")
	r, earlier := quarters(2500, 2600, 2600, 2600)
	check("four quarters", r, earlier, false, "")
	r, earlier = quarters(2500, 2600, 2600, 3300)
	check("four quarters that do not add up", r, earlier, true, "add up to 11,000 here, this quarter’s 3,300 among them")
	check("three quarters", earlier[2], earlier[:2], false, "")
	check("three and another", r, earlier[:2], false, "")
	// A quarter sent again when those after it are there.
	check("the second quarter again", a(earlier[1].Period, map[string]float64{"referrals": 5000}), []*returns.Return{earlier[0], earlier[2], r}, true, "add up to")
}

func TestSuppressedPublishedFigureIsNoMeasure(t *testing.T) {
	for _, p := range published.Series().Periods() {
		for _, dfe := range []string{"201", "420"} {
			row, ok := published.Series().Area(dfe, p)
			if !ok || row.Referrals.OK() {
				continue
			}
			r := a(p, map[string]float64{"referrals": 900})
			r.Area = dfe
			if got := Check(r, Context{Published: published.Series()}); len(got) > 0 {
				t.Errorf("%s %s: %v", dfe, p, found(got))
			}
		}
	}
}

func TestRepeated(t *testing.T) {
	totals := map[string]float64{"referrals": 400, "rereferrals_12m": 90}
	fresh := func() *returns.Return { return a(now, totals) }
	moved := fresh()
	for i := range moved.Counts {
		moved.Counts[i].Ref.Row += 7
	}
	noted := fresh()
	noted.Counts[0].Note = "Counted by hand."
	other := a(now, map[string]float64{"referrals": 400, "rereferrals_12m": 91})
	tests := []struct {
		name string
		c    Context
		want bool
	}{
		{"the first version", Context{}, false},
		{"the same again", Context{Last: fresh()}, true},
		{"the same in other rows", Context{Last: moved}, true},
		{"another note", Context{Last: noted}, false},
		{"another count", Context{Last: other}, false},
		{"the figures of the last period", Context{Earlier: []*returns.Return{a(now.Previous(), totals)}}, true},
		{"the figures of the period before that", Context{Earlier: []*returns.Return{a(now.Previous().Previous(), totals), a(now.Previous(), map[string]float64{"referrals": 401, "rereferrals_12m": 90})}}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := Check(fresh(), tt.c)
			if (len(got) == 1) != tt.want {
				t.Fatalf("%v, want %t", got, tt.want)
			}
			if tt.want && (got[0].Rule != "V17" || got[0].Severity != cell.Note || got[0].Ref != cell.Ref{}) {
				t.Errorf("%+v", got[0])
			}
		})
	}
	zero := map[string]float64{"referrals": 0}
	if got := Check(a(now, zero), Context{Earlier: []*returns.Return{a(now.Previous(), zero)}}); len(got) > 0 {
		t.Errorf("two returns of nothing: %v", got)
	}
}
