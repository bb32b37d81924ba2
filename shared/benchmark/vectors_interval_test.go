package benchmark

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func unitLimits(t *testing.T, v vectors) {
	for _, r := range v.rows(t) {
		c, x := r.confidence(t, "confidence"), r.num(t, "x")
		lower := r.number(t, "lowercl").Value // 0 where blank: the approximation falls below it
		i, err := Interval{}, error(nil)
		if r["method"] == "Byars" {
			i, err = Byar(x, c)
		} else {
			i, err = Wilson(x, r.num(t, "n"), c)
		}
		checkInterval(t, r["method"]+" of "+r["x"], i, err, lower, r.num(t, "uppercl"), exact)
	}
}

// limitColumns are the names that the files give to limits.
var limitColumns = []struct {
	c            Confidence
	lower, upper string
}{
	{C95, "lower95_0cl", "upper95_0cl"}, {C998, "lower99_8cl", "upper99_8cl"},
	{C95, "lower95", "upper95"}, {C998, "lower99_8", "upper99_8"},
	{0, "lowercl", "uppercl"}, // at the row's own confidence
}

// checkLimits checks all limits that a row has. Those of a missing count are
// blank, and the method says that there is no count.
func checkLimits(t *testing.T, r vectorRow, n, d Number, interval func(Confidence) (Interval, error)) {
	t.Helper()
	checked := 0
	for _, col := range limitColumns {
		if _, ok := r[col.lower]; !ok {
			continue
		}
		checked++
		c := col.c
		if c == 0 {
			c = r.confidence(t, "confidence")
		}
		i, err := interval(c)
		if !n.OK || !d.OK {
			if !errors.Is(err, ErrNotACount) || r[col.lower] != "" || r[col.upper] != "" {
				t.Errorf("%v: %v, %v, want no limits", r, i, err)
			}
			continue
		}
		checkInterval(t, r["Area"]+" "+col.lower, i, err, r.num(t, col.lower), r.num(t, col.upper), exact)
	}
	if checked == 0 {
		t.Errorf("%v has no limits", r)
	}
}

func proportionIntervals(t *testing.T, v vectors) {
	for _, r := range v.rows(t) {
		n, d, m := r.number(t, "Numerator"), r.number(t, "Denominator"), r.num(t, "multiplier")
		checkLimits(t, r, n, d, func(c Confidence) (Interval, error) {
			i, err := Wilson(r.orNaN(t, "Numerator"), r.orNaN(t, "Denominator"), c)
			return i.Times(m), err
		})
		if n.OK && d.OK {
			checkNear(t, "value", m*n.Value/d.Value, r.num(t, "value"), exact)
		}
	}
}

func rateIntervals(t *testing.T, v vectors) {
	numerator, denominator := "Numerator", "Denominator"
	if v.name == "own-rate-per-10000.csv" {
		numerator, denominator = "numerator", "denominator"
	}
	for _, r := range v.rows(t) {
		n, d, m := r.number(t, numerator), r.number(t, denominator), r.num(t, "multiplier")
		checkLimits(t, r, n, d, func(c Confidence) (Interval, error) {
			return RatePer(r.orNaN(t, numerator), r.orNaN(t, denominator), m, c)
		})
		if n.OK && d.OK {
			checkNear(t, "value", m*n.Value/d.Value, r.num(t, "value"), exact)
		}
	}
}

func meanIntervals(t *testing.T, v vectors) {
	var all []float64
	areas := map[string][]float64{}
	for _, r := range v.of(t, "mean-inputs.csv") {
		x := r.num(t, "values")
		all, areas[r["area"]] = append(all, x), append(areas[r["area"]], x)
	}
	for _, r := range v.of(t, "mean-expected.csv") {
		values := areas[r["area"]]
		if r["area"] == "No grouping" {
			values = all
		}
		if len(values) != r.index(t, "value_count") {
			t.Fatalf("%s has %d values, want %s", r["area"], len(values), r["value_count"])
		}
		for _, col := range limitColumns[:2] {
			e, err := StudentT(values, col.c)
			checkInterval(t, r["area"]+" "+col.lower, e.Interval, err, r.num(t, col.lower), r.num(t, col.upper), exact)
			checkNear(t, r["area"], e.Value, r.num(t, "value"), exact)
		}
	}
}

func quantileBands(t *testing.T, v vectors) {
	keys, groups := grouped(v.rows(t), "group_key", "QuantileNm")
	for _, key := range keys {
		g := groups[key]
		var xs []float64
		var present []vectorRow
		for _, r := range g {
			switch {
			case r["Value"] != "":
				xs, present = append(xs, r.num(t, "Value")), append(present, r)
			case r["QuantileInGrp"] != "":
				t.Errorf("%s: a band without a value", key)
			}
		}
		got, err := Bands(xs, g[0].index(t, "nquantiles"), g[0].yes("invert"))
		for i, r := range present {
			switch {
			case r["QuantileInGrp"] == "":
				if !errors.Is(err, ErrTooFew) {
					t.Errorf("%s: bands of %d values: %v, want ErrTooFew", key, len(xs), err)
				}
			case err != nil || got[i] != r.index(t, "QuantileInGrp"):
				t.Fatalf("%s: band of %s = %v, %v, want %s", key, r["Value"], got, err, r["QuantileInGrp"])
			}
		}
	}
}

