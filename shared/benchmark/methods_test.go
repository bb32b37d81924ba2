package benchmark

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"os"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"earlyhelp/shared/indicator"
)

// anyNumber draws what a method might be given: counts, fractions, huge and
// tiny numbers, none, below none, no number, without end.
func anyNumber() *rapid.Generator[float64] {
	return rapid.OneOf(
		rapid.Map(rapid.IntRange(0, 40), func(n int) float64 { return float64(n) }),
		rapid.Map(rapid.IntRange(0, 2_000_000_000), func(n int) float64 { return float64(n) }),
		rapid.Float64Range(0, 1),
		rapid.Float64Range(-10, 1000),
		rapid.Float64(),
		rapid.SampledFrom([]float64{0, 1, -1, 5e-324, 1e-300, 1e-150, 1e150, 1e300, math.MaxFloat64, math.NaN(), math.Inf(1), math.Inf(-1), math.Copysign(0, -1)}),
	)
}

func anyConfidence() *rapid.Generator[Confidence] {
	return rapid.OneOf(
		rapid.SampledFrom([]Confidence{C95, C998, C95, C998, 0, 1, 1 - 1e-12, 1e-12, 2, -1, Confidence(math.NaN()), Confidence(math.Inf(1))}),
		rapid.Map(rapid.Float64Range(0, 1), func(x float64) Confidence { return Confidence(x) }),
	)
}

func anyReading() *rapid.Generator[Number] {
	return rapid.Custom(func(t *rapid.T) Number {
		if rapid.IntRange(0, 9).Draw(t, "missing") == 0 {
			return Number{}
		}
		return Some(anyNumber().Draw(t, "value"))
	})
}

// anySeries draws a series of ordinary values, of constant ones, or of
// anything.
func anySeries(t *rapid.T) []Number {
	n := rapid.IntRange(0, 30).Draw(t, "length")
	kind := rapid.IntRange(0, 2).Draw(t, "kind")
	same := rapid.Float64Range(-1e6, 1e6).Draw(t, "same")
	series := make([]Number, n)
	for i := range series {
		switch kind {
		case 0:
			series[i] = anyReading().Draw(t, "value")
		case 1:
			series[i] = Some(same)
		default:
			series[i] = Some(math.Round(rapid.Float64Range(0, 100).Draw(t, "value")*10) / 10)
		}
	}
	return series
}

// sane fails where a result without an error holds a number that is none.
func sane(t *rapid.T, what string, result any, err error) {
	t.Helper()
	if err == nil {
		if bad := notFinite(reflect.ValueOf(result), ""); bad != "" {
			t.Fatalf("%s = %+v: %s", what, result, bad)
		}
	}
}

