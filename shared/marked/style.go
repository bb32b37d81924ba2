package marked

import (
	"fmt"
	"strings"
	"sync"

	"earlyhelp/shared/cell"
)

// A style is the place of a cell style in styles.xml.
type style int

// The styles of the Problems sheet.
const (
	styleDefault style = iota
	styleTitle
	styleLead
	styleWords
	styleHead
	styleGroupStop
	styleGroupExplain
	styleGroupNote
	styleItem
	styleItemRight
	styleLink
	styleKeyStop
	styleKeyExplain
	styleKeyNote
	styleCopies // the first style of copied cells
)

// A look is how a copied cell's value is shown.
type look int

// The looks of copied cells; each comes unmarked and with the three marks.
const (
	lookText look = iota
	lookHead
	lookNumber
	lookDate
	lookPercent
	looks
)

// mark numbers the marks of a cell.
func markOf(s cell.Severity) int {
	switch s {
	case cell.Stop:
		return 1
	case cell.Explain:
		return 2
	case cell.Note:
		return 3
	}
	return 0
}

// styleOf is the style of a copied cell with a mark, "" for none.
func styleOf(l look, s cell.Severity) style { return styleCopies + style(int(l)*4+markOf(s)) }

// Words says what a severity asks of the officer.
func Words(s cell.Severity) string {
	switch s {
	case cell.Stop:
		return "Put right"
	case cell.Explain:
		return "Explain"
	}
	return "To know"
}

// Colours. Ink on each of the grounds has a contrast of at least 10 to 1, so
// that marks may be printed in grey.
const (
	ink, blue, pale = "FF0B0C0C", "FF1A4F8B", "FFEAF1F8"
	redGround       = "FFFBE0DD"
	amberGround     = "FFFFF0C2"
	greyGround      = "FFE4EAEC"
	redEdge         = "FFA3210F"
	amberEdge       = "FF6B4300"
	greyEdge        = "FF44535A"
	lineEdge        = "FFB1B4B6"
)

// theStyles is xl/styles.xml, which is the same in every copy.
var theStyles = sync.OnceValue(styles)

// styles writes xl/styles.xml.
func styles() string {
	var b strings.Builder
	b.WriteString(xmlHead + `<styleSheet xmlns="` + mainNS + `"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts>`)
	fonts := []string{
		font(10, false, false, ink), font(10, true, false, ink), font(18, true, false, ink),
		font(12, false, false, ink), font(10, false, true, blue), font(11, true, false, ink),
	}
	list(&b, "fonts", fonts)
	fill := func(c string) string {
		return `<fill><patternFill patternType="solid"><fgColor rgb="` + c + `"/><bgColor indexed="64"/></patternFill></fill>`
	}
	list(&b, "fills", []string{`<fill><patternFill patternType="none"/></fill>`, `<fill><patternFill patternType="gray125"/></fill>`,
		fill(pale), fill(redGround), fill(amberGround), fill(greyGround)})
	list(&b, "borders", []string{`<border><left/><right/><top/><bottom/><diagonal/></border>`,
		border("thin", lineEdge), border("thick", redEdge), border("mediumDashed", amberEdge), border("double", greyEdge)})
	b.WriteString(`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>`)
	xf := func(numFmt, font, fill, border int, horizontal string, wrap bool) string {
		indent := 0
		if border > 0 {
			indent = 1 // so that text does not touch the border
		}
		return fmt.Sprintf(`<xf numFmtId="%d" fontId="%d" fillId="%d" borderId="%d" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment horizontal="%s" vertical="top" wrapText="%d" indent="%d"/></xf>`,
			numFmt, font, fill, border, horizontal, map[bool]int{true: 1}[wrap], indent)
	}
	xfs := []string{
		xf(0, 0, 0, 0, "general", false), xf(0, 2, 0, 0, "left", false), xf(0, 3, 0, 0, "left", true), xf(0, 0, 0, 0, "left", true),
		xf(0, 1, 2, 1, "left", true), xf(0, 5, 3, 1, "left", true), xf(0, 5, 4, 1, "left", true), xf(0, 5, 5, 1, "left", true),
		xf(0, 0, 0, 1, "left", true), xf(0, 0, 0, 1, "right", true), xf(0, 4, 0, 1, "left", true),
		xf(0, 1, 3, 2, "left", true), xf(0, 1, 4, 3, "left", true), xf(0, 1, 5, 4, "left", true),
	}
	for l := range looks {
		numFmt, f, ground, across := 0, 0, 0, "left"
		switch l {
		case lookHead:
			f, ground = 1, 2
		case lookNumber:
			across = "right"
		case lookDate:
			numFmt = 164
		case lookPercent:
			numFmt, across = 10, "right"
		}
		xfs = append(xfs, xf(numFmt, f, ground, 1, across, true))
		for mark := 1; mark <= 3; mark++ {
			xfs = append(xfs, xf(numFmt, f, 2+mark, 1+mark, across, true))
		}
	}
	list(&b, "cellXfs", xfs)
	b.WriteString(`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`)
	return b.String()
}

func list(b *strings.Builder, name string, items []string) {
	fmt.Fprintf(b, `<%s count="%d">%s</%s>`, name, len(items), strings.Join(items, ""), name)
}

func font(size int, bold, underlined bool, colour string) string {
	s := "<font>"
	if bold {
		s += "<b/>"
	}
	if underlined {
		s += "<u/>"
	}
	return s + fmt.Sprintf(`<sz val="%d"/><color rgb="%s"/><name val="Arial"/><family val="2"/></font>`, size, colour)
}

func border(kind, colour string) string {
	s := "<border>"
	for _, side := range []string{"left", "right", "top", "bottom"} {
		s += fmt.Sprintf(`<%s style="%s"><color rgb="%s"/></%s>`, side, kind, colour, side)
	}
	return s + "<diagonal/></border>"
}
