package indicator_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"earlyhelp/shared/indicator"
)

func TestCategories(t *testing.T) {
	values := func(b string) []string {
		var vs []string
		for _, c := range indicator.Categories(b) {
			vs = append(vs, c.Value)
		}
		return vs
	}
	for b, want := range map[string][]string{
		"sex":          {"female", "male", "other", "not recorded"},
		"age_band":     {"0-4", "5-9", "10-15", "16-17", "not recorded"},
		"ethnic_group": {"white", "mixed", "asian", "black", "other", "not recorded"},
		"disability":   {"yes", "no", "not recorded"},
		"sen":          {"yes", "no", "not recorded"},
		"agency":       {"local authority", "health", "police", "school", "early years", "voluntary", "other", "not recorded"},
		"need":         {"parental substance misuse", "parental mental ill health", "domestic abuse", "neglect", "young carer", "anti-social behaviour"},
		"phase":        {"nursery", "primary", "secondary", "special", "alternative provision", "independent"},
		"governance":   {"maintained", "academy", "independent"},
		"locality":     nil, // each area's own
		"colour":       nil,
	} {
		if diff := cmp.Diff(want, values(b)); diff != "" {
			t.Errorf("Categories(%s) (-want +got):\n%s", b, diff)
		}
	}
}

func TestBreakdowns(t *testing.T) {
	for _, s := range indicator.Breakdowns() {
		if s.Sums == (s.Name == "need") {
			t.Errorf("%s: Sums = %v", s.Name, s.Sums)
		}
		for _, c := range s.Categories {
			if c.Unknown != (c.Value == indicator.NotRecorded) {
				t.Errorf("%s, %s: Unknown = %v", s.Name, c.Value, c.Unknown)
			}
			if got := indicator.CategoryLabel(s.Name, c.Value); got != c.Label {
				t.Errorf("CategoryLabel(%s, %s) = %q, want %q", s.Name, c.Value, got, c.Label)
			}
		}
	}
	agency, ok := indicator.Breakdown("agency")
	if !ok || agency.Label != "Agency" || len(agency.Known()) != 7 || len(agency.Categories) != 8 {
		t.Errorf("Breakdown(agency) = %+v, %v", agency, ok)
	}
	if s, ok := indicator.Breakdown(indicator.Total); ok {
		t.Errorf("Breakdown(total) = %v: the total is not a breakdown", s)
	}
	if got := indicator.CategoryLabel(indicator.Total, indicator.Whole); got != "All" {
		t.Errorf("label of the whole = %q", got)
	}
	if got := indicator.CategoryLabel("locality", "North"); got != "North" {
		t.Errorf("label of a locality = %q, want the area's own name", got)
	}
}

func TestWhatIsReturnedCannotChangeTheVocabulary(t *testing.T) {
	indicator.Categories("sex")[0].Value = "changed"
	indicator.Ethnicities()[0].Group = "changed"
	indicator.Breakdowns()[0].Name = "changed"
	if got := indicator.Categories("sex")[0].Value; got != "female" {
		t.Errorf("first category of sex = %q", got)
	}
	if g, _ := indicator.EthnicGroup("WBRI"); g != "white" {
		t.Errorf("group of WBRI = %q", g)
	}
}

func TestEthnicGroups(t *testing.T) {
	count := map[string]int{}
	for _, e := range indicator.Ethnicities() {
		count[e.Group]++
	}
	if diff := cmp.Diff(map[string]int{"white": 5, "mixed": 4, "asian": 5, "black": 3, "other": 1}, count); diff != "" {
		t.Errorf("codes by group (-want +got):\n%s", diff)
	}
	for _, tt := range []struct {
		code, want string
		ok         bool
	}{
		{"CHNE", "asian", true}, {"wrom", "white", true}, {"OOTH", "other", true},
		{"REFU", "", false}, {"NOBT", "", false}, {"white", "", false}, {"", "", false},
	} {
		if got, ok := indicator.EthnicGroup(tt.code); got != tt.want || ok != tt.ok {
			t.Errorf("EthnicGroup(%q) = %q, %v, want %q, %v", tt.code, got, ok, tt.want, tt.ok)
		}
	}
}

func ExampleBreakdown() {
	s, _ := indicator.Breakdown("age_band")
	for _, c := range s.Categories {
		fmt.Println(c.Value, "is", c.Label)
	}
	// Output:
	// 0-4 is 0 to 4
	// 5-9 is 5 to 9
	// 10-15 is 10 to 15
	// 16-17 is 16 to 17
	// not recorded is Not recorded
}
