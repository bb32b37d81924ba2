package privacy

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// misses names the first expression that finds something in a text whose
// glance says that it cannot.
func misses(s string) string {
	g := glanceAt(s)
	phone := false
	for _, m := range phoneText.FindAllString(s, -1) {
		phone = phone || isPhone(m)
	}
	switch {
	case upnText.MatchString(s) && !(g.chain >= 11 && g.letters > 0):
		return "upnText"
	case niText.MatchString(s) && !(g.nationalEnd && g.letters >= 3):
		return "niText"
	case emailText.MatchString(s) && !g.address:
		return "emailText"
	case phone && !(g.chain >= 9 && g.phoneStart):
		return "phoneText"
	case postText.MatchString(s) && !(g.post && g.letters >= 3):
		return "postText"
	case birthText.MatchString(s) && !(g.birth && g.digits >= 3):
		return "birthText"
	case birthHead.MatchString(s) && !g.birth:
		return "birthHead"
	}
	return ""
}

// TestGlance holds the glance to the expressions on texts put together from
// what they look for, one of three of them changed by a character.
func TestGlance(t *testing.T) {
	t.Parallel()
	pieces := []string{
		"A", "b", "D", "ſ", "K", "é", "1", "23", "456", "7890", "0", "44", "+44", "0044", "(0", "07", " ", "  ", "-", ".", "/", "_", ",", "(", ")", "[", "]", "'", "\t", "\n",
		"@", " at ", "(at)", "[ at ]", "( AT)", "dot", "(dot)", "gov.uk", "example", "name",
		"AB", "QQ", "SW1A", "1AA", "E8", " 4bd", "LS", "123456", "12 34 56", "C", "d", "Z12345678901", "2A",
		"dob", "D.O.B.", "d o b", "D. O. B", "date of birth", "Birth-date", "birthday", "born", "Born on the", "b.", "is", "was", "child's ",
		"3/5/2016", "2016-05-03", "3 May 2016", "3rd of May '16", "07700 900123", "020 7946 0123", "(0113) 496 0000", "AB123456C",
	}
	r := rand.New(rand.NewPCG(17, 4))
	found := 0
	for range tries * 40 {
		var b strings.Builder
		for range 1 + r.IntN(7) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		s := b.String()
		if r.IntN(3) == 0 {
			i := r.IntN(len(s))
			s = s[:i] + string(rune(' '+r.IntN(95))) + s[i+1:]
		}
		s = typed(s)
		if what := misses(s); what != "" {
			t.Fatalf("%s finds something in %q, which the glance %+v rules out", what, s, glanceAt(s))
		}
		if identify(s) != "" {
			found++
		}
	}
	if found < tries {
		t.Errorf("only %d texts held an identifier: the test shows too little", found)
	}
}

func FuzzGlance(f *testing.F) {
	f.Add("jo (at) example (dot) org, 0113 496 0000, AB 12 34 56 C, born 3 May 2016, SW1A 1AA")
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 2_000 {
			return
		}
		if what := misses(typed(s)); what != "" {
			t.Errorf("%s finds something in %q", what, s)
		}
	})
}
