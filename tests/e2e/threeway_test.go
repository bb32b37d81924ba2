package e2e

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A listed indicator, as the API names them.
type listed struct{ ID, Title, Unit string }

func indicators(t *testing.T) []listed {
	t.Helper()
	var page struct{ Indicators []listed }
	if at := anyone(t).ask(t, "/api/v1/indicators?pageSize=100", &page); at.status != http.StatusOK || len(page.Indicators) < 60 {
		t.Fatalf("%s = %d with %d indicators", at.url, at.status, len(page.Indicators))
	}
	return page.Indicators
}

// A figure is one area's, as one of the three ways shows it. Numbers are as
// text, without separators of thousands.
type figure struct{ n, d, value, interval, symbol, comparison, outlier string }

// TestThreeWays holds the answer of the API, its CSV and the page at the same
// address to each other, for every indicator: every area's counts, value,
// interval, symbol, comparison and place in the funnel.
func TestThreeWays(t *testing.T) {
	if testing.Short() {
		t.Skip("asks for some hundred pages")
	}
	inspector, compared := signIn(t, "demo-inspector"), 0
	for _, d := range indicators(t) {
		for _, v := range []struct {
			who   *person
			name  string
			query url.Values
		}{
			{anyone(t), "year", url.Values{"period": {"2024-25"}}},
			{anyone(t), "latest, against its region", url.Values{"peers": {"region"}, "of": {"383"}}},
			{anyone(t), "limits for chance alone, in a group of one's own", url.Values{"period": {"2024-25"}, "limits": {"chance"}, "peers": {"group"}, "group": {"383,384,850"}}},
			{anyone(t), "girls, of the first publication", url.Values{"period": {"2024-25"}, "breakdown": {"sex"}, "category": {"female"}, "version": {"1"}}},
			{inspector, "full", url.Values{"period": {"2024-25"}, "view": {"full"}}},
		} {
			t.Run(d.ID+" "+v.name, func(t *testing.T) { compared += threeWays(t, v.who, d, v.query) })
		}
	}
	if least := 200 * 150; compared < least {
		t.Errorf("%d figures of areas were compared, want %d at least", compared, least)
	}
}

// threeWays returns how many areas were compared.
func threeWays(t *testing.T, who *person, d listed, query url.Values) int {
	t.Helper()
	var c struct {
		Version, Period string
		Areas           []struct {
			Name, Symbol, Comparison, Outlier, OutlierReason string
			Value, Numerator, Denominator, Lower95, Upper95  *float64
			Marks                                            []string
		}
	}
	path := "/benchmarks/" + d.ID + "?" + query.Encode()
	var api, shownPage, asFile page
	// Other tests sign returns off: ask again where a publication came between.
	for range 5 {
		api, shownPage = who.get(t, "/api/v1"+path), who.get(t, path)
		asFile = who.get(t, "/api/v1/benchmarks/"+d.ID+".csv?"+query.Encode())
		if again := who.get(t, "/api/v1"+path); bytes.Equal(again.body, api.body) {
			break
		}
	}
	if api.status != http.StatusOK {
		// There is nothing to show: all say so, and say what there is.
		if shownPage.status != api.status {
			t.Errorf("the API answers %d and the page %d: %.300s", api.status, shownPage.status, shownPage.text())
		}
		if api.status != http.StatusNotFound || !strings.Contains(string(api.body), `"have"`) && !strings.Contains(string(api.body), "no figures") {
			t.Errorf("the API answers %d without a reason: %.300s", api.status, api.body)
		}
		return 0
	}
	api.decode(t, &c)
	rows := table(t, asFile.body)
	if shownPage.status != http.StatusOK {
		t.Fatalf("%s = %d", shownPage.url, shownPage.status)
	}
	asJSON, asCSV := map[string]figure{}, map[string]figure{}
	for _, a := range c.Areas {
		f := figure{n: show(a.Numerator), d: show(a.Denominator), value: show(a.Value), comparison: a.Comparison, outlier: class(a.Outlier, a.OutlierReason), symbol: a.Symbol}
		if a.Lower95 != nil {
			f.interval = show(a.Lower95) + " to " + show(a.Upper95)
		}
		if a.Value != nil {
			f.symbol = strings.Join(a.Marks, " ")
		}
		asJSON[a.Name] = f
	}
	for _, r := range rows {
		if r["level"] != "area" {
			continue
		}
		or := func(s string) string {
			if s == "" {
				return "none"
			}
			return s
		}
		f := figure{n: or(r["numerator"]), d: or(r["denominator"]), value: or(r["value"]), comparison: r["comparison"], outlier: class(r["outlier"], r["outlierReason"]),
			symbol: strings.Trim(r["symbol"], "[]")}
		if r["lower95"] != "" {
			f.interval = r["lower95"] + " to " + r["upper95"]
		}
		if r["value"] != "" {
			f.symbol = strings.NewReplacer("[", "", "]", "").Replace(r["marks"])
		}
		asCSV[r["name"]] = f
		if r["version"] != c.Version || r["period"] != c.Period {
			t.Fatalf("the CSV is of version %s and %s, the answer of %s and %s", r["version"], r["period"], c.Version, c.Period)
		}
	}
	if diff := differences(asJSON, asCSV); diff != "" {
		t.Errorf("JSON and CSV of %s: %s", path, diff)
	}
	onPage := shown(t, shownPage, d.Unit)
	for name, f := range asJSON {
		asJSON[name] = rounded(f, d.Unit)
	}
	if diff := differences(asJSON, onPage); diff != "" {
		t.Errorf("JSON and page of %s: %s", path, diff)
	}
	return len(onPage)
}

