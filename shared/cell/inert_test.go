package cell_test

import (
	"testing"

	"earlyhelp/shared/cell"
)

func TestInert(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "North": "North", "O'Neill": "O'Neill", "a=1": "a=1", "Éire": "Éire", "\xff": "\xff",
		"=1+1": "'=1+1", "+44": "'+44", "-3": "'-3", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\r=1": "'\r=1", "\n=1": "'\n=1", "＝1": "'＝1", "＠x": "'＠x",
	} {
		if got := cell.Inert(text); got != want {
			t.Errorf("Inert(%q) = %q, want %q", text, got, want)
		}
	}
}
