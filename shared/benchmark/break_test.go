package benchmark

import (
	"testing"

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
