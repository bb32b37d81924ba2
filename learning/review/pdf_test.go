package review

import (
	"bytes"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-pdf/fpdf"
)

func TestMain(m *testing.M) {
	RunChild()
	os.Exit(m.Run())
}

// setPDF sets paragraphs in 11 point Helvetica on A4, with a running header
// and page numbers.
func setPDF(t testing.TB, paragraphs []string) []byte {
	t.Helper()
	p := fpdf.New("P", "mm", "A4", "")
	tr := p.UnicodeTranslatorFromDescriptor("")
	p.SetTitle("A review made for a test", true)
	p.SetMargins(25, 25, 25)
	p.SetAutoPageBreak(true, 25)
	p.SetHeaderFunc(func() {
		p.SetY(10)
		p.SetFont("Helvetica", "I", 8)
		p.CellFormat(0, 5, "Made for a test: not a real review", "", 1, "L", false, 0, "")
		p.SetY(25)
	})
	p.SetFooterFunc(func() {
		p.SetY(-15)
		p.SetFont("Helvetica", "", 8)
		p.CellFormat(0, 5, fmt.Sprintf("Page %d", p.PageNo()), "", 0, "C", false, 0, "")
	})
	p.AddPage()
	for _, s := range paragraphs {
		p.SetFont("Helvetica", "", 11)
		p.MultiCell(0, 5.5, tr(s), "", "L", false)
		p.Ln(3)
	}
	var b bytes.Buffer
	if err := p.Output(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// makePDF writes objects 1, 2, ... with a proper cross-reference table; object
// 1 is the root. extra goes into the trailer.
func makePDF(extra string, objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, a := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", a)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, extra, start)
	return b.Bytes()
}

func streamOf(dict, body string) string {
	return fmt.Sprintf("<<%s /Length %d>>\nstream\n%s\nendstream", dict, len(body), body)
}

func deflate(t testing.TB, chunk string, times int) string {
	t.Helper()
	var b bytes.Buffer
	z, _ := zlib.NewWriterLevel(&b, 9)
	for range times {
		z.Write([]byte(chunk))
	}
	z.Close()
	return b.String()
}

const (
	catalog  = "<</Type /Catalog /Pages 2 0 R>>"
	onePage  = "<</Type /Pages /Kids [3 0 R] /Count 1>>"
	fontPage = "<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources <</Font <</F1 5 0 R>>>>>>"
	font     = "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding>>"
)

// hostile lists files that bring readers down, after the reports on this
// reader and its relatives (golang/vulndb issue 6115 and its own).
func hostile(t testing.TB) map[string][]byte {
	hello := streamOf("", "BT /F1 12 Tf 72 700 Td (Hello there) Tj ET")
	picture := "<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources <</XObject <</I 5 0 R>>>>>>"
	image := streamOf("/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8", "\x00")
	good := makePDF("", catalog, onePage, fontPage, hello, font)
	bigXref := func() []byte {
		var b bytes.Buffer
		b.WriteString("%PDF-1.7\n")
		start := b.Len()
		b.WriteString("1 0 obj\n" + streamOf("/Type /XRef /Size 2000000000 /W [1 2 1] /Root 2 0 R", "\x00\x00\x00\x00") + "\nendobj\n")
		fmt.Fprintf(&b, "startxref\n%d\n%%%%EOF\n", start)
		return b.Bytes()
	}
	aes256 := "/ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>] /Encrypt <</Filter /Standard /V 5 /R 6 /Length 256 /CF <</StdCF <</CFM /AESV3 /Length 32>>>> /StmF /StdCF /StrF /StdCF /P -4 /O (" + strings.Repeat("o", 48) + ") /U (" + strings.Repeat("u", 48) + ")>>"
	password := "/ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>] /Encrypt <</Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O (" + strings.Repeat("o", 32) + ") /U (" + strings.Repeat("u", 32) + ")>>"
	return map[string][]byte{
		"corrupt/random bytes":             []byte("%PDF-1.4\n" + strings.Repeat("\x91\x07q<", 500)),
		"corrupt/truncated":                good[:len(good)/2],
		"corrupt/header alone":             []byte("%PDF-1.7\n"),
		"corrupt/wrong startxref":          bytes.Replace(good, []byte("startxref\n"), []byte("startxref\n9"), 1),
		"corrupt/page tree holds itself":   makePDF("", catalog, "<</Type /Pages /Kids [2 0 R] /Count 1>>"),
		"corrupt/page tree holds it twice": makePDF("", catalog, "<</Type /Pages /Kids [2 0 R 2 0 R] /Count 2000000000>>"),
		"corrupt/no pages":                 makePDF("", catalog, "<</Type /Pages /Kids [] /Count 2000000000>>"),
		"encrypted/AES of 256 bits":        makePDF(aes256, catalog, onePage, fontPage, hello, font),
		"encrypted/password":               makePDF(password, catalog, onePage, fontPage, hello, font),
		"image-only/scan":                  makePDF("", catalog, onePage, picture, streamOf("", "q 595 0 0 842 0 0 cm /I Do Q"), image),
		"empty/blank page":                 makePDF("", catalog, onePage, fontPage, streamOf("", "0 0 m"), font),
		"time-limit/hex string open":       makePDF("", catalog, onePage, fontPage, streamOf("", "BT /F1 12 Tf <AB"), font),
		"time-limit/page its own parent":   makePDF("", catalog, onePage, "<</Type /Page /Parent 3 0 R /Contents 4 0 R>>", hello),
		"memory-limit/xref of 2e9":         bigXref(),
		"stopped/0.3 MB unpack to 300 MB":  makePDF("", catalog, onePage, fontPage, streamOf("/Filter /FlateDecode", deflate(t, strings.Repeat("[ ", 500_000), 300)), font),
		"stopped/300 MB of text":           makePDF("", catalog, onePage, fontPage, streamOf("/Filter /FlateDecode", deflate(t, "BT /F1 12 Tf 72 700 Td ("+strings.Repeat("word ", 200_000)+") Tj ET\n", 300)), font),
		"stopped/arrays in arrays":         makePDF("", catalog, onePage, fontPage, streamOf("/Filter /FlateDecode", deflate(t, strings.Repeat("[", 1_000_000), 20)), font),
	}
}

func TestHostilePDFsEndWithTheirReason(t *testing.T) {
	limits := &Limits{Time: 3 * time.Second, Memory: 256 << 20}
	t.Parallel()
	for name, data := range hostile(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			start := time.Now()
			_, err := Extract(context.Background(), data, "review.pdf", limits)
			took := time.Since(start)
			var u *UnreadableError
			if !errors.As(err, &u) {
				t.Fatalf("Extract = %v, want an UnreadableError", err)
			}
			if u.Message() == "" {
				t.Errorf("reason %s has no message", u.Reason)
			}
			want, _, _ := strings.Cut(name, "/")
			stopped := u.Reason == TimeLimit || u.Reason == MemoryLimit || u.Reason == TooLarge || u.Reason == Corrupt
			if string(u.Reason) != want && !(want == "stopped" && stopped) {
				t.Errorf("reason = %s (%s), want %s", u.Reason, u.Detail, want)
			}
			t.Logf("%s after %s", u, took.Round(time.Millisecond))
			if took > 8*time.Second {
				t.Errorf("took %s", took)
			}
		})
	}
}

