package privacy

import (
	"bytes"
	"strconv"
	"strings"

	"earlyhelp/shared/workbook"
)

// textLooked bounds how much of a text file is looked at, in bytes. A list
// shows itself by its headings, or by its first few rows.
const textLooked = 64 << 10

// eachLine gives the lines of a text file as rows, until see returns false.
func eachLine(data []byte, see func(workbook.Row) bool) {
	data = bytes.ReplaceAll(data[:min(len(data), textLooked)], []byte{0}, nil)
	for line := range strings.FieldsFuncSeq(string(data), func(r rune) bool { return r == '\n' || r == '\r' }) {
		if !see(textRow(line)) {
			return
		}
	}
}

func textRow(line string) workbook.Row {
	var row workbook.Row
	col := 0
	for start := 0; start <= len(line); {
		end := strings.IndexAny(line[start:], ",;\t|")
		if end < 0 {
			end = len(line) - start
		}
		col++
		if field := strings.Trim(line[start:start+end], "\" \ufeff"); field != "" {
			c := workbook.Cell{Col: col, Kind: workbook.Text, Text: field}
			if n, err := strconv.ParseFloat(field, 64); err == nil {
				c.Kind, c.Num = workbook.Number, n
			}
			row.Cells = append(row.Cells, c)
		}
		start += end + 1
	}
	return row
}
