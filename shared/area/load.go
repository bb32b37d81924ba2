package area

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"earlyhelp/shared/period"
	"earlyhelp/shared/reference"
)

// New returns a register made from layers of data files. Each layer may hold
// any of the files; all of them together must make a whole register. A row of
// a later layer replaces the row of an earlier one with the same key:
//
//	regions.csv      code
//	areas.csv        dfe
//	codes.csv        gss, dfe
//	changes.csv      from_gss, to_gss
//	populations.csv  code and year
//	neighbours.csv   dfe
//	hexes.csv        dfe
//	deprivation.csv  dfe
//
// The error joins everything that is wrong, each naming its file and line, or
// the area concerned.
func New(layers ...fs.FS) (*Register, error) {
	b := &builder{
		regions:    map[string]Region{},
		areas:      map[string]*Area{},
		codes:      map[[2]string]CodeSpan{},
		changes:    map[[2]string]Change{},
		people:     map[string]map[int]int{},
		neighbours: map[string][]Neighbour{},
		hexes:      map[string][2]int{},
		deprived:   map[string]Deprivation{},
	}
	for _, layer := range layers {
		b.read(layer)
	}
	if len(b.problems) > 0 {
		return nil, errors.Join(b.problems...)
	}
	r := b.register()
	if len(b.problems) > 0 {
		// Some were found in the order of a map.
		slices.SortFunc(b.problems, func(x, y error) int { return cmp.Compare(x.Error(), y.Error()) })
		return nil, errors.Join(b.problems...)
	}
	return r, nil
}

type builder struct {
	regions    map[string]Region
	areas      map[string]*Area
	codes      map[[2]string]CodeSpan // by GSS code and DfE number
	changes    map[[2]string]Change   // by GSS code before and after
	people     map[string]map[int]int
	neighbours map[string][]Neighbour
	hexes      map[string][2]int
	deprived   map[string]Deprivation
	problems   []error
}

var (
	dfeForm = regexp.MustCompile(`^\d{3}$`)
	gssForm = regexp.MustCompile(`^E\d{8}$`)
)

func (b *builder) fail(err error) { b.problems = append(b.problems, err) }

// each reads a file of a layer, if it is there, and calls row for its rows.
func (b *builder) each(layer fs.FS, file string, columns []string, row func(reference.Row) error) reference.Table {
	t, err := reference.Read(layer, file, columns...)
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			b.fail(err)
		}
		return t
	}
	for _, r := range t.Rows {
		if err := row(r); err != nil {
			b.fail(r.Errorf("%w", err))
		}
	}
	return t
}

func (b *builder) read(layer fs.FS) {
	b.each(layer, "regions.csv", []string{"code", "name"}, func(r reference.Row) error {
		code := r.Get("code")
		b.regions[code] = Region{code, r.Get("name")}
		return form(gssForm, code)
	})
	b.each(layer, "areas.csv", []string{"dfe", "name", "type", "region", "dfe_region", "from", "to"}, b.area)
	b.each(layer, "codes.csv", []string{"gss", "dfe", "type", "from", "to"}, func(r reference.Row) error {
		from, to, err := days(r)
		b.codes[[2]string{r.Get("gss"), r.Get("dfe")}] = CodeSpan{r.Get("gss"), r.Get("type"), from, to}
		return errors.Join(err, form(gssForm, r.Get("gss")), form(dfeForm, r.Get("dfe")), knownType(r.Get("type")))
	})
	b.each(layer, "changes.csv", []string{"from_gss", "from_dfe", "to_gss", "to_dfe", "effective", "kind", "note"}, b.change)
	b.populations(layer)
	b.each(layer, "neighbours.csv", []string{"dfe", "n1", "n10"}, b.neighbour)
	b.each(layer, "hexes.csv", []string{"dfe", "q", "r"}, func(r reference.Row) error {
		q, err1 := strconv.Atoi(r.Get("q"))
		row, err2 := strconv.Atoi(r.Get("r"))
		b.hexes[r.Get("dfe")] = [2]int{q, row}
		return errors.Join(err1, err2)
	})
	b.each(layer, "deprivation.csv", []string{"dfe", "idaci", "idaci_rank", "imd", "imd_rank"}, b.deprivation)
}

