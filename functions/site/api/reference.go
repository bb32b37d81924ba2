package api

import (
	"net/http"
	"slices"
	"strings"

	"earlyhelp/learning/theme"
	"earlyhelp/shared/area"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
)

// An Area is an area as the API lists it. Code is the latest GSS code.
type Area struct {
	Code       string      `json:"code"`
	DFE        string      `json:"dfe"`
	Name       string      `json:"name"`
	Type       string      `json:"type"`
	Region     string      `json:"region"`
	RegionCode string      `json:"regionCode"`
	From       string      `json:"from,omitempty"` // first day in being, where after April 2013
	To         string      `json:"to,omitempty"`   // last day in being, where it has ended
	Codes      []CodeSpan  `json:"codes"`
	Neighbours []Neighbour `json:"neighbours"`
}

// A CodeSpan is a GSS code with the days on which it stood.
type CodeSpan struct {
	Code string `json:"code"`
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`
}

// A Neighbour is a statistical neighbour, nearest first.
type Neighbour struct {
	Code      string `json:"code"`
	DFE       string `json:"dfe"`
	Name      string `json:"name"`
	Closeness string `json:"closeness"`
}

func (a *API) area(x area.Area) Area {
	out := Area{Code: x.GSS(period.Date{}), DFE: x.DFE, Name: x.Name, Type: x.Type, Region: x.Region, RegionCode: x.RegionCode,
		From: x.From.String(), To: x.To.String(), Codes: []CodeSpan{}, Neighbours: []Neighbour{}}
	for _, c := range x.Codes {
		out.Codes = append(out.Codes, CodeSpan{c.GSS, c.From.String(), c.To.String()})
	}
	for _, n := range x.Neighbours {
		if y, ok := a.areas.Find(n.DFE); ok {
			out.Neighbours = append(out.Neighbours, Neighbour{y.GSS(period.Date{}), y.DFE, y.Name, n.Closeness})
		}
	}
	return out
}

// listAreas lists the areas in being on a day (on=, default today), or every
// area that ever was (on=ever).
func (a *API) listAreas(w http.ResponseWriter, r *http.Request) error {
	v := r.URL.Query()
	page, per, err := paging(v, perPageDefault)
	if err != nil {
		return err
	}
	var all []area.Area
	switch on := v.Get("on"); on {
	case "ever":
		all = a.areas.All()
	case "":
		all = a.areas.On(period.DateOf(a.o.Now()))
	default:
		d, err := period.ParseDate(on)
		if err != nil {
			return bad("on", on, "Give the day as 2026-04-30, or ever for every area there has been.", nil)
		}
		all = a.areas.On(d)
	}
	if region := v.Get("region"); region != "" {
		known := slices.ContainsFunc(a.areas.Regions(), func(x area.Region) bool { return x.Code == region || x.Name == region })
		if !known {
			var have []string
			for _, x := range a.areas.Regions() {
				have = append(have, x.Code)
			}
			return bad("region", region, "Give the code of one of the nine regions.", have)
		}
		all = slices.DeleteFunc(all, func(x area.Area) bool { return x.RegionCode != region && x.Region != region })
	}
	at, err := paged(w, r, len(all), page, per)
	if err != nil {
		return err
	}
	out := make([]Area, 0, len(all))
	for _, x := range slicePage(all, page, per) {
		out = append(out, a.area(x))
	}
	return a.send(w, r, http.StatusOK, struct {
		Areas []Area `json:"areas"`
		Paged
	}{out, at}, false)
}

func (a *API) oneArea(w http.ResponseWriter, r *http.Request) error {
	x, ok := a.areas.Find(r.PathValue("code"))
	if !ok {
		return unknownArea()
	}
	return a.send(w, r, http.StatusOK, a.area(x), false)
}

func unknownArea() *Problem {
	return missing("unknown-area", "There is no such area", "Use a GSS code such as E08000035 or a three-digit DfE number such as 383. "+prefix+"/areas lists them.")
}

// An Indicator is a definition with the periods that have figures.
type Indicator struct {
	indicator.Definition
	Periods []string `json:"periods"`
}

func indicatorOf(d indicator.Definition, s *benchmark.Snapshot) Indicator {
	out := Indicator{d, []string{}}
	for _, p := range s.PeriodsOf(d.ID) {
		out.Periods = append(out.Periods, p.String())
	}
	if out.Breakdowns == nil {
		out.Breakdowns = []string{}
	}
	if out.Sheets == nil {
		out.Sheets = []string{}
	}
	return out
}

func (a *API) listIndicators(w http.ResponseWriter, r *http.Request) error {
	page, per, err := paging(r.URL.Query(), perPageDefault)
	if err != nil {
		return err
	}
	e, err := a.edition(w, r)
	if err != nil {
		return err
	}
	defer e.Release()
	all := a.catal.List()
	at, err := paged(w, r, len(all), page, per)
	if err != nil {
		return err
	}
	out := make([]Indicator, 0, len(all))
	for _, d := range slicePage(all, page, per) {
		out = append(out, indicatorOf(d, e.Public))
	}
	return a.send(w, r, http.StatusOK, struct {
		Indicators []Indicator `json:"indicators"`
		Paged
	}{out, at}, false)
}

func (a *API) oneIndicator(w http.ResponseWriter, r *http.Request) error {
	d, ok := a.catal.Find(r.PathValue("id"))
	if !ok {
		return missing("unknown-indicator", "There is no such indicator", prefix+"/indicators lists all sixty.")
	}
	e, err := a.edition(w, r)
	if err != nil {
		return err
	}
	defer e.Release()
	return a.send(w, r, http.StatusOK, indicatorOf(d, e.Public), false)
}

// A Period is a period that has figures.
type Period struct {
	Period string `json:"period"`
	Kind   string `json:"kind"` // year or quarter
	Words  string `json:"words"`
	From   string `json:"from"`
	To     string `json:"to"`
}

func (a *API) listPeriods(w http.ResponseWriter, r *http.Request) error {
	page, per, err := paging(r.URL.Query(), perPageDefault)
	if err != nil {
		return err
	}
	e, err := a.edition(w, r)
	if err != nil {
		return err
	}
	defer e.Release()
	all := e.Public.Periods()
	slices.Reverse(all)
	at, err := paged(w, r, len(all), page, per)
	if err != nil {
		return err
	}
	out := make([]Period, 0, len(all))
	for _, p := range slicePage(all, page, per) {
		kind := "year"
		if p.Kind() == period.Quarter {
			kind = "quarter"
		}
		out = append(out, Period{p.String(), kind, p.Words(), p.Start().String(), p.End().String()})
	}
	return a.send(w, r, http.StatusOK, struct {
		Periods []Period `json:"periods"`
		Paged
	}{out, at}, false)
}

// A Theme is a theme with how often it recurs in the library.
type Theme struct {
	ID         string  `json:"id"`
	Label      string  `json:"label"`
	Group      string  `json:"group"`
	Definition string  `json:"definition"`
	Include    string  `json:"include"`
	Exclude    string  `json:"exclude"`
	Source     string  `json:"source"`
	Reviews    int     `json:"reviews"` // that carry it
	Share      float64 `json:"share"`   // of the reviews read, 0 to 1
	Lower      float64 `json:"lower"`   // 95% interval of the share
	Upper      float64 `json:"upper"`
}

func (a *API) listThemes(w http.ResponseWriter, r *http.Request) error {
	page, per, err := paging(r.URL.Query(), perPageDefault)
	if err != nil {
		return err
	}
	e, err := a.o.Source.Edition(r.Context())
	if err != nil {
		return err
	}
	defer e.Release()
	at, err := paged(w, r, len(a.themes), page, per)
	if err != nil {
		return err
	}
	out := make([]Theme, 0, len(a.themes))
	for _, t := range slicePage(a.themes, page, per) {
		x := Theme{ID: t.ID, Label: t.Label, Group: string(t.Group), Definition: t.Definition, Include: t.Include, Exclude: t.Exclude, Source: t.Source}
		if i := slices.IndexFunc(e.Reviews.Recurring, func(rec theme.Recurrence) bool { return rec.ID == t.ID }); i >= 0 {
			rec := e.Reviews.Recurring[i]
			x.Reviews, x.Share, x.Lower, x.Upper = rec.Reviews, rec.Share, rec.Lower, rec.Upper
		}
		out = append(out, x)
	}
	made := madeUp(e.Reviews)
	return a.send(w, r, http.StatusOK, struct {
		Themes []Theme `json:"themes"`
		Paged
		Marked
	}{out, at, marked(made, madeUpReviews)}, false)
}

// Marked says whether an answer rests on what was made up.
type Marked struct {
	Demonstration bool   `json:"demonstration"`
	Note          string `json:"note,omitempty"`
}

// The notes that go with demonstration.
const (
	madeUpFigures = "Some of these figures were made up for demonstration. Do not use them as facts about an area."
	madeUpReviews = "Some of these reviews were written for demonstration. Nothing in them is real."
)

func marked(made bool, note string) Marked {
	if !made {
		return Marked{}
	}
	return Marked{true, note}
}

// list splits a parameter that may be given several times or with commas.
func list(values []string) []string {
	var out []string
	for _, v := range values {
		for _, s := range strings.Split(v, ",") {
			if s = strings.TrimSpace(s); s != "" {
				out = append(out, s)
			}
		}
	}
	return out
}
