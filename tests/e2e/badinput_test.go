package e2e

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// TestBadInput sends what people send by mistake and what they should not.
// Each gets a clear sentence, and nothing is lost: a return that was accepted
// before stays, and a good one is accepted afterwards.
func TestBadInput(t *testing.T) {
	const quarter = "2026-Q1"
	officer := signIn(t, "demo-officer-350")
	book := officer.template(t, quarter)
	good := fill(t, book, aQuarter())
	before := officer.hand(t, quarter, "before.xlsx", good)
	const (
		unreadable = "This file could not be read"
		rejected   = "This return needs putting right"
		refused    = "This file was refused and deleted"
		accepted   = "This return is accepted"
	)
	list := officer.get(t, officer.get(t, "/returns/new?period="+quarter).link(t, "Download the list for")).body
	for _, tt := range []struct {
		name    string
		file    []byte
		heading string
		says    []string
	}{
		{"nothing at all", nil, unreadable, []string{"0 bytes"}},
		{"not a workbook", []byte("Dear team, here are our figures."), unreadable, []string{"not a workbook", "Excel template"}},
		{"a CSV file", []byte("measure,count\nreferrals,12\n"), unreadable, []string{"CSV", "Excel template"}},
		{"an old workbook", ole("Workbook"), unreadable, []string{".xls", "Excel Workbook (.xlsx)"}},
		{"a workbook with a password", locked(t, good), unreadable, []string{"password"}},
		{"another old container with a password", ole("EncryptedPackage"), unreadable, []string{"password"}},
		{"a bomb", with(t, good, "xl/media/picture.bin", zeros(64<<20)), unreadable, []string{"200 times", "new template"}},
		{"a file cut short", good[:len(good)/2], unreadable, []string{"cut short"}},
		{"another template", fill(t, book, aQuarter(), edit{"Cover!B6", "2025.1"}), rejected, []string{"2025.1", "template"}},
		{"text where numbers belong", fill(t, book, aQuarter(), edit{"Referrals!D2", "about 1,200"}, edit{"EarlyHelp!D2", "many"}), rejected, []string{"many", "2 things", "whole number"}},
		{"two returns in one file", twice(t, good), rejected, []string{"Cover (2)"}},
		{"an area that is no more", fill(t, book, aQuarter(), edit{"Cover!B2", 909}), rejected, []string{"Cumbria (909)", "Bolton (350)", "your own area"}},
		{"another area", fill(t, book, aQuarter(), edit{"Cover!B2", 383}), rejected, []string{"Leeds", "Bolton"}},
		{"an area that never was", fill(t, book, aQuarter(), edit{"Cover!B2", 111}), rejected, []string{"111"}},
		{"another period", officer.template(t, "2025-Q4"), rejected, []string{"October to December 2025", "January to March 2026"}},
		{"a template not filled in", book, rejected, []string{"1,272 things"}},
		{"a list sent by mistake", list, refused, []string{"list", "deleted"}},
		{"an NHS number in a note", fill(t, book, aQuarter(), edit{"Referrals!E9", "see 943 476 5919"}), refused, []string{"An NHS number", "E9"}},
		{"days counted from 1904", since1904(t, good), accepted, nil},
		{"four million empty cells", empty(t, good), "", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			begin := time.Now()
			at := officer.hand(t, quarter, "../../../etc/"+strings.Repeat("long", 75)+".xlsx", tt.file)
			t.Logf("%d bytes checked after %v", len(tt.file), time.Since(begin))
			if tt.heading != "" && !strings.HasSuffix(at.heading(), tt.heading) {
				t.Fatalf("the page is headed %q, want %q: %s", at.heading(), tt.heading, at.text())
			}
			for _, want := range tt.says {
				if !strings.Contains(at.text(), want) {
					t.Errorf("the page does not say %q: %s", want, at.text())
				}
			}
			if strings.Contains(at.text(), "943 476 5919") {
				t.Error("the page repeats an NHS number")
			}
			if tt.heading == refused || tt.heading == unreadable || tt.heading == rejected {
				clearSentences(t, officer, at)
				if w := officer.get(t, at.path()+"/workbook"); w.status != http.StatusNotFound {
					t.Errorf("its workbook is answered with %d", w.status)
				}
				if next := officer.get(t, at.link(t, "Send ")); next.status != http.StatusOK || len(next.all("form", "action", "/returns")) != 1 {
					t.Errorf("the way on leads to %s: %d", next.url, next.status)
				}
			}
		})
	}
	for key, err := range platform.Store.List(t.Context(), "incoming/", "") {
		t.Errorf("left in quarantine: %s %v", key, err)
	}
	if at := officer.get(t, before.path()); !strings.HasSuffix(at.heading(), accepted) {
		t.Errorf("the return that was accepted before is now %q", at.heading())
	}
	if at := officer.hand(t, quarter, "after.xlsx", good); !strings.HasSuffix(at.heading(), accepted) {
		t.Errorf("a good return afterwards: %s", at.text())
	}
}

