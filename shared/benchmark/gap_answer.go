package benchmark

import (
	"fmt"
	"math"
	"strings"

	"earlyhelp/shared/indicator"
)

// A GapsQuery asks how the categories of a breakdown differ in one place.
type GapsQuery struct {
	Indicator string // A01 to H09
	Period    string
	Breakdown string // sex, ethnic_group, disability, ...
	Area      string // a GSS code or DfE number, a region's code; "" for England
}

// A GapsAnswer sets each category of a breakdown against all the others.
type GapsAnswer struct {
	Indicator     string             `json:"indicator"`
	Title         string             `json:"title"`
	Period        string             `json:"period"`
	Breakdown     string             `json:"breakdown"`
	Unit          indicator.Unit     `json:"unit"`
	Polarity      indicator.Polarity `json:"polarity"`
	View          View               `json:"view"`
	Version       string             `json:"version"`
	Demonstration bool               `json:"demonstration,omitempty"`
	Code          string             `json:"code"`
	DFE           string             `json:"dfe,omitempty"`
	Name          string             `json:"name"`
	Total         GapFigure          `json:"total"`            // not split
	Categories    []GapFigure        `json:"categories"`       // in the order of the vocabulary
	Reason        string             `json:"reason,omitempty"` // where no category is set against the others, why
}

// A GapFigure is the figure of one category. Gap is its value less that of all
// the others together, in the unit; Ratio the one over the other. Both have
// intervals that allow for chance alone, at 95%: of twenty categories that do
// not differ, one would seem to.
type GapFigure struct {
	Category    string   `json:"category"`
	Label       string   `json:"label"`
	Numerator   Number   `json:"numerator,omitzero"`
	Denominator Number   `json:"denominator,omitzero"`
	Value       Number   `json:"value,omitzero"`
	Lower95     Number   `json:"lower95,omitzero"`
	Upper95     Number   `json:"upper95,omitzero"`
	Symbol      Symbol   `json:"symbol,omitempty"`
	Reason      string   `json:"reason,omitempty"`
	Marks       []Symbol `json:"marks,omitempty"`

	Rest       Number `json:"rest,omitzero"` // the value of all the others together
	Gap        Number `json:"gap,omitzero"`
	GapLower   Number `json:"gapLower95,omitzero"`
	GapUpper   Number `json:"gapUpper95,omitzero"`
	Ratio      Number `json:"ratio,omitzero"`
	RatioLower Number `json:"ratioLower95,omitzero"`
	RatioUpper Number `json:"ratioUpper95,omitzero"`
	Words      string `json:"words,omitempty"`
}

// Gaps answers how the categories of a breakdown differ. A category is set
// against the total less itself, where both show their counts; in the public
// view that is what anyone can reckon. It returns a *QueryError for what does
// not exist or has no figures.
func (s *Snapshot) Gaps(q GapsQuery) (GapsAnswer, error) {
	whole, err := s.find(Query{Indicator: q.Indicator, Period: q.Period})
	if err != nil {
		return GapsAnswer{}, err
	}
	if q.Area == "" {
		q.Area = "E92000001"
	}
	at, named, err := s.placeOf(q.Area)
	if err != nil {
		return GapsAnswer{}, err
	}
	def, p := whole.def, whole.key.period
	if at.level == AreaLevel {
		if _, err := s.area("area", q.Area, p); err != nil {
			return GapsAnswer{}, err
		}
	}
	a := GapsAnswer{Indicator: def.ID, Title: def.Title, Period: p.String(), Breakdown: q.Breakdown, Unit: def.Unit, Polarity: def.Polarity,
		View: s.o.View, Version: s.o.Version, Code: named.Code, DFE: named.DFE, Name: named.Name, Categories: []GapFigure{}}
	all := whole.at(at)
	if all == nil {
		return GapsAnswer{}, s.noTrend(def, whole.key, named.Name)
	}
	a.Demonstration = all.Demonstration
	a.Total = gapFigure(all, def.Unit, "all", "All")
	cells, err := s.Breakdowns(def.ID, p)
	if err != nil {
		return GapsAnswer{}, err
	}
	for _, c := range ordered(q.Breakdown, cells) {
		t, err := s.table(tableKey{def.ID, p, q.Breakdown, c})
		if err != nil {
			return GapsAnswer{}, err
		}
		f := t.at(at)
		if f == nil {
			continue
		}
		g := gapFigure(f, def.Unit, c, indicator.CategoryLabel(q.Breakdown, c))
		g.against(f, all, def)
		a.Categories = append(a.Categories, g)
	}
	if len(a.Categories) == 0 {
		return GapsAnswer{}, s.noPart(def, tableKey{def.ID, p, q.Breakdown, ""})
	}
	a.Reason = a.whyNone(def)
	return a, nil
}

