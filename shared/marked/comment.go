package marked

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/privacy"
)

// maxComment is the longest comment written, in characters: more than three
// messages of the checks, and it still fits on a screen.
const maxComment = 1000

// commentsXML writes the comments of a sheet, without the name of anybody who
// would have made them.
func commentsXML(cs []comment) string {
	var b strings.Builder
	b.WriteString(xmlHead + `<comments xmlns="` + mainNS + `"><authors><author>` + privacy.CheckAuthor + `</author></authors><commentList>`)
	for _, c := range cs {
		fmt.Fprintf(&b, `<comment ref="%s" authorId="0"><text><r><rPr><sz val="9"/><color rgb="%s"/><rFont val="Arial"/><family val="2"/></rPr><t xml:space="preserve">%s</t></r></text></comment>`,
			address(c.ref), ink, escape(c.text))
	}
	b.WriteString(`</commentList></comments>`)
	return b.String()
}

// A comment's box is so many pixels wide: about 45 characters.
const boxWidth = 320

// drawingXML writes the boxes that comments stand in, each as large as its
// text, one column to the right of its cell. It is VML, the form in which
// every program looks for them. Shapes are numbered in blocks of 1,024, of
// which each sheet has 16 to itself.
func drawingXML(cs []comment, widths []float64, n int) string {
	var b strings.Builder
	blocks := make([]string, 0, 16)
	for i := 0; i < len(cs); i += 1023 {
		blocks = append(blocks, fmt.Sprint(n*16+i/1023))
	}
	b.WriteString(`<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">` +
		`<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="` + strings.Join(blocks, ",") + `"/></o:shapelayout>` +
		`<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>`)
	for i, c := range cs {
		tall := 2 + (lines(c.text, 42)*13)/14 // in rows of the sheet
		row := max(0, c.ref.Row-2)
		to, left := c.ref.Col, 15+boxWidth // the column that the box ends in, and how far
		for left > pixels(widths, to) && to < c.ref.Col+40 {
			left -= pixels(widths, to)
			to++
		}
		fmt.Fprintf(&b, `<v:shape id="_x0000_s%d" type="#_x0000_t202" style="position:absolute;width:%dpt;height:%dpt;z-index:%d;visibility:hidden" fillcolor="#fffbe6" o:insetmode="auto">`+
			`<v:fill color2="#fffbe6"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"/></v:textbox>`+
			`<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>%d, 15, %d, 4, %d, %d, %d, 4</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>%d</x:Row><x:Column>%d</x:Column></x:ClientData></v:shape>`,
			(n*16+i/1023)*1024+1+i%1023, boxWidth*3/4, tall*14, i+1, c.ref.Col, row, to, left, row+tall, c.ref.Row-1, c.ref.Col-1)
	}
	b.WriteString(`</xml>`)
	return b.String()
}

// pixels is how wide a column is, counted from 0, in Excel's usual font.
func pixels(widths []float64, col int) int {
	w := 9.0
	if col < len(widths) && widths[col] > 0 {
		w = widths[col]
	}
	return int(w*7) + 5
}

// commentText is what the problems of one cell say.
func commentText(problems []cell.Problem) string {
	var parts []string
	for _, p := range problems {
		t := fmt.Sprintf("%s (%s): %s", Words(p.Severity), p.Rule, p.Message)
		if len(parts) == 0 || parts[len(parts)-1] != t {
			parts = append(parts, t)
		}
	}
	return cut(strings.Join(parts, "\n"), maxComment)
}

// cut shortens a text to so many characters.
func cut(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most-1]) + "…"
}
