package benchmark

import (
	"math"
	"slices"
	"testing"
	"time"
)

// against runs ours as the benchmark and naive as often as half a second
// allows, and reports how many times as long the naive way takes.
func against(b *testing.B, ours, naive func()) {
	b.Helper()
	b.ReportAllocs()
	for b.Loop() {
		ours()
	}
	n, start := 0, time.Now()
	for ; n < 1 || time.Since(start) < time.Second/2; n++ {
		naive()
	}
	each := float64(time.Since(start)) / float64(n)
	b.ReportMetric(each/(float64(b.Elapsed())/float64(b.N)), "x-naive")
}

// bisectedRateLimits finds the events on the limits as spreadsheets do: by
// halving, with the Poisson probabilities summed term by term.
func bisectedRateLimits(d, centre float64, c Confidence) Interval {
	mean := d * centre
	upTo := func(e int) float64 { // P(X <= e)
		sum, term := 0.0, math.Exp(-mean)
		for k := range e + 1 {
			sum, term = sum+term, term*mean/float64(k+1)
		}
		return sum
	}
	search := func(lo, hi float64, below func(e int) bool) float64 {
		for hi-lo > 1e-7 {
			if mid := (lo + hi) / 2; below(int(mid)) {
				lo = mid
			} else {
				hi = mid
			}
		}
		return lo
	}
	lower := search(0, mean, func(e int) bool { return upTo(e) < c.Tail() })
	upper := search(mean, 4*mean+40, func(e int) bool { return 1-upTo(e-1) > c.Tail() })
	return Interval{lower / d, upper / d}
}

func BenchmarkRateFunnel(b *testing.B) {
	var ours, naive Interval
	against(b, func() { ours, _ = RateLimits(60_000, 0.01, C998) }, func() { naive = bisectedRateLimits(60_000, 0.01, C998) })
	if !near(ours.Lower, naive.Lower, 5e-3) || !near(ours.Upper, naive.Upper, 5e-3) {
		b.Errorf("%v, the naive way %v", ours, naive)
	}
}

func BenchmarkRateOutlier(b *testing.B) {
	var ours, naive Outlier
	against(b, func() { ours, _ = RateOutlier(700, 60_000, 0.01) }, func() {
		in95, _ := RateLimits(60_000, 0.01, C95)
		in998, _ := RateLimits(60_000, 0.01, C998)
		naive = outlierOf(700.0/60_000, in95, in998)
	})
	if ours != naive {
		b.Errorf("%v, the naive way %v", ours, naive)
	}
}

func BenchmarkDisperse(b *testing.B) {
	scores := make([]Score, 153)
	for i := range scores {
		scores[i] = Score{20 * math.Sin(float64(i*i)), 1 / math.Sqrt(100+float64(i*37%4000))}
	}
	var ours, naive Dispersion
	against(b, func() { ours, _ = Disperse(scores, Winsorise, 0.1) }, func() {
		// By the letter of the method: each score held to two quantiles.
		zs := make([]float64, len(scores))
		for i, s := range scores {
			zs[i] = s.Z
		}
		var zz, w, ww float64
		for _, s := range scores {
			lo, _ := Quantile(zs, 0.1)
			hi, _ := Quantile(zs, 0.9)
			z := min(max(s.Z, lo), hi)
			weight := math.Pow(s.SE, -2)
			zz, w, ww = zz+z*z, w+weight, ww+weight*weight
		}
		n := float64(len(scores))
		naive = Dispersion{zz / n, max(0, (zz-n+1)/(w-ww/w)), len(scores)}
	})
	if !near(ours.Phi, naive.Phi, 1e-12) || !near(ours.Tau2, naive.Tau2, 1e-9) {
		b.Errorf("%+v, the naive way %+v", ours, naive)
	}
}

// scannedSigns finds the runs and trends of a chart by looking at every seven
// points that each point is among.
func scannedSigns(values []float64, mean float64) []int {
	signs := make([]int, len(values))
	for i := range values {
		for from := max(0, i-6); from <= i && from+7 <= len(values); from++ {
			above, below, rising, falling := true, true, true, true
			for j := from; j < from+7; j++ {
				above, below = above && values[j] > mean, below && values[j] < mean
				if j > from {
					rising, falling = rising && values[j] > values[j-1], falling && values[j] < values[j-1]
				}
			}
			if above || below || rising || falling {
				signs[i]++
			}
		}
	}
	return signs
}

func BenchmarkControlChart(b *testing.B) {
	values := make([]float64, 40)
	for i := range values {
		values[i] = 22 + 2*math.Sin(float64(i*i)) + float64(i/20)
	}
	series := seriesOf(values...)
	var ours Chart
	var naive []int
	against(b, func() { ours, _ = ControlChart(series, nil) }, func() {
		x, _ := NewXmR(slices.Clone(values))
		naive = scannedSigns(values, x.Mean)
	})
	for i, p := range ours.Points {
		of := func(c Cause) bool { return slices.Contains(p.Causes, c) }
		if in := of(SevenAbove) || of(SevenBelow) || of(SevenRising) || of(SevenFalling); in != (naive[i] > 0) {
			b.Errorf("point %d: %v, the naive way %v", i, p.Causes, naive[i])
		}
	}
}
