package review

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"golang.org/x/net/html"
)

// dropped are the elements of a page that hold no words of the review.
var dropped = map[string]bool{
	"script": true, "style": true, "noscript": true, "template": true, "head": true, "svg": true, "nav": true,
	"iframe": true, "object": true, "select": true, "button": true, "form": true,
}

// inline are the elements that do not part paragraphs.
var inline = map[string]bool{
	"a": true, "abbr": true, "b": true, "bdi": true, "cite": true, "code": true, "data": true, "del": true, "dfn": true, "em": true,
	"font": true, "i": true, "ins": true, "kbd": true, "mark": true, "q": true, "s": true, "small": true, "span": true,
	"strong": true, "sub": true, "sup": true, "time": true, "u": true, "var": true, "wbr": true,
}

// deepest is how many dropped elements within each other are told apart. Pages
// have a handful; each end tag looks through them.
const deepest = 50

// extractHTML reads a web page as one page of paragraphs. Scripts and what
// else is not text is dropped with all it holds.
func extractHTML(data []byte, l Limits) (Document, error) {
	z := html.NewTokenizer(strings.NewReader(decode(data)))
	doc := Document{Format: HTML}
	var paras []string
	var b strings.Builder
	end := func() {
		if s := tidy(b.String()); s != "" {
			paras = append(paras, s)
		}
		b.Reset()
	}
	var skip []string // open dropped elements
	inTitle, total := false, 0
	for {
		kind := z.Next()
		switch kind {
		case html.ErrorToken:
			if err := z.Err(); !errors.Is(err, io.EOF) {
				return Document{}, unreadable(Corrupt, "%v", err)
			}
			end()
			doc.Pages = []Page{{1, strings.Join(paras, "\n")}}
			return doc, nil
		case html.TextToken:
			text := z.Token().Data
			if inTitle {
				// What is long enough for a title is not added to: a page of
				// nothing but titles would be copied once for each.
				if len(doc.Title) < maxTitle {
					doc.Title = shorten(doc.Title + text)
				}
			} else if len(skip) == 0 {
				if total += len(text); int64(total) > l.TextBytes {
					return Document{}, unreadable(TooLarge, "over %d bytes of text", l.TextBytes)
				}
				b.WriteString(text)
			}
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			raw, _ := z.TagName()
			name := string(raw)
			if name == "title" && (len(skip) == 0 || skip[len(skip)-1] == "head") {
				inTitle = kind == html.StartTagToken
				continue
			}
			if name == "body" {
				skip = nil // a head that was never closed
			}
			if dropped[name] {
				switch {
				case kind == html.StartTagToken && len(skip) < deepest:
					skip = append(skip, name)
				case kind == html.EndTagToken:
					for i := len(skip) - 1; i >= 0; i-- {
						if skip[i] == name {
							skip = skip[:i]
							break
						}
					}
				}
			}
			if !inline[name] {
				end()
			}
		}
	}
}

// maxTitle is how many bytes of title are gathered: the longest titles of
// published reviews are under 200 letters, which is also where one is cut.
const maxTitle = 200

// Limits of a Word file. The text part of a real report of 300 pages is some
// 10 MB; the whole of a part may be held in memory several times over, and
// must leave a small Lambda room.
const (
	maxWordParts = 5000
	maxWordXML   = 64 << 20
)

// extractWord reads the main text of a .docx. Pages are those its word
// processor last laid out, where it noted them. Deleted text of tracked
// changes is left out.
func extractWord(data []byte, l Limits) (Document, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return Document{}, unreadable(Corrupt, "%v", err)
	}
	if len(z.File) > maxWordParts {
		return Document{}, unreadable(TooLarge, "%d parts", len(z.File))
	}
	doc := Document{Format: Word}
	found := false
	for _, f := range z.File {
		switch f.Name {
		case "word/document.xml":
			if found {
				return Document{}, unreadable(Corrupt, "two text parts")
			}
			found = true
			if f.UncompressedSize64 > maxWordXML {
				return Document{}, unreadable(TooLarge, "text part of %d bytes", f.UncompressedSize64)
			}
			if doc.Pages, err = readWord(f, l); err != nil {
				return Document{}, err
			}
		case "docProps/core.xml":
			doc.Title = wordTitle(f)
		}
	}
	if !found {
		return Document{}, unreadable(NotAReview, "a zip file without a Word document")
	}
	return doc, nil
}

func readWord(f *zip.File, l Limits) ([]Page, error) {
	r, err := f.Open()
	if err != nil {
		return nil, unreadable(Corrupt, "%v", err)
	}
	defer r.Close()
	d := xml.NewDecoder(io.LimitReader(r, maxWordXML))
	d.Strict = true
	texts := [][]string{nil}
	var b strings.Builder
	home, page, total, depth, skip := 0, 0, 0, 0, 0
	inText, blank := false, true // blank: b holds only spaces
	for {
		tok, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, unreadable(Corrupt, "%v", err)
		}
		switch t := tok.(type) {
		case xml.Directive:
			return nil, unreadable(Corrupt, "the text part declares a document type")
		case xml.StartElement:
			if depth++; depth > 1000 {
				return nil, unreadable(Corrupt, "elements nested over 1,000 deep")
			}
			if skip > 0 {
				skip++
				continue
			}
			switch t.Name.Local {
			case "del", "moveFrom", "Fallback", "instrText", "delText":
				skip = 1
			case "p":
				home = page
			case "t":
				inText = true
			case "tab", "cr", "noBreakHyphen":
				b.WriteString(map[string]string{"tab": " ", "cr": " ", "noBreakHyphen": "-"}[t.Name.Local])
				blank = blank && t.Name.Local != "noBreakHyphen"
			case "lastRenderedPageBreak":
				page++
			case "br":
				b.WriteByte(' ')
			}
			for len(texts) <= page && page < l.Pages {
				texts = append(texts, nil)
			}
			if page >= l.Pages {
				return nil, unreadable(TooLarge, "over %d pages", l.Pages)
			}
			if blank {
				home = page
			}
		case xml.EndElement:
			depth--
			if skip > 0 {
				skip--
				continue
			}
			switch t.Name.Local {
			case "t":
				inText = false
			case "p":
				if s := tidy(b.String()); s != "" {
					texts[home] = append(texts[home], s)
				}
				b.Reset()
				blank = true
			}
		case xml.CharData:
			if inText && skip == 0 {
				if total += len(t); int64(total) > l.TextBytes {
					return nil, unreadable(TooLarge, "over %d bytes of text", l.TextBytes)
				}
				b.Write(t)
				blank = blank && len(bytes.TrimSpace(t)) == 0
			}
		}
	}
	pages := make([]Page, len(texts))
	for i, paras := range texts {
		pages[i] = Page{i + 1, strings.Join(paras, "\n")}
	}
	return pages, nil
}

// wordTitle reads the title property; a broken one is no title.
func wordTitle(f *zip.File) string {
	r, err := f.Open()
	if err != nil {
		return ""
	}
	defer r.Close()
	var core struct {
		Title string `xml:"title"`
	}
	if xml.NewDecoder(io.LimitReader(r, 1<<20)).Decode(&core) != nil {
		return ""
	}
	return shorten(core.Title)
}
