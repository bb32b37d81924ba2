package figures

import (
	"net/http"
	"net/url"
	"strings"

	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/govuk"
)

// choices are what a page is asked for, as its address holds them.
type choices struct {
	period, of, peers, view, limits, sort string

	group     []string // codes of one's own group
	breakdown string   // sex
	category  string   // female; with a breakdown
	rank      string   // "yes": ranks with their intervals
	version   string   // the publication asked for; "" is the one in force
}

// readChoices reads an address. An area to pick out is compared with its
// neighbours unless another group is named; without one there are no
// neighbours to compare with.
func readChoices(v url.Values) choices {
	c := choices{period: v.Get("period"), of: v.Get("of"), peers: v.Get("peers"), view: v.Get("view"), limits: v.Get("limits"), sort: v.Get("sort"),
		breakdown: v.Get("breakdown"), category: v.Get("category"), rank: v.Get("rank"), version: v.Get("version")}
	c.group = codes(v["group"])
	if part, category, ok := strings.Cut(c.breakdown, "/"); ok && c.category == "" {
		c.breakdown, c.category = part, category
	}
	if c.breakdown == "" || c.breakdown == "total" {
		c.breakdown, c.category = "", ""
	}
	switch {
	case len(c.group) > 0 && c.peers == "":
		c.peers = benchmark.PeerGroup
	case c.peers != "" && c.peers != benchmark.PeerGroup:
		c.group = nil
	}
	switch {
	case c.of != "" && c.peers == "":
		c.peers = benchmark.PeerNeighbours
	case c.of == "" && c.peers == benchmark.PeerNeighbours && v.Has("of"):
		c.peers = "" // the form sends its first choice although no area is picked out
	}
	if c.view == string(benchmark.Public) {
		c.view = ""
	}
	if c.limits == benchmark.LimitsAdjusted {
		c.limits = ""
	}
	if c.rank == "no" {
		c.rank = ""
	}
	return c
}

// checkChoices names what an address asks for and no page can give, rather
// than pass over it.
func checkChoices(v url.Values, c choices) error {
	sorts := make([]string, 0, len(orders))
	for _, o := range orders {
		if o.key != "" {
			sorts = append(sorts, o.key)
		}
	}
	if err := badChoice("sort", c.sort, sorts...); err != nil {
		return err
	}
	if category := v.Get("category"); c.breakdown == "" && category != "" && category != "all" {
		return &govuk.Problem{Status: http.StatusNotFound, Title: "Of which breakdown?", Message: []string{
			"The address asks for category=" + short(category) + ". A category goes with its breakdown: say breakdown=sex&category=female."}}
	}
	return badChoice("rank", c.rank, "yes", "no")
}

// codes parts lists of codes at commas and spaces, each code once.
func codes(lists []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, list := range lists {
		for _, code := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' || r == ';' || r == '\n' || r == '\r' || r == '\t' }) {
			if key := strings.ToUpper(code); !seen[key] {
				seen[key] = true
				out = append(out, code)
			}
		}
	}
	return out
}

// href is the address of these choices.
func (c choices) href(path string) string {
	v := url.Values{}
	for _, kv := range [][2]string{{"period", c.period}, {"of", c.of}, {"peers", c.peers}, {"group", strings.Join(c.group, ",")}, {"view", c.view}, {"limits", c.limits},
		{"sort", c.sort}, {"breakdown", c.breakdown}, {"category", c.category}, {"rank", c.rank}, {"version", c.version}} {
		if kv[1] != "" {
			v.Set(kv[0], kv[1])
		}
	}
	if len(v) == 0 {
		return path
	}
	// Commas are allowed in a query and easier to read than %2C.
	return path + "?" + strings.ReplaceAll(v.Encode(), "%2C", ",")
}

// query is the question that c asks of an indicator's figures.
func (c choices) query(id string) benchmark.Query {
	return benchmark.Query{Indicator: id, Period: c.period, Breakdown: c.breakdown, Category: c.category, Peers: c.peers, Of: c.of, Group: c.group,
		Limits: c.limits, Rank: c.rank == "yes"}
}

// statusOf is how a page answers a question without an answer: what is named
// in the address and is not there is not found; a choice that means nothing is
// a bad request.
func statusOf(q *benchmark.QueryError) int {
	if q.Known {
		return http.StatusNotFound
	}
	switch q.Field {
	case "of":
		if q.Asked == "" {
			return http.StatusBadRequest // nobody is named, and so nobody is missing
		}
		return http.StatusNotFound
	case "indicator", "period", "area", "areas", "breakdown", "version":
		return http.StatusNotFound
	}
	return http.StatusBadRequest
}
