package workbook

import (
	"bytes"
	"io"
	"slices"
	"testing"
	"testing/iotest"
	"unicode/utf8"
)

// FuzzScanner holds the scanner to reading the same from a reader that gives
// all at once and one that gives half of what is asked.
func FuzzScanner(f *testing.F) {
	f.Add([]byte(stylesXML))
	f.Add([]byte(data(`<row r="1"><c r="A1" t="inlineStr"><is><t>a &amp; b</t></is></c></row>`)))
	f.Add([]byte(`<?xml version="1.0"?><!-- c --><a b="'>" c='"'/><![CDATA[ ]] ]]>&#x41;`))
	f.Add([]byte(`<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`))
	f.Add([]byte("\xff\xfe<\x00a\x00>\x00"))
	f.Fuzz(func(t *testing.T, xml []byte) {
		type token struct {
			kind              tokenKind
			name, attrs, text string
			closed            bool
		}
		tokens := func(r io.Reader) (out []token, err error) {
			s := newScanner(r)
			for range len(xml) + 1 {
				kind, err := s.next()
				if err != nil {
					return out, err
				}
				k := token{kind: kind}
				if kind == textRun {
					text, err := s.appendRun(nil)
					if err != nil {
						return out, err
					}
					k.text = string(unescape(text, 0))
				} else {
					k.name, k.attrs, k.closed = string(s.name), string(s.attrs), s.closed
					s.attr("r")
				}
				out = append(out, k)
			}
			t.Fatal("more tokens than bytes")
			return nil, nil
		}
		a, err1 := tokens(bytes.NewReader(xml))
		b, err2 := tokens(iotest.HalfReader(bytes.NewReader(xml)))
		if err1 != err2 || len(a) != len(b) {
			t.Fatalf("whole: %d tokens, %v; in halves: %d, %v", len(a), err1, len(b), err2)
		}
		for i := range a {
			if a[i] != b[i] {
				t.Fatalf("token %d: %+v whole, %+v in halves", i, a[i], b[i])
			}
		}
	})
}

// FuzzSheet reads any XML as a sheet: it never panics, rows ascend, columns
// ascend and no blank cell is returned.
func FuzzSheet(f *testing.F) {
	f.Add([]byte(data(`<row r="1"><c r="A1" s="1"><v>46143</v></c><c r="C1" t="s"><v>0</v></c></row><row r="9"><c t="b"><v>1</v></c></row>`)))
	f.Add([]byte(`<worksheet><cols><col min="1" max="2" hidden="1"/></cols><sheetData><row><c t="str"><f>1</f></c><c t="e"><v>#N/A</v></c></row></sheetData></worksheet>`))
	f.Add([]byte(`<worksheet><sheetData><row><c><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>`))
	f.Add([]byte(data(`<row r="2"><c r="B2"/><c r="A2" t="inlineStr"><is><t>_x000D_</t></is></c></row>`)))
	f.Fuzz(func(t *testing.T, xml []byte) {
		if len(xml) > 1<<16 {
			return
		}
		b, err := Open(byHand(t, string(xml), part{"xl/styles.xml", stylesXML}, part{"xl/sharedStrings.xml", `<sst><si><t>zero</t></si></sst>`}), nil)
		if err != nil {
			t.Skip()
		}
		last := 0
		whole, wholeErr := b.Whole("S", 50)
		n := 0
		for row, err := range b.Rows("S") {
			if n++; n <= len(whole.Rows) && (whole.Rows[n-1].Number != row.Number || !slices.Equal(whole.Rows[n-1].Cells, row.Cells)) {
				t.Fatalf("row %d is another when the sheet is read whole", row.Number)
			}
			if err != nil && n <= 50 && wholeErr == nil {
				t.Fatalf("row by row: %v; whole: no error", err)
			}
			if err != nil {
				if _, ok := err.(*RefusedError); !ok {
					t.Fatalf("error %v is not a RefusedError", err)
				}
				return
			}
			if row.Number <= last || len(row.Cells) == 0 {
				t.Fatalf("row %d after row %d with %d cells", row.Number, last, len(row.Cells))
			}
			last = row.Number
			col := 0
			for _, c := range row.Cells {
				if c.Col <= col || c.Kind == 0 || c.Text == "" && !c.Formula {
					t.Fatalf("row %d: cell %+v after column %d", row.Number, c, col)
				}
				col = c.Col
			}
		}
		if wholeErr == nil && n > 50 != (whole.More > 0) {
			t.Fatalf("%d rows, of which read whole %d, more at %d", n, len(whole.Rows), whole.More)
		}
		for _, m := range whole.Merged {
			if m.Row < 1 || m.Col < 1 || m.LastRow < m.Row || m.LastCol < m.Col {
				t.Fatalf("merged range %+v", m)
			}
		}
	})
}

// FuzzOpen opens anything at all: it never panics, and refuses in words.
func FuzzOpen(f *testing.F) {
	f.Add([]byte("PK\x05\x06"))
	f.Add(byHand(f, data(`<row r="1"><c r="A1"><v>1</v></c></row>`)))
	f.Add(ole("EncryptedPackage"))
	f.Fuzz(func(t *testing.T, file []byte) {
		b, err := Open(file, nil)
		if err != nil {
			refused, ok := err.(*RefusedError)
			if !ok || !utf8.ValidString(refused.Message) || refused.Message == "" {
				t.Fatalf("error %v is not a refusal in words", err)
			}
			return
		}
		for _, s := range b.Sheets() {
			for range b.Rows(s.Name) {
			}
		}
	})
}
