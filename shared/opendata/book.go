//go:build !js

package opendata

import (
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// A Book is a workbook that everybody can read, with or without sight, with a
// program or without. It follows "Releasing statistics in spreadsheets"
// (Government Analysis Function, 2021, as revised), in these points:
//
//   - a cover sheet first, with title, version, source, licence, notes and a
//     list of the sheets; no picture, so that nothing needs a text in its place;
//   - each sheet's title in A1 in a heading style, and beneath it how many
//     tables there are, where it begins, and what to know before reading it;
//   - one table a sheet, beginning in column A, marked as a table with a name,
//     its headings in one row, each once, their text wrapped;
//   - no merged cells, no hidden rows or columns, no blank row, column or cell
//     within a table: where there is no number its symbol stands in square
//     brackets, and a sheet says what the symbols mean;
//   - numbers are numbers, with one unit a column, which the heading names;
//   - a plain typeface of 12 points, no meaning in colour, and the language,
//     title and subject of the document set;
//   - the cursor in A1 of the cover.
//
// In one point it goes its own way: the heading row is frozen, because some
// tables have more rows than a screen, and few lines stand above it.
type Book struct {
	Title  string
	About  [][2]string // rows of the cover, in order: what, and its text
	Tables []Table
}

// A Table is one sheet. Rows have as many cells as there are columns.
type Table struct {
	Sheet   string   // name of the tab: at most 31 letters
	Name    string   // of the table: letters, digits and _
	Title   string   // in A1
	Lead    []string // sentences above the table
	Columns []Column
	Rows    [][]Cell
}

// A Column is a heading and how the numbers under it are shown.
type Column struct {
	Heading string
	Places  int     // decimal places of numbers
	Width   float64 // in letters; 0 takes that of the heading's longest word
}

// A Cell is a number or a text, never nothing.
type Cell struct {
	Text   string
	Number float64
	Is     bool // a number
}

// Text is a cell of text. Where there is none it says so.
func Text(s string) Cell {
	if s == "" {
		s = "none"
	}
	return Cell{Text: s}
}

// Number is a cell of a number.
func Number(x float64) Cell { return Cell{Number: x, Is: true} }

// WriteBook writes b as .xlsx. The same book gives the same bytes. It returns
// an error for a table that breaks the rules above, such as a cell that is
// empty or a heading that stands twice, and when w does.
func WriteBook(w io.Writer, b Book) error {
	if err := b.check(); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	f := excelize.NewFile()
	defer f.Close()
	x := &bookWriter{f: f, styles: map[string]int{}}
	x.cover(b)
	for i := range b.Tables {
		x.table(&b.Tables[i])
	}
	x.do(f.SetDocProps(&excelize.DocProperties{Title: b.Title, Subject: "Early help benchmarks", Creator: "Early help benchmarks", Language: "en-GB",
		Description: strings.Join(b.sheetList(), "; "), Created: "2026-01-01T00:00:00Z", Modified: "2026-01-01T00:00:00Z"}))
	f.SetActiveSheet(0)
	if x.err == nil {
		_, x.err = f.WriteTo(w)
	}
	if x.err != nil {
		return fmt.Errorf("write workbook: %w", x.err)
	}
	return nil
}

// check reports what would break the rules.
func (b Book) check() error {
	var errs []error
	if b.Title == "" || len(b.Tables) == 0 {
		errs = append(errs, errors.New("a title and a table are needed"))
	}
	seen := map[string]bool{strings.ToLower(coverSheet): true}
	for _, t := range b.Tables {
		for _, name := range []string{t.Sheet, "table " + t.Name} {
			if key := strings.ToLower(name); seen[key] {
				errs = append(errs, fmt.Errorf("%s stands twice", name))
			} else {
				seen[key] = true
			}
		}
		if t.Sheet == "" || utf8.RuneCountInString(t.Sheet) > 31 || t.Name == "" || t.Title == "" || len(t.Columns) == 0 || len(t.Rows) == 0 {
			errs = append(errs, fmt.Errorf("sheet %q lacks a name, a title, columns or rows", t.Sheet))
		}
		errs = append(errs, t.check()...)
	}
	return errors.Join(errs...)
}

func (t Table) check() (errs []error) {
	headings := map[string]bool{}
	for _, c := range t.Columns {
		if c.Heading == "" || headings[c.Heading] {
			errs = append(errs, fmt.Errorf("sheet %s: the heading %q is empty or stands twice", t.Sheet, c.Heading))
		}
		headings[c.Heading] = true
	}
	for r, row := range t.Rows {
		if len(row) != len(t.Columns) {
			errs = append(errs, fmt.Errorf("sheet %s: row %d has %d cells, and there are %d columns", t.Sheet, r+1, len(row), len(t.Columns)))
			continue
		}
		for c, cell := range row {
			if !cell.Is && cell.Text == "" || cell.Is && (math.IsNaN(cell.Number) || math.IsInf(cell.Number, 0)) {
				errs = append(errs, fmt.Errorf("sheet %s: row %d has nothing under %q", t.Sheet, r+1, t.Columns[c].Heading))
			}
		}
	}
	return errs
}

func (b Book) sheetList() []string {
	var list []string
	for _, t := range b.Tables {
		list = append(list, t.Sheet+": "+t.Title)
	}
	return list
}

const coverSheet = "Cover"

// A bookWriter writes sheets; the first error ends it.
type bookWriter struct {
	f      *excelize.File
	styles map[string]int
	err    error
}

func (x *bookWriter) do(err error) {
	if x.err == nil {
		x.err = err
	}
}

// style returns the number of a style, made once.
func (x *bookWriter) style(name string, s excelize.Style) int {
	id, ok := x.styles[name]
	if !ok {
		if s.Font == nil {
			s.Font = &excelize.Font{Size: 12, Family: "Arial"}
		}
		var err error
		id, err = x.f.NewStyle(&s)
		x.do(err)
		x.styles[name] = id
	}
	return id
}

func (x *bookWriter) heading() int {
	return x.style("heading", excelize.Style{Font: &excelize.Font{Size: 16, Bold: true, Family: "Arial"}})
}

func (x *bookWriter) words() int {
	return x.style("words", excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
}

func (x *bookWriter) put(sheet string, col, row, style int, value any) {
	at, err := excelize.CoordinatesToCellName(col, row)
	x.do(err)
	if x.err == nil {
		x.do(x.f.SetCellValue(sheet, at, value))
		x.do(x.f.SetCellStyle(sheet, at, at, style))
	}
}

// cover writes the first sheet: what this is, and what is on the others.
func (x *bookWriter) cover(b Book) {
	x.do(x.f.SetSheetName("Sheet1", coverSheet))
	bold := x.style("bold", excelize.Style{Font: &excelize.Font{Size: 12, Bold: true, Family: "Arial"}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	x.put(coverSheet, 1, 1, x.heading(), b.Title)
	const width = 100
	row := 2
	for _, a := range b.About {
		x.put(coverSheet, 1, row, bold, a[0])
		x.put(coverSheet, 2, row, x.words(), a[1])
		x.height(coverSheet, row, lines(a[1], width))
		row++
	}
	for _, t := range b.Tables {
		x.put(coverSheet, 1, row, bold, "Sheet "+t.Sheet)
		x.put(coverSheet, 2, row, x.words(), t.Title)
		x.height(coverSheet, row, lines(t.Title, width))
		at, err := excelize.CoordinatesToCellName(1, row)
		x.do(err)
		x.do(x.f.SetCellHyperLink(coverSheet, at, "'"+strings.ReplaceAll(t.Sheet, "'", "''")+"'!A1", "Location", excelize.HyperlinkOpts{}))
		row++
	}
	x.do(x.f.SetColWidth(coverSheet, "A", "A", 28))
	x.do(x.f.SetColWidth(coverSheet, "B", "B", width))
	x.layout(coverSheet)
}

// lineHeight is the height of a line of 12 points, in points.
const lineHeight = 16.0

// height gives a row room for lines of text: not every program finds it by
// itself.
func (x *bookWriter) height(sheet string, row, lines int) {
	x.do(x.f.SetRowHeight(sheet, row, lineHeight*float64(lines)))
}

// lines is how many lines a text takes in a column of a width in letters, in
// Arial 12, of which about nine letters in ten fit where the width says ten.
func lines(text string, width float64) int {
	n, left := 1, width*0.9
	for word := range strings.FieldsSeq(text) {
		size := float64(utf8.RuneCountInString(word)) + 1
		if size > left && left < width*0.9 {
			n, left = n+1, width*0.9
		}
		left -= size
	}
	return n
}

// layout prints a sheet on its side, as wide as the paper.
func (x *bookWriter) layout(sheet string) {
	landscape, one, any, fit, height := "landscape", 1, 0, true, lineHeight
	x.do(x.f.SetPageLayout(sheet, &excelize.PageLayoutOptions{Orientation: &landscape, FitToWidth: &one, FitToHeight: &any}))
	x.do(x.f.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit, DefaultRowHeight: &height}))
}

// table writes one sheet.
func (x *bookWriter) table(t *Table) {
	_, err := x.f.NewSheet(t.Sheet)
	x.do(err)
	x.put(t.Sheet, 1, 1, x.heading(), t.Title)
	plain := x.style("plain", excelize.Style{})
	head := len(t.Lead) + 3
	x.put(t.Sheet, 1, 2, plain, fmt.Sprintf("This sheet holds one table, which begins in row %d. Symbols in square brackets are explained on the sheet %s.", head, symbolSheet))
	for i, s := range t.Lead {
		x.put(t.Sheet, 1, 3+i, plain, s)
	}
	headings := x.style("headings", excelize.Style{Font: &excelize.Font{Size: 12, Bold: true, Family: "Arial"}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	tall := 1
	for c, col := range t.Columns {
		x.put(t.Sheet, c+1, head, headings, col.Heading)
		tall = max(tall, lines(col.Heading, col.width()-4)) // less the arrow of the filter, and bold
		name, err := excelize.ColumnNumberToName(c + 1)
		x.do(err)
		x.do(x.f.SetColWidth(t.Sheet, name, name, col.width()))
	}
	x.height(t.Sheet, head, tall)
	for r, row := range t.Rows {
		for c, cell := range row {
			if cell.Is {
				x.put(t.Sheet, c+1, head+1+r, x.number(t.Columns[c].Places), cell.Number)
			} else {
				x.put(t.Sheet, c+1, head+1+r, x.wordsFor(cell.Text), cell.Text)
			}
		}
	}
	end, err := excelize.CoordinatesToCellName(len(t.Columns), head+len(t.Rows))
	x.do(err)
	stripes := false
	x.do(x.f.AddTable(t.Sheet, &excelize.Table{Range: fmt.Sprintf("A%d:%s", head, end), Name: t.Name, StyleName: "TableStyleLight15", ShowRowStripes: &stripes}))
	x.do(x.f.SetPanes(t.Sheet, &excelize.Panes{Freeze: true, YSplit: head, TopLeftCell: fmt.Sprintf("A%d", head+1), ActivePane: "bottomLeft",
		Selection: []excelize.Selection{{SQRef: fmt.Sprintf("A%d", head+1), ActiveCell: fmt.Sprintf("A%d", head+1), Pane: "bottomLeft"}}}))
	x.layout(t.Sheet)
}

// number is the style of numbers with some decimal places.
func (x *bookWriter) number(places int) int {
	format := "#,##0"
	if places > 0 {
		format += "." + strings.Repeat("0", places)
	}
	return x.style("number"+format, excelize.Style{CustomNumFmt: &format})
}

// wordsFor is the style of a text: a symbol stands where the number would.
func (x *bookWriter) wordsFor(s string) int {
	if strings.HasPrefix(s, "[") {
		return x.style("symbol", excelize.Style{Alignment: &excelize.Alignment{Horizontal: "right"}})
	}
	return x.style("plain", excelize.Style{})
}

// width is room for the longest word of the heading and the arrow beside it.
func (c Column) width() float64 {
	if c.Width > 0 {
		return c.Width
	}
	longest := 8
	for word := range strings.FieldsSeq(c.Heading) {
		longest = max(longest, utf8.RuneCountInString(word))
	}
	return float64(longest)*1.3 + 4
}

const symbolSheet = "Symbols"

// symbolMeanings are the symbols of government statistics as these figures
// use them, with their brackets.
var symbolMeanings = [][2]string{
	{"[c]", "Confidential: hidden to protect people, because the number is 1 to 5 or would give such a number away."},
	{"[x]", "Not available: not returned, or it cannot be counted."},
	{"[z]", "Not applicable: there is no such figure."},
	{"[low]", "Above zero and rounds to it. A true zero is always written as 0."},
	{"[u]", "Of low reliability: fewer than 30 cases. In place of a number: fewer than 10."},
	{"[e]", "Estimated."},
	{"[p]", "Provisional: the return is not yet signed off."},
	{"[r]", "Revised since it was first published."},
	{"[b]", "Break in the series: do not compare across it."},
}

// Symbols is the sheet that explains the symbols.
func Symbols() Table {
	t := Table{Sheet: symbolSheet, Name: "symbols", Title: "What the symbols mean", Columns: []Column{{Heading: "Symbol", Width: 12}, {Heading: "Meaning", Width: 100}}}
	for _, m := range symbolMeanings {
		t.Rows = append(t.Rows, []Cell{{Text: m[0]}, {Text: m[1]}})
	}
	return t
}
