package workbook

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func mustOpen(t testing.TB, data []byte) *Book {
	t.Helper()
	book, err := Open(data, nil)
	if err != nil {
		t.Fatal(err)
	}
	return book
}

func TestWhole(t *testing.T) {
	book := mustOpen(t, byHand(t, `<worksheet><sheetData>`+
		`<row r="2"><c r="A2" t="inlineStr"><is><t>a</t></is></c><c r="C2"><v>3</v></c></row>`+
		`<row r="3"/><row r="5"><c r="C5"><v>5</v></c></row></sheetData>`+
		`<mergeCells count="3"><mergeCell ref="A2:A5"/><mergeCell ref="C9"/><mergeCell ref="B4:A2"/></mergeCells></worksheet>`))
	w, err := book.Whole("S", 10)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, row := range w.Rows {
		for _, c := range row.Cells {
			got = append(got, fmt.Sprint(row.Number, " ", c.Col, " ", c.Text))
		}
	}
	if diff := cmp.Diff([]string{"2 1 a", "2 3 3", "5 3 5"}, got); diff != "" {
		t.Errorf("cells (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]Merge{{2, 1, 5, 1}}, w.Merged); diff != "" {
		t.Errorf("merged ranges (-want +got):\n%s", diff)
	}
	if w, err = book.Whole("s", 1); err != nil || len(w.Rows) != 1 || w.More != 5 {
		t.Errorf("Whole of at most one row = %d rows, more at %d, %v, want 1 and more at 5", len(w.Rows), w.More, err)
	}
	if _, err := book.Whole("other", 1); err == nil {
		t.Error("Whole of a sheet that is not there: no error")
	}
}

// TestWholeIsWhatRowsGives compares the two ways to read a sheet.
func TestWholeIsWhatRowsGives(t *testing.T) {
	var xml strings.Builder
	xml.WriteString("<worksheet><sheetData>")
	for row := 1; row <= 3000; row++ {
		fmt.Fprintf(&xml, `<row r="%d">`, row)
		for col := range row % 7 {
			fmt.Fprintf(&xml, `<c r="%c%d"><v>%d</v></c>`, 'A'+col, row, row*col)
		}
		xml.WriteString("</row>")
	}
	xml.WriteString("</sheetData></worksheet>")
	book := mustOpen(t, byHand(t, xml.String()))
	w, err := book.Whole("s", 5000)
	if err != nil {
		t.Fatal(err)
	}
	i := 0
	for row, err := range book.Rows("s") {
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(row, w.Rows[i]); diff != "" {
			t.Fatalf("row %d (-Rows +Whole):\n%s", row.Number, diff)
		}
		i++
	}
	if i != len(w.Rows) {
		t.Errorf("%d rows, want %d", len(w.Rows), i)
	}
}
