package published_test

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"earlyhelp/shared/area"
	"earlyhelp/shared/period"
	"earlyhelp/shared/published"
)

func year(start int) period.Period { return period.NewFinancialYear(start) }

func TestEngland(t *testing.T) {
	s := published.Series()
	for _, tt := range []struct {
		start, referrals, rereferrals int
		percent, nfa                  float64
	}{
		{2012, 593470, 146770, 24.7, 14.5},
		{2018, 650930, 147150, 22.6, 8.1},
		{2020, 597760, 135850, 22.7, 6.0},
		{2021, 650270, 139500, 21.5, 7.6},
		{2023, 621880, 139080, 22.4, 6.3},
		{2024, 632830, 142900, 22.6, 6.5},
	} {
		row, ok := s.England(year(tt.start))
		if !ok || row.Referrals.N != tt.referrals || row.ReReferrals.N != tt.rereferrals ||
			row.ReReferralsPercent.Value != tt.percent || row.NFAPercent.Value != tt.nfa {
			t.Errorf("England %s = %+v, want %d referrals, %d again, %v%%, %v%% no further action",
				year(tt.start), row, tt.referrals, tt.rereferrals, tt.percent, tt.nfa)
		}
	}
}

func TestRows(t *testing.T) {
	s := published.Series()
	n := func(v int) published.Value { return published.Value{N: v} }
	gone := func(s published.Symbol) published.Value { return published.Value{Symbol: s} }
	for _, tt := range []struct {
		name, dfe               string
		start                   int
		referrals, again, noFur published.Value
	}{
		{"Isles of Scilly: a true nought beside a suppressed count", "420", 2024, n(32), n(0), gone("c")},
		{"Isles of Scilly 2017: the count itself suppressed", "420", 2016, gone("c"), n(0), n(0)},
		{"Hackney after the attack", "204", 2020, gone("x"), gone("x"), gone("x")},
		{"Hampshire 2024: of low reliability", "850", 2023, gone("u"), gone("u"), gone("u")},
		{"Herefordshire 2024", "884", 2023, gone("u"), gone("u"), gone("u")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			row, ok := s.Area(tt.dfe, year(tt.start))
			if !ok || row.Referrals != tt.referrals || row.ReReferrals != tt.again || row.NFA != tt.noFur {
				t.Errorf("%s %s = %+v, want %v, %v, %v", tt.dfe, year(tt.start), row, tt.referrals, tt.again, tt.noFur)
			}
		})
	}
	row, _ := s.Area("201", year(2021))
	if row.ReReferralsPercent.Symbol != published.Suppressed {
		t.Errorf("City of London 2022 = %+v: an edition once showed it, this one suppresses it", row)
	}
	if _, ok := s.Area("850", period.NewQuarter(2024, 2)); ok {
		t.Error("a quarter has a published row")
	}
	if _, ok := s.Area(area.EnglandCode, year(2024)); ok {
		t.Error("England answers as an area")
	}
	if _, ok := s.Region("850", year(2024)); ok {
		t.Error("Hampshire answers as a region")
	}
	if _, ok := s.Region(area.EnglandCode, year(2024)); ok {
		t.Error("England answers as a region")
	}
	if got := s.Periods(); len(got) != 13 || got[0] != year(2012) || got[12] != year(2024) {
		t.Errorf("Periods() = %v, want 2012-13 to 2024-25", got)
	}
}

// TestPercentIsTheRatio: 100 times the re-referrals over the referrals, rounded half up
// to one decimal place in exact arithmetic, is the published percentage. No
// further action keeps to it too.
func TestPercentIsTheRatio(t *testing.T) {
	s, r := published.Series(), area.England()
	numbers := 0
	for _, p := range s.Periods() {
		for _, a := range r.All() {
			row, ok := s.Area(a.DFE, p)
			if inBeing, _ := r.InBeing(a.DFE, p); ok != inBeing {
				t.Errorf("%s %s: published %v, in being %v", a.Label(), p, ok, inBeing)
			}
			if !ok || !row.Referrals.OK() {
				continue
			}
			if row.ReReferrals.OK() {
				numbers++
			}
			checkRatio(t, a.Label()+" re-referrals "+p.String(), row.ReReferrals, row.Referrals, row.ReReferralsPercent)
			checkRatio(t, a.Label()+" no further action "+p.String(), row.NFA, row.Referrals, row.NFAPercent)
		}
	}
	if numbers != 1948 {
		t.Errorf("%d area-years have numbers, want 1948", numbers)
	}
}

