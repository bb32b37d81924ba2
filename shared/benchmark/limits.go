package benchmark

import (
	"encoding/json"
	"fmt"
	"io"
	"sort"

	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
)

// Limits are the national funnels of one publication: enough to say of a
// figure that is not published yet whether it lies beyond the 99.8% limits,
// by the same method and from the same public figures as the pages. They are
// small (some 200 bytes a row, one row an indicator and period), so that who
// needs them need not read all facts, and say nothing that facts.csv does not.
type Limits struct {
	Limits []Limit `json:"limits"` // by indicator, then period
}

// The scales on which areas are compared; see Disperse.
const (
	ArcsineScale = "arcsine" // of percentages
	LogScale     = "log"     // of rates
)

// A Limit is the funnel of one indicator in one period. There is one only
// where England has a value between none and all and at least ten areas were
// large enough to tell how much areas differ.
type Limit struct {
	Indicator     string         `json:"indicator"`
	Period        period.Period  `json:"period"`
	Unit          indicator.Unit `json:"unit"`
	Value         float64        `json:"value"`  // England's, in the unit, not rounded
	Method        string         `json:"method"` // the scale: arcsine or log
	Phi           float64        `json:"phi"`
	Tau2          float64        `json:"tau2"`
	Areas         int            `json:"areas"` // areas that phi and tau2 rest on
	Demonstration bool           `json:"demonstration,omitempty"`
}

// Find returns the limit of an indicator for p or, where p has none, for the
// latest period of the same length before it: the first area to return for a
// quarter is held against the quarter before.
func (l *Limits) Find(id string, p period.Period) (Limit, bool) {
	if l == nil {
		return Limit{}, false
	}
	// The first row beyond the one looked for.
	end := sort.Search(len(l.Limits), func(i int) bool {
		x := &l.Limits[i]
		return x.Indicator > id || x.Indicator == id && x.Period.Compare(p) > 0
	})
	for i := end - 1; i >= 0 && l.Limits[i].Indicator == id; i-- {
		if l.Limits[i].Period.Kind() == p.Kind() {
			return l.Limits[i], true
		}
	}
	return Limit{}, false
}

func (l *Limit) funnel() *funnel {
	return &funnel{unit: l.Unit, centre: l.Value / Per(l.Unit), d: Dispersion{Phi: l.Phi, Tau2: l.Tau2, N: l.Areas}, ok: true}
}

// Class says where n of d lies: NotOutside too for a denominator under
// FewestClassed.
func (l *Limit) Class(n, d float64) Outlier {
	f := Fact{Numerator: Some(n), Denominator: Some(d), Value: Some(0)}
	if !isCount(n) || !isCount(d) {
		return NotOutside
	}
	return l.funnel().class(&f)
}

// At returns the limits for a denominator, in the indicator's unit.
func (l *Limit) At(d float64, c Confidence) (Interval, error) {
	f := l.funnel()
	i, err := f.limits(d, f.tau2(), c)
	return i.Times(Per(l.Unit)), err
}

// limitOf returns the limit that the totals of one indicator and period give.
// facts are those of one block, of which only the totals are looked at.
func limitOf(def indicator.Definition, facts []Fact) (Limit, bool) {
	var england *Fact
	var areas []*Fact
	for i := range facts {
		switch f := &facts[i]; {
		case f.Breakdown != total:
		case f.Level == EnglandLevel:
			england = f
		case f.Level == AreaLevel:
			areas = append(areas, f)
		}
	}
	if england == nil {
		return Limit{}, false
	}
	f := funnelOf(def.Unit, england, areas)
	if f == nil || !f.ok {
		return Limit{}, false
	}
	l := Limit{Indicator: def.ID, Period: england.Period, Unit: def.Unit, Value: kept(f.centre * Per(def.Unit)), Method: ArcsineScale,
		Phi: f.d.Phi, Tau2: f.d.Tau2, Areas: f.d.N, Demonstration: england.Demonstration}
	if def.Unit == indicator.Rate {
		l.Method = LogScale
	}
	return l, true
}

// WriteLimits writes l as JSON, for limits.json.
func WriteLimits(w io.Writer, l Limits) error {
	if l.Limits == nil {
		l.Limits = []Limit{}
	}
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	if err := e.Encode(l); err != nil {
		return fmt.Errorf("write limits: %w", err)
	}
	return nil
}

// ReadLimits reads what WriteLimits wrote. An error names what is wrong.
func ReadLimits(r io.Reader) (*Limits, error) {
	var l Limits
	if err := json.NewDecoder(r).Decode(&l); err != nil {
		return nil, fmt.Errorf("read limits: %w", err)
	}
	for i := range l.Limits {
		x := &l.Limits[i]
		if x.Unit != indicator.Percent && x.Unit != indicator.Rate || !(x.Value > 0) || x.Unit == indicator.Percent && x.Value >= 100 || !(x.Tau2 >= 0) {
			return nil, fmt.Errorf("read limits: row %d, %s for %s: there can be no limits about %v", i+1, x.Indicator, x.Period, x.Value)
		}
		if i > 0 && (l.Limits[i-1].Indicator > x.Indicator || l.Limits[i-1].Indicator == x.Indicator && l.Limits[i-1].Period.Compare(x.Period) >= 0) {
			return nil, fmt.Errorf("read limits: row %d, %s for %s, is out of order", i+1, x.Indicator, x.Period)
		}
	}
	return &l, nil
}
