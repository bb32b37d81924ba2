//go:build !js

package opendata

import (
	"archive/zip"
	"bytes"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

func book() Book {
	return Book{
		Title: "E06 Re-referred within 12 months", About: [][2]string{{"Version", "Publication 12"}, {"Made up", MadeUp}},
		Tables: []Table{
			{Sheet: "Areas", Name: "areas", Title: "Re-referrals by area", Lead: []string{MadeUp}, Columns: []Column{{Heading: "Area", Width: 30}, {Heading: "Referrals"}, {Heading: "Value (per cent)", Places: 1}},
				Rows: [][]Cell{{Text("Leeds"), Number(8421), Number(24.2)}, {Text("=HYPERLINK(\"x\")"), Text("[c]"), Text("[c]")}, {Text(""), Number(0), Number(0)}}},
			Symbols(),
		},
	}
}

func written(t *testing.T, b Book) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := WriteBook(&out, b); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestBookCanBeReadByEverybody(t *testing.T) {
	body := written(t, book())
	f, err := excelize.OpenReader(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if diff := cmp.Diff([]string{"Cover", "Areas", "Symbols"}, f.GetSheetList()); diff != "" {
		t.Errorf("sheets: %s", diff)
	}
	if p, err := f.GetDocProps(); err != nil || p.Language != "en-GB" || p.Title != book().Title {
		t.Errorf("properties %+v (%v)", p, err)
	}
	cover, err := f.GetRows("Cover")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([][]string{{"E06 Re-referred within 12 months"}, {"Version", "Publication 12"}, {"Made up", MadeUp}, {"Sheet Areas", "Re-referrals by area"}, {"Sheet Symbols", "What the symbols mean"}}, cover); diff != "" {
		t.Errorf("cover: %s", diff)
	}
	for _, sheet := range []string{"Areas", "Symbols"} {
		tables, err := f.GetTables(sheet)
		if err != nil || len(tables) != 1 {
			t.Fatalf("%s has %d tables (%v), want 1", sheet, len(tables), err)
		}
		merged, err := f.GetMergeCells(sheet)
		panes, paneErr := f.GetPanes(sheet)
		if err != nil || paneErr != nil || len(merged) != 0 || !panes.Freeze {
			t.Errorf("%s: %d merged cells, panes %+v (%v, %v)", sheet, len(merged), panes, err, paneErr)
		}
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for r, row := range rows {
			if len(row) == 0 || row[0] == "" {
				t.Errorf("%s: row %d is blank", sheet, r+1)
			}
		}
	}
	rows, err := f.GetRows("Areas", excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([][]string{{"Area", "Referrals", "Value (per cent)"}, {"Leeds", "8421", "24.2"}, {`=HYPERLINK("x")`, "[c]", "[c]"}, {"none", "0", "0"}}, rows[3:]); diff != "" {
		t.Errorf("table: %s", diff)
	}
	for _, at := range []string{"A6", "B5"} {
		if formula, err := f.GetCellFormula("Areas", at); err != nil || formula != "" {
			t.Errorf("%s runs %q (%v)", at, formula, err)
		}
	}
	if shown, err := f.GetCellValue("Areas", "B5"); err != nil || shown != "8,421" {
		t.Errorf("8421 is shown as %q (%v)", shown, err)
	}
}

func TestBookIsTheSameEachTime(t *testing.T) {
	a, b := written(t, book()), written(t, book())
	if !bytes.Equal(a, b) {
		t.Error("the same book has other bytes")
	}
	z, err := zip.NewReader(bytes.NewReader(a), int64(len(a)))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range z.File {
		r, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "mergeCell") || strings.Contains(string(text), `hidden="1"`) {
			t.Errorf("%s holds merged or hidden cells", part.Name)
		}
	}
}

func TestBooksThatBreakTheRulesAreNotWritten(t *testing.T) {
	for name, spoil := range map[string]func(*Book){
		"no title":            func(b *Book) { b.Title = "" },
		"no table":            func(b *Book) { b.Tables = nil },
		"a sheet twice":       func(b *Book) { b.Tables = append(b.Tables, b.Tables[0]) },
		"a long name":         func(b *Book) { b.Tables[0].Sheet = strings.Repeat("x", 32) },
		"a heading twice":     func(b *Book) { b.Tables[0].Columns[1].Heading = "Area" },
		"an empty cell":       func(b *Book) { b.Tables[0].Rows[0][0] = Cell{} },
		"a number that is no": func(b *Book) { b.Tables[0].Rows[0][1] = Number(math.NaN()) },
		"a short row":         func(b *Book) { b.Tables[0].Rows[0] = b.Tables[0].Rows[0][:2] },
		"a table of nothing":  func(b *Book) { b.Tables[0].Rows = nil },
	} {
		b := book()
		spoil(&b)
		var out bytes.Buffer
		if err := WriteBook(&out, b); err == nil || out.Len() > 0 {
			t.Errorf("%s: error %v, %d bytes written", name, err, out.Len())
		}
	}
}

// TestLibreOfficeOpensTheBook converts a book to CSV with another program.
func TestLibreOfficeOpensTheBook(t *testing.T) {
	if testing.Short() {
		t.Skip("starting LibreOffice takes seconds")
	}
	office, err := exec.LookPath("soffice")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("LibreOffice (soffice) is missing, and this runs in CI")
		}
		t.Skip("LibreOffice (soffice) is not here, so that it opened no workbook")
	}
	dir := t.TempDir()
	name := filepath.Join(dir, "book.xlsx")
	if err := os.WriteFile(name, written(t, book()), 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(office, "-env:UserInstallation=file://"+filepath.ToSlash(dir)+"/profile", "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,2", "--outdir", dir, name).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	names, _ := filepath.Glob(filepath.Join(dir, "*.csv"))
	if len(names) != 1 {
		t.Fatalf("LibreOffice wrote %v: %s", names, out)
	}
	body, err := os.ReadFile(names[0])
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(body), `Leeds,8421,24.2`) {
		t.Errorf("LibreOffice reads\n%s", body)
	}
}
