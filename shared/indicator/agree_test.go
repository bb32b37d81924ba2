package indicator_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"earlyhelp/shared/indicator"
	"earlyhelp/shared/list"
	"earlyhelp/shared/returns"
)

// TestTheReturnCountsWhatIsComputed holds catalogue and return to each other:
// both terms of a computed indicator are measures of the return, on a sheet
// that the catalogue names, split in every way that it promises.
func TestTheReturnCountsWhatIsComputed(t *testing.T) {
	for _, d := range indicator.All().Computed() {
		for _, name := range []string{d.Numerator, d.Denominator} {
			if name == indicator.Population {
				continue
			}
			m, ok := returns.FindMeasure(name)
			if !ok || !slices.Contains(d.Sheets, m.Sheet) {
				t.Errorf("%s: %s is on the sheet %q, want one of %v", d.ID, name, m.Sheet, d.Sheets)
			}
			for _, b := range d.Breakdowns {
				if !slices.Contains(m.Breakdowns, b) {
					t.Errorf("%s: %s is not split by %s", d.ID, name, b)
				}
			}
		}
	}
}

// TestTheReturnSplitsAsTheVocabularySays names the breakdowns of the return by
// kind. Their order and kind come from the data; this is what both should say.
func TestTheReturnSplitsAsTheVocabularySays(t *testing.T) {
	got := map[returns.BreakdownKind][]string{}
	for _, b := range returns.Breakdowns() {
		got[b.Kind] = append(got[b.Kind], b.Name)
	}
	want := map[returns.BreakdownKind][]string{
		returns.Parts:       {"sex", "age_band", "ethnic_group", "disability", "sen", "agency"},
		returns.Overlapping: {"need"},
		returns.Own:         {"locality"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("breakdowns of the return (-want +got):\n%s", diff)
	}
}

// TestTheListCountsInCategoriesOfTheVocabulary holds the agencies that the
// list maps its sources to, and every choice that the return also has.
func TestTheListCountsInCategoriesOfTheVocabulary(t *testing.T) {
	in := func(breakdown, value string) bool {
		return slices.ContainsFunc(indicator.Categories(breakdown), func(c indicator.Category) bool { return c.Value == value })
	}
	for _, s := range list.SourceAgencies() {
		if !in("agency", s.Agency) {
			t.Errorf("source %q is counted under agency %q, which is not a category", s.Code, s.Agency)
		}
	}
	for _, c := range list.Columns() {
		for _, v := range c.Values {
			if (c.Name == "disability" || c.Name == "sen") && !in(c.Name, v.Code) {
				t.Errorf("%s takes %q, which is not a category", c.Name, v.Code)
			}
		}
	}
}
