package workbook

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// A part is one file of a workbook made by hand.
type part struct{ name, body string }

const (
	rootRels = `<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`
	bookRels = `<Relationships>` +
		`<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>` +
		`<Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/>` +
		`<Relationship Id="r3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="/xl/styles.xml"/>` +
		`</Relationships>`
	bookXML = `<workbook><workbookPr/><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>`
)

// byHand makes a workbook with one sheet named S, whose XML is given.
func byHand(t testing.TB, sheet string, more ...part) []byte {
	t.Helper()
	parts := []part{
		{"[Content_Types].xml", `<Types/>`}, {"_rels/.rels", rootRels},
		{"xl/workbook.xml", bookXML}, {"xl/_rels/workbook.xml.rels", bookRels},
		{"xl/worksheets/sheet1.xml", sheet},
	}
	for _, p := range more {
		replaced := false
		for i := range parts {
			if parts[i].name == p.name {
				parts[i], replaced = p, true
			}
		}
		if !replaced {
			parts = append(parts, p)
		}
	}
	return archiveOf(t, parts)
}

func archiveOf(t testing.TB, parts []part) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	for _, p := range parts {
		f, err := w.Create(p.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(f, p.body); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func data(rows string) string { return `<worksheet><sheetData>` + rows + `</sheetData></worksheet>` }

// ole is the beginning of a file in the older container, with the name of a
// stream in its directory.
func ole(stream string) []byte {
	b := append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 504)...)
	for _, c := range []byte(stream) {
		b = append(b, c, 0)
	}
	return append(b, make([]byte, 512)...)
}

func encrypted(t testing.TB) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	var buf bytes.Buffer
	if err := f.Write(&buf, excelize.Options{Password: "secret"}); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func manyParts(n int) []part {
	parts := []part{{"xl/workbook.xml", bookXML}}
	for i := range n {
		parts = append(parts, part{fmt.Sprintf("xl/media/%d.bin", i), "x"})
	}
	return parts
}

