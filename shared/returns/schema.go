package returns

import (
	"embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"earlyhelp/shared/indicator"
)

// TemplateVersion is the version of the workbook that WriteTemplate writes and
// Read takes: the year and a number within it. Read upgrades FirstVersion.
const TemplateVersion = "2026.2"

// FirstVersion is the template before TemplateVersion: four sheets and twelve
// measures, all of which are in the later one.
const FirstVersion = "2026.1"

// The sheets of a return.
const (
	Cover       = "Cover"
	EarlyHelp   = "EarlyHelp"
	Referrals   = "Referrals"
	Audit       = "Audit"
	Workforce   = "Workforce"
	Partnership = "Partnership"
	InfoSharing = "InfoSharing"
	LocalOffer  = "LocalOffer"
	Survey      = "Survey"
)

// Sheets returns the sheets that are read, in the order of the workbook.
func Sheets() []string { return append([]string{Cover}, countSheets()...) }

// countSheets are the sheets that hold counts.
func countSheets() []string {
	return []string{EarlyHelp, Referrals, Audit, Workforce, Partnership, InfoSharing, LocalOffer, Survey}
}

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
	Decimals   bool     // counted in parts as well: whole-time equivalents
	Made       bool     // worked out by Read, and not asked for
	AddsUp     bool     // counts events, so that a financial year's count is the sum of its four quarters'
}

// Categories returns the categories of a breakdown of m that the workbook asks
// for, in its order: all of them, but on sheets with a row an agency not
// "not recorded". For Total it returns All where the workbook asks for the
// total, nil where Read adds it up. It returns nil for localities, for
// breakdowns that m does not have, and for measures that are made.
func (m Measure) Categories(breakdown string) []string {
	if m.Made {
		return nil
	}
	if breakdown == Total {
		if rowSheet(m) {
			return nil
		}
		return []string{All}
	}
	b, ok := FindBreakdown(breakdown)
	if !ok || !slices.Contains(m.Breakdowns, breakdown) {
		return nil
	}
	if breakdown == "agency" && rowSheet(m) {
		return Agencies()
	}
	return b.Categories
}

// rowSheet reports whether a measure stands in a table with one row an agency
// or setting type, which asks for no total.
func rowSheet(m Measure) bool {
	switch m.Sheet {
	case Workforce, Partnership, InfoSharing:
		return true
	case Survey:
		return slices.Equal(m.Breakdowns, []string{"agency"})
	}
	return false
}

