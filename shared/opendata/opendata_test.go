//go:build !js

package opendata

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"earlyhelp/shared/area"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
	"earlyhelp/shared/published"
	"earlyhelp/shared/returns"
)

// input is two quarters of made-up returns of every thirtieth area, of every
// measure and breakdown, beside the published series. again is what the last
// area says of the second quarter.
func input(again int) benchmark.Input {
	in := benchmark.Input{Catalogue: indicator.All(), Register: area.England(), Published: published.Series()}
	for q, p := range []period.Period{period.NewQuarter(2026, 1), period.NewQuarter(2026, 2)} {
		for i, a := range in.Register.On(p.End()) {
			if i%30 != 0 {
				continue
			}
			size := 4 + (i*37+q*11)%300
			if q == 1 && i == 150 {
				size = again
			}
			in.Returns = append(in.Returns, benchmark.Signed{Return: fullReturn(a.DFE, p, size)})
		}
	}
	return in
}

func fullReturn(dfe string, p period.Period, size int) *returns.Return {
	r := &returns.Return{Area: dfe, Period: p, Demonstration: true}
	seen := map[string]bool{}
	for _, d := range indicator.All().Computed() {
		for i, m := range []string{d.Denominator, d.Numerator} {
			if indicator.IsPopulation(m) || seen[m] {
				continue
			}
			seen[m] = true
			n := size / (1 + 3*i)
			if d.Unit == indicator.YesNo {
				n = 1 - i
			}
			r.Counts = append(r.Counts, returns.Count{Measure: m, Breakdown: "total", Category: "all", N: float64(n)})
			for _, b := range d.Breakdowns {
				parts := indicator.Categories(b)
				if len(parts) == 0 {
					parts = []indicator.Category{{Value: "=North, \"upper\""}, {Value: "South"}}
				}
				left := n
				for k, c := range parts {
					if k < len(parts)-1 {
						n = left / 2
					} else {
						n = left
					}
					left -= n
					r.Counts = append(r.Counts, returns.Count{Measure: m, Breakdown: b, Category: c.Value, N: float64(n)})
				}
				n = size / (1 + 3*i)
			}
		}
	}
	return r
}

// A made is one publication.
type made struct {
	csv, parquet bytes.Buffer
	parts        map[string]*bytes.Buffer
	facts        []benchmark.Fact
	madeUp       bool
}

func publish(t testing.TB, in benchmark.Input) *made {
	t.Helper()
	m := &made{parts: map[string]*bytes.Buffer{}}
	var mu sync.Mutex
	parts := NewParts(func(p period.Period) (io.Writer, error) {
		mu.Lock()
		defer mu.Unlock()
		if m.parts[PartFile(p)] != nil {
			return nil, fmt.Errorf("%s is opened twice", p)
		}
		m.parts[PartFile(p)] = &bytes.Buffer{}
		return m.parts[PartFile(p)], nil
	})
	if _, err := benchmark.WriteFiles(in, &m.csv, &m.parquet, nil, parts); err != nil {
		t.Fatal(err)
	}
	m.madeUp = parts.Demonstration()
	var err error
	if m.facts, err = benchmark.ReadParquet(bytes.NewReader(m.parquet.Bytes()), int64(m.parquet.Len())); err != nil {
		t.Fatal(err)
	}
	return m
}

var theMade = sync.OnceValue(func() *made { return publish(&testing.T{}, input(260)) })

