package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-pdf/fpdf"

	"earlyhelp/learning/theme"
)

// TestMineOfPublishedReport mines a published report as text and as a PDF
// made from it: the same themes are found, and in the PDF on many pages.
func TestMineOfPublishedReport(t *testing.T) {
	source := filepath.Join("..", "..", "..", "shared", "sources", "ofsted-2015-early-help.txt")
	text, err := os.ReadFile(source)
	if err != nil {
		t.Skip("the published report is not on this machine")
	}
	dir := t.TempDir()
	asPDF := filepath.Join(dir, "report.pdf")
	makePDF(t, asPDF, string(text))
	// What hangs or is broken does not stop the others.
	scan := filepath.Join(dir, "broken.pdf")
	if err := os.WriteFile(scan, []byte("%PDF-1.7\n%%EOF"), 0o644); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	code := mineCommand(&environment{stdout: &out, stderr: &errs}, []string{"-json", source, scan, asPDF})
	if code != exitProblems {
		t.Fatalf("exit %d, want %d: %s", code, exitProblems, errs.String())
	}
	var a mineAnswer
	if err := json.Unmarshal(out.Bytes(), &a); err != nil {
		t.Fatal(err)
	}
	if len(a.Reviews) != 3 || a.Reviews[1].Problem == "" {
		t.Fatalf("%d reviews, problem %q", len(a.Reviews), a.Reviews[1].Problem)
	}
	plain, paged := a.Reviews[0], a.Reviews[2]
	if plain.Pages != 1 || paged.Pages < 15 {
		t.Errorf("pages %d and %d", plain.Pages, paged.Pages)
	}
	pages := map[int]bool{}
	for _, f := range paged.Themes {
		for _, e := range f.Evidence {
			pages[e.Page] = true
		}
	}
	if len(pages) < 10 {
		t.Errorf("evidence on %d pages only", len(pages))
	}
	ids := func(r theme.Review) map[string]bool {
		m := map[string]bool{}
		for _, f := range r.Themes {
			m[f.ID] = true
		}
		return m
	}
	a1, a2 := ids(plain), ids(paged)
	if len(a1) < 16 {
		t.Errorf("%d themes in a report that names most of them", len(a1))
	}
	for id := range a1 {
		if !a2[id] {
			t.Errorf("theme %s is in the text and not in the PDF", id)
		}
	}
	if len(a.Recurring) == 0 || a.Recurring[0].Reviews != 2 || a.Recurring[0].Share != 1 {
		t.Errorf("recurring = %+v", a.Recurring)
	}
}

func makePDF(t *testing.T, name, text string) {
	t.Helper()
	p := fpdf.New("P", "mm", "A4", "")
	tr := p.UnicodeTranslatorFromDescriptor("")
	p.SetMargins(25, 25, 25)
	p.SetAutoPageBreak(true, 25)
	p.AddPage()
	p.SetFont("Times", "", 11)
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			p.MultiCell(0, 5.5, tr(line), "", "J", false)
			p.Ln(3)
		}
	}
	if err := p.OutputFileAndClose(name); err != nil {
		t.Fatal(err)
	}
}
