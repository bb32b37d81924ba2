package list

import (
	"archive/zip"
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
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

// asText writes rows as CSV in the order of the template.
func asText(of *table, rows []cells) []byte {
	var b bytes.Buffer
	for i := -1; i < len(rows); i++ {
		for j, c := range of.columns {
			if j > 0 {
				b.WriteByte(',')
			}
			if i < 0 {
				b.WriteString(c.Name)
			} else {
				b.WriteString(rows[i][c.Name])
			}
		}
		b.WriteByte('\n')
	}
	return b.Bytes()
}

// regular makes so many referrals a month from 12 months before the period to
// its end. child names the child of each by its number and month.
func regular(p period.Period, aMonth int, child func(i int, month int) string) (rows []cells) {
	for month := range 12 + p.Months() {
		for i := range aMonth {
			rows = append(rows, cells{
				"child_key": child(i, month), "event_type": "referral", "event_ref": fmt.Sprintf("R%dx%d", month, i), "start_date": p.Start().AddMonths(month - 12).AddDays(i % 28).String(),
				"birth_year": "2015", "sex": "female", "ethnic_group": "WBRI", "source_agency": "school", "referral_outcome": "assessment",
				"language_english": "yes", "culture_recorded": "yes", "religion_recorded": "yes", "interpreter": "no", "disability": "no", "sen": "no", "young_carer": "no",
				"threshold_cited": "yes", "eha_attached": "no",
			})
		}
	}
	return rows
}

func said(r Result, rules ...string) (all []string) {
	for _, p := range r.Problems {
		if slices.Contains(rules, p.Rule) {
			all = append(all, fmt.Sprintf("%s %s %s: %s", p.Ref, p.Rule, p.Severity, p.Message))
		}
	}
	return all
}

func TestKeysThatFollowNobody(t *testing.T) {
	for _, tt := range []struct {
		name   string
		aMonth int
		child  func(i, month int) string
		want   string
	}{
		{"children come back", 10, func(i, month int) string { return fmt.Sprint("K", i, month%7) }, ""},
		{"no key repeats", 10, func(i, month int) string { return fmt.Sprint("K", i, "m", month) }, "Records!A1 V14 explain: No child_key stands on two rows, though the list holds 150 referrals"},
		{"too few to wonder", 3, func(i, month int) string { return fmt.Sprint("K", i, "m", month) }, ""},
		{"keys were changed for all children", 10, func(i, month int) string {
			if month < 12 {
				return fmt.Sprint("OLD", i)
			}
			return fmt.Sprint("NEW", i)
		}, "Records!A1 V14 explain: No child_key from before 1 April 2026 stands on a row after it"},
		{"one key is everybody's", 4, func(i, month int) string {
			if i == 0 {
				return "K"
			}
			return fmt.Sprint("K", i, month%5)
		}, ""},
		{"one key has 51 events", 4, func(i, month int) string {
			if month < 13 {
				return "K"
			}
			return fmt.Sprint("K", i)
		}, "Records!A52 V14 explain: The child of this row has 52 events on this list"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := Read(asText(&records, regular(quarter, tt.aMonth, tt.child)), "list.csv", Options{Area: "383", Period: quarter})
			all := strings.Join(said(got, "V14"), "\n")
			if tt.want == "" && all != "" || !strings.HasPrefix(all, tt.want) || strings.Count(all, "\n") > 0 {
				t.Errorf("said %q, want %q", all, tt.want)
			}
			if got.Verdict != returns.Accepted {
				t.Errorf("verdict %s: %v", got.Verdict, stopsOf(got))
			}
		})
	}
}

func TestMuchIsNotRecorded(t *testing.T) {
	rows := regular(quarter, 4, func(i, month int) string { return fmt.Sprint("K", i, month%5) }) // 60 rows
	for i := range 12 {
		rows[i]["disability"] = "not recorded" // 20%: no more than allowed
	}
	for i := range 13 {
		rows[i]["sen"] = ""
		rows[i]["ethnic_group"] = "declined" // which was asked
	}
	rows[0]["eha_attached"] = ""
	rows = append(rows, cells{"child_key": "E1", "event_type": "early_help", "event_ref": "E1", "start_date": "2026-04-02", "end_date": "2026-05-01", "end_reason": "declined",
		"birth_year": "2015", "sex": "male", "ethnic_group": "BAFR", "disability": "yes", "sen": "no", "young_carer": "no", "language_english": "yes", "culture_recorded": "yes", "religion_recorded": "yes", "interpreter": "no"})
	got := Read(asText(&records, rows), "list.csv", Options{Area: "383", Period: quarter})
	want := []string{
		"Records!O1 V12 note: sen is not recorded, or blank, on 13 of 61 rows (21%): fill it in where it is known.",
		"Records!AG1 V12 note: follow_up is not recorded, or blank, on 1 of 1 episodes declined or lost (100%): fill it in where it is known.",
	}
	if diff := cmp.Diff(want, said(got, "V12")); diff != "" {
		t.Errorf("said (-want +got):\n%s", diff)
	}
}

