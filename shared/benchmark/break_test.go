package benchmark

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

// TestANewWayOfCountingIsABreak marks the first return that was counted from a
// list after typed ones, and the first typed one after those, and no other.
func TestANewWayOfCountingIsABreak(t *testing.T) {
	var rs []Signed
	for i, list := range []bool{false, false, true, true, false} {
		r := &returns.Return{Area: "383", Period: period.NewQuarter(2025+(i+1)/4, (i+1)%4+1), Counts: []returns.Count{known("referrals", 100), known("rereferrals_12m", 20)}}
		if list {
			r.MadeFrom.Tool = "earlyhelp 1.0"
		}
		rs = append(rs, Signed{Return: r})
	}
	rs[0], rs[3] = rs[3], rs[0] // whatever order they come in
	public, _ := snapshots(t, input(rs))
	want := map[string]bool{"2025-Q4": true, "2026-Q2": true}
	for _, p := range public.PeriodsOf("E06") {
		if p.Kind() != period.Quarter {
			continue
		}
		facts, err := public.Facts("E06", p, total, all)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range facts {
			if f.DFE == "383" && f.Marks.Has(Break) != want[p.String()] {
				t.Errorf("%s: marks %q, want a break: %v", p, f.Marks, want[p.String()])
			}
		}
	}
}

// TestATemplateOrABoundaryIsABreak marks what cannot be compared with the return
// before: Barnsley's boundary and code changed on 1 April 2025.
func TestATemplateOrABoundaryIsABreak(t *testing.T) {
	marks := func(dfe string, first period.Period, templates ...string) (all []Marks) {
		var rs []Signed
		for i, template := range templates {
			p := first
			for range i {
				p = p.Next()
			}
			rs = append(rs, Signed{Return: &returns.Return{Area: dfe, Period: p, TemplateVersion: template, Counts: []returns.Count{known("trained_24m", 20), known("headcount_needing_training", 90)}}})
		}
		public, _, err := Build(input(rs))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range public {
			if f.DFE == dfe && f.Indicator == "G01" && f.Value.OK {
				all = append(all, f.Marks)
			}
		}
		return all
	}
	q := period.NewQuarter
	for _, tt := range []struct {
		name string
		got  []Marks
		want []Marks
	}{
		{"another template", marks("383", q(2025, 2), "2026.1", "2026.2", "2026.2", ""), []Marks{"", "b", "", ""}},
		{"another boundary", marks("370", q(2024, 4), "", "", "", ""), []Marks{"", "", "b", ""}},
	} {
		if diff := cmp.Diff(tt.want, tt.got); diff != "" {
			t.Errorf("%s: -want +got\n%s", tt.name, diff)
		}
	}
}

// TestWhatNobodySignedIsProvisional marks the figures of a return, and of no
// other area.
func TestWhatNobodySignedIsProvisional(t *testing.T) {
	counts := []returns.Count{known("referrals", 100), known("rereferrals_12m", 20)}
	public, _, err := Build(input([]Signed{
		{Return: &returns.Return{Area: "383", Period: period.NewQuarter(2025, 2), Counts: counts}, Unsigned: true},
		{Return: &returns.Return{Area: "380", Period: period.NewQuarter(2025, 2), Counts: counts}},
	}))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range public {
		if f.Level == AreaLevel && f.Period.Kind() == period.Quarter && f.Marks.Has(Provisional) != (f.DFE == "383" && f.Value.OK) {
			t.Errorf("%s %s: marks %q", f.Name, f.Indicator, f.Marks)
		}
	}
}
