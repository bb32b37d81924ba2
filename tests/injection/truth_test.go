package injection

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"earlyhelp/shared/area"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/list"
	"earlyhelp/shared/returns"
	"earlyhelp/shared/workbook"
)

// A plain is the tree of an XML part, read by the standard library. It is the
// truth that the reader is held to: slow, whole, and nothing clever.
type plain struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Children []plain    `xml:",any"`
	Text     string     `xml:",chardata"`
}

func (p *plain) attr(local string) string {
	for _, a := range p.Attrs {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}

// all returns the children of a name.
func (p *plain) all(local string) []plain {
	var out []plain
	for _, c := range p.Children {
		if c.XMLName.Local == local {
			out = append(out, c)
		}
	}
	return out
}

func (p *plain) first(local string) *plain {
	for i := range p.Children {
		if p.Children[i].XMLName.Local == local {
			return &p.Children[i]
		}
	}
	return &plain{}
}

// said is the text of an <si> or <is>: its t and those of its runs, without
// phonetic ones.
func (p *plain) said() string {
	var b strings.Builder
	for _, c := range p.Children {
		switch c.XMLName.Local {
		case "t":
			b.WriteString(c.Text)
		case "r":
			b.WriteString(c.first("t").Text)
		}
	}
	return b.String()
}

// truth reads every cell that has something in it: "Sheet!A1" to its text.
func truth(t *testing.T, data []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	tree := func(name string) *plain {
		f, err := z.Open(name)
		if err != nil {
			return &plain{}
		}
		defer f.Close()
		body, err := io.ReadAll(f)
		if err != nil {
			t.Fatal(err)
		}
		var p plain
		if err := xml.Unmarshal(body, &p); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		return &p
	}
	target := map[string]string{}
	for _, r := range tree("xl/_rels/workbook.xml.rels").Children {
		target[r.attr("Id")] = path.Join("/xl", strings.TrimPrefix(r.attr("Target"), "/xl/"))[1:]
	}
	var shared []string
	for _, si := range tree("xl/sharedStrings.xml").all("si") {
		shared = append(shared, si.said())
	}
	out := map[string]string{}
	for _, s := range tree("xl/workbook.xml").first("sheets").all("sheet") {
		row := 0
		for _, r := range tree(target[s.attr("id")]).first("sheetData").all("row") {
			row++
			if n, err := strconv.Atoi(r.attr("r")); err == nil {
				row = n
			}
			col := 0
			for _, c := range r.all("c") {
				col++
				if ref, err := cell.Parse(c.attr("r")); err == nil {
					col = ref.Col
				}
				v := c.first("v").Text
				switch c.attr("t") {
				case "s":
					n, err := strconv.Atoi(v)
					if err != nil {
						t.Fatal(err)
					}
					v = shared[n]
				case "inlineStr":
					v = c.first("is").said()
				}
				if v != "" {
					out[cell.Ref{Sheet: s.attr("name"), Row: row, Col: col}.String()] = v
				}
			}
		}
	}
	return out
}

// read reads the same with the reader.
func read(t *testing.T, data []byte) map[string]string {
	t.Helper()
	b, err := workbook.Open(data, nil)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, s := range b.Sheets() {
		for row, err := range b.Rows(s.Name) {
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range row.Cells {
				if c.Kind != workbook.Uncalculated && c.Text != "" {
					out[cell.Ref{Sheet: s.Name, Row: row.Number, Col: c.Col}.String()] = c.Text
				}
			}
		}
	}
	return out
}

func sameAsTruth(t *testing.T, data []byte) {
	t.Helper()
	want := truth(t, data)
	if len(want) < 20 {
		t.Fatalf("only %d cells", len(want))
	}
	if diff := cmp.Diff(want, read(t, data)); diff != "" {
		t.Errorf("cells (-truth +reader):\n%.2000s", diff)
	}
}

// excelBooks are workbooks as excelize writes them.
func excelBooks(t *testing.T) map[string][]byte {
	t.Helper()
	leeds, ok := area.England().Find("383")
	if !ok {
		t.Fatal("no Leeds")
	}
	books := map[string][]byte{}
	for name, write := range map[string]func(io.Writer) error{
		"return": func(w io.Writer) error {
			return returns.WriteTemplate(w, returns.TemplateOptions{Area: leeds, Period: quarter})
		},
		"list": func(w io.Writer) error { return list.WriteTemplate(w, leeds, quarter) },
	} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		books[name] = b.Bytes()
	}
	return books
}

func TestReaderEqualsTheZipOnFilesOfExcelize(t *testing.T) {
	for name, data := range excelBooks(t) {
		t.Run(name, func(t *testing.T) { sameAsTruth(t, data) })
	}
}

func TestReaderEqualsTheZipOnHandMadeFiles(t *testing.T) {
	for run := range 60 {
		d := newSeeded(run)
		l := anyList(d, in(d, 1, 60), d.n(40))
		l.rearrange(d, []layout{{sheet: records, cols: len(l.cols), extra: true}})
		l.loosen(d, records)
		dia := anyDialect(d)
		t.Logf("run %d: %+v", run, dia)
		sameAsTruth(t, l.write(dia))
	}
}

// TestReaderEqualsTheZipOnFilesOfLibreOffice saves workbooks with the real
// program.
func TestReaderEqualsTheZipOnFilesOfLibreOffice(t *testing.T) {
	books := excelBooks(t)
	d := newSeeded(1)
	l := anyList(d, 60, 30)
	l.loosen(d, records)
	books["rows"] = l.write(dialect{shared: true, rich: true})
	saved := libreOffice(t, books)
	for name, data := range saved {
		t.Run(name, func(t *testing.T) { sameAsTruth(t, data) })
	}
	// What it saved still says the same.
	got := list.Read(saved["rows"], "rows.xlsx", list.Options{Register: area.England()})
	if got.Verdict != returns.Accepted || len(got.List.Events) != 90 {
		t.Errorf("a list saved by LibreOffice is %q:\n%s", got.Verdict, said(got.Problems))
	}
}

// libreOffice opens workbooks and saves them again, or skips: in CI it must be
// there.
func libreOffice(t *testing.T, books map[string][]byte) map[string][]byte {
	t.Helper()
	soffice, err := exec.LookPath("soffice")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("LibreOffice is missing")
		}
		t.Skip("LibreOffice is not here: nothing is saved with it")
	}
	dir := t.TempDir()
	args := []string{"--headless", "--norestore", "-env:UserInstallation=file://" + filepath.ToSlash(dir) + "/profile", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", filepath.Join(dir, "out")}
	for name, data := range books {
		file := filepath.Join(dir, name+".xlsx")
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, file)
	}
	cmd := exec.CommandContext(t.Context(), soffice, args...)
	cmd.WaitDelay = 5 * time.Second
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("LibreOffice: %v\n%s", err, out)
	}
	saved := map[string][]byte{}
	for name := range books {
		data, err := os.ReadFile(filepath.Join(dir, "out", name+".xlsx"))
		if err != nil {
			t.Fatal(err)
		}
		saved[name] = data
	}
	return saved
}
