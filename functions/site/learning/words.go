package learning

import (
	"fmt"
	"strconv"

	"earlyhelp/learning/theme"
	"earlyhelp/shared/govuk"
)

// KindWords returns a kind of review as pages write it.
func KindWords(kind string) string {
	switch kind {
	case "lcspr":
		return "Local child safeguarding practice review"
	case "scr":
		return "Serious case review"
	case "thematic":
		return "Thematic review"
	case "":
		return "Kind not stated"
	}
	return kind
}

// StanceTag returns what a sentence does with its subject, as a tag.
func StanceTag(p theme.Polarity) govuk.Tag {
	switch p {
	case theme.Gap:
		return govuk.Tag{Text: "Gap", Colour: "orange"}
	case theme.Recommendation:
		return govuk.Tag{Text: "Recommendation", Colour: "blue"}
	case theme.Context:
		return govuk.Tag{Text: "Factor present", Colour: "purple"}
	case theme.GoodPractice:
		return govuk.Tag{Text: "Good practice", Colour: "green"}
	case theme.Negated:
		return govuk.Tag{Text: "Ruled out", Colour: "grey"}
	case theme.Procedural:
		return govuk.Tag{Text: "About the review", Colour: "grey"}
	}
	return govuk.Tag{Text: "Statement", Colour: "grey"}
}

// GroupWords returns what a group of themes is about.
func GroupWords(g theme.Group) string {
	switch g {
	case theme.Practice:
		return "About practice"
	case theme.Mixed:
		return "About families and services together"
	}
	return "About the child's circumstances"
}

// count writes "1 review", "2 reviews".
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return govuk.Number(n) + " " + many
}

// pageWords writes the page of a quotation. Texts without pages have one.
func pageWords(page, of int) string {
	if of < 2 {
		return ""
	}
	return "page " + strconv.Itoa(page)
}

// shareWords writes a share of reviews with its interval, as percentages.
func shareWords(r theme.Recurrence) string {
	return fmt.Sprintf("%.0f%% (95%% interval %.0f%% to %.0f%%)", 100*r.Share, 100*r.Lower, 100*r.Upper)
}