// notFinite names the first number in v that is not finite, and the first
// interval that is the wrong way round.
func notFinite(v reflect.Value, path string) string {
	switch v.Kind() {
	case reflect.Float64:
		if !finite(v.Float()) {
			return path + " is " + fmt.Sprint(v.Float())
		}
	case reflect.Struct:
		if i, ok := v.Interface().(Interval); ok && !(i.Lower <= i.Upper) {
			return path + " is the wrong way round"
		}
		for i := range v.NumField() {
			if bad := notFinite(v.Field(i), path+"."+v.Type().Field(i).Name); bad != "" {
				return bad
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			if bad := notFinite(v.Index(i), fmt.Sprintf("%s[%d]", path, i)); bad != "" {
				return bad
			}
		}
	}
	return ""
}

// TestNoMethodReturnsANumberThatIsNone gives every method anything at all: what
// comes back without an error is finite, and intervals are the right way
// round.
func TestNoMethodReturnsANumberThatIsNone(t *testing.T) {
	type number = float64
	type method struct {
		name string
		call func(a, b, c, d number, conf Confidence) (any, error)
	}
	of := func(v any, err error) (any, error) { return v, err }
	methods := []method{
		{"Wilson", func(a, b, _, _ number, c Confidence) (any, error) { v, err := Wilson(a, b, c); return of(v, err) }},
		{"Byar", func(a, _, _, _ number, c Confidence) (any, error) { v, err := Byar(a, c); return of(v, err) }},
		{"ExactPoisson", func(a, _, _, _ number, c Confidence) (any, error) { v, err := ExactPoisson(a, c); return of(v, err) }},
		{"Count", func(a, _, _, _ number, c Confidence) (any, error) { v, err := Count(a, c); return of(v, err) }},
		{"RatePer", func(a, b, p, _ number, c Confidence) (any, error) { v, err := RatePer(a, b, p, c); return of(v, err) }},
		{"ProportionLimits", func(a, b, _, _ number, c Confidence) (any, error) {
			v, err := ProportionLimits(a, b, c)
			return of(v, err)
		}},
		{"AdjustedProportionLimits", func(a, b, p, _ number, c Confidence) (any, error) {
			v, err := AdjustedProportionLimits(a, b, p, c)
			return of(v, err)
		}},
		{"ProportionOutlier", func(a, b, p, _ number, _ Confidence) (any, error) {
			v, err := ProportionOutlier(a, b, p)
			return of(v, err)
		}},
		{"RateLimits", func(a, b, _, _ number, c Confidence) (any, error) { v, err := RateLimits(a, b, c); return of(v, err) }},
		{"RateOutlier", func(a, b, p, _ number, _ Confidence) (any, error) { v, err := RateOutlier(a, b, p); return of(v, err) }},
		{"AdjustedRateLimits", func(a, b, p, _ number, c Confidence) (any, error) {
			v, err := AdjustedRateLimits(a, b, p, c)
			return of(v, err)
		}},
		{"AdjustedSquareRootLimits", func(a, b, _, _ number, c Confidence) (any, error) {
			v, err := AdjustedSquareRootLimits(a, b, c)
			return of(v, err)
		}},
		{"AdjustedCountRatioLimits", func(a, b, p, q number, c Confidence) (any, error) {
			v, err := AdjustedCountRatioLimits(a, b, p, q, c)
			return of(v, err)
		}},
		{"RateLimitDenominators", func(a, b, _, _ number, c Confidence) (any, error) {
			v, w, err := RateLimitDenominators(a, b, c)
			return of([]float64{v, w}, err)
		}},
		{"EffectivePopulation", func(a, b, p, _ number, _ Confidence) (any, error) {
			v, err := EffectivePopulation(a, b, p)
			return of(v, err)
		}},
		{"ProportionScore", func(a, b, p, _ number, _ Confidence) (any, error) {
			v, err := ProportionScore(a, b, p)
			return of(v, err)
		}},
		{"RatioScore", func(a, b, _, _ number, _ Confidence) (any, error) { v, err := RatioScore(a, b); return of(v, err) }},
		{"SquareRootScore", func(a, b, _, _ number, _ Confidence) (any, error) { v, err := SquareRootScore(a, b); return of(v, err) }},
		{"CountRatioScore", func(a, b, p, _ number, _ Confidence) (any, error) {
			v, err := CountRatioScore(a, b, p)
			return of(v, err)
		}},
		{"ProportionDifference", func(a, b, p, q number, c Confidence) (any, error) {
			v, err := ProportionDifference(Fraction{a, b}, Fraction{p, q}, c)
			return of(v, err)
		}},
		{"ProportionRatio", func(a, b, p, q number, c Confidence) (any, error) {
			v, err := ProportionRatio(Fraction{a, b}, Fraction{p, q}, c)
			return of(v, err)
		}},
		{"RateDifference", func(a, b, p, q number, c Confidence) (any, error) {
			v, err := RateDifference(Fraction{a, b}, Fraction{p, q}, 10000, c)
			return of(v, err)
		}},
		{"RateRatio", func(a, b, p, q number, c Confidence) (any, error) {
			v, err := RateRatio(Fraction{a, b}, Fraction{p, q}, c)
			return of(v, err)
		}},
		{"Assure", func(a, b, p, q number, _ Confidence) (any, error) {
			return string(Assure(Interval{a, b}, p, indicator.Low)), nil
		}},
		{"RankFractions", func(a, b, p, q number, c Confidence) (any, error) {
			v, err := RankFractions([]Fraction{{a, b}, {p, q}}, indicator.Percent, c, true)
			return of(v, err)
		}},
	}
	for _, m := range methods {
		t.Run(m.name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				a, b := anyNumber().Draw(t, "a"), anyNumber().Draw(t, "b")
				p, q := anyNumber().Draw(t, "p"), anyNumber().Draw(t, "q")
				v, err := m.call(a, b, p, q, anyConfidence().Draw(t, "c"))
				sane(t, m.name, v, err)
			})
		})
	}
}

