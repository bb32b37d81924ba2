package returns

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/period"
)

// change makes steps of testdata/mistakes.txt on the filled workbook.
func change(t testing.TB, steps ...string) []byte {
	t.Helper()
	return mistake{steps: steps}.make(t, template(t, filled()))
}

// one returns the only problem of a result.
func one(t *testing.T, res Result) cell.Problem {
	t.Helper()
	if len(res.Problems) != 1 {
		t.Fatalf("problems = %v, want one", res.Problems)
	}
	return res.Problems[0]
}

func TestNotAReturn(t *testing.T) {
	other := excelize.NewFile()
	other.SetCellValue("Sheet1", "A1", "minutes of a meeting")
	list := excelize.NewFile()
	list.SetSheetName("Sheet1", "Records")
	covered := excelize.NewFile()
	covered.SetSheetName("Sheet1", "Cover")
	covered.NewSheet("Records")
	renamed := excelize.NewFile()
	renamed.SetSheetRow("Sheet1", "A1", &[]any{"child_key", "event_type", "start_date"})
	bytesOf := func(f *excelize.File) []byte {
		var buf bytes.Buffer
		if err := f.Write(&buf); err != nil {
			t.Fatal(err)
		}
		return buf.Bytes()
	}
	tests := []struct {
		name    string
		data    []byte
		kind    string
		verdict Verdict
		says    string
	}{
		{"a file of 0 bytes", nil, "", Unreadable, "0 bytes"},
		{"a text file", []byte("measure,count\nreferrals,3\n"), "", Unreadable, "CSV"},
		{"a list saved as CSV", []byte("child_key,event_type,start_date\nk1,referral,2026-04-01\n"), KindList, Refused, ""},
		{"a workbook about something else", bytesOf(other), "", Unreadable, "not a return"},
		{"a list", bytesOf(list), KindList, Refused, ""},
		{"a list with its cover", bytesOf(covered), KindList, Refused, ""},
		{"a list whose sheet was renamed", bytesOf(renamed), KindList, Refused, ""},
		{"a return cut short", template(t, nil)[:9000], "", Unreadable, "cut short"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			res := Read(tt.data, options())
			if res.Kind != tt.kind || res.Verdict != tt.verdict || res.Return != nil {
				t.Errorf("Read = kind %q, verdict %q, return %v; want %q, %q, none", res.Kind, res.Verdict, res.Return, tt.kind, tt.verdict)
			}
			if tt.verdict == Refused {
				if len(res.Privacy) != 1 || res.Privacy[0].Kind != cell.ChildLevelRows || len(res.Problems) != 0 {
					t.Errorf("privacy = %v, problems %v; want one finding of rows about children", res.Privacy, res.Problems)
				}
			} else if p := one(t, res); !strings.Contains(p.Message, tt.says) {
				t.Errorf("message = %q, want it to say %q", p.Message, tt.says)
			}
		})
	}
}

func TestADamagedSheetIsNamed(t *testing.T) {
	data := rewrite(t, template(t, filled()), "xl/worksheets/sheet4.xml", func(xml []byte) []byte { return xml[:len(xml)/2] })
	res := Read(data, options())
	p := one(t, Result{Problems: res.Problems})
	if res.Verdict != Unreadable || p.Rule != "V01" || p.Ref.Sheet != Referrals || res.Return != nil {
		t.Errorf("Read = %q with %+v, want unreadable, V01 in the sheet Referrals", res.Verdict, p)
	}
}

