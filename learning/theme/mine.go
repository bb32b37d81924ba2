package theme

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"earlyhelp/learning/review"
)

// Mine labels every sentence of a document. The answer depends on nothing
// but its arguments and the version of the rules.
func Mine(doc review.Document, meta Meta) Review {
	rs := standard()
	r := Review{
		ID: meta.ID, File: meta.File, Title: meta.Title, Year: meta.Year,
		Pages: len(doc.Pages), Rules: rs.version, Text: doc.Pages,
		Sentences: []Sentence{}, Themes: []Found{},
	}
	if r.Title == "" {
		r.Title = titleOf(doc, meta.File)
	}
	if r.Year == 0 {
		r.Year = yearOf(doc, r.Title+" "+meta.File)
	}
	found := make([]Found, len(rs.themes))
	all := doc.Sentences()
	for i, l := range rs.labelAll(all, meta.Title, doc.Title) {
		s := all[i]
		out := Sentence{Page: s.Page, Text: s.Text, Themes: []string{}, About: []string{}, Polarity: l.polarity}
		for _, t := range l.about {
			out.About = append(out.About, rs.themes[t].ID)
			if len(l.why[t]) > 0 {
				out.Why = append(out.Why, Why{rs.themes[t].ID, l.why[t]})
			}
		}
		for _, t := range l.coded {
			out.Themes = append(out.Themes, rs.themes[t].ID)
			found[t].ID = rs.themes[t].ID
			found[t].Mentions++
			found[t].Evidence = append(found[t].Evidence, Evidence{Page: s.Page, Text: s.Text, Polarity: l.polarity})
		}
		r.Sentences = append(r.Sentences, out)
	}
	for _, f := range found {
		if f.Mentions > 0 {
			r.Themes = append(r.Themes, f)
		}
	}
	return r
}

// labelAll labels the sentences of a document, each under its heading, and
// then those that say something only together.
func (rs *ruleset) labelAll(all []review.Sentence, titles ...string) []labelling {
	var in section
	out := make([]labelling, len(all))
	for i, s := range all {
		alone := (i == 0 || all[i-1].Paragraph != s.Paragraph) && (i+1 == len(all) || all[i+1].Paragraph != s.Paragraph)
		if alone && isHeading(s.Text) {
			in = rs.sectionOf(s.Text)
		}
		if alone && len(all) > 1 && isTitle(s.Text, titles...) {
			out[i] = labelling{polarity: Neutral} // names the review; what it found stands in the text
			continue
		}
		out[i] = rs.label(s.Text, in)
	}
	standardModel().lift(out, rs.themes)
	return out
}

// Unreadable is the Review of a file that could not be read, with the reason
// in plain words. Errors that are no *review.UnreadableError must not come
// here: they are ours, not the file's.
func Unreadable(meta Meta, err *review.UnreadableError) Review {
	return Review{
		ID: meta.ID, File: meta.File, Title: meta.Title, Year: meta.Year, Rules: Version(),
		Problem: err.Message(), Reason: err.Reason, Sentences: []Sentence{}, Themes: []Found{},
	}
}

// AsUnreadable returns the *review.UnreadableError in err's chain, if any.
func AsUnreadable(err error) (*review.UnreadableError, bool) {
	var u *review.UnreadableError
	return u, errors.As(err, &u)
}

// isHeading reports whether a paragraph of one sentence is a heading: at most
// twelve words and no full stop at its end. Twelve is the longest section
// heading seen in published reviews, chapter number included.
func isHeading(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return !strings.ContainsRune(".?!;,", r) && len(strings.Fields(s)) <= 12
}

// isTitle reports whether a paragraph is one of the titles that a review is
// known by, whatever its spaces and capitals.
func isTitle(s string, titles ...string) bool {
	plain := func(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }
	return slices.ContainsFunc(titles, func(t string) bool { return t != "" && plain(t) == plain(s) })
}

// sectionOf reads what a heading announces. Any other heading ends the
// section before it.
func (rs *ruleset) sectionOf(heading string) section {
	for _, h := range rs.find(tokenize(heading)) {
		switch h.cue {
		case headProcess, headAdvice, headPraise:
			return section(h.cue)
		}
	}
	return ""
}

// titleOf takes the document's own title, else its first line of three words
// or more, else the name of its file.
func titleOf(doc review.Document, file string) string {
	if len(strings.Fields(doc.Title)) >= 2 {
		return doc.Title
	}
	for _, p := range doc.Pages {
		for line := range strings.Lines(p.Text) {
			if line = strings.TrimSpace(line); len(strings.Fields(line)) >= 3 {
				if r := []rune(line); len(r) > 120 {
					return string(r[:119]) + "…"
				}
				return line
			}
		}
	}
	return file
}

var year = regexp.MustCompile(`\b(19[89][0-9]|20[0-9]{2})\b`)

// yearOf proposes the year of publication: the latest in the title or file
// name, else the latest on the first page, where reports print their date. 0
// means that neither holds one.
func yearOf(doc review.Document, title string) int {
	latest := func(s string) int {
		n := 0
		for _, m := range year.FindAllString(strings.ReplaceAll(s, "_", " "), -1) {
			y, _ := strconv.Atoi(m)
			n = max(n, y)
		}
		return n
	}
	if y := latest(title); y > 0 {
		return y
	}
	if len(doc.Pages) > 1 {
		return latest(doc.Pages[0].Text)
	}
	return 0
}

// LabelOf returns the label of a theme, or the id itself if there is none.
func LabelOf(id string) string {
	themes := standard().themes
	if i := slices.IndexFunc(themes, func(t Theme) bool { return t.ID == id }); i >= 0 {
		return themes[i].Label
	}
	return id
}
