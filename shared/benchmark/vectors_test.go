package benchmark

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// vectorDir holds test vectors made with the field's own software. Where it is
// absent these tests are skipped; worked_test.go carries a few over.
const vectorDir = "../../../shared/vectors"

type vectorRow map[string]string

func (r vectorRow) num(t *testing.T, col string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(r[col], 64)
	if err != nil {
		t.Fatalf("column %s = %q: %v", col, r[col], err)
	}
	return v
}

func vectors(t *testing.T, name string) []vectorRow {
	t.Helper()
	f, err := os.Open(filepath.Join(vectorDir, name))
	if err != nil {
		t.Skipf("no test vectors here: %v", err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []vectorRow
	for _, row := range rows[1:] {
		r := vectorRow{}
		for i, h := range rows[0] {
			r[h] = row[i]
		}
		out = append(out, r)
	}
	return out
}

// near reports whether got is want to rel relative (or absolute near zero).
func near(got, want, rel float64) bool {
	return math.Abs(got-want) <= rel*max(math.Abs(want), 1e-3)
}

func checkInterval(t *testing.T, what string, got Interval, err error, lower, upper, rel float64) {
	t.Helper()
	if err != nil || !near(got.Lower, lower, rel) || !near(got.Upper, upper, rel) {
		t.Errorf("%s = %v, %v, want %v to %v", what, got, err, lower, upper)
	}
}

func confidenceOf(t *testing.T, s string) Confidence {
	t.Helper()
	switch strings.TrimSuffix(s, "%") {
	case "0.95", "95":
		return C95
	case "0.998", "99.8":
		return C998
	}
	t.Fatalf("confidence %q", s)
	return 0
}

func TestVectorsUnitLimits(t *testing.T) {
	for _, r := range vectors(t, "ci-unit-byars-wilson.csv") {
		c, x := confidenceOf(t, r["confidence"]), r.num(t, "x")
		lower := 0.0 // blank in the file: the approximation falls below zero
		if r["lowercl"] != "" {
			lower = r.num(t, "lowercl")
		}
		if r["method"] == "Byars" {
			i, err := Byar(x, c)
			checkInterval(t, "Byar("+r["x"]+")", i, err, lower, r.num(t, "uppercl"), 1e-9)
			continue
		}
		i, err := Wilson(x, r.num(t, "n"), c)
		checkInterval(t, "Wilson("+r["x"]+")", i, err, lower, r.num(t, "uppercl"), 1e-9)
	}
}

func TestVectorsProportions(t *testing.T) {
	for _, name := range []string{"proportion-wilson.csv", "proportion-wilson-grouped.csv"} {
		for _, r := range vectors(t, name) {
			if r["Numerator"] == "" || r["Denominator"] == "" {
				continue // a missing count is a Symbol long before it is an interval
			}
			n, d, m := r.num(t, "Numerator"), r.num(t, "Denominator"), r.num(t, "multiplier")
			if !near(m*n/d, r.num(t, "value"), 1e-9) {
				t.Errorf("value of %v: %v", r, m*n/d)
			}
			if conf, ok := r["confidence"]; ok {
				i, err := Wilson(n, d, confidenceOf(t, conf))
				checkInterval(t, name, i.Times(m), err, r.num(t, "lowercl"), r.num(t, "uppercl"), 1e-9)
				continue
			}
			i, err := Wilson(n, d, C95)
			checkInterval(t, name, i.Times(m), err, r.num(t, "lower95_0cl"), r.num(t, "upper95_0cl"), 1e-9)
			i, err = Wilson(n, d, C998)
			checkInterval(t, name, i.Times(m), err, r.num(t, "lower99_8cl"), r.num(t, "upper99_8cl"), 1e-9)
		}
	}
}

func TestVectorsRates(t *testing.T) {
	cols := map[string][4]string{
		"rate-byars-exact.csv":         {"lower95_0cl", "upper95_0cl", "lower99_8cl", "upper99_8cl"},
		"own-rate-per-10000.csv":       {"lower95", "upper95", "lower99_8", "upper99_8"},
		"rate-byars-exact-grouped.csv": {},
	}
	for name, c := range cols {
		for _, r := range vectors(t, name) {
			upper := func(a, b string) string {
				if v, ok := r[a]; ok {
					return v
				}
				return r[b]
			}
			num, den := upper("Numerator", "numerator"), upper("Denominator", "denominator")
			if num == "" || den == "" {
				continue
			}
			n, _ := strconv.ParseFloat(num, 64)
			d, _ := strconv.ParseFloat(den, 64)
			m := r.num(t, "multiplier")
			if conf, ok := r["confidence"]; ok {
				i, err := RatePer(n, d, m, confidenceOf(t, conf))
				checkInterval(t, name+" "+num, i, err, r.num(t, "lowercl"), r.num(t, "uppercl"), 1e-9)
				continue
			}
			i, err := RatePer(n, d, m, C95)
			checkInterval(t, name+" "+num+"/"+den, i, err, r.num(t, c[0]), r.num(t, c[1]), 1e-9)
			i, err = RatePer(n, d, m, C998)
			checkInterval(t, name+" "+num+"/"+den, i, err, r.num(t, c[2]), r.num(t, c[3]), 1e-9)
		}
	}
}

func TestVectorsBands(t *testing.T) {
	groups := map[string][]vectorRow{}
	for _, r := range vectors(t, "quantiles.csv") {
		key := r["group_key"] + r["QuantileNm"]
		groups[key] = append(groups[key], r)
	}
	rows := 0
	for key, g := range groups {
		var xs []float64
		var present []vectorRow
		for _, r := range g {
			if r["Value"] == "" {
				continue
			}
			xs, present = append(xs, r.num(t, "Value")), append(present, r)
		}
		got, err := Bands(xs, int(g[0].num(t, "nquantiles")), g[0]["invert"] == "TRUE")
		for i, r := range present {
			rows++
			switch {
			case r["QuantileInGrp"] == "":
				if err == nil {
					t.Errorf("%s: bands of %d values, want ErrTooFew", key, len(xs))
				}
			case err != nil || got[i] != int(r.num(t, "QuantileInGrp")):
				t.Errorf("%s: band of %s = %v, want %s", key, r["Value"], err, r["QuantileInGrp"])
				return
			}
		}
	}
	t.Logf("%d rows in %d groups", rows, len(groups))
}

func TestVectorsProportionFunnel(t *testing.T) {
	for _, name := range []string{"funnel-proportion-limits.csv", "funnel-proportion-limits-denominator-under-31000.csv"} {
		for _, r := range vectors(t, name) {
			d, p := r.num(t, "population"), r.num(t, "baseline")/100
			// The file holds eight decimals or fewer of a percentage.
			i, err := ProportionLimits(d, p, C95)
			checkInterval(t, name+" 95 "+r["population"], i.Times(100), err, r.num(t, "lower95"), r.num(t, "upper95"), 2e-7)
			i, err = ProportionLimits(d, p, C998)
			checkInterval(t, name+" 99.8 "+r["population"], i.Times(100), err, r.num(t, "lower99_8"), r.num(t, "upper99_8"), 2e-7)
		}
	}
}

func TestVectorsProportionSignificance(t *testing.T) {
	rows := vectors(t, "funnel-proportion-areas.csv")
	var n, d float64
	for _, r := range rows {
		n, d = n+r.num(t, "numerator"), d+r.num(t, "denominator")
	}
	for _, r := range rows {
		num, den := r.num(t, "numerator"), r.num(t, "denominator")
		in95, _ := ProportionLimits(den, n/d, C95)
		in998, _ := ProportionLimits(den, n/d, C998)
		if got := outlierOf(num/den, in95, in998); !sameWords(got, r["significance"]) {
			t.Errorf("%s: %v, want %q", r["area"], got, r["significance"])
		}
	}
}

// sameWords compares a class with the peer's words for it.
func sameWords(o Outlier, words string) bool {
	return map[string]Outlier{"High (0.001)": High998, "High (0.025)": High95, "Not significant": NotOutside,
		"Low (0.025)": Low95, "Low (0.001)": Low998}[words] == o
}

func TestVectorsRateFunnel(t *testing.T) {
	for _, name := range []string{"funnel-rate-limits-1-dsr.csv", "funnel-rate-limits-2-crude-under-10.csv", "funnel-rate-limits-3-crude-zero-events.csv"} {
		for _, r := range vectors(t, name) {
			e, centre := r.num(t, "Events"), r.num(t, "baseline")/1e5
			for _, band := range []struct {
				c      Confidence
				lo, up string
			}{{C95, "lower_2s_limit", "upper_2s_limit"}, {C998, "lower_3s_limit", "upper_3s_limit"}} {
				lower, upper, err := RateLimitDenominators(e, centre, band.c)
				if err != nil || !near(1e5*e/lower, r.num(t, band.lo), 2e-4) || !near(1e5*e/upper, r.num(t, band.up), 2e-4) {
					t.Errorf("%s events %v: %v, %v, %v", name, e, 1e5*e/lower, 1e5*e/upper, err)
				}
				// The same curve drawn by denominator.
				i, err := RateLimits(lower, centre, band.c)
				if err != nil || !near(i.Lower, e/lower, 1e-9) {
					t.Errorf("%s: RateLimits(%v).Lower = %v, %v, want %v", name, lower, i.Lower*lower, err, e)
				}
				i, err = RateLimits(upper, centre, band.c)
				if err != nil || !near(i.Upper, e/upper, 1e-9) {
					t.Errorf("%s: RateLimits(%v).Upper = %v, %v, want %v", name, upper, i.Upper*upper, err, e)
				}
			}
		}
	}
}

func TestVectorsOverdispersion(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(vectorDir, "overdispersion-summary.json"))
	if err != nil {
		t.Skipf("no test vectors here: %v", err)
	}
	var cases []struct {
		Case, Method      string
		Data              string `json:"data_type"`
		Target, Phi, Tau2 float64
		N                 int  `json:"n_used"`
		Outside           int  `json:"outliers_99_8_adjusted"`
		Naive             *int `json:"outside_naive_99_8"`
	}
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		t.Run(c.Case, func(t *testing.T) {
			rows := vectors(t, "overdispersion-"+strings.ToLower(c.Case)+".csv")
			var scores []Score
			var n, d []float64
			var sumN, sumD float64
			for _, r := range rows {
				n, d = append(n, r.num(t, "numerator")), append(d, r.num(t, "denominator"))
				sumN, sumD = sumN+n[len(n)-1], sumD+d[len(d)-1]
			}
			centre := sumN / sumD
			trim := Winsorise
			for i := range n {
				var s Score
				var err error
				switch c.Data + c.Method {
				case "PRSHMI", "PRarcsine":
					s, err = ProportionScore(n[i], d[i], centre)
				case "SRSHMI":
					s, err = RatioScore(n[i], d[i])
					trim = Truncate
				case "SRCQC":
					s, err = SquareRootScore(n[i], d[i])
				case "RCSHMI":
					s, err = CountRatioScore(n[i], d[i], centre)
				default:
					t.Fatal("what method is this?")
				}
				if err != nil || !near(s.Z, rows[i].num(t, "z"), 1e-9) {
					t.Errorf("score %d = %v, %v, want %s", i, s.Z, err, rows[i]["z"])
				}
				scores = append(scores, s)
			}
			got, err := Disperse(scores, trim, 0.1)
			if err != nil || !near(got.Phi, c.Phi, 1e-9) || math.Abs(got.Tau2-c.Tau2) > 1e-9*max(c.Tau2, 1e-3) || got.N != c.N {
				t.Errorf("Disperse = %+v, %v, want phi %v tau2 %v n %d", got, err, c.Phi, c.Tau2, c.N)
			}
			if c.Data == "RC" || c.Method == "CQC" {
				return // their limits are wrong in the peer and not used here
			}
			outside, naive := 0, 0
			for i, r := range rows {
				limits := func(c Confidence) (Interval, error) { return AdjustedProportionLimits(d[i], centre, got.Tau2, c) }
				value := n[i] / d[i]
				if trim == Truncate {
					limits = func(c Confidence) (Interval, error) { return AdjustedRateLimits(d[i], 1, got.Tau2, c) }
				}
				in95, err := limits(C95)
				checkInterval(t, "95", in95, err, r.num(t, "od_lower95"), r.num(t, "od_upper95"), 1e-6)
				in998, err := limits(C998)
				checkInterval(t, "99.8", in998, err, r.num(t, "od_lower99_8"), r.num(t, "od_upper99_8"), 1e-6)
				if o := outlierOf(value, in95, in998); o == High998 || o == Low998 {
					outside++
				}
				if c.Naive != nil {
					plain, err := ProportionLimits(d[i], centre, C998)
					checkInterval(t, "naive", plain, err, r.num(t, "naive_lower99_8"), r.num(t, "naive_upper99_8"), 1e-9)
					if value < plain.Lower || value > plain.Upper {
						naive++
					}
				}
			}
			if outside != c.Outside || (c.Naive != nil && naive != *c.Naive) {
				t.Errorf("%d outside adjusted limits and %d outside plain ones, want %d", outside, naive, c.Outside)
			}
		})
	}
}
