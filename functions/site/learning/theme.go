package learning

import (
	"cmp"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strconv"

	"earlyhelp/functions/site/national"
	"earlyhelp/learning/theme"
	"earlyhelp/shared/govuk"
)

// ThemesPage is the list of themes with how often each recurs.
type ThemesPage struct {
	Shell
	Reviews string // how many were read, in words
	Made    bool
	Groups  []ThemeGroup
}

// A ThemeGroup is the themes of one group, the most frequent first.
type ThemeGroup struct {
	Title string
	Table govuk.Table
}

// ThemePage is one theme across reviews.
type ThemePage struct {
	Shell
	Theme       theme.Theme
	Group       string
	Count       string // "7 of 12 reviews"
	Share       string
	Made        bool
	Reviews     []ThemeReview
	Good        []Evidence
	GoodReviews []string // the title of the review of each of Good
	Indicators  []Bearing
	SearchHref  string
}

// A ThemeReview is what one review says of a theme.
type ThemeReview struct {
	Title, Href, About string
	Demonstration      bool
	Mentions           string
	Evidence           []Evidence
	More               []Evidence // what is shown on request
}

// A Bearing is an indicator that a theme bears on.
type Bearing struct{ Text, Href, Reason, Source string }

// quotesShown is how many sentences of one review a theme's page shows at
// once; the rest open on request.
const quotesShown = 3

func recurrence(e *national.Edition, id string) (theme.Recurrence, bool) {
	i := slices.IndexFunc(e.Reviews.Recurring, func(r theme.Recurrence) bool { return r.ID == id })
	if i < 0 {
		return theme.Recurrence{ID: id}, false
	}
	return e.Reviews.Recurring[i], true
}

func readable(e *national.Edition) (n int, made bool) {
	for _, entry := range e.Reviews.Entries {
		if entry.Review.Problem == "" {
			n++
		}
		made = made || entry.Demonstration
	}
	return n, made
}

func (p *Pages) serveThemes(w http.ResponseWriter, r *http.Request) error {
	e, err := p.o.Source.Edition(r.Context())
	if err != nil {
		return err
	}
	defer e.Release()
	n, made := readable(e)
	page := ThemesPage{Shell: p.shell(), Reviews: count(n, "review", "reviews"), Made: made}
	for _, g := range []theme.Group{theme.Practice, theme.Mixed, theme.About} {
		group := ThemeGroup{Title: GroupWords(g), Table: govuk.Table{
			Caption: GroupWords(g), HideCaption: true, RowHeaders: true,
			Head: []govuk.Cell{{Text: "Theme"}, {Text: "Reviews", Numeric: true}, {Text: "Share of reviews, with 95% interval"}},
		}}
		var of []theme.Theme
		for _, t := range p.themes {
			if t.Group == g {
				of = append(of, t)
			}
		}
		slices.SortStableFunc(of, func(a, b theme.Theme) int {
			x, _ := recurrence(e, a.ID)
			y, _ := recurrence(e, b.ID)
			return cmp.Compare(y.Reviews, x.Reviews)
		})
		for _, t := range of {
			rec, ok := recurrence(e, t.ID)
			share := govuk.Cell{Text: "No reviews yet"}
			if n > 0 && ok {
				share = govuk.Cell{HTML: shareBar(rec)}
			} else if n > 0 {
				share = govuk.Cell{Text: "In none"}
			}
			group.Table.Rows = append(group.Table.Rows, []govuk.Cell{
				{Text: t.Label, Href: "/themes/" + t.ID}, {Text: strconv.Itoa(rec.Reviews), Numeric: true}, share,
			})
		}
		page.Groups = append(page.Groups, group)
	}
	return p.o.Site.Render(w, r, p.allThemes, govuk.Page{
		Title: "Themes of case reviews", Active: "/library", Breadcrumbs: []govuk.Link{{Text: "Home", Href: "/"}, {Text: "Library", Href: "/library"}}, Data: page,
	})
}

// shareBar draws a share from 0 to 1 with its interval as a bar, and says it in
// words.
func shareBar(r theme.Recurrence) template.HTML {
	const w = 200.0
	return template.HTML(fmt.Sprintf(`<svg class="lr-bar" aria-hidden="true" focusable="false" width="200" height="16" viewBox="0 0 200 16"><path d="M0 15.5H200" stroke="#b1b4b6"/><rect x="0" y="3" width="%.1f" height="10" fill="#1d70b8"/><path d="M%.1f 8H%.1fM%.1f 4V12M%.1f 4V12" stroke="#0b0c0c" stroke-width="1.5"/></svg> <span class="lr-share">%s</span>`, //nolint:gosec // numbers only
		w*r.Share, w*r.Lower, w*r.Upper, w*r.Lower, w*r.Upper, template.HTMLEscapeString(shareWords(r))))
}

func (p *Pages) serveTheme(w http.ResponseWriter, r *http.Request) error {
	e, err := p.o.Source.Edition(r.Context())
	if err != nil {
		return err
	}
	defer e.Release()
	t, ok := p.find(r.PathValue("id"))
	if !ok {
		return &govuk.Problem{Status: http.StatusNotFound, Title: "There is no such theme", Message: []string{
			"The library knows " + strconv.Itoa(len(p.themes)) + " themes. Choose one from the list.",
		}, Links: []govuk.Link{{Text: "All themes", Href: "/themes"}}}
	}
	n, _ := readable(e)
	rec, _ := recurrence(e, t.ID)
	page := ThemePage{Shell: p.shell(), Theme: t, Group: GroupWords(t.Group), SearchHref: filter{Theme: t.ID}.href()}
	page.Count = fmt.Sprintf("%d of %s", rec.Reviews, count(n, "review", "reviews"))
	if rec.Reviews > 0 {
		page.Share = shareWords(rec)
	}
	for _, entry := range e.Reviews.Entries {
		at := places(entry.Review.Sentences)
		for _, f := range entry.Review.Themes {
			if f.ID != t.ID {
				continue
			}
			tr := ThemeReview{Title: entry.Title, Href: "/reviews/" + entry.ID + "#" + t.ID, About: KindWords(entry.Kind), Demonstration: entry.Demonstration, Mentions: count(f.Mentions, "sentence", "sentences")}
			if entry.Year > 0 {
				tr.About += ", " + strconv.Itoa(entry.Year)
			}
			page.Made = page.Made || entry.Demonstration
			for i, ev := range f.Evidence {
				out := p.evidence(entry, at, ev.Page, ev.Text, ev.Polarity)
				if i < quotesShown {
					tr.Evidence = append(tr.Evidence, out)
				} else {
					tr.More = append(tr.More, out)
				}
			}
			page.Reviews = append(page.Reviews, tr)
		}
		for _, s := range entry.Review.Sentences {
			if s.Polarity == theme.GoodPractice && slices.Contains(s.About, t.ID) {
				page.Good = append(page.Good, p.evidence(entry, at, s.Page, s.Text, s.Polarity))
				page.GoodReviews = append(page.GoodReviews, entry.Title)
			}
		}
	}
	for _, l := range p.links.To(t.ID) {
		if d, ok := p.catal.Find(l.Indicator); ok {
			page.Indicators = append(page.Indicators, Bearing{d.Title, "/benchmarks/" + d.ID, l.Reason, l.Source})
		}
	}
	return p.o.Site.Render(w, r, p.theme, govuk.Page{
		Title: t.Label, Active: "/library", Data: page, Description: t.Definition,
		Breadcrumbs: []govuk.Link{{Text: "Home", Href: "/"}, {Text: "Library", Href: "/library"}, {Text: "Themes", Href: "/themes"}},
	})
}
