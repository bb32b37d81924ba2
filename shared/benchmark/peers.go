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
	PeerNeighbours  = "neighbours"  // the ten statistical neighbours, without the area itself
	PeerRegion      = "region"      // every area of the region, the area itself included
	PeerEngland     = "england"     // every area
	PeerType        = "type"        // every area with the same type of council, the area itself included
	PeerDeprivation = "deprivation" // every area of the same fifth by deprivation, the area itself included
	PeerGroup       = "group"       // areas of one's own choice
)

// PeerKinds returns the kinds of peer group, in the order of pages.
func PeerKinds() []string {
	return []string{PeerNeighbours, PeerRegion, PeerType, PeerDeprivation, PeerEngland, PeerGroup}
}

// averages are the plain averages of areas' values: each area weighs the same.
// All are in the unit, to one decimal place.
type averages struct {
	with         int // areas with a value
	n, d         float64
	mean, median Number
	q1, q3       Number
}

// averagesOf takes the areas that show a figure, so that in the public view
// nothing hidden is within it. A fact that is yes or no has no middle.
func averagesOf(areas []*Fact, u indicator.Unit) averages {
	var a averages
	var values []float64
	for _, f := range areas {
		if !shows(f) {
			continue
		}
		a.n, a.d = a.n+f.Numerator.Value, a.d+f.Denominator.Value
		values = append(values, Per(u)*f.Numerator.Value/f.Denominator.Value)
	}
	a.with = len(values)
	if mean, err := Mean(values); err == nil {
		a.mean = shownNumber(Some(mean))
	}
	if u == indicator.YesNo {
		return a
	}
	if median, err := Quantile(values, 0.5); err == nil {
		a.median = shownNumber(Some(median))
	}
	if qs, err := QuartilesOf(values); err == nil {
		a.q1, a.q3 = shownNumber(Some(qs.Q1)), shownNumber(Some(qs.Q3))
	}
	return a
}

// shows reports whether a figure can be taken into an average.
func shows(f *Fact) bool {
	return f.Value.OK && f.Numerator.OK && f.Denominator.OK && f.Denominator.Value > 0 && finite(f.Numerator.Value) && finite(f.Denominator.Value)
}

// A peerGroup is a group before figures are looked up.
type peerGroup struct {
	of, label, words string
	members          []PeerMember // DFE, Name and Closeness; Reason where not in being
}

// peers works out the figures of a peer group from the areas' figures in this
// view. The interval of the pooled figure allows for chance alone.
//
// Beside the peers it returns the pooled figure as it is before rounding.
func (s *Snapshot) peers(q Query, t *table) (*Peers, Number, error) {
	g, err := s.group(q, t.key.period)
	if err != nil {
		return nil, Number{}, err
	}
	p := &Peers{Kind: q.Peers, Of: g.of, Label: g.label, Words: g.words, Codes: []string{}, Members: g.members}
	var shown []*Fact
	var reasons []string
	for i := range p.Members {
		m := &p.Members[i]
		f := t.area(m.DFE)
		if m.Reason != "" {
			reasons = append(reasons, m.Reason)
			continue
		}
		a, _ := s.o.Register.Find(m.DFE)
		m.Code = a.GSS(t.key.period.End())
		p.Codes = append(p.Codes, m.Code)
		switch {
		case f == nil:
			m.Symbol, m.Reason = NotAvailable, "It does not give this part."
		case shows(f):
			m.Shown, shown = true, append(shown, f)
		default:
			m.Symbol, m.Reason = f.Symbol, f.Reason
		}
	}
	exact := p.fill(t.def, averagesOf(shown, t.def.Unit))
	if p.WithFigures == 0 {
		reasons = append(reasons, "No area of this group shows a figure.")
	}
	p.Reason = strings.Join(reasons, " ")
	return p, exact, nil
}

