package library

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/blevesearch/bleve/v2"

	"earlyhelp/learning/theme"
)

// passageWords is how long a passage grows before the next one begins: some
// four sentences, enough to be understood when quoted and short enough to be
// read in a list of results.
const passageWords = 80

// Build writes the search index of the entries into dir, which must not exist
// yet. Reviews that could not be read have no text and are left out.
func Build(entries []Entry, dir string) error {
	b, err := bleve.NewBuilder(dir, newMapping(), map[string]any{"buildPathPrefix": ""})
	if err != nil {
		return fmt.Errorf("create index %s: %w", dir, err)
	}
	// An index must hold something, or the builder cannot finish it. No search
	// asks for this sort.
	if err := b.Index("library", indexed{Sort: "library"}); err != nil {
		b.Close()
		return fmt.Errorf("begin index %s: %w", dir, err)
	}
	labels := map[string]string{}
	for _, t := range theme.Codebook() {
		labels[t.ID] = t.Label
	}
	for _, e := range entries {
		if e.Review.Problem != "" {
			continue
		}
		if err := indexEntry(b, e, labels); err != nil {
			b.Close()
			return fmt.Errorf("index review %s: %w", e.ID, err)
		}
	}
	if err := b.Close(); err != nil {
		return fmt.Errorf("finish index %s: %w", dir, err)
	}
	return nil
}

func indexEntry(b bleve.Builder, e Entry, labels map[string]string) error {
	doc := indexed{
		Sort: sortReview, Title: e.Title, Kind: e.Kind,
		Order: fmt.Sprintf("%04d %s %s", 9999-e.Year, strings.ToLower(e.Title), e.ID),
	}
	if e.Year > 0 {
		doc.Year = strconv.Itoa(e.Year)
	}
	for _, t := range e.Review.Themes {
		doc.Themes = append(doc.Themes, t.ID)
		doc.ThemeNames = append(doc.ThemeNames, labels[t.ID])
	}
	var text strings.Builder
	for _, s := range e.Review.Sentences {
		text.WriteString(s.Text)
		text.WriteByte('\n')
	}
	doc.Text = text.String()
	if err := b.Index(e.ID, doc); err != nil {
		return err
	}
	for _, p := range passages(e.Review.Sentences) {
		id := fmt.Sprintf("%s#%d", e.ID, p.first)
		err := b.Index(id, indexed{Sort: sortPassage, Review: e.ID, Body: p.text, Page: p.page, Sentence: p.first})
		if err != nil {
			return err
		}
	}
	return nil
}

// A passage is a run of sentences that begin on one page.
type passage struct {
	first int // index of its first sentence in the review
	page  int
	text  string
}

// passages cuts sentences into runs of about passageWords words. A run ends
// with its page, so that the page shown beside a quotation is right for all
// of it, and at a heading, which is not quoted.
func passages(sentences []theme.Sentence) []passage {
	var out []passage
	words := passageWords
	for i, s := range sentences {
		n := len(strings.Fields(s.Text))
		if isHeading(s.Text, n) {
			words = passageWords
			continue
		}
		if last := len(out) - 1; words < passageWords && out[last].page == s.Page {
			out[last].text += " " + s.Text
			words += n
			continue
		}
		out = append(out, passage{first: i, page: s.Page, text: s.Text})
		words = n
	}
	return out
}

// isHeading reports whether a sentence looks like a heading: short, and
// without a mark at its end.
func isHeading(text string, words int) bool {
	const longest = 9 // "What was known about the family before the birth"
	return words <= longest && !strings.ContainsAny(text[max(0, len(text)-3):], ".?!:;”\"'’)")
}
