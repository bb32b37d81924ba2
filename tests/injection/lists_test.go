package injection

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"earlyhelp/shared/list"
)

// The period of every list and return here, and the look-back before it.
var (
	lookBack    = time.Date(2025, 4, 1, 0, 0, 0, 0, time.UTC)
	periodStart = time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
	periodEnd   = time.Date(2026, 6, 30, 0, 0, 0, 0, time.UTC)
)

const records = "Records"

// A madeList is a valid list: the headings stand in row 0 of its Records,
// the events from row 1 on.
type madeList struct {
	book
	cols map[string]int // by heading, as it was first laid out
	rows []*event

	auditCols map[string]int // of CaseAudit, nil where the list has none
}

// An event is a row of the Records sheet by heading.
type event struct {
	box   map[string]*box
	start time.Time
	kind  string
}

func (e *event) has(heading string) bool { return e.box[heading] != nil }

// choicesOf are the values that each list column takes.
func choicesOf() map[string][]string {
	all := map[string][]string{}
	for _, c := range list.Columns() {
		for _, v := range c.Values {
			all[c.Name] = append(all[c.Name], v.Code)
		}
	}
	return all
}

// recorded are the values of a column without those that say that nothing was
// recorded.
func recorded(values []string) []string {
	return slices.DeleteFunc(slices.Clone(values), func(v string) bool { return v == "not recorded" || v == "declined" })
}

// anyList draws a list of so many referrals and episodes in which nothing is
// wrong and nothing asks for an explanation: the look-back is whole, keys
// repeat, and hardly anything is not recorded.
func anyList(d dice, referrals, episodes int) *madeList {
	values := choicesOf()
	l := &madeList{cols: map[string]int{}}
	days := int(periodEnd.Sub(lookBack).Hours()/24) + 1
	type mark struct {
		child, kind string
		day         int
	}
	used := map[mark]bool{}
	children := max(1, (referrals+episodes)*3/4)
	born := map[int]int{}
	sexes := map[int]string{}
	groups := map[int]string{}
	for i := range referrals + episodes {
		e := &event{box: map[string]*box{}, kind: list.Referral}
		if i >= referrals {
			e.kind = list.EarlyHelp
		}
		child, at := 0, 0
		for {
			child, at = d.n(children), d.n(days)
			switch {
			case i == 0 && referrals > 0:
				at = 0 // the look-back reaches to its first day
			case i < referrals:
				// The same number a month throughout, or nearly.
				at = (i*days/referrals + d.n(5)) % days
			}
			m := mark{fmt.Sprint(child), e.kind, at}
			if !used[m] {
				used[m] = true
				break
			}
		}
		e.start = lookBack.AddDate(0, 0, at)
		set := func(heading, v string) {
			e.box[heading] = words(v)
		}
		day := func(heading string, most int) {
			e.box[heading] = date(e.start.AddDate(0, 0, d.n(most)))
		}
		if born[child] == 0 {
			born[child] = in(d, 2010, 2024)
			sexes[child] = one(d, recorded(values["sex"]))
			groups[child] = one(d, recorded(values["ethnic_group"]))
		}
		set("child_key", fmt.Sprintf("C%05d", child))
		if once(d, 2) {
			set("family_key", fmt.Sprintf("F%04d", child/2))
		}
		set("event_type", e.kind)
		set("event_ref", fmt.Sprintf("%c%06d", 'A'+d.n(26), i))
		e.box["start_date"] = date(e.start)
		e.box["birth_year"] = count(float64(min(born[child], e.start.Year())))
		set("sex", sexes[child])
		set("ethnic_group", groups[child])
		for _, h := range []string{"language_english", "culture_recorded", "religion_recorded", "interpreter", "disability", "sen", "young_carer"} {
			set(h, one(d, []string{"yes", "no"}))
		}
		needs := shuffled(d, len(values["need_1"]))
		for n := range d.n(4) {
			set(fmt.Sprintf("need_%d", n+1), values["need_1"][needs[n]])
		}
		if once(d, 2) {
			set("locality", one(d, []string{"Harehills", "Morley", "Otley and Yeadon", "St Mark's", "Rose Hill", "Kirkstall"}))
		}
		set("source_agency", one(d, recorded(values["source_agency"])))
		if e.kind == list.Referral {
			set("threshold_cited", one(d, []string{"yes", "no"}))
			set("eha_attached", one(d, []string{"yes", "no"}))
			set("referral_outcome", one(d, values["referral_outcome"]))
			if once(d, 2) {
				day("outcome_told_date", 12)
			}
		} else {
			day("first_help_date", 40)
			if once(d, 2) {
				day("plan_date", 40)
			}
			if once(d, 2) {
				day("last_review_date", 90)
			}
			set("lead_professional_agency", one(d, values["lead_professional_agency"]))
			if once(d, 2) {
				set("score_tool", one(d, values["score_tool"]))
				e.box["score_start"], e.box["score_end"] = count(float64(d.n(101))), count(float64(d.n(101)))
			}
			if once(d, 4) {
				set("stepped_down_from", one(d, values["stepped_down_from"]))
			}
		}
		if once(d, 2) {
			end := e.start.AddDate(0, 0, in(d, 95, 200))
			if end.After(periodEnd) {
				end = periodEnd
			}
			if end.Sub(e.start) >= 95*24*time.Hour {
				e.box["end_date"] = date(end)
				set("end_reason", one(d, values["end_reason"]))
				if r := e.box["end_reason"].text; e.kind == list.EarlyHelp && (r == "declined" || r == "lost_contact") {
					set("follow_up", one(d, []string{"yes", "no"}))
				}
			}
		}
		l.rows = append(l.rows, e)
	}
	g := &grid{name: records}
	for c, col := range list.Columns() {
		l.cols[col.Name] = c
		g.at(0, c).become(words(col.Name))
	}
	for r, i := range shuffled(d, len(l.rows)) {
		e := l.rows[i]
		for h, b := range e.box {
			g.at(r+1, l.cols[h])
			g.rows[r+1][l.cols[h]] = b
		}
	}
	l.book = book{coverOfList(), g}
	return l
}

