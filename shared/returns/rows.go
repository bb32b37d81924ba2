package returns

import (
	"fmt"
	"math"
	"strconv"
	"unicode/utf8"

	"earlyhelp/shared/cell"
)

// A rowWriter writes the rows of one sheet as XML (ECMA-376 part 1, 18.3.1.73).
// It exists because the rows are all that differs between two returns: written
// so, a workbook takes a tenth of the time that it takes cell by cell through
// a spreadsheet library, and the same return gives the same bytes.
type rowWriter struct {
	out    []byte
	shared map[string]int // texts of the template, to their places in the table of shared texts
	learn  *[]string      // not nil: texts that are not yet in shared are added to it
	bare   bool           // leave out guidance, blank notes and rows for more localities
	row    int
	width  int // last column used
}

// begin starts a row of a height in points.
func (w *rowWriter) begin(row int, height float64) {
	w.row = row
	w.out = append(w.out, `<row r="`...)
	w.out = strconv.AppendInt(w.out, int64(row), 10)
	w.out = append(w.out, `" ht="`...)
	w.out = strconv.AppendFloat(w.out, height, 'f', -1, 64)
	w.out = append(w.out, `" customHeight="1">`...)
}

func (w *rowWriter) end() { w.out = append(w.out, `</row>`...) }

// cell writes the beginning of a cell's tag.
func (w *rowWriter) cell(col, style int) {
	w.width = max(w.width, col)
	w.out = append(w.out, `<c r="`...)
	if col <= 26 {
		w.out = append(w.out, byte('A'+col-1))
	} else {
		w.out = append(w.out, cell.ColumnName(col)...)
	}
	w.out = strconv.AppendInt(w.out, int64(w.row), 10)
	w.out = append(w.out, `" s="`...)
	w.out = strconv.AppendInt(w.out, int64(style), 10)
	w.out = append(w.out, '"')
}

// blank writes a cell with nothing in it.
func (w *rowWriter) blank(col, style int) {
	w.cell(col, style)
	w.out = append(w.out, `/>`...)
}

// text writes a text of the template, "" as a blank.
func (w *rowWriter) text(col, style int, s string) {
	if s == "" {
		w.blank(col, style)
		return
	}
	i, ok := w.shared[s]
	if !ok && w.learn != nil {
		i, ok = len(w.shared), true
		w.shared[s] = i
		*w.learn = append(*w.learn, s)
	}
	if !ok {
		w.own(col, style, s)
		return
	}
	w.cell(col, style)
	w.out = append(w.out, ` t="s"><v>`...)
	w.out = strconv.AppendInt(w.out, int64(i), 10)
	w.out = append(w.out, `</v></c>`...)
}

// own writes a text of the area's own, "" as a blank.
func (w *rowWriter) own(col, style int, s string) {
	if s == "" {
		w.blank(col, style)
		return
	}
	w.cell(col, style)
	w.out = append(w.out, ` t="inlineStr"><is><t xml:space="preserve">`...)
	w.out = appendEscaped(w.out, s)
	w.out = append(w.out, `</t></is></c>`...)
}

// number writes a number.
func (w *rowWriter) number(col, style int, n float64) {
	w.cell(col, style)
	w.out = append(w.out, `><v>`...)
	if n == math.Trunc(n) && math.Abs(n) < 1e15 {
		w.out = strconv.AppendInt(w.out, int64(n), 10)
	} else {
		w.out = strconv.AppendFloat(w.out, n, 'g', -1, 64)
	}
	w.out = append(w.out, `</v></c>`...)
}

// count writes a count: a number, a symbol, or a blank where there is none.
func (w *rowWriter) count(col, style int, c Count, ok bool) {
	switch {
	case !ok:
		w.blank(col, style)
	case c.State != Known:
		w.text(col, style, "["+string(c.State)+"]")
	default:
		w.number(col, style, c.N)
	}
}

// appendEscaped appends a text as it stands in XML. What XML cannot hold, and
// text that looks like the way of writing it, is written _xHHHH_ (ECMA-376
// part 1, 22.9.2.19).
func appendEscaped(dst []byte, s string) []byte {
	for i, r := range s {
		switch {
		case r == '&':
			dst = append(dst, "&amp;"...)
		case r == '<':
			dst = append(dst, "&lt;"...)
		case r == '>':
			dst = append(dst, "&gt;"...)
		case r == '_' && looksEscaped(s[i:]):
			dst = append(dst, "_x005F_"...)
		case r < ' ' && r != '\t' && r != '\n' || r == 0xFFFE || r == 0xFFFF:
			dst = fmt.Appendf(dst, "_x%04X_", r)
		default:
			dst = utf8.AppendRune(dst, r) // what is not UTF-8 becomes U+FFFD
		}
	}
	return dst
}

func looksEscaped(s string) bool {
	if len(s) < 7 || s[1] != 'x' || s[6] != '_' {
		return false
	}
	_, err := strconv.ParseUint(s[2:6], 16, 16)
	return err == nil
}
