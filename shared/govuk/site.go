package govuk

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"path"

	"earlyhelp/shared/account"
)

//go:embed templates
var templateFiles embed.FS

// Options says what differs between one deployment's shell and another's. Nil
// and zero fields have the defaults given.
type Options struct {
	// Service is the name in the header and in every title. Default: "Early
	// help benchmarks and learning".
	Service string
	// Notice is shown at the top of every page, such as that figures are made
	// up; NoticeTag is the word before it. Empty: no notice.
	Notice    string
	NoticeTag string
	// Nav returns the service navigation for a person.
	Nav func(account.Person) []Link
	// Footer is the list of links at the foot of every page, and Licences the
	// attributions beside it.
	Footer   []Link
	Licences []Link
	// FormOrigins are the origins, beside our own, that a form may be sent or
	// redirected to: the upload bucket's and the identity provider's.
	FormOrigins []string
	// Bare leaves the sign-in link and the foot of the page out, for pages that
	// stand outside the site.
	Bare bool
	// Secure is set where the site is served over https: it turns on strict
	// transport security.
	Secure bool
	// Log is told of every request that ends in an error of ours. Default:
	// nothing is logged.
	Log *slog.Logger
	// Reference makes the reference shown on a problem page and logged with
	// its error. Default: no reference.
	Reference func() string
}

// A Site holds the parsed layout and components and the static files. It is
// safe for use by many goroutines.
type Site struct {
	o      Options
	base   *template.Template
	oops   *Template
	static *static
	policy string
}

// New parses the layout and components. An error is a programmer's.
func New(o *Options) (*Site, error) {
	s := &Site{}
	if o != nil {
		s.o = *o
	}
	if s.o.Service == "" {
		s.o.Service = "Early help benchmarks and learning"
	}
	if s.o.NoticeTag == "" {
		s.o.NoticeTag = "Note"
	}
	if s.o.Nav == nil {
		s.o.Nav = func(account.Person) []Link { return nil }
	}
	if s.o.Log == nil {
		s.o.Log = slog.New(slog.DiscardHandler)
	}
	if s.o.Reference == nil {
		s.o.Reference = func() string { return "" }
	}
	var err error
	if s.static, err = newStatic(); err != nil {
		return nil, fmt.Errorf("load static files: %w", err)
	}
	s.base, err = template.New("govuk").Option("missingkey=error").Funcs(s.funcs()).
		ParseFS(templateFiles, "templates/*.gohtml", "templates/component/*.gohtml")
	if err != nil {
		return nil, fmt.Errorf("parse layout: %w", err)
	}
	if s.oops, err = s.Parse(templateFiles, "templates/page/problem.gohtml"); err != nil {
		return nil, err
	}
	s.policy = contentPolicy(s.o.FormOrigins)
	return s, nil
}

// A Template is one page's template, with the layout and components in reach.
type Template struct {
	name string
	set  *template.Template
}

// Parse returns the template of one page: its own clone of the layout and
// components with the given files of fsys parsed over them. One of the files
// must define "content"; "head" (further elements of the head) and "before"
// (between breadcrumbs and main) may be defined too.
func (s *Site) Parse(fsys fs.FS, files ...string) (*Template, error) {
	set, err := s.base.Clone()
	if err != nil {
		return nil, fmt.Errorf("clone layout: %w", err)
	}
	if set, err = set.ParseFS(fsys, files...); err != nil {
		return nil, fmt.Errorf("parse page %v: %w", files, err)
	}
	if set.Lookup("content") == nil {
		return nil, fmt.Errorf("parse page %v: no %q is defined", files, "content")
	}
	return &Template{name: path.Base(files[0]), set: set}, nil
}

// MustParse is Parse for templates that are embedded: it panics on the error
// that only a programmer can have made.
func (s *Site) MustParse(fsys fs.FS, files ...string) *Template {
	t, err := s.Parse(fsys, files...)
	if err != nil {
		panic(err)
	}
	return t
}

// Static serves the embedded CSS, JavaScript and icon. Mount it at
// "GET /static/".
func (s *Site) Static() http.Handler { return s.static }

func (t *Template) execute(v view) ([]byte, error) {
	var b bytes.Buffer
	if err := t.set.ExecuteTemplate(&b, "layout", v); err != nil {
		return nil, fmt.Errorf("render %s: %w", t.name, err)
	}
	return b.Bytes(), nil
}
