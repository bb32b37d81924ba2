package injection

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"earlyhelp/shared/cell"
)

// A dialect is a way in which programs write the same workbook.
type dialect struct {
	shared   bool // texts in the shared table, as Excel and LibreOffice do; else inline
	rich     bool // every third text in runs, with a phonetic run that is not part of it
	since04  bool // the 1904 date system
	prefix   bool // elements with a namespace prefix, as some exporters write
	noRefs   bool // cells and rows without their addresses, where nothing is left out before them
	stored   bool // parts stored, not compressed
	sparse   bool // blank cells with a style left out
	crlf     bool // line ends between elements
	dayText  bool // days as text, dd/mm/yyyy
	sheetDir string
}

// styles: 0 general, 1 a day, 2 a percentage.
const stylesXML = `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="9" applyNumberFormat="1"/></cellXfs></styleSheet>`

const (
	mainNS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	relsNS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packNS = "http://schemas.openxmlformats.org/package/2006/relationships"
)

// A part is one file of the zip, besides those that every workbook has.
type part struct{ name, body string }

// A writer writes one book.
type writer struct {
	d       dialect
	strings []string
	index   map[string]int
	written int // texts so far
}

// write makes the .xlsx of a book. more are added to the zip as they are.
func (b book) write(d dialect, more ...part) []byte {
	w := &writer{d: d, index: map[string]int{}}
	dir := d.sheetDir
	if dir == "" {
		dir = "worksheets"
	}
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	add := func(name, body string) {
		method := zip.Deflate
		if d.stored {
			method = zip.Store
		}
		f, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: method})
		if err != nil {
			panic(err)
		}
		if _, err := f.Write([]byte(body)); err != nil {
			panic(err)
		}
	}
	var types, sheets, rels strings.Builder
	var bodies []string
	for i, g := range b {
		n := i + 1
		bodies = append(bodies, w.sheet(g))
		fmt.Fprintf(&types, `<Override PartName="/xl/%s/sheet%d.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`, dir, n)
		state := ""
		if g.state != "" {
			state = ` state="` + g.state + `"`
		}
		fmt.Fprintf(&sheets, `<sheet name="%s" sheetId="%d"%s r:id="rId%d"/>`, escape(g.name), n, state, n)
		fmt.Fprintf(&rels, `<Relationship Id="rId%d" Type="%s/worksheet" Target="%s/sheet%d.xml"/>`, n, relsNS, dir, n)
	}
	fmt.Fprintf(&rels, `<Relationship Id="rId900" Type="%s/styles" Target="styles.xml"/>`, relsNS)
	if d.shared {
		fmt.Fprintf(&rels, `<Relationship Id="rId901" Type="%s/sharedStrings" Target="sharedStrings.xml"/>`, relsNS)
		types.WriteString(`<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>`)
	}
	since := ""
	if d.since04 {
		since = `<workbookPr date1904="1"/>`
	}
	add("[Content_Types].xml", `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>`+types.String()+`</Types>`)
	add("_rels/.rels", `<Relationships xmlns="`+packNS+`"><Relationship Id="rId1" Type="`+relsNS+`/officeDocument" Target="xl/workbook.xml"/></Relationships>`)
	add("xl/workbook.xml", `<workbook xmlns="`+mainNS+`" xmlns:r="`+relsNS+`">`+since+`<sheets>`+sheets.String()+`</sheets></workbook>`)
	add("xl/_rels/workbook.xml.rels", `<Relationships xmlns="`+packNS+`">`+rels.String()+`</Relationships>`)
	add("xl/styles.xml", stylesXML)
	for i, body := range bodies {
		add(fmt.Sprintf("xl/%s/sheet%d.xml", dir, i+1), body)
	}
	if d.shared {
		add("xl/sharedStrings.xml", w.table())
	}
	for _, p := range more {
		add(p.name, p.body)
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return buf.Bytes()
}

func (w *writer) sheet(g *grid) string {
	var s strings.Builder
	p, ns := "", "xmlns"
	if w.d.prefix {
		p, ns = "x:", "xmlns:x"
	}
	end := ""
	if w.d.crlf {
		end = "\r\n"
	}
	fmt.Fprintf(&s, `<?xml version="1.0" encoding="UTF-8"?>%[3]s<%[1]sworksheet %[2]s="%[4]s">%[3]s<%[1]ssheetData>%[3]s`, p, ns, end, mainNS)
	for r, row := range g.rows {
		if len(row) == 0 {
			if w.d.noRefs {
				fmt.Fprintf(&s, `<%srow/>`, p)
			}
			continue
		}
		hidden := ""
		if slices.ContainsFunc(g.hidden, func(b *box) bool { return slices.Contains(row, b) }) {
			hidden = ` hidden="1"`
		}
		if w.d.noRefs {
			fmt.Fprintf(&s, `<%srow%s>`, p, hidden)
		} else {
			fmt.Fprintf(&s, `<%srow r="%d"%s>`, p, r+1, hidden)
		}
		for c, b := range row {
			w.cell(&s, p, b, r+1, c+1)
		}
		fmt.Fprintf(&s, `</%srow>%s`, p, end)
	}
	fmt.Fprintf(&s, `</%ssheetData>`, p)
	if len(g.merged) > 0 {
		fmt.Fprintf(&s, `<%smergeCells>`, p)
		for _, m := range g.merged {
			fmt.Fprintf(&s, `<%smergeCell ref="%s"/>`, p, m)
		}
		fmt.Fprintf(&s, `</%smergeCells>`, p)
	}
	fmt.Fprintf(&s, `</%sworksheet>`, p)
	return s.String()
}

