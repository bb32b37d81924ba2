package benchmark

import "earlyhelp/shared/indicator"

// A Trend is the series of one indicator for one area. Years and quarters are
// two series, which are never joined.
type Trend struct {
	Indicator     string             `json:"indicator"`
	Title         string             `json:"title"`
	Unit          indicator.Unit     `json:"unit"`
	Polarity      indicator.Polarity `json:"polarity"`
	Breakdown     string             `json:"breakdown"`
	Category      string             `json:"category,omitempty"` // with a breakdown other than total
	View          View               `json:"view"`
	Version       string             `json:"version"`
	Demonstration bool               `json:"demonstration,omitempty"`
	Own           bool               `json:"own,omitempty"` // the area's figures are exact, England's as the public sees them
	Code          string             `json:"code"`          // the latest GSS code
	DFE           string             `json:"dfe"`
	Name          string             `json:"name"`
	Points        []TrendPoint       `json:"points"` // earliest first, without a gap: a period with no figure has a symbol
	Series        []Series           `json:"series"` // years, then quarters, where there are any
	Words         string             `json:"words"`  // what the series say, one after the other
	Comparability []Note             `json:"comparability,omitempty"`
}

// A TrendPoint is an area's figure in one period, with England's beside it.
type TrendPoint struct {
	Period        string   `json:"period"`
	Kind          string   `json:"kind"` // year or quarter
	Numerator     Number   `json:"numerator,omitzero"`
	Denominator   Number   `json:"denominator,omitzero"`
	Value         Number   `json:"value,omitzero"`
	Lower95       Number   `json:"lower95,omitzero"`
	Upper95       Number   `json:"upper95,omitzero"`
	Symbol        Symbol   `json:"symbol,omitempty"`
	Reason        string   `json:"reason,omitempty"`
	Source        Source   `json:"source,omitempty"`
	England       Number   `json:"england,omitzero"`
	EnglandSymbol Symbol   `json:"englandSymbol,omitempty"` // in its place, where England has no figure to show
	Demonstration bool     `json:"demonstration,omitempty"`
	Marks         []Symbol `json:"marks,omitempty"` // beside the value: b, break; u, of low reliability; r, revised

	// Of quarters, where their segment has control limits.
	ChartMean  Number    `json:"chartMean,omitzero"`
	LowerLimit Number    `json:"lowerLimit,omitzero"` // control limits, held to 0 and, of percentages, 100
	UpperLimit Number    `json:"upperLimit,omitzero"`
	Causes     []Cause   `json:"specialCauses,omitempty"` // strongest first
	Judgement  Judgement `json:"judgement,omitempty"`     // of the causes, where the indicator has a polarity
}

// The kinds of period in answers.
const (
	YearKind    = "year"
	QuarterKind = "quarter"
)

// A TrendState says what can be said of a series.
type TrendState string

// The states. Of quarters: TrendSteady, nothing but the usual variation, or
// TrendSignal, a special cause at the latest point. Of years: TrendRising and
// TrendFalling by the five-point test, or TrendSteady. Of either: TrendTooFew
// and TrendUnknown, where nothing can be said.
const (
	TrendSteady  TrendState = "no-change"
	TrendSignal  TrendState = "special-cause"
	TrendRising  TrendState = "rising"
	TrendFalling TrendState = "falling"
	TrendTooFew  TrendState = "too-few"
	TrendUnknown TrendState = "cannot-be-said"
)

// A Series is the years or the quarters of a Trend, and what they say.
type Series struct {
	Kind     string     `json:"kind"`   // year or quarter
	Method   string     `json:"method"` // five-point or control-chart
	State    TrendState `json:"state"`
	Words    string     `json:"words"`               // a plain sentence
	Reason   string     `json:"reason,omitempty"`    // why nothing can be said
	Judged   Judgement  `json:"judgement,omitempty"` // of the state, where the indicator has a polarity
	Figures  int        `json:"figures"`             // periods with a figure
	Segments []Segment  `json:"segments"`            // of quarters: one for each set of limits
	Signals  []Signal   `json:"signals"`             // of quarters: every point with a special cause, in words
	Test     *TrendTest `json:"test,omitempty"`      // of years
	Gaps     []Gap      `json:"gaps"`                // periods without a figure, in order
}

// A Segment is a stretch of a series with control limits of its own.
type Segment struct {
	From        string `json:"from"` // first and last period
	To          string `json:"to"`
	Reason      string `json:"reason,omitempty"` // why the limits begin anew; none for the first
	Figures     int    `json:"figures"`
	Mean        Number `json:"mean,omitzero"` // absent with fewer than two figures in a row
	LowerLimit  Number `json:"lowerLimit,omitzero"`
	UpperLimit  Number `json:"upperLimit,omitzero"`
	Provisional bool   `json:"provisional,omitempty"` // on fewer than FewestForLimits
}

// A Signal is a point with special causes.
type Signal struct {
	Period    string    `json:"period"`
	Causes    []Cause   `json:"causes"` // strongest first
	Judgement Judgement `json:"judgement,omitempty"`
	Words     string    `json:"words"`
}

// A TrendTest is the five-point test of the latest years.
type TrendTest struct {
	From  string `json:"from"`
	To    string `json:"to"`
	Slope Number `json:"slope"` // change a year, in the unit
	Chi2  Number `json:"chi2"`  // against 9.55, the 99.8% quantile with one degree of freedom
	Agree bool   `json:"agree"` // whichever year is left out, the slope keeps its sign
}

// A Gap is a stretch of a series without a figure.
type Gap struct {
	From   string `json:"from"`
	To     string `json:"to"`
	Symbol Symbol `json:"symbol"`
	Reason string `json:"reason"`
}
