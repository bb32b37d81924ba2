package period

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// ErrBadPeriod reports text that is neither a quarter nor a financial year.
var ErrBadPeriod = errors.New(`a period is a quarter such as 2026-Q2 or a financial year such as 2025-26`)

// A Kind is a sort of reporting period.
type Kind int

// The kinds of period. Quarters are of the calendar year (Q1 is January to
// March); a financial year runs from 1 April to 31 March.
const (
	Quarter Kind = iota + 1
	FinancialYear
)

// A Period is a quarter or a financial year. Periods are comparable with ==.
// The zero Period is no period.
type Period struct {
	kind    Kind
	year    int // the calendar year in which it starts
	quarter int // 1 to 4; 0 for a financial year
}

// NewQuarter returns quarter q (1 to 4) of a calendar year.
func NewQuarter(year, q int) Period { return Period{Quarter, year, q} }

// NewFinancialYear returns the financial year that starts on 1 April of year.
func NewFinancialYear(year int) Period { return Period{FinancialYear, year, 0} }

var (
	quarterText = regexp.MustCompile(`^(20\d\d)-Q([1-4])$`)
	yearText    = regexp.MustCompile(`^(20\d\d)-(\d\d)$`)
)

// Parse reads "2026-Q2" or "2025-26". It returns ErrBadPeriod for anything
// else, such as a financial year whose two years do not follow each other.
func Parse(s string) (Period, error) {
	if m := quarterText.FindStringSubmatch(s); m != nil {
		y, _ := strconv.Atoi(m[1])
		return NewQuarter(y, int(m[2][0]-'0')), nil
	}
	if m := yearText.FindStringSubmatch(s); m != nil {
		y, _ := strconv.Atoi(m[1])
		if end, _ := strconv.Atoi(m[2]); end == (y+1)%100 {
			return NewFinancialYear(y), nil
		}
	}
	return Period{}, fmt.Errorf("%q: %w", s, ErrBadPeriod)
}

// Between returns the period that starts and ends on the given days, and
// whether there is one.
func Between(start, end Date) (Period, bool) {
	for _, p := range []Period{NewQuarter(start.Year, int(start.Month+2)/3), NewFinancialYear(start.Year)} {
		if p.Start() == start && p.End() == end {
			return p, true
		}
	}
	return Period{}, false
}

// Kind returns the kind of p, 0 for the zero Period.
func (p Period) Kind() Kind { return p.kind }

// IsZero reports whether p is no period.
func (p Period) IsZero() bool { return p == Period{} }

// String returns the code: "2026-Q2" or "2025-26"; "" for the zero Period.
func (p Period) String() string {
	switch p.kind {
	case Quarter:
		return fmt.Sprintf("%04d-Q%d", p.year, p.quarter)
	case FinancialYear:
		return fmt.Sprintf("%04d-%02d", p.year, (p.year+1)%100)
	}
	return ""
}

// Words returns the period as pages write it: "April to June 2026", or
// "April 2025 to March 2026".
func (p Period) Words() string {
	s, e := p.Start(), p.End()
	switch p.kind {
	case Quarter:
		return fmt.Sprintf("%s to %s %d", s.Month, e.Month, e.Year)
	case FinancialYear:
		return fmt.Sprintf("%s %d to %s %d", s.Month, s.Year, e.Month, e.Year)
	}
	return ""
}

// Start returns the first day of p.
func (p Period) Start() Date {
	switch p.kind {
	case Quarter:
		return Date{p.year, time.Month(3*p.quarter - 2), 1}
	case FinancialYear:
		return Date{p.year, time.April, 1}
	}
	return Date{}
}

// End returns the last day of p.
func (p Period) End() Date {
	switch p.kind {
	case Quarter:
		return p.Start().AddMonths(3).AddDays(-1)
	case FinancialYear:
		return Date{p.year + 1, time.March, 31}
	}
	return Date{}
}

// Months returns the length of p in calendar months, 3 or 12.
func (p Period) Months() int {
	switch p.kind {
	case Quarter:
		return 3
	case FinancialYear:
		return 12
	}
	return 0
}

// Contains reports whether d is a day of p.
func (p Period) Contains(d Date) bool {
	return !d.Before(p.Start()) && !d.After(p.End())
}

// Previous returns the period of the same kind just before p.
func (p Period) Previous() Period { return p.step(-1) }

// Next returns the period of the same kind just after p.
func (p Period) Next() Period { return p.step(1) }

func (p Period) step(by int) Period {
	switch p.kind {
	case Quarter:
		n := 4*p.year + p.quarter - 1 + by
		return NewQuarter(n/4, n%4+1)
	case FinancialYear:
		return NewFinancialYear(p.year + by)
	}
	return p
}

// Compare orders periods by first day, then financial years before quarters.
func (p Period) Compare(q Period) int {
	return cmp.Or(p.Start().Compare(q.Start()), cmp.Compare(q.kind, p.kind))
}

// MarshalText writes the code of p.
func (p Period) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads the code of a period; "" is the zero Period.
func (p *Period) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*p = Period{}
		return nil
	}
	v, err := Parse(string(b))
	if err != nil {
		return err
	}
	*p = v
	return nil
}
