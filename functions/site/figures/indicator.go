package figures

import (
	"errors"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"earlyhelp/functions/site/bearing"
	"earlyhelp/functions/site/national"
	"earlyhelp/shared/account"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
)

// IndicatorPage is one indicator across areas in one period.
type IndicatorPage struct {
	Shell
	ID, Title     string // Title with the part of a breakdown that is shown
	Period        string // in words
	Demonstration bool
	View          ViewSwitch
	Pin           *Pin
	Own           *OwnArea // the area picked out
	Lead          string   // England's figure, in a sentence
	Facts         govuk.SummaryList
	Caveat        string
	Baseline      string
	Notes         []benchmark.Note // what to know before figures are compared
	Form          ChooseForm
	Group         *GroupForm // where a group of one's own cannot be used as it is
	NoData        *NoData    // in place of figures
	Funnel        template.HTML
	FunnelTitle   string
	FunnelNote    string   // how the limits were made, in a line
	FunnelWords   []string // what the chart shows and how its limits were made
	Methods       []Method
	Keys          []KeyItem
	PeerTable     *govuk.Table
	PeerTitle     string
	PeerWords     []string
	PeerAbsent    []string // members of the group that were not in being
	Dots          template.HTML
	Splits        []SplitLink
	Split         []Split
	Areas         govuk.Table
	AreasCount    string
	HowPlaced     string // what the columns of comparison mean
	AreasReason   string // why no area shows a figure
	Sorts         []SortLink
	RankSwitch    *govuk.Link
	RankWords     string
	Symbols       []Symbol
	Slope         string // how the figure goes with deprivation
	Related       []Related
	Take          *Take
	Learning      []Bearing
	NoLearning    string // why there is none
}

// An OwnArea is the area picked out, in a sentence.
type OwnArea struct {
	Name, Words  string
	Page, Figure string // its page of this indicator, and where the figure comes from
	Trend        string
}

// A SplitLink leads to a breakdown.
type SplitLink struct {
	Text, Href string
	Current    bool
}

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

func (p *Pages) indicatorOf(r *http.Request) (indicator.Definition, error) {
	d, ok := p.catal.Find(r.PathValue("id"))
	if !ok {
		return d, &govuk.Problem{Status: http.StatusNotFound, Title: "There is no such indicator", Message: []string{
			"Indicators are named by a letter and two figures, such as E06.",
		}, Links: []govuk.Link{{Text: "All indicators", Href: "/benchmarks"}}}
	}
	return d, nil
}

func (p *Pages) serveIndicator(w http.ResponseWriter, r *http.Request) error {
	d, err := p.indicatorOf(r)
	if err != nil {
		return err
	}
	path := "/benchmarks/" + d.ID
	query := r.URL.Query()
	c := readChoices(query)
	if len(query["group"]) > 1 || r.PathValue("id") != d.ID {
		// One address for one page: a form sends a box for each area.
		http.Redirect(w, r, c.href(path), http.StatusSeeOther)
		return nil
	}
	if err := checkChoices(query, c); err != nil {
		return err
	}
	e, newest, err := p.edition(r.Context(), c)
	if err != nil {
		return err
	}
	defer e.Release()
	person := account.FromContext(r.Context())
	full, err := p.fullView(r.Context(), person, c, "", r.URL.RequestURI())
	if err != nil {
		return err
	}
	s := view(e, full)
	page := IndicatorPage{Shell: p.shell(), ID: d.ID, Title: d.Title, Caveat: d.Caveat, Facts: p.facts(d), Baseline: baseline(d),
		Learning: p.bearings(d.ID), NoLearning: bearing.WhyNone(d.ID),
		Related: p.relatedTo(d.ID, func(id string) string {
			return choices{of: c.of, peers: c.peers, group: c.group, view: c.view}.href("/benchmarks/" + id)
		})}
	page.View, page.Pin = viewSwitch(person, full, c, path), pinOf(c, e, newest, path)
	ps := s.PeriodsOf(d.ID)
	if len(ps) > 0 && c.period == "" {
		c.period = s.Preferred(ps).String()
	}
	status, err := p.fill(&page, s, d, c, ps)
	if err != nil {
		return err
	}
	out := govuk.Page{Title: page.Title, Active: "/benchmarks", Wide: true, Private: full, Status: status, Data: page,
		Breadcrumbs: []govuk.Link{{Text: "Home", Href: "/"}, {Text: "Compare areas", Href: "/benchmarks"}}}
	if page.Group != nil && page.Group.Error != "" {
		out.Errors = []govuk.FieldError{{Field: "group", Message: page.Group.Error}}
	}
	return p.o.Site.Render(w, r, p.indicator, out)
}

