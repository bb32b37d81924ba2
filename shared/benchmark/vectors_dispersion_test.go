package benchmark

import (
	"math"
	"strings"
	"testing"
)

// A dispersionCase is one of overdispersion-summary.json.
type dispersionCase struct {
	Case, Method      string
	Data              string  `json:"data_type"`
	TrimBy            float64 `json:"trim_by"`
	Target, Phi, Tau2 float64
	N                 int  `json:"n_used"`
	Outside           int  `json:"outliers_99_8_adjusted"`
	Naive             *int `json:"outside_naive_99_8"`
}

func (c dispersionCase) file() string { return "overdispersion-" + strings.ToLower(c.Case) + ".csv" }

func dispersionSummary(t *testing.T, v vectors) {
	var cases []dispersionCase
	v.json(t, v.name, &cases)
	for _, c := range cases {
		// The file itself is checked by dispersion, under its own name.
		if rows := v.of(t, c.file()); len(rows) < c.N {
			t.Errorf("%s has %d rows, want %d or more", c.file(), len(rows), c.N)
		}
	}
}

func dispersion(t *testing.T, v vectors) {
	var cases []dispersionCase
	v.json(t, "overdispersion-summary.json", &cases)
	for _, c := range cases {
		if c.file() == v.name {
			c.check(t, v.rows(t))
			return
		}
	}
	t.Fatalf("the summary does not mention %s", v.name)
}

// onScale are the methods of one kind of data.
type onScale struct {
	trim   Trim
	score  func(n, d, centre float64) (Score, error)
	limits func(n, d, centre, tau2 float64, c Confidence) (Interval, error)
	// asFile turns limits into what the file holds.
	asFile func(Interval) Interval
}

func same(i Interval) Interval { return i }

// scales by data type and method. The file of the square-root scale holds its
// limits before they are squared back, which is the peer's defect; those held
// to 0 below cannot be compared.
var scales = map[string]onScale{
	"PR": {Winsorise, ProportionScore, func(_, d, centre, tau2 float64, c Confidence) (Interval, error) {
		return AdjustedProportionLimits(d, centre, tau2, c)
	}, same},
	"SR SHMI": {Truncate, func(n, d, _ float64) (Score, error) { return RatioScore(n, d) },
		func(_, d, _, tau2 float64, c Confidence) (Interval, error) { return AdjustedRateLimits(d, 1, tau2, c) }, same},
	"SR CQC": {Winsorise, func(n, d, _ float64) (Score, error) { return SquareRootScore(n, d) },
		func(_, d, _, tau2 float64, c Confidence) (Interval, error) {
			return AdjustedSquareRootLimits(d, tau2, c)
		}, func(i Interval) Interval { return Interval{math.Sqrt(i.Lower), math.Sqrt(i.Upper)} }},
	"RC": {Winsorise, CountRatioScore, AdjustedCountRatioLimits, same},
}

func (c dispersionCase) scale(t *testing.T) onScale {
	if s, ok := scales[c.Data+" "+c.Method]; ok {
		return s
	}
	s, ok := scales[c.Data]
	if !ok {
		t.Fatalf("%s: what method is %s %s?", c.Case, c.Data, c.Method)
	}
	return s
}

// funnelPlotR is the tolerance for limits made with rounded normal quantiles.
const funnelPlotR = 1e-6