// clearSentences looks at every message about a return: a sentence, without
// the program's own words, and on the page.
func clearSentences(t *testing.T, p *person, at page) {
	t.Helper()
	var r struct {
		Problems, Privacy []struct{ Ref, Message string }
	}
	p.ask(t, "/api/v1"+at.path(), &r)
	found := append(r.Problems, r.Privacy...)
	for _, x := range found {
		s := x.Message
		if !strings.HasSuffix(s, ".") || len(s) < 20 {
			t.Errorf("%q is not a sentence", s)
		}
		for _, odd := range []string{"%!", "nil", "error:", "EOF", "zip:", "xml", "panic", "xl/"} {
			if strings.Contains(s, odd) {
				t.Errorf("%q speaks of %q", s, odd)
			}
		}
	}
	if len(found) == 0 {
		t.Errorf("nothing is said of what is wrong: %s", at.text())
	} else if len(found) == 1 && !strings.Contains(at.text(), found[0].Message) {
		t.Errorf("the page does not say %q: %s", found[0].Message, at.text())
	}
}

// TestPeriodNotOpen begins returns for periods that are not being collected.
func TestPeriodNotOpen(t *testing.T) {
	officer := signIn(t, "demo-officer-350")
	form := officer.get(t, "/returns/new").form(t, "period")
	for _, code := range []string{"2019-Q1", fmt.Sprintf("%d-Q4", time.Now().Year()+1), "2012-13", "soon", "", "2026-Q9"} {
		at := officer.submit(t, form, url.Values{"period": {code}})
		if at.status != http.StatusUnprocessableEntity || !strings.Contains(at.text(), "hoose") {
			t.Errorf("a return for %q: %d %s", code, at.status, at.text())
		}
		if len(at.all("a", "href", "#period")) != 1 {
			t.Errorf("the summary for %q does not lead to the field", code)
		}
	}
	var p struct {
		Type    string
		Periods []string
	}
	at := officer.tell(t, "/api/v1/returns", map[string]string{"area": "350", "period": "2019-Q1"})
	at.decode(t, &p)
	if at.status != http.StatusConflict || p.Type != "urn:earlyhelp:problem:not-open" || len(p.Periods) < 8 {
		t.Errorf("through the API: %d %s", at.status, at.body)
	}
}

