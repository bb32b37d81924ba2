package call

import (
	"bytes"
	"encoding/json"
	"testing"

	"earlyhelp/shared/area"
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
func blank(t *testing.T) []byte {
	t.Helper()
	bolton, _ := area.England().Find("350")
	var b bytes.Buffer
	if err := returns.WriteTemplate(&b, returns.TemplateOptions{Area: bolton, Period: period.NewQuarter(2026, 2)}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func missing(a Answer) (n int) {
	for _, s := range a.Sheets {
		n += s.Missing
	}
	return n
}

func TestBlankReturnIsFilledInSheetBySheet(t *testing.T) {
	data := blank(t)
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
