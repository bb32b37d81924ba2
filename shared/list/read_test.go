package list

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"earlyhelp/shared/area"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

// goodRows fill a list of 2026-Q2 without a mistake. Columns not named are
// blank.
var goodRows = []cells{
	{"child_key": "K1", "event_type": "referral", "event_ref": "R1", "start_date": "2025-04-01", "birth_year": "2015", "sex": "female", "ethnic_group": "WBRI", "source_agency": "school", "referral_outcome": "nfa_advice"},
	{"child_key": "K1", "event_type": "referral", "event_ref": "R2", "start_date": "2026-04-02", "birth_year": "2015", "sex": "female", "ethnic_group": "WBRI", "source_agency": "police", "referral_outcome": "assessment", "outcome_told_date": "2026-04-03", "need_1": "neglect", "need_2": "other"},
	{"child_key": "K2", "event_type": "early_help", "event_ref": "E1", "start_date": "2026-01-15", "end_date": "2026-07-31", "end_reason": "needs_met", "birth_year": "2009", "sex": "male", "ethnic_group": "declined", "first_help_date": "2026-01-20", "score_start": "12", "score_end": "99.5"},
	{"child_key": "K3", "event_type": "early_help", "event_ref": "E2", "start_date": "2026-06-30", "birth_year": "2027", "sex": "not recorded", "ethnic_group": "not recorded", "plan_date": "2026-07-02"},
}

func columnLetter(name string) string { return cell.ColumnName(records.named(name) + 1) }

// fill types rows into the sheet Records.
func fill(t testing.TB, f *excelize.File, rows []cells) {
	t.Helper()
	for i, r := range rows {
		for name, value := range r {
			enter(t, f, columnLetter(name)+fmt.Sprint(i+2), value)
		}
	}
}

// enter types a value into Records as a person would: a date becomes a date.
func enter(t testing.TB, f *excelize.File, at, value string) {
	t.Helper()
	var v any = value
	if d, err := period.ParseDate(value); err == nil {
		v = d.Time()
	}
	if value == "" {
		v = nil
	}
	if err := f.SetCellValue(RecordsSheet, at, v); err != nil {
		t.Fatal(err)
	}
}

// found lists problems as "ref rule", those of severity note aside.
func found(r Result) []string {
	all := []string{}
	for _, p := range r.Problems {
		if p.Severity != cell.Note && p.Rule != "V13" {
			all = append(all, p.Ref.String()+" "+p.Rule)
		}
	}
	return all
}

