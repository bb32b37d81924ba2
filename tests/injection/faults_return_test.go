package injection

import (
	"slices"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/returns"
)

// A returnFault spoils a valid return in one place and says what must be
// found. It returns nothing where this return has no such place.
type returnFault struct {
	name string
	do   func(d dice, m *madeReturn) []wanted
}

// A personal fault is one that the privacy screen must find: where and what.
func personal(at *box, kind cell.Kind) []wanted { return []wanted{{at: at, rule: string(kind)}} }

// bad are values that no count can have.
var bad = []box{
	txt("lots"), txt("<5"), txt("1-5"), txt("[c]"), txt("n/a"), txt("20%"), txt("  "), txt("-"),
	{}, {kind: number, num: -1}, {kind: number, num: 30_000_000}, {kind: percent, num: 0.2}, {kind: day, num: 46113}, {kind: boolean, num: 1},
}

// parts returns the breakdowns of a measure whose parts add up to its total.
func parts(measure string) []returns.Breakdown {
	m, _ := returns.FindMeasure(measure)
	var out []returns.Breakdown
	for _, name := range m.Breakdowns {
		if b, _ := returns.FindBreakdown(name); b.Kind == returns.Parts {
			out = append(out, b)
		}
	}
	return out
}

// room is by how much a figure may grow before it exceeds what it is a part
// of.
func (m *madeReturn) room(k returns.Key) float64 {
	least := 1000.0
	for _, p := range returns.Pairs() {
		w := returns.Key{Measure: p.Whole, Breakdown: k.Breakdown, Category: k.Category}
		if inside[k.Measure] != "" {
			w.Measure = inside[k.Measure]
		}
		if p.Part == k.Measure && m.boxes[w] != nil {
			least = min(least, m.n(w)-m.n(k))
		}
	}
	return least
}

// all is the total of a figure's measure.
func (m *madeReturn) all(k returns.Key) float64 {
	return m.n(returns.Key{Measure: k.Measure, Breakdown: returns.Total, Category: returns.All})
}

// wholesOf returns what a measure is a part of.
func wholesOf(measure string) []string {
	var all []string
	for _, p := range returns.Pairs() {
		if p.Part == measure {
			all = append(all, p.Whole)
		}
	}
	return all
}

// family returns a measure, what is a part of it, and what is a part of that.
func family(measure string) []string {
	all := []string{measure}
	for _, p := range returns.Pairs() {
		if p.Whole == measure {
			all = append(all, family(p.Part)...)
		}
	}
	return all
}

// hasTotal reports whether the sheet holds the measure's total in a cell.
func (m *madeReturn) hasTotal(measure string) bool {
	return m.boxes[returns.Key{Measure: measure, Breakdown: returns.Total, Category: returns.All}] != nil
}

