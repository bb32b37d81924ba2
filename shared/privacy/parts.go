package privacy

import (
	"io"
	"strings"

	"earlyhelp/shared/cell"
)

// parts judges every part of the archive but the sheets: by its presence and
// by what it says.
func (s *screener) parts() {
	lostParts := s.bundle.orphans()
	sheets := map[string]bool{}
	for _, sh := range s.book.Sheets() {
		sheets[strings.ToLower(sh.Part)] = sh.Grid
	}
	for _, out := range s.bundle.outer {
		s.outward(out, sheets)
	}
	for _, part := range s.bundle.parts {
		name := strings.ToLower(part.Name)
		ref := cell.Ref{Sheet: s.bundle.owner[name]}
		if k := identify(typed(part.Name)); k != "" {
			s.add(ref, k, "The name of a part inside the workbook holds what looks like "+noun(k)+".")
		}
		pl := s.bundle.placeOf(name)
		grid, isSheet := sheets[name]
		switch {
		case isSheet && (grid && pl.is == ordinary):
			continue // read with the sheets
		case lostParts[name] && pl.is == ordinary && strings.HasPrefix(name, "xl/worksheets/") && !strings.HasSuffix(name, ".rels"):
			pl = place{is: refused, kind: cell.HiddenSheet, says: "The workbook holds a sheet that no tab leads to."}
		case lostParts[name] && pl.is != refused:
			pl = lost
		}
		s.part(part.Name, name, ref, pl)
	}
}

// part judges one part that is no sheet.
func (s *screener) part(name, lower string, ref cell.Ref, pl place) {
	content := s.contentOf(lower, pl)
	switch {
	case strings.HasPrefix(lower, "xl/drawings/") && pl.kind == cell.EmbeddedObject && pl.is == refused:
		pl = s.drawing(name, lower, pl)
	case pl.kind == cell.Comment && strings.Contains(lower, "person"):
		if !s.holds(name, "person") {
			pl.is = ordinary // Excel writes an empty list
		}
	case lower == "xl/workbook.xml" || s.bundle.usedAs(lower, "officedocument"):
		if pl.is == refused {
			s.add(ref, pl.kind, pl.says)
		}
		s.workbook(name)
		return
	case pl.is == noted:
		pl = s.binary(name, lower, pl)
	case pl.kind == cell.CustomXML && strings.HasPrefix(lower, "customxml/"):
		if pl = s.customXML(name, pl); pl.is == noted {
			s.note(cell.Ref{}, pl.kind, pl.says)
			return // judged by rules of its own
		}
	case content == coreProperties, content == customProperties, content == moreProperties:
		s.properties(name, content)
		return
	case content == sharedTexts:
		s.readTexts(name)
		return
	}
	switch {
	case pl.is == refused && pl.kind == cell.Comment && content == comments:
		s.comments(name, ref, pl)
		return
	case pl.is == refused:
		s.add(ref, pl.kind, pl.says)
	case pl.is == noted:
		s.note(cell.Ref{}, pl.kind, pl.says)
	}
	s.read(name, lower, ref, pl)
}

// What a part holds, where it is read by rules of its own.
type contentKind uint8

const (
	anything contentKind = iota
	coreProperties
	moreProperties
	customProperties
	sharedTexts
	comments
)

func (s *screener) contentOf(lower string, pl place) contentKind {
	typ := s.bundle.types[lower]
	switch {
	case strings.HasSuffix(lower, ".rels"):
		return anything
	case strings.Contains(typ, "core-properties"), lower == "docprops/core.xml":
		return coreProperties
	case strings.Contains(typ, "custom-properties"), lower == "docprops/custom.xml":
		return customProperties
	case strings.Contains(typ, "extended-properties"), lower == "docprops/app.xml":
		return moreProperties
	case s.bundle.usedAs(lower, "sharedstrings"):
		return sharedTexts
	case pl.kind == cell.Comment && !strings.Contains(lower, "person"):
		return comments
	}
	return anything
}

