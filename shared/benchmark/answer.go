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
	Peers     string   // "", neighbours, region, england, type, deprivation or group
	Of        string   // the area whose peers: a GSS code or DfE number; a region's code with Peers "region", a band from 1 to 5 with "deprivation"
	Group     []string // with Peers "group": 2 to 30 areas of one's own choice
	Limits    string   // "" or "adjusted": limits widened for overdispersion; "chance": limits that allow for chance alone
	Rank      bool     // give each area's rank with its interval
	Slope     bool     // give the slope over areas by deprivation
	NoFunnel  bool     // leave Answer.Funnel out, whose curves are most of the work; areas are classed all the same
}

// The kinds of limits.
const (
	LimitsAdjusted = "adjusted" // widened for how much areas differ
	LimitsChance   = "chance"   // of chance alone: the naive view
)

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
	Regions       []RegionFigure     `json:"regions,omitempty"` // by name; none for localities
	Peers         *Peers             `json:"peers,omitempty"`
	Areas         []AreaFigure       `json:"areas"` // by name
	Funnel        *Funnel            `json:"funnel,omitempty"`
	Slope         *SlopeFigure       `json:"slope,omitempty"`  // where asked
	Limits        string             `json:"limits"`           // adjusted or chance: by which limits areas are classed
	Own           bool               `json:"own,omitempty"`    // the areas' figures are exact, all else is as the public sees it
	Reason        string             `json:"reason,omitempty"` // where no area shows a figure, why, and what does
	Comparability []Note             `json:"comparability,omitempty"`
}

// An EnglandFigure is the national figure. Value is the published one or, where
// there is none, pooled: the sum of numerators over the sum of denominators.
// Mean and Median are of the areas' own values, each area weighing the same, of
// those that show one in this view (WithFigures). The three are never the same
// thing: in 2024-25 re-referrals were 22.6%, 20.4% and 20.0%.
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

	Mean        Number `json:"mean,omitzero"`
	Median      Number `json:"median,omitzero"`
	WithFigures int    `json:"withFigures"` // areas behind mean and median
	Words       string `json:"words,omitempty"`
}

// A RegionFigure is the figure of a region, published or pooled as England's.
type RegionFigure struct {
	Code string `json:"code"`
	Name string `json:"name"`
	EnglandFigure
	Comparison Comparison `json:"comparison"` // with England
}

// Peers are the figures of a group of areas. Pooled is the sum of numerators
// over the sum of denominators; Mean, Median and the quartiles are of the
// areas' values, without quartiles for a fact that is yes or no. All rest on the areas of the group that show a figure in
// this view, of which there are WithFigures.
type Peers struct {
	Kind        string       `json:"kind"`
	Of          string       `json:"of,omitempty"` // GSS code, region's code or deprivation band
	Label       string       `json:"label"`        // names the group: "Leeds’s statistical neighbours"
	Words       string       `json:"words"`        // how the group is chosen, with source and date
	Codes       []string     `json:"codes"`        // GSS codes of the group, nearest first for neighbours, in the order asked for of a group, else by name
	Members     []PeerMember `json:"members"`      // as Codes, and those that were not in being
	WithFigures int          `json:"withFigures"`
	Pooled      Number       `json:"pooled,omitzero"`
	Lower95     Number       `json:"lower95,omitzero"` // of Pooled
	Upper95     Number       `json:"upper95,omitzero"`
	Mean        Number       `json:"mean,omitzero"`
	Median      Number       `json:"median,omitzero"`
	Q1          Number       `json:"q1,omitzero"` // absent with fewer than four figures
	Q3          Number       `json:"q3,omitzero"`
	Reason      string       `json:"reason,omitempty"` // where something is absent
}

// A PeerMember is one area of a peer group.
type PeerMember struct {
	Code      string `json:"code,omitempty"` // absent where it was not in being
	DFE       string `json:"dfe"`
	Name      string `json:"name"`
	Closeness string `json:"closeness,omitempty"` // of a neighbour: DfE's band, from extremely close to not close
	Shown     bool   `json:"shown"`               // it shows a figure in this view
	Symbol    Symbol `json:"symbol,omitempty"`
	Reason    string `json:"reason,omitempty"` // why it shows none
}

