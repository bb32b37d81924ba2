package benchmark

import (
	"math"
	"strings"
	"testing"

	"earlyhelp/shared/area"
)

// inParts adds the parts of a breakdown of Leeds, and the total they add up to.
func inParts(t *testing.T, id, breakdown string, parts map[string][2]float64, hide ...string) *Snapshot {
	t.Helper()
	s := &scene{t: t}
	var n, d float64
	for _, p := range parts {
		n, d = n+p[0], d+p[1]
	}
	s.figure(id, wordsQuarter, AreaLevel, "383", n, d)
	for category, p := range parts {
		f := s.figure(id, wordsQuarter, AreaLevel, "383", p[0], p[1])
		f.Breakdown, f.Category = breakdown, category
		for _, h := range hide {
			if h == category {
				*f = suppressed(*f)
			}
		}
	}
	return s.snapshot()
}

func TestGapsBetweenParts(t *testing.T) {
	s := inParts(t, "E06", "sex", map[string][2]float64{"female": {300, 1000}, "male": {200, 1000}, "not recorded": {5, 20}})
	a, err := s.Gaps(GapsQuery{Indicator: "e06", Period: "2026-Q2", Breakdown: "sex", Area: "383"})
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Categories) != 3 || a.Categories[0].Category != "female" || a.Categories[2].Category != "not recorded" || a.Total.Value != Some(25) || a.Reason != "" {
		t.Fatalf("gaps = %+v", a)
	}
	// 300 of 1,000 against the other 205 of 1,020: 30.0 - 20.1.
	g := a.Categories[0]
	e, err := ProportionDifference(Fraction{300, 1000}, Fraction{205, 1020}, C95)
	if err != nil {
		t.Fatal(err)
	}
	if g.Rest != Some(20.1) || g.Gap != Some(9.9) || g.GapLower != Some(Shown1(100*e.Lower)) || g.GapUpper != Some(Shown1(100*e.Upper)) || g.Ratio != Some(1.49) || !(g.RatioLower.Value < 1.49 && g.RatioLower.Value > 1) {
		t.Errorf("girls = %+v", g)
	}
	if !strings.Contains(g.Words, "higher than all others together, by 9.9 points") {
		t.Errorf("words = %q", g.Words)
	}
	if w := a.Categories[2].Words; !strings.Contains(w, "not shown to differ") || !strings.Contains(w, "of few cases") {
		t.Errorf("words = %q", w)
	}
}

func TestGapsThatThereAreNot(t *testing.T) {
	s := inParts(t, "E06", "sex", map[string][2]float64{"female": {300, 1000}, "male": {200, 1000}}, "female", "male")
	a, err := s.Gaps(GapsQuery{Indicator: "E06", Period: "2026-Q2", Breakdown: "sex", Area: "383"})
	if err != nil || a.Reason == "" || a.Categories[0].Gap.OK || a.Categories[0].Symbol != Confidential {
		t.Errorf("hidden parts: %+v, %v", a, err)
	}
	s = inParts(t, "A01", "sex", map[string][2]float64{"female": {300, 100000}, "male": {200, 100000}})
	a, err = s.Gaps(GapsQuery{Indicator: "A01", Period: "2026-Q2", Breakdown: "sex", Area: "383"})
	if err != nil || !strings.Contains(a.Reason, "population is not split") || a.Categories[0].Gap.OK {
		t.Errorf("a rate: %+v, %v", a, err)
	}
	for _, tt := range []struct {
		q     GapsQuery
		field string
	}{
		{GapsQuery{Indicator: "A01", Period: "2026-Q2", Breakdown: "need", Area: "383"}, "breakdown"},
		{GapsQuery{Indicator: "A01", Period: "2026-Q2", Breakdown: "sex", Area: "999"}, "area"},
		{GapsQuery{Indicator: "A01", Period: "2026-Q1", Breakdown: "sex", Area: "383"}, "period"},
		{GapsQuery{Indicator: "A01", Period: "2026-Q2", Breakdown: "sex", Area: "909"}, "area"},
		{GapsQuery{Indicator: "A01", Period: "2026-Q2", Breakdown: "sex"}, "area"}, // England has none here
	} {
		_, err := s.Gaps(tt.q)
		if e, ok := err.(*QueryError); !ok || e.Field != tt.field {
			t.Errorf("Gaps(%+v) = %v, want a QueryError about %s", tt.q, err, tt.field)
		}
	}
}