func TestEachMistakeAtItsCellAndNoOther(t *testing.T) {
	at := func(column string, row int) string { return columnLetter(column) + fmt.Sprint(row) }
	tests := []struct {
		name  string
		typed map[string]string // cell of Records to what is typed
		do    func(*testing.T, *excelize.File)
		want  []string // without "Records!"
		says  string   // in the message of the first
	}{
		{name: "nothing is wrong"},
		{name: "the key is blank", typed: map[string]string{at("child_key", 2): ""}, want: []string{at("child_key", 2) + " V03"}, says: "child_key is blank"},
		{name: "the key is too long", typed: map[string]string{at("child_key", 3): strings.Repeat("k", 65)}, want: []string{at("child_key", 3) + " V03"}, says: "65 characters"},
		{name: "the type is not in the list", typed: map[string]string{at("event_type", 2): "referal"}, want: []string{at("event_type", 2) + " V03"}, says: "did you mean referral?"},
		{name: "the reference holds a sign", typed: map[string]string{at("event_ref", 2): "R/1"}, want: []string{at("event_ref", 2) + " V03"}},
		{name: "the reference is too long", typed: map[string]string{at("event_ref", 2): "R12345678901234567890"}, want: []string{at("event_ref", 2) + " V03"}},
		{name: "the start is text", typed: map[string]string{at("start_date", 3): "last week"}, want: []string{at("start_date", 3) + " V03"}, says: "30/04/2026"},
		{name: "the start is a day that is not", typed: map[string]string{at("start_date", 3): "31/04/2026"}, want: []string{at("start_date", 3) + " V03"}},
		{name: "the start is American", typed: map[string]string{at("start_date", 3): "04/13/2026"}, want: []string{at("start_date", 3) + " V03"}},
		{name: "the start is before the look-back", typed: map[string]string{at("start_date", 2): "2025-03-31"}, want: []string{at("start_date", 2) + " V03"}, says: "from 1 April 2025 to 30 June 2026"},
		{name: "the start is after the period", typed: map[string]string{at("start_date", 5): "2026-07-01"}, want: []string{at("start_date", 5) + " V03"}},
		{name: "a start after the period is not held against other dates", typed: map[string]string{at("start_date", 4): "2026-08-15"}, want: []string{at("start_date", 4) + " V03"}},
		{name: "the end is before the start", typed: map[string]string{at("end_date", 4): "2026-01-14"}, want: []string{at("end_date", 4) + " V06"}, says: "before start_date, 15 January 2026"},
		{name: "the end is 32 days after the period", typed: map[string]string{at("end_date", 4): "2026-08-01"}, want: []string{at("end_date", 4) + " V03"}, says: "31 July 2026 or before"},
		{name: "it ended for no reason", typed: map[string]string{at("end_reason", 4): ""}, want: []string{at("end_reason", 4) + " V06"}, says: "choose needs_met"},
		{name: "the reason is not in the list", typed: map[string]string{at("end_reason", 4): "finished"}, want: []string{at("end_reason", 4) + " V03"}},
		{name: "the year of birth has two digits", typed: map[string]string{at("birth_year", 2): "15"}, want: []string{at("birth_year", 2) + " V03"}},
		{name: "the child was an adult", typed: map[string]string{at("birth_year", 3): "2007"}, want: []string{at("birth_year", 3) + " V03"}, says: "from 2008 to 2027"},
		{name: "the child turned 18 that year", typed: map[string]string{at("birth_year", 3): "2008", at("birth_year", 2): "2008"}},
		{name: "the child was not expected yet", typed: map[string]string{at("birth_year", 2): "2027"}, want: []string{at("birth_year", 2) + " V03"}},
		{name: "the sex is blank", typed: map[string]string{at("sex", 2): ""}, want: []string{at("sex", 2) + " V03"}, says: "choose female, male, other or not recorded"},
		{name: "the ethnic group is in words", typed: map[string]string{at("ethnic_group", 2): "White British"}, want: []string{at("ethnic_group", 2) + " V03"}, says: "sheet Codes"},
		{name: "an answer is neither yes nor no", typed: map[string]string{at("disability", 2): "perhaps"}, want: []string{at("disability", 2) + " V03"}},
		{name: "a need repeats", typed: map[string]string{at("need_3", 3): "neglect"}, want: []string{at("need_3", 3) + " V03"}},
		{name: "a referral has no source", typed: map[string]string{at("source_agency", 3): ""}, want: []string{at("source_agency", 3) + " V03"}},
		{name: "a referral has no outcome", typed: map[string]string{at("referral_outcome", 3): ""}, want: []string{at("referral_outcome", 3) + " V03"}},
		{name: "told before the referral", typed: map[string]string{at("outcome_told_date", 3): "2026-04-01"}, want: []string{at("outcome_told_date", 3) + " V06"}},
		{name: "helped before the start", typed: map[string]string{at("first_help_date", 4): "2026-01-14"}, want: []string{at("first_help_date", 4) + " V06"}},
		{name: "a score is over 100", typed: map[string]string{at("score_start", 4): "101"}, want: []string{at("score_start", 4) + " V03"}},
		{name: "a score is text", typed: map[string]string{at("score_end", 4): "high"}, want: []string{at("score_end", 4) + " V03"}},
		{name: "a reference is used twice", typed: map[string]string{at("event_ref", 5): "E1"}, want: []string{at("event_ref", 5) + " V07"}, says: "row 4"},
		{name: "a row stands twice", do: func(t *testing.T, f *excelize.File) { fill(t, f, append(append([]cells{}, goodRows...), goodRows[1])) },
			want: []string{at("event_ref", 6) + " V07"}, says: "Row 6 is the same as row 3 in every cell"},
		{name: "a child is referred twice on a day", typed: map[string]string{at("start_date", 3): "2025-04-01"}, want: []string{at("start_date", 3) + " V07"}, says: "count as one referral"},
		{name: "a formula ended in an error", typed: map[string]string{at("locality", 2): "#REF!"}, want: []string{at("locality", 2) + " V16"}, says: "ends in the error #REF!"},
		{name: "a formula was never worked out", typed: map[string]string{at("sex", 3): ""}, do: func(t *testing.T, f *excelize.File) {
			if err := f.SetCellFormula(RecordsSheet, at("sex", 3), "1/0"); err != nil {
				t.Fatal(err)
			}
		}, want: []string{at("sex", 3) + " V16"}, says: "no stored result"},
		{name: "a heading is misspelt", typed: map[string]string{at("birth_year", 1): "birth_yaer"}, want: []string{at("birth_year", 1) + " V02"}, says: "birth_year is missing"},
		{name: "a heading is gone", typed: map[string]string{at("locality", 1): ""}, want: []string{"1:1 V02"}, says: "locality is missing"},
		{name: "a heading stands twice", typed: map[string]string{"AJ1": "sex", "AJ2": "male"}, want: []string{"AJ1 V02"}, says: "stands twice"},
		{name: "a column of the area's own", typed: map[string]string{"AJ1": "team", "AJ2": "A. Person", "AJ3": "#REF!"}},
		{name: "headings are written otherwise", typed: map[string]string{at("birth_year", 1): " Birth Year ", at("need_1", 1): "NEED 1"}},
		{name: "values are written otherwise", typed: map[string]string{at("sex", 2): "Female ", at("event_type", 2): "REFERRAL", at("sex", 5): "not_recorded", at("ethnic_group", 5): "NOBT"}},
		{name: "dates are typed as text", typed: map[string]string{at("start_date", 2): " 1/4/2025", at("outcome_told_date", 3): "2026-04-03T00:00:00", at("first_help_date", 4): "20/01/2026 09:30"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newBook(t, quarter)
			fill(t, f, goodRows)
			for at, value := range tt.typed {
				enter(t, f, at, value)
			}
			if tt.do != nil {
				tt.do(t, f)
			}
			got := Read(save(t, f), "list.xlsx", Options{Register: area.England()})
			want := []string{}
			for _, w := range tt.want {
				want = append(want, RecordsSheet+"!"+w)
			}
			if diff := cmp.Diff(want, found(got)); diff != "" {
				t.Errorf("problems (-want +got):\n%s%+v", diff, stopsOf(got))
			}
			if tt.says != "" && (len(got.Problems) == 0 || !strings.Contains(fmt.Sprint(got.Problems), tt.says)) {
				t.Errorf("problems = %v, want one that says %q", got.Problems, tt.says)
			}
			for _, p := range got.Problems {
				if !slices.ContainsFunc(Rules(), func(r returns.Rule) bool { return r.Code == p.Rule && r.Severity == p.Severity }) {
					t.Errorf("%s (%s) at %s is not in the table of rules", p.Rule, p.Severity, p.Ref)
				}
			}
		})
	}
}

