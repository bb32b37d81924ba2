package privacy

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
)

// linesOf returns the lines of a file of testdata, comments left out.
func linesOf(t testing.TB, name string) []string {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			lines = append(lines, line)
		}
	}
	return lines
}

// clean makes returns of counts that tell of nobody.
type clean struct {
	r         *rand.Rand
	sentences []string
	places    []string
}

func newClean(t testing.TB, seed uint64) *clean {
	return &clean{rand.New(rand.NewPCG(seed, 7)), linesOf(t, "clean.txt"), linesOf(t, "places.txt")}
}

func (c *clean) sentence() string {
	s := pick(c.r, c.sentences)
	for strings.Contains(s, "%P") {
		s = strings.Replace(s, "%P", pick(c.r, c.places), 1)
	}
	for strings.Contains(s, "%N") {
		s = strings.Replace(s, "%N", fmt.Sprint(c.r.IntN(30_000)), 1)
	}
	return s
}

func (c *clean) note() any {
	if c.r.IntN(6) > 0 {
		return nil
	}
	if s := c.sentence(); len(s) < 200 {
		return s
	}
	return nil
}

// count is what an area would type: small, large, a symbol, a text.
func (c *clean) count() any {
	switch n := c.r.IntN(30); n {
	case 0:
		return "[x]"
	case 1:
		return "[z]"
	case 2:
		return fmt.Sprint(c.r.IntN(900))
	case 3:
		return "1,204"
	default:
		return c.r.IntN([]int{3, 12, 60, 900, 30_000}[n%5])
	}
}

var (
	cleanMeasures = strings.Fields(`children_open episodes_started first_help_20wd offers_declined_or_lost episodes_closed closed_needs_met closed_stepped_up
		lead_professional_named ethnicity_recorded young_carers referrals referrals_nfa rereferrals_3m outcome_told_5wd cases_audited missed_opportunity
		assessment_good child_spoken_to both_parents_included siblings_present history_used oversight_written`)
	cleanSplits = [][]string{
		{"total", "all"}, {"sex", "female", "male", "other", "not recorded"}, {"age_band", "0-4", "5-9", "10-15", "16-17", "not recorded"},
		{"ethnic_group", "white", "mixed", "asian", "black", "other", "not recorded", "declined"}, {"disability", "yes", "no", "not recorded"},
		{"sen", "yes", "no", "not recorded"}, {"agency", "local authority", "health", "police", "school", "early years", "voluntary", "other", "not recorded"},
		{"need", "parental substance misuse", "parental mental ill health", "domestic abuse", "neglect", "young carer", "anti-social behaviour"},
	}
	cleanAgencies = []string{"local authority", "health", "police", "school", "early years", "voluntary", "other"}
)

