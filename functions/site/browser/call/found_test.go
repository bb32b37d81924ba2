package call

import (
	"bytes"
	"encoding/csv"
	"testing"

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
			if v != inert(v) {
				t.Errorf("column %s holds the formula %q", rows[0][i], v)
			}
		}
	}
}