func TestPDFWithOddEndsIsRead(t *testing.T) {
	hello := streamOf("", "BT /F1 12 Tf 72 700 Td (The school was told.) Tj ET")
	good := makePDF("", catalog, onePage, fontPage, hello, font)
	for name, data := range map[string][]byte{
		"as it should be":     good,
		"version 2.0":         bytes.Replace(good, []byte("%PDF-1.7"), []byte("%PDF-2.0"), 1),
		"bytes after the end": append(bytes.Clone(good), strings.Repeat("\n<!-- saved -->", 40)...),
		"bytes before":        append([]byte("\r\n\r\n"), good...),
		"huge count":          makePDF("", catalog, "<</Type /Pages /Kids [3 0 R] /Count 2000000000>>", fontPage, hello, font),
	} {
		t.Run(name, func(t *testing.T) {
			doc, err := Extract(context.Background(), data, "r.pdf", nil)
			if err != nil {
				t.Fatal(err)
			}
			if len(doc.Pages) != 1 || doc.Pages[0].Text != "The school was told." {
				t.Errorf("pages = %+v", doc.Pages)
			}
		})
	}
}

func TestChildSeesNoSecrets(t *testing.T) {
	t.Setenv("AWS_SECRET_ACCESS_KEY", "do not pass on")
	for _, v := range childEnvironment() {
		if strings.Contains(v, "do not pass on") {
			t.Errorf("the child is given %q", v)
		}
	}
}

