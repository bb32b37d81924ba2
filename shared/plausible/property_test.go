package plausible

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/published"
	"earlyhelp/shared/returns"
)

// drawSeries draws up to twelve earlier figures about a level.
func drawSeries(t *rapid.T, least int) []float64 {
	level := rapid.IntRange(0, 3000).Draw(t, "level")
	ns := make([]float64, rapid.IntRange(least, 12).Draw(t, "periods"))
	for i := range ns {
		ns[i] = math.Round(float64(level) * (1 + float64(rapid.IntRange(-40, 40).Draw(t, "swing"))/100))
	}
	return ns
}

func v09(n float64, was []float64, t *rapid.T) bool {
	got := only(Check(a(now, map[string]float64{"stepped_down": n}), Context{Earlier: before("stepped_down", was...)}), "V09")
	if len(got) > 1 {
		t.Fatalf("%v after %v: %v", n, was, got)
	}
	return len(got) == 1
}

// TestWithinItsOwnLimitsNothingIsAsked: a series that stays within its limits
// never has to be explained, whatever it does there.
func TestWithinItsOwnLimitsNothingIsAsked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		was := drawSeries(t, fewestForLimits)
		in, err := ownLimits(was)
		if err != nil {
			t.Fatal(err)
		}
		lower, upper := int(math.Ceil(in.Lower)), int(math.Floor(in.Upper))
		if n := float64(rapid.IntRange(lower, max(lower, upper)).Draw(t, "now")); n <= in.Upper && v09(n, was, t) {
			t.Fatalf("%v is within %v", n, in)
		}
	})
}

// TestFarOutsideItsLimitsIsAsked: a jump to twice the upper limit and more is
// never passed over.
func TestFarOutsideItsLimitsIsAsked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		was := drawSeries(t, 1)
		last := was[len(was)-1]
		most := max(last*1.2, 100)
		if len(was) >= fewestForLimits {
			in, err := ownLimits(was)
			if err != nil {
				t.Fatal(err)
			}
			most = max(in.Upper, last, 100)
		}
		if n := math.Ceil(2*most) + 1; !v09(n, was, t) {
			t.Fatalf("%v after %v is not asked about", n, was)
		}
	})
}

// TestChanceIsNotAsked: two small counts that chance alone may part never are.
func TestChanceIsNotAsked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		was := float64(rapid.IntRange(0, 99).Draw(t, "was"))
		n := float64(rapid.IntRange(0, 99).Draw(t, "now"))
		if math.Abs(n-was) <= 1.95*math.Sqrt(n+was) && v09(n, []float64{was}, t) {
			t.Fatalf("%v after %v", n, was)
		}
	})
}

// TestAnyReturnIsChecked draws returns of any shape, with symbols and numbers
// that no reader would let through: every problem has a place in the return, a
// rule of this package, words and a headline, and the return stays as it was.
func TestAnyReturnIsChecked(t *testing.T) {
	measures := append(returns.Measures(""), returns.Made("")...)
	limits := &benchmark.Limits{}
	for _, d := range indicator.All().Computed() {
		switch d.Unit {
		case indicator.Percent:
			limits.Limits = append(limits.Limits, benchmark.Limit{Indicator: d.ID, Period: now, Unit: d.Unit, Value: 40, Phi: 3, Tau2: 0.01, Areas: 150})
		case indicator.Rate:
			limits.Limits = append(limits.Limits, benchmark.Limit{Indicator: d.ID, Period: now, Unit: d.Unit, Value: 120, Phi: 3, Tau2: 0.1, Areas: 150})
		}
	}
	draw := func(t *rapid.T) *returns.Return {
		r := &returns.Return{Area: rapid.SampledFrom([]string{"383", "850", "420", "999"}).Draw(t, "area"), Period: now}
		for range rapid.IntRange(0, 3).Draw(t, "back") {
			r.Period = r.Period.Previous()
		}
		for i := range rapid.IntRange(0, 40).Draw(t, "counts") {
			m := rapid.SampledFrom(measures).Draw(t, "measure")
			c := returns.Count{Sheet: m.Sheet, Measure: m.Name, Breakdown: returns.Total, Category: returns.All, Ref: cell.Ref{Sheet: m.Sheet, Row: i, Col: 4}}
			c.State = rapid.SampledFrom([]returns.State{returns.Known, returns.Known, returns.Known, returns.NotAvailable, returns.NotApplicable}).Draw(t, "state")
			if c.State == returns.Known {
				c.N = rapid.OneOf(rapid.Just(0.0), rapid.Float64Range(0, 1e6), rapid.Just(math.Inf(1)), rapid.Just(math.NaN()), rapid.Just(-4.0)).Draw(t, "n")
			}
			r.Counts = append(r.Counts, c)
		}
		return r
	}
	rapid.Check(t, func(t *rapid.T) {
		r, c := draw(t), Context{Limits: limits, Published: published.Series()}
		for range rapid.IntRange(0, 10).Draw(t, "earlier") {
			c.Earlier = append(c.Earlier, draw(t))
		}
		if rapid.Bool().Draw(t, "again") {
			c.Last = r
		}
		text := func() string { return cmp.Diff(nil, r) }
		before := text()
		sheets := map[string]bool{"": true}
		for _, x := range r.Counts {
			sheets[x.Sheet] = true
		}
		for _, p := range Check(r, c) {
			if !sheets[p.Ref.Sheet] || p.Message == "" || p.Group == "" || p.Severity != cell.Explain && (p.Rule != "V17" || p.Severity != cell.Note) {
				t.Fatalf("%+v", p)
			}
		}
		if text() != before {
			t.Fatal("the return was changed")
		}
	})
}