// differences lists the first few names whose figures differ.
func differences(a, b map[string]figure) string {
	var names []string
	for name := range a {
		names = append(names, name)
	}
	for name := range b {
		if _, ok := a[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var out []string
	for _, name := range names {
		if a[name] != b[name] && len(out) < 3 {
			out = append(out, fmt.Sprintf("%s is %+v and %+v", name, a[name], b[name]))
		}
	}
	if len(names) == 0 {
		return "there are no areas"
	}
	return strings.Join(out, "; ")
}

// rounded is a figure in the form in which a page shows it: one decimal place
// always, an answer in words.
func rounded(f figure, unit string) figure {
	one := func(s string) string {
		x, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return s
		}
		return strconv.FormatFloat(x, 'f', 1, 64)
	}
	if f.value == "none" {
		return figure{n: "none", d: "none", value: "none", symbol: f.symbol}
	}
	if lo, hi, ok := strings.Cut(f.interval, " to "); ok {
		f.interval = one(lo) + " to " + one(hi)
	}
	f.value = one(f.value)
	if unit == "yes/no" {
		f.value = map[bool]string{true: "Yes", false: "No"}[f.value != "0.0"]
	}
	return f
}

var (
	marked = regexp.MustCompile(`\[([a-z]+)\]`)
	places = map[string]string{"within": "none", "no funnel": "no funnel", "too few cases to place": "too few cases to place"}
)

// class is where a figure lies in the funnel or, where it has no place in one,
// the beginning of the reason.
func class(outlier, reason string) string {
	if reason == "" {
		return outlier
	}
	short, _, _ := strings.Cut(strings.ToLower(reason), ":")
	if outlier != "none" {
		return outlier + " and " + short
	}
	return short
}

// shown reads the table of areas on an indicator's page.
func shown(t *testing.T, at page, unit string) map[string]figure {
	t.Helper()
	var rows [][]string
	for _, n := range at.all("caption", "", "") {
		if w := words(n); strings.HasSuffix(w, "by area") {
			rows = at.table(w)
		}
	}
	if len(rows) < 2 {
		t.Fatalf("%s has no table of areas", at.url)
	}
	col := func(head string) int {
		for i, h := range rows[0] {
			if strings.HasPrefix(h, head) {
				return i
			}
		}
		t.Fatalf("%s has no column %q: %q", at.url, head, rows[0])
		return 0
	}
	name, n, d, span, compared, funnel := col("Area"), col("Counted"), col("Out of"), col("95% interval"), col("Own interval and England"), col("In the funnel")
	figures := map[string]figure{}
	for _, r := range rows[1:] {
		who := r[name]
		if i := strings.Index(who, "("); i > 0 && (strings.Contains(who, "(the area picked out)") || strings.Contains(who, "(a peer)")) {
			who = strings.TrimSpace(who[:i])
		}
		f := figure{n: "none", d: "none", value: "none"}
		// The column after what it is out of is headed by its unit; what its
		// link says to who hears it is no part of the figure.
		value, _, _ := strings.Cut(r[d+1], ", where it comes from")
		var symbols []string
		for _, m := range marked.FindAllStringSubmatch(value, -1) {
			symbols = append(symbols, m[1])
		}
		f.symbol = strings.Join(symbols, " ")
		if number := strings.TrimSpace(strings.NewReplacer(",", "", "%", "").Replace(marked.ReplaceAllString(value, ""))); number != "" {
			f = figure{n: plain(r[n]), d: plain(r[d]), value: number, symbol: f.symbol, interval: strings.ReplaceAll(r[span], ",", ""),
				comparison: strings.ToLower(r[compared]), outlier: place(t, r[funnel])}
			if f.comparison == "not compared" {
				f.comparison = "none"
			}
		}
		figures[who] = f
	}
	return figures
}

// plain is a count without its separators of thousands.
func plain(s string) string { return strings.ReplaceAll(s, ",", "") }

// place is the class that words on a page stand for.
func place(t *testing.T, s string) string {
	t.Helper()
	s = strings.ToLower(s)
	if c, ok := places[s]; ok {
		return c
	}
	side := map[bool]string{true: "high", false: "low"}[strings.Contains(s, "above")]
	switch {
	case strings.Contains(s, "99.8"):
		return side + "998"
	case strings.Contains(s, "95"):
		return side + "95"
	}
	t.Errorf("the page says %q of the funnel", s)
	return s
}
