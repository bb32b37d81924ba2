package area_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"earlyhelp/shared/area"
	"earlyhelp/shared/period"
)

func TestAreasInBeing(t *testing.T) {
	r := area.England()
	for _, tt := range []struct {
		on   string
		want int
	}{
		{"2013-04-01", 152},
		{"2019-03-31", 152},
		{"2019-04-01", 151}, // Bournemouth, Poole and the county of Dorset become two
		{"2020-04-01", 151}, // Buckinghamshire only changes its code
		{"2021-04-01", 152}, // Northamptonshire becomes two
		{"2023-04-01", 153}, // Cumbria becomes two
		{"2025-03-31", 153},
		{"2025-04-01", 153},
		{"2026-06-30", 153},
	} {
		got := r.On(day(t, tt.on))
		if len(got) != tt.want {
			t.Errorf("On(%s) = %d areas, want %d", tt.on, len(got), tt.want)
		}
		for i := 1; i < len(got); i++ {
			if got[i-1].Name > got[i].Name {
				t.Errorf("On(%s): %s stands before %s, want order by name", tt.on, got[i-1].Name, got[i].Name)
			}
		}
	}
	if n := len(r.All()); n != 158 {
		t.Errorf("All() = %d areas, want 158", n)
	}
}

func TestFind(t *testing.T) {
	r := area.England()
	for _, tt := range []struct{ name, code, want string }{
		{"by number", "383", "Leeds (383)"},
		{"by code", "E08000035", "Leeds (383)"},
		{"small letters and spaces", " e08000035 ", "Leeds (383)"},
		{"Barnsley's old code", "E08000016", "Barnsley (370)"},
		{"Barnsley's new code", "E08000038", "Barnsley (370)"},
		{"Sheffield's new code", "E08000039", "Sheffield (373)"},
		{"Gateshead before 2013", "E08000020", "Gateshead (390)"},
		{"Northumberland before 2013", "E06000048", "Northumberland (929)"},
		{"the county of Dorset", "E10000009", "Dorset (835)"},
		{"the unitary council of Dorset", "E06000059", "Dorset (838)"},
		{"the Isle of Wight", "E06000046", "Isle of Wight (921)"},
		{"England is no area", "E92000001", ""},
		{"London is no area", "E12000007", ""},
		{"DfE's number for England is no area", "970", ""},
		{"nothing", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := ""
			if a, ok := r.Find(tt.code); ok {
				got = a.Label()
			}
			if got != tt.want {
				t.Errorf("Find(%q) = %q, want %q", tt.code, got, tt.want)
			}
		})
	}
}

func TestGSSChangesOnItsDay(t *testing.T) {
	r := area.England()
	for _, tt := range []struct{ dfe, on, want string }{
		{"370", "2025-03-31", "E08000016"},
		{"370", "2025-04-01", "E08000038"},
		{"373", "2025-03-31", "E08000019"},
		{"373", "2025-04-01", "E08000039"},
		{"390", "2013-03-31", "E08000020"},
		{"390", "2013-04-01", "E08000037"},
		{"929", "2013-03-31", "E06000048"},
		{"929", "2013-04-01", "E06000057"},
		{"825", "2020-03-31", "E10000002"},
		{"825", "2020-04-01", "E06000060"},
		{"815", "2023-03-31", "E10000023"},
		{"815", "2023-04-01", "E06000065"},
		{"933", "2023-04-01", "E06000066"},
		{"835", "2019-03-31", "E10000009"},
		{"835", "2024-03-31", "E10000009"}, // after its end: the nearest code
		{"942", "2020-01-01", "E06000063"}, // before its beginning: likewise
		{"850", "2025-03-31", "E10000014"},
		{"370", "", "E08000038"},
	} {
		a, ok := r.Find(tt.dfe)
		if !ok {
			t.Fatalf("Find(%s): not found", tt.dfe)
		}
		if got := a.GSS(day(t, tt.on)); got != tt.want {
			t.Errorf("%s.GSS(%q) = %s, want %s", a.Label(), tt.on, got, tt.want)
		}
	}
}