// Asked returns the figures that a sheet asks for, localities left out, in the
// order of the measures: for each the total, if asked for, then each breakdown.
// "" is every sheet.
func Asked(sheet string) []Key {
	var keys []Key
	for _, m := range Measures(sheet) {
		for _, c := range m.Categories(Total) {
			keys = append(keys, Key{m.Name, Total, c})
		}
		for _, name := range m.Breakdowns {
			for _, c := range m.Categories(name) {
				keys = append(keys, Key{m.Name, name, c})
			}
		}
	}
	return keys
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
// The whole may be a measure that is made.
type Pair struct {
	Part, Whole string
	Why         string
}

// A FactKind is one fact that the Partnership sheet asks about.
type FactKind struct {
	Name   string
	Title  string
	Asks   string // the question
	Months int    // a yes is about something done in so many months up to the last day of the period
}

// A Question is one question of the Survey sheet. Its measures are the name
// with _responses, _agree and _unsure.
type Question struct {
	Name     string
	Title    string
	Families bool // answered by families; else by professionals, a row an agency
	Asks     string
	Agree    string // what _agree counts: "agrees", "names at least one"
	Unsure   string
}

// Measures returns the measures that a sheet asks for, in the order of the
// workbook, or those of every sheet when sheet is "".
func Measures(sheet string) []Measure { return ofSheet(theSchema().measures, sheet) }

// Made returns the measures of a sheet, or of every one, that no sheet asks for
// and Read works out from those that were typed.
func Made(sheet string) []Measure { return ofSheet(theSchema().made, sheet) }

func ofSheet(all []Measure, sheet string) []Measure {
	var ms []Measure
	for _, m := range all {
		if sheet == "" || m.Sheet == sheet {
			m.Breakdowns = slices.Clone(m.Breakdowns)
			ms = append(ms, m)
		}
	}
	return ms
}

// FindMeasure returns a measure by its name, made ones among them.
func FindMeasure(name string) (Measure, bool) {
	m, ok := theSchema().byName[name]
	return m, ok
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

// Facts returns what the Partnership sheet asks about, in its order.
func Facts() []FactKind { return slices.Clone(theSchema().facts) }

// Questions returns the questions of the Survey sheet, in its order.
func Questions() []Question { return slices.Clone(theSchema().questions) }

// Agencies returns the rows of sheets with one row an agency: the categories
// of the agency breakdown, all but "not recorded".
func Agencies() []string {
	b, _ := FindBreakdown("agency")
	return slices.DeleteFunc(slices.Clone(b.Categories), func(c string) bool { return c == NotRecorded })
}

// NotRecorded is the category of what nobody wrote down.
const NotRecorded = indicator.NotRecorded

//go:embed data
var dataFiles embed.FS

// A setting is a type of setting with where it is counted.
type setting struct{ kind, sort, phase, governance string }

type schema struct {
	measures   []Measure
	made       []Measure
	byName     map[string]Measure
	of         map[string][]string // what a made measure is made of, as in derived.csv
	breakdowns []Breakdown
	pairs      []Pair
	facts      []FactKind
	questions  []Question
	settings   []setting
}

// theSchema reads the embedded tables once. They are part of the program, so
// a fault in them is a programmer's and panics.
var theSchema = sync.OnceValue(func() *schema {
	s := &schema{byName: map[string]Measure{}, of: map[string][]string{}}
	for _, r := range dataTable("measures", 7) {
		m := Measure{Sheet: r[0], Name: r[1], Title: r[2], Counts: r[3], Breakdowns: strings.Fields(r[4]), Decimals: is(r[5], "decimal", "whole"), AddsUp: is(r[6], "add up", "no")}
		s.measures, s.byName[m.Name] = append(s.measures, m), m
		s.addBreakdowns(m)
	}
	for _, r := range dataTable("derived", 6) {
		m := Measure{Sheet: r[0], Name: r[1], Title: r[2], Counts: r[3], Breakdowns: strings.Fields(r[4]), Made: true}
		s.made, s.byName[m.Name] = append(s.made, m), m
		s.of[m.Name] = strings.Fields(r[5])
		s.addBreakdowns(m)
	}
	for _, r := range dataTable("pairs", 3) {
		s.pairs = append(s.pairs, Pair{r[0], r[1], r[2]})
	}
	for _, r := range dataTable("facts", 4) {
		months, err := strconv.Atoi(r[3])
		if err != nil {
			panic(fmt.Errorf("facts.csv: months of %s: %w", r[0], err))
		}
		s.facts = append(s.facts, FactKind{r[0], r[1], r[2], months})
	}
	for _, r := range dataTable("questions", 6) {
		s.questions = append(s.questions, Question{r[0], r[1], r[2] == "families", r[3], r[4], r[5]})
	}
	for _, r := range dataTable("settings", 4) {
		s.settings = append(s.settings, setting{r[0], r[1], r[2], r[3]})
	}
	return s
})

func (s *schema) addBreakdowns(m Measure) {
	for _, name := range m.Breakdowns {
		if !slices.ContainsFunc(s.breakdowns, func(b Breakdown) bool { return b.Name == name }) {
			s.breakdowns = append(s.breakdowns, newBreakdown(name))
		}
	}
}

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

// is reports whether a word of a table is yes, which must be yes or no: one
// misspelt would else count as no, and a measure whose quarters add up would
// lose its protection in silence.
func is(word, yes, no string) bool {
	if word != yes && word != no {
		panic(fmt.Errorf("the word %q is neither %q nor %q", word, yes, no))
	}
	return word == yes
}

func dataTable(name string, columns int) [][]string {
	f, err := dataFiles.Open("data/" + name + ".csv")
	if err != nil {
		panic(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord, r.Comment = columns, '#'
	rows, err := r.ReadAll()
	if err != nil {
		panic(fmt.Errorf("read %s.csv: %w", name, err))
	}
	return rows[1:]
}
