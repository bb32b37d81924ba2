package spc

import "math"

// draw fills in the points of one part.
func (k Kind) draw(points []Point, samples []Sample, screen bool) error {
	k.values(points, samples)
	centre, spread, err := k.centre(points, samples, screen)
	if err != nil {
		return err
	}
	for i := range points {
		p := &points[i]
		if (k == P || k == U) && !p.OK {
			continue // no denominator to set limits by
		}
		lower, upper := k.limits(centre, spread, samples[i].N)
		if !finite(centre) || !finite(lower) || !finite(upper) {
			return ErrBeyondPrecision
		}
		p.Centre, p.Lower, p.Upper, p.Limited = centre, lower, upper, true
		p.Outside = p.OK && (p.Value > upper || p.Value < lower)
	}
	return nil
}

// times multiplies what points show.
func times(points []Point, k float64) error {
	for i := range points {
		p := &points[i]
		p.Value, p.Centre, p.Lower, p.Upper = k*p.Value, k*p.Centre, k*p.Lower, k*p.Upper
		if !finite(p.Value) || !finite(p.Upper) {
			return ErrBeyondPrecision
		}
	}
	return nil
}

// values sets the value of each point.
func (k Kind) values(points []Point, samples []Sample) {
	for i, s := range samples {
		p := &points[i]
		switch k {
		case P, U:
			if p.OK = !s.Missing && s.N > 0; p.OK {
				p.Value = s.Y / s.N
			}
		case MR:
			if p.OK = i > 0 && !s.Missing && !samples[i-1].Missing; p.OK {
				p.Value = math.Abs(s.Y - samples[i-1].Y)
			}
		default:
			if p.OK = !s.Missing; p.OK {
				p.Value = s.Y
			}
		}
	}
}

// centre returns the centre line of a part and, for I, the standard deviation
// that its moving ranges give.
func (k Kind) centre(points []Point, samples []Sample, screen bool) (centre, spread float64, err error) {
	var y, n float64
	var values, ranges []float64
	before := -1 // the last sample of the baseline
	for i := range points {
		p := &points[i]
		if !p.Baseline || p.Excluded {
			continue
		}
		if p.OK {
			y, n = y+samples[i].Y, n+samples[i].N
			values = append(values, p.Value)
			if before >= 0 && points[before].OK {
				ranges = append(ranges, math.Abs(p.Value-points[before].Value))
			}
		}
		before = i
	}
	switch {
	case len(values) == 0, k == I && len(ranges) == 0:
		return 0, 0, ErrTooFew
	case k == P || k == U:
		return y / n, 0, nil
	}
	centre = mean(values)
	if k == I {
		spread = mean(ranges)
		if !finite(spread) {
			return 0, 0, ErrBeyondPrecision
		}
		if usual := within(ranges, d4*spread); screen && len(usual) > 0 {
			spread = mean(usual)
		}
	}
	return centre, spread / d2, nil
}

func (k Kind) limits(centre, spread, n float64) (lower, upper float64) {
	switch k {
	case P:
		half := 3 * math.Sqrt(centre*(1-centre)/n)
		return max(0, centre-half), min(1, centre+half)
	case U:
		half := 3 * math.Sqrt(centre/n)
		return max(0, centre-half), centre + half
	case C:
		half := 3 * math.Sqrt(centre)
		return max(0, centre-half), centre + half
	case MR:
		return 0, d4 * centre
	}
	return centre - 3*spread, centre + 3*spread
}

// within returns those of xs that are at most limit; a constant series keeps
// its ranges of nothing.
func within(xs []float64, limit float64) []float64 {
	var kept []float64
	for _, x := range xs {
		if x <= limit {
			kept = append(kept, x)
		}
	}
	return kept
}

// mean returns the mean of xs, of which there is at least one, reckoned from
// the first, so that equal values have exactly that mean.
func mean(xs []float64) float64 {
	sum := 0.0
	for _, x := range xs {
		sum += x - xs[0]
	}
	return xs[0] + sum/float64(len(xs))
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
