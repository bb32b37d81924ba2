package privacy

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/workbook"
)

// book makes a workbook with excelize, changes it, and opens it with more
// parts put in.
func book(t *testing.T, change func(f *excelize.File), parts map[string]string) *workbook.Book {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	if change != nil {
		change(f)
	}
	var plain, buf bytes.Buffer
	if err := f.Write(&plain); err != nil {
		t.Fatal(err)
	}
	r, err := zip.NewReader(bytes.NewReader(plain.Bytes()), int64(plain.Len()))
	if err != nil {
		t.Fatal(err)
	}
	w := zip.NewWriter(&buf)
	for _, f := range r.File {
		if parts[f.Name] != "" {
			continue
		}
		if err := w.Copy(f); err != nil {
			t.Fatal(err)
		}
	}
	for name, body := range parts {
		p, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(p, body); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := workbook.Open(buf.Bytes(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func findings(t *testing.T, b *workbook.Book) []string {
	t.Helper()
	found, _, err := Screen(b)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, f := range found {
		out = append(out, fmt.Sprint(f.Ref, " ", f.Kind))
	}
	return out
}

// TestPlacesOfAnotherWriter looks at workbooks that excelize writes.
func TestPlacesOfAnotherWriter(t *testing.T) {
	tests := []struct {
		name   string
		change func(f *excelize.File)
		want   []string
	}{
		{"an author in the properties", func(f *excelize.File) {
			f.SetDocProps(&excelize.DocProperties{Creator: "jo.bloggs@leeds.example", LastModifiedBy: "Jo Bloggs"})
		}, nil},
		{"comments", func(f *excelize.File) {
			f.AddComment("Sheet1", excelize.Comment{Cell: "B3", Text: "x"})
			f.AddComment("Sheet1", excelize.Comment{Cell: "C4", Text: "x"})
		}, []string{"Sheet1!B3 comment", "Sheet1!C4 comment"}},
		{"a shape", func(f *excelize.File) {
			f.AddShape("Sheet1", &excelize.Shape{Cell: "B2", Type: "rect"})
		}, []string{"Sheet1 embedded-object"}},
		{"names of a program's own", func(f *excelize.File) {
			f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Area", RefersTo: "Sheet1!$A$1", Scope: "Sheet1"})
		}, nil},
		{"hidden rows, told once", func(f *excelize.File) {
			for r := 3; r < 9; r++ {
				f.SetCellValue("Sheet1", fmt.Sprintf("A%d", r), 1)
				f.SetRowVisible("Sheet1", r, false)
			}
		}, []string{"Sheet1!3:3 hidden-rows"}},
		{"hidden rows with nothing in them", func(f *excelize.File) { f.SetRowVisible("Sheet1", 3, false) }, nil},
		{"a hidden column, told once", func(f *excelize.File) {
			f.SetCellValue("Sheet1", "B2", 1)
			f.SetCellValue("Sheet1", "B3", 1)
			f.SetColVisible("Sheet1", "B", false)
		}, []string{"Sheet1!B2 hidden-rows"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, findings(t, book(t, tt.change, nil))); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRowsAboutChildren(t *testing.T) {
	tests := []struct {
		name string
		rows [][]any
		list bool
	}{
		{"the list's headings", [][]any{{"child_key", "event_type", "event_ref"}}, true},
		{"the list's headings in other spelling, below a title", [][]any{{"Q2"}, {}, {"Child Key", "Event-Type"}}, true},
		{"headings of a case system", [][]any{{"Case ID", "Gender", "Outcome"}}, true},
		{"headings without a key", [][]any{{"Sex", "Ethnicity", "Start date", "End date"}}, true},
		{"an audit", [][]any{{"audit_ref", "sample_method"}}, true},
		{"events without headings", [][]any{{"k1", "referral", "2026-04-01"}, {"k2", "referral", "2026-04-02"}, {"k3", "early_help", "03/04/2026"}}, true},
		{"judgements without headings", [][]any{{"1", "yes", "yes", "no", "no", "yes", "not seen", "no", "yes"}, {"2", "yes", "yes", "no", "no", "yes", "not seen", "no", "yes"}, {"3", "yes", "yes", "no", "no", "yes", "no", "no", "yes"}}, true},
		{"a table of totals", [][]any{{"Sex", "Age", "Ethnicity"}, {"female", "0-4", 12}}, false},
		{"two events in a note", [][]any{{"referral", "2026-04-01"}, {"early help", "2026-04-01"}}, false},
		{"the return's headings", [][]any{{"measure", "breakdown_type", "breakdown_value", "count", "note"}}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := book(t, func(f *excelize.File) {
				for i, row := range tt.rows {
					f.SetSheetRow("Sheet1", fmt.Sprintf("B%d", i+1), &row)
				}
			}, nil)
			lists, err := Lists(b)
			if err != nil {
				t.Fatal(err)
			}
			n := 0
			for _, f := range findings(t, b) {
				if strings.HasSuffix(f, " "+string(cell.ChildLevelRows)) {
					n++
				}
			}
			want := 0
			if tt.list {
				want = 1
			}
			if len(lists) != want || n != want {
				t.Errorf("Lists found %d and Screen %d, want %d", len(lists), n, want)
			}
		})
	}
}

func TestManyFindingsAreBounded(t *testing.T) {
	b := book(t, func(f *excelize.File) {
		for r := range 2 * mostFindings {
			f.SetCellValue("Sheet1", fmt.Sprintf("A%d", r+1), "LS8 4AA")
		}
	}, nil)
	if n := len(findings(t, b)); n != mostFindings {
		t.Errorf("%d findings, want %d", n, mostFindings)
	}
}

func isList(f cell.Finding) bool { return f.Kind == cell.ChildLevelRows }
