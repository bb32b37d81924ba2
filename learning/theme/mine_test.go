package theme

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"earlyhelp/learning/review"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestMineGolden holds the whole answer for one made-up review.
func TestMineGolden(t *testing.T) {
	text, err := os.ReadFile("testdata/review.txt")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := review.Extract(t.Context(), text, "review.txt", nil)
	if err != nil {
		t.Fatal(err)
	}
	r := Mine(doc, Meta{File: "review.txt"})
	r.Rules = "" // changes with every rule
	got, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	if *update {
		if err := os.WriteFile("testdata/review.golden.json", got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/review.golden.json")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Errorf("-want +got (go test ./learning/theme -update)\n%s", d)
	}
	for _, th := range r.Themes {
		if th.Mentions != len(th.Evidence) || th.Mentions == 0 {
			t.Errorf("%s: %d mentions, %d evidence", th.ID, th.Mentions, len(th.Evidence))
		}
		for _, e := range th.Evidence {
			if !review.Holds(r.Text, e.Page, e.Text) {
				t.Errorf("page %d does not hold %q", e.Page, e.Text)
			}
		}
	}
}

func TestAboutHoldsThemesAndPraiseIsFoundByTheme(t *testing.T) {
	for _, l := range readLabelled(t) {
		for _, s := range mineText(t, l.text).Sentences {
			for _, id := range s.Themes {
				if !slices.Contains(s.About, id) {
					t.Errorf("%q: %s is coded and not in about", s.Text, id)
				}
			}
		}
	}
	s := mineText(t, "Information was shared promptly between the agencies.").Sentences[0]
	if s.Polarity != GoodPractice || len(s.Themes) > 0 || !slices.Contains(s.About, "information-sharing") {
		t.Errorf("praise of information sharing = %+v", s)
	}
}

func TestSections(t *testing.T) {
	r := mineText(t, "Terms of reference\nInformation sharing between agencies and the failure to share it.\nFindings\nThe school was not told.")
	if len(r.Sentences[1].Themes) > 0 || r.Sentences[1].Polarity != Procedural {
		t.Errorf("under the terms of reference = %+v", r.Sentences[1])
	}
	if !slices.Contains(r.Sentences[3].Themes, "information-sharing") {
		t.Errorf("under the findings = %+v", r.Sentences[3])
	}
}

func TestRecurring(t *testing.T) {
	told := mineText(t, "The school was not told.")
	drift := mineText(t, "There was drift.\nThe school was not told.")
	unread := Unreadable(Meta{File: "x.pdf"}, &review.UnreadableError{Reason: review.Corrupt})
	got := Recurring([]Review{told, drift, unread})
	if len(got) != 2 || got[0].ID != "information-sharing" || got[0].Reviews != 2 || got[0].Share != 1 || got[1].ID != "delay-drift" {
		t.Fatalf("Recurring = %+v", got)
	}
	// Wilson's 95% interval of 1 in 2.
	if s := fmt.Sprintf("%.3f %.3f %.3f", got[1].Share, got[1].Lower, got[1].Upper); s != "0.500 0.095 0.905" {
		t.Errorf("share and interval = %s", s)
	}
	if got := Recurring(nil); got == nil || len(got) > 0 {
		t.Errorf("Recurring(nil) = %v, want an empty list", got)
	}
}

func TestEmerging(t *testing.T) {
	var reviews []Review
	for i := range 4 {
		r := mineText(t, fmt.Sprintf("The dangerous dogs in house %d should be looked at more closely.\nShe was tall.", i))
		r.File = fmt.Sprintf("%d.txt", i)
		reviews = append(reviews, r)
	}
	got := Emerging(reviews)
	if len(got) == 0 || !slices.Contains(got[0].Terms, "dangerous dogs") || got[0].Reviews != 4 || len(got[0].Evidence) == 0 {
		t.Errorf("Emerging = %+v", got)
	}
	if got := Emerging(reviews[:2]); len(got) > 0 {
		t.Errorf("two reviews make a lead: %+v", got)
	}
}

func TestTitleAndYear(t *testing.T) {
	doc := review.Document{Pages: []review.Page{{Number: 1, Text: "LSCB\nChild safeguarding practice review: Family X\nPublished 3 May 2021"}, {Number: 2, Text: "In 2024 nothing."}}}
	r := Mine(doc, Meta{File: "x.pdf"})
	if r.Title != "Child safeguarding practice review: Family X" || r.Year != 2021 {
		t.Errorf("title %q year %d", r.Title, r.Year)
	}
	if r := Mine(doc, Meta{File: "scr_2019.pdf"}); r.Year != 2019 {
		t.Errorf("year by the file's name = %d", r.Year)
	}
}

func BenchmarkMine60Pages(b *testing.B) {
	var doc review.Document
	var lines []string
	for _, l := range readLabelled(b) {
		lines = append(lines, l.text)
	}
	for i := range 60 {
		doc.Pages = append(doc.Pages, review.Page{Number: i + 1, Text: strings.Join(lines[i:i+30], "\n")})
	}
	b.ReportAllocs()
	for b.Loop() {
		Mine(doc, Meta{File: "r.pdf"})
	}
}
