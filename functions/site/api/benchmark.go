package api

import (
	"net/http"
	"net/url"
	"strings"

	"earlyhelp/functions/site/national"
	"earlyhelp/shared/account"
	"earlyhelp/shared/area"
	"earlyhelp/shared/benchmark"
)

// A Benchmark is a benchmark answer with what a reader of it must know.
type Benchmark struct {
	benchmark.Answer
	PeriodWords   string `json:"periodWords"`
	Numerator     string `json:"numeratorWords"`
	Denominator   string `json:"denominatorWords"`
	Demonstration bool   `json:"demonstration"` // always there; takes the place of the Answer's
	Note          string `json:"note,omitempty"`
}

// A Trend is a trend answer with what a reader of it must know.
type Trend struct {
	benchmark.Trend
	Demonstration bool   `json:"demonstration"` // always there; takes the place of the Trend's
	Note          string `json:"note,omitempty"`
}

// mostAreas is how many areas a request may name: twice as many as there are.
const mostAreas = 400

func (a *API) benchmark(w http.ResponseWriter, r *http.Request) error {
	id, csv := strings.CutSuffix(r.PathValue("indicator"), ".csv")
	v := r.URL.Query()
	breakdown, category, _ := strings.Cut(v.Get("breakdown"), "/")
	if c := v.Get("category"); c != "" {
		category = c
	}
	q := benchmark.Query{Indicator: id, Period: v.Get("period"), Breakdown: breakdown, Category: category,
		Areas: list(v["areas"]), Peers: v.Get("peers"), Of: v.Get("of")}
	if len(q.Areas) > mostAreas {
		return bad("areas", "", "Name fewer areas, or leave areas out to have all of them.", nil)
	}
	e, err := a.o.Source.Edition(r.Context())
	if err != nil {
		return err
	}
	defer e.Release()
	person := account.FromContext(r.Context())
	full, err := viewOf(person, v)
	if err != nil {
		return err
	}
	if q.Period == "" {
		// The latest period: what most people mean.
		if ps := e.Public.PeriodsOf(strings.ToUpper(id)); len(ps) > 0 {
			q.Period = ps[len(ps)-1].String()
		}
	}
	answer, note, err := ask(e, person, q, full, a.areas)
	if err != nil {
		return fromQuery(err)
	}
	if csv {
		return sendCSV(w, r, answer.Indicator+"-"+answer.Period+"-"+string(answer.View)+".csv", benchmarkRows(answer), full)
	}
	mark := marked(answer.Demonstration, madeUpFigures)
	out := Benchmark{Answer: answer, Demonstration: mark.Demonstration, Note: mark.Note}
	if note != "" {
		out.Note = strings.TrimSpace(out.Note + " " + note)
	}
	for _, p := range e.Public.PeriodsOf(answer.Indicator) {
		if p.String() == answer.Period {
			out.PeriodWords = p.Words()
		}
	}
	if d, ok := a.catal.Find(answer.Indicator); ok {
		out.Numerator, out.Denominator = d.NumeratorWords, d.DenominatorWords
	}
	return a.send(w, r, http.StatusOK, out, full)
}

// viewOf reads view and whether person may have it for any area at all.
func viewOf(person account.Person, v url.Values) (full bool, err error) {
	switch view := v.Get("view"); view {
	case "", string(benchmark.Public):
		return false, nil
	case string(benchmark.Full):
		if !account.May(person, account.ReadFull) {
			return false, noFullView()
		}
		return true, nil
	default:
		return false, bad("view", view, "The views are public and full.", []string{"public", "full"})
	}
}

func noFullView() *Problem {
	return &Problem{Status: http.StatusForbidden, Kind: "full-view", Title: "The full view is not open to you",
		Detail: "Exact figures are for inspectors, the national team and an area's own people. Leave view out to have the public figures."}
}

// areaFinder finds areas by any of their codes.
type areaFinder interface {
	Find(code string) (area.Area, bool)
}

// ask answers q in the view wanted. Somebody who may see only their own area
// in full gets that area's exact figures; all else in the answer (England, the
// peers, the funnel) is then as the public sees it, because exact totals less
// public figures would give away the areas between.
func ask(e *national.Edition, person account.Person, q benchmark.Query, full bool, areas areaFinder) (benchmark.Answer, string, error) {
	if !full {
		a, err := e.Public.Answer(q)
		return a, "", err
	}
	if account.Allowed(person, account.ReadFull, "") {
		a, err := e.Full.Answer(q)
		return a, "", err
	}
	for _, code := range q.Areas {
		if x, ok := areas.Find(code); ok && !account.Allowed(person, account.ReadFull, x.DFE) {
			return benchmark.Answer{}, "", noFullView()
		}
	}
	q.Areas = []string{person.Area}
	exact, err := e.Full.Answer(q)
	if err != nil {
		return exact, "", err
	}
	open, err := e.Public.Answer(q)
	if err != nil {
		return open, "", err
	}
	exact.England, exact.Peers, exact.Funnel = open.England, open.Peers, open.Funnel
	return exact, "Your own area's figures are exact. England, the peers and the funnel are as the public sees them.", nil
}

func (a *API) trend(w http.ResponseWriter, r *http.Request) error {
	id, csv := strings.CutSuffix(r.PathValue("indicator"), ".csv")
	v := r.URL.Query()
	code := v.Get("area")
	if code == "" {
		return bad("area", "", "Say which area: area=E08000035 or area=383.", nil)
	}
	person := account.FromContext(r.Context())
	full, err := viewOf(person, v)
	if err != nil {
		return err
	}
	e, err := a.o.Source.Edition(r.Context())
	if err != nil {
		return err
	}
	defer e.Release()
	s := e.Public
	if full {
		if x, ok := a.areas.Find(code); ok && !account.Allowed(person, account.ReadFull, x.DFE) {
			return noFullView()
		}
		s = e.Full
	}
	t, err := s.Trend(id, code)
	if err != nil {
		return fromQuery(err)
	}
	if full && !account.Allowed(person, account.ReadFull, "") {
		// England as the public sees it, for the reason given at ask.
		open, err := e.Public.Trend(id, code)
		if err != nil {
			return fromQuery(err)
		}
		england := map[string]benchmark.Number{}
		for _, p := range open.Points {
			england[p.Period] = p.England
		}
		for i := range t.Points {
			t.Points[i].England = england[t.Points[i].Period]
		}
	}
	if csv {
		return sendCSV(w, r, t.Indicator+"-"+t.DFE+"-"+string(t.View)+".csv", trendRows(t), full)
	}
	mark := marked(t.Demonstration, madeUpFigures)
	return a.send(w, r, http.StatusOK, Trend{t, mark.Demonstration, mark.Note}, full)
}
