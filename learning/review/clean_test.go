package review

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// set places lines 14 points apart in 11 point type from the top of the page;
// an empty line leaves a gap.
func set(lines ...string) []line {
	var out []line
	y := 760.0
	for _, s := range lines {
		if s != "" {
			out = append(out, line{Text: s, X: 72, Y: y, End: 72 + 5.5*float64(len([]rune(s))), Size: 11})
		}
		y -= 14
	}
	return out
}

func TestCleanPages(t *testing.T) {
	full := "A line of the body that runs to the right-hand margin of the sheet as most do,"
	tests := []struct {
		name string
		in   [][]line
		want []string
	}{
		{"a sentence that runs over the page belongs where it begins", [][]line{
			set(full, "and the hospital that had seen the baby twice in the course of the winter and"),
			set("never told the health visitor.", "", "A new paragraph."),
		}, []string{full + " and the hospital that had seen the baby twice in the course of the winter and never told the health visitor.", "A new paragraph."}},
		{"a hyphen at the line's end goes", [][]line{set(full, "which the reviewers of the whole affair describe in their own words as inform-", "ation that was lost.")},
			[]string{full + " which the reviewers of the whole affair describe in their own words as information that was lost."}},
		{"a hyphen of the word stays", [][]line{set(full, "which the reviewers of the whole affair describe as the failing of multi-", "agency work.")},
			[]string{full + " which the reviewers of the whole affair describe as the failing of multi-agency work."}},
		{"the document's own spelling wins", [][]line{set("Safeguarding is for all.", "", full, "which the reviewers of the whole affair describe in their words as safe-", "guarding.")},
			[]string{"Safeguarding is for all.\n" + full + " which the reviewers of the whole affair describe in their words as safeguarding."}},
		{"bullets are paragraphs", [][]line{set("• the school was not told", "• the nurse was not asked")},
			[]string{"• the school was not told\n• the nurse was not asked"}},
		{"a bullet drawn alone joins its text", [][]line{set("•", "the school was not told")}, []string{"• the school was not told"}},
		{"headings stand alone", [][]line{set("What happened", "", full, "and more of the same.")}, []string{"What happened\n" + full + " and more of the same."}},
		{"a page without words", [][]line{nil, set("Words.")}, []string{"", "Words."}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for i, p := range cleanPages(tt.in) {
				if p.Number != i+1 {
					t.Errorf("page %d has number %d", i+1, p.Number)
				}
				got = append(got, p.Text)
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("-want +got\n%s", d)
			}
		})
	}
}

func TestRunningHeadersAndPageNumbersGo(t *testing.T) {
	var raw [][]line
	bodies := []string{"The school was told.", "Nobody asked why.", "In May they moved.", "The file was closed.", "This is the end."}
	for i, body := range bodies {
		page := []line{{Text: "Serious case review: Family X", Y: 800, X: 72, End: 200, Size: 8}}
		page = append(page, set(body)...)
		raw = append(raw, append(page, line{Text: fmt.Sprintf("- %d -", i+1), Y: 40, X: 290, End: 310, Size: 8}))
	}
	for i, p := range cleanPages(raw) {
		if p.Text != bodies[i] {
			t.Errorf("page %d = %q, want %q", i+1, p.Text, bodies[i])
		}
	}
}

func TestTidy(t *testing.T) {
	for in, want := range map[string]string{
		"e\ufb03cient sta\ufb00":            "efficient staff",
		"safe\u00adguarding":                "safeguarding",
		"  a\u00a0 b\t\nc ":                 "a b c",
		"the child\u0092s \u0093view\u0094": "the child’s “view”",
		"nul\x00l":                          "null",
	} {
		if got := tidy(in); got != want {
			t.Errorf("tidy(%q) = %q, want %q", in, got, want)
		}
	}
}
