package area

import (
	"earlyhelp/shared/period"
)

// EnglandCode is the ONS code of England.
const EnglandCode = "E92000001"

// An Area is a local authority with responsibility for children's services.
// The DfE number is its key; GSS codes change.
type Area struct {
	DFE        string      // three digits
	Name       string      // the name DfE uses; two areas, 835 and 838, are called Dorset
	Type       string      // London borough, metropolitan district, unitary or county; the latest one
	Region     string      // name of its ONS region
	RegionCode string      // E12000001 to E12000009
	DFERegion  string      // Inner London or Outer London; "" elsewhere
	Codes      []CodeSpan  // earliest first
	From, To   period.Date // first and last day in being; zero: before April 2013, or still in being

	// HexQ and HexR place the area on the hexagon map (column, row upwards,
	// odd rows half a cell to the right). HasHex is false for abolished areas.
	HexQ, HexR int
	HasHex     bool

	Neighbours []Neighbour // ten, nearest first; none for abolished areas

	Deprivation Deprivation
}

// A Deprivation says how deprived an area is, by the English Indices of
// Deprivation 2019. The ranks are among the 151 areas of April 2019, 1 the
// most deprived. An area that began later has none: IsZero.
type Deprivation struct {
	IDACI     float64 // share of children aged 0 to 15 in families on low incomes, 0 to 1
	IDACIRank int
	IMD       float64 // Index of Multiple Deprivation; higher is more deprived
	IMDRank   int
}

// IsZero reports whether the area has no score.
func (d Deprivation) IsZero() bool { return d.IDACIRank == 0 }

// DeprivationEdition names the source of Deprivation, for notes.
const DeprivationEdition = "English Indices of Deprivation 2019"

// NeighbourEdition names the model that Neighbours come from, for notes.
const NeighbourEdition = "Department for Education, statistical neighbour model, May 2025"

// TypeOn returns the type of council that a was on a day; on the zero Date,
// or one outside the life of a, the nearest it had.
func (a Area) TypeOn(on period.Date) string {
	t := a.Type
	for i, c := range a.Codes {
		if i == 0 || c.From.IsZero() || on.IsZero() || !on.Before(c.From) {
			t = c.Type
		}
	}
	return t
}

// A CodeSpan is a GSS code and the days from first to last on which it stood.
// A zero From is before April 2013, a zero To is still in use.
type CodeSpan struct {
	GSS      string
	Type     string // the type of council under this code
	From, To period.Date
}

// A Neighbour is a statistical neighbour: an area much like this one in the
// features that DfE's model weighs. The relation is not mutual.
type Neighbour struct {
	DFE       string
	Closeness string // extremely close, very close, close, somewhat close, not close
}

// GSS returns the GSS code of a on a day; on the zero Date the latest one.
// For a day outside the life of the area it is the nearest code it had.
func (a Area) GSS(on period.Date) string {
	if len(a.Codes) == 0 {
		return ""
	}
	if on.IsZero() {
		return a.Codes[len(a.Codes)-1].GSS
	}
	for _, c := range a.Codes {
		if c.To.IsZero() || !on.After(c.To) {
			return c.GSS
		}
	}
	return a.Codes[len(a.Codes)-1].GSS
}

// On reports whether a was in being on day d.
func (a Area) On(d period.Date) bool { return within(d, a.From, a.To) }

// Label returns the name and number, as in "Dorset (838)".
func (a Area) Label() string { return a.Name + " (" + a.DFE + ")" }

// within reports whether d is between from and to, either of which may be
// open (zero).
func within(d, from, to period.Date) bool {
	return (from.IsZero() || !d.Before(from)) && (to.IsZero() || !d.After(to))
}

// A Region is one of the nine regions of England.
type Region struct{ Code, Name string }

// A ChangeKind says what a reorganisation did to an area.
type ChangeKind string

// The kinds of change. A recoded area goes on under its DfE number. Merge: the
// whole of it joined the successor. Part: a part of it did. Split: the
// successors divide it between them.
const (
	Recode ChangeKind = "recode"
	Merge  ChangeKind = "merge"
	Part   ChangeKind = "part"
	Split  ChangeKind = "split"
)

// A Change links an area to what it became on a day.
type Change struct {
	FromGSS, FromDFE string
	ToGSS, ToDFE     string
	Effective        period.Date // first day of the new state
	Kind             ChangeKind
	Note             string
}

// A Population is a number of children aged 0 to 17 at 30 June of Year.
type Population struct {
	N    int
	Year int
}
