package injection

import (
	"bytes"
	"fmt"
	"slices"
	"time"

	"earlyhelp/shared/area"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
	"earlyhelp/shared/workbook"
)

// A madeReturn is a valid return: the workbook that it stands in, and the
// cell of each figure.
type madeReturn struct {
	book
	made  *returns.Return
	boxes map[returns.Key]*box
	sheet map[returns.Key]string // whose cell it is
}

// A thing is what is counted: an episode, a referral, an audited case. Each
// lies in one category of every breakdown, so that breakdowns add up, and
// what is a part of something is drawn from its things, so that no part
// exceeds its whole.
type thing struct {
	in    map[string]string
	needs []string
}

// never are measures whose things must not be the same: who agrees is not
// unsure as well.
var never = map[string]string{
	"no_plan": "plans_audited", "not_both_parents": "both_parents_included",
	"thresholds_unsure": "thresholds_agree", "groups_unsure": "groups_agree", "level_unsure": "level_agree",
	"reluctant_families_unsure": "reluctant_families_agree", "right_time_unsure": "right_time_agree",
}

// inside is the whole of a measure that has none of its own on the sheets:
// episodes open are those closed and those still open.
var inside = map[string]string{"episodes_audited": "episodes_closed"}

type source struct {
	d      dice
	size   int
	places []string
	drawn  map[string][]*thing
	wholes map[string]string
}

func (s *source) things(m returns.Measure) []*thing {
	if t, ok := s.drawn[m.Name]; ok {
		return t
	}
	s.drawn[m.Name] = nil
	var out []*thing
	whole, ok := s.wholes[m.Name]
	if inside[m.Name] != "" {
		whole = inside[m.Name]
	}
	if ok {
		w, found := returns.FindMeasure(whole)
		if !found {
			panic(whole)
		}
		apart := map[*thing]bool{}
		if other, ok := never[m.Name]; ok {
			o, _ := returns.FindMeasure(other)
			for _, t := range s.things(o) {
				apart[t] = true
			}
		}
		share := in(s.d, 2, 9)
		for _, t := range s.things(w) {
			if !apart[t] && s.d.n(10) < share {
				out = append(out, t)
			}
		}
	} else {
		for range in(s.d, s.size, 2*s.size) {
			out = append(out, s.thing())
		}
	}
	s.drawn[m.Name] = out
	return out
}

func (s *source) thing() *thing {
	t := &thing{in: map[string]string{}}
	for _, b := range returns.Breakdowns() {
		if b.Kind == returns.Own {
			if len(s.places) > 0 {
				t.in[b.Name] = one(s.d, s.places)
			}
			continue
		}
		known := slices.DeleteFunc(slices.Clone(b.Categories), func(c string) bool { return c == returns.NotRecorded })
		t.in[b.Name] = one(s.d, known) // what is not recorded is put in by the fault V12
	}
	for range s.d.n(3) {
		if n := one(s.d, indicator.Categories("need")).Value; !slices.Contains(t.needs, n) {
			t.needs = append(t.needs, n)
		}
	}
	return t
}

// anyFigures draws a return in which everything agrees.
func anyFigures(d dice, size int) *returns.Return {
	s := &source{d: d, size: size, drawn: map[string][]*thing{}, wholes: map[string]string{}}
	s.places = []string{"Harehills", "Morley", "Otley and Yeadon", "St Mark's", "Rose Hill"}[:d.n(6)]
	for _, p := range returns.Pairs() {
		s.wholes[p.Part] = p.Whole
	}
	r := &returns.Return{Area: "383", Period: quarter, TemplateVersion: returns.TemplateVersion, PreparedByRole: "data officer"}
	for _, m := range returns.Measures("") {
		ts := s.things(m)
		add := func(breakdown, category string, n int) {
			c := returns.Count{Sheet: m.Sheet, Measure: m.Name, Breakdown: breakdown, Category: category, N: float64(n)}
			if m.Name == "wte" {
				c.N += 0.5
			}
			r.Counts = append(r.Counts, c)
		}
		add(returns.Total, returns.All, len(ts))
		for _, name := range m.Breakdowns {
			b, _ := returns.FindBreakdown(name)
			categories := b.Categories
			if b.Kind == returns.Own {
				categories = s.places
			}
			for _, c := range categories {
				n := 0
				for _, t := range ts {
					if name == "need" && slices.Contains(t.needs, c) || name != "need" && t.in[name] == c {
						n++
					}
				}
				add(name, c, n)
			}
		}
	}
	r.Facts = []returns.Fact{
		{Name: "thresholds_audited", Answer: "yes", Date: period.Date{Year: 2026, Month: time.March, Day: 2}},
		{Name: "strategy_evaluated", Answer: one(d, []returns.Answer{"no", "planned"})},
	}
	return r
}