func TestAuditSampleThatIsSmall(t *testing.T) {
	make := func(random, themed int) []byte {
		var rows []cells
		for i := range random + themed {
			method := "random"
			if i >= random {
				method = "themed"
			}
			rows = append(rows, cells{"audit_ref": fmt.Sprint("A", i), "agency": "health", "sample_method": method, "child_age_band": "5-9"})
		}
		return asText(&caseAudit, rows)
	}
	for _, tt := range []struct {
		random, themed int
		want           string
	}{
		{10, 0, ""},
		{9, 20, "CaseAudit!C1 V15 note: 9 audited cases were drawn at random: below 10 no percentage is shown. Audit more if you can."},
		{0, 2, "CaseAudit!C1 V15 note: None of the 2 audited cases was drawn at random, and only random ones are counted in the return."},
	} {
		got := Read(make(tt.random, tt.themed), "audits.csv", Options{Area: "383", Period: quarter})
		if all := strings.Join(said(got, "V15"), "\n"); all != tt.want || got.Verdict != returns.Accepted {
			t.Errorf("%d random and %d themed: %s %q, want %q", tt.random, tt.themed, got.Verdict, all, tt.want)
		}
	}
}

func TestMistakesInCaseAudit(t *testing.T) {
	f := newBook(t, quarter)
	fill(t, f, goodRows)
	at := func(column string, row int) string {
		return cell.ColumnName(caseAudit.must(column)+1) + fmt.Sprint(row)
	}
	for i := range 12 {
		for column, v := range map[string]string{"audit_ref": fmt.Sprint("A", i), "agency": "school", "sample_method": "random", "child_age_band": "10-15", "plan_written": "yes"} {
			if err := f.SetCellValue(CaseAuditSheet, at(column, i+2), v); err != nil {
				t.Fatal(err)
			}
		}
	}
	for where, v := range map[string]string{
		at("audit_ref", 4): "A1", at("agency", 5): "", at("sample_method", 6): "chance", at("plan_written", 7): "perhaps",
		at("what_worked", 8): strings.Repeat("w", 301), at("step_up_late", 9): "#REF!", at("learning_theme", 10): "neglect",
	} {
		if err := f.SetCellValue(CaseAuditSheet, where, v); err != nil {
			t.Fatal(err)
		}
	}
	got := Read(save(t, f), "list.xlsx", Options{Register: area.England()})
	want := []string{}
	for _, w := range []string{at("audit_ref", 4) + " V07", at("agency", 5) + " V03", at("sample_method", 6) + " V03", at("plan_written", 7) + " V03", at("what_worked", 8) + " V03", at("step_up_late", 9) + " V16"} {
		want = append(want, CaseAuditSheet+"!"+w)
	}
	if diff := cmp.Diff(want, found(got)); diff != "" {
		t.Errorf("problems (-want +got):\n%s%v", diff, stopsOf(got))
	}
	for _, p := range got.Problems {
		if strings.Contains(p.Value+p.Message, "www") {
			t.Errorf("a text of the area's own is repeated: %v", p)
		}
		if p.Group == "" {
			t.Errorf("%s at %s has no headline", p.Rule, p.Ref)
		}
	}
}

// TestListAsPeopleLeaveIt reads a title over merged cells above the headings,
// blank rows, columns moved and years, dates and serials as text.
func TestListAsPeopleLeaveIt(t *testing.T) {
	f := newBook(t, quarter)
	names := []string{"team"}
	for _, c := range columns {
		names = append(names, c.Name)
	}
	slices.Reverse(names)
	set := func(col, row int, v any) {
		at, _ := excelize.CoordinatesToCellName(col, row)
		if err := f.SetCellValue(RecordsSheet, at, v); err != nil {
			t.Fatal(err)
		}
	}
	for col := range columns { // the headings of the template
		set(col+1, 1, nil)
	}
	set(1, 1, "Extract of 1 July 2026")
	if err := f.MergeCell(RecordsSheet, "A1", "F2"); err != nil {
		t.Fatal(err)
	}
	for i, name := range names {
		set(i+1, 4, name)
		for j, r := range goodRows {
			v := r[name]
			if v == "" {
				continue
			}
			if name == "start_date" && j == 1 {
				v = "46114" // 2 April 2026, a serial as text
			}
			set(i+1, 6+3*j, v)
		}
	}
	got := Read(save(t, f), "a file of another name.xlsx", Options{Register: area.England()})
	if len(found(got)) > 0 || len(got.List.Events) != len(goodRows) {
		t.Fatalf("%d events, problems %v", len(got.List.Events), stopsOf(got))
	}
	if e := got.List.Events[1]; e.Start.String() != "2026-04-02" || e.BirthYear != 2015 || e.Row != 9 {
		t.Errorf("the second row is read as %+v", e)
	}
}

