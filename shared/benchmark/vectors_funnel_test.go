package benchmark

import (
	"errors"
	"math"
	"strings"
	"testing"
)

// outlierWords are the field's words for the classes.
var outlierWords = map[string]Outlier{"High (0.001)": High998, "High (0.025)": High95, "Not significant": NotOutside,
	"Low (0.025)": Low95, "Low (0.001)": Low998}

func checkOutlier(t *testing.T, what string, got Outlier, err error, words string) {
	t.Helper()
	if want, ok := outlierWords[words]; err != nil || !ok || got != want {
		t.Errorf("%s: %v, %v, want %q", what, got, err, words)
	}
}

func proportionCurves(t *testing.T, v vectors) {
	for _, r := range v.rows(t) {
		d, p := r.num(t, "population"), r.num(t, "baseline")/100
		// The file holds six to eight decimals of a percentage, of the
		// baseline too, from which the limits are reckoned here.
		for _, col := range limitColumns[2:4] {
			i, err := ProportionLimits(d, p, col.c)
			checkInterval(t, col.lower+" "+r["population"], i.Times(100), err, r.num(t, col.lower), r.num(t, col.upper), 2e-7)
		}
	}
}

func proportionClasses(t *testing.T, v vectors) {
	rows := v.rows(t)
	var n, d float64
	for _, r := range rows {
		n, d = n+r.num(t, "numerator"), d+r.num(t, "denominator")
	}
	for _, r := range rows {
		got, err := ProportionOutlier(r.num(t, "numerator"), r.num(t, "denominator"), n/d)
		checkOutlier(t, r["area"], got, err, r["significance"])
	}
}

