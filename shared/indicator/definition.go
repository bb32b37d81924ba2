// Package indicator holds the catalogue: what is measured, from which counts,
// in which unit, and where the definition comes from. The catalogue is data
// (catalogue.csv); a new indicator of an existing kind is a row and no code.
package indicator

// A Unit says what an indicator's value is.
type Unit string

// The units. Percent is out of 100. Rate is per 10,000 children aged 0 to 17.
// Mean is numerator over denominator. YesNo is a fact about one partnership,
// and a percentage of partnerships above that.
const (
	Percent Unit = "percent"
	Rate    Unit = "rate"
	Mean    Unit = "mean"
	YesNo   Unit = "yes/no"
)

// A Polarity says which way is better.
type Polarity string

// The polarities.
const (
	High    Polarity = "high"
	Low     Polarity = "low"
	Neutral Polarity = "none"
)

// Population is the denominator term that is not a measure of the return but
// the number of children aged 0 to 17 (ONS mid-year estimate).
const Population = "population_0_17"

// A Definition describes one indicator.
type Definition struct {
	ID               string   `json:"id"`
	Title            string   `json:"title"`
	NumeratorWords   string   `json:"numerator"`
	DenominatorWords string   `json:"denominator"`
	Unit             Unit     `json:"unit"`
	Polarity         Polarity `json:"polarity"`
	Breakdowns       []string `json:"breakdowns"` // names such as sex, age_band; "total" is always there and not listed
	Sheets           []string `json:"sheets"`     // sheets of the return it is counted on
	Class            string   `json:"class"`      // disclosure class D1 to D6
	Source           string   `json:"source"`     // paragraph or line of the published text
	Baseline         Baseline `json:"baseline"`
	Computed         bool     `json:"computed"` // false: described, not yet collected
	Caveat           string   `json:"caveat,omitempty"`

	// Numerator and Denominator name measures of the return. Denominator may
	// be Population. Empty while Computed is false.
	Numerator   string `json:"-"`
	Denominator string `json:"-"`
}

// A Baseline is a dated reference mark from an inspection, never a target.
type Baseline struct {
	Words   string  `json:"words,omitempty"`   // the source's own words, in quotation marks, or "" when it gives none
	Percent float64 `json:"percent,omitempty"` // where to place the mark; meaningful when HasMark
	HasMark bool    `json:"hasMark,omitempty"`
	N       int     `json:"n,omitempty"` // sample size, 0 when not given
	Label   string  `json:"label,omitempty"`
}