var returnFaults = []returnFault{
	{"V03 a count", func(d dice, m *madeReturn) []wanted {
		k, _ := anyCell(d, m, always)
		v := one(d, bad)
		if m.boxes[k].become(new(v)); k.Measure == "wte" && v.kind == percent {
			return nil
		}
		return []wanted{{at: m.boxes[k], rule: "V03"}}
	}},
	{"V03 a fraction", func(d dice, m *madeReturn) []wanted {
		k, _ := anyCell(d, m, func(k returns.Key) bool { return k.Measure != "wte" })
		m.boxes[k].become(count(m.n(k) + 0.5))
		return []wanted{{at: m.boxes[k], rule: "V03"}}
	}},
	{"V03 a name in the list", func(d dice, m *madeReturn) []wanted {
		k, ok := anyCell(d, m, func(k returns.Key) bool {
			return slices.Contains([]string{returns.EarlyHelp, returns.Referrals, "Audit"}, m.sheet[k]) && k.Breakdown != "locality"
		})
		if !ok {
			return nil
		}
		headings := []string{"measure", "breakdown_type"}
		if k.Breakdown != returns.Total {
			headings = append(headings, "breakdown_value")
		}
		x := m.besides(m.boxes[k], one(d, headings))
		x.text = "zzz"
		return []wanted{{at: x, rule: "V03"}}
	}},
	{"V03 the Cover", func(d dice, m *madeReturn) []wanted {
		item := one(d, []string{"partnership_code", "period_start", "period_end", "prepared_by_role", "data_origin"})
		x := m.answer(item)
		wrong := []box{txt("zzz"), {kind: boolean, num: 1}}
		if item != "data_origin" { // blank, it is the area's own
			wrong = append(wrong, box{})
		}
		x.become(new(one(d, wrong)))
		return []wanted{{at: x, rule: "V03"}}
	}},
	{"V02 the version", func(d dice, m *madeReturn) []wanted {
		x := m.answer("template_version")
		x.become(words(one(d, []string{"2019.1", "2031.4", "next"})))
		return []wanted{{at: x, rule: "V02"}}
	}},
	{"V02 a heading", func(d dice, m *madeReturn) []wanted {
		sheet := one(d, []string{returns.EarlyHelp, returns.Referrals, "Audit"})
		g := m.book.sheet(sheet)
		x := g.at(0, g.column(0, one(d, []string{"measure", "breakdown_type", "breakdown_value", "count"})))
		i := d.n(len(x.text) - 1)
		x.text = x.text[:i] + x.text[i+1:]
		return []wanted{{at: x, rule: "V02"}}
	}},
	{"V02 a sheet", func(d dice, m *madeReturn) []wanted {
		name := one(d, []string{returns.EarlyHelp, returns.Referrals, "Audit", returns.Workforce, "Partnership", "InfoSharing", "LocalOffer", "Survey"})
		m.book = slices.DeleteFunc(m.book, func(g *grid) bool { return g.name == name })
		return []wanted{{sheet: name, rule: "V02"}}
	}},
	{"V04", func(d dice, m *madeReturn) []wanted {
		p := one(d, returns.Pairs())
		k, ok := anyCell(d, m, func(k returns.Key) bool {
			return k.Measure == p.Part && m.boxes[returns.Key{Measure: p.Whole, Breakdown: k.Breakdown, Category: k.Category}] != nil
		})
		if !ok {
			return nil
		}
		w := returns.Key{Measure: p.Whole, Breakdown: k.Breakdown, Category: k.Category}
		m.boxes[k].become(count(m.n(w) + float64(in(d, 1, 50))))
		return []wanted{{at: m.boxes[k], rule: "V04"}}
	}},
	{"V05 parts", func(d dice, m *madeReturn) []wanted {
		k, ok := anyCell(d, m, func(k returns.Key) bool {
			b, _ := returns.FindBreakdown(k.Breakdown)
			return b.Kind == returns.Parts && m.hasTotal(k.Measure) && len(parts(k.Measure)) > 1 && m.room(k) > 0
		})
		if !ok {
			return nil
		}
		b, _ := returns.FindBreakdown(k.Breakdown)
		m.boxes[k].become(count(m.n(k) + 1 + float64(d.n(int(m.room(k))))))
		first := returns.Key{Measure: k.Measure, Breakdown: k.Breakdown, Category: b.Categories[0]}
		return []wanted{{at: m.boxes[first], rule: "V05"}}
	}},
	{"V05 the only parts", func(d dice, m *madeReturn) []wanted {
		k, ok := anyCell(d, m, func(k returns.Key) bool {
			b, _ := returns.FindBreakdown(k.Breakdown)
			return b.Kind == returns.Parts && m.hasTotal(k.Measure) && len(parts(k.Measure)) == 1 && m.room(k) > 0
		})
		if !ok {
			return nil
		}
		m.boxes[k].become(count(m.n(k) + 1 + float64(d.n(int(m.room(k))))))
		return []wanted{{at: m.boxes[returns.Key{Measure: k.Measure, Breakdown: returns.Total, Category: returns.All}], rule: "V05"}}
	}},
	{"V05 more than all", func(d dice, m *madeReturn) []wanted {
		k, ok := anyCell(d, m, func(k returns.Key) bool {
			b, _ := returns.FindBreakdown(k.Breakdown)
			total := returns.Key{Measure: k.Measure, Breakdown: returns.Total, Category: returns.All}
			return k.Breakdown != returns.Total && b.Kind != returns.Parts && m.boxes[total] != nil && m.room(k) > m.n(total)-m.n(k)
		})
		if !ok {
			return nil
		}
		total := m.n(returns.Key{Measure: k.Measure, Breakdown: returns.Total, Category: returns.All})
		m.boxes[k].become(count(total + 1 + float64(d.n(int(m.room(k)-(total-m.n(k)))))))
		return []wanted{{at: m.boxes[k], rule: "V05"}}
	}},
	{"V06 the period", func(d dice, m *madeReturn) []wanted {
		x := m.answer("period_end")
		x.become(date(periodStart.AddDate(0, 0, -in(d, 1, 300))))
		return []wanted{{at: x, rule: "V06"}}
	}},
	{"V07 a figure twice", func(d dice, m *madeReturn) []wanted {
		k, ok := anyCell(d, m, func(k returns.Key) bool {
			return slices.Contains([]string{returns.EarlyHelp, returns.Referrals, "Audit"}, m.sheet[k])
		})
		if !ok {
			return nil
		}
		ref := m.ref(m.boxes[k])
		g := m.book.sheet(ref.Sheet)
		twin := make([]*box, len(g.rows[ref.Row-1]))
		for i, x := range g.rows[ref.Row-1] {
			if x != nil {
				same := *x
				twin[i] = &same
			}
		}
		g.rows = append(g.rows, twin)
		return []wanted{{at: twin[ref.Col-1], rule: "V07"}}
	}},
	{"V12", func(d dice, m *madeReturn) []wanted {
		// One category goes over to not recorded, in a measure and in all that
		// are parts of it.
		k, ok := anyCell(d, m, func(k returns.Key) bool {
			return k.Category == returns.NotRecorded && k.Breakdown != "agency" && len(wholesOf(k.Measure)) == 0
		})
		if !ok {
			return nil
		}
		b, _ := returns.FindBreakdown(k.Breakdown)
		from := b.Categories[d.n(len(b.Categories)-1)]
		var want []wanted
		over := map[string]bool{}
		for _, name := range family(k.Measure) {
			to := returns.Key{Measure: name, Breakdown: b.Name, Category: returns.NotRecorded}
			other := m.boxes[returns.Key{Measure: name, Breakdown: b.Name, Category: from}]
			if m.boxes[to] == nil || other == nil {
				continue
			}
			m.boxes[to].num += other.num
			other.num = 0
			// What a part has not recorded follows from its whole, told once.
			over[name] = m.n(to)*5 > m.all(to)
			if over[name] && !slices.ContainsFunc(wholesOf(name), func(w string) bool { return over[w] }) {
				want = append(want, wanted{at: m.boxes[to], rule: "V12"})
			}
		}
		return want
	}},
	{"V16", func(d dice, m *madeReturn) []wanted {
		k, _ := anyCell(d, m, always)
		if once(d, 3) {
			m.boxes[k].become(&box{kind: formula, text: "SUM(D4:D7)"})
		} else {
			m.boxes[k].become(&box{kind: fault, text: one(d, errorValues)})
		}
		return []wanted{{at: m.boxes[k], rule: "V16"}}
	}},
	{"P01", func(d dice, m *madeReturn) []wanted {
		p := one(d, identifiers)
		x := m.anyNote(d)
		v := p.make(d)
		x.become(words(one(d, []string{"", "see ", "Re: ", "case "}) + v + one(d, []string{"", " please ring", ", twice"})))
		return personal(x, p.kind)
	}},
	{"P02 a name", func(d dice, m *madeReturn) []wanted {
		x := m.anyNote(d)
		x.become(words(one(d, []string{"Aisha Khan", "spoke to Margaret Thompson about this", "Mrs Patel asked", "Checked by Daniel O'Brien", "mother is Agnieszka Kowalska"})))
		return personal(x, cell.PersonName)
	}},
	{"P03 a list", func(d dice, m *madeReturn) []wanted {
		l := anyList(d, in(d, 45, 90), d.n(60))
		g := l.sheet(records)
		g.name = one(d, []string{"Records", "Sheet1", "working", "Data export"})
		m.book = append(m.book, g)
		return []wanted{{sheet: g.name, rule: string(cell.ChildLevelRows)}}
	}},
	{"P02 a hidden row", func(d dice, m *madeReturn) []wanted {
		k, _ := anyCell(d, m, always)
		ref := m.ref(m.boxes[k])
		m.book.sheet(ref.Sheet).hidden = append(m.book.sheet(ref.Sheet).hidden, m.boxes[k])
		return []wanted{{row: m.boxes[k], rule: string(cell.HiddenRows)}}
	}},
	{"P02 a hidden sheet", func(d dice, m *madeReturn) []wanted {
		g := &grid{name: "Scratch", state: one(d, []string{"hidden", "veryHidden"})}
		g.at(d.n(9), d.n(9)).become(words("12"))
		m.book = append(m.book, g)
		return []wanted{{sheet: g.name, rule: string(cell.HiddenSheet)}}
	}},
}

// anyNote returns a cell in which text may be typed.
func (m *madeReturn) anyNote(d dice) *box {
	if once(d, 4) {
		return m.answer("known_issues")
	}
	k, ok := anyCell(d, m, func(k returns.Key) bool {
		return slices.Contains([]string{returns.EarlyHelp, returns.Referrals, "Audit"}, m.sheet[k])
	})
	if !ok {
		panic("no long sheet")
	}
	return m.besides(m.boxes[k], "note")
}
