package returns

import (
	"fmt"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"earlyhelp/shared/cell"
)

// A sheetWriter makes the frame of one sheet and keeps the first error, so
// that a layout reads as a layout.
type sheetWriter struct {
	f     *excelize.File
	sheet string
	look  *look
	err   error
}

func (s *sheetWriter) do(err error) {
	if s.err == nil && err != nil {
		s.err = fmt.Errorf("write sheet %s: %w", s.sheet, err)
	}
}

// place is the address of a cell within its sheet.
func place(col, row int) string { return fmt.Sprintf("%s%d", cell.ColumnName(col), row) }

// span is the address of a range.
func span(col, row, toCol, toRow int) string { return place(col, row) + ":" + place(toCol, toRow) }

// widths sets the widths of the first columns, in characters.
func (s *sheetWriter) widths(chars ...float64) {
	for i, w := range chars {
		col := cell.ColumnName(i + 1)
		s.do(s.f.SetColWidth(s.sheet, col, col, w))
	}
}

// finish protects, freezes and sets the page of a sheet whose last column is
// cols. The headings in row head stay in sight and stand on every page; 0 is a
// sheet without such a row.
func (s *sheetWriter) finish(head, cols int) {
	s.do(s.f.ProtectSheet(s.sheet, &excelize.SheetProtectionOptions{
		SelectLockedCells: true, SelectUnlockedCells: true, FormatColumns: true, FormatRows: true, AutoFilter: true,
	}))
	off := false
	s.do(s.f.SetSheetView(s.sheet, 0, &excelize.ViewOptions{ShowGridLines: &off}))
	if head > 0 {
		s.do(s.f.SetPanes(s.sheet, &excelize.Panes{
			Freeze: true, YSplit: head, TopLeftCell: place(1, head+1), ActivePane: "bottomLeft",
		}))
		s.do(s.f.SetDefinedName(&excelize.DefinedName{
			Name: "_xlnm.Print_Titles", RefersTo: fmt.Sprintf("%s!$%d:$%d", s.sheet, head, head), Scope: s.sheet,
		}))
	}
	a4, one, many, landscape := 9, 1, 0, "landscape"
	if cols <= 3 {
		landscape = "portrait"
	}
	s.do(s.f.SetPageLayout(s.sheet, &excelize.PageLayoutOptions{
		Size: &a4, Orientation: &landscape, FitToWidth: &one, FitToHeight: &many,
	}))
	fit, tab := true, tabColour(s.sheet)
	s.do(s.f.SetSheetProps(s.sheet, &excelize.SheetPropsOptions{FitToPage: &fit, TabColorRGB: &tab}))
	s.do(s.f.SetHeaderFooter(s.sheet, &excelize.HeaderFooterOptions{OddFooter: "&LEarly help return, &A&RPage &P of &N"}))
}

// tabColour tells what is to be read from what is to be filled in: opaque,
// then red, green and blue.
func tabColour(sheet string) string {
	if sheet == guidanceSheet {
		return "FF" + blue
	}
	return "FFE8A800"
}

// frameGuidance sets up the first sheet.
func frameGuidance(s *sheetWriter) {
	s.widths(5, 44, 82)
	for _, l := range guidance() {
		switch l.kind {
		case titleLine, leadLine, introLine, sectionLine:
			s.do(s.f.MergeCell(s.sheet, place(1, l.row), place(3, l.row)))
		case stepLine, wideLine:
			s.do(s.f.MergeCell(s.sheet, place(2, l.row), place(3, l.row)))
		}
	}
	s.finish(0, 3)
}

// frameCover sets up the Cover.
func frameCover(s *sheetWriter) {
	s.widths(26, 44, 80)
	for i, l := range coverLines(&Return{}, "") {
		at := place(2, i+2)
		if l.choices != nil {
			s.list(at, l.choices, "Choose from the list.")
		}
		if l.item == itemIssues {
			s.length(at, maxIssues, "Nothing about one child or family.")
		}
	}
	s.finish(1, 3)
}

// columns are the widths of a sheet that holds counts.
func columns(sheet string) []float64 {
	switch sheet {
	case EarlyHelp, Referrals, Audit:
		return []float64{36, 17, 28, 12, 36, 66}
	case Workforce:
		return []float64{18, 25, 20, 25, 26, 20, 20, 20, 20, 20, 40}
	case Partnership:
		return []float64{24, 20, 20, 36, 40, 66}
	case InfoSharing:
		return []float64{30, 22, 22, 26, 26, 36, 60}
	case LocalOffer:
		return []float64{18, 28, 20, 20, 20, 36, 72}
	}
	return []float64{20, 18, 28, 16, 16, 24, 62, 62} // Survey
}

