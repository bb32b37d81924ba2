package review

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"
)

// TestTimeGrowsWithSize holds files that once took time by the square of
// their size: each took from ten seconds to minutes, and must now take well
// under one.
func TestTimeGrowsWithSize(t *testing.T) {
	const told = "The school was told."
	word := func(body string) []byte {
		return makeWord(t, `<w:document xmlns:w="w"><w:body>`+body+`</w:body></w:document>`)
	}
	for name, data := range map[string][]byte{
		"breaks.docx": word("<w:p>" + strings.Repeat("<w:br/>", 200_000) + "<w:r><w:t>" + told + "</w:t></w:r></w:p>"),
		"tabs.docx":   word("<w:p>" + strings.Repeat("<w:r><w:tab/></w:r>", 100_000) + "<w:r><w:t>" + told + "</w:t></w:r></w:p>"),
		"skips.html":  []byte(strings.Repeat("<svg>", 300_000) + strings.Repeat("</nav>", 900_000) + strings.Repeat("</svg>", 300_000) + "<body><p>" + told),
		"titles.html": []byte(strings.Repeat("<title>A title of a page</title>", 100_000) + "<p>" + told),
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			doc, err := Extract(context.Background(), data, name, nil)
			if err != nil {
				t.Fatal(err)
			}
			if got := doc.Pages[len(doc.Pages)-1].Text; got != told {
				t.Errorf("text = %.60q, want %q", got, told)
			}
			if len(doc.Title) > 2*maxTitle {
				t.Errorf("title of %d bytes", len(doc.Title))
			}
			if took := time.Since(start); took > 5*time.Second {
				t.Errorf("took %s", took)
			}
		})
	}
}

// TestSentencesOfAnEndlessParagraph splits text that never ends a line, and
// loses none of it.
func TestSentencesOfAnEndlessParagraph(t *testing.T) {
	for _, unit := range []string{"Dr. Mr. e.g. i.e. ", "1. ", "1.2.3.", "word ", "x", "A. ", "é", "Told. ", `"('`} {
		para := strings.TrimSpace(strings.Repeat(unit, 1_000_000/len(unit)))
		start := time.Now()
		var all strings.Builder
		for _, s := range Split(para) {
			all.WriteString(strings.ReplaceAll(s, " ", ""))
		}
		if all.String() != strings.ReplaceAll(para, " ", "") {
			t.Errorf("%q: the sentences are not the paragraph", unit)
		}
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("%q: took %s", unit, took)
		}
	}
}

// TestOneTextPart refuses a Word file that holds its text many times over,
// each of which would be read.
func TestOneTextPart(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for range 2 {
		w, err := z.Create("word/document.xml")
		if err != nil {
			t.Fatal(err)
		}
		w.Write([]byte(wordBody))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	_, err := Extract(context.Background(), b.Bytes(), "a.docx", nil)
	var u *UnreadableError
	if !errors.As(err, &u) || u.Reason != Corrupt {
		t.Errorf("Extract = %v, want %s", err, Corrupt)
	}
}
