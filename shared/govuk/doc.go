// Package govuk is the shell that every page stands in: the layout, the
// components of GOV.UK Frontend as templates, the static files, the security
// headers, and the one place where an error becomes a page.
//
// A page is a .gohtml file that defines "content" and may use the components,
// and one exported Go struct that it is given:
//
//	//go:embed templates
//	var files embed.FS
//
//	site, err := govuk.New(&govuk.Options{Service: "Early help"})
//	tmpl, err := site.Parse(files, "templates/area.gohtml")
//	...
//	func (h *Pages) area(w http.ResponseWriter, r *http.Request) error {
//		return h.site.Render(w, r, tmpl, govuk.Page{Title: "Leeds", Data: AreaPage{...}})
//	}
//	mux.Handle("GET /areas/{code}", site.Handle(h.area))
//
// Templates in a page file are given its Data as dot. The components are named
// templates, each taking the struct of the same name in this package:
//
//	{{template "table" .Figures}}         Table
//	{{template "summary-list" .Facts}}    SummaryList
//	{{template "tag" .State}}             Tag
//	{{template "inset" "text"}}           string or template.HTML
//	{{template "warning" "text"}}         string
//	{{template "details" .Method}}        Details
//	{{template "button" .Send}}           Button
//	{{template "banner" .Done}}           Banner
//	{{template "pagination" .Pages}}      Pagination
//	{{template "input" .Query}}           Input
//	{{template "select" .Area}}           Select
//	{{template "radios" .Period}}         Radios
//	{{template "file-upload" .File}}      FileUpload
//
// The error summary, breadcrumbs and notice are the layout's business: give
// them in Page. A template chooses nothing that a Go test cannot see.
//
// The content security policy allows no inline script and no style attribute:
// charts use presentation attributes (fill="#123") and the classes of
// static/earlyhelp.css.
//
// The files under static/ named govuk-frontend are GOV.UK Frontend, MIT, as
// static/LICENSE.txt says. This is not a GOV.UK site: it has its own name and
// mark, and neither the crown, the arms nor the GDS Transport font.
package govuk