// ordered returns the categories of a breakdown that there are, in the order
// of the vocabulary, and then others (localities) as they come.
func ordered(breakdown string, cells [][2]string) []string {
	have := map[string]bool{}
	var rest []string
	for _, c := range cells {
		if c[0] == breakdown {
			have[c[1]] = true
			rest = append(rest, c[1])
		}
	}
	var out []string
	for _, c := range indicator.Categories(breakdown) {
		if have[c.Value] {
			out = append(out, c.Value)
			delete(have, c.Value)
		}
	}
	for _, c := range rest {
		if have[c] {
			out = append(out, c)
		}
	}
	return out
}

func gapFigure(f *Fact, u indicator.Unit, category, label string) GapFigure {
	a := areaFigure(f, u)
	return GapFigure{Category: category, Label: label, Numerator: a.Numerator, Denominator: a.Denominator, Value: a.Value,
		Lower95: a.Lower95, Upper95: a.Upper95, Symbol: a.Symbol, Reason: a.Reason, Marks: a.Marks}
}

// against fills in how a category differs from the rest of the whole. Only of
// percentages is there a rest: the parts of a rate are divided by the whole
// population, and so is the rest of it.
func (g *GapFigure) against(f, whole *Fact, def indicator.Definition) {
	if def.Unit != indicator.Percent || !shows(f) || !shows(whole) {
		return
	}
	n, d := whole.Numerator.Value-f.Numerator.Value, whole.Denominator.Value-f.Denominator.Value
	if !(n >= 0 && d > 0 && n <= d) {
		return // rounded totals, or all are in this category
	}
	one, rest := Fraction{f.Numerator.Value, f.Denominator.Value}, Fraction{n, d}
	g.Rest = Some(Round1(n, d, Per(def.Unit)))
	e, err := ProportionDifference(one, rest, C95)
	if err != nil {
		return
	}
	k := Per(def.Unit)
	g.Gap, g.GapLower, g.GapUpper = shownNumber(Some(k*e.Value)), shownNumber(Some(k*e.Lower)), shownNumber(Some(k*e.Upper))
	if r, err := ProportionRatio(one, rest, C95); err == nil {
		g.Ratio, g.RatioLower, g.RatioUpper = two(r.Value), two(r.Lower), two(r.Upper)
	}
	g.Words = g.words(e, f)
}

func (g *GapFigure) words(e Estimate, f *Fact) string {
	size := fmt.Sprintf("%s points (95%% interval %s to %s)", thousands(math.Abs(g.Gap.Value), 1), thousands(g.GapLower.Value, 1), thousands(g.GapUpper.Value, 1))
	text := g.Label + ": "
	switch {
	case e.Lower > 0:
		text += "higher than all others together, by " + size
	case e.Upper < 0:
		text += "lower than all others together, by " + size
	default:
		text += "not shown to differ from all others together: the gap is " + thousands(g.Gap.Value, 1) + " points (95% interval " + thousands(g.GapLower.Value, 1) + " to " + thousands(g.GapUpper.Value, 1) + ")"
	}
	if f.Denominator.Value < FewestClassed {
		text += ", of few cases"
	}
	return text + "."
}

// two keeps two decimal places, for a ratio.
func two(x float64) Number { return proper(Some(math.Round(x*100) / 100)) }

func (a *GapsAnswer) whyNone(def indicator.Definition) string {
	for i := range a.Categories {
		if a.Categories[i].Gap.OK {
			return ""
		}
	}
	switch {
	case def.Unit == indicator.Rate:
		return "The population is not split this way, so each part is divided by all children of the area, and the parts are not set against each other."
	case def.Unit != indicator.Percent:
		return "Only of percentages are the parts set against each other."
	case !a.Total.Value.OK:
		return strings.TrimSpace("The figure that is not split has no value here. " + a.Total.Reason)
	}
	return "No category shows a figure that can be set against the others."
}
