package returns

import (
	"embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"sync"

	"earlyhelp/shared/indicator"
)

// TemplateVersion is the version of the workbook that WriteTemplate writes and
// Read takes: the year and a number within it.
const TemplateVersion = "2026.1"

// The sheets of a return.
const (
	Cover     = "Cover"
	EarlyHelp = "EarlyHelp"
	Referrals = "Referrals"
	Workforce = "Workforce"
)

// Total and All name the figure that is not broken down.
const (
	Total = indicator.Total
	All   = indicator.Whole
)

// A Measure is one thing that a return counts.
type Measure struct {
	Name       string
	Sheet      string
	Title      string   // in plain words
	Counts     string   // what counts, a sentence or two of guidance
	Breakdowns []string // besides the total, in the order of the workbook
}

// A BreakdownKind says how the parts of a breakdown relate to their total.
type BreakdownKind string

// Parts add up to the total. Overlapping ones may each be as large as it. Own
// ones are the area's own list; each may be as large as the total.
const (
	Parts       BreakdownKind = "parts"
	Overlapping BreakdownKind = "overlapping"
	Own         BreakdownKind = "own"
)

// A Breakdown is a way of splitting a measure.
type Breakdown struct {
	Name       string
	Title      string
	Kind       BreakdownKind
	Categories []string // in the order of the workbook; none for Own
}

// A Pair says that one measure counts some of what another counts, so that
// it can never be the greater (check V04). The same holds for each category.
type Pair struct {
	Part, Whole string
	Why         string
}

// Measures returns the measures of a sheet in the order of the workbook, or
// of every sheet when sheet is "".
func Measures(sheet string) []Measure {
	var ms []Measure
	for _, m := range theSchema().measures {
		if sheet == "" || m.Sheet == sheet {
			m.Breakdowns = slices.Clone(m.Breakdowns)
			ms = append(ms, m)
		}
	}
	return ms
}

// FindMeasure returns a measure by its name.
func FindMeasure(name string) (Measure, bool) {
	s := theSchema()
	i := slices.IndexFunc(s.measures, func(m Measure) bool { return m.Name == name })
	if i < 0 {
		return Measure{}, false
	}
	return s.measures[i], true
}

// Breakdowns returns the breakdowns that a return has, in the order of the
// workbook. Their words are those of package indicator.
func Breakdowns() []Breakdown { return slices.Clone(theSchema().breakdowns) }

// FindBreakdown returns a breakdown by its name.
func FindBreakdown(name string) (Breakdown, bool) {
	s := theSchema()
	i := slices.IndexFunc(s.breakdowns, func(b Breakdown) bool { return b.Name == name })
	if i < 0 {
		return Breakdown{}, false
	}
	return s.breakdowns[i], true
}

// Pairs returns the measures of which one can never exceed the other.
func Pairs() []Pair { return slices.Clone(theSchema().pairs) }

// Agencies returns the rows of the Workforce sheet: the categories of the
// agency breakdown, all but "not recorded".
func Agencies() []string {
	b, _ := FindBreakdown("agency")
	return slices.DeleteFunc(slices.Clone(b.Categories), func(c string) bool { return c == NotRecorded })
}

// NotRecorded is the category of what nobody wrote down.
const NotRecorded = indicator.NotRecorded

//go:embed data
var dataFiles embed.FS

type schema struct {
	measures   []Measure
	breakdowns []Breakdown
	pairs      []Pair
}

// theSchema reads the embedded tables once. They are part of the program, so
// a fault in them is a programmer's and panics.
var theSchema = sync.OnceValue(func() *schema {
	s := &schema{}
	seen := map[string]bool{}
	for _, r := range dataTable("measures", 5) {
		m := Measure{Sheet: r[0], Name: r[1], Title: r[2], Counts: r[3], Breakdowns: strings.Fields(r[4])}
		s.measures = append(s.measures, m)
		for _, name := range m.Breakdowns {
			if !seen[name] {
				seen[name] = true
				s.breakdowns = append(s.breakdowns, newBreakdown(name))
			}
		}
	}
	for _, r := range dataTable("pairs", 3) {
		s.pairs = append(s.pairs, Pair{r[0], r[1], r[2]})
	}
	return s
})

func newBreakdown(name string) Breakdown {
	split, ok := indicator.Breakdown(name)
	if !ok {
		panic(fmt.Errorf("measures.csv: breakdown %q is not in the vocabulary", name))
	}
	b := Breakdown{Name: name, Title: split.Label, Kind: Parts}
	for _, c := range split.Categories {
		b.Categories = append(b.Categories, c.Value)
	}
	switch {
	case len(b.Categories) == 0:
		b.Kind = Own
	case !split.Sums:
		b.Kind = Overlapping
	}
	return b
}

func dataTable(name string, columns int) [][]string {
	f, err := dataFiles.Open("data/" + name + ".csv")
	if err != nil {
		panic(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord = columns
	rows, err := r.ReadAll()
	if err != nil {
		panic(fmt.Errorf("read %s.csv: %w", name, err))
	}
	return rows[1:]
}
