package injection

import (
	"fmt"
	"slices"
	"strings"

	"earlyhelp/shared/list"
)

// A wanted problem: where, and which check.
type wanted struct {
	at    *box   // the cell
	row   *box   // or a cell of the row, where it is the row that is wrong
	sheet string // or the sheet
	rule  string
}

// A listFault spoils a valid list in one place and says what must be found.
// It returns nothing where this list has no such place.
type listFault struct {
	name string
	do   func(d dice, l *madeList) []wanted
}

// row returns the row of the grid in which an event stands.
func (l *madeList) row(e *event) int {
	g := l.sheet(records)
	return slices.IndexFunc(g.rows, func(row []*box) bool { return slices.Contains(row, e.box["event_ref"]) })
}

// cell returns the box of an event under a heading, made if there is none.
func (l *madeList) cell(e *event, heading string) *box {
	b := l.sheet(records).at(l.row(e), l.cols[heading])
	e.box[heading] = b
	return b
}

// anyEvent returns an event that suits, or nil.
func (l *madeList) anyEvent(d dice, suits func(*event) bool) *event {
	var all []*event
	for _, e := range l.rows {
		if suits(e) {
			all = append(all, e)
		}
	}
	if len(all) == 0 {
		return nil
	}
	return one(d, all)
}

func inPeriod(e *event) bool { return !e.start.Before(periodStart) }

// spoil puts a value into a cell that cannot stand there.
func spoil(heading string, values ...box) func(dice, *madeList) []wanted {
	return func(d dice, l *madeList) []wanted {
		e := l.anyEvent(d, func(e *event) bool { return e.has(heading) })
		if e == nil {
			return nil
		}
		b := l.cell(e, heading)
		b.become(new(one(d, values)))
		return []wanted{{at: b, rule: "V03"}}
	}
}

func txt(s string) box { return box{kind: text, text: s} }

var errorValues = []string{"#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?"}

