package indicator

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
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
	links   map[string][]Link
	rules   map[string][]Rule
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

// New reads catalogue.csv and sources.csv of fsys, and links.csv and
// comparability.csv where they are there, and checks every row: ids, units,
// polarities, classes, breakdowns, sheets, sources, baselines and measures. The
// error joins all that is wrong, each with file, line and id.
func New(fsys fs.FS) (*Catalogue, error) {
	c := &Catalogue{at: map[string]int{}, links: map[string][]Link{}, rules: map[string][]Rule{}}
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
		"baseline_n", "baseline_label", "numerator", "denominator", "caveat", "subject", "baseline_count")
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
	problems = append(problems, c.readLinks(fsys, known), c.readRules(fsys))
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	return c, nil
}

func readDefinition(r reference.Row) (Definition, []error) {
	d := Definition{
		ID: r.Get("id"), Title: r.Get("title"), Subject: r.Get("subject"),
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
	if s := r.Get("baseline_count"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 0 {
			errs = append(errs, fmt.Errorf("baseline_count %q is not a whole number", s))
		}
		d.Baseline.Count, d.Baseline.HasCount = n, true
	}
	return d, errs
}
