package benchmark

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"earlyhelp/shared/area"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/returns"
)

func TestFigures(t *testing.T) {
	at := func(c returns.Count, row int) returns.Count {
		c.Ref = cell.Ref{Sheet: c.Sheet, Row: row, Col: 4}
		return c
	}
	r := &returns.Return{Area: "383", Period: year2025, Counts: []returns.Count{
		at(known("referrals", 10304), 2), at(known("rereferrals_12m", 2494), 6),
		at(returns.Count{Sheet: "Referrals", Measure: "rereferrals_12m", Breakdown: "sex", Category: "female", N: 3}, 7),
		at(returns.Count{Sheet: "Referrals", Measure: "referrals", Breakdown: "sex", Category: "female", N: 8}, 3),
		at(returns.Count{Sheet: "Referrals", Measure: "referrals_nfa", Breakdown: total, Category: all, State: returns.NotAvailable}, 9),
		{Sheet: "Workforce", Measure: "headcount_needing_training", Breakdown: total, Category: all, N: 50, Ref: cell.Ref{Sheet: "Workforce"}},
		at(returns.Count{Sheet: "Workforce", Measure: "headcount_needing_training", Breakdown: "agency", Category: "health", N: 20}, 3),
		at(returns.Count{Sheet: "Workforce", Measure: "headcount_needing_training", Breakdown: "agency", Category: "police", N: 30}, 4),
		{Sheet: "Workforce", Measure: "trained_24m", Breakdown: total, Category: all, N: 40, Ref: cell.Ref{Sheet: "Workforce"}},
		at(returns.Count{Sheet: "Workforce", Measure: "trained_24m", Breakdown: "agency", Category: "health", N: 15}, 5),
		at(returns.Count{Sheet: "Workforce", Measure: "trained_24m", Breakdown: "agency", Category: "police", N: 25}, 6),
	}}
	got := map[string]string{}
	for _, f := range Figures(r, indicator.All(), area.England()) {
		body, err := json.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		got[f.Indicator+" "+f.Category] = string(body)
	}
	want := map[string]string{
		"E01 ":       `{"indicator":"E01","breakdown":"total","numerator":10304,"denominator":176239,"value":584.7,"unit":"rate","cells":["Referrals!D2"]}`,
		"E06 ":       `{"indicator":"E06","breakdown":"total","numerator":2494,"denominator":10304,"value":24.2,"unit":"percent","cells":["Referrals!D6","Referrals!D2"]}`,
		"E06 female": `{"indicator":"E06","breakdown":"sex","category":"female","numerator":3,"denominator":8,"value":37.5,"unit":"percent","cells":["Referrals!D7","Referrals!D3"]}`,
		"E02 ":       `{"indicator":"E02","breakdown":"total","unit":"percent","cells":["Referrals!D9","Referrals!D2"],"symbol":"x","reason":"The area cannot count it."}`,
		"G01 ":       `{"indicator":"G01","breakdown":"total","numerator":40,"denominator":50,"value":80,"unit":"percent","cells":["Workforce!D5","Workforce!D6","Workforce!D3","Workforce!D4"]}`,
		"G01 health": `{"indicator":"G01","breakdown":"agency","category":"health","numerator":15,"denominator":20,"value":75,"unit":"percent","cells":["Workforce!D5","Workforce!D3"]}`,
		"G03 ":       `{"indicator":"G03","breakdown":"total","unit":"percent","cells":["Workforce!D3","Workforce!D4"],"symbol":"x","reason":"The return does not give it."}`,
		"E05 ":       `{"indicator":"E05","breakdown":"total","unit":"percent","cells":["Referrals!D2"],"symbol":"x","reason":"The return does not give it."}`,
	}
	for key, w := range want {
		if diff := cmp.Diff(w, got[key]); diff != "" {
			t.Errorf("%s: -want +got\n%s", key, diff)
		}
	}
}
