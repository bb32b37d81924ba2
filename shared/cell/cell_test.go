package cell

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"
)

func ExampleRef_String() {
	fmt.Println(Ref{"Referrals", 14, 3})
	fmt.Println(Ref{"Referrals", 14, 0})
	fmt.Println(Ref{Sheet: "Referrals"})
	fmt.Println(Ref{})
	// Output:
	// Referrals!C14
	// Referrals!14:14
	// Referrals
	// file
}

func TestColumnName(t *testing.T) {
	for col, want := range map[int]string{1: "A", 26: "Z", 27: "AA", 28: "AB", 702: "ZZ", 703: "AAA", 16384: "XFD"} {
		if got := ColumnName(col); got != want {
			t.Errorf("ColumnName(%d) = %q, want %q", col, got, want)
		}
	}
}

func TestParse(t *testing.T) {
	for s, want := range map[string]Ref{
		"Referrals!C14": {"Referrals", 14, 3}, "C14": {"", 14, 3}, "$C$14": {"", 14, 3}, "'Early help'!xfd1048576": {"Early help", 1048576, 16384},
	} {
		if got, err := Parse(s); got != want || err != nil {
			t.Errorf("Parse(%q) = %v, %v, want %v", s, got, err, want)
		}
	}
	for _, s := range []string{"", "file", "Referrals", "Referrals!14:14", "C", "14", "C0", "XFE1", "C1048577", "C-1", "C+1", "AAAAAAAAAAAAAAAAAAAAAAA1"} {
		if got, err := Parse(s); !errors.Is(err, ErrBadRef) {
			t.Errorf("Parse(%q) = %v, %v, want ErrBadRef", s, got, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("Referrals!C14")
	f.Fuzz(func(t *testing.T, s string) {
		ref, err := Parse(s)
		if err != nil {
			return
		}
		if back, err := Parse(ref.String()); ref.Sheet != "" && (err != nil || back != ref) {
			t.Errorf("Parse(%q) = %+v, but Parse(%q) = %+v, %v", s, ref, ref, back, err)
		}
	})
}

func TestProblemJSON(t *testing.T) {
	got, err := json.Marshal(Problem{Ref: Ref{"Referrals", 14, 3}, Rule: "V03", Severity: Stop, Message: "Type a number."})
	want := `{"ref":"Referrals!C14","rule":"V03","severity":"stop","message":"Type a number."}`
	if err != nil || string(got) != want {
		t.Errorf("Marshal = %s, %v, want %s", got, err, want)
	}
}

func TestLevel(t *testing.T) {
	for s, want := range map[Severity]string{Stop: "error", Explain: "warning", Note: "warning"} {
		if got := s.Level(); got != want {
			t.Errorf("%s.Level() = %q, want %q", s, got, want)
		}
	}
}
