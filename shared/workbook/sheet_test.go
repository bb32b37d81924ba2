package workbook

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"earlyhelp/shared/period"
)

func read(t testing.TB, b *Book) []Row {
	t.Helper()
	var rows []Row
	for row, err := range b.Rows("s") {
		if err != nil {
			t.Fatal(err)
		}
		row.Cells = append([]Cell(nil), row.Cells...)
		rows = append(rows, row)
	}
	return rows
}

const stylesXML = `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd\/mm\/yyyy"/><numFmt numFmtId="165" formatCode="[$-809]&quot;day&quot; 0"/></numFmts>` +
	`<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="9"/><xf numFmtId="165"/><xf numFmtId="20"/></cellXfs></styleSheet>`

func TestKindsOfCell(t *testing.T) {
	may := period.NewDate(2026, 5, 1)
	tests := []struct {
		name, cell string
		want       []Cell
	}{
		{"a number", `<c r="B1"><v>12</v></c>`, []Cell{{Col: 2, Text: "12", Num: 12, Kind: Number}}},
		{"a number without an address", `<c><v>-1.5E2</v></c>`, []Cell{{Col: 1, Text: "-1.5E2", Num: -150, Kind: Number}}},
		{"a date", `<c r="A1" s="1"><v>46143.75</v></c>`, []Cell{{Col: 1, Text: "46143.75", Num: 46143.75, Kind: DateKind, Format: DateFormat, Date: may}}},
		{"a date as text", `<c r="A1" t="d"><v>2026-05-01T00:00:00</v></c>`, []Cell{{Col: 1, Text: "2026-05-01T00:00:00", Kind: DateKind, Date: may}}},
		{"a percentage", `<c r="A1" s="2"><v>0.5</v></c>`, []Cell{{Col: 1, Text: "0.5", Num: 0.5, Kind: Number, Format: PercentFormat}}},
		{"a number with the word day", `<c r="A1" s="3"><v>5</v></c>`, []Cell{{Col: 1, Text: "5", Num: 5, Kind: Number}}},
		{"a time", `<c r="A1" s="4"><v>0.5</v></c>`, []Cell{{Col: 1, Text: "0.5", Num: 0.5, Kind: Number, Format: TimeFormat}}},
		{"a shared text in pieces", `<c r="A1" t="s"><v>1</v></c>`, []Cell{{Col: 1, Text: "rich & text", Kind: Text}}},
		{"a shared text that is empty", `<c r="A1" t="s"><v>2</v></c>`, nil},
		{"a text in place", `<c r="A1" t="inlineStr"><is><r><t>a</t></r><rPh><t>ah</t></rPh><r><t xml:space="preserve"> b</t></r></is></c>`, []Cell{{Col: 1, Text: "a b", Kind: Text}}},
		{"a text with escapes", `<c r="A1" t="inlineStr"><is><t>a_x000A_b_x005F_x0041_&#233;&#xe9;&lt;<![CDATA[&amp;]]></t></is></c>`, []Cell{{Col: 1, Text: "a\nb_x0041_éé<&amp;", Kind: Text}}},
		{"true", `<c r="A1" t="b"><v>1</v></c>`, []Cell{{Col: 1, Text: "1", Num: 1, Kind: Bool}}},
		{"an error", `<c r="A1" t="e"><v>#REF!</v></c>`, []Cell{{Col: 1, Text: "#REF!", Kind: Error}}},
		{"a formula's number", `<c r="A1"><f>1+1</f><v>2</v></c>`, []Cell{{Col: 1, Text: "2", Num: 2, Kind: Number, Formula: true}}},
		{"a formula's error", `<c r="A1" t="e"><f>A9</f><v>#N/A</v></c>`, []Cell{{Col: 1, Text: "#N/A", Kind: Error, Formula: true}}},
		{"a formula's empty text", `<c r="A1" t="str"><f>""</f><v></v></c>`, []Cell{{Col: 1, Kind: Text, Formula: true}}},
		{"a formula without a result", `<c r="A1"><f>1+1</f></c>`, []Cell{{Col: 1, Kind: Uncalculated, Formula: true}}},
		{"a formula with an empty result", `<c r="A1"><f>1+1</f><v></v></c>`, []Cell{{Col: 1, Kind: Uncalculated, Formula: true}}},
		{"words in a number", `<c r="A1"><v>Inf</v></c>`, []Cell{{Col: 1, Text: "Inf", Kind: Text}}},
		{"blanks", `<c r="A1"/><c r="B1" s="2"></c><c r="C1"><v/></c><c r="XFD1"/>`, nil},
		{"a hidden column", `<c r="D1"><v>1</v></c>`, []Cell{{Col: 4, Text: "1", Num: 1, Kind: Number, Hidden: true}}},
		{"cells out of order", `<c r="B1"><v>2</v></c><c r="A1"><v>1</v></c>`, []Cell{{Col: 1, Text: "1", Num: 1, Kind: Number}, {Col: 2, Text: "2", Num: 2, Kind: Number}}},
		{"names with a prefix and > in an attribute", `<x:c r="A1" a=">"><x:v>1</x:v></x:c>`, []Cell{{Col: 1, Text: "1", Num: 1, Kind: Number}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b, err := Open(byHand(t, `<?xml version="1.0" encoding="UTF-8"?><!-- a comment > --><worksheet><cols><col min="4" max="5" hidden="1"/></cols><sheetData><row r="1">`+tt.cell+`</row></sheetData><c r="A9"><v>not in the data</v></c></worksheet>`,
				part{"xl/styles.xml", stylesXML},
				part{"xl/sharedStrings.xml", `<sst><si><t>zero</t></si><si><r><t>rich </t></r><r><t>&amp; text</t></r><rPh><t>aloud</t></rPh></si><si/></sst>`}), nil)
			if err != nil {
				t.Fatal(err)
			}
			rows := read(t, b)
			var got []Cell
			if len(rows) == 1 {
				got = rows[0].Cells
			}
			if diff := cmp.Diff(tt.want, got); diff != "" || len(rows) > 1 {
				t.Errorf("cells (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRowsHiddenAndNumbered(t *testing.T) {
	b, err := Open(byHand(t, data(`<row><c><v>1</v></c></row><row r="5" hidden="1"><c><v>2</v></c></row><row r="900000" ht="0"><c><v>3</v></c></row>`)), nil)
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, r := range read(t, b) {
		got += fmt.Sprint(r.Number, r.Hidden, " ")
	}
	if want := "1 false 5 true 900000 true "; got != want {
		t.Errorf("rows = %q, want %q", got, want)
	}
}

func TestDate(t *testing.T) {
	tests := []struct {
		serial float64
		mac    bool
		want   string
	}{
		{1, false, "1900-01-01"}, {59, false, "1900-02-28"}, {60, false, ""}, {61, false, "1900-03-01"},
		{46143.99, false, "2026-05-01"}, {2_958_465, false, "9999-12-31"}, {2_958_466, false, ""}, {0, false, ""}, {-3, false, ""},
		{0, true, "1904-01-01"}, {44681, true, "2026-05-01"}, {-1, true, ""},
	}
	for _, tt := range tests {
		d, ok := Date(tt.serial, tt.mac)
		if d.String() != tt.want || ok != (tt.want != "") {
			t.Errorf("Date(%v, %v) = %v, %v, want %q", tt.serial, tt.mac, d, ok, tt.want)
		}
	}
	for n := range 80_000 {
		d, ok := Date(float64(n+61), false)
		if want := period.NewDate(1900, 3, 1+n); !ok || d != want {
			t.Fatalf("Date(%d) = %v, want %v", n+61, d, want)
		}
	}
}

func TestFormatOf(t *testing.T) {
	for code, want := range map[string]Format{
		"General": General, "0.00": General, "#,##0;[Red]-#,##0": General, `"day "0`: General, `\d0`: General,
		"dd/mm/yyyy": DateFormat, `YYYY\-MM\-DD`: DateFormat, "mmm": DateFormat, "[$-809]d mmmm yyyy;@": DateFormat, "dd/mm/yyyy hh:mm": DateFormat,
		"hh:mm": TimeFormat, "[h]:mm:ss": TimeFormat, "mm:ss.0": TimeFormat,
		"0%": PercentFormat, "0.0%": PercentFormat, `0"%"`: General, "[Red]0": General, "@": General, `0.0 "unclosed`: General,
	} {
		if got := formatOf(code); got != want {
			t.Errorf("formatOf(%q) = %v, want %v", code, got, want)
		}
	}
}

// TestScannerInPieces reads the same XML whole and byte by byte.
func TestScannerInPieces(t *testing.T) {
	const xml = "\xef\xbb\xbf<?xml version='1.0' encoding='utf-8'?><a b='>' c=\"d\"><!-- - -- x --><e/>text &amp; <![CDATA[<x>]]]></a  >"
	tokens := func(r io.Reader) (out []string) {
		s := newScanner(r)
		for {
			kind, err := s.next()
			if err != nil {
				return append(out, err.Error())
			}
			if kind == textRun {
				out = append(out, fmt.Sprintf("text %q", s.text))
			} else {
				out = append(out, fmt.Sprintf("%d %s %s %v", kind, s.name, s.attrs, s.closed))
			}
		}
	}
	whole, pieces := tokens(strings.NewReader(xml)), tokens(iotest.OneByteReader(strings.NewReader(xml)))
	if diff := cmp.Diff(whole, pieces); diff != "" {
		t.Errorf("tokens whole and in pieces (-whole +pieces):\n%s", diff)
	}
	if len(whole) != 6 {
		t.Errorf("tokens = %q, want five and the end", whole)
	}
}
