package e2e

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/ledger"
)

// A comparison is what a script reads of a benchmark.
type comparison struct {
	Indicator, Period, View, Version string
	Demonstration                    bool
	Note                             string
	England                          struct {
		Value, Numerator, Denominator *float64
		Source                        string
		AreasReturned                 int
	}
	Peers *struct {
		Kind         string
		Codes        []string
		Pooled, Mean *float64
	}
	Areas []struct {
		Code, DFE, Name, Symbol       string
		Value, Numerator, Denominator *float64
	}
}

func compare(t *testing.T, query string) comparison {
	t.Helper()
	var c comparison
	if at := anyone(t).ask(t, "/api/v1/benchmarks/"+query, &c); at.status != http.StatusOK {
		t.Fatalf("%s = %d: %s", at.url, at.status, at.body)
	}
	return c
}

// show writes a number or that there is none.
func show(n *float64) string {
	if n == nil {
		return "none"
	}
	return strconv.FormatFloat(*n, 'f', -1, 64)
}

func (c comparison) of(t *testing.T, code string) string {
	t.Helper()
	for _, a := range c.Areas {
		if a.Code == code {
			return show(a.Value)
		}
	}
	t.Errorf("%s has no row for %s", c.Indicator, code)
	return ""
}

func TestReady(t *testing.T) {
	t.Logf("ready after %v", readyAfter)
	at := anyone(t).get(t, "/healthz")
	if at.status != http.StatusOK {
		t.Errorf("/healthz = %d, want 200", at.status)
	}
	start := anyone(t).get(t, "/")
	if start.status != http.StatusOK || !strings.Contains(start.text(), "153 of 153") {
		t.Errorf("the start page does not say that 153 of 153 areas have returned: %s", start.text())
	}
}

// TestReReferrals asks for the figures that everybody knows: those that the
// Department for Education published for April 2024 to March 2025.
func TestReReferrals(t *testing.T) {
	c := compare(t, "E06?period=2024-25&peers=neighbours&of=E08000035")
	if c.View != "public" || c.Version == "" || c.England.Source != "published" || c.England.AreasReturned != 153 {
		t.Errorf("view %q, version %q, England %+v", c.View, c.Version, c.England)
	}
	got := fmt.Sprintf("England %s, Hampshire %s, Leeds %s, neighbours %d pooled %s mean %s", show(c.England.Value),
		c.of(t, "E10000014"), c.of(t, "E08000035"), len(c.Peers.Codes), show(c.Peers.Pooled), show(c.Peers.Mean))
	if want := "England 22.6, Hampshire 41, Leeds 24.2, neighbours 10 pooled 22.1 mean 21.4"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if !c.Demonstration || c.Note == "" {
		t.Error("the answer does not say that it rests on made-up data")
	}
	// England of the other published series: DfE counts 632,830 referrals, of
	// which 41,310 closed with no further action.
	for query, want := range map[string]string{"E01": "632830", "E02": "632830", "E06": "632830"} {
		c := compare(t, query+"?period=2024-25")
		england := show(c.England.Denominator)
		if query == "E01" {
			england = show(c.England.Numerator)
		}
		if england != want || c.England.Source != "published" {
			t.Errorf("%s: England counts %s referrals (%s), want %s published", query, england, c.England.Source, want)
		}
	}
}

