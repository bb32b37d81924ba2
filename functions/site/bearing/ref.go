package bearing

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// A Ref is a place in a published text.
type Ref struct {
	Text      string // S1 or S3, as the catalogue of indicators names them
	Paragraph int    // of S1; 0 where a line is meant
	Point     int    // of the list in that paragraph; 0 for the whole of it
	From, To  int    // lines, or paragraphs From to To; equal for one
	Summary   bool   // the lines are of S1's executive summary and key findings
}

// textNames are the texts by their short names, as pages name them.
var textNames = map[string]string{"S1": "Ofsted 2015", "S3": "joint inspections 2023"}

var refForm = regexp.MustCompile(`^(S1|S3) (?:(ES) )?([pL])(\d+)(?:-(\d+))?(?: b(\d+))?$`)

// ParseRefs reads references with semicolons between: "S1 p36-37; S1 p71 b7;
// S1 ES L16; S3 L233".
func ParseRefs(s string) ([]Ref, error) {
	var refs []Ref
	for part := range strings.SplitSeq(s, ";") {
		part = strings.TrimSpace(part)
		m := refForm.FindStringSubmatch(part)
		if m == nil {
			return nil, fmt.Errorf("%q is no reference such as S1 p21, S1 p71 b7, S1 ES L16 or S3 L233", part)
		}
		r := Ref{Text: m[1], Summary: m[2] != ""}
		r.From, _ = strconv.Atoi(m[4]) // digits, by the form
		r.To = r.From
		if m[5] != "" {
			r.To, _ = strconv.Atoi(m[5])
		}
		r.Point, _ = strconv.Atoi(m[6])
		if m[3] == "p" {
			r.Paragraph = r.From
		}
		if (r.Paragraph > 0) != (r.Text == "S1" && !r.Summary) || r.To < r.From || r.Point > 0 && (r.Paragraph == 0 || r.To != r.From) {
			return nil, fmt.Errorf("%q: S1 is cited by paragraph, or by line in its summary, and S3 by line", part)
		}
		refs = append(refs, r)
	}
	return refs, nil
}

// words spells a reference out, without its text.
func (r Ref) words() string {
	unit := "line"
	if r.Paragraph > 0 {
		unit = "paragraph"
	}
	out := fmt.Sprintf("%s %d", unit, r.From)
	if r.To > r.From {
		out = fmt.Sprintf("%ss %d to %d", unit, r.From, r.To)
	}
	if r.Point > 0 {
		out += fmt.Sprintf(", point %d", r.Point)
	}
	if r.Summary {
		out = "executive summary, " + out
	}
	return out
}

// sourceWords spells references out, each text named once: "Ofsted 2015,
// paragraph 22; paragraph 71, point 7; joint inspections 2023, line 269".
func sourceWords(refs []Ref) string {
	var out []string
	last := ""
	for _, r := range refs {
		words := r.words()
		if r.Text != last {
			words = textNames[r.Text] + ", " + words
		}
		last = r.Text
		out = append(out, words)
	}
	s := strings.Join(out, "; ")
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
