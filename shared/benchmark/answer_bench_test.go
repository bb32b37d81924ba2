package benchmark

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"earlyhelp/shared/area"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
)

// fortyQuarters is six indicators of 153 areas over ten years, each quarter
// with England.
func fortyQuarters() []Fact {
	rng := rand.New(rand.NewPCG(40, 153))
	filler := &builder{limits: newExactLimits()}
	var facts []Fact
	for _, id := range []string{"A01", "B01", "C07", "E01", "E06", "G05"} {
		def, _ := indicator.All().Find(id)
		for i := range 40 {
			p := period.NewQuarter(2017+i/4, i%4+1)
			fact := func(level Level, code, dfe, name string, n, d float64) {
				f := Fact{Indicator: id, Period: p, Breakdown: total, Category: all, Level: level, Code: code, DFE: dfe, Name: name, Source: FromReturn, AreasReturned: 1, AreasExpected: 1}
				filler.fill(&f, def.Unit, n, d)
				facts = append(facts, f)
			}
			fact(EnglandLevel, area.EnglandCode, "", "England", 60000, 250000)
			for _, a := range area.England().On(p.End()) {
				d := float64(300 + rng.IntN(3000))
				fact(AreaLevel, a.GSS(p.End()), a.DFE, a.Name, float64(int(d*(0.15+0.2*rng.Float64()))), d)
			}
		}
	}
	slices.SortFunc(facts, compareFacts)
	return facts
}

// BenchmarkQuestions asks a warm snapshot what pages and programs ask, each
// answer as JSON, and reports how long the slowest of a hundred takes: 20 ms
// is what there is for a whole request.
func BenchmarkQuestions(b *testing.B) {
	s := NewSnapshot(fortyQuarters(), SnapshotOptions{View: Public, Version: "1", Catalogue: indicator.All(), Register: area.England()})
	rng := rand.New(rand.NewPCG(1, 2))
	ids, kinds := []string{"A01", "B01", "C07", "E01", "E06", "G05"}, append(PeerKinds(), "", "")
	ask := func(id string, p period.Period, kind string, i int) {
		q := Query{Indicator: id, Period: p.String(), Peers: kind, Of: "383", Rank: i%3 == 0, Slope: i%7 == 0}
		if kind == PeerGroup {
			q.Group = []string{"383", "373", "380", "371"}
		}
		if i%2 == 0 {
			q.Areas = []string{"383"}
		}
		if i%5 == 0 {
			q.Limits = LimitsChance
		}
		var v any
		var err error
		if v, err = s.Answer(q); i%4 == 0 && err == nil {
			v, err = s.Trend(id, "383")
		}
		if err == nil {
			_, err = json.Marshal(v)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	for _, id := range ids { // warm: each period once
		for _, p := range s.PeriodsOf(id) {
			ask(id, p, "", 1)
			ask(id, p, "", 15)
		}
	}
	var took []time.Duration
	i := 0
	for b.Loop() {
		id := ids[rng.IntN(len(ids))]
		ps := s.PeriodsOf(id)
		start := time.Now()
		ask(id, ps[rng.IntN(len(ps))], kinds[rng.IntN(len(kinds))], i)
		took = append(took, time.Since(start))
		i++
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}

// BenchmarkFirstQuestion is the same of a snapshot that was asked nothing
// yet: the first of an indicator works its series and limits out.
func BenchmarkFirstQuestion(b *testing.B) {
	facts := fortyQuarters()
	for b.Loop() {
		s := NewSnapshot(facts, SnapshotOptions{View: Public, Version: "1", Catalogue: indicator.All(), Register: area.England()})
		if _, err := s.Answer(Query{Indicator: "E01", Period: "2026-Q4", Peers: PeerNeighbours, Of: "383", Rank: true}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkOneArea is what an area's page asks for each indicator, of a warm
// snapshot with forty quarters.
func BenchmarkOneArea(b *testing.B) {
	s := NewSnapshot(fortyQuarters(), SnapshotOptions{View: Public, Version: "1", Catalogue: indicator.All(), Register: area.England()})
	for b.Loop() {
		if _, err := s.Answer(Query{Indicator: "E06", Period: "2026-Q4", Areas: []string{"383"}, Peers: PeerNeighbours, Of: "383", NoFunnel: true}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkAllAreas is what an indicator's page asks.
func BenchmarkAllAreas(b *testing.B) {
	s := NewSnapshot(fortyQuarters(), SnapshotOptions{View: Public, Version: "1", Catalogue: indicator.All(), Register: area.England()})
	for b.Loop() {
		if _, err := s.Answer(Query{Indicator: "E06", Period: "2026-Q4", Peers: PeerNeighbours, Of: "383"}); err != nil {
			b.Fatal(err)
		}
	}
}
