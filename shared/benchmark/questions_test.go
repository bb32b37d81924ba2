package benchmark

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"earlyhelp/shared/area"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
)

// TestWhatThereIsIsNamedNearestFirst: a question without an answer names a
// bounded number of things that have figures, the nearest first.
func TestWhatThereIsIsNamedNearestFirst(t *testing.T) {
	s := published2025(t)
	for _, tt := range []struct {
		name string
		q    Query
		says string
	}{
		{"a quarter where there are years", Query{Indicator: "E06", Period: "2016-Q4"}, "E06 has no figures for October to December 2016. There is: 2016-17, 2017-18, 2015-16, 2018-19, 2014-15, "},
		{"a year too late", Query{Indicator: "E06", Period: "2027-28"}, "There is: 2024-25, 2023-24, 2022-23, "},
		{"no period", Query{Indicator: "E06"}, "There is: 2024-25, 2023-24, 2022-23, "},
		{"an indicator mistyped", Query{Indicator: "E07", Period: "2024-25"}, "E07 has no figures yet. There is: E06, E02, E01."},
		{"an area mistyped", Query{Indicator: "E06", Period: "2024-25", Areas: []string{"E08000034X"}}, "Use a GSS code"},
		{"an area by one digit", Query{Indicator: "E06", Period: "2024-25", Areas: []string{"389"}}, "There is: Bolton (350)"},
		{"an area by its name", Query{Indicator: "E06", Period: "2024-25", Areas: []string{"Bristol"}}, "There is: Bristol, City of (801)."},
		{"a part that nobody gives", Query{Indicator: "E06", Period: "2024-25", Breakdown: "sex", Category: "female"}, "There is: total."},
		{"a category alone", Query{Indicator: "E06", Period: "2024-25", Category: "female"}, "breakdown=sex&category=female"},
		{"limits that there are not", Query{Indicator: "E06", Period: "2024-25", Limits: "naive"}, "There is: adjusted, chance."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := s.Answer(tt.q)
			if tt.name == "an area by one digit" {
				tt.says = "There is: Doncaster" // 371 and the like differ in more than the last digit
				if e, ok := err.(*QueryError); !ok || len(e.Have) == 0 || !strings.HasSuffix(e.Have[0], ")") {
					t.Errorf("Answer = %v", err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), tt.says) || len(err.Error()) > 400 {
				t.Errorf("Answer(%+v) = %v, want %q", tt.q, err, tt.says)
			}
		})
	}
}

// TestAnEmptyAnswerSaysWhy: where no area shows a figure, the answer says so
// and names parts that do.
func TestAnEmptyAnswerSaysWhy(t *testing.T) {
	sc := (&scene{t: t}).nation("E06", wordsQuarter, 0.226, 1000, 0.4, 12)
	sc.figure("E06", wordsQuarter, AreaLevel, "383", 200, 1000)
	total := slices.Clone(sc.facts)
	for _, part := range []struct {
		category string
		hidden   bool
	}{{"female", true}, {"male", false}, {"other", true}} {
		for _, f := range total {
			f.Breakdown, f.Category = "sex", part.category
			if part.hidden {
				f = suppressed(f)
			}
			sc.facts = append(sc.facts, f)
		}
	}
	s := sc.snapshot()
	a, err := s.Answer(Query{Indicator: "E06", Period: "2026-Q2", Breakdown: "sex", Category: "female"})
	if err != nil {
		t.Fatal(err)
	}
	if want := "Every figure asked for is hidden, so that nobody can be recognised. There are figures for: sex/male, total."; a.Reason != want {
		t.Errorf("reason = %q, want %q", a.Reason, want)
	}
	a, err = s.Answer(Query{Indicator: "E06", Period: "2026-Q2", Breakdown: "sex", Category: "male"})
	if err != nil || a.Reason != "" {
		t.Errorf("reason of a part with figures = %q, %v", a.Reason, err)
	}
}

// TestElsewhere: an area asked for alone that has no figure names the periods in
// which it has one, nearest first.
func TestElsewhere(t *testing.T) {
	s := (&scene{t: t}).nation("E06", wordsQuarter, 0.226, 1000, 0.4, 12).series("E06", wordsQuarter, 1000, 240, 250, 230, 235, 236, 231, -1).snapshot()
	a, err := s.Answer(Query{Indicator: "E06", Period: "2026-Q2", Areas: []string{"383"}})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"2026-Q1", "2025-Q4", "2025-Q3", "2025-Q2"}, a.Areas[0].Elsewhere); diff != "" {
		t.Errorf("elsewhere (-want +got):\n%s", diff)
	}
}

func TestPreferred(t *testing.T) {
	y24, y25, q2, q3 := period.NewFinancialYear(2024), period.NewFinancialYear(2025), period.NewQuarter(2026, 2), period.NewQuarter(2026, 3)
	england := func(p period.Period, returned int, source Source) Fact {
		return Fact{Indicator: "E06", Period: p, Breakdown: "total", Category: "all", Level: EnglandLevel, Source: source, AreasReturned: returned, AreasExpected: 153}
	}
	for _, tt := range []struct {
		name  string
		facts []Fact
		want  period.Period
	}{
		{"nothing", nil, period.Period{}},
		{"a year that one area has returned for", []Fact{england(y24, 153, FromPooled), england(y25, 1, FromPooled)}, y24},
		{"a year that half have returned for", []Fact{england(y24, 153, FromPooled), england(y25, 77, FromPooled)}, y25},
		{"a year that the Department published", []Fact{england(y24, 153, FromPooled), england(y25, 1, FromPublished)}, y25},
		{"a year before a quarter", []Fact{england(y24, 153, FromPooled), england(q2, 153, FromPooled)}, y24},
		{"the beginning of a year and a whole quarter", []Fact{england(y25, 1, FromPooled), england(q2, 153, FromPooled), england(q3, 2, FromPooled)}, q2},
		{"nothing but beginnings", []Fact{england(y25, 1, FromPooled), england(q2, 3, FromPooled)}, y25},
		{"a quarter alone", []Fact{england(q2, 1, FromPooled)}, q2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := NewSnapshot(tt.facts, SnapshotOptions{View: Public, Catalogue: indicator.All(), Register: area.England()})
			if got := s.Preferred(s.PeriodsOf("E06")); got != tt.want {
				t.Errorf("Preferred = %v, want %v", got, tt.want)
			}
		})
	}
}