func TestRefused(t *testing.T) {
	row := `<row r="1"><c r="A1"><v>1</v></c></row>`
	good := byHand(t, data(row))
	tests := []struct {
		name string
		data []byte
		why  Reason
		says string // part of the message
	}{
		{"nothing at all", nil, Empty, "0 bytes"},
		{"an old workbook", ole("Workbook"), OldExcel, ".xls"},
		{"a password", encrypted(t), Encrypted, "password"},
		{"a Word document of old", ole("WordDocument"), NotWorkbook, "Word"},
		{"some other old file", ole("Outlook"), NotWorkbook, "older Microsoft"},
		{"a PDF", []byte("%PDF-1.7\n"), NotWorkbook, "PDF"},
		{"a picture", []byte("\x89PNG\r\n\x1a\n"), NotWorkbook, "picture"},
		{"an archive of another kind", []byte("7z\xbc\xaf\x27\x1c"), NotWorkbook, "Unpack"},
		{"a CSV file", []byte("measure,count\nreferrals,12\n"), NotWorkbook, "CSV"},
		{"a CSV file in UTF-16", []byte("\xff\xfem\x00,\x00"), NotWorkbook, "CSV"},
		{"a CSV file in Latin-1", []byte("name,count\nZo\xeb,12 of the many that there were\n"), NotWorkbook, "CSV"},
		{"a web page", []byte("<html><table>"), NotWorkbook, "web page"},
		{"Excel 2003 XML", []byte(`<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">`), OldExcel, "2003"},
		{"rich text", []byte(`{\rtf1}`), NotWorkbook, "RTF"},
		{"noise", []byte("\x01\x02\x03\x04\xfe\xfe\xfe\xfe"), NotWorkbook, "not an Excel workbook"},
		{"an empty zip", []byte("PK\x05\x06" + strings.Repeat("\x00", 18)), NotWorkbook, "empty zip"},
		{"a zip of other files", archiveOf(t, []part{{"notes.txt", "x"}}), NotWorkbook, "zip archive"},
		{"a Word document", archiveOf(t, []part{{"word/document.xml", "x"}}), NotWorkbook, "Word"},
		{"a presentation", archiveOf(t, []part{{"ppt/presentation.xml", "x"}}), NotWorkbook, "PowerPoint"},
		{"an OpenDocument sheet", archiveOf(t, []part{{"mimetype", "x"}, {"content.xml", "x"}}), NotWorkbook, "OpenDocument"},
		{"a Numbers file", archiveOf(t, []part{{"Index/Document.iwa", "x"}}), NotWorkbook, "Numbers"},
		{"a binary workbook", archiveOf(t, []part{{"xl/workbook.bin", "x"}}), NotWorkbook, ".xlsb"},
		{"a file cut short", good[:len(good)-40], Damaged, "cut short"},
		{"a file over 20 MB", append([]byte("PK\x03\x04"), make([]byte, 20<<20)...), TooLarge, "20.0 MB"},
		{"101 parts", archiveOf(t, manyParts(100)), TooLarge, "101 parts"},
		{"2,000 parts", archiveOf(t, manyParts(2000)), TooLarge, "parts"},
		{"two parts of one name", archiveOf(t, []part{{"xl/workbook.xml", "x"}, {"XL/Workbook.xml", "x"}}), Suspicious, "same name"},
		{"a part outside", archiveOf(t, []part{{"xl/workbook.xml", "x"}, {"../../etc/passwd", "x"}}), Suspicious, "outside"},
		{"a part from the root", archiveOf(t, []part{{"xl/workbook.xml", "x"}, {"/etc/passwd", "x"}}), Suspicious, "outside"},
		{"a part on a drive", archiveOf(t, []part{{"xl/workbook.xml", "x"}, {`c:\x`, "x"}}), Suspicious, "outside"},
		{"no workbook part", archiveOf(t, []part{{"_rels/.rels", rootRels}, {"xl/styles.xml", "x"}}), Damaged, "missing"},
		{"no sheets", byHand(t, data(row), part{"xl/workbook.xml", `<workbook><sheets/></workbook>`}), Damaged, "no sheets"},
		{"a sheet without content", byHand(t, data(row), part{"xl/workbook.xml", strings.Replace(bookXML, "r1", "r9", 1)}), Damaged, "no content"},
		{"two sheets of one name", byHand(t, data(row), part{"xl/workbook.xml", strings.Replace(bookXML, `</sheets>`, `<sheet name="s" r:id="r1"/></sheets>`, 1)}), Damaged, "named"},
		{"entities that multiply", byHand(t, data(row), part{"xl/sharedStrings.xml", `<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><sst><si><t>&b;</t></si></sst>`}), Damaged, "sharedStrings"},
		{"an entity that is not XML's", byHand(t, data(row), part{"xl/sharedStrings.xml", `<sst><si><t>&b;</t></si></sst>`}), Damaged, "sharedStrings"},
		{"a part in UTF-16", byHand(t, data(row), part{"xl/sharedStrings.xml", "\xff\xfe<\x00"}), Damaged, "sharedStrings"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Open(tt.data, nil)
			var refused *RefusedError
			if !errors.As(err, &refused) || refused.Reason != tt.why || refused.Rule != "V01" || !strings.Contains(refused.Message, tt.says) {
				t.Errorf("Open = %v, want a refusal %q that says %q", err, tt.why, tt.says)
			}
		})
	}
}

func TestRefusedWithinASheet(t *testing.T) {
	tests := []struct {
		name, sheet, ref string
		why              Reason
	}{
		{"cut short", `<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c>`, "S!1:1", Damaged},
		{"cut short in a tag", `<worksheet><sheetData><row r="3"><c r="A3"><v>1</v></c></row><row r="`, "S!3:3", Damaged},
		{"a row twice", data(`<row r="2"/><row r="2"/>`), "S!2:2", Damaged},
		{"rows in the wrong order", data(`<row r="2"/><row r="1"/>`), "S!2:2", Damaged},
		{"a cell of another row", data(`<row r="2"><c r="A3"><v>1</v></c></row>`), "S!2:2", Damaged},
		{"a cell twice", data(`<row r="2"><c r="B2"><v>1</v></c><c r="A2"><v>1</v></c><c r="B2"><v>1</v></c></row>`), "S!B2", Damaged},
		{"a text that is not in the table", data(`<row r="2"><c r="B2" t="s"><v>7</v></c></row>`), "S!B2", Damaged},
		{"a column after the last", data(`<row r="2"><c r="BM2"><v>7</v></c></row>`), "S!BM2", TooLarge},
		{"a row after the last of Excel", data(`<row r="1048577"/>`), "S", Damaged},
		{"a document type", `<!DOCTYPE x>` + data(""), "S", Damaged},
		{"a tag of two megabytes", `<worksheet a="` + noise(2<<20) + `">`, "S", Damaged},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b, err := Open(byHand(t, tt.sheet), nil)
			if err != nil {
				t.Fatal(err)
			}
			var got error
			for _, err := range b.Rows("S") {
				got = err
			}
			var refused *RefusedError
			if !errors.As(got, &refused) || refused.Reason != tt.why || refused.Ref.String() != tt.ref {
				t.Errorf("Rows ended with %v at %v, want a refusal %q at %s", got, refused.Ref, tt.why, tt.ref)
			}
		})
	}
}

