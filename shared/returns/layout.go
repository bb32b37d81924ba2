package returns

import (
	"slices"
	"strings"
	"sync"
)

// The headings of the sheets, as Read looks for them.
const (
	headMeasure   = "measure"
	headBreakdown = "breakdown_type"
	headValue     = "breakdown_value"
	headCount     = "count"
	headNote      = "note"
	headGuide     = "what_to_enter" // explains a row; not read
	headAgency    = "agency"
	headSetting   = "setting_type"
	headService   = "service_category"
	headQuestion  = "question"
	headItem      = "item"
	headAnswer    = "answer"
	headFact      = "fact"
	headDate      = "date"
	headLink      = "evidence_link"
)

// guidanceSheet is the first sheet of the template. It is not read.
const guidanceSheet = "Guidance"

// The items of the Cover.
const (
	itemCode    = "partnership_code"
	itemName    = "partnership_name" // not read
	itemStart   = "period_start"
	itemEnd     = "period_end"
	itemVersion = "template_version"
	itemRole    = "prepared_by_role"
	itemMade    = "made_from"
	itemOrigin  = "data_origin"
	itemIssues  = "known_issues"
	itemGives   = "breakdown_" // and the name of the breakdown
	itemSheet   = "sheet_"     // and the name of the sheet
)

// The answers to choose from on the Cover.
const (
	originOwn    = "our own figures"
	originMadeUp = "made up for demonstration"
	given        = "given"
	notGiven     = "not available"
	madeTyped    = "typed"
)

// roles are posts, never names.
func roles() []string {
	return []string{"data officer", "data manager", "early help manager", "partnership manager", "other role"}
}

// The longest texts taken, in characters.
const (
	maxNote   = 200
	maxIssues = 1000
	maxLink   = 300
)

// localityRows is how many rows at the end of a table are left for the area's
// own localities. More may be added below them.
const localityRows = 60

// locality is the breakdown that takes the area's own words.
const locality = "locality"

// A block is one table of a sheet: rows that are named by the first columns,
// and a column for each count. A sheet with one count a row is a block with
// one such column.
type block struct {
	title string   // stands in a row above the headings; "" for the first block of a sheet
	heads []string // of the columns that name a row
	cols  []string // of the columns of counts
	facts bool     // the table of facts: answers in place of counts
	words bool     // a row below the headings says what each column counts
	guide bool     // a column says what each row asks for
	rows  []blockRow
	top   int // row of the headings in the template

	index map[string]int // labels, joined, to the row
}

// A blockRow is one row of a block.
type blockRow struct {
	labels []string
	keys   []Key  // by column of counts
	words  string // what to enter
	total  bool
}

// first is the row of the template in which b's i-th row stands.
func (b *block) first(i int) int {
	row := b.top + 1 + i
	if b.words {
		row++
	}
	return row
}

// headings are those of all columns of b, in their order.
func (b *block) headings() []string {
	all := slices.Concat(b.heads, b.cols, []string{headNote})
	if b.guide {
		all = append(all, headGuide)
	}
	return all
}

// own reports whether localities may be added below b.
func (b *block) own() bool { return len(b.ownMeasures()) > 0 }

// ownMeasures returns the first labels that may be given by locality.
func (b *block) ownMeasures() []string {
	var labels []string
	for _, r := range b.rows {
		if len(r.keys) == 0 || len(b.heads) != 3 || slices.Contains(labels, r.labels[0]) {
			continue
		}
		if m, _ := FindMeasure(r.keys[0].Measure); slices.Contains(m.Breakdowns, locality) {
			labels = append(labels, r.labels[0])
		}
	}
	return labels
}

// measures returns the measures of b in the order of its rows and columns.
func (b *block) measures() []string {
	var names []string
	for _, r := range b.rows {
		for _, k := range r.keys {
			if !slices.Contains(names, k.Measure) {
				names = append(names, k.Measure)
			}
		}
	}
	return names
}

// join makes one text of the labels of a row, to look it up by.
func join(labels ...string) string { return strings.Join(labels, "\x00") }

// blocks returns the tables of a sheet that holds counts, in their order.
func blocks(sheet string) []*block { return theLayout()[sheet] }

var theLayout = sync.OnceValue(func() map[string][]*block {
	all := map[string][]*block{
		EarlyHelp: {longBlock(EarlyHelp)}, Referrals: {longBlock(Referrals)}, Audit: {longBlock(Audit)},
		Workforce:   {rowBlock(Workforce, "agency", headAgency)},
		Partnership: {factBlock(), rowBlock(Partnership, "agency", headAgency)},
		InfoSharing: {rowBlock(InfoSharing, "setting_type", headSetting), rowBlock(InfoSharing, "agency", headAgency)},
		LocalOffer:  {serviceBlock()},
		Survey:      {surveyBlock(false), surveyBlock(true)},
	}
	all[Partnership][1].title = "Meetings: one row an agency"
	all[InfoSharing][1].title = "Shared records: one row an agency"
	all[Survey][1].title = "What families say"
	for _, sheet := range countSheets() {
		row := 1
		for i, b := range all[sheet] {
			if i > 0 {
				row += 2 // a blank one, and the title
			}
			b.top = row
			row = b.first(len(b.rows))
			b.index = map[string]int{}
			for j, r := range b.rows {
				b.index[join(r.labels...)] = j
				b.index[norms(r.labels...)] = j
			}
		}
	}
	return all
})

