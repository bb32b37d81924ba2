package call

import (
	"slices"

	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/list"
	"earlyhelp/shared/prepare"
	"earlyhelp/shared/returns"
)

// A Sheet is what stands on one sheet of a return, for a person to look over.
type Sheet struct {
	Name    string  `json:"name"`
	Missing int     `json:"missing"` // cells to fill in that are blank
	Tables  []Table `json:"tables"`
	Facts   []Fact  `json:"facts,omitempty"`
}

// A Table is the measures that are split in one way: the rows are measures,
// the columns categories.
type Table struct {
	Breakdown  string   `json:"breakdown"`
	Title      string   `json:"title"` // "" for the totals
	Categories []string `json:"categories"`
	Rows       []Row    `json:"rows"`
}

// A Row is one measure of a table.
type Row struct {
	Measure string  `json:"measure"`
	Title   string  `json:"title"`
	Values  []Value `json:"values"` // beside the table's categories
	Note    string  `json:"note,omitempty"`
}

// A Value is what stands in one cell: "12", "[x]", "[z]", "" for blank.
type Value struct {
	Text string `json:"text"`
	Open bool   `json:"open"` // it has a cell of its own, and can be typed
}

// A Fact is one fact of the Partnership sheet.
type Fact struct {
	Name   string `json:"name"`
	Title  string `json:"title"`
	Asks   string `json:"asks"`
	Answer string `json:"answer"`
	Date   string `json:"date"`
	Link   string `json:"link"`
	Note   string `json:"note"`
}

// sheets returns what stands on each sheet but the Cover.
func sheets(r *returns.Return) []Sheet {
	var all []Sheet
	have := r.Index()
	for _, name := range returns.Sheets() {
		if name == returns.Cover {
			continue
		}
		s := Sheet{Name: name, Tables: []Table{}}
		if t := s.totals(have); len(t.Rows) > 0 {
			s.Tables = append(s.Tables, t)
		}
		for _, b := range returns.Breakdowns() {
			if t := s.split(b, have, r.Counts); len(t.Rows) > 0 {
				s.Tables = append(s.Tables, t)
			}
		}
		if name == returns.Partnership {
			s.facts(r)
		}
		all = append(all, s)
	}
	return all
}

// value is what stands in a cell. A breakdown may be left blank where its
// total is [x] or [z], and is then not missing.
func (s *Sheet) value(k returns.Key, have map[returns.Key]returns.Count, open bool) Value {
	v := Value{Open: open}
	if c, ok := have[k]; ok {
		v.Text = prepare.Text(c)
	} else if total, ok := have[returns.Key{Measure: k.Measure, Breakdown: returns.Total, Category: returns.All}]; open && (!ok || total.State == returns.Known) {
		s.Missing++
	}
	return v
}

func (s *Sheet) totals(have map[returns.Key]returns.Count) Table {
	t := Table{Breakdown: returns.Total, Categories: []string{returns.All}, Rows: []Row{}}
	for _, m := range returns.Measures(s.Name) {
		k := returns.Key{Measure: m.Name, Breakdown: returns.Total, Category: returns.All}
		if m.Categories(returns.Total) == nil {
			continue // added up over the agencies, and shown beside them
		}
		t.Rows = append(t.Rows, Row{m.Name, m.Title, []Value{s.value(k, have, true)}, have[k].Note})
	}
	return t
}

