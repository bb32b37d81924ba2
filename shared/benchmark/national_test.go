package benchmark

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"earlyhelp/shared/area"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
	"earlyhelp/shared/published"
	"earlyhelp/shared/returns"
)

var year2025 = period.NewFinancialYear(2024)

// known returns a count of a measure's total.
func known(measure string, n int) returns.Count {
	return returns.Count{Sheet: "Referrals", Measure: measure, Breakdown: total, Category: all, N: float64(n)}
}

// publishedReturns are returns for the year to March 2025 that say what DfE
// published for each area. Where it published none, the count is made up: 3.
func publishedReturns(t testing.TB) []Signed {
	t.Helper()
	var rs []Signed
	for _, a := range area.England().On(year2025.End()) {
		row, ok := published.Series().Area(a.DFE, year2025)
		if !ok {
			t.Fatalf("no published row for %s", a.Label())
		}
		value := func(v published.Value) int {
			if v.OK() {
				return v.N
			}
			return 3
		}
		rs = append(rs, Signed{Return: &returns.Return{Area: a.DFE, Period: year2025, Counts: []returns.Count{
			known("referrals", value(row.Referrals)), known("rereferrals_12m", value(row.ReReferrals)), known("referrals_nfa", value(row.NFA)),
		}}})
	}
	return rs
}

func input(rs []Signed) Input {
	return Input{Returns: rs, Catalogue: indicator.All(), Register: area.England(), Published: published.Series()}
}

// snapshots builds both views.
func snapshots(t testing.TB, in Input) (public, full *Snapshot) {
	t.Helper()
	pub, exact, err := Build(in)
	if err != nil {
		t.Fatal(err)
	}
	o := SnapshotOptions{View: Public, Version: "000001", Catalogue: in.Catalogue, Register: in.Register}
	public = NewSnapshot(pub, o)
	o.View = Full
	return public, NewSnapshot(exact, o)
}

func find(t *testing.T, a Answer, dfe string) AreaFigure {
	t.Helper()
	for _, f := range a.Areas {
		if f.DFE == dfe {
			return f
		}
	}
	t.Fatalf("no area %s in the answer", dfe)
	return AreaFigure{}
}

// TestRereferrals2025 holds the answer to the figures that DfE published for
// the year to March 2025 (Children in need, reporting year 2025).
func TestRereferrals2025(t *testing.T) {
	public, full := snapshots(t, input(publishedReturns(t)))
	for _, s := range []*Snapshot{public, full} {
		a, err := s.Answer(Query{Indicator: "E06", Period: "2024-25", Peers: PeerNeighbours, Of: "E08000035"})
		if err != nil {
			t.Fatal(err)
		}
		if a.England.Value != Some(22.6) || a.England.Source != FromPublished || a.England.Numerator != Some(142900) || a.England.Denominator != Some(632830) {
			t.Errorf("%s: England = %+v", s.View(), a.England)
		}
		if got := find(t, a, "850"); got.Value != Some(41) || got.Code != "E10000014" || got.Comparison != Worse || got.Outlier != High998 {
			t.Errorf("%s: Hampshire = %+v", s.View(), got)
		}
		if got := find(t, a, "383"); got.Value != Some(24.2) || got.Outlier != NotOutside {
			t.Errorf("%s: Leeds = %+v", s.View(), got)
		}
		if p := a.Peers; p.Pooled != Some(22.1) || p.Mean != Some(21.4) || p.WithFigures != 10 || len(p.Codes) != 10 {
			t.Errorf("%s: peers of Leeds = %+v", s.View(), p)
		}
		// The test vectors have 29.78, from counts made of rounded percentages;
		// the counts as published give 29.86.
		if f := a.Funnel; math.Abs(f.Phi.Value-29.86) > 0.01 || !f.Adjusted || f.Outside != 3 || f.Naive != 102 || f.Areas != 151 {
			t.Errorf("%s: funnel = phi %v, %d of %d outside, %d by chance alone", s.View(), f.Phi, f.Outside, f.Areas, f.Naive)
		}
		if len(a.Areas) != 153 {
			t.Errorf("%s: %d areas, want 153", s.View(), len(a.Areas))
		}
	}
}

func TestSuppressedAreasShowNoNumber(t *testing.T) {
	rs := publishedReturns(t)
	public, full := snapshots(t, input(rs))
	suppressedAreas := 0
	for _, id := range []string{"E01", "E02", "E06"} {
		a, err := public.Answer(Query{Indicator: id, Period: "2024-25"})
		if err != nil {
			t.Fatal(err)
		}
		exact, err := full.Answer(Query{Indicator: id, Period: "2024-25"})
		if err != nil {
			t.Fatal(err)
		}
		for i, f := range a.Areas {
			n := exact.Areas[i].Numerator.Value
			small := n >= 1 && n <= 5 || exact.Areas[i].Unit(id) && exact.Areas[i].Denominator.Value-n <= 5 && exact.Areas[i].Denominator.Value > n
			if small != (f.Symbol == Confidential) {
				t.Errorf("%s %s: %v of %v has symbol %q", id, f.Name, n, exact.Areas[i].Denominator.Value, f.Symbol)
			}
			if f.Symbol != NoSymbol {
				suppressedAreas++
				want := AreaFigure{Code: f.Code, DFE: f.DFE, Name: f.Name, Region: f.Region, Comparison: NotCompared, Outlier: NotOutside,
					Symbol: f.Symbol, Reason: f.Reason, Source: f.Source, Words: f.Words}
				if diff := cmp.Diff(want, f); diff != "" {
					t.Errorf("%s %s: -want +got\n%s", id, f.Name, diff)
				}
			}
		}
	}
	if suppressedAreas == 0 {
		t.Error("nothing was suppressed")
	}
}

