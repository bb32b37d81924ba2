package indicator_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"earlyhelp/shared/area"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
)

// TestLinksAreTheBriefs holds the links to those that the catalogue was drawn
// up with, where the text lies beside the checkout. Each counts both ways.
func TestLinksAreTheBriefs(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "INDICATORS.md"))
	if os.IsNotExist(err) {
		t.Skip("the table of indicators is not on this machine: nothing to hold the links to")
	}
	if err != nil {
		t.Fatal(err)
	}
	_, line, ok := strings.Cut(string(text), "Links worth drawing on the page")
	if !ok {
		t.Fatal("no line of links")
	}
	line, _, _ = strings.Cut(line, "\n")
	pair := regexp.MustCompile(`([A-H]\d\d(?:/[A-H]\d\d)*) ↔ ([A-H]\d\d(?:/[A-H]\d\d)*)`)
	n := 0
	for _, m := range pair.FindAllStringSubmatch(line, -1) {
		for from := range strings.SplitSeq(m[1], "/") {
			for to := range strings.SplitSeq(m[2], "/") {
				n++
				if !linked(from, to) || !linked(to, from) {
					t.Errorf("%s and %s are not linked", from, to)
				}
			}
		}
	}
	if n != 8 {
		t.Errorf("%d links in the text, want 8", n)
	}
}

func linked(from, to string) bool {
	for _, l := range indicator.All().Related(from) {
		if l.ID == to && l.Reason != "" && l.Source != "" {
			return true
		}
	}
	return false
}

func TestRules(t *testing.T) {
	c := indicator.All()
	if rs := c.Rules("B01"); rs != nil {
		t.Errorf("rules about B01: %v", rs)
	}
	y := period.NewFinancialYear
	said := func(id, dfe string, first, last period.Period) int {
		n := 0
		for _, r := range c.Rules(id) {
			if r.Area == dfe && r.Within(first, last) {
				n++
			}
		}
		return n
	}
	for _, tt := range []struct {
		id, dfe     string
		first, last period.Period
		want        int
	}{
		{"E06", "204", y(2020), y(2020), 1},
		{"E06", "204", y(2022), y(2024), 0},
		{"E06", "204", y(2012), y(2024), 1},
		{"E06", "204", period.NewQuarter(2021, 1), period.NewQuarter(2021, 1), 1},
		{"E06", "850", y(2025), y(2026), 1}, // without end
		{"E01", "850", y(2025), y(2026), 0},
		{"E01", "", y(2012), y(2012), 1}, // always
		{"E01", "", y(2024), y(2024), 2},
		{"E02", "", y(2020), y(2020), 1}, // Hackney's
		{"E02", "", y(2022), y(2022), 1}, // another outcome
	} {
		if got := said(tt.id, tt.dfe, tt.first, tt.last); got != tt.want {
			t.Errorf("%s %s from %s to %s: %d rules, want %d", tt.id, tt.dfe, tt.first, tt.last, got, tt.want)
		}
	}
	for _, d := range c.List() {
		for _, r := range c.Rules(d.ID) {
			if _, ok := area.England().Find(r.Area); r.Area != "" && !ok {
				t.Errorf("%s: a rule is about the area %s, which there is not", d.ID, r.Area)
			}
		}
	}
}

func TestNewNamesTheRowOfALinkOrRule(t *testing.T) {
	for _, tt := range []struct{ name, file, row, want string }{
		{"a link to nothing", "links.csv", "E06,Z99,because,S1 p1", "E06 and Z99 are not two indicators"},
		{"a link to itself", "links.csv", "E06,E06,because,S1 p1", "E06 and E06 are not two indicators"},
		{"a link without a reason", "links.csv", "E06,E05,,S1 p1", "a link needs a reason"},
		{"a link from no source", "links.csv", "E06,E05,because,S9 p1", "a source of sources.csv"},
		{"a rule about nothing", "comparability.csv", "Z99,,,,caveat,,words,DfE", "Z99 is no indicator"},
		{"a rule of another kind", "comparability.csv", "E06,,,,gossip,,words,DfE", "a rule needs"},
		{"a rule without a source", "comparability.csv", "E06,,,,caveat,,words,", "a rule needs"},
		{"a rule of no period", "comparability.csv", "E06,,last year,,caveat,,words,DfE", "a period is"},
		{"a break without a day", "comparability.csv", "E06,,,,definition,yes,words,DfE", "a break needs a period"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := indicator.New(with(t, tt.file, func(text string) string { return text + tt.row + "\n" }))
			if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), tt.file+" line ") {
				t.Errorf("New: %v, want %q and the line of %s", err, tt.want, tt.file)
			}
		})
	}
}
