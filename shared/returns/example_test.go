package returns_test

import (
	"bytes"
	"fmt"
	"log"

	"earlyhelp/shared/area"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

// A template that nobody has filled in is rejected, each missing figure named.
func ExampleRead() {
	leeds, _ := area.England().Find("383")
	var book bytes.Buffer
	if err := returns.WriteTemplate(&book, returns.TemplateOptions{Area: leeds, Period: period.NewQuarter(2026, 2)}); err != nil {
		log.Fatal(err)
	}
	res := returns.Read(book.Bytes(), returns.ReadOptions{Register: area.England(), Today: period.NewDate(2026, 7, 1)})
	fmt.Println(res.Kind, res.Area, res.Period, res.Verdict)
	for _, p := range res.Problems[:2] {
		fmt.Println(p.Ref, p.Rule, p.Message)
	}
	// Output:
	// return 383 2026-Q2 rejected
	// EarlyHelp!D2 V03 Children receiving early help is missing. Type how many, 0 for none, or [x] if you cannot give it.
	// EarlyHelp!D3 V03 Children receiving early help, sex: female, is missing. Type how many, or 0 for none. If you cannot split this by sex, type [x] at “female” and leave the rest of the split blank.
}
