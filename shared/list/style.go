package list

import (
	"strconv"

	"github.com/xuri/excelize/v2"

	"earlyhelp/shared/cell"
)

// styles are the looks of the template's cells. The colours have a contrast of
// at least 4.5 to 1 (WCAG 2.2, 1.4.3).
type styles struct {
	title, heading, body, warning, label, help, fixed, fixedDate int
	tableHead, tableTop, tableCell                               int
	headAlways, headReferrals, headOptional                      int
	cell, textCell, dateCell                                     int
}

const (
	ink      = "#0B0C0C"
	navy     = "#12436D"
	blue     = "#1D70B8"
	pale     = "#E8EEF4"
	grey     = "#F3F2F1"
	red      = "#942514"
	rule     = "#B1B4B6"
	dayMonth = "dd/mm/yyyy"
)

func newStyles(f *excelize.File) (s styles, err error) {
	white := func(fill string) *excelize.Style {
		return &excelize.Style{
			Font:      &excelize.Font{Bold: true, Color: "#FFFFFF", Family: "Arial", Size: 10},
			Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{fill}},
			Alignment: &excelize.Alignment{Vertical: "center", WrapText: true},
			Border:    borders(rule),
		}
	}
	plain := func(size float64, bold bool, color string) *excelize.Style {
		return &excelize.Style{
			Font:      &excelize.Font{Bold: bold, Color: color, Family: "Arial", Size: size},
			Alignment: &excelize.Alignment{Vertical: "top", WrapText: true},
		}
	}
	optional := white(pale)
	optional.Font.Color = ink
	tableCell := plain(10, false, ink)
	tableCell.Border = borders(rule)
	tableTop := *tableCell
	tableTop.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{pale}}
	fixed := plain(10, false, ink)
	fixed.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{grey}}
	fixed.Border = borders(rule)
	fixed.Alignment.Horizontal = "left"
	fixedDate := *fixed
	fixedDate.CustomNumFmt = new(dayMonth)
	unlocked := func(format string) *excelize.Style {
		style := &excelize.Style{
			Font:       &excelize.Font{Color: ink, Family: "Arial", Size: 10},
			Protection: &excelize.Protection{Locked: false},
		}
		if format != "" {
			style.CustomNumFmt = new(format)
		}
		return style
	}
	for _, want := range []struct {
		id    *int
		style *excelize.Style
	}{
		{&s.title, plain(18, true, navy)}, {&s.heading, plain(13, true, navy)}, {&s.body, plain(10, false, ink)},
		{&s.warning, plain(11, true, red)}, {&s.label, plain(10, true, ink)}, {&s.help, plain(10, false, "#505A5F")},
		{&s.fixed, fixed}, {&s.fixedDate, &fixedDate},
		{&s.tableHead, white(navy)}, {&s.tableTop, &tableTop}, {&s.tableCell, tableCell},
		{&s.headAlways, white(navy)}, {&s.headReferrals, white(blue)}, {&s.headOptional, optional},
		{&s.cell, unlocked("")}, {&s.textCell, unlocked("@")}, {&s.dateCell, unlocked(dayMonth)},
	} {
		if *want.id, err = f.NewStyle(want.style); err != nil {
			return s, err
		}
	}
	return s, nil
}

func borders(color string) []excelize.Border {
	var all []excelize.Border
	for _, side := range []string{"left", "right", "top", "bottom"} {
		all = append(all, excelize.Border{Type: side, Color: color, Style: 1})
	}
	return all
}

// put writes one cell.
func (t *template) put(sheet string, row, col, style int, value any) error {
	at := cell.ColumnName(col) + strconv.Itoa(row)
	if err := t.file.SetCellValue(sheet, at, value); err != nil {
		return err
	}
	return t.file.SetCellStyle(sheet, at, at, style)
}

// line writes a text across the first four columns.
func (t *template) line(sheet string, row, style int, text string) error {
	if err := t.file.MergeCell(sheet, "A"+strconv.Itoa(row), "D"+strconv.Itoa(row)); err != nil {
		return err
	}
	if err := t.put(sheet, row, 1, style, text); err != nil {
		return err
	}
	height := 17.0
	switch style {
	case t.title:
		height = 30
	case t.heading:
		height = 24
	}
	return t.file.SetRowHeight(sheet, row, height)
}

// widths sets the widths of the first columns, in characters.
func (t *template) widths(sheet string, widths ...float64) error {
	for i, w := range widths {
		name := cell.ColumnName(i + 1)
		if err := t.file.SetColWidth(sheet, name, name, w); err != nil {
			return err
		}
	}
	return nil
}

// finish protects a sheet, freezes its headings unless they were, sets it up
// to print on the width of a page and hides the grid of sheets of text.
func (t *template) finish(sheet string, frozen int) error {
	f := t.file
	if frozen > 0 && sheet != RecordsSheet && sheet != CaseAuditSheet {
		err := f.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: frozen, TopLeftCell: "A" + strconv.Itoa(frozen+1), ActivePane: "bottomLeft"})
		if err != nil {
			return err
		}
	}
	if sheet != RecordsSheet && sheet != CaseAuditSheet {
		if err := f.SetSheetView(sheet, 0, &excelize.ViewOptions{ShowGridLines: new(bool)}); err != nil {
			return err
		}
	}
	landscape, a4, wide, tall := "landscape", 9, 1, 0
	if err := f.SetPageLayout(sheet, &excelize.PageLayoutOptions{Orientation: &landscape, Size: &a4, FitToWidth: &wide, FitToHeight: &tall}); err != nil {
		return err
	}
	if err := f.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: new(true)}); err != nil {
		return err
	}
	return f.ProtectSheet(sheet, protection())
}
