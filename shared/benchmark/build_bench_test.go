package benchmark

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	"earlyhelp/shared/area"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

// manyReturns makes returns of every measure and breakdown up: for every area
// in being, a year and the quarters after it.
func manyReturns(periods int) []Signed {
	cat := indicator.All()
	var ps []period.Period
	for p := year2025; len(ps) < periods; p = p.Next() {
		if ps = append(ps, p); p == year2025 {
			p = period.NewQuarter(2025, 1)
		}
	}
	within := map[string]string{}
	for _, pair := range returns.Pairs() {
		within[pair.Part] = pair.Whole
	}
	var rs []Signed
	for pi, p := range ps {
		for ai, a := range area.England().On(p.End()) {
			r := &returns.Return{Area: a.DFE, Period: p, Demonstration: true}
			seen := map[string]float64{}
			for di, d := range cat.Computed() {
				whole := 300 + (ai*37+pi*11)%900
				for mi, m := range []string{d.Denominator, d.Numerator} {
					if _, ok := seen[m]; ok || indicator.IsPopulation(m) {
						continue
					}
					n := whole
					if within[m] != "" { // three to eight in ten of what it is a part of
						n = int(seen[within[m]]) * (30 + (di*7+mi*13)%50) / 100
					}
					if d.Unit == indicator.YesNo {
						n = min(1, 1+ai%2-mi)
					}
					c := known(m, n)
					if m == "wte" {
						c.N += 0.5
					}
					seen[m] = c.N
					r.Counts = append(r.Counts, c)
					for _, b := range d.Breakdowns {
						parts := indicator.Categories(b)
						if len(parts) == 0 { // localities
							parts = []indicator.Category{{Value: "North"}, {Value: "South"}, {Value: "East"}}
						}
						left := n
						for i, c := range parts {
							k := left / 2
							if i == len(parts)-1 {
								k = left
							}
							left -= k
							r.Counts = append(r.Counts, returns.Count{Measure: m, Breakdown: b, Category: c.Value, N: float64(k)})
						}
					}
				}
			}
			rs = append(rs, Signed{Return: r, Submission: fmt.Sprint(a.DFE, p)})
		}
	}
	return rs
}

func BenchmarkBuild(b *testing.B) {
	rs := manyReturns(9)
	b.ReportAllocs()
	rows := 0
	for b.Loop() {
		rows = 0
		if err := BuildEach(input(rs), func(public, full []Fact) error {
			rows += len(public)
			return nil
		}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(rows), "rows")
}

func BenchmarkWriteCSV(b *testing.B) {
	public, _, err := Build(input(manyReturns(9)))
	if err != nil {
		b.Fatal(err)
	}
	var n counter
	for b.Loop() {
		n = 0
		if err := WriteCSV(&n, public); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)/1e6, "MB")
}

func BenchmarkWriteParquet(b *testing.B) {
	public, _, err := Build(input(manyReturns(9)))
	if err != nil {
		b.Fatal(err)
	}
	var n counter
	for b.Loop() {
		n = 0
		if err := WriteParquet(&n, public); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)/1e6, "MB")
}

type counter int

func (c *counter) Write(b []byte) (int, error) { *c += counter(len(b)); return len(b), nil }

var _ io.Writer = (*counter)(nil)

// BenchmarkOpenAndAnswer is what a cold start pays before its first answer,
// and BenchmarkAnswer what every later one does.
func BenchmarkOpenAndAnswer(b *testing.B) {
	data := parquetFile(b, manyReturns(9))
	for b.Loop() {
		s := open(b, data)
		if _, err := s.Answer(Query{Indicator: "E06", Period: "2024-25", Peers: PeerNeighbours, Of: "383"}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAnswer(b *testing.B) {
	s := open(b, parquetFile(b, manyReturns(1)))
	for _, id := range []string{"E06", "E01"} { // a percentage, a rate
		b.Run(id, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.Answer(Query{Indicator: id, Period: "2024-25", Peers: PeerNeighbours, Of: "383"}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkRateLimits(b *testing.B) {
	for b.Loop() {
		if _, err := RateLimits(87705, 0.0519, C998); err != nil {
			b.Fatal(err)
		}
	}
}

func parquetFile(t testing.TB, rs []Signed) []byte {
	t.Helper()
	public, _, err := Build(input(rs))
	if err != nil {
		t.Fatal(err)
	}
	var buf bytes.Buffer
	if err := WriteParquet(&buf, public); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func open(t testing.TB, data []byte) *Snapshot {
	t.Helper()
	s, err := OpenSnapshot(bytes.NewReader(data), int64(len(data)), SnapshotOptions{View: Public, Version: "000001", Catalogue: indicator.All(), Register: area.England()})
	if err != nil {
		t.Fatal(err)
	}
	return s
}