func (c dispersionCase) check(t *testing.T, rows []vectorRow) {
	by := c.scale(t)
	var sumN, sumD float64
	for _, r := range rows {
		sumN, sumD = sumN+r.num(t, "numerator"), sumD+r.num(t, "denominator")
	}
	centre := sumN / sumD
	checkNear(t, "centre", centre, c.Target, exact)
	var scores []Score
	for _, r := range rows {
		s, err := by.score(r.num(t, "numerator"), r.num(t, "denominator"), centre)
		if err != nil {
			t.Fatal(err)
		}
		checkNear(t, "score of "+r["unit"], s.Z, r.num(t, "z"), exact)
		scores = append(scores, s)
	}
	got, err := Disperse(scores, by.trim, c.TrimBy)
	if err != nil || got.N != c.N {
		t.Fatalf("Disperse = %+v, %v, want %d areas used", got, err, c.N)
	}
	checkNear(t, "phi", got.Phi, c.Phi, exact)
	if checkNear(t, "tau²", got.Tau2, c.Tau2, exact); c.Tau2 == 0 && got.Tau2 != 0 {
		t.Errorf("tau² = %v, want 0", got.Tau2)
	}
	outside, naive := 0, 0
	for _, r := range rows {
		n, d := r.num(t, "numerator"), r.num(t, "denominator")
		i, err := by.limits(n, d, centre, got.Tau2, C95)
		checkInterval(t, r["unit"]+" 95%", by.asFile(i), err, r.num(t, "od_lower95"), r.num(t, "od_upper95"), funnelPlotR)
		i, err = by.limits(n, d, centre, got.Tau2, C998)
		checkInterval(t, r["unit"]+" 99.8%", by.asFile(i), err, r.num(t, "od_lower99_8"), r.num(t, "od_upper99_8"), funnelPlotR)
		if value := n / d; value < i.Lower || value > i.Upper {
			outside++
		}
		if r["naive_lower99_8"] != "" {
			plain, err := ProportionLimits(d, centre, C998)
			checkInterval(t, r["unit"]+" plain", plain, err, r.num(t, "naive_lower99_8"), r.num(t, "naive_upper99_8"), exact)
			if value := n / d; value < plain.Lower || value > plain.Upper {
				naive++
			}
		}
	}
	if wrongInThePeer := c.Method == "CQC"; !wrongInThePeer && outside != c.Outside || c.Naive != nil && naive != *c.Naive {
		t.Errorf("%d outside adjusted limits and %d outside plain ones, want %d", outside, naive, c.Outside)
	}
}

// TestRereferrals2025AreThree is the figure that this project rests on: of the
// real re-referrals of 2025, in the 151 areas with 100 referrals or more, a
// plain funnel marks 102 areas and one that allows for the spread between
// areas marks 3. The numerators are the published percentages times the
// referrals, rounded.
func TestRereferrals2025AreThree(t *testing.T) {
	var scores []Score
	var n, d []float64
	var sumN, sumD float64
	for _, r := range (vectors{carried, "overdispersion-real-rereferral-2025-pr.csv"}).rows(t) {
		n, d = append(n, r.num(t, "numerator")), append(d, r.num(t, "denominator"))
		sumN, sumD = sumN+r.num(t, "numerator"), sumD+r.num(t, "denominator")
	}
	for i := range n {
		s, err := ProportionScore(n[i], d[i], sumN/sumD)
		if err != nil {
			t.Fatal(err)
		}
		scores = append(scores, s)
	}
	got, err := Disperse(scores, Winsorise, 0.1)
	if err != nil || len(n) != 151 || math.Abs(got.Phi-29.778392180911) > 1e-9*29.8 {
		t.Fatalf("%d areas: %+v, %v, want phi 29.8 of 151", len(n), got, err)
	}
	adjusted, plain := 0, 0
	for i := range n {
		limits, err := AdjustedProportionLimits(d[i], sumN/sumD, got.Tau2, C998)
		if err != nil {
			t.Fatal(err)
		}
		if v := n[i] / d[i]; v < limits.Lower || v > limits.Upper {
			adjusted++
		}
		o, err := ProportionOutlier(n[i], d[i], sumN/sumD)
		if err != nil {
			t.Fatal(err)
		}
		if o == High998 || o == Low998 {
			plain++
		}
	}
	if adjusted != 3 || plain != 102 {
		t.Errorf("%d areas outside the adjusted limits and %d outside the plain ones, want 3 and 102", adjusted, plain)
	}
}
