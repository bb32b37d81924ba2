package account

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The table, written out a second time by hand: rows are actions, columns the
// roles of Roles. A change to who may do what has to be made in both.
var table = map[Action][7]Scope{
	//              anyone officer lead inspector practitioner librarian national
	ReadPublic:    {All, All, All, All, All, All, All},
	ReadLibrary:   {All, All, All, All, All, All, All},
	ReadFull:      {None, Own, Own, All, None, None, All},
	SendReturn:    {None, Own, Own, None, None, None, None},
	SeeReturn:     {None, Own, Own, None, None, None, None},
	Explain:       {None, Own, Own, None, None, None, None},
	SignOff:       {None, None, Own, None, None, None, None},
	SeeApprovals:  {None, Own, Own, All, None, None, All},
	SeeExplained:  {None, Own, Own, All, None, None, All},
	SeeProgress:   {None, None, None, All, None, None, All},
	ManagePeriods: {None, None, None, None, None, None, All},
	AddReview:     {None, None, None, None, None, All, None},
	EditBriefing:  {None, None, None, None, None, All, None},
}

func TestTable(t *testing.T) {
	if len(table) != len(Actions()) {
		t.Fatalf("the test knows %d actions, the package has %d", len(table), len(Actions()))
	}
	for _, a := range Actions() {
		for i, r := range Roles() {
			want := table[a][i]
			if got := Reach(r, a); got != want {
				t.Errorf("Reach(%s, %s) = %s, want %s", r, a, got, want)
			}
			p := Person{Subject: "s", Role: r}
			if r.NeedsArea() {
				p.Area = "383"
			}
			if r == Anyone {
				p = Person{}
			}
			if got := Allowed(p, a, "383"); got != (want != None) {
				t.Errorf("Allowed(%s of 383, %s, 383) = %t", r, a, got)
			}
			if got := Allowed(p, a, "350"); got != (want == All) {
				t.Errorf("Allowed(%s of 383, %s, 350) = %t", r, a, got)
			}
			if got := Allowed(p, a, ""); got != (want == All) {
				t.Errorf("Allowed(%s of 383, %s, no area) = %t", r, a, got)
			}
			if got := May(p, a); got != (want != None) {
				t.Errorf("May(%s of 383, %s) = %t", r, a, got)
			}
		}
	}
}

func TestNobodyGetsMoreThanAnyone(t *testing.T) {
	for _, p := range []Person{
		{},
		{Role: National},                      // a role without a subject
		{Subject: "s", Role: "administrator"}, // a role that does not exist
		{Subject: "s", Role: Lead},            // a lead of nowhere
		{Subject: "s", Role: "", Area: "383"}, // an area without a role
		{Subject: "", Role: Officer, Area: "383"},   // an officer without a subject
		{Subject: "s", Role: "Officer", Area: "38"}, // spelt otherwise
	} {
		for _, a := range Actions() {
			if a == ReadPublic || a == ReadLibrary {
				continue
			}
			for _, area := range []string{"", "383", p.Area} {
				if Allowed(p, a, area) {
					t.Errorf("Allowed(%+v, %s, %q) = true", p, a, area)
				}
			}
			if May(p, a) {
				t.Errorf("May(%+v, %s) = true", p, a)
			}
		}
	}
}

func TestMaySign(t *testing.T) {
	for _, partner := range append(Partners(), "", "Health", "fire and rescue") {
		for _, r := range Roles() {
			p := Person{Subject: "s", Role: r, Area: "383", Partner: partner}
			got, ok := MaySign(p, "383")
			want := r == Lead && slices.Contains(Partners(), partner)
			if ok != want || (ok && got != partner) {
				t.Errorf("MaySign(%s of %q, own area) = %q, %t", r, partner, got, ok)
			}
			if _, ok := MaySign(p, "350"); ok {
				t.Errorf("MaySign(%s of %q, another area) = true", r, partner)
			}
		}
	}
}

func TestContext(t *testing.T) {
	p := Person{Subject: "s", Name: "Ada", Role: Lead, Area: "383"}
	if got := FromContext(NewContext(context.Background(), p)); got != p {
		t.Errorf("FromContext = %s", cmp.Diff(p, got))
	}
	if got := FromContext(context.Background()); got.SignedIn() {
		t.Errorf("an empty context holds %+v", got)
	}
}

func TestRoleWords(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range Roles() {
		w := r.Words()
		if w == "" || seen[w] || !r.Valid() {
			t.Errorf("%s.Words() = %q", r, w)
		}
		seen[w] = true
	}
	if Role("x").Valid() {
		t.Error(`Role("x") is valid`)
	}
}
