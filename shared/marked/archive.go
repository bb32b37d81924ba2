package marked

import (
	"archive/zip"
	"compress/flate"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

const (
	xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	mainNS  = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	relNS   = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packNS  = "http://schemas.openxmlformats.org/package/2006/relationships"
	typesNS = "http://schemas.openxmlformats.org/package/2006/content-types"
)

// write writes the parts of a workbook of the given sheets, with no clock time
// in the archive, so that the same content gives the same bytes.
func write(w io.Writer, sheets []*sheet) error {
	z := zip.NewWriter(w)
	// One compressor, which takes 1 MB, for all parts, that come one after the
	// other. The quickest level takes a third of the time for a fifth more bytes.
	var packer *flate.Writer
	z.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) {
		if packer != nil {
			packer.Reset(out)
			return packer, nil
		}
		var err error
		packer, err = flate.NewWriter(out, flate.BestSpeed)
		return packer, err
	})
	var err error
	part := func(name, content string) {
		if err != nil {
			return
		}
		var f io.Writer
		if f, err = z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate}); err == nil {
			_, err = io.WriteString(f, content)
		}
	}
	var types, rels, names strings.Builder
	types.WriteString(xmlHead + `<Types xmlns="` + typesNS + `"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/><Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>` +
		`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>` +
		`<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>`)
	for i, s := range sheets {
		n := i + 1
		fmt.Fprintf(&types, `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`, n)
		fmt.Fprintf(&rels, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, n, relNS, n)
		fmt.Fprintf(&names, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, escape(s.name), n, n)
		if len(s.comments) > 0 {
			fmt.Fprintf(&types, `<Override PartName="/xl/comments%d.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"/>`, n)
		}
	}
	part("[Content_Types].xml", types.String()+`</Types>`)
	part("_rels/.rels", xmlHead+`<Relationships xmlns="`+packNS+`"><Relationship Id="rId1" Type="`+relNS+`/officeDocument" Target="xl/workbook.xml"/></Relationships>`)
	part("xl/workbook.xml", xmlHead+`<workbook xmlns="`+mainNS+`" xmlns:r="`+relNS+`"><bookViews><workbookView xWindow="0" yWindow="0" windowWidth="24000" windowHeight="14000" activeTab="0"/></bookViews><sheets>`+
		names.String()+`</sheets></workbook>`)
	part("xl/_rels/workbook.xml.rels", xmlHead+`<Relationships xmlns="`+packNS+`">`+rels.String()+
		fmt.Sprintf(`<Relationship Id="rId%d" Type="%s/styles" Target="styles.xml"/></Relationships>`, len(sheets)+1, relNS))
	part("xl/styles.xml", theStyles())
	for i, s := range sheets {
		n := i + 1
		part(fmt.Sprintf("xl/worksheets/sheet%d.xml", n), s.xml(i == 0))
		if len(s.comments) == 0 {
			continue
		}
		part(fmt.Sprintf("xl/worksheets/_rels/sheet%d.xml.rels", n), xmlHead+`<Relationships xmlns="`+packNS+`">`+
			fmt.Sprintf(`<Relationship Id="rId1" Type="%s/vmlDrawing" Target="../drawings/vmlDrawing%d.vml"/><Relationship Id="rId2" Type="%s/comments" Target="../comments%d.xml"/></Relationships>`, relNS, n, relNS, n))
		part(fmt.Sprintf("xl/comments%d.xml", n), commentsXML(s.comments))
		part(fmt.Sprintf("xl/drawings/vmlDrawing%d.vml", n), drawingXML(s.comments, s.widths, n))
	}
	if err != nil {
		return fmt.Errorf("write marked workbook: %w", err)
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("write marked workbook: %w", err)
	}
	return nil
}

// escape writes text for XML. Characters that XML cannot hold are dropped, and
// what a spreadsheet program would read as the code of one (_x000D_) is kept
// as the text it is.
func escape(s string) string { return string(appendEscaped(nil, s)) }

// appendEscaped appends what escape returns.
func appendEscaped(b []byte, s string) []byte {
	from := 0 // of what is to be copied as it is
	for i, r := range s {
		if r >= 0x20 && r < utf8.RuneSelf && r != '&' && r != '<' && r != '>' && r != '"' && r != '_' {
			continue
		}
		instead := ""
		switch {
		case r == '&':
			instead = "&amp;"
		case r == '<':
			instead = "&lt;"
		case r == '>':
			instead = "&gt;"
		case r == '"':
			instead = "&quot;"
		case r == '\n':
			instead = "&#10;"
		case r == '_' && code(s[i:]):
			instead = "_x005F_"
		case r < 0x20 && r != '\t', r == utf8.RuneError, r == 0xFFFE, r == 0xFFFF:
		default:
			continue
		}
		_, size := utf8.DecodeRuneInString(s[i:])
		b = append(append(b, s[from:i]...), instead...)
		from = i + size
	}
	return append(b, s[from:]...)
}

// code reports whether s begins with the code of a character, _x000D_.
func code(s string) bool {
	if len(s) < 7 || s[1] != 'x' && s[1] != 'X' || s[6] != '_' {
		return false
	}
	for _, c := range []byte(s[2:6]) {
		if !(c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f') {
			return false
		}
	}
	return true
}
