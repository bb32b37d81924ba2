package provenance

import (
	"fmt"
	"html/template"
	"net/url"
	"strconv"
	"strings"

	"earlyhelp/functions/site/national"
	"earlyhelp/shared/account"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/provenance"
)

// FigurePage is one figure with where it comes from.
type FigurePage struct {
	Sheet         string
	Address       string
	Heading       string // Leeds: re-referred within 12 months
	Period        string
	Part          string // sex: Female; "" where not split
	Shown         string
	Marks         string // what stands beside the number, in words
	Story         []string
	Demonstration bool
	Older         string // that this is an earlier publication
	Public        string // what the public sees, in the full view
	Steps         []Step
	Verdict       govuk.Tag
	VerdictWords  string
	Worked        govuk.Table
	Areas         govuk.Table
	AreasWords    string
	Withheld      string
	View          ViewSwitch
	Links         []govuk.Link
}

// A Step is one link of the chain, the earliest first.
type Step struct {
	Title  string
	When   string
	Words  []string
	Facts  govuk.SummaryList
	Tables []govuk.Table
	Links  []govuk.Link
}

// A ViewSwitch says which view the page shows, and leads to the other.
type ViewSwitch struct {
	Full  bool
	Words string
	Other *govuk.Link
}

func (p *Pages) page(c *provenance.Chain, e *national.Edition, person account.Person, a provenance.Address, v url.Values) FigurePage {
	page := FigurePage{Sheet: p.sheet.URL(), Address: c.Figure, Heading: c.Name + ": " + lowerFirst(c.Title), Period: c.PeriodWords, Part: c.PartWords,
		Shown: c.Published.Shown, Marks: markWords(c.Published.Marks), Story: c.Story, Demonstration: c.Demonstration, Withheld: c.Withheld}
	if c.Demonstration { // the page says so at its head
		page.Story = c.Story[:len(c.Story)-1]
	}
	if e.Older {
		page.Older = "This is publication " + c.Version + ", which is no longer in force."
	}
	if c.Public != nil && (c.Public.Shown != c.Published.Shown || c.Public.Numerator != c.Published.Numerator || c.Public.Denominator != c.Published.Denominator) {
		page.Public = publicWords(c.Public)
	}
	page.Steps = p.steps(c)
	page.verdict(c)
	page.Worked = worked(c)
	page.areas(c)
	page.view(c, e, person, a, v)
	page.Links = links(c, a, v)
	return page
}

// publicWords says what the public sees of a figure.
func publicWords(f *provenance.Figure) string {
	if !f.Value.OK {
		return strings.TrimSpace("The public sees " + f.Shown + ". " + f.Reason)
	}
	return fmt.Sprintf("The public sees %s, from %s of %s.", f.Shown, count(f.Numerator), count(f.Denominator))
}

// count writes a count: a whole one with commas, whole-time equivalents with
// one decimal.
func count(n benchmark.Number) string {
	if !n.OK {
		return ""
	}
	whole := int(n.Value)
	if float64(whole) == n.Value {
		return govuk.Number(whole)
	}
	return strconv.FormatFloat(n.Value, 'f', 1, 64)
}

// markWords says what the marks beside a number mean.
func markWords(marks []benchmark.Symbol) string {
	var all []string
	for _, m := range marks {
		word := map[benchmark.Symbol]string{benchmark.Revised: "revised", benchmark.LowReliability: "of low reliability", benchmark.Estimated: "estimated",
			benchmark.Provisional: "provisional", benchmark.Break: "a break in the series"}[m]
		all = append(all, strings.TrimSpace("["+string(m)+"] "+word))
	}
	return strings.Join(all, ", ")
}

func (page *FigurePage) verdict(c *provenance.Chain) {
	page.VerdictWords = c.Recomputed.Words
	switch c.Recomputed.Verdict {
	case provenance.Equal:
		page.Verdict = govuk.Tag{Text: "Equal", Colour: "green"}
	case provenance.Differs:
		page.Verdict = govuk.Tag{Text: "Not equal", Colour: "red"}
	default:
		page.Verdict = govuk.Tag{Text: "Nothing to compare", Colour: "grey"}
	}
}

