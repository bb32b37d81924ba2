package figures

import (
	"cmp"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"earlyhelp/functions/site/national"
	"earlyhelp/shared/account"
	"earlyhelp/shared/area"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
)

// IndicatorPage is one indicator across areas in one period.
type IndicatorPage struct {
	Shell
	ID, Title     string
	Period        string // in words
	Demonstration bool
	View          ViewSwitch
	Lead          string // England's figure, in a sentence
	Facts         govuk.SummaryList
	Caveat        string
	Baseline      string
	Form          ChooseForm
	NoData        *NoData // in place of figures
	Funnel        template.HTML
	FunnelWords   []string // what the chart shows and how its limits were made
	LimitSwitch   *govuk.Link
	Keys          []KeyItem
	PeerTable     *govuk.Table
	PeerTitle     string
	PeerWords     []string
	Dots          template.HTML
	Areas         govuk.Table
	AreasCount    string
	Sorts         []SortLink
	Symbols       []Symbol
	Downloads     []govuk.Link
	Learning      []Bearing
}

// A ViewSwitch says which view a page shows, and leads to the other.
type ViewSwitch struct {
	Full  bool
	Words string
	Other *govuk.Link // nil for people who have only the public view
}

// A ChooseForm chooses period, area and peers. It is a GET form.
type ChooseForm struct {
	Action string
	Period govuk.Select
	Of     govuk.Select
	Peers  govuk.Select
	Kept   []Hidden
	Button govuk.Button
}

// A Hidden is a field that a form carries along.
type Hidden struct{ Name, Value string }

// NoData says that there is no figure, and where there is one.
type NoData struct {
	Words string
	Links []govuk.Link
}

// A KeyItem explains one mark of a chart.
type KeyItem struct {
	Mark  template.HTML
	Words string
}

// A SortLink orders the table. Current is the order it has.
type SortLink struct {
	Text, Href string
	Current    bool
}

// A Bearing is a theme of case reviews that bears on an indicator.
type Bearing struct{ Text, Href, Reason, Source string }

// choices are what a page is asked for, as its address holds them.
type choices struct {
	period, of, peers, view, limits, sort string
}

func readChoices(v url.Values) choices {
	c := choices{v.Get("period"), v.Get("of"), v.Get("peers"), v.Get("view"), v.Get("limits"), v.Get("sort")}
	if c.of == "" {
		c.peers = ""
	} else if c.peers == "" {
		c.peers = benchmark.PeerNeighbours
	}
	if c.view != string(benchmark.Full) {
		c.view = ""
	}
	if c.limits != "chance" {
		c.limits = ""
	}
	return c
}

