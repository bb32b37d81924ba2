package returns

import (
	"bytes"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"earlyhelp/shared/area"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/period"
)

var q2 = period.NewQuarter(2026, 2)

func options() ReadOptions {
	return ReadOptions{Register: area.England(), Today: period.NewDate(2026, 7, 10)}
}

func leeds(t testing.TB) area.Area {
	t.Helper()
	a, ok := area.England().Find("383")
	if !ok {
		t.Fatal("area 383 is not in the register")
	}
	return a
}

// template returns the workbook that WriteTemplate makes for Leeds.
func template(t testing.TB, prefill *Return) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := WriteTemplate(&buf, TemplateOptions{Area: leeds(t), Period: q2, Prefill: prefill}); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// sizes are the totals of filled, and on sheets with a row an agency or type
// of setting what stands in each row. A measure that is not named has six in
// ten of what it is part of, or 100.
var sizes = map[string]float64{
	"children_open": 200, "episodes_started": 150, "referrals": 120, "referrals_professional": 80,
	"referrals_nfa": 60, "rereferrals_3m": 20, "rereferrals_12m": 40, "referrals_with_eha": 16, "outcome_told_5wd": 32,
	"episodes_audited":           60,
	"headcount_needing_training": 30, "trained_24m": 20, "trained_reluctant_families": 10,
	"practitioners_holding_cases": 15, "supervised_8w": 12, "wte": 12.5, "open_cases": 90, "courses_run": 4, "courses_evaluated": 2,
}

func sizeOf(measure string) float64 {
	if n, ok := sizes[measure]; ok {
		return n
	}
	for _, p := range Pairs() {
		if p.Part == measure {
			return float64(int(0.6 * sizeOf(p.Whole)))
		}
	}
	return 100
}

// filled returns a return in which everything adds up.
func filled() *Return {
	r := *full()
	r.Counts, r.Facts = slices.Clone(r.Counts), slices.Clone(r.Facts)
	return &r
}

var full = sync.OnceValue(func() *Return {
	r := &Return{Area: "383", Period: q2, TemplateVersion: TemplateVersion, PreparedByRole: "data officer"}
	for _, sheet := range countSheets() {
		for _, b := range blocks(sheet) {
			for _, row := range b.rows {
				for _, k := range row.keys {
					n := sizeOf(k.Measure)
					m, _ := FindMeasure(k.Measure)
					if b, ok := FindBreakdown(k.Breakdown); ok && b.Kind == Parts && m.Categories(Total) != nil {
						// Everything in the first category but one for each other.
						if k.Category == b.Categories[0] {
							n -= float64(len(b.Categories) - 1)
						} else {
							n = 1
						}
					}
					r.Counts = append(r.Counts, Count{Sheet: sheet, Measure: k.Measure, Breakdown: k.Breakdown, Category: k.Category, N: n})
				}
			}
		}
	}
	r.Facts = []Fact{
		{Name: "thresholds_audited", Answer: Yes, Date: period.NewDate(2026, 2, 3), Link: "https://www.example.gov.uk/early-help/audit"},
		{Name: "strategy_evaluated", Answer: Planned, Date: period.NewDate(2026, 11, 2)},
	}
	return r
})

func TestTemplateUnfilled(t *testing.T) {
	res := Read(template(t, nil), options())
	if res.Verdict != Rejected || res.Kind != KindReturn || res.Area != "383" || res.Period != q2 {
		t.Fatalf("Read = %q %q %q %v, want a rejected return of 383 for %v", res.Verdict, res.Kind, res.Area, res.Period, q2)
	}
	want := len(Asked("")) + len(Facts())
	if len(res.Problems) != want {
		t.Errorf("got %d problems, want one for each of the %d missing figures", len(res.Problems), want)
	}
	seen := map[cell.Ref]bool{}
	for _, p := range res.Problems {
		if p.Rule != "V03" || p.Severity != cell.Stop || p.Ref.Col == 0 || seen[p.Ref] {
			t.Errorf("problem %+v: want one V03 at a cell of its own", p)
		}
		seen[p.Ref] = true
	}
	if len(res.Privacy) != 0 {
		t.Errorf("privacy = %v, want none", res.Privacy)
	}
}

func TestTemplatePrefilled(t *testing.T) {
	res := Read(template(t, filled()), options())
	if res.Verdict != Accepted {
		t.Fatalf("verdict = %q, problems %v, privacy %v", res.Verdict, res.Problems, res.Privacy)
	}
	if diff := cmp.Diff([]cell.Problem{}, res.Problems); diff != "" {
		t.Error(diff)
	}
	got := res.Return.Index()
	if len(res.Return.Facts) != 2 {
		t.Errorf("facts = %v, want two", res.Return.Facts)
	}
	for _, c := range filled().Counts {
		g, ok := got[c.Key()]
		if !ok || g.N != c.N || g.State != c.State || g.Sheet != c.Sheet || g.Ref.Row == 0 {
			t.Errorf("count %v = %+v, want %+v", c.Key(), g, c)
		}
	}
	total := got[Key{"trained_24m", Total, All}]
	if total.N != 140 {
		t.Errorf("trained_24m in all = %v, want 7 agencies of 20", total.N)
	}
}

func TestTemplateIsTheSameEachTime(t *testing.T) {
	if !bytes.Equal(template(t, filled()), template(t, filled())) {
		t.Error("WriteTemplate gave different bytes for the same options")
	}
}

func TestCleanRoundTrips(t *testing.T) {
	r := filled()
	r.MadeFrom = MadeFrom{Tool: "earlyhelp 1.0", List: fmt.Sprintf("%064x", 77), Date: "2026-07-09"}
	r.KnownIssues = "Two schools <closed> & moved."
	r.Demonstration = true
	r.Counts[3].State, r.Counts[3].N = NotAvailable, 0
	r.Counts[0].Note = "=1+1 is a note"
	r.Counts = append(r.Counts, Count{Sheet: EarlyHelp, Measure: "children_open", Breakdown: "locality", Category: "Harehills", N: 12})
	first := Read(template(t, r), options())
	if first.Return == nil {
		t.Fatalf("verdict %q, problems %v", first.Verdict, first.Problems)
	}
	var a, b bytes.Buffer
	if err := WriteClean(&a, first.Return); err != nil {
		t.Fatal(err)
	}
	second := Read(a.Bytes(), options())
	if diff := cmp.Diff(first.Return, second.Return, cmp.AllowUnexported(period.Period{})); diff != "" {
		t.Errorf("Read(WriteClean(r)) (-r +got):\n%s", diff)
	}
	if err := WriteClean(&b, second.Return); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("WriteClean gave different bytes for the same Return")
	}
	if !second.Return.Demonstration || second.Return.MadeFrom != r.MadeFrom || second.Return.KnownIssues != r.KnownIssues {
		t.Errorf("Cover = %+v, want it kept", second.Return)
	}
}
