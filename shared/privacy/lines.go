package privacy

import (
	"bytes"
	"strings"

	"earlyhelp/shared/workbook"
)

// textLooked bounds how much of a text file is looked at, in bytes. A list
// shows itself by its headings, or by its first few rows.
const textLooked = 64 << 10

// TextList reports whether a text file, such as CSV, holds rows about
// children: a line with the headings of a list, or enough lines that read as
// events. Fields are parted by commas, semicolons, tabs or bars. Letters of
// two bytes (UTF-16) are read as well as those of one.
func TextList(data []byte) bool {
	data = bytes.ReplaceAll(data[:min(len(data), textLooked)], []byte{0}, nil)
	events := 0
	for line := range strings.FieldsFuncSeq(string(data), func(r rune) bool { return r == '\n' || r == '\r' }) {
		row := textRow(line)
		if isEvent(row) {
			events++
		}
		if isListHeading(row) || events == enoughEvents {
			return true
		}
	}
	return false
}

func textRow(line string) workbook.Row {
	var row workbook.Row
	for field := range strings.FieldsFuncSeq(line, func(r rune) bool { return strings.ContainsRune(",;\t|", r) }) {
		row.Cells = append(row.Cells, workbook.Cell{Kind: workbook.Text, Text: strings.Trim(field, "\" ")})
	}
	return row
}