func (c choices) href(path string) string {
	v := url.Values{}
	for _, kv := range [][2]string{{"period", c.period}, {"of", c.of}, {"peers", c.peers}, {"view", c.view}, {"limits", c.limits}, {"sort", c.sort}} {
		if kv[1] != "" {
			v.Set(kv[0], kv[1])
		}
	}
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

func (p *Pages) serveIndicator(w http.ResponseWriter, r *http.Request) error {
	d, ok := p.catal.Find(r.PathValue("id"))
	if !ok {
		return &govuk.Problem{Status: http.StatusNotFound, Title: "There is no such indicator", Message: []string{
			"Indicators are named by a letter and two figures, such as E06.",
		}, Links: []govuk.Link{{Text: "All indicators", Href: "/benchmarks"}}}
	}
	e, err := p.o.Source.Edition(r.Context())
	if err != nil {
		return err
	}
	defer e.Release()
	person := account.FromContext(r.Context())
	c := readChoices(r.URL.Query())
	full := c.view != ""
	if full && !account.Allowed(person, account.ReadFull, "") {
		return govuk.Forbidden("Exact figures of all areas are for inspectors and the national team. Your own area's are on its page. The public view is open to everybody.")
	}
	snapshot := e.Public
	if full {
		snapshot = e.Full
	}
	page := IndicatorPage{Shell: p.shell(), ID: d.ID, Title: d.Title, Caveat: d.Caveat, Facts: p.facts(d), Baseline: baseline(d), Learning: p.bearings(d.ID)}
	page.View = viewSwitch(person, full, c, "/benchmarks/"+d.ID)
	ps := snapshot.PeriodsOf(d.ID)
	if len(ps) > 0 && c.period == "" {
		c.period = preferred(snapshot, ps).String()
	}
	status, err := p.fill(&page, e, snapshot, d, c, ps)
	if err != nil {
		return err
	}
	return p.o.Site.Render(w, r, p.indicator, govuk.Page{Title: d.Title, Active: "/benchmarks", Wide: true, Private: full, Status: status, Data: page,
		Breadcrumbs: []govuk.Link{{Text: "Home", Href: "/"}, {Text: "Compare areas", Href: "/benchmarks"}}})
}

// fill asks for the figures and puts them on the page. It returns the status:
// a question with no answer is not found, but its page helps.
func (p *Pages) fill(page *IndicatorPage, e *national.Edition, s *benchmark.Snapshot, d indicator.Definition, c choices, ps []period.Period) (int, error) {
	path := "/benchmarks/" + d.ID
	page.Form = p.form(d, c, ps)
	if len(ps) == 0 {
		words := "This indicator is described here and collected later. There are no figures yet."
		if d.Computed {
			words = "No area's return has been signed off yet. Figures appear here within a minute of the first sign-off."
		}
		page.NoData = &NoData{Words: words}
		return http.StatusOK, nil
	}
	answer, err := s.Answer(benchmark.Query{Indicator: d.ID, Period: c.period, Peers: c.peers, Of: c.of})
	var q *benchmark.QueryError
	if errors.As(err, &q) {
		page.NoData = &NoData{Words: q.Message}
		without := c
		switch q.Field {
		case "period":
			for _, have := range slices.Backward(ps) {
				at := c
				at.period = have.String()
				page.NoData.Links = append(page.NoData.Links, govuk.Link{Text: have.Words(), Href: at.href(path)})
			}
		default:
			without.of, without.peers = "", ""
			page.NoData.Links = []govuk.Link{{Text: "See all areas", Href: without.href(path)}}
		}
		return http.StatusNotFound, nil
	}
	if err != nil {
		return 0, err
	}
	asked, err := period.Parse(answer.Period)
	if err != nil {
		return 0, err
	}
	page.Period, page.Demonstration = asked.Words(), answer.Demonstration
	page.Lead = lead(answer, d)
	own := ""
	if a, ok := p.areas.Find(c.of); ok && c.of != "" {
		own = a.DFE
	}
	p.funnel(page, answer, d, c, own)
	p.peers(page, answer, d, c, own)
	p.table(page, answer, d, c, own)
	api := "/api/v1/benchmarks/" + d.ID
	v := url.Values{"period": {answer.Period}}
	if c.peers != "" {
		v.Set("peers", c.peers)
		v.Set("of", c.of)
	}
	if c.view != "" {
		v.Set("view", c.view)
	}
	page.Downloads = []govuk.Link{{Text: "These figures as a CSV file", Href: api + ".csv?" + v.Encode()}, {Text: "These figures from the API, as JSON", Href: api + "?" + v.Encode()}}
	return http.StatusOK, nil
}

func lead(a benchmark.Answer, d indicator.Definition) string {
	e := a.England
	if !e.Value.OK {
		return strings.TrimSpace("There is no figure for England. " + e.Reason)
	}
	out := "England: " + value(e.Value, d.Unit, e.Symbol)
	if d.Unit == indicator.Rate {
		out += " per 10,000 children"
	}
	if e.Numerator.OK && e.Denominator.OK {
		out += " (" + whole(e.Numerator) + " of " + whole(e.Denominator) + ")"
	}
	out += ", " + sourceWords(e.Source) + ". "
	out += strconv.Itoa(e.AreasReturned) + " of " + strconv.Itoa(e.AreasExpected) + " areas have given a figure."
	return out
}

func (p *Pages) facts(d indicator.Definition) govuk.SummaryList {
	row := func(key, words string) govuk.SummaryRow {
		return govuk.SummaryRow{Key: key, Value: govuk.Cell{Text: words}}
	}
	upper := func(s string) string {
		if s == "" {
			return s
		}
		return strings.ToUpper(s[:1]) + s[1:]
	}
	out := govuk.SummaryList{Rows: []govuk.SummaryRow{
		row("Counted", upper(d.NumeratorWords)), row("Out of", upper(d.DenominatorWords)), row("Shown as", unitWords(d.Unit)), row("Which way is better", polarityWords(d.Polarity)),
	}}
	if words := p.sourceText(d.Source); words != "" {
		out.Rows = append(out.Rows, row("Where it comes from", words))
	}
	return out
}

// sourceText spells out the short names of texts in a reference.
func (p *Pages) sourceText(ref string) string {
	var out []string
	for _, part := range strings.Split(ref, ";") {
		part = strings.TrimSpace(part)
		short, rest, _ := strings.Cut(part, " ")
		for _, s := range p.catal.Sources() {
			if s.Short != short {
				continue
			}
			part = s.Title
			if s.Publisher != "" {
				part = s.Publisher + ", " + part
			}
			part += " (" + s.Published + ")"
			if rest != "" {
				part += ", " + places(rest)
			}
		}
		if part != "" {
			out = append(out, part)
		}
	}
	return strings.Join(out, "; ")
}

// places spells out references: p21 is paragraph 21, L169 line 169, b3 the
// third bullet, ES the executive summary.
func places(s string) string {
	words := strings.Fields(strings.ReplaceAll(s, ",", " "))
	for i, w := range words {
		switch {
		case w == "ES":
			words[i] = "executive summary"
		case len(w) > 1 && w[1] >= '0' && w[1] <= '9':
			if name, ok := map[byte]string{'p': "paragraph ", 'L': "line ", 'b': "bullet "}[w[0]]; ok {
				words[i] = name + strings.ReplaceAll(w[1:], "-", " to ")
			}
		}
	}
	return strings.Join(words, ", ")
}

func baseline(d indicator.Definition) string {
	b := d.Baseline
	if b.Words == "" {
		return ""
	}
	out := b.Words
	if b.Label != "" {
		out += " (" + b.Label + ")"
	}
	return out + ". A dated mark from an inspection, whose sample does not stand for the nation: not a target and not a standard."
}

func (p *Pages) bearings(id string) []Bearing {
	var out []Bearing
	for _, l := range p.links.Of(id) {
		for _, t := range p.themes {
			if t.ID == l.Theme {
				out = append(out, Bearing{t.Label, "/themes/" + t.ID, l.Reason, l.Source})
			}
		}
	}
	return out
}

func viewSwitch(person account.Person, full bool, c choices, path string) ViewSwitch {
	v := ViewSwitch{Full: full, Words: "Public view: small numbers are hidden, and England and regions are rounded to the nearest 10."}
	if full {
		v.Words = "Full view: exact figures, for inspection and the national team. Do not pass them on."
	}
	if !account.Allowed(person, account.ReadFull, "") {
		return v
	}
	if full {
		c.view = ""
		v.Other = &govuk.Link{Text: "Show the public view", Href: c.href(path)}
	} else {
		c.view = string(benchmark.Full)
		v.Other = &govuk.Link{Text: "Show the full view", Href: c.href(path)}
	}
	return v
}

func (p *Pages) form(d indicator.Definition, c choices, ps []period.Period) ChooseForm {
	f := ChooseForm{Action: "/benchmarks/" + d.ID, Button: govuk.Button{Text: "Show", Style: "secondary"},
		Period: govuk.Select{Name: "period", Label: "Period"}, Of: govuk.Select{Name: "of", Label: "Area to pick out"}, Peers: govuk.Select{Name: "peers", Label: "Compare it with"}}
	on := period.DateOf(p.o.Now())
	for _, q := range slices.Backward(ps) {
		group := "Financial years"
		if q.Kind() == period.Quarter {
			group = "Quarters"
		}
		f.Period.Choices = append(f.Period.Choices, govuk.Choice{Value: q.String(), Text: q.Words(), Selected: q.String() == c.period, Group: group})
		if q.String() == c.period {
			on = q.End()
		}
	}
	slices.SortStableFunc(f.Period.Choices, func(a, b govuk.Choice) int { return cmp.Compare(a.Group, b.Group) })
	chosen, _ := p.areas.Find(c.of)
	f.Of.Choices = []govuk.Choice{{Value: "", Text: "None", Selected: c.of == ""}}
	for _, a := range p.areas.On(on) {
		f.Of.Choices = append(f.Of.Choices, govuk.Choice{Value: a.DFE, Text: a.Name, Selected: c.of != "" && a.DFE == chosen.DFE})
	}
	for _, k := range []struct{ value, text string }{{benchmark.PeerNeighbours, "Its ten statistical neighbours"}, {benchmark.PeerRegion, "Its region"}, {benchmark.PeerEngland, "All areas of England"}} {
		f.Peers.Choices = append(f.Peers.Choices, govuk.Choice{Value: k.value, Text: k.text, Selected: c.peers == k.value})
	}
	for _, kv := range []Hidden{{"view", c.view}, {"limits", c.limits}, {"sort", c.sort}} {
		if kv.Value != "" {
			f.Kept = append(f.Kept, kv)
		}
	}
	return f
}

func areaHref(a area.Area, view string) string {
	h := "/areas/" + a.DFE
	if view != "" {
		h += "?view=" + view
	}
	return h
}
