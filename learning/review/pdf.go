package review

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/ledongthuc/pdf"
)

// extractPDF reads a PDF in a child process and cleans what it answers.
func extractPDF(ctx context.Context, data []byte, l Limits) (Document, error) {
	a, err := runChild(ctx, task{Data: data, Time: l.timeFor(len(data)), Memory: l.Memory, TextBytes: l.TextBytes, Pages: l.Pages})
	if err != nil {
		return Document{}, err
	}
	if a.Reason != "" {
		return Document{}, unreadable(a.Reason, "%s", a.Detail)
	}
	return Document{Format: PDF, Title: tidy(a.Title), Pages: cleanPages(a.Pages)}, nil
}

// readPDF runs in the child. It panics for nothing: what the reader throws is
// caught and given as a reason, what cannot be caught the parent sees.
func readPDF(t task) (a answer) {
	defer func() {
		if e := recover(); e != nil {
			a = answer{Reason: Corrupt, Detail: shorten(fmt.Sprint(e))}
		}
	}()
	data := repair(t.Data)
	r, err := pdf.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return answer{Reason: openReason(err, data), Detail: shorten(err.Error())}
	}
	pages, err := walk(r.Trailer().Key("Root").Key("Pages"), t.Pages)
	if err != nil {
		return answer{Reason: Corrupt, Detail: err.Error()}
	}
	if len(pages) == 0 {
		return answer{Reason: Corrupt, Detail: "no pages"}
	}
	if len(pages) > t.Pages {
		return answer{Reason: TooLarge, Detail: fmt.Sprintf("over %d pages", t.Pages)}
	}
	a.Title = r.Trailer().Key("Info").Key("Title").Text()
	var size int64
	var broken error
	words := 0
	for _, v := range pages {
		lines, images, err := readPage(pdf.Page{V: v})
		if err != nil && broken == nil {
			broken = err
		}
		a.Images = a.Images || images
		for _, l := range lines {
			size += int64(len(l.Text))
			words += len(strings.Fields(l.Text))
		}
		if size > t.TextBytes {
			return answer{Reason: TooLarge, Detail: fmt.Sprintf("over %d bytes of text", t.TextBytes)}
		}
		a.Pages = append(a.Pages, lines)
	}
	switch {
	case words > 0:
		return a
	case broken != nil:
		return answer{Reason: Corrupt, Detail: shorten(broken.Error())}
	case a.Images:
		return answer{Reason: ImageOnly, Detail: fmt.Sprintf("%d pages without text", len(pages))}
	}
	return answer{Reason: Empty, Detail: fmt.Sprintf("%d pages without text or pictures", len(pages))}
}

// encryptEntry finds the encryption dictionary's mention in a trailer or
// cross-reference stream.
var encryptEntry = regexp.MustCompile(`/Encrypt\s*(\d+\s+\d+\s+R|<<)`)

// openReason tells encryption from damage: the reader's own words differ by
// cipher, and it gives up on some files before it says which.
func openReason(err error, data []byte) Reason {
	if msg := err.Error(); strings.Contains(msg, "encrypt") || strings.Contains(msg, "password") || encryptEntry.Match(data) {
		return Encrypted
	}
	return Corrupt
}

// repair makes three harmless departures readable that the reader refuses:
// bytes before the header, bytes after the end, and a version above 1.7,
// whose text is written in the same way.
func repair(data []byte) []byte {
	if i := bytes.Index(data[:min(len(data), 1024)], []byte("%PDF-")); i > 0 {
		data = data[i:]
	}
	if i := bytes.LastIndex(data, []byte("%%EOF")); i >= 0 {
		data = data[:i+len("%%EOF")]
	}
	if len(data) > 9 && (bytes.HasPrefix(data, []byte("%PDF-2.")) || data[8] != '\n' && data[8] != '\r') {
		data = bytes.Clone(data)
		copy(data, "%PDF-1.7\n")
	}
	return data
}

// walk lists the pages in order. The reader's own walk trusts /Count and
// follows /Kids for ever; this one counts for itself. 64 levels and 200,000
// nodes are far beyond any real page tree, which is a few levels deep.
func walk(root pdf.Value, most int) ([]pdf.Value, error) {
	var pages []pdf.Value
	nodes := 0
	var visit func(v pdf.Value, depth int) error
	visit = func(v pdf.Value, depth int) error {
		if nodes++; nodes > 200_000 || depth > 64 {
			return fmt.Errorf("the page tree does not end")
		}
		kids := v.Key("Kids")
		if v.Key("Type").Name() == "Page" || kids.Kind() != pdf.Array {
			if v.Kind() == pdf.Dict {
				pages = append(pages, v)
			}
			return nil
		}
		for i := 0; i < kids.Len() && len(pages) <= most; i++ {
			if err := visit(kids.Index(i), depth+1); err != nil {
				return err
			}
		}
		return nil
	}
	err := visit(root, 0)
	return pages, err
}

func shorten(s string) string {
	s = tidy(s)
	if r := []rune(s); len(r) > 200 {
		return string(r[:200])
	}
	return s
}
