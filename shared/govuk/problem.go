package govuk

import (
	"errors"
	"net/http"
	"strings"
)

// A Problem is an error that a person can do something about, as the page
// that tells them. It is an error, so that a handler returns it.
type Problem struct {
	Status  int      // HTTP status
	Title   string   // the heading: "Page not found"
	Message []string // paragraphs, plain English, what to do
	Links   []Link   // where to go from here
}

// Error returns the title.
func (p *Problem) Error() string { return strings.ToLower(p.Title) }

// NotFound is the answer for what does not exist and, so as not to say which,
// for what exists but is none of the person's business.
func NotFound() *Problem {
	return &Problem{Status: http.StatusNotFound, Title: "Page not found", Message: []string{
		"If you typed the web address, check it is correct.",
		"If you pasted the web address, check you copied all of it.",
		"If you followed a link to a return, sign in with the account of the area it belongs to.",
	}}
}

// Forbidden is the answer to somebody whose role may not do this at all.
func Forbidden(what string) *Problem {
	return &Problem{Status: http.StatusForbidden, Title: "You cannot do this with your account", Message: []string{what}}
}

// BadRequest is the answer to a request that no page of ours makes.
func BadRequest(what string) *Problem {
	return &Problem{Status: http.StatusBadRequest, Title: "There is a problem with this request", Message: []string{what}}
}

// problemPage is what the problem template is given.
type problemPage struct {
	Heading   string
	Message   []string
	Links     []Link
	Reference string
}

// A HandlerFunc answers a request or returns why it could not, having written
// nothing.
type HandlerFunc func(w http.ResponseWriter, r *http.Request) error

// Handle turns fn into a handler: a *Problem becomes its page; any other error
// is logged once, here, and becomes the page that says sorry, with a reference
// that finds the log line.
func (s *Site) Handle(fn HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.Headers(w.Header())
		if err := fn(w, r); err != nil {
			s.Fail(w, r, err)
		}
	})
}

// Fail writes the page for err, as Handle does.
func (s *Site) Fail(w http.ResponseWriter, r *http.Request, err error) {
	var p *Problem
	page := problemPage{}
	if !errors.As(err, &p) {
		if r.Context().Err() != nil { // the person went away before the answer
			return
		}
		page.Reference = s.o.Reference()
		s.o.Log.ErrorContext(r.Context(), "site: request", "method", r.Method, "path", r.URL.Path, "ref", page.Reference, "err", err)
		p = &Problem{Status: http.StatusInternalServerError, Title: "Sorry, there is a problem with the service", Message: []string{
			"Try again in a few minutes. Nothing you sent before has been lost.",
		}}
	}
	page.Heading, page.Message, page.Links = p.Title, p.Message, p.Links
	if len(page.Links) == 0 {
		page.Links = []Link{{Text: "Go to the start page", Href: "/"}}
	}
	status := p.Status
	if status == 0 {
		status = http.StatusInternalServerError
	}
	if err := s.Render(w, r, s.oops, Page{Title: p.Title, Status: status, Data: page}); err != nil {
		s.o.Log.ErrorContext(r.Context(), "site: problem page", "err", err)
		http.Error(w, p.Title, status)
	}
}
