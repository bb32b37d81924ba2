package injection

import (
	"fmt"
	"slices"
	"strings"

	"earlyhelp/shared/list"
)

const caseAudit = "CaseAudit"

// addAudits puts a sheet of audited cases into a list, random of which were
// drawn at random.
func (l *madeList) addAudits(d dice, random, others int) {
	g := &grid{name: caseAudit}
	columns := list.AuditColumns()
	l.auditCols = map[string]int{}
	for c, col := range columns {
		l.auditCols[col.Name] = c
		g.at(0, c).become(words(col.Name))
	}
	for i, r := range shuffled(d, random+others) {
		row := i + 1
		for c, col := range columns {
			x := g.at(row, c)
			switch {
			case col.Name == "audit_ref":
				x.become(words(fmt.Sprintf("A%05d", r)))
			case col.Name == "sample_method" && r < random:
				x.become(words("random"))
			case col.Name == "sample_method":
				x.become(words(one(d, []string{"themed", "complaint"})))
			case col.Name == "child_age_band":
				x.become(words(one(d, []string{"0-4", "5-9", "10-15", "16-17"})))
			case col.Type == list.Choice && col.Need == list.Always:
				x.become(words(one(d, recorded(codes(col)))))
			case col.Type == list.Choice:
				x.become(words(one(d, codes(col)[:2]))) // yes or no: what else is found does not matter here
			case once(d, 3):
				x.become(words("Visits at weekends"))
			}
		}
	}
	l.book = append(l.book, g)
}

func codes(c list.Column) []string {
	var all []string
	for _, v := range c.Values {
		all = append(all, v.Code)
	}
	return all
}

// auditBox returns the cell of an audited case, or nil where there is none.
func (l *madeList) auditBox(d dice, heading string) *box {
	if l.auditCols == nil {
		return nil
	}
	g := l.sheet(caseAudit)
	return g.at(in(d, 1, len(g.rows)-1), l.auditCols[heading])
}

var auditFaults = func() []listFault {
	var all []listFault
	add := func(name string, do func(dice, *madeList) []wanted) { all = append(all, listFault{name, do}) }
	for _, c := range list.AuditColumns() {
		wrong := []box{}
		switch c.Type {
		case list.Code:
			wrong = append(wrong, txt("A/1"), txt(strings.Repeat("9", 21)))
		case list.Choice:
			wrong = append(wrong, txt("zzz"), box{kind: number, num: 3})
		case list.Text:
			wrong = append(wrong, txt(strings.Repeat("it went well ", 30)))
		}
		if c.Need == list.Always {
			wrong = append(wrong, box{}, txt("  "))
		}
		add("audit V03 "+c.Name, func(d dice, l *madeList) []wanted {
			x := l.auditBox(d, c.Name)
			if x == nil {
				return nil
			}
			x.become(new(one(d, wrong)))
			return []wanted{{at: x, rule: "V03"}}
		})
		if c.Type == list.Text {
			continue
		}
		add("audit V16 "+c.Name, func(d dice, l *madeList) []wanted {
			x := l.auditBox(d, c.Name)
			if x == nil {
				return nil
			}
			x.become(&box{kind: fault, text: one(d, errorValues)})
			return []wanted{{at: x, rule: "V16"}}
		})
	}
	add("audit V02", func(d dice, l *madeList) []wanted {
		if l.auditCols == nil {
			return nil
		}
		x := l.sheet(caseAudit).at(0, d.n(len(l.auditCols)))
		i := d.n(len(x.text) - 1)
		x.text = x.text[:i] + x.text[i+1:]
		return []wanted{{at: x, rule: "V02"}}
	})
	add("audit V07", func(d dice, l *madeList) []wanted {
		if l.auditCols == nil || len(l.sheet(caseAudit).rows) < 3 {
			return nil
		}
		g, c := l.sheet(caseAudit), l.auditCols["audit_ref"]
		a := in(d, 1, len(g.rows)-2)
		b := in(d, a+1, len(g.rows)-1)
		g.at(b, c).text = g.at(a, c).text
		return []wanted{{at: g.at(b, c), rule: "V07"}}
	})
	add("V15", func(d dice, l *madeList) []wanted {
		if l.auditCols == nil {
			return nil
		}
		l.book = slices.DeleteFunc(l.book, func(g *grid) bool { return g.name == caseAudit })
		l.addAudits(d, d.n(10), in(d, 1, 9))
		return []wanted{{at: l.sheet(caseAudit).at(0, l.auditCols["sample_method"]), rule: "V15"}}
	})
	return all
}()
