package demo

import (
	"testing"

	"earlyhelp/shared/area"
	"earlyhelp/shared/period"
	"earlyhelp/shared/published"
	"earlyhelp/shared/returns"
)

func TestWorkbooksAreAcceptedAndMarkedAsMadeUp(t *testing.T) {
	d := Deps{Register: area.England(), Published: published.Series()}
	for _, dfe := range []string{"383", "850", "420", "393"} { // Leeds, Hampshire, Isles of Scilly, South Tyneside (suppressed)
		a, _ := d.Register.Find(dfe)
		for _, p := range []period.Period{firstYear, firstQuarter} {
			book, err := d.workbook(a, p, 1)
			if err != nil {
				t.Fatal(err)
			}
			got := returns.Read(book, returns.ReadOptions{Register: d.Register, Today: period.NewDate(2026, 11, 22), Area: dfe, Period: p})
			if got.Verdict != returns.Accepted || len(got.Problems) > 0 || len(got.Privacy) > 0 {
				t.Errorf("%s %s: %s %v %v", a.Name, p, got.Verdict, got.Problems, got.Privacy)
				continue
			}
			if !got.Return.Demonstration {
				t.Errorf("%s %s is not marked as made up", a.Name, p)
			}
		}
	}
}

func BenchmarkWorkbook(b *testing.B) {
	d := Deps{Register: area.England(), Published: published.Series()}
	a, _ := d.Register.Find("383")
	for b.Loop() {
		if _, err := d.workbook(a, firstYear, 1); err != nil {
			b.Fatal(err)
		}
	}
}