var leeds = func() area.Area {
	a, ok := area.England().Find("383")
	if !ok {
		panic("no Leeds")
	}
	return a
}()

func readOptions() returns.ReadOptions {
	return returns.ReadOptions{Register: area.England(), Today: period.Date{Year: 2026, Month: time.July, Day: 10}}
}

// makeReturn writes figures into the template and takes it apart again, so
// that the cell of every figure is known.
func makeReturn(r *returns.Return) (*madeReturn, error) {
	var buf bytes.Buffer
	if err := returns.WriteTemplate(&buf, returns.TemplateOptions{Area: leeds, Period: quarter, Prefill: r}); err != nil {
		return nil, err
	}
	got := returns.Read(buf.Bytes(), readOptions())
	others := slices.DeleteFunc(slices.Clone(got.Problems), func(p cell.Problem) bool { return p.Rule == "V15" })
	if got.Verdict != returns.Accepted || len(others) > 0 {
		return nil, fmt.Errorf("a good return is %s, with %d findings:\n%s", got.Verdict, len(got.Privacy), said(got.Problems))
	}
	b, err := takeApart(buf.Bytes())
	if err != nil {
		return nil, err
	}
	m := &madeReturn{book: b, made: got.Return, boxes: map[returns.Key]*box{}, sheet: map[returns.Key]string{}}
	for _, c := range got.Return.Counts {
		if c.Ref.Row > 0 {
			m.boxes[c.Key()] = b.sheet(c.Ref.Sheet).at(c.Ref.Row-1, c.Ref.Col-1)
			m.sheet[c.Key()] = c.Ref.Sheet
		}
	}
	return m, nil
}

// takeApart reads a workbook into grids.
func takeApart(data []byte) (book, error) {
	wb, err := workbook.Open(data, nil)
	if err != nil {
		return nil, err
	}
	var b book
	for _, s := range wb.Sheets() {
		g := &grid{name: s.Name}
		for row, err := range wb.Rows(s.Name) {
			if err != nil {
				return nil, err
			}
			for _, c := range row.Cells {
				x := g.at(row.Number-1, c.Col-1)
				switch c.Kind {
				case workbook.Number:
					x.become(count(c.Num))
				case workbook.DateKind:
					x.become(&box{kind: day, num: c.Num})
				default:
					x.become(words(c.Text))
				}
			}
		}
		b = append(b, g)
	}
	return b, nil
}

// clone copies a return, so that one can be spoilt and the other used again.
func (m *madeReturn) clone() *madeReturn {
	b, same := m.book.clone()
	out := &madeReturn{book: b, made: m.made, boxes: map[returns.Key]*box{}, sheet: m.sheet}
	for k, old := range m.boxes {
		out.boxes[k] = same[old]
	}
	return out
}

// keys are the figures of a return that have a cell, in its order.
func (m *madeReturn) keys(suits func(returns.Key) bool) []returns.Key {
	var out []returns.Key
	for _, c := range m.made.Counts {
		if k := c.Key(); m.boxes[k] != nil && suits(k) {
			out = append(out, k)
		}
	}
	return out
}

func (m *madeReturn) n(k returns.Key) float64 { return m.boxes[k].num }

// besides returns the box of the same row under another heading of its table.
func (m *madeReturn) besides(x *box, heading string) *box {
	ref := m.ref(x)
	g := m.book.sheet(ref.Sheet)
	for r := ref.Row - 2; r >= 0; r-- {
		if c := g.column(r, heading); c >= 0 {
			return g.at(ref.Row-1, c)
		}
	}
	panic(fmt.Sprintf("%s has no heading %s", ref.Sheet, heading))
}

// answer returns the box of a Cover item.
func (m *madeReturn) answer(item string) *box {
	g := m.book.sheet(returns.Cover)
	for r := range g.rows {
		if c := g.column(r, item); c >= 0 {
			return g.at(r, c+1)
		}
	}
	panic("the Cover has no " + item)
}

func anyCell(d dice, m *madeReturn, suits func(returns.Key) bool) (returns.Key, bool) {
	keys := m.keys(suits)
	if len(keys) == 0 {
		return returns.Key{}, false
	}
	return one(d, keys), true
}

func always(returns.Key) bool { return true }
