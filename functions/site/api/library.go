package api

import (
	"math"
	"net/http"
	"slices"
	"strings"

	"earlyhelp/learning/library"
	"earlyhelp/learning/theme"
)

// A Hit is a review found, with the passages that match.
type Hit struct {
	ReviewSummary
	Score  float64 `json:"score"`
	Quotes []Quote `json:"quotes"`
}

// A Quote is a passage, whole and in parts; the parts that match are marked.
type Quote struct {
	Page     int                `json:"page"`
	Sentence int                `json:"sentence"` // index of its first sentence in the review
	Text     string             `json:"text"`
	Parts    []library.Fragment `json:"parts"`
}

// A Facet is a value of a filter with the number of reviews found that have it.
type Facet struct {
	Value string `json:"value"`
	Label string `json:"label"`
	Count int    `json:"count"`
}

// Facets are the filters of a search.
type Facets struct {
	Themes []Facet `json:"themes"`
	Years  []Facet `json:"years"`
	Kinds  []Facet `json:"kinds"`
}

// A ReviewSummary is a review as lists have it. Problem says why it could not
// be read; empty when it was.
type ReviewSummary struct {
	ID            string `json:"id"`
	Title         string `json:"title"`
	Year          int    `json:"year,omitempty"`
	Kind          string `json:"kind,omitempty"`
	Publisher     string `json:"publisher,omitempty"`
	Pages         int    `json:"pages"`
	Problem       string `json:"problem,omitempty"`
	Demonstration bool   `json:"demonstration"`
	Href          string `json:"href"` // of the page that people read
}

// A Review is one review with its sentences, themes and evidence.
type Review struct {
	ReviewSummary
	Note      string           `json:"note,omitempty"`
	Sentences []theme.Sentence `json:"sentences"`
	Themes    []theme.Found    `json:"themes"`
}

func summary(e library.Entry) ReviewSummary {
	return ReviewSummary{ID: e.ID, Title: e.Title, Year: e.Year, Kind: e.Kind, Publisher: e.Publisher, Pages: e.Review.Pages,
		Problem: e.Review.Problem, Demonstration: e.Demonstration, Href: "/reviews/" + e.ID}
}

func madeUp(s *library.Snapshot) bool {
	return slices.ContainsFunc(s.Entries, func(e library.Entry) bool { return e.Demonstration })
}

// perSearch is how many hits a search gives at most: the library's own bound.
const perSearch = 50

func (a *API) search(w http.ResponseWriter, r *http.Request) error {
	v := r.URL.Query()
	page, per, err := paging(v, 10)
	if err != nil {
		return err
	}
	if per > perSearch {
		return bad("perPage", v.Get("perPage"), "Give perPage as a whole number from 1 to 50.", nil)
	}
	year, err := number(v, "year", 0, 1900, 2100)
	if err != nil {
		return err
	}
	q := library.Query{Text: strings.TrimSpace(v.Get("q")), Theme: v.Get("theme"), Year: year, Kind: v.Get("kind"), Page: page, Per: per}
	if q.Theme != "" && !slices.ContainsFunc(a.themes, func(t theme.Theme) bool { return t.ID == q.Theme }) {
		var have []string
		for _, t := range a.themes {
			have = append(have, t.ID)
		}
		return bad("theme", q.Theme, "There is no such theme.", have)
	}
	if n := len([]rune(q.Text)); n > library.MaxQueryRunes {
		return bad("q", "", "Search for 300 characters or fewer.", nil)
	}
	e, err := a.o.Source.Edition(r.Context())
	if err != nil {
		return err
	}
	defer e.Release()
	res := library.Result{Page: page, Per: per}
	if e.Library != nil {
		if res, err = e.Library.Search(r.Context(), q); err != nil {
			return err
		}
	}
	at, err := paged(w, r, res.Total, res.Page, res.Per)
	if err != nil {
		return err
	}
	out := struct {
		Query string `json:"query"`
		Fuzzy bool   `json:"fuzzy"` // nothing matched as typed; these are near spellings
		Hits  []Hit  `json:"hits"`
		Paged
		Facets Facets `json:"facets"`
		Marked
	}{Query: q.Text, Fuzzy: res.Fuzzy, Hits: []Hit{}, Paged: at, Facets: a.facets(res.Facets)}
	made := false
	for _, h := range res.Hits {
		entry, ok := e.Reviews.Find(h.ID)
		if !ok {
			continue
		}
		made = made || entry.Demonstration
		hit := Hit{ReviewSummary: summary(entry), Score: h.Score, Quotes: []Quote{}}
		if math.IsNaN(hit.Score) || math.IsInf(hit.Score, 0) {
			hit.Score = 0 // nothing was asked for by word, so nothing scores
		}
		for _, quote := range h.Quotes {
			var text strings.Builder
			for _, part := range quote.Parts {
				text.WriteString(part.Text)
			}
			hit.Quotes = append(hit.Quotes, Quote{quote.Page, quote.Sentence, text.String(), quote.Parts})
		}
		out.Hits = append(out.Hits, hit)
	}
	out.Marked = marked(made, madeUpReviews)
	return a.send(w, r, http.StatusOK, out, false)
}