// rateColumns are the four cases of each kind in funnel-rate-areas.csv: the
// base of the rate, and whether the area without events is among them.
func rateClasses(t *testing.T, v vectors) {
	rows := v.rows(t)
	for _, col := range []struct {
		class, rate string
		per         float64
	}{
		{"dsr_per_100000_with_0", "rate_dsr", 1e5}, {"dsr_per_100_with_0", "rate_dsr", 100},
		{"dsr_per_100000_without_0", "rate_dsr", 1e5}, {"dsr_per_100_without_0", "rate_dsr", 100},
		{"crude_per_100000_with_0", "rate_crude_per_100000", 1e5}, {"crude_per_100_with_0", "rate_crude_per_100", 100},
		{"crude_per_100000_without_0", "rate_crude_per_100000", 1e5}, {"crude_per_100_without_0", "rate_crude_per_100", 100},
	} {
		standardised, without := col.rate == "rate_dsr", strings.Contains(col.class, "without")
		denominator := func(r vectorRow) (float64, error) {
			events := r.num(t, "count")
			switch {
			case standardised:
				rate := max(r.number(t, col.rate).Value, math.SmallestNonzeroFloat64)
				return EffectivePopulation(events, rate, col.per)
			case events == 0:
				return r.num(t, "pop"), nil
			}
			return col.per * events / r.num(t, col.rate), nil
		}
		var events, all float64
		for _, r := range rows {
			d, err := denominator(r)
			if without && r["count"] == "0" || err != nil {
				continue
			}
			events, all = events+r.num(t, "count"), all+d
		}
		for _, r := range rows {
			if without && r["count"] == "0" {
				continue // not among them: the file's class is of another table
			}
			d, err := denominator(r)
			if strings.HasPrefix(r[col.class], "Not applicable") {
				if !errors.Is(err, ErrTooFew) {
					t.Errorf("%s of %s events: %v, want ErrTooFew", col.class, r["count"], err)
				}
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			got, err := RateOutlier(r.num(t, "count"), d, events/all)
			checkOutlier(t, col.class+" "+r["count"], got, err, r[col.class])
		}
	}
}

// rateChartPoints are points on a funnel of rates per 100,000 over three years
// (standardised, and crude without a denominator) and five (with one). In one
// row the field's own test takes the events to be too few for a standardised
// rate, and none where there is a denominator.
func rateChartPoints(t *testing.T, v vectors) {
	var events, population float64
	for _, r := range v.rows(t) {
		n, rate, pop := r.num(t, "ev"), r.num(t, "rate"), r.num(t, "pop")
		crude := 1e5 * n / rate
		withDenominator := crude
		if r["denominator_derived"] == "" {
			if d, err := EffectivePopulation(FewestStandardised-1, rate, 1e5); !errors.Is(err, ErrTooFew) || r["rate_chart"] != "" {
				t.Errorf("%v: %v, %v, want ErrTooFew", r, d, err)
			}
			withDenominator = pop
		} else {
			d, err := EffectivePopulation(n, rate, 1e5)
			if err != nil || r.num(t, "rate_chart") != rate {
				t.Errorf("%v events: %v", n, err)
			}
			checkNear(t, "effective population of "+r["ev"], d/3, r.num(t, "denominator_derived"), exact)
		}
		checkNear(t, "crude", crude/3, r.num(t, "denominator_derived_crude"), exact)
		checkNear(t, "crude with denominator", withDenominator/5, r.num(t, "denominator_derived_crude_with_denom"), exact)
		if r.num(t, "rate_chart_crude") != rate || r.num(t, "rate_chart_crude_with_denom") != rate {
			t.Errorf("%v", r)
		}
		events, population = events+n, population+crude
	}
	checkNear(t, "baseline", 1e5*events/population, v.of(t, "funnel-rate-limits-1-dsr.csv")[0].num(t, "baseline"), exact)
}

// poissonFunnel is the tolerance for the limits that the field's software
// finds by bisection to 1e-7.
const poissonFunnel = 2e-4

func rateCurves(t *testing.T, v vectors) {
	for _, r := range v.rows(t) {
		e, centre := r.num(t, "Events"), r.num(t, "baseline")/1e5
		for _, band := range []struct {
			c       Confidence
			columns string
		}{{C95, "2s"}, {C998, "3s"}} {
			lower, upper, err := RateLimitDenominators(e, centre, band.c)
			if err != nil {
				t.Fatal(err)
			}
			what := v.name + " " + band.columns + " at " + r["Events"] + " events"
			checkNear(t, what, 1e5*e/lower, r.num(t, "lower_"+band.columns+"_limit"), poissonFunnel)
			checkNear(t, what, 1e5*e/upper, r.num(t, "upper_"+band.columns+"_limit"), poissonFunnel)
			checkYears(t, what, lower, r.num(t, "lower_"+band.columns+"_population_1_year"))
			checkYears(t, what, upper, r.num(t, "upper_"+band.columns+"_population_1_year"))
			// The same curve drawn by denominator.
			i, err := RateLimits(lower, centre, band.c)
			if err != nil {
				t.Fatal(err)
			}
			checkNear(t, what+" drawn by denominator", i.Lower*lower, e, exact)
			if i, err = RateLimits(upper, centre, band.c); err != nil {
				t.Fatal(err)
			}
			checkNear(t, what+" drawn by denominator", i.Upper*upper, e, exact)
		}
	}
}

// checkYears holds a denominator of several years to that of one.
func checkYears(t *testing.T, what string, got, year float64) {
	t.Helper()
	years := math.Round(got / year)
	if years < 1 || years > 5 || !near(got, years*year, poissonFunnel) {
		t.Errorf("%s: denominator %v, want whole years of %v", what, got, year)
	}
}

func ratioClasses(t *testing.T, v vectors) {
	for _, r := range v.rows(t) {
		got, err := RateOutlier(r.num(t, "obs"), r.num(t, "expected"), 1)
		checkOutlier(t, r["obs"]+" of "+r["expected"], got, err, r["significance"])
	}
}

func ratioCurves(t *testing.T, v vectors) {
	for _, r := range v.rows(t) {
		e := r.num(t, "observed_events")
		for _, band := range []struct {
			c       Confidence
			columns string
		}{{C95, "2s"}, {C998, "3s"}} {
			lower, upper, err := RateLimitDenominators(e, 1, band.c)
			if err != nil {
				t.Fatal(err)
			}
			for side, expected := range map[string]float64{"lower_": lower, "upper_": upper} {
				what := side + band.columns + " at " + r["observed_events"]
				checkNear(t, what, expected, r.num(t, side+band.columns+"_exp_events"), poissonFunnel)
				checkNear(t, what+" as a percentage", 100*e/expected, r.num(t, side+band.columns+"_isr"), poissonFunnel)
				checkNear(t, what+" as an excess", e/expected-1, r.num(t, side+band.columns+"_count"), poissonFunnel)
			}
		}
	}
}