func (b *builder) deprivation(r reference.Row) error {
	var d Deprivation
	var err [4]error
	d.IDACI, err[0] = strconv.ParseFloat(r.Get("idaci"), 64)
	d.IDACIRank, err[1] = strconv.Atoi(r.Get("idaci_rank"))
	d.IMD, err[2] = strconv.ParseFloat(r.Get("imd"), 64)
	d.IMDRank, err[3] = strconv.Atoi(r.Get("imd_rank"))
	b.deprived[r.Get("dfe")] = d
	if !(d.IDACI >= 0 && d.IDACI <= 1 && d.IMD >= 0 && d.IMD <= 100) || d.IDACIRank < 1 || d.IMDRank < 1 {
		return errors.Join(errors.Join(err[:]...), errors.New("idaci is a share from 0 to 1, imd a score from 0 to 100, and ranks begin with 1"))
	}
	return errors.Join(err[:]...)
}

func (b *builder) area(r reference.Row) error {
	from, to, err := days(r)
	b.areas[r.Get("dfe")] = &Area{
		DFE: r.Get("dfe"), Name: r.Get("name"), Type: r.Get("type"),
		RegionCode: r.Get("region"), DFERegion: r.Get("dfe_region"), From: from, To: to,
	}
	if r.Get("name") == "" {
		err = errors.Join(err, errors.New("the area has no name"))
	}
	return errors.Join(err, form(dfeForm, r.Get("dfe")), knownType(r.Get("type")))
}

func (b *builder) change(r reference.Row) error {
	on, err := period.ParseDate(r.Get("effective"))
	c := Change{r.Get("from_gss"), r.Get("from_dfe"), r.Get("to_gss"), r.Get("to_dfe"), on, ChangeKind(r.Get("kind")), r.Get("note")}
	b.changes[[2]string{c.FromGSS, c.ToGSS}] = c
	switch c.Kind {
	case Recode, Merge, Part, Split:
	default:
		err = errors.Join(err, fmt.Errorf("kind %q is not recode, merge, part or split", c.Kind))
	}
	return err
}

// populations reads the one wide file: a column for every year.
func (b *builder) populations(layer fs.FS) {
	t, err := reference.Read(layer, "populations.csv", "code")
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			b.fail(err)
		}
		return
	}
	for _, column := range t.Columns {
		if column == "code" {
			continue
		}
		year, err := strconv.Atoi(column)
		if err != nil || year < 2000 || year > 2100 {
			b.fail(fmt.Errorf("populations.csv: the heading %q is not a year", column))
			continue
		}
		for _, r := range t.Rows {
			text := r.Get(column)
			if text == "" || text == "x" { // not in being; not available
				continue
			}
			n, err := strconv.Atoi(text)
			if err != nil || n <= 0 {
				b.fail(r.Errorf("%s: %q is not a number of children", column, text))
				continue
			}
			code := r.Get("code")
			if b.people[code] == nil {
				b.people[code] = map[int]int{}
			}
			b.people[code][year] = n
		}
	}
}

// neighbourCount is the length of every list in DfE's model.
const neighbourCount = 10

func (b *builder) neighbour(r reference.Row) error {
	var ns []Neighbour
	for i := 1; i <= neighbourCount; i++ {
		text := r.Get("n" + strconv.Itoa(i))
		dfe, closeness, ok := strings.Cut(text, " ")
		if !ok || !slices.Contains(closenesses, closeness) {
			return fmt.Errorf("n%d: %q is not a number and one of: %s", i, text, strings.Join(closenesses, ", "))
		}
		ns = append(ns, Neighbour{dfe, closeness})
	}
	b.neighbours[r.Get("dfe")] = ns
	return nil
}

// closenesses are the five bands of DfE's model, nearest first.
var closenesses = []string{"extremely close", "very close", "close", "somewhat close", "not close"}

var types = []string{"London borough", "metropolitan district", "unitary", "county"}

func knownType(t string) error {
	if !slices.Contains(types, t) {
		return fmt.Errorf("type %q is not one of: %s", t, strings.Join(types, ", "))
	}
	return nil
}

func form(re *regexp.Regexp, code string) error {
	if !re.MatchString(code) {
		return fmt.Errorf("%q does not have the form of a code", code)
	}
	return nil
}

// days reads the columns from and to, both of which may be blank.
func days(r reference.Row) (from, to period.Date, err error) {
	err = errors.Join(from.UnmarshalText([]byte(r.Get("from"))), to.UnmarshalText([]byte(r.Get("to"))))
	if err == nil && !from.IsZero() && !to.IsZero() && to.Before(from) {
		err = fmt.Errorf("it ends on %s, before it begins on %s", to, from)
	}
	return from, to, err
}

func compareSpans(a, b CodeSpan) int { // a zero From sorts first
	return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.GSS, b.GSS))
}
