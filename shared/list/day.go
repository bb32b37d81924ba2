package list

import (
	"time"

	"earlyhelp/shared/period"
)

// A Date is a day in four bytes, packed so that dates compare as numbers do.
// The zero Date is no day.
type Date uint32

// dateAt packs a day.
func dateAt(d period.Date) Date { return Date(d.Year<<9 | int(d.Month)<<5 | d.Day) }

// Day returns the day that d packs.
func (d Date) Day() period.Date {
	return period.Date{Year: int(d >> 9), Month: time.Month(d >> 5 & 15), Day: int(d & 31)}
}

// Year returns the year of d.
func (d Date) Year() int { return int(d >> 9) }

// String returns the ISO form, "" for no day.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	return d.Day().String()
}

// Words returns the day in words.
func (d Date) Words() string { return d.Day().Words() }

// addDays returns the day n days on.
func (d Date) addDays(n int) Date { return dateAt(d.Day().AddDays(n)) }

// addMonths returns the day n calendar months on, clamped to the end of the
// month.
func (d Date) addMonths(n int) Date { return dateAt(d.Day().AddMonths(n)) }

// A span is the first and last day of something.
type span struct{ first, last Date }

func spanOf(p period.Period) span { return span{dateAt(p.Start()), dateAt(p.End())} }

func (s span) has(d Date) bool { return s.first <= d && d <= s.last }
