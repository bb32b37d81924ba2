package benchmark

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"earlyhelp/shared/area"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
)

// trendOf returns the trend of Leeds with its series of one kind.
func trendOf(t *testing.T, s *Snapshot, q TrendQuery, kind string) (Trend, Series) {
	t.Helper()
	tr, err := s.TrendOf(q)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(tr.Series, func(s Series) bool { return s.Kind == kind })
	if i < 0 {
		t.Fatalf("no series of %ss in %+v", kind, tr.Series)
	}
	return tr, tr.Series[i]
}

// TestYearsAndQuartersAreTwoSeries has both, in order of time, each with its
// own method.
func TestYearsAndQuartersAreTwoSeries(t *testing.T) {
	s := (&scene{t: t}).series("E06", wordsYear, 4000, 900, 910, 890, 905, 880).series("E06", wordsQuarter, 1000, 240, 250, 236).snapshot()
	tr, years := trendOf(t, s, TrendQuery{Indicator: "e06", Area: "E08000035"}, YearKind)
	_, quarters := trendOf(t, s, TrendQuery{Indicator: "E06", Area: "383"}, QuarterKind)
	if years.Method != "five-point" || years.Test == nil || years.State != TrendSteady || years.Figures != 5 || len(years.Segments) != 0 {
		t.Errorf("years = %+v", years)
	}
	if quarters.Method != "control-chart" || quarters.Test != nil || quarters.State != TrendTooFew || len(quarters.Segments) != 1 {
		t.Errorf("quarters = %+v", quarters)
	}
	var ps []period.Period
	for _, p := range tr.Points {
		q, err := period.Parse(p.Period)
		if err != nil || (p.Kind == YearKind) != (q.Kind() == period.FinancialYear) || (p.ChartMean.OK && p.Kind == YearKind) {
			t.Errorf("point %+v, %v", p, err)
		}
		ps = append(ps, q)
	}
	if len(ps) != 8 || !slices.IsSortedFunc(ps, period.Period.Compare) {
		t.Errorf("periods %v", ps)
	}
	if !slices.ContainsFunc(tr.Comparability, func(n Note) bool { return n.Kind == NotePeriod }) {
		t.Errorf("no note on years and quarters: %v", tr.Comparability)
	}
}

// TestAGapIsNamedAndNeverJoined has a quarter that nobody returned for, a hidden
// one and one without a return: each is a point without a number.
func TestAGapIsNamedAndNeverJoined(t *testing.T) {
	sc := (&scene{t: t}).series("E06", wordsQuarter, 1000, 240, 250, 236, 244, -1, 239, 246, 242, 240)
	sc.facts = slices.DeleteFunc(sc.facts, func(f Fact) bool { return f.Period == period.NewQuarter(2025, 1) })
	for i := range sc.facts {
		if f := &sc.facts[i]; f.Period == period.NewQuarter(2025, 3) && f.DFE == "383" {
			*f = without(*f)
			f.Symbol, f.Reason = NotAvailable, "There is no signed return."
		}
	}
	tr, s := trendOf(t, sc.snapshot(), TrendQuery{Indicator: "E06", Area: "383"}, QuarterKind)
	want := []Gap{
		{"2025-Q1", "2025-Q1", NotAvailable, "No figures were published for this period."},
		{"2025-Q2", "2025-Q2", Confidential, "Hidden so that nobody can be recognised."},
		{"2025-Q3", "2025-Q3", NotAvailable, "There is no signed return."},
	}
	if diff := cmp.Diff(want, s.Gaps); diff != "" {
		t.Errorf("gaps (-want +got):\n%s", diff)
	}
	if len(tr.Points) != 9 || s.Figures != 6 {
		t.Errorf("%d points, %d figures", len(tr.Points), s.Figures)
	}
	for _, p := range tr.Points {
		if p.Symbol != NoSymbol && (p.Value.OK || p.Numerator.OK || p.Denominator.OK || p.Lower95.OK || p.Reason == "" || p.Causes != nil) {
			t.Errorf("%+v shows a number", p)
		}
	}
}

