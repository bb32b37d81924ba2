package e2e

import (
	"bytes"
	"image"
	"image/png"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/go-pdf/fpdf"
)

// TestAddReview is a librarian who adds reviews, good and bad, one after the
// other without waiting. Those that cannot be read say why and hold up none of
// the others; the good one can be searched, and its evidence has its page.
func TestAddReview(t *testing.T) {
	librarian := signIn(t, "demo-librarian")
	const gap = "The quokkaline service did not share information with the school."
	good := pdf(t, nil, "The child was known to many.", gap)
	endless := pdf(t, func(p *fpdf.Fpdf) { p.SetCompression(false) }, "ENDLESS TEXT STANDS HERE")
	at := bytes.Index(endless, []byte("(ENDLESS"))
	end := bytes.Index(endless[max(at, 0):], []byte("endstream"))
	if at < 0 || end < 0 {
		t.Fatal("the PDF is made in another way now")
	}
	copy(endless[at:], append([]byte("<AB"), bytes.Repeat([]byte(" "), end-4)...))
	sent := []struct {
		title string
		file  []byte
		says  string // of why it cannot be read
	}{
		{"Endless", endless, "took too long"},
		{"Damaged", []byte("%PDF-1.4\nthe rest is missing"), "damaged"},
		{"Locked", pdf(t, func(p *fpdf.Fpdf) { p.SetProtection(0, "secret", "owner") }, "Nobody reads this."), "password"},
		{"Not a review", []byte("\x89PNG\r\n\x1a\n a picture"), "not a PDF"},
		{"Only pictures", pdf(t, nil, ""), "pictures of pages and no text"},
		{"Nothing", nil, ""},
		{"Quokkaline", good, ""},
	}
	pages := make([]page, len(sent))
	for i, s := range sent {
		at := librarian.get(t, "/library/upload")
		at = librarian.submit(t, at.form(t, "title"), url.Values{"title": {s.title}, "year": {"2024"}, "kind": {"lcspr"}, "format": {"pdf"}})
		pages[i] = librarian.upload(t, at.form(t, "file"), s.title+".pdf", s.file)
		if at := pages[i]; at.status != http.StatusOK || !strings.HasPrefix(at.path(), "/library/uploads/") {
			t.Fatalf("%s: after the upload the browser is at %s with status %d", s.title, at.url, at.status)
		}
	}
	for i, s := range sent {
		at := pages[i]
		eventually(t, s.title+" is read", func() bool {
			if at.header.Get("Refresh") == "" {
				return true
			}
			at = librarian.get(t, at.path())
			return false
		})
		want := "The review could not be read"
		if s.title == "Quokkaline" {
			want = "The review is in the library"
		}
		if at.heading() != want || !strings.Contains(at.text(), s.says) {
			t.Errorf("%s: %q: %s", s.title, at.heading(), at.text())
		}
	}
	found := anyone(t).get(t, "/library?q=quokkaline")
	if n := len(found.all("article", "", "")); n != 1 || len(found.all("mark", "", "")) == 0 {
		t.Fatalf("a search for quokkaline finds %d reviews: %s", n, found.text())
	}
	review := found.get(t, anyone(t), "Quokkaline")
	quoted(t, review)
	for _, q := range review.all("blockquote", "", "") {
		if text := words(q); strings.Contains(text, gap) && strings.Contains(text, "page 2") {
			return
		}
	}
	t.Errorf("the review's page does not quote %q of page 2: %s", gap, review.text())
}

// TestAddReviewRefused is everybody else, and a librarian who forgets.
func TestAddReviewRefused(t *testing.T) {
	for _, persona := range []string{"demo-officer-383", "demo-inspector", "demo-practitioner", "demo-national"} {
		p := signIn(t, persona)
		if at := p.get(t, "/library/upload"); at.status != http.StatusForbidden {
			t.Errorf("%s at /library/upload: %d", persona, at.status)
		}
		at := p.send(t, "POST", "/library/upload", strings.NewReader("title=x&year=2024&kind=lcspr&format=pdf"),
			http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Sec-Fetch-Site": {"same-origin"}})
		if at.status != http.StatusForbidden {
			t.Errorf("%s adds a review: %d", persona, at.status)
		}
	}
	librarian := signIn(t, "demo-librarian")
	form := librarian.get(t, "/library/upload").form(t, "title")
	at := librarian.submit(t, form, url.Values{"title": {""}, "year": {"soon"}, "kind": {"novel"}, "format": {"exe"}})
	if at.status != http.StatusUnprocessableEntity {
		t.Errorf("an empty form: %d", at.status)
	}
	for _, field := range []string{"title", "year", "kind", "format"} {
		if len(at.all("a", "href", "#"+field)) != 1 {
			t.Errorf("the summary does not lead to %s: %s", field, at.text())
		}
	}
}

// pdf makes a document with a page for each text; one of "" is the picture of
// a page.
func pdf(t *testing.T, how func(*fpdf.Fpdf), pages ...string) []byte {
	t.Helper()
	p := fpdf.New("P", "mm", "A4", "")
	if how != nil {
		how(p)
	}
	p.SetFont("Helvetica", "", 12)
	for _, text := range pages {
		p.AddPage()
		if text != "" {
			p.MultiCell(0, 6, text, "", "L", false)
		} else {
			var scan bytes.Buffer
			if err := png.Encode(&scan, image.NewGray(image.Rect(0, 0, 400, 600))); err != nil {
				t.Fatal(err)
			}
			o := fpdf.ImageOptions{ImageType: "png"}
			p.RegisterImageOptionsReader("scan", o, &scan)
			p.ImageOptions("scan", 0, 0, 210, 297, false, o, 0, "")
		}
	}
	var out bytes.Buffer
	if err := p.Output(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