// TestFileNames gives names that lead elsewhere or have no end.
func TestFileNames(t *testing.T) {
	officer := signIn(t, "demo-officer-350")
	for name, want := range map[string]string{
		"../../../etc/passwd": "passwd", `C:\Users\Jo\return.xlsx`: "return.xlsx", "..": "", "": "", "a\x00b\r\nc.xlsx": "abc.xlsx",
		strings.Repeat("é", 300): strings.Repeat("é", 100), "<script>alert(1)</script>.xlsx": "script>.xlsx",
	} {
		var s struct{ ID string }
		at := officer.tell(t, "/api/v1/returns", map[string]string{"area": "350", "period": "2025-Q1", "fileName": name})
		at.decode(t, &s)
		var r struct{ FileName, State string }
		officer.ask(t, "/api/v1/returns/"+s.ID, &r)
		if at.status != http.StatusCreated || r.FileName != want {
			t.Errorf("the name %.40q is kept as %.40q (%d), want %.40q", name, r.FileName, at.status, want)
		}
	}
}

// ole is the beginning of a file in Microsoft's older container, with the
// name of a stream in its directory.
func ole(stream string) []byte {
	b := append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 504)...)
	for _, c := range []byte(stream) {
		b = append(b, c, 0)
	}
	return append(b, make([]byte, 512)...)
}

// change opens a workbook, changes it and saves it.
func change(t *testing.T, book []byte, how func(*excelize.File) error, o ...excelize.Options) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := how(f); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := f.Write(&out, o...); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func locked(t *testing.T, book []byte) []byte {
	return change(t, book, func(*excelize.File) error { return nil }, excelize.Options{Password: "secret"})
}

// twice puts a second return into the workbook.
func twice(t *testing.T, book []byte) []byte {
	return change(t, book, func(f *excelize.File) error {
		for _, sheet := range []string{"Cover", "EarlyHelp", "Referrals", "Workforce"} {
			from, err := f.GetSheetIndex(sheet)
			if err != nil {
				return err
			}
			to, err := f.NewSheet(sheet + " (2)")
			if err != nil {
				return err
			}
			if err := f.CopySheet(from, to); err != nil {
				return err
			}
		}
		return nil
	})
}

// since1904 has a workbook count its days as old Macs did: from 1 January
// 1904, which is 1,462 days later.
func since1904(t *testing.T, book []byte) []byte {
	return change(t, book, func(f *excelize.File) error {
		yes := true
		if err := f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}); err != nil {
			return err
		}
		start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		for cell, day := range map[string]time.Time{"B4": start, "B5": start.AddDate(0, 3, -1)} {
			since := day.Sub(time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC))
			if err := f.SetCellValue("Cover", cell, int(since.Hours()/24)); err != nil {
				return err
			}
		}
		return nil
	})
}

// with adds a part to a workbook, or puts it in the place of one.
func with(t *testing.T, book []byte, name string, body io.Reader) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range in.File {
		if f.Name == name {
			continue
		}
		if err := w.Copy(f); err != nil {
			t.Fatal(err)
		}
	}
	part, err := w.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(part, body); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func zeros(n int64) io.Reader { return io.LimitReader(zero{}, n) }

type zero struct{}

func (zero) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}

// empty puts four million cells without anything in them at the end of a
// sheet, as a spreadsheet program does with whole columns that were coloured.
func empty(t *testing.T, book []byte) []byte {
	t.Helper()
	const name = "xl/worksheets/sheet4.xml"
	in, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := in.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	sheet, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	head, tail, ok := bytes.Cut(sheet, []byte("</sheetData>"))
	if !ok {
		t.Fatal("the sheet has no end")
	}
	const columns = 60
	letters := make([]string, columns)
	for i := range letters {
		if letters[i], err = excelize.ColumnNumberToName(i + 1); err != nil {
			t.Fatal(err)
		}
	}
	var rows bytes.Buffer
	for r := 1000; r < 1000+4_000_000/columns; r++ {
		fmt.Fprintf(&rows, `<row r="%d">`, r)
		for _, l := range letters {
			fmt.Fprintf(&rows, `<c r="%s%d" s="1"/>`, l, r)
		}
		rows.WriteString(`</row>`)
	}
	return with(t, book, name, io.MultiReader(bytes.NewReader(head), &rows, strings.NewReader("</sheetData>"), bytes.NewReader(tail)))
}
