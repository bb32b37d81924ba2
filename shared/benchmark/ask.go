package benchmark

import (
	"slices"
	"strings"

	"earlyhelp/shared/area"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
)

// Answer answers a query. It returns a *QueryError for an indicator, period,
// breakdown, area or peer group that does not exist or has no figures, naming
// what there is, the nearest first.
//
// What an answer holds besides each area's figure, interval, comparison and
// class:
//
//   - Regions, and of England the mean and the median beside the pooled or
//     published value;
//   - Peers with Members (closeness, and why one shows no figure) and the
//     interval of the pooled figure, and ComparisonPeers with it by area;
//   - Words for England and for each area; Comparability, what to know before
//     figures are compared;
//   - Funnel with the counts of three methods: Outside (adjusted limits),
//     Naive (limits of chance alone), both of Classed areas, and Interval (own
//     interval leaves England's value out) of Compared ones; by Query.Limits the
//     classes and curves are of the one or the other, and OutlierReason says of
//     an area with a figure why it has no place among them;
//   - where asked, Rank with its interval and Slope over deprivation.
//
// Beside it stand Trend and TrendOf (control charts, five-point tests and
// words), Gaps (one breakdown, category by category), Preferred (the period to
// show when none is asked for), and Own and OwnTrend (an area's exact figures
// among what the public sees).
func (s *Snapshot) Answer(q Query) (Answer, error) {
	return s.answer(q, s)
}

// answer answers q with England, the regions, the peers and the limits as s
// has them, and the figures of areas as exact has them, which may be s itself.
// All that compares is worked out from what the answer shows.
func (s *Snapshot) answer(q Query, exact *Snapshot) (Answer, error) {
	if q.Limits != "" && q.Limits != LimitsAdjusted && q.Limits != LimitsChance {
		return Answer{}, &QueryError{Field: "limits", Asked: shorten(q.Limits, mostQuoted), Have: []string{LimitsAdjusted, LimitsChance},
			Message: "There are no such limits as " + quote(q.Limits) + "."}
	}
	t, err := s.find(q)
	if err != nil {
		return Answer{}, err
	}
	p := t.key.period
	wanted, err := s.wanted(q.Areas, p)
	if err != nil {
		return Answer{}, err
	}
	shown := t
	if exact != s {
		if shown, err = exact.table(t.key); err != nil {
			return Answer{}, err
		}
	}
	a := Answer{
		Indicator: t.def.ID, Title: t.def.Title, Period: p.String(), Breakdown: total, Unit: t.def.Unit, Polarity: t.def.Polarity,
		View: exact.o.View, Version: s.o.Version, Areas: []AreaFigure{}, Limits: LimitsAdjusted, Own: exact != s,
	}
	if t.key.breakdown != total {
		a.Breakdown, a.Category = t.key.breakdown, t.key.category
	}
	if q.Limits == LimitsChance {
		a.Limits = LimitsChance
	}
	a.England = t.national()
	a.Demonstration = t.england.Demonstration
	a.Regions = t.regional()
	var pooled Number
	if q.Peers != "" || len(q.Group) > 0 {
		if a.Peers, pooled, err = s.peers(q, t); err != nil {
			return Answer{}, err
		}
	}
	if err := s.fillAreas(&a, q, t, shown, exact, wanted, pooled); err != nil {
		return Answer{}, err
	}
	if !q.NoFunnel {
		a.Funnel = t.adjusted()
		if a.Limits == LimitsChance {
			a.Funnel = t.chance()
		}
	}
	if q.Slope {
		a.Slope = s.slope(t)
	}
	a.Comparability = s.notes(t, a.Areas)
	if q.Rank && len(t.ranks()) == 0 {
		a.Comparability = append(a.Comparability, Note{Kind: NoteRank, Text: "No area has a rank: only percentages and rates of " + numberWord(FewestClassed) + " cases or more are ranked, since a rank needs an interval."})
	}
	return a, s.explainEmpty(&a, t)
}