// frameCounts sets up a sheet that holds counts.
func frameCounts(s *sheetWriter) {
	s.widths(columns(s.sheet)...)
	bs := blocks(s.sheet)
	cols := 0
	for i, b := range bs {
		cols = max(cols, len(b.headings()))
		if i > 0 {
			s.do(s.f.MergeCell(s.sheet, place(1, b.top-1), place(len(b.heads)+len(b.cols), b.top-1)))
		}
		last := b.first(len(b.rows)) - 1
		end := last
		if b.own() {
			end += localityRows
			s.localities(b, last+1)
		}
		s.length(span(len(b.heads)+len(b.cols)+1, b.first(0), len(b.heads)+len(b.cols)+1, end), maxNote, "If needed: why [x], or what readers should know. Nothing about one child or family.")
		if b.facts {
			s.answers(b, last)
			continue
		}
		for j := range b.cols {
			s.counts(b, j)
		}
	}
	head := 0
	if len(bs) == 1 {
		head = bs[0].top
	}
	s.finish(head, cols)
}

// counts lets only counts and symbols into the cells of a column of a block,
// shows what counts when one is chosen, and marks those that are still blank.
func (s *sheetWriter) counts(b *block, col int) {
	at := len(b.heads) + 1 + col
	s.runs(b, col, func(k Key) string { return k.Measure }, func(from, to int) {
		m, _ := FindMeasure(b.rows[from].keys[col].Measure)
		s.whole(at, b.first(from), b.first(to), m)
	})
	s.runs(b, col, func(k Key) string { return k.Measure + " " + k.Breakdown }, func(from, to int) {
		k, first := b.rows[from].keys[col], place(at, b.first(from))
		blank := []string{"ISBLANK(" + first + ")"}
		fixed := func(row int) string { return fmt.Sprintf("$%s$%d", cell.ColumnName(at), row) }
		if k.Breakdown != Total {
			blank = append(blank, fmt.Sprintf(`LEFT(%s,2)<>"[x"`, fixed(b.first(from))))
			total := slices.IndexFunc(b.rows, func(r blockRow) bool { return r.keys[col] == Key{k.Measure, Total, All} })
			if total >= 0 {
				blank = append(blank, fmt.Sprintf(`LEFT(%s,1)<>"["`, fixed(b.first(total))))
			}
		}
		s.mark(span(at, b.first(from), at, b.first(to)), "AND("+strings.Join(blank, ",")+")")
	})
}

// runs calls do for each run of consecutive rows whose keys are alike.
func (s *sheetWriter) runs(b *block, col int, alike func(Key) string, do func(from, to int)) {
	for from := 0; from < len(b.rows); {
		to := from
		for to+1 < len(b.rows) && alike(b.rows[to+1].keys[col]) == alike(b.rows[from].keys[col]) {
			to++
		}
		do(from, to)
		from = to + 1
	}
}

// mark gives the cells of a range for which a formula is true the ground of
// cells to be filled in.
func (s *sheetWriter) mark(cells, formula string) {
	s.do(s.f.SetConditionalFormat(s.sheet, cells, []excelize.ConditionalFormatOptions{
		{Type: "formula", Criteria: formula, Format: &s.look.blank},
	}))
}

// moreLocalities is how far below its last row a table's rules for localities
// go: further than anyone adds rows.
const moreLocalities = 2000

// localities sets up the rows for the area's own localities, from a row on.
func (s *sheetWriter) localities(b *block, from int) {
	to := from + moreLocalities
	names := b.ownMeasures()
	const prompt = "For a locality: choose from the list, or leave the row blank."
	if first, last, ok := localList(s.sheet); ok {
		s.listOf(span(1, from, 1, to), fmt.Sprintf("%s!$B$%d:$B$%d", guidanceSheet, first, last), prompt)
	} else {
		s.list(span(1, from, 1, to), names, prompt)
	}
	s.list(span(2, from, 2, to), []string{locality}, "Choose locality, or leave the row blank.")
	for j := range b.cols {
		s.whole(len(b.heads)+1+j, from, to, Measure{Title: "Localities", Counts: "Your own localities, if you have them."})
	}
}

