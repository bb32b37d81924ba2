package list_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"earlyhelp/shared/area"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/list"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

// csvList writes a list of n referrals a month for 15 months, and as many
// episodes, by a rule rather than by chance.
func csvList(n int, p period.Period) string {
	var b strings.Builder
	b.WriteString("child_key,event_type,event_ref,start_date,birth_year,sex,ethnic_group,source_agency,referral_outcome,need_1,eha_attached,outcome_told_date,locality," +
		"family_key,end_date,language_english,culture_recorded,religion_recorded,interpreter,disability,sen,young_carer,need_2,need_3,threshold_cited,first_help_date,plan_date,last_review_date,lead_professional_agency,score_start,score_end,score_tool,end_reason,follow_up,stepped_down_from\n")
	sources, ethnicities := list.SourceAgencies(), indicator.Ethnicities()
	first := p.Start().AddMonths(-12)
	for i := range n * 15 {
		d := first.AddMonths(i / n).AddDays(i % n % 28)
		s := sources[i%len(sources)]
		fmt.Fprintf(&b, "Zq%d,referral,R%d,%s,%d,%s,%s,%s,%s,%s,yes,%s,%s\n", i%(4*n), i, d, d.Year-i%18, []string{"female", "male"}[i%2], ethnicities[i%18].Code,
			s.Code, []string{"nfa_advice", "assessment"}[i%2], []string{"", "neglect", "other"}[i%3], d.AddDays(i%12), []string{"", "North", "South"}[i%3])
		fmt.Fprintf(&b, "Zq%d,early_help,E%d,%s,%d,other,declined,,,domestic abuse,,,East\n", i%(3*n), i, d, d.Year-i%18)
	}
	return b.String()
}

// TestCountsPassTheChecksOfTheReturn writes counts into a return and reads it
// back: nothing that the list gives may break a check there.
func TestCountsPassTheChecksOfTheReturn(t *testing.T) {
	leeds, _ := area.England().Find("383")
	for _, text := range []string{"2026-Q2", "2024-Q1", "2025-26"} {
		p, err := period.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		read := list.Read([]byte(csvList(40, p)), "list.csv", list.Options{Register: area.England(), Area: "383", Period: p})
		if read.Verdict != returns.Accepted {
			t.Fatalf("%s: %v", p, read.Problems[:min(5, len(read.Problems))])
		}
		counted := list.Aggregate(read.List)
		var b bytes.Buffer
		if err := returns.WriteTemplate(&b, returns.TemplateOptions{Area: leeds, Period: p, Prefill: &returns.Return{Counts: counted.Counts}}); err != nil {
			t.Fatal(err)
		}
		if part := partWith(t, b.Bytes(), "Zq"); part != "" {
			t.Errorf("%s: a child's key got into the return, in its part %s", p, part)
		}
		got := returns.Read(b.Bytes(), returns.ReadOptions{Register: area.England(), Today: p.End().AddDays(1)})
		for _, problem := range got.Problems {
			if slices.Contains(list.Sheets(), problem.Ref.Sheet) && problem.Severity == cell.Stop {
				t.Errorf("%s: the return has %s %s %s", p, problem.Ref, problem.Rule, problem.Message)
			}
		}
		have := got.Return.Index()
		for _, c := range counted.Counts {
			if back := have[c.Key()]; back.N != c.N || back.State != c.State {
				t.Errorf("%s: %v written as %v%v and read back as %v%v", p, c.Key(), c.N, c.State, back.N, back.State)
			}
		}
	}
}

// partWith returns the part of a workbook that holds a text, "" for none.
func partWith(t *testing.T, data []byte, text string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		part, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(part)
		part.Close()
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(content, []byte(text)) {
			return f.Name
		}
	}
	return ""
}

func ExampleAggregate() {
	text := csvList(10, period.NewQuarter(2026, 2))
	found := list.Read([]byte(text), "list.csv", list.Options{Register: area.England(), Area: "383", Period: period.NewQuarter(2026, 2)})
	fmt.Println(found.Kind, found.Verdict, len(found.List.Events), "rows")
	for _, c := range list.Aggregate(found.List).Counts {
		if c.Breakdown == returns.Total && c.Sheet == returns.Referrals && c.N > 0 {
			fmt.Println(c.Measure, c.N)
		}
	}
	// Output:
	// list accepted 300 rows
	// referrals 30
	// referrals_professional 20
	// referrals_nfa 15
	// rereferrals_12m 30
	// referrals_with_eha 20
	// outcome_told_5wd 20
	// below_threshold_with_needs 15
}
