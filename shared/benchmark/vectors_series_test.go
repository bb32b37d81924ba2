package benchmark

import (
	"errors"
	"math"
	"slices"
	"testing"

	"earlyhelp/shared/benchmark/spc"
	"earlyhelp/shared/indicator"
)

// polarityOf reads the direction of improvement, 1 or -1.
func polarityOf(t *testing.T, r vectorRow) indicator.Polarity {
	t.Helper()
	return map[int]indicator.Polarity{1: indicator.High, -1: indicator.Low, 0: indicator.Neutral}[r.index(t, "direction")]
}

// causeLabels are the field's words for the strongest cause of a point.
var causeLabels = map[Cause]string{
	AboveLimit: "Above UCL", BelowLimit: "Below LCL", TwoAbove: "2 in 3 Above CL", TwoBelow: "2 in 3 Below CL",
	SevenAbove: "7 Points Above CL", SevenBelow: "7 Points Below CL",
	SevenRising: "7 Point Trend (Increasing)", SevenFalling: "7 Point Trend (Decreasing)",
}

// chartOf draws the chart of one series of spc-xmr.csv.
func chartOf(t *testing.T, rows []vectorRow) Chart {
	t.Helper()
	r := rows[0]
	o := &ChartOptions{Polarity: polarityOf(t, r), Baseline: int(r.number(t, "fix_after").Value), NoScreen: !r.yes("screen_outliers")}
	if at := r.number(t, "rebase_at"); at.OK {
		o.Rebase = []Rebase{{At: int(at.Value) - 1, Reason: "so says the file"}}
	}
	var series []Number
	for _, r := range rows {
		series = append(series, r.number(t, "value"))
	}
	c, err := ControlChart(series, o)
	if err != nil {
		t.Fatalf("%s: %v", r["series"], err)
	}
	return c
}

func controlCharts(t *testing.T, v vectors) {
	keys, groups := grouped(v.rows(t), "series")
	for _, key := range keys {
		t.Run(key, func(t *testing.T) {
			rows := groups[key]
			c := chartOf(t, rows)
			for i, r := range rows {
				p := c.Points[i]
				part := c.Parts[p.Part]
				if !part.OK || p.Part != r.index(t, "rebase_group") || part.Provisional != (part.Known < 13) {
					t.Fatalf("point %s: part %+v", r["point"], part)
				}
				checkNear(t, "mean", part.Mean, r.num(t, "mean"), exact)
				if lower := r.number(t, "lpl"); lower.OK && !math.IsNaN(lower.Value) {
					checkInterval(t, "limits", part.Limits, nil, lower.Value, r.num(t, "upl"), exact)
				} else if part.Limits != (Interval{part.Mean, part.Mean}) {
					t.Errorf("limits of a constant series = %v, want its mean %v", part.Limits, part.Mean)
				}
				cause, judged := "Common Cause", "common_cause"
				if len(p.Causes) > 0 {
					cause = causeLabels[p.Causes[0]]
					judged = map[Judgement]string{Improvement: "special_cause_improvement", Concern: "special_cause_concern"}[p.Judgement]
				}
				if cause != r["special_cause"] || judged != r["point_type"] {
					t.Errorf("point %s: %v, %s, want %s, %s", r["point"], p.Causes, p.Judgement, r["special_cause"], r["point_type"])
				}
			}
		})
	}
}

func controlChartSummary(t *testing.T, v vectors) {
	_, groups := grouped(v.of(t, "spc-xmr.csv"), "series")
	var series []struct {
		Series, Latest string
		N              int
		Mean           float64
		Lower          *float64 `json:"lpl"`
		Upper          *float64 `json:"upl"`
	}
	v.json(t, v.name, &series)
	if len(series) != 16 || len(groups) != 16 {
		t.Errorf("%d series in the summary and %d in the file, want 16", len(series), len(groups))
	}
	for _, s := range series {
		c := chartOf(t, groups[s.Series])
		last, part := c.Points[len(c.Points)-1], c.Parts[len(c.Parts)-1]
		want := Interval{part.Mean, part.Mean} // of the constant series
		if s.Lower != nil {
			want = Interval{*s.Lower, *s.Upper}
		}
		// The summary has twelve decimals.
		checkInterval(t, s.Series, part.Limits, nil, want.Lower, want.Upper, exact)
		checkNear(t, s.Series, part.Mean, s.Mean, exact)
		if latest := last.Causes; len(c.Points) != s.N || len(latest) == 0 != (s.Latest == "Common Cause") ||
			len(latest) > 0 && causeLabels[latest[0]] != s.Latest {
			t.Errorf("%s: %d points, latest %v, want %d, %s", s.Series, len(c.Points), latest, s.N, s.Latest)
		}
	}
}

func assurances(t *testing.T, v vectors) {
	words := map[string]Assurance{"consistent_fail": Fails, "consistent_pass": Passes, "inconsistent": Varies, "": NotAssured}
	for _, r := range v.rows(t) {
		got := Assure(Interval{r.num(t, "lpl"), r.num(t, "upl")}, r.num(t, "target"), polarityOf(t, r))
		if want, ok := words[r["assurance"]]; !ok || got != want {
			t.Errorf("%v: %q", r, got)
		}
	}
}