// An AreaFigure is one area's figure. A fact that is yes or no has the value
// 100 or 0 and no interval; nor has a mean. Outlier is none too for an area that
// has a figure and cannot be placed, which OutlierReason says.
type AreaFigure struct {
	Code        string     `json:"code"`
	DFE         string     `json:"dfe"`
	Name        string     `json:"name"`
	Region      string     `json:"region,omitempty"`
	Numerator   Number     `json:"numerator,omitzero"`
	Denominator Number     `json:"denominator,omitzero"`
	Value       Number     `json:"value,omitzero"`
	Lower95     Number     `json:"lower95,omitzero"`
	Upper95     Number     `json:"upper95,omitzero"`
	Lower998    Number     `json:"lower998,omitzero"`
	Upper998    Number     `json:"upper998,omitzero"`
	Comparison  Comparison `json:"comparison"`
	Outlier     Outlier    `json:"outlier"`

	// OutlierReason says why an area with a figure has no place in a funnel:
	// there is none, or its denominator is under FewestClassed. Outlier is then
	// none, and does not say that the area lies within any limits.
	OutlierReason string   `json:"outlierReason,omitempty"`
	Symbol        Symbol   `json:"symbol,omitempty"`
	Reason        string   `json:"reason,omitempty"`
	Source        Source   `json:"source,omitempty"`
	Demonstration bool     `json:"demonstration,omitempty"`
	Marks         []Symbol `json:"marks,omitempty"` // beside the value: b, break; u, of low reliability; r, revised

	// ComparisonPeers is Comparison with the pooled figure of the peers asked
	// for, in place of England's.
	ComparisonPeers Comparison `json:"comparisonPeers,omitempty"`
	Rank            *AreaRank  `json:"rank,omitempty"`      // where asked
	Words           string     `json:"words"`               // one plain sentence or two, never stronger than the methods allow
	Elsewhere       []string   `json:"elsewhere,omitempty"` // periods in which it has a figure, nearest first, where it is asked for alone and has none
}

// An AreaRank is an area's place, 1 for the best where the indicator has a
// polarity, else for the highest. From and To are its interval: all intervals
// hold at once with 95% confidence. There is no rank without them, nor for a
// denominator under FewestClassed.
type AreaRank struct {
	Rank int `json:"rank"`
	From int `json:"from"`
	To   int `json:"to"`
	Of   int `json:"of"` // areas ranked

	// Quartile is the fourth of the areas that Rank falls in, 1 for the first;
	// QuartileFrom and QuartileTo are those of From and To. An area is only
	// surely in a fourth where the two are one.
	Quartile     int `json:"quartile"`
	QuartileFrom int `json:"quartileFrom"`
	QuartileTo   int `json:"quartileTo"`
}

// A SlopeFigure says how a figure goes with deprivation: the slope index of
// inequality over all areas that have a figure and a score, weighted by
// population, from the least to the most deprived.
type SlopeFigure struct {
	Slope    Number `json:"slope,omitzero"` // most less least deprived, in the unit
	Lower95  Number `json:"lower95,omitzero"`
	Upper95  Number `json:"upper95,omitzero"`
	Relative Number `json:"relative,omitzero"` // fitted at the most over fitted at the least deprived
	Areas    int    `json:"areas"`
	Without  int    `json:"without"` // areas left out, for want of a figure or a score
	Words    string `json:"words"`
	Reason   string `json:"reason,omitempty"` // why there is none
}

// A Note says what to know before two figures are compared.
type Note struct {
	Kind   string `json:"kind"` // caveat, definition, counting, boundary, source, estimate, period, rank or context
	Text   string `json:"text"`
	Source string `json:"source,omitempty"`
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
	Interval int           `json:"outsideInterval"`   // areas whose own 95% interval leaves England's value out, of Compared
	Compared int           `json:"compared"`          // areas with an interval of their own, whatever their size
	Classed  int           `json:"classed"`           // areas that are classed: a figure, and a denominator of FewestClassed
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

// JSON returns the answer as the API sends it.
func (a Answer) JSON() ([]byte, error) { return json.Marshal(a) }
