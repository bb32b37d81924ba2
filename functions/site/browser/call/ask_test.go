package call

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"

	"earlyhelp/shared/area"
	"earlyhelp/shared/list"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

// asking puts a question as the page does.
func asking(t *testing.T, q map[string]any, files ...[]byte) (Answer, []byte) {
	t.Helper()
	all := map[string]any{"area": "350", "period": "2026-Q2", "today": "2026-11-22", "tool": "earlyhelp website"}
	for k, v := range q {
		all[k] = v
	}
	question, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return ask(question, files)
}

// blank is the return of Bolton with nothing filled in.
var blank = sync.OnceValue(func() []byte {
	bolton, _ := area.England().Find("350")
	var b bytes.Buffer
	if err := returns.WriteTemplate(&b, returns.TemplateOptions{Area: bolton, Period: period.NewQuarter(2026, 2)}); err != nil {
		panic(err)
	}
	return b.Bytes()
})

func missing(a Answer) (n int) {
	for _, s := range a.Sheets {
		n += s.Missing
	}
	return n
}

func TestBlankReturnIsFilledInSheetBySheet(t *testing.T) {
	data := blank()
	a, _ := asking(t, map[string]any{"ask": "check", "files": []File{{Name: "return.xlsx"}}}, data)
	if a.Return == nil || a.Return.Verdict != returns.Rejected || !a.Fillable || missing(a) == 0 {
		t.Fatalf("a blank return: %+v", a)
	}
	for _, sheet := range returns.Sheets()[1:] {
		before := missing(a)
		entry := map[string]any{"rest": []string{sheet}}
		if sheet == returns.Partnership {
			var facts []map[string]string
			for _, f := range returns.Facts() {
				facts = append(facts, map[string]string{"name": f.Name, "answer": "no"})
			}
			entry["facts"] = facts
		}
		a, data = asking(t, map[string]any{"ask": "fill", "files": []File{{Name: "return.xlsx"}}, "entry": entry}, data)
		if a.Fault != "" || len(a.Wrong) > 0 || missing(a) >= before {
			t.Fatalf("%s: %d cells were blank and %d are; %+v %s", sheet, before, missing(a), a.Wrong, a.Fault)
		}
	}
	if a.Return.Verdict != returns.Accepted || missing(a) != 0 {
		t.Errorf("filled in, the return is %s with %d blank cells: %+v", a.Return.Verdict, missing(a), a.Return.Groups)
	}
}

// listText is a small list without a mistake, with every column of the
// template. It is made up.
var listText = func() string {
	head := "child_key,event_type,event_ref,start_date,birth_year,sex,ethnic_group,source_agency,referral_outcome"
	more := ""
	for _, c := range list.Columns() {
		if !strings.Contains(","+head+",", ","+c.Name+",") {
			head += "," + c.Name
			more += ","
		}
	}
	return head + "\n" +
		"K1,referral,R1,2025-05-01,2015,female,WBRI,school,nfa_advice" + more + "\n" +
		"K1,referral,R2,2026-04-02,2015,female,WBRI,police,assessment" + more + "\n" +
		"K2,referral,R3,2026-05-02,2012,male,WBRI,school,nfa_advice" + more + "\n"
}()

func TestListBecomesAReturn(t *testing.T) {
	a, made := asking(t, map[string]any{"ask": "make", "files": []File{{Name: "list.csv"}}}, []byte(listText))
	if a.List == nil || a.List.Verdict != returns.Accepted || made == nil || a.Name != "early-help-return-350-2026-Q2.xlsx" || a.Hash == "" {
		t.Fatalf("make: %+v", a)
	}
	if !slices.Contains(a.Counted, "referrals") || slices.Contains(a.Counted, "headcount_needing_training") {
		t.Errorf("counted from the list: %v", a.Counted)
	}
	for _, s := range a.Sheets {
		for _, table := range s.Tables {
			for _, r := range table.Rows {
				if len(r.Values) != len(table.Categories) {
					t.Errorf("%s by %s: %s has %d values for %d categories", s.Name, table.Breakdown, r.Measure, len(r.Values), len(table.Categories))
				}
				if r.Measure == "referrals" && table.Breakdown == returns.Total && r.Values[0].Text != "2" {
					t.Errorf("referrals are %q, want 2", r.Values[0].Text)
				}
			}
		}
	}
	if read := returns.Read(made, returns.ReadOptions{Register: area.England(), Today: period.NewDate(2026, 11, 22)}); read.Return == nil || read.Return.MadeFrom.Tool != "earlyhelp website" || read.Return.MadeFrom.List != a.Hash {
		t.Errorf("the return made says that it was made from %+v", read.Return.MadeFrom)
	}
}

