package privacy

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// A child's rows in a table, made up: what a case system may export.
type table struct {
	heads []string
	rows  [][]any
}

var (
	listSexes  = [][]string{{"female", "male", "other", "not recorded"}, {"F", "M"}, {"Girl", "Boy"}}
	listEthnic = [][]string{{"WBRI", "WOTH", "MWBC", "APKN", "AIND", "BAFR", "OOTH", "not recorded"}, {"White British", "Pakistani", "Black African", "White and Asian", "Any other ethnic group"}}
	listYes    = [][]string{{"yes", "no", "not recorded"}, {"Y", "N"}, {"TRUE", "FALSE"}}
	listNeeds  = [][]string{{"neglect", "domestic abuse", "young carer", "parental substance misuse", "anti-social behaviour"}}
	listFrom   = [][]string{{"health", "police", "school", "early years", "family", "local authority"}}
	listDone   = [][]string{{"nfa_advice", "early_help_offered", "assessment", "strategy_discussion"}}
)

// makeList writes a list of n rows in the manner of one area.
func makeList(r *rand.Rand, n int) table {
	key := r.IntN(4)
	sex, eth, yes, need, from, done := pick(r, listSexes), pick(r, listEthnic), pick(r, listYes), pick(r, listNeeds), pick(r, listFrom), pick(r, listDone)
	dates := r.IntN(3)
	t := table{heads: []string{"child_key", "event_type", "start_date", "birth_year", "sex", "ethnic_group", "disability", "sen", "need_1", "source_agency", "referral_outcome", "young_carer"}}
	for i := range n {
		child := r.IntN(n*3/4 + 1)
		k := any(fmt.Sprintf("C%05d", 10_000+child))
		switch key {
		case 1:
			k = 400_000 + child*7
		case 2:
			h := sum(fmt.Sprint(child))
			k = fmt.Sprintf("%016x%016x", h, h*31)
		case 3:
			k = fmt.Sprintf("LS-%d/%d", child, 26)
		}
		var day any = 46_000 + r.IntN(300) // a number in the format of a date would be told apart more easily
		switch dates {
		case 1:
			day = fmt.Sprintf("%02d/%02d/2026", 1+r.IntN(28), 1+r.IntN(12))
		case 2:
			day = fmt.Sprintf("2026-%02d-%02d", 1+r.IntN(12), 1+r.IntN(28))
		}
		t.rows = append(t.rows, []any{k, pick(r, []string{"referral", "early_help"}), day, 2008 + r.IntN(18), pick(r, sex), pick(r, eth), pick(r, yes), pick(r, yes), pick(r, need), pick(r, from), pick(r, done), pick(r, yes)})
		_ = i
	}
	return t
}

// makeAudit writes audited cases.
func makeAudit(r *rand.Rand, n int) table {
	t := table{heads: strings.Fields("audit_ref agency sample_method missed_opportunity assessment_good voice_present child_spoken_to history_used plan_written plan_effective oversight_written")}
	for i := range n {
		row := []any{fmt.Sprintf("A%d", 100+i), pick(r, listFrom[0]), pick(r, []string{"random", "themed", "complaint"})}
		for range 8 {
			row = append(row, pick(r, []string{"yes", "no", "not seen", "not applicable"}))
		}
		t.rows = append(t.rows, row)
	}
	return t
}

// A disguise changes how a list looks, not what it is.
var disguises = []struct {
	name string
	do   func(r *rand.Rand, t table) table
}{
	{"as it is", func(_ *rand.Rand, t table) table { return t }},
	{"other headings", func(_ *rand.Rand, t table) table {
		t.heads = slices.Clone(t.heads)
		for i := range t.heads {
			t.heads[i] = fmt.Sprintf("Field %c", 'A'+i)
		}
		return t
	}},
	{"no headings", func(_ *rand.Rand, t table) table { t.heads = nil; return t }},
	{"no headings and no days", func(_ *rand.Rand, t table) table { return without(t, 2) }},
	{"no headings, no days and no kind of event", func(_ *rand.Rand, t table) table { return without(t, 1, 2) }},
	{"no headings and no keys", func(_ *rand.Rand, t table) table { return without(t, 0) }},
	{"columns in another order", func(r *rand.Rand, t table) table {
		order := r.Perm(len(t.rows[0]))
		u := table{}
		for _, row := range t.rows {
			v := make([]any, len(row))
			for i, j := range order {
				v[i] = row[j]
			}
			u.rows = append(u.rows, v)
		}
		return u
	}},
	{"a few columns only", func(r *rand.Rand, t table) table { return without(t, 1, 2, 6, 8, 10, 11) }},
	{"gaps", func(r *rand.Rand, t table) table {
		u := table{}
		for _, row := range t.rows {
			v := slices.Clone(row)
			if i := r.IntN(len(v)); i > 0 && r.IntN(2) == 0 {
				v[i] = nil
			}
			u.rows = append(u.rows, v)
		}
		return u
	}},
	{"on its side", func(_ *rand.Rand, t table) table {
		u := table{}
		for c := range t.rows[0] {
			row := []any{fmt.Sprintf("Line %d", c)}
			for i := range min(len(t.rows), 50) {
				row = append(row, t.rows[i][c])
			}
			u.rows = append(u.rows, row)
		}
		return u
	}},
}

