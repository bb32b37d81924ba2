package benchmark

import (
	"encoding/json"

	"earlyhelp/shared/indicator"
)

// A View says which figures a snapshot holds.
type View string

// The public view is disclosure-controlled. The full one holds exact figures,
// for those who may see them. One answer never mixes the two.
const (
	Public View = "public"
	Full   View = "full"
)

// A Query asks for one indicator in one period.
type Query struct {
	Indicator string   // A01 to H09
	Period    string   // 2026-Q2 or 2024-25
	Breakdown string   // "" or "total": not split
	Category  string   // with a Breakdown, the part of it
	Areas     []string // GSS codes or DfE numbers; nil: every area in being
	Peers     string   // "", neighbours, region or england
	Of        string   // the area whose peers: a GSS code or DfE number; a region's code with Peers "region"
	NoFunnel  bool     // leave Answer.Funnel out, whose curves are most of the work; areas are classed all the same
}

// An Answer is the benchmark of one indicator in one period, in the form of
// the API. Numbers are in the indicator's unit to one decimal place, halves
// up, and absent where a symbol stands for them.
type Answer struct {
	Indicator     string             `json:"indicator"`
	Title         string             `json:"title"`
	Period        string             `json:"period"`
	Breakdown     string             `json:"breakdown"`
	Category      string             `json:"category,omitempty"` // with a breakdown other than total
	Unit          indicator.Unit     `json:"unit"`
	Polarity      indicator.Polarity `json:"polarity"`
	View          View               `json:"view"`
	Version       string             `json:"version"`
	Demonstration bool               `json:"demonstration,omitempty"` // some figures are made up
	England       EnglandFigure      `json:"england"`
	Peers         *Peers             `json:"peers,omitempty"`
	Areas         []AreaFigure       `json:"areas"` // by name
	Funnel        *Funnel            `json:"funnel,omitempty"`
}

// An EnglandFigure is the national figure.
type EnglandFigure struct {
	Numerator     Number `json:"numerator,omitzero"`
	Denominator   Number `json:"denominator,omitzero"`
	Value         Number `json:"value,omitzero"`
	Lower95       Number `json:"lower95,omitzero"`
	Upper95       Number `json:"upper95,omitzero"`
	Source        Source `json:"source,omitempty"`
	AreasReturned int    `json:"areasReturned"` // areas with a figure of their own
	AreasExpected int    `json:"areasExpected"` // areas in being
	Symbol        Symbol `json:"symbol,omitempty"`
	Reason        string `json:"reason,omitempty"`

	// Marks stand beside the value: u, of low reliability; r, revised.
	Marks []Symbol `json:"marks,omitempty"`
}

// Peers are the figures of a group of areas. Pooled is the sum of numerators
// over the sum of denominators; Mean, Median and the quartiles are of the
// areas' values, without quartiles for a fact that is yes or no. All rest on the areas of the group that show a figure in
// this view, of which there are WithFigures.
type Peers struct {
	Kind        string   `json:"kind"`
	Of          string   `json:"of,omitempty"` // GSS code
	Codes       []string `json:"codes"`        // GSS codes of the group, nearest first for neighbours, else by name
	WithFigures int      `json:"withFigures"`
	Pooled      Number   `json:"pooled,omitzero"`
	Mean        Number   `json:"mean,omitzero"`
	Median      Number   `json:"median,omitzero"`
	Q1          Number   `json:"q1,omitzero"` // absent with fewer than four figures
	Q3          Number   `json:"q3,omitzero"`
	Reason      string   `json:"reason,omitempty"` // where something is absent
}

// An AreaFigure is one area's figure. A fact that is yes or no has the value
// 100 or 0 and no interval; nor has a mean. Outlier is none for a denominator under
// FewestClassed, however far out it lies.
type AreaFigure struct {
	Code          string     `json:"code"`
	DFE           string     `json:"dfe"`
	Name          string     `json:"name"`
	Region        string     `json:"region,omitempty"`
	Numerator     Number     `json:"numerator,omitzero"`
	Denominator   Number     `json:"denominator,omitzero"`
	Value         Number     `json:"value,omitzero"`
	Lower95       Number     `json:"lower95,omitzero"`
	Upper95       Number     `json:"upper95,omitzero"`
	Lower998      Number     `json:"lower998,omitzero"`
	Upper998      Number     `json:"upper998,omitzero"`
	Comparison    Comparison `json:"comparison"`
	Outlier       Outlier    `json:"outlier"`
	Symbol        Symbol     `json:"symbol,omitempty"`
	Reason        string     `json:"reason,omitempty"`
	Source        Source     `json:"source,omitempty"`
	Demonstration bool       `json:"demonstration,omitempty"`
	Marks         []Symbol   `json:"marks,omitempty"` // beside the value: u, of low reliability; r, revised
}

// A Funnel holds the limits about England's value. Adjusted says that they
// are widened for overdispersion, as Tau2 above 0 asks.
type Funnel struct {
	Adjusted bool          `json:"adjusted"`
	Phi      Number        `json:"phi,omitzero"`
	Tau2     Number        `json:"tau2,omitzero"`
	Centre   Number        `json:"centre,omitzero"`   // England's value
	Areas    int           `json:"areas"`             // areas that phi and tau2 rest on
	Outside  int           `json:"outside"`           // areas beyond the 99.8% limits
	Naive    int           `json:"outsideUnadjusted"` // areas beyond 99.8% limits that allow for chance alone
	Limits   []FunnelLimit `json:"limits"`
	Reason   string        `json:"reason,omitempty"` // why there is no adjustment
}

// A FunnelLimit is one point of the limit curves, in the indicator's unit.
type FunnelLimit struct {
	Denominator float64 `json:"denominator"`
	Lower998    float64 `json:"lower998"`
	Lower95     float64 `json:"lower95"`
	Upper95     float64 `json:"upper95"`
	Upper998    float64 `json:"upper998"`
}

// A Trend is the series of one indicator for one area. Control limits and
// special causes are not worked out yet and absent.
type Trend struct {
	Indicator     string             `json:"indicator"`
	Title         string             `json:"title"`
	Unit          indicator.Unit     `json:"unit"`
	Polarity      indicator.Polarity `json:"polarity"`
	Breakdown     string             `json:"breakdown"`
	View          View               `json:"view"`
	Version       string             `json:"version"`
	Demonstration bool               `json:"demonstration,omitempty"`
	Code          string             `json:"code"` // the latest GSS code
	DFE           string             `json:"dfe"`
	Name          string             `json:"name"`
	Points        []TrendPoint       `json:"points"` // earliest first; years and quarters are two series
}

// A TrendPoint is an area's figure in one period, with England's beside it.
type TrendPoint struct {
	Period        string `json:"period"`
	Kind          string `json:"kind"` // year or quarter
	Numerator     Number `json:"numerator,omitzero"`
	Denominator   Number `json:"denominator,omitzero"`
	Value         Number `json:"value,omitzero"`
	Lower95       Number `json:"lower95,omitzero"`
	Upper95       Number `json:"upper95,omitzero"`
	Symbol        Symbol `json:"symbol,omitempty"`
	Reason        string `json:"reason,omitempty"`
	Source        Source `json:"source,omitempty"`
	England       Number `json:"england,omitzero"`
	Demonstration bool   `json:"demonstration,omitempty"`

	Marks []Symbol `json:"marks,omitempty"` // beside the value: u, of low reliability; r, revised
}

// JSON returns the answer as the API sends it.
func (a Answer) JSON() ([]byte, error) { return json.Marshal(a) }
