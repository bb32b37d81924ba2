package indicator

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"earlyhelp/shared/reference"
)

//go:embed data
var embedded embed.FS

// Data returns the data files of the built-in catalogue and vocabulary.
func Data() fs.FS {
	sub, err := fs.Sub(embedded, "data")
	if err != nil {
		panic(err) // the name is a constant
	}
	return sub
}

// All returns the built-in catalogue. It is parsed once and shared.
func All() *Catalogue { return all() }

var all = sync.OnceValue(func() *Catalogue {
	c, err := New(Data())
	if err != nil {
		panic("indicator: built-in catalogue: " + err.Error())
	}
	return c
})

// A Catalogue holds definitions in the order of its file. It is not changed
// once made.
type Catalogue struct {
	list    []Definition
	at      map[string]int
	sources []Source
}

// A Source is a published text that indicators rest on.
type Source struct {
	Short     string // as it stands at the head of a reference: S1
	Title     string
	Publisher string
	Published string // year
}

// Find returns the definition with an id such as E06.
func (c *Catalogue) Find(id string) (Definition, bool) {
	i, ok := c.at[strings.ToUpper(strings.TrimSpace(id))]
	if !ok {
		return Definition{}, false
	}
	return c.list[i], true
}

// List returns every definition, A01 to H09.
func (c *Catalogue) List() []Definition { return slices.Clone(c.list) }

// Computed returns the definitions that figures are worked out for.
func (c *Catalogue) Computed() []Definition {
	var ds []Definition
	for _, d := range c.list {
		if d.Computed {
			ds = append(ds, d)
		}
	}
	return ds
}

// Sources returns the texts that Definition.Source refers to.
func (c *Catalogue) Sources() []Source { return slices.Clone(c.sources) }

// New reads catalogue.csv and sources.csv of fsys and checks every row:
// ids, units, polarities, classes, breakdowns, sheets, sources, baselines and
// measures. The error joins all that is wrong, each with file, line and id.
func New(fsys fs.FS) (*Catalogue, error) {
	c := &Catalogue{at: map[string]int{}}
	sources, err := reference.Read(fsys, "sources.csv", "short", "title", "publisher", "published")
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, r := range sources.Rows {
		known[r.Get("short")] = true
		c.sources = append(c.sources, Source{r.Get("short"), r.Get("title"), r.Get("publisher"), r.Get("published")})
	}
	t, err := reference.Read(fsys, "catalogue.csv", "id", "title", "numerator_words", "denominator_words",
		"unit", "polarity", "breakdowns", "sheets", "class", "source", "baseline_words", "baseline_percent",
		"baseline_n", "baseline_label", "numerator", "denominator", "caveat")
	if err != nil {
		return nil, err
	}
	var problems []error
	for _, r := range t.Rows {
		d, errs := readDefinition(r)
		errs = append(errs, check(d, known)...)
		if _, dup := c.at[d.ID]; dup {
			errs = append(errs, errors.New("the id stands on two rows"))
		}
		for _, err := range errs {
			problems = append(problems, r.Errorf("%s: %w", d.ID, err))
		}
		c.at[d.ID] = len(c.list)
		c.list = append(c.list, d)
	}
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	return c, nil
}

func readDefinition(r reference.Row) (Definition, []error) {
	d := Definition{
		ID: r.Get("id"), Title: r.Get("title"),
		NumeratorWords: r.Get("numerator_words"), DenominatorWords: r.Get("denominator_words"),
		Unit: Unit(r.Get("unit")), Polarity: Polarity(r.Get("polarity")),
		Breakdowns: strings.Fields(r.Get("breakdowns")), Sheets: strings.Fields(r.Get("sheets")),
		Class: r.Get("class"), Source: r.Get("source"), Caveat: r.Get("caveat"),
		Numerator: r.Get("numerator"), Denominator: r.Get("denominator"),
		Baseline: Baseline{Words: r.Get("baseline_words"), Label: r.Get("baseline_label")},
	}
	d.Computed = d.Numerator != ""
	var errs []error
	if s := r.Get("baseline_percent"); s != "" {
		v, err := strconv.ParseFloat(s, 64)
		if err != nil || !(v >= 0 && v <= 100) {
			errs = append(errs, fmt.Errorf("baseline_percent %q is not a number from 0 to 100", s))
		}
		d.Baseline.Percent, d.Baseline.HasMark = v, true
	}
	if s := r.Get("baseline_n"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n <= 0 {
			errs = append(errs, fmt.Errorf("baseline_n %q is not a whole number above 0", s))
		}
		d.Baseline.N = n
	}
	return d, errs
}

