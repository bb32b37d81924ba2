package figures

import (
	"net/url"
	"strings"

	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/indicator"
)

// A Take is what can be taken away from a page: files, the address for
// programs, and how to cite it. All name the publication, so that they say the
// same for good.
type Take struct {
	Files []govuk.Link
	API   string // address for programs
	Cite  string // a reference in words
	Link  string // the pinned address of the page
}

// takeIndicator is what can be taken from an indicator's page.
func (p *Pages) takeIndicator(a benchmark.Answer, d indicator.Definition, c choices, periodWords string, pictures []govuk.Link) Take {
	pinned := c
	pinned.version, pinned.sort = a.Version, ""
	api := pinned.href("/api/v1/benchmarks/" + d.ID)
	t := Take{API: api, Link: p.o.BaseURL + pinned.href("/benchmarks/"+d.ID)}
	t.Files = append([]govuk.Link{
		{Text: "The figures as CSV", Href: pinned.href("/api/v1/benchmarks/" + d.ID + ".csv")},
		{Text: "The figures as an Excel workbook", Href: pinned.href("/api/v1/benchmarks/" + d.ID + ".xlsx")},
	}, pictures...)
	t.Cite = cite(d.Title, periodWords, a.Version, string(a.View))
	return t
}

// takeSplit is what can be taken from a breakdown's page.
func (p *Pages) takeSplit(version string, d indicator.Definition, c choices, periodWords, title string) Take {
	pinned := c
	pinned.version, pinned.sort = version, ""
	return Take{API: pinned.href("/api/v1/benchmarks/" + d.ID), Link: p.o.BaseURL + pinned.href("/benchmarks/"+d.ID), Cite: cite(title, periodWords, version, c.view)}
}

// cite writes a reference.
func cite(title, periodWords, version, view string) string {
	out := "Early help benchmarks and learning, “" + title + "”"
	if periodWords != "" {
		out += ", " + periodWords
	}
	if version != "" {
		out += ", publication " + version
	}
	if view == string(benchmark.Full) {
		out += " (full view, not for publication)"
	}
	return out
}

// pictureLinks returns the links to a chart as SVG and PNG.
func pictureLinks(what, path, name string, c choices, version string) []govuk.Link {
	c.version, c.sort = version, ""
	return []govuk.Link{{Text: what + " as SVG", Href: c.href(path + "/" + name + ".svg")}, {Text: what + " as PNG", Href: c.href(path + "/" + name + ".png")}}
}

// trendAddress is the API's address of a series.
func trendAddress(id, dfe string, c choices, version, ext string) string {
	v := url.Values{"area": {dfe}, "version": {version}}
	if c.view != "" {
		v.Set("view", c.view)
	}
	if c.breakdown != "" && c.category != "" {
		v.Set("breakdown", c.breakdown)
		v.Set("category", c.category)
	}
	return "/api/v1/trends/" + id + ext + "?" + strings.ReplaceAll(v.Encode(), "%2C", ",")
}
