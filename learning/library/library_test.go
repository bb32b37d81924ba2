package library

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"earlyhelp/learning/theme"
)

// entry is a review of one page whose sentences are the lines of text.
func entry(id, title string, year int, kind, text string, themes ...string) Entry {
	e := Entry{ID: id, Title: title, Year: year, Kind: kind, Demonstration: true}
	for _, line := range strings.Split(text, "\n") {
		e.Review.Sentences = append(e.Review.Sentences, theme.Sentence{Page: 1, Text: line})
	}
	for _, t := range themes {
		e.Review.Themes = append(e.Review.Themes, theme.Found{ID: t, Mentions: 1})
	}
	return e
}

func entries() []Entry {
	unread := Entry{ID: "d", Title: "Nothing but pictures", Year: 2020, Kind: "scr"}
	unread.Review.Problem = "The pages are pictures."
	return []Entry{
		entry("a", "Rowan", 2024, "lcspr", "Nobody asked who lived in the flat.\nThe father was never spoken to.", "hidden-men", "infant-injury"),
		entry("b", "Ines", 2025, "lcspr", "The case drifted for two years.\nHer father, who had left, was not told.\nThe school made three referrals.", "delay-drift"),
		entry("c", "Six families", 2025, "thematic", "Supervision was about deadlines.\nHelp was offered by letter.", "management-supervision", "hidden-men"),
		unread,
	}
}

func open(t testing.TB, entries []Entry) *Library {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "index")
	if err := Build(entries, dir); err != nil {
		t.Fatal(err)
	}
	l, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func ids(hits []Hit) []string {
	out := []string{}
	for _, h := range hits {
		out = append(out, h.ID)
	}
	return out
}

func TestSearchFindsReviews(t *testing.T) {
	l := open(t, entries())
	for _, tt := range []struct {
		name  string
		q     Query
		want  []string
		fuzzy bool
	}{
		{"nothing asked: all, newest first", Query{}, []string{"b", "c", "a"}, false},
		{"one word", Query{Text: "supervision"}, []string{"c"}, false},
		{"another form of the word", Query{Text: "drifting"}, []string{"b"}, false},
		{"the name of a theme", Query{Text: "drift delay"}, []string{"b"}, false},
		{"a word of the title before one of the text", Query{Text: "Rowan school"}, []string{"a", "b"}, false},
		{"capitals", Query{Text: "SUPERVISION"}, []string{"c"}, false},
		{"a phrase", Query{Text: `"lived in the flat"`}, []string{"a"}, false},
		{"a phrase that nobody wrote", Query{Text: `"flat the in lived"`}, []string{}, false},
		{"an unpaired quotation mark", Query{Text: `"supervision`}, []string{"c"}, false},
		{"a misspelling", Query{Text: "suprevision supervisoin"}, []string{"c"}, true},
		{"a theme", Query{Theme: "hidden-men"}, []string{"c", "a"}, false},
		{"a theme and a year", Query{Theme: "hidden-men", Year: 2024}, []string{"a"}, false},
		{"a kind", Query{Kind: "thematic"}, []string{"c"}, false},
		{"words and a theme", Query{Text: "father", Theme: "delay-drift"}, []string{"b"}, false},
		{"a theme that is none", Query{Theme: "no-such"}, []string{}, false},
		{"operators only", Query{Text: `+ - * ( ) " OR AND`}, []string{}, false},
		{"ten thousand characters", Query{Text: strings.Repeat("supervision ", 900)}, []string{"c"}, false},
		{"bytes that are no text", Query{Text: "\xff\xfe supervision"}, []string{"c"}, false},
		{"a page past the end", Query{Page: 1 << 40}, []string{}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := l.Search(t.Context(), tt.q)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, ids(got.Hits)); diff != "" {
				t.Errorf("Search(%+v) hits (-want +got):\n%s", tt.q, diff)
			}
			for _, h := range got.Hits {
				if !(h.Score >= 0) || tt.q.Text == "" && h.Score != 0 {
					t.Errorf("Search(%+v) scores %s %v", tt.q, h.ID, h.Score)
				}
			}
			if got.Fuzzy != tt.fuzzy {
				t.Errorf("Search(%+v) fuzzy = %v, want %v", tt.q, got.Fuzzy, tt.fuzzy)
			}
		})
	}
}

func TestFacetsCountReviewsNotPassages(t *testing.T) {
	got, err := open(t, entries()).Search(t.Context(), Query{Per: 1})
	if err != nil {
		t.Fatal(err)
	}
	want := Facets{
		Themes: []Facet{{"hidden-men", 2}, {"delay-drift", 1}, {"infant-injury", 1}, {"management-supervision", 1}},
		Years:  []Facet{{"2025", 2}, {"2024", 1}},
		Kinds:  []Facet{{"lcspr", 2}, {"thematic", 1}},
	}
	if diff := cmp.Diff(want, got.Facets); diff != "" {
		t.Errorf("facets (-want +got):\n%s", diff)
	}
	if got.Total != 3 || len(got.Hits) != 1 {
		t.Errorf("%d hits of %d, want 1 of 3", len(got.Hits), got.Total)
	}
}