// TestResavedByLibreOffice reads the filled template as LibreOffice 7.4 saved
// it: the same figures, in the same cells.
func TestResavedByLibreOffice(t *testing.T) {
	data, err := os.ReadFile("testdata/template-2026.2-resaved-by-libreoffice.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	res := Read(data, options())
	if res.Verdict != Accepted || len(res.Problems)+len(res.Privacy) != 0 {
		t.Fatalf("Read = %q, %v, %v; want accepted", res.Verdict, res.Problems, res.Privacy)
	}
	want := Read(template(t, filled()), options())
	if diff := cmp.Diff(want.Return, res.Return, cmp.AllowUnexported(period.Period{})); diff != "" {
		t.Errorf("figures (-as written +as saved by LibreOffice):\n%s", diff)
	}
}

// TestUpgrade reads workbooks of template 2026.1, kept as that version wrote
// them: the figures they have, everything else not available, one note.
func TestUpgrade(t *testing.T) {
	for _, name := range []string{"template-2026.1.xlsx", "template-2026.1-resaved-by-libreoffice.xlsx"} {
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile("testdata/" + name)
			if err != nil {
				t.Fatal(err)
			}
			res := Read(data, options())
			if p := one(t, res); res.Verdict != Accepted || res.UpgradedFrom != "2026.1" || p.Rule != "V02" || p.Severity != cell.Note || p.Ref.String() != "Cover!B6" {
				t.Fatalf("Read = %q from %q, %v; want accepted with one note at Cover!B6", res.Verdict, res.UpgradedFrom, res.Problems)
			}
			index := res.Return.Index()
			for _, k := range Asked("") {
				c, ok := index[k]
				old := slices.Contains(firstMeasures, k.Measure)
				if !ok || !old && c.State != NotAvailable || old && c.Ref.Row == 0 {
					t.Errorf("%v = %+v, %v", k, c, ok)
				}
			}
			if c := index[Key{"cases_audited", Total, All}]; c.Note != upgradeReason {
				t.Errorf("note of a measure that was not asked for = %q", c.Note)
			}
			if c := index[Key{"episodes_open", Total, All}]; c.State != NotAvailable {
				t.Errorf("episodes_open = %+v, want not available", c)
			}
			if len(res.Return.Facts) != len(Facts()) || res.Return.Facts[0].Answer != Unknown || res.Return.TemplateVersion != TemplateVersion {
				t.Errorf("facts = %v, template %q", res.Return.Facts, res.Return.TemplateVersion)
			}
			var clean bytes.Buffer
			if err := WriteClean(&clean, res.Return); err != nil {
				t.Fatal(err)
			}
			again := Read(clean.Bytes(), options())
			if again.Verdict != Accepted || again.UpgradedFrom != "" || len(again.Problems) != 0 {
				t.Fatalf("the clean workbook: %q, %v", again.Verdict, again.Problems)
			}
			noRefs := cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".Ref" }, cmp.Ignore())
			if diff := cmp.Diff(res.Return, again.Return, noRefs, cmp.AllowUnexported(period.Period{})); diff != "" {
				t.Errorf("the clean workbook (-upgraded +read again):\n%s", diff)
			}
		})
	}
}

