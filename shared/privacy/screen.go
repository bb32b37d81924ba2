package privacy

import (
	"earlyhelp/shared/cell"
	"earlyhelp/shared/workbook"
)

// mostFindings bounds the answer about a workbook full of them: somebody who
// sent a list needs to know that, not where each of its postcodes is.
const mostFindings = 500

// enoughEvents rows that read as events make a list.
const enoughEvents = 3

// Screen looks through the whole workbook: every cell of every sheet, and
// every part that is not a sheet. It returns what it found in the order of
// the workbook, each cell once, at most 500 findings. The error is that of
// reading a sheet.
func Screen(b *workbook.Book) ([]cell.Finding, error) {
	found := hiddenPlaces(b)
	for _, s := range b.Sheets() {
		more, err := sheet(b, s)
		found = append(found, more...)
		if err != nil {
			return found, err
		}
		if len(found) >= mostFindings {
			break
		}
	}
	return found[:min(len(found), mostFindings)], nil
}

// Names returns what the names of sheets hold, as Screen does for cells. The
// reference is the file's, for that of a sheet would repeat its name: where
// anything is found, nothing else that names a sheet may be told.
func Names(b *workbook.Book) []cell.Finding {
	var found []cell.Finding
	for _, s := range b.Sheets() {
		if k, ok := Text(s.Name); ok {
			found = append(found, cell.Finding{Kind: k, Message: "The name of a sheet holds this. " + Message(k)})
		}
	}
	return found
}

// sheet screens the cells of one sheet.
func sheet(b *workbook.Book, s workbook.Sheet) ([]cell.Finding, error) {
	var found []cell.Finding
	add := func(row, col int, k cell.Kind) {
		ref := cell.Ref{Sheet: s.Name, Row: row, Col: col}
		found = append(found, cell.Finding{Ref: ref, Kind: k, Message: Message(k)})
	}
	list := ListSheet(s.Name)
	if list {
		add(0, 0, cell.ChildLevelRows)
	}
	hiddenRow, hiddenCols, events := false, map[int]bool{}, 0
	for row, err := range b.Rows(s.Name) {
		if err != nil {
			return found, err
		}
		if len(found) >= mostFindings {
			break
		}
		if !list {
			if isEvent(row) {
				events++
			}
			if isListHeading(row) || events == enoughEvents {
				add(row.Number, 0, cell.ChildLevelRows)
				list = true
			}
		}
		if row.Hidden && !hiddenRow {
			add(row.Number, 0, cell.HiddenRows)
			hiddenRow = true // once a sheet: they are mended together
		}
		for _, c := range row.Cells {
			if c.Hidden && !hiddenCols[c.Col] {
				add(row.Number, c.Col, cell.HiddenRows)
				hiddenCols[c.Col] = true
			}
			if k, ok := inCell(c); ok {
				add(row.Number, c.Col, k)
			}
		}
	}
	return found, nil
}

func inCell(c workbook.Cell) (cell.Kind, bool) {
	switch c.Kind {
	case workbook.Text:
		return Text(c.Text)
	case workbook.Number, workbook.DateKind:
		return Number(c.Num)
	}
	return "", false
}

// Lists returns the places where a workbook holds rows about children: the
// sheet as a whole where its name says so, else the row that gave it away.
// The error is that of reading a sheet.
func Lists(b *workbook.Book) ([]cell.Finding, error) {
	var found []cell.Finding
	for _, s := range b.Sheets() {
		ref := cell.Ref{Sheet: s.Name}
		list, events := ListSheet(s.Name), 0
		if !list {
			for row, err := range b.Rows(s.Name) {
				if err != nil {
					return found, err
				}
				if isEvent(row) {
					events++
				}
				if isListHeading(row) || events == enoughEvents {
					list, ref.Row = true, row.Number
					break
				}
			}
		}
		if list {
			found = append(found, cell.Finding{Ref: ref, Kind: cell.ChildLevelRows, Message: Message(cell.ChildLevelRows)})
		}
	}
	return found, nil
}