func (s *Sheet) split(b returns.Breakdown, have map[returns.Key]returns.Count, counts []returns.Count) Table {
	t := Table{Breakdown: b.Name, Title: b.Title, Categories: []string{}, Rows: []Row{}}
	var measures []returns.Measure
	for _, m := range returns.Measures(s.Name) {
		if !slices.Contains(m.Breakdowns, b.Name) {
			continue
		}
		measures = append(measures, m)
		for _, c := range m.Categories(b.Name) {
			if !slices.Contains(t.Categories, c) {
				t.Categories = append(t.Categories, c)
			}
		}
	}
	own := b.Kind == returns.Own
	if own { // the area's own list: what there is
		for _, c := range counts {
			if c.Sheet == s.Name && c.Breakdown == b.Name && !slices.Contains(t.Categories, c.Category) {
				t.Categories = append(t.Categories, c.Category)
			}
		}
	}
	if len(t.Categories) == 0 {
		return t
	}
	summed := false
	for _, m := range measures {
		asked := m.Categories(b.Name)
		row := Row{Measure: m.Name, Title: m.Title}
		for _, c := range t.Categories {
			k := returns.Key{Measure: m.Name, Breakdown: b.Name, Category: c}
			row.Values = append(row.Values, s.value(k, have, slices.Contains(asked, c)))
		}
		if m.Categories(returns.Total) == nil && b.Name == m.Breakdowns[0] {
			summed = true
			row.Values = append(row.Values, s.value(returns.Key{Measure: m.Name, Breakdown: returns.Total, Category: returns.All}, have, false))
		}
		t.Rows = append(t.Rows, row)
	}
	if summed {
		t.Categories = append(t.Categories, "in all")
	}
	return t
}

func (s *Sheet) facts(r *returns.Return) {
	for _, f := range returns.Facts() {
		shown := Fact{Name: f.Name, Title: f.Title, Asks: f.Asks}
		i := slices.IndexFunc(r.Facts, func(x returns.Fact) bool { return x.Name == f.Name })
		if i >= 0 {
			x := r.Facts[i]
			shown.Answer, shown.Link, shown.Note = string(x.Answer), x.Link, x.Note
			if !x.Date.IsZero() {
				shown.Date = x.Date.Time().Format("2/1/2006")
			}
		}
		if shown.Answer == "" {
			s.Missing++
		}
		s.Facts = append(s.Facts, shown)
	}
}

// A Figure is one indicator as the return gives it, with the 95% interval that
// pages draw around it.
type Figure struct {
	benchmark.Figure
	Title string   `json:"title"`
	Lower *float64 `json:"lower95,omitempty"`
	Upper *float64 `json:"upper95,omitempty"`
}

// figures returns the indicators that are not split, with their intervals:
// Wilson's for a percentage, Poisson's for a rate; a mean has none, for a
// return does not say how its parts are spread.
func figures(all []benchmark.Figure) []Figure {
	shown := []Figure{}
	catalogue := indicator.All()
	for _, f := range all {
		if f.Breakdown != returns.Total {
			continue
		}
		def, _ := catalogue.Find(f.Indicator)
		one := Figure{Figure: f, Title: def.Title}
		if f.Value.OK && f.Numerator.OK && f.Denominator.OK {
			var i benchmark.Interval
			err := benchmark.ErrNoDenominator
			switch f.Unit {
			case indicator.Percent:
				if i, err = benchmark.Wilson(f.Numerator.Value, f.Denominator.Value, benchmark.C95); err == nil {
					i = i.Times(benchmark.Per(f.Unit))
				}
			case indicator.Rate:
				i, err = benchmark.RatePer(f.Numerator.Value, f.Denominator.Value, benchmark.Per(f.Unit), benchmark.C95)
			}
			if err == nil {
				lower, upper := benchmark.Shown1(i.Lower), benchmark.Shown1(i.Upper)
				one.Lower, one.Upper = &lower, &upper
			}
		}
		shown = append(shown, one)
	}
	return shown
}

// A Column is one column of the list, for an officer who says which of their
// own it is.
type Column struct {
	Name   string   `json:"name"`
	Always bool     `json:"always"` // it cannot be left out
	Rule   string   `json:"rule"`
	Values []string `json:"values,omitempty"`
}

func columns() []Column {
	var all []Column
	for _, c := range list.Columns() {
		one := Column{Name: c.Name, Always: c.Need == list.Always, Rule: c.Rule}
		for _, v := range c.Values {
			one.Values = append(one.Values, v.Code)
		}
		all = append(all, one)
	}
	return all
}
