package indicator_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"earlyhelp/shared/indicator"
	"earlyhelp/shared/returns"
)

// TestTheReturnCountsWhatIsComputed holds catalogue and return to each other:
// both terms of a computed indicator are measures of the return, on a sheet
// that the catalogue names, split in every way that it promises.
func TestTheReturnCountsWhatIsComputed(t *testing.T) {
	for _, d := range indicator.All().Computed() {
		for _, name := range []string{d.Numerator, d.Denominator} {
			if indicator.IsPopulation(name) {
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
		returns.Parts:       {"sex", "age_band", "ethnic_group", "disability", "sen", "agency", "setting_type", "phase", "governance"},
		returns.Overlapping: {"need"},
		returns.Own:         {"locality"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("breakdowns of the return (-want +got):\n%s", diff)
	}
}

// TestEveryNumeratorIsPartOfItsDenominator holds the pairs of the return to
// the catalogue: a share is never more than the whole, and check V04 says so,
// be it by way of what a made count is made of.
func TestEveryNumeratorIsPartOfItsDenominator(t *testing.T) {
	within := func(part, whole string) bool {
		for _, p := range returns.Pairs() {
			if p.Part == part && p.Whole == whole {
				return true
			}
		}
		return false
	}
	for _, d := range indicator.All().Computed() {
		if d.Unit != indicator.Percent {
			continue
		}
		num, den := d.Numerator, d.Denominator
		if m, _ := returns.FindMeasure(num); m.Made {
			of := returns.MadeOf(returns.Key{Measure: num, Breakdown: returns.Total, Category: returns.All})
			num = of[0].Measure
			den = returns.MadeOf(returns.Key{Measure: den, Breakdown: returns.Total, Category: returns.All})[0].Measure
		}
		for whole := num; !within(num, den); {
			next := ""
			for _, p := range returns.Pairs() {
				if p.Part == whole {
					next = p.Whole
				}
			}
			if next == "" {
				t.Errorf("%s: no pair says that %s is part of %s", d.ID, num, den)
				break
			}
			if next == den {
				break
			}
			whole = next
		}
	}
}

// TestNothingIsAskedThatIsNotUsed names the measures that no indicator has as
// a term: what the design of the return asks for beside them.
func TestNothingIsAskedThatIsNotUsed(t *testing.T) {
	used := map[string]bool{}
	splits := map[string]map[string]bool{}
	var use func(name string, breakdowns []string)
	use = func(name string, breakdowns []string) {
		m, _ := returns.FindMeasure(name)
		used[name] = true
		if splits[name] == nil {
			splits[name] = map[string]bool{}
		}
		for _, b := range breakdowns {
			splits[name][b] = true
		}
		if m.Made {
			for _, k := range returns.MadeOf(returns.Key{Measure: name, Breakdown: returns.Total, Category: returns.All}) {
				part := breakdowns
				if k.Breakdown != returns.Total {
					part = []string{k.Breakdown}
				}
				use(k.Measure, part)
			}
		}
	}
	for _, d := range indicator.All().Computed() {
		use(d.Numerator, d.Breakdowns)
		use(d.Denominator, d.Breakdowns)
	}
	var unused []string
	for _, m := range returns.Measures("") {
		if !used[m.Name] {
			unused = append(unused, m.Name)
			continue
		}
		for _, b := range m.Breakdowns {
			if !splits[m.Name][b] && b != "locality" {
				t.Errorf("%s is split by %s, which no indicator needs", m.Name, b)
			}
		}
	}
	want := []string{"notifications_sent", "notifications_before_school", "no_referral_needed",
		"thresholds_agree", "groups_unsure", "level_unsure",
		"reluctant_families_responses", "reluctant_families_agree", "reluctant_families_unsure", "right_time_unsure"}
	if diff := cmp.Diff(want, unused); diff != "" {
		t.Errorf("measures that no indicator uses (-want +got):\n%s", diff)
	}
}