// coverOfList says whose list it is, as the template does.
func coverOfList() *grid {
	g := &grid{name: "Cover"}
	for r, row := range [][2]*box{
		{words("item"), words("answer")},
		{words("partnership_code"), count(383)},
		{words("period_start"), date(periodStart)},
		{words("period_end"), date(periodEnd)},
		{words("list_template_version"), words(list.TemplateVersion)},
	} {
		g.at(r, 0).become(row[0])
		g.at(r, 1).become(row[1])
	}
	return g
}

// csv writes the Records of a list as programs do: the separator, quotes
// around everything or where needed, days as ISO or as typed.
func (l *madeList) csv(d dice) []byte {
	comma := one(d, []string{",", ";", "\t"})
	iso, quoteAll := once(d, 2), once(d, 3)
	var b strings.Builder
	if once(d, 2) {
		b.WriteString("\ufeff")
	}
	for _, row := range l.sheet(records).rows {
		for c, x := range row {
			if c > 0 {
				b.WriteString(comma)
			}
			v := ""
			switch {
			case x == nil || x.kind == blank:
			case x.kind == day && iso:
				v = origin.AddDate(0, 0, int(x.num)).Format(time.DateOnly)
			case x.kind == day:
				v = dayOf(x.num)
			case x.kind == text || x.kind == fault:
				v = x.text
			default:
				v = fmt.Sprint(x.num)
			}
			if quoteAll || strings.ContainsAny(v, ",;\t\"\n") {
				v = `"` + strings.ReplaceAll(v, `"`, `""`) + `"`
			}
			b.WriteString(v)
		}
		b.WriteString("\r\n")
	}
	return []byte(b.String())
}
