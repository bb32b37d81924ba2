package revision_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
	"earlyhelp/shared/revision"
)

func count(row int, measure, breakdown, category string, n float64) returns.Count {
	return returns.Count{Sheet: "Referrals", Measure: measure, Breakdown: breakdown, Category: category, N: n, Ref: cell.Ref{Sheet: "Referrals", Row: row, Col: 4}}
}

func symbol(c returns.Count, s returns.State) returns.Count {
	c.State, c.N = s, 0
	return c
}

func noted(c returns.Count, note string) returns.Count {
	c.Note = note
	return c
}

func of(counts ...returns.Count) *returns.Return {
	return &returns.Return{Area: "383", Period: period.NewQuarter(2026, 2), TemplateVersion: "2026.1", PreparedByRole: "data officer", Counts: counts}
}

// brief is a change as one line.
func brief(cs []revision.Change) []string {
	out := []string{}
	for _, c := range cs {
		diff := ""
		if c.Numeric {
			diff = fmt.Sprintf(" by %+g", c.Difference)
		}
		out = append(out, fmt.Sprintf("%s %s: %s %q to %q%s (%s, was %s)", c.What, c.Kind, c.Words(), c.Old, c.New, diff, c.Ref, c.OldRef))
	}
	return out
}

func TestCompare(t *testing.T) {
	total := count(2, "referrals", "total", "all", 100)
	police := count(3, "referrals", "agency", "police", 40)
	health := count(4, "referrals", "agency", "health", 60)
	nfa := count(5, "referrals_nfa", "total", "all", 7)
	moved := func(c returns.Count, row int) returns.Count { c.Ref.Row = row; return c }
	made := count(0, "made_total", "total", "all", 12)
	made.Sheet, made.Ref = "Workforce", cell.Ref{Sheet: "Workforce"}
	madeLess := made
	madeLess.N = 10
	for _, tt := range []struct {
		name     string
		old, new *returns.Return
		want     []string
	}{
		{"the same", of(total, police), of(total, police), nil},
		{"rows moved about say the same", of(total, police, health), of(moved(health, 9), moved(police, 8), moved(total, 7)), nil},
		{"a figure", of(total, police), of(moved(noN(total, 112), 5), police),
			[]string{`changed figure: Referrals to children's social care "100" to "112" by +12 (Referrals!D5, was Referrals!D2)`}},
		{"a part of a breakdown", of(total, police), of(total, noN(police, 39.5)),
			[]string{`changed figure: Referrals to children's social care, agency: police "40" to "39.5" by -0.5 (Referrals!D3, was Referrals!D3)`}},
		{"a figure that turned into a symbol", of(total), of(symbol(total, returns.NotAvailable)),
			[]string{`changed figure: Referrals to children's social care "100" to "[x]" (Referrals!D2, was Referrals!D2)`}},
		{"another symbol", of(symbol(total, returns.NotApplicable)), of(symbol(total, returns.NotAvailable)),
			[]string{`changed figure: Referrals to children's social care "[z]" to "[x]" (Referrals!D2, was Referrals!D2)`}},
		{"a symbol that turned into a zero", of(symbol(total, returns.NotAvailable)), of(noN(total, 0)),
			[]string{`changed figure: Referrals to children's social care "[x]" to "0" (Referrals!D2, was Referrals!D2)`}},
		{"a new row", of(total), of(total, police),
			[]string{`new figure: Referrals to children's social care, agency: police "" to "40" (Referrals!D3, was file)`}},
		{"a row that was removed, after what it followed", of(total, police, nfa), of(noN(total, 99), noN(nfa, 8)), []string{
			`changed figure: Referrals to children's social care "100" to "99" by -1 (Referrals!D2, was Referrals!D2)`,
			`removed figure: Referrals to children's social care, agency: police "40" to "" (file, was Referrals!D3)`,
			`changed figure: Referrals closed with no further action "7" to "8" by +1 (Referrals!D5, was Referrals!D5)`}},
		{"the first row removed", of(total, police), of(police),
			[]string{`removed figure: Referrals to children's social care "100" to "" (file, was Referrals!D2)`}},
		{"a note", of(total), of(noted(total, "counted again")),
			[]string{`new note: Note on referrals to children's social care "" to "counted again" (Referrals!D2, was Referrals!D2)`}},
		{"a note and its row removed", of(total, noted(police, "old")), of(total), []string{
			`removed figure: Referrals to children's social care, agency: police "40" to "" (file, was Referrals!D3)`,
			`removed note: Note on referrals to children's social care, agency: police "old" to "" (file, was Referrals!D3)`}},
		{"a measure of another version", of(count(2, "gone", "total", "all", 1)), of(),
			[]string{`removed figure: gone "1" to "" (file, was Referrals!D2)`}},
		{"a total that no cell holds", of(made), of(madeLess), nil},
		{"no earlier return", nil, of(total), nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.want == nil {
				tt.want = []string{}
			}
			if diff := cmp.Diff(tt.want, brief(revision.Compare(tt.old, tt.new))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestCompareFacts(t *testing.T) {
	at := func(row int) cell.Ref { return cell.Ref{Sheet: "Partnership", Row: row, Col: 2} }
	name := returns.Facts()[0].Name
	old := of(count(2, "referrals", "total", "all", 1))
	old.Facts = []returns.Fact{{Name: name, Answer: returns.Planned, Ref: at(2)}, {Name: "gone", Answer: returns.No, Ref: at(3)}}
	new := of(count(2, "referrals", "total", "all", 1))
	new.Facts = []returns.Fact{{Name: name, Answer: returns.Yes, Date: period.NewDate(2026, 5, 4), Note: "Board, item 3", Ref: at(4)}}
	title := returns.Facts()[0].Title
	want := []string{
		`changed fact: ` + title + ` "planned" to "yes" (Partnership!B4, was Partnership!B2)`,
		`new fact: ` + title + `: date "" to "2026-05-04" (Partnership!B4, was Partnership!B2)`,
		`new fact: ` + title + `: note "" to "Board, item 3" (Partnership!B4, was Partnership!B2)`,
		`removed fact: gone "no" to "" (file, was Partnership!B3)`,
	}
	if diff := cmp.Diff(want, brief(revision.Compare(old, new))); diff != "" {
		t.Error(diff)
	}
}

func noN(c returns.Count, n float64) returns.Count {
	c.N = n
	return c
}

func TestCompareCover(t *testing.T) {
	old := of(count(2, "referrals", "total", "all", 1))
	new := of(count(2, "referrals", "total", "all", 2))
	new.TemplateVersion, new.PreparedByRole, new.KnownIssues, new.Demonstration = "2026.2", "data manager", "Two teams were late.", true
	new.MadeFrom = returns.MadeFrom{Tool: "earlyhelp 1.0", List: "0123456789abcdef", Date: "2026-07-03"}
	want := []string{
		`changed answer: Version of the template "2026.1" to "2026.2" (Cover, was Cover)`,
		`changed answer: Who prepared it "data officer" to "data manager" (Cover, was Cover)`,
		`changed answer: How the counts were made "typed" to "earlyhelp 1.0, list 0123456789ab, 2026-07-03" (Cover, was Cover)`,
		`changed answer: Whether the figures are made up "our own figures" to "made up for demonstration" (Cover, was Cover)`,
		`new answer: Known issues "" to "Two teams were late." (Cover, was file)`,
		`changed figure: Referrals to children's social care "1" to "2" by +1 (Referrals!D2, was Referrals!D2)`,
	}
	if diff := cmp.Diff(want, brief(revision.Compare(old, new))); diff != "" {
		t.Error(diff)
	}
}

// TestCompareFindsExactlyWhatWasDone changes random cells of a random return
// and expects to be told of those and no others, each once, in order.
func TestCompareFindsExactlyWhatWasDone(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 11))
	for range 200 {
		var old []returns.Count
		row := 1
		for _, m := range returns.Measures("Referrals") {
			row++
			old = append(old, count(row, m.Name, "total", "all", float64(rnd.IntN(500))))
			for _, name := range m.Breakdowns {
				b, _ := returns.FindBreakdown(name)
				for _, c := range b.Categories {
					row++
					old = append(old, count(row, m.Name, name, c, float64(rnd.IntN(100))))
				}
			}
		}
		new := slices.Clone(old)
		want := map[returns.Key]revision.What{}
		for i := len(new) - 1; i >= 0; i-- {
			k := new[i].Key()
			switch rnd.IntN(30) {
			case 0:
				want[k], new[i].N = revision.Changed, new[i].N+1
			case 1:
				want[k], new[i] = revision.Changed, symbol(new[i], returns.NotApplicable)
			case 2:
				want[k], new = revision.Removed, slices.Delete(new, i, i+1)
			}
		}
		got := revision.Compare(of(old...), of(new...))
		if len(got) != len(want) {
			t.Fatalf("%d changes, want %d", len(got), len(want))
		}
		last := 0
		for _, c := range got {
			if want[c.Key] != c.What {
				t.Errorf("%v is %s, want %q", c.Key, c.What, want[c.Key])
			}
			at := max(c.Ref.Row, c.OldRef.Row)
			if at < last {
				t.Errorf("%v in row %d comes after row %d", c.Key, at, last)
			}
			last = at
		}
		// There and back is the same number of changes, with new and removed
		// in each other's place.
		back := revision.Compare(of(new...), of(old...))
		if len(back) != len(got) {
			t.Errorf("back there are %d changes, not %d", len(back), len(got))
		}
	}
}

func ExampleCompare() {
	old := &returns.Return{Counts: []returns.Count{{Sheet: "Referrals", Measure: "referrals", Breakdown: "total", Category: "all", N: 100, Ref: cell.Ref{Sheet: "Referrals", Row: 2, Col: 4}}}}
	new := &returns.Return{Counts: []returns.Count{{Sheet: "Referrals", Measure: "referrals", Breakdown: "total", Category: "all", N: 112, Ref: cell.Ref{Sheet: "Referrals", Row: 2, Col: 4}}}}
	for _, c := range revision.Compare(old, new) {
		fmt.Println(c.Ref, c.Words(), c.Old, c.New)
	}
	// Output: Referrals!D2 Referrals to children's social care 100 112
}