// TestABreakBeginsTheLimitsAnew: the symbol b starts a segment with its own
// limits and the reason, and what lay before plays no part in them.
func TestABreakBeginsTheLimitsAnew(t *testing.T) {
	sc := (&scene{t: t}).series("E06", wordsQuarter, 1000, 300, 310, 305, 300, 308, 302, 240, 250, 236, 244, 251, 239, 246, 242)
	for i := range sc.facts {
		if f := &sc.facts[i]; f.DFE == "383" && f.Numerator.Value == 240 {
			f.mark(Break)
		}
	}
	tr, s := trendOf(t, sc.snapshot(), TrendQuery{Indicator: "E06", Area: "383"}, QuarterKind)
	if len(s.Segments) != 2 || s.Segments[0].Reason != "" || !strings.Contains(s.Segments[1].Reason, "way of counting") || s.Segments[1].Figures != 8 || s.Segments[1].Mean != Some(24.4) {
		t.Errorf("segments = %+v", s.Segments)
	}
	if s.State != TrendSteady || !s.Segments[1].Provisional {
		t.Errorf("state = %s, segments %+v", s.State, s.Segments)
	}
	if a, b := tr.Points[5], tr.Points[6]; a.ChartMean == b.ChartMean || !slices.Contains(b.Marks, Break) {
		t.Errorf("points beside the break: %+v, %+v", a, b)
	}
}

func TestLimitsStayWithinWhatIsPossible(t *testing.T) {
	_, s := trendOf(t, (&scene{t: t}).series("E06", wordsQuarter, 100, 2, 60, 0, 96, 4, 98, 1, 90).snapshot(), TrendQuery{Indicator: "E06", Area: "383"}, QuarterKind)
	if seg := s.Segments[0]; seg.LowerLimit != Some(0) || seg.UpperLimit != Some(100) {
		t.Errorf("limits = %v to %v", seg.LowerLimit, seg.UpperLimit)
	}
	_, s = trendOf(t, (&scene{t: t}).series("E06", wordsQuarter, 100, 20, 20, 20, 20, 20, 20, 20, 20).snapshot(), TrendQuery{Indicator: "E06", Area: "383"}, QuarterKind)
	if seg := s.Segments[0]; seg.LowerLimit != Some(20) || seg.UpperLimit != Some(20) || s.State != TrendSteady || len(s.Signals) > 0 {
		t.Errorf("a constant series: %+v", s)
	}
}

// TestTrendOfParts answers for a part of a breakdown and names what there is
// where there is none.
func TestTrendOfParts(t *testing.T) {
	sc := (&scene{t: t}).series("E06", wordsQuarter, 1000, 240, 250, 236)
	parts := slices.Clone(sc.facts)
	for i := range parts {
		parts[i].Breakdown, parts[i].Category = "sex", "female"
	}
	sc.facts = append(sc.facts, parts...)
	s := sc.snapshot()
	tr, series := trendOf(t, s, TrendQuery{Indicator: "E06", Area: "383", Breakdown: "sex", Category: "female"}, QuarterKind)
	if tr.Breakdown != "sex" || tr.Category != "female" || series.Figures != 3 || tr.Points[1].England != Some(20) {
		t.Errorf("%+v", tr)
	}
	for _, tt := range []struct {
		q           TrendQuery
		field, says string
	}{
		{TrendQuery{Indicator: "E06", Area: "383", Breakdown: "sex", Category: "male"}, "breakdown", "sex/female"},
		{TrendQuery{Indicator: "E06", Area: "373"}, "area", "no figures for Sheffield"},
		{TrendQuery{Indicator: "E06", Area: "999"}, "area", "“999”"},
		{TrendQuery{Indicator: "A01", Area: "383"}, "indicator", "E06"},
	} {
		_, err := s.TrendOf(tt.q)
		e, ok := err.(*QueryError)
		if !ok || e.Field != tt.field || !strings.Contains(e.Error(), tt.says) {
			t.Errorf("TrendOf(%+v) = %v, want %s and %q", tt.q, err, tt.field, tt.says)
		}
	}
}

// TestRegionsAndEnglandHaveSeries holds them to the published figures.
func TestRegionsAndEnglandHaveSeries(t *testing.T) {
	s := published2025(t)
	for code, want := range map[string]float64{"E92000001": 22.6, "E12000008": 28.4} {
		tr, series := trendOf(t, s, TrendQuery{Indicator: "E06", Area: code}, YearKind)
		if last := tr.Points[len(tr.Points)-1]; last.Value != Some(want) || series.Figures != 13 || tr.Words == "" {
			t.Errorf("%s: %+v, %+v", code, last, series)
		}
	}
	if tr, _ := trendOf(t, s, TrendQuery{Indicator: "E06", Area: "E12000008"}, YearKind); tr.Points[12].England != Some(22.6) || !strings.Contains(tr.Words, "the South East") {
		t.Errorf("the South East beside England: %+v, %q", tr.Points[12], tr.Words)
	}
}

