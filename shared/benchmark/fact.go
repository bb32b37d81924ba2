package benchmark

import "earlyhelp/shared/period"

// A Level says whose figure a Fact is.
type Level string

// The levels.
const (
	AreaLevel    Level = "area"
	RegionLevel  Level = "region"
	EnglandLevel Level = "england"
)

// A Symbol stands where a number cannot. The empty Symbol means that the
// number stands. The rest are the government symbols, printed in brackets.
type Symbol string

// The symbols.
const (
	NoSymbol       Symbol = ""
	Confidential   Symbol = "c"   // suppressed to protect people
	NotAvailable   Symbol = "x"   // not returned, or cannot be counted
	NotApplicable  Symbol = "z"   // cannot exist
	RoundsToZero   Symbol = "low" // above zero, rounds to it
	LowReliability Symbol = "u"
	Estimated      Symbol = "e"
	Provisional    Symbol = "p" // beside a number: not yet signed off
	Revised        Symbol = "r" // beside a number: a resubmission changed it
	Break          Symbol = "b" // beside a number: break in the series
)

// A Source says where a figure comes from.
type Source string

// The sources.
const (
	FromReturn    Source = "return"    // an area's signed-off return
	FromPublished Source = "published" // DfE's published statistics
	FromPooled    Source = "pooled"    // the returns of several areas added up
)

// A Number is a value that may be absent. Absent is not zero.
type Number struct {
	Value float64
	OK    bool
}

// Some returns the number v.
func Some(v float64) Number { return Number{v, true} }

// A Fact is one row of facts.csv and facts.parquet: one indicator, for one
// period and breakdown, for one area, region or England. Numbers that a
// Symbol stands for are absent.
type Fact struct {
	Indicator string
	Period    period.Period
	Breakdown string // "total" where not split
	Category  string // "all" where not split
	Level     Level
	Code      string // GSS code as it was in the period
	DFE       string // three-digit DfE number; "" above area level
	Name      string

	Numerator, Denominator Number
	Value                  Number // in the indicator's unit, not rounded
	Lower95, Upper95       Number
	Lower998, Upper998     Number
	Symbol                 Symbol
	Reason                 string // plain words, where a symbol needs them
	Source                 Source
	AreasReturned          int // areas behind a pooled figure; 1 at area level
	AreasExpected          int
	Demonstration          bool  // rests on made-up figures
	Marks                  Marks // beside the number: of low reliability, revised
}
