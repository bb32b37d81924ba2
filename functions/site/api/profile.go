package api

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"earlyhelp/functions/site/national"
	"earlyhelp/shared/account"
	"earlyhelp/shared/area"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/opendata"
	"earlyhelp/shared/period"
)

// A Profile is every figure of one area, each of the period asked for or, where
// none is, of the one that the indicator's page shows.
type Profile struct {
	Code          string           `json:"code"`
	DFE           string           `json:"dfe"`
	Name          string           `json:"name"`
	Region        string           `json:"region"`
	View          benchmark.View   `json:"view"`
	Version       string           `json:"version"`
	Demonstration bool             `json:"demonstration"`
	Note          string           `json:"note,omitempty"`
	Figures       []ProfileFigure  `json:"figures"` // in the order of the catalogue
	Without       []ProfileWithout `json:"without"` // indicators that have no row for the area, and why
}

// A ProfileFigure is one indicator's figure.
type ProfileFigure struct {
	Indicator   string             `json:"indicator"`
	Title       string             `json:"title"`
	Period      string             `json:"period"`
	PeriodWords string             `json:"periodWords"`
	Unit        indicator.Unit     `json:"unit"`
	Polarity    indicator.Polarity `json:"polarity"`
	benchmark.AreaFigure
	England benchmark.EnglandFigure `json:"england"`
}

// A ProfileWithout is an indicator without a figure.
type ProfileWithout struct {
	Indicator string `json:"indicator"`
	Title     string `json:"title"`
	Reason    string `json:"reason"`
}

func (a *API) profile(w http.ResponseWriter, r *http.Request) error {
	name, format := formatOf(r.PathValue("profile"))
	if name != "profile" {
		return missing("unknown-address", "There is nothing at this address", "An area has a profile, profile.csv and profile.xlsx.")
	}
	x, ok := a.areas.Find(r.PathValue("code"))
	if !ok {
		return unknownArea()
	}
	want := r.URL.Query().Get("period")
	if want != "" {
		if _, err := period.Parse(strings.TrimSpace(want)); err != nil {
			return bad("period", shortened(want), "Give the period as a quarter such as 2026-Q2 or a financial year such as 2024-25.", nil)
		}
	}
	e, err := a.edition(w, r)
	if err != nil {
		return err
	}
	defer e.Release()
	v, err := a.viewer(r, e)
	if err != nil {
		return err
	}
	if !v.may(x.DFE) {
		return noFullView()
	}
	p, err := a.profileOf(e, v, x, want)
	if err != nil {
		return err
	}
	if len(p.Figures) == 0 && want != "" {
		return a.noProfile(e, x, want)
	}
	a.saw(r.Context(), v, []string{x.DFE}, r.URL.RequestURI())
	file := x.DFE + "-" + string(p.View)
	switch format {
	case asCSV:
		return sendCSV(w, r, file+".csv", profileRows(p), v.full)
	case asXLSX:
		return sendBook(w, r, file+".xlsx", a.profileBook(p, r.URL), v.full)
	}
	return a.send(w, r, http.StatusOK, p, v.full)
}

// profileOf gathers the figures of an area.
func (a *API) profileOf(e *national.Edition, v viewer, x area.Area, want string) (Profile, error) {
	p := Profile{Code: x.GSS(period.Date{}), DFE: x.DFE, Name: x.Name, Region: x.Region, View: benchmark.Public, Version: e.Public.Version(),
		Figures: []ProfileFigure{}, Without: []ProfileWithout{}}
	if v.full {
		p.View = benchmark.Full
	}
	own := v.full && !account.Allowed(v.person, account.ReadFull, "")
	for _, d := range a.catal.List() {
		q := benchmark.Query{Indicator: d.ID, Period: want, Areas: []string{x.DFE}, NoFunnel: true}
		if want == "" {
			q.Period = usualPeriod(e.Public, d.ID)
		}
		answer, err := a.ask(e, v, q)
		var no *benchmark.QueryError
		switch {
		case errors.As(err, &no):
			p.Without = append(p.Without, ProfileWithout{d.ID, d.Title, no.Message})
			continue
		case err != nil:
			return p, err
		case len(answer.Areas) == 0:
			p.Without = append(p.Without, ProfileWithout{d.ID, d.Title, "There is no row for " + x.Name + "."})
			continue
		}
		b := a.described(answer)
		p.Demonstration = p.Demonstration || answer.Demonstration
		p.Figures = append(p.Figures, ProfileFigure{b.Indicator, b.Title, b.Period, b.PeriodWords, b.Unit, b.Polarity, answer.Areas[0], answer.England})
	}
	p.Note = marked(p.Demonstration, madeUpFigures).Note
	if own {
		p.Note = strings.TrimSpace(p.Note + " " + ownNote)
	}
	return p, nil
}

