package review

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func makeWord(t testing.TB, body string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range map[string]string{
		"word/document.xml": `<?xml version="1.0"?>` + body,
		"docProps/core.xml": `<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:title>A review</dc:title></cp:coreProperties>`,
	} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		w.Write([]byte(text))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const wordBody = `<w:document xmlns:w="w"><w:body>
<w:p><w:r><w:t>What </w:t></w:r><w:r><w:t>happened</w:t></w:r></w:p>
<w:p><w:r><w:t>The school was told.</w:t><w:tab/><w:t>Nobody</w:t></w:r><w:r><w:lastRenderedPageBreak/><w:t xml:space="preserve"> asked why.</w:t></w:r></w:p>
<w:p><w:del><w:r><w:delText>Struck out.</w:delText></w:r></w:del><w:r><w:t>On page two.</w:t></w:r></w:p>
</w:body></w:document>`

func TestExtract(t *testing.T) {
	tests := []struct {
		name, file string
		data       []byte
		want       []string // pages
	}{
		{"text by lines and form feeds", "a.TXT", []byte("One.\r\n\r\nTwo.\n\fThree.\n\f"), []string{"One.\nTwo.", "Three."}},
		{"text in Windows-1252", "a.txt", []byte("the child\x92s view"), []string{"the child’s view"}},
		{"text in UTF-16", "a.txt", []byte("\xff\xfeC\x00y\x00m\x00r\x00u\x00"), []string{"Cymru"}},
		{"web page", "a.html", []byte(`<html><head><title>T</title><style>p{}</style></head><body><nav>Menu</nav><h1>What happened</h1><p>The <b>school</b> was told.<script>alert(1)</script></p><ul><li>One<li>Two</ul></body></html>`),
			[]string{"What happened\nThe school was told.\nOne\nTwo"}},
		{"Word", "a.docx", makeWord(t, wordBody), []string{"What happened\nThe school was told. Nobody asked why.", "On page two."}},
		{"a PDF by its first bytes", "a.txt", makePDF("", catalog, onePage, fontPage, streamOf("", "BT /F1 12 Tf 72 700 Td (Told.) Tj ET"), font), []string{"Told."}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc, err := Extract(context.Background(), tt.data, tt.file, nil)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, p := range doc.Pages {
				got = append(got, p.Text)
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("-want +got\n%s", d)
			}
			checkEvidence(t, doc)
		})
	}
}

func TestExtractRefuses(t *testing.T) {
	tests := []struct {
		name, file string
		data       []byte
		want       Reason
	}{
		{"0 bytes", "a.pdf", nil, Empty},
		{"only spaces", "a.txt", []byte(" \n "), Empty},
		{"no words in a web page", "a.html", []byte("<p><img src=x></p>"), Empty},
		{"a name that lies", "a.pdf", []byte("hello"), NotAReview},
		{"an unknown ending", "a.xyz", []byte("hello"), NotAReview},
		{"bytes in a text file", "a.txt", []byte("he\x00llo"), NotAReview},
		{"an old Word file", "a.doc", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest"), NotAReview},
		{"a Word file with a password", "a.docx", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest"), Encrypted},
		{"a broken zip", "a.docx", []byte("PK\x03\x04broken"), Corrupt},
		{"a Word file with a document type", "a.docx", makeWord(t, `<!DOCTYPE x [<!ENTITY a "b">]><w:document/>`), Corrupt},
		{"a Word file nested deep", "a.docx", makeWord(t, strings.Repeat("<w:p>", 5000)), Corrupt},
		{"too many pages", "a.txt", []byte(strings.Repeat("a\f", 200)), TooLarge},
		{"too much text", "a.txt", []byte(strings.Repeat("word ", 3000)), TooLarge},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Extract(context.Background(), tt.data, tt.file, &Limits{Pages: 100, TextBytes: 10_000})
			var u *UnreadableError
			if !errors.As(err, &u) || u.Reason != tt.want {
				t.Errorf("Extract = %v, want %s", err, tt.want)
			}
		})
	}
}

func TestEveryReasonHasAMessage(t *testing.T) {
	for _, r := range []Reason{Corrupt, Encrypted, ImageOnly, TimeLimit, MemoryLimit, TooLarge, NotAReview, Empty} {
		if (&UnreadableError{Reason: r}).Message() == "" {
			t.Errorf("no message for %s", r)
		}
	}
}

// FuzzMarkup holds the readers that run in our own process to never
// panicking.
func FuzzMarkup(f *testing.F) {
	f.Add([]byte("<p>a<script>b</p></script>"))
	f.Add([]byte("<title><head><body>x"))
	f.Fuzz(func(t *testing.T, data []byte) {
		l := (&Limits{Pages: 10, TextBytes: 1000}).withDefaults()
		extractHTML(data, l)
		extractText(data, l)
		extractWord(data, l)
	})
}
