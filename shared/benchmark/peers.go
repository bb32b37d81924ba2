package benchmark

import (
	"slices"
	"strings"

	"earlyhelp/shared/area"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
)

// The kinds of peer group.
const (
	PeerNeighbours = "neighbours" // the ten statistical neighbours, without the area itself
	PeerRegion     = "region"     // every area of the region, the area itself included
	PeerEngland    = "england"    // every area
)

// peers works out the figures of a peer group from the areas' figures in this
// view, so that in the public view nothing hidden is within them.
func (s *Snapshot) peers(q Query, def indicator.Definition, p period.Period, areas []Fact) (*Peers, error) {
	group, of, reason, err := s.group(q, p, areas)
	if err != nil {
		return nil, err
	}
	peers := &Peers{Kind: q.Peers, Of: of, Codes: []string{}, Reason: reason}
	byDFE := make(map[string]*Fact, len(areas))
	for i := range areas {
		byDFE[areas[i].DFE] = &areas[i]
	}
	var n, d float64
	var values []float64
	for _, dfe := range group {
		f, ok := byDFE[dfe]
		if !ok {
			continue
		}
		peers.Codes = append(peers.Codes, f.Code)
		if f.Value.OK && f.Numerator.OK && f.Denominator.OK && f.Denominator.Value > 0 {
			n, d = n+f.Numerator.Value, d+f.Denominator.Value
			values = append(values, Per(def.Unit)*f.Numerator.Value/f.Denominator.Value)
		}
	}
	peers.WithFigures = len(values)
	if len(values) == 0 {
		peers.Reason = strings.TrimSpace(peers.Reason + " No area of this group shows a figure.")
		return peers, nil
	}
	peers.Pooled = Some(Round1(n, d, Per(def.Unit)))
	mean, _ := Mean(values)
	if def.Unit == indicator.YesNo {
		peers.Mean = Some(Shown1(mean))
		return peers, nil
	}
	median, _ := Quantile(values, 0.5)
	peers.Mean, peers.Median = Some(Shown1(mean)), Some(Shown1(median))
	if qs, err := QuartilesOf(values); err == nil {
		peers.Q1, peers.Q3 = Some(Shown1(qs.Q1)), Some(Shown1(qs.Q3))
	}
	return peers, nil
}

// group returns the DfE numbers of a peer group, the code whose peers they
// are, and why some are missing.
func (s *Snapshot) group(q Query, p period.Period, areas []Fact) (dfes []string, of, reason string, err error) {
	switch q.Peers {
	case PeerEngland:
		if q.Of != "" {
			a, err := s.area("of", q.Of, p)
			if err != nil {
				return nil, "", "", err
			}
			of = a.GSS(p.End())
		}
		for i := range areas {
			dfes = append(dfes, areas[i].DFE)
		}
		return dfes, of, "", nil
	case PeerNeighbours:
		a, err := s.peersOf(q, p)
		if err != nil {
			return nil, "", "", err
		}
		if len(a.Neighbours) == 0 {
			return nil, "", "", &QueryError{Field: "of", Asked: q.Of, Known: true,
				Message: a.Name + " has no statistical neighbours in the Department for Education's model."}
		}
		var missing []string
		for _, n := range a.Neighbours {
			if in, why := s.o.Register.InBeing(n.DFE, p); !in {
				missing = append(missing, why)
				continue
			}
			dfes = append(dfes, n.DFE)
		}
		return dfes, a.GSS(p.End()), strings.Join(missing, " "), nil
	case PeerRegion:
		region := ""
		for _, r := range s.o.Register.Regions() {
			if strings.EqualFold(r.Code, strings.TrimSpace(q.Of)) {
				region, of = r.Code, r.Code
			}
		}
		if region == "" {
			a, err := s.peersOf(q, p)
			if err != nil {
				return nil, "", "", err
			}
			region, of = a.RegionCode, a.GSS(p.End())
		}
		for i := range areas {
			if a, ok := s.o.Register.Find(areas[i].DFE); ok && a.RegionCode == region {
				dfes = append(dfes, a.DFE)
			}
		}
		return dfes, of, "", nil
	}
	return nil, "", "", &QueryError{Field: "peers", Asked: q.Peers, Have: []string{PeerNeighbours, PeerRegion, PeerEngland},
		Message: "There is no such kind of peer group as " + quote(q.Peers) + "."}
}

func (s *Snapshot) peersOf(q Query, p period.Period) (area.Area, error) {
	if strings.TrimSpace(q.Of) == "" {
		return area.Area{}, &QueryError{Field: "of", Message: "Say whose peers: give of= with an area's code."}
	}
	return s.area("of", q.Of, p)
}

// Trend returns the series of an indicator's total for one area, by GSS code
// or DfE number, over every period that has a row for it. It returns a
// *QueryError when there is none.
func (s *Snapshot) Trend(id, code string) (Trend, error) {
	def, ok := s.o.Catalogue.Find(strings.ToUpper(strings.TrimSpace(id)))
	if !ok {
		return Trend{}, &QueryError{Field: "indicator", Asked: id, Have: s.ids(), Message: "There is no indicator with that name."}
	}
	a, ok := s.o.Register.Find(code)
	if !ok {
		return Trend{}, &QueryError{Field: "area", Asked: code,
			Message: "There is no area with the code " + quote(code) + ". Use a GSS code such as E08000035 or a three-digit DfE number such as 383."}
	}
	t := Trend{Indicator: def.ID, Title: def.Title, Unit: def.Unit, Polarity: def.Polarity, Breakdown: total,
		View: s.o.View, Version: s.o.Version, Code: a.GSS(period.Date{}), DFE: a.DFE, Name: a.Name, Points: []TrendPoint{}}
	for _, p := range s.periods[def.ID] {
		facts, err := s.Facts(def.ID, p, total, all)
		if err != nil {
			return Trend{}, err
		}
		i := slices.IndexFunc(facts, func(f Fact) bool { return f.Level == AreaLevel && f.DFE == a.DFE })
		if i < 0 {
			continue
		}
		pt := trendPoint(&facts[i], def.Unit)
		if facts[0].Level == EnglandLevel {
			pt.England = shownValue(&facts[0], def.Unit)
		}
		t.Demonstration = t.Demonstration || pt.Demonstration
		t.Points = append(t.Points, pt)
	}
	if len(t.Points) == 0 {
		return Trend{}, &QueryError{Field: "indicator", Asked: id, Known: true, Have: s.ids(),
			Message: def.ID + " has no figures for " + a.Name + "."}
	}
	return t, nil
}

func trendPoint(f *Fact, u indicator.Unit) TrendPoint {
	pt := TrendPoint{Period: f.Period.String(), Kind: "year", Symbol: f.Symbol, Reason: f.Reason, Source: f.Source, Demonstration: f.Demonstration}
	if f.Period.Kind() == period.Quarter {
		pt.Kind = "quarter"
	}
	if f.Value.OK {
		pt.Numerator, pt.Denominator, pt.Value = f.Numerator, f.Denominator, shownValue(f, u)
		pt.Lower95, pt.Upper95 = shownNumber(f.Lower95), shownNumber(f.Upper95)
		pt.Marks = f.Marks.List()
	}
	return pt
}
