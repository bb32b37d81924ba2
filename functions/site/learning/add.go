package learning

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"

	"earlyhelp/learning/theme"
	"earlyhelp/shared/account"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/ledger"
)

// Limits of a review that is sent. The largest published reviews with pictures
// are some 15 MB; a title longer than 200 characters is a paragraph.
const (
	maxReviewBytes = 50 << 20
	maxTitle       = 200
	firstYear      = 1945 // the inquiry into the death of Dennis O'Neill, the first of its kind
	uploadTime     = time.Hour
)

// formats are the kinds of file that can be read, by what they are called.
var formats = []govuk.Choice{
	{Value: "pdf", Text: "PDF"}, {Value: "docx", Text: "Word document (.docx)"},
	{Value: "html", Text: "Web page (.html)"}, {Value: "txt", Text: "Plain text (.txt)"},
}

var kinds = []string{"lcspr", "scr", "thematic"}

// AddPage asks what a review is before it is sent.
type AddPage struct {
	Shell
	Title     govuk.Input
	Year      govuk.Input
	Publisher govuk.Input
	Kind      govuk.Radios
	Format    govuk.Radios
	Next      govuk.Button
	Waiting   []govuk.Link // reviews that have been sent and not read yet
}

// SendPage is the form that sends the file straight to storage.
type SendPage struct {
	Shell
	Title  string
	URL    string
	Fields []Hidden
	File   govuk.FileUpload
	Send   govuk.Button
	Limit  string
}

// AddedPage says what became of a review that was sent.
type AddedPage struct {
	Shell
	Title    string
	State    string // waiting, reading, read, problem
	Problem  string
	Themes   string
	Href     string
	InDoubt  bool // waiting for longer than it takes
	SendHref string
}

func (p *Pages) guard(r *http.Request) (account.Person, error) {
	person := account.FromContext(r.Context())
	if !account.Allowed(person, account.AddReview, "") {
		return person, govuk.Forbidden("Reviews are added by the library's own team. Sign in as a librarian to add one.")
	}
	if p.o.Ledger == nil || p.o.Presign == nil {
		return person, errors.New("learning: no ledger or storage to add reviews to")
	}
	return person, nil
}

func (p *Pages) serveAdd(w http.ResponseWriter, r *http.Request) error {
	if _, err := p.guard(r); err != nil {
		return err
	}
	return p.renderAdd(w, r, ledger.ReviewMeta{}, "", "pdf", nil)
}

func (p *Pages) renderAdd(w http.ResponseWriter, r *http.Request, m ledger.ReviewMeta, year, format string, errs []govuk.FieldError) error {
	said := func(field string) string {
		for _, e := range errs {
			if e.Field == field {
				return e.Message
			}
		}
		return ""
	}
	page := AddPage{
		Shell:     p.shell(),
		Title:     govuk.Input{Name: "title", Label: "Title of the review", Hint: "As printed on its cover. Leave out names of children.", Value: m.Title, Error: said("title")},
		Year:      govuk.Input{Name: "year", Label: "Year of publication", Value: year, Width: "govuk-input--width-4", Error: said("year")},
		Publisher: govuk.Input{Name: "publisher", Label: "Published by (optional)", Hint: "Such as a safeguarding partnership.", Value: m.Publisher, Error: said("publisher")},
		Kind:      govuk.Radios{Name: "kind", Legend: "Kind of review", LegendSize: "s", Error: said("kind")},
		Format:    govuk.Radios{Name: "format", Legend: "Kind of file", LegendSize: "s", Error: said("format")},
		Next:      govuk.Button{Text: "Continue", Once: true},
	}
	for _, k := range kinds {
		page.Kind.Choices = append(page.Kind.Choices, govuk.Choice{Value: k, Text: KindWords(k), Selected: k == m.Kind})
	}
	for _, f := range formats {
		f.Selected = f.Value == format
		page.Format.Choices = append(page.Format.Choices, f)
	}
	waiting, err := p.waiting(r)
	if err != nil {
		return err
	}
	page.Waiting = waiting
	status := http.StatusOK
	if len(errs) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return p.o.Site.Render(w, r, p.add, govuk.Page{Title: "Add a review", Active: "/library", Private: true, Status: status, Errors: errs,
		Breadcrumbs: []govuk.Link{{Text: "Home", Href: "/"}, {Text: "Library", Href: "/library"}}, Data: page})
}

// waiting lists the reviews that were described and are not read yet, the
// newest first.
func (p *Pages) waiting(r *http.Request) ([]govuk.Link, error) {
	metas, err := p.o.Ledger.ReviewMetas(r.Context())
	if err != nil {
		return nil, err
	}
	mined, err := p.o.Ledger.MinedKeys(r.Context())
	if err != nil {
		return nil, err
	}
	done := map[string]bool{}
	for _, key := range mined {
		if id, ok := ledger.ParseReviewMinedKey(key); ok {
			done[id] = true
		}
	}
	var out []govuk.Link
	for _, m := range slices.Backward(metas) {
		if !done[m.ID] {
			out = append(out, govuk.Link{Text: m.Title, Href: "/library/uploads/" + m.ID})
		}
	}
	return out[:min(20, len(out))], nil
}