// fill puts averages in and returns the pooled figure before rounding.
func (p *Peers) fill(def indicator.Definition, a averages) (pooled Number) {
	p.WithFigures = a.with
	p.Mean, p.Median, p.Q1, p.Q3 = a.mean, a.median, a.q1, a.q3
	if a.with == 0 || !finite(a.n) || !finite(a.d) {
		return Number{}
	}
	p.Pooled, pooled = Some(Round1(a.n, a.d, Per(def.Unit))), Some(Per(def.Unit)*a.n/a.d)
	var i Interval
	var err error
	switch def.Unit {
	case indicator.Rate:
		i, err = RatePer(a.n, a.d, Per(def.Unit), C95)
	case indicator.Mean:
		return pooled
	default:
		i, err = Wilson(a.n, a.d, C95)
		i = i.Times(Per(def.Unit))
	}
	if err == nil {
		p.Lower95, p.Upper95 = shownNumber(Some(i.Lower)), shownNumber(Some(i.Upper))
	}
	return pooled
}

// group finds the areas of a peer group.
func (s *Snapshot) group(q Query, p period.Period) (peerGroup, error) {
	if len(q.Group) > 0 && q.Peers != PeerGroup {
		return peerGroup{}, &QueryError{Field: "group", Asked: strings.Join(q.Group, ","), Message: "A group of one’s own goes with peers=group."}
	}
	switch q.Peers {
	case PeerEngland:
		return s.allOfEngland(q, p)
	case PeerNeighbours:
		return s.neighbours(q, p)
	case PeerRegion:
		return s.sameRegion(q, p)
	case PeerType:
		return s.sameType(q, p)
	case PeerDeprivation:
		return s.sameBand(q, p)
	case PeerGroup:
		return s.ownGroup(q, p)
	}
	return peerGroup{}, &QueryError{Field: "peers", Asked: q.Peers, Have: PeerKinds(),
		Message: "There is no such kind of peer group as " + quote(q.Peers) + "."}
}

func (s *Snapshot) allOfEngland(q Query, p period.Period) (peerGroup, error) {
	g := peerGroup{label: "all areas of England", words: "Every area in being, each weighing the same in the mean and the median."}
	if q.Of != "" {
		a, err := s.area("of", q.Of, p)
		if err != nil {
			return peerGroup{}, err
		}
		g.of = a.GSS(p.End())
	}
	g.members = s.membersWhere(p, func(area.Area) bool { return true })
	return g, nil
}

func (s *Snapshot) neighbours(q Query, p period.Period) (peerGroup, error) {
	a, err := s.peersOf(q, p)
	if err != nil {
		return peerGroup{}, err
	}
	if len(a.Neighbours) == 0 {
		return peerGroup{}, s.noPeers(q, a, p, a.Name+" has no statistical neighbours in the Department for Education's model.")
	}
	g := peerGroup{of: a.GSS(p.End()), label: possessive(nameWords(a.Name)) + " statistical neighbours",
		words: "The areas most like " + nameWords(a.Name) + " in the features that the model weighs, nearest first; " + nameWords(a.Name) +
			" itself is left out. The model gives a band of closeness and no distance, and need not be mutual. Source: " + area.NeighbourEdition + "."}
	for _, n := range a.Neighbours {
		b, _ := s.o.Register.Find(n.DFE)
		m := PeerMember{DFE: n.DFE, Name: b.Name, Closeness: n.Closeness}
		if in, why := s.o.Register.InBeing(n.DFE, p); !in {
			m.Reason = why
		}
		g.members = append(g.members, m)
	}
	return g, nil
}

func (s *Snapshot) sameRegion(q Query, p period.Period) (peerGroup, error) {
	var in area.Region
	g := peerGroup{}
	for _, r := range s.o.Register.Regions() {
		if strings.EqualFold(r.Code, strings.TrimSpace(q.Of)) {
			in, g.of = r, r.Code
		}
	}
	if in.Code == "" {
		a, err := s.peersOf(q, p)
		if err != nil {
			return peerGroup{}, err
		}
		in, g.of = area.Region{Code: a.RegionCode, Name: a.Region}, a.GSS(p.End())
	}
	g.label = "the areas of " + inSentence(in.Name)
	g.words = "Every area of the region, the area picked out among them."
	g.members = s.membersWhere(p, func(a area.Area) bool { return a.RegionCode == in.Code })
	return g, nil
}