// read looks at all that a part says. Parts that are refused anyway are read
// as well: that a picture's description names a child is worth telling.
func (s *screener) read(name, lower string, ref cell.Ref, pl place) {
	where := whereOf(lower, pl)
	if !isMarkup(lower, s.bundle.types[lower]) {
		return
	}
	err := s.scan(name, func(m *markup, kind markKind, within string) {
		if s.full() {
			return
		}
		switch kind {
		case openTag:
			m.eachAttr(func(attr, value []byte) {
				if human[string(attr)] && namesIn(lower, m.name, string(attr)) {
					s.value(ref, replaced(value), where, true)
				} else {
					s.attributeAt(ref, attr, value, where)
				}
			})
		case plainText:
			if !m.blank() {
				s.value(ref, m.content(), where, within != "author")
			}
		case remark:
			s.value(ref, m.content(), where, true)
		}
	})
	if err != nil && pl.is != refused {
		s.add(ref, cell.EmbeddedObject, "The workbook holds a part that is written as no spreadsheet program writes it, so it cannot be checked.")
	}
}

// scan calls see for each token of a part, with the name of the tag that was
// opened last. The error is errOdd, or that of reading; nil at the end.
func (s *screener) scan(name string, see func(m *markup, kind markKind, within string)) error {
	rc, err := s.book.Part(name)
	if err != nil {
		return err
	}
	defer rc.Close()
	m, err := newMarkup(rc)
	within, begun := "", false
	for err == nil {
		var kind markKind
		if kind, err = m.next(); err != nil {
			break
		}
		if kind == plainText && !begun && !m.blank() && strings.Trim(string(m.text), "\ufeff \r\n\t") != "" {
			return errOdd // begins with something else than a tag
		}
		if kind == openTag {
			within, begun = m.name, true
		}
		see(m, kind, within)
		if kind == closeTag {
			within = ""
		}
	}
	if err == io.EOF {
		return nil
	}
	return err
}

// holds reports whether a part has a tag of a name.
func (s *screener) holds(part string, tags ...string) bool {
	has := false
	err := s.scan(part, func(m *markup, kind markKind, _ string) {
		if kind == openTag {
			for _, t := range tags {
				has = has || m.name == t
			}
		}
	})
	return has || err != nil
}

// isMarkup reports whether a part is XML: by its ending or content type.
func isMarkup(lower, typ string) bool {
	for _, end := range []string{".xml", ".rels", ".vml", ".psmdcp"} {
		if strings.HasSuffix(lower, end) {
			return true
		}
	}
	return strings.HasSuffix(typ, "xml") || strings.HasSuffix(typ, "vmldrawing")
}

// human are attributes that people's words stand in.
var human = map[string]bool{
	"prompt": true, "promptTitle": true, "error": true, "errorTitle": true, "tooltip": true, "display": true,
	"displayName": true, "name": true, "title": true, "descr": true, "altText": true, "altTextSummary": true, "caption": true,
	"comment": true, "description": true, "help": true, "statusBar": true, "val": true, "formatCode": true, "text": true,
	"value": true, "v": true, "c": true,
}

// namesIn reports whether people's names are looked for in an attribute: not
// where programs name fonts, styles and colours.
func namesIn(part, tag, attr string) bool {
	switch {
	case strings.HasPrefix(part, "xl/theme/"):
		return false
	case part == "xl/styles.xml":
		return attr == "formatCode" || tag == "cellStyle"
	case attr == "val":
		return tag == "filter" || tag == "customFilter"
	case attr == "name":
		return strings.HasPrefix(part, "xl/tables/") || tag == "cNvPr" || tag == "cacheField"
	}
	return true
}

// whereOf says in what sort of part something was found.
func whereOf(lower string, pl place) string {
	switch {
	case pl.is == refused:
		return "what the workbook holds beside its cells"
	case strings.HasSuffix(lower, ".rels"):
		return "a link"
	case strings.HasPrefix(lower, "xl/tables/"):
		return "the headings or description of a table"
	case strings.HasPrefix(lower, "xl/styles"):
		return "a style or number format"
	case strings.HasPrefix(lower, "docprops/"):
		return "the properties of the file"
	}
	return "the settings of the workbook"
}