func TestInBeing(t *testing.T) {
	r := area.England()
	for _, tt := range []struct{ name, dfe, period, want string }{
		{"in being all along", "383", "2012-13", ""},
		{"the year in which its code changed", "370", "2025-26", ""},
		{"its last year", "928", "2020-21", ""},
		{"its first quarter", "942", "2023-Q2", ""},
		{"the county of Dorset in its time", "835", "2018-19", ""},
		{"split", "928", "2026-Q2", "Northamptonshire (928) ended on 31 March 2021, before April to June 2026. Use the areas that came after it: North Northamptonshire (940); West Northamptonshire (941)."},
		{"the quarter after", "909", "2023-Q2", "Cumbria (909) ended on 31 March 2023, before April to June 2023. Use the areas that came after it: Cumberland (942); Westmorland and Furness (943)."},
		{"merged", "836", "2024-25", "Poole (836) ended on 31 March 2019, before April 2024 to March 2025. Use the area that came after it: Bournemouth, Christchurch and Poole (839)."},
		{"parted", "835", "2024-25", "Dorset (835) ended on 31 March 2019, before April 2024 to March 2025. Use the areas that came after it: Bournemouth, Christchurch and Poole (839), in part; Dorset (838), in part."},
		{"not yet in being", "943", "2023-Q1", "Westmorland and Furness (943) came into being on 1 April 2023, after January to March 2023. Use the area that came before it: Cumbria (909)."},
		{"not yet in being, of several", "839", "2018-19", "Bournemouth, Christchurch and Poole (839) came into being on 1 April 2019, after April 2018 to March 2019. Use the areas that came before it: Bournemouth (837); Dorset (835), in part; Poole (836)."},
		{"by GSS code", "E10000021", "2026-Q2", "Northamptonshire (928) ended on 31 March 2021, before April to June 2026. Use the areas that came after it: North Northamptonshire (940); West Northamptonshire (941)."},
		{"no such area", "999", "2026-Q2", "999 is not the code of an area. Use the three-digit number that the Department for Education gave the area."},
		{"no code at all", "", "2026-Q2", "The code of the area is blank. Use the three-digit number that the Department for Education gave the area."},
		{"no period", "383", "", "There is no period. Give a quarter such as 2026-Q2 or a financial year such as 2025-26."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ok, reason := r.InBeing(tt.dfe, per(t, tt.period))
			if reason != tt.want || ok != (tt.want == "") {
				t.Errorf("InBeing(%s, %s) = %v, %q, want %q", tt.dfe, tt.period, ok, reason, tt.want)
			}
		})
	}
}

func TestPopulation(t *testing.T) {
	r := area.England()
	for _, tt := range []struct {
		name, code, period string
		want               area.Population
	}{
		{"a financial year takes the June within it", area.EnglandCode, "2024-25", area.Population{N: 12183016, Year: 2024}},
		{"the year before", area.EnglandCode, "2023-24", area.Population{N: 12059476, Year: 2023}},
		{"the present vintage, not the one before rebasing", area.EnglandCode, "2020-21", area.Population{N: 11787794, Year: 2020}},
		{"a quarter takes the year before", area.EnglandCode, "2024-Q2", area.Population{N: 12059476, Year: 2023}},
		{"no estimate yet: the latest", area.EnglandCode, "2026-Q2", area.Population{N: 12183016, Year: 2024}},
		{"a year without one yet: the latest", area.EnglandCode, "2025-26", area.Population{N: 12183016, Year: 2024}},
		{"before the first", area.EnglandCode, "2011-12", area.Population{}},
		{"Isles of Scilly", "420", "2024-25", area.Population{N: 319, Year: 2024}},
		{"Rutland", "857", "2024-25", area.Population{N: 8012, Year: 2024}},
		{"Kent", "886", "2024-25", area.Population{N: 355390, Year: 2024}},
		{"City of London after rebasing", "201", "2020-21", area.Population{N: 654, Year: 2020}},
		{"Poole has none", "836", "2016-17", area.Population{}},
		{"the county of Dorset has none", "835", "2018-19", area.Population{}},
		{"Cumbria's last year", "909", "2022-23", area.Population{N: 90547, Year: 2022}},
		{"Cumbria afterwards", "909", "2024-25", area.Population{}},
		{"Cumberland before its time", "942", "2021-22", area.Population{}},
		{"Cumberland's first quarter takes its first estimate", "942", "2023-Q2", area.Population{N: 52019, Year: 2023}},
		{"no such area", "999", "2024-25", area.Population{}},
		{"no period", "383", "", area.Population{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := r.Population(tt.code, per(t, tt.period))
			if got != tt.want || ok != (tt.want != area.Population{}) {
				t.Errorf("Population(%s, %s) = %v, %v, want %v", tt.code, tt.period, got, ok, tt.want)
			}
		})
	}
	p := per(t, "2024-25")
	if got, ok := r.EnglandPopulation(p); !ok || got.N != 12183016 {
		t.Errorf("EnglandPopulation = %v, %v", got, ok)
	}
}

