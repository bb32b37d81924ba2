package api

import (
	"errors"
	"net/http"

	site "earlyhelp/functions/site/provenance"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/provenance"
	"earlyhelp/shared/returns"
)

// figure says where one published figure comes from and works it out again: the
// page /figures/... as JSON.
func (a *API) figure(w http.ResponseWriter, r *http.Request) error {
	address := provenance.Address{Indicator: r.PathValue("indicator"), Period: r.PathValue("period"), Area: r.PathValue("area"),
		Breakdown: r.PathValue("breakdown"), Category: r.PathValue("category")}
	if address.Breakdown == returns.Total {
		address.Breakdown, address.Category = "", ""
	}
	if a.records == nil {
		return missing("no-records", "There are no records to trace figures to", "This API was started without them.")
	}
	e, err := a.edition(w, r)
	if err != nil {
		return err
	}
	defer e.Release()
	w.Header().Del("Cache-Control") // sign-offs made since are counted: no answer is the same for good
	v, err := a.viewer(r, e)
	if err != nil {
		return err
	}
	c, err := site.Trace(r.Context(), e, a.records, v.person, address, v.full)
	var q *benchmark.QueryError
	switch {
	case errors.As(err, &q):
		return fromQuery(notFound(q), e.Public, address.Indicator, address.Period)
	case errors.Is(err, provenance.ErrForbidden):
		return noFullView()
	case err != nil:
		return err
	}
	var of []string
	if c.DFE != "" {
		of = []string{c.DFE}
	}
	a.saw(r.Context(), v, of, "/figures/"+c.Figure)
	return a.send(w, r, http.StatusOK, c, v.full)
}

// notFound makes an error about the address of a figure: every part of it is
// in the path, so that a wrong one is a figure that is not found.
func notFound(q *benchmark.QueryError) error {
	if q.Known || q.Field == "indicator" {
		return q
	}
	known := *q
	known.Known = true
	return &known
}
