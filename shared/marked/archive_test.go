package marked

import (
	"testing"

	"earlyhelp/shared/cell"
)

func TestEscape(t *testing.T) {
	for in, want := range map[string]string{
		`a < b & "c"`:   "a &lt; b &amp; &quot;c&quot;",
		"a\x00b\x1f\n":  "ab&#10;",
		"_x000D_":       "_x005F_x000D_",
		"_xylophone_":   "_xylophone_",
		"caf\xe9":       "caf",
		"café [x] 100%": "café [x] 100%",
	} {
		if got := escape(in); got != want {
			t.Errorf("escape(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestRanges(t *testing.T) {
	at := func(s string) cell.Ref {
		r, err := cell.Parse("S!" + s)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	for _, tt := range []struct {
		cells []string
		want  string
	}{
		{[]string{"D14"}, "D14"},
		{[]string{"D14", "D15", "D16", "D18"}, "D14 to D16, D18"},
		{[]string{"B3", "C3", "D3", "F3"}, "B3 to D3, F3"},
		{[]string{"D16", "D14", "D15", "D15"}, "D14 to D16"},
		{[]string{"D9", "D10", "E9", "AA1"}, "AA1, D9 to D10, E9"},
		{[]string{"B3", "B4", "C3", "C4", "D3", "D4", "E3"}, "B3 to D4, E3"},
		{[]string{"B3", "B4", "D3", "D4", "C3", "C5"}, "B3 to B4, C3, D3 to D4, C5"},
		{nil, ""},
	} {
		var refs []cell.Ref
		for _, c := range tt.cells {
			refs = append(refs, at(c))
		}
		if got := Ranges(refs); got != tt.want {
			t.Errorf("Ranges(%v) = %q, want %q", tt.cells, got, tt.want)
		}
	}
	if got := Ranges([]cell.Ref{{Sheet: "S"}, {Sheet: "S", Row: 4}, {Sheet: "S"}, {Sheet: "S", Row: 2, Col: 2}}); got != "row 4, whole sheet, B2" {
		t.Errorf("got %q", got)
	}
}

func TestGroups(t *testing.T) {
	p := func(sheet string, row int, s cell.Severity, group, message string) cell.Problem {
		return cell.Problem{Ref: cell.Ref{Sheet: sheet, Row: row, Col: 4}, Severity: s, Rule: "V03", Group: group, Message: message}
	}
	got := Groups([]cell.Problem{
		p("A", 2, cell.Note, "Not read", "n"), p("A", 3, cell.Stop, "A count is missing", "a"), p("B", 2, cell.Stop, "A count is missing", "b"),
		p("A", 4, cell.Stop, "A count is missing", "c"), p("A", 5, cell.Explain, "Far from others", "d"), p("A", 6, cell.Stop, "", "Without a headline."),
	})
	want := []struct {
		sheet, headline string
		n               int
	}{{"A", "A count is missing", 2}, {"A", "Without a headline", 1}, {"B", "A count is missing", 1}, {"A", "Far from others", 1}, {"A", "Not read", 1}}
	if len(got) != len(want) {
		t.Fatalf("%d groups: %+v", len(got), got)
	}
	for i, w := range want {
		if g := got[i]; g.Sheet != w.sheet || g.Headline != w.headline || len(g.Problems) != w.n {
			t.Errorf("group %d is %s %q with %d, want %+v", i, g.Sheet, g.Headline, len(g.Problems), w)
		}
	}
}
