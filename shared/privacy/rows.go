package privacy

import (
	"regexp"
	"slices"
	"strings"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/workbook"
)

// Lists returns the places where a workbook holds rows about children: the
// sheet as a whole where its name says so, else the row that gave it away.
// The error is that of reading a sheet.
func Lists(b *workbook.Book) ([]cell.Finding, error) {
	var found []cell.Finding
	for _, s := range b.Sheets() {
		ref, list := cell.Ref{Sheet: s.Name}, ListSheet(s.Name)
		var d detector
		for row, err := range b.Rows(s.Name) {
			if err != nil && !list {
				return found, err
			}
			if list || err != nil {
				break
			}
			ref.Row, list = d.add(row)
		}
		if !list {
			ref.Row, list = d.end()
		}
		if list {
			found = append(found, cell.Finding{Ref: ref, Kind: cell.ChildLevelRows, Message: Message(cell.ChildLevelRows)})
		}
	}
	return found, nil
}

// rows screens the rows of a sheet for what single cells do not show: rows
// about children, columns of names, and text where none belongs.
func (s *screener) rows(sh workbook.Sheet) error {
	var d detector
	told, problems := ListSheet(sh.Name), s.listsProblems(sh.Name)
	columns := newNameColumns(s, sh.Name)
	fields, joined := newFields(s, sh.Name), newJoined(s, sh.Name)
	for row, err := range s.book.Rows(sh.Name) {
		if err != nil {
			columns.end()
			return err
		}
		if !told && !(problems && isProblem(row)) {
			var at int
			if at, told = d.add(row); told {
				s.add(cell.Ref{Sheet: sh.Name, Row: at}, cell.ChildLevelRows, "")
			}
		}
		s.asRead(sh.Name, row)
		columns.add(row)
		fields.add(row)
		joined.add(row)
	}
	joined.end()
	if !told {
		if at, list := d.end(); list {
			s.add(cell.Ref{Sheet: sh.Name, Row: at}, cell.ChildLevelRows, "")
		}
	}
	columns.end()
	return nil
}

// asRead screens cells as the reader of workbooks takes them, which is what
// would be kept. Where a sheet is written as no program writes it, that may
// be another text than those that stand between its tags.
func (s *screener) asRead(sheet string, row workbook.Row) {
	for _, c := range row.Cells {
		k, ok := cell.Kind(""), false
		if c.Kind == workbook.Number {
			k, ok = Number(c.Num)
		} else {
			k, ok = s.text(c.Text)
		}
		if ok {
			s.add(cell.Ref{Sheet: sheet, Row: row.Number, Col: c.Col}, k, "")
		}
	}
}

// listsProblems reports whether a sheet is that of a marked copy of ours.
func (s *screener) listsProblems(sheet string) bool {
	if sheet != CheckSheet {
		return false
	}
	for row, err := range s.book.Rows(sheet) {
		if err != nil {
			return false
		}
		var texts []string
		for _, c := range row.Cells {
			texts = append(texts, c.Text)
		}
		if slices.Equal(texts, CheckHeadings()) {
			return true
		}
	}
	return false
}

// isProblem reports whether a row of CheckSheet lists a problem: it begins with
// a number and ends with a check.
func isProblem(row workbook.Row) bool {
	n := len(row.Cells)
	if n < 4 {
		return false
	}
	first, last := row.Cells[0], row.Cells[n-1]
	return first.Col == 1 && first.Kind == workbook.Number && last.Col == len(CheckHeadings()) && checkName.MatchString(last.Text)
}

// checkName matches what checks are called: V03.
var checkName = regexp.MustCompile(`^[A-Z]\d\d$`)

// TextList reports whether a text file, such as CSV, holds rows about
// children: as Lists does for workbooks. Fields are parted by commas,
// semicolons, tabs or bars. Letters of two bytes (UTF-16) are read as well as
// those of one.
func TextList(data []byte) bool {
	var d detector
	list, number := false, 0
	eachLine(data, func(row workbook.Row) bool {
		number++
		row.Number = number
		_, list = d.add(row)
		return !list
	})
	if !list {
		_, list = d.end()
	}
	return list
}

// ListSheet reports whether a sheet's name is one of the list's.
func ListSheet(name string) bool {
	switch strings.TrimRight(plain(name), "0123456789") {
	case "records", "record", "caseaudit":
		return true
	}
	return false
}