// TestEveryIndicator walks the answers of every indicator: a symbol never
// stands beside a number, and each number can be one. A07 has no population to
// be divided by, and says so for every area.
func TestEveryIndicator(t *testing.T) {
	hidden := 0
	for _, d := range indicators(t) {
		id, fewest := d.ID, 7
		if d.Unit == "mean" || d.Unit == "yes/no" {
			fewest = 3 // no interval
		}
		at := anyone(t).get(t, "/api/v1/benchmarks/"+id+"?period=2024-25")
		if at.status != http.StatusOK {
			t.Errorf("%s = %d: %.200s", id, at.status, at.body)
			continue
		}
		var answer map[string]any
		at.decode(t, &answer)
		areas, _ := answer["areas"].([]any)
		if len(areas) != 153 {
			t.Errorf("%s has %d areas, want 153", id, len(areas))
		}
		for _, a := range areas {
			a := a.(map[string]any)
			symbol, has := a["symbol"]
			numbers := 0
			for _, v := range a {
				if _, ok := v.(float64); ok {
					numbers++
				}
			}
			switch {
			case has && symbol == "c":
				hidden++
				fallthrough
			case has:
				if numbers > 0 {
					t.Errorf("%s %v is [%v] and has a number all the same: %v", id, a["name"], symbol, a)
				}
			case numbers < fewest:
				t.Errorf("%s %v has %d numbers and no symbol: %v", id, a["name"], numbers, a)
			}
		}
		plausible(t, id, answer)
	}
	if hidden == 0 {
		t.Error("nothing is suppressed: the test shows little")
	}
	reach := compare(t, "A01?period=2024-25")
	low, high := math.Inf(1), math.Inf(-1)
	for _, a := range reach.Areas {
		if a.Value != nil {
			low, high = min(low, *a.Value), max(high, *a.Value)
		}
	}
	if low >= 100 || high <= 1500 { // per 10,000: under 1% to over 15% of children
		t.Errorf("early help reaches %v to %v per 10,000 children, want under 100 to over 1,500", low, high)
	}
}

// plausible walks an answer: no number is negative or beyond what there are
// children in England. JSON itself has no way to write NaN or infinity.
func plausible(t *testing.T, path string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for name, x := range v {
			plausible(t, path+"."+name, x)
		}
	case []any:
		for _, x := range v {
			plausible(t, path+"[]", x)
		}
	case float64:
		if v < 0 || v > 15e6 {
			t.Errorf("%s = %v", path, v)
		}
	case string:
		if v == "NaN" || strings.Contains(v, "Inf") {
			t.Errorf("%s = %q", path, v)
		}
	}
}

// TestCSVAgrees holds the CSV behind a benchmark to its JSON, and both to the
// files that the publication wrote.
func TestCSVAgrees(t *testing.T) {
	c := compare(t, "E06?period=2024-25")
	at := anyone(t).get(t, "/api/v1/benchmarks/E06.csv?period=2024-25")
	if !strings.HasPrefix(at.header.Get("Content-Type"), "text/csv") {
		t.Errorf("content type %q", at.header.Get("Content-Type"))
	}
	rows := table(t, at.body)
	byCode := map[string]map[string]string{}
	for _, row := range rows {
		byCode[row["code"]] = row
	}
	want := map[string]string{"E92000001": show(c.England.Value) + " "}
	for _, a := range c.Areas {
		want[a.Code] = show(a.Value) + " "
		if a.Symbol != "" {
			want[a.Code] += "[" + a.Symbol + "]"
		}
	}
	if len(rows) != len(want) {
		t.Errorf("the CSV has %d rows, the JSON %d", len(rows), len(want))
	}
	for code, w := range want {
		row := byCode[code]
		value := row["value"]
		if value == "" {
			value = "none"
		}
		if got := value + " " + row["symbol"]; got != w {
			t.Errorf("%s is %q as CSV and %q as JSON", code, got, w)
		}
	}
	t.Run("the published files", func(t *testing.T) { publishedFiles(t, c) })
}

