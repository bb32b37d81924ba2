package benchmark

import (
	"strings"
	"testing"
)

// TestUnplacedAreaSaysWhy holds that an area with a figure and no place in a
// funnel is not left to look as if it were within the limits.
func TestUnplacedAreaSaysWhy(t *testing.T) {
	for _, tt := range []struct {
		name, id string
		n, d     float64
		england  func(*Fact)
		want     string
	}{
		{"placed", "E06", 2420, 10000, nil, ""},
		{"few cases", "E06", 30, 57, nil, "Too few cases to place"},
		{"England hidden", "E06", 2420, 10000, func(f *Fact) { *f = suppressed(*f) }, "No funnel: England’s figure is hidden"},
		{"England hidden and few cases", "E06", 30, 57, func(f *Fact) { *f = suppressed(*f) }, "No funnel: England’s figure is hidden"},
		{"England absent", "E06", 2420, 10000, func(f *Fact) { *f = without(*f); f.Symbol = NotAvailable }, "No funnel: there is no figure for England"},
		{"England none", "E06", 2420, 10000, func(f *Fact) { f.Numerator, f.Value = Some(0), Some(0) }, "No funnel: England’s figure is none or all"},
		{"a mean", "G05", 1830, 100, nil, "No funnel: an average"},
		{"yes", "H01", 1, 1, nil, "No funnel: an answer of yes or no"},
	} {
		s := (&scene{t: t}).nation(tt.id, wordsYear, 0.226, 10000, 0.4, 40)
		if tt.england != nil {
			tt.england(&s.facts[len(s.facts)-1])
		}
		s.figure(tt.id, wordsYear, AreaLevel, "383", tt.n, tt.d)
		for _, limits := range []string{"", LimitsChance} {
			a, err := s.snapshot().Answer(Query{Indicator: tt.id, Period: "2024-25", Limits: limits})
			if err != nil {
				t.Fatal(err)
			}
			got := find(t, a, "383")
			if got.OutlierReason != tt.want && (tt.want == "" || !strings.HasPrefix(got.OutlierReason, tt.want)) {
				t.Errorf("%s: reason %q, want %q", tt.name, got.OutlierReason, tt.want)
			}
			if tt.want != "" && (got.Outlier != NotOutside || strings.Contains(got.Words, "within what")) {
				t.Errorf("%s: %s: %s", tt.name, got.Outlier, got.Words)
			}
			if got.Comparison != NotCompared && strings.Contains(got.Words, "how it compares") {
				t.Errorf("%s: compared as %s, and the sentence denies it: %s", tt.name, got.Comparison, got.Words)
			}
		}
	}
}

// TestIntervalMethodCountsEveryArea holds the count of the interval method to
// the words in the table: areas too small for the funnel have one as well.
func TestIntervalMethodCountsEveryArea(t *testing.T) {
	s := (&scene{t: t}).nation("E06", wordsYear, 0.226, 60, 1, 40)
	s.figure("E06", wordsYear, AreaLevel, "383", 200, 400)
	a, err := s.snapshot().Answer(Query{Indicator: "E06", Period: "2024-25"})
	if err != nil {
		t.Fatal(err)
	}
	differ, compared := 0, 0
	for _, x := range a.Areas {
		switch x.Comparison {
		case Better, Worse, Higher, Lower:
			differ++
			compared++
		case Similar:
			compared++
		}
	}
	if f := a.Funnel; f.Interval != differ || f.Compared != compared || f.Classed != 1 || differ < 2 || compared != 41 {
		t.Errorf("%d of %d by interval, %d classed; the table has %d of %d", f.Interval, f.Compared, f.Classed, differ, compared)
	}
}

// TestPastSignalIsNamed holds that a series steady now does not deny a quarter
// that is marked in it.
func TestPastSignalIsNamed(t *testing.T) {
	s := (&scene{t: t}).nation("E06", wordsQuarter, 0.226, 1000, 0.4, 40).
		series("E06", wordsQuarter, 1000, 240, 250, 236, 244, 251, 239, 246, 320, 240, 249, 238, 245, 243, 241)
	tr, err := s.snapshot().Trend("E06", "383")
	if err != nil {
		t.Fatal(err)
	}
	series := tr.Series[0]
	if series.State != TrendSteady || len(series.Signals) != 1 {
		t.Fatalf("%s with %d signals", series.State, len(series.Signals))
	}
	for _, words := range []string{series.Words, s.leeds(Query{Indicator: "E06", Period: "2026-Q2"})} {
		if strings.Contains(words, "no change") || !strings.Contains(words, "beyond the usual variation in October to December 2024, and within it since") {
			t.Error(words)
		}
	}
}

// TestEnglandHiddenInTrend holds that a period in which England is hidden says
// so, and is not taken for one that was never returned.
func TestEnglandHiddenInTrend(t *testing.T) {
	s := (&scene{t: t}).nation("E06", wordsQuarter, 0.226, 1000, 0.4, 40).series("E06", wordsQuarter, 1000, 240, 250)
	for i := range s.facts {
		if f := &s.facts[i]; f.Level == EnglandLevel && f.Period == wordsQuarter {
			*f = suppressed(*f)
		}
	}
	tr, err := s.snapshot().Trend("E06", "383")
	if err != nil {
		t.Fatal(err)
	}
	if first, last := tr.Points[0], tr.Points[1]; first.EnglandSymbol != NoSymbol || !first.England.OK || last.EnglandSymbol != Confidential || last.England.OK {
		t.Errorf("England %+v %q and %+v %q", first.England, first.EnglandSymbol, last.England, last.EnglandSymbol)
	}
}

// TestNearestIndicators holds what is offered in place of an indicator that
// there is not: the same letter first, then the distance of the numbers.
func TestNearestIndicators(t *testing.T) {
	s := &scene{t: t}
	for _, id := range []string{"A01", "A09", "E01", "E02", "E06", "H09"} {
		s.nation(id, wordsYear, 0.2, 1000, 0.4, 3)
	}
	for asked, want := range map[string]string{
		"E09": "E06 E02 E01 A01 A09 H09", "E07": "E06 E02 E01 A01 A09 H09", "e1": "E01 E02 E06 A01 A09 H09", "A05": "A01 A09 E01 E02 E06 H09",
		"Z09": "A01 A09 E01 E02 E06 H09", "": "A01 A09 E01 E02 E06 H09", "nonsense": "A01 A09 E01 E02 E06 H09",
	} {
		if got := strings.Join(s.snapshot().nearestIDs(asked), " "); got != want {
			t.Errorf("%q: %s, want %s", asked, got, want)
		}
	}
}
