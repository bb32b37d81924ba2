// Package reviews holds the twelve case reviews of the demonstration, written
// for it, and makes a PDF of each. No child, family or professional in them
// exists, and every page says so.
package reviews

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"time"

	"github.com/go-pdf/fpdf"
)

//go:embed text/*.txt
var files embed.FS

// Mark is printed at the head of every page.
const Mark = "Invented for demonstration: no person in this review exists"

// A Review is an invented case review.
type Review struct {
	Name      string // file name without its ending
	Title     string
	Year      int
	Kind      string // lcspr, scr or thematic
	Publisher string
	Sections  []Section
}

// A Section is a heading and its paragraphs.
type Section struct {
	Heading    string
	Paragraphs []string
}

// All returns the reviews in the order of their file names.
func All() ([]Review, error) {
	names, err := fs.Glob(files, "text/*.txt")
	if err != nil {
		return nil, err
	}
	var all []Review
	for _, name := range names {
		body, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		r, err := parse(string(body))
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		r.Name = strings.TrimSuffix(strings.TrimPrefix(name, "text/"), ".txt")
		all = append(all, r)
	}
	return all, nil
}

// parse reads lines "Field: value", then sections that begin with "# " and
// have one paragraph a line.
func parse(text string) (Review, error) {
	var r Review
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		heading, isHeading := strings.CutPrefix(line, "# ")
		switch {
		case line == "":
		case isHeading:
			r.Sections = append(r.Sections, Section{Heading: heading})
		case len(r.Sections) > 0:
			s := &r.Sections[len(r.Sections)-1]
			s.Paragraphs = append(s.Paragraphs, line)
		default:
			field, value, ok := strings.Cut(line, ": ")
			if !ok {
				return r, fmt.Errorf("line %d: want a field and its value", i+1)
			}
			switch field {
			case "Title":
				r.Title = value
			case "Year":
				year, err := strconv.Atoi(value)
				if err != nil {
					return r, fmt.Errorf("line %d: %w", i+1, err)
				}
				r.Year = year
			case "Kind":
				r.Kind = value
			case "Publisher":
				r.Publisher = value
			default:
				return r, fmt.Errorf("line %d: unknown field %q", i+1, field)
			}
		}
	}
	if r.Title == "" || r.Year == 0 || r.Kind == "" || len(r.Sections) == 0 {
		return r, fmt.Errorf("title, year, kind or text is missing")
	}
	return r, nil
}

// PDF sets the review on A4 pages. The same review gives the same bytes.
func (r Review) PDF() ([]byte, error) {
	p := fpdf.New("P", "mm", "A4", "")
	fixed := time.Date(r.Year, 1, 1, 0, 0, 0, 0, time.UTC)
	p.SetCreationDate(fixed)
	p.SetModificationDate(fixed)
	p.SetCatalogSort(true)
	p.SetTitle(r.Title, true)
	tr := p.UnicodeTranslatorFromDescriptor("")
	p.SetMargins(25, 25, 25)
	p.SetAutoPageBreak(true, 25)
	p.SetHeaderFunc(func() {
		p.SetFont("Helvetica", "I", 9)
		p.CellFormat(0, 6, tr(Mark), "", 1, "L", false, 0, "")
		p.Ln(4)
	})
	p.SetFooterFunc(func() {
		p.SetY(-18)
		p.SetFont("Helvetica", "", 9)
		p.CellFormat(0, 6, strconv.Itoa(p.PageNo()), "", 0, "C", false, 0, "")
	})
	p.AddPage()
	p.SetFont("Helvetica", "B", 20)
	p.MultiCell(0, 9, tr(r.Title), "", "L", false)
	p.SetFont("Helvetica", "", 11)
	p.MultiCell(0, 8, tr(fmt.Sprintf("%s, %d", r.Publisher, r.Year)), "", "L", false)
	for _, s := range r.Sections {
		if s.Heading == "Findings" {
			p.AddPage()
		}
		p.Ln(4)
		p.SetFont("Helvetica", "B", 14)
		p.MultiCell(0, 7, tr(s.Heading), "", "L", false)
		p.SetFont("Helvetica", "", 11.5)
		for _, text := range s.Paragraphs {
			p.Ln(1.5)
			p.MultiCell(0, 6, tr(text), "", "L", false)
		}
	}
	var out bytes.Buffer
	if err := p.Output(&out); err != nil {
		return nil, fmt.Errorf("set %s: %w", r.Name, err)
	}
	return out.Bytes(), nil
}
