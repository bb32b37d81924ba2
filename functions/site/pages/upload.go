package pages

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"earlyhelp/functions/site/browser"
	"earlyhelp/functions/site/desk"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/period"
	"earlyhelp/shared/workbook"
)

// UploadPage is where the file of a return is chosen and sent. With the
// browser's module a list or a return is checked on it first; without, it is
// the plain form.
type UploadPage struct {
	ReturnPage
	Form     UploadForm
	Template string // address of the workbook to fill in
	List     string // address of the list to fill in

	Browser  *browser.Addresses // nil without the module
	DFE      string
	Today    string   // so that an answer does not hang on the browser's clock
	Tool     string   // that a return made on the page says it was made with
	MaxBytes int      // the largest file that is read
	Commands []string // how the command line does the same
	Builds   []Build
}

// An UploadForm is the form that sends the file straight to storage.
type UploadForm struct {
	Action  string
	Fields  []govuk.Link // hidden fields, in order
	File    govuk.FileUpload
	Expires time.Time
}

// A Build is one build of the command line.
type Build struct{ System, File string }

// tool names this page on the Cover of a return that is made on it.
const tool = "earlyhelp website"

// builds are those that infra/release leaves in its folder.
func builds() []Build {
	return []Build{
		{"Windows", "earlyhelp-windows-amd64.exe"},
		{"macOS", "earlyhelp-darwin-arm64"},
		{"macOS on an Intel processor", "earlyhelp-darwin-amd64"},
		{"Linux", "earlyhelp-linux-amd64"},
	}
}

// showUpload shows the form for a return whose file has not come.
func (h *Handler) showUpload(w http.ResponseWriter, r *http.Request, s desk.Seen, about ReturnPage) error {
	up, err := h.desk.Again(r.Context(), s.Submission, h.redirect())
	if err != nil {
		return err
	}
	page := UploadPage{ReturnPage: about, DFE: s.Submission.Area, Today: period.DateOf(h.o.Now()).String(), Tool: tool, MaxBytes: workbook.MaxFileBytes,
		Template: "/returns/new/template?period=" + s.Submission.Period, List: "/returns/new/list?period=" + s.Submission.Period,
		Commands: commands(s.Submission.Area, s.Submission.Period), Builds: builds()}
	page.Form = UploadForm{Action: up.URL, Expires: up.Expires,
		File: govuk.FileUpload{Name: "file", Label: "Choose the return", Accept: ".xlsx", Required: true,
			Hint: fmt.Sprintf("The filled-in workbook for %s: an .xlsx file of at most %d MB. Returns are well under 1 MB.", page.Period, up.MaxBytes>>20)}}
	names := make([]string, 0, len(up.Fields))
	for name := range up.Fields {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		page.Form.Fields = append(page.Form.Fields, govuk.Link{Text: name, Href: up.Fields[name]})
	}
	parts, ok, err := h.browser.Addresses()
	if err != nil { // the plain form does without
		h.o.Log.ErrorContext(r.Context(), "site: browser module", "err", err)
	}
	if ok {
		page.Browser = &parts
		allowModule(w.Header())
	}
	return h.site.Render(w, r, h.pages["upload.gohtml"], govuk.Page{Title: "Send the return for " + page.Period,
		Breadcrumbs: home(toReturns), Active: "/returns", Private: true, Data: page})
}

// allowModule lets a page compile the module and run its worker, and nothing
// more: no other script, and no evaluation of text.
func allowModule(h http.Header) {
	const name = "Content-Security-Policy"
	h.Set(name, strings.Replace(h.Get(name), "script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'", 1))
}