func (s *Snapshot) sameType(q Query, p period.Period) (peerGroup, error) {
	a, err := s.peersOf(q, p)
	if err != nil {
		return peerGroup{}, err
	}
	of := a.TypeOn(p.End())
	return peerGroup{of: a.GSS(p.End()), label: plural(of),
		words: "Every area with the same type of council in the period (" + of + "), " + a.Name + " among them.",
		members: s.membersWhere(p, func(a area.Area) bool {
			return a.TypeOn(p.End()) == of
		})}, nil
}

func plural(councilType string) string {
	switch councilType {
	case "county":
		return "counties"
	case "unitary":
		return "unitary authorities"
	}
	return councilType + "s"
}

// Bounds of a group of one's own: one area is no group, and with more than 30
// of 153 the group is no longer picked, and its address no longer short.
const (
	fewestInGroup = 2
	MostInGroup   = 30
)

func (s *Snapshot) ownGroup(q Query, p period.Period) (peerGroup, error) {
	asked := strings.Join(q.Group, ",")
	fail := func(message string) (peerGroup, error) {
		return peerGroup{}, &QueryError{Field: "group", Asked: shorten(asked, mostQuoted), Message: message}
	}
	switch n := len(q.Group); {
	case n < fewestInGroup:
		return fail("A group needs at least two areas, and this one has " + numberWord(n) + ". Give group= with two to 30 codes, parted by commas.")
	case n > MostInGroup:
		return fail("A group has at most 30 areas, and this one has " + thousands(float64(n), 0) + ". To compare with more, use a region, a type of council, a deprivation band or all of England.")
	}
	g := peerGroup{label: "the group of " + numberWord(len(q.Group)) + " areas chosen", words: "The areas named in the address, and no others."}
	if q.Of != "" {
		a, err := s.area("of", q.Of, p)
		if err != nil {
			return peerGroup{}, err
		}
		g.of = a.GSS(p.End())
	}
	seen := map[string]bool{}
	for _, code := range q.Group {
		a, ok := s.o.Register.Find(code)
		if !ok {
			return peerGroup{}, s.noArea("group", code)
		}
		if seen[a.DFE] {
			return fail(a.Label() + " stands twice in the group. Name each area once, by its GSS code or its DfE number.")
		}
		seen[a.DFE] = true
		m := PeerMember{DFE: a.DFE, Name: a.Name}
		if in, why := s.o.Register.InBeing(a.DFE, p); !in {
			m.Reason = why
		}
		g.members = append(g.members, m)
	}
	return g, nil
}

// membersWhere returns the areas in being for p that keep takes, by name.
func (s *Snapshot) membersWhere(p period.Period, keep func(area.Area) bool) []PeerMember {
	ms := []PeerMember{}
	for _, a := range s.inBeing(p) {
		if keep(a) {
			ms = append(ms, PeerMember{DFE: a.DFE, Name: a.Name})
		}
	}
	return ms
}

func (s *Snapshot) peersOf(q Query, p period.Period) (area.Area, error) {
	if strings.TrimSpace(q.Of) == "" {
		return area.Area{}, &QueryError{Field: "of", Message: "Say whose peers: give of= with an area's code."}
	}
	return s.area("of", q.Of, p)
}

// noPeers says that an area has no peers of the kind asked for, and which
// kinds it has.
func (s *Snapshot) noPeers(q Query, a area.Area, p period.Period, message string) *QueryError {
	e := &QueryError{Field: "of", Asked: q.Of, Known: true, Message: message}
	for _, kind := range PeerKinds() {
		if kind == PeerNeighbours && len(a.Neighbours) == 0 || kind == PeerDeprivation && a.Deprivation.IsZero() {
			continue
		}
		e.Have = append(e.Have, kind)
	}
	return e
}

// possessive is "Leeds’s", and for several words ending in s the same.
func possessive(name string) string { return name + "’s" }

// inSentence puts the article before the regions that have one.
func inSentence(region string) string {
	if slices.Contains([]string{"London", "Yorkshire and The Humber"}, region) {
		return strings.Replace(region, "The ", "the ", 1)
	}
	return "the " + region
}
