package privacy

import (
	"strings"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/workbook"
)

// joinedRows finds lists of which each row stands in one cell, parted by commas,
// semicolons, bars or tabs, or of which several stand in one cell on lines of
// their own: a child a note, say. Each column is looked at by itself.
type joinedRows struct {
	s     *screener
	sheet string
	cols  map[int]*detector
	told  bool
}

func newJoined(s *screener, sheet string) *joinedRows {
	return &joinedRows{s: s, sheet: sheet, cols: map[int]*detector{}}
}

// leastMarks part the least that a row of a list says, three things.
const leastMarks = 2

func (j *joinedRows) add(row workbook.Row) {
	for _, c := range row.Cells {
		if j.told {
			return
		}
		if c.Kind != workbook.Text || c.Col > mostCols || len(c.Text) < 8 {
			continue
		}
		for line := range strings.Lines(c.Text) {
			if line = strings.TrimSpace(line); marksIn(line) < leastMarks {
				continue
			}
			d := j.cols[c.Col]
			if d == nil {
				d = &detector{}
				j.cols[c.Col] = d
			}
			fields := textRow(line)
			fields.Number = row.Number
			at, list := d.add(fields)
			j.tell(c.Col, at, list)
		}
	}
}

func (j *joinedRows) end() {
	for col := 1; col <= mostCols && !j.told; col++ {
		if d := j.cols[col]; d != nil {
			at, list := d.end()
			j.tell(col, at, list)
		}
	}
}

func (j *joinedRows) tell(col, at int, list bool) {
	if list {
		j.told = true
		j.s.add(cell.Ref{Sheet: j.sheet, Row: at, Col: col}, cell.ChildLevelRows, "")
	}
}

// marksIn counts the marks that part the fields of a line.
func marksIn(line string) int {
	n := 0
	for i := range len(line) {
		switch line[i] {
		case ',', ';', '|', '\t':
			n++
		}
	}
	return n
}
