package benchmark

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"earlyhelp/shared/area"
	"earlyhelp/shared/period"
)

// A QueryError reports a question that cannot be answered, and what can be
// asked instead.
type QueryError struct {
	Field   string   // indicator, period, breakdown, areas, area, peers, of, group or limits
	Asked   string   // what was asked for
	Known   bool     // the thing exists, but there is no figure of it
	Message string   // one or two plain sentences
	Have    []string // what there is, the nearest to what was asked first; may be empty
	More    int      // what there is besides, which Have leaves out
}

// mostNamed is how many things a QueryError names: a sentence, not a catalogue.
const mostNamed = 12

// Error returns the message with what there is.
func (e *QueryError) Error() string {
	if len(e.Have) == 0 {
		return e.Message
	}
	more := ""
	if e.More > 0 {
		more = fmt.Sprintf(" and %d more", e.More)
	}
	return e.Message + " There is: " + strings.Join(e.Have, ", ") + more + "."
}

// offering is e with what there is, the first mostNamed of it.
func (e *QueryError) offering(have []string) *QueryError {
	e.More = max(0, len(have)-mostNamed)
	e.Have = have[:len(have)-e.More]
	return e
}

// nearestPeriods returns periods as text, the nearest to p first: of its own
// kind before the other, then by distance, the later of two before the
// earlier. For no period it is the latest first.
func nearestPeriods(ps []period.Period, p period.Period) []string {
	ps = slices.Clone(ps)
	slices.SortStableFunc(ps, func(a, b period.Period) int {
		if p.IsZero() {
			return b.Compare(a)
		}
		other := func(x period.Period) int {
			if x.Kind() != p.Kind() {
				return 1
			}
			return 0
		}
		away := func(x period.Period) int { // of the first days and of the last
			start, end := p.Start().DaysUntil(x.Start()), p.End().DaysUntil(x.End())
			return max(start, -start) + max(end, -end)
		}
		return cmp.Or(other(a)-other(b), away(a)-away(b), b.Compare(a))
	})
	return words(ps)
}

func words(ps []period.Period) []string {
	out := make([]string, len(ps))
	for i, p := range ps {
		out[i] = p.String()
	}
	return out
}

// nearestIDs returns indicators that have figures, those of the same letter as
// the one asked for first, the nearest number first.
func (s *Snapshot) nearestIDs(asked string) []string {
	asked = strings.ToUpper(strings.TrimSpace(asked))
	var ids []string
	for _, d := range s.Indicators() {
		ids = append(ids, d.ID)
	}
	letter, number := idParts(asked)
	slices.SortStableFunc(ids, func(a, b string) int {
		away := func(id string) (other, far int) {
			l, n := idParts(id)
			if l != letter {
				other = 1
			}
			return other, max(n-number, number-n)
		}
		ao, af := away(a)
		bo, bf := away(b)
		if ao == 1 && bo == 1 { // of other letters, in the order of the catalogue
			return 0
		}
		return cmp.Or(ao-bo, af-bf)
	})
	return ids
}

// idParts parts the name of an indicator into its letter and its number, 0 for
// what is no number.
func idParts(id string) (letter string, number int) {
	if id == "" {
		return "", 0
	}
	number, err := strconv.Atoi(id[1:])
	if err != nil || number < 0 || number > 1e6 {
		number = 0
	}
	return id[:1], number
}

// noArea says that there is no area with a code, and names those whose name or
// code is like it.
func (s *Snapshot) noArea(field, code string) *QueryError {
	e := &QueryError{Field: field, Asked: shorten(code, mostQuoted),
		Message: "There is no area with the code " + quote(code) + ". Use a GSS code such as E08000035 or a three-digit DfE number such as 383."}
	asked := strings.ToLower(strings.TrimSpace(code))
	if len(asked) < 2 {
		return e
	}
	var have []string
	for _, a := range s.o.Register.All() {
		name := strings.ToLower(a.Name)
		if strings.Contains(name, asked) || len(name) > 3 && strings.Contains(asked, name) || oneOff(asked, a) {
			have = append(have, a.Label())
		}
	}
	return e.offering(have)
}

// oneOff reports whether text is one of an area's codes but for one character,
// the last two being the likeliest to be mistyped.
func oneOff(text string, a area.Area) bool {
	near := func(code string) bool {
		if len(code) != len(text) {
			return false
		}
		off := 0
		for i := range code {
			if code[i] != text[i] {
				off++
			}
		}
		return off == 1 && strings.EqualFold(code[:len(code)-1], text[:len(text)-1])
	}
	for _, c := range a.Codes {
		if near(strings.ToLower(c.GSS)) {
			return true
		}
	}
	return near(a.DFE)
}

// mostQuoted is how much of what was asked for a message repeats.
const mostQuoted = 20

// quote shortens what was asked for, for a message.
func quote(s string) string { return "“" + shorten(s, mostQuoted) + "”" }

func shorten(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