// Unit reports whether an indicator is a percentage, whose remainder counts.
func (AreaFigure) Unit(id string) bool { return id != "E01" }

func TestRegionsAndRatesAsPublished(t *testing.T) {
	public, _ := snapshots(t, input(nil))
	facts, err := public.Facts("E06", year2025, total, all)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]Number{}
	for _, f := range facts {
		if f.Level != AreaLevel {
			got[f.Name] = shownValue(&f, indicator.Percent)
		}
	}
	for name, want := range map[string]float64{"England": 22.6, "South East": 28.4, "East Midlands": 24.7, "London": 19.4, "East of England": 19.4} {
		if got[name] != Some(want) {
			t.Errorf("%s = %v, want %v", name, got[name], want)
		}
	}
	if len(got) != 10 {
		t.Errorf("%d figures above area level, want 10: %v", len(got), got)
	}
	a, err := public.Answer(Query{Indicator: "e01", Period: "2024-25", Areas: []string{"383", "E10000014"}})
	if err != nil {
		t.Fatal(err)
	}
	if a.England.Value != Some(519.4) || len(a.Areas) != 2 || find(t, a, "383").Value != Some(584.7) || find(t, a, "850").Value != Some(1424.9) {
		t.Errorf("rates = %+v, %+v", a.England, a.Areas)
	}
}

func TestQuestionsWithoutAnAnswer(t *testing.T) {
	public := withoutB01(t)
	tests := []struct {
		name  string
		q     Query
		field string
		says  string
	}{
		{"no such indicator", Query{Indicator: "E66", Period: "2024-25"}, "indicator", "E06"},
		{"described but not collected", Query{Indicator: "B01", Period: "2024-25"}, "indicator", "no figures yet"},
		{"a period without figures", Query{Indicator: "E06", Period: "2026-Q2"}, "period", "2024-25"},
		{"not a period", Query{Indicator: "E06", Period: "last year"}, "period", "2024-25"},
		{"no such area", Query{Indicator: "E06", Period: "2024-25", Areas: []string{"E99999999"}}, "areas", "E99999999"},
		{"an area that had ended", Query{Indicator: "E06", Period: "2024-25", Areas: []string{"909"}}, "areas", "ended"},
		{"no such breakdown", Query{Indicator: "E06", Period: "2024-25", Breakdown: "sex", Category: "female"}, "breakdown", "total"},
		{"no such peers", Query{Indicator: "E06", Period: "2024-25", Peers: "friends", Of: "383"}, "peers", "neighbours"},
		{"peers of nobody", Query{Indicator: "E06", Period: "2024-25", Peers: "neighbours"}, "of", "of="},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := public.Answer(tt.q)
			e, ok := err.(*QueryError)
			if !ok || e.Field != tt.field || !strings.Contains(e.Error(), tt.says) {
				t.Errorf("Answer(%+v) = %v, want a QueryError about %s that says %q", tt.q, err, tt.field, tt.says)
			}
		})
	}
}

// withoutB01 is a public snapshot in which one indicator has no figures.
func withoutB01(t *testing.T) *Snapshot {
	t.Helper()
	in := input(publishedReturns(t))
	public, _, err := Build(in)
	if err != nil {
		t.Fatal(err)
	}
	public = slices.DeleteFunc(public, func(f Fact) bool { return f.Indicator == "B01" })
	return NewSnapshot(public, SnapshotOptions{View: Public, Version: "000001", Catalogue: in.Catalogue, Register: in.Register})
}

func TestTrend(t *testing.T) {
	public := withoutB01(t)
	tr, err := public.Trend("E06", "383")
	if err != nil {
		t.Fatal(err)
	}
	if len(tr.Points) != 13 || tr.Points[0].Period != "2012-13" || tr.Points[12].Value != Some(24.2) || tr.Points[12].England != Some(22.6) || tr.Points[12].Source != FromReturn {
		t.Errorf("trend of Leeds = %+v", tr)
	}
	// Bournemouth, Christchurch and Poole came into being in April 2019.
	tr, err = public.Trend("E06", "839")
	if err != nil || tr.Points[0].Period != "2019-20" || tr.Points[0].Symbol != NotAvailable {
		t.Errorf("trend of 839 = %+v, %v", tr, err)
	}
	if _, err := public.Trend("B01", "383"); err == nil {
		t.Error("a trend of an indicator without figures has no error")
	}
}
