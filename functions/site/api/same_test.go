package api

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"earlyhelp/functions/site/national"
	"earlyhelp/functions/site/national/nationaltest"
	"earlyhelp/shared/area"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/ledger/ledgertest"
	"earlyhelp/shared/opendata"
	"earlyhelp/shared/period"
	"earlyhelp/shared/published"
	"earlyhelp/shared/returns"
)

// wide are figures of every computed indicator and every breakdown, in four
// quarters: made-up returns of every tenth area, some of them small.
var wide = sync.OnceValues(func() (map[string][]byte, error) {
	in := benchmark.Input{Catalogue: indicator.All(), Register: area.England(), Published: published.Series()}
	for q, p := 0, period.NewQuarter(2025, 3); q < 4; q, p = q+1, p.Next() {
		for i, a := range in.Register.On(p.End()) {
			if i%10 == 0 {
				in.Returns = append(in.Returns, benchmark.Signed{Return: wideReturn(a.DFE, p, 6+(i*37+q*53)%400, q == 3)})
			}
		}
	}
	public, full, err := benchmark.Build(in)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for prefix, facts := range map[string][]benchmark.Fact{ledger.Benchmarks: public, ledger.Restricted: full} {
		var b bytes.Buffer
		if err := benchmark.WriteParquet(&b, facts); err != nil {
			return nil, err
		}
		files[prefix] = b.Bytes()
	}
	return files, nil
})

// wideReturn is a return of every measure; split says that its parts are
// given too, which is done in one quarter for the sake of time.
func wideReturn(dfe string, p period.Period, size int, split bool) *returns.Return {
	r := &returns.Return{Area: dfe, Period: p, Demonstration: true}
	seen := map[string]bool{}
	for k, d := range indicator.All().Computed() {
		for i, m := range []string{d.Denominator, d.Numerator} {
			if indicator.IsPopulation(m) || seen[m] {
				continue
			}
			seen[m] = true
			n := size / (1 + i*(2+k%3))
			if d.Unit == indicator.YesNo {
				n = min(1, max(0, 1-i*(size%2)))
			}
			r.Counts = append(r.Counts, returns.Count{Measure: m, Breakdown: "total", Category: "all", N: float64(n)})
			for _, b := range d.Breakdowns {
				parts := indicator.Categories(b)
				if len(parts) == 0 {
					parts = []indicator.Category{{Value: "=East, \"upper\""}, {Value: "West"}}
				}
				for c, left := 0, n; split && c < len(parts); c++ {
					part := left / 2
					if c == len(parts)-1 {
						part = left
					}
					left -= part
					r.Counts = append(r.Counts, returns.Count{Measure: m, Breakdown: b, Category: parts[c].Value, N: float64(part)})
				}
			}
		}
	}
	return r
}