// view is the snapshot of an edition that a page shows.
func view(e *national.Edition, full bool) *benchmark.Snapshot {
	if full {
		return e.Full
	}
	return e.Public
}

// serveGroup offers every area to be put into a group of one's own.
func (p *Pages) serveGroup(w http.ResponseWriter, r *http.Request) error {
	d, err := p.indicatorOf(r)
	if err != nil {
		return err
	}
	page := struct {
		Shell
		Title string
		Group GroupForm
	}{p.shell(), d.Title, p.groupForm(d, readChoices(r.URL.Query()), "")}
	return p.o.Site.Render(w, r, p.group, govuk.Page{Title: "A group of your own: " + d.Title, Active: "/benchmarks", Data: page,
		Breadcrumbs: []govuk.Link{{Text: "Home", Href: "/"}, {Text: "Compare areas", Href: "/benchmarks"}, {Text: d.Title, Href: page.Group.Back.Href}}})
}

// fill asks for the figures and puts them on the page. It returns the status:
// a question with no answer is not found, but its page helps.
func (p *Pages) fill(page *IndicatorPage, s *benchmark.Snapshot, d indicator.Definition, c choices, ps []period.Period) (int, error) {
	page.Form = p.form(d, c, ps)
	if len(ps) == 0 {
		words := "This indicator is described here and collected later. There are no figures yet."
		if d.Computed {
			words = "No area's return has been signed off yet. Figures appear here within a minute of the first sign-off."
		}
		page.NoData = &NoData{Words: words}
		return http.StatusOK, nil
	}
	if c.breakdown != "" && c.category == "" {
		return p.fillSplit(page, s, d, c)
	}
	query := c.query(d.ID)
	query.Slope = true
	answer, err := s.Answer(query)
	var q *benchmark.QueryError
	if errors.As(err, &q) {
		p.unanswered(page, q, d, c, ps)
		return statusOf(q), nil
	}
	if err != nil {
		return 0, err
	}
	page.Title += partWords(c)
	page.Period, page.Demonstration = periodWords(answer.Period), answer.Demonstration
	page.Lead = lead(answer, d)
	page.Notes = p.notesBeside(answer.Comparability, d)
	page.Own = p.ownArea(answer, d, c)
	page.AreasReason = answer.Reason
	if answer.Slope != nil && answer.Slope.Slope.OK {
		page.Slope = answer.Slope.Words
	}
	p.funnel(page, answer, d, c)
	p.peers(page, answer, d, c)
	p.table(page, answer, d, c)
	if page.Splits, err = splitLinks(s, d, c); err != nil {
		return 0, err
	}
	var pictures []govuk.Link
	if page.Funnel != "" {
		pictures = append(pictures, pictureLinks("The funnel plot", "/benchmarks/"+d.ID, "funnel", c, answer.Version)...)
	}
	if page.Dots != "" {
		pictures = append(pictures, pictureLinks("The peers", "/benchmarks/"+d.ID, "peers", c, answer.Version)...)
	}
	take := p.takeIndicator(answer, d, c, page.Period, pictures)
	page.Take = &take
	return http.StatusOK, nil
}

