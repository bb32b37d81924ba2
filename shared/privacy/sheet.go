package privacy

import (
	"io"
	"regexp"
	"strconv"
	"strings"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/workbook"
)

// Rows and columns too narrow to be read count as hidden: a row of less than
// 1.5 points and a column of less than half a character (Excel's own are 15
// points and 8.43 characters).
const (
	leastHeight = 1.5
	leastWidth  = 0.5
)

// A sheetPass reads the XML of one sheet: not only what its cells show but
// their formulas, how they are read aloud, and all that stands around them.
type sheetPass struct {
	*screener
	m    *markup
	name string
	part string

	columns   []columnSpan
	zeroWidth bool // columns that are not mentioned have no width
	row, col  int  // of the cell read last; 0 before the first
	rowHidden bool
	toldRow   bool
	toldCols  map[int]bool

	in       []byte // the current text of a cell
	validity string // cells of the data validation being read
}

type columnSpan struct {
	first, last int
	hidden      bool
}

// sheet screens the XML of a sheet for what it says and hides.
func (s *screener) sheet(sh workbook.Sheet) {
	ref := cell.Ref{Sheet: sh.Name}
	if sh.Hidden {
		s.add(ref, cell.HiddenSheet, "")
	}
	if ListSheet(sh.Name) {
		s.add(ref, cell.ChildLevelRows, "")
	}
	rc, err := s.book.Part(sh.Part)
	if err != nil {
		return // the reader says so, with its own words
	}
	defer rc.Close()
	p := &sheetPass{screener: s, name: sh.Name, part: strings.ToLower(sh.Part), toldCols: map[int]bool{}}
	if p.m, err = newMarkup(rc); err == nil {
		err = p.read()
	}
	if err != nil && err != io.EOF {
		s.add(ref, cell.EmbeddedObject, "This sheet is written as no spreadsheet program writes one, so it cannot be checked.")
	}
	for _, target := range s.links[p.part] {
		s.link(ref, target)
	}
}

func (p *sheetPass) ref() cell.Ref { return cell.Ref{Sheet: p.name} }

// read goes through the sheet's XML.
func (p *sheetPass) read() error {
	within := ""
	for !p.full() {
		kind, err := p.m.next()
		if err != nil {
			return err
		}
		switch kind {
		case openTag:
			switch p.m.name {
			case "row":
				p.beginRow()
			case "c":
				if err := p.cell(); err != nil {
					return err
				}
			default:
				p.around()
				within = p.m.name
			}
		case closeTag:
			if p.m.name == "dataValidation" {
				p.validity = ""
			}
		case plainText:
			if !p.m.blank() {
				p.loose(within, p.m.content())
			}
		case remark:
			p.value(p.ref(), p.m.content(), "a remark in the sheet that no program shows", true)
		}
	}
	return nil
}

func (p *sheetPass) beginRow() {
	p.row++
	p.col, p.rowHidden = 0, false
	p.m.eachAttr(func(name, value []byte) {
		switch string(name) {
		case "r":
			if n, err := strconv.Atoi(string(value)); err == nil {
				p.row = n
			}
		case "hidden":
			p.rowHidden = p.rowHidden || isTrue(string(value))
		case "ht":
			if h, err := strconv.ParseFloat(string(value), 64); err == nil && h < leastHeight {
				p.rowHidden = true
			}
		case "spans", "s", "customFormat", "customHeight", "outlineLevel", "collapsed", "thickTop", "thickBot", "ph":
		default:
			p.attribute(p.ref(), name, value)
		}
	})
}

func isTrue(s string) bool { return s == "1" || s == "true" || s == "on" }

