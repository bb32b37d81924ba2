package benchmark

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"earlyhelp/shared/area"
	"earlyhelp/shared/disclosure"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

var quarters2025 = []period.Period{period.NewQuarter(2025, 2), period.NewQuarter(2025, 3), period.NewQuarter(2025, 4), period.NewQuarter(2026, 1)}

// aReturn makes one of an area and period from measures by sex: the total, of
// which the first number are female and the second male.
func aReturn(dfe string, p period.Period, counts ...any) *returns.Return {
	r := &returns.Return{Area: dfe, Period: p}
	for i := 0; i < len(counts); i += 3 {
		m, female, male := counts[i].(string), counts[i+1].(int), counts[i+2].(int)
		r.Counts = append(r.Counts, known(m, female+male), part(m, "sex", "female", float64(female)), part(m, "sex", "male", float64(male)))
	}
	return r
}

func several(rs ...*returns.Return) []*returns.Return { return rs }

func signed(rs ...*returns.Return) (all []Signed) {
	for _, r := range rs {
		all = append(all, Signed{Return: r})
	}
	return all
}

// see lists what the public sees of one indicator: place, period, category and
// count, or the symbol.
func see(t *testing.T, in Input, id string, places ...string) map[string]string {
	t.Helper()
	public, _, err := Build(in)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, f := range public {
		if f.Indicator == id && slices.Contains(places, f.Name) {
			n := "[" + string(f.Symbol) + "]"
			if f.Numerator.OK {
				n = fmt.Sprint(f.Numerator.Value)
			}
			got[f.Name+" "+f.Period.String()+" "+f.Category] = n
		}
	}
	return got
}

// TestAYearDoesNotTellAQuarter: the year less three quarters would.
func TestAYearDoesNotTellAQuarter(t *testing.T) {
	var rs []Signed
	for i, q := range quarters2025 {
		female := 40
		if i == 2 {
			female = 3
		}
		rs = append(rs, Signed{Return: aReturn("383", q, "referrals", female, 60)})
	}
	rs = append(rs, Signed{Return: aReturn("383", period.NewFinancialYear(2025), "referrals", 123, 240)})
	got := see(t, input(rs), "E01", "Leeds")
	want := map[string]string{
		"Leeds 2025-Q4 female": "[c]", "Leeds 2025-Q4 male": "[c]", "Leeds 2025-Q4 all": "63",
		"Leeds 2025-26 female": "[c]", "Leeds 2025-26 male": "[c]", "Leeds 2025-26 all": "363",
		"Leeds 2025-Q2 female": "40", "Leeds 2025-Q3 female": "40", "Leeds 2026-Q1 female": "40",
	}
	for k, w := range want {
		if got[k] != w {
			t.Errorf("%s = %s, want %s", k, got[k], w)
		}
	}
	// Of children helped at some time in it a year is no sum: one hides nothing.
	for i := range rs {
		rs[i].Return.Counts = slices.Clone(rs[i].Return.Counts)
		for j := range rs[i].Return.Counts {
			rs[i].Return.Counts[j].Measure = "children_open"
		}
	}
	if got := see(t, input(rs), "A01", "Leeds")["Leeds 2025-26 female"]; got != "123" {
		t.Errorf("children helped in the year = %s, want 123", got)
	}
}

