package indicator

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"earlyhelp/shared/reference"
)

// Total and Whole name the figure that is not split: breakdown "total",
// category "all".
const (
	Total = "total"
	Whole = "all"
)

// NotRecorded is the value of the category of those for whom the answer is
// not on the record.
const NotRecorded = "not recorded"

// A Split is a way to break a figure down: sex, age_band, ethnic_group,
// disability, sen, agency, locality, need, phase, governance, setting_type.
type Split struct {
	Name  string // as in a workbook and in facts.csv
	Label string // as on pages
	Sums  bool   // the categories add up to the total; needs do not, as a child may have several

	// Categories are in the order of pages and workbooks. None for locality,
	// whose values are each area's own.
	Categories []Category
}

// A Category is one value of a Split.
type Category struct {
	Value   string // as in a workbook and in facts.csv: "local authority", "10-15"
	Label   string // as on pages: "Local authority", "10 to 15"
	Unknown bool   // the answer is not on the record
}

// Known returns the categories of s without the unknown one, for figures that
// cannot have it, such as staff by agency.
func (s Split) Known() []Category {
	return slices.DeleteFunc(slices.Clone(s.Categories), func(c Category) bool { return c.Unknown })
}

// An Ethnicity is one of the eighteen ethnic codes of DfE's censuses.
type Ethnicity struct {
	Code  string // WBRI
	Label string // White British
	Group string // the category of ethnic_group that it is counted in
}

// Breakdowns returns every way to split a figure, in a fixed order.
func Breakdowns() []Split { return slices.Clone(vocabulary().splits) }

// Breakdown returns a way to split a figure by its name.
func Breakdown(name string) (Split, bool) {
	for _, s := range vocabulary().splits {
		if s.Name == name {
			return s, true
		}
	}
	return Split{}, false
}

// Categories returns the categories of a breakdown in their fixed order, nil
// where it has none or is not known. Do not change them.
func Categories(breakdown string) []Category {
	s, _ := Breakdown(breakdown)
	return slices.Clone(s.Categories)
}

// CategoryLabel returns what pages print for a category, which is the value
// itself where there is no such category (a locality), and "All" for Whole.
func CategoryLabel(breakdown, value string) string {
	if value == Whole {
		return "All"
	}
	for _, c := range Categories(breakdown) {
		if c.Value == value {
			return c.Label
		}
	}
	return value
}

// Ethnicities returns the eighteen codes in the order of the census.
func Ethnicities() []Ethnicity { return slices.Clone(vocabulary().ethnicities) }

// EthnicGroup returns the category of ethnic_group for one of the eighteen
// codes, in capitals or not. Any other text, REFU (declined) and NOBT (not
// obtained) among it, is not a code.
func EthnicGroup(code string) (group string, ok bool) {
	for _, e := range vocabulary().ethnicities {
		if strings.EqualFold(e.Code, code) {
			return e.Group, true
		}
	}
	return "", false
}

type words struct {
	splits      []Split
	ethnicities []Ethnicity
}

var vocabulary = sync.OnceValue(func() words {
	w, err := readWords(Data())
	if err != nil {
		panic("indicator: built-in vocabulary: " + err.Error())
	}
	return w
})

// readWords reads breakdowns.csv, categories.csv and ethnicities.csv.
func readWords(fsys fs.FS) (words, error) {
	var w words
	var problems []error
	at := map[string]int{}
	t, err := reference.Read(fsys, "breakdowns.csv", "name", "label", "sums")
	problems = append(problems, err)
	for _, r := range t.Rows {
		if _, dup := at[r.Get("name")]; dup || r.Get("name") == "" || r.Get("label") == "" {
			problems = append(problems, r.Errorf("breakdown %q stands twice, or is blank", r.Get("name")))
		}
		at[r.Get("name")] = len(w.splits)
		w.splits = append(w.splits, Split{Name: r.Get("name"), Label: r.Get("label"), Sums: r.Get("sums") == "yes"})
	}
	t, err = reference.Read(fsys, "categories.csv", "breakdown", "value", "label", "unknown")
	problems = append(problems, err)
	for _, r := range t.Rows {
		i, ok := at[r.Get("breakdown")]
		c := Category{r.Get("value"), r.Get("label"), r.Get("unknown") == "yes"}
		switch {
		case !ok:
			problems = append(problems, r.Errorf("breakdown %q is not in breakdowns.csv", r.Get("breakdown")))
			continue
		case c.Value == "" || c.Label == "" || slices.ContainsFunc(w.splits[i].Categories, func(d Category) bool { return d.Value == c.Value }):
			problems = append(problems, r.Errorf("category %q stands twice, or is blank", c.Value))
		}
		w.splits[i].Categories = append(w.splits[i].Categories, c)
	}
	t, err = reference.Read(fsys, "ethnicities.csv", "code", "label", "group")
	problems = append(problems, err)
	for _, r := range t.Rows {
		e := Ethnicity{r.Get("code"), r.Get("label"), r.Get("group")}
		if i, ok := at["ethnic_group"]; !ok || !slices.ContainsFunc(w.splits[i].Categories, func(c Category) bool { return c.Value == e.Group }) {
			problems = append(problems, r.Errorf("%s: group %q is not a category of ethnic_group", e.Code, e.Group))
		}
		if slices.ContainsFunc(w.ethnicities, func(other Ethnicity) bool { return other.Code == e.Code }) {
			problems = append(problems, r.Errorf("%s: the code stands twice", e.Code))
		}
		w.ethnicities = append(w.ethnicities, e)
	}
	if err := errors.Join(problems...); err != nil {
		return words{}, fmt.Errorf("read vocabulary: %w", err)
	}
	return w, nil
}