// book writes a return of nine sheets.
func (c *clean) book() raw {
	w := raw{parts: map[string]string{}, rels: map[string]string{}, noProps: c.r.IntN(2) == 0}
	codes := c.r.IntN(4) == 0 // localities by their ward codes
	var localities []string
	for i := range 3 + c.r.IntN(25) {
		l := pick(c.r, c.places)
		if codes {
			l = fmt.Sprintf("E05%06d", c.r.IntN(20_000)+i)
		}
		localities = append(localities, l)
	}
	sheet := func(name string, rows ...string) {
		w.sheets = append(w.sheets, rawSheet{name: name, rows: strings.Join(rows, "")})
	}
	sheet("Cover", row(1, "item", "answer", "guide"), row(2, "partnership_code", 383, "The number of your area."), row(3, "partnership_name", pick(c.r, c.places)+" Council"),
		row(4, "period_start", 46113), row(5, "period_end", "30/06/2026"), row(6, "prepared_by_role", "data officer"),
		row(7, "made_from", "earlyhelp 2026.2; list SHA-256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08; 2026-07-09"),
		row(8, "known_issues", strings.Join([]string{c.sentence(), c.sentence(), c.sentence()}, " ")))
	for _, name := range []string{"EarlyHelp", "Referrals", "Audit"} {
		n := 1
		rows := []string{row(1, "measure", "breakdown_type", "breakdown_value", "count", "note")}
		put := func(m, split, v string) {
			n++
			if c.r.IntN(40) == 0 {
				n++ // a blank row
			}
			rows = append(rows, row(n, m, split, v, c.count(), c.note()))
		}
		for range 2 {
			m := pick(c.r, cleanMeasures)
			for _, s := range cleanSplits {
				for _, v := range s[1:] {
					put(m, s[0], v)
				}
			}
			for _, l := range localities {
				put(m, "locality", l)
			}
		}
		sheet(name, rows...)
	}
	rows := []string{row(1, "agency", "headcount_needing_training", "trained_24m", "practitioners_holding_cases", "wte", "open_cases", "note")}
	for i, a := range cleanAgencies {
		rows = append(rows, row(i+2, a, c.count(), c.count(), c.count(), 12.5, c.count(), c.note()))
	}
	sheet("Workforce", rows...)
	rows = []string{row(1, "fact", "answer", "date", "evidence_link", "note")}
	for i, f := range []string{"threshold document published", "shared front door", "early help strategy", "board meets quarterly", "training evaluated", "audit programme", "parents on the board"} {
		rows = append(rows, row(i+2, f, pick(c.r, []string{"yes", "no", "planned"}), 46000+c.r.IntN(200), fmt.Sprintf("https://www.%s.example/early-help/%d", strings.ToLower(strings.ReplaceAll(pick(c.r, c.places), " ", "-")), c.r.IntN(9000)), c.note()))
	}
	rows = append(rows, row(12, "agency", "seats_expected", "seats_filled", "front_door_meetings", "front_door_meetings_complete"))
	for i, a := range cleanAgencies {
		rows = append(rows, row(13+i, a, c.count(), c.count(), c.count(), c.count()))
	}
	sheet("Partnership", rows...)
	rows = []string{row(1, "setting_type", "settings", "signed_up_encompass", "notifications_sent", "notifications_before_school")}
	for i, s := range []string{"nursery", "primary", "secondary", "special", "alternative provision", "college", "independent"} {
		rows = append(rows, row(i+2, s, c.count(), c.count(), c.count(), c.count()))
	}
	sheet("InfoSharing", rows...)
	rows = []string{row(1, "service_category", "services_listed", "checked_12m", "no_referral_needed")}
	for i, s := range []string{"parenting", "mental health", "domestic abuse", "substance misuse", "housing and money", "SEND", "youth"} {
		rows = append(rows, row(i+2, s, c.count(), c.count(), c.count()))
	}
	sheet("LocalOffer", rows...)
	rows = []string{row(1, "question", "agency", "responses", "agree", "unsure")}
	for _, q := range []string{"thresholds_clear", "can_name_groups", "above_level", "trained_reluctant"} {
		for _, a := range cleanAgencies {
			rows = append(rows, row(len(rows)+1, q, a, c.count(), c.count(), c.count()))
		}
	}
	sheet("Survey", rows...)
	return w
}

// TestNoFalseRefusals screens 500 generated returns (fewer with the race detector) that tell of nobody.
func TestNoFalseRefusals(t *testing.T) {
	t.Parallel()
	c := newClean(t, 11)
	refused := 0
	for i := range tries {
		found, _, err := Screen(c.book().open(t))
		if err != nil {
			t.Fatal(err)
		}
		if len(found) > 0 {
			refused++
			t.Errorf("return %d is refused for %v %s", i, found[0].Ref, found[0].Kind)
		}
	}
	t.Logf("%d of %d clean returns of nine sheets refused", refused, tries)
}

// TestCleanTexts holds each sentence and place to the screen by itself, so
// that a false alarm names what raised it.
func TestCleanTexts(t *testing.T) {
	c := newClean(t, 5)
	for range 20_000 {
		if s := c.sentence(); s != "" {
			if k, ok := Text(s); ok {
				t.Fatalf("Text(%q) = %s", s, k)
			}
		}
	}
	for _, p := range c.places {
		for _, s := range []string{p, p + " ward", "Only " + p + " sends these.", p + ", " + pick(c.r, c.places), "with " + p + " and the team", "Figures from " + p + " are late", "referred by " + p + " hub"} {
			if k, ok := Text(s); ok {
				t.Errorf("Text(%q) = %s", s, k)
			}
		}
	}
}

func BenchmarkScreen(b *testing.B) {
	c := newClean(b, 3)
	data := c.book().zip(b)
	w := c.book().open(b)
	b.ReportMetric(float64(len(bytes.TrimSpace(data)))/1024, "kB")
	b.ResetTimer()
	for b.Loop() {
		if _, _, err := Screen(w); err != nil {
			b.Fatal(err)
		}
	}
}