func table(t *testing.T, body []byte) []map[string]string {
	t.Helper()
	all, err := csv.NewReader(bytes.NewReader(body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, row := range all[1:] {
		m := map[string]string{}
		for i, name := range all[0] {
			m[name] = row[i]
		}
		out = append(out, m)
	}
	return out
}

func publishedFiles(t *testing.T, c comparison) {
	seq, err := strconv.Atoi(c.Version)
	if err != nil {
		t.Fatal(err)
	}
	file := func(name string) []byte {
		body, _, err := platform.Store.Get(t.Context(), ledger.SnapshotKey(ledger.Benchmarks, seq, name))
		if err != nil {
			t.Fatal(err)
		}
		return body
	}
	parquet := file("facts.parquet")
	facts, err := benchmark.ReadParquet(bytes.NewReader(parquet), int64(len(parquet)))
	if err != nil {
		t.Fatal(err)
	}
	rows := table(t, file("facts.csv"))
	if len(rows) != len(facts) || len(rows) < 10*153 {
		t.Fatalf("facts.csv has %d rows, facts.parquet %d", len(rows), len(facts))
	}
	shown := map[string]string{}
	for _, a := range c.Areas {
		shown[a.Code] = show(a.Numerator) + "/" + show(a.Denominator)
	}
	hidden := 0
	for i, f := range facts {
		row := rows[i]
		if row["indicator"] != f.Indicator || row["period"] != f.Period.String() || row["code"] != f.Code || row["numerator"] != number(f.Numerator) || row["value"] != number(f.Value) {
			t.Fatalf("row %d is %v in the CSV and %+v in the Parquet file", i, row, f)
		}
		if f.Symbol == benchmark.Confidential {
			hidden++
			if f.Numerator.OK || f.Denominator.OK || f.Value.OK || f.Lower95.OK || f.Upper95.OK || f.Lower998.OK || f.Upper998.OK {
				t.Errorf("suppressed, and has a number: %+v", f)
			}
		}
		if f.Indicator == "E06" && f.Period.String() == "2024-25" && f.Breakdown == "total" && f.Level == benchmark.AreaLevel {
			if got := named(f.Numerator) + "/" + named(f.Denominator); got != shown[f.Code] {
				t.Errorf("%s is %s in the file and %s in the API", f.Code, got, shown[f.Code])
			}
			delete(shown, f.Code)
		}
	}
	if len(shown) > 0 || hidden == 0 {
		t.Errorf("not in the file: %v; %d facts suppressed", shown, hidden)
	}
	var manifest struct {
		Inputs []struct{ Key, SHA256 string }
	}
	if err := json.Unmarshal(file("manifest.json"), &manifest); err != nil || len(manifest.Inputs) < 3*153 {
		t.Errorf("the manifest names %d inputs, want three for each of 153 returns: %v", len(manifest.Inputs), err)
	}
}

func number(n benchmark.Number) string {
	if !n.OK {
		return ""
	}
	return strconv.FormatFloat(n.Value, 'f', -1, 64)
}

func named(n benchmark.Number) string {
	if !n.OK {
		return "none"
	}
	return number(n)
}

// TestComparisonPages reads the same figures as pages.
func TestComparisonPages(t *testing.T) {
	p := anyone(t)
	at := p.get(t, "/benchmarks/E06?period=2024-25&of=E08000035&peers=neighbours")
	for _, want := range []string{"22.6%", "24.2%", "41.0%", "22.1%", "21.4%", "made up"} {
		if !strings.Contains(at.text(), want) {
			t.Errorf("%s does not say %q", at.url, want)
		}
	}
	// Each point of the funnel is a link with the area's name.
	points := 0
	for _, svg := range at.all("svg", "", "") {
		for n := range svg.Descendants() {
			if n.Data == "a" && strings.HasPrefix(attr(n, "href"), "/areas/") && words(n) != "" {
				points++
			}
		}
	}
	if points < 150 {
		t.Errorf("the charts have %d points that link to an area, want one for each of 150 or more", points)
	}
	area := p.get(t, "/areas/E08000035")
	if area.status != http.StatusOK || area.heading() != "Leeds" || !strings.Contains(area.text(), "24.2%") {
		t.Errorf("%s: status %d, heading %q", area.url, area.status, area.heading())
	}
	if by := p.get(t, "/areas/383"); by.heading() != "Leeds" {
		t.Errorf("%s: heading %q", by.url, by.heading())
	}
	// The City of London's figures are withheld, on every page.
	city := p.get(t, "/areas/E09000001")
	if !strings.Contains(city.text(), "[c]") {
		t.Errorf("the City of London's page has no [c]: %s", city.text())
	}
}
