package list

import (
	"bytes"
	"fmt"
	"iter"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"earlyhelp/shared/workbook"
)

// A csvError says where a CSV file stops making sense.
type csvError struct {
	row     int // as a spreadsheet program would number it
	message string
}

func (e *csvError) Error() string { return fmt.Sprintf("row %d: %s", e.row, e.message) }

// decodeText returns the text of a CSV file as UTF-8 without a byte order
// mark. Excel writes UTF-8 with the mark, Windows-1252 without, or UTF-16
// with its own ("Unicode text"). Text that is not UTF-8 is read as
// Windows-1252, in which every byte means something.
func decodeText(data []byte) string {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		data = data[3:]
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		d := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()
		if out, err := d.Bytes(data); err == nil {
			return string(out)
		}
	}
	if utf8.Valid(data) {
		return string(data)
	}
	out, err := charmap.Windows1252.NewDecoder().Bytes(data)
	if err != nil {
		return strings.ToValidUTF8(string(data), "�")
	}
	return string(out)
}

// separators are tried in this order: a tie goes to the earlier.
const separators = ",;\t|"

// findSeparator returns what separates the fields of text: what a first line
// "sep=;" says, else the candidate that stands most often outside quotation
// marks in any one of the rows among which the headings are looked for. A title
// above them has few, and may have others. rest is the text without the "sep="
// line and skipped the number of lines taken off.
func findSeparator(text string) (sep byte, rest string, skipped int) {
	line, after, _ := strings.Cut(text, "\n")
	line = strings.TrimSuffix(line, "\r")
	if len(line) == 5 && strings.EqualFold(line[:4], "sep=") {
		return line[4], after, 1
	}
	var count, most [len(separators)]int
	quoted, row := false, 1
	for _, c := range []byte(text) {
		switch i := strings.IndexByte(separators, c); {
		case c == '"':
			quoted = !quoted
		case quoted:
		case i >= 0:
			count[i]++
			most[i] = max(most[i], count[i])
		case c == '\n' || c == '\r':
			count = [len(separators)]int{}
			if c == '\n' {
				row++
			}
		}
		if row > headRows {
			break
		}
	}
	best := 0
	for i, n := range most {
		if n > most[best] {
			best = i
		}
	}
	return separators[best], text, 0
}

// csvRows yields the rows of a CSV file numbered as a spreadsheet program
// numbers them: a blank line is a row, and a quoted field that runs over
// several lines is one. The cells are valid until the next row. The standard
// library's reader passes over blank lines, which would put every later
// address out.
func csvRows(data []byte) iter.Seq2[workbook.Row, error] {
	return func(yield func(workbook.Row, error) bool) {
		sep, text, row := findSeparator(decodeText(data))
		var cells []workbook.Cell
		for len(text) > 0 {
			row++
			var err error
			if cells, text, err = csvRow(cells[:0], text, sep); err != nil {
				yield(workbook.Row{}, &csvError{row, err.Error()})
				return
			}
			if len(cells) > 0 && !yield(workbook.Row{Number: row, Cells: cells}, nil) {
				return
			}
		}
	}
}

// csvRow reads one row off the front of text and returns what is left. Blank
// fields are left out.
func csvRow(cells []workbook.Cell, text string, sep byte) ([]workbook.Cell, string, error) {
	for col := 1; ; col++ {
		value := ""
		if strings.HasPrefix(text, `"`) {
			var err error
			if value, text, err = quotedField(text[1:]); err != nil {
				return nil, "", err
			}
		}
		// What follows a closing quotation mark is kept as it stands, as
		// Excel does: "a"b is ab.
		end := 0
		for end < len(text) && text[end] != sep && text[end] != '\n' && text[end] != '\r' {
			end++
		}
		if value == "" {
			value = text[:end]
		} else {
			value += text[:end]
		}
		text = text[end:]
		if value = tidy(value); value != "" {
			cells = append(cells, workbook.Cell{Col: col, Text: value, Kind: workbook.Text})
		}
		switch {
		case text == "":
			return cells, "", nil
		case text[0] == sep:
			text = text[1:]
		case strings.HasPrefix(text, "\r\n"):
			return cells, text[2:], nil
		default: // a line end of Unix or of the old Macintosh
			return cells, text[1:], nil
		}
	}
}

// quotedField reads up to the closing quotation mark; two in a row stand for
// one. text begins after the opening one.
func quotedField(text string) (value, rest string, err error) {
	var b strings.Builder
	for {
		i := strings.IndexByte(text, '"')
		if i < 0 {
			return "", "", fmt.Errorf("a quotation mark is opened here and never closed: close it, or take it out")
		}
		doubled := strings.HasPrefix(text[i+1:], `"`)
		if !doubled && b.Len() == 0 {
			return text[:i], text[i+1:], nil
		}
		b.WriteString(text[:i])
		if !doubled {
			return b.String(), text[i+1:], nil
		}
		b.WriteByte('"')
		text = text[i+2:]
	}
}