// TestWhatWasShownIsKnown: when a return is sent again, a count that was shown
// covers nothing any more, and one that was hidden stays so.
func TestWhatWasShownIsKnown(t *testing.T) {
	q := quarters2025[0]
	three := func(a, b, c int) *returns.Return {
		return &returns.Return{Area: "383", Period: q, Counts: []returns.Count{known("referrals", a+b+c),
			part("referrals", "sex", "female", float64(a)), part("referrals", "sex", "male", float64(b)), part("referrals", "sex", "other", float64(c))}}
	}
	tests := []struct {
		name          string
		before, after *returns.Return
		want          string // female, male, other, all
	}{
		{"alone, the smallest other covers", nil, three(20, 17, 3), "20 [c] [c] 40"},
		{"male was shown, and so were all but two", three(20, 17, 9), three(23, 17, 3), "[c] 17 [c] 43"},
		{"male was hidden, and stays so though other has grown", three(20, 17, 3), three(20, 17, 8), "20 [c] [c] 45"},
		{"everything has changed", three(20, 17, 3), three(40, 37, 30), "40 37 30 107"},
		{"nothing has", three(20, 17, 3), three(20, 17, 3), "20 [c] [c] 40"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := Signed{Return: tt.after}
			if tt.before != nil {
				s.Earlier = []*returns.Return{tt.before}
			}
			got := see(t, input([]Signed{s}), "E01", "Leeds")
			var all []string
			for _, c := range []string{"female", "male", "other", "all"} {
				all = append(all, got["Leeds 2025-Q2 "+c])
			}
			if diff := cmp.Diff(tt.want, strings.Join(all, " ")); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// TestARegionDoesNotTellAnArea: one male of 22 must be able to be three, and then
// there are two females fewer. Whether that can be hangs on the region's and
// England's rounded figures, and on who else could be another.
func TestARegionDoesNotTellAnArea(t *testing.T) {
	q := quarters2025[0]
	hartlepool := aReturn("805", q, "referrals", 21, 1)
	tests := []struct {
		name   string
		others []*returns.Return
		want   string // North East and England: female, male, all
	}{
		{"44 females, 62 males: 35 to 44 and 55 to 64 leave room", several(aReturn("841", q, "referrals", 23, 61)), "40 60 110 40 60 110"},
		{"64 males cannot be 66", several(aReturn("841", q, "referrals", 23, 63)), "40 [c] 110 40 [c] 110"},
		{"64 males, of whom five are in another area and may be three", several(aReturn("841", q, "referrals", 23, 58), aReturn("840", q, "referrals", 30, 5)), "70 60 140 70 60 140"},
		{"the other area is in another region: England stays", several(aReturn("841", q, "referrals", 23, 63), aReturn("383", q, "referrals", 38, 5)), "40 [c] 110 80 70 150"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := see(t, input(signed(append(tt.others, hartlepool)...)), "E01", "North East", "England", "Hartlepool")
			var all []string
			for _, place := range []string{"North East", "England"} {
				for _, c := range []string{"female", "male", "all"} {
					all = append(all, got[place+" 2025-Q2 "+c])
				}
			}
			if diff := cmp.Diff(tt.want, strings.Join(all, " ")); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if got["Hartlepool 2025-Q2 all"] != "22" || got["Hartlepool 2025-Q2 female"] != "[c]" || got["Hartlepool 2025-Q2 male"] != "[c]" {
				t.Errorf("Hartlepool: %v", got)
			}
		})
	}
}

// TestWithheldCountsAreHidden hides what the auditor names, and every figure
// made of it.
func TestWithheldCountsAreHidden(t *testing.T) {
	q := quarters2025[0]
	in := input(signed(aReturn("383", q, "referrals", 300, 400, "rereferrals_12m", 60, 80)))
	in.Withheld = []disclosure.Cell{
		{Measure: "referrals", Period: q, Breakdown: "sex", Category: "female", Code: area.EnglandCode},
		{Measure: "rereferrals_12m", Period: q, Breakdown: total, Category: all, Code: "E12000003"},
		{Measure: "no_such", Period: q, Breakdown: total, Category: all, Code: "E12000003"},
		{Measure: "referrals", Period: quarters2025[1], Breakdown: total, Category: all, Code: "nowhere"},
	}
	public, _, err := Build(in)
	if err != nil {
		t.Fatal(err)
	}
	var hidden []string
	for _, f := range public {
		if f.Symbol == Confidential && f.Period == q {
			hidden = append(hidden, f.Indicator+" "+f.Category+" "+f.Name)
		}
	}
	want := []string{"E01 female England", "E06 all Yorkshire and The Humber", "E06 female England"}
	if diff := cmp.Diff(want, hidden); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// random makes returns of some areas for a year and its quarters, with small
// counts, some of them sent before with other numbers.
func random(rng *rand.Rand, areas int) []Signed {
	var rs []Signed
	for _, a := range area.England().On(year2025.End())[:areas] {
		year := map[[2]string]float64{}
		make1 := func(p period.Period) *returns.Return {
			r := &returns.Return{Area: a.DFE, Period: p}
			add := func(m string, most func(string) float64) {
				sum := 0.0
				for _, c := range []string{"female", "male", "other"} {
					n := float64(rng.IntN(int(most(c)) + 1))
					r.Counts, sum = append(r.Counts, part(m, "sex", c, n)), sum+n
				}
				r.Counts = append(r.Counts, part(m, total, all, sum))
			}
			add("referrals", func(string) float64 { return []float64{6, 30}[rng.IntN(2)] })
			add("rereferrals_12m", func(c string) float64 {
				return r.Index()[returns.Key{Measure: "referrals", Breakdown: "sex", Category: c}].N
			})
			return r
		}
		for _, q := range quarters2025 {
			s := Signed{Return: make1(q)}
			for range rng.IntN(3) {
				s.Earlier = append(s.Earlier, make1(q))
			}
			for _, c := range s.Return.Counts {
				year[[2]string{c.Measure, c.Category}] += c.N
			}
			rs = append(rs, s)
		}
		r := &returns.Return{Area: a.DFE, Period: period.NewFinancialYear(2025)}
		for _, c := range rs[len(rs)-1].Return.Counts {
			c.N = year[[2]string{c.Measure, c.Category}]
			r.Counts = append(r.Counts, c)
		}
		rs = append(rs, Signed{Return: r})
	}
	return rs
}

// TestFiguresDependOnWhatWasSignedAlone shuffles returns, and names of what is
// withheld, with years, quarters and earlier versions among them.
func TestFiguresDependOnWhatWasSignedAlone(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 3))
	in := input(random(rng, 20))
	for i := range 8 {
		in.Withheld = append(in.Withheld, disclosure.Cell{Measure: "referrals", Period: quarters2025[i%4], Breakdown: "sex", Category: "male", Code: fmt.Sprintf("E1200000%d", 1+i)})
	}
	var want string
	for i := range 4 {
		var buf bytes.Buffer
		if _, err := WriteFiles(in, &buf, nil, nil); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			want = buf.String()
		} else if buf.String() != want {
			t.Fatal("another order gives other figures")
		}
		rng.Shuffle(len(in.Returns), func(i, j int) { in.Returns[i], in.Returns[j] = in.Returns[j], in.Returns[i] })
		rng.Shuffle(len(in.Withheld), func(i, j int) { in.Withheld[i], in.Withheld[j] = in.Withheld[j], in.Withheld[i] })
	}
	if n := strings.Count(want, ",c,Hidden"); n < 100 {
		t.Errorf("%d figures are hidden: nothing was tested", n)
	}
}

