package indicator_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"earlyhelp/shared/indicator"
)

func TestCatalogue(t *testing.T) {
	c := indicator.All()
	var ids, computed []string
	perGroup := map[byte]int{}
	for _, d := range c.List() {
		ids = append(ids, d.ID)
		perGroup[d.ID[0]]++
		if found, ok := c.Find(strings.ToLower(d.ID)); !ok || found.Title != d.Title {
			t.Errorf("Find(%s) = %v, %v", d.ID, found, ok)
		}
	}
	for _, d := range c.Computed() {
		computed = append(computed, fmt.Sprintf("%s %s/%s %s %s %s", d.ID, d.Numerator, d.Denominator, d.Unit, d.Polarity, d.Class))
	}
	if len(ids) != 60 || !slices.IsSorted(ids) {
		t.Errorf("%d indicators, want sixty in order: %v", len(ids), ids)
	}
	if diff := cmp.Diff(map[byte]int{'A': 10, 'B': 7, 'C': 8, 'D': 6, 'E': 10, 'F': 4, 'G': 6, 'H': 9}, perGroup); diff != "" {
		t.Errorf("indicators by group (-want +got):\n%s", diff)
	}
	want := []string{
		"A01 children_open/population_0_17 rate none D1",
		"A02 episodes_started/population_0_17 rate none D1",
		"A03 first_help_20wd/episodes_started percent high D1",
		"A04 missed_opportunity/cases_audited percent low D2",
		"A05 children_with_need_dasm/children_open percent none D1",
		"A06 young_carers/children_open percent none D1",
		"A07 black_mixed_boys_10_17/population_black_mixed_boys_10_17 rate none D1",
		"A08 ethnicity_recorded/children_open percent high D1",
		"A09 language_culture_religion_recorded/children_open percent high D1",
		"A10 declined_followed_up/offers_declined_or_lost percent high D1",
		"B01 assessment_good/cases_audited percent high D2",
		"B02 voice_absent/voice_expected percent low D2",
		"B03 child_spoken_to/cases_audited percent high D2",
		"B04 both_parents_included/both_parents_expected percent high D2",
		"B05 father_left_out_no_reason/not_both_parents percent low D2",
		"B06 siblings_missed/siblings_present percent low D2",
		"B07 history_used/cases_audited percent high D2",
		"C01 plan_effective/plans_audited percent high D2",
		"C02 no_plan/cases_audited percent low D2",
		"C03 plan_parent_focused/plan_deficient percent low D2",
		"C04 reviewed_12w/reviews_due percent high D1",
		"C05 review_against_outcome/reviews_audited percent high D2",
		"C06 scores_both/episodes_closed percent high D1",
		"C07 closed_needs_met/episodes_closed percent high D1",
		"C08 lead_professional_named/episodes_open_end percent high D1",
		"D01 oversight_written/cases_audited percent high D2",
		"D02 oversight_considers_plan/oversight_written percent high D2",
		"D03 oversight_separate/manager_overseeing percent low D2",
		"D04 supervised_8w/practitioners_holding_cases percent high D3",
		"D05 episodes_audited/episodes_open percent high D1",
		"D06 audits_outcome_focused/audits_done percent high D2",
		"E01 referrals/population_0_17 rate none D1",
		"E02 referrals_nfa/referrals percent none D1",
		"E03 below_threshold_offered_help/below_threshold_with_needs percent high D1",
		"E04 closed_wrongly/closed_referrals_audited percent low D2",
		"E05 rereferrals_3m/referrals percent low D1",
		"E06 rereferrals_12m/referrals percent low D1",
		"E07 referrals_with_eha/referrals_professional percent high D1",
		"E08 outcome_told_5wd/referrals_professional percent high D1",
		"E09 threshold_cited/referrals_professional percent high D1",
		"E10 thresholds_unsure/thresholds_responses percent low D6",
		"F01 closed_stepped_up/episodes_closed percent none D1",
		"F02 step_up_late/stepped_up_audited percent low D2",
		"F03 stepped_down_plan_10wd/stepped_down percent high D1",
		"F04 support_secured/assessments_no_statutory_need percent high D1",
		"G01 trained_24m/headcount_needing_training percent high D3",
		"G02 courses_evaluated/courses_run percent high D5",
		"G03 trained_reluctant_families/headcount_needing_training percent high D3",
		"G04 groups_agree/groups_responses percent high D6",
		"G05 open_cases/wte mean none D3",
		"G06 level_agree/level_responses percent low D6",
		"H01 thresholds_audited_yes/thresholds_audited_answered yes/no high D5",
		"H02 strategy_evaluated_yes/strategy_evaluated_answered yes/no high D5",
		"H03 schools_signed_up/schools percent high D4",
		"H04 early_years_signed_up/early_years_settings percent high D4",
		"H05 seats_filled/seats_expected percent high D5",
		"H06 front_door_meetings_complete/front_door_meetings percent high D5",
		"H07 access_in_use/access_expected percent high D5",
		"H08 checked_12m/services_listed percent high D4",
		"H09 right_time_agree/right_time_responses percent high D6",
	}
	if diff := cmp.Diff(want, computed); diff != "" {
		t.Errorf("computed indicators (-want +got):\n%s", diff)
	}
	if _, ok := c.Find("Z99"); ok {
		t.Error("Find(Z99) found something")
	}
}

