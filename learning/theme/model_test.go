package theme

import (
	"os"
	"strings"
	"testing"
)

// TestModelIsOfItsData fails when sentences, rules, codebook or lexicon have
// changed since the weights were learned. With THEMES_FULL set it learns them
// again and wants the same bytes.
func TestModelIsOfItsData(t *testing.T) {
	all := ourSentences(t)
	if got := DataHash(all); got != standardModel().Data {
		t.Fatalf("model.txt was learned from data %s, and the data are %s: run %s", standardModel().Data, got, TrainCommand)
	}
	if n := len(modelText); n > 2<<20 {
		t.Errorf("model.txt has %d bytes, want 2 MB at most", n)
	}
	if os.Getenv("THEMES_FULL") != "" && Train(all).Text() != modelText {
		t.Errorf("training again gives other weights: run %s", TrainCommand)
	}
}

func TestModelTextRoundTrips(t *testing.T) {
	if standardModel().Text() != modelText {
		t.Error("the model that is read writes other text")
	}
	head, _, _ := strings.Cut(modelText, "\nL:")
	for _, bad := range []string{"", "x\ty\tA1\n", head + "\nL:x\t3\t!4\n", head + "\nL:x\t3\tA\n", strings.Replace(head, "sentences\t", "sentences\tx", 1)} {
		if _, err := readModel(bad); err == nil {
			t.Errorf("readModel(%q) has no error", bad[:min(len(bad), 40)])
		}
	}
}

// Few sentences are enough to see that training is the same each time and
// learns what it is shown.
func TestTrainIsDeterministic(t *testing.T) {
	var some []Labelled
	for i, l := range ourSentences(t) {
		if i%8 == 0 {
			some = append(some, l)
		}
	}
	a := Train(some)
	if a.Text() != Train(some).Text() {
		t.Error("training twice gives two models")
	}
	var known measure
	for _, s := range samplesOf(some) {
		known.add(s.Labelled, a.settle(standard().themes, s.rules, a.scores(s.features), ""))
	}
	if known.f1() < 0.6 {
		t.Errorf("F1 on what it learned from = %.3f, want 0.6", known.f1())
	}
}

func TestEachLabelSaysWhy(t *testing.T) {
	n := 0
	for i, l := range ourSentences(t) {
		if i%5 != 0 {
			continue
		}
		for _, s := range mineText(t, l.Text).Sentences {
			why := map[string][]string{}
			for _, w := range s.Why {
				why[w.Theme] = w.Words
			}
			for _, id := range s.Themes {
				n++
				if len(why[id]) == 0 {
					t.Errorf("%q is %s and does not say why", s.Text, id)
				}
			}
		}
	}
	if n < 100 {
		t.Errorf("%d labels tried, want 100", n)
	}
}

func TestLexiconMistakesAreNamed(t *testing.T) {
	for _, bad := range []string{"child", "child: boy\nchild: girl", "child: boy ="} {
		if _, err := parseLexicon(bad); err == nil {
			t.Errorf("parseLexicon(%q) has no error", bad)
		}
	}
}

// TestWeakSentencesCountTogether: what two sentences half say the document
// says; what one half says it does not.
func TestWeakSentencesCountTogether(t *testing.T) {
	themes := standard().themes
	m := &Model{Threshold: -0.6}
	weak := func() labelling { return labelling{polarity: Neutral, weak: map[int]float64{0: 0.25}} }
	one, two := []labelling{weak(), {polarity: Neutral}}, []labelling{weak(), weak()}
	m.lift(one, themes)
	m.lift(two, themes)
	if len(one[0].coded) > 0 || len(two[0].coded) != 1 || len(two[1].coded) != 1 || two[0].polarity != Gap {
		t.Errorf("lift = %+v and %+v", one, two)
	}
}
