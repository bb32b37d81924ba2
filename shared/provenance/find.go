package provenance

import (
	"fmt"
	"slices"
	"strings"

	"earlyhelp/shared/area"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

// A Located is the figure that an address means, in one view of one
// publication.
type Located struct {
	Address    Address // spelt the usual way: an area by its DfE number, a part as the catalogue spells it
	Definition indicator.Definition
	Period     period.Period
	Breakdown  string // total where not split
	Category   string // all where not split
	View       benchmark.View
	Version    string           // of the snapshot
	Fact       benchmark.Fact   // the figure
	Facts      []benchmark.Fact // the same part of the indicator in the period: England, regions, then areas
}

// Find returns the figure of s that an address means. The address is read
// forgivingly: any case, an area by its DfE number, by any GSS code it ever had
// or by its name, England by its name, a part of a breakdown with hyphens for
// blanks. It returns a *benchmark.QueryError, which names what there is, for an
// indicator, period, breakdown or area that does not exist or has no figure.
func Find(s *benchmark.Snapshot, reg *area.Register, cat *indicator.Catalogue, a Address) (Located, error) {
	def, ok := cat.Find(a.Indicator)
	if !ok {
		return Located{}, &benchmark.QueryError{Field: "indicator", Asked: a.Indicator, Have: idsOf(s), Message: "There is no indicator with the name " + quote(a.Indicator) + "."}
	}
	p, err := findPeriod(s, def, a.Period)
	if err != nil {
		return Located{}, err
	}
	at := Located{Definition: def, Period: p, View: s.View(), Version: s.Version()}
	if at.Breakdown, at.Category, err = findPart(s, def, p, a); err != nil {
		return Located{}, err
	}
	if at.Facts, err = s.Facts(def.ID, p, at.Breakdown, at.Category); err != nil {
		return Located{}, err
	}
	i, err := findPlace(s, reg, &at, a.Area)
	if err != nil {
		return Located{}, err
	}
	at.Fact = at.Facts[i]
	at.Address = at.addressOf(&at.Fact)
	return at, nil
}

// addressOf returns the address of another figure of the same indicator,
// period and part.
func (at *Located) addressOf(f *benchmark.Fact) Address {
	a := Address{Indicator: at.Definition.ID, Period: at.Period.String(), Area: f.DFE}
	if f.Level != benchmark.AreaLevel {
		a.Area = f.Code
	}
	if at.Breakdown != returns.Total {
		a.Breakdown, a.Category = at.Breakdown, at.Category
	}
	return a
}

// In returns the same figure in another view of the same publication.
func (at Located) In(s *benchmark.Snapshot) (Located, error) {
	facts, err := s.Facts(at.Definition.ID, at.Period, at.Breakdown, at.Category)
	if err != nil {
		return Located{}, err
	}
	i := slices.IndexFunc(facts, func(f benchmark.Fact) bool {
		return f.Level == at.Fact.Level && f.Code == at.Fact.Code && f.DFE == at.Fact.DFE
	})
	if i < 0 {
		return Located{}, fmt.Errorf("%s is not in the %s view", at.Address, s.View())
	}
	at.View, at.Version, at.Facts, at.Fact = s.View(), s.Version(), facts, facts[i]
	return at, nil
}

func findPeriod(s *benchmark.Snapshot, def indicator.Definition, asked string) (period.Period, error) {
	have := s.PeriodsOf(def.ID)
	if len(have) == 0 {
		return period.Period{}, &benchmark.QueryError{Field: "indicator", Asked: def.ID, Known: true, Have: idsOf(s), Message: def.ID + " has no figures yet."}
	}
	words := make([]string, len(have))
	for i, p := range have {
		words[len(have)-1-i] = p.String() // the latest first
	}
	p, err := period.Parse(strings.ToUpper(strings.NewReplacer("–", "-", " ", "").Replace(asked)))
	if err != nil {
		return p, &benchmark.QueryError{Field: "period", Asked: asked, Have: words, Message: quote(asked) + " is no period: give a quarter such as 2026-Q2 or a financial year such as 2024-25."}
	}
	if !slices.Contains(have, p) {
		return p, &benchmark.QueryError{Field: "period", Asked: asked, Known: true, Have: words, Message: def.ID + " has no figures for " + p.Words() + "."}
	}
	return p, nil
}

// findPart finds the part of a breakdown, however it is spelt.
func findPart(s *benchmark.Snapshot, def indicator.Definition, p period.Period, a Address) (breakdown, category string, err error) {
	if a.Breakdown == "" {
		return returns.Total, returns.All, nil
	}
	parts, err := s.Breakdowns(def.ID, p)
	if err != nil {
		return "", "", err
	}
	var have []string
	for _, part := range parts {
		if part[0] == returns.Total {
			continue
		}
		if alike(part[0]) == alike(a.Breakdown) {
			if alike(part[1]) == alike(a.Category) {
				return part[0], part[1], nil
			}
		}
		have = append(have, part[0]+"/"+part[1])
	}
	asked := strings.TrimSuffix(a.Breakdown+"/"+a.Category, "/")
	message := def.ID + " is not split by " + quote(asked) + " for " + p.Words() + "."
	if len(have) == 0 {
		message = def.ID + " is not split in any way for " + p.Words() + ". Leave the breakdown out."
	}
	return "", "", &benchmark.QueryError{Field: "breakdown", Asked: asked, Known: true, Have: have, Message: message}
}

// alike is a name as it compares with others: any case, and hyphens, low lines
// and blanks for one another.
func alike(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '-', '_', ' ', '+', '–':
			return ' '
		}
		return r
	}, strings.ToLower(strings.TrimSpace(s)))
}