// TestANewIndicatorIsARow adds a row to the file and nothing else.
func TestANewIndicatorIsARow(t *testing.T) {
	const row = "A11,Episodes that ended,episodes that closed in the period,children aged 0 to 17 who live in the area," +
		"rate,none,sex agency,EarlyHelp,D1,S1 p58,,,,,episodes_closed,population_0_17,,Episodes that ended,\n"
	c, err := indicator.New(with(t, "catalogue.csv", func(text string) string { return text + row }))
	if err != nil {
		t.Fatal(err)
	}
	want := indicator.Definition{
		ID: "A11", Title: "Episodes that ended", Subject: "Episodes that ended", NumeratorWords: "episodes that closed in the period",
		DenominatorWords: "children aged 0 to 17 who live in the area", Unit: indicator.Rate, Polarity: indicator.Neutral,
		Breakdowns: []string{"sex", "agency"}, Sheets: []string{"EarlyHelp"}, Class: "D1", Source: "S1 p58",
		Computed: true, Numerator: "episodes_closed", Denominator: indicator.Population,
	}
	got, _ := c.Find("A11")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Find(A11) (-want +got):\n%s", diff)
	}
	if len(c.List()) != 61 || len(c.Computed()) != 61 {
		t.Errorf("%d indicators, %d computed, want 61 of both", len(c.List()), len(c.Computed()))
	}
}