// TestBoundariesAndRulesAreNoted names what an area came from, and what DfE
// says of its figures.
func TestBoundariesAndRulesAreNoted(t *testing.T) {
	s := published2025(t)
	for code, want := range map[string]string{
		"942": "Cumberland came into being on 1 April 2023, from a part of Cumbria (909)",
		"909": "Cumbria ended on 31 March 2023",
		"839": "taking in the whole of Poole (836)",
		"825": "The code of Buckinghamshire changed from E10000002 to E06000060 on 1 April 2020",
		"204": "Hackney gave no figures for the years to March 2021 and 2022",
		"850": "no figure for Hampshire in the year to March 2024",
	} {
		tr, err := s.Trend("E06", code)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(tr.Comparability, func(n Note) bool { return strings.Contains(n.Text, want) }) {
			t.Errorf("%s: %+v, want %q", code, tr.Comparability, want)
		}
	}
	a, err := s.Answer(Query{Indicator: "E06", Period: "2020-21", Areas: []string{"204"}})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(a.Comparability, func(n Note) bool { return n.Kind == NoteEstimate && n.Source != "" }) {
		t.Errorf("an answer on Hackney: %+v", a.Comparability)
	}
}

// TestADefinitionThatChangedIsABreak takes a catalogue that says so.
func TestADefinitionThatChangedIsABreak(t *testing.T) {
	sc := (&scene{t: t}).series("E06", wordsYear, 1000, 240, 250, 236, 244, 251, 239)
	o := SnapshotOptions{View: Public, Version: "1", Catalogue: withRule(t, "E06,,2023-24,,definition,yes,From April 2023 referrals of siblings count once each.,made up for this test"), Register: area.England()}
	tr, s := trendOf(t, NewSnapshot(sc.facts, o), TrendQuery{Indicator: "E06", Area: "383"}, YearKind)
	if s.State != TrendTooFew || !strings.Contains(s.Reason, "siblings count once") {
		t.Errorf("years = %+v", s)
	}
	if !slices.ContainsFunc(tr.Comparability, func(n Note) bool { return n.Kind == "definition" }) {
		t.Errorf("notes = %+v", tr.Comparability)
	}
}

// withRule is the built-in catalogue with one more rule of comparison.
func withRule(t *testing.T, row string) *indicator.Catalogue {
	t.Helper()
	files := fstest.MapFS{}
	names, err := fs.Glob(indicator.Data(), "*.csv")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(indicator.Data(), name)
		if err != nil {
			t.Fatal(err)
		}
		if name == "comparability.csv" {
			text = append(text, row+"\n"...)
		}
		files[name] = &fstest.MapFile{Data: text}
	}
	c, err := indicator.New(files)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestYesAndNoHaveNoTrend: a control chart of answers would be nonsense.
func TestYesAndNoHaveNoTrend(t *testing.T) {
	_, s := trendOf(t, (&scene{t: t}).series("H01", wordsQuarter, 1, 0, 1, 0, 1, 1, 1, 0, 1, 1).snapshot(), TrendQuery{Indicator: "H01", Area: "383"}, QuarterKind)
	if s.State != TrendUnknown || s.Reason == "" || len(s.Segments) > 0 || len(s.Signals) > 0 {
		t.Errorf("%+v", s)
	}
}

// TestABoundaryBreakNamesItsDay: Barnsley's code changed on 1 April 2025.
func TestABoundaryBreakNamesItsDay(t *testing.T) {
	sc := &scene{t: t}
	for i := range 10 {
		p := period.NewQuarter(2024, 1)
		for range i {
			p = p.Next()
		}
		f := sc.figure("E06", p, AreaLevel, "370", float64(240+i%3), 1000)
		if p == period.NewQuarter(2025, 2) {
			f.mark(Break)
		}
	}
	_, s := trendOf(t, sc.snapshot(), TrendQuery{Indicator: "E06", Area: "370"}, QuarterKind)
	if len(s.Segments) != 2 || s.Segments[1].Reason != "The code of the area changed on 1 April 2025: boundary change with Sheffield." {
		t.Errorf("segments = %+v", s.Segments)
	}
}
