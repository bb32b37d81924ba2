package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"earlyhelp/learning/library"
)

// searchAnswer is what `search -json` prints.
type searchAnswer struct {
	Query  string         `json:"query"`
	Total  int            `json:"total"`
	Fuzzy  bool           `json:"fuzzy"`
	Hits   []searchHit    `json:"hits"`
	Facets library.Facets `json:"facets"`
}

type searchHit struct {
	ID            string          `json:"id"`
	Title         string          `json:"title"`
	Year          int             `json:"year"`
	Demonstration bool            `json:"demonstration,omitempty"`
	Score         float64         `json:"score"`
	Themes        []string        `json:"themes"`
	Quotes        []library.Quote `json:"quotes"`
}

// searchCommand searches a library that `mine -out DIR` wrote: exit 0 found,
// 1 nothing found, 2 wrong usage or no library.
func searchCommand(env *environment, args []string) int {
	flags := flag.NewFlagSet("search", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	asJSON := flags.Bool("json", false, "")
	dir := flags.String("library", "", "")
	theme := flags.String("theme", "", "")
	year := flags.Int("year", 0, "")
	page := flags.Int("page", 1, "")
	if err := flags.Parse(args); err != nil {
		return fail(env, "search", "%v", err)
	}
	text := strings.Join(flags.Args(), " ")
	switch {
	case *dir == "":
		return fail(env, "search", "say where the library is: search -library DIR QUERY")
	case strings.TrimSpace(text) == "" && *theme == "" && *year == 0:
		return fail(env, "search", "say what to look for: search -library DIR QUERY")
	}
	lib, snapshot, err := library.OpenDir(*dir)
	if errors.Is(err, library.ErrNoLibrary) {
		return fail(env, "search", "%s holds no library: make one with mine -out %s FILE...", *dir, *dir)
	}
	if err != nil {
		return fail(env, "search", "%v", err)
	}
	defer lib.Close()
	res, err := lib.Search(context.Background(), library.Query{Text: text, Theme: *theme, Year: *year, Page: *page})
	if err != nil {
		return fail(env, "search", "%v", err)
	}
	answer := searchAnswer{Query: text, Total: res.Total, Fuzzy: res.Fuzzy, Hits: []searchHit{}, Facets: res.Facets}
	for _, h := range res.Hits {
		e, _ := snapshot.Find(h.ID)
		hit := searchHit{ID: h.ID, Title: e.Title, Year: e.Year, Demonstration: e.Demonstration, Score: h.Score, Themes: []string{}, Quotes: h.Quotes}
		for _, t := range e.Review.Themes {
			hit.Themes = append(hit.Themes, t.ID)
		}
		answer.Hits = append(answer.Hits, hit)
	}
	if *asJSON {
		out := json.NewEncoder(env.stdout)
		out.SetIndent("", "  ")
		out.SetEscapeHTML(false)
		if err := out.Encode(answer); err != nil {
			return fail(env, "search", "write the answer: %v", err)
		}
	} else {
		printSearch(env.stdout, answer)
	}
	if res.Total == 0 {
		return exitProblems
	}
	return exitOK
}

func printSearch(w io.Writer, a searchAnswer) {
	if a.Total == 0 {
		fmt.Fprintf(w, "Nothing found for %q. Try fewer or other words.\n", a.Query)
		return
	}
	if a.Fuzzy {
		fmt.Fprintf(w, "Nothing has %q as typed; these have words close to it.\n", a.Query)
	}
	for _, h := range a.Hits {
		title := h.Title
		if h.Year > 0 {
			title = fmt.Sprintf("%s (%d)", title, h.Year)
		}
		if h.Demonstration {
			title += " [invented]"
		}
		fmt.Fprintln(w, title)
		if len(h.Themes) > 0 {
			fmt.Fprintf(w, "  themes: %s\n", strings.Join(h.Themes, ", "))
		}
		for _, q := range h.Quotes {
			fmt.Fprintf(w, "  page %d: ", q.Page)
			for _, f := range q.Parts {
				if f.Match {
					fmt.Fprintf(w, "*%s*", f.Text)
				} else {
					fmt.Fprint(w, f.Text)
				}
			}
			fmt.Fprintln(w)
		}
	}
	fmt.Fprintf(w, "%d of %d shown.\n", len(a.Hits), a.Total)
}