// worked lays the lines of the recomputation out as a table.
func worked(c *provenance.Chain) govuk.Table {
	t := govuk.Table{Caption: "The figure worked out again", HideCaption: true, RowHeaders: true, Stack: true, Class: "pv-worked",
		Head: []govuk.Cell{{Text: "What"}, {Text: "How, and with which numbers"}, {Text: "Gives"}, {Text: "Published"}, {Text: "The same?"}}}
	for _, l := range c.Recomputed.Lines {
		how := ""
		if l.Formula != "" {
			how = `<span class="pv-formula">` + template.HTMLEscapeString(l.Formula) + `</span>`
		}
		if l.Put != "" {
			how += ` <span class="pv-put">` + template.HTMLEscapeString(l.Put) + `</span>`
		}
		same := govuk.Cell{Text: "–"}
		switch l.Verdict {
		case provenance.Equal:
			same = govuk.Cell{Tag: &govuk.Tag{Text: "Equal", Colour: "green"}}
		case provenance.Differs:
			same = govuk.Cell{Tag: &govuk.Tag{Text: "Not equal", Colour: "red"}}
		}
		published := l.Published
		if published == "" {
			published = "–"
		}
		t.Rows = append(t.Rows, []govuk.Cell{{Text: l.What}, {HTML: template.HTML(how)}, //nolint:gosec // both texts are escaped
			{Text: l.Result, Class: "pv-number"}, {Text: published, Class: "pv-number"}, same})
	}
	return t
}

// areas lists what a region's or England's figure is added up from.
func (page *FigurePage) areas(c *provenance.Chain) {
	if len(c.Areas) == 0 {
		return
	}
	t := govuk.Table{Caption: "Areas added up", HideCaption: true, RowHeaders: true, Small: true,
		Head: []govuk.Cell{{Text: "Area"}, {Text: "Numerator", Numeric: true}, {Text: "Denominator", Numeric: true}, {Text: "Added"}}}
	in := 0
	for _, p := range c.Areas {
		a, err := provenance.Parse(p.Figure)
		if err != nil {
			continue
		}
		href := "/figures/" + a.Path()
		if c.View == benchmark.Full {
			href += "?view=full"
		}
		n, d, added := count(p.Numerator), count(p.Denominator), "Yes"
		if p.Symbol != "" {
			n, d = "["+string(p.Symbol)+"]", "["+string(p.Symbol)+"]"
		}
		if p.In {
			in++
		} else {
			added = "No. " + p.Reason
		}
		t.Rows = append(t.Rows, []govuk.Cell{{Text: p.Name, Href: href}, {Text: n, Numeric: true}, {Text: d, Numeric: true}, {Text: added}})
	}
	page.Areas = t
	page.AreasWords = fmt.Sprintf("%d of %d areas went into the sum. Each leads to its own figure.", in, len(c.Areas))
}

func (page *FigurePage) view(c *provenance.Chain, e *national.Edition, person account.Person, a provenance.Address, v url.Values) {
	page.View = ViewSwitch{Full: c.View == benchmark.Full, Words: "Public view: small numbers are hidden, and the cells of a return are not shown."}
	href := func(full bool) string {
		q := url.Values{}
		if version := v.Get("version"); version != "" {
			q.Set("version", version)
		}
		if full {
			q.Set("view", string(benchmark.Full))
		}
		if len(q) == 0 {
			return "/figures/" + a.Path()
		}
		return "/figures/" + a.Path() + "?" + q.Encode()
	}
	if page.View.Full {
		page.View.Words = "Full view: the exact figure. Do not pass it on. That you saw it is kept in the log."
		page.View.Other = &govuk.Link{Text: "Show the public view", Href: href(false)}
		return
	}
	if !e.Older && provenance.ViewerOf(person, &benchmark.Fact{Level: c.Level, DFE: c.DFE}).Exact {
		page.View.Other = &govuk.Link{Text: "Show the exact figure and the cells it comes from", Href: href(true)}
	}
}

// links lead on from the figure.
func links(c *provenance.Chain, a provenance.Address, v url.Values) []govuk.Link {
	q := url.Values{}
	for _, k := range []string{"view", "version"} {
		if x := v.Get(k); x != "" {
			q.Set(k, x)
		}
	}
	api := "/api/v1/figures/" + a.Path()
	if len(q) > 0 {
		api += "?" + q.Encode()
	}
	all := []govuk.Link{{Text: "All areas on this indicator", Href: "/benchmarks/" + c.Indicator + "?period=" + c.Period}}
	if c.Level == benchmark.AreaLevel {
		all = append(all, govuk.Link{Text: "All figures of " + c.Name, Href: "/areas/" + c.DFE + "?period=" + c.Period})
	}
	return append(all, govuk.Link{Text: "This page from the API, as JSON", Href: api})
}

// lowerFirst is a title as it stands after another.
func lowerFirst(s string) string {
	if len(s) < 2 || strings.HasPrefix(s, "Black ") || s[1] >= 'A' && s[1] <= 'Z' {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}