// TestLondonIsCountedOnce holds England to its areas: inner and outer London are
// no regions beside London, and every area lies in one.
func TestLondonIsCountedOnce(t *testing.T) {
	var rs []Signed
	areas := area.England().On(year2025.End())
	for _, a := range areas {
		rs = append(rs, Signed{Return: &returns.Return{Area: a.DFE, Period: quarters2025[0], Counts: []returns.Count{known("referrals", 1000)}}})
	}
	_, full, err := Build(input(rs[:len(rs)-1]))
	if err != nil {
		t.Fatal(err)
	}
	regions, given, expected := 0.0, 0, 0
	for _, f := range full {
		if f.Indicator != "E01" || f.Period != quarters2025[0] {
			continue
		}
		switch f.Level {
		case EnglandLevel:
			if f.Numerator.Value != float64(1000*(len(areas)-1)) || f.AreasReturned != len(areas)-1 || f.AreasExpected != len(areas) {
				t.Errorf("England = %v from %d of %d areas, want %d", f.Numerator.Value, f.AreasReturned, f.AreasExpected, 1000*(len(areas)-1))
			}
		case RegionLevel:
			if f.Name == "London" && f.AreasExpected != 33 {
				t.Errorf("London has %d areas, want 33", f.AreasExpected)
			}
			regions, given, expected = regions+f.Numerator.Value, given+f.AreasReturned, expected+f.AreasExpected
		}
	}
	if regions != float64(1000*(len(areas)-1)) || given != len(areas)-1 || expected != len(areas) {
		t.Errorf("the regions add up to %v from %d of %d areas", regions, given, expected)
	}
}