// answers sets up the table of facts.
func (s *sheetWriter) answers(b *block, last int) {
	from := b.first(0)
	s.list(span(2, from, 2, last), []string{string(Yes), string(No), string(Planned), string(Unknown)}, "Choose yes, no or planned, or [x] if nobody can say.")
	s.mark(span(2, from, 2, last), "ISBLANK("+place(2, from)+")")
	s.mark(span(3, from, 3, last), fmt.Sprintf(`AND(ISBLANK(%s),$B%d="yes")`, place(3, from), from))

	v := excelize.NewDataValidation(true)
	v.Sqref = span(3, from, 3, last)
	v.Type = "custom"
	v.Formula1 = fmt.Sprintf("ISNUMBER(%s)", place(3, from))
	v.SetInput("Date", "The day on which it was done, or for which it is planned, such as 15/05/2026.")
	v.SetError(excelize.DataValidationErrorStyleStop, "Not a date", "Type a day, month and year, such as 15/05/2026.")
	s.do(s.f.AddDataValidation(s.sheet, v))

	v = excelize.NewDataValidation(true)
	v.Sqref = span(4, from, 4, last)
	v.Type = "custom"
	v.Formula1 = fmt.Sprintf(`LEFT(%s,8)="https://"`, place(4, from))
	v.SetInput("Evidence", "If there is one: the address of a page that anyone can open, beginning with https://.")
	v.SetError(excelize.DataValidationErrorStyleStop, "Not an address", "Type the address of a page that anyone can open, beginning with https://.")
	s.do(s.f.AddDataValidation(s.sheet, v))
}

// list offers choices in a range. Excel takes at most 255 characters of them.
func (s *sheetWriter) list(cells string, choices []string, prompt string) {
	v := choice(cells, prompt)
	s.do(v.SetDropList(choices))
	s.do(s.f.AddDataValidation(s.sheet, v))
}

// listOf offers what stands in other cells.
func (s *sheetWriter) listOf(cells, in, prompt string) {
	v := choice(cells, prompt)
	v.SetSqrefDropList(in)
	s.do(s.f.AddDataValidation(s.sheet, v))
}

func choice(cells, prompt string) *excelize.DataValidation {
	v := excelize.NewDataValidation(true)
	v.Sqref = cells
	v.SetInput("", prompt)
	v.SetError(excelize.DataValidationErrorStyleStop, "Not in the list", "Choose one of the answers in the list.")
	return v
}

// length bounds the texts of a range.
func (s *sheetWriter) length(cells string, most int, prompt string) {
	v := excelize.NewDataValidation(true)
	v.Sqref = cells
	s.do(v.SetRange(0, most, excelize.DataValidationTypeTextLength, excelize.DataValidationOperatorBetween))
	v.SetInput("", prompt)
	v.SetError(excelize.DataValidationErrorStyleStop, "Too long", fmt.Sprintf("At most %d characters.", most))
	s.do(s.f.AddDataValidation(s.sheet, v))
}

// whole lets only counts and symbols into cells of a column and shows what
// counts when one is chosen.
func (s *sheetWriter) whole(col, from, to int, m Measure) {
	first := place(col, from)
	v := excelize.NewDataValidation(true)
	v.Sqref = span(col, from, col, to)
	v.Type = "custom"
	number, message := fmt.Sprintf("AND(%[1]s>=0,%[1]s=INT(%[1]s))", first), "Type a whole number, 0 for none, [x] for not available or [z] for not applicable."
	if m.Decimals {
		number, message = first+">=0", "Type a number, such as 12.5, 0 for none, [x] for not available or [z] for not applicable."
	}
	v.Formula1 = fmt.Sprintf(`IF(ISNUMBER(%[1]s),%[2]s,OR(%[1]s="[x]",%[1]s="[z]"))`, first, number)
	v.SetInput(short(m.Title, 32), short(m.Counts, 255))
	v.SetError(excelize.DataValidationErrorStyleStop, "Not a count", message)
	s.do(s.f.AddDataValidation(s.sheet, v))
}

// short cuts text to so many characters.
func short(text string, most int) string {
	if r := []rune(text); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return text
}

// describe sets the properties of the file. They are fixed, so that the same
// return gives the same bytes, and name no person.
func describe(f *excelize.File) error {
	// The day on which this version of the template was first in force.
	const since = "2026-04-01T00:00:00Z"
	err := f.SetDocProps(&excelize.DocProperties{
		Title: "Early help return", Subject: aboutWhat,
		Creator: "Early help benchmarking", LastModifiedBy: "Early help benchmarking",
		Created: since, Modified: since, Language: "en-GB",
	})
	if err == nil {
		err = f.SetAppProps(&excelize.AppProperties{Application: "Early help benchmarking"})
	}
	if err == nil {
		err = f.SetCustomProps(excelize.CustomProperty{Name: "EarlyHelpTemplate", Value: TemplateVersion})
	}
	if err != nil {
		return fmt.Errorf("set properties: %w", err)
	}
	return nil
}
