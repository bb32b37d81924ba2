package theme

import (
	"strings"
	"testing"
)

func TestPattern(t *testing.T) {
	lists := map[string][][]node{}
	p, err := parsePattern("(child|young person)", nil, false)
	if err != nil {
		t.Fatal(err)
	}
	lists["child"] = alternatives(p.nodes[0])
	tests := []struct {
		pattern, text string
		want          string // the words matched, "" for none
	}{
		{"face value", "Taken at face value.", "face value"},
		{"took .. face value", "They took all of it in at face value.", ""},
		{"took ... face value", "They took all of it in at face value.", "took all of it in at face value"},
		{"share", "It was sharing what it shared.", "sharing"},
		{"=shared", "It was sharing what it shared.", "shared"},
		{"not|never told", "She was never told.", "never told"},
		{"(not told|kept from)", "It was kept from her.", "kept from"},
		{"very? late", "It was late.", "late"},
		{"very? late", "It was very late.", "very late"},
		{"@child .. seen", "No young person was seen.", "young person was seen"},
		{"# weeks", "It took 6 weeks.", "6 weeks"},
		{"^ ensure", "We ensure it.", ""},
		{"^ ensure", "Ensure that it is done.", "Ensure"},
		{"pre-birth assessment", "A pre-birth assessment.", "pre-birth assessment"},
		{"not told", "They weren't told.", "weren't told"},
		{"told .. school", "She was told; the school was not.", ""},
	}
	for _, tt := range tests {
		p, err := parsePattern(tt.pattern, lists, false)
		if err != nil {
			t.Errorf("parsePattern(%q): %v", tt.pattern, err)
			continue
		}
		toks := tokenize(tt.text)
		got := ""
		for i := range toks {
			if end, ok := match(p.nodes, toks, i, toks[i].clause); ok && end > i {
				got = tt.text[toks[i].start:toks[end-1].end]
				break
			}
		}
		if got != tt.want {
			t.Errorf("%q in %q = %q, want %q", tt.pattern, tt.text, got, tt.want)
		}
	}
}

func TestPatternMistakesAreNamed(t *testing.T) {
	for _, s := range []string{"", "(a|b", "a )", "(a||b)", "@nobody", "a|"} {
		if _, err := parsePattern(s, nil, false); err == nil {
			t.Errorf("parsePattern(%q) has no error", s)
		}
	}
}

func TestRulesAndCodebookAgree(t *testing.T) {
	rs, err := parseRules(codebookText, rulesText)
	if err != nil {
		t.Fatal(err)
	}
	if len(rs.themes) != 26 {
		t.Errorf("%d themes, want 26", len(rs.themes))
	}
	kinds := map[string]map[kind]int{}
	for _, r := range rs.rules {
		if r.theme < 0 {
			continue
		}
		id := rs.themes[r.theme].ID
		if kinds[id] == nil {
			kinds[id] = map[kind]int{}
		}
		kinds[id][r.kind]++
	}
	groups := map[Group]int{}
	for _, th := range rs.themes {
		groups[th.Group]++
		if th.Label == "" || th.Definition == "" || th.Include == "" || th.Exclude == "" || th.Source == "" {
			t.Errorf("theme %s is not fully described", th.ID)
		}
		if th.Group == About && kinds[th.ID][factor] == 0 || th.Group != About && kinds[th.ID][sign] == 0 {
			t.Errorf("theme %s has no pattern that decides it alone", th.ID)
		}
	}
	if groups[Practice] != 16 || groups[Mixed] != 1 || groups[About] != 9 {
		t.Errorf("groups = %v, want 16 practice, 1 mixed, 9 context", groups)
	}
	if len(rs.always) > 0 {
		t.Errorf("pattern %q can begin with any word, which is slow", rs.rules[rs.always[0]].text)
	}
	for _, r := range rs.rules {
		if end, ok := match(r.nodes, nil, 0, 0); ok && end == 0 {
			t.Errorf("pattern %q matches nothing at all", r.text)
		}
	}
}

func FuzzLabel(f *testing.F) {
	for _, l := range readLabelled(f) {
		f.Add(l.text)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 2000 || strings.ContainsRune(s, '\n') {
			return
		}
		l := standard().label(s, "")
		if l.polarity == "" {
			t.Errorf("%q has no polarity", s)
		}
		for _, words := range l.why {
			for _, w := range words {
				if !strings.Contains(s, w) {
					t.Errorf("the deciding words %q are not in %q", w, s)
				}
			}
		}
	})
}
