// Package indicator holds the catalogue: what is measured, from which counts,
// in which unit, and where the definition comes from. It also holds the words
// that figures are split by.
//
// Both are data, in data/. The catalogue checks itself when it is read, and
// its errors name the row. To add an indicator of an existing kind:
//
//  1. Add a row to catalogue.csv, in the order of the ids. Leave numerator and
//     denominator blank while the return does not count them: it is then
//     described on pages and not computed.
//  2. When the return counts both (data/measures.csv or, where they follow from
//     what is typed, data/derived.csv of package returns), put the names of the
//     measures in. Nothing else is needed. The tests of this package hold
//     catalogue, vocabulary and return to each other.
//
// A new unit, such as a ratio, is code; so is a denominator that is neither a
// measure nor a population.
//
// Breakdowns are: sex, age_band, ethnic_group, disability, sen, agency,
// locality, need, and for H03 and H04 phase, governance and setting_type. The
// figure that is not split is breakdown "total", category "all". Categories
// are plain words as typed in a workbook: "local authority", "early years",
// "10-15", "not recorded".
package indicator

// A Unit says what an indicator's value is.
type Unit string

// The units. Percent is out of 100. Rate is per 10,000 children aged 0 to 17, or
// of the group that the denominator names.
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

// PopulationBlackMixedBoys is the denominator term of A07: boys aged 10 to 17
// of Black or mixed heritage. The reference data has no population by sex, age
// and ethnic group together, so that figures with it are not available.
const PopulationBlackMixedBoys = "population_black_mixed_boys_10_17"

// IsPopulation reports whether a term of an indicator is a population of the
// reference data and not a measure of the return.
func IsPopulation(term string) bool { return term == Population || term == PopulationBlackMixedBoys }

// A Definition describes one indicator.
type Definition struct {
	ID               string   `json:"id"`
	Title            string   `json:"title"`
	Subject          string   `json:"subject,omitempty"` // what is counted, to begin a sentence with: "Re-referrals within 12 months"
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
	// be a population (IsPopulation). Empty while Computed is false.
	Numerator   string `json:"-"`
	Denominator string `json:"-"`
}

// A Baseline is a dated reference mark from an inspection, never a target.
type Baseline struct {
	Words   string  `json:"words,omitempty"`   // the source's own words, in quotation marks, or "" when it gives none
	Percent float64 `json:"percent,omitempty"` // where to place the mark; meaningful when HasMark
	HasMark bool    `json:"hasMark,omitempty"`
	N       int     `json:"n,omitempty"` // sample size, 0 when not given

	// Count is the number that the source gives, out of N; meaningful when
	// HasCount. Where it gives words alone, Percent only places the mark.
	Count    int    `json:"count,omitempty"`
	HasCount bool   `json:"hasCount,omitempty"`
	Label    string `json:"label,omitempty"`
}
