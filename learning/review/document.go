package review

import "strings"

// A Document is the text of one review.
type Document struct {
	Format Format
	Title  string // what the file calls itself; "" when it does not say
	Pages  []Page // in order; Number counts from 1
}

// A Page is the cleaned text of one page: paragraphs, headings and list items,
// one a line. A page without words has empty Text.
type Page struct {
	Number int    `json:"page"`
	Text   string `json:"text"`
}

// A Format is a kind of file that can be read.
type Format string

// The formats.
const (
	PDF  Format = "pdf"
	Text Format = "txt"
	HTML Format = "html"
	Word Format = "docx"
)

// Words counts the words of the document, separated by white space.
func (d Document) Words() int {
	n := 0
	for _, p := range d.Pages {
		n += len(strings.Fields(p.Text))
	}
	return n
}

// Holds reports whether quote stands word for word on the page with that
// number, white space apart. Every quotation shown as evidence must.
func (d Document) Holds(page int, quote string) bool {
	return Holds(d.Pages, page, quote)
}

// Holds is Document.Holds for pages kept without their document.
func Holds(pages []Page, page int, quote string) bool {
	quote = normalSpace(quote)
	if quote == "" {
		return false
	}
	for _, p := range pages {
		if p.Number == page && strings.Contains(normalSpace(p.Text), quote) {
			return true
		}
	}
	return false
}

func normalSpace(s string) string { return strings.Join(strings.Fields(s), " ") }
