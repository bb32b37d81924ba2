package demo

import (
	"testing"

	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

// TestTheDemonstrationShowsEverySymbol looks for what the pages have to explain:
// hidden figures of areas and of regions, small samples, a revised return, and
// the new series of an area whose boundary changed on 1 April 2025.
func TestTheDemonstrationShowsEverySymbol(t *testing.T) {
	summer := period.NewQuarter(2025, 2)
	in := benchmark.Input{Catalogue: indicator.All(), Register: noDeps.Register, Published: noDeps.Published}
	for _, a := range noDeps.Register.On(summer.End()) {
		in.Returns = append(in.Returns, benchmark.Signed{Return: made(t, a.DFE, summer, 1)})
	}
	const barnsley = "370"
	in.Returns = append(in.Returns, benchmark.Signed{Return: made(t, barnsley, summer.Previous(), 1)},
		benchmark.Signed{Return: made(t, revised.dfe, revised.period, 2), Earlier: []*returns.Return{made(t, revised.dfe, revised.period, 1)}})
	seen := map[string]int{}
	err := benchmark.BuildEach(in, func(public, _ []benchmark.Fact) error {
		for _, f := range public {
			if f.Value.OK {
				seen[string(f.Level)]++
			}
			if f.Symbol != benchmark.NoSymbol {
				seen[string(f.Level)+" "+string(f.Symbol)]++
			}
			for _, m := range f.Marks.List() {
				seen[string(f.Level)+" mark "+string(m)]++
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Log(seen)
	for _, want := range []string{"area c", "area x", "area z", "area u", "region c", "region low", "area mark u", "area mark r", "area mark b"} {
		if seen[want] == 0 {
			t.Errorf("nothing shows %s", want)
		}
	}
}
