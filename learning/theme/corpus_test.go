package theme

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"earlyhelp/learning/review"
)

// A tally counts labels as scoring does: micro, over all themes.
type tally struct{ right, extra, missed int }

func (t *tally) add(want, unsure, got []string) {
	for _, g := range got {
		switch {
		case slices.Contains(want, g):
			t.right++
		case !slices.Contains(unsure, g):
			t.extra++
		}
	}
	for _, w := range want {
		if !slices.Contains(got, w) {
			t.missed++
		}
	}
}

func (t tally) precision() float64 { return ratio(t.right, t.right+t.extra) }
func (t tally) recall() float64    { return ratio(t.right, t.right+t.missed) }
func (t tally) f1() float64        { return ratio(2*t.right, 2*t.right+t.extra+t.missed) }

func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

func codedIn(r Review) []string {
	var out []string
	for _, f := range r.Themes {
		out = append(out, f.ID)
	}
	return out
}

func mineText(t testing.TB, text string) Review {
	t.Helper()
	return Mine(review.Document{Pages: []review.Page{{Number: 1, Text: text}}}, Meta{File: "t.txt"})
}

func readLines[T any](t *testing.T, name string) []T {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "..", "shared", "corpus", name))
	if err != nil {
		t.Skip("the labelled reviews are not on this machine")
	}
	defer f.Close()
	var out []T
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		var v T
		if err := json.Unmarshal(s.Bytes(), &v); err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
	return out
}

// TestLabelledReviews measures on reviews labelled by somebody else, as
// corpus/score.py does. The sentences of a third of them were read while the
// rules were written and no other.
func TestLabelledReviews(t *testing.T) {
	type sentence struct {
		Sentence     string
		Themes       []string
		Uncertain    bool
		HardNegative bool `json:"hard_negative"`
	}
	var s, d tally
	hard, wrong := 0, 0
	for _, x := range readLines[sentence](t, "labels_sentences.jsonl") {
		if x.Uncertain {
			continue
		}
		got := codedIn(mineText(t, x.Sentence))
		s.add(x.Themes, nil, got)
		if x.HardNegative {
			hard++
			if len(got) > 0 {
				wrong++
			}
		}
	}
	type doc struct {
		ID     string
		Themes []string
		Unsure []struct{ Theme string } `json:"uncertain_themes"`
	}
	type text struct {
		ID      string
		Summary string `json:"summary_text"`
	}
	texts := map[string]string{}
	for _, x := range readLines[text](t, "reviews.jsonl") {
		texts[x.ID] = x.Summary
	}
	for _, x := range readLines[doc](t, "labels_documents.jsonl") {
		var unsure []string
		for _, u := range x.Unsure {
			unsure = append(unsure, u.Theme)
		}
		if summary, ok := texts[x.ID]; ok {
			d.add(x.Themes, unsure, codedIn(mineText(t, summary)))
		}
	}
	t.Logf("documents: precision %.3f recall %.3f F1 %.3f", d.precision(), d.recall(), d.f1())
	t.Logf("sentences: precision %.3f recall %.3f F1 %.3f", s.precision(), s.recall(), s.f1())
	t.Logf("hard negatives wrongly labelled: %d of %d", wrong, hard)
	// A keyword matcher reaches 0.72, 0.56 and 64%. Floors well under what was
	// reached on 22 November 2026 (0.80, 0.72, 27%): nothing is fitted to these.
	if d.f1() < 0.76 || s.f1() < 0.67 || ratio(wrong, hard) > 0.33 {
		t.Error("below the floors: documents 0.76, sentences 0.67, hard negatives 33%")
	}
}

func sorted(s []string) []string { return slices.Sorted(slices.Values(s)) }
