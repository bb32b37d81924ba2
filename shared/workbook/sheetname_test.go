package workbook

import (
	"errors"
	"strings"
	"testing"
)

// TestSheetNames reads names that programs would not let one type.
func TestSheetNames(t *testing.T) {
	for in, want := range map[string]string{
		"Cover":                              "Cover",
		"Zoë’s café, 2026 (2)":               "Zoë’s café, 2026 (2)",
		"Cov&#27;[31mer&#7;":                 "Cov[31mer",
		"&#x202E;Cover&#x200B;&#x2066;":      "Cover",
		"Co&#10;ver":                         "Cover",
		strings.Repeat("x", 100):             strings.Repeat("x", 100),
		"<Cover>":                            "<Cover>",
		strings.Repeat("é", 101):             "", // refused
		strings.Repeat("0,female\t", 20_000): "",
	} {
		name := strings.ReplaceAll(in, "<", "&lt;")
		file := byHand(t, data(""), part{"xl/workbook.xml", strings.Replace(bookXML, `name="S"`, `name="`+name+`"`, 1)})
		b, err := Open(file, nil)
		var refused *RefusedError
		switch {
		case want == "" && (!errors.As(err, &refused) || refused.Reason != Suspicious || len(refused.Message) > 400):
			t.Errorf("name of %d bytes: %v, want a refusal", len(in), err)
		case want != "" && err != nil:
			t.Errorf("%q: %v", in, err)
		case want != "" && b.Sheets()[0].Name != want:
			t.Errorf("%q is read as %q, want %q", in, b.Sheets()[0].Name, want)
		}
	}
}