// TestTheEndOfTheContextStopsTheChild also sees that the file is not blamed
// for it: an unreadable review is recorded as such for good.
func TestTheEndOfTheContextStopsTheChild(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	data := makePDF("", catalog, onePage, fontPage, streamOf("", "BT /F1 12 Tf <AB"), font)
	_, err := Extract(ctx, data, "r.pdf", nil)
	if u, blamed := errors.AsType[*UnreadableError](err); blamed || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Extract = %v (%v), want the context's error", err, u)
	}
}

// TestPDFOfKnownText sets a published report as a PDF and compares word for
// word.
func TestPDFOfKnownText(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "sources", "ofsted-2015-early-help.txt"))
	if err != nil {
		t.Skip("the published report is not on this machine")
	}
	var paras []string
	for line := range strings.Lines(decode(data)) {
		if line = tidy(line); line != "" {
			paras = append(paras, line)
		}
	}
	doc, err := Extract(context.Background(), setPDF(t, paras), "r.pdf", nil)
	if err != nil {
		t.Fatal(err)
	}
	if doc.Title != "A review made for a test" {
		t.Errorf("title = %q", doc.Title)
	}
	tr := fpdf.New("P", "mm", "A4", "").UnicodeTranslatorFromDescriptor("")
	var want, got []string
	for _, p := range paras {
		want = append(want, strings.Fields(decode([]byte(tr(p))))...)
	}
	for _, p := range doc.Pages {
		got = append(got, strings.Fields(p.Text)...)
		if strings.Contains(p.Text, "Made for a test") || strings.Contains(p.Text, "Page ") && pageNumber.MatchString(p.Text) {
			t.Errorf("page %d kept its running header or number", p.Number)
		}
	}
	same := 0
	for i, j := 0, 0; i < len(want) && j < len(got); {
		if want[i] == got[j] {
			same, i, j = same+1, i+1, j+1
			continue
		}
		// Skip ahead on whichever side finds the other's word sooner.
		a, b := find(got[j:], want[i], 30), find(want[i:], got[j], 30)
		switch {
		case a >= 0 && (b < 0 || a <= b):
			j += a
		case b >= 0:
			i += b
		default:
			i, j = i+1, j+1
		}
	}
	f1 := 2 * float64(same) / float64(len(want)+len(got))
	t.Logf("%d pages, %d words, word F1 in order %.4f", len(doc.Pages), len(got), f1)
	if f1 < 0.995 {
		t.Errorf("word F1 = %.4f, want at least 0.995", f1)
	}
	// The source breaks sentences at footnotes; those are rightly put together again.
	var lines int
	for _, p := range doc.Pages {
		lines += strings.Count(p.Text, "\n") + 1
	}
	if lines < len(paras)*75/100 || lines > len(paras)*105/100 {
		t.Errorf("%d paragraphs, want about %d", lines, len(paras))
	}
	checkEvidence(t, doc)
}

func find(words []string, w string, within int) int {
	for i, x := range words[:min(within, len(words))] {
		if x == w {
			return i
		}
	}
	return -1
}

// checkEvidence holds every sentence to its page.
func checkEvidence(t *testing.T, doc Document) {
	t.Helper()
	for _, s := range doc.Sentences() {
		if !doc.Holds(s.Page, s.Text) {
			t.Errorf("page %d does not hold %q", s.Page, s.Text)
		}
	}
}

func BenchmarkPDFOf60Pages(b *testing.B) {
	s := strings.Repeat("The health visitor had not been told that the father had moved back, and nobody asked the children what had changed at home. ", 5)
	paras := make([]string, 60*5)
	for i := range paras {
		paras[i] = fmt.Sprintf("Paragraph %d. %s", i, s)
	}
	data := setPDF(b, paras)
	pages := 0
	for b.Loop() {
		doc, err := Extract(context.Background(), data, "r.pdf", nil)
		if err != nil {
			b.Fatal(err)
		}
		pages = len(doc.Pages)
	}
	b.ReportMetric(float64(pages), "pages")
}