func TestQuotationsAreVerbatimAndMarked(t *testing.T) {
	got, err := open(t, entries()).Search(t.Context(), Query{Text: "fathers"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"a", "c", "b"}, ids(got.Hits)); diff != "" {
		t.Fatalf("hits (-want +got):\n%s", diff)
	}
	for _, h := range got.Hits {
		if h.ID == "c" { // found by the name of its theme alone
			if len(h.Quotes) > 0 {
				t.Errorf("c has quotations: %v", h.Quotes)
			}
			continue
		}
		var text, marked string
		for _, f := range h.Quotes[0].Parts {
			text += f.Text
			if f.Match {
				marked += f.Text + "."
			}
		}
		if marked != "father." || h.Quotes[0].Page != 1 {
			t.Errorf("%s: marked %q on page %d of %q", h.ID, marked, h.Quotes[0].Page, text)
		}
		for _, e := range entries() {
			if e.ID == h.ID && !strings.HasPrefix(text, e.Review.Sentences[h.Quotes[0].Sentence].Text) {
				t.Errorf("%s: %q does not begin with sentence %d", h.ID, text, h.Quotes[0].Sentence)
			}
		}
	}
}

func TestPassagesEndWithTheirPage(t *testing.T) {
	var s []theme.Sentence
	for i := range 60 {
		s = append(s, theme.Sentence{Page: 1 + i/13, Text: fmt.Sprintf("This is sentence %d of some ten words or so.", i)})
	}
	next := 0
	for _, p := range passages(s) {
		if p.first != next {
			t.Fatalf("a passage begins at %d, want %d", p.first, next)
		}
		n := strings.Count(p.text, "This is sentence")
		for i := next; i < next+n; i++ {
			if s[i].Page != p.page {
				t.Errorf("sentence %d of page %d stands in a passage of page %d", i, s[i].Page, p.page)
			}
		}
		next += n
	}
	if next != len(s) {
		t.Errorf("passages hold %d sentences of %d", next, len(s))
	}
}

func TestHeadingsEndPassagesAndAreNotQuoted(t *testing.T) {
	var s []theme.Sentence
	for _, text := range []string{"What happened", "He was seen twice.", "Nobody asked why.", "Recommendations", "Ask why.", "Record what is said (and by whom)"} {
		s = append(s, theme.Sentence{Page: 1, Text: text})
	}
	want := []passage{{1, 1, "He was seen twice. Nobody asked why."}, {4, 1, "Ask why. Record what is said (and by whom)"}}
	if diff := cmp.Diff(want, passages(s), cmp.AllowUnexported(passage{})); diff != "" {
		t.Errorf("passages (-want +got):\n%s", diff)
	}
}

func TestEmptyLibraryAnswers(t *testing.T) {
	got, err := open(t, nil).Search(t.Context(), Query{Text: "anything"})
	if err != nil || got.Total != 0 || got.Hits == nil {
		t.Errorf("Search = %+v, %v, want no hits", got, err)
	}
}

func TestBundleKeepsTheIndexAndRefusesOthers(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "index")
	if err := Build(entries(), dir); err != nil {
		t.Fatal(err)
	}
	bundle, err := Pack(dir)
	if err != nil {
		t.Fatal(err)
	}
	again := filepath.Join(t.TempDir(), "again")
	if err := Unpack(bundle, again); err != nil {
		t.Fatal(err)
	}
	l, err := Open(again)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if got, err := l.Search(t.Context(), Query{Text: "supervision"}); err != nil || got.Total != 1 {
		t.Errorf("Search in the unpacked library = %+v, %v", got, err)
	}
	if err := Unpack(bundle[:len(bundle)/2], filepath.Join(t.TempDir(), "half")); !errors.Is(err, ErrBadBundle) {
		t.Errorf("Unpack(half a bundle) = %v, want ErrBadBundle", err)
	}
	if _, err := Open(t.TempDir()); !errors.Is(err, ErrNoLibrary) {
		t.Errorf("Open(an empty folder) = %v, want ErrNoLibrary", err)
	}
}

func TestDirIsReplacedWhole(t *testing.T) {
	dir := t.TempDir()
	if _, _, err := OpenDir(dir); !errors.Is(err, ErrNoLibrary) {
		t.Errorf("OpenDir(an empty folder) = %v, want ErrNoLibrary", err)
	}
	for _, all := range [][]Entry{entries(), entries()[:1]} {
		if err := WriteDir(dir, all); err != nil {
			t.Fatal(err)
		}
	}
	l, s, err := OpenDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if got, err := l.Search(t.Context(), Query{}); err != nil || got.Total != 1 || len(s.Entries) != 1 {
		t.Errorf("after writing one review over four: %d found, %d listed, %v", got.Total, len(s.Entries), err)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 2 {
		t.Errorf("the folder holds %v, want index and library.json", left)
	}
}

func TestSnapshotListsUnreadReviewsAndDoesNotCountThem(t *testing.T) {
	s := NewSnapshot(entries())
	var order []string
	for _, e := range s.Entries {
		order = append(order, e.ID)
	}
	if diff := cmp.Diff([]string{"b", "c", "a", "d"}, order); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
	for _, r := range s.Recurring {
		if r.ID == "hidden-men" && (r.Reviews != 2 || r.Share < 0.66 || r.Share > 0.67) {
			t.Errorf("hidden-men recurs in %d reviews, share %v; want 2 of 3", r.Reviews, r.Share)
		}
	}
}