func TestMessagesRepeatNoKeyAndNoDateOfBirth(t *testing.T) {
	f := newBook(t, quarter)
	fill(t, f, goodRows)
	secret := []string{strings.Repeat("Z", 70), "12/03/2015", "K1"}
	enter(t, f, "A2", secret[0])
	enter(t, f, columnLetter("birth_year")+"3", secret[1])
	enter(t, f, columnLetter("sex")+"3", "male") // K1 described otherwise
	got := Read(save(t, f), "list.xlsx", Options{})
	if len(found(got)) != 2 {
		t.Fatalf("problems = %v, want two", got.Problems)
	}
	for _, p := range got.Problems {
		for _, s := range secret {
			if strings.Contains(p.Group+p.Message+p.Value, s) {
				t.Errorf("the problem %v repeats %q", p, s)
			}
		}
	}
}

func TestCover(t *testing.T) {
	tests := []struct {
		name  string
		cells map[string]any
		drop  bool
		o     Options
		want  []string
	}{
		{name: "as written"},
		{name: "another version", cells: map[string]any{"B3": "0.9"}, want: []string{"Cover!B3 V02"}},
		{name: "no such area", cells: map[string]any{"B4": "999"}, want: []string{"Cover!B4 V03"}},
		{name: "an area that is no more", cells: map[string]any{"B4": "835"}, want: []string{"Cover!B4 V03"}},
		{name: "an area as a number", cells: map[string]any{"B4": 383}},
		{name: "an area as a fraction", cells: map[string]any{"B4": 383.9}, want: []string{"Cover!B4 V03"}},
		{name: "no area", cells: map[string]any{"B4": nil}, want: []string{"Cover!B4 V02"}},
		{name: "no area, but the caller knows", cells: map[string]any{"B4": nil}, o: Options{Area: "383"}},
		{name: "another area than the caller's", o: Options{Area: "850"}, want: []string{"Cover!B4 V03"}},
		{name: "another period than the caller's", o: Options{Period: period.NewQuarter(2026, 1)}, want: []string{"Cover!B5 V03", "Records!E5 V03", "Records!AB5 V03"}},
		{name: "no period of ours", cells: map[string]any{"B6": date(t, "2026-07-31").Time()}, want: []string{"Cover!B6 V03"}},
		{name: "the start is no date", cells: map[string]any{"B5": "spring"}, want: []string{"Cover!B5 V03"}},
		{name: "no Cover", drop: true, want: []string{"Cover V02", "Cover V02"}},
		{name: "no Cover, but the caller knows", drop: true, o: Options{Area: "E08000035", Period: quarter}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newBook(t, quarter)
			fill(t, f, goodRows)
			for at, v := range tt.cells {
				if err := f.SetCellValue(CoverSheet, at, v); err != nil {
					t.Fatal(err)
				}
			}
			if tt.drop {
				if err := f.DeleteSheet(CoverSheet); err != nil {
					t.Fatal(err)
				}
			}
			tt.o.Register = area.England()
			got := Read(save(t, f), "list.xlsx", tt.o)
			if strings.HasPrefix(tt.name, "another period") {
				// The rows are of the other period as well: the Cover alone matters here.
				got.Problems, tt.want = got.Problems[:1], tt.want[:1]
			}
			want := append([]string{}, tt.want...)
			if diff := cmp.Diff(want, found(got)); diff != "" {
				t.Errorf("problems (-want +got):\n%s%v", diff, got.Problems)
			}
			if len(want) == 0 && (got.Verdict != returns.Accepted || got.Area != "383" || got.Period != quarter) {
				t.Errorf("Read = %s %s %s, want accepted 383 2026-Q2", got.Verdict, got.Area, got.Period)
			}
		})
	}
}

