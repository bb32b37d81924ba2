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

func TestTheReturnUsesTheVocabulary(t *testing.T) {
	for _, b := range returns.Breakdowns() {
		s, ok := indicator.Breakdown(b.Name)
		var values []string
		for _, c := range s.Categories {
			values = append(values, c.Value)
		}
		if !ok || s.Sums == (b.Kind == returns.Overlapping) {
			t.Errorf("%s: in the vocabulary %v, adds up %v, in the return %s", b.Name, ok, s.Sums, b.Kind)
		}
		if diff := cmp.Diff(values, b.Categories); diff != "" {
			t.Errorf("%s: vocabulary and return (-vocabulary +return):\n%s", b.Name, diff)
		}
	}
}

func TestTheListUsesTheVocabulary(t *testing.T) {
	got, want := map[string]string{}, map[string]string{}
	for _, e := range list.Ethnicities() {
		got[e.Code] = e.Group
	}
	for _, e := range indicator.Ethnicities() {
		want[e.Code] = e.Group
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ethnic codes (-vocabulary +list):\n%s", diff)
	}
}