func TestNewNamesTheRow(t *testing.T) {
	// A good row of 19 cells, one of which each case spoils.
	good := []string{
		"A11", "Title", "numerator", "denominator", "percent", "high", "sex need", "EarlyHelp Audit", "D1", "S1 p58, ES L4; S3 L1",
		"“a third”", "33.3", "12", "label", "episodes_closed", "episodes_started", "", "Titles", "4",
	}
	const (
		id, title, numWords, denWords, unit, polarity, breakdowns, sheets, class, source = 0, 1, 2, 3, 4, 5, 6, 7, 8, 9
		words, percent, n, label, numerator, denominator, subject, count                 = 10, 11, 12, 13, 14, 15, 17, 18
	)
	for _, tt := range []struct {
		name   string
		column int
		text   string
		want   string
	}{
		{"an id of another form", id, "A1", "A1: the id must be a capital letter and two digits"},
		{"no id", id, "", "the id must be a capital letter and two digits"},
		{"an id that stands twice", id, "E06", "E06: the id stands on two rows"},
		{"no title", title, "", "A11: title is blank"},
		{"no words for the numerator", numWords, " ", "A11: numerator_words is blank"},
		{"no words for the denominator", denWords, "", "A11: denominator_words is blank"},
		{"an unknown unit", unit, "per cent", `A11: unit "per cent" is not percent, rate, mean or yes/no`},
		{"an unknown polarity", polarity, "+", `A11: polarity "+" is not high, low or none`},
		{"an unknown breakdown", breakdowns, "sex gender", `A11: breakdown "gender" is not in breakdowns.csv`},
		{"a breakdown named twice", breakdowns, "sex sex", `A11: breakdown "sex" is not in breakdowns.csv, or is named twice`},
		{"an unknown sheet", sheets, "Cover", `A11: sheet "Cover" is not one of`},
		{"no sheet", sheets, "", "A11: sheets is blank"},
		{"a wrong class", class, "D7", `A11: class "D7" is not D1 to D6`},
		{"no class", class, "", `A11: class "" is not D1 to D6`},
		{"no source", source, "", "A11: source is blank"},
		{"an unknown source", source, "S1 p58; S9 p1", `A11: source "S9 p1" must be`},
		{"a source without a place", source, "S1", `A11: source "S1" must be`},
		{"a baseline without words", words, "", "A11: a baseline needs baseline_words and baseline_label"},
		{"a baseline that quotes nothing", words, "a third", "A11: baseline_words must quote the source"},
		{"a baseline without a label", label, "", "A11: a baseline needs"},
		{"a percentage that is no number", percent, "33%", `A11: baseline_percent "33%"`},
		{"a percentage above 100", percent, "101", `A11: baseline_percent "101"`},
		{"a percentage that is not a number", percent, "NaN", `A11: baseline_percent "NaN"`},
		{"a sample of none", n, "0", `A11: baseline_n "0"`},
		{"a count that is no number", count, "four", `A11: baseline_count "four"`},
		{"a count above the sample", count, "13", "A11: baseline_count is of baseline_n, and not above it"},
		{"a count beside another percentage", count, "5", "A11: baseline_percent is not 41.7, as 5 of 12 is"},
		{"no subject", subject, "", "A11: subject is blank"},
		{"a mark on a mean", unit, "mean", "A11: baseline_percent places a mark on a percentage, not on a mean"},
		{"a numerator alone", denominator, "", "A11: numerator and denominator must both be given"},
		{"a denominator alone", numerator, "", "A11: numerator and denominator must both be given"},
		{"a measure with a space", numerator, "episodes closed", `A11: numerator "episodes closed"`},
		{"a percentage of the population", denominator, "population_0_17", "A11: a rate is divided by a population, such as population_0_17, and nothing else is"},
		{"a rate of something else", unit, "rate", "A11: a rate is divided by a population"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			row := slices.Clone(good)
			row[tt.column] = tt.text
			for i, cell := range row {
				row[i] = `"` + cell + `"`
			}
			var line int
			_, err := indicator.New(with(t, "catalogue.csv", func(text string) string {
				line = strings.Count(text, "\n") + 1
				return text + strings.Join(row, ",") + "\n"
			}))
			if err == nil {
				t.Fatalf("New: no error, want %q", tt.want)
			}
			if !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), fmt.Sprintf("catalogue.csv line %d: ", line)) {
				t.Errorf("New: %v\nwant line %d and: %s", err, line, tt.want)
			}
		})
	}
	t.Run("every mistake of a row at once", func(t *testing.T) {
		_, err := indicator.New(with(t, "catalogue.csv", func(text string) string { return text + "x" + strings.Repeat(",", 18) + "\n" }))
		if got := strings.Count(fmt.Sprint(err), "\n") + 1; got < 8 {
			t.Errorf("%d mistakes named in:\n%v", got, err)
		}
	})
	t.Run("a heading is missing", func(t *testing.T) {
		_, err := indicator.New(with(t, "catalogue.csv", func(text string) string { return strings.Replace(text, ",polarity,", ",better,", 1) }))
		if err == nil || err.Error() != `catalogue.csv: no column is headed "polarity"` {
			t.Errorf("New: %v", err)
		}
	})
	t.Run("a file is missing", func(t *testing.T) {
		if _, err := indicator.New(fstest.MapFS{}); err == nil {
			t.Error("New without files: no error")
		}
	})
}

// TestBaselinesQuoteTheReports finds each quotation in the report that the
// row names, where the reports lie beside the checkout.
func TestBaselinesQuoteTheReports(t *testing.T) {
	dir := filepath.Join("..", "..", "..", "shared", "sources")
	reports := map[string]string{}
	for short, name := range map[string]string{"S1": "ofsted-2015-early-help.txt", "S3": "jtai-2023-multi-agency-response.txt"} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if os.IsNotExist(err) {
			t.Skipf("%s is not on this machine: nothing to hold the quotations to", name)
		}
		if err != nil {
			t.Fatal(err)
		}
		reports[short] = plain(string(text))
	}
	quoted := regexp.MustCompile(`“([^”]+)”`)
	n := 0
	for _, d := range indicator.All().List() {
		for _, m := range quoted.FindAllStringSubmatch(d.Baseline.Words, -1) {
			n++
			found := false
			for short, text := range reports {
				found = found || strings.Contains(d.Source, short+" ") && strings.Contains(text, plain(m[1]))
			}
			if !found {
				t.Errorf("%s: %q is not in a report that the row names", d.ID, m[1])
			}
		}
	}
	if n < 35 {
		t.Errorf("%d quotations, want at least 35", n)
	}
}

