package list

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"earlyhelp/shared/area"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
	"earlyhelp/shared/workbook"
)

var (
	quarter = period.NewQuarter(2026, 2)
	leeds   = func() area.Area { a, _ := area.England().Find("383"); return a }()
)

// newBook returns the template of Leeds and a quarter, to be filled in.
func newBook(t testing.TB, p period.Period) *excelize.File {
	t.Helper()
	var b bytes.Buffer
	if err := WriteTemplate(&b, leeds, p); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func save(t testing.TB, f *excelize.File) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := f.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestTemplateUnfilledIsRejectedForHavingNoRows(t *testing.T) {
	got := Read(save(t, newBook(t, quarter)), "list.xlsx", Options{Register: area.England()})
	if got.Kind != Kind || got.Verdict != returns.Rejected || got.Area != "383" || got.Period != quarter {
		t.Errorf("Read(template) = %s %s %s %s, want a rejected list of 383 for 2026-Q2", got.Kind, got.Verdict, got.Area, got.Period)
	}
	var stops []string
	for _, p := range got.Problems {
		if p.Severity == cell.Stop {
			stops = append(stops, p.Ref.String()+" "+p.Rule)
		}
	}
	if len(stops) != 1 || stops[0] != "Records!A2 V03" {
		t.Errorf("problems of an unfilled template = %v, want Records!A2 V03 alone", got.Problems)
	}
}

func TestTemplateHasAllThatTheDesignAsksFor(t *testing.T) {
	f := newBook(t, quarter)
	if got, want := strings.Join(f.GetSheetList(), " "), "Guidance Cover Records CaseAudit Codes"; got != want {
		t.Errorf("sheets = %s, want %s", got, want)
	}
	for _, sheet := range f.GetSheetList() {
		p, err := f.GetSheetProtection(sheet)
		if err != nil || p == (excelize.SheetProtectionOptions{}) {
			t.Errorf("sheet %s is not protected (%v)", sheet, err)
		}
	}
	for _, sheet := range []*table{&records, &caseAudit} {
		validations, err := f.GetDataValidations(sheet.sheet)
		if err != nil || len(validations) != len(sheet.columns) {
			t.Fatalf("%d validations (%v), want one a column, %d", len(validations), err, len(sheet.columns))
		}
		for i, c := range sheet.columns {
			v := validations[i]
			if want := cell.ColumnName(i+1) + "2:"; !strings.HasPrefix(v.Sqref, want) {
				t.Errorf("validation %d is on %s, want %s", i, v.Sqref, want)
			}
			if len([]rune(c.Rule)) > 255 || len(c.Name) > 32 {
				t.Errorf("the prompt of %s is longer than Excel shows", c.Name)
			}
			if c.Type != Choice {
				continue
			}
			// The list that the drop-down shows is the list that is read.
			from, to, ok := strings.Cut(strings.ReplaceAll(strings.TrimPrefix(v.Formula1, codesSheet+"!"), "$", ""), ":")
			if !ok {
				t.Fatalf("drop-down of %s is %q", c.Name, v.Formula1)
			}
			col, first, _ := excelize.CellNameToCoordinates(from)
			_, last, _ := excelize.CellNameToCoordinates(to)
			var got []string
			for row := first; row <= last; row++ {
				at, _ := excelize.CoordinatesToCellName(col, row)
				text, _ := f.GetCellValue(codesSheet, at)
				got = append(got, text)
			}
			if want := codesOf(c.Values); strings.Join(got, "|") != strings.Join(want, "|") {
				t.Errorf("drop-down of %s shows %v, want %v", c.Name, got, want)
			}
		}
	}
	panes, err := f.GetPanes(RecordsSheet)
	if err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("the headings of Records are not frozen: %+v %v", panes, err)
	}
}

func TestTemplateIsTheSameTwice(t *testing.T) {
	var a, b bytes.Buffer
	for _, w := range []*bytes.Buffer{&a, &b} {
		if err := WriteTemplate(w, leeds, quarter); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("two templates of one area and period differ")
	}
}

func TestTemplateHidesNothing(t *testing.T) {
	b, err := workbook.Open(save(t, newBook(t, quarter)), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range b.Sheets() {
		if s.Hidden {
			t.Errorf("sheet %s is hidden", s.Name)
		}
	}
	if !Is(b) {
		t.Error("the template is not taken for a list")
	}
}