// fillAreas puts the wanted areas into a: the figures of shown, compared with
// what t holds.
func (s *Snapshot) fillAreas(a *Answer, q Query, t, shown *table, exact *Snapshot, wanted map[string]bool, pooled Number) error {
	if shown == nil {
		return nil
	}
	var trends map[string]Series
	if t.key.breakdown == total { // of parts, every period would have to be read
		var err error
		if trends, err = exact.trendsFor(shown, wanted); err != nil {
			return err
		}
	}
	w := wording{t: t, peers: a.Peers, limits: a.Limits, when: whenWords(t.key.period)}
	for _, f := range shown.areas {
		if wanted != nil && !wanted[f.DFE] {
			continue
		}
		fig := areaFigure(f, t.def.Unit)
		if r, ok := s.o.Register.Find(f.DFE); ok {
			fig.Region = r.Region
		}
		fig.Comparison = comparisonOf(f, t.england, t.def.Polarity)
		fig.ComparisonPeers = comparisonWithPeers(f, a.Peers != nil, pooled, t.def.Polarity)
		fig.Outlier = t.funnel().class(f)
		if a.Limits == LimitsChance {
			fig.Outlier = t.funnel().classBy(f, 0)
		}
		fig.OutlierReason = t.unplaced(f)
		if q.Rank {
			fig.Rank = t.rank(f, exact == s)
		}
		series, known := trends[f.DFE]
		fig.Words = w.area(f, fig, series, known)
		a.Demonstration = a.Demonstration || f.Demonstration
		a.Areas = append(a.Areas, fig)
	}
	if len(a.Areas) == 1 && !a.Areas[0].Value.OK {
		return exact.elsewhere(&a.Areas[0], shown.key)
	}
	return nil
}

// find returns the table that a query is about.
func (s *Snapshot) find(q Query) (*table, error) {
	def, err := s.indicator(q.Indicator)
	if err != nil {
		return nil, err
	}
	p, err := s.period(def, q.Period)
	if err != nil {
		return nil, err
	}
	key, err := keyOf(def.ID, q.Breakdown, q.Category)
	if err != nil {
		return nil, err
	}
	key.period = p
	t, err := s.table(key)
	if err != nil {
		return nil, err
	}
	if t == nil {
		return nil, s.noPart(def, key)
	}
	return t, nil
}

// keyOf names the part asked for, without its period. A category without its
// breakdown is an error: it would otherwise be passed over in silence.
func keyOf(id, breakdown, category string) (tableKey, error) {
	if breakdown != "" && breakdown != total {
		return tableKey{indicator: id, breakdown: breakdown, category: category}, nil
	}
	if category != "" && category != all {
		return tableKey{}, &QueryError{Field: "breakdown", Asked: shorten(category, mostQuoted), Message: "A category goes with its breakdown: say breakdown=sex&category=female."}
	}
	return tableKey{indicator: id, breakdown: total, category: all}, nil
}

// indicator finds an indicator that has figures.
func (s *Snapshot) indicator(id string) (indicator.Definition, error) {
	def, ok := s.o.Catalogue.Find(id)
	if !ok {
		return def, (&QueryError{Field: "indicator", Asked: shorten(id, mostQuoted), Message: "There is no indicator with that name."}).offering(s.nearestIDs(id))
	}
	if len(s.periods[def.ID]) == 0 {
		message := def.ID + " has no figures yet."
		if !def.Computed {
			message = def.ID + " is described and not collected, so that it has no figures."
		}
		return def, (&QueryError{Field: "indicator", Asked: def.ID, Known: true, Message: message}).offering(s.nearestIDs(id))
	}
	return def, nil
}

// period finds a period for which an indicator has figures.
func (s *Snapshot) period(def indicator.Definition, text string) (period.Period, error) {
	have := s.periods[def.ID]
	p, err := period.Parse(strings.TrimSpace(text))
	if err != nil {
		return p, (&QueryError{Field: "period", Asked: shorten(text, mostQuoted),
			Message: "Give the period as a quarter such as 2026-Q2 or a financial year such as 2024-25."}).offering(nearestPeriods(have, period.Period{}))
	}
	if !slices.Contains(have, p) {
		return p, (&QueryError{Field: "period", Asked: text, Known: true,
			Message: def.ID + " has no figures for " + p.Words() + "."}).offering(nearestPeriods(have, p))
	}
	return p, nil
}

// noPart says that there are no figures of a part, and names those that there
// are: of the same breakdown first.
func (s *Snapshot) noPart(def indicator.Definition, key tableKey) error {
	cells, err := s.Breakdowns(def.ID, key.period)
	if err != nil {
		return err
	}
	e := &QueryError{Field: "breakdown", Asked: shorten(strings.TrimSuffix(key.breakdown+"/"+key.category, "/"), 2*mostQuoted), Known: true,
		Message: def.ID + " has no figures for that breakdown in " + key.period.Words() + "."}
	var same, others []string
	for _, c := range cells {
		name := strings.TrimSuffix(c[0]+"/"+c[1], "/"+all)
		if c[0] == key.breakdown {
			same = append(same, name)
		} else {
			others = append(others, name)
		}
	}
	if len(same) > 0 {
		e.Message = def.ID + " has no figures for that category in " + key.period.Words() + "."
		if key.category == "" {
			e.Message = "Say which category of " + key.breakdown + "."
		}
	}
	return e.offering(append(same, others...))
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
		return a, s.noArea(field, code)
	}
	if in, reason := s.o.Register.InBeing(a.DFE, p); !in {
		return a, &QueryError{Field: field, Asked: code, Known: true, Message: reason}
	}
	return a, nil
}
