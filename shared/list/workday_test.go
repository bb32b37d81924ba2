package list

import (
	"testing"
	"time"

	"earlyhelp/shared/period"
)

func date(t testing.TB, s string) period.Date {
	t.Helper()
	d, err := period.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// easter returns Easter Sunday by the anonymous Gregorian algorithm (Nature,
// 20 April 1876; Meeus, Astronomical Algorithms, chapter 8).
func easter(year int) time.Time {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	j, k := c/4, c%4
	m := (a + 11*h) / 319
	r := (2*e + 2*j - k - h + m + 32) % 7
	month := (h - m + r + 90) / 25
	day := (h - m + r + month + 19) % 32
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
}

// ruledHolidays returns the bank holidays of a year by the Banking and
// Financial Dealings Act 1971, the proclaimed days that recur, and the
// single days proclaimed since 2022.
func ruledHolidays(year int) map[string]bool {
	days := map[string]bool{}
	add := func(d time.Time) {
		for d.Weekday() == time.Saturday || d.Weekday() == time.Sunday || days[d.Format(time.DateOnly)] {
			d = d.AddDate(0, 0, 1)
		}
		days[d.Format(time.DateOnly)] = true
	}
	day := func(m time.Month, d int) time.Time { return time.Date(year, m, d, 0, 0, 0, 0, time.UTC) }
	monday := func(d time.Time, step int) time.Time {
		for d.Weekday() != time.Monday {
			d = d.AddDate(0, 0, step)
		}
		return d
	}
	add(day(time.January, 1))
	add(easter(year).AddDate(0, 0, -2))
	add(easter(year).AddDate(0, 0, 1))
	add(monday(day(time.May, 1), 1))
	if year != 2022 { // moved to June for the Platinum Jubilee
		add(monday(day(time.May, 31), -1))
	}
	add(monday(day(time.August, 31), -1))
	if day(time.December, 25).Weekday() == time.Sunday { // Boxing Day keeps its Monday
		add(day(time.December, 26))
		add(day(time.December, 25))
	} else {
		add(day(time.December, 25))
		add(day(time.December, 26))
	}
	for _, single := range []string{"2022-06-02", "2022-06-03", "2022-09-19", "2023-05-08"} {
		if single[:4] == day(1, 1).Format("2006") {
			days[single] = true
		}
	}
	return days
}

func TestBankHolidaysAreThoseOfTheAct(t *testing.T) {
	for year := firstHolidayYear; year <= lastHolidayYear; year++ {
		want := ruledHolidays(year)
		for d := period.NewDate(year, 1, 1); d.Year == year; d = d.AddDays(1) {
			if got := bankHolidays()[d]; got != want[d.String()] {
				t.Errorf("bank holiday on %s: %v, want %v", d, got, want[d.String()])
			}
		}
	}
	for d := range bankHolidays() {
		if d.Year < firstHolidayYear || d.Year > lastHolidayYear {
			t.Errorf("%s is outside the years that the table says it covers", d)
		}
	}
}

func TestToldWithinFiveWorkingDays(t *testing.T) {
	for _, tt := range []struct {
		name, start, told string
		want              bool
	}{
		{"same day", "2026-06-01", "2026-06-01", true},
		{"Monday to next Monday is five", "2026-06-01", "2026-06-08", true},
		{"Monday to the Tuesday after is six", "2026-06-01", "2026-06-09", false},
		{"Friday to next Friday is five", "2026-06-05", "2026-06-12", true},
		{"the weekend after the fifth day is in time", "2026-06-05", "2026-06-14", true},
		{"the Monday after it is not", "2026-06-05", "2026-06-15", false},
		{"from a Saturday, Friday is the fifth", "2026-06-06", "2026-06-12", true},
		{"Easter gives two more days", "2026-04-01", "2026-04-10", true},
		{"and no third", "2026-04-01", "2026-04-13", false},
		{"Christmas and New Year give three", "2026-12-23", "2027-01-04", true},
		{"and no fourth", "2026-12-23", "2027-01-05", false},
		{"never told", "2026-06-01", "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var told Date
			if tt.told != "" {
				told = dateAt(date(t, tt.told))
			}
			if got := inTime(dateAt(date(t, tt.start)), told, toldWithin); got != tt.want {
				t.Errorf("inTime(%s, %s) = %v, want %v", tt.start, tt.told, got, tt.want)
			}
		})
	}
}