// noise is text that deflate cannot shrink much.
func noise(n int) string {
	b, x := make([]byte, n), uint32(1)
	for i := range b {
		x = x*1664525 + 1013904223
		b[i] = 'a' + byte(x>>24)%26
	}
	return string(b)
}

func TestTooManyRows(t *testing.T) {
	b, err := Open(byHand(t, data(strings.Repeat(`<row><c><v>1</v></c></row>`, 11))), &Limits{Rows: 10})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, err = range b.Rows("S") {
		n++
	}
	var refused *RefusedError
	if n != 11 || !errors.As(err, &refused) || refused.Reason != TooLarge || refused.Ref.Row != 11 {
		t.Errorf("after %d steps %v, want ten rows and a refusal at row 11", n, err)
	}
}

func TestTooMuchText(t *testing.T) {
	_, err := Open(byHand(t, data(""), part{"xl/sharedStrings.xml", `<sst>` + strings.Repeat(`<si><t>abcdefgh</t></si>`, 100) + `</sst>`}), &Limits{TextBytes: 500})
	var refused *RefusedError
	if !errors.As(err, &refused) || refused.Reason != TooLarge {
		t.Errorf("Open = %v, want a refusal for too much text", err)
	}
}

// bomb is a workbook whose sheet declares and holds size bytes of spaces.
func bomb(t testing.TB, size int64) []byte {
	t.Helper()
	if testing.Short() || raceEnabled {
		t.Skip("packs a bomb")
	}
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	for _, p := range []part{{"_rels/.rels", rootRels}, {"xl/workbook.xml", bookXML}, {"xl/_rels/workbook.xml.rels", bookRels}} {
		f, _ := w.Create(p.name)
		io.WriteString(f, p.body)
	}
	f, _ := w.Create("xl/worksheets/sheet1.xml")
	io.WriteString(f, `<worksheet><sheetData>`)
	chunk := bytes.Repeat([]byte(`<row r="1">`), 100_000)
	for n := int64(0); n < size; n += int64(len(chunk)) {
		f.Write(chunk)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// within runs f and fails when it takes longer, or allocates more bytes in
// all (freed or not), than it may. A machine that is busy with other things
// has three tries at the time.
func within(t *testing.T, most time.Duration, bytes uint64, f func()) {
	t.Helper()
	best := time.Hour
	for try := 0; try < 3 && best > most; try++ {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		f()
		best = min(best, time.Since(start))
		runtime.ReadMemStats(&after)
		if got := after.TotalAlloc - before.TotalAlloc; got > bytes {
			t.Errorf("allocated %d bytes, want at most %d", got, bytes)
		}
	}
	if best > most && !raceEnabled {
		t.Errorf("took %v, want at most %v", best, most)
	}
	t.Logf("%v", best)
}

func TestBombIsRefusedBeforeItIsUnpacked(t *testing.T) {
	data := bomb(t, 210<<20)
	within(t, time.Second, 5<<20, func() {
		_, err := Open(data, nil)
		var refused *RefusedError
		if !errors.As(err, &refused) || refused.Reason != TooLarge {
			t.Errorf("Open = %v, want a refusal as too large", err)
		}
	})
}

func TestBombOfASmallerSizeIsRefusedByItsRatio(t *testing.T) {
	data := bomb(t, 60<<20)
	within(t, time.Second, 5<<20, func() {
		_, err := Open(data, nil)
		var refused *RefusedError
		if !errors.As(err, &refused) || refused.Reason != Suspicious {
			t.Errorf("Open = %v, want a refusal as suspicious", err)
		}
	})
}

// TestBombThatLies declares a small size and unpacks to a large one.
func TestBombThatLies(t *testing.T) {
	data := bomb(t, 60<<20)
	i := bytes.LastIndex(data, centralHeader)
	binary.LittleEndian.PutUint32(data[i+24:], 1000) // declared size once unpacked
	b, err := Open(data, nil)
	if err != nil {
		return // refused at once: as good
	}
	within(t, time.Second, 5<<20, func() {
		var last error
		for _, err := range b.Rows("S") {
			last = err
		}
		if last == nil {
			t.Error("a sheet larger than it declared was read to its end")
		}
	})
}

// TestDirectoryOfManyEntries is a file of nothing but directory entries, of
// which the end record declares one.
func TestDirectoryOfManyEntries(t *testing.T) {
	entry := make([]byte, 46+1)
	copy(entry, centralHeader)
	binary.LittleEndian.PutUint16(entry[28:], 1)
	entry[46] = 'a'
	binary.LittleEndian.PutUint32(entry[16:], crc32.ChecksumIEEE(nil))
	data := append([]byte("PK\x03\x04"), bytes.Repeat(entry, 400_000)...)
	end := make([]byte, 22)
	copy(end, "PK\x05\x06")
	binary.LittleEndian.PutUint16(end[8:], 1)
	binary.LittleEndian.PutUint16(end[10:], 1)
	binary.LittleEndian.PutUint32(end[12:], uint32(len(data)-4))
	binary.LittleEndian.PutUint32(end[16:], 4)
	data = append(data, end...)
	within(t, time.Second, 5<<20, func() {
		if _, err := Open(data, nil); err == nil {
			t.Error("Open took a directory of 400,000 entries")
		}
	})
}

func TestFourMillionEmptyCells(t *testing.T) {
	if testing.Short() || raceEnabled {
		t.Skip("writes a file of 8 MB from 80")
	}
	var rows strings.Builder
	for r := 1; r <= 40_000; r++ {
		fmt.Fprintf(&rows, `<row r="%d">`, r)
		for c := range 100 {
			name, _ := excelize.ColumnNumberToName(c + 1)
			fmt.Fprintf(&rows, `<c r="%s%d" s="1"/>`, name, r)
		}
		rows.WriteString(`</row>`)
	}
	file := byHand(t, data(rows.String()))
	t.Logf("%d kB", len(file)>>10)
	rows.Reset()
	within(t, 2*time.Second, 10<<20, func() {
		b, err := Open(file, nil)
		if err != nil {
			t.Fatal(err)
		}
		for row, err := range b.Rows("S") {
			t.Errorf("row %v, %v, want none", row, err)
		}
	})
}

// TestSheetsWithoutPartsOfTheirOwn is a small file that names one sheet's part
// as the content of 20,000 others, each of which would be read.
func TestSheetsWithoutPartsOfTheirOwn(t *testing.T) {
	for n, why := range map[int]Reason{2: Damaged, 20_000: Suspicious} {
		var x strings.Builder
		rels := bookRels
		for i := range n {
			fmt.Fprintf(&x, `<sheet name="S%d" sheetId="%d" r:id="q%d"/>`, i, i+1, min(i, 150))
		}
		for i := range min(n, 151) {
			target := "sheet1.xml"
			if n > 2 {
				target = fmt.Sprintf("sheet%d.xml", i)
			}
			rels = strings.Replace(rels, "</Relationships>", fmt.Sprintf(`<Relationship Id="q%d" Type="http://x/worksheet" Target="worksheets/%s"/></Relationships>`, i, target), 1)
		}
		file := byHand(t, data(""), part{"xl/workbook.xml", "<workbook><sheets>" + x.String() + "</sheets></workbook>"}, part{"xl/_rels/workbook.xml.rels", rels})
		within(t, time.Second, 20<<20, func() {
			_, err := Open(file, nil)
			var refused *RefusedError
			if !errors.As(err, &refused) || refused.Reason != why {
				t.Errorf("%d sheets: Open = %v, want a refusal as %s", n, err, why)
			}
		})
	}
}

// TestNameInManyPieces is a defined name whose text comes in many runs: what
// it refers to is read as far as a formula goes, and in time that grows with
// the file.
func TestNameInManyPieces(t *testing.T) {
	book := strings.Replace(bookXML, "</sheets>", "</sheets><definedNames><definedName name=\"n\">"+strings.Repeat("<x/>a", 200_000)+"</definedName></definedNames>", 1)
	file := byHand(t, data(""), part{"xl/workbook.xml", book})
	within(t, 2*time.Second, 100<<20, func() {
		b, err := Open(file, nil)
		if err != nil {
			t.Fatal(err)
		}
		if n := b.Names(); len(n) != 1 || len(n[0].Refers) != maxRefers {
			t.Errorf("names = %d, the first refers to %d bytes", len(n), len(n[0].Refers))
		}
	})
}