func (p *Pages) serveAddPost(w http.ResponseWriter, r *http.Request) error {
	person, err := p.guard(r)
	if err != nil {
		return err
	}
	r.Body = http.MaxBytesReader(w, r.Body, 16<<10) // five short fields
	if err := r.ParseForm(); err != nil {
		return govuk.BadRequest("The form was too long or was cut off. Go back and try again.")
	}
	now := p.o.Now()
	m := ledger.ReviewMeta{
		Title: strings.Join(strings.Fields(r.PostForm.Get("title")), " "), Publisher: strings.Join(strings.Fields(r.PostForm.Get("publisher")), " "),
		Kind: r.PostForm.Get("kind"), By: person, At: now.UTC().Truncate(time.Second),
	}
	year, format := strings.TrimSpace(r.PostForm.Get("year")), r.PostForm.Get("format")
	var errs []govuk.FieldError
	bad := func(field, message string) { errs = append(errs, govuk.FieldError{Field: field, Message: message}) }
	switch n := len([]rune(m.Title)); {
	case n == 0:
		bad("title", "Enter the title of the review")
	case n > maxTitle:
		bad("title", fmt.Sprintf("Title must be %d characters or fewer", maxTitle))
	}
	if y, err := strconv.Atoi(year); err != nil || y < firstYear || y > now.Year() {
		bad("year", fmt.Sprintf("Enter the year of publication, from %d to %d", firstYear, now.Year()))
	} else {
		m.Year = y
	}
	if len([]rune(m.Publisher)) > maxTitle {
		bad("publisher", fmt.Sprintf("Publisher must be %d characters or fewer", maxTitle))
	}
	if !slices.Contains(kinds, m.Kind) {
		bad("kind", "Choose the kind of review")
	}
	if !slices.ContainsFunc(formats, func(c govuk.Choice) bool { return c.Value == format }) {
		bad("format", "Choose the kind of file")
	}
	if len(errs) > 0 {
		return p.renderAdd(w, r, m, year, format, errs)
	}
	id, err := ulid.New(ulid.Timestamp(now), p.o.Entropy)
	if err != nil {
		return fmt.Errorf("make review ID: %w", err)
	}
	m.ID, m.FileName = id.String(), "review."+format
	if err := p.o.Ledger.AddReview(r.Context(), m); err != nil {
		return err
	}
	http.Redirect(w, r, "/library/uploads/"+m.ID+"?send=1", http.StatusSeeOther)
	return nil
}

// serveAdded shows, for a review that was described, the form to send its
// file with (?send=1), or what became of it.
func (p *Pages) serveAdded(w http.ResponseWriter, r *http.Request) error {
	if _, err := p.guard(r); err != nil {
		return err
	}
	id := r.PathValue("id")
	if !ledger.ValidID(id) {
		return govuk.NotFound()
	}
	m, err := p.o.Ledger.ReviewMeta(r.Context(), id)
	if errors.Is(err, ledger.ErrNotFound) {
		return govuk.NotFound()
	}
	if err != nil {
		return err
	}
	body, err := p.o.Ledger.Mined(r.Context(), id)
	switch {
	case errors.Is(err, ledger.ErrNotFound) && r.URL.Query().Get("send") != "":
		return p.renderSend(w, r, m)
	case err != nil && !errors.Is(err, ledger.ErrNotFound):
		return err
	}
	page := AddedPage{Shell: p.shell(), Title: m.Title, State: "waiting", SendHref: "/library/uploads/" + id + "?send=1"}
	refresh := 3
	if err == nil {
		var mined theme.Review
		if err := json.Unmarshal(body, &mined); err != nil {
			return fmt.Errorf("read mined review %s: %w", id, err)
		}
		e, err := p.o.Source.Edition(r.Context())
		if err != nil {
			return err
		}
		defer e.Release()
		_, listed := e.Reviews.Find(id)
		page.Problem, page.Themes, page.Href = mined.Problem, count(len(mined.Themes), "theme", "themes"), "/reviews/"+id
		switch {
		case mined.Problem != "":
			page.State, refresh = "problem", 0
		case listed:
			page.State, refresh = "read", 0
		default:
			page.State = "reading"
		}
	} else if p.o.Now().Sub(m.At) > 5*time.Minute {
		// Reading takes seconds. After five minutes the file was most likely
		// never sent; asking the browser to ask again for ever helps nobody.
		page.InDoubt, refresh = true, 0
	}
	return p.o.Site.Render(w, r, p.added, govuk.Page{Title: m.Title, Active: "/library", Private: true, Refresh: refresh,
		Breadcrumbs: []govuk.Link{{Text: "Home", Href: "/"}, {Text: "Library", Href: "/library"}, {Text: "Add a review", Href: "/library/upload"}}, Data: page})
}

func (p *Pages) renderSend(w http.ResponseWriter, r *http.Request, m ledger.ReviewMeta) error {
	ext := strings.TrimPrefix(m.FileName, "review.")
	post, err := p.o.Presign.PresignPost(r.Context(), ledger.IncomingReviewKey(m.ID, ext), maxReviewBytes, uploadTime, p.o.BaseURL+"/library/uploads/"+m.ID)
	if err != nil {
		return fmt.Errorf("presign upload of review %s: %w", m.ID, err)
	}
	page := SendPage{Shell: p.shell(), Title: m.Title, URL: post.URL, Limit: strconv.Itoa(maxReviewBytes>>20) + " MB",
		File: govuk.FileUpload{Name: "file", Label: "Choose the file", Accept: "." + ext, Required: true},
		Send: govuk.Button{Text: "Send the review", Once: true}}
	for k, v := range post.Fields {
		page.Fields = append(page.Fields, Hidden{k, v})
	}
	slices.SortFunc(page.Fields, func(a, b Hidden) int { return strings.Compare(a.Name, b.Name) })
	return p.o.Site.Render(w, r, p.send, govuk.Page{Title: "Send the review", Active: "/library", Private: true,
		Breadcrumbs: []govuk.Link{{Text: "Home", Href: "/"}, {Text: "Library", Href: "/library"}, {Text: "Add a review", Href: "/library/upload"}}, Data: page})
}