var listFaults = func() []listFault {
	var all []listFault
	add := func(name string, do func(dice, *madeList) []wanted) { all = append(all, listFault{name, do}) }
	for _, c := range list.Columns() {
		bad := []box{}
		switch c.Type {
		case list.Key, list.Text:
			bad = append(bad, txt(strings.Repeat("k", 65)))
		case list.Code:
			bad = append(bad, txt("R/1"), txt(strings.Repeat("9", 21)), txt("R 12"))
		case list.Choice:
			bad = append(bad, txt("zzz"), txt("12"), box{kind: number, num: 3})
		case list.Day:
			bad = append(bad, txt("last week"), txt("31/02/2026"), txt("2026-13-01"))
		case list.Year:
			bad = append(bad, txt("15"), txt("about 2015"), box{kind: number, num: 15}, box{kind: number, num: 1999})
		case list.Number:
			bad = append(bad, txt("high"), box{kind: number, num: 101}, box{kind: number, num: -1})
		}
		if c.Need == list.Always {
			bad = append(bad, box{}, txt("  "))
		}
		add("V03 "+c.Name, spoil(c.Name, bad...))
		add("V16 "+c.Name, func(d dice, l *madeList) []wanted {
			e := l.anyEvent(d, func(e *event) bool { return e.has(c.Name) })
			if e == nil {
				return nil
			}
			b := l.cell(e, c.Name)
			if once(d, 3) {
				b.become(&box{kind: formula, text: "A1+1"})
			} else {
				b.become(&box{kind: fault, text: one(d, errorValues)})
			}
			return []wanted{{at: b, rule: "V16"}}
		})
		add("V02 heading "+c.Name, func(d dice, l *madeList) []wanted {
			b := l.sheet(records).at(0, l.cols[c.Name])
			i := d.n(len(b.text) - 1)
			b.text = b.text[:i] + b.text[i+1:] // a letter is lost
			return []wanted{{at: b, rule: "V02"}}
		})
		add("V02 no heading "+c.Name, func(d dice, l *madeList) []wanted {
			b := l.sheet(records).at(0, l.cols[c.Name])
			b.text = one(d, []string{"", "team of the worker"})
			return []wanted{{row: l.sheet(records).at(0, (l.cols[c.Name]+1)%len(l.cols)), rule: "V02"}}
		})
	}
	add("V03 start before the look-back", func(d dice, l *madeList) []wanted {
		e := one(d, l.rows[1:]) // the first holds the look-back up
		b := l.cell(e, "start_date")
		b.become(date(lookBack.AddDate(0, 0, -in(d, 1, 400))))
		return []wanted{{at: b, rule: "V03"}}
	})
	add("V03 start after the period", func(d dice, l *madeList) []wanted {
		e := one(d, l.rows[1:])
		b := l.cell(e, "start_date")
		b.become(date(periodEnd.AddDate(0, 0, in(d, 1, 400))))
		return []wanted{{at: b, rule: "V03"}}
	})
	add("V03 a referral without its source", func(d dice, l *madeList) []wanted {
		e := l.anyEvent(d, func(e *event) bool { return e.kind == list.Referral })
		if e == nil {
			return nil
		}
		b := l.cell(e, one(d, []string{"source_agency", "referral_outcome"}))
		b.become(&box{})
		return []wanted{{at: b, rule: "V03"}}
	})
	add("V03 a need twice", func(d dice, l *madeList) []wanted {
		e := l.anyEvent(d, func(e *event) bool { return e.has("need_2") })
		if e == nil {
			return nil
		}
		b := l.cell(e, "need_2")
		b.become(words(e.box["need_1"].text))
		return []wanted{{at: b, rule: "V03"}}
	})
	add("V06 an end before the start", func(d dice, l *madeList) []wanted {
		e := l.anyEvent(d, func(e *event) bool { return e.has("end_date") })
		if e == nil {
			return nil
		}
		b := l.cell(e, "end_date")
		b.become(date(e.start.AddDate(0, 0, -in(d, 1, 60))))
		return []wanted{{at: b, rule: "V06"}}
	})
	for _, h := range []string{"outcome_told_date", "first_help_date", "plan_date", "last_review_date"} {
		add("V06 "+h, func(d dice, l *madeList) []wanted {
			e := l.anyEvent(d, func(e *event) bool { return e.has(h) })
			if e == nil {
				return nil
			}
			b := l.cell(e, h)
			b.become(date(e.start.AddDate(0, 0, -in(d, 1, 60))))
			return []wanted{{at: b, rule: "V06"}}
		})
	}
	add("V06 no reason", func(d dice, l *madeList) []wanted {
		e := l.anyEvent(d, func(e *event) bool { return e.has("end_date") && !e.has("follow_up") })
		if e == nil {
			return nil
		}
		b := l.cell(e, "end_reason")
		b.become(&box{})
		return []wanted{{at: b, rule: "V06"}}
	})
	add("V07 a reference twice", func(d dice, l *madeList) []wanted {
		a, b := one(d, l.rows), one(d, l.rows)
		if a == b {
			return nil
		}
		later := a
		if l.row(b) > l.row(a) {
			later = b
		}
		a.box["event_ref"].text = b.box["event_ref"].text
		return []wanted{{at: later.box["event_ref"], rule: "V07"}}
	})
	add("V07 a row twice", func(d dice, l *madeList) []wanted {
		e := one(d, l.rows)
		g := l.sheet(records)
		from := l.row(e)
		twin := make([]*box, len(g.rows[from]))
		for i, b := range g.rows[from] {
			if b != nil {
				same := *b
				twin[i] = &same
			}
		}
		to := in(d, 1, len(g.rows))
		g.rows = slices.Insert(g.rows, to, twin)
		later := twin
		if to <= from {
			later = g.rows[from+1]
		}
		return []wanted{{at: later[l.cols["event_ref"]], rule: "V07"}}
	})
	add("V07 two on one day", func(d dice, l *madeList) []wanted {
		e := l.anyEvent(d, inPeriod)
		if e == nil {
			return nil
		}
		g := l.sheet(records)
		from := l.row(e)
		twin := make([]*box, len(g.rows[from]))
		for i, b := range g.rows[from] {
			if b != nil {
				same := *b
				twin[i] = &same
			}
		}
		twin[l.cols["event_ref"]].text = "Z999999"
		g.rows = append(g.rows, twin)
		return []wanted{{at: twin[l.cols["start_date"]], rule: "V07"}}
	})
	add("V13 no look-back", func(d dice, l *madeList) []wanted {
		g := l.sheet(records)
		inside := 0
		for _, e := range l.rows {
			if e.kind != list.Referral {
				continue
			}
			if inPeriod(e) {
				inside++
				continue
			}
			at := l.row(e)
			g.rows = slices.Delete(g.rows, at, at+1)
		}
		if inside == 0 {
			return nil
		}
		at := g.rows[0][l.cols["start_date"]]
		return []wanted{{at: at, rule: "V13"}, {at: at, rule: "V13"}} // within 3 months, and within 12
	})
	for _, h := range []string{"language_english", "culture_recorded", "religion_recorded", "interpreter", "disability", "sen", "young_carer", "sex", "ethnic_group"} {
		add("V12 "+h, func(d dice, l *madeList) []wanted {
			n := 0
			for i, e := range l.rows {
				if i*5 <= len(l.rows)+5 {
					l.cell(e, h).become(words("not recorded"))
					n++
				}
			}
			if n*5 <= len(l.rows) {
				return nil
			}
			return []wanted{{at: l.sheet(records).at(0, l.cols[h]), rule: "V12"}}
		})
	}
	add("V14 one key on many rows", func(d dice, l *madeList) []wanted {
		// 51 rows that are not on one day get one key; the last of the sheet is
		// where it goes beyond fifty.
		var of []*event
		days := map[string]bool{}
		for _, e := range l.rows {
			if day := e.kind + e.start.String(); !days[day] && len(of) < 51 {
				days[day] = true
				of = append(of, e)
			}
		}
		if len(of) < 51 {
			return nil
		}
		last := of[0]
		for _, e := range of {
			e.box["child_key"].text = "TEAM"
			for _, h := range []string{"sex", "ethnic_group", "birth_year"} {
				e.box[h].become(of[0].box[h])
			}
			e.box["birth_year"].num = 2015
			if l.row(e) > l.row(last) {
				last = e
			}
		}
		return []wanted{{at: last.box["child_key"], rule: "V14"}}
	})
	add("V14 keys that follow nobody", func(d dice, l *madeList) []wanted {
		referrals := 0
		for i, e := range l.rows {
			e.box["child_key"].text = fmt.Sprintf("K%d", i)
			if e.kind == list.Referral {
				referrals++
			}
		}
		if referrals < 60 {
			return nil
		}
		return []wanted{{at: l.sheet(records).at(0, l.cols["child_key"]), rule: "V14"}}
	})
	return all
}()