func checkRatio(t *testing.T, what string, n, d published.Value, percent published.Percent) {
	t.Helper()
	if n.Symbol != percent.Symbol {
		t.Errorf("%s: the count is %q, the percentage %q", what, n.Symbol, percent.Symbol)
		return
	}
	if !n.OK() || d.N == 0 {
		return
	}
	if n.N > d.N {
		t.Errorf("%s: %d of %d", what, n.N, d.N)
	}
	tenths := (2000*n.N + d.N) / (2 * d.N) // half up, in whole numbers
	if got := float64(tenths) / 10; got != percent.Value {
		t.Errorf("%s: %d of %d is %v%%, published %v%%", what, n.N, d.N, got, percent.Value)
	}
}

// TestRegions: the published regions are rounded to 10 and add up to England
// but for rounding, London counted once.
func TestRegions(t *testing.T) {
	s, r := published.Series(), area.England()
	for _, p := range s.Periods() {
		england, _ := s.England(p)
		sum := 0
		for _, region := range r.Regions() {
			row, ok := s.Region(region.Code, p)
			if !ok || !row.Referrals.OK() || row.Referrals.N%10 != 0 || row.ReReferrals.N%10 != 0 {
				t.Errorf("%s %s = %+v, want numbers rounded to 10", region.Name, p, row)
			}
			sum += row.Referrals.N
		}
		if math.Abs(float64(sum-england.Referrals.N)) > 50 { // nine roundings of up to 5, and England's
			t.Errorf("%s: regions add up to %d, England is %d", p, sum, england.Referrals.N)
		}
	}
	for code, want := range map[string]float64{"E12000008": 28.4, "E12000004": 24.7, "E12000007": 19.4, "E12000006": 19.4} {
		if row, ok := s.Region(code, year(2024)); !ok || row.ReReferralsPercent.Value != want {
			t.Errorf("%s 2024-25 = %v, want %v%%", code, row.ReReferralsPercent, want)
		}
	}
	for _, half := range []string{"E13000001", "E13000002"} {
		if _, ok := s.Region(half, year(2024)); !ok {
			t.Errorf("no row for %s", half)
		}
	}
}

func TestAreasDoNotMakeEngland(t *testing.T) {
	s, r := published.Series(), area.England()
	for start, want := range map[int]int{2023: 590572, 2024: 632828} {
		sum := 0
		for _, a := range r.All() {
			if row, ok := s.Area(a.DFE, year(start)); ok {
				sum += row.Referrals.N
			}
		}
		if sum != want {
			t.Errorf("%s: areas add up to %d, want %d", year(start), sum, want)
		}
	}
}

// TestKnownFigures holds series and register together to figures that DfE
// publishes elsewhere (Local Authority Interactive Tool, 2025): rates of
// 2024-25 and the neighbours of Leeds and Bolton.
func TestKnownFigures(t *testing.T) {
	s, r := published.Series(), area.England()
	p := year(2024)
	for dfe, want := range map[string]string{"383": "584.7", "350": "503.0", "850": "1424.9"} {
		row, _ := s.Area(dfe, p)
		people, _ := r.Population(dfe, p)
		if got := fmt.Sprintf("%.1f", 10000*float64(row.Referrals.N)/float64(people.N)); got != want {
			t.Errorf("%s: %s referrals per 10,000, want %s", dfe, got, want)
		}
	}
	england, _ := s.England(p)
	people, _ := r.EnglandPopulation(p)
	if got := fmt.Sprintf("%.1f", 10000*float64(england.Referrals.N)/float64(people.N)); got != "519.4" {
		t.Errorf("England: %s referrals per 10,000, want 519.4", got)
	}
	for dfe, want := range map[string][2]string{"383": {"21.37", "22.12"}, "350": {"20.85", "20.97"}} {
		a, _ := r.Find(dfe)
		var mean float64
		var n, d int
		for _, peer := range a.Neighbours {
			row, _ := s.Area(peer.DFE, p)
			mean += row.ReReferralsPercent.Value / 10
			n, d = n+row.ReReferrals.N, d+row.Referrals.N
		}
		got := [2]string{fmt.Sprintf("%.2f", mean), fmt.Sprintf("%.2f", 100*float64(n)/float64(d))}
		if got != want {
			t.Errorf("%s: mean and pooled of its neighbours %v, want %v", a.Label(), got, want)
		}
	}
	var all []float64
	for _, a := range r.On(p.End()) {
		if row, _ := s.Area(a.DFE, p); row.ReReferralsPercent.OK() {
			all = append(all, row.ReReferralsPercent.Value)
		}
	}
	slices.Sort(all)
	if got := all[len(all)-1]; got != 46.7 { // Isle of Wight
		t.Errorf("highest re-referral percentage %v, want 46.7", got)
	}
	if got := all[len(all)/2]; got != 20.0 {
		t.Errorf("median re-referral percentage %v of %d, want 20.0", got, len(all))
	}
}