// TestThreeMethodsOnOneSeries counts the areas that each of three methods marks
// among the re-referrals that DfE published for the year to March 2025: the
// adjusted funnel 3, the funnel of chance alone 102, and each area's own
// interval against England 116 of the 153, the City of London
// among them, which is too small for the funnels. The classes follow the limits asked for.
func TestThreeMethodsOnOneSeries(t *testing.T) {
	s := published2025(t)
	beyond := func(a Answer) (n int) {
		for _, f := range a.Areas {
			if f.Outlier == High998 || f.Outlier == Low998 {
				n++
			}
		}
		return n
	}
	for _, tt := range []struct {
		limits string
		want   int
		adj    bool
	}{{"", 3, true}, {LimitsAdjusted, 3, true}, {LimitsChance, 102, false}} {
		a, err := s.Answer(Query{Indicator: "E06", Period: "2024-25", Limits: tt.limits})
		if err != nil {
			t.Fatal(err)
		}
		f := a.Funnel
		if beyond(a) != tt.want || f.Adjusted != tt.adj || f.Outside != 3 || f.Naive != 102 || f.Interval != 116 || f.Compared != 153 || f.Classed != 151 {
			t.Errorf("limits %q: %d beyond, funnel %d, %d of %d, %d of %d", tt.limits, beyond(a), f.Outside, f.Naive, f.Classed, f.Interval, f.Compared)
		}
		if wide := f.Limits[0].Upper998 - f.Limits[0].Lower998; len(f.Limits) < 50 || wide <= 0 {
			t.Errorf("limits %q: %d points, the first %v wide", tt.limits, len(f.Limits), wide)
		}
	}
	a, _ := s.Answer(Query{Indicator: "E06", Period: "2024-25"})
	if e := a.England; e.Value != Some(22.6) || e.Mean != Some(20.4) || e.Median != Some(20) || e.WithFigures != 153 {
		t.Errorf("three averages of England: %+v", e)
	}
	if len(a.Regions) != 9 {
		t.Errorf("%d regions", len(a.Regions))
	}
	for _, r := range a.Regions {
		if want := map[string]float64{"South East": 28.4, "East Midlands": 24.7, "London": 19.4, "East of England": 19.4}[r.Name]; want != 0 && r.Value != Some(want) {
			t.Errorf("%s = %v, want %v", r.Name, r.Value, want)
		}
		if r.AreasExpected == 0 || r.Words == "" || r.Comparison == NotCompared {
			t.Errorf("%+v", r)
		}
	}
}

func TestRanksHaveIntervals(t *testing.T) {
	s := published2025(t)
	a, err := s.Answer(Query{Indicator: "E06", Period: "2024-25", Rank: true})
	if err != nil {
		t.Fatal(err)
	}
	ranked := 0
	for _, f := range a.Areas {
		if (f.Rank != nil) != (f.Denominator.Value >= FewestClassed) {
			t.Errorf("%s of %v cases has the rank %v", f.Name, f.Denominator.Value, f.Rank)
		}
		if r := f.Rank; r != nil {
			ranked++
			if r.From > r.Rank || r.Rank > r.To || r.Of != 151 || r.From < 1 || r.To > 151 {
				t.Errorf("%s: rank %+v", f.Name, r)
			}
		}
	}
	// Low is good: Hounslow's 12.1% comes first, the Isle of Wight's 46.7% last.
	if r := find(t, a, "313").Rank; r == nil || r.Rank != 1 || r.To < 20 || r.Quartile != 1 || r.QuartileFrom != 1 || r.QuartileTo != 2 {
		t.Errorf("Hounslow = %+v", r)
	}
	if r := find(t, a, "921").Rank; r == nil || r.Rank != 151 || r.From != 151 || r.Quartile != 4 || r.QuartileFrom != 4 || r.QuartileTo != 4 {
		t.Errorf("the Isle of Wight = %+v", r)
	}
	b, _ := s.Answer(Query{Indicator: "E06", Period: "2024-25"})
	for _, f := range b.Areas {
		if f.Rank != nil {
			t.Errorf("%s has a rank that nobody asked for", f.Name)
		}
	}
	if ranked != 151 {
		t.Errorf("%d areas ranked", ranked)
	}
}

// TestNoRankSaysWhy: a mean has no interval, and so no rank.
func TestNoRankSaysWhy(t *testing.T) {
	a, err := (&scene{t: t}).nation("G05", wordsQuarter, 16, 200, 0.4, 40).snapshot().Answer(Query{Indicator: "G05", Period: "2026-Q2", Rank: true})
	if err != nil || !slices.ContainsFunc(a.Comparability, func(n Note) bool { return n.Kind == NoteRank }) {
		t.Errorf("notes = %+v, %v", a.Comparability, err)
	}
}
