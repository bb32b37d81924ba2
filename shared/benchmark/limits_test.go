package benchmark

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"

	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
)

// limitsOf publishes returns and reads their limits back from a file.
func limitsOf(t *testing.T, in Input) *Limits {
	t.Helper()
	tally, err := WriteFiles(in, nil, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	var buf bytes.Buffer
	if err := WriteLimits(&buf, tally.Limits); err != nil {
		t.Fatal(err)
	}
	l, err := ReadLimits(&buf)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// TestLimitsClassAsThePagesDo holds the small file to the answers that pages
// are made from: every area in the last years that DfE has published, and
// every indicator of made-up returns.
func TestLimitsClassAsThePagesDo(t *testing.T) {
	for name, in := range map[string]Input{"published": input(nil), "returns": input(manyReturns(1))} {
		l := limitsOf(t, in)
		public, _ := snapshots(t, in)
		classed, outside := 0, 0
		for _, d := range in.Catalogue.List() {
			ps := public.PeriodsOf(d.ID)
			for _, p := range ps[max(0, len(ps)-4):] {
				a, err := public.Answer(Query{Indicator: d.ID, Period: p.String()})
				if err != nil {
					t.Fatal(err)
				}
				limit, ok := l.Find(d.ID, p)
				if want := a.Funnel != nil && a.Funnel.Phi.OK; ok && limit.Period == p != want {
					t.Fatalf("%s %s %s: limits %t, funnel %+v", name, d.ID, p, ok, a.Funnel)
				} else if !want {
					continue
				}
				if benchmarkValue := Shown1(limit.Value); benchmarkValue != a.England.Value.Value {
					t.Errorf("%s %s %s: England %v, want %v", name, d.ID, p, benchmarkValue, a.England.Value)
				}
				for _, x := range a.Areas {
					if !x.Value.OK {
						continue
					}
					classed++
					if x.Outlier != NotOutside {
						outside++
					}
					if got := limit.Class(x.Numerator.Value, x.Denominator.Value); got != x.Outlier {
						t.Errorf("%s %s %s %s: %s, want %s", name, d.ID, p, x.Name, got, x.Outlier)
					}
				}
			}
		}
		t.Logf("%s: %d limits, %d figures, %d outside", name, len(l.Limits), classed, outside)
		if outside == 0 {
			t.Errorf("%s: nothing lay outside, so nothing was tested", name)
		}
	}
}

func TestLimitsFind(t *testing.T) {
	year, q := period.NewFinancialYear, period.NewQuarter
	l := &Limits{}
	for i, p := range []period.Period{year(2023), year(2024), q(2025, 1), q(2025, 3)} {
		l.Limits = append(l.Limits, Limit{Indicator: "E06", Period: p, Unit: indicator.Percent, Value: 20 + float64(i)})
	}
	tests := []struct {
		id   string
		p    period.Period
		want string
	}{
		{"E06", year(2024), "2024-25"},
		{"E06", year(2025), "2024-25"},
		{"E06", q(2025, 1), "2025-Q1"},
		{"E06", q(2025, 2), "2025-Q1"},
		{"E06", q(2026, 4), "2025-Q3"},
		{"E06", q(2024, 4), "nothing"},
		{"E06", year(2022), "nothing"},
		{"E05", year(2024), "nothing"},
		{"E07", year(2024), "nothing"},
	}
	for _, tt := range tests {
		got := "nothing"
		if x, ok := l.Find(tt.id, tt.p); ok {
			got = x.Period.String()
		}
		if got != tt.want {
			t.Errorf("Find(%s, %s) = %s, want %s", tt.id, tt.p, got, tt.want)
		}
	}
	if _, ok := (*Limits)(nil).Find("E06", year(2024)); ok {
		t.Error("no limits have a limit")
	}
}

func TestReadLimitsRefusesWhatCannotBe(t *testing.T) {
	row := `{"indicator":"E06","period":"2024-25","unit":"percent","value":22.6,"tau2":0.002}`
	for _, text := range []string{
		"", "[]", `{"limits":[{"period":"x"}]}`,
		fmt.Sprintf(`{"limits":[%s,%s]}`, row, row),
		`{"limits":[` + strings.Replace(row, "22.6", "100", 1) + `]}`,
		`{"limits":[` + strings.Replace(row, "22.6", "0", 1) + `]}`,
		`{"limits":[` + strings.Replace(row, "percent", "mean", 1) + `]}`,
		`{"limits":[` + strings.Replace(row, "0.002", "-1", 1) + `]}`,
	} {
		if _, err := ReadLimits(strings.NewReader(text)); err == nil {
			t.Errorf("ReadLimits(%s) has no error", text)
		}
	}
	l, err := ReadLimits(strings.NewReader(`{"limits":[` + row + `]}`))
	if err != nil {
		t.Fatal(err)
	}
	if in, err := l.Limits[0].At(1000, C998); err != nil || !(in.Lower > 0 && in.Lower < 22.6 && in.Upper > 22.6) {
		t.Errorf("At = %v, %v", in, err)
	}
	for _, n := range [][2]float64{{math.NaN(), 200}, {-1, 200}, {3, 0}, {300, 200}, {math.Inf(1), math.Inf(1)}} {
		if got := l.Limits[0].Class(n[0], n[1]); got != NotOutside && got != High998 {
			t.Errorf("Class(%v) = %s", n, got)
		}
	}
}

func TestMarks(t *testing.T) {
	var m Marks
	if m.List() != nil || m.Has(Revised) {
		t.Errorf("no marks are %v", m.List())
	}
	if m = m.with(Revised).with(LowReliability).with(Revised); m != "u r" || !m.Has(Revised) || !m.Has(LowReliability) {
		t.Errorf("marks = %q", m)
	}
}