func TestPopulationsAddUp(t *testing.T) {
	r := area.England()
	for year := 2012; year <= 2024; year++ {
		p := period.NewFinancialYear(year)
		england, _ := r.EnglandPopulation(p)
		sum := 0
		for _, region := range r.Regions() {
			n, ok := r.RegionPopulation(region.Code, p)
			if !ok {
				t.Errorf("%s mid-%d: no population", region.Name, year)
			}
			sum += n.N
		}
		if sum != england.N {
			t.Errorf("mid-%d: the nine regions add up to %d, England is %d", year, sum, england.N)
		}
		london, _ := r.RegionPopulation("E12000007", p)
		inner, _ := r.RegionPopulation("E13000001", p)
		outer, _ := r.RegionPopulation("E13000002", p)
		if inner.N+outer.N != london.N {
			t.Errorf("mid-%d: Inner and Outer London add up to %d, London is %d", year, inner.N+outer.N, london.N)
		}
		byRegion := map[string]int{}
		for _, a := range r.On(p.End()) {
			n, ok := r.Population(a.DFE, p)
			if year >= 2019 && (!ok || n.Year != year) {
				t.Errorf("%s mid-%d: population %v, %v", a.Label(), year, n, ok)
			}
			byRegion[a.RegionCode] += n.N
		}
		for _, region := range r.Regions() {
			want, _ := r.RegionPopulation(region.Code, p)
			if region.Code == "E12000009" && year < 2019 {
				continue // Bournemouth, Poole and the county of Dorset have no estimates
			}
			if byRegion[region.Code] != want.N {
				t.Errorf("%s mid-%d: its areas add up to %d, want %d", region.Name, year, byRegion[region.Code], want.N)
			}
		}
	}
}

func TestRegions(t *testing.T) {
	r := area.England()
	count := map[string]int{}
	for _, a := range r.On(day(t, "2025-03-31")) {
		count[a.Region]++
		if inLondon := a.RegionCode == "E12000007"; inLondon != (a.DFERegion != "") || inLondon != (a.Type == "London borough") {
			t.Errorf("%s: region %s, DfE region %q, type %s", a.Label(), a.Region, a.DFERegion, a.Type)
		}
	}
	want := map[string]int{
		"North East": 12, "North West": 24, "Yorkshire and The Humber": 15, "East Midlands": 10, "West Midlands": 14,
		"East of England": 11, "London": 33, "South East": 19, "South West": 15,
	}
	if diff := cmp.Diff(want, count); diff != "" {
		t.Errorf("areas by region (-want +got):\n%s", diff)
	}
	if len(r.Regions()) != 9 {
		t.Errorf("Regions() = %v, want nine", r.Regions())
	}
}

func TestNeighbours(t *testing.T) {
	r := area.England()
	named, oneWay, links := map[string]bool{}, 0, 0
	today := r.On(day(t, "2025-03-31"))
	for _, a := range today {
		if len(a.Neighbours) != 10 {
			t.Errorf("%s has %d neighbours, want 10", a.Label(), len(a.Neighbours))
		}
		for _, n := range a.Neighbours {
			b, ok := r.Find(n.DFE)
			if !ok || b.DFE == a.DFE || !b.On(day(t, "2025-03-31")) {
				t.Errorf("%s has the neighbour %s, which it cannot have", a.Label(), n.DFE)
			}
			links++
			named[n.DFE] = true
			back := false
			for _, m := range b.Neighbours {
				back = back || m.DFE == a.DFE
			}
			if !back {
				oneWay++
			}
		}
	}
	if links != 1530 || oneWay != 592 {
		t.Errorf("%d links, %d of them one-way; want 1530 and 592", links, oneWay)
	}
	var lonely []string
	for _, a := range today {
		if !named[a.DFE] {
			lonely = append(lonely, a.Name)
		}
	}
	if diff := cmp.Diff([]string{"Calderdale", "City of London", "Isles of Scilly", "Rutland"}, lonely); diff != "" {
		t.Errorf("nobody's neighbours (-want +got):\n%s", diff)
	}
	leeds, _ := r.Find("383")
	if got := leeds.Neighbours[0]; got.Closeness == "" {
		t.Errorf("Leeds's nearest neighbour %v has no closeness", got)
	}
}

