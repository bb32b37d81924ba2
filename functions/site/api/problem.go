package api

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/period"
)

// A Problem is an error as RFC 9457 has it. Kind becomes the type
// "urn:earlyhelp:problem:<kind>", which programs may branch on; kinds are
// never reused. More are further members, such as the periods there are.
type Problem struct {
	Status int
	Kind   string
	Title  string
	Detail string
	More   map[string]any
}

// Error returns the title and detail.
func (p *Problem) Error() string { return p.Title + ": " + p.Detail }

// MarshalJSON writes the members of RFC 9457 and, beside them, More.
func (p *Problem) MarshalJSON() ([]byte, error) {
	m := map[string]any{}
	maps.Copy(m, p.More)
	m["type"], m["title"], m["status"], m["detail"] = "urn:earlyhelp:problem:"+p.Kind, p.Title, p.Status, p.Detail
	return json.Marshal(m)
}

func (p *Problem) write(w http.ResponseWriter, r *http.Request) {
	body, err := json.Marshal(p)
	if err != nil {
		body = []byte(`{"type":"urn:earlyhelp:problem:our-fault","title":"Something went wrong here","status":500,"detail":"Try again in a few minutes."}`)
	}
	body = append(body, '\n')
	h := w.Header()
	h.Set("Content-Type", "application/problem+json")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Cookie realm="earlyhelp", cookie-name="earlyhelp-session"`)
	}
	w.WriteHeader(p.Status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the caller has gone: there is nobody to tell
	}
}

// bad is the answer to a parameter that means nothing.
func bad(field, asked, detail string, have []string) *Problem {
	p := &Problem{Status: http.StatusBadRequest, Kind: "bad-" + field, Title: "The parameter " + field + " cannot be used", Detail: detail,
		More: map[string]any{"field": field, "asked": asked}}
	if len(have) > 0 {
		p.More["have"] = have
	}
	return p
}

// missing is the answer to something that does not exist.
func missing(kind, title, detail string) *Problem {
	return &Problem{Status: http.StatusNotFound, Kind: kind, Title: title, Detail: detail}
}

// signIn is the answer to somebody unknown who asks for what needs a name.
func signIn() *Problem {
	return &Problem{Status: http.StatusUnauthorized, Kind: "sign-in", Title: "Sign in first",
		Detail: "This needs the session cookie of a person who has signed in at /sign-in.", More: map[string]any{"signIn": "/sign-in"}}
}

// fromQuery turns a question of s that cannot be answered into a problem: what
// was named in the address is not found, a parameter that means nothing is
// bad. Where the error names the first of many periods, indicators or
// breakdowns, the problem names them all: programs choose among them.
func fromQuery(err error, s *benchmark.Snapshot, id, when string) error {
	var q *benchmark.QueryError
	if !errors.As(err, &q) {
		return err
	}
	p := bad(q.Field, q.Asked, q.Message, q.Have)
	switch {
	case q.Field == "indicator" && !q.Known:
		p.Status, p.Kind, p.Title = http.StatusNotFound, "unknown-indicator", "There is no such indicator"
	case q.Known:
		p.Status, p.Kind, p.Title = http.StatusNotFound, "no-figures", "There are no figures for this"
	}
	all := q.Have
	if q.More > 0 {
		rest, err := others(q, s, id, when)
		if err != nil {
			return err
		}
		all = once(append(slices.Clone(q.Have), rest...))
		if len(rest) == 0 {
			p.More["more"] = q.More // besides what is named
		}
	}
	if names, ok := map[string]string{"indicator": "indicators", "period": "periods", "breakdown": "breakdowns"}[q.Field]; ok && len(all) > 0 {
		delete(p.More, "have")
		p.More[names] = all
	}
	return p
}

// others are all the things of the kind that an error names some of.
func others(q *benchmark.QueryError, s *benchmark.Snapshot, id, when string) ([]string, error) {
	id = strings.ToUpper(strings.TrimSpace(id))
	var out []string
	switch q.Field {
	case "indicator":
		for _, d := range s.Indicators() {
			out = append(out, d.ID)
		}
	case "period":
		for _, p := range slices.Backward(s.PeriodsOf(id)) {
			out = append(out, p.String())
		}
	case "breakdown":
		p, err := period.Parse(strings.TrimSpace(when))
		if err != nil {
			return nil, nil // a series has no period: what is named must do
		}
		cells, err := s.Breakdowns(id, p)
		if err != nil {
			return nil, err
		}
		for _, c := range cells {
			out = append(out, strings.TrimSuffix(c[0]+"/"+c[1], "/all"))
		}
	}
	return out, nil
}
