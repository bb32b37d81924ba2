package privacy_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/xuri/excelize/v2"

	"earlyhelp/shared/area"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/period"
	"earlyhelp/shared/privacy"
	"earlyhelp/shared/returns"
	"earlyhelp/shared/workbook"
)

// template writes the template of a return, with notes and localities filled
// in as an area would.
func template(t *testing.T) []byte {
	t.Helper()
	a, ok := area.England().Find("383")
	if !ok {
		t.Fatal("no area 383")
	}
	var buf bytes.Buffer
	if err := returns.WriteTemplate(&buf, returns.TemplateOptions{Area: a, Period: period.NewQuarter(2026, 2)}); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func screen(t *testing.T, data []byte) (found, notes []cell.Finding) {
	t.Helper()
	b, err := workbook.Open(data, nil)
	if err != nil {
		t.Fatal(err)
	}
	found, notes, err = privacy.Screen(b)
	if err != nil {
		t.Fatal(err)
	}
	return found, notes
}

// TestTemplate holds that our own template raises no alarm and no note.
func TestTemplate(t *testing.T) {
	found, notes := screen(t, template(t))
	if len(found)+len(notes) > 0 {
		t.Errorf("found %v, noted %v", found, notes)
	}
}

// TestSavedByLibreOffice holds that the template is not refused once
// LibreOffice saved it, from a file with an author, and by way of its own
// format; and that what somebody put in is found all the same.
func TestSavedByLibreOffice(t *testing.T) {
	t.Parallel()
	office, err := exec.LookPath("soffice")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("LibreOffice (soffice) is missing, and this runs in CI")
		}
		t.Skip("LibreOffice (soffice) is not here, so that what it saves was not screened")
	}
	if testing.Short() {
		t.Skip("LibreOffice takes seconds to start")
	}
	dir := t.TempDir()
	change := func(name string, do func(f *excelize.File)) string {
		f, err := excelize.OpenReader(bytes.NewReader(template(t)))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		do(f)
		path := filepath.Join(dir, name)
		if err := f.SaveAs(path); err != nil {
			t.Fatal(err)
		}
		return path
	}
	clean := change("clean.xlsx", func(f *excelize.File) {
		f.SetDocProps(&excelize.DocProperties{Creator: "Jane Okafor", LastModifiedBy: "jane.okafor@leeds.example", Title: "Early help return"})
		f.SetAppProps(&excelize.AppProperties{Application: "Microsoft Excel", Company: "Leeds City Council"})
	})
	bad := change("bad.xlsx", func(f *excelize.File) {
		f.SetCellValue("Referrals", "E4", "943 476 5919")
		f.SetCellValue("Referrals", "E5", "spoke to Aisha Khan about these")
		f.AddComment("Referrals", excelize.Comment{Cell: "D4", Text: "check this"})
		f.SetRowVisible("Referrals", 9, false)
		f.SetDefinedName(&excelize.DefinedName{Name: "Total", RefersTo: "Referrals!$D$4"})
	})
	convert := func(to, from string) {
		cmd := exec.Command(office, "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless", "--convert-to", to, "--outdir", filepath.Join(dir, to), from)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("convert %s: %v\n%s", filepath.Base(from), err, out)
		}
	}
	convert("xlsx", clean)
	convert("ods", clean)
	convert("xlsx", bad)
	for _, name := range []string{"xlsx/clean.xlsx"} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		found, notes := screen(t, data)
		if len(found) > 0 {
			t.Errorf("%s: refused for %v", name, found)
		}
		if len(notes) != 1 {
			t.Errorf("%s: notes %v, want one about the properties", name, notes)
		}
	}
	data, err := os.ReadFile(filepath.Join(dir, "xlsx/bad.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	found, _ := screen(t, data)
	for _, want := range []struct {
		ref  string
		kind cell.Kind
	}{
		{"Referrals!E4", cell.NHSNumber}, {"Referrals!E5", cell.PersonName}, {"Referrals!D4", cell.Comment}, {"Referrals!9:9", cell.HiddenRows}, {"file", cell.DefinedName},
	} {
		if !slices.ContainsFunc(found, func(f cell.Finding) bool { return f.Ref.String() == want.ref && f.Kind == want.kind }) {
			t.Errorf("bad.xlsx: %s %s is not among %v", want.ref, want.kind, found)
		}
	}
	// Once more by way of LibreOffice's own format.
	convert("xlsx", filepath.Join(dir, "ods", "clean.ods"))
	if data, err = os.ReadFile(filepath.Join(dir, "xlsx", "clean.xlsx")); err != nil {
		t.Fatal(err)
	}
	if found, _ := screen(t, data); len(found) > 0 {
		t.Errorf("clean.ods saved as xlsx: refused for %v", found)
	}
}
