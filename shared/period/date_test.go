package period

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"
)

func date(t testing.TB, s string) Date {
	t.Helper()
	d, err := ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestParseDate(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want Date
		ok   bool
	}{
		{"2026-04-30", Date{2026, time.April, 30}, true},
		{"2024-02-29", Date{2024, time.February, 29}, true},
		{"2023-02-29", Date{}, false}, // no leap year
		{"2026-04-31", Date{}, false},
		{"2026-13-01", Date{}, false},
		{"2026-4-30", Date{}, false},
		{"30/04/2026", Date{}, false},
		{"2026-04-30T00:00:00Z", Date{}, false},
		{" 2026-04-30", Date{}, false},
		{"", Date{}, false},
	} {
		got, err := ParseDate(tt.in)
		if got != tt.want || (err == nil) != tt.ok {
			t.Errorf("ParseDate(%q) = %v, %v, want %v", tt.in, got, err, tt.want)
		}
	}
}

func TestAddMonthsClampsToTheEndOfTheMonth(t *testing.T) {
	for _, tt := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-05-31", -3, "2026-02-28"},
		{"2024-05-31", -3, "2024-02-29"}, // a leap year
		{"2026-03-31", -1, "2026-02-28"},
		{"2026-12-31", 2, "2027-02-28"},
		{"2026-01-31", 1, "2026-02-28"},
		{"2026-01-30", 1, "2026-02-28"},
		{"2026-01-28", 1, "2026-02-28"},
		{"2024-02-29", -12, "2023-02-28"},
		{"2024-02-29", 12, "2025-02-28"},
		{"2024-02-29", 48, "2028-02-29"},
		{"2026-08-31", -2, "2026-06-30"},
		{"2026-04-30", -3, "2026-01-30"}, // a clamped day is not put back
		{"2026-01-15", -1, "2025-12-15"},
		{"2026-01-15", -13, "2024-12-15"},
		{"2026-06-15", 0, "2026-06-15"},
	} {
		if got := date(t, tt.from).AddMonths(tt.n).String(); got != tt.want {
			t.Errorf("%s plus %d months = %s, want %s", tt.from, tt.n, got, tt.want)
		}
	}
}

func TestDays(t *testing.T) {
	for _, tt := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-03-28", 3, "2026-03-31"}, // across the change to summer time
		{"2026-10-24", 2, "2026-10-26"},
		{"2026-12-31", 1, "2027-01-01"},
		{"2024-02-28", 1, "2024-02-29"},
		{"2026-01-01", -1, "2025-12-31"},
		{"2026-01-01", 365, "2027-01-01"},
		{"0001-01-01", 739913, "2026-10-25"}, // further than a time.Duration reaches
	} {
		from, to := date(t, tt.from), date(t, tt.want)
		if got := from.AddDays(tt.n); got != to {
			t.Errorf("%s plus %d days = %s, want %s", tt.from, tt.n, got, tt.want)
		}
		if got := from.DaysUntil(to); got != tt.n {
			t.Errorf("days from %s to %s = %d, want %d", tt.from, tt.want, got, tt.n)
		}
	}
}

func TestDateOfKeepsTheDayOfItsZone(t *testing.T) {
	late := time.Date(2026, 6, 30, 23, 30, 0, 0, time.FixedZone("BST", 3600))
	if got := DateOf(late); got.String() != "2026-06-30" {
		t.Errorf("DateOf(%s) = %s, want the day in that zone", late, got)
	}
	if got := DateOf(late.UTC().Add(2 * time.Hour)); got.String() != "2026-07-01" {
		t.Errorf("DateOf = %s, want 2026-07-01", got)
	}
	if got := NewDate(2026, time.February, 30).String(); got != "2026-03-02" {
		t.Errorf("NewDate(30 February) = %s, want it rolled over", got)
	}
}

func TestDateWordsAndOrder(t *testing.T) {
	d := date(t, "2026-04-03")
	if got := d.Words(); got != "3 April 2026" {
		t.Errorf("Words() = %q", got)
	}
	var none Date
	if none.String() != "" || none.Words() != "" || !none.IsZero() || d.IsZero() {
		t.Error("the zero Date does not print as nothing")
	}
	for _, later := range []string{"2026-04-04", "2026-05-01", "2027-01-01"} {
		e := date(t, later)
		if !d.Before(e) || !e.After(d) || d.After(e) || d.Compare(e) != -1 || d.Compare(d) != 0 {
			t.Errorf("%s is not before %s", d, e)
		}
	}
}

func TestDateAsJSON(t *testing.T) {
	type record struct {
		On, Off Date
	}
	b, err := json.Marshal(record{On: date(t, "2026-04-30")})
	if err != nil || string(b) != `{"On":"2026-04-30","Off":""}` {
		t.Fatalf("Marshal = %s, %v", b, err)
	}
	var got record
	if err := json.Unmarshal(b, &got); err != nil || got.On != date(t, "2026-04-30") || !got.Off.IsZero() {
		t.Errorf("Unmarshal(%s) = %v, %v", b, got, err)
	}
	if err := json.Unmarshal([]byte(`{"On":"2026-02-30"}`), &got); err == nil {
		t.Error("Unmarshal of 30 February: no error")
	}
}

func ExampleDate_AddMonths() {
	referral := NewDate(2026, time.May, 31)
	fmt.Println("looks back to", referral.AddMonths(-3))
	// Output: looks back to 2026-02-28
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2026-04-30", "2024-02-29", "0000-01-01", "9999-12-31", "2026-04-31", "", "2026-04-30Z"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDate(s)
		if err != nil {
			if !d.IsZero() {
				t.Errorf("ParseDate(%q) = %v beside an error", s, d)
			}
			return
		}
		if d.String() != s {
			t.Errorf("ParseDate(%q) prints as %q", s, d)
		}
		if again := DateOf(d.Time()); again != d {
			t.Errorf("%s by way of time.Time is %s", d, again)
		}
	})
}

func FuzzAddMonths(f *testing.F) {
	f.Add(2026, 5, 31, -3)
	f.Add(2024, 2, 29, 12)
	f.Add(2026, 1, 31, 1)
	f.Fuzz(func(t *testing.T, year, month, day, n int) {
		if year < 1 || year > 9000 || n < -12*900 || n > 12*900 {
			t.Skip()
		}
		d := NewDate(year, time.Month(1+(month%12+12)%12), 1+(day%31+31)%31)
		got := d.AddMonths(n)
		if DateOf(got.Time()) != got {
			t.Fatalf("%s plus %d months = %s, which is no day", d, n, got)
		}
		if months := 12*(got.Year-d.Year) + int(got.Month-d.Month); months != n {
			t.Errorf("%s plus %d months = %s, which is %d months away", d, n, got, months)
		}
		switch end := got.AddDays(1).Day == 1; {
		case got.Day > d.Day:
			t.Errorf("%s plus %d months = %s, a later day of the month", d, n, got)
		case got.Day < d.Day && !end:
			t.Errorf("%s plus %d months = %s, an earlier day that is not the month's last", d, n, got)
		}
		if next := d.AddDays(1); next.AddMonths(n).Before(got) {
			t.Errorf("%s and %s change places when %d months are added", d, next, n)
		}
		if back := got.AddMonths(-n); back.After(d) || (got.Day == d.Day && back != d) {
			t.Errorf("%s plus and minus %d months = %s", d, n, back)
		}
	})
}