// noProfile says which periods there are.
func (a *API) noProfile(e *national.Edition, x area.Area, want string) error {
	var have []string
	for _, p := range e.Public.Periods() {
		if in, _ := a.areas.InBeing(x.DFE, p); in {
			have = append(have, p.String())
		}
	}
	return &Problem{Status: http.StatusNotFound, Kind: "no-figures", Title: "There are no figures for this", Detail: x.Name + " has no figures for " + shortened(want) + ".",
		More: map[string]any{"field": "period", "asked": shortened(want), "periods": append([]string{}, have...)}}
}

func profileRows(p Profile) [][]string {
	rows := [][]string{{"code", "dfe", "name", "view", "version", "indicator", "title", "period", "unit", "polarity", "numerator", "denominator", "value", "lower95", "upper95", "lower998", "upper998",
		"england", "comparison", "outlier", "symbol", "reason", "source", "demonstration", "marks", "words", "outlierReason"}}
	for _, f := range p.Figures {
		rows = append(rows, []string{p.Code, p.DFE, p.Name, string(p.View), p.Version, f.Indicator, f.Title, f.Period, string(f.Unit), string(f.Polarity),
			decimal(f.Numerator), decimal(f.Denominator), decimal(f.Value), decimal(f.Lower95), decimal(f.Upper95), decimal(f.Lower998), decimal(f.Upper998), decimal(f.England.Value),
			string(f.Comparison), string(f.Outlier), symbol(f.Symbol), f.Reason, string(f.Source), strconv.FormatBool(f.Demonstration), marks(f.Marks), f.Words, f.OutlierReason})
	}
	return rows
}

// profileBook is a profile as a workbook.
func (a *API) profileBook(p Profile, at *url.URL) opendata.Book {
	t := opendata.Table{Sheet: "Profile", Name: "profile", Title: p.Name + ": every indicator", Lead: lead(p.Demonstration, p.View), Columns: []opendata.Column{
		{Heading: "Indicator", Width: 12}, {Heading: "Title", Width: 50}, {Heading: "Period", Width: 12}, {Heading: "Unit", Width: 14}, {Heading: "Numerator"}, {Heading: "Denominator"},
		{Heading: "Value", Places: 1}, {Heading: "Lower 95% limit", Places: 1}, {Heading: "Upper 95% limit", Places: 1}, {Heading: "England", Places: 1},
		{Heading: "Comparison with England", Width: 18}, {Heading: "Against the limits", Width: 26}, {Heading: "Marks", Width: 10}, {Heading: "Made up", Width: 10}, {Heading: "In words", Width: 100}}}
	for _, f := range p.Figures {
		s := f.Symbol
		t.Rows = append(t.Rows, []opendata.Cell{opendata.Text(f.Indicator), opendata.Text(f.Title), opendata.Text(f.Period), opendata.Text(string(f.Unit)), numberOr(f.Numerator, s), numberOr(f.Denominator, s),
			numberOr(f.Value, s), numberOr(f.Lower95, s), numberOr(f.Upper95, s), numberOr(f.England.Value, f.England.Symbol), textOr(comparisonWords[f.Comparison]), textOr(placeWords(f.AreaFigure)),
			opendata.Text(marks(f.Marks)), yesNo(f.Demonstration), opendata.Text(firstOf(f.Words, f.Reason))})
	}
	without := opendata.Table{Sheet: "Without figures", Name: "without", Title: "Indicators that have no figure for " + p.Name, Columns: []opendata.Column{{Heading: "Indicator", Width: 12}, {Heading: "Title", Width: 50}, {Heading: "Why", Width: 90}}}
	for _, x := range p.Without {
		without.Rows = append(without.Rows, []opendata.Cell{opendata.Text(x.Indicator), opendata.Text(x.Title), opendata.Text(x.Reason)})
	}
	own := [][2]string{{"Area", p.Name + ", " + p.Code + ", DfE number " + p.DFE}, {"Periods", "Each figure is of the period beside it."},
		{"Units", "percent: out of 100. rate: per 10,000 children aged 0 to 17 or of the group that the indicator names. mean: numerator over denominator. yes/no: 100 is yes, 0 is no."}}
	return opendata.Book{Title: p.Name + ", profile", About: a.about(own, p.View, p.Version, p.Demonstration, at), Tables: append(keepFilled([]opendata.Table{t, without}), opendata.Symbols())}
}