var (
	idForm      = regexp.MustCompile(`^[A-Z]\d\d$`)
	measureForm = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	classForm   = regexp.MustCompile(`^D[1-6]$`)
)

// sheets are those of the return that hold counts.
var sheets = []string{"EarlyHelp", "Referrals", "Audit", "Workforce", "Partnership", "InfoSharing", "LocalOffer", "Survey"}

// check returns what is wrong with one definition.
func check(d Definition, sources map[string]bool) []error {
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if !idForm.MatchString(d.ID) {
		bad("the id must be a capital letter and two digits")
	}
	for _, f := range [][2]string{{"title", d.Title}, {"numerator_words", d.NumeratorWords}, {"denominator_words", d.DenominatorWords}} {
		if f[1] == "" {
			bad("%s is blank", f[0])
		}
	}
	if !slices.Contains([]Unit{Percent, Rate, Mean, YesNo}, d.Unit) {
		bad("unit %q is not percent, rate, mean or yes/no", d.Unit)
	}
	if !slices.Contains([]Polarity{High, Low, Neutral}, d.Polarity) {
		bad("polarity %q is not high, low or none", d.Polarity)
	}
	if !classForm.MatchString(d.Class) {
		bad("class %q is not D1 to D6", d.Class)
	}
	for i, b := range d.Breakdowns {
		if _, ok := Breakdown(b); !ok || slices.Contains(d.Breakdowns[:i], b) {
			bad("breakdown %q is not in breakdowns.csv, or is named twice", b)
		}
	}
	if len(d.Sheets) == 0 {
		bad("sheets is blank")
	}
	for _, s := range d.Sheets {
		if !slices.Contains(sheets, s) {
			bad("sheet %q is not one of: %s", s, strings.Join(sheets, ", "))
		}
	}
	if d.Source == "" {
		bad("source is blank")
	}
	for part := range strings.SplitSeq(d.Source, ";") {
		short, where, _ := strings.Cut(strings.TrimSpace(part), " ")
		if d.Source != "" && (!sources[short] || where == "") {
			bad("source %q must be a short name of sources.csv and a place in it", strings.TrimSpace(part))
		}
	}
	errs = append(errs, checkMeasures(d)...)
	return append(errs, checkBaseline(d)...)
}

func checkMeasures(d Definition) []error {
	switch {
	case (d.Numerator == "") != (d.Denominator == ""):
		return []error{errors.New("numerator and denominator must both be given, or both be blank")}
	case d.Numerator == "":
		return nil
	case !measureForm.MatchString(d.Numerator) || !measureForm.MatchString(d.Denominator) || d.Numerator == Population:
		return []error{fmt.Errorf("numerator %q and denominator %q must be measures, in small letters, digits and underscores", d.Numerator, d.Denominator)}
	case (d.Denominator == Population) != (d.Unit == Rate):
		return []error{fmt.Errorf("a rate is divided by %s, and nothing else is", Population)}
	}
	return nil
}

func checkBaseline(d Definition) []error {
	b := d.Baseline
	switch {
	case b == Baseline{}:
		return nil
	case b.Words == "" || b.Label == "":
		return []error{errors.New("a baseline needs baseline_words and baseline_label")}
	case !strings.Contains(b.Words, "“") || strings.Count(b.Words, "“") != strings.Count(b.Words, "”"):
		return []error{errors.New("baseline_words must quote the source between “ and ”")}
	case b.HasMark && d.Unit != Percent && d.Unit != YesNo:
		return []error{fmt.Errorf("baseline_percent places a mark on a percentage, not on a %s", d.Unit)}
	}
	return nil
}
