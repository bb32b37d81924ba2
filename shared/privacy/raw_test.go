package privacy

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/workbook"
)

// A raw workbook is written part by part, as Excel 365 writes them, so that
// anything can be put anywhere in it.
type raw struct {
	sheets  []rawSheet
	texts   []string          // inside <si> elements, as XML
	parts   map[string]string // further parts, or others in place of the usual
	rels    map[string]string // relationships by source part, as XML
	types   string            // further content types, as XML
	index   string            // what stands in the workbook part beside its sheets
	noProps bool
}

type rawSheet struct {
	name  string
	state string
	rows  string // inside sheetData
	head  string // before sheetData
	tail  string // after it
}

const (
	mainNS = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision"`
	relNS  = `xmlns="http://schemas.openxmlformats.org/package/2006/relationships"`
	relOf  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	decl   = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\r\n"
)

// rel is one relationship as XML.
func rel(id, kind, target string) string {
	if !strings.Contains(kind, "://") {
		kind = relOf + kind
	}
	return fmt.Sprintf(`<Relationship Id="%s" Type="%s" Target="%s"/>`, id, kind, target)
}

func outer(id, kind, target string) string {
	return fmt.Sprintf(`<Relationship Id="%s" Type="%s" Target="%s" TargetMode="External"/>`, id, relOf+kind, target)
}

// typ is one content type as XML.
func typ(part, kind string) string {
	return fmt.Sprintf(`<Override PartName="/%s" ContentType="%s"/>`, part, kind)
}

