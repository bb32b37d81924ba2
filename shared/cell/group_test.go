package cell

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func ExampleGroup() {
	missing := func(sheet string, row, col int) Problem {
		return Problem{Ref: Ref{sheet, row, col}, Rule: "V03", Severity: Stop, Group: "A count is missing", Message: "Type how many."}
	}
	for _, g := range Group([]Problem{
		missing("EarlyHelp", 2, 4), missing("EarlyHelp", 3, 4), missing("EarlyHelp", 4, 4), missing("EarlyHelp", 40, 4),
		{Ref: Ref{"EarlyHelp", 9, 4}, Rule: "V05", Severity: Stop, Message: "The parts do not add up."},
		missing("Workforce", 3, 2), missing("Workforce", 3, 3),
	}) {
		fmt.Println(g.Sheet, g.Rule, g.Headline, "at", g.Cells())
	}
	// Output:
	// EarlyHelp V03 A count is missing at D2 to D4, D40
	// EarlyHelp V05 The parts do not add up. at D9
	// Workforce V03 A count is missing at B3 to C3
}

func TestGroupKeepsApart(t *testing.T) {
	problems := []Problem{
		{Ref: Ref{"A", 1, 1}, Rule: "V02", Severity: Stop, Group: "g"},
		{Ref: Ref{"A", 2, 1}, Rule: "V02", Severity: Note, Group: "g"},
		{Ref: Ref{"B", 1, 1}, Rule: "V02", Severity: Stop, Group: "g"},
		{Ref: Ref{"A", 3, 1}, Rule: "V03", Severity: Stop, Group: "g"},
		{Ref: Ref{"A", 4, 1}, Rule: "V02", Severity: Stop, Group: "h"},
		{Ref: Ref{"A", 5, 1}, Rule: "V02", Severity: Stop, Group: "g"},
	}
	var got []string
	n := 0
	for _, g := range Group(problems) {
		got = append(got, fmt.Sprint(g.Rule, g.Severity, g.Sheet, g.Headline, " ", g.Cells()))
		n += len(g.Problems)
	}
	want := []string{"V02stopAg A1, A5", "V02noteAg A2", "V02stopBg A1", "V03stopAg A3", "V02stopAh A4"}
	if diff := cmp.Diff(want, got); diff != "" || n != len(problems) {
		t.Errorf("groups (-want +got):\n%s", diff)
	}
	if Group(nil) != nil {
		t.Error("Group(nil) is not nil")
	}
}

func TestRanges(t *testing.T) {
	at := func(cells ...string) []Ref {
		var refs []Ref
		for _, c := range cells {
			r, err := Parse("S!" + c)
			if err != nil {
				t.Fatal(err)
			}
			refs = append(refs, r)
		}
		return refs
	}
	for _, tt := range []struct {
		name string
		refs []Ref
		want string
	}{
		{"nothing", nil, ""},
		{"a sheet as a whole", []Ref{{Sheet: "S"}}, ""},
		{"one", at("D2"), "D2"},
		{"two that touch", at("D2", "D3"), "D2 to D3"},
		{"one twice", at("D2", "D2"), "D2"},
		{"a row", at("B2", "C2", "D2"), "B2 to D2"},
		{"a block, read row by row, runs down its columns", at("B2", "C2", "B3", "C3", "B4", "C4"), "B2 to B4, C2 to C4"},
		{"a wide block runs along its rows", at("B2", "C2", "D2", "B3", "C3", "D3"), "B2 to D2, B3 to D3"},
		{"gaps", at("D2", "D4", "D5"), "D2, D4 to D5"},
		{"past Z", at("Z1", "AA1"), "Z1 to AA1"},
		{"rows as a whole", []Ref{{"S", 3, 0}, {"S", 4, 0}, {"S", 9, 0}}, "rows 3 to 4, row 9"},
	} {
		if got := Ranges(tt.refs); got != tt.want {
			t.Errorf("%s: Ranges = %q, want %q", tt.name, got, tt.want)
		}
	}
}
