package api

import (
	"net/http"
	"strings"

	"earlyhelp/shared/benchmark"
)

// A Trend is a trend answer with what a reader of it must know.
type Trend struct {
	benchmark.Trend
	Demonstration bool   `json:"demonstration"` // always there; takes the place of the Trend's
	Note          string `json:"note,omitempty"`
}

func (a *API) trend(w http.ResponseWriter, r *http.Request) error {
	id, format := formatOf(r.PathValue("indicator"))
	values := r.URL.Query()
	q := benchmark.TrendQuery{Indicator: id, Area: strings.TrimSpace(values.Get("area")), Breakdown: values.Get("breakdown"), Category: values.Get("category")}
	if breakdown, category, ok := strings.Cut(q.Breakdown, "/"); ok && q.Category == "" {
		q.Breakdown, q.Category = breakdown, category
	}
	if q.Area == "" {
		return bad("area", "", "Say which area: area=E08000035 or area=383. A region's code or England's (E92000001) will do as well.", nil)
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
	dfe := ""
	if x, ok := a.areas.Find(q.Area); ok {
		dfe = x.DFE
	}
	var t benchmark.Trend
	switch {
	case !v.full:
		t, err = e.Public.TrendOf(q)
	case v.everything():
		t, err = e.Full.TrendOf(q)
	case !v.may(dfe):
		return noFullView()
	default:
		t, err = benchmark.OwnTrend(e.Public, e.Full, q)
	}
	if err != nil {
		return fromQuery(err, e.Public, q.Indicator, "")
	}
	a.saw(r.Context(), v, []string{dfe}, r.URL.RequestURI())
	mark := marked(t.Demonstration, madeUpFigures)
	out := Trend{t, mark.Demonstration, mark.Note}
	if t.Own {
		out.Note = strings.TrimSpace(out.Note + " Your own area's figures are exact. England's are as the public sees them.")
	}
	name := t.Indicator + "-" + firstOf(t.DFE, t.Code) + "-" + string(t.View)
	switch format {
	case asCSV:
		return sendCSV(w, r, name+".csv", trendRows(t), v.full)
	case asXLSX:
		return sendBook(w, r, name+".xlsx", a.trendBook(out, r.URL), v.full)
	}
	return a.send(w, r, http.StatusOK, out, v.full)
}

// firstOf is the first text that is not empty.
func firstOf(texts ...string) string {
	for _, s := range texts {
		if s != "" {
			return s
		}
	}
	return ""
}