// cell reads one cell from its start to its end. One without an address, as
// some programs write them, is the next of its row.
func (p *sheetPass) cell() error {
	col, kind := p.col+1, "n"
	p.m.eachAttr(func(name, value []byte) {
		switch string(name) {
		case "r":
			col = 0
			for _, c := range value {
				if c < 'A' || c > 'Z' || col > 16_384 {
					break
				}
				col = col*26 + int(c-'A') + 1
			}
		case "t":
			kind = string(value)
		case "s", "cm", "vm", "ph":
		default:
			p.attribute(cell.Ref{Sheet: p.name, Row: p.row}, name, value)
		}
	})
	p.col = col
	if p.m.closed {
		return nil
	}
	ref := cell.Ref{Sheet: p.name, Row: p.row, Col: col}
	p.in = p.in[:0]
	var formula, aloud, other string
	within, spoken := "", 0
	for {
		token, err := p.m.next()
		if err != nil {
			return err
		}
		switch token {
		case openTag:
			within = p.m.name
			if within == "rPh" && !p.m.closed {
				spoken++
			}
			if within != "v" && within != "t" && within != "r" && within != "is" && within != "f" {
				p.m.eachAttr(func(name, value []byte) { p.attribute(ref, name, value) })
			}
		case closeTag:
			if p.m.name == "rPh" {
				spoken--
			}
			if p.m.name == "c" {
				p.judge(ref, kind, formula, aloud, other)
				return nil
			}
			within = ""
		case plainText:
			switch {
			case spoken > 0:
				aloud += p.m.content()
			case within == "v" || within == "t":
				p.in = p.m.appendContent(p.in)
			case within == "f":
				formula += p.m.content()
			case !p.m.blank():
				other += p.m.content()
			}
		case remark:
			other += p.m.content()
		}
		if len(p.in)+len(formula)+len(aloud)+len(other) > 8*longestToken {
			return errOdd
		}
	}
}

// judge screens what a cell holds, and asks whether it can be seen.
func (p *sheetPass) judge(ref cell.Ref, kind, formula, aloud, other string) {
	if len(p.in) == 0 && formula == "" && aloud == "" && other == "" {
		return
	}
	if p.rowHidden && !p.toldRow {
		p.toldRow = true // once a sheet: they are mended together
		p.add(cell.Ref{Sheet: p.name, Row: p.row}, cell.HiddenRows, "")
	}
	if !p.toldCols[ref.Col] && p.columnHidden(ref.Col) {
		p.toldCols[ref.Col] = true
		p.add(ref, cell.HiddenRows, "")
	}
	switch kind {
	case "s":
		if n, err := strconv.Atoi(string(p.in)); err == nil && n >= 0 && n < len(p.texts) {
			t := &p.texts[n]
			if k := p.shared(t); k != "" {
				p.add(ref, k, "")
			}
			p.value(ref, t.aloud, "how this cell is read aloud (phonetic text)", true)
		}
	case "n":
		if len(p.in) < 8 { // no number with fewer characters is personal
			break
		}
		if n, err := strconv.ParseFloat(string(p.in), 64); err != nil {
			p.cellText(ref, string(p.in))
		} else if k, ok := Number(n); ok {
			p.add(ref, k, "")
		}
	case "b", "e":
	default:
		p.cellText(ref, string(p.in))
	}
	p.formula(ref, formula)
	p.value(ref, aloud, "how this cell is read aloud (phonetic text)", true)
	p.value(ref, other, "this cell, beside what it shows", true)
}

func (p *sheetPass) cellText(ref cell.Ref, t string) {
	if k, ok := p.text(t); ok {
		p.add(ref, k, "")
	}
}

// otherFile matches a formula that reads another workbook.
var otherFile = regexp.MustCompile(`(?i)\[[^\]]*\.xl[a-z]{1,2}\]|https?://|file:|\\\\`)

func (s *screener) formula(ref cell.Ref, f string) {
	if f == "" {
		return
	}
	s.value(ref, f, "a formula", strings.Contains(f, `"`))
	if otherFile.MatchString(f) && !strings.HasPrefix(strings.ToUpper(f), "HYPERLINK(") {
		s.add(ref, cell.ExternalLink, "A formula reads another file.")
	}
}

func (p *sheetPass) columnHidden(col int) bool {
	for _, c := range p.columns {
		if col >= c.first && col <= c.last {
			return c.hidden
		}
	}
	return p.zeroWidth
}

