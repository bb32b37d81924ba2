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

// TestLabelledReviews measures on reviews labelled by somebody else. A third
// of them were read while the rules were written, the rest were not: both
// figures are printed.
func TestLabelledReviews(t *testing.T) {
	type sentence struct {
		ID           string
		Sentence     string
		Themes       []string
		Uncertain    bool
		HardNegative bool `json:"hard_negative"`
	}
	var dev []string
	if p := os.Getenv("DEV"); p != "" {
		b, _ := os.ReadFile(p)
		json.Unmarshal(b, &dev)
	}
	var s, held tally
	per := map[string]*tally{}
	hard, wrong, hhard, hwrong := 0, 0, 0, 0
	for _, x := range readLines[sentence](t, "labels_sentences.jsonl") {
		if x.Uncertain {
			continue
		}
		got := codedIn(mineText(t, x.Sentence))
		s.add(x.Themes, nil, got)
		inDev := slices.ContainsFunc(dev, func(d string) bool { return x.ID == d || len(x.ID) > len(d) && x.ID[:len(d)+1] == d+"#" })
		if !inDev {
			held.add(x.Themes, nil, got)
		}
		for _, id := range append(slices.Clone(x.Themes), got...) {
			if per[id] == nil {
				per[id] = &tally{}
			}
		}
		for id, p := range per {
			one := func(l []string) []string {
				if slices.Contains(l, id) {
					return []string{id}
				}
				return nil
			}
			p.add(one(x.Themes), nil, one(got))
		}
		if x.HardNegative {
			hard++
			if len(got) > 0 {
				wrong++
			}
			if !inDev {
				hhard++
				if len(got) > 0 {
					hwrong++
				}
			}
		}
		if inDev && (!slices.Equal(sorted(x.Themes), sorted(got))) {
			r := mineText(t, x.Sentence)
			t.Logf("%s\n    want %v\n    got  %v\n    why %v", x.Sentence, x.Themes, r.Sentences[0].Themes, r.Sentences[0].Why)
		}
	}
	for id, p := range per {
		t.Logf("%-30s right %3d extra %3d missed %3d", id, p.right, p.extra, p.missed)
	}
	t.Logf("sentences: precision %.3f recall %.3f F1 %.3f; hard negatives wrong %d of %d", s.precision(), s.recall(), s.f1(), wrong, hard)
	t.Logf("held out: precision %.3f recall %.3f F1 %.3f; hard negatives wrong %d of %d", held.precision(), held.recall(), held.f1(), hwrong, hhard)
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
	var d tally
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
}

func sorted(s []string) []string { return slices.Sorted(slices.Values(s)) }