// norms joins labels in a form in which case, spaces and dashes do not count.
func norms(labels ...string) string {
	out := make([]string, len(labels))
	for i, l := range labels {
		out[i] = norm(l)
	}
	return join(out...)
}

// longBlock is a sheet with one row a figure.
func longBlock(sheet string) *block {
	b := &block{heads: []string{headMeasure, headBreakdown, headValue}, cols: []string{headCount}, guide: true}
	for _, k := range Asked(sheet) {
		b.rows = append(b.rows, blockRow{[]string{k.Measure, k.Breakdown, k.Category}, []Key{k}, inFull(k), k.Breakdown == Total})
	}
	return b
}

// rowBlock is a table with one row a category of a breakdown, and one column a
// measure.
func rowBlock(sheet, breakdown, head string) *block {
	b := &block{heads: []string{head}, words: true, guide: breakdown == headSetting}
	var ms []Measure
	for _, m := range Measures(sheet) {
		if slices.Equal(m.Breakdowns, []string{breakdown}) {
			ms = append(ms, m)
			b.cols = append(b.cols, m.Name)
		}
	}
	for _, c := range ms[0].Categories(breakdown) {
		r := blockRow{labels: []string{c}, words: settingHelp(c)}
		for _, m := range ms {
			r.keys = append(r.keys, Key{m.Name, breakdown, c})
		}
		b.rows = append(b.rows, r)
	}
	return b
}

// settingHelp says what a type of setting takes in, where its name does not.
func settingHelp(kind string) string {
	switch kind {
	case "maintained nursery school":
		return "A school, and not counted below."
	case "maintained primary school", "maintained special school":
		return "Kept by the local authority, voluntary aided and controlled, and foundation schools."
	case "maintained secondary school":
		return "All-through and middle deemed secondary schools among them."
	case "primary academy", "special academy", "alternative provision academy":
		return "Academies and free schools."
	case "secondary academy":
		return "Academies and free schools, all-through ones among them, and city technology colleges."
	case "non-maintained special school":
		return "Approved by the Secretary of State, and not run for profit."
	case "independent school":
		return "Every independent school, independent special schools among them."
	case "nursery or pre-school":
		return "On Ofsted's early years register, and not part of a school."
	case "childminder":
		return "With or without domestic premises of their own, agencies' childminders among them."
	case "childcare on domestic premises":
		return "In somebody's home, by four or more people together."
	}
	return ""
}

func factBlock() *block {
	b := &block{heads: []string{headFact}, cols: []string{headAnswer, headDate, headLink}, facts: true, guide: true}
	for _, f := range Facts() {
		b.rows = append(b.rows, blockRow{labels: []string{f.Name}, words: f.Asks})
	}
	return b
}

// serviceBlock is the local offer: one row a service category.
func serviceBlock() *block {
	b := &block{heads: []string{headBreakdown, headService}, words: true, guide: true}
	ms := Measures(LocalOffer)
	for _, m := range ms {
		b.cols = append(b.cols, m.Name)
	}
	add := func(breakdown, category, words string) {
		r := blockRow{labels: []string{breakdown, category}, words: words, total: breakdown == Total}
		for _, m := range ms {
			r.keys = append(r.keys, Key{m.Name, breakdown, category})
		}
		b.rows = append(b.rows, r)
	}
	add(Total, All, "All services, each once.")
	for _, name := range ms[0].Breakdowns {
		for _, c := range ms[0].Categories(name) {
			switch {
			case name == "need":
				add(name, c, "Services that help with this. One that helps with several needs counts under each.")
			case c == NotRecorded:
				add(name, c, "Services for all ages, or whose entry gives no age.")
			default:
				add(name, c, "Services mainly for children of this age. Each service counts in one row by age.")
			}
		}
	}
	return b
}

// surveyBlock is the table of the questions to professionals, one row a
// question and agency, or of those to families.
func surveyBlock(families bool) *block {
	b := &block{heads: []string{headQuestion, headAgency}, cols: []string{"responses", "agree", "unsure"}, guide: true}
	if families {
		b.heads = []string{headQuestion, headBreakdown, headValue}
	}
	for _, q := range Questions() {
		if q.Families != families {
			continue
		}
		m, _ := FindMeasure(q.Name + "_responses")
		add := func(breakdown, category, words string) {
			r := blockRow{labels: []string{q.Name, category}, words: words, total: families && breakdown == Total}
			if families {
				r.labels = []string{q.Name, breakdown, category}
			}
			for _, col := range b.cols {
				r.keys = append(r.keys, Key{q.Name + "_" + col, breakdown, category})
			}
			b.rows = append(b.rows, r)
		}
		for _, c := range m.Categories(Total) {
			add(Total, c, "“"+q.Asks+"” responses: all families who answered; agree: "+q.Agree+"; unsure: "+q.Unsure+".")
		}
		for _, name := range m.Breakdowns {
			for i, c := range m.Categories(name) {
				words := label(name, c)
				if !families && i == 0 {
					words = "“" + q.Asks + "” responses: all who answered; agree: " + q.Agree + "; unsure: " + q.Unsure + "."
				}
				add(name, c, words)
			}
		}
	}
	return b
}