// findPlace returns the number of the row of at.Facts that a code or name is of.
func findPlace(s *benchmark.Snapshot, reg *area.Register, at *Located, asked string) (int, error) {
	index := func(is func(f *benchmark.Fact) bool) int {
		for i := range at.Facts {
			if is(&at.Facts[i]) {
				return i
			}
		}
		return -1
	}
	if i := index(func(f *benchmark.Fact) bool {
		return f.Level != benchmark.AreaLevel && (strings.EqualFold(f.Code, asked) || alike(f.Name) == alike(asked))
	}); i >= 0 {
		return i, nil
	}
	a, known := reg.Find(asked)
	if known {
		if i := index(func(f *benchmark.Fact) bool { return f.DFE == a.DFE }); i >= 0 {
			return i, nil
		}
	} else if i := index(func(f *benchmark.Fact) bool { return alike(f.Name) == alike(asked) }); i >= 0 {
		return i, nil
	}
	return 0, noPlace(s, reg, at, a, asked, known)
}

// noPlace says why there is no row of a place, and which there are.
func noPlace(s *benchmark.Snapshot, reg *area.Register, at *Located, a area.Area, asked string, known bool) error {
	q := &benchmark.QueryError{Field: "area", Asked: asked, Known: known}
	what := at.Definition.ID + " for " + at.Period.Words()
	switch in, why := reg.InBeing(a.DFE, at.Period); {
	case !known && above(reg, asked) != "":
		q.Known, q.Message = true, "There is no figure of "+what+" for "+above(reg, asked)+" by "+at.Breakdown+"."
	case !known:
		q.Message = "There is no area, region or England with the code or name " + quote(asked) + ". Use a GSS code such as E08000035 or a three-digit DfE number such as 383."
	case !in:
		q.Message = why
		return q
	case at.Breakdown != returns.Total:
		q.Message = a.Name + " does not give " + what + " for " + at.Breakdown + " " + at.Category + "."
		return partsOf(s, at, a, q)
	default:
		q.Message = "There is no figure of " + what + " for " + a.Name + "."
	}
	for i := range at.Facts {
		q.Have = append(q.Have, at.addressOf(&at.Facts[i]).Area)
	}
	return q
}

// above returns the name of a region or of England for its code, else "".
func above(reg *area.Register, code string) string {
	if strings.EqualFold(code, area.EnglandCode) || alike(code) == "england" {
		return "England"
	}
	for _, r := range reg.Regions() {
		if strings.EqualFold(r.Code, code) || alike(r.Name) == alike(code) {
			return r.Name
		}
	}
	return ""
}

// partsOf names the parts that an area does give.
func partsOf(s *benchmark.Snapshot, at *Located, a area.Area, q *benchmark.QueryError) error {
	parts, err := s.Breakdowns(at.Definition.ID, at.Period)
	if err != nil {
		return err
	}
	for _, part := range parts {
		facts, err := s.Facts(at.Definition.ID, at.Period, part[0], part[1])
		if err != nil {
			return err
		}
		if part[0] != returns.Total && slices.ContainsFunc(facts, func(f benchmark.Fact) bool { return f.DFE == a.DFE && f.Level == benchmark.AreaLevel }) {
			q.Have = append(q.Have, part[0]+"/"+part[1])
		}
	}
	return q
}

func idsOf(s *benchmark.Snapshot) []string {
	var ids []string
	for _, d := range s.Indicators() {
		ids = append(ids, d.ID)
	}
	return ids
}

// quote shortens what was asked for, for a message.
func quote(s string) string {
	const most = 30
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return "“" + s + "”"
}
