package workbook

import (
	"math"
	"time"

	"earlyhelp/shared/period"
)

// lastSerial is 31 December 9999 in the 1900 system, the last day Excel knows.
const lastSerial = 2_958_465

// Date returns the day that a serial number stands for in a workbook's date
// system, the time of day dropped. ok is false for numbers that are no day:
// before its first day, after the year 9999, and 60 in the 1900 system, which is the
// 29 February 1900 that never was (a fault kept since Lotus 1-2-3).
func Date(serial float64, date1904 bool) (d period.Date, ok bool) {
	n := math.Floor(serial)
	if math.IsNaN(n) || n < 0 {
		return period.Date{}, false
	}
	if date1904 {
		n += 1462 // days from 30 December 1899 to 1 January 1904, day 0
	} else if n == 60 || n == 0 {
		return period.Date{}, false
	}
	if n > lastSerial {
		return period.Date{}, false
	}
	if n < 60 {
		n++ // before the day that never was, the count runs one behind
	}
	return civil(int(n) - 25_569), true // from 30 December 1899 to 1 January 1970
}

// civil returns the day that is n days after 1 January 1970, by Howard
// Hinnant's days algorithm (chrono-compatible low-level date algorithms,
// 2013), a tenth of the cost of time.Unix for a sheet full of dates. n must
// be after 1 March of the year 0.
func civil(n int) period.Date {
	n += 719_468 // to 1 March of the year 0
	era := n / 146_097
	doe := n - era*146_097
	yoe := (doe - doe/1460 + doe/36_524 - doe/146_096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	day := doy - (153*mp+2)/5 + 1
	month, year := mp+3, yoe+era*400
	if month > 12 {
		month, year = month-12, year+1
	}
	return period.Date{Year: year, Month: time.Month(month), Day: day}
}
