package benchmark

import "earlyhelp/shared/indicator"

// The lengths of the patterns that are signs of a special cause.
const (
	runLength   = 7 // points in a row on one side of the mean, or all rising or falling
	nearOf      = 3 // points in a row on one side of the mean, of which
	nearEnough  = 2 // so many are near the limit
	nearByShare = 2.0 / 3
)

// signs finds the special causes of a part's points.
func (p *ChartPart) signs(points []ChartPoint, polarity indicator.Polarity) {
	side := make([]int, len(points)) // of the mean: 1 above, -1 below, 0 on it or missing
	near := make([]int, len(points)) // the same for a point near the limit on that side
	rise := make([]int, len(points)) // from the point before
	lower, upper := p.Mean-nearByShare*(p.Mean-p.Limits.Lower), p.Mean+nearByShare*(p.Limits.Upper-p.Mean)
	for i := range points {
		v := points[i].Value
		if !v.OK {
			continue
		}
		side[i] = sign(v.Value, p.Mean)
		switch {
		case v.Value > p.Limits.Upper:
			points[i].Causes = append(points[i].Causes, AboveLimit)
		case v.Value < p.Limits.Lower:
			points[i].Causes = append(points[i].Causes, BelowLimit)
		case v.Value > upper:
			near[i] = 1
		case v.Value < lower:
			near[i] = -1
		}
		if i > 0 && points[i-1].Value.OK {
			rise[i] = sign(v.Value, points[i-1].Value.Value)
		}
	}
	for i, way := range runs(rise, runLength-1, 1) {
		points[i].add(way, SevenRising, SevenFalling)
	}
	for i, way := range nearRuns(side, near) {
		points[i].add(way, TwoAbove, TwoBelow)
	}
	for i, way := range runs(side, runLength, 0) {
		points[i].add(way, SevenAbove, SevenBelow)
	}
	for i := range points {
		if len(points[i].Causes) > 0 {
			points[i].Judgement = points[i].Causes[0].Direction().Judge(polarity)
		}
	}
}

func (p *ChartPoint) add(way int, up, down Cause) {
	switch way {
	case 1:
		p.Causes = append(p.Causes, up)
	case -1:
		p.Causes = append(p.Causes, down)
	}
}

// Direction says which way a special cause points.
func (c Cause) Direction() Direction {
	switch c {
	case AboveLimit, TwoAbove, SevenAbove, SevenRising:
		return Rising
	case BelowLimit, TwoBelow, SevenBelow, SevenFalling:
		return Falling
	}
	return NoChange
}

func sign(x, about float64) int {
	switch {
	case x > about:
		return 1
	case x < about:
		return -1
	}
	return 0
}

// runs marks the members of every stretch of at least length equal signs,
// and so many points before it, with that sign.
func runs(signs []int, length, before int) []int {
	in := make([]int, len(signs))
	for i := 0; i < len(signs); {
		end := i + 1
		for end < len(signs) && signs[end] == signs[i] {
			end++
		}
		if signs[i] != 0 && end-i >= length {
			for j := max(0, i-before); j < end; j++ {
				in[j] = signs[i]
			}
		}
		i = end
	}
	return in
}

// nearRuns marks the points near a limit of every three in a row on one side
// of the mean of which two or more are near it.
func nearRuns(side, near []int) []int {
	in := make([]int, len(side))
	for i := 0; i+nearOf <= len(side); i++ {
		way, n := side[i], 0
		for j := i; j < i+nearOf; j++ {
			if side[j] != way {
				way = 0
			}
			n += near[j] * near[j]
		}
		if way == 0 || n < nearEnough {
			continue
		}
		for j := i; j < i+nearOf; j++ {
			if near[j] != 0 {
				in[j] = way
			}
		}
	}
	return in
}
