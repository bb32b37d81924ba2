package figures

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"earlyhelp/shared/account"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/chart"
	"earlyhelp/shared/govuk"
)

// pngScale makes a picture 1,920 pixels wide, sharp on paper and on slides.
const pngScale = 2

// servePicture answers a chart of an indicator's page as a file.
func (p *Pages) servePicture(w http.ResponseWriter, r *http.Request) error {
	name, ext, ok := pictureName(r.PathValue("picture"), "funnel", "peers")
	d, known := p.catal.Find(r.PathValue("id"))
	if !ok || !known {
		return noPicture("/benchmarks", "All indicators")
	}
	c := readChoices(r.URL.Query())
	e, _, err := p.edition(r.Context(), c)
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
	if c.period == "" {
		if ps := s.PeriodsOf(d.ID); len(ps) > 0 {
			c.period = s.Preferred(ps).String()
		}
	}
	a, err := s.Answer(c.query(d.ID))
	var q *benchmark.QueryError
	if errors.As(err, &q) {
		return &govuk.Problem{Status: statusOf(q), Title: "There is no such picture", Message: []string{q.Message}, Links: []govuk.Link{{Text: d.Title, Href: "/benchmarks/" + d.ID}}}
	}
	if err != nil {
		return err
	}
	words := periodWords(a.Period)
	var drawn chart.Chart
	title := d.Title + partWords(c) + ", " + words
	if name == "funnel" {
		f, has := p.funnelChart(a, d, c, title)
		ok, drawn = has, f
	} else {
		dots, has := p.peersChart(a, d, c, title)
		ok, drawn = has, dots
	}
	if !ok {
		return noPicture(c.href("/benchmarks/"+d.ID), d.Title)
	}
	return p.sendPicture(w, r, drawn, ext, d.ID+"-"+a.Period+"-"+name, full, notes(a.Version, string(a.View), a.Demonstration, p.o.BaseURL+c.href("/benchmarks/"+d.ID))...)
}

// notes are what a picture says of itself.
func notes(version, view string, demonstration bool, address string) []string {
	out := []string{"Early help benchmarks and learning, publication " + version + ", " + view + " view. " + address}
	if demonstration {
		out = append(out, "Some of these figures were made up for demonstration. Do not use them as facts about an area.")
	}
	if view == string(benchmark.Full) {
		out = append(out, "Exact figures. Do not pass them on.")
	}
	return out
}

// pictureName parts a file's name; false for one that no page has.
func pictureName(file string, have ...string) (name, ext string, ok bool) {
	name, ext, _ = strings.Cut(file, ".")
	if ext != "svg" && ext != "png" {
		return "", "", false
	}
	for _, h := range have {
		if name == h {
			return name, ext, true
		}
	}
	return "", "", false
}

func noPicture(href, text string) error {
	return &govuk.Problem{Status: http.StatusNotFound, Title: "There is no such picture", Message: []string{"Pictures of charts are offered on the pages that show them, where there are figures to draw."}, Links: []govuk.Link{{Text: text, Href: href}}}
}

// sendPicture writes a chart as a file to keep.
func (p *Pages) sendPicture(w http.ResponseWriter, r *http.Request, c chart.Chart, ext, name string, private bool, notes ...string) error {
	body, kind := chart.File(c, notes...), "image/svg+xml"
	h := w.Header()
	h.Set("Cache-Control", "public, no-cache")
	if private {
		h.Set("Cache-Control", "no-store")
	} else if govuk.NotModified(w, r, slices.Concat([]byte(ext+" "), body)) {
		return nil // known by what it is drawn from, before it is drawn
	}
	if ext == "png" {
		var err error
		if body, err = p.pixels.of(r.Context(), body, func() ([]byte, error) { return chart.PNG(c, pngScale, notes...) }); err != nil {
			return err
		}
		kind = "image/png"
	}
	h.Set("Content-Type", kind)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	h.Set("Content-Disposition", `inline; filename="`+name+"."+ext+`"`)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the person has gone: there is nobody to tell
	}
	return nil
}

// servePlacePicture answers the chart of an area's series as a file: years or
// quarters.
func (p *Pages) servePlacePicture(w http.ResponseWriter, r *http.Request) error {
	a, d, err := p.placeOf(r)
	if err != nil {
		return err
	}
	path := "/areas/" + a.DFE + "/" + d.ID
	name, ext, ok := pictureName(r.PathValue("picture"), benchmark.YearKind+"s", benchmark.QuarterKind+"s")
	if !ok {
		return noPicture(path, d.Title+": "+a.Name)
	}
	c := readChoices(r.URL.Query())
	e, _, err := p.edition(r.Context(), c)
	if err != nil {
		return err
	}
	defer e.Release()
	person := account.FromContext(r.Context())
	full, err := p.fullView(r.Context(), person, c, a.DFE, r.URL.RequestURI())
	if err != nil {
		return err
	}
	t, err := trendOf(e, person, benchmark.TrendQuery{Indicator: d.ID, Area: a.DFE}, full)
	if noSeries(err) {
		return noPicture(path, d.Title+": "+a.Name)
	}
	if err != nil {
		return err
	}
	kind := strings.TrimSuffix(name, "s")
	drawn, ok := seriesChart(t, kind, d)
	if !ok {
		return noPicture(path, d.Title+": "+a.Name)
	}
	return p.sendPicture(w, r, drawn, ext, d.ID+"-"+a.DFE+"-"+name, full, notes(t.Version, string(t.View), t.Demonstration, p.o.BaseURL+c.href(path))...)
}
