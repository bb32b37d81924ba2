package returns

import (
	"testing"

	"earlyhelp/shared/workbook"
)

func TestShownRepeatsNothingThatMayBeAboutAPerson(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "<5": "<5", "12.5": "12.5", "[q]": "[q]", "none": "none",
		"two hundred": notRepeated, "Rose from Leeds": notRepeated, "943 476 5919": notRepeated,
	} {
		if got := shown(workbook.Cell{Kind: workbook.Text, Text: text}); got != want {
			t.Errorf("shown(%q) = %q, want %q", text, got, want)
		}
	}
}