func newWide(t *testing.T) *world {
	t.Helper()
	files, err := wide()
	if err != nil {
		t.Fatal(err)
	}
	o := ledgertest.New()
	for prefix, body := range files {
		o.Put(ledger.SnapshotKey(prefix, 1, "facts.parquet"), body)
	}
	nationaltest.Current(t, o, ledger.Current{Benchmarks: 1})
	source := national.New(o, &national.Options{TempDir: t.TempDir(), Wait: 30 * time.Second})
	t.Cleanup(source.Close)
	a, err := New(Options{Source: source, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, objects: o, mux: http.NewServeMux(), router: router(t)}
	a.Routes(w.mux)
	return w
}

// TestEveryFormatSaysTheSame asks for every indicator, in a year and a quarter,
// whole and split, as JSON, as CSV and as a workbook, in both views, and holds
// them to each other figure by figure: numbers, symbols, comparisons, classes,
// marks and words.
func TestEveryFormatSaysTheSame(t *testing.T) {
	if testing.Short() {
		t.Skip("reckons for long, and starts nothing that could race")
	}
	w := newWide(t)
	answered, figures := 0, 0
	for k, d := range indicator.All().List() {
		addresses := []string{"period=2024-25&peers=neighbours&of=383", "period=2026-Q2&peers=region&of=E12000003", "period=2026-Q2&limits=chance&rank=yes&areas=301,383,839"}
		for _, b := range d.Breakdowns {
			part := "=East, \"upper\""
			if cs := indicator.Categories(b); len(cs) > 0 {
				part = cs[0].Value
			}
			addresses = append(addresses, "period=2026-Q2&breakdown="+b+"&category="+url.QueryEscape(part))
		}
		for i, address := range addresses {
			views := []string{""}
			if i == 1 || i == 3 {
				views = append(views, "&view=full")
			}
			for _, view := range views {
				n := w.same("/benchmarks/"+d.ID, address+view, i == k%4) // a workbook takes longest: one for each indicator
				figures += n
				if n > 0 {
					answered++
				}
			}
		}
		if d.Computed {
			figures += w.sameTrend("/trends/"+d.ID, "area=301")
		}
	}
	t.Logf("%d answers, %d figures", answered, figures)
	if answered < 250 || figures < 15000 {
		t.Errorf("only %d answers with %d figures were compared", answered, figures)
	}
}

// same compares an answer in its formats and returns how many figures it has.
func (w *world) same(path, query string, book bool) int {
	w.t.Helper()
	js := w.ask(inspector, "GET", prefix+path+"?"+query, "")
	cs := w.ask(inspector, "GET", prefix+path+".csv?"+query, "")
	if js.Code != cs.Code {
		w.t.Errorf("%s?%s: JSON %d, CSV %d", path, query, js.Code, cs.Code)
		return 0
	}
	if js.Code != http.StatusOK {
		if js.Body.String() != cs.Body.String() {
			w.t.Errorf("%s?%s: two problems: %s and %s", path, query, js.Body, cs.Body)
		}
		return 0
	}
	var b Benchmark
	if err := json.Unmarshal(js.Body.Bytes(), &b); err != nil {
		w.t.Fatal(err)
	}
	lines, err := csv.NewReader(cs.Body).ReadAll()
	if err != nil {
		w.t.Fatal(err)
	}
	if len(lines) != 2+len(b.Areas) {
		w.t.Fatalf("%s?%s: %d rows of CSV for %d areas", path, query, len(lines), len(b.Areas))
	}
	rows := table(lines)
	head := map[string]string{"indicator": b.Indicator, "title": b.Title, "period": b.Period, "breakdown": b.Breakdown, "category": cell.Inert(b.Category), "unit": string(b.Unit), "view": string(b.View), "version": b.Version}
	for i, row := range rows {
		want := map[string]string{}
		if i == 0 {
			e := b.England
			want = map[string]string{"level": "england", "numerator": decimal(e.Numerator), "denominator": decimal(e.Denominator), "value": decimal(e.Value), "lower95": decimal(e.Lower95), "upper95": decimal(e.Upper95), "symbol": symbol(e.Symbol), "reason": e.Reason, "source": string(e.Source), "marks": marks(e.Marks), "words": e.Words}
		} else {
			a := b.Areas[i-1]
			want = map[string]string{"level": "area", "code": a.Code, "dfe": a.DFE, "name": a.Name, "region": a.Region, "numerator": decimal(a.Numerator), "denominator": decimal(a.Denominator), "value": decimal(a.Value),
				"lower95": decimal(a.Lower95), "upper95": decimal(a.Upper95), "lower998": decimal(a.Lower998), "upper998": decimal(a.Upper998), "comparison": string(a.Comparison), "outlier": string(a.Outlier), "outlierReason": a.OutlierReason,
				"symbol": symbol(a.Symbol), "reason": a.Reason, "source": string(a.Source), "demonstration": strconv.FormatBool(a.Demonstration), "marks": marks(a.Marks), "comparisonPeers": string(a.ComparisonPeers), "words": a.Words}
			if a.Rank != nil {
				want["rank"], want["rankTo"], want["quartile"], want["quartileTo"] = fmt.Sprint(a.Rank.Rank), fmt.Sprint(a.Rank.To), fmt.Sprint(a.Rank.Quartile), fmt.Sprint(a.Rank.QuartileTo)
			}
		}
		for k, v := range head {
			want[k] = v
		}
		for k, v := range want {
			if row[k] != v {
				w.t.Errorf("%s?%s: row %d has %s %q in CSV and %q in JSON", path, query, i+2, k, row[k], v)
			}
		}
	}
	if book {
		w.sameBook(path, query, b)
	}
	return len(rows)
}

// table reads rows by their headings.
func table(lines [][]string) []map[string]string {
	var rows []map[string]string
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, v := range line {
			row[lines[0][i]] = v
		}
		rows = append(rows, row)
	}
	return rows
}