// notesBeside are the notes that the page does not show elsewhere, their
// sources spelt out.
func (p *Pages) notesBeside(notes []benchmark.Note, d indicator.Definition) []benchmark.Note {
	out := slices.DeleteFunc(slices.Clone(notes), func(n benchmark.Note) bool { return n.Text == d.Caveat })
	for i := range out {
		out[i].Source = p.sourceText(out[i].Source)
	}
	return out
}

// fillSplit puts every part of a breakdown side by side: of the area picked
// out, and of England.
func (p *Pages) fillSplit(page *IndicatorPage, s *benchmark.Snapshot, d indicator.Definition, c choices) (int, error) {
	q, err := period.Parse(c.period)
	if err == nil && !slices.Contains(s.PeriodsOf(d.ID), q) {
		err = errors.New("no figures")
	}
	if err != nil {
		return p.fill(page, s, d, choices{period: c.period, of: c.of, peers: c.peers, group: c.group, view: c.view, version: c.version}, s.PeriodsOf(d.ID))
	}
	page.Period = q.Words()
	page.Title += ", by " + strings.ToLower(splitLabel(c.breakdown))
	names, err := splitNames(s, d.ID, q)
	if err != nil {
		return 0, err
	}
	if page.Splits, err = splitLinks(s, d, c); err != nil {
		return 0, err
	}
	if !slices.Contains(names, c.breakdown) {
		page.NoData = noSplit(d, c, names, q)
		return http.StatusNotFound, nil
	}
	of := []string{""}
	if c.of != "" {
		of = []string{c.of, ""}
	}
	for i, code := range of {
		if status, err := p.splitOf(page, s, d, c, code, "split-"+strconv.Itoa(i)); err != nil || status != http.StatusOK {
			return status, err
		}
	}
	total, err := s.Answer(benchmark.Query{Indicator: d.ID, Period: c.period, NoFunnel: true})
	if err != nil {
		return 0, err
	}
	page.Demonstration, page.Notes = total.Demonstration, p.notesBeside(total.Comparability, d)
	take := p.takeSplit(total.Version, d, c, page.Period, page.Title)
	page.Take = &take
	return http.StatusOK, nil
}

// splitOf puts one place's parts of a breakdown on the page: an area's, or
// England's for "".
func (p *Pages) splitOf(page *IndicatorPage, s *benchmark.Snapshot, d indicator.Definition, c choices, code, id string) (int, error) {
	g, err := s.Gaps(benchmark.GapsQuery{Indicator: d.ID, Period: c.period, Breakdown: c.breakdown, Area: code})
	var none *benchmark.QueryError
	if errors.As(err, &none) {
		page.NoData = &NoData{Words: none.Message}
		if code != "" {
			without := c
			without.of, without.peers = "", ""
			page.NoData.Links = []govuk.Link{{Text: "See England", Href: without.href("/benchmarks/" + d.ID)}}
		}
		return statusOf(none), nil
	}
	if err != nil {
		return 0, err
	}
	shown := split(g, d, id, func(category string) string {
		at := c
		at.category = category
		return at.href("/benchmarks/" + d.ID)
	})
	if shown.Hidden != "" {
		if shown.Instead, err = instead(s, g, code, page.Splits); err != nil {
			return 0, err
		}
	}
	page.Split = append(page.Split, shown)
	return http.StatusOK, nil
}

// noSplit names the breakdowns that there are.
func noSplit(d indicator.Definition, c choices, names []string, q period.Period) *NoData {
	out := &NoData{Words: d.Title + " has no figures by “" + short(c.breakdown) + "” for " + q.Words() + ". It is not split any further."}
	if len(names) > 0 {
		out.Words = d.Title + " has no figures by “" + short(c.breakdown) + "” for " + q.Words() + ". It has figures by these."
	}
	for _, name := range names {
		at := c
		at.breakdown, at.category = name, ""
		out.Links = append(out.Links, govuk.Link{Text: splitLabel(name), Href: at.href("/benchmarks/" + d.ID)})
	}
	at := c
	at.breakdown, at.category = "", ""
	out.Links = append(out.Links, govuk.Link{Text: "All together", Href: at.href("/benchmarks/" + d.ID)})
	return out
}

