package list

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"earlyhelp/shared/returns"
)

// extract is what a case-management system might export: names and words of its
// own, a date of birth, no early help, and columns that the list has no use for.
// All of it is made up.
const extract = "Person ID;Family ID;Referral ID;Date of referral;Closure date;DOB;Gender;Ethnicity;Source of referral;Outcome;Reason for closure;Primary need;Ward;Worker\n" +
	"K1;F1;100;01/04/2025;;12/03/2015;F;White British;GP;Single assessment;;DV;North;A. Person\n" +
	"K1;F1;101;02/04/2026;20/05/2026;12/03/2015;F;White British;2A;NFA - no needs;Closed - needs met;Neglect;North;A. Person\n" +
	"K2;F2;102;03/04/2026;;2012-01-31;M;Not known;Mother;Advice;;Housing;South;A. Person\n"

func suggested(t *testing.T, text string) (Suggestion, *Mapping) {
	t.Helper()
	s, ok := Suggest([]byte(text), "extract.csv")
	if !ok {
		t.Fatal("Suggest proposes nothing")
	}
	return s, &s.Mapping
}

func TestSuggestFitsAnExtract(t *testing.T) {
	s, m := suggested(t, extract)
	want := map[string]string{
		"child_key": "Person ID", "family_key": "Family ID", "event_ref": "Referral ID", "start_date": "Date of referral", "end_date": "Closure date",
		"birth_year": "DOB", "sex": "Gender", "ethnic_group": "Ethnicity", "source_agency": "Source of referral", "referral_outcome": "Outcome",
		"end_reason": "Reason for closure", "need_1": "Primary need", "locality": "Ward",
	}
	got := map[string]string{}
	for column, heading := range m.Records.Columns {
		if heading != "" {
			got[column] = heading
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]string{"event_type": Referral}, m.Records.Always); diff != "" {
		t.Errorf("always (-want +got):\n%s", diff)
	}
	values := map[string]map[string]string{
		"sex": {"F": "female", "M": "male"}, "ethnic_group": {"White British": "WBRI", "Not known": notRecorded},
		"source_agency": {"GP": "health", "2A": "school", "Mother": "family"}, "referral_outcome": {"Single assessment": "assessment", "Advice": "nfa_advice", "NFA - no needs": "nfa_no_needs"},
		"end_reason": {"Closed - needs met": "needs_met"}, "need_1": {"DV": "domestic abuse", "Housing": ""},
	}
	if diff := cmp.Diff(values, m.Records.Values); diff != "" {
		t.Errorf("values (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]Unknown{{"need_1", "Housing", 1}}, s.Words); diff != "" {
		t.Errorf("words left (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"Worker"}, s.Headings); diff != "" || len(s.Unmapped) > 0 {
		t.Errorf("headings left (-want +got):\n%s\nunmapped %v", diff, s.Unmapped)
	}
}

func TestExtractIsReadByItsMapping(t *testing.T) {
	_, m := suggested(t, extract)
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	if m, err = ParseMapping(text); err != nil {
		t.Fatalf("ParseMapping of what Suggest proposes: %v", err)
	}
	o := Options{Area: "383", Period: quarter, Mapping: m}
	got := Read([]byte(extract), "extract.csv", o)
	if got.Verdict != returns.Accepted {
		t.Fatalf("an extract with its mapping is %s: %v", got.Verdict, stopsOf(got))
	}
	e := got.List.Events[1]
	if e.Type != wordReferral || e.BirthYear != 2015 || e.Sex.String() != "female" || e.Source.String() != "school" || e.Need[0].String() != "neglect" {
		t.Errorf("the second row is read as %+v", e)
	}
	counts := countsOf(Aggregate(got.List))
	for measure, want := range map[string]string{
		"referrals": "2", "referrals_professional": "1", "referrals_nfa": "2",
		// Columns that the extract does not have: not 0, but not available.
		"referrals_with_eha": "x", "outcome_told_5wd": "x", "threshold_cited": "x", "children_open": "x",
	} {
		if v := counts[returns.Key{Measure: measure, Breakdown: returns.Total, Category: returns.All}]; v != want {
			t.Errorf("%s = %s, want %s", measure, v, want)
		}
	}
	if v := counts[returns.Key{Measure: "referrals", Breakdown: "need", Category: "neglect"}]; v != "1" {
		t.Errorf("referrals with neglect = %s, want 1", v)
	}
	// The same in a workbook without a Cover, on a sheet of any name.
	f := excelize.NewFile()
	defer f.Close()
	for i, line := range strings.Split(strings.TrimSpace(extract), "\n") {
		for j, v := range strings.Split(line, ";") {
			at, _ := excelize.CoordinatesToCellName(j+1, i+3)
			if err := f.SetCellStr("Sheet1", at, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	data := save(t, f)
	s, ok := Suggest(data, "extract.xlsx")
	if !ok || s.Mapping.Records.Sheet != "Sheet1" {
		t.Fatalf("Suggest of a workbook = %v %+v", ok, s)
	}
	o.Mapping = &s.Mapping
	book := Read(data, "extract.xlsx", o)
	if book.Verdict != returns.Accepted {
		t.Fatalf("the workbook with its mapping is %s: %v", book.Verdict, stopsOf(book))
	}
	if diff := cmp.Diff(counts, countsOf(Aggregate(book.List))); diff != "" {
		t.Errorf("the workbook is counted otherwise (-CSV +workbook):\n%s", diff)
	}
	if got := Read(data, "extract.xlsx", Options{Area: "383", Period: quarter}); got.Kind == Kind {
		t.Error("without the mapping the extract is taken for a list")
	}
}

func TestWhatAMappingLeavesOutIsNamed(t *testing.T) {
	for _, tt := range []struct{ name, mapping, want string }{
		{"a needed column", `{"mapping_version":1,"records":{"columns":{"child_key":"Person ID","start_date":"Date of referral","event_ref":""}}}`, "The list needs event_ref, and the mapping does not say which of your columns it is"},
		{"a heading that is not there", `{"mapping_version":1,"records":{"columns":{"child_key":"Case","start_date":"Date of referral","event_ref":"Referral ID"}}}`, `child_key stands under the heading "Case", and there is no such heading`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, err := ParseMapping([]byte(tt.mapping))
			if err != nil {
				t.Fatal(err)
			}
			got := Read([]byte(extract), "extract.csv", Options{Area: "383", Period: quarter, Mapping: m})
			var said []string
			for _, p := range got.Problems {
				said = append(said, p.Ref.String()+" "+p.Message)
			}
			if all := strings.Join(said, "\n"); got.Verdict != returns.Rejected || !strings.Contains(all, "Records!1:1 ") || !strings.Contains(all, tt.want) {
				t.Errorf("%s: %s, want %q", got.Verdict, all, tt.want)
			}
		})
	}
}

func TestParseMappingRefuses(t *testing.T) {
	for _, tt := range []struct{ name, text, says string }{
		{"no JSON", `columns`, "read the mapping"},
		{"another version", `{"mapping_version":2}`, "mapping_version 2, and 1 is read"},
		{"a field that is not one", `{"mapping_version":1,"record":{}}`, `unknown field "record"`},
		{"a column that is not one", `{"mapping_version":1,"records":{"columns":{"child":"x"}}}`, `a column "child", which the sheet Records`},
		{"one heading for two columns", `{"mapping_version":1,"records":{"columns":{"start_date":"Date","end_date":"date"}}}`, `the heading "Date" to both end_date and start_date`},
		{"a value that is not one", `{"mapping_version":1,"records":{"columns":{},"values":{"sex":{"F":"woman"}}}}`, `at the word "F" gives "woman" as a value of sex: it must be female, male, other or not recorded`},
		{"a word left open in a needed column", `{"mapping_version":1,"records":{"columns":{},"values":{"sex":{"F":""}}}}`, `"" as a value of sex`},
		{"a fixed value that is not one", `{"mapping_version":1,"records":{"columns":{},"always":{"event_type":"contact"}}}`, `"contact" as a value of event_type`},
		{"audits as well", `{"mapping_version":1,"records":{"columns":{}},"case_audit":{"columns":{"sex":"x"}}}`, `a column "sex", which the sheet CaseAudit`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := ParseMapping([]byte(tt.text)); err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("ParseMapping = %v, want an error that says %q", err, tt.says)
			}
		})
	}
}

func TestSuggestIsSilentAboutOurOwnTemplate(t *testing.T) {
	f := newBook(t, quarter)
	fill(t, f, goodRows)
	if s, ok := Suggest(save(t, f), "list.xlsx"); ok {
		t.Errorf("Suggest proposes %+v", s)
	}
	for _, text := range []string{"", "\n", "just one line of text"} {
		if _, ok := Suggest([]byte(text), "x.csv"); ok {
			t.Errorf("Suggest(%q) proposes something", text)
		}
	}
}

// TestSuggestShowsNoFreeText holds a suggestion to lists: of a column with very
// many words, such as names, none is shown or kept.
func TestSuggestShowsNoFreeText(t *testing.T) {
	var b strings.Builder
	b.WriteString("person id,source of referral,referral date\n")
	for i := range 200 {
		b.WriteString("K1,Person " + strings.Repeat("x", i%40) + string(rune('a'+i%26)) + ",01/04/2026\n")
	}
	s, m := suggested(t, b.String())
	if len(s.Words) > 0 || len(m.Records.Values) > 0 {
		t.Errorf("words %v, values %v: want none", s.Words, m.Records.Values)
	}
}

func TestSynonymsMeanWhatTheListHas(t *testing.T) {
	seen := map[string]string{}
	for _, r := range synonyms("headings", 2) {
		if records.named(r[0]) < 0 {
			t.Errorf("headings.csv: %q is no column", r[0])
		}
		if other := seen[plain(r[1])]; other != "" && other != r[0] {
			t.Errorf("headings.csv: %q stands for %s and %s", r[1], other, r[0])
		}
		if means := meansColumn(r[1]).means; means != r[0] {
			t.Errorf("headings.csv: %q is taken for %q, not %s", r[1], means, r[0])
		}
		seen[plain(r[1])] = r[0]
	}
	words := map[string]string{}
	for _, r := range synonyms("words", 3) {
		i := records.named(r[0])
		if i < 0 || records.columns[i].Type != Choice {
			t.Errorf("words.csv: %q is no list column", r[0])
			continue
		}
		if w, ok := recordChoices[i].find(r[2]); !ok || w.String() != r[2] {
			t.Errorf("words.csv: %q is no value of %s", r[2], r[0])
		}
		k := r[0] + " " + plain(r[1])
		if other := words[k]; other != "" && other != r[2] {
			t.Errorf("words.csv: %q of %s is %s and %s", r[1], r[0], other, r[2])
		}
		words[k] = r[2]
	}
}

func FuzzParseMapping(f *testing.F) {
	f.Add([]byte(`{"mapping_version":1,"records":{"columns":{"child_key":"Person ID"},"always":{"event_type":"referral"},"values":{"sex":{"F":"female"}}}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := ParseMapping(text)
		if err != nil {
			return
		}
		Read([]byte(extract), "extract.csv", Options{Area: "383", Period: quarter, Mapping: m})
	})
}

func FuzzSuggest(f *testing.F) {
	f.Add([]byte(extract))
	f.Fuzz(func(t *testing.T, text []byte) {
		if s, ok := Suggest(text, "extract.csv"); ok {
			Read(text, "extract.csv", Options{Area: "383", Period: quarter, Mapping: &s.Mapping})
		}
	})
}
