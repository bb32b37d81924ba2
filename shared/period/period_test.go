package period

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"
)

func mustParse(t testing.TB, s string) Period {
	t.Helper()
	p, err := Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPeriods(t *testing.T) {
	for _, tt := range []struct {
		code             string
		kind             Kind
		start, end       string
		words            string
		months, days     int
		previous, follow string
	}{
		{"2026-Q1", Quarter, "2026-01-01", "2026-03-31", "January to March 2026", 3, 90, "2025-Q4", "2026-Q2"},
		{"2026-Q2", Quarter, "2026-04-01", "2026-06-30", "April to June 2026", 3, 91, "2026-Q1", "2026-Q3"},
		{"2026-Q3", Quarter, "2026-07-01", "2026-09-30", "July to September 2026", 3, 92, "2026-Q2", "2026-Q4"},
		{"2026-Q4", Quarter, "2026-10-01", "2026-12-31", "October to December 2026", 3, 92, "2026-Q3", "2027-Q1"},
		{"2024-Q1", Quarter, "2024-01-01", "2024-03-31", "January to March 2024", 3, 91, "2023-Q4", "2024-Q2"},
		{"2025-26", FinancialYear, "2025-04-01", "2026-03-31", "April 2025 to March 2026", 12, 365, "2024-25", "2026-27"},
		{"2023-24", FinancialYear, "2023-04-01", "2024-03-31", "April 2023 to March 2024", 12, 366, "2022-23", "2024-25"},
		{"2099-00", FinancialYear, "2099-04-01", "2100-03-31", "April 2099 to March 2100", 12, 365, "2098-99", "2100-01"},
	} {
		t.Run(tt.code, func(t *testing.T) {
			p := mustParse(t, tt.code)
			if p.Kind() != tt.kind || p.String() != tt.code || p.IsZero() || p.Months() != tt.months {
				t.Errorf("Parse(%s) = %s of kind %d, %d months", tt.code, p, p.Kind(), p.Months())
			}
			if p.Start().String() != tt.start || p.End().String() != tt.end {
				t.Errorf("%s is %s to %s, want %s to %s", p, p.Start(), p.End(), tt.start, tt.end)
			}
			if got := p.Start().DaysUntil(p.End()) + 1; got != tt.days {
				t.Errorf("%s has %d days, want %d", p, got, tt.days)
			}
			if p.Words() != tt.words {
				t.Errorf("%s.Words() = %q, want %q", p, p.Words(), tt.words)
			}
			if p.Previous().String() != tt.previous || p.Next().String() != tt.follow {
				t.Errorf("%s follows %s and precedes %s, want %s and %s", p, p.Previous(), p.Next(), tt.previous, tt.follow)
			}
			if got, ok := Between(p.Start(), p.End()); !ok || got != p {
				t.Errorf("Between(%s, %s) = %s, %v", p.Start(), p.End(), got, ok)
			}
			for day, want := range map[Date]bool{
				p.Start(): true, p.End(): true, p.Start().AddDays(40): true,
				p.Start().AddDays(-1): false, p.End().AddDays(1): false,
			} {
				if p.Contains(day) != want {
					t.Errorf("%s.Contains(%s) = %v", p, day, !want)
				}
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	for _, s := range []string{
		"", "2026", "2026-Q0", "2026-Q5", "2026-q2", "2026Q2", "2026-Q2 ", " 2026-Q2", "26-Q2", "1926-Q2",
		"2025-25", "2025-27", "2025-2026", "2025/26", "1999-00", "2025-26\n", "Q2-2026", "2026-Q22", "２０２６-Q2",
	} {
		if p, err := Parse(s); !errors.Is(err, ErrBadPeriod) || !p.IsZero() {
			t.Errorf("Parse(%q) = %s, %v, want ErrBadPeriod", s, p, err)
		}
	}
}

func TestBetweenKnowsOnlyWholePeriods(t *testing.T) {
	for _, tt := range [][2]string{
		{"2026-04-01", "2026-06-29"}, {"2026-04-02", "2026-06-30"}, {"2026-04-01", "2026-09-30"},
		{"2026-01-01", "2026-12-31"}, {"2026-06-30", "2026-04-01"}, {"2026-02-01", "2026-04-30"},
	} {
		if p, ok := Between(date(t, tt[0]), date(t, tt[1])); ok {
			t.Errorf("Between(%s, %s) = %s, want none", tt[0], tt[1], p)
		}
	}
	if p, ok := Between(Date{}, Date{}); ok {
		t.Errorf("Between no days = %s", p)
	}
}

func TestZeroPeriod(t *testing.T) {
	var p Period
	if !p.IsZero() || p.String() != "" || p.Words() != "" || p.Months() != 0 || !p.Start().IsZero() || !p.End().IsZero() || p.Kind() != 0 {
		t.Errorf("the zero Period is %q, %q, %s to %s", p, p.Words(), p.Start(), p.End())
	}
	if p.Next() != p || p.Previous() != p {
		t.Error("the zero Period has a neighbour")
	}
}

func TestCompare(t *testing.T) {
	want := []string{"2023-24", "2024-Q1", "2024-25", "2024-Q2", "2024-Q3", "2025-Q1", "2025-26", "2025-Q2"}
	var got []Period
	for _, i := range []int{5, 2, 7, 0, 3, 6, 1, 4} {
		got = append(got, mustParse(t, want[i]))
	}
	slices.SortFunc(got, Period.Compare)
	for i, p := range got {
		if p.String() != want[i] {
			t.Fatalf("sorted: %v, want %v", got, want)
		}
	}
	if got[0].Compare(got[0]) != 0 {
		t.Error("a period is not equal to itself")
	}
}

func TestPeriodAsJSON(t *testing.T) {
	b, err := json.Marshal(map[Period]Period{mustParse(t, "2026-Q2"): mustParse(t, "2025-26")})
	if err != nil || string(b) != `{"2026-Q2":"2025-26"}` {
		t.Fatalf("Marshal = %s, %v", b, err)
	}
	var got map[Period]Period
	if err := json.Unmarshal(b, &got); err != nil || got[NewQuarter(2026, 2)] != NewFinancialYear(2025) {
		t.Errorf("Unmarshal(%s) = %v, %v", b, got, err)
	}
	var p Period
	if err := json.Unmarshal([]byte(`""`), &p); err != nil || !p.IsZero() {
		t.Errorf(`Unmarshal("") = %s, %v, want the zero Period`, p, err)
	}
	if err := json.Unmarshal([]byte(`"2026"`), &p); !errors.Is(err, ErrBadPeriod) {
		t.Errorf("Unmarshal(2026): %v, want ErrBadPeriod", err)
	}
}

func ExampleParse() {
	for _, code := range []string{"2026-Q2", "2025-26"} {
		p, err := Parse(code)
		fmt.Println(p, "is", p.Words(), err)
	}
	// Output:
	// 2026-Q2 is April to June 2026 <nil>
	// 2025-26 is April 2025 to March 2026 <nil>
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"2026-Q2", "2025-26", "2099-00", "2025-27", "2026-Q5", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := Parse(s)
		if err != nil {
			if !errors.Is(err, ErrBadPeriod) || !p.IsZero() {
				t.Errorf("Parse(%q) = %s, %v", s, p, err)
			}
			return
		}
		if p.String() != s {
			t.Errorf("Parse(%q) prints as %q", s, p)
		}
		if p.Next().Previous() != p || p.Next().Start() != p.End().AddDays(1) {
			t.Errorf("%s: the next is %s, which starts %s", p, p.Next(), p.Next().Start())
		}
		if got, ok := Between(p.Start(), p.End()); !ok || got != p {
			t.Errorf("Between(%s, %s) = %s, %v, want %s", p.Start(), p.End(), got, ok, p)
		}
	})
}
