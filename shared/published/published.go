// Package published holds the series that the Department for Education (DfE)
// publishes for each area: referrals to children's social care services,
// re-referrals within 12 months, and referrals that ended in no further
// action, for the financial years 2012-13 to 2024-25.
//
// They are one edition, Children in need, reporting year 2025. Symbols mean
// what they mean in that edition; in older ones the same letters meant other
// things (x was "suppressed" in 2015), so that nothing here is filled in from
// an older edition. Where DfE's figures and an area's own return differ,
// neither is wrong: the page says which one it shows.
//
// Figures of areas are exact. Those of regions and England are rounded to 10
// and include DfE's estimates for areas that gave none, so that they are not
// the sum of the areas.
package published

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"earlyhelp/shared/period"
	"earlyhelp/shared/reference"
)

// Edition names the publication, for notes under charts.
const Edition = "Department for Education, Children in need, reporting year 2025"

// england is the ONS code of England.
const england = "E92000001"

// A Symbol stands where DfE gives no number.
type Symbol string

// The symbols of the 2025 edition. The empty Symbol means that the number
// stands.
const (
	Number         Symbol = ""
	Suppressed     Symbol = "c" // 1 to 5, or hidden to protect another figure
	NotAvailable   Symbol = "x"
	LowReliability Symbol = "u"
	NotApplicable  Symbol = "z"
)

// A Value is a count as published. Where Symbol is not empty, N is 0 and
// means nothing.
type Value struct {
	N      int
	Symbol Symbol
}

// OK reports whether the number stands.
func (v Value) OK() bool { return v.Symbol == Number }

// A Percent is a percentage as published, to one decimal place. Where Symbol
// is not empty, Value is 0 and means nothing.
type Percent struct {
	Value  float64 // out of 100
	Symbol Symbol
}

// OK reports whether the number stands.
func (p Percent) OK() bool { return p.Symbol == Number }

// A Row is what DfE publishes for one area, region or England and one
// financial year.
type Row struct {
	Period             period.Period
	Code               string  // DfE number of an area, GSS code above area level
	Referrals          Value   // referrals received in the year
	ReReferrals        Value   // of them, within 12 months of an earlier one of the same child
	ReReferralsPercent Percent // of referrals
	NFA                Value   // referrals that ended in no further action
	NFAPercent         Percent // of referrals
}

//go:embed data
var embedded embed.FS

// Series returns the built-in table. It is parsed once and shared.
func Series() *Table { return series() }

var series = sync.OnceValue(func() *Table {
	sub, err := fs.Sub(embedded, "data")
	if err != nil {
		panic(err) // the name is a constant
	}
	t, err := New(sub)
	if err != nil {
		panic("published: built-in data: " + err.Error())
	}
	return t
})

type key struct {
	code string
	p    period.Period
}

// A Table holds rows by code and financial year. It is not changed once made.
type Table struct {
	rows    map[key]Row
	periods []period.Period
}

// New returns a table made from layers, each holding referrals.csv. A row of a
// later layer replaces that of an earlier one for the same code and year, so
// that a new year can be added without a release. The error joins everything
// that is wrong, with file and line.
func New(layers ...fs.FS) (*Table, error) {
	t := &Table{rows: map[key]Row{}}
	var problems []error
	for _, layer := range layers {
		file, err := reference.Read(layer, "referrals.csv",
			"period", "code", "referrals", "rereferrals", "rereferrals_percent", "nfa", "nfa_percent")
		if err != nil {
			problems = append(problems, err)
			continue
		}
		for _, r := range file.Rows {
			row, err := readRow(r)
			if err != nil {
				problems = append(problems, r.Errorf("%w", err))
			}
			t.rows[key{row.Code, row.Period}] = row
		}
	}
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	years := map[period.Period]bool{}
	for k := range t.rows {
		years[k.p] = true
	}
	t.periods = slices.SortedFunc(maps.Keys(years), period.Period.Compare)
	return t, nil
}

// Area returns the row of an area by its DfE number. p must be a financial
// year that the series has; an area that was not in being has no row.
func (t *Table) Area(dfe string, p period.Period) (Row, bool) {
	row, ok := t.rows[key{dfe, p}]
	return row, ok && !strings.HasPrefix(dfe, "E")
}

// Region returns the row of a region by its code. Inner and Outer London,
// E13000001 and E13000002, answer too; both are within London, E12000007.
func (t *Table) Region(code string, p period.Period) (Row, bool) {
	row, ok := t.rows[key{code, p}]
	return row, ok && strings.HasPrefix(code, "E1")
}

// England returns the row of England.
func (t *Table) England(p period.Period) (Row, bool) {
	row, ok := t.rows[key{england, p}]
	return row, ok
}

// Periods returns the financial years of the series, earliest first.
func (t *Table) Periods() []period.Period { return slices.Clone(t.periods) }

func readRow(r reference.Row) (Row, error) {
	p, err := period.Parse(r.Get("period"))
	if err == nil && p.Kind() != period.FinancialYear {
		err = fmt.Errorf("%s is not a financial year", p)
	}
	row := Row{Period: p, Code: r.Get("code")}
	count := func(column string, into *Value) {
		var n float64
		var e error
		n, into.Symbol, e = number(r.Get(column), 0)
		into.N = int(n)
		if e != nil {
			err = errors.Join(err, fmt.Errorf("%s: %w", column, e))
		}
	}
	percent := func(column string, into *Percent) {
		var e error
		into.Value, into.Symbol, e = number(r.Get(column), 1)
		if e != nil {
			err = errors.Join(err, fmt.Errorf("%s: %w", column, e))
		}
	}
	count("referrals", &row.Referrals)
	count("rereferrals", &row.ReReferrals)
	percent("rereferrals_percent", &row.ReReferralsPercent)
	count("nfa", &row.NFA)
	percent("nfa_percent", &row.NFAPercent)
	if row.Code == "" {
		err = errors.Join(err, errors.New("there is no code"))
	}
	return row, err
}

// number reads a symbol, or a number of 0 or more with at most the given
// number of decimal places.
func number(text string, places int) (float64, Symbol, error) {
	switch s := Symbol(text); s {
	case Suppressed, NotAvailable, LowReliability, NotApplicable:
		return 0, s, nil
	}
	n, err := strconv.ParseFloat(text, 64)
	_, decimals, _ := strings.Cut(text, ".")
	if err != nil || n < 0 || len(decimals) > places || strings.Trim(text, "0123456789.") != "" {
		return 0, "", fmt.Errorf("%q is neither a number nor one of the symbols c, x, u and z", text)
	}
	return n, "", nil
}