func TestReturnGivenForAListIsChecked(t *testing.T) {
	a, made := asking(t, map[string]any{"ask": "make", "files": []File{{Name: "return.xlsx"}}}, blank())
	if a.List != nil || made != nil || a.Return == nil || a.Return.Kind != returns.KindReturn || a.Return.Verdict != returns.Rejected {
		t.Errorf("make of a return: %+v", a)
	}
}

func TestExtractIsAskedAbout(t *testing.T) {
	text := strings.NewReplacer("child_key", "Person ID", "start_date", "Date of referral", ",sex,", ",Gender,").Replace(listText)
	a, _ := asking(t, map[string]any{"ask": "make", "files": []File{{Name: "extract.csv"}}}, []byte(text))
	if a.List == nil || a.Suggestion == nil || a.Suggestion.Mapping.Records.Columns["child_key"] != "Person ID" || len(a.Columns) < 30 {
		t.Fatalf("make of an extract: %+v", a)
	}
	a, made := asking(t, map[string]any{"ask": "make", "files": []File{{Name: "extract.csv"}}, "mapping": a.Suggestion.Mapping}, []byte(text))
	if a.List == nil || a.List.Verdict != returns.Accepted || made == nil {
		t.Errorf("with its columns fitted: %+v", a.List)
	}
}

func TestTypedFigures(t *testing.T) {
	key := func(value string) map[string]any {
		return map[string]any{"counts": []Typed{{"headcount_needing_training", "agency", "health", value}}}
	}
	tests := []struct {
		name  string
		entry map[string]any
		want  string // in the cell
		says  string // what is wrong
	}{
		{"a number", key("1,204"), "1204", ""},
		{"not available", key(" [X] "), "[x]", ""},
		{"not applicable without brackets", key("z"), "[z]", ""},
		{"nothing", key(""), "", ""},
		{"a word", key("twelve"), "", "Type a number"},
		{"a part of a person", key("1.5"), "", "whole number"},
		{"below zero", key("-1"), "", "below 0"},
		{"a power", key("1e5"), "", "Type a number"},
		{"more than there are", key("99999999999"), "", "more than there are children"},
		{"whole-time equivalents in parts", map[string]any{"counts": []Typed{{"wte", "agency", "health", "1.5"}}}, "1.5", ""},
		{"no such figure", map[string]any{"counts": []Typed{{"wte", "agency", "not recorded", "1"}}}, "", "no such figure"},
		{"a made total", map[string]any{"counts": []Typed{{"wte", "total", "all", "1"}}}, "", "no such figure"},
		{"a day that is none", map[string]any{"facts": []Fact{{Name: returns.Facts()[0].Name, Answer: "yes", Date: "31/2/2026"}}}, "", "Type the day"},
		{"an answer that is none", map[string]any{"facts": []Fact{{Name: returns.Facts()[0].Name, Answer: "perhaps"}}}, "", "Choose yes"},
	}
	data := blank()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, made := asking(t, map[string]any{"ask": "fill", "files": []File{{Name: "r.xlsx"}}, "entry": tt.entry}, data)
			if tt.says != "" {
				if made != nil || len(a.Wrong) != 1 || !strings.Contains(a.Wrong[0].Message, tt.says) {
					t.Errorf("%+v", a.Wrong)
				}
				return
			}
			got := ""
			for _, s := range a.Sheets {
				for _, table := range s.Tables {
					for _, r := range table.Rows {
						if i := slices.Index(table.Categories, "health"); s.Name == returns.Workforce && i >= 0 && r.Values[i].Text != "" {
							got = r.Values[i].Text
						}
					}
				}
			}
			if got != tt.want {
				t.Errorf("in the cell stands %q, want %q: %+v", got, tt.want, a.Wrong)
			}
		})
	}
}

