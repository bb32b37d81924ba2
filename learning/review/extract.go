package review

import (
	"bytes"
	"context"
	"path"
	"strings"
	"unicode/utf8"
)

// Extract takes the text out of a review. name is its file name, of which
// only the ending counts; what a PDF or Word file says of itself in its first
// bytes counts for more. The error is an *UnreadableError, or ctx's error
// when that ended first, or tells of a child process that could not be
// started. A PDF costs a process; see the package comment.
func Extract(ctx context.Context, data []byte, name string, o *Limits) (Document, error) {
	l := o.withDefaults()
	if err := ctx.Err(); err != nil {
		return Document{}, err
	}
	if int64(len(data)) > l.FileBytes {
		return Document{}, unreadable(TooLarge, "%d bytes", len(data))
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return Document{}, unreadable(Empty, "no bytes")
	}
	var doc Document
	var err error
	switch format := sniff(data, name); format {
	case PDF:
		doc, err = extractPDF(ctx, data, l)
	case Word:
		doc, err = extractWord(data, l)
	case HTML:
		doc, err = extractHTML(data, l)
	case Text:
		doc, err = extractText(data, l)
	case lockedWord:
		return Document{}, unreadable(Encrypted, "Word file with a password")
	default:
		return Document{}, unreadable(NotAReview, "format unknown")
	}
	if err != nil {
		return Document{}, err
	}
	if doc.Words() == 0 {
		return Document{}, unreadable(Empty, "no words")
	}
	return doc, nil
}

// compoundFile begins the container that an encrypted Word file is put in,
// and every Word file from before 2007.
var compoundFile = []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")

// lockedWord is a .docx with a password.
const lockedWord Format = "locked docx"

// sniff finds the format by the first bytes, then by the ending of name.
func sniff(data []byte, name string) Format {
	head := data[:min(len(data), 1024)]
	ext := strings.ToLower(strings.TrimPrefix(path.Ext(strings.ReplaceAll(name, `\`, "/")), "."))
	switch {
	case bytes.HasPrefix(head, []byte("%PDF-")):
		return PDF
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return Word
	case ext == "pdf":
		if bytes.Contains(head, []byte("%PDF-")) {
			return PDF
		}
		return ""
	case bytes.HasPrefix(head, compoundFile) && ext == "docx":
		return lockedWord
	case ext == "docx", bytes.HasPrefix(head, compoundFile):
		return ""
	case ext == "html", ext == "htm":
		return HTML
	case ext == "txt", ext == "text", ext == "md":
		return Text
	case bytes.Contains(head, []byte("%PDF-")):
		return PDF
	}
	return ""
}

// extractText reads plain text: every line that is not empty is a paragraph,
// a form feed starts a new page.
func extractText(data []byte, l Limits) (Document, error) {
	s := decode(data)
	if strings.Count(s, "\x00") > 0 {
		return Document{}, unreadable(NotAReview, "text file holds bytes that are not text")
	}
	if int64(len(s)) > l.TextBytes {
		return Document{}, unreadable(TooLarge, "%d bytes of text", len(s))
	}
	doc := Document{Format: Text}
	for i, page := range strings.Split(s, "\f") {
		if i >= l.Pages {
			return Document{}, unreadable(TooLarge, "over %d pages", l.Pages)
		}
		var lines []string
		for line := range strings.Lines(page) {
			if line = tidy(line); line != "" {
				lines = append(lines, line)
			}
		}
		doc.Pages = append(doc.Pages, Page{i + 1, strings.Join(lines, "\n")})
	}
	// A form feed at the end closes the last page; it does not open another.
	if n := len(doc.Pages); n > 1 && doc.Pages[n-1].Text == "" {
		doc.Pages = doc.Pages[:n-1]
	}
	return doc, nil
}

// decode reads bytes as UTF-8, with or without a byte order mark, else as
// UTF-16 by its mark, else as Windows-1252, which is what older word
// processors in England saved.
func decode(data []byte) string {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		data = data[3:]
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		return decodeUTF16(data)
	}
	if utf8.Valid(data) {
		return strings.ReplaceAll(strings.ReplaceAll(string(data), "\r\n", "\n"), "\r", "\n")
	}
	var b strings.Builder
	for _, c := range data {
		b.WriteRune(windows1252(rune(c)))
	}
	return strings.ReplaceAll(strings.ReplaceAll(b.String(), "\r\n", "\n"), "\r", "\n")
}

func decodeUTF16(data []byte) string {
	big := data[0] == 0xfe
	data = data[2:]
	var b strings.Builder
	var high rune
	for i := 0; i+1 < len(data); i += 2 {
		u := rune(data[i]) | rune(data[i+1])<<8
		if big {
			u = rune(data[i+1]) | rune(data[i])<<8
		}
		switch {
		case u >= 0xd800 && u < 0xdc00:
			high = u
			continue
		case u >= 0xdc00 && u < 0xe000 && high != 0:
			u = 0x10000 + (high-0xd800)<<10 + (u - 0xdc00)
		}
		high = 0
		b.WriteRune(u)
	}
	return strings.ReplaceAll(strings.ReplaceAll(b.String(), "\r\n", "\n"), "\r", "\n")
}
