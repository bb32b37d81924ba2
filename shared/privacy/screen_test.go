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
	found, err := Screen(b)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, f := range found {
		out = append(out, fmt.Sprint(f.Ref, " ", f.Kind))
		if f.Message != Message(f.Kind) || !strings.HasSuffix(f.Message, ".") {
			t.Errorf("message of %v = %q, want the kind's own", f.Ref, f.Message)
		}
	}
	return out
}

func TestHiddenPlaces(t *testing.T) {
	const sharePoint = `<?xml version="1.0"?><ct:contentTypeSchema xmlns:ct="http://schemas.microsoft.com/office/2006/metadata/contentType" ct:_="">Leeds</ct:contentTypeSchema>`
	tests := []struct {
		name   string
		parts  map[string]string
		change func(f *excelize.File)
		want   []string
	}{
		{name: "nothing but what a program writes", parts: map[string]string{
			"docProps/thumbnail.jpeg": "x", "xl/persons/person.xml": "<personList/>", "xl/printerSettings/printerSettings1.bin": "x",
			"docMetadata/LabelInfo.xml": "<a/>", "xl/calcChain.xml": "<a/>", "xl/metadata.xml": "<a/>",
		}},
		{name: "what a document library adds", parts: map[string]string{"customXml/item1.xml": sharePoint, "customXml/itemProps1.xml": "<a/>", "customXml/_rels/item1.xml.rels": "<a/>"}},
		{name: "macros", parts: map[string]string{"xl/vbaProject.bin": "x"}, want: []string{"file macro"}},
		{name: "an old macro sheet", parts: map[string]string{"xl/macrosheets/sheet1.xml": "<a/>"}, want: []string{"file macro"}},
		{name: "links to other files", parts: map[string]string{"xl/externalLinks/externalLink1.xml": "<a/>"}, want: []string{"file external-link"}},
		{name: "a connection", parts: map[string]string{"xl/connections.xml": "<a/>"}, want: []string{"file external-link"}},
		{name: "a pivot cache", parts: map[string]string{"xl/pivotCache/pivotCacheRecords1.xml": "<a/>", "xl/pivotCache/pivotCacheDefinition1.xml": "<a/>"}, want: []string{"file pivot-cache"}},
		{name: "a data model", parts: map[string]string{"xl/model/item.data": "x"}, want: []string{"file pivot-cache"}},
		{name: "an embedded file", parts: map[string]string{"xl/embeddings/oleObject1.bin": "x"}, want: []string{"file embedded-object"}},
		{name: "a picture", parts: map[string]string{"xl/media/image1.png": "x", "xl/drawings/drawing1.xml": "<a/>"}, want: []string{"file embedded-object"}},
		{name: "a record of changes", parts: map[string]string{"xl/revisions/revisionLog1.xml": "<a/>"}, want: []string{"file embedded-object"}},
		{name: "a part nobody knows", parts: map[string]string{"secret.txt": "x"}, want: []string{"file embedded-object"}},
		{name: "custom XML", parts: map[string]string{"customXml/item1.xml": "<children><child/></children>"}, want: []string{"file custom-xml"}},
		{name: "custom XML in a library's clothes", parts: map[string]string{"customXml/item1.xml": strings.Replace(sharePoint, "Leeds", "943 476 5919", 1)}, want: []string{"file custom-xml"}},
		{name: "threaded comments of no sheet", parts: map[string]string{"xl/threadedComments/threadedComment1.xml": `<a><threadedComment ref="B3"/></a>`}, want: []string{"file comment"}},
		{name: "a sheet without a tab", parts: map[string]string{"xl/worksheets/sheet9.xml": "<worksheet/>"}, want: []string{"file hidden-sheet"}},
		{name: "a number in the properties", parts: map[string]string{"docProps/custom.xml": "<Properties><p>943 476 5919</p></Properties>"}, want: []string{"file doc-property"}},
		{name: "an author in the properties", change: func(f *excelize.File) {
			f.SetDocProps(&excelize.DocProperties{Creator: "jo.bloggs@leeds.example", LastModifiedBy: "Jo Bloggs"})
		}},
		{name: "comments", change: func(f *excelize.File) {
			f.AddComment("Sheet1", excelize.Comment{Cell: "B3", Text: "x"})
			f.AddComment("Sheet1", excelize.Comment{Cell: "C4", Text: "x"})
		}, want: []string{"Sheet1!B3 comment", "Sheet1!C4 comment"}},
		{name: "a picture put in", change: func(f *excelize.File) {
			f.AddShape("Sheet1", &excelize.Shape{Cell: "B2", Type: "rect"})
		}, want: []string{"Sheet1 embedded-object"}},
		{name: "a very hidden sheet", change: func(f *excelize.File) {
			f.NewSheet("Other")
			f.SetSheetVisible("Other", false, true)
		}, want: []string{"Other hidden-sheet"}},
		{name: "names of a program's own", change: func(f *excelize.File) {
			f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Area", RefersTo: "Sheet1!$A$1", Scope: "Sheet1"})
		}},
		{name: "a name", change: func(f *excelize.File) {
			f.SetDefinedName(&excelize.DefinedName{Name: "Total", RefersTo: "Sheet1!$A$1"})
		}, want: []string{"file defined-name"}},
		{name: "hidden rows, told once", change: func(f *excelize.File) {
			for r := 3; r < 9; r++ {
				f.SetCellValue("Sheet1", fmt.Sprintf("A%d", r), 1)
				f.SetRowVisible("Sheet1", r, false)
			}
		}, want: []string{"Sheet1!3:3 hidden-rows"}},
		{name: "hidden rows with nothing in them", change: func(f *excelize.File) { f.SetRowVisible("Sheet1", 3, false) }},
		{name: "a hidden column, told once", change: func(f *excelize.File) {
			f.SetCellValue("Sheet1", "B2", 1)
			f.SetCellValue("Sheet1", "B3", 1)
			f.SetColVisible("Sheet1", "B", false)
		}, want: []string{"Sheet1!B2 hidden-rows"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, findings(t, book(t, tt.change, tt.parts))); diff != "" {
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
