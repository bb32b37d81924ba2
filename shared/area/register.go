package area

import (
	"cmp"
	"embed"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"earlyhelp/shared/period"
)

//go:embed data
var embedded embed.FS

// Data returns the data files of the built-in register, the first layer for
// New when others are to be added.
func Data() fs.FS {
	sub, err := fs.Sub(embedded, "data")
	if err != nil {
		panic(err) // the name is a constant
	}
	return sub
}

// England returns the built-in register. It is parsed once and shared: do not
// change what its methods return.
func England() *Register { return england() }

var england = sync.OnceValue(func() *Register {
	r, err := New(Data())
	if err != nil {
		panic("area: built-in data: " + err.Error())
	}
	return r
})

// A Register answers questions about areas. It is not changed once made and
// may be used from several goroutines.
type Register struct {
	areas    []Area         // by name, then number
	byDFE    map[string]int // index in areas
	byGSS    map[string]int
	regions  []Region
	changes  []Change
	people   map[string]map[int]int // code -> year -> children aged 0 to 17
	lastYear int                    // the latest year in people
}

// Find returns the area with a DfE number or with any GSS code it ever had.
func (r *Register) Find(code string) (Area, bool) {
	code = strings.ToUpper(strings.TrimSpace(code))
	if i, ok := r.byDFE[code]; ok {
		return r.areas[i], true
	}
	if i, ok := r.byGSS[code]; ok {
		return r.areas[i], true
	}
	return Area{}, false
}

// All returns every area, abolished ones included, by name.
func (r *Register) All() []Area { return slices.Clone(r.areas) }

// On returns the areas in being on day d, by name.
func (r *Register) On(d period.Date) []Area {
	var as []Area
	for _, a := range r.areas {
		if a.On(d) {
			as = append(as, a)
		}
	}
	return as
}

// Regions returns the nine regions in the order of their codes.
func (r *Register) Regions() []Region { return slices.Clone(r.regions) }

// Changes returns every change, earliest first.
func (r *Register) Changes() []Change { return slices.Clone(r.changes) }

// Population returns the children aged 0 to 17 by which a figure of an area
// for period p is divided.
//
// A financial year is divided by the estimate for the June within it: DfE
// divides the year to March 2025 by mid-2024. A quarter is divided by the
// estimate of the calendar year before it, the newest that can be published by
// then. Where the register has no estimate so late, its latest one is used.
// For the first quarters of a new area, which has no estimate for the year
// before, the year of the quarter itself is used.
// The answer is false where DfE gives none (Bournemouth, Poole and the county
// of Dorset have none at all), and for years outside the area's life.
func (r *Register) Population(dfe string, p period.Period) (Population, bool) {
	return r.population(dfe, p)
}

// RegionPopulation is Population for a region by its code. E13000001 and
// E13000002, Inner and Outer London, answer too; both are within E12000007.
func (r *Register) RegionPopulation(code string, p period.Period) (Population, bool) {
	return r.population(code, p)
}

// EnglandPopulation is Population for England.
func (r *Register) EnglandPopulation(p period.Period) (Population, bool) {
	return r.population(EnglandCode, p)
}

func (r *Register) population(code string, p period.Period) (Population, bool) {
	byYear := r.people[code]
	if p.IsZero() || len(byYear) == 0 {
		return Population{}, false
	}
	year := p.Start().Year
	if p.Kind() == period.Quarter {
		year--
	}
	year = min(year, r.lastYear)
	n, ok := byYear[year]
	if !ok && p.Kind() == period.Quarter {
		year++ // it began after the June of the year before
		n, ok = byYear[year]
	}
	if !ok {
		return Population{}, false
	}
	return Population{n, year}, true
}

// Successors returns the changes that ended an area, with the area each leads
// to. Recodes do not end an area.
func (r *Register) Successors(dfe string) []Change {
	return r.changesWhere(func(c Change) bool { return c.FromDFE == dfe && c.ToDFE != dfe })
}

// Predecessors returns the changes from which an area came.
func (r *Register) Predecessors(dfe string) []Change {
	return r.changesWhere(func(c Change) bool { return c.ToDFE == dfe && c.FromDFE != dfe })
}

func (r *Register) changesWhere(keep func(Change) bool) []Change {
	var cs []Change
	for _, c := range r.changes {
		if keep(c) {
			cs = append(cs, c)
		}
	}
	return cs
}

func byName(a, b Area) int {
	return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.DFE, b.DFE))
}
