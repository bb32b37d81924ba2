package call

import (
	"bytes"
	"encoding/csv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/prepare"
)

// TestNoFormulaInProblems has everything that a file can say begin as a formula
// does: none of it does in the table that is saved.
func TestNoFormulaInProblems(t *testing.T) {
	const formula = "=cmd|' /C calc'!A0"
	r := &prepare.Report{File: formula, Problems: []prepare.Problem{
		{Ref: cell.Ref{Sheet: formula, Row: 2, Col: 1}, Rule: "V03", Group: formula, Message: formula, Value: formula, Severity: "error"},
		{Ref: cell.Ref{Sheet: "+" + formula}, Rule: "V02", Message: "-1", Value: "@SUM(1)", File: formula, Severity: "error"},
	}}
	rows, err := csv.NewReader(bytes.NewReader(problemsCSV(r))).ReadAll()
	if err != nil || len(rows) != 3 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for _, row := range rows {
		for i, v := range row {
			if v != cell.Inert(v) {
				t.Errorf("column %s holds the formula %q", rows[0][i], v)
			}
		}
	}
}

// TestProblemsOfTwoFiles has problems of the file that was given and of the one
// beside it: each is told of the file that it is in.
func TestProblemsOfTwoFiles(t *testing.T) {
	at := func(row int) cell.Ref { return cell.Ref{Sheet: "Records", Row: row, Col: 3} }
	found := newFound(prepare.Report{File: "list.csv", Problems: []prepare.Problem{
		{File: "audits.csv", Ref: at(2), Rule: "V03", Severity: prepare.Error, Group: "Audits"},
		{Ref: at(4), Rule: "V03", Severity: prepare.Error, Group: "Records"},
		{File: "return.xlsx", Ref: at(6), Rule: "V08", Severity: prepare.Warning, Explain: true, Group: "Return"},
	}})
	var got []string
	for _, g := range found.Groups {
		got = append(got, g.File+" "+g.Headline+" "+g.Where)
	}
	if diff := cmp.Diff([]string{"audits.csv Audits C2", " Records C4", "return.xlsx Return C6"}, got); diff != "" {
		t.Errorf("groups (-want +got):\n%s", diff)
	}
}
