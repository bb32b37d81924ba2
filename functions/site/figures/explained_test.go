package figures

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"earlyhelp/functions/site/desk"
	"earlyhelp/functions/site/national"
	"earlyhelp/functions/site/national/nationaltest"
	"earlyhelp/shared/account"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/ledger/ledgertest"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

// explaining publishes what nationaltest has and signs one return of Leeds of
// which three figures were explained, a referral count and one of agencies
// among them.
func explaining(t *testing.T) *http.ServeMux {
	t.Helper()
	o := nationaltest.Published(t)
	l := ledger.New(o)
	ctx := context.Background()
	year := period.NewFinancialYear(2024)
	count := func(sheet, measure, breakdown, category string, row, col int) returns.Count {
		return returns.Count{Sheet: sheet, Measure: measure, Breakdown: breakdown, Category: category, N: 400, Ref: cell.Ref{Sheet: sheet, Row: row, Col: col}}
	}
	r := &returns.Return{Area: "383", Period: year, Demonstration: true, Counts: []returns.Count{
		count("Referrals", "referrals", "total", "all", 2, 4), count("Referrals", "rereferrals_12m", "total", "all", 40, 4),
		count("Workforce", "headcount_needing_training", "agency", "police", 4, 2), count("Workforce", "trained_24m", "agency", "police", 4, 3),
		count("LocalOffer", "no_referral_needed", "total", "all", 9, 4),
	}}
	id := "01J00000000000000000000383"
	accepted := ledgertest.Accept(t, l, id, r, []byte("workbook"), time.Date(2026, 7, 1, 9, 0, 0, 0, time.UTC))
	answers := []ledger.Answer{}
	for ref, text := range map[string]string{"Referrals!D40": "A new team <began>.", "Workforce!C4": "Forty joined.", "LocalOffer!D9": "Counted another way.", "Referrals!D2": ""} {
		accepted.Problems = append(accepted.Problems, ledger.Problem{Ref: ref, Rule: "V09", Severity: cell.Explain, Message: "It went up by 31%."})
		answers = append(answers, ledger.Answer{Rule: "V09", Ref: ref, Text: text})
	}
	o.Delete(ctx, ledger.OutcomeKey(id))
	if err := l.RecordOutcome(ctx, accepted); err != nil {
		t.Fatal(err)
	}
	if err := l.AddExplanations(ctx, "383", year, ledger.Explanations{Submission: id, Answers: answers}); err != nil {
		t.Fatal(err)
	}
	ledgertest.Sign(t, l, accepted, 1, time.Date(2026, 7, 2, 9, 0, 0, 0, time.UTC))
	return explained(t, o, desk.New(l, nil, nil))
}

func explained(t *testing.T, o *ledgertest.Objects, by Explained) *http.ServeMux {
	t.Helper()
	shell, err := govuk.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	source := national.New(o, &national.Options{TempDir: t.TempDir(), Wait: 30 * time.Second})
	t.Cleanup(source.Close)
	p, err := New(Options{Site: shell, Source: source, Explained: by, Now: func() time.Time { return time.Date(2026, 7, 20, 10, 0, 0, 0, time.UTC) }})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	p.Routes(mux)
	return mux
}

func TestExplanationsStandBesideTheFigures(t *testing.T) {
	mux := explaining(t)
	officer := func(dfe string) account.Person {
		return account.Person{Subject: "o", Name: "Olu", Role: account.Officer, Area: dfe}
	}
	national := account.Person{Subject: "n", Name: "Nia", Role: account.National}
	for _, tt := range []struct {
		who   string
		p     account.Person
		sees  bool
		query string
	}{
		{"anybody", nobody, false, ""},
		{"an inspector", inspector, true, ""},
		{"an inspector in the full view", inspector, true, "&view=full"},
		{"the national team", national, true, ""},
		{"the area's own people", officer("383"), true, ""},
		{"another area's people", officer("850"), false, ""},
	} {
		status, body := get(t, mux, tt.p, "/areas/383?period=2024-25"+tt.query)
		if status != http.StatusOK {
			t.Fatalf("%s: status %d", tt.who, status)
		}
		wellMade(t, body)
		for _, s := range []string{"A new team &lt;began&gt;.", "Forty joined.", "Counted another way.", "What the area says of these figures", "It went up by 31%."} {
			if strings.Contains(body, s) != tt.sees {
				t.Errorf("%s: page holds %q: %t, want %t", tt.who, s, !tt.sees, tt.sees)
			}
		}
		if strings.Contains(body, `href="/returns/versions/383/2024-25"`) != tt.sees {
			t.Errorf("%s: the page leads to the versions: %t, want %t", tt.who, !tt.sees, tt.sees)
		}
		if !tt.sees {
			continue
		}
		at := func(s string) int { return strings.Index(body, s) }
		if !(at("A new team") > at(`id="group-E"`) && at("A new team") < at(`id="group-F"`) && at("Forty joined") > at(`id="group-G"`) && at("Counted another way") > at("What the area says of other counts")) {
			t.Errorf("%s: an explanation stands in another group", tt.who)
		}
	}
	// Another period has none.
	if _, body := get(t, mux, inspector, "/areas/383?period=2026-Q2"); strings.Contains(body, "What the area says") {
		t.Error("explanations of another period are shown")
	}
}

func TestMarksStandBesideTheFigure(t *testing.T) {
	have := map[benchmark.Symbol]bool{benchmark.Revised: true, benchmark.LowReliability: true}
	if got := areaValue(benchmark.Some(60), indicator.Percent, "", benchmark.Marks("u r").List()); got != "60.0% [u] [r]" {
		t.Errorf("value = %q", got)
	}
	if l := legend(have); len(l) != 2 || l[1].Sign != "[r]" || !strings.Contains(l[1].Words, "revised") {
		t.Errorf("legend = %+v", l)
	}
	for _, tt := range []struct {
		n    benchmark.Number
		u    indicator.Unit
		s    benchmark.Symbol
		want string
	}{
		{benchmark.Some(100), indicator.YesNo, "", "Yes"}, {benchmark.Some(0), indicator.YesNo, "", "No"}, {benchmark.Number{}, indicator.YesNo, "x", "[x]"},
		{benchmark.Some(10.4), indicator.Mean, "", "10.4"}, {benchmark.Some(7), indicator.Percent, "", "7.0%"},
	} {
		if got := areaValue(tt.n, tt.u, tt.s, nil); got != tt.want {
			t.Errorf("areaValue(%v, %s) = %q, want %q", tt.n, tt.u, got, tt.want)
		}
	}
}
