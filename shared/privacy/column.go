package privacy

import (
	"strings"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/workbook"
)

// nameColumns finds columns of people's names: what is too little in one
// cell ("Grace Brown", which could be a place) is enough in a column of them.
type nameColumns struct {
	s     *screener
	sheet string
	cols  map[int]*nameColumn
}

type nameColumn struct {
	headed bool // under a heading that asks for names
	texts  int  // cells that hold words
	likely int  // of those, cells that could be a name
	sure   int  // of those, cells of which a part is no ordinary word
	refs   []cell.Ref
}

// A column of names has at least three, more than six in ten of its texts
// could be names, and a third of those are of sure parts; under a heading
// that asks for names, whatever has the shape of one is.
const (
	leastNames = 3
	mostNamed  = 50 // cells named a column
)

func newNameColumns(s *screener, sheet string) *nameColumns {
	return &nameColumns{s: s, sheet: sheet, cols: map[int]*nameColumn{}}
}

// nameHeadings ask for names of people.
var nameHeadings = set(`name names fullname childname childsname nameofchild forename forenames firstname givenname surname lastname familyname
	parentname mothername fathername carername childname pupilname clientname workername worker keyworker socialworker allocatedworker leadprofessional leadprofessionalname
	contactname contact staffname practitioner child children pupil student client parent mother father carer sibling siblings`)

func (c *nameColumns) add(row workbook.Row) {
	for _, v := range row.Cells {
		if v.Kind != workbook.Text || len(v.Text) < 3 || len(v.Text) > 60 {
			continue
		}
		if first := v.Text[0]; first >= 'a' && first <= 'z' && c.cols[v.Col] == nil && !nameHeadings[plain(v.Text)] {
			continue // names have capitals, and most texts of a return have none
		}
		col := c.cols[v.Col]
		if col == nil {
			col = &nameColumn{}
			c.cols[v.Col] = col
		}
		if nameHeadings[plain(v.Text)] {
			col.headed = true
			continue
		}
		col.texts++
		likely, sure := c.s.people.couldBe(typed(v.Text), col.headed)
		if likely {
			col.likely++
			if len(col.refs) < mostNamed {
				col.refs = append(col.refs, cell.Ref{Sheet: c.sheet, Row: row.Number, Col: v.Col})
			}
		}
		if sure {
			col.sure++
		}
	}
}

func (c *nameColumns) end() {
	for n := 1; n <= mostCols; n++ {
		col := c.cols[n]
		if col == nil || col.likely < leastNames || col.likely*10 < col.texts*6 || col.sure*3 < col.likely && !col.headed {
			continue
		}
		for _, ref := range col.refs {
			c.s.add(ref, cell.PersonName, "")
		}
	}
}

// couldBe reports whether a short text has the shape of a name and parts that
// serve as names, and whether one of them is a name and little else.
func (n *names) couldBe(t string, headed bool) (likely, sure bool) {
	var room [8]word
	w := n.split(strings.TrimSpace(t), room[:0])
	if len(w) == 0 || len(w) > 5 || strings.ContainsAny(t, "0123456789_@/;:") {
		return false, false
	}
	given, surname, strange := false, false, false
	for i := range w {
		a := &w[i]
		switch {
		case titles[a.low]:
			surname = true
		case a.initial:
		case !a.capital && !particles[a.low], never[a.low] && a.use == 0:
			return false, false
		case things[a.low] && (i == 0 || a.use&anySurname == 0 || w[0].use&sureGiven == 0): // Rose Hill, not Oliver Hill
			return false, false
		default:
			given = given || a.use&anyGiven != 0
			surname = surname || a.use&anySurname != 0
			sure = sure || a.use&(sureGiven|sureSurname) != 0
			strange = strange || n.unknown(a)
		}
	}
	if len(w) == 1 {
		return headed && (given || surname) || sure && given, sure
	}
	if given && surname || (given || surname) && strange && len(w) <= 3 {
		return true, sure
	}
	if headed && (strange || given || surname) {
		return true, true
	}
	return false, false
}
