package benchmark

import (
	"slices"
	"strings"

	"earlyhelp/shared/area"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
)

// Answer answers a query. It returns a *QueryError for an indicator, period,
// breakdown, area or peer group that does not exist or has no figures.
func (s *Snapshot) Answer(q Query) (Answer, error) {
	def, p, facts, err := s.find(q)
	if err != nil {
		return Answer{}, err
	}
	wanted, err := s.wanted(q.Areas, p)
	if err != nil {
		return Answer{}, err
	}
	a := Answer{
		Indicator: def.ID, Title: def.Title, Period: p.String(), Breakdown: total, Unit: def.Unit, Polarity: def.Polarity,
		View: s.o.View, Version: s.o.Version, Areas: []AreaFigure{},
	}
	if facts[0].Breakdown != total {
		a.Breakdown, a.Category = facts[0].Breakdown, facts[0].Category
	}
	england, areas := s.split(facts, p)
	a.England = englandFigure(england, def.Unit)
	a.Demonstration = england.Demonstration
	f := funnelOf(def.Unit, england, areas)
	for i := range areas {
		if wanted != nil && !wanted[areas[i].DFE] {
			continue
		}
		fig := areaFigure(&areas[i], def.Unit)
		if r, ok := s.o.Register.Find(areas[i].DFE); ok {
			fig.Region = r.Region
		}
		fig.Comparison = comparisonOf(&areas[i], england, def.Polarity)
		fig.Outlier = f.class(&areas[i])
		a.Demonstration = a.Demonstration || areas[i].Demonstration
		a.Areas = append(a.Areas, fig)
	}
	if !q.NoFunnel {
		a.Funnel = f.shown(areas)
	}
	if q.Peers != "" {
		if a.Peers, err = s.peers(q, def, p, areas); err != nil {
			return Answer{}, err
		}
	}
	return a, nil
}

// find returns the facts a query is about; there is at least one.
func (s *Snapshot) find(q Query) (indicator.Definition, period.Period, []Fact, error) {
	fail := func(e *QueryError) (indicator.Definition, period.Period, []Fact, error) {
		return indicator.Definition{}, period.Period{}, nil, e
	}
	def, ok := s.o.Catalogue.Find(strings.ToUpper(strings.TrimSpace(q.Indicator)))
	if !ok {
		return fail(&QueryError{Field: "indicator", Asked: q.Indicator, Have: s.ids(),
			Message: "There is no indicator with that name."})
	}
	have := s.periods[def.ID]
	if len(have) == 0 {
		return fail(&QueryError{Field: "indicator", Asked: q.Indicator, Known: true, Have: s.ids(),
			Message: def.ID + " has no figures yet."})
	}
	p, err := period.Parse(strings.TrimSpace(q.Period))
	if err != nil {
		return fail(&QueryError{Field: "period", Asked: q.Period, Have: words(have),
			Message: "Give the period as a quarter such as 2026-Q2 or a financial year such as 2024-25."})
	}
	if !slices.Contains(have, p) {
		return fail(&QueryError{Field: "period", Asked: q.Period, Known: true, Have: words(have),
			Message: def.ID + " has no figures for " + p.Words() + "."})
	}
	breakdown, category := q.Breakdown, q.Category
	if breakdown == "" || breakdown == total {
		breakdown, category = total, all
	}
	facts, err := s.Facts(def.ID, p, breakdown, category)
	if err != nil {
		return indicator.Definition{}, period.Period{}, nil, err
	}
	if len(facts) == 0 {
		cells, err := s.Breakdowns(def.ID, p)
		if err != nil {
			return indicator.Definition{}, period.Period{}, nil, err
		}
		e := &QueryError{Field: "breakdown", Asked: strings.TrimSuffix(q.Breakdown+"/"+q.Category, "/"), Known: true,
			Message: def.ID + " has no figures for that breakdown in " + p.Words() + "."}
		for _, c := range cells {
			e.Have = append(e.Have, strings.TrimSuffix(c[0]+"/"+c[1], "/"+all))
		}
		return fail(e)
	}
	return def, p, facts, nil
}

func (s *Snapshot) ids() []string {
	var ids []string
	for _, d := range s.Indicators() {
		ids = append(ids, d.ID)
	}
	return ids
}

func words(ps []period.Period) []string {
	out := make([]string, len(ps))
	for i, p := range ps {
		out[i] = p.String()
	}
	return out
}