func TestDatesOfThe1904System(t *testing.T) {
	f := newBook(t, quarter)
	if err := f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: new(true)}); err != nil {
		t.Fatal(err)
	}
	for at, d := range map[string]string{"B5": "2026-04-01", "B6": "2026-06-30"} {
		if err := f.SetCellValue(CoverSheet, at, date(t, d).Time()); err != nil {
			t.Fatal(err)
		}
	}
	fill(t, f, goodRows)
	// A serial in a cell without a date format is a day all the same.
	general, err := f.NewStyle(&excelize.Style{})
	if err != nil {
		t.Fatal(err)
	}
	at := columnLetter("start_date") + "5"
	if err := f.SetCellStyle(RecordsSheet, at, at, general); err != nil {
		t.Fatal(err)
	}
	data := save(t, f)
	got := Read(data, "list.xlsx", Options{Register: area.England()})
	if len(found(got)) > 0 || got.Period != quarter {
		t.Fatalf("problems = %v", stopsOf(got))
	}
	for i, want := range []string{"2025-04-01", "2026-04-02", "2026-01-15", "2026-06-30"} {
		if d := got.List.Events[i].Start.String(); d != want {
			t.Errorf("start of row %d = %s, want %s", i+2, d, want)
		}
	}
}

func TestFileThatIsWrongEverywhereIsAnsweredBriefly(t *testing.T) {
	var b strings.Builder
	b.WriteString("child_key,event_type,event_ref,start_date,birth_year,sex,ethnic_group\n")
	for range 3000 {
		b.WriteString("k,x,?,x,x,x,x\n")
	}
	got := Read([]byte(b.String()), "list.csv", Options{Period: quarter})
	if n := len(got.Problems); n > mostProblems+2 {
		t.Errorf("%d problems, want at most %d and the note", n, mostProblems)
	}
	if got.Verdict != returns.Rejected || !strings.Contains(fmt.Sprint(got.Problems[len(got.Problems)-2]), "more problems were found") {
		t.Errorf("the answer does not say that more was found")
	}
}

func TestChildDescribedDifferentlyIsNoted(t *testing.T) {
	f := newBook(t, quarter)
	fill(t, f, goodRows)
	enter(t, f, columnLetter("birth_year")+"3", "2014")
	enter(t, f, columnLetter("ethnic_group")+"3", "BAFR")
	got := Read(save(t, f), "list.xlsx", Options{Register: area.England()})
	var notes []string
	for _, p := range got.Problems {
		if p.Rule == "V14" {
			notes = append(notes, p.Ref.String()+" "+string(p.Severity)+" "+p.Message)
		}
	}
	if len(notes) != 1 || !strings.HasPrefix(notes[0], "Records!G3 note The child of this row has another birth_year and another ethnic_group in row 2") {
		t.Errorf("notes = %q", notes)
	}
	if got.Verdict != returns.Accepted {
		t.Errorf("verdict %s, want accepted", got.Verdict)
	}
}
