package benchmark

import (
	"slices"
	"strings"

	"earlyhelp/shared/area"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
)

// A TrendQuery asks for the series of one indicator for one area, region or
// England.
type TrendQuery struct {
	Indicator string // A01 to H09
	Area      string // a GSS code or DfE number; a region's code, or England's
	Breakdown string // "" or "total": not split
	Category  string // with a Breakdown, the part of it
}

// A holder is whose figures a series has: an area by its DfE number, or a region or England by its code.
type holder struct {
	level Level
	code  string
}

// Trend returns the series of an indicator's total for one area, by GSS code
// or DfE number, over every period that has a row for it. It returns a
// *QueryError when there is none.
func (s *Snapshot) Trend(id, code string) (Trend, error) {
	return s.TrendOf(TrendQuery{Indicator: id, Area: code})
}

// TrendOf answers a query for a series, in which a period without a figure is
// a point with a symbol and a reason and never left out. It returns a
// *QueryError for an indicator, area or part that does not exist or has no
// series, naming what there is.
func (s *Snapshot) TrendOf(q TrendQuery) (Trend, error) { return s.trend(q, s) }

// trend is TrendOf with England as s has it and the area as exact has it.
func (s *Snapshot) trend(q TrendQuery, exact *Snapshot) (Trend, error) {
	def, err := s.indicator(q.Indicator)
	if err != nil {
		return Trend{}, err
	}
	at, t, err := s.placeOf(q.Area)
	if err != nil {
		return Trend{}, err
	}
	if at.level != AreaLevel {
		exact = s // totals above areas are nobody's own
	}
	t.Indicator, t.Title, t.Unit, t.Polarity = def.ID, def.Title, def.Unit, def.Polarity
	t.View, t.Version, t.Own = exact.o.View, s.o.Version, exact != s
	t.Breakdown, t.Points, t.Series = total, []TrendPoint{}, []Series{}
	key, err := keyOf(def.ID, q.Breakdown, q.Category)
	if err != nil {
		return Trend{}, err
	}
	if key.breakdown != total {
		t.Breakdown, t.Category = q.Breakdown, q.Category
	}
	var words []string
	var order []period.Period
	for _, kind := range []period.Kind{period.FinancialYear, period.Quarter} {
		line, err := exact.line(key, at, kind, period.Period{})
		if err != nil {
			return Trend{}, err
		}
		if line == nil {
			continue
		}
		points, series := line.answer(def, inSentenceOf(&Fact{Level: at.level}, t.Name))
		if err := s.putEngland(points, line, key, def); err != nil {
			return Trend{}, err
		}
		for i, p := range line.periods { // in order of time, years and quarters together
			at, _ := slices.BinarySearchFunc(order, p, period.Period.Compare)
			order, t.Points = slices.Insert(order, at, p), slices.Insert(t.Points, at, points[i])
		}
		t.Series, words = append(t.Series, series), append(words, series.Words)
	}
	if len(t.Points) == 0 {
		return Trend{}, s.noTrend(def, key, t.Name)
	}
	for _, p := range t.Points {
		t.Demonstration = t.Demonstration || p.Demonstration
	}
	t.Words = strings.Join(words, " ")
	t.Comparability = s.trendNotes(def, at, t)
	return t, nil
}

// putEngland puts England's figures beside those of another.
func (s *Snapshot) putEngland(points []TrendPoint, l *line, key tableKey, def indicator.Definition) error {
	for i, p := range l.periods {
		if l.of.level == EnglandLevel {
			continue
		}
		points[i].EnglandSymbol = NotAvailable
		if key.period = p; l.facts[i] == nil {
			continue
		}
		t, err := s.table(key)
		if err != nil {
			return err
		}
		if t != nil {
			points[i].England, points[i].EnglandSymbol = shownValue(t.england, def.Unit), t.england.Symbol
		}
	}
	return nil
}

// placeOf finds an area, a region or England by its code.
func (s *Snapshot) placeOf(code string) (holder, Trend, error) {
	text := strings.ToUpper(strings.TrimSpace(code))
	if text == area.EnglandCode {
		return holder{EnglandLevel, text}, Trend{Code: text, Name: "England"}, nil
	}
	for _, r := range s.o.Register.Regions() {
		if r.Code == text {
			return holder{RegionLevel, r.Code}, Trend{Code: r.Code, Name: r.Name}, nil
		}
	}
	a, ok := s.o.Register.Find(code)
	if !ok {
		return holder{}, Trend{}, s.noArea("area", code)
	}
	return holder{AreaLevel, a.DFE}, Trend{Code: a.GSS(period.Date{}), DFE: a.DFE, Name: a.Name}, nil
}

// noTrend says that an area has no series, and what there is.
func (s *Snapshot) noTrend(def indicator.Definition, key tableKey, name string) error {
	e := &QueryError{Field: "area", Asked: name, Known: true, Message: def.ID + " has no figures for " + name + "."}
	if key.breakdown == total {
		return e.offering(nearestPeriods(s.periods[def.ID], period.Period{}))
	}
	e.Field, e.Asked = "breakdown", strings.TrimSuffix(key.breakdown+"/"+key.category, "/")
	e.Message = def.ID + " has no figures for that breakdown and " + name + "."
	ps := s.periods[def.ID]
	cells, err := s.Breakdowns(def.ID, ps[len(ps)-1])
	if err != nil {
		return err
	}
	var have []string
	for _, c := range cells {
		have = append(have, strings.TrimSuffix(c[0]+"/"+c[1], "/"+all))
	}
	return e.offering(have)
}

// trendsFor returns the series of the kind of t's period up to and with it, by
// DfE number, of the areas wanted; nil for all of t.
func (s *Snapshot) trendsFor(t *table, wanted map[string]bool) (map[string]Series, error) {
	if wanted == nil || len(wanted) > 8 {
		return t.trends(func() (map[string]Series, error) { return s.trendsOf(t, nil) })
	}
	return s.trendsOf(t, wanted)
}

func (s *Snapshot) trendsOf(t *table, wanted map[string]bool) (map[string]Series, error) {
	out := make(map[string]Series, len(t.areas))
	for _, f := range t.areas {
		if wanted != nil && !wanted[f.DFE] {
			continue
		}
		l, err := s.line(t.key, holder{AreaLevel, f.DFE}, t.key.period.Kind(), t.key.period)
		if err != nil {
			return nil, err
		}
		if l != nil {
			_, out[f.DFE] = l.answer(t.def, f.Name)
		}
	}
	return out, nil
}
