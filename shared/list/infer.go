package list

import (
	"slices"

	"earlyhelp/shared/period"
)

// straggling is the share of dates, one in fifty, that may lie outside the
// period and its look-back without swaying inferPeriod: slips such as 2062 for
// 2026. A quarter of a real list holds about a fifth of its dates.
const straggling = 50

// inferPeriod returns the period that a CSV list seems to be for: the latest
// quarter that more than stragglers fall in; or its financial year, when the
// dates reach back further than a quarter's list may and no further than the
// year's. The zero Period means that no start_date could be read.
func (r *reader) inferPeriod(data []byte) period.Period {
	days := r.startDates(data)
	if len(days) == 0 {
		return period.Period{}
	}
	slices.SortFunc(days, period.Date.Compare)
	few := len(days) / straggling
	latest := days[len(days)-1-few]
	quarter := period.NewQuarter(latest.Year, (int(latest.Month)+2)/3)
	year := period.NewFinancialYear(latest.AddMonths(-3).Year)
	if earliest := days[few]; earliest.Before(lookBackStart(quarter)) && !earliest.Before(lookBackStart(year)) {
		return year
	}
	return quarter
}

// startDates returns the start dates of a CSV file that can be read.
func (r *reader) startDates(data []byte) []period.Date {
	var days []period.Date
	var heads headings
	found := false
	for row, err := range csvRows(data) {
		if err != nil || !found && row.Number > headRows {
			break
		}
		if !found {
			heads, found = r.names.findHeadings(row)
			continue
		}
		for _, c := range row.Cells {
			if c.Col == heads.at[colStart] {
				if d, ok := dateOf(c, false); ok {
					days = append(days, d)
				}
			}
		}
	}
	return days
}