func TestNew(t *testing.T) {
	const head = "period,code,referrals,rereferrals,rereferrals_percent,nfa,nfa_percent\n"
	layer := func(text string) fstest.MapFS { return fstest.MapFS{"referrals.csv": {Data: []byte(text)}} }
	s, err := published.New(layer(head+"2024-25,383,100,20,20,5,5\n"), layer(head+"2025-26,383,110,22,20,c,c\n2024-25,383,101,20,19.8,5,5\n"))
	if err != nil {
		t.Fatal(err)
	}
	row, _ := s.Area("383", year(2024))
	want := published.Row{
		Period: year(2024), Code: "383", Referrals: published.Value{N: 101}, ReReferrals: published.Value{N: 20},
		ReReferralsPercent: published.Percent{Value: 19.8}, NFA: published.Value{N: 5}, NFAPercent: published.Percent{Value: 5},
	}
	if diff := cmp.Diff(want, row, cmp.Comparer(func(a, b period.Period) bool { return a == b })); diff != "" {
		t.Errorf("a later layer replaces a row (-want +got):\n%s", diff)
	}
	if len(s.Periods()) != 2 {
		t.Errorf("Periods() = %v, want the added year too", s.Periods())
	}
	for _, tt := range []struct{ name, text, want string }{
		{"a symbol of another edition", "2024-25,383,:,20,20,5,5\n", `line 2: referrals: ":" is neither a number nor one of the symbols`},
		{"a count with a fraction", "2024-25,383,1.5,20,20,5,5\n", `line 2: referrals: "1.5"`},
		{"a percentage with two places", "2024-25,383,100,20,20.05,5,5\n", `line 2: rereferrals_percent: "20.05"`},
		{"a thousands separator", "2024-25,383,\"1,000\",20,20,5,5\n", `line 2: referrals: "1,000"`},
		{"below nought", "2024-25,383,-1,20,20,5,5\n", `line 2: referrals: "-1"`},
		{"not a number", "2024-25,383,NaN,20,20,5,5\n", `line 2: referrals: "NaN"`},
		{"blank", "2024-25,383,,20,20,5,5\n", `line 2: referrals: ""`},
		{"a quarter", "2024-Q2,383,100,20,20,5,5\n", "line 2: 2024-Q2 is not a financial year"},
		{"no code", "2024-25,,100,20,20,5,5\n", "line 2: there is no code"},
	} {
		if _, err := published.New(layer(head + tt.text)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: New: %v, want %s", tt.name, err, tt.want)
		}
	}
	if _, err := published.New(fstest.MapFS{}); err == nil {
		t.Error("New of a layer without the file: no error")
	}
}

// TestSeriesIsThePublicOne compares every value with DfE's file, where that
// lies beside the checkout.
func TestSeriesIsThePublicOne(t *testing.T) {
	path := filepath.Join("..", "..", "..", "shared", "data", "cin", "c1_children_in_need_referrals_and_rereferrals_2013_to_2025.csv")
	f, err := os.Open(path)
	if os.IsNotExist(err) {
		t.Skip("DfE's file C1 is not on this machine: nothing to hold the series to")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	col := map[string]int{}
	for i, h := range all[0] {
		col[strings.TrimPrefix(h, "\ufeff")] = i
	}
	s := published.Series()
	for _, cells := range all[1:] {
		get := func(name string) string { return cells[col[name]] }
		ends, err := strconv.Atoi(get("time_period"))
		if err != nil {
			t.Fatal(err)
		}
		p := year(ends - 1)
		var row published.Row
		var ok bool
		switch get("geographic_level") {
		case "National":
			row, ok = s.England(p)
		case "Regional":
			row, ok = s.Region(get("region_code"), p)
		default:
			row, ok = s.Area(get("old_la_code"), p)
		}
		if !ok {
			t.Errorf("no row for %s %s %s", p, get("region_name"), get("la_name"))
			continue
		}
		got := []string{count(row.Referrals), count(row.ReReferrals), percent(row.ReReferralsPercent), count(row.NFA), percent(row.NFAPercent)}
		want := []string{get("referral_count"), get("rereferral_count"), get("rereferral_percent"), get("no_further_action_count"), get("no_further_action_percent")}
		if !slices.Equal(got, want) {
			t.Errorf("%s %s %s = %v, want %v", p, get("region_name"), get("la_name"), got, want)
		}
	}
	if n := len(all) - 1; n != 2132 {
		t.Errorf("the public file has %d rows, want 2132", n)
	}
}

func count(v published.Value) string {
	if !v.OK() {
		return string(v.Symbol)
	}
	return strconv.Itoa(v.N)
}

func percent(v published.Percent) string {
	if !v.OK() {
		return string(v.Symbol)
	}
	return strconv.FormatFloat(v.Value, 'f', -1, 64)
}