// without drops headings and columns.
func without(t table, cols ...int) table {
	u := table{}
	for _, row := range t.rows {
		var v []any
		for i, x := range row {
			if !slices.Contains(cols, i) {
				v = append(v, x)
			}
		}
		u.rows = append(u.rows, v)
	}
	return u
}

// places where a list may stand in a return.
var listPlaces = []struct {
	name string
	put  func(w *raw, t table)
}{
	{"a sheet of its own", func(w *raw, t table) {
		w.sheets = append(w.sheets, rawSheet{name: "Working", rows: rowsOf(t, 1, 0)})
	}},
	{"below the counts", func(w *raw, t table) { w.sheets[0].rows += rowsOf(t, 5, 0) }},
	{"below the counts, after blank rows", func(w *raw, t table) { w.sheets[0].rows += rowsOf(t, 40, 2) }},
	{"right of the counts", func(w *raw, t table) {
		var b strings.Builder
		n := 1
		for i := range t.rows {
			n++
			values := []any{"referrals", "sex", pick(rand.New(rand.NewPCG(1, uint64(i))), listSexes[0]), 100 + i, nil, nil, nil}
			b.WriteString(row(n, append(values, t.rows[i]...)...))
		}
		w.sheets[0].rows = b.String()
	}},
}

func rowsOf(t table, from, shift int) string {
	var b strings.Builder
	put := func(values []any) {
		b.WriteString(row(from, append(make([]any, shift), values...)...))
		from++
	}
	if t.heads != nil {
		heads := make([]any, len(t.heads))
		for i, h := range t.heads {
			heads[i] = h
		}
		put(heads)
	}
	for _, row := range t.rows {
		put(row)
	}
	return b.String()
}

// TestListsInDisguise sends lists by mistake, in every disguise and place.
func TestListsInDisguise(t *testing.T) {
	t.Parallel()
	runs, missed := 0, 0
	for _, d := range disguises {
		for _, p := range listPlaces {
			for i := range 12 {
				r := rand.New(rand.NewPCG(uint64(i), 99))
				list := makeList(r, 14+r.IntN(60))
				if i%4 == 3 {
					if strings.HasPrefix(d.name, "no headings,") || d.name == "a few columns only" || d.name == "no headings and no days" {
						continue // such columns an audit does not have
					}
					list = makeAudit(r, 12+r.IntN(30))
				}
				if d.name == "on its side" && p.name == "right of the counts" {
					continue // rows of counts and attributes at once
				}
				w := small()
				p.put(&w, d.do(r, list))
				found, _, err := Screen(w.open(t))
				if err != nil {
					t.Fatal(err)
				}
				runs++
				if !slices.ContainsFunc(found, isList) {
					missed++
					t.Errorf("%s, %s, run %d: not found", d.name, p.name, i)
				}
			}
		}
	}
	t.Logf("%d lists sent by mistake, %d missed", runs, missed)
}

func TestFreeText(t *testing.T) {
	long := strings.Repeat("Late data. ", 19) // 209 characters
	w := small()
	w.sheets[0].rows += row(5, "referrals", "sex", "The family asked for help in May and we counted them under other", 4, "") + row(6, "referrals", "total", "all", 4, long)
	w.sheets = append(w.sheets, rawSheet{name: "Cover", rows: row(1, "item", "answer", "guide") + row(2, "known_issues", strings.Repeat(long, 4), strings.Repeat(long, 9)) + row(3, "known_issues", strings.Repeat(long, 5)) + row(4, "made_from", strings.Repeat("a", 199))})
	found, _ := screened(t, w.open(t))
	want := []string{"Referrals!C5 free-text", "Referrals!E6 free-text", "Cover!B3 free-text"}
	if !slices.Equal(found, want) {
		t.Errorf("found %q, want %q", found, want)
	}
}

// TestColumnOfNames holds that what could be a place in one cell is a name in
// a column of them, and that a column of places is none.
func TestColumnOfNames(t *testing.T) {
	names := []string{"Grace Brown", "Mark Cook", "Rose Taylor", "Oliver Green", "Heather White", "Will King", "Chloe Hughes", "Ethan Wright"}
	places := []string{"Rose Hill", "Grace Park", "Shirley Warren", "Ashley Down", "Harold Wood", "Stanley Common"}
	column := func(cells []string) raw {
		w := small()
		for i, c := range cells {
			w.sheets[0].rows += row(10+i, "referrals", c, 5)
		}
		return w
	}
	found, _ := screened(t, column(names).open(t))
	if len(found) < len(names)-1 { // Will King alone could be a sentence about a king
		t.Errorf("column of names: found %q, want all but one", found)
	}
	if found, _ := screened(t, column(places).open(t)); found != nil {
		t.Errorf("column of places: found %q", found)
	}
	for _, n := range []string{"Grace Brown", "Rose Hill", "Mark", "Will King"} {
		if k, ok := Text(n); ok && n != "Grace Brown" {
			t.Errorf("Text(%q) = %s", n, k)
		}
	}
}
