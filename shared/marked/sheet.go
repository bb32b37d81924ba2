package marked

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"earlyhelp/shared/cell"
)

// A sheet is a sheet being written, row by row from the top.
type sheet struct {
	name     string
	widths   []float64 // of columns from A, in characters
	frozen   int       // rows that stay in view
	tab      string    // colour of the tab
	rows     []byte
	links    []link
	comments []comment
	merged   []string
	row      int // the last row begun
	open     bool
}

// A link jumps from a cell to another of the workbook.
type link struct{ from, sheet, to, tip string }

// A comment is what stands beside a marked cell.
type comment struct {
	ref  cell.Ref
	text string
}

// start begins a row; height 0 leaves it to the program.
func (s *sheet) start(row int, height float64) {
	s.end()
	s.row, s.open = row, true
	if height > 0 {
		s.rows = fmt.Appendf(s.rows, `<row r="%d" ht="%s" customHeight="1">`, row, strconv.FormatFloat(height, 'f', -1, 64))
	} else {
		s.rows = append(strconv.AppendInt(append(s.rows, `<row r="`...), int64(row), 10), `">`...)
	}
}

func (s *sheet) end() {
	if s.open {
		s.rows = append(s.rows, "</row>"...)
		s.open = false
	}
}

// text writes a text into the row that was begun.
func (s *sheet) text(col int, text string, st style) {
	if text == "" {
		s.blank(col, st)
		return
	}
	s.cell(col, st)
	s.rows = append(s.rows, ` t="inlineStr"><is><t xml:space="preserve">`...)
	s.rows = append(appendEscaped(s.rows, text), `</t></is></c>`...)
}

func (s *sheet) number(col int, n float64, st style) {
	s.cell(col, st)
	s.rows = append(strconv.AppendFloat(append(s.rows, `><v>`...), n, 'g', -1, 64), `</v></c>`...)
}

func (s *sheet) blank(col int, st style) {
	s.cell(col, st)
	s.rows = append(s.rows, `/>`...)
}

// cell begins the tag of a cell.
func (s *sheet) cell(col int, st style) {
	s.rows = append(append(s.rows, `<c r="`...), cell.ColumnName(col)...)
	s.rows = append(strconv.AppendInt(s.rows, int64(s.row), 10), `" s="`...)
	s.rows = append(strconv.AppendInt(s.rows, int64(st), 10), '"')
}

// link makes the cell of a column, in the row that was begun, jump to another.
func (s *sheet) link(col int, sheet, to, tip string) {
	s.links = append(s.links, link{cell.ColumnName(col) + strconv.Itoa(s.row), sheet, to, tip})
}

// merge joins the columns of the row that was begun.
func (s *sheet) merge(from, to int) {
	s.merged = append(s.merged, fmt.Sprintf("%s%d:%s%d", cell.ColumnName(from), s.row, cell.ColumnName(to), s.row))
}

// xml is the whole sheet. Its elements stand in the order that the standard
// asks for (ECMA-376 part 1, 18.3.1.99); Excel repairs a file with another.
func (s *sheet) xml(first bool) string {
	s.end()
	var b strings.Builder
	b.WriteString(xmlHead + `<worksheet xmlns="` + mainNS + `" xmlns:r="` + relNS + `"><sheetPr>`)
	if s.tab != "" {
		b.WriteString(`<tabColor rgb="` + s.tab + `"/>`)
	}
	b.WriteString(`<pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0"`)
	if first {
		b.WriteString(` tabSelected="1" showGridLines="0"`)
	}
	if s.frozen > 0 {
		fmt.Fprintf(&b, `><pane ySplit="%d" topLeftCell="A%d" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft"/></sheetView>`, s.frozen, s.frozen+1)
	} else {
		b.WriteString(`/>`)
	}
	b.WriteString(`</sheetViews><sheetFormatPr defaultRowHeight="14"/>`)
	if len(s.widths) > 0 {
		b.WriteString("<cols>")
		for i, w := range s.widths {
			if w == 0 {
				w = 12
			}
			fmt.Fprintf(&b, `<col min="%d" max="%d" width="%s" customWidth="1"/>`, i+1, i+1, strconv.FormatFloat(w, 'f', -1, 64))
		}
		b.WriteString("</cols>")
	}
	b.WriteString("<sheetData>")
	b.Write(s.rows)
	b.WriteString("</sheetData>")
	if len(s.merged) > 0 {
		fmt.Fprintf(&b, `<mergeCells count="%d">`, len(s.merged))
		for _, m := range s.merged {
			fmt.Fprintf(&b, `<mergeCell ref="%s"/>`, m)
		}
		b.WriteString("</mergeCells>")
	}
	if len(s.links) > 0 {
		b.WriteString("<hyperlinks>")
		for _, l := range s.links {
			fmt.Fprintf(&b, `<hyperlink ref="%s" location="%s" tooltip="%s"/>`, l.from, escape("'"+strings.ReplaceAll(l.sheet, "'", "''")+"'!"+l.to), escape(l.tip))
		}
		b.WriteString("</hyperlinks>")
	}
	b.WriteString(`<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>`)
	if len(s.comments) > 0 {
		b.WriteString(`<legacyDrawing r:id="rId1"/>`)
	}
	b.WriteString("</worksheet>")
	return b.String()
}

// lines is how many lines a text takes in a column of so many characters.
func lines(text string, width float64) int {
	n := 0
	for part := range strings.SplitSeq(text, "\n") {
		n += max(1, (utf8.RuneCountInString(part)+int(width)-1)/int(width))
	}
	return n
}

// height is that of a row whose tallest text takes so many lines of 10 point.
// Excel shows no row higher than 409 points.
func height(lines int) float64 { return min(409, float64(lines)*13+4) }