func TestTooManyRowsStopAtTheirRow(t *testing.T) {
	line := strings.Repeat("K1,referral,R1\n", mostRows)
	got := Read([]byte("child_key,event_type,event_ref\n"+line), "list.csv", Options{Period: quarter})
	if p := got.Problems[0]; got.Verdict != returns.Unreadable || p.Rule != "V01" || p.Ref.String() != "Records!200001:200001" || len(got.Problems) > 1 {
		t.Errorf("CSV: %s %v", got.Verdict, got.Problems)
	}
	got = Read(rawBook(t, "child_key,event_type,event_ref", "K1,referral,R1", mostRows), "list.xlsx", Options{Area: "383", Period: quarter})
	if p := got.Problems[0]; got.Verdict != returns.Unreadable || p.Rule != "V01" || p.Ref.String() != "Records!200001:200001" {
		t.Errorf("workbook: %s %v", got.Verdict, got.Problems)
	}
}

// rawBook writes a workbook of one sheet Records by hand: a heading and so many
// equal rows.
func rawBook(t *testing.T, head, row string, rows int) []byte {
	t.Helper()
	cellsOf := func(line string, r int) string {
		var b strings.Builder
		fmt.Fprintf(&b, `<row r="%d">`, r)
		for i, v := range strings.Split(line, ",") {
			fmt.Fprintf(&b, `<c r="%s%d" t="inlineStr"><is><t>%s</t></is></c>`, cell.ColumnName(i+1), r, v)
		}
		b.WriteString("</row>")
		return b.String()
	}
	var sheet strings.Builder
	sheet.WriteString(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + cellsOf(head, 1))
	for i := range rows {
		sheet.WriteString(cellsOf(row, i+2))
	}
	sheet.WriteString(`</sheetData></worksheet>`)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, part := range [][2]string{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Records" sheetId="1" r:id="rId1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`},
		{"xl/worksheets/sheet1.xml", sheet.String()},
	} {
		w, err := z.Create(part[0])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(part[1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestLearningThemesAreThoseOfTheCodebook(t *testing.T) {
	data, err := os.ReadFile("../../learning/theme/codebook.txt")
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	for _, v := range learningThemes {
		if !strings.Contains(text, v.Code) {
			t.Errorf("the codebook has no theme %q", v.Code)
		}
	}
}

func TestEveryMeasureHasOneDefinition(t *testing.T) {
	defined := map[string]int{"episodes_audited": 1} // counted with the audited cases
	for _, names := range [][]string{
		measuresOf(childDefinitions), measuresOf(episodeDefinitions), measuresOf(steppedDefinitions),
		measuresOf(referralDefinitions), measuresOf(assessedDefinitions), measuresOf(auditDefinitions),
	} {
		for _, name := range names {
			defined[name]++
		}
	}
	for _, sheet := range Sheets() {
		for _, m := range returns.Measures(sheet) {
			if defined[m.Name] != 1 {
				t.Errorf("%s has %d definitions, want one", m.Name, defined[m.Name])
			}
			delete(defined, m.Name)
		}
	}
	if len(defined) > 0 {
		t.Errorf("the return has no measures %v", defined)
	}
}

func measuresOf[T any](ds []definition[T]) (names []string) {
	for _, d := range ds {
		names = append(names, d.measure)
	}
	return names
}

// TestAnyListMakesAReturnWithoutAMistake writes the counts of random lists into
// returns: whatever the list, no check of the return may stop what it gave.
func TestAnyListMakesAReturnWithoutAMistake(t *testing.T) {
	for seed := range 15 {
		m := maker{rand.New(rand.NewPCG(uint64(seed), 5))}
		p := quarter
		if seed%5 == 0 {
			p = period.NewFinancialYear(2024)
		}
		counted := Aggregate(m.read(t, p, m.list(p), m.audits()).List)
		var b bytes.Buffer
		if err := returns.WriteTemplate(&b, returns.TemplateOptions{Area: leeds, Period: p, Prefill: &returns.Return{Counts: counted.Counts}}); err != nil {
			t.Fatal(err)
		}
		got := returns.Read(b.Bytes(), returns.ReadOptions{Register: area.England(), Today: p.End().AddDays(1)})
		for _, problem := range got.Problems {
			if slices.Contains(Sheets(), problem.Ref.Sheet) && problem.Severity == cell.Stop {
				t.Errorf("list %d: %s %s %s", seed, problem.Ref, problem.Rule, problem.Message)
			}
		}
	}
}
