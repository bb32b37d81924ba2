package learning

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"earlyhelp/learning/library"
	"earlyhelp/shared/account"
	"earlyhelp/shared/govuk"
)

// LibraryPage is the search page.
type LibraryPage struct {
	Shell
	Query     string
	Kept      []Hidden // what the search form keeps of the filters
	Summary   string   // how many were found, of what
	Fuzzy     bool     // what was typed is nowhere; these are near spellings
	Made      bool     // some reviews are invented
	Chosen    []Chosen
	Groups    []FacetGroup
	Results   []Found
	Pages     *govuk.Pagination
	Unread    []Found  // reviews that could not be read, on the first page of all
	Nothing   []string // what to try, when nothing was found
	Empty     bool     // the library holds no reviews yet
	MayAdd    bool
	ClearHref string
}

// A Hidden is a field that a form carries along.
type Hidden struct{ Name, Value string }

// A Chosen is a filter in force, with the address without it.
type Chosen struct{ Words, Without string }

// A FacetGroup is one kind of filter.
type FacetGroup struct {
	Title  string
	ID     string
	Values []FacetValue
	More   []FacetValue // the rest, behind "show all"
}

// A FacetValue is one filter with the number of reviews it would leave.
type FacetValue struct {
	Words  string
	Count  string
	Href   string
	Chosen bool
}

// A Found is one review found.
type Found struct {
	Title, Href   string
	About         string // kind and year
	Demonstration bool
	Problem       string
	Quotes        []Quote
	Themes        []govuk.Link
}

// A Quote is a passage found, with the words that matched marked.
type Quote struct {
	Parts []library.Fragment
	Page  string
	Href  string
}

// facetsShown is how many values of a filter are shown before "show all".
const facetsShown = 8

func (p *Pages) serveLibrary(w http.ResponseWriter, r *http.Request) error {
	e, err := p.o.Source.Edition(r.Context())
	if err != nil {
		return err
	}
	defer e.Release()
	person := account.FromContext(r.Context())
	f := readFilter(r.URL.Query())
	page := LibraryPage{Shell: p.shell(), Query: f.Text, MayAdd: account.May(person, account.AddReview), ClearHref: "/library"}
	title := "Learn from case reviews"
	if f.Text != "" {
		title = f.Text + " – search results"
	}
	if e.Library == nil || len(e.Reviews.Entries) == 0 {
		page.Empty = true
	} else {
		res, err := e.Library.Search(r.Context(), library.Query(f))
		if err != nil {
			return err
		}
		p.fill(&page, f, res, e.Reviews)
	}
	return p.o.Site.Render(w, r, p.library, govuk.Page{
		Title: title, Active: "/library", Data: page,
		Description: "Search case reviews by word, theme, year and kind. Every finding is quoted with its page.",
	})
}

// A filter is what a search asks for, as its address holds it.
type filter library.Query

func readFilter(v url.Values) filter {
	f := filter{Text: strings.TrimSpace(v.Get("q")), Theme: v.Get("theme"), Kind: v.Get("kind")}
	if rs := []rune(f.Text); len(rs) > library.MaxQueryRunes {
		f.Text = string(rs[:library.MaxQueryRunes])
	}
	f.Year, _ = strconv.Atoi(v.Get("year")) // anything else asks for no year
	f.Page, _ = strconv.Atoi(v.Get("page"))
	f.Page = min(max(f.Page, 1), 1000)
	return f
}

// href returns the address of the search f.
func (f filter) href() string {
	v := url.Values{}
	set := func(k, s string) {
		if s != "" {
			v.Set(k, s)
		}
	}
	set("q", f.Text)
	set("theme", f.Theme)
	set("kind", f.Kind)
	if f.Year != 0 {
		v.Set("year", strconv.Itoa(f.Year))
	}
	if f.Page > 1 {
		v.Set("page", strconv.Itoa(f.Page))
	}
	if len(v) == 0 {
		return "/library"
	}
	return "/library?" + v.Encode()
}

