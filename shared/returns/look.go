package returns

import (
	"fmt"

	"github.com/xuri/excelize/v2"
)

// A look holds the styles of the workbook. Text on every ground has a
// contrast of at least 7 to 1 (WCAG 2.2, success criterion 1.4.6), and what
// colour says is also said in words or by a border.
type look struct {
	title, lead, section, text, number int // guidance and headings above tables
	head, headSmall                    int // headings of columns
	label, labelTotal                  int // locked cells
	guide, guideTotal                  int
	count, countTotal, countDecimal    int // cells to fill in
	heading                            int // of a table below another
	note, own, answer, date            int
	fixed, fixedDate                   int // locked answers of the Cover
	blank                              int // conditional: not filled in yet
}

const (
	ink   = "0B0C0C"
	blue  = "1D4E79"
	pale  = "EAF1F8"
	rule  = "B1B4B6"
	amber = "FFF3CD"
	white = "FFFFFF"
)

func newLook(f *excelize.File) (*look, error) {
	var err error
	border := func(top int) []excelize.Border {
		b := []excelize.Border{}
		for _, side := range []string{"left", "right", "bottom"} {
			b = append(b, excelize.Border{Type: side, Color: rule, Style: 1})
		}
		if top > 0 {
			return append(b, excelize.Border{Type: "top", Color: blue, Style: top})
		}
		return append(b, excelize.Border{Type: "top", Color: rule, Style: 1})
	}
	style := func(size float64, bold bool, colour, ground, horizontal string, edge []excelize.Border, locked bool, numFmt int) int {
		indent := 0
		if edge != nil && horizontal == "left" {
			indent = 1
		}
		s := &excelize.Style{
			Font:       &excelize.Font{Family: "Arial", Size: size, Bold: bold, Color: colour},
			Alignment:  &excelize.Alignment{Horizontal: horizontal, Vertical: "center", WrapText: true, Indent: indent},
			Border:     edge,
			Protection: &excelize.Protection{Locked: locked},
			NumFmt:     numFmt,
		}
		if ground != "" {
			s.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{ground}}
		}
		if numFmt == dayFormat {
			day := "dd/mm/yyyy"
			s.NumFmt, s.CustomNumFmt = 0, &day
		}
		id, e := f.NewStyle(s)
		if err == nil && e != nil {
			err = fmt.Errorf("make style: %w", e)
		}
		return id
	}
	thin, thick := border(0), border(2)
	l := &look{
		title:      style(18, true, blue, "", "left", nil, true, 0),
		lead:       style(12, false, ink, "", "left", nil, true, 0),
		section:    style(13, true, white, blue, "left", nil, true, 0),
		text:       style(11, false, ink, "", "left", nil, true, 0),
		number:     style(11, true, blue, "", "center", nil, true, 0),
		head:       style(11, true, white, blue, "left", thin, true, 0),
		headSmall:  style(9, true, white, blue, "left", thin, true, 0),
		label:      style(10, false, ink, pale, "left", thin, true, 0),
		labelTotal: style(10, true, ink, pale, "left", thick, true, 0),
		guide:      style(10, false, ink, "", "left", thin, true, 0),
		guideTotal: style(10, true, ink, "", "left", thick, true, 0),
		count:      style(11, false, ink, white, "right", thin, false, wholeFormat),
		countTotal: style(11, true, ink, white, "right", thick, false, wholeFormat),
		heading:    style(13, true, blue, "", "left", nil, true, 0),
		note:       style(10, false, ink, white, "left", thin, false, textFormat),
		own:        style(10, false, ink, white, "left", thin, false, textFormat),
		answer:     style(11, false, ink, white, "left", thin, false, 0),
		date:       style(11, false, ink, white, "left", thin, false, dayFormat),
		fixed:      style(11, false, ink, pale, "left", thin, true, 0),
		fixedDate:  style(11, false, ink, pale, "left", thin, true, dayFormat),
	}
	l.countDecimal = style(11, false, ink, white, "right", thin, false, decimalFormat)
	if err != nil {
		return nil, err
	}
	l.blank, err = f.NewConditionalStyle(&excelize.Style{
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{amber}},
	})
	if err != nil {
		return nil, fmt.Errorf("make style: %w", err)
	}
	return l, nil
}

// Number formats: 3 is "#,##0", 4 is "#,##0.00" and 49 is text (ECMA-376 part 1, 18.8.30).
// The day is written out, since the built-in one follows the reader's region.
const (
	wholeFormat   = 3
	decimalFormat = 4
	textFormat    = 49
	dayFormat     = -1
)
