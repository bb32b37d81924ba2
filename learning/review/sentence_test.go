package review

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSplit(t *testing.T) {
	tests := []struct {
		name, in string
		want     []string
	}{
		{"two sentences", "The school was told. Nobody asked why.", []string{"The school was told.", "Nobody asked why."}},
		{"titles", "Dr. Khan met Mrs. Brown. They agreed.", []string{"Dr. Khan met Mrs. Brown.", "They agreed."}},
		{"initials", "The review was led by J. A. Smith. It took a year.", []string{"The review was led by J. A. Smith.", "It took a year."}},
		{"a child named by a letter ends a sentence", "Nobody spoke to Child A. The school closed.", []string{"Nobody spoke to Child A.", "The school closed."}},
		{"decimals", "It rose by 2.5 per cent. It fell in 2019.", []string{"It rose by 2.5 per cent.", "It fell in 2019."}},
		{"for example", "Some services, e.g. Housing, were not asked. Others were.", []string{"Some services, e.g. Housing, were not asked.", "Others were."}},
		{"paragraph numbers", "See para. 71 and No. 4. Then read on.", []string{"See para. 71 and No. 4.", "Then read on."}},
		{"the word no", "The answer was no. She left.", []string{"The answer was no.", "She left."}},
		{"list items", "3. Schools were not told. 4. Neither was the GP.", []string{"3. Schools were not told.", "4. Neither was the GP."}},
		{"quotation", "She said: “He was not seen.” The file says otherwise.", []string{"She said: “He was not seen.”", "The file says otherwise."}},
		{"question", "Was the child seen? Nobody knows!", []string{"Was the child seen?", "Nobody knows!"}},
		{"heading", "What happened", []string{"What happened"}},
		{"nothing", "  ", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if d := cmp.Diff(tt.want, Split(tt.in)); d != "" {
				t.Errorf("Split(%q): -want +got\n%s", tt.in, d)
			}
		})
	}
}

func FuzzSplit(f *testing.F) {
	for _, s := range []string{"Mr. A. B. was seen. 3.5 times.", "“No.” (a) x. y", "…. . .", "\u2028a.b\u00a0C. D"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		s = tidy(s)
		doc := Document{Pages: []Page{{1, s}}}
		got := doc.Sentences()
		var joined strings.Builder
		for _, x := range got {
			if !doc.Holds(1, x.Text) && normalSpace(x.Text) != "" {
				t.Errorf("the page does not hold %q", x.Text)
			}
			joined.WriteString(x.Text)
		}
		strip := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if strip(joined.String()) != strip(s) {
			t.Errorf("sentences of %q lose or add letters: %q", s, joined.String())
		}
	})
}