// TestNoMethodOfManyReturnsANumberThatIsNone does the same for the methods
// that take lists.
func TestNoMethodOfManyReturnsANumberThatIsNone(t *testing.T) { rapid.Check(t, manyOfAnything) }

// FuzzMethods lets the fuzzer look for what the draws miss.
func FuzzMethods(f *testing.F) { f.Fuzz(rapid.MakeFuzz(manyOfAnything)) }

func manyOfAnything(t *rapid.T) {
	xs := rapid.SliceOfN(anyNumber(), 0, 12).Draw(t, "xs")
	c, share := anyConfidence().Draw(t, "c"), anyNumber().Draw(t, "share")
	e, err := StudentT(xs, c)
	sane(t, "StudentT", e, err)
	m, err := Mean(xs)
	sane(t, "Mean", m, err)
	q, err := Quantile(xs, share)
	sane(t, "Quantile", q, err)
	qs, err := QuartilesOf(xs)
	sane(t, "QuartilesOf", qs, err)
	if !(qs.Q1 <= qs.Median && qs.Median <= qs.Q3) {
		t.Fatalf("quartiles %v", qs)
	}
	k := rapid.IntRange(-2, 14).Draw(t, "k")
	bands, err := Bands(xs, k, rapid.Bool().Draw(t, "highest first"))
	for _, b := range bands {
		if err != nil || b < 1 || b > k {
			t.Fatalf("Bands(%v, %d) = %v, %v", xs, k, bands, err)
		}
	}
	var scores []Score
	for i := 1; i < len(xs); i += 2 {
		scores = append(scores, Score{xs[i-1], xs[i]})
	}
	d, err := Disperse(scores, Trim(rapid.IntRange(0, 1).Draw(t, "trim")), share)
	sane(t, "Disperse", d, err)
	if d.Tau2 < 0 || d.Phi < 0 {
		t.Fatalf("Disperse(%v) = %+v", scores, d)
	}
	var points []Reading
	for range rapid.IntRange(0, 7).Draw(t, "points") {
		points = append(points, Reading{anyReading().Draw(t, "value"), anyReading().Draw(t, "lower"), anyReading().Draw(t, "upper")})
	}
	f, err := FivePoint(points)
	sane(t, "FivePoint", f, err)
	if err != nil && f.Direction != "" {
		t.Fatalf("FivePoint(%v) = %+v, %v: a direction that cannot be calculated", points, f, err)
	}
	var groups []SlopeGroup
	for range rapid.IntRange(0, 6).Draw(t, "groups") {
		groups = append(groups, SlopeGroup{anyNumber().Draw(t, "population"), anyNumber().Draw(t, "value"), anyReading().Draw(t, "se")})
	}
	s, err := SlopeIndex(groups, rapid.SampledFrom([]Scale{Plain, Log, Logit, ""}).Draw(t, "scale"), c)
	sane(t, "SlopeIndex", s, err)
	// Where only the interval is missing the rest is shown.
	sane(t, "SlopeIndex without an interval", s, nil)
}