// TestSlopeOverDeprivation makes a figure rise with deprivation in a straight
// line, and leaves out areas without a score.
func TestSlopeOverDeprivation(t *testing.T) {
	s := &scene{t: t}
	for _, a := range area.England().On(wordsYear.End()) {
		rank := a.Deprivation.IDACIRank
		if rank == 0 {
			rank = 75
		}
		s.figure("E06", wordsYear, AreaLevel, a.DFE, math.Round(2000+1000*float64(151-rank)/150), 10000)
	}
	a, err := s.snapshot().Answer(Query{Indicator: "E06", Period: "2024-25", Slope: true})
	if err != nil {
		t.Fatal(err)
	}
	// 4 areas have no score and one of those has a population; the line runs from 20% to 30%.
	if f := a.Slope; f.Without != 4 || f.Areas != 149 || math.Abs(f.Slope.Value-10) > 0.6 || !(f.Lower95.Value < f.Slope.Value && f.Slope.Value < f.Upper95.Value) || !strings.Contains(f.Words, "rise by") || math.Abs(f.Relative.Value-1.5) > 0.05 {
		t.Errorf("slope = %+v", f)
	}
	a, err = published2025(t).Answer(Query{Indicator: "E06", Period: "2024-25"})
	if err != nil || a.Slope != nil {
		t.Errorf("a slope that nobody asked for: %+v, %v", a.Slope, err)
	}
	few := (&scene{t: t}).nation("E06", wordsYear, 0.2, 1000, 0.4, 5).snapshot()
	if a, err = few.Answer(Query{Indicator: "E06", Period: "2024-25", Slope: true}); err != nil || a.Slope.Reason == "" || a.Slope.Slope.OK {
		t.Errorf("few areas: %+v, %v", a.Slope, err)
	}
	mean := (&scene{t: t}).nation("G05", wordsQuarter, 16, 20, 0.4, 40).snapshot()
	if a, err = mean.Answer(Query{Indicator: "G05", Period: "2026-Q2", Slope: true}); err != nil || a.Slope.Reason == "" {
		t.Errorf("a mean: %+v, %v", a.Slope, err)
	}
}

// TestOwnComparesWithWhatIsPublic: an area's own people see its exact figure,
// and all else as the public does; every comparison is worked out from just
// that.
func TestOwnComparesWithWhatIsPublic(t *testing.T) {
	public, full := snapshots(t, input(publishedReturns(t)))
	q := Query{Indicator: "E02", Period: "2024-25", Peers: PeerRegion, Of: "210", Rank: true}
	open, err := public.Answer(q)
	if err != nil {
		t.Fatal(err)
	}
	var hidden AreaFigure
	for _, f := range open.Areas {
		if f.Symbol == Confidential {
			hidden = f
			break
		}
	}
	if hidden.DFE == "" {
		t.Fatal("nothing is hidden")
	}
	own, err := Own(public, full, q, hidden.DFE)
	if err != nil {
		t.Fatal(err)
	}
	exact, err := full.Answer(q)
	if err != nil {
		t.Fatal(err)
	}
	if len(own.Areas) != 1 || !own.Own || own.View != Full {
		t.Fatalf("%d areas, own %v, view %s", len(own.Areas), own.Own, own.View)
	}
	f, want := own.Areas[0], find(t, exact, hidden.DFE)
	if f.Value != want.Value || f.Numerator != want.Numerator || f.Symbol != NoSymbol || f.Words == "" {
		t.Errorf("own figure %+v, want %+v", f, want)
	}
	if own.England.Words != open.England.Words || own.England.Value != open.England.Value || own.England.WithFigures != open.England.WithFigures {
		t.Errorf("England = %+v, want the public %+v", own.England, open.England)
	}
	if own.Peers.WithFigures != open.Peers.WithFigures || own.Peers.Pooled != open.Peers.Pooled || own.Funnel.Areas != open.Funnel.Areas {
		t.Errorf("peers and funnel are not the public ones: %+v, %+v", own.Peers, own.Funnel)
	}
	if c := Compare(Interval{f.Lower95.Value, f.Upper95.Value}, open.England.Value.Value, own.Polarity); f.Comparison == NotCompared || c != f.Comparison {
		t.Errorf("comparison %s, want %s from what is shown", f.Comparison, c)
	}
	if f.Rank != nil && f.Rank.Of != open.Funnel.Classed+1 {
		t.Errorf("rank %+v among %d public figures and itself", f.Rank, open.Funnel.Classed)
	}
	tr, err := OwnTrend(public, full, TrendQuery{Indicator: "E02", Area: hidden.DFE})
	if err != nil {
		t.Fatal(err)
	}
	region, err := OwnTrend(public, full, TrendQuery{Indicator: "E02", Area: "E12000007"})
	if err != nil || region.Own || region.View != Public {
		t.Errorf("a region is nobody's own: own %v, view %s, %v", region.Own, region.View, err)
	}
	openTrend, err := public.Trend("E02", hidden.DFE)
	if err != nil {
		t.Fatal(err)
	}
	last, openLast := tr.Points[len(tr.Points)-1], openTrend.Points[len(openTrend.Points)-1]
	if !tr.Own || last.Value != want.Value || last.England != openLast.England || openLast.Value.OK {
		t.Errorf("own point %+v, public %+v", last, openLast)
	}
}
