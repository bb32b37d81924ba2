package returns

import (
	"slices"
	"strings"

	"earlyhelp/shared/cell"
)

// firstMeasures are the measures of FirstVersion, split as they still are.
var firstMeasures = strings.Fields(`children_open episodes_started
	referrals referrals_professional referrals_nfa rereferrals_3m rereferrals_12m referrals_with_eha outcome_told_5wd
	headcount_needing_training trained_24m trained_reluctant_families`)

// upgradeReason is the note of what FirstVersion did not ask for.
const upgradeReason = "Not asked for by template " + FirstVersion + "."

// blocks returns the tables that the workbook's template asks for on a sheet.
func (r *reader) blocks(sheet string) []*block {
	all := blocks(sheet)
	if !r.first {
		return all
	}
	var out []*block
	for _, b := range all {
		if b := b.ofFirst(); b != nil {
			out = append(out, b)
		}
	}
	return out
}

// ofFirst returns what FirstVersion asked for of a block, nil for nothing.
func (b *block) ofFirst() *block {
	if b.facts {
		return nil
	}
	c := &block{heads: b.heads, words: b.words, top: b.top, index: map[string]int{}}
	keep := func(k Key) bool { return slices.Contains(firstMeasures, k.Measure) }
	var cols []int
	for i, col := range b.cols {
		if slices.ContainsFunc(b.rows, func(r blockRow) bool { return keep(r.keys[i]) }) {
			c.cols, cols = append(c.cols, col), append(cols, i)
		}
	}
	for _, r := range b.rows {
		var keys []Key
		for _, i := range cols {
			if keep(r.keys[i]) {
				keys = append(keys, r.keys[i])
			}
		}
		if len(keys) > 0 {
			c.index[join(r.labels...)] = len(c.rows)
			c.index[norms(r.labels...)] = len(c.rows)
			r.keys = keys
			c.rows = append(c.rows, r)
		}
	}
	if len(c.rows) == 0 {
		return nil
	}
	return c
}

// upgrade tells the sender once what a workbook of FirstVersion lacks. One that
// has sheets of a later template is not accepted, and read as that template.
func (r *reader) upgrade(sheets map[string]string) {
	for _, sheet := range countSheets() {
		if name, there := sheets[sheet]; there && len(r.blocks(sheet)) == 0 {
			r.stop(r.versionAt, "V02", groupVersion, FirstVersion, "The Cover says template %s, and the sheet %s is of a later one. If this is the template %s, type %s here.", FirstVersion, name, TemplateVersion, TemplateVersion)
			r.first = false
			return
		}
	}
	r.res.UpgradedFrom = FirstVersion
	r.note(r.versionAt, "V02", groupVersion, "This is template %s, which asked for %d of the %d measures of today. The others are taken as not available, [x]. For the next return use the current template (%s).",
		FirstVersion, len(firstMeasures), len(Measures("")), TemplateVersion)
}

// fillUpgraded puts in, as not available, what FirstVersion did not ask for.
func (f *figures) fillUpgraded() {
	if !f.first {
		return
	}
	f.late = true
	f.out.TemplateVersion = TemplateVersion
	noted := map[string]bool{}
	for _, sheet := range countSheets() {
		for _, b := range blocks(sheet) {
			for _, r := range b.rows {
				for i, k := range r.keys {
					if slices.Contains(firstMeasures, k.Measure) {
						continue
					}
					c := Count{Sheet: sheet, Measure: k.Measure, Breakdown: k.Breakdown, Category: k.Category, State: NotAvailable, Ref: cell.Ref{Sheet: sheet}}
					if i == 0 && !noted[k.Measure] {
						c.Note, noted[k.Measure] = upgradeReason, true
					}
					f.keep(c)
				}
				if b.facts {
					f.facts = append(f.facts, Fact{Name: r.labels[0], Answer: Unknown, Note: upgradeReason, Ref: cell.Ref{Sheet: sheet}})
				}
			}
		}
	}
	whole := Return{Counts: f.counts, Facts: f.facts}
	whole.Make()
	f.counts = whole.Counts
}

// inOrder returns the counts of r in the order of the workbook, those that are
// made at the end of their sheet. Localities stay in the order they have.
func (r *Return) inOrder() []Count {
	at := map[Key]int{}
	for _, sheet := range countSheets() {
		for _, b := range blocks(sheet) {
			n := len(at)
			for i, row := range b.rows {
				for j, k := range row.keys {
					at[k] = n + i*len(b.cols) + j
				}
			}
		}
	}
	sheets := countSheets()
	out := slices.Clone(r.Counts)
	slices.SortStableFunc(out, func(a, b Count) int {
		if d := slices.Index(sheets, a.Sheet) - slices.Index(sheets, b.Sheet); d != 0 {
			return d
		}
		rank := func(c Count) int {
			switch i, ok := at[c.Key()]; {
			case ok:
				return i
			case isMade(c.Key()):
				return 1 << 30
			}
			return 1 << 29
		}
		return rank(a) - rank(b)
	})
	return out
}