func (w *writer) cell(s *strings.Builder, p string, b *box, row, col int) {
	at := ""
	if !w.d.noRefs {
		at = fmt.Sprintf(` r="%s%d"`, cell.ColumnName(col), row)
	}
	if b == nil || b.kind == blank {
		if w.d.noRefs || b != nil && !w.d.sparse {
			fmt.Fprintf(s, `<%sc%s s="0"/>`, p, at)
		}
		return
	}
	v := func(style, kind, value string) {
		fmt.Fprintf(s, `<%[1]sc%[2]s%[3]s%[4]s><%[1]sv>%[5]s</%[1]sv></%[1]sc>`, p, at, style, kind, value)
	}
	n := strconv.FormatFloat(b.num, 'f', -1, 64)
	switch b.kind {
	case text:
		w.text(s, p, at, b.text)
	case number:
		v("", "", n)
	case shownText:
		w.text(s, p, at, n)
	case day:
		if w.d.dayText {
			w.text(s, p, at, dayOf(b.num))
			return
		}
		num := b.num
		if w.d.since04 {
			num -= 1462 // days between the two systems' origins
		}
		v(` s="1"`, "", strconv.FormatFloat(num, 'f', -1, 64))
	case boolean:
		v("", ` t="b"`, n)
	case fault:
		v("", ` t="e"`, escape(b.text))
	case percent:
		v(` s="2"`, "", n)
	case formula:
		fmt.Fprintf(s, `<%[1]sc%[2]s><%[1]sf>%[3]s</%[1]sf></%[1]sc>`, p, at, escape(b.text))
	case reckoned:
		fmt.Fprintf(s, `<%[1]sc%[2]s><%[1]sf>%[3]s</%[1]sf><%[1]sv>%[4]s</%[1]sv></%[1]sc>`, p, at, escape(b.text), n)
	}
}

func (w *writer) text(s *strings.Builder, p, at, t string) {
	w.written++
	if w.d.shared {
		i, ok := w.index[t]
		if !ok {
			i = len(w.strings)
			w.index[t] = i
			w.strings = append(w.strings, t)
		}
		fmt.Fprintf(s, `<%[1]sc%[2]s t="s"><%[1]sv>%[3]d</%[1]sv></%[1]sc>`, p, at, i)
		return
	}
	fmt.Fprintf(s, `<%[1]sc%[2]s t="inlineStr"><%[1]sis>%[3]s</%[1]sis></%[1]sc>`, p, at, w.runs(p, t, w.written))
}

// runs writes a text, in one piece or in several.
func (w *writer) runs(p, t string, i int) string {
	one := func(t string) string { return fmt.Sprintf(`<%[1]st xml:space="preserve">%[2]s</%[1]st>`, p, escape(t)) }
	if letters := []rune(t); w.d.rich && i%3 == 0 && len(letters) > 1 {
		cut := len(letters) / 2
		return fmt.Sprintf(`<%[1]sr><%[1]srPr><%[1]sb/></%[1]srPr>%[2]s</%[1]sr><%[1]sr>%[3]s</%[1]sr><%[1]srPh sb="0" eb="1">%[4]s</%[1]srPh>`,
			p, one(string(letters[:cut])), one(string(letters[cut:])), one("reading"))
	}
	return one(t)
}

func (w *writer) table() string {
	var s strings.Builder
	fmt.Fprintf(&s, `<sst xmlns="%s" count="%d" uniqueCount="%d">`, mainNS, w.written, len(w.strings))
	for i, t := range w.strings {
		s.WriteString("<si>" + w.runs("", t, i) + "</si>")
	}
	s.WriteString("</sst>")
	return s.String()
}

func escape(s string) string {
	var b bytes.Buffer
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		panic(err)
	}
	return b.String()
}

// dayOf writes a serial number as dd/mm/yyyy.
func dayOf(n float64) string {
	t := origin.AddDate(0, 0, int(math.Round(n)))
	return t.Format("02/01/2006")
}
