package pages

import (
	"net/http"

	"earlyhelp/functions/site/desk"
	"earlyhelp/shared/area"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/indicator"
)

// AboutPage says how the figures are made and what they stand on.
type AboutPage struct {
	Attributions []area.Attribution
	HexLicence   string
	Computed     []indicator.Definition // indicators worked out today
	Described    int                    // indicators described in all
	MaxMB        int                    // the largest return
	Symbols      govuk.Table
}

// about answers "/about".
func (h *Handler) about(w http.ResponseWriter, r *http.Request) error {
	cat := indicator.All()
	page := AboutPage{Attributions: area.Attributions(), HexLicence: area.HexLicence(), Computed: cat.Computed(), Described: len(cat.List()), MaxMB: desk.MaxBytes >> 20,
		Symbols: govuk.Table{Caption: "Symbols in place of a number", RowHeaders: true, Head: []govuk.Cell{{Text: "Symbol"}, {Text: "Meaning"}}, Rows: [][]govuk.Cell{
			{{Text: "[c]"}, {Text: "Withheld to protect confidentiality: a count of 1 to 5, or a figure from which one could be worked out."}},
			{{Text: "[x]"}, {Text: "Not available: the area did not return it, or could not say."}},
			{{Text: "[z]"}, {Text: "Not applicable: there is nothing to count or divide by."}},
			{{Text: "[low]"}, {Text: "More than nothing, but rounds to nothing."}},
			{{Text: "0"}, {Text: "None. A true zero is a figure like any other."}},
		}}}
	return h.site.Render(w, r, h.pages["about.gohtml"], govuk.Page{Title: "About the figures", Breadcrumbs: home(), Data: page,
		Description: "Where the figures come from, how they are worked out, how people are protected, and the licences."})
}

// plain answers with a page that is the same for everybody.
func (h *Handler) plain(file, title string) govuk.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		return h.site.Render(w, r, h.pages[file], govuk.Page{Title: title, Breadcrumbs: home()})
	}
}
