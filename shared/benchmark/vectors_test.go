package benchmark

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// carried holds the relevant parts of the test vectors, so that these tests
// always run; testdata/SOURCES.md says where they are from. whole holds the
// vectors themselves, which not every checkout has beside it.
const (
	carried = "testdata/vectors"
	whole   = "../../../shared/vectors"
)

// vectorTests says which test covers each file of vectors.
var vectorTests = map[string]func(*testing.T, vectors){
	"ci-unit-byars-wilson.csv":                               unitLimits,
	"proportion-wilson.csv":                                  proportionIntervals,
	"proportion-wilson-grouped.csv":                          proportionIntervals,
	"rate-byars-exact.csv":                                   rateIntervals,
	"rate-byars-exact-grouped.csv":                           rateIntervals,
	"own-rate-per-10000.csv":                                 rateIntervals,
	"mean-inputs.csv":                                        meanIntervals,
	"mean-expected.csv":                                      meanIntervals,
	"quantiles.csv":                                          quantileBands,
	"sii-inputs.csv":                                         slopeIndices,
	"sii-expected.csv":                                       slopeIndices,
	"funnel-proportion-areas.csv":                            proportionClasses,
	"funnel-proportion-limits.csv":                           proportionCurves,
	"funnel-proportion-limits-denominator-under-31000.csv":   proportionCurves,
	"funnel-rate-areas.csv":                                  rateClasses,
	"funnel-rate-limit-inputs.csv":                           rateChartPoints,
	"funnel-rate-limits-1-dsr.csv":                           rateCurves,
	"funnel-rate-limits-2-crude-under-10.csv":                rateCurves,
	"funnel-rate-limits-3-crude-zero-events.csv":             rateCurves,
	"funnel-ratio-areas.csv":                                 ratioClasses,
	"funnel-ratio-limits.csv":                                ratioCurves,
	"overdispersion-summary.json":                            dispersionSummary,
	"overdispersion-fpr_tests-sr-shmi.csv":                   dispersion,
	"overdispersion-fpr_tests-sr-cqc.csv":                    dispersion,
	"overdispersion-fpr_tests-rc-shmi.csv":                   dispersion,
	"overdispersion-phe_prop-pr-shmi.csv":                    dispersion,
	"overdispersion-real-rereferral-2025-pr.csv":             dispersion,
	"overdispersion-synthetic_no_overdispersion-pr-shmi.csv": dispersion,
	"overdispersion-synthetic_rereferral-pr-shmi.csv":        dispersion,
	"spc-xmr.csv":                                            controlCharts,
	"spc-xmr-summary.json":                                   controlChartSummary,
	"spc-assurance.csv":                                      assurances,
	"spc-anhoej-limits.csv":                                  runLimits,
	"spc-qicharts2-c-ex-7.3-3.csv":                           shewhartCharts,
	"spc-qicharts2-i-ex-6.5-3.csv":                           shewhartCharts,
	"spc-qicharts2-mr-ex-6.5-4.csv":                          shewhartCharts,
	"spc-qicharts2-p-ex-7.1-5.csv":                           shewhartCharts,
	"spc-qicharts2-p-tbl-7.4-1.csv":                          shewhartCharts,
	"spc-qicharts2-u-ex-7.4-1.csv":                           shewhartCharts,
	"spc-qicharts2-u-ex-7.5-1.csv":                           shewhartCharts,
	"trend-5-point-inputs.csv":                               fivePointTrends,
	"trend-5-point-expected.csv":                             fivePointTrends,
	"sdc-rounding.csv":                                       displayedCounts,
	"context-la-referrals-2025.csv":                          publishedReferrals,
	"context-statistical-neighbours-2025.csv":                publishedNeighbours,
}

// vectorsElsewhere names the packages whose tests cover the rest.
var vectorsElsewhere = map[string][]string{
	"sdc-audit.json": {"../audit", "../disclosure"},
}

// notVectors are about the vectors.
var notVectors = []string{"CHECKS.csv", "SOURCES.md"}

// TestVectors checks every method against figures made with the field's own
// software.
func TestVectors(t *testing.T) {
	for place, dir := range map[string]string{"carried": carried, "whole": whole} {
		t.Run(place, func(t *testing.T) {
			files, err := os.ReadDir(dir)
			if err != nil && place == "whole" {
				t.Skipf("the whole vectors are not beside this checkout: %v", err)
			}
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range files {
				if test, ok := vectorTests[f.Name()]; ok {
					t.Run(f.Name(), func(t *testing.T) { test(t, vectors{dir, f.Name()}) })
				}
			}
		})
	}
}

