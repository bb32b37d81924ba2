package marked_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"earlyhelp/shared/area"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/marked"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
	"earlyhelp/shared/workbook"
)

var today = period.NewDate(2026, time.July, 20)

// blank is the workbook to fill in.
var blank = sync.OnceValues(func() ([]byte, error) {
	a, _ := area.England().Find("383")
	var b bytes.Buffer
	err := returns.WriteTemplate(&b, returns.TemplateOptions{Area: a, Period: period.NewQuarter(2026, 2)})
	return b.Bytes(), err
})

// template is a workbook to fill in, after the steps: "Referrals!D3", value.
func template(t testing.TB, steps ...any) []byte {
	t.Helper()
	book, err := blank()
	if err != nil {
		t.Fatal(err)
	}
	if len(steps) == 0 {
		return book
	}
	return edit(t, book, func(f *excelize.File) {
		for i := 0; i < len(steps); i += 2 {
			sheet, at, _ := strings.Cut(steps[i].(string), "!")
			if err := f.SetCellValue(sheet, at, steps[i+1]); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func edit(t testing.TB, book []byte, do func(*excelize.File)) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	do(f)
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func read(t testing.TB, data []byte) returns.Result {
	t.Helper()
	return returns.Read(data, returns.ReadOptions{Register: area.England(), Today: today})
}

func mark(t testing.TB, data []byte, problems []cell.Problem) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := marked.Write(&b, data, problems); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func open(t testing.TB, book []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// texts returns every value of a workbook by address, as stored.
func texts(t testing.TB, book []byte) map[string]string {
	t.Helper()
	b, err := workbook.Open(book, nil)
	if err != nil {
		t.Fatal(err)
	}
	m := map[string]string{}
	for _, s := range b.Sheets() {
		for row, err := range b.Rows(s.Name) {
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range row.Cells {
				m[cell.Ref{Sheet: s.Name, Row: row.Number, Col: c.Col}.String()] = c.Text
			}
		}
	}
	return m
}

func TestEveryProblemIsMarkedAtItsCell(t *testing.T) {
	data := template(t, "Referrals!D2", 120, "Referrals!D3", -4, "EarlyHelp!D2", "about forty", "Workforce!B2", 7.25)
	res := read(t, data)
	if len(res.Problems) < 100 || res.Verdict != returns.Rejected {
		t.Fatalf("%d problems, %s: not much to mark", len(res.Problems), res.Verdict)
	}
	f := open(t, mark(t, data, res.Problems))
	if got := f.GetSheetList(); got[0] != "Problems" || got[1] != "Cover" {
		t.Errorf("sheets %v", got)
	}
	comments := map[string]string{}
	for _, s := range f.GetSheetList() {
		cs, err := f.GetComments(s)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range cs {
			text := c.Text
			for _, p := range c.Paragraph {
				text += p.Text
			}
			comments[s+"!"+c.Cell] = text
		}
	}
	plain, err := f.GetCellStyle("Referrals", "D1") // a heading, unmarked
	if err != nil {
		t.Fatal(err)
	}
	cells := map[cell.Ref]bool{}
	for _, p := range res.Problems {
		if p.Ref.Row == 0 || p.Ref.Col == 0 {
			continue
		}
		cells[p.Ref] = true
		at := p.Ref.String()
		if !strings.Contains(comments[at], p.Message) {
			t.Errorf("%s has the comment %q, not %q", at, comments[at], p.Message)
		}
		sheet, address, _ := strings.Cut(at, "!")
		id, err := f.GetCellStyle(sheet, address)
		if err != nil || id == plain {
			t.Fatalf("%s is not marked: %v", at, err)
		}
		st, err := f.GetStyle(id)
		if err != nil || len(st.Border) < 4 || st.Border[0].Style != 5 || st.Fill.Color == nil {
			t.Fatalf("%s is not marked by a thick border and a ground: %+v, %v", at, st, err)
		}
		ok, back, err := f.GetCellHyperLink(sheet, address)
		if err != nil || !ok || !strings.HasPrefix(back, "'Problems'!D") {
			t.Errorf("%s leads back to %q, %v", at, back, err)
			continue
		}
		// There the list tells of it, with a link that leads here.
		row := strings.TrimPrefix(back, "'Problems'!D")
		shown, _ := f.GetCellValue("Problems", "D"+row)
		_, to, _ := f.GetCellHyperLink("Problems", "D"+row)
		inSheet, _ := f.GetCellValue("Problems", "C"+row)
		if shown != address || inSheet != sheet || to != "'"+sheet+"'!"+address {
			t.Errorf("%s leads to row %s, which is of %s %s and leads to %s", at, row, inSheet, shown, to)
		}
	}
	n := 0
	for range comments {
		n++
	}
	if n != len(cells) {
		t.Errorf("%d comments for %d cells", n, len(cells))
	}
}

// TestFiguresStayWhereTheyStood compares every cell of a good return with its
// marked copy: nothing that the template has is lost, moved or changed.
func TestFiguresStayWhereTheyStood(t *testing.T) {
	for name, data := range map[string][]byte{
		"as filled in":     template(t, "Referrals!D2", 120, "Referrals!D3", "[x]", "Referrals!E2", "Two teams were late.", "EarlyHelp!D4", 17, "Workforce!B2", 7),
		"a number as text": template(t, "Referrals!D2", "1,204"),
		"a sheet renamed": edit(t, template(t, "EarlyHelp!D2", 5), func(f *excelize.File) {
			if err := f.SetSheetName("EarlyHelp", "Early help"); err != nil {
				t.Fatal(err)
			}
		}),
		"a title above the headings": edit(t, template(t, "Referrals!D2", 5), func(f *excelize.File) {
			if err := f.InsertRows("Referrals", 1, 2); err != nil {
				t.Fatal(err)
			}
		}),
	} {
		t.Run(name, func(t *testing.T) {
			was, is := texts(t, data), texts(t, mark(t, data, []cell.Problem{{Ref: cell.Ref{Sheet: "Referrals", Row: 900, Col: 4}, Severity: cell.Stop, Rule: "V03", Message: "m"}}))
			n := 0
			for at, text := range was {
				if strings.HasPrefix(at, "Guidance!") || strings.HasPrefix(at, "_") {
					continue
				}
				n++
				if strings.TrimSpace(is[at]) != strings.TrimSpace(text) {
					t.Errorf("%s was %q and is %q", at, text, is[at])
				}
			}
			for at := range is {
				if _, ok := was[at]; !ok && !strings.HasPrefix(at, "Problems!") {
					t.Errorf("%s was not there and is %q", at, is[at])
				}
			}
			if n < 300 {
				t.Errorf("only %d cells were compared", n)
			}
		})
	}
}

// TestNothingElseIsCopied plants a word wherever something may lie that is not
// the return's, and looks for it in the copy, part by part.
func TestNothingElseIsCopied(t *testing.T) {
	const word = "zebrafinch"
	data := edit(t, template(t), func(f *excelize.File) {
		must := func(err error) {
			if err != nil {
				t.Fatal(err)
			}
		}
		_, err := f.NewSheet("Working")
		must(err)
		must(f.SetCellValue("Working", "A1", word))
		must(f.SetCellValue("Referrals", "J1", word+" total"))      // a column of their own
		must(f.SetCellValue("Referrals", "J2", word))               // and what stands below it
		must(f.SetCellValue("Referrals", "D5", word+" and others")) // text where a figure belongs
		must(f.SetCellValue("Cover", "A40", word))                  // an item that is none
		must(f.SetCellValue("Cover", "B40", word))
		must(f.SetCellValue("Cover", "B41", word))
		must(f.SetCellFormula("Referrals", "D6", `=IF(TRUE,"`+word+`",1)`))
		must(f.SetHeaderFooter("Referrals", &excelize.HeaderFooterOptions{OddHeader: word}))
		must(f.SetDocProps(&excelize.DocProperties{Title: word, Subject: word}))
	})
	book := mark(t, data, []cell.Problem{{Ref: cell.Ref{Sheet: "Referrals", Row: 5, Col: 4}, Severity: cell.Stop, Rule: "V03", Message: "Type a whole number."},
		{Ref: cell.Ref{Sheet: "Working"}, Severity: cell.Note, Rule: "V02", Message: "This sheet was not read."}})
	z, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	head := 0
	for _, part := range z.File {
		rc, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, _ := io.ReadAll(rc)
		rc.Close()
		// The heading of their own column is a heading.
		head += bytes.Count(content, []byte(word+" total"))
		if n := bytes.Count(content, []byte(word)) - bytes.Count(content, []byte(word+" total")); n > 0 {
			t.Errorf("%s holds the word %d times", part.Name, n)
		}
		if !part.Modified.IsZero() && part.Modified.Year() > 1980 {
			t.Errorf("%s says when it was made", part.Name)
		}
	}
	if head > 1 {
		t.Errorf("the heading was copied %d times", head)
	}
}

func TestPersonalContentIsNeverCopied(t *testing.T) {
	for name, data := range map[string][]byte{
		"an NHS number in a note": template(t, "Referrals!E2", "see 943 476 5919"),
		"a hidden sheet": edit(t, template(t), func(f *excelize.File) {
			if _, err := f.NewSheet("x"); err != nil {
				t.Fatal(err)
			}
			if err := f.SetSheetVisible("x", false); err != nil {
				t.Fatal(err)
			}
		}),
	} {
		var b bytes.Buffer
		if err := marked.Write(&b, data, nil); !errors.Is(err, marked.ErrNotAnonymous) || b.Len() > 0 {
			t.Errorf("%s: %v, with %d bytes written", name, err, b.Len())
		}
	}
	var b bytes.Buffer
	var refused *workbook.RefusedError
	if err := marked.Write(&b, []byte("no workbook"), nil); !errors.As(err, &refused) || b.Len() > 0 {
		t.Errorf("%v", err)
	}
}

func TestSameBytesEachTime(t *testing.T) {
	data := template(t, "Referrals!D2", -1)
	problems := read(t, data).Problems
	if a, b := mark(t, data, problems), mark(t, data, problems); !bytes.Equal(a, b) {
		t.Error("two copies of one file differ")
	}
}

func TestOddNamesAndTexts(t *testing.T) {
	data := edit(t, template(t, "Referrals!E2", `=cmd <&> "q" O'Brien Way & co`), func(f *excelize.File) {
		if err := f.SetSheetName("EarlyHelp", "early-help"); err != nil {
			t.Fatal(err)
		}
	})
	book := mark(t, data, []cell.Problem{
		{Ref: cell.Ref{Sheet: "early-help", Row: 2, Col: 4}, Severity: cell.Explain, Rule: "V10", Message: "Say why. <b>&\x01", Group: "Far from others", Value: "<script>"},
		{Ref: cell.Ref{}, Severity: cell.Note, Rule: "V17", Message: "The same as last time."},
		{Ref: cell.Ref{Sheet: "Referrals"}, Severity: cell.Stop, Rule: "V02", Message: "No headings."},
		{Ref: cell.Ref{Sheet: "Referrals", Row: 3}, Severity: cell.Stop, Rule: "V02", Message: "A row too many."},
		{Ref: cell.Ref{Sheet: "Gone"}, Severity: cell.Stop, Rule: "V02", Message: "The sheet is missing."},
	})
	if got := texts(t, book)["Referrals!E2"]; got != `=cmd <&> "q" O'Brien Way & co` {
		t.Errorf("the note is now %q", got)
	}
	f := open(t, book)
	if v, _ := f.GetCellFormula("Referrals", "E2"); v != "" {
		t.Errorf("the note became the formula %q", v)
	}
	all := strings.Join(columnOf(t, f, "Problems", 3), "|") // the column Cell
	for _, want := range []string{"whole sheet", "row 3", "whole file", "D2"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not among %s", want, all)
		}
	}
}

func columnOf(t *testing.T, f *excelize.File, sheet string, col int) []string {
	t.Helper()
	rows, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, r := range rows {
		if col < len(r) {
			out = append(out, r[col])
		}
	}
	return out
}

// TestPartsAreSound reads every part as XML, and holds each sheet's elements
// to the order of the standard: Excel offers to repair a file with another.
func TestPartsAreSound(t *testing.T) {
	data := template(t, "Referrals!D2", -1)
	book := mark(t, data, read(t, data).Problems)
	z, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	order := []string{"sheetPr", "sheetViews", "sheetFormatPr", "cols", "sheetData", "mergeCells", "hyperlinks", "pageMargins", "pageSetup", "legacyDrawing"}
	types := ""
	for _, part := range z.File {
		rc, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, _ := io.ReadAll(rc)
		rc.Close()
		if part.Name == "[Content_Types].xml" {
			types = string(content)
		}
		d := xml.NewDecoder(bytes.NewReader(content))
		depth, last := 0, -1
		for {
			tok, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", part.Name, err)
			}
			switch x := tok.(type) {
			case xml.StartElement:
				if depth++; depth == 2 && strings.HasPrefix(part.Name, "xl/worksheets/sheet") {
					at := -1
					for i, o := range order {
						if o == x.Name.Local {
							at = i
						}
					}
					if at <= last {
						t.Errorf("%s: %s is out of place", part.Name, x.Name.Local)
					}
					last = at
				}
			case xml.EndElement:
				depth--
			}
		}
	}
	for _, part := range z.File {
		if strings.HasSuffix(part.Name, ".rels") || strings.HasSuffix(part.Name, ".vml") || part.Name == "[Content_Types].xml" {
			continue
		}
		if !strings.Contains(types, `PartName="/`+part.Name+`"`) {
			t.Errorf("%s has no content type", part.Name)
		}
	}
}

// TestLibreOfficeOpensIt has LibreOffice save the copy anew, and finds the
// figures, the comments and the links again.
func TestLibreOfficeOpensIt(t *testing.T) {
	if testing.Short() {
		t.Skip("starting LibreOffice takes seconds")
	}
	office, err := exec.LookPath("soffice")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("LibreOffice (soffice) is missing, and this runs in CI")
		}
		t.Skip("LibreOffice (soffice) is not here, so that it opened no marked copy")
	}
	data := template(t, "Referrals!D2", 120, "Referrals!D3", -4)
	res := read(t, data)
	dir := t.TempDir()
	book := mark(t, data, res.Problems)
	if err := os.WriteFile(filepath.Join(dir, "marked.xlsx"), book, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(office, "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML",
		"--outdir", filepath.Join(dir, "out"), filepath.Join(dir, "marked.xlsx"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("LibreOffice: %v\n%s", err, out)
	}
	again, err := os.ReadFile(filepath.Join(dir, "out", "marked.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	was, is := texts(t, book), texts(t, again)
	for at, text := range was {
		if is[at] != text {
			t.Errorf("%s was %q and is %q", at, text, is[at])
		}
	}
	f := open(t, again)
	for _, s := range []string{"Referrals", "EarlyHelp", "Workforce"} {
		before, _ := open(t, book).GetComments(s)
		after, err := f.GetComments(s)
		if err != nil || len(after) != len(before) || len(after) == 0 {
			t.Errorf("%s has %d comments, had %d; %v", s, len(after), len(before), err)
		}
	}
	_, to, _ := f.GetCellHyperLink("Problems", "D"+rowOf(t, f, "D3"))
	if !regexp.MustCompile(`Referrals'?[!.]\$?D\$?3$`).MatchString(to) {
		t.Errorf("the link to D3 became %q", to)
	}
}

// rowOf is the row of the Problems sheet that is of a cell of Referrals.
func rowOf(t *testing.T, f *excelize.File, address string) string {
	t.Helper()
	rows, err := f.GetRows("Problems")
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range rows {
		if len(r) > 3 && r[2] == "Referrals" && r[3] == address {
			return cell.Ref{Sheet: "x", Row: i + 1, Col: 1}.String()[len("x!A"):]
		}
	}
	t.Fatalf("%s is not listed", address)
	return ""
}

// BenchmarkWrite marks a template in which nothing was filled in.
func BenchmarkWrite(b *testing.B) {
	data := template(b)
	problems := read(b, data).Problems
	b.ReportMetric(float64(len(problems)), "problems")
	for b.Loop() {
		if err := marked.Write(io.Discard, data, problems); err != nil {
			b.Fatal(err)
		}
	}
}
