package returns

import (
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"earlyhelp/shared/area"
	"earlyhelp/shared/period"
)

// TemplateOptions says what a template is for.
type TemplateOptions struct {
	Area   area.Area
	Period period.Period

	// Prefill, when not nil, gives figures and Cover answers to write into
	// the template. Its Area, Period and TemplateVersion are not used. What
	// it does not hold is left to be filled in.
	Prefill *Return
}

// WriteTemplate writes the return workbook to fill in: guidance first, then
// the Cover with area and period filled in, then a sheet for each group of
// counts. Only cells to fill in can be typed into (there is no password).
// The same options give the same bytes. It takes some 15 ms.
func WriteTemplate(w io.Writer, o TemplateOptions) error {
	r := Return{Area: o.Area.DFE, Period: o.Period, TemplateVersion: TemplateVersion}
	if o.Prefill != nil {
		r = *o.Prefill
		r.Area, r.Period, r.TemplateVersion = o.Area.DFE, o.Period, TemplateVersion
	}
	return writeWorkbook(w, &r, o.Area.Name)
}

// WriteClean writes what is kept of an accepted return: a new workbook made
// from its figures alone. Nothing else of the file that was sent gets into
// it, and the same Return gives the same bytes.
func WriteClean(w io.Writer, r *Return) error {
	return writeWorkbook(w, r, "")
}

// A sheetWriter writes one sheet and keeps the first error, so that a layout
// reads as a layout.
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

func (s *sheetWriter) name(col, row int) string {
	n, err := excelize.CoordinatesToCellName(col, row)
	s.do(err)
	return n
}

// put writes a value with a style. A nil value leaves the cell blank.
func (s *sheetWriter) put(col, row int, v any, style int) {
	at := s.name(col, row)
	if v != nil {
		s.do(s.f.SetCellValue(s.sheet, at, v))
	}
	s.do(s.f.SetCellStyle(s.sheet, at, at, style))
}

// widths sets the widths of the first columns, in characters.
func (s *sheetWriter) widths(chars ...float64) {
	for i, w := range chars {
		col, err := excelize.ColumnNumberToName(i + 1)
		s.do(err)
		s.do(s.f.SetColWidth(s.sheet, col, col, w))
	}
}

// finish protects, freezes and sets the page of a sheet whose headings stand
// in row head and whose last column is cols.
func (s *sheetWriter) finish(head, cols int) {
	s.do(s.f.ProtectSheet(s.sheet, &excelize.SheetProtectionOptions{
		SelectLockedCells: true, SelectUnlockedCells: true, FormatColumns: true, FormatRows: true, AutoFilter: true,
	}))
	off := false
	s.do(s.f.SetSheetView(s.sheet, 0, &excelize.ViewOptions{ShowGridLines: &off}))
	if head > 0 {
		s.do(s.f.SetRowHeight(s.sheet, head, 24))
		s.do(s.f.SetPanes(s.sheet, &excelize.Panes{
			Freeze: true, YSplit: head, TopLeftCell: s.name(1, head+1), ActivePane: "bottomLeft",
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
	fit := true
	s.do(s.f.SetSheetProps(s.sheet, &excelize.SheetPropsOptions{FitToPage: &fit}))
	s.do(s.f.SetHeaderFooter(s.sheet, &excelize.HeaderFooterOptions{OddFooter: "&LEarly help return, &A&RPage &P of &N"}))
}

// writeWorkbook writes the workbook of a return. name is the area's, "" when
// it is not at hand.
func writeWorkbook(w io.Writer, r *Return, name string) error {
	if r.Area == "" || r.Period.IsZero() {
		return fmt.Errorf("write return: area %q, period %q: both are needed", r.Area, r.Period)
	}
	f := excelize.NewFile()
	defer f.Close()
	look, err := newLook(f)
	if err != nil {
		return err
	}
	have := r.Index()
	writers := []func(*sheetWriter){
		func(s *sheetWriter) { writeGuidance(s, r, name) },
		func(s *sheetWriter) { writeCover(s, r, name) },
	}
	names := []string{guidanceSheet, Cover}
	for _, sheet := range longSheets() {
		names = append(names, sheet)
		writers = append(writers, func(s *sheetWriter) { writeLong(s, r, have) })
	}
	names = append(names, Workforce)
	writers = append(writers, func(s *sheetWriter) { writeAgencies(s, have) })

	for i, sheet := range names {
		if i == 0 {
			err = f.SetSheetName("Sheet1", sheet)
		} else {
			_, err = f.NewSheet(sheet)
		}
		if err != nil {
			return fmt.Errorf("add sheet %s: %w", sheet, err)
		}
		s := &sheetWriter{f: f, sheet: sheet, look: look}
		if writers[i](s); s.err != nil {
			return s.err
		}
	}
	if err := describe(f, r); err != nil {
		return err
	}
	if err := f.Write(w); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}

// describe sets the properties of the file. They are fixed, so that the same
// return gives the same bytes, and name no person.
func describe(f *excelize.File, r *Return) error {
	// The day on which this version of the template was first in force.
	const since = "2026-04-01T00:00:00Z"
	err := f.SetDocProps(&excelize.DocProperties{
		Title: "Early help return", Subject: r.Area + " " + r.Period.String(),
		Creator: "Early help benchmarking", LastModifiedBy: "Early help benchmarking",
		Created: since, Modified: since, Language: "en-GB",
	})
	if err == nil {
		err = f.SetCustomProps(excelize.CustomProperty{Name: "EarlyHelpTemplate", Value: r.TemplateVersion})
	}
	if err != nil {
		return fmt.Errorf("set properties: %w", err)
	}
	return nil
}
