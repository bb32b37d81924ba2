package list

import (
	_ "embed"
	"strings"
	"sync"
	"time"

	"earlyhelp/shared/period"
)

// holidays.csv holds the bank holidays of England and Wales, 2022 to 2027, as
// GOV.UK lists them (www.gov.uk/bank-holidays, fixed by the Banking and
// Financial Dealings Act 1971 and proclamation). A test holds it to the rules
// of the Act. Later years are added as they are proclaimed.
//
//go:embed holidays.csv
var holidayTable string

var bankHolidays = sync.OnceValue(func() map[period.Date]bool {
	days := map[period.Date]bool{}
	lines := strings.Split(strings.TrimSpace(holidayTable), "\n")
	for _, line := range lines[1:] {
		day, _, _ := strings.Cut(line, ",")
		d, err := period.ParseDate(day)
		if err != nil {
			panic(err) // the table is part of the program
		}
		days[d] = true
	}
	return days
})

// The first and last year whose bank holidays are known. Outside them only
// Saturdays and Sundays are left out.
const (
	firstHolidayYear = 2022
	lastHolidayYear  = 2027
)

// isWorkingDay reports whether d is a Monday to Friday and not a bank holiday.
func isWorkingDay(d period.Date) bool {
	switch d.Time().Weekday() {
	case time.Saturday, time.Sunday:
		return false
	}
	return !bankHolidays()[d]
}

// addWorkingDays returns the nth working day after d. The day itself does not
// count, whether it is a working day or not.
func addWorkingDays(d period.Date, n int) period.Date {
	for n > 0 {
		if d = d.AddDays(1); isWorkingDay(d) {
			n--
		}
	}
	return d
}

// The working days of indicators E08, F03 and A03.
const (
	toldWithin      = 5
	steppedWithin   = 10
	firstHelpWithin = 20
)

// inTime reports whether at most n working days passed from one day until
// another. A weekend after the nth is still in time: no working day has passed
// since. A blank day is not in time.
func inTime(from, until Date, n int) bool {
	return until != 0 && until < dateAt(addWorkingDays(from.Day(), n+1))
}
