package benchmark

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"testing"
	"testing/fstest"

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

// BenchmarkNational is one pass over the national figures at full size: every
// computed indicator in 153 areas and 40 quarters, with limits and disclosure
// control; and for a tenth of 900 areas beside all 900 (there are no more
// three-digit numbers), to see that ten times the areas take at most eleven times
// as long. The figures are totals; BenchmarkBuild has every breakdown.
func BenchmarkNational(b *testing.B) {
	b.Run("areas=153", func(b *testing.B) { national(b, input(totalsOnly(manyReturns(40)))) })
	for _, areas := range []int{90, 900} {
		b.Run(fmt.Sprintf("areas=%d", areas), func(b *testing.B) { national(b, manyAreas(b, areas, 40)) })
	}
}

func national(b *testing.B, in Input) {
	b.ReportAllocs()
	rows, limits := 0, 0
	for b.Loop() {
		rows, limits = 0, 0
		err := BuildEach(in, func(public, full []Fact) error {
			rows += len(public)
			if def, ok := in.Catalogue.Find(public[0].Indicator); ok {
				if _, ok := limitOf(def, public); ok {
					limits++
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(rows), "rows")
	b.ReportMetric(float64(limits), "limits")
}

func totalsOnly(rs []Signed) []Signed {
	for _, s := range rs {
		s.Return.Counts = slices.DeleteFunc(s.Return.Counts, func(c returns.Count) bool { return c.Breakdown != total })
	}
	return rs
}

// manyAreas is a register of made-up areas, and the totals of
// those of England dealt out among them.
func manyAreas(t testing.TB, areas, periods int) Input {
	t.Helper()
	england := area.England()
	files := fstest.MapFS{}
	data, err := fs.ReadFile(area.Data(), "regions.csv")
	if err != nil {
		t.Fatal(err)
	}
	files["regions.csv"] = &fstest.MapFile{Data: data}
	list, codes, people := "dfe,name,type,region,dfe_region,from,to\n", "gss,dfe,type,from,to\n", "code,2022,2023,2024\n"
	regions := england.Regions()
	for i := range areas {
		list += fmt.Sprintf("%03d,Area %d,unitary,%s,,,\n", i+100, i, regions[i%len(regions)].Code)
		codes += fmt.Sprintf("E06%06d,%03d,unitary,,\n", i+1, i+100)
		people += fmt.Sprintf("%03d,60000,60000,60000\n", i+100)
	}
	for name, text := range map[string]string{"areas.csv": list, "codes.csv": codes, "populations.csv": people} {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	register, err := area.New(files)
	if err != nil {
		t.Fatal(err)
	}
	var rs []Signed
	like := totalsOnly(manyReturns(periods))
	of := map[period.Period][]Signed{}
	for _, s := range like {
		of[s.Return.Period] = append(of[s.Return.Period], s)
	}
	for _, same := range of {
		for i := range areas {
			r := *same[i%len(same)].Return
			r.Area = fmt.Sprintf("%03d", i+100)
			rs = append(rs, Signed{Return: &r})
		}
	}
	return Input{Returns: rs, Catalogue: indicator.All(), Register: register}
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
