package benchmark

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"earlyhelp/shared/area"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
)

// FuzzAnswers asks everything of made-up facts, degenerate ones among them:
// none of it panics, and the JSON holds no number that is none and reads back.
func FuzzAnswers(f *testing.F) {
	for seed := range uint64(24) {
		f.Add(seed, uint8(seed%6))
	}
	f.Fuzz(func(t *testing.T, seed uint64, kind uint8) {
		rng := rand.New(rand.NewPCG(seed, 7))
		id := []string{"E06", "E01", "B01", "G05", "H01", "A07"}[kind%6]
		s := NewSnapshot(wildFacts(rng, id), SnapshotOptions{View: Public, Version: "1", Catalogue: indicator.All(), Register: area.England()})
		send := func(v any, err error) {
			t.Helper()
			if err != nil {
				if _, ok := err.(*QueryError); !ok || len(err.Error()) > 600 {
					t.Fatalf("%v", err)
				}
				return
			}
			text, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			for _, bad := range []string{"NaN", "Inf", "%!"} {
				if strings.Contains(string(text), bad) {
					t.Fatalf("%s in %s", bad, text)
				}
			}
		}
		for _, p := range s.PeriodsOf(id) {
			for _, peers := range append(PeerKinds(), "") {
				q := Query{Indicator: id, Period: p.String(), Peers: peers, Of: "383", Rank: true, Slope: true, Limits: []string{"", LimitsChance}[rng.IntN(2)]}
				if peers == PeerGroup {
					q.Group = []string{"383", "301", "302"}
				}
				if rng.IntN(3) == 0 {
					q.Breakdown, q.Category = "sex", "female"
				}
				if rng.IntN(3) == 0 {
					q.Areas = []string{"301"}
				}
				send(s.Answer(q))
			}
			send(s.Gaps(GapsQuery{Indicator: id, Period: p.String(), Breakdown: "sex", Area: "301"}))
			send(s.Gaps(GapsQuery{Indicator: id, Period: p.String(), Breakdown: "sex"}))
		}
		for _, code := range []string{"301", "383", "E92000001", "E12000003"} {
			send(s.Trend(id, code))
			send(s.TrendOf(TrendQuery{Indicator: id, Area: code, Breakdown: "sex", Category: "female"}))
		}
	})
}

// wildFacts makes facts up that Build would not: any number anywhere, or none.
func wildFacts(rng *rand.Rand, id string) []Fact {
	wild := []float64{0, 1, 2, 5, 100, 1e-300, 1e300, math.MaxFloat64, -1, 0.5, math.NaN(), math.Inf(1), 99, 1000}
	number := func() Number {
		switch rng.IntN(4) {
		case 0:
			return Number{}
		case 1:
			return Some(wild[rng.IntN(len(wild))])
		}
		return Some(float64(rng.IntN(2000)))
	}
	areas := area.England().On(period.NewDate(2025, 1, 1))
	var facts []Fact
	row := func(p period.Period, level Level, code, dfe, name string) {
		for _, cell := range [][2]string{{total, all}, {"sex", "female"}, {"sex", "male"}} {
			if rng.IntN(5) == 0 {
				continue
			}
			f := Fact{Indicator: id, Period: p, Breakdown: cell[0], Category: cell[1], Level: level, Code: code, DFE: dfe, Name: name,
				Numerator: number(), Denominator: number(), Value: number(), Lower95: number(), Upper95: number(), Lower998: number(), Upper998: number(),
				Source: []Source{FromReturn, FromPublished, FromPooled}[rng.IntN(3)], AreasReturned: rng.IntN(154), AreasExpected: rng.IntN(154), Demonstration: rng.IntN(4) == 0}
			if rng.IntN(3) > 0 && f.Numerator.OK && f.Denominator.OK && f.Denominator.Value > 0 {
				f.Value = Some(f.Numerator.Value / f.Denominator.Value * 100)
			}
			if rng.IntN(5) == 0 {
				f = without(f)
				f.Symbol = []Symbol{Confidential, NotAvailable, NotApplicable, RoundsToZero, LowReliability}[rng.IntN(5)]
			}
			if rng.IntN(6) == 0 {
				f.Marks = f.Marks.with(markOrder[rng.IntN(len(markOrder))])
			}
			facts = append(facts, f)
		}
	}
	many := []int{0, 1, 2, 12, len(areas)}[rng.IntN(5)]
	for i := range 1 + rng.IntN(18) {
		p := period.NewQuarter(2021+i/4, i%4+1)
		if rng.IntN(4) == 0 {
			p = period.NewFinancialYear(2015 + i%10)
		}
		if rng.IntN(8) > 0 {
			row(p, EnglandLevel, area.EnglandCode, "", "England")
		}
		row(p, RegionLevel, "E12000003", "", "Yorkshire and The Humber")
		for j, a := range areas[:many] {
			if many < len(areas) || j%9 == 0 || a.DFE == "383" {
				row(p, AreaLevel, a.GSS(p.End()), a.DFE, a.Name)
			}
		}
	}
	return facts
}