// sameBook holds the workbook of an address to its JSON.
func (w *world) sameBook(path, query string, b Benchmark) {
	w.t.Helper()
	f, rows := w.book(path+".xlsx?"+query, "Figures", "Level")
	defer f.Close()
	if len(rows) != 1+len(b.Regions)+len(b.Areas) {
		w.t.Fatalf("%s?%s: %d rows in the workbook for %d regions and %d areas", path, query, len(rows), len(b.Regions), len(b.Areas))
	}
	shown := func(n benchmark.Number, s benchmark.Symbol) string {
		if n.OK {
			return decimal(n)
		}
		if s == "" {
			return "[z]"
		}
		return symbol(s)
	}
	for i, a := range b.Areas {
		row := rows[1+len(b.Regions)+i]
		got := []string{row["Name"], row["Numerator"], row["Denominator"], row["Value ("+unitHeading(b.Unit)+")"], row["Lower 95% limit"], row["Upper 95% limit"]}
		want := []string{a.Name, shown(a.Numerator, a.Symbol), shown(a.Denominator, a.Symbol), shown(a.Value, a.Symbol), shown(a.Lower95, a.Symbol), shown(a.Upper95, a.Symbol)}
		if diff := cmp.Diff(want, got); diff != "" {
			w.t.Errorf("%s?%s: %s in JSON and in the workbook:\n%s", path, query, a.Name, diff)
		}
	}
	for _, sheet := range f.GetSheetList()[:1] {
		cover, err := f.GetRows(sheet)
		if err != nil {
			w.t.Fatal(err)
		}
		text := fmt.Sprint(cover)
		if b.Demonstration != strings.Contains(text, opendata.MadeUp) || (b.View == benchmark.Full) != strings.Contains(text, "Do not publish them") {
			w.t.Errorf("%s?%s: the cover says %s", path, query, text)
		}
	}
}

// book fetches a workbook and reads the table of a sheet, whose first heading
// is given.
func (w *world) book(address, sheet, first string) (*excelize.File, []map[string]string) {
	w.t.Helper()
	rec := w.ask(inspector, "GET", prefix+address, "")
	if rec.Code != http.StatusOK {
		w.t.Fatalf("%s: %d %s", address, rec.Code, rec.Body)
	}
	f, err := excelize.OpenReader(rec.Body)
	if err != nil {
		w.t.Fatalf("%s: %v", address, err)
	}
	lines, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
	if err != nil {
		w.t.Fatalf("%s: %v", address, err)
	}
	for len(lines) > 0 && lines[0][0] != first {
		lines = lines[1:]
	}
	if len(lines) == 0 {
		w.t.Fatalf("%s: no heading %s on %s", address, first, sheet)
	}
	return f, table(lines)
}

// sameTrend compares a series in its formats and returns how many points it
// has.
func (w *world) sameTrend(path, query string) int {
	w.t.Helper()
	js := w.ask(nobody, "GET", prefix+path+"?"+query, "")
	cs := w.ask(nobody, "GET", prefix+path+".csv?"+query, "")
	if js.Code != http.StatusOK || cs.Code != http.StatusOK {
		if js.Code != cs.Code || js.Code != http.StatusNotFound {
			w.t.Errorf("%s?%s: %d and %d", path, query, js.Code, cs.Code)
		}
		return 0
	}
	var tr Trend
	if err := json.Unmarshal(js.Body.Bytes(), &tr); err != nil {
		w.t.Fatal(err)
	}
	lines, err := csv.NewReader(cs.Body).ReadAll()
	if err != nil {
		w.t.Fatal(err)
	}
	f, sheet := w.book(path+".xlsx?"+query, "Series", "Period")
	defer f.Close()
	rows := table(lines)
	if len(rows) != len(tr.Points) || len(sheet) != len(tr.Points) {
		w.t.Fatalf("%s?%s: %d points, %d rows, %d in the workbook", path, query, len(tr.Points), len(rows), len(sheet))
	}
	for i, p := range tr.Points {
		got := []string{rows[i]["period"], rows[i]["value"], rows[i]["symbol"], rows[i]["lowerLimit"], rows[i]["specialCauses"], rows[i]["england"]}
		want := []string{p.Period, decimal(p.Value), symbol(p.Symbol), decimal(p.LowerLimit), causes(p.Causes), decimal(p.England)}
		if diff := cmp.Diff(want, got); diff != "" {
			w.t.Errorf("%s?%s: point %d in JSON and CSV:\n%s", path, query, i, diff)
		}
		value := decimal(p.Value)
		if value == "" {
			value = symbol(p.Symbol)
		}
		if sheet[i]["Period"] != p.Period || sheet[i]["Value ("+unitHeading(tr.Unit)+")"] != value {
			w.t.Errorf("%s?%s: point %d in the workbook: %v", path, query, i, sheet[i])
		}
	}
	return len(rows)
}