// slopeGroups are the groups of one block, with standard errors on the scale
// that the slope is fitted on.
func slopeGroups(t *testing.T, rows []vectorRow, kind int, scale Scale) []SlopeGroup {
	t.Helper()
	var groups []SlopeGroup
	slices.SortStableFunc(rows, func(a, b vectorRow) int { return a.index(t, "Quantile") - b.index(t, "Quantile") })
	for _, r := range rows {
		g := SlopeGroup{Population: r.num(t, "Population"), SE: r.number(t, "StandardError")}
		if value := r.number(t, "Value"); value.OK {
			g.Value = value.Value
		} else {
			g.Value = r.num(t, "Count") / g.Population
		}
		lower, upper := r.number(t, "LowerCL"), r.number(t, "UpperCL")
		if kind != 0 && lower.OK && upper.OK {
			// The limits are even about the log of a rate and the logit of a
			// proportion, so that is where their standard error is.
			on, by := Log, g.Value
			if kind == 2 {
				on, by = Logit, g.Value*(1-g.Value)
			}
			l, err := on.of(lower.Value)
			u, err2 := on.of(upper.Value)
			if err != nil || err2 != nil {
				t.Fatal(err, err2)
			}
			g.SE = Some((u - l) / (2 * C95.Z()))
			if scale == Plain {
				g.SE.Value *= by
			}
		}
		groups = append(groups, g)
	}
	return groups
}

func slopeIndices(t *testing.T, v vectors) {
	_, inputs := grouped(v.of(t, "sii-inputs.csv"), "block")
	for _, r := range v.of(t, "sii-expected.csv") {
		kind, m, what := r.index(t, "value_type"), r.num(t, "multiplier"), "block "+r["block"]
		scale := Plain
		if r.yes("transform") {
			scale = []Scale{Plain, Log, Logit}[kind]
		}
		groups := slopeGroups(t, inputs[r["block"]], kind, scale)
		s, err := SlopeIndex(groups, scale, C95)
		if err != nil {
			t.Errorf("%s: %v", what, err)
			continue
		}
		index := Estimate{s.Index.Value * m, s.Index.Interval.Times(m)}
		checkNear(t, what+" index", index.Value, r.num(t, "sii"), exact)
		rii := s.Relative
		if m < 0 {
			rii = Estimate{1 / rii.Value, Interval{1 / rii.Upper, 1 / rii.Lower}}
		}
		if want := r.number(t, "rii"); want.OK {
			checkNear(t, what+" relative index", rii.Value, want.Value, exact)
		}
		if want := r.number(t, "intercept"); want.OK {
			checkNear(t, what+" intercept", s.Start, want.Value, exact)
		}
		if r["sii_se_analytic"] != "" {
			checkNear(t, what+" SE", s.SE, r.num(t, "sii_se_analytic"), exact)
			checkInterval(t, what+" interval", index.Interval, nil, r.num(t, "sii_lower95_analytic"), r.num(t, "sii_upper95_analytic"), exact)
		}
		checkSimulated(t, what, r, groups, scale, m)
	}
}

// checkSimulated holds the intervals to those that the peer simulates, at the
// confidence that the description of the block gives (95% unless it says
// other), to the tolerance of the peer's own tests.
func checkSimulated(t *testing.T, what string, r vectorRow, groups []SlopeGroup, scale Scale, m float64) {
	t.Helper()
	c, d := C95, r["description"]
	switch {
	case r["confidence"] == "99", strings.Contains(d, "99% confidence"):
		c = 0.99
	case strings.Contains(d, "98% ") && !strings.Contains(d, "95%"):
		c = 0.98
	}
	s, err := SlopeIndex(groups, scale, c)
	if err != nil {
		t.Fatal(err)
	}
	const simulated = 0.05
	if r["sii_lowercl_1_simulated"] != "" {
		checkInterval(t, what+" simulated", s.Index.Interval.Times(m), nil,
			r.num(t, "sii_lowercl_1_simulated"), r.num(t, "sii_uppercl_1_simulated"), simulated)
	}
	if r["rii_lowercl_1_simulated"] != "" {
		i := s.Relative.Interval
		if m < 0 {
			i = Interval{1 / i.Upper, 1 / i.Lower}
		}
		checkInterval(t, what+" simulated relative", i, nil, r.num(t, "rii_lowercl_1_simulated"), r.num(t, "rii_uppercl_1_simulated"), simulated)
	}
}
