package account

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
)

func TestExactFiguresLeaveALine(t *testing.T) {
	for _, tt := range []struct {
		name string
		p    Person
		area string
		want string
	}{
		{"an inspector", Person{Subject: "i-1", Name: "Ines Pector", Role: Inspector}, "383", "role=inspector subject=i-1 area=383 own=false what=/figures/E06/2024-25/383"},
		{"own people", Person{Subject: "o-1", Name: "Olu Fficer", Role: Officer, Area: "383"}, "383", "role=officer subject=o-1 area=383 own=true"},
		{"the whole country", Person{Subject: "n-1", Name: "Nat Ional", Role: National}, "", `role=national subject=n-1 area="" own=false`},
	} {
		var b bytes.Buffer
		SawExact(t.Context(), slog.New(slog.NewTextHandler(&b, nil)), tt.p, tt.area, "/figures/E06/2024-25/383")
		if !strings.Contains(b.String(), tt.want) {
			t.Errorf("%s: logged %s want %s", tt.name, b.String(), tt.want)
		}
		if strings.Contains(b.String(), tt.p.Name) {
			t.Errorf("%s: the log names the person: %s", tt.name, b.String())
		}
	}
}
