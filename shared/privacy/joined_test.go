package privacy

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"earlyhelp/shared/cell"
)

// TestJoinedRows puts a list into notes, a child a note: nothing of it is said
// by one note alone.
func TestJoinedRows(t *testing.T) {
	t.Parallel()
	for _, mark := range []string{" | ", "|", ";", ", ", "\t"} {
		for _, n := range []int{6, 9, 12, 40} {
			r := rand.New(rand.NewPCG(uint64(n), 3))
			rows := row(1, "measure", "breakdown_type", "breakdown_value", "count", "note")
			for i := range n {
				child := []string{fmt.Sprintf("LCS%07d", r.IntN(1e7)), pick(r, []string{"M", "F"}), fmt.Sprint(r.IntN(18)), pick(r, []string{"WBRI", "BCRB", "APKN", "MWBC"}),
					fmt.Sprintf("%02d/%02d/2026", 1+r.IntN(28), 4+r.IntN(3)), pick(r, []string{"Yes", "No"})}
				rows += row(i+2, "referrals", "need", fmt.Sprint("need ", i), r.IntN(400), strings.Join(child, mark))
			}
			w := raw{sheets: []rawSheet{{name: "Referrals", rows: rows}}}
			found, _ := screened(t, w.open(t))
			if !slices.ContainsFunc(found, func(f string) bool { return strings.HasSuffix(f, string(cell.ChildLevelRows)) }) {
				t.Errorf("%d notes joined by %q: found %v", n, mark, found)
			}
		}
	}
	t.Run("on lines of one cell", func(t *testing.T) {
		w := raw{sheets: []rawSheet{{name: "Cover", rows: row(1, "item", "answer") +
			row(2, "known_issues", "A1023;F;7;WBRI;03/04/2026;Yes\nA1188;M;12;BCRB;17/05/2026;No\nA2031;F;3;APKN;29/06/2026;Yes\nA2210;M;15;WBRI;11/04/2026;No\nA2417;F;9;MWBC;02/05/2026;Yes\nA2555;M;1;WBRI;21/06/2026;No")}}}
		if found, _ := screened(t, w.open(t)); !slices.Contains(found, "Cover!B2 child-level-rows") {
			t.Errorf("found %v", found)
		}
	})
	t.Run("notes that list things", func(t *testing.T) {
		notes := []string{"Schools, health, and police changed systems; see the guidance, page 4.", "Yes, no and not known were counted together, as in May, June and July.",
			"Female, male and other, from 1 April 2026, by two teams.", "12, 14 and 15 are estimates; the rest, exact.", "White, Asian, Black, mixed and other: recorded, with gaps."}
		rows := row(1, "measure", "breakdown_type", "breakdown_value", "count", "note")
		for i := range 40 {
			rows += row(i+2, "referrals", "need", fmt.Sprint("need ", i), 7*i, notes[i%len(notes)])
		}
		w := raw{sheets: []rawSheet{{name: "Referrals", rows: rows}}}
		if found, _ := screened(t, w.open(t)); len(found) > 0 {
			t.Errorf("found %v", found)
		}
	})
}

// TestListBelowOurHeadings puts a list where a marked copy lists problems.
func TestListBelowOurHeadings(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 3))
	heads := []any{}
	for _, h := range CheckHeadings() {
		heads = append(heads, h)
	}
	rows := row(1, heads...)
	for i := range 12 {
		rows += row(i+2, fmt.Sprintf("LCS%07d", r.IntN(1e7)), pick(r, []string{"M", "F"}), r.IntN(18), pick(r, []string{"WBRI", "BCRB", "APKN"}), fmt.Sprintf("%02d/05/2026", 1+r.IntN(28)), pick(r, []string{"Yes", "No"}))
	}
	w := small()
	w.sheets = append(w.sheets, rawSheet{name: CheckSheet, rows: rows})
	if found, _ := screened(t, w.open(t)); !slices.ContainsFunc(found, func(f string) bool { return strings.HasSuffix(f, string(cell.ChildLevelRows)) }) {
		t.Errorf("found %v", found)
	}
}