func (p *Pages) fill(page *LibraryPage, f filter, res library.Result, all *library.Snapshot) {
	page.Fuzzy = res.Fuzzy
	page.Summary = count(res.Total, "review", "reviews")
	if f.Text == "" && f.Theme == "" && f.Year == 0 && f.Kind == "" {
		page.Summary += " in the library, newest first"
		for _, e := range all.Entries {
			if e.Review.Problem != "" && f.Page == 1 {
				page.Unread = append(page.Unread, p.found(e, library.Hit{}))
			}
		}
	} else {
		page.Summary += " found of " + govuk.Number(len(all.Entries))
	}
	for _, e := range all.Entries {
		page.Made = page.Made || e.Demonstration
	}
	p.chosen(page, f)
	page.Groups = []FacetGroup{
		p.facets("Theme", "theme", res.Facets.Themes, f, func(v string) string { return p.label(v) }),
		p.facets("Year", "year", res.Facets.Years, f, func(v string) string { return v }),
		p.facets("Kind of review", "kind", res.Facets.Kinds, f, KindWords),
	}
	for _, h := range res.Hits {
		if e, ok := all.Find(h.ID); ok {
			page.Results = append(page.Results, p.found(e, h))
		}
	}
	if res.Total == 0 {
		page.Nothing = []string{"check the spelling, or use fewer or more usual words"}
		if strings.Contains(f.Text, `"`) {
			page.Nothing = append(page.Nothing, "take away the quotation marks: they ask for the very phrase")
		}
		if len(page.Chosen) > 0 {
			page.Nothing = append(page.Nothing, "remove a filter")
		}
		page.Nothing = append(page.Nothing, "browse the themes instead")
	}
	page.Pages = pagination(f, res.Total, max(res.Per, 1))
}

func (p *Pages) chosen(page *LibraryPage, f filter) {
	add := func(words, name, value string, without filter) {
		without.Page = 1
		page.Chosen = append(page.Chosen, Chosen{words, without.href()})
		page.Kept = append(page.Kept, Hidden{name, value})
	}
	if f.Theme != "" {
		g := f
		g.Theme = ""
		add(p.label(f.Theme), "theme", f.Theme, g)
	}
	if f.Year != 0 {
		g := f
		g.Year = 0
		add(strconv.Itoa(f.Year), "year", strconv.Itoa(f.Year), g)
	}
	if f.Kind != "" {
		g := f
		g.Kind = ""
		add(KindWords(f.Kind), "kind", f.Kind, g)
	}
}

func (p *Pages) facets(title, id string, values []library.Facet, f filter, words func(string) string) FacetGroup {
	g := FacetGroup{Title: title, ID: id}
	values = slices.Clone(values)
	if id == "year" {
		slices.SortFunc(values, func(a, b library.Facet) int { return strings.Compare(b.Value, a.Value) })
	}
	for _, v := range values {
		to := f
		to.Page = 1
		chosen := false
		switch id {
		case "theme":
			chosen, to.Theme = f.Theme == v.Value, v.Value
		case "kind":
			chosen, to.Kind = f.Kind == v.Value, v.Value
		case "year":
			y, err := strconv.Atoi(v.Value)
			if err != nil {
				continue
			}
			chosen, to.Year = f.Year == y, y
		}
		fv := FacetValue{Words: words(v.Value), Count: govuk.Number(v.Count), Href: to.href(), Chosen: chosen}
		if len(g.Values) < facetsShown || chosen {
			g.Values = append(g.Values, fv)
		} else {
			g.More = append(g.More, fv)
		}
	}
	return g
}

func (p *Pages) found(e library.Entry, h library.Hit) Found {
	out := Found{Title: e.Title, Href: "/reviews/" + e.ID, About: KindWords(e.Kind), Demonstration: e.Demonstration, Problem: e.Review.Problem}
	if e.Year > 0 {
		out.About += ", " + strconv.Itoa(e.Year)
	}
	for _, q := range h.Quotes {
		out.Quotes = append(out.Quotes, Quote{q.Parts, pageWords(q.Page, e.Review.Pages), sentenceHref(e.ID, q.Sentence)})
	}
	themes := slices.Clone(e.Review.Themes)
	slices.SortStableFunc(themes, func(a, b foundTheme) int { return b.Mentions - a.Mentions })
	for _, t := range themes[:min(4, len(themes))] {
		out.Themes = append(out.Themes, govuk.Link{Text: p.label(t.ID), Href: "/reviews/" + e.ID + "#" + t.ID})
	}
	return out
}

// pagination leads through the results; nil when they fit on one page.
func pagination(f filter, total, per int) *govuk.Pagination {
	pages := (total + per - 1) / per
	if pages < 2 {
		return nil
	}
	at := func(n int) string {
		g := f
		g.Page = n
		return g.href()
	}
	out := &govuk.Pagination{}
	if f.Page > 1 {
		out.Previous = at(min(f.Page-1, pages))
	}
	if f.Page < pages {
		out.Next = at(f.Page + 1)
	}
	last := 0
	for n := 1; n <= pages; n++ {
		if n != 1 && n != pages && (n < f.Page-1 || n > f.Page+1) {
			continue
		}
		if n > last+1 {
			out.Items = append(out.Items, govuk.PageItem{Ellipsis: true})
		}
		out.Items = append(out.Items, govuk.PageItem{Number: n, Href: at(n), Current: n == f.Page})
		last = n
	}
	return out
}
