package call

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

// An Entry is what was typed on the page into a return.
type Entry struct {
	Counts []Typed
	Facts  []Fact
	Cover  *CoverPart

	// Rest are sheets of which every blank cell is [x]: not available.
	Rest []string
}

// A Typed is one figure as it was typed.
type Typed struct{ Measure, Breakdown, Category, Value string }

// A CoverPart is what the page asks of the Cover.
type CoverPart struct {
	Role          string `json:"role"`
	Issues        string `json:"issues"`
	Demonstration bool   `json:"demonstration"`
}

func newCover(r *returns.Return) *CoverPart {
	return &CoverPart{Role: r.PreparedByRole, Issues: r.KnownIssues, Demonstration: r.Demonstration}
}

// A Wrong is something typed that cannot be taken, and what to type instead.
type Wrong struct {
	Measure   string `json:"measure,omitempty"`
	Breakdown string `json:"breakdown,omitempty"`
	Category  string `json:"category,omitempty"`
	Fact      string `json:"fact,omitempty"`
	Message   string `json:"message"`
}

// apply puts an entry into r. With anything wrong r is not to be used.
func (e *Entry) apply(r *returns.Return) (wrong []Wrong) {
	place := map[returns.Key]int{}
	for i, c := range r.Counts {
		if _, ok := place[c.Key()]; !ok {
			place[c.Key()] = i
		}
	}
	put := func(c returns.Count) {
		if i, ok := place[c.Key()]; ok {
			c.Note = r.Counts[i].Note
			r.Counts[i] = c
			return
		}
		place[c.Key()] = len(r.Counts)
		r.Counts = append(r.Counts, c)
	}
	gone := map[returns.Key]bool{}
	for _, t := range e.Counts {
		k := returns.Key{Measure: t.Measure, Breakdown: t.Breakdown, Category: t.Category}
		m, ok := returns.FindMeasure(t.Measure)
		if !ok || !slices.Contains(m.Categories(t.Breakdown), t.Category) {
			wrong = append(wrong, Wrong{t.Measure, t.Breakdown, t.Category, "", "The return has no such figure."})
			continue
		}
		c, message := parse(t.Value, m.Decimals)
		switch {
		case message != "":
			wrong = append(wrong, Wrong{t.Measure, t.Breakdown, t.Category, "", message})
		case strings.TrimSpace(t.Value) == "":
			gone[k] = true
		default:
			c.Sheet, c.Measure, c.Breakdown, c.Category = m.Sheet, k.Measure, k.Breakdown, k.Category
			put(c)
		}
	}
	for _, sheet := range e.Rest {
		for _, k := range returns.Asked(sheet) {
			if _, ok := place[k]; !ok || gone[k] {
				delete(gone, k)
				put(returns.Count{Sheet: sheet, Measure: k.Measure, Breakdown: k.Breakdown, Category: k.Category, State: returns.NotAvailable})
			}
		}
	}
	r.Counts = slices.DeleteFunc(r.Counts, func(c returns.Count) bool { return gone[c.Key()] })
	wrong = append(wrong, e.applyFacts(r)...)
	if e.Cover != nil {
		r.PreparedByRole, r.KnownIssues, r.Demonstration = e.Cover.Role, e.Cover.Issues, e.Cover.Demonstration
	}
	return wrong
}

// mostCount is far beyond any count of one area: England has 12 million
// children (ONS mid-2024). What is larger has been mistyped.
const mostCount = 12_000_000

// parse reads a figure as it is typed in a cell of the workbook.
func parse(s string, decimals bool) (c returns.Count, message string) {
	s = strings.NewReplacer(",", "", " ", "", "\u00a0", "").Replace(strings.ToLower(s))
	switch s {
	case "":
		return c, ""
	case "[x]", "x":
		c.State = returns.NotAvailable
		return c, ""
	case "[z]", "z":
		c.State = returns.NotApplicable
		return c, ""
	}
	n, err := strconv.ParseFloat(s, 64)
	switch {
	case err != nil || math.IsNaN(n) || strings.ContainsAny(s, "epx_in"):
		return c, "Type a number, [x] for not available, or [z] for not applicable."
	case n < 0:
		return c, "A count cannot be below 0. Type 0 if there were none."
	case n > mostCount:
		return c, "This is more than there are children in England. Check what was typed."
	case !decimals && n != math.Trunc(n):
		return c, "Type a whole number: people and events are counted whole."
	}
	c.N = n
	return c, ""
}

func (e *Entry) applyFacts(r *returns.Return) (wrong []Wrong) {
	for _, f := range e.Facts {
		known := slices.ContainsFunc(returns.Facts(), func(k returns.FactKind) bool { return k.Name == f.Name })
		x := returns.Fact{Name: f.Name, Answer: returns.Answer(f.Answer), Link: strings.TrimSpace(f.Link), Note: strings.TrimSpace(f.Note)}
		ok := known && slices.Contains([]returns.Answer{"", returns.Yes, returns.No, returns.Planned, returns.Unknown}, x.Answer)
		var day bool
		if x.Date, day = parseDay(f.Date); !day {
			wrong = append(wrong, Wrong{Fact: f.Name, Message: "Type the day with its month and year, such as 14/5/2026."})
			continue
		}
		if !ok {
			wrong = append(wrong, Wrong{Fact: f.Name, Message: "Choose yes, no, planned, or that the partnership cannot say."})
			continue
		}
		r.Facts = slices.DeleteFunc(r.Facts, func(y returns.Fact) bool { return y.Name == f.Name })
		if x.Answer != "" {
			r.Facts = append(r.Facts, x)
		}
	}
	return wrong
}

// parseDay reads a day as people write it, 14/5/2026, or 2026-05-14. Blank is
// no day.
func parseDay(s string) (d period.Date, ok bool) {
	if s = strings.TrimSpace(s); s == "" {
		return d, true
	}
	for _, layout := range []string{"2/1/2006", "2.1.2006", "2-1-2006", time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return period.DateOf(t), true
		}
	}
	return d, false
}