// TestCharts gives the control chart anything: limits are numbers about the
// mean, holes stay holes, and every cause is one the rules allow.
func TestCharts(t *testing.T) { rapid.Check(t, chartOfAnything) }

// FuzzControlChart lets the fuzzer look for what the draws miss.
func FuzzControlChart(f *testing.F) { f.Fuzz(rapid.MakeFuzz(chartOfAnything)) }

func chartOfAnything(t *rapid.T) {
	series := anySeries(t)
	o := &ChartOptions{Polarity: indicator.Low, Baseline: rapid.IntRange(-1, 20).Draw(t, "baseline"), NoScreen: rapid.Bool().Draw(t, "no screen")}
	if rapid.Bool().Draw(t, "rebase") {
		o.Rebase = []Rebase{{At: rapid.IntRange(-1, 31).Draw(t, "at"), Reason: "a reason"}}
	}
	c, err := ControlChart(series, o)
	if err != nil && err != ErrTooFew {
		return
	}
	if len(c.Points) != len(series) {
		t.Fatalf("%d points of %d values", len(c.Points), len(series))
	}
	for i, p := range c.Points {
		part := c.Parts[p.Part]
		if p.Value != series[i] || i < part.From || i >= part.To {
			t.Fatalf("point %d = %+v in %+v", i, p, part)
		}
		if len(p.Causes) > 0 && (!p.Value.OK || !part.OK || part.MeanRange == 0 && o.Baseline == 0 && len(series) == part.Known) {
			t.Fatalf("point %d of %v stands out: %+v", i, series, p)
		}
		if (p.Judgement == Neither) != (len(p.Causes) == 0) {
			t.Fatalf("point %d = %+v", i, p)
		}
	}
	for _, p := range c.Parts {
		sane(t, "part", p, nil)
		if p.OK && !(p.Limits.Lower <= p.Mean && p.Mean <= p.Limits.Upper) {
			t.Fatalf("part %+v", p)
		}
	}
}

// methodFiles hold the methods.
var methodFiles = []string{"interval.go", "mean.go", "quantile.go", "rank.go", "gap.go", "inequality.go", "funnel.go", "dispersion.go",
	"fivepoint.go", "xmr.go", "chart.go"}

// TestEveryMethodIsGivenAnything fails for an exported method that the
// properties of this file do not try.
func TestEveryMethodIsGivenAnything(t *testing.T) {
	src, err := os.ReadFile("methods_test.go")
	if err != nil {
		t.Fatal(err)
	}
	tried := string(src)
	through := map[string]string{"Jointly": "RankFractions", "Ranks": "RankFractions", "NewXmR": "ControlChart"}
	for _, name := range methodFiles {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Recv != nil || !f.Name.IsExported() {
				continue
			}
			method := f.Name.Name
			if via, ok := through[method]; ok {
				method = via
			}
			if !strings.Contains(tried, method+"(") {
				t.Errorf("%s: %s is not tried with anything at all", name, method)
			}
		}
	}
}

// TestDispersionIsOfTheAreas: neither the order of the areas nor, for scores
// that are equal, which of them comes first changes anything.
func TestDispersionIsOfTheAreas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 60).Draw(t, "n")
		scores := make([]Score, n)
		for i := range scores {
			scores[i] = Score{float64(rapid.IntRange(-3, 3).Draw(t, "z")), float64(rapid.IntRange(1, 4).Draw(t, "se"))}
		}
		trim := Trim(rapid.IntRange(0, 1).Draw(t, "trim"))
		want, err := Disperse(scores, trim, 0.1)
		got, err2 := Disperse(rapid.Permutation(scores).Draw(t, "order"), trim, 0.1)
		if err != err2 || got.N != want.N || !near(got.Phi, want.Phi, 1e-12) || !near(got.Tau2, want.Tau2, 1e-9) {
			t.Fatalf("%+v, %v in another order: %+v, %v", want, err, got, err2)
		}
	})
}
