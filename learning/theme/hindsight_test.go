package theme

import "testing"

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