// TestUpgradeNamesOldCells reads a workbook of template 2026.1 that nobody
// filled in: what that template asked for is missing, and nothing else.
func TestUpgradeNamesOldCells(t *testing.T) {
	data, err := os.ReadFile("testdata/template-2026.1-blank.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	res := Read(data, options())
	want := 0
	for _, k := range Asked("") {
		if slices.Contains(firstMeasures, k.Measure) {
			want++
		}
	}
	stops := stopsOf(res)
	if len(stops) != want || res.Verdict != Rejected {
		t.Errorf("%q with %d problems, want %d", res.Verdict, len(stops), want)
	}
	for _, p := range stops {
		if p.Rule != "V03" || p.Ref.Row == 0 || p.Group != groupMissing {
			t.Errorf("problem = %+v, want a missing figure at its cell", p)
		}
	}
}

func TestAnOldVersionOverNewSheets(t *testing.T) {
	p := stopsOf(Read(change(t, `set Cover!B6 "2026.1"`), options()))
	if len(p) != 1 || p[0].Rule != "V02" || p[0].Ref.String() != "Cover!B6" || !strings.Contains(p[0].Message, "type 2026.2 here") {
		t.Errorf("problems = %v, want one V02 at Cover!B6", p)
	}
}

func TestDatesOf1904(t *testing.T) {
	// As Excel stores it: the flag, and every day 1,462 less.
	r := filled()
	for i := range r.Facts {
		r.Facts[i] = Fact{Name: r.Facts[i].Name, Answer: No} // no other days than those of the Cover
	}
	data := rewrite(t, template(t, r), "xl/workbook.xml", func(xml []byte) []byte {
		if bytes.Contains(xml, []byte("<workbookPr>")) {
			return bytes.Replace(xml, []byte("<workbookPr>"), []byte(`<workbookPr date1904="1">`), 1)
		}
		return bytes.Replace(xml, []byte("<workbookPr"), []byte(`<workbookPr date1904="true"`), 1)
	})
	if res := Read(data, options()); res.Verdict != Rejected || res.Problems[0].Ref.String() != "Cover!B5" && res.Problems[0].Ref.String() != "Cover!B4" {
		t.Fatalf("with the flag alone: %q %v, want the period four years late to be rejected on the Cover", res.Verdict, res.Problems)
	}
	for day, mac := range map[int]int{46113: 46113 - 1462, 46203: 46203 - 1462} {
		data = rewrite(t, data, "xl/worksheets/sheet2.xml", func(xml []byte) []byte {
			old := fmt.Sprintf("<v>%d</v>", day)
			if !bytes.Contains(xml, []byte(old)) {
				t.Fatalf("the Cover does not hold day %d", day)
			}
			return bytes.ReplaceAll(xml, []byte(old), fmt.Appendf(nil, "<v>%d</v>", mac))
		})
	}
	res := Read(data, options())
	if res.Verdict != Accepted || res.Period != q2 {
		t.Errorf("Read = %q for %v, %v; want accepted for %v", res.Verdict, res.Period, res.Problems, q2)
	}
}

func TestWhatTheSenderSaid(t *testing.T) {
	tests := []struct {
		name string
		with func(o *ReadOptions)
		ref  string
		says string
	}{
		{"another area", func(o *ReadOptions) { o.Area = "384" }, "Cover!B2", "Wakefield"},
		{"another period", func(o *ReadOptions) { o.Period = period.NewQuarter(2026, 1) }, "Cover!B5", "January to March 2026"},
		{"a period that is not open", func(o *ReadOptions) { o.Open = func(period.Period) bool { return false } }, "Cover!B5", "not being collected"},
		{"the last day of the period", func(o *ReadOptions) { o.Today = period.NewDate(2026, 6, 30) }, "Cover!B5", "1 July 2026"},
	}
	data := template(t, filled())
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := options()
			tt.with(&o)
			res := Read(data, o)
			if p := one(t, res); p.Ref.String() != tt.ref || p.Rule != "V03" || !strings.Contains(p.Message, tt.says) || res.Verdict != Rejected {
				t.Errorf("%q with %+v, want V03 at %s that says %q", res.Verdict, p, tt.ref, tt.says)
			}
		})
	}
	o := options()
	o.Area, o.Period, o.Today = "383", q2, period.NewDate(2026, 7, 1)
	o.Open = func(p period.Period) bool { return p == q2 }
	if res := Read(data, o); res.Verdict != Accepted {
		t.Errorf("the right area and period on the first day: %q, %v", res.Verdict, res.Problems)
	}
}

func TestAreasNotInBeing(t *testing.T) {
	tests := []struct{ name, code, start, end, says string }{
		{"Cumbria, which ended in 2023", "909", "2026-04-01", "2026-06-30", "ended"},
		{"Cumberland, which began in 2023", "942", "2022-04-01", "2023-03-31", "came into being"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			res := Read(change(t, "set Cover!B2 "+tt.code, "set Cover!B4 "+tt.start, "set Cover!B5 "+tt.end), options())
			res.Problems = slices.DeleteFunc(res.Problems, func(p cell.Problem) bool { return p.Ref.Sheet == Partnership })
			if p := one(t, res); p.Ref.String() != "Cover!B2" || p.Rule != "V03" || !strings.Contains(p.Message, tt.says) {
				t.Errorf("problem = %+v, want V03 at Cover!B2 that says %q", p, tt.says)
			}
		})
	}
}

