package list

import (
	"strconv"
	"strings"
	"time"

	"earlyhelp/shared/period"
	"earlyhelp/shared/workbook"
)

// dateAdvice says how to type a date.
const dateAdvice = "type the day as 30/04/2026 or 2026-04-30"

// parseDate reads a day: ISO (2026-04-30, with a time of day after it or
// not), dd/mm/yyyy, or the serial number under which Excel keeps dates. date1904
// says that serials count from 1904, as in workbooks begun on old Macs.
// Two-digit years and American dates are refused rather than guessed at.
func parseDate(s string, date1904 bool) (period.Date, bool) {
	if len(s) >= 10 && s[4] == '-' && s[7] == '-' {
		return calendarDay(s[:4], s[5:7], s[8:10], s[10:])
	}
	if day, rest, ok := strings.Cut(s, "/"); ok {
		month, rest, ok := strings.Cut(rest, "/")
		if !ok || len(rest) < 4 {
			return period.Date{}, false
		}
		return calendarDay(rest[:4], month, day, rest[4:])
	}
	serial, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return period.Date{}, false
	}
	return workbook.Date(serial, date1904)
}

// calendarDay reads a day that the calendar has. after is what follows the
// date: nothing, or a time of day, which is passed over.
func calendarDay(year, month, day, after string) (period.Date, bool) {
	if after != "" && (after[0] != ' ' && after[0] != 'T' || !isClock(after[1:])) {
		return period.Date{}, false
	}
	y, okY := digits(year, 4)
	m, okM := digits(month, 2)
	d, okD := digits(day, 2)
	if !okY || !okM || !okD || m < 1 || m > 12 || d < 1 {
		return period.Date{}, false
	}
	got := period.NewDate(y, time.Month(m), d)
	return got, got.Day == d
}

// isClock reports whether s is a time of day as exports write it, such as
// 00:00, 09:30:15.000 or 09:30:15Z.
func isClock(s string) bool {
	s = strings.TrimSuffix(s, "Z")
	return len(s) >= 5 && s[2] == ':' && strings.Trim(s, "0123456789:.") == ""
}

// digits reads a number of one to most decimal digits and nothing else.
func digits(s string, most int) (n int, ok bool) {
	if s == "" || len(s) > most {
		return 0, false
	}
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = 10*n + int(c-'0')
	}
	return n, true
}
