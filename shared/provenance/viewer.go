package provenance

import (
	"time"

	"earlyhelp/shared/account"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/period"
)

// A Viewer says what somebody may see of one figure's chain. The zero Viewer
// is the public.
type Viewer struct {
	Exact  bool // the figure before disclosure control
	Nation bool // and those of all areas
	Return bool // the signed return: its cells, fingerprints and explanations
	Names  bool // who sent and who approved it
	Drafts bool // versions that were never signed off

	Zone *time.Location // by which days are told; nil is UTC
}

// ViewerOf returns what p may see of a figure, by the table of package
// account: exact figures by ReadFull, the signed return with names and
// explanations by SeeExplained, its drafts by SeeReturn. A region's or
// England's figure belongs to the whole country.
func ViewerOf(p account.Person, f *benchmark.Fact) Viewer {
	nation := account.Allowed(p, account.ReadFull, "")
	if f.Level != benchmark.AreaLevel {
		return Viewer{Exact: nation, Nation: nation}
	}
	signed := account.Allowed(p, account.SeeExplained, f.DFE)
	return Viewer{Exact: account.Allowed(p, account.ReadFull, f.DFE), Nation: nation, Return: signed, Names: signed,
		Drafts: account.Allowed(p, account.SeeReturn, f.DFE)}
}

// Everything is the viewer who holds the records themselves.
func Everything() Viewer {
	return Viewer{Exact: true, Nation: true, Return: true, Names: true, Drafts: true}
}

// day is the day of a moment where the viewer is.
func (v Viewer) day(t time.Time) string {
	if v.Zone == nil {
		v.Zone = time.UTC
	}
	return period.DateOf(t.In(v.Zone)).Words()
}