func TestMessagesDoNotRepeatWhatMayBePersonal(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"Jo Bloggs", "9434765919", "Bartholomew-Smythe", "LS8 4AA"} {
		res := Read(change(t, fmt.Sprintf("set Referrals!D3 %q", text), fmt.Sprintf("set Referrals!C9 %q", text), fmt.Sprintf("set Cover!B7 %q", text)), options())
		if len(res.Problems)+len(res.Privacy) == 0 {
			t.Errorf("nothing was found about %q", text)
		}
		all := fmt.Sprint(res.Problems, res.Privacy)
		if strings.Contains(all, text) {
			t.Errorf("the answer repeats %q: %s", text, all)
		}
	}
}

// TestASheetIsNotNamedAfterAChild refuses a workbook whose sheet has a name
// that says who it is about, and repeats that name nowhere.
func TestASheetIsNotNamedAfterAChild(t *testing.T) {
	for _, sheet := range []string{Workforce, guidanceSheet, Cover} {
		f, err := excelize.OpenReader(bytes.NewReader(template(t, filled())))
		if err != nil {
			t.Fatal(err)
		}
		if err := f.SetSheetName(sheet, sheet+" 943 476 5919"); err != nil {
			t.Fatal(err)
		}
		var buf bytes.Buffer
		if err := f.Write(&buf); err != nil {
			t.Fatal(err)
		}
		res := Read(buf.Bytes(), options())
		if res.Verdict != Refused || len(res.Privacy) != 1 || res.Privacy[0].Kind != cell.NHSNumber || res.Return != nil {
			t.Errorf("%s: verdict %s, findings %v, want one NHS number", sheet, res.Verdict, res.Privacy)
		}
		if said := fmt.Sprint(res); strings.Contains(said, "943") {
			t.Errorf("%s: the answer repeats the number: %s", sheet, said)
		}
	}
}

func TestANameInPlaceOfARoleIsNotRepeated(t *testing.T) {
	p := one(t, Read(change(t, `set Cover!B7 "Jane"`), options()))
	if p.Ref.String() != "Cover!B7" || p.Value != "" || strings.Contains(p.Message, "Jane") {
		t.Errorf("problem = %+v, want one of Cover!B7 that does not repeat it", p)
	}
}

func TestProblemsAreInOrder(t *testing.T) {
	res := Read(change(t, `clear Workforce!C3`, `set Referrals!D9 "x y"`, `clear EarlyHelp!D9`, `clear EarlyHelp!D5`, `set Cover!B7 "Jo"`), options())
	got := ""
	for _, p := range res.Problems {
		got += p.Ref.String() + " "
	}
	if want := "Cover!B7 EarlyHelp!D5 EarlyHelp!D9 Referrals!D9 Workforce!C3 "; got != want {
		t.Errorf("problems at %s, want %s", got, want)
	}
}

func TestAgencyTotals(t *testing.T) {
	r := filled()
	for i, c := range r.Counts {
		switch {
		case c.Measure == "trained_24m" && c.Category == "police":
			r.Counts[i].State, r.Counts[i].N = NotAvailable, 0
		case c.Measure == "trained_reluctant_families" && c.Category == "voluntary":
			r.Counts[i].State, r.Counts[i].N = NotApplicable, 0
		}
	}
	got := Read(template(t, r), options()).Return.Index()
	for m, want := range map[string]Count{
		"headcount_needing_training": {N: 210}, "trained_24m": {State: NotAvailable}, "trained_reluctant_families": {N: 60},
	} {
		if c := got[Key{m, Total, All}]; c.N != want.N || c.State != want.State || c.Sheet != Workforce {
			t.Errorf("%s in all = %+v, want %v %q", m, c, want.N, want.State)
		}
		if c := got[Key{m, Total, All}]; c.Ref != (cell.Ref{Sheet: Workforce}) {
			t.Errorf("%s in all stands in %s, want no cell", m, c.Ref)
		}
	}
}