func TestHexes(t *testing.T) {
	r := area.England()
	held := map[[2]int]string{}
	for _, a := range r.All() {
		if a.HasHex != a.To.IsZero() {
			t.Errorf("%s: HasHex = %v, ended %v", a.Label(), a.HasHex, a.To)
		}
		if !a.HasHex {
			continue
		}
		cell := [2]int{a.HexQ, a.HexR}
		if other, taken := held[cell]; taken {
			t.Errorf("%s and %s are in cell %v", other, a.Label(), cell)
		}
		held[cell] = a.Label()
	}
	if len(held) != 153 {
		t.Errorf("%d cells, want 153", len(held))
	}
}

func TestChanges(t *testing.T) {
	r := area.England()
	got := map[string]int{}
	for _, c := range r.Changes() {
		got[c.Effective.String()+" "+string(c.Kind)]++
		if from, ok := r.Find(c.FromGSS); !ok || from.GSS(c.Effective.AddDays(-1)) != c.FromGSS {
			t.Errorf("%s: %s was not the code of %s on the day before", c.Effective, c.FromGSS, c.FromDFE)
		}
		if to, ok := r.Find(c.ToGSS); !ok || to.GSS(c.Effective) != c.ToGSS {
			t.Errorf("%s: %s was not the code of %s on that day", c.Effective, c.ToGSS, c.ToDFE)
		}
	}
	want := map[string]int{
		"2013-04-01 recode": 2, "2019-04-01 merge": 2, "2019-04-01 part": 2, "2020-04-01 recode": 1,
		"2021-04-01 split": 2, "2023-04-01 split": 2, "2023-04-01 recode": 2, "2025-04-01 recode": 2,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
}

// Example shows how a code of any year leads to the area and its peers.
func Example() {
	r := area.England()
	a, _ := r.Find("E08000016") // Barnsley's code until 31 March 2025
	fmt.Println(a.Label(), "in", a.Region, "is now", a.GSS(period.Date{}))
	fmt.Println(r.InBeing("909", period.NewFinancialYear(2024)))
	// Output:
	// Barnsley (370) in Yorkshire and The Humber is now E08000038
	// false Cumbria (909) ended on 31 March 2023, before April 2024 to March 2025. Use the areas that came after it: Cumberland (942); Westmorland and Furness (943).
}

func day(t *testing.T, s string) period.Date {
	t.Helper()
	if s == "" {
		return period.Date{}
	}
	d, err := period.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func per(t *testing.T, s string) period.Period {
	t.Helper()
	if s == "" {
		return period.Period{}
	}
	p, err := period.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestDeprivationAndTypeHaveTheirDays(t *testing.T) {
	r := area.England()
	a, _ := r.Find("806")
	if d := a.Deprivation; d.IDACIRank != 1 || d.IDACI != 0.327 || d.IsZero() {
		t.Errorf("Middlesbrough = %+v", d)
	}
	for _, dfe := range []string{"940", "941", "942", "943"} { // began after 2019
		if a, ok := r.Find(dfe); !ok || !a.Deprivation.IsZero() {
			t.Errorf("%s = %+v, want none", dfe, a.Deprivation)
		}
	}
	bucks, _ := r.Find("825")
	for on, want := range map[string]string{"2020-03-31": "county", "2020-04-01": "unitary"} {
		if got := bucks.TypeOn(day(t, on)); got != want {
			t.Errorf("Buckinghamshire on %s = %s, want %s", on, got, want)
		}
	}
	if got := bucks.TypeOn(period.Date{}); got != "unitary" {
		t.Errorf("Buckinghamshire now = %s", got)
	}
}