func TestProfileSaysTheSame(t *testing.T) {
	w := newWide(t)
	for _, query := range []string{"", "?period=2026-Q2", "?period=2026-Q2&view=full"} {
		var p Profile
		if err := json.Unmarshal(w.ask(inspector, "GET", prefix+"/areas/301/profile"+query, "").Body.Bytes(), &p); err != nil {
			t.Fatal(err)
		}
		lines, err := csv.NewReader(w.ask(inspector, "GET", prefix+"/areas/301/profile.csv"+query, "").Body).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		f, sheet := w.book("/areas/E09000002/profile.xlsx"+query, "Profile", "Indicator")
		f.Close()
		rows := table(lines)
		if len(p.Figures) < 30 || len(p.Figures)+len(p.Without) != 60 || len(rows) != len(p.Figures) || len(sheet) != len(p.Figures) {
			t.Fatalf("%s: %d figures and %d without, %d rows, %d in the workbook", query, len(p.Figures), len(p.Without), len(rows), len(sheet))
		}
		for i, x := range p.Figures {
			if query != "?period=2026-Q2" && i%8 != 0 {
				continue
			}
			var b Benchmark
			address := prefix + "/benchmarks/" + x.Indicator + "?areas=301&period=" + x.Period
			if strings.Contains(query, "full") {
				address += "&view=full"
			}
			if err := json.Unmarshal(w.ask(inspector, "GET", address, "").Body.Bytes(), &b); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(b.Areas[0], x.AreaFigure); diff != "" {
				t.Errorf("%s: %s in the benchmark and in the profile:\n%s", query, x.Indicator, diff)
			}
			if rows[i]["indicator"] != x.Indicator || rows[i]["value"] != decimal(x.Value) || rows[i]["words"] != x.Words || sheet[i]["Indicator"] != x.Indicator || sheet[i]["Period"] != x.Period {
				t.Errorf("%s: %s in CSV %v, in the workbook %v", query, x.Indicator, rows[i], sheet[i])
			}
		}
		for _, x := range p.Without {
			if x.Reason == "" {
				t.Errorf("%s: %s is without a figure and without a reason", query, x.Indicator)
			}
		}
	}
	rec := w.ask(nobody, "GET", prefix+"/areas/301/profile?period=2031-32", "")
	if m := w.json(rec); rec.Code != 404 || len(m["periods"].([]any)) == 0 {
		t.Errorf("a period without figures: %d %s", rec.Code, rec.Body)
	}
	for url, status := range map[string]int{"/areas/999/profile": 404, "/areas/301/profile.pdf": 404, "/areas/301/other": 404, "/areas/301/profile?period=soon": 400, "/areas/301/profile?view=full": 403} {
		if rec := w.ask(nobody, "GET", prefix+url, ""); rec.Code != status {
			t.Errorf("%s: %d, want %d", url, rec.Code, status)
		}
	}
}

func TestGroupsAndChoicesAreNamedWhenTheyCannotBe(t *testing.T) {
	w := newWide(t)
	many := make([]string, 31)
	for i, a := range area.England().On(period.NewQuarter(2026, 2).End())[:31] {
		many[i] = a.DFE
	}
	const at = "/benchmarks/E06?period=2026-Q2"
	for _, tt := range []struct {
		query  string
		status int
		kind   string
	}{
		{"&peers=group&group=383,301", 200, ""}, {"&group=383,301,E10000014", 200, ""}, {"&group=" + strings.Join(many[:30], ","), 200, ""},
		{"&peers=type&of=383", 200, ""}, {"&peers=deprivation&of=383", 200, ""}, {"&peers=deprivation&of=1", 200, ""}, {"&peers=england", 200, ""}, {"&of=383", 200, ""},
		{"&limits=chance", 200, ""}, {"&rank=yes", 200, ""}, {"&slope=yes", 200, ""}, {"&rank=no&slope=no&limits=adjusted", 200, ""},
		{"&group=383", 400, "bad-group"}, {"&peers=group", 400, "bad-group"}, {"&group=383,383", 400, "bad-group"}, {"&group=" + strings.Join(many, ","), 400, "bad-group"}, {"&group=383,Narnia", 400, "bad-group"},
		{"&peers=region&group=383,301", 400, "bad-group"}, {"&peers=friends&of=383", 400, "bad-peers"}, {"&limits=wide", 400, "bad-limits"}, {"&rank=maybe", 400, "bad-rank"}, {"&slope=1", 400, "bad-slope"},
	} {
		rec := w.ask(nobody, "GET", prefix+at+tt.query, "")
		kind, _ := w.json(rec)["type"].(string)
		if rec.Code != tt.status || tt.status != 200 && kind != "urn:earlyhelp:problem:"+tt.kind {
			t.Errorf("%s: %d %s: %.300s", tt.query, rec.Code, kind, rec.Body)
		}
	}
}