// sheetOf puts rows of XML in place of those of the sheet Referrals.
func sheetOf(t testing.TB, rows string) []byte {
	return rewrite(t, template(t, filled()), "xl/worksheets/sheet4.xml", func([]byte) []byte {
		return []byte("<worksheet><sheetData>" + rows + "</sheetData></worksheet>")
	})
}

func TestASheetOfFarTooManyRows(t *testing.T) {
	var rows strings.Builder
	for range 3 * maxRows {
		rows.WriteString(`<row><c><v>1</v></c></row>`)
	}
	res := Read(sheetOf(t, rows.String()), options())
	if p := one(t, res); p.Rule != "V01" || p.Ref.String() != fmt.Sprintf("Referrals!%[1]d:%[1]d", maxRows+1) || res.Verdict != Rejected {
		t.Errorf("%q with %+v, want V01 at the first row too many", res.Verdict, p)
	}
}

// TestSchema holds the tables to each other.
func TestSchema(t *testing.T) {
	for _, m := range Measures("") {
		for _, b := range m.Breakdowns {
			if _, ok := FindBreakdown(b); !ok {
				t.Errorf("%s: breakdown %q is not in the table", m.Name, b)
			}
		}
		if m.Title == "" || len(m.Counts) > 255 || !strings.HasSuffix(m.Counts, ".") {
			t.Errorf("%s: title %q, counts %q: want a title and a sentence of at most 255 characters (Excel's limit)", m.Name, m.Title, m.Counts)
		}
	}
	for _, p := range Pairs() {
		part, ok1 := FindMeasure(p.Part)
		whole, ok2 := FindMeasure(p.Whole)
		if !ok1 || !ok2 || part.Sheet != whole.Sheet {
			t.Errorf("pair %v: both must be measures of one sheet", p)
		}
	}
	// The ten indicators computed so far need these.
	for _, name := range strings.Fields("children_open episodes_started referrals referrals_nfa rereferrals_3m rereferrals_12m referrals_with_eha referrals_professional outcome_told_5wd trained_24m trained_reluctant_families headcount_needing_training") {
		if _, ok := FindMeasure(name); !ok {
			t.Errorf("no measure %q", name)
		}
	}
}

// TestRules holds the one table of checks to the codes of the design.
func TestRules(t *testing.T) {
	var codes, want []string
	for i := range 17 {
		want = append(want, fmt.Sprintf("V%02d", i+1))
	}
	want = append([]string{"P01", "P02", "P03", "P04"}, want...)
	places := []Stage{OnReturn, OnList, OnCount, OnHistory, OnScreen}
	last := "V00"
	for _, r := range Rules() {
		if r.Code[0] == last[0] && r.Code < last || !slices.Contains(places, r.Stage) {
			t.Errorf("rule %+v: want codes in order, and where it is made", r)
		}
		for _, text := range []string{r.Check, r.Broken, r.Message} {
			if !strings.HasSuffix(text, ".") {
				t.Errorf("%s: %q is not a sentence", r.Code, text)
			}
		}
		last = r.Code
		codes = append(codes, r.Code)
	}
	slices.Sort(codes)
	if diff := cmp.Diff(want, slices.Compact(codes)); diff != "" {
		t.Errorf("codes (-want +got):\n%s", diff)
	}
}

// inRules reports whether the table of rules has what Read said.
func inRules(p cell.Problem) bool {
	return slices.ContainsFunc(Rules(), func(r Rule) bool {
		return r.Code == p.Rule && r.Severity == p.Severity && (r.Stage == OnReturn || r.Stage == OnScreen)
	})
}