// wanted turns codes into a set of DfE numbers; nil codes give nil, everyone.
func (s *Snapshot) wanted(codes []string, p period.Period) (map[string]bool, error) {
	if len(codes) == 0 {
		return nil, nil
	}
	set := map[string]bool{}
	for _, code := range codes {
		a, err := s.area("areas", code, p)
		if err != nil {
			return nil, err
		}
		set[a.DFE] = true
	}
	return set, nil
}

// area finds an area that was in being for p.
func (s *Snapshot) area(field, code string, p period.Period) (area.Area, error) {
	a, ok := s.o.Register.Find(code)
	if !ok {
		return a, &QueryError{Field: field, Asked: code,
			Message: "There is no area with the code " + quote(code) + ". Use a GSS code such as E08000035 or a three-digit DfE number such as 383."}
	}
	if in, reason := s.o.Register.InBeing(a.DFE, p); !in {
		return a, &QueryError{Field: field, Asked: code, Known: true, Message: reason}
	}
	return a, nil
}

// quote shortens what was asked for, for a message.
func quote(s string) string {
	const most = 20
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return "“" + s + "”"
}

// split parts facts into England's and those of the areas, by name.
func (s *Snapshot) split(facts []Fact, p period.Period) (england *Fact, areas []Fact) {
	england = &Fact{Level: EnglandLevel, Symbol: NotAvailable, Reason: "There is no national figure."}
	for i := range facts {
		switch facts[i].Level {
		case EnglandLevel:
			england = &facts[i]
		case AreaLevel:
			areas = append(areas, facts[i])
		}
	}
	slices.SortStableFunc(areas, func(a, b Fact) int { return strings.Compare(a.Name, b.Name) })
	return england, areas
}

func englandFigure(f *Fact, u indicator.Unit) EnglandFigure {
	e := EnglandFigure{Symbol: f.Symbol, Reason: f.Reason, Source: f.Source, AreasReturned: f.AreasReturned, AreasExpected: f.AreasExpected}
	if f.Value.OK {
		e.Numerator, e.Denominator, e.Value = f.Numerator, f.Denominator, shownValue(f, u)
		e.Lower95, e.Upper95 = shownNumber(f.Lower95), shownNumber(f.Upper95)
		e.Marks = f.Marks.List()
	}
	return e
}

func areaFigure(f *Fact, u indicator.Unit) AreaFigure {
	a := AreaFigure{Code: f.Code, DFE: f.DFE, Name: f.Name, Symbol: f.Symbol, Reason: f.Reason, Source: f.Source,
		Demonstration: f.Demonstration, Comparison: NotCompared, Outlier: NotOutside}
	if f.Value.OK {
		a.Numerator, a.Denominator, a.Value = f.Numerator, f.Denominator, shownValue(f, u)
		a.Lower95, a.Upper95 = shownNumber(f.Lower95), shownNumber(f.Upper95)
		a.Lower998, a.Upper998 = shownNumber(f.Lower998), shownNumber(f.Upper998)
		a.Marks = f.Marks.List()
	}
	return a
}

func comparisonOf(f, england *Fact, p indicator.Polarity) Comparison {
	if !f.Value.OK || !england.Value.OK || !f.Lower95.OK || !f.Upper95.OK {
		return NotCompared
	}
	return Compare(Interval{f.Lower95.Value, f.Upper95.Value}, england.Value.Value, p)
}

// shownValue is the value to one decimal place, from the counts themselves.
func shownValue(f *Fact, u indicator.Unit) Number {
	if !f.Value.OK {
		return Number{}
	}
	if f.Numerator.OK && f.Denominator.OK && f.Denominator.Value > 0 {
		return Some(Round1(f.Numerator.Value, f.Denominator.Value, Per(u)))
	}
	return Some(Shown1(f.Value.Value))
}

func shownNumber(n Number) Number {
	if !n.OK {
		return n
	}
	return Some(Shown1(n.Value))
}

// Per returns what numerator over denominator is multiplied by to be in a
// unit: 100 for a percentage, 10,000 for a rate, 1 for a mean.
func Per(u indicator.Unit) float64 {
	switch u {
	case indicator.Percent, indicator.YesNo:
		return 100
	case indicator.Rate:
		return 10000
	}
	return 1
}
