package inspection

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"earlyhelp/shared/account"
)

func TestExactFiguresLeaveALine(t *testing.T) {
	const what = "/figures/E06/2024-25/383"
	for _, tt := range []struct {
		name string
		p    account.Person
		s    Sight
		want string
	}{
		{"an inspector", account.Person{Subject: "i-1", Name: "Ines Pector", Role: account.Inspector}, Sight{Area: "383", What: what},
			"role=inspector subject=i-1 area=383 own=false what=" + what},
		{"an inspector who says what for", account.Person{Subject: "i-1", Name: "Ines Pector", Role: account.Inspector}, Sight{Area: "383", What: what, Reference: "2026/17"},
			"inspection=2026/17 role=inspector subject=i-1 area=383 own=false what=" + what},
		{"own people", account.Person{Subject: "o-1", Name: "Olu Fficer", Role: account.Officer, Area: "383"}, Sight{Area: "383", What: what},
			"role=officer subject=o-1 area=383 own=true"},
		{"the whole country", account.Person{Subject: "n-1", Name: "Nat Ional", Role: account.National}, Sight{What: what},
			`role=national subject=n-1 area="" own=false`},
	} {
		var b bytes.Buffer
		Log(t.Context(), slog.New(slog.NewTextHandler(&b, nil)), tt.p, tt.s)
		if !strings.Contains(b.String(), tt.want) {
			t.Errorf("%s: logged %s want %s", tt.name, b.String(), tt.want)
		}
		if strings.Contains(b.String(), "inspection=") != (tt.s.Reference != "") {
			t.Errorf("%s: logged %s, which names an inspection that nobody named, or not the one that was", tt.name, b.String())
		}
		if strings.Contains(b.String(), tt.p.Name) {
			t.Errorf("%s: the log names the person: %s", tt.name, b.String())
		}
	}
}

func TestIsReference(t *testing.T) {
	for s, want := range map[string]bool{"10342-AB/26": true, "a b.c_d": true, "": false, " x": false, "a\nb": false, "a=b": false,
		strings.Repeat("a", 60): true, strings.Repeat("a", 61): false} {
		if got := IsReference(s); got != want {
			t.Errorf("IsReference(%q) = %t, want %t", s, got, want)
		}
	}
}
