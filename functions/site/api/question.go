package api

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"earlyhelp/functions/site/inspection"
	"earlyhelp/functions/site/national"
	"earlyhelp/shared/account"
	"earlyhelp/shared/benchmark"
)

// edition returns the publication that version names, or the one in force. An
// answer from one that was named may be kept for good.
func (a *API) edition(w http.ResponseWriter, r *http.Request) (*national.Edition, error) {
	version := r.URL.Query().Get("version")
	e, err := a.o.Source.EditionOf(r.Context(), version)
	var unknown *national.UnknownVersionError
	if errors.As(err, &unknown) {
		return nil, &Problem{Status: http.StatusNotFound, Kind: "unknown-version", Title: "There is no such publication", Detail: unknown.Error(),
			More: map[string]any{"field": "version", "asked": shortened(version), "versions": append([]string{}, unknown.Have...)}}
	}
	if err == nil && version != "" {
		w.Header().Set("Cache-Control", forGood)
	}
	return e, err
}

// shortened cuts what somebody asked for, for a message.
func shortened(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// A viewer is who asks for figures, in which view, and why.
type viewer struct {
	person     account.Person
	full       bool
	inspection string // reference of the inspection that exact figures are for
}

// everything reports whether the viewer sees every area exactly.
func (v viewer) everything() bool {
	return v.full && account.Allowed(v.person, account.ReadFull, "")
}

// may reports whether the viewer may have a view of an area, by DfE number.
func (v viewer) may(dfe string) bool {
	return !v.full || account.Allowed(v.person, account.ReadFull, dfe)
}

// viewer reads who asks and in which view. Exact figures of a publication that
// is no longer in force are not offered.
func (a *API) viewer(r *http.Request, e *national.Edition) (viewer, error) {
	values := r.URL.Query()
	v := viewer{person: account.FromContext(r.Context()), inspection: strings.TrimSpace(values.Get("inspection"))}
	switch view := values.Get("view"); view {
	case "", string(benchmark.Public):
	case string(benchmark.Full):
		v.full = true
	default:
		return v, bad("view", shortened(view), "The views are public and full.", []string{"public", "full"})
	}
	switch {
	case v.full && !account.May(v.person, account.ReadFull):
		return v, noFullView()
	case v.full && e.Older:
		return v, bad("view", "full", "Exact figures are given of the publication in force alone. Leave version out, or ask for the public view.", []string{"public"})
	case v.inspection != "" && !v.full:
		return v, bad("inspection", shortened(v.inspection), "An inspection is named to see exact figures: give view=full with it.", nil)
	case v.inspection != "" && !inspection.IsReference(v.inspection):
		return v, bad("inspection", shortened(v.inspection), "Give the reference of the inspection in up to 60 letters, digits, spaces and . / _ -.", nil)
	}
	return v, nil
}

func noFullView() *Problem {
	return &Problem{Status: http.StatusForbidden, Kind: "full-view", Title: "The full view is not open to you",
		Detail: "Exact figures are for inspectors, the national team and an area's own people. Leave view out to have the public figures."}
}

// mostLogged is how many areas one request leaves a line each for; one that
// names more, or none, leaves a line for the whole country.
const mostLogged = 30

// saw leaves a line in the log for each area, by DfE number, that v was shown
// exact figures of; for none, for all of them.
func (a *API) saw(ctx context.Context, v viewer, dfes []string, what string) {
	if !v.full {
		return
	}
	if len(dfes) == 0 || len(dfes) > mostLogged {
		dfes = []string{""}
	}
	for _, dfe := range dfes {
		inspection.Log(ctx, a.o.Log, v.person, inspection.Sight{Area: dfe, What: what, Reference: v.inspection})
	}
}

// mostAreas is how many areas a request may name: twice as many as there are.
const mostAreas = 400

// queryOf reads a question from an address; the period may be left to be
// chosen. A page with the same address asks the same.
func queryOf(id string, v url.Values) (benchmark.Query, error) {
	breakdown, category, _ := strings.Cut(v.Get("breakdown"), "/")
	if c := v.Get("category"); c != "" {
		category = c
	}
	q := benchmark.Query{Indicator: id, Period: v.Get("period"), Breakdown: breakdown, Category: category, Areas: list(v["areas"]),
		Peers: v.Get("peers"), Of: v.Get("of"), Group: once(list(v["group"])), Limits: v.Get("limits")}
	if len(q.Areas) > mostAreas {
		return q, bad("areas", "", "Name fewer areas, or leave areas out to have all of them.", nil)
	}
	switch {
	case len(q.Group) > 0 && q.Peers == "":
		q.Peers = benchmark.PeerGroup
	case len(q.Group) > 0 && q.Peers != benchmark.PeerGroup:
		return q, bad("group", shortened(strings.Join(q.Group, ",")), "A group of one's own goes with peers=group.", []string{benchmark.PeerGroup})
	case q.Of != "" && q.Peers == "":
		q.Peers = benchmark.PeerNeighbours
	}
	var err error
	if q.Rank, err = yes(v, "rank"); err != nil {
		return q, err
	}
	q.Slope, err = yes(v, "slope")
	return q, err
}

// yes reads a choice that is yes or no, no when absent.
func yes(v url.Values, name string) (bool, error) {
	switch s := v.Get(name); s {
	case "yes", "no", "":
		return s == "yes", nil
	default:
		return false, bad(name, shortened(s), "Give "+name+" as yes or no.", []string{"yes", "no"})
	}
}

// once keeps the first of what stands several times.
func once(all []string) []string {
	var out []string
	for _, s := range all {
		if !slices.ContainsFunc(out, func(o string) bool { return strings.EqualFold(o, s) }) {
			out = append(out, s)
		}
	}
	return out
}

// A format is how an answer is written.
type format string

const (
	asJSON format = ""
	asCSV  format = ".csv"
	asXLSX format = ".xlsx"
)

// formatOf parts the format from the end of an address.
func formatOf(name string) (string, format) {
	for _, f := range []format{asCSV, asXLSX} {
		if id, ok := strings.CutSuffix(name, string(f)); ok {
			return id, f
		}
	}
	return name, asJSON
}
