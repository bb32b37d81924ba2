package api

import (
	"net/http"
	"strings"

	"earlyhelp/functions/site/national"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/period"
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

func (a *API) benchmark(w http.ResponseWriter, r *http.Request) error {
	id, format := formatOf(r.PathValue("indicator"))
	q, err := queryOf(id, r.URL.Query())
	if err != nil {
		return err
	}
	e, err := a.edition(w, r)
	if err != nil {
		return err
	}
	defer e.Release()
	v, err := a.viewer(r, e)
	if err != nil {
		return err
	}
	if q.Period == "" {
		q.Period = usualPeriod(e.Public, id)
	}
	answer, err := a.ask(e, v, q)
	if err != nil {
		return fromQuery(err, e.Public, q.Indicator, q.Period)
	}
	a.saw(r.Context(), v, a.dfes(answer, q), r.URL.RequestURI())
	name := answer.Indicator + "-" + answer.Period + "-" + string(answer.View)
	switch format {
	case asCSV:
		return sendCSV(w, r, name+".csv", benchmarkRows(answer), v.full)
	case asXLSX:
		return sendBook(w, r, name+".xlsx", a.benchmarkBook(a.described(answer), r.URL), v.full)
	}
	return a.send(w, r, http.StatusOK, a.described(answer), v.full)
}

// usualPeriod is the period that is meant when none is named: that which the
// page of the indicator shows. "" for an indicator without figures.
func usualPeriod(s *benchmark.Snapshot, id string) string {
	return s.Preferred(s.PeriodsOf(strings.ToUpper(strings.TrimSpace(id)))).String()
}

// described adds to an answer what a reader must know.
func (a *API) described(answer benchmark.Answer) Benchmark {
	mark := marked(answer.Demonstration, madeUpFigures)
	out := Benchmark{Answer: answer, Demonstration: mark.Demonstration, Note: mark.Note}
	if answer.Own {
		out.Note = strings.TrimSpace(out.Note + " " + ownNote)
	}
	if p, err := period.Parse(answer.Period); err == nil {
		out.PeriodWords = p.Words()
	}
	if d, ok := a.catal.Find(answer.Indicator); ok {
		out.Numerator, out.Denominator = d.NumeratorWords, d.DenominatorWords
	}
	return out
}

const ownNote = "Your own area's figures are exact. England, the peers and the funnel are as the public sees them."

// ask answers q in the view wanted: all of it public, all of it exact, or, for
// an area's own people, their area's figures exact among what the public sees
// (see benchmark.Own). Who names an area that they may not see is refused.
func (a *API) ask(e *national.Edition, v viewer, q benchmark.Query) (benchmark.Answer, error) {
	switch {
	case !v.full:
		return e.Public.Answer(q)
	case v.everything():
		return e.Full.Answer(q)
	}
	for _, code := range q.Areas {
		if x, ok := a.areas.Find(code); ok && !v.may(x.DFE) {
			return benchmark.Answer{}, noFullView()
		}
	}
	return benchmark.Own(e.Public, e.Full, q, v.person.Area)
}

// dfes are the areas that a question named, none for all of them.
func (a *API) dfes(answer benchmark.Answer, q benchmark.Query) []string {
	if len(q.Areas) == 0 && !answer.Own {
		return nil
	}
	var out []string
	for _, x := range answer.Areas {
		out = append(out, x.DFE)
	}
	return out
}