// value screens what stands outside the cells' own text. names says whether
// people's names are looked for.
func (s *screener) value(ref cell.Ref, t, where string, names bool) {
	if len(t) < 3 {
		return
	}
	var k cell.Kind
	if names {
		k, _ = s.text(t)
	} else if s.afford(t) {
		k = identify(typed(t))
	}
	if k != "" {
		s.add(ref, k, "There is what looks like "+noun(k)+" in "+where+".")
	}
}

func (s *screener) attribute(ref cell.Ref, name, value []byte) {
	s.attributeAt(ref, name, value, "the settings of the sheet")
}

// technical are attributes that hold no words: hashes, identifiers that
// programs make, coordinates.
var technical = map[string]bool{
	"hashValue": true, "saltValue": true, "verifierHashValue": true, "verifierHashInput": true, "password": true,
	"uid": true, "sqref": true, "panose": true, "x": true, "y": true, "cx": true, "cy": true, "spans": true, "guid": true,
	"documentId": true, "coordinatesLastEditedAt": true, "rgb": true, "lastClr": true, "thresh": true,
}

// attributeAt looks for identifiers in an attribute.
func (s *screener) attributeAt(ref cell.Ref, name, value []byte, where string) {
	if len(value) < 5 || strings.HasPrefix(string(name), "xmlns") {
		return
	}
	local := string(name)
	if i := strings.LastIndexByte(local, ':'); i >= 0 {
		local = local[i+1:]
	}
	if technical[local] || madeByProgram(value) {
		return
	}
	s.value(ref, replaced(value), where, false)
}

// madeByProgram reports whether a value is a decimal fraction or a GUID.
func madeByProgram(v []byte) bool {
	digits, dots, hex, dashes := 0, 0, 0, 0
	for _, c := range v {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c == '.':
			dots++
		case c >= 'a' && c <= 'f', c >= 'A' && c <= 'F':
			hex++
		case c == '-':
			dashes++
		case c == '{', c == '}':
		default:
			return false
		}
	}
	return dots == 1 && hex == 0 && dashes <= 1 && v[0] != '0' || dots == 1 && hex == 0 && len(v) > 1 && v[1] == '.' ||
		dashes == 4 && digits+hex == 32 || dashes == 0 && digits+hex == 32
}

// outward judges a relationship to something outside the workbook. Hyperlinks
// of a sheet are kept until their cell is met.
func (s *screener) outward(o outward, sheets map[string]bool) {
	if o.kind != "hyperlink" {
		s.add(cell.Ref{Sheet: s.bundle.owner[o.from]}, cell.ExternalLink, "The workbook refers to a file or picture outside it.")
		return
	}
	if _, ok := sheets[o.from]; !ok {
		s.link(cell.Ref{Sheet: s.bundle.owner[o.from]}, o.target)
		return
	}
	if s.links[o.from] == nil {
		s.links[o.from] = map[string]string{}
	}
	s.links[o.from][o.id] = o.target
}

// link judges the address that a hyperlink leads to: a page of the public web
// is what a return may hold.
func (s *screener) link(ref cell.Ref, target string) {
	if target == "" {
		return
	}
	lower := strings.ToLower(target)
	web := strings.HasPrefix(lower, "http://") || strings.HasPrefix(lower, "https://")
	switch {
	case strings.HasPrefix(lower, "mailto:"):
		s.add(ref, cell.Email, "This hyperlink opens a message to an email address.")
	case strings.HasPrefix(lower, "tel:"), strings.HasPrefix(lower, "callto:"), strings.HasPrefix(lower, "sms:"):
		s.add(ref, cell.Phone, "This hyperlink calls a telephone number.")
	case !web && !strings.HasPrefix(lower, "#"):
		s.add(ref, cell.ExternalLink, "This hyperlink leads to a file or folder, whose path may name somebody.")
	}
	if k := identify(typed(strings.ReplaceAll(target, "%20", " "))); k != "" && !(web && k == cell.Phone) {
		s.add(ref, k, "There is what looks like "+noun(k)+" in a hyperlink.")
	}
}