func (a *API) facets(f library.Facets) Facets {
	convert := func(in []library.Facet, label func(string) string) []Facet {
		out := []Facet{}
		for _, x := range in {
			out = append(out, Facet{x.Value, label(x.Value), x.Count})
		}
		return out
	}
	same := func(s string) string { return s }
	return Facets{
		Themes: convert(f.Themes, func(id string) string {
			if i := slices.IndexFunc(a.themes, func(t theme.Theme) bool { return t.ID == id }); i >= 0 {
				return a.themes[i].Label
			}
			return id
		}),
		Years: convert(f.Years, same), Kinds: convert(f.Kinds, same),
	}
}

func (a *API) listReviews(w http.ResponseWriter, r *http.Request) error {
	page, per, err := paging(r.URL.Query(), perPageDefault)
	if err != nil {
		return err
	}
	e, err := a.o.Source.Edition(r.Context())
	if err != nil {
		return err
	}
	defer e.Release()
	at, err := paged(w, r, len(e.Reviews.Entries), page, per)
	if err != nil {
		return err
	}
	out := []ReviewSummary{}
	for _, entry := range slicePage(e.Reviews.Entries, page, per) {
		out = append(out, summary(entry))
	}
	return a.send(w, r, http.StatusOK, struct {
		Reviews []ReviewSummary `json:"reviews"`
		Paged
		Marked
	}{out, at, marked(madeUp(e.Reviews), madeUpReviews)}, false)
}

func (a *API) oneReview(w http.ResponseWriter, r *http.Request) error {
	e, err := a.o.Source.Edition(r.Context())
	if err != nil {
		return err
	}
	defer e.Release()
	entry, ok := e.Reviews.Find(r.PathValue("id"))
	if !ok {
		return missing("unknown-review", "There is no such review", "A review that was just added appears within a minute. "+prefix+"/reviews lists them.")
	}
	out := Review{ReviewSummary: summary(entry), Sentences: []theme.Sentence{}, Themes: []theme.Found{}}
	out.Sentences = append(out.Sentences, entry.Review.Sentences...)
	out.Themes = append(out.Themes, entry.Review.Themes...)
	for i := range out.Sentences {
		s := &out.Sentences[i]
		s.Themes, s.About = append([]string{}, s.Themes...), append([]string{}, s.About...)
	}
	for i := range out.Themes {
		out.Themes[i].Evidence = append([]theme.Evidence{}, out.Themes[i].Evidence...)
	}
	if entry.Demonstration {
		out.Note = madeUpReviews
	}
	return a.send(w, r, http.StatusOK, out, false)
}

// listBriefings answers that there are none: briefings are written and
// approved by people, and none has been.
func (a *API) listBriefings(w http.ResponseWriter, r *http.Request) error {
	page, per, err := paging(r.URL.Query(), perPageDefault)
	if err != nil {
		return err
	}
	at, err := paged(w, r, 0, page, per)
	if err != nil {
		return err
	}
	return a.send(w, r, http.StatusOK, struct {
		Briefings []string `json:"briefings"`
		Paged
	}{[]string{}, at}, false)
}

func (a *API) oneBriefing(w http.ResponseWriter, r *http.Request) error {
	return missing("unknown-briefing", "There is no such briefing", "No briefing has been approved yet. "+prefix+"/briefings lists those that are.")
}
