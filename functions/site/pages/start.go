package pages

import (
	"context"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strconv"

	"earlyhelp/functions/site/national"
	"earlyhelp/shared/account"
	"earlyhelp/shared/area"
	"earlyhelp/shared/chart"
	"earlyhelp/shared/govuk"
)

// StartPage is what the start page shows.
type StartPage struct {
	Person   account.Person
	Doors    []Door
	Stats    []Stat
	Arrivals []ArrivalRow
	Newest   string        // the newest period with returns, in words; "" before any
	Map      template.HTML // who has returned for Newest
	Waiting  bool          // nothing is published yet
}

// A Door is the way in for one kind of person.
type Door struct {
	For, Title, Text string
	Links            []govuk.Link
}

// A Stat is a large number with what it counts.
type Stat struct{ Number, What, Href string }

// An ArrivalRow is the progress of one collection period.
type ArrivalRow struct {
	Period   string
	Returned int
	Areas    int
	PerCent  int
	State    govuk.Tag
}

// shownPeriods is how many collection periods the start page shows: two
// years of quarters with their financial years.
const shownPeriods = 10

// start answers "/".
func (h *Handler) start(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	person := account.FromContext(ctx)
	page := StartPage{Person: person, Doors: doors(person)}
	arrivals, err := h.progress.Get(ctx)
	if err != nil { // the start page stands without its progress
		h.o.Log.ErrorContext(ctx, "site: count arrivals", "err", err)
	}
	e, err := h.source.Edition(ctx)
	if err != nil {
		return fmt.Errorf("start page: %w", err)
	}
	defer e.Release()
	h.showArrivals(&page, arrivals, e)
	page.Stats = h.stats(ctx, arrivals, e)
	page.Waiting = e.Current.Benchmarks == 0 && e.Current.Library == 0
	out := govuk.Page{Title: "Early help benchmarks and learning", Active: "/", Data: page,
		Description: "Compare early help for children and families across England's local areas, and learn from serious case reviews."}
	if page.Waiting {
		out.Refresh, out.Private = 5, true
	}
	return h.site.Render(w, r, h.pages["start.gohtml"], out)
}

func doors(p account.Person) []Door {
	send := Door{For: "Data officers and partnership leads", Title: "Send your area’s return",
		Text: "Turn your records into counts where they lie, send a spreadsheet, and have every mistake named by sheet and cell, at once.",
		Links: []govuk.Link{{Text: "Sign in to send a return", Href: signInPath("/returns")},
			{Text: "What is collected", Href: "/about#collection"}}}
	if account.May(p, account.SendReturn) {
		send.Links[0] = govuk.Link{Text: "Your area’s returns", Href: "/returns"}
	}
	return []Door{
		{For: "Inspectors and leaders", Title: "Compare partnerships",
			Text: "See who truly differs and who is noise: intervals, statistical neighbours, funnel plots and trends, with the table behind every chart.",
			Links: []govuk.Link{{Text: "Compare areas", Href: "/benchmarks"},
				{Text: "Find an area", Href: "/areas"}}},
		{For: "Practitioners", Title: "Learn from case reviews",
			Text: "Find what goes wrong again and again when children are harmed, each theme with the words of the reviews and the page they stand on.",
			Links: []govuk.Link{{Text: "Search the library", Href: "/library"},
				{Text: "Recurring themes", Href: "/themes"}}},
		send,
	}
}

// stats counts what is here now.
func (h *Handler) stats(ctx context.Context, arrivals []Arrivals, e *national.Edition) []Stat {
	var out []Stat
	for _, a := range arrivals {
		if n := len(a.Returned); n > 0 {
			out = append(out, Stat{strconv.Itoa(n) + " of " + strconv.Itoa(a.Areas), "areas have returned for " + a.Period.Words(), "#returns"})
			break
		}
	}
	if ps := e.Public.Periods(); len(ps) > 0 {
		out = append(out, Stat{strconv.Itoa(len(e.Public.Indicators())), "indicators with published figures, " + yearsOf(ps[0].Start().Year, ps[len(ps)-1].End().Year), "/benchmarks"})
	}
	if n := len(e.Reviews.Entries); n > 0 {
		out = append(out, Stat{strconv.Itoa(n), "case reviews in the library", "/library"})
	}
	return out
}

func yearsOf(a, b int) string {
	if a > b {
		a, b = b, a
	}
	return strconv.Itoa(a) + " to " + strconv.Itoa(b)
}

// showArrivals fills in the progress of each period and the map of the newest
// one that anybody has returned for.
func (h *Handler) showArrivals(page *StartPage, arrivals []Arrivals, e *national.Edition) {
	published := map[string]bool{}
	for _, p := range e.Public.Periods() {
		published[p.String()] = true
	}
	for i, a := range arrivals {
		if i == shownPeriods {
			break
		}
		row := ArrivalRow{Period: a.Period.Words(), Returned: len(a.Returned), Areas: a.Areas}
		if a.Areas > 0 {
			row.PerCent = 100 * row.Returned / a.Areas
		}
		row.State = arrivalTag(a, published[a.Period.String()])
		page.Arrivals = append(page.Arrivals, row)
		if page.Newest == "" && row.Returned > 0 {
			page.Newest = row.Period
			page.Map = hexes(h.areas, a)
		}
	}
}

// arrivalTag says where the collection of a period stands.
func arrivalTag(a Arrivals, published bool) govuk.Tag {
	switch n := len(a.Returned); {
	case n == 0 && a.Open:
		return govuk.Tag{Text: "Open", Colour: "yellow"}
	case n == 0:
		return govuk.Tag{Text: "Closed", Colour: "grey"}
	case n < a.Areas && a.Open:
		return govuk.Tag{Text: "Arriving", Colour: "blue"}
	case !published:
		return govuk.Tag{Text: "Being published", Colour: "teal"}
	}
	return govuk.Tag{Text: "Published", Colour: "green"}
}

// hexes draws who has returned for a period. Each hexagon leads to its area.
func hexes(reg *area.Register, a Arrivals) template.HTML {
	m := chart.HexMap{ID: "returned", Title: "Areas that have returned for " + a.Period.Words(),
		Desc: fmt.Sprintf("A map of England with one hexagon for each local authority. %d of %d have returned; those are filled.", len(a.Returned), a.Areas)}
	areas := slices.DeleteFunc(reg.On(a.Period.End()), func(x area.Area) bool { return !x.HasHex })
	slices.SortStableFunc(areas, func(x, y area.Area) int { // the empty ones last, their outlines on top
		if a.Returned[x.DFE] == a.Returned[y.DFE] {
			return 0
		}
		if a.Returned[x.DFE] {
			return -1
		}
		return 1
	})
	for _, x := range areas {
		hex := chart.Hex{Name: x.Name, Title: "no return yet", Href: "/areas/" + x.DFE, Q: x.HexQ, R: x.HexR}
		if a.Returned[x.DFE] {
			hex.Title, hex.Level = "returned", 5
		}
		m.Hexes = append(m.Hexes, hex)
	}
	return template.HTML(m.SVG()) // made by chart, which escapes every word
}