// plain brings quotation marks and spaces of two texts to one form.
func plain(s string) string {
	s = strings.NewReplacer("’", "'", "‘", "'").Replace(s)
	return strings.Join(strings.Fields(s), " ")
}

// TestMarksFitTheirSamples: where the sample's size is known, some count of it
// gives the mark within what the words allow.
func TestMarksFitTheirSamples(t *testing.T) {
	for _, d := range indicator.All().List() {
		b := d.Baseline
		if !b.HasMark || b.N == 0 {
			continue
		}
		nearest := float64(int(b.Percent*float64(b.N)/100+0.5)) * 100 / float64(b.N)
		if diff := nearest - b.Percent; diff > 1 || diff < -1 {
			t.Errorf("%s: no count of %d is within 1 of %v%%; the nearest is %.1f%%", d.ID, b.N, b.Percent, nearest)
		}
		if !strings.Contains(b.Label, fmt.Sprint(b.N)) {
			t.Errorf("%s: the label %q does not give the sample of %d", d.ID, b.Label, b.N)
		}
	}
}

// TestCatalogueIsTheTableItCameFrom compares ids, units, polarities, classes and
// sources with the table the catalogue was drawn up from, where that lies
// beside the checkout.
func TestCatalogueIsTheBriefs(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "INDICATORS.md"))
	if os.IsNotExist(err) {
		t.Skip("the table of indicators is not on this machine: nothing to hold the catalogue to")
	}
	if err != nil {
		t.Fatal(err)
	}
	sets := strings.NewReplacer("C", "sex age_band ethnic_group disability sen", "A", "agency", "L", "locality", "N", "need",
		"age band", "age_band", "setting type", "setting_type", ",", "", "-", "")
	units := map[string]indicator.Unit{"%": indicator.Percent, "rate": indicator.Rate, "mean": indicator.Mean, "yes/no": indicator.YesNo}
	polarities := map[string]indicator.Polarity{"+": indicator.High, "-": indicator.Low, "0": indicator.Neutral}
	row := regexp.MustCompile(`(?m)^\| ([A-H]\d\d) \|.*$`)
	n := 0
	for _, line := range row.FindAllString(string(text), -1) {
		cells := strings.Split(line, " | ")
		cells[0] = strings.TrimPrefix(cells[0], "| ")
		cells[9] = strings.TrimSuffix(cells[9], " |")
		d, ok := indicator.All().Find(cells[0])
		n++
		if !ok || d.Title != cells[1] || d.Unit != units[cells[3]] || d.Polarity != polarities[cells[4]] || d.Source != cells[7] || d.Class != cells[9] {
			t.Errorf("%s = %+v, want %v", cells[0], d, cells)
		}
		if want := strings.Fields(sets.Replace(cells[5])); !slices.Equal(d.Breakdowns, want) {
			t.Errorf("%s: breakdowns %v, want %v", d.ID, d.Breakdowns, want)
		}
		for _, s := range d.Sheets {
			if !strings.Contains(cells[6], s) {
				t.Errorf("%s: sheet %s, want %s", d.ID, s, cells[6])
			}
		}
	}
	if n != 60 {
		t.Errorf("%d rows in the table, want 60", n)
	}
}

// with returns the built-in files with one of them changed.
func with(t *testing.T, name string, change func(string) string) fs.FS {
	t.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(indicator.Data(), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(indicator.Data(), path)
		if path == name {
			text = []byte(change(string(text)))
		}
		files[path] = &fstest.MapFile{Data: text}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func ExampleAll() {
	d, _ := indicator.All().Find("E06")
	fmt.Println(d.Title)
	fmt.Println(d.Numerator, "/", d.Denominator, "in", d.Unit)
	fmt.Println(d.Baseline.Words)
	// Output:
	// Re-referred within 12 months
	// rereferrals_12m / referrals in percent
	// “one fifth of children had more than one referral” in the 12 months before
}
