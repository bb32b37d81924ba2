package theme

import (
	"testing"

	"earlyhelp/learning/review"
)

func TestWhatShouldHaveBeenIsAGapAndWhatShouldBeARecommendation(t *testing.T) {
	for _, tt := range []struct {
		text string
		want Polarity
	}{
		{"The health visitor should have been told of the father's return.", Gap},
		{"The school should have made a referral when he told his teacher.", Gap},
		{"The manager should not have signed the assessment unread.", Gap},
		{"Every child in need should have a lead professional who shares information.", Recommendation},
		{"The health visitor should be told when a father returns.", Recommendation},
	} {
		if got := standard().label(tt.text, "").polarity; got != tt.want {
			t.Errorf("%q is %s, want %s", tt.text, got, tt.want)
		}
	}
}

func TestATitleIsNoEvidence(t *testing.T) {
	doc := review.Document{Title: "Theo: when a plan ends too soon", Pages: []review.Page{{Number: 1, Text: "Theo:  When a plan ends too soon\n\nThe plan was ended too soon, and there was no step-down plan."}}}
	r := Mine(doc, Meta{File: "theo.pdf"})
	if len(r.Sentences) != 2 {
		t.Fatalf("sentences = %v", r.Sentences)
	}
	if s := r.Sentences[0]; len(s.Themes)+len(s.About) > 0 || s.Polarity != Neutral {
		t.Errorf("the title is coded: %+v", s)
	}
	if len(r.Sentences[1].Themes) == 0 {
		t.Errorf("the sentence is not coded: %+v", r.Sentences[1])
	}
}
