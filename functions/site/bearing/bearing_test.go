package bearing

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"earlyhelp/learning/theme"
	"earlyhelp/shared/indicator"
)

// Every indicator has links or the reason why it has none, never both; every
// link names what is there, says why, and stands once.
func TestLinks(t *testing.T) {
	links, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	themes := map[string]bool{}
	for _, th := range theme.Codebook() {
		themes[th.ID] = true
	}
	seen, reasons, bears := map[[2]string]bool{}, map[string]bool{}, map[string]bool{}
	for _, l := range links {
		k := [2]string{l.Indicator, l.Theme}
		if _, ok := indicator.All().Find(l.Indicator); !ok || !themes[l.Theme] {
			t.Errorf("link %v names what is not there", k)
		}
		if seen[k] {
			t.Errorf("link %v stands twice", k)
		}
		if !strings.HasSuffix(l.Reason, ".") || len(strings.Fields(l.Reason)) < 5 || l.Source == "" || len(l.Refs) == 0 {
			t.Errorf("link %v gives no reason or no source: %+v", k, l)
		}
		if reasons[l.Indicator+l.Reason] && l.Indicator != "A05" { // three things of one kind
			t.Errorf("link %v gives the reason of another", k)
		}
		seen[k], reasons[l.Indicator+l.Reason], bears[l.Theme] = true, true, true
	}
	for _, d := range indicator.All().List() {
		if (len(For(d.ID)) > 0) == (WhyNone(d.ID) != "") {
			t.Errorf("%s: %d links, and the reason for none is %q", d.ID, len(For(d.ID)), WhyNone(d.ID))
		}
	}
	// The themes about practice are what areas can change: each is reached.
	for _, th := range theme.Codebook() {
		if th.Group == theme.Practice && !bears[th.ID] {
			t.Errorf("no indicator leads to %s", th.ID)
		}
	}
}

func TestParseRefs(t *testing.T) {
	for in, want := range map[string]string{
		"S1 p21":             "Ofsted 2015, paragraph 21",
		"S1 p36-37":          "Ofsted 2015, paragraphs 36 to 37",
		"S1 p22; S1 p71 b7":  "Ofsted 2015, paragraph 22; paragraph 71, point 7",
		"S1 ES L16; S3 L233": "Ofsted 2015, executive summary, line 16; joint inspections 2023, line 233",
		"S3 L433-435":        "Joint inspections 2023, lines 433 to 435",
	} {
		refs, err := ParseRefs(in)
		if err != nil || sourceWords(refs) != want {
			t.Errorf("ParseRefs(%q) = %q, %v; want %q", in, sourceWords(refs), err, want)
		}
	}
	for _, in := range []string{"", "p21", "S2 p21", "S1 L21", "S3 p21", "S1 p9-3", "S3 L2 b1", "S1 p36-37 b2", "S1 p21, p22"} {
		if refs, err := ParseRefs(in); err == nil {
			t.Errorf("ParseRefs(%q) = %v, want an error", in, refs)
		}
	}
}

// Every place that is cited is there in the published text, and a point of
// paragraph 71 is one that the codebook ties to the theme.
func TestCitedPlacesExist(t *testing.T) {
	const shared = "../../../../shared/"
	read := func(name string) string {
		body, err := os.ReadFile(shared + name)
		if err != nil {
			t.Skipf("the published texts are not here: %v", err)
		}
		return string(body)
	}
	one, three := strings.Split(read("sources/ofsted-2015-early-help.txt"), "\n"), strings.Split(read("sources/jtai-2023-multi-agency-response.txt"), "\n")
	paragraph := regexp.MustCompile(`^(\d+)\. `)
	points, at := map[int]int{}, 0
	for _, line := range one {
		if m := paragraph.FindStringSubmatch(line); m != nil {
			if n, _ := strconv.Atoi(m[1]); n == at+1 {
				at = n
				points[at] = 0
				continue
			}
		}
		if at == 71 && strings.TrimSpace(line) != "" && !strings.HasPrefix(strings.TrimSpace(line), "which relate") {
			points[at]++
		}
	}
	if len(points) != 78 || points[71] != 10 {
		t.Fatalf("%d paragraphs, %d points in paragraph 71; want 78 and 10", len(points), points[71])
	}
	crosswalk := crosswalk(t, read("CODEBOOK.md"))
	links, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range links {
		for _, r := range l.Refs {
			name := l.Indicator + " and " + l.Theme + ": " + r.words()
			switch {
			case r.Paragraph > 0:
				_, from := points[r.From]
				_, to := points[r.To]
				if !from || !to || r.Point > points[r.Paragraph] {
					t.Errorf("%s is not there", name)
				}
				if r.Point > 0 && !strings.Contains(crosswalk[r.Point-1], l.Theme) {
					t.Errorf("%s is of %s", name, crosswalk[r.Point-1])
				}
			default:
				text, most := three, len(three)
				if r.Text == "S1" {
					text, most = one, 70 // where the introduction begins
				}
				if r.To > most || strings.TrimSpace(text[r.From-1]) == "" || strings.TrimSpace(text[r.To-1]) == "" {
					t.Errorf("%s is not there", name)
				}
			}
		}
	}
}

// crosswalk returns the themes of each point of paragraph 71.
func crosswalk(t *testing.T, codebook string) []string {
	t.Helper()
	_, table, _ := strings.Cut(codebook, "## Paragraph 71 crosswalk")
	table, _, _ = strings.Cut(table, "\n## ")
	var rows []string
	for line := range strings.Lines(table) {
		if cells := strings.Split(line, "|"); len(cells) == 4 && !strings.Contains(line, "---") && !strings.Contains(line, "theme ids") {
			rows = append(rows, cells[2])
		}
	}
	if len(rows) != 10 {
		t.Fatalf("the crosswalk has %d rows, want 10", len(rows))
	}
	return rows
}