// TestEveryVectorIsCovered fails for a file of vectors that no test reads.
func TestEveryVectorIsCovered(t *testing.T) {
	for _, dir := range []string{carried, whole} {
		files, err := os.ReadDir(dir)
		if err != nil && dir == whole {
			t.Skipf("the whole vectors are not beside this checkout: %v", err)
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			name := f.Name()
			if elsewhere, ok := vectorsElsewhere[name]; ok {
				if !anyTestNames(t, elsewhere, name) {
					t.Errorf("no test of %v reads %s", elsewhere, name)
				}
			} else if vectorTests[name] == nil && !slices.Contains(notVectors, name) {
				t.Errorf("no test covers %s/%s", dir, name)
			}
		}
	}
}

func anyTestNames(t *testing.T, dirs []string, name string) bool {
	for _, dir := range dirs {
		tests, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range tests {
			src, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if path != "vectors_test.go" && strings.Contains(string(src), name) {
				return true
			}
		}
	}
	return false
}

// vectors is one file of vectors with its neighbours.
type vectors struct{ dir, name string }

// A vectorRow is one row, by column.
type vectorRow map[string]string

// rows reads the file; of reads a neighbour.
func (v vectors) rows(t *testing.T) []vectorRow { return v.of(t, v.name) }

func (v vectors) of(t *testing.T, name string) []vectorRow {
	t.Helper()
	f, err := os.Open(filepath.Join(v.dir, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	var out []vectorRow
	for _, row := range rows[1:] {
		r := vectorRow{}
		for i, h := range rows[0] {
			r[h] = row[i]
		}
		out = append(out, r)
	}
	if len(out) == 0 {
		t.Fatalf("%s has no rows", name)
	}
	return out
}

// json reads a JSON file of the same place into x.
func (v vectors) json(t *testing.T, name string, x any) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(v.dir, name))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, x); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// grouped parts rows by a column, in the order in which its values appear.
func grouped(rows []vectorRow, by ...string) (keys []string, groups map[string][]vectorRow) {
	groups = map[string][]vectorRow{}
	for _, r := range rows {
		var key string
		for _, col := range by {
			key += r[col] + " "
		}
		key = strings.TrimSpace(key)
		if groups[key] == nil {
			keys = append(keys, key)
		}
		groups[key] = append(groups[key], r)
	}
	return keys, groups
}

// num returns a number, which must be there.
func (r vectorRow) num(t *testing.T, col string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(r[col], 64)
	if err != nil {
		t.Fatalf("column %s = %q: %v", col, r[col], err)
	}
	return v
}

// number returns a number or, for a blank, that there is none.
func (r vectorRow) number(t *testing.T, col string) Number {
	t.Helper()
	if r[col] == "" {
		return Number{}
	}
	return Some(r.num(t, col))
}

// orNaN returns NaN for a blank: what a method is given when a count is
// missing.
func (r vectorRow) orNaN(t *testing.T, col string) float64 {
	t.Helper()
	if n := r.number(t, col); n.OK {
		return n.Value
	}
	return math.NaN()
}

func (r vectorRow) index(t *testing.T, col string) int { t.Helper(); return int(r.num(t, col)) }

func (r vectorRow) yes(col string) bool { return r[col] == "TRUE" }

// confidence reads "95", "95%", "0.95", "99.8%" and the like.
func (r vectorRow) confidence(t *testing.T, col string) Confidence {
	t.Helper()
	v, err := strconv.ParseFloat(strings.TrimSuffix(r[col], "%"), 64)
	if err != nil {
		t.Fatalf("column %s = %q: %v", col, r[col], err)
	}
	if v > 1 {
		v /= 100
	}
	return Confidence(v)
}

// near reports whether got is want to rel relative (or absolute near zero).
func near(got, want, rel float64) bool {
	return math.Abs(got-want) <= rel*max(math.Abs(want), 1e-3)
}

func checkNear(t *testing.T, what string, got, want, rel float64) {
	t.Helper()
	if !near(got, want, rel) {
		t.Errorf("%s = %.15g, want %.15g", what, got, want)
	}
}

func checkInterval(t *testing.T, what string, got Interval, err error, lower, upper, rel float64) {
	t.Helper()
	if err != nil || !near(got.Lower, lower, rel) || !near(got.Upper, upper, rel) {
		t.Errorf("%s = %v, %v, want %v to %v", what, got, err, lower, upper)
	}
}

// exact is the tolerance wherever the vectors state no other.
const exact = 1e-9
