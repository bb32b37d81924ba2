package returns

import (
	"slices"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/workbook"
)

// readAgencies reads the Workforce sheet: one row an agency, one column a
// measure. For each measure it also makes the total, which the sheet does not
// ask for: the sum of the agencies, or not available when one of them is. Such
// a total stands in no cell, so that its Ref is the whole sheet.
func (f *figures) readAgencies(name string) {
	needed := []string{headAgency}
	ms := Measures(Workforce)
	for _, m := range ms {
		needed = append(needed, m.Name)
	}
	t := f.readTable(name, needed, []string{headNote, headGuide})
	if t == nil {
		return
	}
	agencies := Agencies()
	at := map[string]workbook.Row{}
	unnamed := false
	for _, row := range t.rows {
		word := t.word(row, headAgency)
		i := slices.IndexFunc(agencies, func(a string) bool { return norm(a) == norm(word) })
		ref := t.ref(row.Number, headAgency)
		switch {
		case i < 0 && word == "" && !f.anyCount(t, row, ms):
		case i < 0:
			c, _ := t.at(row, headAgency)
			f.stop(ref, "V03", shown(c), "This is not an agency of the list. Type one of: %s.", quoted(agencies))
			unnamed = true
		case at[agencies[i]].Number > 0:
			f.stop(ref, "V07", agencies[i], "This agency stands in row %d already. Correct one of the two rows, or delete it.", at[agencies[i]].Number)
			unnamed = true // it may be the row of an agency that is missing
		default:
			at[agencies[i]] = row
		}
	}
	for _, m := range ms {
		total := Count{Sheet: Workforce, Measure: m.Name, Breakdown: Total, Category: All, State: NotApplicable, Ref: cell.Ref{Sheet: t.sheet}}
		var parts []Count
		for _, a := range agencies {
			row, there := at[a]
			if !there {
				continue
			}
			if c, ok := f.readAgency(t, row, m, a); ok {
				parts = append(parts, c)
				total = plus(total, c)
			}
		}
		if len(parts) == len(agencies) {
			f.keep(total)
		}
		for _, c := range parts {
			f.keep(c)
		}
	}
	for _, a := range agencies {
		if _, there := at[a]; !there && !unnamed {
			f.stop(cell.Ref{Sheet: name}, "V02", "", "The row for the agency %q is missing. Add a row that begins with it, and its counts.", a)
		}
	}
}

func (f *figures) anyCount(t *table, row workbook.Row, ms []Measure) bool {
	return slices.ContainsFunc(ms, func(m Measure) bool {
		_, there := t.at(row, m.Name)
		return there
	})
}

func (f *figures) readAgency(t *table, row workbook.Row, m Measure, agency string) (Count, bool) {
	ref := t.ref(row.Number, m.Name)
	c, there := t.at(row, m.Name)
	if !there {
		f.stop(ref, "V03", "", "%s, %s, is missing. Type how many, 0 for none, [x] if you cannot give it, or [z] if the agency takes no part.", m.Name, agency)
		return Count{}, false
	}
	n, state, wrong := parseCount(c)
	if wrong != nil {
		f.fault(ref, c, wrong)
		return Count{}, false
	}
	return Count{Sheet: Workforce, Measure: m.Name, Breakdown: "agency", Category: agency, State: state, N: n, Ref: ref}, true
}
