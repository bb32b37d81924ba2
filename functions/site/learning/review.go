package learning

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"earlyhelp/learning/library"
	"earlyhelp/learning/theme"
	"earlyhelp/shared/govuk"
)

type foundTheme = theme.Found

// ReviewPage is one review: what it says by theme, and all its sentences.
type ReviewPage struct {
	Shell
	Title         string
	Demonstration bool
	Problem       string
	Facts         govuk.SummaryList
	Themes        []ReviewTheme
	Good          []Evidence
	Pages         []TextPage
	Sentences     string // how many, in words
	PlainText     bool   // the review has no pages
}

// A ReviewTheme is a theme of a review with what shows it.
type ReviewTheme struct {
	ID, Label, Href string
	Definition      string
	Mentions        string
	Evidence        []Evidence
}

// An Evidence is a sentence quoted, with where it stands.
type Evidence struct {
	Text   string
	Page   string
	Stance govuk.Tag
	Href   string // the sentence in its review
	Themes []govuk.Link
}

// A TextPage is the sentences that begin on one page.
type TextPage struct {
	Number    int
	Heading   string
	Sentences []Sentence
}

// A Sentence is one sentence of the text with its themes.
type Sentence struct {
	ID     string
	Text   string
	Stance *govuk.Tag // nil for plain statements
	Themes []govuk.Link
}

func sentenceHref(review string, sentence int) string {
	return "/reviews/" + review + "#s" + strconv.Itoa(sentence+1)
}

func (p *Pages) serveReview(w http.ResponseWriter, r *http.Request) error {
	e, err := p.o.Source.Edition(r.Context())
	if err != nil {
		return err
	}
	defer e.Release()
	entry, ok := e.Reviews.Find(r.PathValue("id"))
	if !ok {
		return &govuk.Problem{Status: http.StatusNotFound, Title: "There is no such review", Message: []string{
			"The review may still be being read: a review that was just added appears within a minute.",
			"If you followed a link, the review may have been taken out of the library.",
		}, Links: []govuk.Link{{Text: "Search the library", Href: "/library"}}}
	}
	return p.o.Site.Render(w, r, p.review, govuk.Page{
		Title: entry.Title, Active: "/library", Breadcrumbs: []govuk.Link{{Text: "Home", Href: "/"}, {Text: "Library", Href: "/library"}},
		Data: p.reviewPage(entry),
	})
}

func (p *Pages) reviewPage(e library.Entry) ReviewPage {
	page := ReviewPage{Shell: p.shell(), Title: e.Title, Demonstration: e.Demonstration, Problem: e.Review.Problem, PlainText: e.Review.Pages < 2}
	add := func(key, value string) {
		if value != "" {
			page.Facts.Rows = append(page.Facts.Rows, govuk.SummaryRow{Key: key, Value: govuk.Cell{Text: value}})
		}
	}
	add("Kind", KindWords(e.Kind))
	if e.Year > 0 {
		add("Year", strconv.Itoa(e.Year))
	}
	add("Publisher", e.Publisher)
	if e.Review.Problem == "" {
		add("Length", count(e.Review.Pages, "page", "pages")+", "+count(len(e.Review.Sentences), "sentence", "sentences"))
	}
	page.Sentences = count(len(e.Review.Sentences), "sentence", "sentences")
	at := places(e.Review.Sentences)
	for _, t := range e.Review.Themes {
		rt := ReviewTheme{ID: t.ID, Label: p.label(t.ID), Href: "/themes/" + t.ID, Mentions: count(t.Mentions, "sentence", "sentences")}
		if th, ok := p.find(t.ID); ok {
			rt.Definition = th.Definition
		}
		for _, ev := range t.Evidence {
			rt.Evidence = append(rt.Evidence, p.evidence(e, at, ev.Page, ev.Text, ev.Polarity))
		}
		page.Themes = append(page.Themes, rt)
	}
	slices.SortStableFunc(page.Themes, func(a, b ReviewTheme) int { return len(b.Evidence) - len(a.Evidence) })
	for i, s := range e.Review.Sentences {
		if s.Polarity == theme.GoodPractice && !isHeading(s) {
			ev := p.evidence(e, at, s.Page, s.Text, s.Polarity)
			ev.Themes = p.themeLinks(s.About)
			page.Good = append(page.Good, ev)
		}
		if n := len(page.Pages); n == 0 || page.Pages[n-1].Number != s.Page {
			page.Pages = append(page.Pages, TextPage{Number: s.Page, Heading: "Page " + strconv.Itoa(s.Page)})
		}
		last := &page.Pages[len(page.Pages)-1]
		out := Sentence{ID: "s" + strconv.Itoa(i+1), Text: s.Text, Themes: p.themeLinks(s.Themes)}
		if s.Polarity != theme.Neutral && s.Polarity != "" && s.Polarity != theme.Procedural {
			tag := StanceTag(s.Polarity)
			out.Stance = &tag
		}
		last.Sentences = append(last.Sentences, out)
	}
	return page
}

func (p *Pages) themeLinks(ids []string) []govuk.Link {
	var out []govuk.Link
	for _, id := range ids {
		out = append(out, govuk.Link{Text: p.label(id), Href: "/themes/" + id})
	}
	return out
}

// isHeading reports whether a sentence is most likely a heading, "Good
// practice": it speaks of no theme and does not end as sentences do.
func isHeading(s theme.Sentence) bool {
	return len(s.About) == 0 && !strings.ContainsAny(s.Text[max(0, len(s.Text)-2):], ".!?")
}

// A place is where a sentence stands: its page and words.
type place struct {
	page int
	text string
}

// places returns the index of each sentence by where it stands; of two alike
// on one page the first.
func places(ss []theme.Sentence) map[place]int {
	at := make(map[place]int, len(ss))
	for i, s := range slices.Backward(ss) {
		at[place{s.Page, s.Text}] = i
	}
	return at
}

func (p *Pages) evidence(e library.Entry, at map[place]int, page int, text string, polarity theme.Polarity) Evidence {
	ev := Evidence{Text: text, Page: pageWords(page, e.Review.Pages), Stance: StanceTag(polarity), Href: "/reviews/" + e.ID}
	if i, ok := at[place{page, text}]; ok {
		ev.Href = sentenceHref(e.ID, i)
	}
	return ev
}