func runLimits(t *testing.T, v vectors) {
	for _, r := range v.rows(t) {
		n := r.index(t, "n_useful")
		longest, crossings := spc.RunLimits(n)
		if longest != r.index(t, "longest_run_max") || crossings != r.index(t, "crossings_min") {
			t.Errorf("RunLimits(%d) = %d, %d, want %s, %s", n, longest, crossings, r["longest_run_max"], r["crossings_min"])
		}
	}
}

// shewhartChart reads a chart's samples and options from its expected rows.
func shewhartChart(t *testing.T, rows []vectorRow) (spc.Kind, []spc.Sample, *spc.Options) {
	t.Helper()
	kind, ok := map[string]spc.Kind{"p": spc.P, "u": spc.U, "c": spc.C, "i": spc.I, "mr": spc.MR}[rows[0]["chart"]]
	if !ok {
		t.Fatalf("what chart is %q?", rows[0]["chart"])
	}
	o := &spc.Options{Per: 1}
	if first := rows[0]; kind == spc.U || kind == spc.P {
		o.Per = math.Round(first.num(t, "y") / (first.num(t, "y.sum") / first.num(t, "n")))
	}
	var samples []spc.Sample
	for i, r := range rows {
		y := r.number(t, "y.sum")
		samples = append(samples, spc.Sample{Y: y.Value, N: r.number(t, "n").Value, Missing: !y.OK})
		if i > 0 && r["part"] != rows[i-1]["part"] {
			o.Split = append(o.Split, i)
		}
		if !r.yes("include") {
			o.Exclude = append(o.Exclude, i)
		}
		if r.yes("baseline") {
			o.Baseline = i + 1
		}
	}
	return kind, samples, o
}

func shewhartCharts(t *testing.T, v vectors) {
	rows := v.rows(t)
	kind, samples, o := shewhartChart(t, rows)
	c, err := spc.Draw(kind, samples, o)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range rows {
		p := c.Points[i]
		if want := r.number(t, "y"); p.OK != want.OK || !near(p.Value, want.Value, exact) {
			t.Errorf("point %s = %+v, want %v", r["x"], p, want)
		}
		if !p.Limited || p.Outside != r.yes("sigma.signal") || p.Part != r.index(t, "part")-1 {
			t.Errorf("point %s = %+v, want a signal: %s", r["x"], p, r["sigma.signal"])
		}
		checkNear(t, "centre of "+r["x"], p.Centre, r.num(t, "cl"), exact)
		checkInterval(t, "limits of "+r["x"], Interval{p.Lower, p.Upper}, nil, r.num(t, "lcl"), r.num(t, "ucl"), exact)
		want := spc.Runs{Useful: r.index(t, "n.useful"), Longest: r.index(t, "longest.run"), LongestMax: r.index(t, "longest.run.max"),
			Crossings: r.index(t, "n.crossings"), CrossingsMin: r.index(t, "n.crossings.min"), Signal: r.yes("runs.signal")}
		if got := c.Parts[p.Part].Runs; got != want {
			t.Errorf("part %s: runs %+v, want %+v", r["part"], got, want)
		}
	}
}

func fivePointTrends(t *testing.T, v vectors) {
	_, inputs := grouped(v.of(t, "trend-5-point-inputs.csv"), "case")
	polarities := map[string]indicator.Polarity{"High is good": indicator.High, "Low is good": indicator.Low, "No judgement": indicator.Neutral}
	words := map[string]struct {
		d Direction
		j Judgement
	}{
		"Increasing": {Rising, Neither}, "Decreasing": {Falling, Neither}, "NoChange": {NoChange, Neither},
		"IncreasingAndGettingBetter": {Rising, Improvement}, "IncreasingAndGettingWorse": {Rising, Concern},
		"DecreasingAndGettingBetter": {Falling, Improvement}, "DecreasingAndGettingWorse": {Falling, Concern},
	}
	for _, r := range v.of(t, "trend-5-point-expected.csv") {
		rows := inputs[r["case"]]
		slices.SortFunc(rows, func(a, b vectorRow) int { return compareText(a["period_end"], b["period_end"]) })
		var points []Reading
		for _, p := range rows {
			points = append(points, Reading{p.number(t, "value"), p.number(t, "lower95"), p.number(t, "upper95")})
		}
		got, err := FivePoint(points)
		if r["slope"] == "" {
			// The peer has no slope either, but calls a series without
			// intervals unchanged.
			if !errors.Is(err, ErrNoInterval) || got.Direction == NoChange {
				t.Errorf("%s = %+v, %v, want ErrNoInterval", r["case"], got, err)
			}
			continue
		}
		want, known := words[r["expected_trend"]]
		if err != nil || !known || got.Direction != want.d || got.Direction.Judge(polarities[r["polarity"]]) != want.j ||
			got.Agree != (r["leave_one_out_slopes_agree"] == "True") {
			t.Errorf("%s = %+v, %v, want %s", r["case"], got, err, r["expected_trend"])
		}
		// The file has twelve digits of both.
		checkNear(t, r["case"]+" slope", got.Slope, r.num(t, "slope"), exact)
		checkNear(t, r["case"]+" chi²", got.Chi2, r.num(t, "chi2"), exact)
		checkNear(t, "critical value", fivePointCritical, r.num(t, "chi2_critical"), exact)
	}
}

func compareText(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
