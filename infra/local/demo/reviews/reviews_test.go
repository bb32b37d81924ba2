package reviews

import (
	"bytes"
	"strings"
	"testing"
)

func TestTwelveReviewsEachMarkedAsInvented(t *testing.T) {
	all, err := All()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 12 {
		t.Errorf("All() = %d reviews, want 12", len(all))
	}
	for _, r := range all {
		if first := r.Sections[0].Paragraphs[0]; !strings.HasPrefix(first, "This review is invented.") {
			t.Errorf("%s begins %q, want it to say that it is invented", r.Name, first)
		}
	}
}

func TestPDFIsTheSameEveryTime(t *testing.T) {
	all, err := All()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		a, err := r.PDF()
		if err != nil {
			t.Fatal(err)
		}
		b, err := r.PDF()
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(a, []byte("%PDF-")) || !bytes.Equal(a, b) {
			t.Errorf("%s: two settings of one review differ, or are no PDF", r.Name)
		}
	}
}