// around looks at a tag that is no row or cell.
func (p *sheetPass) around() {
	m, ref := p.m, p.ref()
	switch m.name {
	case "col":
		width, err := strconv.ParseFloat(m.attr("width"), 64)
		first, err1 := strconv.Atoi(m.attr("min"))
		last, err2 := strconv.Atoi(m.attr("max"))
		if err1 == nil && err2 == nil && len(p.columns) < 1000 {
			p.columns = append(p.columns, columnSpan{first, last, isTrue(m.attr("hidden")) || err == nil && width < leastWidth})
		}
		return
	case "sheetFormatPr":
		width, err := strconv.ParseFloat(m.attr("defaultColWidth"), 64)
		p.zeroWidth = err == nil && width < leastWidth
	case "hyperlink":
		ref = at(p.name, m.attr("ref"))
		if id := m.id(); id != "" {
			p.link(ref, p.links[p.part][id])
			delete(p.links[p.part], id)
		}
	case "dataValidation":
		p.validity = m.attr("sqref")
		ref = at(p.name, p.validity)
	case "scenario":
		p.add(ref, cell.EmbeddedObject, "The sheet holds a scenario: other values for its cells, with who made them (Data, What-If Analysis, Scenario Manager).")
	case "dataRef":
		p.add(ref, cell.ExternalLink, "The sheet is consolidated from other ranges or files (Data, Consolidate).")
	case "webPublishItem":
		p.add(ref, cell.ExternalLink, "The sheet is published as a web page, with the address of a file.")
	case "cellWatch":
		p.note(ref, cell.DocProperty, "The list of watched cells was left out.")
	case "customSheetView":
		p.note(ref, cell.DocProperty, "Saved views of the sheet, which may name their makers, were left out.")
	case "protectedRange":
		p.note(ref, cell.DocProperty, "The list of who may change which cells was left out.")
	case "cellSmartTag":
		p.note(ref, cell.DocProperty, "Marks that an old version of Excel put on cells (smart tags) were left out.")
	}
	where := whereTag(m.name)
	m.eachAttr(func(name, value []byte) {
		if human[string(name)] {
			p.value(ref, replaced(value), where, true)
			return
		}
		p.attributeAt(ref, name, value, where)
	})
}

// whereTag says, for a sentence, what stands in a tag around the cells.
func whereTag(name string) string {
	switch name {
	case "dataValidation":
		return "the message or list of a cell's data validation"
	case "hyperlink":
		return "a hyperlink"
	case "filter", "customFilter", "autoFilter", "filterColumn":
		return "a filter"
	case "cfRule", "cfvo", "conditionalFormatting":
		return "conditional formatting"
	}
	return "the settings of the sheet"
}

// loose looks at a text that stands in no cell.
func (p *sheetPass) loose(within, t string) {
	ref, where := p.ref(), "the settings of the sheet"
	switch {
	case strings.HasSuffix(within, "Header"), strings.HasSuffix(within, "Footer"):
		where, t = "a header or footer", headerCodes.ReplaceAllString(t, " ")
	case p.validity != "":
		ref, where = at(p.name, p.validity), "the message or list of a cell's data validation"
		t = strings.ReplaceAll(t, ",", " , ")
	case within == "formula" || within == "f":
		where = "conditional formatting"
	}
	p.value(ref, t, where, true)
}

// headerCodes are what headers and footers hold besides text: fonts, sizes,
// colours, parts and fields (ECMA-376 part 1, 18.3.1.46).
var headerCodes = regexp.MustCompile(`&(?:"[^"]*"|K[0-9A-Fa-f]{6}|K\d\d[+-]\d{3}|\d{1,3}|[A-Za-z&+\-])`)

// at returns the first cell of a range of a sheet, or the sheet.
func at(sheet, area string) cell.Ref {
	first, _, _ := strings.Cut(area, " ")
	first, _, _ = strings.Cut(first, ":")
	ref, err := cell.Parse(first)
	if err != nil {
		return cell.Ref{Sheet: sheet}
	}
	ref.Sheet = sheet
	return ref
}