// unanswered says why there is no answer and leads to what there is.
func (p *Pages) unanswered(page *IndicatorPage, q *benchmark.QueryError, d indicator.Definition, c choices, ps []period.Period) {
	path := "/benchmarks/" + d.ID
	page.NoData = &NoData{Words: q.Message}
	at := c
	switch q.Field {
	case "period":
		for _, have := range slices.Backward(ps) {
			at.period = have.String()
			page.NoData.Links = append(page.NoData.Links, govuk.Link{Text: have.Words(), Href: at.href(path)})
		}
	case "breakdown":
		for _, name := range q.Have {
			at.breakdown, at.category, _ = strings.Cut(name, "/")
			if at.breakdown == "total" {
				at.breakdown = ""
			}
			page.NoData.Links = append(page.NoData.Links, govuk.Link{Text: upperFirst(strings.TrimPrefix(partWords(at), ", ")), Href: at.href(path)})
		}
	case "limits":
		at.limits = ""
		page.NoData.Links = []govuk.Link{{Text: "Limits adjusted for how much areas differ", Href: at.href(path)}}
		at.limits = benchmark.LimitsChance
		page.NoData.Links = append(page.NoData.Links, govuk.Link{Text: "Limits that allow for chance alone", Href: at.href(path)})
	case "group":
		form := p.groupForm(d, c, q.Message)
		page.Group, page.NoData = &form, nil
	default:
		at.of, at.peers, at.group = "", "", nil
		page.NoData.Links = []govuk.Link{{Text: "See all areas", Href: at.href(path)}}
	}
}

// partWords names the part of a breakdown that an address asks for, as the
// end of a title: ", sex: female".
func partWords(c choices) string {
	switch {
	case c.breakdown == "":
		return ", all together"[:0]
	case c.category == "":
		return ", " + strings.ToLower(splitLabel(c.breakdown))
	}
	return ", " + strings.ToLower(splitLabel(c.breakdown)) + ": " + lowerFirst(indicator.CategoryLabel(c.breakdown, c.category))
}

func periodWords(text string) string {
	if q, err := period.Parse(text); err == nil {
		return q.Words()
	}
	return text
}

// lead is England's figure in a sentence, and how many areas have given one.
func lead(a benchmark.Answer, d indicator.Definition) string {
	e := a.England
	if e.Words != "" {
		return e.Words
	}
	return strings.TrimSpace("There is no figure for England. " + e.Reason)
}

// ownArea is the sentence of the area picked out.
func (p *Pages) ownArea(a benchmark.Answer, d indicator.Definition, c choices) *OwnArea {
	own, ok := p.areas.Find(c.of)
	if !ok || c.of == "" {
		return nil
	}
	for _, x := range a.Areas {
		if x.DFE == own.DFE {
			return &OwnArea{Name: x.Name, Words: x.Words, Page: placeHref(x.DFE, d.ID, c), Figure: figureHref(d.ID, a.Period, x.DFE, a, c)}
		}
	}
	return nil
}

// splitLinks leads to the breakdowns of a period.
func splitLinks(s *benchmark.Snapshot, d indicator.Definition, c choices) ([]SplitLink, error) {
	q, err := period.Parse(c.period)
	if err != nil {
		return nil, nil // the page says so elsewhere
	}
	names, err := splitNames(s, d.ID, q)
	if err != nil || len(names) == 0 {
		return nil, err
	}
	at := c
	at.breakdown, at.category = "", ""
	out := []SplitLink{{"All together", at.href("/benchmarks/" + d.ID), c.breakdown == ""}}
	for _, name := range names {
		at.breakdown = name
		out = append(out, SplitLink{splitLabel(name), at.href("/benchmarks/" + d.ID), c.breakdown == name && c.category == ""})
	}
	return out, nil
}