func TestPartsHoldTheSameRows(t *testing.T) {
	m := theMade()
	if !m.madeUp {
		t.Error("made-up figures are not told of")
	}
	want := map[string][]benchmark.Fact{}
	for _, f := range m.facts {
		want[PartFile(f.Period)] = append(want[PartFile(f.Period)], f)
	}
	got := map[string][]benchmark.Fact{}
	for name, b := range m.parts {
		facts, err := benchmark.ReadParquet(bytes.NewReader(b.Bytes()), int64(b.Len()))
		if err != nil {
			t.Fatal(err)
		}
		got[name] = facts
	}
	for name := range got {
		if !slices.Equal(want[name], got[name]) {
			t.Errorf("%s: %d rows, and facts.parquet has %d of that period, or others", name, len(got[name]), len(want[name]))
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d parts for %d periods", len(got), len(want))
	}
	if _, ok := got["facts/period=2026-Q2/facts.parquet"]; !ok {
		t.Error("there is no part for 2026-Q2")
	}
}

func TestAnUnchangedPeriodKeepsItsBytes(t *testing.T) {
	was, is := theMade(), publish(t, input(299))
	for name, b := range was.parts {
		same := bytes.Equal(b.Bytes(), is.parts[name].Bytes())
		if changed := strings.Contains(name, "2026-Q2"); same == changed {
			t.Errorf("%s: same bytes is %t after a change in 2026-Q2 alone", name, same)
		}
	}
}

func TestPartsPassErrorsOn(t *testing.T) {
	full := fmt.Errorf("the disk is full")
	p := NewParts(func(period.Period) (io.Writer, error) { return nil, full })
	in := input(260)
	in.Returns = nil // what is published will do
	if _, err := benchmark.WriteFiles(in, nil, nil, nil, p); err == nil || !strings.Contains(err.Error(), "the disk is full") {
		t.Errorf("error = %v, want that of the writer", err)
	}
}

// A described table, as a program reads it.
type described struct {
	URL    string `json:"url"`
	Schema struct {
		Columns []struct {
			Name      string          `json:"name"`
			Titles    []string        `json:"titles"`
			Datatype  json.RawMessage `json:"datatype"`
			Null      []string        `json:"null"`
			Required  bool            `json:"required"`
			Separator string          `json:"separator"`
			Words     struct {
				Value string `json:"@value"`
			} `json:"dc:description"`
		} `json:"columns"`
		PrimaryKey  []string `json:"primaryKey"`
		ForeignKeys []struct {
			Column    string `json:"columnReference"`
			Reference struct{ Resource, ColumnReference string }
		} `json:"foreignKeys"`
	} `json:"tableSchema"`
}

// builtIn are the datatypes of CSV on the Web that are used here, and what a
// value of each looks like (Metadata Vocabulary for Tabular Data, 5.11.1).
var builtIn = map[string]*regexp.Regexp{
	"string":  regexp.MustCompile(`^.*$`),
	"number":  regexp.MustCompile(`^-?([0-9]+(\.[0-9]+)?|\.[0-9]+)([eE][+-]?[0-9]+)?$`),
	"integer": regexp.MustCompile(`^-?[0-9]+$`),
	"boolean": regexp.MustCompile(`^(true|false|0|1)$`),
}

func TestMetadataDescribesTheFiles(t *testing.T) {
	var body bytes.Buffer
	if err := WriteMetadata(&body, About{Version: "sha256:00", Demonstration: true, Sources: []string{"Returns of local areas"}}); err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Context []any `json:"@context"`
		Licence struct {
			ID string `json:"@id"`
		} `json:"dc:license"`
		Version string      `json:"schema:version"`
		Tables  []described `json:"tables"`
	}
	if err := json.Unmarshal(body.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	if len(doc.Context) != 2 || doc.Context[0] != "http://www.w3.org/ns/csvw" || doc.Licence.ID != Licence || doc.Version != "sha256:00" || !strings.Contains(body.String(), MadeUp) {
		t.Errorf("head: %v, %s, %s", doc.Context, doc.Licence.ID, doc.Version)
	}
	files := map[string][][]string{"facts.csv": readCSV(t, theMade().csv.Bytes()), DictionaryFile: dictionary(t)}
	if len(doc.Tables) != len(files) {
		t.Fatalf("%d tables, want %d", len(doc.Tables), len(files))
	}
	for _, table := range doc.Tables {
		t.Run(table.URL, func(t *testing.T) { holdTo(t, table, files[table.URL], files) })
	}
}

// holdTo checks a file against its description: headings, datatypes, required
// values, and keys.
func holdTo(t *testing.T, d described, rows [][]string, files map[string][][]string) {
	if len(rows) < 2 {
		t.Fatal("the file has no rows")
	}
	names := []string{}
	for i, c := range d.Schema.Columns {
		names = append(names, c.Name)
		if !regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*$`).MatchString(c.Name) || i >= len(rows[0]) || !slices.Contains(c.Titles, rows[0][i]) || c.Words.Value == "" {
			t.Errorf("column %d: %q with titles %q and description %q stands for the heading %q", i, c.Name, c.Titles, c.Words.Value, rows[0][min(i, len(rows[0])-1)])
		}
		var kind string
		var format struct{ Base, Format string }
		if json.Unmarshal(c.Datatype, &kind) != nil {
			if err := json.Unmarshal(c.Datatype, &format); err != nil {
				t.Fatal(err)
			}
			kind = format.Base
		}
		is, known := builtIn[kind]
		if !known {
			t.Fatalf("%s: there is no datatype %q", c.Name, kind)
		}
		pattern := regexp.MustCompile(format.Format)
		for r, row := range rows[1:] {
			values := []string{row[i]}
			if c.Separator != "" {
				values = strings.Split(row[i], c.Separator)
			}
			for _, v := range values {
				switch {
				case v == "" && c.Required:
					t.Fatalf("row %d: %s is required and empty: %q", r+2, c.Name, row)
				case v == "":
				case !is.MatchString(v) || !pattern.MatchString(v):
					t.Fatalf("row %d: %s %q is no %s that matches %q", r+2, c.Name, v, kind, format.Format)
				}
			}
		}
	}
	if diff := cmp.Diff(rows[0], names); diff != "" {
		t.Errorf("headings and columns (-file +description):\n%s", diff)
	}
	key := func(row []string) string {
		var parts []string
		for _, k := range d.Schema.PrimaryKey {
			parts = append(parts, row[slices.Index(names, k)])
		}
		return strings.Join(parts, "|")
	}
	seen := map[string]bool{}
	for _, row := range rows[1:] {
		if k := key(row); seen[k] {
			t.Fatalf("two rows have the key %s", k)
		} else {
			seen[k] = true
		}
	}
	for _, f := range d.Schema.ForeignKeys {
		there := files[f.Reference.Resource]
		at := slices.Index(there[0], f.Reference.ColumnReference)
		have := map[string]bool{}
		for _, row := range there[1:] {
			have[row[at]] = true
		}
		for _, row := range rows[1:] {
			if v := row[slices.Index(names, f.Column)]; !have[v] {
				t.Fatalf("%s %q is not in %s", f.Column, v, f.Reference.Resource)
			}
		}
	}
}

func readCSV(t *testing.T, body []byte) [][]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func dictionary(t *testing.T) [][]string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteDictionary(&b, indicator.All()); err != nil {
		t.Fatal(err)
	}
	return readCSV(t, b.Bytes())
}

func TestDictionaryHoldsEveryIndicator(t *testing.T) {
	rows := dictionary(t)
	if len(rows) != 61 {
		t.Fatalf("%d rows, want a heading and sixty", len(rows))
	}
	at := func(row []string, name string) string { return row[slices.Index(rows[0], name)] }
	for i, d := range indicator.All().List() {
		row := rows[i+1]
		if at(row, "id") != d.ID || at(row, "numerator") == "" || at(row, "class_words") == "" || at(row, "source_texts") == "" {
			t.Errorf("row %d: %q", i+2, row)
		}
		lower, _ := strconv.ParseFloat(at(row, "baseline_lower95"), 64)
		upper, _ := strconv.ParseFloat(at(row, "baseline_upper95"), 64)
		if marked := d.Baseline.HasMark && d.Baseline.N > 0; marked != (upper > 0) || marked && !(lower <= d.Baseline.Percent && d.Baseline.Percent < upper) {
			t.Errorf("%s: mark %g with the interval %g to %g", d.ID, d.Baseline.Percent, lower, upper)
		}
	}
	// Wilson's interval of 41% of 56, 23 of the 56: 29.2 to 54.1.
	for _, row := range rows {
		if row[0] == "A04" && (at(row, "baseline_lower95") != "29.2" || at(row, "baseline_upper95") != "54.1") {
			t.Errorf("A04: %s to %s, want 29.2 to 54.1", at(row, "baseline_lower95"), at(row, "baseline_upper95"))
		}
	}
}

func TestTheSameFiguresGiveTheSameBytes(t *testing.T) {
	var a, b bytes.Buffer
	about := About{Demonstration: true}
	for _, w := range []*bytes.Buffer{&a, &b} {
		if err := WriteMetadata(w, about); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("two descriptions differ")
	}
	if strings.Contains(a.String(), "schema:version") {
		t.Error("a version stands there that was not given")
	}
}