// row writes a row of cells: numbers as numbers, texts in place.
func row(n int, values ...any) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<row r="%d" spans="1:5">`, n)
	for i, v := range values {
		at := fmt.Sprint(cell.ColumnName(i+1), n)
		switch v := v.(type) {
		case nil:
		case string:
			fmt.Fprintf(&b, `<c r="%s" s="1" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`, at, escape(v))
		case verbatim:
			b.WriteString(strings.Replace(string(v), `"AT"`, `"`+at+`"`, 1))
		default:
			fmt.Fprintf(&b, `<c r="%s"><v>%v</v></c>`, at, v)
		}
	}
	return b.String() + "</row>"
}

// verbatim is the XML of a cell, with AT for its address.
type verbatim string

func shared(n int) verbatim { return verbatim(fmt.Sprintf(`<c r="AT" t="s"><v>%d</v></c>`, n)) }

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

func escape(s string) string { return escaper.Replace(s) }

// zip writes the workbook.
func (w raw) zip(t testing.TB) []byte {
	t.Helper()
	files := map[string]string{}
	var sheets, types strings.Builder
	rels := rel("rIdS", "styles", "styles.xml") + rel("rIdT", "theme", "theme/theme1.xml")
	if w.texts != nil {
		rels += rel("rIdX", "sharedStrings", "sharedStrings.xml")
		types.WriteString(typ("xl/sharedStrings.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"))
		files["xl/sharedStrings.xml"] = decl + `<sst ` + mainNS + `><si>` + strings.Join(w.texts, "</si><si>") + `</si></sst>`
	}
	for i, s := range w.sheets {
		part := fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1)
		state := ""
		if s.state != "" {
			state = fmt.Sprintf(` state="%s"`, s.state)
		}
		fmt.Fprintf(&sheets, `<sheet name="%s" sheetId="%d"%s r:id="rId%d"/>`, escape(s.name), i+1, state, i+1)
		rels += rel(fmt.Sprintf("rId%d", i+1), "worksheet", fmt.Sprintf("worksheets/sheet%d.xml", i+1))
		types.WriteString(typ(part, "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"))
		files[part] = decl + `<worksheet ` + mainNS + ` xr:uid="{8B1F2A9C-1E34-4F6A-9D7B-0123456789AB}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="A1:E20"/><sheetViews><sheetView workbookViewId="0"/></sheetViews><sheetFormatPr defaultRowHeight="15"/>` +
			s.head + `<sheetData>` + s.rows + `</sheetData><sheetProtection algorithmName="SHA-512" hashValue="m1/1ae+E11AAvYQ0dQ9q8nq4dQ0PzJ1m5mJb5kVd2w==" saltValue="Tn1zW1+M11AE/z0Q==" spinCount="100000" sheet="1"/>` +
			s.tail + `<pageMargins left="0.70866141732283472" right="0.3937007874" top="0.74803149606299213" bottom="0.9434765919" header="0.31496062992125984" footer="0.3"/></worksheet>`
	}
	files["xl/workbook.xml"] = decl + `<workbook ` + mainNS + `><fileVersion appName="xl" lastEdited="7" lowestEdited="7" rupBuild="27328"/><workbookPr defaultThemeVersion="202300"/><xr:revisionPtr revIDLastSave="0" documentId="13_ncr:1_{9434765A-9190-4ACE-8D1E-94347659191A}" xr6:coauthVersionLast="47"/><bookViews><workbookView xWindow="-108" yWindow="-108" windowWidth="23256" windowHeight="12456"/></bookViews><sheets>` +
		sheets.String() + `</sheets>` + w.index + `<calcPr calcId="191029"/></workbook>`
	files["xl/styles.xml"] = decl + `<styleSheet ` + mainNS + `><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts><fonts count="1"><font><sz val="11"/><name val="Lucida Bright"/></font></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="49"/><xf numFmtId="164"/><xf numFmtId="3"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`
	files["xl/theme/theme1.xml"] = decl + `<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Office Theme"><a:clrScheme name="Office"><a:dk1><a:sysClr val="windowText" lastClr="000000"/></a:dk1></a:clrScheme><a:font script="Jpan" typeface="Gill Sans"/><a:latin typeface="Franklin Gothic" panose="02040503050406030204"/></a:theme>`
	root := rel("rId1", "officeDocument", "xl/workbook.xml")
	if !w.noProps {
		root += rel("rId2", "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties", "docProps/core.xml") + rel("rId3", "extended-properties", "docProps/app.xml")
		files["docProps/core.xml"] = decl + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:creator>Jane Okafor</dc:creator><cp:lastModifiedBy>jane.okafor@leeds.example</cp:lastModifiedBy><dcterms:created xsi:type="dcterms:W3CDTF">2026-07-02T09:12:44Z</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">2026-07-09T16:01:10Z</dcterms:modified></cp:coreProperties>`
		files["docProps/app.xml"] = decl + `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><Application>Microsoft Excel</Application><DocSecurity>0</DocSecurity><ScaleCrop>false</ScaleCrop><HeadingPairs><vt:vector size="2" baseType="variant"><vt:variant><vt:lpstr>Worksheets</vt:lpstr></vt:variant><vt:variant><vt:i4>1</vt:i4></vt:variant></vt:vector></HeadingPairs><Manager>Mark Phillips</Manager><Company>Leeds City Council</Company><AppVersion>16.0300</AppVersion></Properties>`
	}
	if w.rels["xl/workbook.xml"] != "" {
		rels += w.rels["xl/workbook.xml"]
	}
	if w.rels[""] != "" {
		root += w.rels[""]
	}
	files["xl/_rels/workbook.xml.rels"] = decl + `<Relationships ` + relNS + `>` + rels + `</Relationships>`
	files["_rels/.rels"] = decl + `<Relationships ` + relNS + `>` + root + `</Relationships>`
	for part, xml := range w.rels {
		if part == "" || part == "xl/workbook.xml" {
			continue
		}
		i := strings.LastIndexByte(part, '/') + 1
		files[part[:i]+"_rels/"+part[i:]+".rels"] = decl + `<Relationships ` + relNS + `>` + xml + `</Relationships>`
	}
	files["[Content_Types].xml"] = decl + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="bin" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings"/><Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>` +
		typ("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml") + typ("xl/styles.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml") + types.String() + w.types + `</Types>`
	for name, body := range w.parts {
		files[name] = body
	}
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for _, name := range names {
		f, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(f, files[name]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// open opens the workbook.
func (w raw) open(t testing.TB) *workbook.Book {
	t.Helper()
	b, err := workbook.Open(w.zip(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// screened returns what Screen finds and notes, as "place kind".
func screened(t testing.TB, b *workbook.Book) (found, notes []string) {
	t.Helper()
	f, n, err := Screen(b)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range f {
		found = append(found, fmt.Sprint(x.Ref, " ", x.Kind))
		if !strings.HasSuffix(x.Message, ".") || len(x.Message) < 20 {
			t.Errorf("message of %v = %q, want a sentence", x.Ref, x.Message)
		}
	}
	for _, x := range n {
		notes = append(notes, x.Message)
	}
	return found, notes
}

// small is a workbook of one sheet with a few figures.
func small() raw {
	return raw{sheets: []rawSheet{{name: "Referrals", rows: row(1, "measure", "breakdown_type", "breakdown_value", "count", "note") +
		row(2, "referrals", "total", "all", 412, "") + row(3, "referrals", "sex", "female", 204, "Two schools closed in June 2026.") + row(4, "referrals", "sex", "male", 208, "")}}}
}