func TestFactsAreKept(t *testing.T) {
	name := returns.Facts()[0].Name
	a, _ := asking(t, map[string]any{"ask": "fill", "files": []File{{Name: "r.xlsx"}},
		"entry": map[string]any{"facts": []Fact{{Name: name, Answer: "yes", Date: "14/5/2026", Link: " https://example.org/audit "}}, "cover": CoverPart{Issues: "Counted from May.", Demonstration: true}}}, blank())
	for _, s := range a.Sheets {
		for _, f := range s.Facts {
			if f.Name == name && (f.Answer != "yes" || f.Date != "14/5/2026" || f.Link != "https://example.org/audit") {
				t.Errorf("the fact is %+v", f)
			}
		}
	}
	if a.Cover == nil || a.Cover.Issues != "Counted from May." || !a.Cover.Demonstration {
		t.Errorf("the Cover is %+v", a.Cover)
	}
}

func TestProblemsAreMarked(t *testing.T) {
	a, made := asking(t, map[string]any{"ask": "mark", "files": []File{{Name: "r.xlsx"}}}, blank())
	if a.Name != "early-help-return-marked-350-2026-Q2.xlsx" || !bytes.HasPrefix(made, []byte("PK")) {
		t.Errorf("a marked return: %+v, %d bytes", a, len(made))
	}
	a, made = asking(t, map[string]any{"ask": "mark", "files": []File{{Name: "l.csv"}}}, []byte(strings.Replace(listText, "female", `"=1+1"`, 1)))
	if a.Name != "early-help-list-problems.csv" || !strings.Contains(string(made), ",F2,V03,error,") || !strings.Contains(string(made), `,'=1+1`) {
		t.Errorf("the problems of a list: %+v %s", a, made)
	}
}

func TestWhatCannotBeAnsweredHasAFault(t *testing.T) {
	for name, q := range map[string]string{
		"no JSON": "{", "no files": `{"ask":"make","area":"350","period":"2026-Q2","today":"2026-11-22"}`, "another question": `{"ask":"sing","area":"350","period":"2026-Q2","today":"2026-11-22","files":[{"name":"x"}]}`,
		"no period": `{"ask":"make","area":"350","period":"soon","today":"2026-11-22","files":[{"name":"x"}]}`,
	} {
		answer, made := Ask([]byte(q), [][]byte{[]byte("x")})
		if !strings.Contains(string(answer), `"fault":`) || made != nil {
			t.Errorf("%s: %s", name, answer)
		}
	}
	a, _ := asking(t, map[string]any{"ask": "fill", "files": []File{{Name: "r.xlsx"}}}, []byte("no workbook"))
	if a.Fault == "" {
		t.Errorf("filling in what is no return: %+v", a)
	}
}

// FuzzAsk asks about files of any kind: an answer is always JSON, and a panic
// of whatever lies below would show as a fault of the program.
func FuzzAsk(f *testing.F) {
	f.Add("make", "list.csv", []byte(listText))
	f.Add("check", "return.xlsx", []byte("PK\x03\x04"))
	f.Add("fill", "return.xlsx", []byte("<html>"))
	f.Add("mark", "list.txt", []byte("\xff\xfea\x00,\x00"))
	f.Fuzz(func(t *testing.T, what, name string, data []byte) {
		question, err := json.Marshal(map[string]any{"ask": what, "area": "350", "period": "2026-Q2", "today": "2026-11-22", "files": []File{{Name: name}}})
		if err != nil {
			t.Fatal(err)
		}
		answer, _ := Ask(question, [][]byte{data})
		if !json.Valid(answer) || bytes.Contains(answer, []byte("made the program stop")) {
			t.Errorf("%s of %q: %.300s", what, name, answer)
		}
	})
}
